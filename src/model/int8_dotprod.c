/* SPDX-License-Identifier: Apache-2.0
 *
 * The int8 product for aarch64 processors with the dot product instruction, sdot. A tile is 4 rows
 * by half a panel: 16 registers of sums, 4 of a, which hold four groups each, and 4 of b.
 */
#include <stddef.h>

enum { ROWS = 4 };
#include "model/int8_neon.h"

/* One group of k: a macro, for the lane must be a constant wherever nothing
 * is optimised. */
#define STEP(lane)                                                                                 \
    do {                                                                                           \
        for (size_t q = 0; q < QUADS; q++) {                                                       \
            const int8x16_t b = vld1q_s8(from + (lane)*STRIDE + q * 16);                           \
            for (size_t r = 0; r < rows; r++)                                                      \
                sum[r][q] = vdotq_laneq_s32(sum[r][q], b, a[r], lane);                             \
        }                                                                                          \
    } while (0)

static inline __attribute__((always_inline)) void tile(const size_t rows, const int8_tile *t,
                                                       int32_t *sums)
{
    int32x4_t sum[ROWS][QUADS];
    int8x16_t a[ROWS];
    for (size_t r = 0; r < rows; r++)
        for (size_t q = 0; q < QUADS; q++) sum[r][q] = vdupq_n_s32(0);
    const int8_t *from = t->b;
    size_t group = 0;
    for (; group + GROUPS <= t->groups; group += GROUPS, from += GROUPS * STRIDE) {
        for (size_t r = 0; r < rows; r++)
            a[r] = groups_of(t->a + r * t->lda + group * GK_GROUP, GROUPS);
        STEP(0);
        STEP(1);
        STEP(2);
        STEP(3);
    }
    for (; group < t->groups; group++, from += STRIDE) {
        for (size_t r = 0; r < rows; r++) a[r] = groups_of(t->a + r * t->lda + group * GK_GROUP, 1);
        STEP(0);
    }
    for (size_t r = 0; r < rows; r++)
        for (size_t q = 0; q < QUADS; q++) vst1q_s32(sums + r * HALF + q * LANES, sum[r][q]);
}

static void byte_tile(size_t rows, const int8_tile *t, int32_t *sums)
{
    switch (rows) {
    case 1:
        tile(1, t, sums);
        break;
    case 2:
        tile(2, t, sums);
        break;
    case 3:
        tile(3, t, sums);
        break;
    default:
        tile(ROWS, t, sums);
        break;
    }
}

void gk_int8_multiply_dotprod(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                              const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                              size_t ldc)
{
    multiply_int8(m, a, lda, a_scales, b, epilogue, c, ldc);
}
