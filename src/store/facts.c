/* SPDX-License-Identifier: Apache-2.0
 *
 * The figures of a content, packed: bytes that the store keeps and does not look into.
 */
#include "store/internal.h"

#include <string.h>

static gk_status put(gk_store *store, int64_t content, int64_t version, const void *bytes,
                     size_t size, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_FACTS_PUT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    sqlite3_bind_int64(query, 2, version);
    if (size)
        sqlite3_bind_blob64(query, 3, bytes, size, SQLITE_STATIC);
    else
        sqlite3_bind_zeroblob(query, 3, 0);
    return gk_sql_run(store, query, err);
}

gk_status gk_facts_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                          gk_error *err)
{
    if (!addition->facts) return GK_OK;
    return put(store, content, addition->facts_version, addition->facts, addition->facts_size, err);
}

gk_status gk_store_set_facts(gk_store *store, int64_t content, int64_t version, const void *bytes,
                             size_t size, gk_error *err)
{
    gk_status status = gk_store_claim(store, err);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    return gk_sql_end_write(store, put(store, content, version, bytes, size, err), err);
}

static gk_status get(gk_store *store, int64_t content, gk_arena *arena, gk_store_packed *out,
                     gk_error *err)
{
    sqlite3_stmt *query;
    bool row;
    gk_status status = gk_sql_get(store, SQL_FACTS, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK || !row) return status;
    const void *bytes = sqlite3_column_blob(query, 1);
    out->known = true;
    out->version = sqlite3_column_int64(query, 0);
    out->size = (size_t)sqlite3_column_bytes(query, 1);
    out->bytes = gk_arena_alloc(arena, out->size + 1);
    if (out->size) memcpy(out->bytes, bytes, out->size);
    sqlite3_reset(query);
    return GK_OK;
}

gk_status gk_store_facts(gk_store *store, int64_t content, gk_arena *arena, gk_store_packed *out,
                         gk_error *err)
{
    *out = (gk_store_packed){0};
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = get(store, content, arena, out, err);
    gk_sql_end_read(store);
    return status;
}

gk_status gk_store_facts_made_by(gk_store *store, int64_t content, int64_t *version, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    *version = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = gk_sql_get(store, SQL_FACTS, &query, err);
    if (status == GK_OK) {
        sqlite3_bind_int64(query, 1, content);
        status = gk_sql_step(store, query, &row, err);
    }
    if (row) *version = sqlite3_column_int64(query, 0);
    gk_sql_end_read(store);
    return status;
}

static gk_status list_stale(gk_store *store, int64_t version, int64_t **list, size_t *count,
                            gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_FACTS_STALE, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, version);
    size_t capacity = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        *list = gk_grow(*list, *count, &capacity, sizeof **list);
        (*list)[(*count)++] = sqlite3_column_int64(query, 0);
    }
    return status;
}

gk_status gk_store_facts_stale(gk_store *store, int64_t version, int64_t **contents, size_t *count,
                               gk_error *err)
{
    *contents = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = list_stale(store, version, contents, count, err);
    gk_sql_end_read(store);
    return status;
}

gk_status gk_store_facts_count(gk_store *store, int64_t version, gk_store_facts_counts *out,
                               gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    *out = (gk_store_facts_counts){0};
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = gk_sql_get(store, SQL_FACTS_COUNT, &query, err);
    if (status == GK_OK) {
        sqlite3_bind_int64(query, 1, version);
        status = gk_sql_step(store, query, &row, err);
    }
    if (row) {
        out->contents = (size_t)sqlite3_column_int64(query, 0);
        out->missing = (size_t)sqlite3_column_int64(query, 1);
        out->old = (size_t)sqlite3_column_int64(query, 2);
        sqlite3_reset(query);
    }
    gk_sql_end_read(store);
    return status;
}
