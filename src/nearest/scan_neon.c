/* SPDX-License-Identifier: Apache-2.0
 *
 * The scan with NEON: one group of signs, 32 half bytes, at a time.
 */
#include "nearest/scan.h"

#include <arm_neon.h>

/* Of 16 rows, in order. */
typedef struct sums {
    uint16x8_t low, high;
} sums;

static inline void add(sums *s, uint8x16_t bytes)
{
    s->low = vaddw_u8(s->low, vget_low_u8(bytes));
    s->high = vaddw_high_u8(s->high, bytes);
}

static inline uint32_t estimate(uint16x4_t four, const float *shifts, const gk_prepared *query,
                                float least, float *estimates)
{
    static const uint32_t bits[4] = {1, 2, 4, 8};
    float32x4_t sum = vcvtq_f32_u32(vmovl_u16(four));
    float32x4_t product = vsubq_f32(vmulq_n_f32(sum, query->step), vdupq_n_f32(query->offset));
    float32x4_t factor = vld1q_f32(shifts + GK_BLOCK_ROWS);
    float32x4_t all = vaddq_f32(vld1q_f32(shifts), vmulq_f32(factor, product));
    vst1q_f32(estimates, all);
    return vaddvq_u32(vandq_u32(vcgeq_f32(all, vdupq_n_f32(least)), vld1q_u32(bits)));
}

static uint32_t block(const unsigned char *block, const gk_prepared *query, float least,
                      float *estimates)
{
    const uint8x16_t half = vdupq_n_u8(15);
    const size_t size = gk_signs_size(query->width);
    sums rows[2] = {{vdupq_n_u16(0), vdupq_n_u16(0)}, {vdupq_n_u16(0), vdupq_n_u16(0)}};
    for (size_t i = 0; i < size; i += GK_TABLE) {
        uint8x16_t codes = vld1q_u8(block + i), table = vld1q_u8(query->tables + i);
        add(&rows[0], vqtbl1q_u8(table, vandq_u8(codes, half)));
        add(&rows[1], vqtbl1q_u8(table, vshrq_n_u8(codes, 4)));
    }
    const float *shifts = (const float *)(const void *)(block + size);
    uint32_t mask = 0;
    for (unsigned i = 0; i < 2; i++) {
        const uint16x8_t parts[2] = {rows[i].low, rows[i].high};
        for (unsigned j = 0; j < 2; j++) {
            const unsigned at = 16 * i + 8 * j;
            mask |= estimate(vget_low_u16(parts[j]), shifts + at, query, least, estimates + at)
                    << at;
            mask |=
                estimate(vget_high_u16(parts[j]), shifts + at + 4, query, least, estimates + at + 4)
                << (at + 4);
        }
    }
    return mask;
}

static int32_t product(const int8_t *row, const int16_t *numbers, size_t width)
{
    int32x4_t sum = vdupq_n_s32(0), other = sum;
    for (size_t i = 0; i < width; i += 8) {
        int16x8_t a = vmovl_s8(vld1_s8(row + i)), p = vld1q_s16(numbers + i);
        sum = vmlal_s16(sum, vget_low_s16(a), vget_low_s16(p));
        other = vmlal_high_s16(other, a, p);
    }
    return vaddvq_s32(vaddq_s32(sum, other));
}

const gk_scan gk_scan_neon = {"neon", block, product};
