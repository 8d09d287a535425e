/* SPDX-License-Identifier: Apache-2.0
 *
 * The inverse cloze task (Lee et al. 2019, arXiv 1906.00300): a stretch of one of the passage's
 * sentences is the query, with the company and the period before it, since filings of other years
 * have much the same sentence. The passage is kept whole: in use, too, the words asked for stand in
 * it.
 */
#include "synth/synth.h"

#include <math.h>
#include <string.h>

enum {
    WORDS_LEAST = 9,
    WORDS_MOST = 60,
    CROP_LEAST = 7,
    CROP_SPREAD = 9,
    HAN_LEAST = 16,
    HAN_MOST = 36,
    HAN_SENTENCE_MOST = 120
};

typedef struct crop_word {
    gk_span span;
    double rarity; /* 0: a stop word */
} crop_word;

typedef struct crop {
    const gk_synth_document *document;
    crop_word words[256];
    size_t count;
} crop;

static bool take_word(void *ctx, const gk_term *term)
{
    crop *c = ctx;
    if (c->count == sizeof c->words / sizeof *c->words) return false;
    c->words[c->count++] = (crop_word){{term->start, term->end},
                                       gk_synth_rarity(c->document, term->text)};
    return true;
}

/* Prose: neither a table's row nor the end of a page. */
static bool is_sentence(const char *s, size_t n)
{
    size_t words = gk_synth_words(s, n), digits = 0;
    for (size_t i = 0; i < n; i++) digits += s[i] >= '0' && s[i] <= '9';
    if (digits * 5 > n || memmem(s, n, "  ", 2)) return false;
    if (gk_synth_is_chinese(s, n)) {
        size_t blanks = 0;
        for (size_t i = 0; i < n; i++) blanks += s[i] == ' ' || s[i] == '\n';
        return words >= HAN_LEAST && words <= HAN_SENTENCE_MOST && blanks <= 2 &&
               !memmem(s, n, "--", 2) && !memmem(s, n, "□", strlen("□"));
    }
    return words >= WORDS_LEAST && words <= WORDS_MOST && s[0] >= 'A' && s[0] <= 'Z' &&
           strchr(".!”\"", s[n - 1]);
}

static double mean_rarity(const crop *c, size_t from, size_t to)
{
    double sum = 0;
    for (size_t i = from; i < to; i++) sum += c->words[i].rarity;
    return to > from ? sum / (double)(to - from) : 0;
}

/* The window of `wanted` words with the rarest ones, that neither begins nor ends with a stop word.
 */
static gk_span best_window(const crop *c, size_t n, size_t wanted)
{
    double best = -1;
    gk_span span = {0, n};
    if (wanted >= c->count) return span;
    for (size_t i = 0; i + wanted <= c->count; i++) {
        if (c->words[i].rarity <= 0 || c->words[i + wanted - 1].rarity <= 0) continue;
        double mean = mean_rarity(c, i, i + wanted);
        if (mean <= best) continue;
        best = mean;
        span = (gk_span){c->words[i].span.start, c->words[i + wanted - 1].span.end};
    }
    return span;
}

/* Chinese is cropped at its commas. */
static gk_span han_clause(const char *s, size_t n, gk_random *random)
{
    static const char comma[] = "，";
    gk_span spans[32];
    size_t count = 0, start = 0;
    for (size_t i = 0; i + 3 <= n && count < 32; i++)
        if (memcmp(s + i, comma, 3) == 0 || i + 3 == n) {
            size_t end = i + 3 == n && memcmp(s + i, comma, 3) != 0 ? n : i;
            if (gk_synth_words(s + start, end - start) >= 10)
                spans[count++] = (gk_span){start, end};
            start = i + 3;
        }
    if (!count) return (gk_span){0, n};
    size_t at = gk_random_below(random, count);
    gk_span span = spans[at];
    if (at + 1 < count && gk_synth_words(s + span.start, spans[at + 1].end - span.start) < HAN_MOST)
        span.end = spans[at + 1].end;
    return span;
}

static gk_span cut(gk_synth_passage *p, const char *s, size_t n)
{
    if (gk_synth_is_chinese(s, n)) return han_clause(s, n, &p->random);
    crop c = {.document = p->document};
    gk_terms_each(p->document->terms, s, n, take_word, &c);
    return best_window(&c, n, CROP_LEAST + gk_random_below(&p->random, CROP_SPREAD));
}

/* At least three words that few of the document's other passages have: else the sentence fits many.
 * Short documents tell nothing of that. */
static bool is_telling(const gk_synth_document *document, const crop *c)
{
    enum { PASSAGES_LEAST = 8, RARE_LEAST = 3 };
    if (document->count < PASSAGES_LEAST) return true;
    const double rare = 0.5 * log((double)document->count);
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) count += c->words[i].rarity >= rare;
    return count >= RARE_LEAST;
}

static double sentence_rarity(const gk_synth_document *document, const char *s, size_t n)
{
    crop c = {.document = document};
    gk_terms_each(document->terms, s, n, take_word, &c);
    return is_telling(document, &c) ? mean_rarity(&c, 0, c.count) : 0;
}

/* The sentence with the rarest words, or the next best. */
static gk_span pick(gk_synth_passage *p, const gk_span *spans, size_t count)
{
    gk_span best = {0, 0}, second = {0, 0};
    double most = 0, next = 0;
    for (size_t i = 0; i < count; i++) {
        const char *s = p->text + spans[i].start;
        size_t n = spans[i].end - spans[i].start;
        if (!is_sentence(s, n)) continue;
        double rarity = sentence_rarity(p->document, s, n);
        if (rarity > most)
            second = best, next = most, best = spans[i], most = rarity;
        else if (rarity > next)
            second = spans[i], next = rarity;
    }
    return second.end > second.start && gk_random_below(&p->random, 3) == 0 ? second : best;
}

/* Past the "【" of a title, and what numbers a Chinese line. */
static size_t open_bracket(const char *s, size_t n)
{
    static const char open[] = "【";
    size_t m = strlen(open);
    if (n > m && memcmp(s, open, m) == 0) return m;
    return gk_synth_is_chinese(s, n) ? gk_synth_chinese_numbering(s, n) : 0;
}

void gk_synth_by_sentence(gk_synth_passage *p, gk_synth_queries *queries)
{
    gk_span *spans;
    size_t count = gk_sentences(p->text, p->length, &spans);
    gk_span sentence = pick(p, spans, count);
    gk_free(spans);
    const char *s = p->text + sentence.start;
    size_t n = sentence.end - sentence.start;
    if (!n) return;
    size_t lead = open_bracket(s, n);
    s += lead;
    n -= lead;
    gk_span part = cut(p, s, n);
    gk_string query = {0};
    if (p->document->company[0]) {
        gk_string_add(&query, p->document->company);
        gk_string_add(&query, " ");
        gk_synth_period(&query, &p->document->name.period, p->chinese, &p->random);
        gk_string_add(&query, " ");
    }
    gk_string_append(&query, s + part.start, part.end - part.start);
    gk_synth_add(queries, gk_string_take(&query), "sentence");
}
