/* SPDX-License-Identifier: Apache-2.0
 *
 * BM25 (Robertson et al. 1994, with the idf of FTS5's own bm25):
 *
 *   score(row) = Σ over terms  weight · idf · f · (k1 + 1) / (f + k1 · (1 − b + b · length / mean))
 *   idf        = ln((rows − n + 0.5) / (n + 0.5)), at least 1e-6;  n: rows that hold the term
 *
 * f is the term's frequency in the row; lengths are in terms. rows, n and mean are those of the
 * whole library, also where the search is restricted.
 */
#include "store/internal.h"

#include <math.h>
#include <string.h>

static const double K1 = 1.2, B = 0.75, LEAST_IDF = 1e-6;

typedef struct bm25 {
    const gk_store_term **terms; /* by phrase */
    const gk_lengths *lengths;
    double *scores; /* (lengths->count), by row id */
} bm25;

static void add_phrase(void *ctx, size_t phrase, const gk_posting *postings, size_t count)
{
    const bm25 *b = ctx;
    double rows = (double)b->lengths->rows, n = (double)count;
    double mean = b->lengths->total ? (double)b->lengths->total / rows : 1;
    double idf = log((rows - n + 0.5) / (n + 0.5));
    if (!(idf > LEAST_IDF)) idf = LEAST_IDF;
    double scale = b->terms[phrase]->weight * idf * (K1 + 1);
    for (size_t i = 0; i < count; i++) {
        int64_t row = postings[i].row;
        if (row < 1 || (size_t)row >= b->lengths->count) continue; /* of a damaged index */
        double f = postings[i].frequency, length = b->lengths->values[row];
        b->scores[row] += scale * f / (f + K1 * (1 - B + B * length / mean));
    }
}

/* The terms as an FTS5 query: "term" OR "term" ...; with a quotation mark doubled, nothing inside
 * one has a meaning. */
static char *match_text(const gk_store_term **terms, size_t count)
{
    gk_string text = {0};
    for (size_t i = 0; i < count; i++) {
        gk_string_add(&text, i ? " OR \"" : "\"");
        for (const char *p = terms[i]->text; *p; p++)
            gk_string_append(&text, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
        gk_string_add(&text, "\"");
    }
    return gk_string_take(&text);
}

/* Fills scores for every row that holds a term. */
static gk_status score_rows(gk_store *store, gk_sql which, bm25 *b, size_t count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, which, &query, err);
    if (status != GK_OK) return status;
    char *match = match_text(b->terms, count);
    gk_scorer scorer = {.phrase = add_phrase, .ctx = b};
    sqlite3_bind_text(query, 1, match, -1, SQLITE_STATIC);
    sqlite3_bind_pointer(query, 2, &scorer, GK_SCORER_TYPE, NULL);
    status = gk_sql_run(store, query, err);
    sqlite3_clear_bindings(query);
    gk_free(match);
    return status;
}

/* The best rows within ranges. */
static gk_status best_rows(gk_store *store, gk_sql which, const gk_lengths *lengths,
                           const gk_store_term *terms, size_t term_count, const gk_range *ranges,
                           size_t range_count, gk_top *top, gk_error *err)
{
    bm25 b = {.lengths = lengths};
    size_t count = 0;
    b.terms = gk_alloc_array(term_count, sizeof *b.terms);
    for (size_t i = 0; i < term_count; i++)
        if (*terms[i].text && terms[i].weight > 0) b.terms[count++] = &terms[i];
    b.scores = gk_alloc_array(lengths->count, sizeof *b.scores);
    gk_status status = count ? score_rows(store, which, &b, count, err) : GK_OK;
    for (size_t i = 0; i < range_count && status == GK_OK; i++)
        for (int64_t row = ranges[i].first; row < ranges[i].last; row++)
            if (b.scores[row] > 0) gk_top_add(top, row, b.scores[row]);
    gk_free(b.scores);
    gk_free(b.terms);
    return status;
}

static gk_status lexical(gk_store *store, const gk_store_term *terms, size_t term_count,
                         const gk_store_scope *scope, gk_top *top, gk_candidate **out,
                         size_t *count, gk_error *err)
{
    gk_status status = gk_catalog_refresh(store, err);
    if (status != GK_OK) return status;
    gk_range *ranges;
    size_t range_count;
    gk_scope_ranges(&store->catalog, scope, &ranges, &range_count);
    status = best_rows(store, SQL_LEXICAL, &store->catalog.passages, terms, term_count, ranges,
                       range_count, top, err);
    gk_free(ranges);
    return status == GK_OK ? gk_store_candidates(store, top, out, count, err) : status;
}

gk_status gk_store_lexical(gk_store *store, const gk_store_term *terms, size_t term_count,
                           const gk_store_scope *scope, size_t k, gk_candidate **out, size_t *count,
                           gk_error *err)
{
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    gk_top top = {.k = k};
    status = lexical(store, terms, term_count, scope, &top, out, count, err);
    gk_top_free(&top);
    gk_sql_end_read(store);
    return status;
}

static gk_status lexical_contents(gk_store *store, const gk_store_term *terms, size_t term_count,
                                  gk_top *top, gk_error *err)
{
    gk_status status = gk_catalog_refresh(store, err);
    if (status != GK_OK) return status;
    const gk_lengths *lengths = &store->catalog.fronts;
    gk_range all = {1, (int64_t)lengths->count};
    return best_rows(store, SQL_FRONT, lengths, terms, term_count, &all, 1, top, err);
}

gk_status gk_store_lexical_contents(gk_store *store, const gk_store_term *terms, size_t term_count,
                                    const gk_store_scope *scope, size_t k, gk_candidate **out,
                                    size_t *count, gk_error *err)
{
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    gk_top top = {.k = scope ? SIZE_MAX : k};
    status = lexical_contents(store, terms, term_count, &top, err);
    gk_sql_end_read(store);
    if (status == GK_OK) {
        gk_top_sort(&top);
        *out = gk_alloc_array(top.count, sizeof **out);
        for (size_t i = 0; i < top.count && *count < k; i++)
            if (gk_store_scope_holds(scope, top.items[i].id))
                (*out)[(*count)++] = (gk_candidate){.content = top.items[i].id,
                                                    .score = top.items[i].score};
    }
    gk_top_free(&top);
    return status;
}
