/* SPDX-License-Identifier: Apache-2.0
 *
 * For the tests of the index: a random corpus, segments of it, and BM25 without any index.
 */
#ifndef GK_INDEX_TEST_ROWS_H
#define GK_INDEX_TEST_ROWS_H

#include "index/index.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* How often a row has each word, and how often of these in its context. */
typedef struct row {
    int64_t id;
    uint16_t *all, *context; /* (words) */
    uint32_t length, context_length;
} row;

typedef struct corpus {
    gk_random random;
    size_t words, count;
    row *rows;
    gk_arena *arena;
} corpus;

/* Word w, w is 0 for the commonest: names that share beginnings, and some that are beginnings of
 * others. */
static inline const char *word_name(size_t w)
{
    static char name[2][24];
    static int which;
    which = !which;
    snprintf(name[which], sizeof name[which], w % 7 == 3 ? "w%zu" : "word%zu", w);
    return name[which];
}

/* A word by Zipf's law, about. */
static inline size_t corpus_word(corpus *c)
{
    double u = gk_random_unit(&c->random);
    size_t w = (size_t)(pow((double)c->words + 1, u) - 1);
    return w < c->words ? w : c->words - 1;
}

/* Ids go upwards, with a hole here and there where `holes`. */
static inline corpus *corpus_new(uint64_t seed, size_t count, size_t words, size_t length,
                                 bool holes)
{
    corpus *c = gk_alloc(sizeof *c);
    c->random = gk_random_start(seed);
    c->arena = gk_arena_new();
    c->words = words;
    c->count = count;
    c->rows = gk_arena_array(c->arena, count + 1, sizeof *c->rows);
    int64_t id = 1;
    for (size_t i = 0; i < count; i++) {
        row *r = &c->rows[i];
        if (holes && gk_random_below(&c->random, 20) == 0)
            id += (int64_t)gk_random_below(&c->random, 50);
        r->id = id++;
        r->all = gk_arena_array(c->arena, words, sizeof *r->all);
        r->context = gk_arena_array(c->arena, words, sizeof *r->context);
        size_t n = gk_random_below(&c->random, 2 * length + 1);
        for (size_t k = 0; k < n; k++) {
            size_t w = corpus_word(c);
            size_t times = gk_random_below(&c->random, 9) ? 1 : 1 + gk_random_below(&c->random, 5);
            bool context = gk_random_below(&c->random, 6) == 0;
            r->all[w] = (uint16_t)(r->all[w] + times);
            r->length += (uint32_t)times;
            if (!context) continue;
            r->context[w] = (uint16_t)(r->context[w] + times);
            r->context_length += (uint32_t)times;
        }
    }
    return c;
}

static inline void corpus_free(corpus *c)
{
    gk_arena_free(c->arena);
    gk_free(c);
}

static inline void build_row(gk_index_builder *b, const corpus *c, const row *r)
{
    gk_index_builder_row(b, r->id);
    for (size_t w = 0; w < c->words; w++)
        for (size_t k = 0; k < r->all[w]; k++) {
            const char *name = word_name(w);
            gk_index_builder_term(b, k < r->context[w] ? GK_INDEX_CONTEXT : GK_INDEX_TEXT, name,
                                  strlen(name));
        }
}

/* A segment of the builder's rows. */
static inline gk_segment *segment_of(gk_index_builder *b)
{
    gk_string bytes = {0};
    gk_segment *s;
    gk_error err;
    assert_int_equal(gk_index_builder_write(b, gk_index_to_string(&bytes), &err), GK_OK);
    if (gk_segment_take(bytes.data, bytes.length, &s, &err) != GK_OK) fail_msg("%s", err.message);
    return s;
}

/* A segment of the corpus' rows [first, last). */
static inline gk_segment *segment_new(const corpus *c, size_t first, size_t last)
{
    gk_index_builder *b = gk_index_builder_new();
    for (size_t i = first; i < last; i++) build_row(b, c, &c->rows[i]);
    gk_segment *s = segment_of(b);
    gk_index_builder_free(b);
    return s;
}

