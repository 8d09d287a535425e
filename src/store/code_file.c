/* SPDX-License-Identifier: Apache-2.0
 *
 * The codes of a file of vectors, for the search in it (nearest/nearest.h): vectors/codes beside
 * vectors/f32, vectors/codes.N beside vectors/f32.N.
 *
 *   offset  bytes
 *        0      8  "GKVCODES"
 *        8      4  version, 1 (uint32)
 *       12      4  dimensions (uint32)
 *       16      8  how many rows the mean is of (uint64)
 *       24      8  FNV-1a of what is before and of the mean (uint64)
 *       32     32  zero
 *       64         the mean: `dimensions` float32; zeros up to a multiple of 1024
 *                  chunks of 1024 rows each: chunk c is of the rows from 1024 c on
 *
 * All little-endian. A chunk is written, in one piece and behind the others, once the database has
 * committed all its rows, and stays as it is; rows behind the last whole chunk have no codes. What
 * stands here can be made from the vectors at any time: a file that is missing, damaged, of other
 * vectors, or whose mean is of too few rows is made anew, as a whole, beside the one that readers
 * may have open. So nothing that goes wrong here is an error. A small library has no such file.
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CODES_VERSION = 1, HEADER_UNIT = 1024, MEAN_OFFSET = 64, AT_ONCE = 16 };
/* Vectors in fewer bytes are read about as fast as their codes and what follows. */
enum { LEAST_BYTES = 16 << 20 };
enum { GROWN = 4 }; /* the mean is renewed when there are as many times its rows */

typedef struct code_header {
    char magic[8];
    uint32_t version, dimensions;
    uint64_t mean_rows, hash;
    unsigned char zero[32];
} code_header;
_Static_assert(sizeof(code_header) == MEAN_OFFSET, "the header as described");

/* ---- the header -------------------------------------------------------------------------------
 */

size_t gk_code_header_size(size_t dimensions)
{
    return (MEAN_OFFSET + dimensions * sizeof(float) + HEADER_UNIT - 1) / HEADER_UNIT * HEADER_UNIT;
}

static code_header header_for(size_t dimensions, const float *mean, uint64_t mean_rows)
{
    code_header header = {.version = CODES_VERSION, .dimensions = (uint32_t)dimensions};
    memcpy(header.magic, "GKVCODES", sizeof header.magic);
    header.mean_rows = mean_rows;
    uint64_t hash = gk_hash(GK_HASH_START, &header, offsetof(code_header, hash));
    header.hash = gk_hash(hash, mean, dimensions * sizeof *mean);
    return header;
}

bool gk_code_header_read(const unsigned char *bytes, size_t size, size_t dimensions, float *mean,
                         size_t *mean_rows)
{
    code_header header;
    if (size < gk_code_header_size(dimensions)) return false;
    memcpy(&header, bytes, sizeof header);
    memcpy(mean, bytes + MEAN_OFFSET, dimensions * sizeof *mean);
    code_header expected = header_for(dimensions, mean, header.mean_rows);
    *mean_rows = (size_t)header.mean_rows;
    return memcmp(&header, &expected, sizeof header) == 0;
}

/* ---- opening ----------------------------------------------------------------------------------
 */

static char *path_of(const gk_store *store, const gk_vector_file *of)
{
    return of->number == 1 ? gk_format("%s/vectors/codes", store->path)
                           : gk_format("%s/vectors/codes.%lld", store->path, (long long)of->number);
}

size_t gk_code_offset(size_t dimensions, size_t chunk)
{
    return gk_code_header_size(dimensions) + chunk * gk_codes_size(dimensions);
}

void gk_code_file_close(gk_code_file *file)
{
    if (file->fd >= 0) close(file->fd);
    gk_free(file->mean);
    *file = (gk_code_file){.fd = -1};
}

static bool read_header(gk_code_file *file)
{
    const size_t size = gk_code_header_size(file->dimensions);
    unsigned char *bytes = gk_alloc_array(size, 1);
    file->mean = gk_alloc_floats(file->dimensions);
    bool good = pread(file->fd, bytes, size, 0) == (ssize_t)size &&
                gk_code_header_read(bytes, size, file->dimensions, file->mean, &file->mean_rows);
    gk_free(bytes);
    return good;
}

