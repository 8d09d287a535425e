/* SPDX-License-Identifier: Apache-2.0
 *
 * Which vector is whose: rows of a vector file (vector_file.c) and the table that names their
 * passages. A library has those that serve, and during a move (move.c) those that come.
 *
 * A row behind the highest one that the table ever had is what a crash left of a batch, and is
 * overwritten by the next: a batch is written, flushed to the disk, and only then committed in the
 * database. A row whose passage was removed is a hole, and is not used again: readers whose moment
 * is before the removal may be reading it.
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The statements of each table. */
typedef struct vector_table {
    gk_sql rows, insert, cut, fewer, unembedded, unembedded_count;
} vector_table;

static const vector_table tables[] = {
    [GK_VECTORS_SERVING] = {SQL_VECTOR_ROWS, SQL_VECTOR_INSERT, SQL_VECTOR_CUT, SQL_VECTOR_FEWER,
                            SQL_UNEMBEDDED, SQL_UNEMBEDDED_COUNT},
    [GK_VECTORS_COMING] = {SQL_NEXT_ROWS, SQL_NEXT_INSERT, SQL_NEXT_CUT, SQL_NEXT_FEWER,
                           SQL_NEXT_UNEMBEDDED, SQL_NEXT_UNEMBEDDED_COUNT},
};

static gk_vector_file *file_of(gk_store *store, gk_vectors_which which)
{
    return which == GK_VECTORS_SERVING ? &store->vectors.file : &store->coming;
}

void gk_vectors_close(gk_vectors *vectors)
{
    if (vectors->map) munmap((void *)(uintptr_t)vectors->map, vectors->mapped);
    gk_vector_file_close(&vectors->file);
    gk_codes_close(&vectors->codes);
    gk_free(vectors->passages);
    gk_free(vectors->runs);
    *vectors = (gk_vectors){.file = vectors->file, .codes = vectors->codes};
}

gk_status gk_vectors_committed(gk_store *store, gk_vectors_which which, size_t *rows, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    *rows = 0;
    gk_status status = gk_sql_get(store, tables[which].rows, &query, err);
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

/* ---- the writer --------------------------------------------------------------------------- */

static gk_status forget_rows(gk_store *store, gk_vectors_which which, size_t from, gk_error *err)
{
    const gk_sql steps[] = {tables[which].cut, tables[which].fewer};
    gk_status status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    for (size_t i = 0; i < 2 && status == GK_OK; i++) {
        sqlite3_stmt *query;
        status = gk_sql_get(store, steps[i], &query, err);
        if (status != GK_OK) break;
        sqlite3_bind_int64(query, 1, (int64_t)from);
        status = gk_sql_run(store, query, err);
    }
    if (status == GK_OK) status = gk_meta_raise_epoch(store, err);
    return gk_sql_end_write(store, status, err);
}

gk_status gk_vectors_repair(gk_store *store, gk_vectors_which which, gk_error *err)
{
    gk_vector_file *file = file_of(store, which);
    size_t committed, there = 0;
    bool good = false;
    if (file->dimensions == 0) return GK_OK;
    gk_status status = gk_vectors_committed(store, which, &committed, err);
    if (status != GK_OK) return status;
    if (gk_vector_file_open(store, file, O_RDWR))
        there = gk_vector_file_rows(file, &good);
    else if (errno != ENOENT && errno != ENOTDIR)
        return gk_store_write_failed(store, errno, err);
    if (committed > there) status = forget_rows(store, which, there, err);
    if (status == GK_OK && !good) {
        gk_vector_file_close(file);
        status = gk_vector_file_create(store, file, err);
        if (status == GK_OK && !gk_vector_file_open(store, file, O_RDWR))
            status = gk_store_write_failed(store, errno, err);
    }
    if (status != GK_OK) return status;
    if (committed > there) committed = there;
    gk_code_file_keep(store, file, committed, true);
    if (committed == there) return GK_OK;
    /* A tail that is no longer than a batch; that it goes is tidy, not needed. */
    return gk_vector_file_cut(store, file, committed, err);
}

static gk_status insert_rows(gk_store *store, gk_sql insert, size_t first, const int64_t *ids,
                             size_t count, gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        sqlite3_stmt *query;
        status = gk_sql_get(store, insert, &query, err);
        if (status != GK_OK) break;
        sqlite3_bind_int64(query, 1, (int64_t)(first + i));
        sqlite3_bind_int64(query, 2, ids[i]);
        status = gk_sql_run(store, query, err);
    }
    return status;
}

