/* SPDX-License-Identifier: Apache-2.0 */
#include "store/internal.h"

#include <stdlib.h>

static bool worse(gk_scored a, gk_scored b)
{
    return a.score != b.score ? a.score < b.score : a.id > b.id;
}

static int best_first(const void *a, const void *b)
{
    const gk_scored *left = a, *right = b;
    return worse(*left, *right) - worse(*right, *left);
}

gk_status gk_store_candidates(gk_store *store, gk_scored *items, size_t n, gk_candidate **out,
                              size_t *count, gk_error *err)
{
    if (n) qsort(items, n, sizeof *items, best_first);
    gk_candidate *candidates = gk_alloc_array(n, sizeof *candidates);
    gk_status status = GK_OK;
    for (size_t i = 0; i < n && status == GK_OK; i++) {
        candidates[i] = (gk_candidate){.passage = items[i].id, .score = items[i].score};
        sqlite3_stmt *query;
        bool row = false;
        status = gk_sql_get(store, SQL_PASSAGE_PAGE, &query, err);
        if (status != GK_OK) break;
        sqlite3_bind_int64(query, 1, items[i].id);
        status = gk_sql_step(store, query, &row, err);
        if (status != GK_OK) break;
        if (!row) {
            status = gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: passage %lld is missing",
                             store->path, (long long)items[i].id);
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
    *count = n;
    return GK_OK;
}
