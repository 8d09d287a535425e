/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of nearest share: made vectors, their codes, and the search one by one.
 */
#ifndef NEAREST_WORLD_H
#define NEAREST_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nearest/scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Vectors with codes for all whole chunks. */
typedef struct vectors {
    gk_nearest nearest;
    float *rows, *mean;
    unsigned char **chunks;
} vectors;

static inline void scale_to_one(float *x, size_t dimensions)
{
    double sum = 0;
    for (size_t i = 0; i < dimensions; i++) sum += (double)x[i] * x[i];
    float factor = (float)(1 / sqrt(sum));
    for (size_t i = 0; i < dimensions; i++) x[i] *= factor;
}

/* Random directions; or, as encoders give them, all near one direction, and in clusters there. */
typedef enum spread { EVEN, CONE } spread;

enum { CLUSTER = 200 }; /* rows of a cluster, on the average */

static inline float *make_rows(size_t rows, size_t dimensions, spread shape, uint64_t seed)
{
    gk_random random = gk_random_start(seed);
    const size_t clusters = rows / CLUSTER + 1;
    float *x = gk_alloc_floats(rows * dimensions), *axis = gk_alloc_floats(dimensions);
    float *centres = gk_alloc_floats(clusters * dimensions);
    gk_random common = gk_random_start(7); /* all that are made share the axis and the centres */
    for (size_t i = 0; i < dimensions; i++) axis[i] = gk_random_normal(&common);
    for (size_t i = 0; i < clusters * dimensions; i++) centres[i] = gk_random_normal(&common);
    for (size_t row = 0; row < rows; row++) {
        const float *centre = centres + gk_random_below(&random, clusters) * dimensions;
        for (size_t i = 0; i < dimensions; i++) {
            float *at = &x[row * dimensions + i], own = gk_random_normal(&random);
            *at = shape == EVEN ? own : 2 * axis[i] + 0.7F * centre[i] + 0.6F * own;
        }
        scale_to_one(x + row * dimensions, dimensions);
    }
    gk_free(axis);
    gk_free(centres);
    return x;
}

/* Takes the rows over. */
static inline vectors with_codes(float *x, size_t rows, size_t dimensions)
{
    vectors v = {.rows = x};
    v.nearest = (gk_nearest){.dimensions = dimensions, .rows = rows, .vectors = x};
    v.nearest.chunk_count = rows / GK_CHUNK_ROWS;
    v.mean = gk_alloc_floats(dimensions);
    gk_codes_mean(x, rows, dimensions, v.mean);
    v.chunks = gk_alloc_array(v.nearest.chunk_count + 1, sizeof *v.chunks);
    for (size_t i = 0; i < v.nearest.chunk_count; i++) {
        v.chunks[i] = (unsigned char *)gk_alloc_floats(gk_codes_size(dimensions) / sizeof(float));
        gk_codes_write(x + i * GK_CHUNK_ROWS * dimensions, dimensions, v.mean, v.chunks[i]);
    }
    v.nearest.mean = v.mean;
    v.nearest.chunks = (const unsigned char *const *)v.chunks;
    return v;
}

static inline vectors make_vectors(size_t rows, size_t dimensions, spread shape, uint64_t seed)
{
    return with_codes(make_rows(rows, dimensions, shape, seed), rows, dimensions);
}

static inline void free_vectors(vectors *v)
{
    for (size_t i = 0; i < v->nearest.chunk_count; i++) gk_free(v->chunks[i]);
    gk_free(v->chunks);
    gk_free(v->mean);
    gk_free(v->rows);
}

static inline int by_score(const void *a, const void *b)
{
    const gk_neighbour *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* The best k, one by one; gk_free. */
static inline gk_neighbour *one_by_one(const gk_nearest *n, const gk_nearest_query *query,
                                       size_t *count)
{
    gk_neighbour *all = gk_alloc_array(n->rows, sizeof *all);
    *count = 0;
    for (size_t row = 0; row < n->rows; row++) {
        if (query->admitted && !gk_rows_hold(query->admitted, row)) continue;
        float score;
        gk_products(n->vectors + row * n->dimensions, query->vector, n->dimensions, 1, &score);
        if (isfinite(score)) all[(*count)++] = (gk_neighbour){row, score};
    }
    if (*count) qsort(all, *count, sizeof *all, by_score);
    if (*count > query->k) *count = query->k;
    return all;
}

/* How many of the true best k are found. What is found has its exact score, stands in order, and
 * is admitted. */
static inline size_t found_of_best(const gk_nearest *n, const gk_nearest_query *query,
                                   size_t *wanted)
{
    gk_neighbour *out = gk_alloc_array(query->k, sizeof *out);
    gk_neighbour *best = one_by_one(n, query, wanted);
    size_t count = gk_nearest_find(n, query, out), found = 0;
    assert_int_equal(count, *wanted);
    for (size_t i = 0; i < count; i++) {
        float score;
        gk_products(n->vectors + out[i].row * n->dimensions, query->vector, n->dimensions, 1,
                    &score);
        assert_true(score == out[i].score);
        if (i) assert_true(by_score(&out[i - 1], &out[i]) < 0);
        if (query->admitted) assert_true(gk_rows_hold(query->admitted, out[i].row));
        for (size_t j = 0; j < *wanted; j++) found += best[j].row == out[i].row;
    }
    gk_free(best);
    gk_free(out);
    return found;
}

#endif
