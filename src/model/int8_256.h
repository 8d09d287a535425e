/* SPDX-License-Identifier: Apache-2.0
 *
 * int8_256 - the int8 product in 256-bit registers, for the files that say how a register of bytes
 * is multiplied: they define `dot`.
 *
 * A tile stays in registers while the whole of k runs: half a panel of 1536 rows is 24 KiB, so it
 * stays in the first cache while a block of rows passes by. Where a tile has few rows, several sums
 * a column are kept, lest each instruction wait for the one before it.
 */
#ifndef GK_INT8_256_H
#define GK_INT8_256_H

#include "model/vector_256.h"

enum { STRIDE = GK_PANEL * GK_GROUP, BLOCK = 96 };

/* sum + the products of each lane's GK_GROUP bytes: a unsigned, b signed */
static inline __m256i dot(__m256i sum, __m256i a, __m256i b);

/* The operands of one tile: the row of a and the half panel that it starts with. */
typedef struct int8_tile {
    const uint8_t *a;
    size_t lda, groups;
    const float *a_scales, *b_scales;
    const int8_t *b;
    const int32_t *starts;
} int8_tile;

static inline __m256i group_of(const uint8_t *a)
{
    int32_t bytes;
    memcpy(&bytes, a, sizeof bytes);
    return _mm256_set1_epi32(bytes);
}

/* One group of k: left and right (rows) += the products of a's and b's bytes */
static inline __attribute__((always_inline)) void step(const size_t rows, const uint8_t *a,
                                                       size_t lda, const int8_t *b, __m256i *left,
                                                       __m256i *right)
{
    const __m256i b_left = _mm256_load_si256((const __m256i *)b),
                  b_right = _mm256_load_si256((const __m256i *)b + 1);
    for (size_t r = 0; r < rows; r++) {
        const __m256i x = group_of(a + r * lda);
        left[r] = dot(left[r], x, b_left);
        right[r] = dot(right[r], x, b_right);
    }
}

/* sums (chains, rows, HALF), which add up to the product of the bytes; rows and chains are
 * constants and rows * chains at most ROWS. What is done with the sums is kept out of here: beside
 * the loop it would take the registers that they stand in. */
static inline __attribute__((always_inline)) void tile(const size_t rows, const size_t chains,
                                                       const int8_tile *t, int32_t *sums)
{
    __m256i left[ROWS], right[ROWS];
    for (size_t i = 0; i < rows * chains; i++) left[i] = right[i] = _mm256_setzero_si256();
    const uint8_t *a = t->a;
    const int8_t *b = t->b;
    size_t group = 0;
    for (; group + chains <= t->groups; group += chains)
        for (size_t i = 0; i < chains; i++, a += GK_GROUP, b += STRIDE)
            step(rows, a, t->lda, b, left + i * rows, right + i * rows);
    for (; group < t->groups; group++, a += GK_GROUP, b += STRIDE)
        step(rows, a, t->lda, b, left, right);
    for (size_t i = 0; i < rows * chains; i++) {
        _mm256_store_si256((__m256i *)sums + 2 * i, left[i]);
        _mm256_store_si256((__m256i *)sums + 2 * i + 1, right[i]);
    }
}

/* Returns the chains that it took. */
static size_t any_tile(size_t rows, const int8_tile *t, int32_t *sums)
{
    switch (rows) {
    case 1:
        tile(1, 4, t, sums);
        return 4;
    case 2:
        tile(2, 2, t, sums);
        return 2;
    case 3:
        tile(3, 1, t, sums);
        return 1;
    case 4:
        tile(4, 1, t, sums);
        return 1;
    case 5:
        tile(5, 1, t, sums);
        return 1;
    default:
        tile(ROWS, 1, t, sums);
        return 1;
    }
}

/* c (rows, HALF) = the product, as numbers */
static inline void scaled_tile(size_t rows, const int8_tile *t, float *c)
{
    _Alignas(32) int32_t sums[ROWS * HALF];
    const size_t chains = any_tile(rows, t, sums);
    for (size_t j = 0; j < HALF; j += LANES) {
        const __m256i start = _mm256_loadu_si256((const __m256i *)(t->starts + j));
        const __m256 scales = _mm256_loadu_ps(t->b_scales + j);
        for (size_t r = 0; r < rows; r++) {
            __m256i sum = start;
            for (size_t i = r; i < rows * chains; i += rows)
                sum = _mm256_add_epi32(sum,
                                       _mm256_load_si256((const __m256i *)(sums + i * HALF + j)));
            const __m256 scale = _mm256_mul_ps(_mm256_set1_ps(t->a_scales[r]), scales);
            _mm256_store_ps(c + r * HALF + j, _mm256_mul_ps(_mm256_cvtepi32_ps(sum), scale));
        }
    }
}

/* gk_kernels.multiply_int8, in blocks of rows that stay in the second cache; the last takes what
 * would not fill a tile of its own. A block's rows are shared out evenly among its tiles. */
static inline void multiply_int8(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                                 const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                                 size_t ldc)
{
    _Alignas(32) float sums[ROWS * HALF];
    const size_t groups = (b->k + GK_GROUP - 1) / GK_GROUP;
    for (size_t first = 0, count; first < m; first += count) {
        count = m - first < BLOCK + ROWS ? m - first : BLOCK;
        const size_t tiles = (count + ROWS - 1) / ROWS;
        for (size_t column = 0; column < b->n; column += HALF) {
            const size_t columns = b->n - column < HALF ? b->n - column : HALF;
            const int8_t *panel = b->panels + column / GK_PANEL * groups * STRIDE +
                                  column % GK_PANEL * GK_GROUP;
            for (size_t i = 0; i < tiles; i++) {
                const size_t from = first + count * i / tiles,
                             rows = first + count * (i + 1) / tiles - from;
                scaled_tile(rows,
                            &(int8_tile){a + from * lda, lda, groups, a_scales + from,
                                         b->scales + column, panel, b->starts + column},
                            sums);
                finish(rows, columns, sums, epilogue, from, column, c, ldc);
            }
        }
    }
}

#endif
