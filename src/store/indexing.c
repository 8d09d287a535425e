/* SPDX-License-Identifier: Apache-2.0
 *
 * What is indexed: of a passage its context and its text; of a content its front: title and first
 * name (with spaces for underscores) in the place of the context, then the beginning of its first
 * pages. A front's row is numbered apart from its content, since it is another one under another
 * first name.
 */
#include "store/internal.h"

#include <string.h>

enum {
    FRONT_PAGES = 3,
    FRONT_BYTES = 8192,
    BUILD_MEMORY = 96 << 20 /* that all passages take before they are written as a segment */
};

typedef struct text_sink {
    gk_index_builder *builder;
    gk_index_field field;
} text_sink;

static bool add_term(void *ctx, const gk_term *term)
{
    const text_sink *sink = ctx;
    gk_index_builder_term(sink->builder, sink->field, term->text, term->length);
    return true;
}

static void add_text(gk_store *store, gk_index_builder *builder, gk_index_field field,
                     const char *text, size_t length)
{
    text_sink sink = {builder, field};
    if (length) gk_terms_each(store->terms, text, length, add_term, &sink);
}

void gk_index_passage(gk_store *store, gk_index_builder *builder, int64_t id, const char *context,
                      const char *text, size_t length)
{
    gk_index_builder_row(builder, id);
    add_text(store, builder, GK_INDEX_CONTEXT, context, strlen(context));
    add_text(store, builder, GK_INDEX_TEXT, text, length);
}

gk_status gk_index_write(gk_store *store, gk_index_kind kind, int64_t first_row,
                         gk_index_builder *builder, gk_error *err)
{
    gk_string bytes = {0};
    if (gk_index_builder_rows(builder) == 0) return GK_OK;
    gk_status status = gk_index_builder_write(builder, gk_index_to_string(&bytes), err);
    if (status == GK_OK) status = gk_segments_insert(store, kind, first_row, &bytes, err);
    gk_string_free(&bytes);
    return status;
}

/* ---- fronts ------------------------------------------------------------------------------- */

/* The beginning of the first pages, as far as it goes in. */
static gk_status add_pages(gk_store *store, gk_index_builder *builder, int64_t content,
                           gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_FRONT_PAGES, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    sqlite3_bind_int(query, 2, FRONT_PAGES);
    bool row;
    size_t room = FRONT_BYTES;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        const char *page = (const char *)sqlite3_column_text(query, 0);
        size_t length = page ? (size_t)sqlite3_column_bytes(query, 0) : 0;
        room -= room > 0; /* the line between two pages */
        length = length < room ? length : room;
        add_text(store, builder, GK_INDEX_TEXT, page, length);
        room -= length;
    }
    return status;
}

static void add_name(gk_store *store, gk_index_builder *builder, const char *name)
{
    char *spaced = gk_strdup(name ? name : "");
    for (char *p = spaced; *p; p++)
        if (*p == '_') *p = ' ';
    add_text(store, builder, GK_INDEX_CONTEXT, spaced, strlen(spaced));
    gk_free(spaced);
}

/* The fronts of a content, or (0) of all. */
static gk_status write_fronts(gk_store *store, int64_t content, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, content ? SQL_FRONT : SQL_FRONTS, &query, err);
    if (status != GK_OK) return status;
    if (content) sqlite3_bind_int64(query, 1, content);
    gk_index_builder *builder = gk_index_builder_new();
    int64_t first = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        int64_t id = sqlite3_column_int64(query, 0);
        if (!gk_index_builder_rows(builder)) first = id;
        gk_index_builder_row(builder, id);
        add_name(store, builder, (const char *)sqlite3_column_text(query, 2));
        add_name(store, builder, (const char *)sqlite3_column_text(query, 3));
        status = add_pages(store, builder, sqlite3_column_int64(query, 1), err);
        if (status == GK_OK && gk_index_builder_memory(builder) > BUILD_MEMORY)
            status = gk_index_write(store, GK_KIND_FRONTS, first, builder, err);
        if (status != GK_OK) break;
    }
    sqlite3_reset(query);
    if (status == GK_OK) status = gk_index_write(store, GK_KIND_FRONTS, first, builder, err);
    gk_index_builder_free(builder);
    return status;
}

gk_status gk_index_front(gk_store *store, int64_t content, gk_error *err)
{
    gk_status status = gk_sql_pair(store, SQL_FRONT_ROW_REMOVE, content, 0, NULL, err);
    if (status == GK_OK) status = gk_sql_pair(store, SQL_FRONT_ROW_INSERT, content, 0, NULL, err);
    return status == GK_OK ? write_fronts(store, content, err) : status;
}

/* ---- all that is stored, anew ------------------------------------------------------------- */

/* The row: id, context, start, end, the page's text. */
static gk_status add_stored(gk_store *store, gk_index_builder *builder, sqlite3_stmt *query,
                            gk_error *err)
{
    int64_t id = sqlite3_column_int64(query, 0);
    const char *context = (const char *)sqlite3_column_text(query, 1);
    int64_t start = sqlite3_column_int64(query, 2), end = sqlite3_column_int64(query, 3);
    const char *page = (const char *)sqlite3_column_text(query, 4);
    if (!page || !context || id < 1 || start < 0 || end < start ||
        end > sqlite3_column_bytes(query, 4))
        return gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: passage %lld", store->path,
                       (long long)id);
    gk_index_passage(store, builder, id, context, page + start, (size_t)(end - start));
    return GK_OK;
}

static gk_status write_passages(gk_store *store, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_STORED_PASSAGES, &query, err);
    if (status != GK_OK) return status;
    gk_index_builder *builder = gk_index_builder_new();
    int64_t first = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        if (!gk_index_builder_rows(builder)) first = sqlite3_column_int64(query, 0);
        status = add_stored(store, builder, query, err);
        if (status == GK_OK && gk_index_builder_memory(builder) > BUILD_MEMORY)
            status = gk_index_write(store, GK_KIND_PASSAGES, first, builder, err);
        if (status != GK_OK) break;
    }
    sqlite3_reset(query);
    if (status == GK_OK) status = gk_index_write(store, GK_KIND_PASSAGES, first, builder, err);
    gk_index_builder_free(builder);
    return status;
}

gk_status gk_index_rebuild(gk_store *store, gk_error *err)
{
    char *folder = gk_path_join(store->path, "index");
    gk_status status = gk_folder_make(folder, err);
    gk_free(folder);
    store->index_damaged = false;
    gk_catalog_clear(&store->catalog); /* the fronts have other rows from now on */
    if (status == GK_OK)
        status = gk_sql_text(store,
                             "DELETE FROM meta WHERE key = 'rebuild';"
                             "DELETE FROM segment; DELETE FROM front_row;"
                             "INSERT INTO front_row(content) SELECT id FROM content ORDER BY id;",
                             err);
    if (status == GK_OK) status = gk_sql_pair(store, SQL_INDEX_RAISE, 0, 0, NULL, err);
    if (status == GK_OK) status = gk_meta_raise_epoch(store, err);
    if (status == GK_OK) status = write_passages(store, err);
    return status == GK_OK ? write_fronts(store, 0, err) : status;
}

gk_status gk_index_repair(gk_store *store, gk_error *err)
{
    gk_status status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    return gk_sql_end_write(store, gk_index_rebuild(store, err), err);
}
