/* SPDX-License-Identifier: Apache-2.0
 *
 * A file of embeddings, append-only: vectors/f32, or vectors/f32.N after a move to another model.
 *
 *   offset  bytes
 *        0      8  "GKVECF32"
 *        8      4  version, 1 (uint32)
 *       12      4  dimensions (uint32)
 *       16     48  zero
 *       64         rows of `dimensions` float32
 *
 * All little-endian. A file's number is never used again, so a name always means the same vectors;
 * and a file is never shortened below what is committed, so readers keep it mapped. A file that is
 * removed lives on for those who have it open, and its blocks are free when the last one closes it.
 */
#include "store/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "vectors/f32 and boxes are little-endian");

enum { VECTORS_VERSION = 1 };

typedef struct vector_header {
    char magic[8];
    uint32_t version, dimensions;
    unsigned char zero[48];
} vector_header;
_Static_assert(sizeof(vector_header) == GK_VECTOR_HEADER, "the header as described");

static vector_header header_for(size_t dimensions)
{
    vector_header header = {.version = VECTORS_VERSION, .dimensions = (uint32_t)dimensions};
    memcpy(header.magic, "GKVECF32", sizeof header.magic);
    return header;
}

static char *path_of(const gk_store *store, int64_t number)
{
    return number == 1 ? gk_format("%s/vectors/f32", store->path)
                       : gk_format("%s/vectors/f32.%lld", store->path, (long long)number);
}

size_t gk_vector_offset(const gk_vector_file *file, size_t row)
{
    return GK_VECTOR_HEADER + row * file->dimensions * sizeof(float);
}

gk_status gk_vector_file_create(gk_store *store, const gk_vector_file *file, gk_error *err)
{
    vector_header header = header_for(file->dimensions);
    char *folder = gk_path_join(store->path, "vectors"), *path = path_of(store, file->number);
    gk_status status = gk_folder_make(folder, NULL);
    if (status == GK_OK) status = gk_file_write(path, &header, sizeof header, NULL);
    if (status != GK_OK) status = gk_store_write_failed(store, errno, err);
    gk_free(path);
    gk_free(folder);
    return status;
}

bool gk_vector_file_open(const gk_store *store, gk_vector_file *file, int flags)
{
    if (file->fd >= 0) return true;
    char *path = path_of(store, file->number);
    file->fd = open(path, flags | O_CLOEXEC);
    int why = errno;
    gk_free(path);
    errno = why;
    return file->fd >= 0;
}

void gk_vector_file_close(gk_vector_file *file)
{
    if (file->fd >= 0) close(file->fd);
    file->fd = -1;
}

size_t gk_vector_file_rows(const gk_vector_file *file, bool *good)
{
    vector_header header, expected = header_for(file->dimensions);
    struct stat st;
    *good = fstat(file->fd, &st) == 0 &&
            pread(file->fd, &header, sizeof header, 0) == (ssize_t)sizeof header &&
            memcmp(&header, &expected, sizeof header) == 0;
    return *good ? ((size_t)st.st_size - sizeof header) / (file->dimensions * sizeof(float)) : 0;
}

gk_status gk_vector_file_write(gk_store *store, const gk_vector_file *file, size_t first,
                               const float *vectors, size_t count, gk_error *err)
{
    const char *bytes = (const char *)vectors;
    size_t at = gk_vector_offset(file, first), end = gk_vector_offset(file, first + count);
    while (at < end) {
        ssize_t n = pwrite(file->fd, bytes, end - at, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return gk_store_write_failed(store, errno, err);
        bytes += n;
        at += (size_t)n;
    }
    return fdatasync(file->fd) == 0 ? GK_OK : gk_store_write_failed(store, errno, err);
}

gk_status gk_vector_file_cut(gk_store *store, const gk_vector_file *file, size_t rows,
                             gk_error *err)
{
    off_t length = (off_t)gk_vector_offset(file, rows);
    return ftruncate(file->fd, length) == 0 ? GK_OK : gk_store_write_failed(store, errno, err);
}

/* The number in a name, of vectors or of their codes; 0 where it is none of ours. A file that was
 * being made ends in ".tmp". */
static int64_t number_in(const char *name, bool *unfinished)
{
    const char *kind = gk_starts_with(name, "codes") ? "codes" : "f32";
    if (!gk_starts_with(name, kind)) return 0;
    char *end = (char *)(uintptr_t)(name + strlen(kind));
    int64_t number = 1;
    if (*end == '.' && end[1] >= '1' && end[1] <= '9') number = strtoll(end + 1, &end, 10);
    *unfinished = strcmp(end, ".tmp") == 0;
    return *end == '\0' || *unfinished ? number : 0;
}

void gk_vector_files_tidy(const gk_store *store, int64_t keep, int64_t keep_too)
{
    char *folder = gk_path_join(store->path, "vectors");
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        bool unfinished = false;
        int64_t number = number_in(entry->d_name, &unfinished);
        if (number == 0 || (!unfinished && (number == keep || number == keep_too))) continue;
        char *path = gk_path_join(folder, entry->d_name);
        unlink(path);
        gk_free(path);
    }
    if (entries) closedir(entries);
    gk_free(folder);
}
