/* SPDX-License-Identifier: Apache-2.0
 *
 * A library's folder: made, opened for one writer or for readers, closed.
 */
#include "store/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* ---- what can go wrong with the disk ------------------------------------------------------ */

bool gk_store_disk_full(const gk_store *store)
{
    struct statvfs disk;
    /* A file system without a fixed number of files says that it has 0. */
    return statvfs(store->path, &disk) == 0 &&
           (disk.f_bavail == 0 || (disk.f_files != 0 && disk.f_ffree == 0));
}

gk_status gk_store_write_failed(const gk_store *store, int error_number, gk_error *err)
{
    if (error_number == ENOSPC || error_number == EDQUOT)
        return gk_fail(err, GK_IO,
                       "the disk is full: make room for %s and do the same again; what was "
                       "finished is kept",
                       store->path);
    if (error_number == EROFS || error_number == EACCES || error_number == EPERM)
        return gk_fail(err, GK_LIBRARY, "%s cannot be written: %s", store->path,
                       strerror(error_number));
    return gk_fail(err, GK_IO, "%s: %s", store->path, strerror(error_number));
}

static char *database_path(const char *library) { return gk_path_join(library, "goshawk.db"); }

static bool folder_writable(const char *path)
{
    return faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0;
}

/* ---- the connection ----------------------------------------------------------------------- */

/* A path as an SQLite URI, in which '?', '#' and '%' mean something. */
static char *immutable_uri(const char *path)
{
    gk_string uri = {0};
    gk_string_add(&uri, "file:");
    for (const char *p = path; *p; p++) {
        if (strchr("?#%", *p))
            gk_string_addf(&uri, "%%%02X", (unsigned)(unsigned char)*p);
        else
            gk_string_append(&uri, p, 1);
    }
    gk_string_add(&uri, "?immutable=1");
    return gk_string_take(&uri);
}

static gk_status connect_as(gk_store *store, const char *name, int flags, gk_error *err)
{
    int rc = sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) return gk_sql_fail(store, rc, err);
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, store->mode == GK_WRITE ? GK_WAIT_WRITER : GK_WAIT_READER);
    /* A library may come from anybody: its schema may not call functions or touch shadow tables. */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return gk_sql_text(store,
                       "PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000;"
                       "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000;"
                       "PRAGMA journal_size_limit = 67108864;",
                       err);
}

