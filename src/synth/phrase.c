/* SPDX-License-Identifier: Apache-2.0
 *
 * Words and lines of a passage as people would type them: in lower case, without numbering.
 */
#include "synth/synth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- how much there is in a line ------------------------------------------------------------ */

size_t gk_synth_words(const char *s, size_t n)
{
    size_t words = 0;
    bool inside = false;
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(s, n, &i);
        if (gk_is_han(c)) words++;
        bool space = gk_is_space(c) || gk_is_han(c);
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

bool gk_synth_is_chinese(const char *s, size_t n)
{
    size_t han = 0, letters = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(s, n, &i);
        han += gk_is_han(c);
        letters += (c | 32) >= 'a' && (c | 32) <= 'z';
    }
    return han * 4 > letters; /* a Han character weighs as much as a short word */
}

/* Words of a report's furniture, stemmed: alone they say nothing of what a passage is about. */
static bool is_furniture(const char *term)
{
    static const char *const words[] = {
        "item",     "note",      "part",      "continu",  "tabl",       "content", "compani",
        "consolid", "financi",   "statement", "page",     "section",    "exhibit", "schedul",
        "annual",   "report",    "inc",       "corpor",   "subsidiari", "form",    "total",
        "other",    "balanc",    "year",      "end",      "million",    "dollar",  "januari",
        "februari", "march",     "april",     "may",      "june",       "juli",    "august",
        "septemb",  "octob",     "novemb",    "decemb",   "quarter",    "month",   "overview",
        "general",  "summari",   "introduct", "thereaft", "amount",     "adjust",  "net",
        "definit",  "miscellan", "index",     "next",     "one",        "two",     "three",
        "four",     "five",      "date",      "signatur", "titl",       "name",    "合计",
        "其他",     "小计",      "总计",      "适用",     "单位",       "本期",    "上期",
        "期末",     "期初",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], term) == 0) return true;
    return false;
}

static bool has_letter(const char *term)
{
    for (; *term; term++)
        if ((*term >= 'a' && *term <= 'z') || (unsigned char)*term >= 0x80) return true;
    return false;
}

static bool count_content(void *ctx, const gk_term *term)
{
    size_t *count = ctx;
    *count += term->length >= 2 && has_letter(term->text) && !gk_term_is_stopword(term->text) &&
              !is_furniture(term->text);
    return true;
}

size_t gk_synth_content(gk_terms *terms, const char *s, size_t n)
{
    size_t count = 0;
    gk_terms_each(terms, s, n, count_content, &count);
    return count;
}

/* ---- letters --------------------------------------------------------------------------------- */

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Two letters or more, all of them capitals. */
static bool all_capitals(const char *s, size_t n)
{
    size_t capitals = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_lower(s[i])) return false;
        capitals += is_upper(s[i]);
    }
    return capitals >= 2;
}

/* Where a word stands decides what its capital means. */
typedef enum place {
    FIRST, /* of the line */
    LATER,
    INSIDE /* of a token, behind an apostrophe or a hyphen */
} place;

/* shouted: the whole line is in capitals, which then mean nothing. */
static void lower_word(gk_string *to, const gk_synth_document *document, const char *s, size_t n,
                       bool shouted, place at)
{
    bool common = gk_synth_is_lower(document, s, n) ||
                  (at == FIRST && !shouted && !gk_synth_is_name(document, s, n));
    for (size_t i = 0; i < n; i++) {
        bool lower = is_upper(s[i]) && (common || (shouted && (at == INSIDE || (i > 0 && n > 4))));
        const char c = (char)(lower ? s[i] + 32 : s[i]);
        gk_string_append(to, &c, 1);
    }
}

static void lower_token(gk_string *to, const gk_synth_document *document, const char *s, size_t n,
                        bool shouted, place at)
{
    if (!shouted && all_capitals(s, n)) { /* "U.S.", "SG&A" */
        gk_string_append(to, s, n);
        return;
    }
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && (is_upper(s[end]) || is_lower(s[end]) || is_digit(s[end]))) end++;
        if (end > i)
            lower_word(to, document, s + i, end - i, shouted, i > 0 ? INSIDE : at);
        else
            gk_string_append(to, s + end++, 1);
        i = end;
    }
}

void gk_synth_lower(gk_string *to, const gk_synth_document *document, const char *s, size_t n)
{
    bool shouted = memchr(s, ' ', n) && all_capitals(s, n);
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && s[end] != ' ') end++;
        lower_token(to, document, s + i, end - i, shouted, i > 0 ? LATER : FIRST);
        if (end < n) gk_string_add(to, " ");
        i = end + 1;
    }
}

