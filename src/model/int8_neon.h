/* SPDX-License-Identifier: Apache-2.0
 *
 * int8_neon - the int8 product with NEON, for the files that say how a tile's integers are summed:
 * they set ROWS, a tile's most rows, before they include this, and define byte_tile after it.
 *
 * NEON multiplies signed bytes by signed ones. So 128 is taken from the activations first, and the
 * matrix's starts, which undo that offset, are not needed.
 */
#ifndef GK_INT8_NEON_H
#define GK_INT8_NEON_H

#include "model/vector_neon.h"

enum { BLOCK = 96, GROUPS = 4 /* of k, in a register of a */ };
static const size_t STRIDE = (size_t)GK_PANEL * GK_GROUP;

/* The operands of a tile: the row of a and the half panel that it starts with. */
typedef struct int8_tile {
    const uint8_t *a;
    size_t lda, groups;
    const int8_t *b;
} int8_tile;

/* sums (rows, HALF) = the product of a's bytes less 128 and b's */
static void byte_tile(size_t rows, const int8_tile *t, int32_t *sums);

/* GROUPS groups of a row from a on, or fewer: then zeros follow. */
static inline int8x16_t groups_of(const uint8_t *a, size_t left)
{
    const uint8x16_t offset = vdupq_n_u8(128);
    if (left >= GROUPS) return vreinterpretq_s8_u8(veorq_u8(vld1q_u8(a), offset));
    uint8_t bytes[GROUPS * GK_GROUP];
    memset(bytes, 128, sizeof bytes);
    memcpy(bytes, a, left * GK_GROUP);
    return vreinterpretq_s8_u8(veorq_u8(vld1q_u8(bytes), offset));
}

/* gk_kernels.multiply_int8, in blocks of rows that stay in the second cache; the last takes what
 * would not fill a tile of its own. A block's rows are shared out evenly among its tiles. */
static inline void multiply_int8(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                                 const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                                 size_t ldc)
{
    int32_t sums[ROWS * HALF];
    float product[ROWS * HALF];
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
                byte_tile(rows, &(int8_tile){a + from * lda, lda, groups, panel}, sums);
                for (size_t r = 0; r < rows; r++)
                    for (size_t j = 0; j < HALF; j++)
                        product[r * HALF + j] = (float)sums[r * HALF + j] *
                                                (a_scales[from + r] * b->scales[column + j]);
                finish(rows, columns, product, epilogue, from, column, c, ldc);
            }
        }
    }
}

#endif
