/* SPDX-License-Identifier: Apache-2.0
 *
 * vectors/f32: the embeddings, append-only.
 *
 *   offset  bytes
 *        0      8  "GKVECF32"
 *        8      4  version, 1 (uint32)
 *       12      4  dimensions (uint32)
 *       16     48  zero
 *       64         rows of `dimensions` float32
 *
 * All little-endian. Row r belongs to the passage that the table vector names; a row behind the
 * highest one there is what a crash left of a batch, and is overwritten by the next. So a batch is
 * written, flushed to the disk, and only then committed in the database. The file is never moved or
 * shortened below what is committed, so readers keep it mapped.
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "vectors/f32 and boxes are little-endian");

enum { HEADER_SIZE = 64, VECTORS_VERSION = 1 };

typedef struct vector_header {
    char magic[8];
    uint32_t version, dimensions;
    unsigned char zero[48];
} vector_header;
_Static_assert(sizeof(vector_header) == HEADER_SIZE, "the header as described");

static vector_header header_for(size_t dimensions)
{
    vector_header header = {.version = VECTORS_VERSION, .dimensions = (uint32_t)dimensions};
    memcpy(header.magic, "GKVECF32", sizeof header.magic);
    return header;
}

static char *vectors_path(const gk_store *store)
{
    return gk_path_join(store->path, "vectors/f32");
}

static size_t row_size(const gk_store *store) { return store->model.dimensions * sizeof(float); }

gk_status gk_vectors_create(gk_store *store, gk_error *err)
{
    vector_header header = header_for(store->model.dimensions);
    char *path = vectors_path(store);
    gk_status status = gk_file_write(path, &header, sizeof header, NULL);
    if (status != GK_OK) status = gk_store_write_failed(store, errno, err);
    gk_free(path);
    return status;
}

void gk_vectors_close(gk_vectors *vectors)
{
    if (vectors->map) munmap((void *)(uintptr_t)vectors->map, vectors->mapped);
    if (vectors->fd >= 0) close(vectors->fd);
    gk_free(vectors->passages);
    *vectors = (gk_vectors){.fd = -1};
}

/* How many whole rows the open file has; *good is false where its header is not ours. */
static size_t file_rows(const gk_store *store, bool *good)
{
    vector_header header, expected = header_for(store->model.dimensions);
    struct stat st;
    *good = fstat(store->vectors.fd, &st) == 0 &&
            pread(store->vectors.fd, &header, sizeof header, 0) == (ssize_t)sizeof header &&
            memcmp(&header, &expected, sizeof header) == 0;
    return *good ? ((size_t)st.st_size - HEADER_SIZE) / row_size(store) : 0;
}

static gk_status committed_rows(gk_store *store, size_t *rows, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    *rows = 0;
    gk_status status = gk_sql_get(store, SQL_VECTOR_ROWS, &query, err);
    if (status == GK_OK) status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK) return status;
    int64_t n = row ? sqlite3_column_int64(query, 0) : 0;
    sqlite3_reset(query);
    if (n < 0 || n > INT32_MAX)
        return gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: %lld vectors", store->path,
                       (long long)n);
    *rows = (size_t)n;
    return GK_OK;
}

static bool open_file(gk_store *store, int flags)
{
    if (store->vectors.fd >= 0) return true;
    char *path = vectors_path(store);
    store->vectors.fd = open(path, flags | O_CLOEXEC);
    gk_free(path);
    return store->vectors.fd >= 0;
}

/* ---- the writer --------------------------------------------------------------------------- */

static gk_status forget_rows(gk_store *store, size_t from, gk_error *err)
{
    gk_status status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    sqlite3_stmt *query;
    status = gk_sql_get(store, SQL_VECTOR_CUT, &query, err);
    if (status == GK_OK) {
        sqlite3_bind_int64(query, 1, (int64_t)from);
        status = gk_sql_run(store, query, err);
    }
    if (status == GK_OK) status = gk_sql_get(store, SQL_EPOCH_RAISE, &query, err);
    if (status == GK_OK) status = gk_sql_run(store, query, err);
    return gk_sql_end_write(store, status, err);
}