size_t gk_synth_skip_company(const gk_synth_document *document, const char *s, size_t n)
{
    const char *company = document->company;
    size_t m = strlen(company), i = 0;
    while (i < m && i < n && (s[i] | 32) == (company[i] | 32)) i++;
    if (!m || i < m || (i < n && (is_lower(s[i]) || is_upper(s[i])))) return 0;
    static const char *const tails[] = {"'s",
                                        "’s",
                                        ",",
                                        " ",
                                        "Inc.",
                                        "INC.",
                                        "Company",
                                        "COMPANY",
                                        "Corporation",
                                        "CORPORATION",
                                        "and Subsidiaries",
                                        "AND SUBSIDIARIES",
                                        "-",
                                        "–",
                                        "—",
                                        ":"};
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
            size_t length = strlen(tails[k]);
            if (n - i < length || memcmp(s + i, tails[k], length) != 0) continue;
            i += length;
            moved = true;
        }
    }
    return i;
}

/* ---- telling words --------------------------------------------------------------------------- */

typedef struct key_word {
    size_t start, end;
    uint64_t hash;
    size_t times;
    double score;
} key_word;

typedef struct key_words {
    const gk_synth_document *document;
    const char *text, *known;
    key_word *items; /* by first place in the text */
    size_t count, capacity;
} key_words;

static bool take_key_word(void *ctx, const gk_term *term)
{
    key_words *k = ctx;
    size_t length = term->end - term->start;
    const char *s = k->text + term->start;
    bool chinese = (unsigned char)*s >= 0x80;
    if (length < 4 || length > 24 || is_furniture(term->text)) return true;
    for (size_t i = 0; i < length && !chinese; i++)
        if (!is_upper(s[i]) && !is_lower(s[i]) && s[i] != '&') return true;
    double rarity = gk_synth_rarity(k->document, term->text);
    if (rarity <= 0) return true;
    uint64_t hash = gk_synth_hash(term->text, term->length, 0);
    for (size_t i = 0; i < k->count; i++) {
        if (k->items[i].hash != hash) continue;
        k->items[i].times++;
        k->items[i].score = rarity * (1 + log((double)k->items[i].times));
        return true;
    }
    k->items = gk_grow(k->items, k->count, &k->capacity, sizeof *k->items);
    k->items[k->count++] = (key_word){term->start, term->end, hash, 1, rarity};
    return true;
}

static bool mark_known(void *ctx, const gk_term *term)
{
    key_words *k = ctx;
    uint64_t hash = gk_synth_hash(term->text, term->length, 0);
    for (size_t i = 0; i < k->count; i++)
        if (k->items[i].hash == hash) k->items[i].score = 0;
    return true;
}

static int better(const void *a, const void *b)
{
    const key_word *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return x->start < y->start ? -1 : x->start > y->start;
}

static int earlier(const void *a, const void *b)
{
    const key_word *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

void gk_synth_key_words(gk_string *to, const gk_synth_document *document, const char *s, size_t n,
                        const char *known, size_t most)
{
    key_words k = {.document = document, .text = s, .known = known};
    gk_terms_each(document->terms, s, n, take_key_word, &k);
    gk_terms_each(document->terms, known, strlen(known), mark_known, &k);
    if (k.count) qsort(k.items, k.count, sizeof *k.items, better);
    size_t count = k.count < most ? k.count : most;
    if (count) qsort(k.items, count, sizeof *k.items, earlier);
    for (size_t i = 0; i < count; i++) {
        if (k.items[i].score <= 0) continue;
        gk_string_add(to, " ");
        lower_token(to, document, s + k.items[i].start, k.items[i].end - k.items[i].start, false,
                    LATER);
    }
    gk_free(k.items);
}

/* ---- periods -------------------------------------------------------------------------------- */

static void chinese_period(gk_string *to, const gk_period *p)
{
    static const char *const quarters[] = {"", "一", "二", "三", "四"};
    gk_string_addf(to, "%d年", p->year);
    if (p->quarter) gk_string_addf(to, "第%s季度", quarters[p->quarter]);
    if (p->half) gk_string_add(to, p->half == 1 ? "上半年" : "下半年");
}

void gk_synth_period(gk_string *to, const gk_period *period, bool chinese, gk_random *random)
{
    static const char *const ordinals[] = {"", "first", "second", "third", "fourth"};
    int year = period->year, q = period->quarter;
    size_t way = gk_random_below(random, 8);
    if (!year) return;
    if (chinese)
        chinese_period(to, period);
    else if (period->half)
        gk_string_addf(to, "H%d %d", period->half, year);
    else if (q && way < 4)
        gk_string_addf(to, "Q%d %d", q, year);
    else if (q && way < 6)
        gk_string_addf(to, "%dQ%02d", q, year % 100);
    else if (q)
        gk_string_addf(to, "%s quarter of %d", ordinals[q], year);
    else if (way < 5)
        gk_string_addf(to, "%d", year);
    else if (way < 6)
        gk_string_addf(to, "FY%02d", year % 100);
    else
        gk_string_addf(to, way < 7 ? "FY%d" : "fiscal %d", year);
}
