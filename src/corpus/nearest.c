/* SPDX-License-Identifier: Apache-2.0
 *
 * The nearest vectors, exactly: every product is computed, by the encoder's own kernels. Queries
 * are taken GROUP at a time and packed, so that they stay in the second cache while all vectors
 * pass by once; the vectors stay as they lie. Threads share the vectors, each keeping the best of
 * its slice, and the slices' best make the whole's.
 */
#include "corpus/best.h"
#include "model/model.h"

enum {
    GROUP = 256, /* queries at a time */
    ROWS = 64,   /* vectors at a time: (ROWS, GROUP) products stay in the cache, too */
    MOST_SLICES = 64
};

typedef struct search {
    const float *vectors; /* (count, dimensions) */
    size_t count, dimensions, k;
    const float *packed; /* the group's queries */
    size_t group;        /* how many there are */
    size_t slices;
    gk_found *found; /* (slices, GROUP, k) */
    gk_nearby *best; /* (slices, GROUP) */
} search;

/* Looks at one row of products: what is as good as a query's worst goes to its best. */
static void take(const search *s, gk_nearby *best, uint32_t passage, const float *products,
                 float *least)
{
    for (size_t q = 0; q < s->group; q++) {
        if (!(products[q] > least[q])) continue;
        gk_nearby_add(&best[q], (gk_found){passage, products[q]});
        least[q] = gk_nearby_least(&best[q]);
    }
}

static void search_slice(void *ctx, size_t slice)
{
    const search *s = ctx;
    const gk_kernels *kernels = gk_kernels_available()[0];
    const gk_epilogue plain = {0};
    size_t first = s->count * slice / s->slices, end = s->count * (slice + 1) / s->slices;
    gk_nearby *best = s->best + slice * GROUP;
    float *products = gk_alloc_floats((size_t)ROWS * GROUP), least[GROUP];
    for (size_t q = 0; q < s->group; q++) {
        best[q] = (gk_nearby){.items = s->found + (slice * GROUP + q) * s->k, .k = s->k};
        least[q] = gk_nearby_least(&best[q]);
    }
    for (size_t row = first; row < end; row += ROWS) {
        size_t rows = end - row < ROWS ? end - row : ROWS;
        kernels->multiply(rows, s->group, s->dimensions, s->vectors + row * s->dimensions,
                          s->dimensions, s->packed, &plain, products, GROUP);
        /* Numbers come upwards, so one that is only as good as the worst stands behind it. */
        for (size_t i = 0; i < rows; i++)
            take(s, best, (uint32_t)(row + i), products + i * GROUP, least);
    }
    gk_free(products);
}

static void merge(const search *s, gk_found *found)
{
    for (size_t q = 0; q < s->group; q++) {
        gk_nearby all = {.items = found + q * s->k, .k = s->k};
        for (size_t slice = 0; slice < s->slices; slice++) {
            const gk_nearby *best = &s->best[slice * GROUP + q];
            for (size_t i = 0; i < best->count; i++) gk_nearby_add(&all, best->items[i]);
        }
        gk_nearby_sort(&all);
    }
}

static size_t slice_count(size_t count, int threads)
{
    size_t wanted = 2 * (size_t)(threads > 0 ? threads : gk_processors());
    size_t blocks = (count + ROWS - 1) / ROWS;
    if (wanted > MOST_SLICES) wanted = MOST_SLICES;
    return wanted < blocks ? wanted : blocks ? blocks : 1;
}

void gk_nearest(const float *vectors, size_t count, size_t dimensions, const float *queries,
                size_t query_count, size_t k, int threads, gk_found *found)
{
    if (k == 0) return;
    float *packed = gk_alloc_floats(gk_packed_size(dimensions, GROUP));
    search s = {.vectors = vectors,
                .count = count,
                .dimensions = dimensions,
                .k = k,
                .packed = packed,
                .slices = slice_count(count, threads)};
    s.found = gk_alloc_array(s.slices * GROUP, k * sizeof *s.found);
    s.best = gk_alloc_array(s.slices, GROUP * sizeof *s.best);
    for (size_t q = 0; q < query_count; q += GROUP) {
        s.group = query_count - q < GROUP ? query_count - q : GROUP;
        gk_pack_transposed(queries + q * dimensions, dimensions, dimensions, s.group, packed);
        gk_parallel(threads, s.slices, search_slice, &s);
        merge(&s, found + q * k);
    }
    gk_free(s.best);
    gk_free(s.found);
    gk_free(packed);
}
