/* SPDX-License-Identifier: Apache-2.0
 *
 * The int8 product for any aarch64 processor. Bytes are multiplied into 16 bits, where the products
 * of four groups fit as one sum, 4 · 127 · GK_WEIGHT_LIMIT < 2^15, and these are added in pairs in
 * 32 bits: two sums a column, 16 registers of them in a tile of 2 rows by half a panel.
 */
#include <stddef.h>

enum { ROWS = 2 };
#include "model/int8_neon.h"

/* a's groups, each twice as often as a register of columns takes it. */
typedef struct spread {
    int8x8_t group[GROUPS];
} spread;

static inline spread spread_of(const uint8_t *a, size_t left)
{
    const int32x4_t groups = vreinterpretq_s32_s8(groups_of(a, left));
    return (spread){{vreinterpret_s8_s32(vdup_laneq_s32(groups, 0)),
                     vreinterpret_s8_s32(vdup_laneq_s32(groups, 1)),
                     vreinterpret_s8_s32(vdup_laneq_s32(groups, 2)),
                     vreinterpret_s8_s32(vdup_laneq_s32(groups, 3))}};
}

/* Up to GROUPS groups of k; rows and groups are constants. */
static inline __attribute__((always_inline)) void step(const size_t rows, const size_t groups,
                                                       const spread *a, const int8_t *b,
                                                       int32x4_t (*sum)[2 * QUADS])
{
    for (size_t q = 0; q < QUADS; q++, b += 16) {
        for (size_t r = 0; r < rows; r++) {
            const int8x16_t first = vld1q_s8(b);
            int16x8_t low = vmull_s8(vget_low_s8(first), a[r].group[0]),
                      high = vmull_s8(vget_high_s8(first), a[r].group[0]);
            for (size_t g = 1; g < groups; g++) {
                const int8x16_t more = vld1q_s8(b + g * STRIDE);
                low = vmlal_s8(low, vget_low_s8(more), a[r].group[g]);
                high = vmlal_s8(high, vget_high_s8(more), a[r].group[g]);
            }
            sum[r][2 * q] = vpadalq_s16(sum[r][2 * q], low);
            sum[r][2 * q + 1] = vpadalq_s16(sum[r][2 * q + 1], high);
        }
    }
}

static inline __attribute__((always_inline)) void tile(const size_t rows, const int8_tile *t,
                                                       int32_t *sums)
{
    int32x4_t sum[ROWS][2 * QUADS];
    spread a[ROWS];
    for (size_t r = 0; r < rows; r++)
        for (size_t q = 0; q < (size_t)2 * QUADS; q++) sum[r][q] = vdupq_n_s32(0);
    const int8_t *b = t->b;
    size_t group = 0;
    for (; group + GROUPS <= t->groups; group += GROUPS, b += GROUPS * STRIDE) {
        for (size_t r = 0; r < rows; r++)
            a[r] = spread_of(t->a + r * t->lda + group * GK_GROUP, GROUPS);
        step(rows, GROUPS, a, b, sum);
    }
    for (; group < t->groups; group++, b += STRIDE) {
        for (size_t r = 0; r < rows; r++) a[r] = spread_of(t->a + r * t->lda + group * GK_GROUP, 1);
        step(rows, 1, a, b, sum);
    }
    for (size_t r = 0; r < rows; r++)
        for (size_t q = 0; q < QUADS; q++)
            vst1q_s32(sums + r * HALF + q * LANES, vpaddq_s32(sum[r][2 * q], sum[r][2 * q + 1]));
}

static void byte_tile(size_t rows, const int8_tile *t, int32_t *sums)
{
    if (rows == 1)
        tile(1, t, sums);
    else
        tile(ROWS, t, sums);
}

void gk_int8_multiply_neon(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                           const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                           size_t ldc)
{
    multiply_int8(m, a, lda, a_scales, b, epilogue, c, ldc);
}