static inline bool in_ranges(const gk_range *ranges, size_t count, int64_t id)
{
    if (!ranges) return true;
    for (size_t i = 0; i < count; i++)
        if (id >= ranges[i].first && id < ranges[i].last) return true;
    return false;
}

/* Ranges of ids: each row's goes in with the chance that is given, `run` rows at a time. */
static inline gk_range *some_ranges(corpus *c, double chance, size_t run, size_t *count)
{
    gk_range *ranges = gk_arena_array(c->arena, c->count + 1, sizeof *ranges);
    *count = 0;
    for (size_t i = 0; i < c->count; i += run) {
        size_t end = i + run < c->count ? i + run : c->count;
        if (gk_random_unit(&c->random) < chance)
            ranges[(*count)++] = (gk_range){c->rows[i].id, c->rows[end - 1].id + 1};
    }
    return ranges;
}

/* Which word a term is; SIZE_MAX: none. */
static inline size_t word_of(const corpus *c, const char *text)
{
    for (size_t w = 0; w < c->words; w++)
        if (strcmp(word_name(w), text) == 0) return w;
    return SIZE_MAX;
}

/* All rows' scores by the formula, one by one: (count), 0 for those that give no hit. */
static inline double *brute_force(const corpus *c, const gk_index_query *q)
{
    double *scores = gk_alloc_array(c->count + 1, sizeof *scores), n = 0, sum = 0;
    double text = q->fields[GK_INDEX_TEXT], context = q->fields[GK_INDEX_CONTEXT];
    if (text == 0 && context == 0) text = context = 1;
    for (size_t i = 0; i < c->count; i++) {
        const row *r = &c->rows[i];
        if (!in_ranges(q->admitted, q->admitted_count, r->id)) continue;
        n++;
        sum += text * (r->length - r->context_length) + context * r->context_length;
    }
    double mean = sum > 0 ? sum / n : 1;
    for (size_t t = 0; t < q->term_count; t++) {
        size_t w = word_of(c, q->terms[t].text);
        double holders = 0;
        if (w == SIZE_MAX || !(q->terms[t].weight > 0)) continue;
        for (size_t i = 0; i < c->count; i++)
            holders += c->rows[i].all[w] > 0 &&
                       in_ranges(q->admitted, q->admitted_count, c->rows[i].id);
        double idf = log(1 + (n - holders + 0.5) / (holders + 0.5));
        for (size_t i = 0; i < c->count; i++) {
            const row *r = &c->rows[i];
            double f = text * (r->all[w] - r->context[w]) + context * r->context[w];
            double l = text * (r->length - r->context_length) + context * r->context_length;
            if (f > 0 && in_ranges(q->admitted, q->admitted_count, r->id) &&
                in_ranges(q->within, q->within_count, r->id))
                scores[i] += q->terms[t].weight * idf * f * 2.2 /
                             (f + 1.2 * (0.25 + 0.75 * l / mean));
        }
    }
    return scores;
}

typedef struct found {
    gk_index_hit *hits;
    size_t count;
} found;

static inline found find(gk_segment *const *segments, size_t count, const gk_index_query *q)
{
    found f;
    gk_error err;
    if (gk_index_search(segments, count, q, &f.hits, &f.count, &err) != GK_OK)
        fail_msg("%s", err.message);
    return f;
}

/* To the last bit. */
static inline void assert_same(found a, found b, size_t most)
{
    size_t due = b.count < most ? b.count : most;
    assert_int_equal(a.count, due);
    for (size_t i = 0; i < due; i++)
        if (a.hits[i].row != b.hits[i].row || a.hits[i].score != b.hits[i].score)
            fail_msg("hit %zu: row %lld, %.17g, is due to be row %lld, %.17g", i,
                     (long long)a.hits[i].row, a.hits[i].score, (long long)b.hits[i].row,
                     b.hits[i].score);
}

static inline int64_t row_number(const corpus *c, int64_t id)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->rows[i].id == id) return (int64_t)i;
    fail_msg("there is no row %lld", (long long)id);
    return -1;
}

#endif
