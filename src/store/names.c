/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents and contents by name, and the nearest name to one that is not there.
 */
#include "store/internal.h"

#include <string.h>
#include <strings.h>

/* ---- a name that is not there ------------------------------------------------------------- */

enum { LONGEST_NAME = 255 }; /* bytes that are compared */

static int fold(char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* Levenshtein's distance in bytes, ASCII case aside. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t n = smaller(strlen(a), LONGEST_NAME), m = smaller(strlen(b), LONGEST_NAME);
    size_t row[LONGEST_NAME + 1];
    for (size_t j = 0; j <= m; j++) row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t replaced = diagonal + (fold(a[i - 1]) != fold(b[j - 1]));
            diagonal = row[j];
            row[j] = smaller(replaced, 1 + smaller(row[j], row[j - 1]));
        }
    }
    return row[m];
}

/* How far a stored name is from one that was asked for; SIZE_MAX: not near. The same letters come
 * first, then a beginning of it, then a few slips. */
static size_t name_distance(const char *asked, const char *stored)
{
    if (strcasecmp(asked, stored) == 0) return 0;
    size_t n = strlen(asked), m = strlen(stored);
    if (n >= 2 && n < m && strncasecmp(asked, stored, n) == 0) return 1;
    size_t slips = edit_distance(asked, stored);
    return slips <= 1 + n / 5 ? 1 + slips : SIZE_MAX;
}

/* The nearest of the names of contents that give candidates. */
static char *nearest_name(gk_store *store, const char *asked, const gk_store_scope *scope,
                          gk_arena *arena)
{
    sqlite3_stmt *query;
    char *best = NULL;
    size_t distance = SIZE_MAX;
    bool row;
    if (gk_sql_get(store, SQL_DOCUMENT_NAMES, &query, NULL) != GK_OK) return NULL;
    while (gk_sql_step(store, query, &row, NULL) == GK_OK && row) {
        const char *name = (const char *)sqlite3_column_text(query, 0);
        size_t d = name ? name_distance(asked, name) : SIZE_MAX;
        if (d >= distance || !gk_store_scope_holds(scope, sqlite3_column_int64(query, 1))) continue;
        distance = d;
        best = gk_arena_strdup(arena, name);
    }
    return best;
}

/* ---- contents for the other modules ------------------------------------------------------- */

/* The row of a query with the columns that sql.c calls CONTENT_COLUMNS. */
static void read_content(sqlite3_stmt *query, gk_arena *arena, gk_store_content *out)
{
    out->id = sqlite3_column_int64(query, 0);
    out->document = gk_sql_text_column(query, 1, arena);
    out->title = gk_sql_text_column(query, 2, arena);
    out->format = gk_sql_text_column(query, 3, arena);
    out->pages = sqlite3_column_int(query, 4);
}

static gk_status find(gk_store *store, const char *document, const gk_store_scope *scope,
                      gk_arena *arena, gk_store_content *out, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_FIND, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_text(query, 1, document, -1, SQLITE_STATIC);
    status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK) return status;
    if (row) read_content(query, arena, out);
    if (row && gk_store_scope_holds(scope, out->id)) return GK_OK;
    *out = (gk_store_content){0};
    const char *near = nearest_name(store, document, scope, arena);
    if (near)
        return gk_fail(err, GK_NOT_FOUND, "there is no document \"%s\"; is it \"%s\"?", document,
                       near);
    return gk_fail(err, GK_NOT_FOUND, "there is no document \"%s\"", document);
}

gk_status gk_store_find_in(gk_store *store, const char *document, const gk_store_scope *scope,
                           gk_arena *arena, gk_store_content *out, gk_error *err)
{
    *out = (gk_store_content){0};
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = find(store, document, scope, arena, out, err);
    gk_sql_end_read(store);
    return status;
}

gk_status gk_store_find(gk_store *store, const char *document, gk_arena *arena,
                        gk_store_content *out, gk_error *err)
{
    return gk_store_find_in(store, document, NULL, arena, out, err);
}

