/* SPDX-License-Identifier: Apache-2.0
 *
 * Which contents say nearly the same, which is preferred, and which containers are done.
 */
#include "store/internal.h"

gk_status gk_sketch_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                           gk_error *err)
{
    sqlite3_stmt *query;
    if (!addition->sketch) return GK_OK;
    gk_status status = gk_sql_get(store, SQL_SKETCH_INSERT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    sqlite3_bind_blob64(query, 2, addition->sketch, addition->sketch_size, SQLITE_STATIC);
    return gk_sql_run(store, query, err);
}

static gk_status each_sketch(gk_store *store, gk_on_sketch on_sketch, void *ctx, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_SKETCHES, &query, err);
    bool row = true, on = true;
    while (on && status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row)
        on = on_sketch(ctx, sqlite3_column_int64(query, 0), sqlite3_column_blob(query, 1),
                       (size_t)sqlite3_column_bytes(query, 1));
    return status;
}

gk_status gk_store_sketches(gk_store *store, gk_on_sketch on_sketch, void *ctx, gk_error *err)
{
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = each_sketch(store, on_sketch, ctx, err);
    gk_sql_end_read(store);
    return status;
}

gk_status gk_store_sketch(gk_store *store, int64_t content, gk_arena *arena, void **sketch,
                          size_t *size, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    *sketch = NULL;
    *size = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = gk_sql_get(store, SQL_SKETCH, &query, err);
    if (status == GK_OK) {
        sqlite3_bind_int64(query, 1, content);
        status = gk_sql_step(store, query, &row, err);
    }
    if (row) {
        const void *bytes = sqlite3_column_blob(query, 0);
        *size = (size_t)sqlite3_column_bytes(query, 0);
        *sketch = gk_arena_strndup(arena, bytes, *size);
    }
    gk_sql_end_read(store);
    return status;
}

/* A library of an earlier program has a table with room for one row an `older`. */
static gk_status widen(gk_store *store, gk_error *err)
{
    sqlite3_stmt *query;
    bool narrow = false;
    gk_status status = gk_sql_get(store, SQL_KIN_NARROW, &query, err);
    if (status == GK_OK) status = gk_sql_step(store, query, &narrow, err);
    if (status == GK_OK) sqlite3_reset(query);
    return status == GK_OK && narrow ? gk_sql_text(store, gk_schema_widen_kin, err) : status;
}

/* What was preferred to content is forgotten if it leads to older: else all would be outdated. */
static gk_status prefer(gk_store *store, int64_t content, int64_t older, gk_error *err)
{
    gk_status status = widen(store, err);
    if (status == GK_OK) status = gk_sql_pair(store, SQL_KIN_TURN, content, older, NULL, err);
    return status == GK_OK ? gk_sql_pair(store, SQL_KIN_INSERT, older, content, NULL, err) : status;
}

gk_status gk_kin_remove(gk_store *store, int64_t content, gk_error *err)
{
    gk_status status = gk_sql_pair(store, SQL_KIN_SKIP, content, 0, NULL, err);
    return status == GK_OK ? gk_sql_pair(store, SQL_KIN_FORGET, content, 0, NULL, err) : status;
}

gk_status gk_store_prefer(gk_store *store, int64_t content, int64_t older, gk_error *err)
{
    if (content == older)
        return gk_fail(err, GK_INVALID, "a document cannot be preferred to itself");
    gk_status status = gk_store_claim(store, err);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    status = prefer(store, content, older, err);
    if (status == GK_OK) status = gk_meta_raise_cards(store, err);
    return gk_sql_end_write(store, status, err);
}

/* A row an older content and one that is preferred to it, by the older. */
static gk_status list_outdated(gk_store *store, const gk_store_scope *scope, int64_t **list,
                               size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_OUTDATED, &query, err);
    size_t capacity = 0;
    bool row = true;
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        int64_t older = sqlite3_column_int64(query, 0);
        if (*count && (*list)[*count - 1] == older) continue;
        if (!gk_store_scope_holds(scope, sqlite3_column_int64(query, 1))) continue;
        *list = gk_grow(*list, *count, &capacity, sizeof **list);
        (*list)[(*count)++] = older;
    }
    return status;
}

gk_status gk_store_outdated(gk_store *store, const gk_store_scope *scope, int64_t **out,
                            size_t *count, gk_error *err)
{
    const gk_store_scope admitted = {.admitted = scope ? scope->admitted : NULL,
                                     .admitted_count = scope ? scope->admitted_count : 0};
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = list_outdated(store, &admitted, out, count, err);
    gk_sql_end_read(store);
    return status;
}

static gk_status insert_container(gk_store *store, const char *sha256, gk_error *err)
{
    sqlite3_stmt *query;
    char now[21];
    gk_time_iso(now);
    gk_status status = gk_sql_get(store, SQL_CONTAINER_INSERT, &query, err);
    if (status != GK_OK) return status;
    gk_sql_bind_text(query, 1, sha256);
    gk_sql_bind_text(query, 2, now);
    return gk_sql_run(store, query, err);
}

gk_status gk_store_remember_container(gk_store *store, const char *sha256, gk_error *err)
{
    gk_status status = gk_store_claim(store, err);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    return gk_sql_end_write(store, insert_container(store, sha256, err), err);
}

gk_status gk_store_has_container(gk_store *store, const char *sha256, bool *has, gk_error *err)
{
    *has = false;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = gk_sql_exists(store, SQL_CONTAINER, sha256, has, err);
    gk_sql_end_read(store);
    return status;
}
