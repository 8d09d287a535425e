/* SPDX-License-Identifier: Apache-2.0
 *
 * What is true of the whole library: the table meta.
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

enum { DIMENSIONS_MOST = 65536, FILES_MOST = 1000000000 };

typedef struct model_keys {
    const char *path, *fingerprint, *dimensions, *file;
} model_keys;

static const model_keys keys_of[] = {
    [GK_META_SERVING] = {"model", "fingerprint", "dimensions", "file"},
    [GK_META_NEXT] = {"next_model", "next_fingerprint", "next_dimensions", "next_file"},
};

static gk_status damaged(const gk_store *store, const char *key, gk_error *err)
{
    return gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: meta lacks \"%s\"", store->path,
                   key);
}

/* The value as text, NUL-terminated; *found is false where there is none that fits. */
static gk_status get(gk_store *store, const char *key, char *out, size_t size, bool *found,
                     gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    *found = false;
    gk_status status = gk_sql_get(store, SQL_META_GET, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_text(query, 1, key, -1, SQLITE_STATIC);
    status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK) return status;
    const char *value = row ? (const char *)sqlite3_column_text(query, 0) : NULL;
    *found = value && strlen(value) < size;
    if (*found) memcpy(out, value, strlen(value) + 1);
    sqlite3_reset(query);
    return GK_OK;
}

static gk_status get_text(gk_store *store, const char *key, char *out, size_t size, gk_error *err)
{
    bool found;
    gk_status status = get(store, key, out, size, &found, err);
    return status == GK_OK && !found ? damaged(store, key, err) : status;
}

/* Where there is no such key: `without`. */
static gk_status get_number(gk_store *store, const char *key, int64_t without, int64_t most,
                            int64_t *out, gk_error *err)
{
    char text[24], *end;
    bool found;
    *out = without;
    gk_status status = get(store, key, text, sizeof text, &found, err);
    if (status != GK_OK || !found) return status;
    *out = strtoll(text, &end, 10);
    if (!*text || *end || *out < 0 || *out > most)
        return gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: %s \"%s\"", store->path, key,
                       text);
    return GK_OK;
}

gk_status gk_meta_get_model(gk_store *store, gk_meta_model which, gk_store_model *out,
                            int64_t *file, gk_error *err)
{
    const model_keys *keys = &keys_of[which];
    int64_t dimensions = 0;
    *out = (gk_store_model){0};
    gk_status status = get_number(store, keys->file, which == GK_META_SERVING, FILES_MOST, file,
                                  err);
    if (status != GK_OK) return status;
    if (*file == 0) return which == GK_META_NEXT ? GK_OK : damaged(store, keys->file, err);
    status = get_text(store, keys->path, out->path, sizeof out->path, err);
    if (status == GK_OK)
        status = get_text(store, keys->fingerprint, out->fingerprint, sizeof out->fingerprint, err);
    if (status == GK_OK)
        status = get_number(store, keys->dimensions, -1, DIMENSIONS_MOST, &dimensions, err);
    if (status == GK_OK && dimensions < 0) status = damaged(store, keys->dimensions, err);
    if (status == GK_OK) out->dimensions = (size_t)dimensions;
    return status;
}

gk_status gk_meta_put(gk_store *store, const char *key, const char *value, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_META_SET, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_text(query, 1, key, -1, SQLITE_STATIC);
    sqlite3_bind_text(query, 2, value, -1, SQLITE_STATIC);
    return gk_sql_run(store, query, err);
}

static gk_status set_number(gk_store *store, const char *key, int64_t value, gk_error *err)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)value);
    return gk_meta_put(store, key, text, err);
}

gk_status gk_meta_set_model(gk_store *store, gk_meta_model which, const gk_store_model *model,
                            int64_t file, gk_error *err)
{
    const model_keys *keys = &keys_of[which];
    gk_status status = gk_meta_put(store, keys->path, model->path, err);
    if (status == GK_OK) status = gk_meta_put(store, keys->fingerprint, model->fingerprint, err);
    if (status == GK_OK)
        status = set_number(store, keys->dimensions, (int64_t)model->dimensions, err);
    return status == GK_OK ? set_number(store, keys->file, file, err) : status;
}

gk_status gk_meta_get_removed(gk_store *store, char sha256[65], gk_error *err)
{
    bool found;
    gk_status status = get(store, "removed", sha256, 65, &found, err);
    if (!found) *sha256 = '\0';
    return status;
}

static gk_status get_counter(gk_store *store, const char *key, int64_t *out, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_META_GET, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_text(query, 1, key, -1, SQLITE_STATIC);
    status = gk_sql_step(store, query, &row, err);
    *out = row ? sqlite3_column_int64(query, 0) : 0;
    sqlite3_reset(query);
    return status;
}

gk_status gk_meta_epoch(gk_store *store, int64_t *epoch, gk_error *err)
{
    return get_counter(store, "epoch", epoch, err);
}

gk_status gk_meta_index(gk_store *store, int64_t *generation, gk_error *err)
{
    return get_counter(store, "index", generation, err);
}

gk_status gk_meta_cards(gk_store *store, int64_t *state, gk_error *err)
{
    return get_counter(store, "cards", state, err);
}

gk_status gk_meta_raise_cards(gk_store *store, gk_error *err)
{
    return gk_sql_pair(store, SQL_CARDS_RAISE, 0, 0, NULL, err);
}

gk_status gk_meta_ask_rebuild(gk_store *store, gk_error *err)
{
    return set_number(store, "rebuild", 1, err);
}

gk_status gk_meta_rebuild_asked(gk_store *store, bool *asked, gk_error *err)
{
    int64_t value;
    gk_status status = get_counter(store, "rebuild", &value, err);
    *asked = status == GK_OK && value != 0;
    return status;
}

gk_status gk_meta_raise_epoch(gk_store *store, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_EPOCH_RAISE, &query, err);
    return status == GK_OK ? gk_sql_run(store, query, err) : status;
}
