/* SPDX-License-Identifier: Apache-2.0 */
#include "store/internal.h"

#include <math.h>
#include <stdlib.h>

static bool worse(gk_scored a, gk_scored b)
{
    return a.score != b.score ? a.score < b.score : a.id > b.id;
}

/* Moves the item at i down until none of its children is worse. */
static void sift_down(gk_scored *items, size_t count, size_t i)
{
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= count) return;
        if (child + 1 < count && worse(items[child + 1], items[child])) child++;
        if (!worse(items[child], items[i])) return;
        gk_scored moved = items[i];
        items[i] = items[child];
        items[child] = moved;
        i = child;
    }
}

static void sift_up(gk_scored *items, size_t i)
{
    while (i > 0 && worse(items[i], items[(i - 1) / 2])) {
        gk_scored moved = items[i];
        items[i] = items[(i - 1) / 2];
        items[(i - 1) / 2] = moved;
        i = (i - 1) / 2;
    }
}

void gk_top_add(gk_top *top, int64_t id, double score)
{
    gk_scored item = {id, score};
    if (isnan(score) || top->k == 0) return;
    if (top->count < top->k) {
        top->items = gk_grow(top->items, top->count, &top->capacity, sizeof *top->items);
        top->items[top->count] = item;
        sift_up(top->items, top->count++);
    } else if (worse(top->items[0], item)) {
        top->items[0] = item;
        sift_down(top->items, top->count, 0);
    }
}

static int best_first(const void *a, const void *b)
{
    const gk_scored *left = a, *right = b;
    return worse(*left, *right) - worse(*right, *left);
}

void gk_top_sort(gk_top *top)
{
    if (top->count) qsort(top->items, top->count, sizeof *top->items, best_first);
}

void gk_top_free(gk_top *top)
{
    gk_free(top->items);
    *top = (gk_top){0};
}

gk_status gk_store_candidates(gk_store *store, gk_top *top, gk_candidate **out, size_t *count,
                              gk_error *err)
{
    gk_top_sort(top);
    gk_candidate *candidates = gk_alloc_array(top->count, sizeof *candidates);
    gk_status status = GK_OK;
    for (size_t i = 0; i < top->count && status == GK_OK; i++) {
        candidates[i] = (gk_candidate){.passage = top->items[i].id, .score = top->items[i].score};
        sqlite3_stmt *query;
        bool row = false;
        status = gk_sql_get(store, SQL_PASSAGE_PAGE, &query, err);
        if (status != GK_OK) break;
        sqlite3_bind_int64(query, 1, top->items[i].id);
        status = gk_sql_step(store, query, &row, err);
        if (status != GK_OK) break;
        if (!row) {
            status = gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: passage %lld is missing",
                             store->path, (long long)top->items[i].id);
            break;
        }
        candidates[i].content = sqlite3_column_int64(query, 0);
        candidates[i].page = sqlite3_column_int(query, 1);
    }
    if (status != GK_OK) {
        gk_free(candidates);
        return status;
    }
    *out = candidates;
    *count = top->count;
    return GK_OK;
}