bool gk_code_file_open(const gk_store *store, const gk_vector_file *of, int flags,
                       gk_code_file *file)
{
    char *path = path_of(store, of);
    *file = (gk_code_file){.fd = open(path, flags | O_CLOEXEC), .dimensions = of->dimensions};
    gk_free(path);
    if (file->fd >= 0 && read_header(file)) return true;
    gk_code_file_close(file);
    return false;
}

size_t gk_code_file_chunks(const gk_code_file *file)
{
    struct stat st;
    const size_t header = gk_code_header_size(file->dimensions);
    if (fstat(file->fd, &st) != 0 || (size_t)st.st_size < header) return 0;
    return ((size_t)st.st_size - header) / gk_codes_size(file->dimensions);
}

bool gk_code_file_stands(const gk_store *store, const gk_vector_file *of)
{
    char *path = path_of(store, of);
    bool stands = gk_path_exists(path);
    gk_free(path);
    return stands;
}

bool gk_code_file_serves(const gk_store *store, const gk_vector_file *of, const gk_code_file *file)
{
    struct stat here, there;
    char *path = path_of(store, of);
    bool same = fstat(file->fd, &here) == 0 && stat(path, &there) == 0 &&
                here.st_dev == there.st_dev && here.st_ino == there.st_ino;
    gk_free(path);
    return same;
}

/* ---- chunks -----------------------------------------------------------------------------------
 */

size_t gk_code_chunks(size_t rows, size_t dimensions)
{
    return rows * dimensions * sizeof(float) < (size_t)LEAST_BYTES ? 0 : rows / GK_CHUNK_ROWS;
}

bool gk_codes_outgrown(size_t mean_rows, size_t rows) { return rows / GROWN >= mean_rows; }

/* What a crash of the machine or another library's vectors leave shows in some rows of a chunk;
 * what was being written last, in any. */
bool gk_chunk_good(const unsigned char *chunk, const float *vectors, size_t dimensions,
                   const float *mean, bool last)
{
    enum { SOME = 341 }; /* the first row, the last and two between */
    for (size_t row = 0; row < GK_CHUNK_ROWS; row += last ? 1 : SOME)
        if (!gk_codes_agree(chunk, row, vectors + row * dimensions, dimensions, mean)) return false;
    return true;
}

typedef struct making {
    const float *vectors, *mean;
    size_t dimensions;
    unsigned char *const *chunks;
} making;

static void make_chunk(void *ctx, size_t i)
{
    const making *m = ctx;
    gk_codes_write(m->vectors + i * GK_CHUNK_ROWS * m->dimensions, m->dimensions, m->mean,
                   m->chunks[i]);
}

void gk_chunks_make(const float *vectors, size_t count, size_t dimensions, const float *mean,
                    unsigned char *const *chunks)
{
    making m = {vectors, mean, dimensions, chunks};
    gk_parallel(0, count, make_chunk, &m);
}

/* ---- the writer -------------------------------------------------------------------------------
 */

/* A writer's work on the codes of a file whose rows it has mapped. */
typedef struct writer {
    gk_store *store;
    const gk_vector_file *of;
    size_t rows, dimensions;
    const unsigned char *map;
    unsigned char *chunks[AT_ONCE]; /* room for some */
} writer;

static const float *vectors_from(const writer *w, size_t row)
{
    return (const float *)(const void *)(w->map + gk_vector_offset(w->of, row));
}

/* Makes chunks [first, last) and hands them, in order, to put; stops where that fails. */
static bool make_chunks(writer *w, const float *mean, size_t first, size_t last,
                        bool (*put)(void *ctx, size_t chunk, const void *bytes), void *ctx)
{
    for (size_t at = first; at < last; at += AT_ONCE) {
        size_t count = last - at < AT_ONCE ? last - at : AT_ONCE;
        gk_chunks_make(vectors_from(w, at * GK_CHUNK_ROWS), count, w->dimensions, mean, w->chunks);
        for (size_t i = 0; i < count; i++)
            if (!put(ctx, at + i, w->chunks[i])) return false;
    }
    return true;
}

static bool put_behind(void *ctx, size_t chunk, const void *bytes)
{
    const gk_code_file *file = ctx;
    const char *at = bytes;
    size_t left = gk_codes_size(file->dimensions);
    off_t offset = (off_t)gk_code_offset(file->dimensions, chunk);
    while (left) {
        ssize_t n = pwrite(file->fd, at, left, offset);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        at += n;
        offset += n;
        left -= (size_t)n;
    }
    return fdatasync(file->fd) == 0;
}

