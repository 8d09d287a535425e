/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of a content beside its text: by whose word, and what says so.
 */
#include "store/internal.h"

#include <string.h>

static gk_status insert(gk_store *store, int64_t content, const gk_store_value *v, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_ABOUT_INSERT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    gk_sql_bind_text(query, 2, gk_field_name(v->field));
    sqlite3_bind_int(query, 3, (int)v->trust);
    gk_sql_bind_text(query, 4, v->value);
    gk_sql_bind_text(query, 5, v->where ? v->where : "");
    sqlite3_bind_int(query, 6, v->page);
    sqlite3_bind_int(query, 7, v->line);
    return gk_sql_run(store, query, err);
}

/* Whether one before it has the same field by the same word. */
static bool is_second(const gk_store_value *values, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (values[k].field == values[i].field && values[k].trust == values[i].trust) return true;
    return false;
}

gk_status gk_about_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                          gk_error *err)
{
    const gk_store_value *values = addition->values;
    gk_status status = GK_OK;
    for (size_t i = 0; i < addition->value_count && status == GK_OK; i++)
        if (values[i].field == GK_FIELD_ALIAS || !is_second(values, i))
            status = insert(store, content, &values[i], err);
    return status;
}

static gk_status correct(gk_store *store, int64_t content, gk_field field, const char *value,
                         gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = GK_OK;
    if (!value || field != GK_FIELD_ALIAS) {
        status = gk_sql_get(store, SQL_ABOUT_FORGET, &query, err);
        if (status != GK_OK) return status;
        sqlite3_bind_int64(query, 1, content);
        gk_sql_bind_text(query, 2, gk_field_name(field));
        status = gk_sql_run(store, query, err);
    }
    if (status != GK_OK || !value) return status;
    const gk_store_value corrected = {
        .field = field, .trust = GK_TRUST_USER, .value = value, .where = "correction"};
    return insert(store, content, &corrected, err);
}

gk_status gk_store_correct(gk_store *store, int64_t content, gk_field field, const char *value,
                           gk_error *err)
{
    gk_status status = gk_store_claim(store, err);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    status = correct(store, content, field, value, err);
    if (status == GK_OK) status = gk_meta_raise_cards(store, err);
    return gk_sql_end_write(store, status, err);
}

bool gk_about_row(sqlite3_stmt *query, int first, gk_arena *arena, gk_store_value *out)
{
    const char *field = (const char *)sqlite3_column_text(query, first);
    *out = (gk_store_value){.trust = (gk_trust)sqlite3_column_int(query, first + 1)};
    if (!field || !gk_field_find(field, &out->field) || out->trust > GK_TRUST_REGISTRY)
        return false;
    out->value = gk_sql_text_column(query, first + 2, arena);
    out->where = gk_sql_text_column(query, first + 3, arena);
    out->page = sqlite3_column_int(query, first + 4);
    out->line = sqlite3_column_int(query, first + 5);
    return true;
}

/* Collects into *list, which the caller frees. */
static gk_status list_values(gk_store *store, int64_t content, gk_arena *arena,
                             gk_store_value **list, size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_ABOUT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    size_t capacity = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        gk_store_value value;
        if (!gk_about_row(query, 0, arena, &value)) continue;
        *list = gk_grow(*list, *count, &capacity, sizeof **list);
        (*list)[(*count)++] = value;
    }
    return status;
}

gk_status gk_store_values(gk_store *store, int64_t content, gk_arena *arena, gk_store_value **out,
                          size_t *count, gk_error *err)
{
    gk_store_value *list = NULL;
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = list_values(store, content, arena, &list, count, err);
    gk_sql_end_read(store);
    *out = gk_arena_keep(arena, list, *count, sizeof *list);
    return status;
}

gk_status gk_store_label(gk_store *store, int64_t content, int page, gk_arena *arena, char **label,
                         gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    *label = NULL;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = gk_sql_get(store, SQL_LABEL, &query, err);
    if (status == GK_OK) {
        sqlite3_bind_int64(query, 1, content);
        sqlite3_bind_int(query, 2, page);
        status = gk_sql_step(store, query, &row, err);
        if (row) *label = gk_sql_text_column(query, 0, arena);
    }
    gk_sql_end_read(store);
    return status;
}
