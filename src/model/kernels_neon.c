/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernels for aarch64, with and without the dot product instruction.
 */
#include "model/vector_neon.h"

#include <float.h>

/* ---- matrix product: as in kernels_avx2.c, with tiles of 4 rows by half a panel: 16 registers of
 * sums, 4 of a, which hold DEEP elements of k each, and 4 of b. */
enum { ROWS = 4, DEEP = 4, BLOCK = 96, DEPTH = 256 };

/* One element of k: sum += b · a[lane]; a macro, for the lane must be a constant wherever nothing
 * is optimised. */
#define STEP(lane)                                                                                 \
    do {                                                                                           \
        for (size_t q = 0; q < QUADS; q++) {                                                       \
            const float32x4_t right = vld1q_f32(b + (size_t)(lane)*GK_PANEL + q * LANES);          \
            for (size_t r = 0; r < rows; r++)                                                      \
                sum[r][q] = vfmaq_laneq_f32(sum[r][q], right, left[r], lane);                      \
        }                                                                                          \
    } while (0)

/* sums (rows, HALF) = a (rows, k) · b, or += where more */
static inline __attribute__((always_inline)) void tile(const size_t rows, bool more, size_t k,
                                                       const float *a, size_t lda, const float *b,
                                                       float *sums)
{
    float32x4_t sum[ROWS][QUADS], left[ROWS];
    for (size_t r = 0; r < rows; r++)
        for (size_t q = 0; q < QUADS; q++)
            sum[r][q] = more ? vld1q_f32(sums + r * HALF + q * LANES) : vdupq_n_f32(0);
    for (; k >= DEEP; k -= DEEP, a += DEEP, b += (size_t)DEEP * GK_PANEL) {
        for (size_t r = 0; r < rows; r++) left[r] = vld1q_f32(a + r * lda);
        STEP(0);
        STEP(1);
        STEP(2);
        STEP(3);
    }
    for (; k > 0; k--, a++, b += GK_PANEL) {
        for (size_t r = 0; r < rows; r++) left[r] = vdupq_n_f32(a[r * lda]);
        STEP(0);
    }
    for (size_t r = 0; r < rows; r++)
        for (size_t q = 0; q < QUADS; q++) vst1q_f32(sums + r * HALF + q * LANES, sum[r][q]);
}

static void any_tile(size_t rows, bool more, size_t k, const float *a, size_t lda, const float *b,
                     float *sums)
{
    switch (rows) {
    case 1:
        tile(1, more, k, a, lda, b, sums);
        break;
    case 2:
        tile(2, more, k, a, lda, b, sums);
        break;
    case 3:
        tile(3, more, k, a, lda, b, sums);
        break;
    default:
        tile(ROWS, more, k, a, lda, b, sums);
        break;
    }
}

#include "model/multiply_half.h"

/* ---- rows ---------------------------------------------------------------------------------- */

static void quantize(const float *x, size_t count, uint8_t *q, float *scale)
{
    float32x4_t most = vdupq_n_f32(0);
    for (size_t i = 0; i < count; i += LANES)
        most = vmaxq_f32(most, vabsq_f32(load(x + i, count - i)));
    float top = vmaxvq_f32(most), inverse = 127 / top;
    if (inverse > FLT_MAX) top = inverse = 0; /* as in the portable kernel */
    *scale = top / 127;
    for (size_t i = 0; i < count; i += GK_GROUP) {
        const int32x4_t v = vcvtnq_s32_f32(vmulq_n_f32(load(x + i, count - i), inverse));
        const int16x4_t words = vmovn_s32(vaddq_s32(v, vdupq_n_s32(128)));
        const uint32x2_t bytes = vreinterpret_u32_s8(vmovn_s16(vcombine_s16(words, words)));
        const uint32_t group = vget_lane_u32(bytes, 0);
        memcpy(q + i, &group, sizeof group);
    }
}

/* The first `left` lanes of x, at most all; the others from other. */
static inline float32x4_t only(float32x4_t x, size_t left, float32x4_t other)
{
    static const uint32_t lanes[LANES] = {0, 1, 2, 3};
    if (left >= LANES) return x;
    return vbslq_f32(vcltq_u32(vld1q_u32(lanes), vdupq_n_u32((uint32_t)left)), x, other);
}

/* 2^x for x <= 0: 2^n · 2^r, |r| <= 1/2. Below -126, where 2^n has no exponent left, it is as at
 * -126: 1e-38, nothing beside the 1 that stands in every row. */
static float32x4_t power_of_two(float32x4_t x)
{
    x = vmaxq_f32(x, vdupq_n_f32(-126));
    const float32x4_t n = vrndnq_f32(x);
    const float32x4_t part = polynomial(vsubq_f32(x, n), gk_exp2_terms, GK_EXP2_TERMS);
    const int32x4_t exponent = vshlq_n_s32(vcvtq_s32_f32(n), 23);
    return vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(part), exponent));
}

static void softmax(float *row, size_t count, float scale)
{
    const float32x4_t factor = vdupq_n_f32(scale * GK_LOG2E), lowest = vdupq_n_f32(-INFINITY);
    float32x4_t most = lowest, sum = vdupq_n_f32(0);
    for (size_t i = 0; i < count; i += LANES) {
        const float32x4_t v = vmulq_f32(load(row + i, count - i), factor);
        most = vmaxq_f32(most, only(v, count - i, lowest));
    }
    const float32x4_t top = vdupq_n_f32(vmaxvq_f32(most));
    for (size_t i = 0; i < count; i += LANES) {
        float32x4_t v = vmulq_f32(load(row + i, count - i), factor);
        v = power_of_two(vsubq_f32(v, top));
        sum = vaddq_f32(sum, only(v, count - i, vdupq_n_f32(0)));
        store(row + i, count - i, v);
    }
    const float32x4_t share = vdupq_n_f32(1 / vaddvq_f32(sum));
    for (size_t i = 0; i < count; i += LANES)
        store(row + i, count - i, vmulq_f32(load(row + i, count - i), share));
}

/* The sum of x - offset, or of its squares. */
static inline float total(const float *x, size_t count, float offset, bool squares)
{
    const float32x4_t shift = vdupq_n_f32(offset);
    float32x4_t sum = vdupq_n_f32(0);
    for (size_t i = 0; i < count; i += LANES) {
        float32x4_t v = vsubq_f32(load(x + i, count - i), shift);
        v = only(v, count - i, vdupq_n_f32(0));
        sum = squares ? vfmaq_f32(sum, v, v) : vaddq_f32(sum, v);
    }
    return vaddvq_f32(sum);
}

static void norm(float *x, const float *weight, const float *bias, size_t count, float epsilon)
{
    const float mean = total(x, count, 0, false) / (float)count,
                variance = total(x, count, mean, true) / (float)count;
    const float32x4_t shift = vdupq_n_f32(mean), scale = vdupq_n_f32(1 / sqrtf(variance + epsilon));
    for (size_t i = 0; i < count; i += LANES) {
        const size_t left = count - i;
        const float32x4_t v = vmulq_f32(vsubq_f32(load(x + i, left), shift), scale);
        store(x + i, left, vfmaq_f32(load(bias + i, left), v, load(weight + i, left)));
    }
}

const gk_kernels gk_kernels_dotprod = {
    "neon-dotprod", multiply, gk_int8_multiply_dotprod, quantize, softmax, norm, NULL};
const gk_kernels gk_kernels_neon = {"neon", multiply, gk_int8_multiply_neon, quantize, softmax,
                                    norm,   NULL};