gk_status gk_vectors_repair(gk_store *store, gk_error *err)
{
    size_t committed, there = 0;
    bool good = false;
    if (store->model.dimensions == 0) return GK_OK;
    gk_status status = committed_rows(store, &committed, err);
    if (status != GK_OK) return status;
    if (open_file(store, O_RDWR))
        there = file_rows(store, &good);
    else if (errno != ENOENT && errno != ENOTDIR)
        return gk_store_write_failed(store, errno, err);
    if (committed > there) status = forget_rows(store, there, err);
    if (status == GK_OK && !good) {
        gk_vectors_close(&store->vectors);
        char *folder = gk_path_join(store->path, "vectors");
        status = gk_folder_make(folder, err);
        gk_free(folder);
        if (status == GK_OK) status = gk_vectors_create(store, err);
        if (status == GK_OK && !open_file(store, O_RDWR))
            status = gk_store_write_failed(store, errno, err);
    }
    if (status != GK_OK || committed >= there) return status;
    /* A tail that is no longer than a batch; that it goes is tidy, not needed. */
    off_t length = (off_t)(HEADER_SIZE + committed * row_size(store));
    return ftruncate(store->vectors.fd, length) == 0 ? GK_OK
                                                     : gk_store_write_failed(store, errno, err);
}

static gk_status write_rows(gk_store *store, size_t first, const float *vectors, size_t count,
                            gk_error *err)
{
    const char *bytes = (const char *)vectors;
    size_t left = count * row_size(store);
    off_t at = (off_t)(HEADER_SIZE + first * row_size(store));
    while (left) {
        ssize_t n = pwrite(store->vectors.fd, bytes, left, at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return gk_store_write_failed(store, errno, err);
        bytes += n;
        at += n;
        left -= (size_t)n;
    }
    return fdatasync(store->vectors.fd) == 0 ? GK_OK : gk_store_write_failed(store, errno, err);
}

static gk_status insert_rows(gk_store *store, size_t first, const int64_t *ids, size_t count,
                             gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        sqlite3_stmt *query;
        status = gk_sql_get(store, SQL_VECTOR_INSERT, &query, err);
        if (status != GK_OK) break;
        sqlite3_bind_int64(query, 1, (int64_t)(first + i));
        sqlite3_bind_int64(query, 2, ids[i]);
        status = gk_sql_run(store, query, err);
    }
    return status;
}

gk_status gk_store_add_vectors(gk_store *store, const int64_t *ids, size_t count,
                               const float *vectors, gk_error *err)
{
    gk_status status = gk_store_check_writer(store, err);
    if (status != GK_OK || count == 0) return status;
    if (store->model.dimensions == 0)
        return gk_fail(err, GK_INVALID, "%s was made without a model, so it holds no vectors",
                       store->path);
    size_t first;
    status = committed_rows(store, &first, err);
    if (status == GK_OK) status = write_rows(store, first, vectors, count, err);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    status = insert_rows(store, first, ids, count, err);
    return gk_sql_end_write(store, status, err);
}

/* ---- what has no vector yet --------------------------------------------------------------- */

/* A content's passage ids [*first, *last); all there are for content 0. */
static gk_status passage_range(gk_store *store, int64_t content, gk_range *out, gk_error *err)
{
    *out = (gk_range){1, INT64_MAX};
    if (content == 0) return GK_OK;
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_RANGE, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    status = gk_sql_step(store, query, &row, err);
    *out = (gk_range){1, 1};
    if (row) *out = (gk_range){sqlite3_column_int64(query, 0), sqlite3_column_int64(query, 1)};
    sqlite3_reset(query);
    return status;
}

static gk_status unembedded(gk_store *store, int64_t content, int64_t after, size_t limit,
                            int64_t **ids, size_t *count, gk_error *err)
{
    gk_range range;
    sqlite3_stmt *query;
    gk_status status = passage_range(store, content, &range, err);
    if (status == GK_OK) status = gk_sql_get(store, SQL_UNEMBEDDED, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, after >= range.first ? after + 1 : range.first);
    sqlite3_bind_int64(query, 2, range.last);
    sqlite3_bind_int64(query, 3, limit < INT64_MAX ? (int64_t)limit : INT64_MAX);
    size_t capacity = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        *ids = gk_grow(*ids, *count, &capacity, sizeof **ids);
        (*ids)[(*count)++] = sqlite3_column_int64(query, 0);
    }
    return status;
}

