/* SPDX-License-Identifier: Apache-2.0
 *
 * The segments of the two indexes (src/index/): which there are says the table `segment`; a small
 * one stands in it, a large one in a file, LIB/index/ID, that is written and flushed before a
 * transaction names it. A file that no row names is nobody's: the next writer removes it.
 *
 * Whoever reads opens the files as its transaction begins (moment.c): a merge may take them away
 * later, but not from who has them mapped.
 */
#include "store/internal.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *path_of(const gk_store *store, int64_t id)
{
    return gk_format("%s/index/%lld", store->path, (long long)id);
}

gk_status gk_segments_fail(gk_store *store, gk_status status, gk_error *err)
{
    if (status != GK_LIBRARY && status != GK_NOT_FOUND) return status;
    if (store->lock >= 0) store->index_damaged = true;
    return gk_fail(err, GK_LIBRARY,
                   "%s/index is damaged: remove it, and \"goshawk reindex %s\" makes it anew",
                   store->path, store->path);
}

void gk_segments_clear(gk_segments *segments)
{
    for (size_t i = 0; i < segments->count; i++) gk_segment_close(segments->items[i].segment);
    gk_free(segments->items);
    *segments = (gk_segments){0};
}

/* ---- which there are ---------------------------------------------------------------------- */

/* The segment that is open already, which becomes the caller's; or NULL. */
static gk_segment *take_open(gk_segments *segments, int64_t id)
{
    for (size_t i = 0; i < segments->count; i++) {
        gk_segment *open = segments->items[i].segment;
        if (segments->items[i].id != id || !open) continue;
        segments->items[i].segment = NULL;
        return open;
    }
    return NULL;
}

static gk_status read_list(gk_store *store, gk_segments *fresh, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_SEGMENTS, &query, err);
    size_t capacity = 0;
    bool row = true;
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        int64_t kind = sqlite3_column_int64(query, 1), size = sqlite3_column_int64(query, 2);
        if (kind < 0 || kind >= GK_KINDS || size < 0) {
            sqlite3_reset(query);
            return gk_segments_fail(store, GK_LIBRARY, err);
        }
        fresh->items = gk_grow(fresh->items, fresh->count, &capacity, sizeof *fresh->items);
        fresh->items[fresh->count++] = (gk_held_segment){
            .id = sqlite3_column_int64(query, 0),
            .kind = (gk_index_kind)kind,
            .size = (size_t)size,
            .in_file = sqlite3_column_int(query, 3),
            .first_row = sqlite3_column_int64(query, 4)};
    }
    return status;
}

static gk_status refresh(gk_store *store, gk_error *err)
{
    gk_segments fresh = {0};
    gk_status status = gk_meta_index(store, &fresh.generation, err);
    if (status != GK_OK || fresh.generation == store->segments.generation) return status;
    status = read_list(store, &fresh, err);
    if (status != GK_OK) {
        gk_free(fresh.items);
        return status;
    }
    for (size_t i = 0; i < fresh.count; i++)
        fresh.items[i].segment = take_open(&store->segments, fresh.items[i].id);
    gk_segments_clear(&store->segments);
    store->segments = fresh;
    return GK_OK;
}

static gk_status map_file(gk_store *store, gk_held_segment *held, gk_error *err)
{
    if (held->segment) return GK_OK;
    char *path = path_of(store, held->id);
    gk_status status = gk_segment_map(path, &held->segment, err);
    gk_free(path);
    return gk_segments_fail(store, status, err);
}

gk_status gk_segments_hold(gk_store *store, gk_error *err)
{
    if (store->version < GK_FORMAT_INDEX) return GK_OK;
    gk_status status = refresh(store, err);
    for (size_t i = 0; i < store->segments.count && status == GK_OK; i++)
        if (store->segments.items[i].in_file)
            status = map_file(store, &store->segments.items[i], err);
    return status;
}

/* ---- their bytes -------------------------------------------------------------------------- */

static gk_status read_bytes(gk_store *store, gk_held_segment *held, gk_error *err)
{
    sqlite3_stmt *query;
    bool row;
    gk_status status = gk_sql_get(store, SQL_SEGMENT_BYTES, &query, err);
    if (status != GK_OK || held->segment) return status;
    sqlite3_bind_int64(query, 1, held->id);
    status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK) return status;
    const void *bytes = row ? sqlite3_column_blob(query, 0) : NULL;
    size_t size = bytes ? (size_t)sqlite3_column_bytes(query, 0) : 0;
    void *copy = gk_alloc(size + 1);
    if (size) memcpy(copy, bytes, size);
    sqlite3_reset(query);
    return gk_segments_fail(store, gk_segment_take(copy, size, &held->segment, err), err);
}

