/* SPDX-License-Identifier: Apache-2.0
 *
 * BM25 over the two indexes (src/index/score.c has the formula; context and text of a passage, or
 * name and pages of a content, weigh the same, as one text). Number and length of rows, and how
 * many hold a term, are those of what the scope admits: what it does not, or what is gone, is not
 * felt.
 */
#include "store/internal.h"

#include <string.h>

/* An older library's words are in an index that this program does not read. */
static gk_status check_version(const gk_store *store, gk_error *err)
{
    if (store->version >= GK_FORMAT_INDEX) return GK_OK;
    return gk_fail(
        err, GK_LIBRARY,
        "%s was made by an earlier program, whose index of words this one cannot search: "
        "\"goshawk reindex %s\" makes it anew",
        store->path, store->path);
}

/* The search of one of the indexes, with what it sees. */
typedef struct view {
    gk_index_query query;
    gk_segment **segments;
    size_t count;
    gk_range *admitted, *within;
} view;

static size_t rows_of(const view *v)
{
    size_t rows = 0;
    for (size_t i = 0; i < v->count; i++) rows += gk_segment_rows(v->segments[i]);
    return rows;
}

/* Where nothing is hidden and nothing gone, the dictionaries know how many rows hold a term. */
static void admit(view *v, const gk_catalog *catalog, gk_index_kind kind,
                  const gk_store_scope *scope)
{
    bool restricted = scope && scope->admitted;
    if (restricted || rows_of(v) != gk_catalog_live(catalog, kind)->rows) {
        const gk_store_scope all = {.admitted = restricted ? scope->admitted : NULL,
                                    .admitted_count = restricted ? scope->admitted_count : 0};
        gk_scope_rows(catalog, kind, &all, &v->admitted, &v->query.admitted_count);
        v->query.admitted = v->admitted;
    }
    if (scope && scope->within) {
        gk_scope_rows(catalog, kind, scope, &v->within, &v->query.within_count);
        v->query.within = v->within;
    }
}

static gk_status find(gk_store *store, gk_index_kind kind, const gk_store_term *terms,
                      size_t term_count, const gk_store_scope *scope, size_t k, gk_index_hit **hits,
                      size_t *count, gk_error *err)
{
    view v = {.query = {.term_count = term_count, .k = k}};
    gk_status status = check_version(store, err);
    if (status == GK_OK) status = gk_catalog_refresh(store, err);
    if (status == GK_OK) status = gk_segments_load(store, kind, &v.segments, &v.count, err);
    if (status != GK_OK) return status;
    gk_index_term *list = gk_alloc_array(term_count + 1, sizeof *list);
    for (size_t i = 0; i < term_count; i++)
        list[i] = (gk_index_term){terms[i].text, terms[i].weight};
    v.query.terms = list;
    admit(&v, &store->catalog, kind, scope);
    status = gk_index_search(v.segments, v.count, &v.query, hits, count, err);
    gk_free(list);
    gk_free(v.segments);
    gk_free(v.admitted);
    gk_free(v.within);
    return status == GK_OK ? GK_OK : gk_segments_fail(store, status, err);
}

gk_status gk_store_lexical(gk_store *store, const gk_store_term *terms, size_t term_count,
                           const gk_store_scope *scope, size_t k, gk_candidate **out, size_t *count,
                           gk_error *err)
{
    gk_index_hit *hits = NULL;
    size_t found = 0;
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = find(store, GK_KIND_PASSAGES, terms, term_count, scope, k, &hits, &found, err);
    gk_scored *items = gk_alloc_array(found, sizeof *items);
    for (size_t i = 0; i < found; i++) items[i] = (gk_scored){hits[i].row, hits[i].score};
    if (status == GK_OK) status = gk_store_candidates(store, items, found, out, count, err);
    gk_free(items);
    gk_free(hits);
    gk_sql_end_read(store);
    return status;
}

gk_status gk_store_lexical_contents(gk_store *store, const gk_store_term *terms, size_t term_count,
                                    const gk_store_scope *scope, size_t k, gk_candidate **out,
                                    size_t *count, gk_error *err)
{
    gk_index_hit *hits = NULL;
    size_t found = 0;
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = find(store, GK_KIND_FRONTS, terms, term_count, scope, k, &hits, &found, err);
    if (status == GK_OK) {
        *out = gk_alloc_array(found + 1, sizeof **out);
        *count = found;
        for (size_t i = 0; i < found; i++)
            (*out)[i] = (gk_candidate){.content = gk_catalog_front(&store->catalog, hits[i].row),
                                       .score = hits[i].score};
    }
    gk_free(hits);
    gk_sql_end_read(store);
    return status;
}
