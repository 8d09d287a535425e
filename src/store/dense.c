/* SPDX-License-Identifier: Apache-2.0
 *
 * Dense search: the passages whose vectors have the highest inner products with a query, by the
 * search over codes (nearest/nearest.h). Scores are exact. What a scope admits is a set of rows; a
 * removed passage's row is in none.
 */
#include "store/internal.h"

#include <math.h>

enum { MOST_THREADS = 8 }; /* memory is not faster for more */

static gk_pool *pool_of(gk_store *store)
{
    int processors = gk_processors();
    if (!store->pool)
        store->pool = gk_pool_new(processors < MOST_THREADS ? processors : MOST_THREADS);
    return store->pool;
}

/* Adds the rows of the passages of a range; returns how many. */
static size_t add_range(const gk_vectors *v, gk_range range, uint64_t *rows)
{
    size_t added = 0;
    for (size_t i = gk_vectors_find(v, range.first); i < v->run_count; i++) {
        const gk_run *run = &v->runs[i];
        if (run->passage >= range.last) break;
        int64_t end = run->passage + (int64_t)run->count;
        int64_t first = range.first > run->passage ? range.first : run->passage;
        int64_t last = range.last < end ? range.last : end;
        size_t row = run->row + (size_t)(first - run->passage);
        gk_rows_add(rows, row, row + (size_t)(last - first));
        added += (size_t)(last - first);
    }
    return added;
}

/* The rows to search: those of a scope's passages, or of all. NULL: every row; else gk_free. */
static uint64_t *admitted_rows(gk_store *store, const gk_store_scope *scope)
{
    const gk_vectors *v = &store->vectors;
    gk_range all = {1, INT64_MAX}, *ranges = &all;
    size_t count = 1, added = 0;
    if (!scope && v->live == v->rows) return NULL;
    if (scope) gk_scope_ranges(&store->catalog, scope, &ranges, &count);
    uint64_t *rows = gk_rows_new(v->rows);
    for (size_t i = 0; i < count; i++) added += add_range(v, ranges[i], rows);
    if (scope) gk_free(ranges);
    if (added < v->rows) return rows;
    gk_free(rows);
    return NULL;
}

static gk_nearest nearest_of(const gk_store *store)
{
    const gk_vectors *v = &store->vectors;
    return (gk_nearest){.dimensions = store->model.dimensions,
                        .rows = v->rows,
                        .vectors = gk_vectors_row(store, 0),
                        .mean = gk_codes_mean_of(&v->codes),
                        .chunks = v->codes.chunks,
                        .chunk_count = v->codes.count,
                        .blocks = v->codes.gathered == v->codes.count ? v->codes.blocks : NULL};
}

/* The best passages, gk_free's. */
static gk_scored *find(gk_store *store, const float *query, const gk_store_scope *scope, size_t k,
                       size_t *count)
{
    const gk_vectors *v = &store->vectors;
    gk_nearest nearest = nearest_of(store);
    if (scope && scope->exact) nearest.chunk_count = 0;
    uint64_t *rows = admitted_rows(store, scope);
    gk_nearest_query how = {.vector = query, .admitted = rows, .pool = pool_of(store)};
    how.k = k < v->rows ? k : v->rows;
    gk_neighbour *found = gk_alloc_array(how.k, sizeof *found);
    *count = gk_nearest_find(&nearest, &how, found);
    gk_scored *items = gk_alloc_array(*count, sizeof *items);
    for (size_t i = 0; i < *count; i++)
        items[i] = (gk_scored){v->passages[found[i].row], found[i].score};
    gk_free(found);
    gk_free(rows);
    return items;
}

static gk_status dense(gk_store *store, const float *query, const gk_store_scope *scope, size_t k,
                       gk_candidate **out, size_t *count, gk_error *err)
{
    gk_status status = gk_vectors_refresh(store, err);
    if (status == GK_OK && scope) status = gk_catalog_refresh(store, err);
    if (status != GK_OK || store->vectors.rows == 0) return status;
    gk_codes_refresh(store);
    size_t found;
    gk_scored *items = find(store, query, scope, k, &found);
    status = gk_store_candidates(store, items, found, out, count, err);
    gk_free(items);
    return status;
}

gk_status gk_store_dense(gk_store *store, const float *query, const gk_store_scope *scope, size_t k,
                         gk_candidate **out, size_t *count, gk_error *err)
{
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    if (store->model.dimensions) status = dense(store, query, scope, k, out, count, err);
    gk_sql_end_read(store);
    return status;
}

gk_status gk_store_products(gk_store *store, const float *query, const int64_t *passages,
                            size_t count, float *products, gk_error *err)
{
    for (size_t i = 0; i < count; i++) products[i] = NAN;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    if (store->model.dimensions) status = gk_vectors_refresh(store, err);
    const gk_vectors *v = &store->vectors;
    for (size_t i = 0; status == GK_OK && store->model.dimensions && i < count; i++) {
        size_t at = gk_vectors_find(v, passages[i]);
        if (at == v->run_count || v->runs[at].passage > passages[i]) continue;
        size_t row = v->runs[at].row + (size_t)(passages[i] - v->runs[at].passage);
        gk_products(gk_vectors_row(store, row), query, store->model.dimensions, 1, &products[i]);
    }
    gk_sql_end_read(store);
    return status;
}
