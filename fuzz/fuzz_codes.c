/* SPDX-License-Identifier: Apache-2.0
 *
 * A file of codes: its header, and a search in chunks of any bytes, whatever stands in them.
 */
#include "store/internal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { D = 12, CHUNKS = 2, ROWS = CHUNKS * GK_CHUNK_ROWS + 5, K = 7 };

/* The input, again and again. */
static unsigned char *chunk_of(const uint8_t *data, size_t size)
{
    const size_t bytes = gk_codes_size(D);
    unsigned char *chunk = (unsigned char *)gk_alloc_floats(bytes / sizeof(float));
    for (size_t i = 0; size && i < bytes; i += size)
        memcpy(chunk + i, data, bytes - i < size ? bytes - i : size);
    return chunk;
}

static void search(const unsigned char *chunk, const float *mean, const float *vectors)
{
    const unsigned char *const chunks[CHUNKS] = {chunk, chunk};
    const gk_nearest nearest = {.dimensions = D,
                                .rows = ROWS,
                                .vectors = vectors,
                                .mean = mean,
                                .chunks = chunks,
                                .chunk_count = CHUNKS};
    gk_neighbour out[K];
    uint64_t *some = gk_rows_new(ROWS);
    gk_rows_add(some, 1000, 1900);
    const gk_nearest_query queries[] = {
        {.vector = vectors, .k = K, .candidates = 20},
        {.vector = vectors, .k = K, .candidates = 20, .admitted = some},
        {.vector = vectors, .k = K},
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        size_t count = gk_nearest_find(&nearest, &queries[i], out);
        for (size_t j = 0; j < count; j++)
            if (out[j].row >= ROWS) abort();
    }
    gk_free(some);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t mean_rows;
    float mean[D], *vectors = gk_alloc_floats((size_t)ROWS * D);
    if (!gk_code_header_read(data, size, D, mean, &mean_rows)) memset(mean, 0, sizeof mean);
    for (size_t i = 0; i < (size_t)ROWS * D; i++) vectors[i] = (float)(i % 17) / 17;
    unsigned char *chunk = chunk_of(data, size);
    search(chunk, mean, vectors);
    gk_chunk_good(chunk, vectors, D, mean, true);
    gk_free(chunk);
    gk_free(vectors);
    return 0;
}