static gk_status pragma_number(gk_store *store, const char *text, int64_t *out, gk_error *err)
{
    sqlite3_stmt *query;
    int rc = sqlite3_prepare_v2(store->db, text, -1, &query, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(query);
    gk_status status = GK_OK;
    *out = 0;
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(query, 0);
    else
        status = gk_sql_fail(store, rc, err);
    sqlite3_finalize(query);
    return status;
}

/* Reads the schema, so that whatever keeps the file from being read shows here. */
static gk_status touch(gk_store *store, gk_error *err)
{
    int64_t tables;
    return pragma_number(store, "SELECT count(*) FROM sqlite_schema", &tables, err);
}

/* A WAL database needs a -shm file beside it. In a folder that cannot be written it may be missing;
 * then nothing has been written since the last writer left, unless there is a WAL without it. */
static gk_status connect_immutable(gk_store *store, const char *database, gk_error *err)
{
    char *wal = gk_format("%s-wal", database);
    struct stat st;
    bool unfinished = stat(wal, &st) == 0 && st.st_size > 0;
    gk_free(wal);
    if (unfinished)
        return gk_fail(err, GK_LIBRARY,
                       "%s was copied while it was being written: open it once where it can be "
                       "written",
                       store->path);
    char *uri = immutable_uri(database);
    store->immutable = true;
    gk_status status = GK_OK;
    if (stat(database, &store->seen) != 0)
        status = gk_fail(err, GK_LIBRARY, "%s: %s", database, strerror(errno));
    if (status == GK_OK)
        status = connect_as(store, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
    if (status == GK_OK) status = touch(store, err);
    gk_free(uri);
    return status;
}

static gk_status connect_database(gk_store *store, gk_error *err)
{
    char *database = database_path(store->path);
    bool writable = folder_writable(store->path);
    store->immutable = false;
    gk_status status = connect_as(
        store, database,
        writable || store->mode == GK_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, err);
    if (status == GK_OK) status = touch(store, err);
    if (status != GK_OK && !writable && store->mode == GK_READ) {
        int rc = sqlite3_errcode(store->db) & 0xFF;
        if (rc == SQLITE_CANTOPEN || rc == SQLITE_READONLY) {
            gk_sql_close(store);
            status = connect_immutable(store, database, err);
        }
    }
    gk_free(database);
    if (status == GK_OK)
        status = gk_sql_text(store,
                             store->mode == GK_WRITE ? "PRAGMA synchronous = FULL"
                                                     : "PRAGMA synchronous = NORMAL",
                             err);
    return status;
}

/* Runs what is for the versions above the library's. */
static gk_status shadow(gk_store *store, const char *for_3, const char *for_4, const char *for_5,
                        gk_error *err)
{
    gk_status status = store->version < 3 ? gk_sql_text(store, for_3, err) : GK_OK;
    if (status == GK_OK && store->version < 4) status = gk_sql_text(store, for_4, err);
    return status == GK_OK && store->version < 5 ? gk_sql_text(store, for_5, err) : status;
}

static gk_status check_format(gk_store *store, gk_error *err)
{
    int64_t application = 0, version = 0;
    gk_status status = pragma_number(store, "PRAGMA application_id", &application, err);
    if (status == GK_OK) status = pragma_number(store, "PRAGMA user_version", &version, err);
    if (status != GK_OK) return status;
    if (application != GK_APPLICATION_ID)
        return gk_fail(err, GK_LIBRARY, "%s holds no library: its goshawk.db is something else",
                       store->path);
    store->version = (int)version;
    if (version < GK_FORMAT_LEAST || version > GK_FORMAT_NEW)
        return gk_fail(err, GK_LIBRARY,
                       "%s is a library of format version %lld; this program reads versions %d to "
                       "%d: use the program that made it, or make a new library",
                       store->path, (long long)version, GK_FORMAT_LEAST, GK_FORMAT_NEW);
    if (store->mode == GK_WRITE) return GK_OK;
    return shadow(store, gk_schema_shadow, gk_schema_shadow_4, gk_schema_shadow_5, err);
}

gk_status gk_store_see_upgrade(gk_store *store, gk_error *err)
{
    int64_t version;
    if (store->version == GK_FORMAT_NEW || store->mode == GK_WRITE) return GK_OK;
    gk_status status = pragma_number(store, "PRAGMA user_version", &version, err);
    if (status != GK_OK || version != GK_FORMAT_NEW) return status;
    status = shadow(store, gk_schema_unshadow, gk_schema_unshadow_4, gk_schema_unshadow_5, err);
    if (status == GK_OK) store->version = GK_FORMAT_NEW;
    return status;
}

static gk_status upgrade_index(gk_store *store, gk_error *err)
{
    gk_status status = gk_schema_drop_fts(store, err);
    if (status == GK_OK) status = gk_sql_text(store, gk_schema_4, err);
    return status == GK_OK ? gk_index_rebuild(store, err) : status;
}

static gk_status upgrade_all(gk_store *store, gk_error *err)
{
    gk_status status = store->version < 3 ? gk_sql_text(store, gk_schema_3, err) : GK_OK;
    if (status == GK_OK && store->version < GK_FORMAT_INDEX) status = upgrade_index(store, err);
    return status == GK_OK ? gk_sql_text(store, gk_schema_5, err) : status;
}

/* Gives an older library the tables of this format, and an index where it has none. */
static gk_status upgrade(gk_store *store, gk_error *err)
{
    if (store->version == GK_FORMAT_NEW) return GK_OK;
    gk_status status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    status = gk_sql_end_write(store, upgrade_all(store, err), err);
    if (status == GK_OK) store->version = GK_FORMAT_NEW;
    return status;
}

/* Makes the index's folder where it is missing. Whoever removed it wants the index anew, also after
 * a crash between the two. */
static gk_status find_index(gk_store *store, gk_error *err)
{
    char *folder = gk_path_join(store->path, "index");
    gk_status status = GK_OK;
    if (!gk_path_exists(folder)) {
        status = gk_meta_ask_rebuild(store, err);
        if (status == GK_OK && gk_folder_make(folder, NULL) != GK_OK)
            status = gk_store_write_failed(store, errno, err);
    }
    gk_free(folder);
    return status;
}

/* The index is made anew where a file of it, or its folder, is lost; what a crash left beside the
 * others goes. */
static gk_status repair_index(gk_store *store, gk_error *err)
{
    bool asked = false;
    store->index_damaged = false;
    gk_status status = find_index(store, err);
    if (status == GK_OK) status = gk_meta_rebuild_asked(store, &asked, err);
    if (status == GK_OK && !asked) status = gk_segments_hold(store, err);
    if (asked || store->index_damaged) {
        status = gk_index_repair(store, err);
        if (status == GK_OK) status = gk_segments_hold(store, err);
    }
    if (status == GK_OK) gk_segments_tidy(store);
    return status;
}

gk_status gk_store_refresh(gk_store *store, gk_error *err)
{
    char *database = database_path(store->path), *wal = gk_format("%s-wal", database);
    struct stat now;
    bool changed = stat(database, &now) != 0 || now.st_mtim.tv_sec != store->seen.st_mtim.tv_sec ||
                   now.st_mtim.tv_nsec != store->seen.st_mtim.tv_nsec ||
                   now.st_size != store->seen.st_size || now.st_ino != store->seen.st_ino ||
                   gk_path_exists(wal);
    gk_free(database);
    gk_free(wal);
    if (!changed) return GK_OK;
    gk_sql_close(store);
    gk_segments_clear(&store->segments);
    store->epoch = 0;
    gk_status status = connect_database(store, err);
    return status == GK_OK ? check_format(store, err) : status;
}

/* ---- the writer -------------------------------------------------------------------------- */

static gk_status take_lock(gk_store *store, gk_error *err)
{
    return gk_store_lock(store, "lock", "is being written by", &store->lock, err);
}

/* A crash between a removal and the end of its original leaves the file: it goes now. */
static gk_status finish_removal(gk_store *store, gk_error *err)
{
    char sha256[65];
    bool stored = false;
    gk_status status = gk_meta_get_removed(store, sha256, err);
    if (status == GK_OK && *sha256)
        status = gk_sql_exists(store, SQL_CONTENT_BY_HASH, sha256, &stored, err);
    if (status == GK_OK && *sha256 && !stored) gk_original_remove(store, sha256);
    return status;
}

/* What a writer does as soon as it is one. */
static gk_status begin_to_write(gk_store *store, gk_error *err)
{
    gk_store_model next;
    int64_t coming = 0;
    gk_status status = upgrade(store, err);
    if (status == GK_OK) status = repair_index(store, err);
    if (status == GK_OK) status = gk_store_read_model(store, err);
    if (status == GK_OK) status = gk_vectors_repair(store, GK_VECTORS_SERVING, err);
    if (status == GK_OK) status = gk_meta_get_model(store, GK_META_NEXT, &next, &coming, err);
    if (status == GK_OK) status = finish_removal(store, err);
    /* What a move that was killed as it ended left behind. */
    if (status == GK_OK) gk_vector_files_tidy(store, store->vectors.file.number, coming);
    return status;
}

gk_status gk_store_claim(gk_store *store, gk_error *err)
{
    if (store->mode != GK_WRITE)
        return gk_fail(err, GK_LIBRARY, "%s was opened for reading only", store->path);
    if (store->lock >= 0) return GK_OK;
    gk_status status = take_lock(store, err);
    if (status != GK_OK) return status;
    gk_vectors_close(&store->vectors); /* another writer may have repaired the file */
    store->epoch = 0;
    status = begin_to_write(store, err);
    if (status != GK_OK) gk_store_unlock(&store->lock);
    return status;
}

/* ---- open and close ----------------------------------------------------------------------- */

static gk_status open_store(gk_store *store, gk_error *err)
{
    char *database = database_path(store->path);
    struct stat st;
    bool found = stat(database, &st) == 0 && S_ISREG(st.st_mode);
    gk_free(database);
    if (!found)
        return gk_fail(err, GK_LIBRARY, "%s holds no library: \"goshawk init %s\" makes one",
                       store->path, store->path);
    gk_status status = GK_OK;
    if (store->mode == GK_WRITE) {
        if (!folder_writable(store->path)) return gk_store_write_failed(store, errno, err);
        status = take_lock(store, err);
    }
    if (status == GK_OK) status = connect_database(store, err);
    if (status == GK_OK) status = check_format(store, err);
    if (status == GK_OK && store->mode == GK_WRITE && sqlite3_db_readonly(store->db, "main") == 1)
        status = gk_fail(err, GK_LIBRARY, "%s cannot be written: goshawk.db is read-only",
                         store->path);
    if (status == GK_OK)
        status = store->mode == GK_WRITE ? begin_to_write(store, err)
                                         : gk_store_read_model(store, err);
    return status;
}

static gk_store *new_store(const char *path, gk_mode mode)
{
    gk_store *store = gk_alloc(sizeof *store);
    store->path = gk_strdup(path);
    store->mode = mode;
    store->lock = store->move_lock = -1;
    store->vectors.file.fd = store->coming.fd = -1;
    store->terms = gk_terms_new();
    return store;
}

gk_status gk_store_open(const char *path, gk_mode mode, gk_store **out, gk_error *err)
{
    gk_store *store = new_store(path, mode);
    *out = NULL;
    gk_status status = open_store(store, err);
    if (status == GK_OK)
        *out = store;
    else
        gk_store_close(store);
    return status;
}

void gk_store_close(gk_store *store)
{
    if (!store) return;
    gk_sql_close(store);
    gk_vectors_close(&store->vectors);
    gk_vector_file_close(&store->coming);
    gk_pool_free(store->pool);
    gk_catalog_clear(&store->catalog);
    gk_segments_clear(&store->segments);
    gk_terms_free(store->terms);
    gk_store_unlock(&store->move_lock);
    gk_store_unlock(&store->lock);
    gk_free(store->path);
    gk_free(store);
}

const char *gk_store_path(const gk_store *store) { return store->path; }

const gk_store_model *gk_store_get_model(const gk_store *store) { return &store->model; }

bool gk_store_same_model(const gk_store_model *a, const gk_store_model *b)
{
    return a->dimensions == b->dimensions && strcmp(a->fingerprint, b->fingerprint) == 0;
}

/* ---- create ------------------------------------------------------------------------------- */

bool gk_store_stands(const char *folder)
{
    char *database = database_path(folder);
    bool stands = gk_path_exists(database);
    gk_free(database);
    return stands;
}

gk_status gk_store_check_free(const char *path, gk_error *err)
{
    struct stat st;
    if (lstat(path, &st) != 0) return GK_OK;
    DIR *folder = opendir(path);
    bool empty = folder != NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) empty = false;
    if (folder) closedir(folder);
    if (empty) return GK_OK;
    return gk_fail(err, GK_INVALID,
                   "%s stands already: a new library needs a new or an empty folder", path);
}

static gk_status fill_database(gk_store *store, gk_error *err)
{
    char dimensions[24], created[21], identity[96];
    snprintf(dimensions, sizeof dimensions, "%zu", store->model.dimensions);
    gk_time_iso(created);
    snprintf(identity, sizeof identity, "PRAGMA application_id = %d", GK_APPLICATION_ID);
    gk_status status = gk_sql_text(store, gk_schema, err);
    if (status == GK_OK) status = gk_sql_text(store, gk_schema_3, err);
    if (status == GK_OK) status = gk_sql_text(store, gk_schema_4, err);
    if (status == GK_OK) status = gk_sql_text(store, gk_schema_5, err);
    if (status == GK_OK) status = gk_meta_put(store, "created", created, err);
    if (status == GK_OK) status = gk_meta_put(store, "model", store->model.path, err);
    if (status == GK_OK) status = gk_meta_put(store, "fingerprint", store->model.fingerprint, err);
    if (status == GK_OK) status = gk_meta_put(store, "dimensions", dimensions, err);
    if (status == GK_OK) status = gk_sql_text(store, "INSERT INTO meta VALUES('epoch', 1)", err);
    if (status == GK_OK) status = gk_sql_text(store, identity, err);
    return status;
}

static gk_status create_database(gk_store *store, gk_error *err)
{
    char *database = database_path(store->path);
    gk_status status = connect_as(store, database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    if (status == GK_OK) status = gk_sql_text(store, "PRAGMA journal_mode = WAL", err);
    if (status == GK_OK) status = gk_sql_text(store, "BEGIN IMMEDIATE", err);
    if (status == GK_OK) status = fill_database(store, err);
    if (status == GK_OK) status = gk_sql_text(store, "COMMIT", err);
    gk_free(database);
    return status;
}

static gk_status make_folder(gk_store *store, const char *name, gk_error *err)
{
    char *path = gk_path_join(store->path, name);
    gk_status status = gk_folder_make(path, err);
    if (status != GK_OK) status = gk_store_write_failed(store, errno, err);
    gk_free(path);
    return status;
}

/* *ours: nobody else is making a library here, so what stands here may be removed on failure. */
static gk_status create_files(gk_store *store, bool *ours, gk_error *err)
{
    *ours = false;
    gk_status status = gk_folder_make(store->path, err);
    if (status == GK_OK) status = take_lock(store, err);
    if (status != GK_OK) return status;
    char *database = database_path(store->path);
    *ours = !gk_path_exists(database);
    gk_free(database);
    if (!*ours) return gk_fail(err, GK_INVALID, "%s is a library already", store->path);
    status = make_folder(store, "originals", err);
    if (status == GK_OK) status = make_folder(store, "vectors", err);
    if (status == GK_OK) status = make_folder(store, "index", err);
    if (status == GK_OK && store->model.dimensions)
        status = gk_vector_file_create(store, &store->vectors.file, err);
    if (status == GK_OK) status = create_database(store, err);
    if (status == GK_OK) status = gk_folder_sync(store->path, err);
    return status;
}

/* Removes what create_files made, all of which has a known name. */
static void remove_files(const char *library)
{
    static const char *const files[] = {"goshawk.db",  "goshawk.db-wal",  "goshawk.db-shm",
                                        "vectors/f32", "vectors/f32.tmp", "lock"};
    static const char *const folders[] = {"vectors", "originals", "index"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *path = gk_path_join(library, files[i]);
        unlink(path);
        gk_free(path);
    }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char *path = gk_path_join(library, folders[i]);
        rmdir(path);
        gk_free(path);
    }
}

gk_status gk_store_create(const char *path, const gk_store_model *model, gk_error *err)
{
    gk_status status = gk_store_check_free(path, err);
    if (status != GK_OK) return status;
    bool ours, made = !gk_path_exists(path);
    gk_store *store = new_store(path, GK_WRITE);
    store->model = *model;
    store->vectors.file.number = 1;
    store->vectors.file.dimensions = model->dimensions;
    status = create_files(store, &ours, err);
    gk_store_close(store);
    if (status != GK_OK && ours) remove_files(path);
    if (status != GK_OK && made) rmdir(path); /* fails where another's files are in it: good */
    return status;
}
