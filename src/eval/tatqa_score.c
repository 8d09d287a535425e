/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/tatqa.h"
#include "text/text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- numbers, as its program reads them ------------------------------------------------------ */

static double scale_value(const char *scale)
{
    static const struct {
        const char *word;
        double value;
    } scales[] = {{"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9}, {"percent", 0.01}};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (strcasestr(scale, scales[i].word)) return scales[i].value;
    return 1;
}

/* Whether text is a number, with at most a scale word behind it; parentheses make it negative. */
static bool read_number(const char *text, double *out)
{
    char plain[64];
    size_t n = 0;
    bool percent = strchr(text, '%') != NULL;
    for (const char *c = text; *c && n + 1 < sizeof plain; c++)
        if (!strchr("'\"\\$%(),[]", *c)) plain[n++] = *c;
    plain[n] = '\0';
    char *start = plain + strspn(plain, " "), *end;
    if (!isdigit((unsigned char)*start) && !strchr("+-.", *start)) return false;
    double value = strtod(start, &end), scale = 1;
    if (end == start) return false;
    end += strspn(end, " ");
    if (*end) {
        scale = scale_value(end);
        if (scale == 1) return false;
    }
    bool open = text[strspn(text, " $")] == '(' && strchr(text, ')');
    *out = round(value * scale * (open ? -1 : 1) * (percent ? 0.01 : 1) * 1e4) / 1e4;
    return true;
}

/* ---- words ---------------------------------------------------------------------------------- */

static bool is_article(const char *s, size_t n)
{
    return (n == 1 && *s == 'a') || (n == 2 && !memcmp(s, "an", 2)) ||
           (n == 3 && !memcmp(s, "the", 3));
}

/* Adds text's words in lower case, without articles and punctuation, a space behind each. A word
 * that is a number is written as one. */
static void add_words(gk_string *to, const char *text)
{
    while (*text) {
        text += strspn(text, " \n\t-");
        size_t n = strcspn(text, " \n\t-");
        char *word = gk_format("%.*s", (int)n, text);
        double value;
        text += n;
        if (*word && read_number(word, &value)) {
            gk_string_addf(to, "%.10g ", value);
        } else {
            size_t m = 0;
            for (const char *c = word; *c; c++)
                if (!ispunct((unsigned char)*c)) word[m++] = (char)tolower((unsigned char)*c);
            word[m] = '\0';
            if (m && !is_article(word, m)) gk_string_addf(to, "%s ", word);
        }
        gk_free(word);
    }
}

/* A part of an answer with its scale. */
static void add_part(gk_string *to, const char *part, const char *scale)
{
    double value;
    if (!read_number(part, &value)) {
        add_words(to, part);
        add_words(to, scale);
    } else if (strchr(part, '%')) {
        gk_string_addf(to, "%.4f ", value);
    } else {
        gk_string_addf(to, "%.4f ", round(value * 100) / 100 * scale_value(scale));
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *gold_words(const gk_tatqa_question *q)
{
    gk_string out = {0};
    const char **sorted = gk_alloc_array(q->answer_count + 1, sizeof *sorted);
    for (size_t i = 0; i < q->answer_count; i++) sorted[i] = q->answers[i];
    qsort(sorted, q->answer_count, sizeof *sorted, by_text);
    for (size_t i = 0; i < q->answer_count; i++) add_part(&out, sorted[i], q->scale);
    gk_free(sorted);
    return gk_string_take(&out);
}

/* ---- overlap -------------------------------------------------------------------------------- */

/* Whether a word of n bytes is among those of text, each with a space behind it. */
static bool among(const char *text, const char *word, size_t n)
{
    while (*text) {
        size_t m = strcspn(text, " ");
        if (m == n && memcmp(text, word, n) == 0) return true;
        text += m + (text[m] == ' ');
    }
    return false;
}

/* Different words of text, and how many of them the other text has; numbers alone where
 * only_numbers.
 */
static size_t shared(const char *text, const char *other, bool only_numbers, size_t *total)
{
    size_t both = 0;
    *total = 0;
    for (const char *s = text; *s;) {
        size_t n = strcspn(s, " ");
        bool number = isdigit((unsigned char)s[0]) || (s[0] == '-' && n > 1);
        char *before = gk_format("%.*s", (int)(s - text), text);
        if (!among(before, s, n) && (number || !only_numbers)) {
            ++*total;
            both += among(other, s, n);
        }
        gk_free(before);
        s += n + (s[n] == ' ');
    }
    return both;
}

void gk_tatqa_score(const gk_tatqa_question *q, const char *predicted, const char *scale,
                    double *exact, double *f1)
{
    char *gold = gold_words(q);
    gk_string got = {0};
    add_part(&got, predicted, scale);
    const char *words = got.data ? got.data : "";
    size_t wanted, given, numbers;
    size_t both = shared(gold, words, false, &wanted);
    shared(words, gold, false, &given);
    bool numbers_met = shared(gold, words, true, &numbers) > 0 || numbers == 0;
    *exact = wanted && wanted == given && both == wanted;
    *f1 = both && numbers_met ? 2.0 * (double)both / (double)(wanted + given) : 0;
    if (strcmp(q->type, "arithmetic") == 0 || strcmp(q->type, "count") == 0) *f1 = *exact;
    gk_string_free(&got);
    gk_free(gold);
}

/* ---- a written answer ------------------------------------------------------------------------ */

static char *quoted(const char *answer)
{
    const char *end = strstr(answer, "”");
    return end ? gk_format("%.*s", (int)(end - answer - 3), answer + 3) : gk_format("%s", answer);
}

/* Where the figure or name that an answer begins with ends. */
static size_t head_end(const char *answer)
{
    static const char *const ends[] = {" [", "\n", "; ", " = ", ". ", " (", ", "};
    size_t end = strlen(answer);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *at = strstr(answer + 1, ends[i]);
        if (*answer && at && (size_t)(at - answer) < end) end = (size_t)(at - answer);
    }
    return end;
}

char *gk_tatqa_span(const char *answer, const char **scale)
{
    static const char *const scales[] = {"thousand", "million", "billion", "percent"};
    *scale = "";
    if (gk_starts_with(answer, "“")) return quoted(answer);
    char *head = gk_format("%.*s", (int)head_end(answer), answer);
    double value;
    if (!read_number(head, &value)) return head;
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        char *at = strcasestr(head, scales[i]);
        if (!at) continue;
        *at = '\0';
        *scale = scales[i];
    }
    return head;
}

static void add_expected(gk_string *to, const char *answer, const char *scale)
{
    double value;
    gk_string_addf(to, "%s%s", to->length ? "; " : "", answer);
    if (!*scale || !read_number(answer, &value)) return;
    if (strcmp(scale, "percent") != 0)
        gk_string_addf(to, " %s", scale);
    else if (!strchr(answer, '%'))
        gk_string_add(to, "%");
}

char *gk_tatqa_expected(const gk_tatqa_question *q)
{
    gk_string out = {0};
    for (size_t i = 0; i < q->answer_count; i++) add_expected(&out, q->answers[i], q->scale);
    return gk_string_take(&out);
}
