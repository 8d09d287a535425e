/* SPDX-License-Identifier: Apache-2.0
 *
 * sketch - one-permutation MinHash (P. Li, A. Owen, C.-H. Zhang: One Permutation Hashing, 2012)
 * with optimal densification (A. Shrivastava: Optimal Densification for Fast and Accurate Minwise
 * Hashing, 2017), and the number of different elements by HyperLogLog (P. Flajolet et al., 2007).
 *
 * The text's elements are runs of five words, of eight where the last is a Chinese character (which
 * counts as a word); ASCII case aside, and without the numbers that stand between words. The
 * figures' elements are numbers as printed, without thousands separators, each with the last word
 * before it and how many numbers stand between the two: what was the first column's in one year is
 * the second's in the next, and so another element. An element's hash
 * gives the bin (its upper bits) and the value of which each bin keeps the least; a bin that stays
 * empty borrows from one that its number picks, so that short texts compare like long ones.
 */
#include "alike/alike.h"
#include "text/text.h"

#include <math.h>
#include <string.h>

enum {
    RUN = 5,         /* words of an element */
    RUN_HAN = 8,     /* characters of one */
    COUNT_BITS = 12, /* registers of a count: 4096, an error of 1.6% */
    REGISTERS = 1 << COUNT_BITS,
    DIGITS_MOST = 40 /* of a figure; what is longer is none */
};

/* A set while its elements come. */
typedef struct bins {
    size_t count;
    uint32_t least[GK_SKETCH_TEXT]; /* EMPTY: nothing yet */
    uint8_t registers[REGISTERS];
} bins;

struct gk_sketcher {
    bins text, figures;
    uint64_t words[RUN_HAN]; /* hashes of the last words, a ring */
    uint64_t word_count;
    uint64_t numbers; /* since the last word */
};

static const uint32_t EMPTY = UINT32_MAX;

/* The finalizer of splitmix64: every bit of x changes about half of the result's. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static void bins_start(bins *b, size_t count)
{
    b->count = count;
    for (size_t i = 0; i < count; i++) b->least[i] = EMPTY;
}

static void bins_add(bins *b, uint64_t hash)
{
    size_t bin = (size_t)(hash >> 32) * b->count >> 32;
    uint32_t value = (uint32_t)hash;
    if (value < b->least[bin]) b->least[bin] = value;
    uint64_t other = mix(hash), rest = other >> COUNT_BITS;
    uint8_t rank = 1;
    while (rank <= 64 - COUNT_BITS && !(rest & 1)) {
        rest >>= 1;
        rank++;
    }
    uint8_t *r = &b->registers[other & (REGISTERS - 1)];
    if (rank > *r) *r = rank;
}

/* The natural logarithm of x >= 1 to some 15 digits: by the four operations alone, which give the
 * same on every machine, as a library's need not. */
static double logarithm(double x)
{
    enum { TERMS = 24 };
    const double LN2 = 0.69314718055994531;
    int halvings = 0;
    while (x >= 2) {
        x /= 2;
        halvings++;
    }
    double y = (x - 1) / (x + 1), power = y, sum = 0;
    for (int i = 1; i < 2 * TERMS; i += 2, power *= y * y) sum += power / i;
    return 2 * sum + halvings * LN2;
}

/* How many different elements came, by HyperLogLog; by linear counting where there are few. */
static uint64_t bins_distinct(const bins *b)
{
    double sum = 0, m = REGISTERS;
    size_t zeros = 0;
    for (size_t i = 0; i < REGISTERS; i++) {
        sum += ldexp(1, -b->registers[i]);
        zeros += b->registers[i] == 0;
    }
    double estimate = 0.7213 / (1 + 1.079 / m) * m * m / sum;
    if (estimate <= 2.5 * m && zeros) estimate = m * logarithm(m / (double)zeros);
    return (uint64_t)(estimate + 0.5);
}

/* Fills empty bins from full ones: the first that a chain of hashes of the bin's number meets. */
static void bins_densify(const bins *b, uint32_t *out)
{
    size_t full = 0;
    for (size_t i = 0; i < b->count; i++) full += b->least[i] != EMPTY;
    for (size_t i = 0; i < b->count; i++) {
        size_t from = i;
        for (uint64_t try = 1; full && b->least[from] == EMPTY; try++)
            from = (size_t)(mix((uint64_t)i << 32 | try) % b->count);
        out[i] = full ? b->least[from] : 0;
    }
}

gk_sketcher *gk_sketcher_new(void)
{
    gk_sketcher *s = gk_alloc(sizeof *s);
    bins_start(&s->text, GK_SKETCH_TEXT);
    bins_start(&s->figures, GK_SKETCH_FIGURES);
    return s;
}

/* The hash of the last n words in order. */
static uint64_t run_hash(const gk_sketcher *s, size_t n)
{
    uint64_t hash = n;
    for (size_t i = n; i > 0; i--) hash = mix(hash + s->words[(s->word_count - i) % RUN_HAN]);
    return hash;
}

