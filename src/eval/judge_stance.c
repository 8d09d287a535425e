/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/judge.h"

#include <string.h>
#include <strings.h>

bool gk_judge_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static const struct stance_word {
    const char *word;
    int stance;
    bool alone; /* it is an answer by itself */
} stance_words[] = {
    {"yes", 1, true},  {"no", -1, true},    {"not", -1, false},  {"never", -1, false},
    {"是", 1, true},   {"有", 1, false},    {"否", -1, true},    {"不", -1, false},
    {"未", -1, false}, {"没有", -1, false}, {"并非", -1, false}, {"并未", -1, false},
};

static size_t skip_marks(const char *s)
{
    size_t i = 0;
    while (s[i] == ' ' || s[i] == '"' || s[i] == '*') i++;
    return i;
}

int gk_polarity(const char *s)
{
    s += skip_marks(s);
    if (strncmp(s, "“", 3) == 0) return 0; /* a quotation speaks for itself */
    for (size_t i = 0; i < sizeof stance_words / sizeof *stance_words; i++) {
        size_t n = strlen(stance_words[i].word);
        if (strncasecmp(s, stance_words[i].word, n) != 0) continue;
        if (gk_judge_letter(*s) && gk_judge_letter(s[n])) continue;
        return stance_words[i].stance;
    }
    return 0;
}

int gk_polarity_expected(const char *s)
{
    static const char *const ends[] = {".", ",", ";", ":", "!", "\n", "。", "，", "；", "：", " -"};
    s += skip_marks(s);
    for (size_t i = 0; i < sizeof stance_words / sizeof *stance_words; i++) {
        size_t n = strlen(stance_words[i].word);
        if (!stance_words[i].alone || strncasecmp(s, stance_words[i].word, n) != 0) continue;
        if (!s[n]) return stance_words[i].stance;
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
            if (gk_starts_with(s + n, ends[k])) return stance_words[i].stance;
    }
    return 0;
}

/* ---- an answer that begins with neither ------------------------------------------------------ */

static size_t sentence_end(const char *s)
{
    size_t i = 0;
    for (; s[i]; i++) {
        if (s[i] == '\n' || strncmp(s + i, "。", 3) == 0) break;
        if (s[i] == '.' && (s[i + 1] == ' ' || !s[i + 1])) break;
    }
    return i;
}

static bool has_negation(const char *s)
{
    static const char *const words[] = {" not ",     "n't ", " no ", " never ", " nor ",
                                        " neither ", "不",   "未",   "没有",    "并非"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasestr(s, words[i])) return true;
    return false;
}

/* A first sentence that has so many of the question's words takes it up. */
static const double taken_up = 0.6;

int gk_polarity_told(const char *question, const char *answer)
{
    size_t n = sentence_end(answer), words;
    char *sentence = gk_format("%.*s", (int)n, answer);
    double share = gk_word_share("", question, sentence, &words);
    int stance = !words || share < taken_up ? 0 : has_negation(sentence) ? -1 : 1;
    gk_free(sentence);
    return stance;
}

/* ---- a choice -------------------------------------------------------------------------------- */

enum { CHOICES = 6 };

/* The length of what divides two choices at s. */
static size_t divider(const char *s)
{
    static const char *const between[] = {", and ", ", or ", " and ", " or ", ", ",
                                          "、",     "还是",  "和",    "或",   "，"};
    for (size_t i = 0; i < sizeof between / sizeof *between; i++)
        if (strncasecmp(s, between[i], strlen(between[i])) == 0) return strlen(between[i]);
    return 0;
}

/* The last word or two before a divider, the first words behind it: up to three words each. */
static size_t words_back(const char *s, size_t at, size_t least)
{
    size_t i = at;
    while (i > least && s[i - 1] != ' ') i--;
    return i;
}

static size_t words_ahead(const char *s, size_t at)
{
    while (s[at] && s[at] != ' ' && s[at] != ',' && s[at] != '?' && s[at] != '.' && s[at] != ':')
        at++;
    return at;
}

/* "operations, investing, and financing": spans of the words around the dividers of the list. */
static size_t choices_of(const char *q, gk_span *out)
{
    static const char *const leads[] = {"among ", "which of ", "whether ", "between ", "either "};
    const char *lead = NULL;
    for (size_t i = 0; !lead && i < sizeof leads / sizeof *leads; i++) {
        lead = strcasestr(q, leads[i]);
        if (lead) lead += strlen(leads[i]);
    }
    size_t count = 0;
    const char *from = lead ? lead : q;
    for (const char *s = from; *s && count + 1 < CHOICES; s++) {
        size_t n = divider(s);
        bool alternative = n && (strcasestr(s, " or ") == s || strcasestr(s, ", or ") == s ||
                                 strncmp(s, "还是", strlen("还是")) == 0);
        if (!n || (!lead && !alternative)) continue;
        size_t at = (size_t)(s - q), next = at + n;
        if (count && next > out[count - 1].end + n) break; /* another list */
        if (!count) out[count++] = (gk_span){words_back(q, at, (size_t)(from - q)), at};
        out[count] = (gk_span){next, words_ahead(q, next)};
        s = q + out[count++].end - 1;
    }
    for (size_t i = 0; i < count; i++) /* years are no choice */
        for (size_t k = out[i].start; k < out[i].end; k++)
            if (q[k] >= '0' && q[k] <= '9') return 0;
    return count >= 2 ? count : 0;
}

size_t gk_choice(const char *question, const char *text)
{
    gk_span spans[CHOICES];
    size_t count = choices_of(question, spans), best = 0, first = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t n = spans[i].end - spans[i].start;
        if (n > 5 && gk_judge_letter(question[spans[i].start])) n -= n > 8 ? 4 : 2; /* its stem */
        char *word = gk_format("%.*s", (int)n, question + spans[i].start);
        const char *at = n >= 2 ? strcasestr(text, word) : NULL;
        if (at && (size_t)(at - text) < first) {
            first = (size_t)(at - text);
            best = i + 1;
        }
        gk_free(word);
    }
    return best;
}
