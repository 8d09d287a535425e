/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_nearest - src/nearest behind a pipe, for bench/vectors.
 *
 *   bench_nearest VECTORS QUERIES DIMENSIONS [ADMITTED]
 *
 * VECTORS and QUERIES are rows of float32; ADMITTED has a byte a row, 1 where a filtered search may
 * find it. It writes the codes, prints "ready ROWS SECONDS PROCESSOR BYTES" (the time that codes
 * and mean took in one thread, of the clock and of the processor, and how many bytes the codes
 * and the copy of their blocks are), then answers each line of standard input
 *
 *   QUERY THREADS K CANDIDATES FILTERED [KERNELS]
 *
 * by a line: microseconds, then the rows found. KERNELS names an instruction set's scan.
 */
#include "nearest/scan.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void stop(const char *what)
{
    perror(what);
    exit(1);
}

static const void *map_file(const char *path, size_t *size)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) stop(path);
    *size = (size_t)st.st_size;
    const void *map = mmap(NULL, *size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (map == MAP_FAILED) stop(path);
    close(fd);
    return map;
}

/* As the store does: the mean of the first rows, then chunk after chunk, in a file that is mapped.
 */
static void write_codes(gk_nearest *n, size_t sample)
{
    const size_t size = gk_codes_size(n->dimensions), chunks = n->rows / GK_CHUNK_ROWS;
    float *mean = gk_alloc_floats(n->dimensions);
    const unsigned char **list = gk_alloc_array(chunks + 1, sizeof *list);
    char name[] = "/tmp/bench-codes-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0 || unlink(name) != 0) stop(name);
    unsigned char *chunk = (unsigned char *)gk_alloc_floats(size / sizeof(float));
    gk_codes_mean(n->vectors, sample < n->rows ? sample : n->rows, n->dimensions, mean);
    for (size_t i = 0; i < chunks; i++) {
        gk_codes_write(n->vectors + i * GK_CHUNK_ROWS * n->dimensions, n->dimensions, mean, chunk);
        if (write(fd, chunk, size) != (ssize_t)size) stop(name);
    }
    gk_free(chunk);
    unsigned char *map = mmap(NULL, chunks * size + 1, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (map == MAP_FAILED) stop(name);
    for (size_t i = 0; i < chunks; i++) list[i] = map + i * size;
    n->mean = mean;
    n->chunks = list;
    n->chunk_count = chunks;
    n->blocks = gk_blocks_gather(list, chunks, n->dimensions);
}

static const gk_scan *scan_named(const char *name)
{
    for (const gk_scan *const *scan = gk_scan_available(); *scan; scan++)
        if (strcmp((*scan)->name, name) == 0) return *scan;
    return NULL;
}

static void answer(const gk_nearest *n, gk_nearest_query *query)
{
    gk_neighbour *out = gk_alloc_array(query->k, sizeof *out);
    double began = gk_seconds();
    size_t count = gk_nearest_find(n, query, out);
    printf("%.1f", (gk_seconds() - began) * 1e6);
    for (size_t i = 0; i < count; i++) printf(" %zu", out[i].row);
    printf("\n");
    fflush(stdout);
    gk_free(out);
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    const size_t dimensions = (size_t)strtoul(argv[3], NULL, 10), row = dimensions * sizeof(float);
    size_t size, queries_size;
    gk_nearest n = {.dimensions = dimensions};
    n.vectors = map_file(argv[1], &size);
    n.rows = size / row;
    const float *queries = map_file(argv[2], &queries_size);
    uint64_t *admitted = gk_rows_new(n.rows);
    if (argc > 4) {
        const unsigned char *bytes = map_file(argv[4], &size);
        for (size_t i = 0; i < n.rows && i < size; i++)
            if (bytes[i]) gk_rows_add(admitted, i, i + 1);
    }
    double began = gk_seconds();
    clock_t ticks = clock();
    write_codes(&n, n.rows);
    printf("ready %zu %.2f %.2f %zu\n", n.rows, gk_seconds() - began,
           (double)(clock() - ticks) / CLOCKS_PER_SEC,
           n.chunk_count * (gk_codes_size(dimensions) +
                            GK_CHUNK_BLOCKS * gk_block_size(gk_codes_width(dimensions))));
    fflush(stdout);
    size_t at;
    int filtered;
    char line[256], kernels[64];
    gk_nearest_query query = {.pool = gk_pool_new(0)};
    while (fgets(line, sizeof line, stdin)) {
        int given = sscanf(line, "%zu %d %zu %zu %d %63s", &at, &query.threads, &query.k,
                           &query.candidates, &filtered, kernels);
        if (given < 5 || (at + 1) * row > queries_size) return 2;
        query.vector = queries + at * dimensions;
        query.admitted = filtered ? admitted : NULL;
        query.scan = given > 5 ? scan_named(kernels) : NULL;
        answer(&n, &query);
    }
    gk_pool_free(query.pool);
    return 0;
}