gk_status gk_segments_load(gk_store *store, gk_index_kind kind, gk_segment ***out, size_t *count,
                           gk_error *err)
{
    gk_status status = refresh(store, err);
    size_t n = 0;
    *count = 0;
    *out = gk_alloc_array(store->segments.count + 1, sizeof **out);
    for (size_t i = 0; i < store->segments.count && status == GK_OK; i++) {
        gk_held_segment *held = &store->segments.items[i];
        if (held->kind != kind) continue;
        status = held->in_file ? map_file(store, held, err) : read_bytes(store, held, err);
        (*out)[n++] = held->segment;
    }
    if (status != GK_OK) {
        gk_free(*out);
        *out = NULL;
        return status;
    }
    *count = n;
    return GK_OK;
}

/* ---- writing ------------------------------------------------------------------------------ */

/* The row; *id is its. */
static gk_status insert_row(gk_store *store, gk_index_kind kind, int64_t first_row, size_t size,
                            const void *bytes, size_t held, int64_t *id, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_SEGMENT_INSERT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, kind);
    sqlite3_bind_int64(query, 2, first_row);
    sqlite3_bind_int64(query, 3, (int64_t)size);
    if (held)
        sqlite3_bind_blob64(query, 4, bytes, held, SQLITE_STATIC);
    else
        sqlite3_bind_zeroblob(query, 4, 0);
    status = gk_sql_run(store, query, err);
    *id = sqlite3_last_insert_rowid(store->db);
    return status == GK_OK ? gk_sql_pair(store, SQL_INDEX_RAISE, 0, 0, NULL, err) : status;
}

gk_status gk_segments_insert(gk_store *store, gk_index_kind kind, int64_t first_row,
                             const gk_string *bytes, gk_error *err)
{
    int64_t id;
    bool small = bytes->length <= GK_SEGMENT_SMALL;
    gk_status status = insert_row(store, kind, first_row, bytes->length, bytes->data,
                                  small ? bytes->length : 0, &id, err);
    if (status != GK_OK || small) return status;
    char *path = path_of(store, id);
    if (gk_file_write(path, bytes->data, bytes->length, NULL) != GK_OK)
        status = gk_store_write_failed(store, errno, err);
    gk_free(path);
    return status;
}

gk_status gk_segments_insert_file(gk_store *store, gk_index_kind kind, int64_t first_row,
                                  const char *path, size_t size, gk_error *err)
{
    int64_t id;
    gk_status status = insert_row(store, kind, first_row, size, NULL, 0, &id, err);
    if (status != GK_OK) return status;
    char *to = path_of(store, id), *folder = gk_path_join(store->path, "index");
    if (rename(path, to) != 0 || gk_folder_sync(folder, NULL) != GK_OK)
        status = gk_store_write_failed(store, errno, err);
    gk_free(folder);
    gk_free(to);
    return status;
}

gk_status gk_segments_remove(gk_store *store, int64_t id, gk_error *err)
{
    gk_status status = gk_sql_pair(store, SQL_SEGMENT_REMOVE, id, 0, NULL, err);
    return status == GK_OK ? gk_sql_pair(store, SQL_INDEX_RAISE, 0, 0, NULL, err) : status;
}

/* ---- files -------------------------------------------------------------------------------- */

static bool is_named(const gk_segments *segments, const char *name)
{
    char *end;
    int64_t id = strtoll(name, &end, 10);
    for (size_t i = 0; *name >= '1' && *name <= '9' && !*end && i < segments->count; i++)
        if (segments->items[i].id == id && segments->items[i].in_file) return true;
    return false;
}

void gk_segments_tidy(const gk_store *store)
{
    char *folder = gk_path_join(store->path, "index");
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (*entry->d_name == '.' || is_named(&store->segments, entry->d_name)) continue;
        char *path = gk_path_join(folder, entry->d_name);
        unlink(path);
        gk_free(path);
    }
    if (entries) closedir(entries);
    gk_free(folder);
}