static bool put_new(void *ctx, size_t chunk, const void *bytes)
{
    (void)chunk;
    gk_code_file *file = ctx;
    return gk_new_file_write(file->anew, bytes, gk_codes_size(file->dimensions), NULL) == GK_OK;
}

static bool write_header(gk_code_file *file)
{
    const size_t size = gk_code_header_size(file->dimensions);
    unsigned char *bytes = gk_alloc_array(size, 1);
    code_header header = header_for(file->dimensions, file->mean, file->mean_rows);
    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + MEAN_OFFSET, file->mean, file->dimensions * sizeof *file->mean);
    bool written = gk_new_file_write(file->anew, bytes, size, NULL) == GK_OK;
    gk_free(bytes);
    return written;
}

/* Makes the file anew, with a mean of all rows. */
static void write_anew(writer *w)
{
    gk_code_file file = {.fd = -1, .dimensions = w->dimensions, .mean_rows = w->rows};
    char *path = path_of(w->store, w->of);
    if (gk_new_file_open(path, &file.anew, NULL) == GK_OK) {
        file.mean = gk_alloc_floats(w->dimensions);
        gk_codes_mean(vectors_from(w, 0), w->rows, w->dimensions, file.mean);
        bool whole = write_header(&file) &&
                     make_chunks(w, file.mean, 0, gk_code_chunks(w->rows, w->dimensions), put_new,
                                 &file);
        gk_new_file_close(file.anew, whole ? GK_OK : GK_IO, NULL);
    }
    gk_code_file_close(&file);
    gk_free(path);
}

/* Whether all chunks are of these vectors. */
static bool chunks_good(const writer *w, const gk_code_file *file, size_t chunks)
{
    const size_t size = gk_code_offset(w->dimensions, chunks);
    if (chunks == 0) return true;
    unsigned char *map = mmap(NULL, size, PROT_READ, MAP_SHARED, file->fd, 0);
    bool good = map != MAP_FAILED;
    for (size_t i = 0; good && i < chunks; i++)
        good = gk_chunk_good(map + gk_code_offset(w->dimensions, i),
                             vectors_from(w, i * GK_CHUNK_ROWS), w->dimensions, file->mean,
                             i + 1 == chunks);
    if (map != MAP_FAILED) munmap(map, size);
    return good;
}

/* check: whether what stands there is looked at. */
static void keep_up(writer *w, bool check)
{
    const size_t wanted = gk_code_chunks(w->rows, w->dimensions);
    gk_code_file file;
    bool good = gk_code_file_open(w->store, w->of, O_RDWR, &file);
    size_t there = good ? gk_code_file_chunks(&file) : 0;
    /* More than there should be: of rows that a crash took back. */
    if (there > wanted || gk_codes_outgrown(file.mean_rows, w->rows)) good = false;
    if (good && check) good = chunks_good(w, &file, there);
    if (good)
        make_chunks(w, file.mean, there, wanted, put_behind, &file);
    else
        write_anew(w);
    gk_code_file_close(&file);
}

static bool map_vectors(writer *w)
{
    const size_t size = gk_vector_offset(w->of, w->rows);
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, w->of->fd, 0);
    if (map == MAP_FAILED) return false;
    w->map = map;
    for (size_t i = 0; i < AT_ONCE; i++)
        w->chunks[i] = (unsigned char *)gk_alloc_floats(gk_codes_size(w->dimensions) /
                                                        sizeof(float));
    return true;
}

static void unmap_vectors(writer *w)
{
    munmap((void *)(uintptr_t)w->map, gk_vector_offset(w->of, w->rows));
    for (size_t i = 0; i < AT_ONCE; i++) gk_free(w->chunks[i]);
}

void gk_code_file_keep(gk_store *store, const gk_vector_file *of, size_t rows, bool check)
{
    writer w = {.store = store, .of = of, .rows = rows, .dimensions = of->dimensions};
    if (gk_code_chunks(rows, of->dimensions) == 0) {
        char *path = path_of(store, of);
        if (check) unlink(path);
        gk_free(path);
    } else if (map_vectors(&w)) {
        keep_up(&w, check);
        unmap_vectors(&w);
    }
}