static gk_status content_by_id(gk_store *store, int64_t id, gk_arena *arena, gk_store_content *out,
                               gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_CONTENT_BY_ID, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, id);
    status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK) return status;
    if (!row) return gk_fail(err, GK_NOT_FOUND, "there is no content %lld", (long long)id);
    read_content(query, arena, out);
    return GK_OK;
}

gk_status gk_store_content_by_id(gk_store *store, int64_t id, gk_arena *arena,
                                 gk_store_content *out, gk_error *err)
{
    *out = (gk_store_content){0};
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = content_by_id(store, id, arena, out, err);
    gk_sql_end_read(store);
    return status;
}

/* Collects into *list, which the caller frees; the strings are the arena's. */
static gk_status list_contents(gk_store *store, gk_arena *arena, gk_store_content **list,
                               size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_CONTENTS, &query, err);
    size_t capacity = 0;
    bool row = true;
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        *list = gk_grow(*list, *count, &capacity, sizeof **list);
        read_content(query, arena, &(*list)[(*count)++]);
    }
    return status;
}

gk_status gk_store_contents(gk_store *store, gk_arena *arena, gk_store_content **out, size_t *count,
                            gk_error *err)
{
    gk_store_content *list = NULL;
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = list_contents(store, arena, &list, count, err);
    gk_sql_end_read(store);
    if (status == GK_OK) {
        *out = gk_arena_array(arena, *count, sizeof *list);
        if (*count) memcpy(*out, list, *count * sizeof *list);
    }
    gk_free(list);
    return status;
}

static gk_status list_names(gk_store *store, int64_t content, gk_arena *arena, char ***list,
                            size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_NAMES, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    size_t capacity = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        *list = gk_grow(*list, *count, &capacity, sizeof **list);
        (*list)[(*count)++] = gk_sql_text_column(query, 0, arena);
    }
    return status;
}

gk_status gk_store_names(gk_store *store, int64_t content, gk_arena *arena, char ***names,
                         size_t *count, gk_error *err)
{
    char **list = NULL;
    *names = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = list_names(store, content, arena, &list, count, err);
    gk_sql_end_read(store);
    if (status == GK_OK) {
        *names = gk_arena_array(arena, *count, sizeof *list);
        if (*count) memcpy(*names, list, *count * sizeof *list);
    }
    gk_free(list);
    return status;
}

/* ---- where they came from ----------------------------------------------------------------- */

/* A path without "." and without slashes that say nothing; gk_free. */
static char *plain_path(const char *path)
{
    gk_string plain = {0};
    if (*path == '/') gk_string_add(&plain, "/");
    for (const char *part = path + strspn(path, "/"); *part;) {
        size_t n = strcspn(part, "/");
        if (!(n == 1 && *part == '.')) {
            if (plain.length && plain.data[plain.length - 1] != '/') gk_string_add(&plain, "/");
            gk_string_append(&plain, part, n);
        }
        part += n;
        part += strspn(part, "/");
    }
    return gk_string_take(&plain);
}

/* Both plain; "" is the folder in which paths begin that do not begin at the root. */
static bool is_at_or_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    if (n == 0) return *path != '/';
    if (strncmp(path, folder, n) != 0) return false;
    return path[n] == '\0' || path[n] == '/' || folder[n - 1] == '/';
}

static gk_status list_sourced(gk_store *store, const char *folder, gk_arena *arena, char ***list,
                              size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_DOCUMENT_SOURCES, &query, err);
    size_t capacity = 0;
    bool row = true;
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        const char *source = (const char *)sqlite3_column_text(query, 1);
        char *path = plain_path(source ? source : "");
        bool fits = is_at_or_below(path, folder);
        gk_free(path);
        if (!fits) continue;
        *list = gk_grow(*list, *count, &capacity, sizeof **list);
        (*list)[(*count)++] = gk_sql_text_column(query, 0, arena);
    }
    return status;
}

gk_status gk_store_sourced(gk_store *store, const char *path, gk_arena *arena, char ***names,
                           size_t *count, gk_error *err)
{
    char **list = NULL;
    *names = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    char *folder = plain_path(path);
    status = list_sourced(store, folder, arena, &list, count, err);
    gk_sql_end_read(store);
    gk_free(folder);
    *names = gk_arena_keep(arena, list, *count, sizeof *list);
    return status;
}
