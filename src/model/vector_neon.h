/* SPDX-License-Identifier: Apache-2.0
 *
 * vector_neon - what the kernels of NEON share: parts of a register, polynomials, and the epilogue
 * of a tile.
 */
#ifndef GK_VECTOR_NEON_H
#define GK_VECTOR_NEON_H

#include "model/kernels_table.h"

#include <arm_neon.h>
#include <string.h>

/* A tile of a product is some rows by HALF a panel, QUADS registers. */
enum { LANES = 4, HALF = GK_PANEL / 2, QUADS = HALF / LANES };

/* The first `left` elements at p, at most LANES; zero where there is none. */
static inline float32x4_t load(const float *p, size_t left)
{
    if (left >= LANES) return vld1q_f32(p);
    float lanes[LANES] = {0};
    memcpy(lanes, p, left * sizeof *p);
    return vld1q_f32(lanes);
}

static inline void store(float *p, size_t left, float32x4_t x)
{
    if (left >= LANES) {
        vst1q_f32(p, x);
    } else {
        float lanes[LANES];
        vst1q_f32(lanes, x);
        memcpy(p, lanes, left * sizeof *p);
    }
}

static inline float32x4_t polynomial(float32x4_t x, const float *coefficients, int count)
{
    float32x4_t sum = vdupq_n_f32(coefficients[0]);
    for (int i = 1; i < count; i++) sum = vfmaq_f32(vdupq_n_f32(coefficients[i]), sum, x);
    return sum;
}

static inline float32x4_t gelu(float32x4_t x)
{
    const float32x4_t a = vminq_f32(vabsq_f32(x), vdupq_n_f32(GK_GELU_LIMIT));
    const float32x4_t q = polynomial(vsubq_f32(a, vdupq_n_f32(GK_GELU_CENTRE)), gk_gelu_terms,
                                     GK_GELU_TERMS);
    return vfmsq_f32(vmaxq_f32(x, vdupq_n_f32(0)), a, q);
}

/* Sets c (rows, columns) from sums (rows, HALF), columns <= HALF, whose first element is the
 * (row, column) of the whole product. */
static inline void finish(size_t rows, size_t columns, const float *sums, const gk_epilogue *e,
                          size_t row, size_t column, float *c, size_t ldc)
{
    const float *residual = e->residual ? e->residual + row * e->ldr + column : NULL;
    for (size_t at = 0; at < columns; at += LANES) {
        const size_t left = columns - at;
        const float32x4_t bias = e->bias ? load(e->bias + column + at, left) : vdupq_n_f32(0);
        for (size_t r = 0; r < rows; r++) {
            float32x4_t x = vaddq_f32(vld1q_f32(sums + r * HALF + at), bias);
            if (e->gelu) x = gelu(x);
            if (residual) x = vaddq_f32(x, load(residual + r * e->ldr + at, left));
            store(c + (row + r) * ldc + column + at, left, x);
        }
    }
}

#endif
