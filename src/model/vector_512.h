/* SPDX-License-Identifier: Apache-2.0
 *
 * vector_512 - what the kernels of 512-bit registers share: polynomials, powers and gelu.
 */
#ifndef GK_VECTOR_512_H
#define GK_VECTOR_512_H

#include "model/kernels_table.h"

#include <immintrin.h>

/* Of the next sixteen elements those of which `left` remain. */
static inline __mmask16 mask_of(size_t left)
{
    return (__mmask16)(left >= 16 ? 0xFFFF : (1U << left) - 1);
}

static inline __m512 polynomial(__m512 x, const float *coefficients, int count)
{
    __m512 sum = _mm512_set1_ps(coefficients[0]);
    for (int i = 1; i < count; i++) sum = _mm512_fmadd_ps(sum, x, _mm512_set1_ps(coefficients[i]));
    return sum;
}

/* 2^x for x <= 0 by terms of 2^r: 2^n · 2^r, |r| <= 1/2. Far below it falls to 0 as it should. */
static inline __m512 power_of_two(__m512 x, const float *terms, int count)
{
    __m512 n = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    return _mm512_scalef_ps(polynomial(_mm512_sub_ps(x, n), terms, count), n);
}

/* The absolute value by its bits: AVX-512 F has no "and" of floats. */
static inline __m512 absolute(__m512 x)
{
    return _mm512_castsi512_ps(
        _mm512_and_si512(_mm512_castps_si512(x), _mm512_set1_epi32(0x7FFFFFFF)));
}

static inline __m512 gelu_by(__m512 x, float limit, float centre, const float *terms, int count)
{
    __m512 a = _mm512_min_ps(_mm512_set1_ps(limit), absolute(x));
    __m512 q = polynomial(_mm512_sub_ps(a, _mm512_set1_ps(centre)), terms, count);
    return _mm512_fnmadd_ps(a, q, _mm512_max_ps(_mm512_setzero_ps(), x));
}

static inline __m512 gelu(__m512 x)
{
    return gelu_by(x, GK_GELU_LIMIT, GK_GELU_CENTRE, gk_gelu_terms, GK_GELU_TERMS);
}

static inline __m512 rough_gelu(__m512 x)
{
    return gelu_by(x, GK_ROUGH_GELU_LIMIT, GK_ROUGH_GELU_CENTRE, gk_rough_gelu_terms,
                   GK_ROUGH_GELU_TERMS);
}

#endif
