/* SPDX-License-Identifier: Apache-2.0
 *
 * What goes out: counts, pages, passages, original bytes.
 */
#include "store/internal.h"

#include <string.h>

/* ---- counts ------------------------------------------------------------------------------- */

static gk_status counts(gk_store *store, gk_library_info *info, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_COUNTS, &query, err);
    if (status == GK_OK) status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK || !row) return status;
    info->documents = (size_t)sqlite3_column_int64(query, 0);
    info->pages = (size_t)sqlite3_column_int64(query, 1);
    info->passages = (size_t)sqlite3_column_int64(query, 2);
    info->vectors = (size_t)sqlite3_column_int64(query, 3);
    return GK_OK;
}

/* Cut where it is too long. */
static void copy_path(char *to, size_t size, const char *path)
{
    snprintf(to, size, "%.*s", (int)size - 1, path);
}

gk_status gk_store_counts(gk_store *store, gk_library_info *info, gk_error *err)
{
    *info = (gk_library_info){0};
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    copy_path(info->model, sizeof info->model, store->model.path);
    status = counts(store, info, err);
    gk_store_move move = {0};
    if (status == GK_OK) status = gk_store_get_move(store, &move, err);
    if (move.under_way) copy_path(info->next_model, sizeof info->next_model, move.to.path);
    info->next_vectors = move.vectors;
    gk_sql_end_read(store);
    return status;
}

/* ---- pages -------------------------------------------------------------------------------- */

static gk_status page(gk_store *store, int64_t content, int number, gk_arena *arena,
                      gk_doc_page *out, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_PAGE, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    sqlite3_bind_int(query, 2, number);
    status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK) return status;
    if (!row) return gk_fail(err, GK_NOT_FOUND, "there is no page %d", number);
    out->text = gk_sql_text_column(query, 0, arena);
    out->length = (size_t)sqlite3_column_bytes(query, 0);
    out->width = (float)sqlite3_column_double(query, 1);
    out->height = (float)sqlite3_column_double(query, 2);
    out->line_count = gk_line_count(out->text, out->length);
    size_t size = (size_t)sqlite3_column_bytes(query, 3);
    if (size && size != out->line_count * sizeof *out->boxes)
        return gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: page %d of content %lld",
                       store->path, number, (long long)content);
    if (size) {
        out->boxes = gk_arena_array(arena, out->line_count, sizeof *out->boxes);
        memcpy(out->boxes, sqlite3_column_blob(query, 3), size);
    }
    return GK_OK;
}

gk_status gk_store_page(gk_store *store, int64_t content, int number, gk_arena *arena,
                        gk_doc_page *out, gk_error *err)
{
    *out = (gk_doc_page){0};
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = page(store, content, number, arena, out, err);
    gk_sql_end_read(store);
    return status;
}

/* ---- passages ----------------------------------------------------------------------------- */

/* The row of a query with the columns that sql.c calls PASSAGE_COLUMNS. */
static gk_status read_passage(gk_store *store, sqlite3_stmt *query, gk_arena *arena,
                              gk_store_passage *out, gk_error *err)
{
    gk_passage *p = &out->passage;
    out->id = sqlite3_column_int64(query, 0);
    out->content = sqlite3_column_int64(query, 1);
    p->page = sqlite3_column_int(query, 2);
    int64_t start = sqlite3_column_int64(query, 3), end = sqlite3_column_int64(query, 4);
    p->first_line = sqlite3_column_int(query, 5);
    p->last_line = sqlite3_column_int(query, 6);
    const char *text = (const char *)sqlite3_column_text(query, 8);
    int64_t length = sqlite3_column_bytes(query, 8);
    if (start < 0 || end < start || end > length)
        return gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: passage %lld", store->path,
                       (long long)out->id);
    p->start = (size_t)start;
    p->end = (size_t)end;
    p->context = gk_sql_text_column(query, 7, arena);
    out->text = gk_arena_strndup(arena, text + start, (size_t)(end - start));
    return GK_OK;
}

static gk_status passage(gk_store *store, int64_t id, gk_arena *arena, gk_store_passage *out,
                         gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_PASSAGE, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, id);
    status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK) return status;
    if (!row) return gk_fail(err, GK_NOT_FOUND, "there is no passage %lld", (long long)id);
    return read_passage(store, query, arena, out, err);
}

gk_status gk_store_passage_get(gk_store *store, int64_t id, gk_arena *arena, gk_store_passage *out,
                               gk_error *err)
{
    *out = (gk_store_passage){0};
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = passage(store, id, arena, out, err);
    gk_sql_end_read(store);
    return status;
}

/* Collects into *list, which the caller frees; the strings are the arena's. */
static gk_status page_passages(gk_store *store, int64_t content, int number, gk_arena *arena,
                               gk_store_passage **list, size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_PAGE_PASSAGES, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    sqlite3_bind_int(query, 2, number);
    size_t capacity = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        *list = gk_grow(*list, *count, &capacity, sizeof **list);
        status = read_passage(store, query, arena, &(*list)[*count], err);
        if (status != GK_OK) break;
        ++*count;
    }
    return status;
}

gk_status gk_store_page_passages(gk_store *store, int64_t content, int number, gk_arena *arena,
                                 gk_store_passage **out, size_t *count, gk_error *err)
{
    gk_store_passage *list = NULL;
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = page_passages(store, content, number, arena, &list, count, err);
    gk_sql_end_read(store);
    if (status == GK_OK) {
        *out = gk_arena_array(arena, *count, sizeof *list);
        if (*count) memcpy(*out, list, *count * sizeof *list);
    }
    gk_free(list);
    return status;
}

/* ---- originals ---------------------------------------------------------------------------- */

char *gk_original_path(const gk_store *store, const char *sha256)
{
    if (!sha256 || strlen(sha256) != 64 || strspn(sha256, "0123456789abcdef") != 64) return NULL;
    return gk_format("%s/originals/%.2s/%s", store->path, sha256, sha256);
}

static char *original(gk_store *store, int64_t content, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    if (gk_sql_get(store, SQL_HASH, &query, err) != GK_OK) return NULL;
    sqlite3_bind_int64(query, 1, content);
    if (gk_sql_step(store, query, &row, err) != GK_OK) return NULL;
    if (!row) {
        gk_fail(err, GK_NOT_FOUND, "there is no content %lld", (long long)content);
        return NULL;
    }
    char *path = gk_original_path(store, (const char *)sqlite3_column_text(query, 0));
    if (!path)
        gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: hash of content %lld", store->path,
                (long long)content);
    return path;
}

char *gk_store_original(gk_store *store, int64_t content, gk_error *err)
{
    if (gk_sql_begin_read(store, err) != GK_OK) return NULL;
    char *path = original(store, content, err);
    gk_sql_end_read(store);
    return path;
}
