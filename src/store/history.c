/* SPDX-License-Identifier: Apache-2.0
 *
 * What was asked, and which lines were cited: so that a page shows them marked.
 */
#include "store/internal.h"

#include <string.h>

static gk_status insert_question(gk_store *store, const char *question, bool answered, int64_t *id,
                                 gk_error *err)
{
    sqlite3_stmt *query;
    char now[21];
    gk_time_iso(now);
    gk_status status = gk_sql_get(store, SQL_QUESTION_INSERT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_text(query, 1, now, -1, SQLITE_STATIC);
    sqlite3_bind_text(query, 2, question, -1, SQLITE_STATIC);
    sqlite3_bind_int(query, 3, answered);
    status = gk_sql_run(store, query, err);
    *id = sqlite3_last_insert_rowid(store->db);
    return status;
}

static gk_status insert_cited(gk_store *store, int64_t question, const gk_store_cited *cited,
                              gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_CITED_INSERT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, question);
    sqlite3_bind_int64(query, 2, cited->content);
    sqlite3_bind_int(query, 3, cited->page);
    sqlite3_bind_int(query, 4, cited->first_line);
    sqlite3_bind_int(query, 5, cited->last_line);
    return gk_sql_run(store, query, err);
}

static gk_status remember(gk_store *store, const char *question, bool answered,
                          const gk_store_cited *cited, size_t count, gk_error *err)
{
    gk_status status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    int64_t id = 0;
    status = insert_question(store, question, answered, &id, err);
    for (size_t i = 0; i < count && status == GK_OK; i++)
        status = insert_cited(store, id, &cited[i], err);
    return gk_sql_end_write(store, status, err);
}

gk_status gk_store_remember(gk_store *store, const char *question, bool answered,
                            const gk_store_cited *cited, size_t count, gk_error *err)
{
    if (sqlite3_db_readonly(store->db, "main") == 1)
        return gk_fail(err, GK_LIBRARY, "%s cannot be written", store->path);
    sqlite3_busy_timeout(store->db, GK_WAIT_REMEMBER);
    gk_status status = remember(store, question, answered, cited, count, err);
    sqlite3_busy_timeout(store->db, store->mode == GK_WRITE ? GK_WAIT_WRITER : GK_WAIT_READER);
    return status;
}

static gk_status last_cited(gk_store *store, int64_t content, int page, gk_store_cited **out,
                            size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_LAST_CITED, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    sqlite3_bind_int(query, 2, page);
    size_t capacity = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        *out = gk_grow(*out, *count, &capacity, sizeof **out);
        (*out)[(*count)++] = (gk_store_cited){.content = content,
                                              .page = page,
                                              .first_line = sqlite3_column_int(query, 0),
                                              .last_line = sqlite3_column_int(query, 1)};
    }
    return status;
}

gk_status gk_store_last_cited(gk_store *store, int64_t content, int page, gk_store_cited **out,
                              size_t *count, gk_error *err)
{
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = last_cited(store, content, page, out, count, err);
    gk_sql_end_read(store);
    if (status != GK_OK) {
        gk_free(*out);
        *out = NULL;
        *count = 0;
    }
    return status;
}