static void take_word(gk_sketcher *s, uint64_t hash, bool han)
{
    size_t run = han ? RUN_HAN : RUN;
    s->words[s->word_count++ % RUN_HAN] = hash;
    s->numbers = 0;
    if (s->word_count >= run) bins_add(&s->text, run_hash(s, run));
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* What makes a small whole number a figure by standing behind it. */
static const char *const MAGNITUDES[] = {"%",       "million", "billion", "trillion",
                                         "percent", "bps",     "basis",   "thousand"};
/* Characters that make it part of a date or a number of order. */
static const char NO_MAGNITUDES[] = "年月日时分号页条章节届期点、";

static bool is_magnitude(const char *s, size_t n, size_t i)
{
    if (i < n && s[i] == ' ') i++;
    for (size_t k = 0; k < sizeof MAGNITUDES / sizeof *MAGNITUDES; k++) {
        size_t m = strlen(MAGNITUDES[k]);
        if (n - i >= m && memcmp(s + i, MAGNITUDES[k], m) == 0) return true;
    }
    size_t next = i;
    if (i >= n || !gk_is_han(gk_utf8_next(s, n, &next))) return false;
    return !memmem(NO_MAGNITUDES, sizeof NO_MAGNITUDES - 1, s + i, next - i);
}

/* Years, pages and the numbers of notes stand in every report: a figure has three digits or more
 * and is no year, or a point, or what it counts is said. */
static bool is_figure(const char *digits, size_t length, const char *s, size_t n, size_t end)
{
    if (memchr(digits, '.', length)) return true;
    bool year = length == 4 && (memcmp(digits, "19", 2) == 0 || memcmp(digits, "20", 2) == 0);
    return (length >= 3 && !year) || is_magnitude(s, n, end);
}

static void add_figure(gk_sketcher *s, const char *digits, size_t length)
{
    uint64_t label = s->word_count ? s->words[(s->word_count - 1) % RUN_HAN] : 0;
    bins_add(&s->figures, mix(gk_hash(mix(label + s->numbers), digits, length)));
}

/* The number that starts at s[i]: its digits, thousands separators left out, the point kept where a
 * digit follows. Returns where it ends. */
static size_t take_figure(gk_sketcher *sketcher, const char *s, size_t n, size_t i)
{
    char digits[DIGITS_MOST];
    size_t length = 0;
    bool fits = true;
    for (; i < n; i++) {
        bool inside = (s[i] == ',' || s[i] == '.') && i + 1 < n && is_digit(s[i + 1]);
        if (!is_digit(s[i]) && !inside) break;
        if (s[i] == ',') continue;
        fits = length < sizeof digits;
        if (!fits) break;
        digits[length++] = s[i];
    }
    while (i < n && is_digit(s[i])) i++; /* of one that is too long */
    if (fits && is_figure(digits, length, s, n, i)) add_figure(sketcher, digits, length);
    sketcher->numbers++;
    return i;
}

static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

/* The hash of the word that starts at s[*i], which moves to its end; ASCII capitals count as small
 * letters. */
static uint64_t word_hash(const char *s, size_t n, size_t *i)
{
    const uint64_t PRIME = UINT64_C(0x100000001B3); /* FNV-1a, written out for speed */
    uint64_t hash = GK_HASH_START;
    for (;;) {
        for (; *i < n && is_letter(s[*i]); ++*i) hash = (hash ^ (uint64_t)(s[*i] | 32)) * PRIME;
        size_t next = *i;
        if (*i >= n || (unsigned char)s[*i] < 0x80) return hash;
        uint32_t c = gk_utf8_next(s, n, &next);
        if (!gk_is_word(c) || gk_is_han(c)) return hash;
        hash = gk_hash(hash, s + *i, next - *i);
        *i = next;
    }
}

void gk_sketcher_add(gk_sketcher *sketcher, const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        if (is_digit(s[i])) {
            i = take_figure(sketcher, s, n, i);
        } else if (is_letter(s[i])) {
            take_word(sketcher, word_hash(s, n, &i), false);
        } else if ((unsigned char)s[i] < 0x80) {
            i++;
        } else {
            size_t next = i;
            uint32_t c = gk_utf8_next(s, n, &next);
            if (gk_is_han(c)) {
                take_word(sketcher, gk_hash(GK_HASH_START, s + i, next - i), true);
            } else if (gk_is_word(c)) {
                next = i;
                take_word(sketcher, word_hash(s, n, &next), false);
            }
            i = next;
        }
    }
}

/* A text of too few words is one element. */
static void take_short(gk_sketcher *s)
{
    bool none = true;
    for (size_t i = 0; i < GK_SKETCH_TEXT; i++) none = none && s->text.least[i] == EMPTY;
    if (none && s->word_count) bins_add(&s->text, run_hash(s, (size_t)s->word_count));
}

void gk_sketcher_end(gk_sketcher *s, gk_sketch *out)
{
    uint32_t figures[GK_SKETCH_FIGURES] = {0};
    take_short(s);
    *out = (gk_sketch){.shingles = bins_distinct(&s->text), .figures = bins_distinct(&s->figures)};
    bins_densify(&s->text, out->text);
    bins_densify(&s->figures, figures);
    for (size_t i = 0; i < GK_SKETCH_FIGURES; i++) out->figure[i] = (uint16_t)figures[i];
    gk_free(s);
}

void gk_sketch_document(const gk_document *document, gk_sketch *out)
{
    gk_sketcher *sketcher = gk_sketcher_new();
    for (size_t i = 0; i < document->page_count; i++)
        gk_sketcher_add(sketcher, document->pages[i].text, document->pages[i].length);
    gk_sketcher_end(sketcher, out);
}
