/* SPDX-License-Identifier: Apache-2.0
 *
 * vector_256 - what the kernels of 256-bit registers share: lanes by mask, polynomials, and the
 * epilogue of a tile. For files compiled with AVX2 and FMA alone.
 */
#ifndef GK_VECTOR_256_H
#define GK_VECTOR_256_H

#include "model/kernels_table.h"

#include <float.h>
#include <immintrin.h>
#include <string.h>

/* A tile of a product: ROWS by HALF a panel, 12 of the 16 registers. */
enum { LANES = 8, ROWS = 6, HALF = GK_PANEL / 2 };

/* The first `left` lanes, at most all. */
static inline __m256i mask_of(size_t left)
{
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(left < LANES ? (int)left : LANES), lanes);
}

/* The first `left` elements at p, at most LANES; zero where there is none. */
static inline __m256 load(const float *p, size_t left)
{
    return left >= LANES ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, mask_of(left));
}

/* By way of memory, for a store by mask is slow on some processors. */
static inline void store(float *p, size_t left, __m256 x)
{
    if (left >= LANES) {
        _mm256_storeu_ps(p, x);
    } else {
        float lanes[LANES];
        _mm256_storeu_ps(lanes, x);
        memcpy(p, lanes, left * sizeof *p);
    }
}

static inline __m256 polynomial(__m256 x, const float *coefficients, int count)
{
    __m256 sum = _mm256_set1_ps(coefficients[0]);
    for (int i = 1; i < count; i++) sum = _mm256_fmadd_ps(sum, x, _mm256_set1_ps(coefficients[i]));
    return sum;
}

static inline __m256 absolute(__m256 x) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), x); }

static inline __m256 gelu(__m256 x)
{
    __m256 a = _mm256_min_ps(_mm256_set1_ps(GK_GELU_LIMIT), absolute(x));
    __m256 q = polynomial(_mm256_sub_ps(a, _mm256_set1_ps(GK_GELU_CENTRE)), gk_gelu_terms,
                          GK_GELU_TERMS);
    return _mm256_fnmadd_ps(a, q, _mm256_max_ps(_mm256_setzero_ps(), x));
}

/* Sets c (rows, columns) from sums (rows, HALF), columns <= HALF, whose first element is the
 * (row, column) of the whole product. */
static inline void finish(size_t rows, size_t columns, const float *sums, const gk_epilogue *e,
                          size_t row, size_t column, float *c, size_t ldc)
{
    const float *residual = e->residual ? e->residual + row * e->ldr + column : NULL;
    for (size_t at = 0; at < columns; at += LANES) {
        const size_t left = columns - at;
        const __m256 bias = e->bias ? load(e->bias + column + at, left) : _mm256_setzero_ps();
        for (size_t r = 0; r < rows; r++) {
            __m256 x = _mm256_add_ps(_mm256_load_ps(sums + r * HALF + at), bias);
            if (e->gelu) x = gelu(x);
            if (residual) x = _mm256_add_ps(x, load(residual + r * e->ldr + at, left));
            store(c + (row + r) * ldc + column + at, left, x);
        }
    }
}

#endif