gk_status gk_vectors_append(gk_store *store, gk_vectors_which which, const int64_t *ids,
                            size_t count, const float *vectors, gk_error *err)
{
    size_t first;
    gk_status status = gk_vectors_committed(store, which, &first, err);
    if (status == GK_OK)
        status = gk_vector_file_write(store, file_of(store, which), first, vectors, count, err);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    status = insert_rows(store, tables[which].insert, first, ids, count, err);
    status = gk_sql_end_write(store, status, err);
    if (status == GK_OK && (first + count) / GK_CHUNK_ROWS > first / GK_CHUNK_ROWS)
        gk_code_file_keep(store, file_of(store, which), first + count, false);
    return status;
}

gk_status gk_store_add_vectors(gk_store *store, const int64_t *ids, size_t count,
                               const float *vectors, gk_error *err)
{
    gk_status status = gk_store_claim(store, err);
    if (status != GK_OK || count == 0) return status;
    if (store->model.dimensions == 0)
        return gk_fail(err, GK_INVALID, "%s was made without a model, so it holds no vectors",
                       store->path);
    return gk_vectors_append(store, GK_VECTORS_SERVING, ids, count, vectors, err);
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

static gk_status unembedded(gk_store *store, gk_vectors_which which, int64_t content, int64_t after,
                            size_t limit, int64_t **ids, size_t *count, gk_error *err)
{
    gk_range range;
    sqlite3_stmt *query;
    gk_status status = passage_range(store, content, &range, err);
    if (status == GK_OK) status = gk_sql_get(store, tables[which].unembedded, &query, err);
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

gk_status gk_vectors_unembedded(gk_store *store, gk_vectors_which which, int64_t content,
                                int64_t after, size_t limit, int64_t **ids, size_t *count,
                                gk_error *err)
{
    *ids = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = unembedded(store, which, content, after, limit, ids, count, err);
    gk_sql_end_read(store);
    if (status != GK_OK) {
        gk_free(*ids);
        *ids = NULL;
        *count = 0;
    }
    return status;
}

static gk_status unembedded_count(gk_store *store, gk_vectors_which which, int64_t content,
                                  size_t *count, gk_error *err)
{
    gk_range range;
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = passage_range(store, content, &range, err);
    if (status == GK_OK) status = gk_sql_get(store, tables[which].unembedded_count, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, range.first);
    sqlite3_bind_int64(query, 2, range.last);
    status = gk_sql_step(store, query, &row, err);
    if (row) *count = (size_t)sqlite3_column_int64(query, 0);
    return status;
}

gk_status gk_vectors_unembedded_count(gk_store *store, gk_vectors_which which, int64_t content,
                                      size_t *count, gk_error *err)
{
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = unembedded_count(store, which, content, count, err);
    gk_sql_end_read(store);
    return status;
}

gk_status gk_store_unembedded(gk_store *store, int64_t content, int64_t after, size_t limit,
                              int64_t **ids, size_t *count, gk_error *err)
{
    return gk_vectors_unembedded(store, GK_VECTORS_SERVING, content, after, limit, ids, count, err);
}

gk_status gk_store_unembedded_count(gk_store *store, int64_t content, size_t *count, gk_error *err)
{
    return gk_vectors_unembedded_count(store, GK_VECTORS_SERVING, content, count, err);
}

/* ---- readers ------------------------------------------------------------------------------ */

static gk_status vectors_missing(const gk_store *store, gk_error *err)
{
    return gk_fail(err, GK_LIBRARY, "%s: vectors are missing; run \"goshawk reindex %s\"",
                   store->path, store->path);
}

bool gk_vectors_hold(gk_store *store, gk_error *err)
{
    size_t rows;
    if (store->model.dimensions == 0 || store->vectors.file.fd >= 0) return true;
    if (gk_vectors_committed(store, GK_VECTORS_SERVING, &rows, err) != GK_OK || rows == 0)
        return true; /* what is wrong shows where vectors are read */
    return gk_vector_file_open(store, &store->vectors.file, O_RDONLY);
}

/* Maps the file up to its first `rows` rows. The size is asked for each time: what a file lost
 * while it is mapped kills whoever reads there. */
static gk_status map_rows(gk_store *store, size_t rows, gk_error *err)
{
    gk_vectors *v = &store->vectors;
    size_t need = gk_vector_offset(&v->file, rows);
    bool good;
    if (!gk_vector_file_open(store, &v->file, O_RDONLY) ||
        gk_vector_file_rows(&v->file, &good) < rows || !good)
        return vectors_missing(store, err);
    if (need <= v->mapped) return GK_OK;
    if (v->map) munmap((void *)(uintptr_t)v->map, v->mapped);
    v->map = NULL;
    v->mapped = 0;
    void *map = mmap(NULL, need, PROT_READ, MAP_SHARED, v->file.fd, 0);
    if (map == MAP_FAILED)
        return gk_fail(err, GK_IO, "%s/vectors: %s", store->path, strerror(errno));
    v->map = map;
    v->mapped = need;
    return GK_OK;
}

static int by_passage(const void *a, const void *b)
{
    const gk_run *x = a, *y = b;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

/* A row that comes behind all others; *at is the run that it may belong to. */
static void add_row(gk_vectors *v, size_t row, int64_t passage, size_t *at)
{
    gk_run *run = *at < v->run_count ? &v->runs[*at] : NULL;
    v->passages[row] = passage;
    v->live++;
    if (run && run->row + run->count == row && run->passage + (int64_t)run->count == passage) {
        run->count++;
        return;
    }
    v->runs = gk_grow(v->runs, v->run_count, &v->run_capacity, sizeof *v->runs);
    *at = v->run_count++;
    v->runs[*at] = (gk_run){passage, row, 1};
}

static void sort_runs(gk_vectors *v, size_t first)
{
    for (size_t i = first ? first : 1; i < v->run_count; i++)
        if (v->runs[i].passage < v->runs[i - 1].passage) {
            qsort(v->runs, v->run_count, sizeof *v->runs, by_passage);
            return;
        }
}

size_t gk_vectors_find(const gk_vectors *vectors, int64_t passage)
{
    size_t low = 0, high = vectors->run_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const gk_run *run = &vectors->runs[middle];
        if (run->passage + (int64_t)run->count <= passage)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static gk_status load_passages(gk_store *store, size_t rows, gk_error *err)
{
    gk_vectors *v = &store->vectors;
    if (rows <= v->rows) return GK_OK;
    if (v->rows == 0) v->live = v->run_count = 0;
    const size_t before = v->run_count;
    size_t at = before ? before - 1 : 0;
    v->passages = gk_realloc_array(v->passages, rows, sizeof *v->passages);
    memset(v->passages + v->rows, 0, (rows - v->rows) * sizeof *v->passages);
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_VECTOR_LOAD, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, (int64_t)v->rows);
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        int64_t r = sqlite3_column_int64(query, 0), passage = sqlite3_column_int64(query, 1);
        if (r >= 0 && (size_t)r < rows && passage > 0 && passage < INT64_MAX - INT32_MAX)
            add_row(v, (size_t)r, passage, &at);
    }
    sort_runs(v, before);
    v->rows = status == GK_OK ? rows : 0;
    return status;
}

gk_status gk_vectors_refresh(gk_store *store, gk_error *err)
{
    size_t rows;
    gk_status status = gk_vectors_committed(store, GK_VECTORS_SERVING, &rows, err);
    if (status != GK_OK || rows == 0) return status;
    status = map_rows(store, rows, err);
    return status == GK_OK ? load_passages(store, rows, err) : status;
}

const float *gk_vectors_row(const gk_store *store, size_t row)
{
    /* The map is page-aligned and the header 64 bytes long, so a row is aligned for float. */
    const gk_vectors *v = &store->vectors;
    return (const float *)(const void *)(v->map + gk_vector_offset(&v->file, row));
}