gk_status gk_store_unembedded(gk_store *store, int64_t content, int64_t after, size_t limit,
                              int64_t **ids, size_t *count, gk_error *err)
{
    *ids = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = unembedded(store, content, after, limit, ids, count, err);
    gk_sql_end_read(store);
    if (status != GK_OK) {
        gk_free(*ids);
        *ids = NULL;
        *count = 0;
    }
    return status;
}

static gk_status unembedded_count(gk_store *store, int64_t content, size_t *count, gk_error *err)
{
    gk_range range;
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = passage_range(store, content, &range, err);
    if (status == GK_OK) status = gk_sql_get(store, SQL_UNEMBEDDED_COUNT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, range.first);
    sqlite3_bind_int64(query, 2, range.last);
    status = gk_sql_step(store, query, &row, err);
    if (row) *count = (size_t)sqlite3_column_int64(query, 0);
    return status;
}

gk_status gk_store_unembedded_count(gk_store *store, int64_t content, size_t *count, gk_error *err)
{
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = unembedded_count(store, content, count, err);
    gk_sql_end_read(store);
    return status;
}

/* ---- readers ------------------------------------------------------------------------------ */

static gk_status vectors_missing(const gk_store *store, gk_error *err)
{
    return gk_fail(err, GK_LIBRARY, "%s: vectors are missing; run \"goshawk reindex %s\"",
                   store->path, store->path);
}

/* Maps the file up to its first `rows` rows. The size is asked for each time: what a file lost
 * while it is mapped kills whoever reads there. */
static gk_status map_rows(gk_store *store, size_t rows, gk_error *err)
{
    gk_vectors *v = &store->vectors;
    size_t need = HEADER_SIZE + rows * row_size(store);
    bool good;
    if (!open_file(store, O_RDONLY) || file_rows(store, &good) < rows || !good)
        return vectors_missing(store, err);
    if (need <= v->mapped) return GK_OK;
    if (v->map) munmap((void *)(uintptr_t)v->map, v->mapped);
    v->map = NULL;
    v->mapped = 0;
    void *map = mmap(NULL, need, PROT_READ, MAP_SHARED, v->fd, 0);
    if (map == MAP_FAILED)
        return gk_fail(err, GK_IO, "%s/vectors/f32: %s", store->path, strerror(errno));
    v->map = map;
    v->mapped = need;
    return GK_OK;
}

static gk_status load_passages(gk_store *store, size_t rows, gk_error *err)
{
    gk_vectors *v = &store->vectors;
    if (rows <= v->rows) return GK_OK;
    v->passages = gk_realloc_array(v->passages, rows, sizeof *v->passages);
    memset(v->passages + v->rows, 0, (rows - v->rows) * sizeof *v->passages);
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_VECTOR_LOAD, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, (int64_t)v->rows);
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        int64_t r = sqlite3_column_int64(query, 0);
        if ((size_t)r < rows) v->passages[r] = sqlite3_column_int64(query, 1);
    }
    if (status == GK_OK) v->rows = rows;
    return status;
}

gk_status gk_vectors_refresh(gk_store *store, gk_error *err)
{
    gk_vectors *v = &store->vectors;
    int64_t epoch;
    size_t rows;
    gk_status status = gk_store_epoch(store, &epoch, err);
    if (status == GK_OK) status = committed_rows(store, &rows, err);
    if (status != GK_OK) return status;
    /* The writer's file is as it was repaired; a reader's may have been made anew since. */
    if (epoch != v->epoch && store->mode == GK_READ) gk_vectors_close(v);
    if (epoch != v->epoch) v->rows = 0;
    v->epoch = epoch;
    if (rows == 0) return GK_OK;
    status = map_rows(store, rows, err);
    return status == GK_OK ? load_passages(store, rows, err) : status;
}

const float *gk_vectors_row(const gk_store *store, size_t row)
{
    /* The map is page-aligned and the header 64 bytes long, so a row is aligned for float. */
    return (const float *)(const void *)(store->vectors.map + HEADER_SIZE + row * row_size(store));
}
