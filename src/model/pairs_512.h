/* SPDX-License-Identifier: Apache-2.0
 *
 * pairs_512 - floats as pairs of bfloat16, 32 bits each, the first in the lower half; for the files
 * that are compiled for AVX-512 BF16.
 */
#ifndef GK_PAIRS_512_H
#define GK_PAIRS_512_H

#include "model/vector_512.h"

/* Sixteen pairs from neighbours: element i is x[2i] and x[2i + 1]; those from `count` floats on are
 * 0. */
static inline __m512i pairs_of(const float *x, size_t count)
{
    return (__m512i)_mm512_cvtne2ps_pbh(
        _mm512_maskz_loadu_ps(mask_of(count > 16 ? count - 16 : 0), x + 16),
        _mm512_maskz_loadu_ps(mask_of(count), x));
}

/* Sixteen pairs from two rows: element i is first[i] and second[i]. */
static inline __m512i pairs_across(__m512 first, __m512 second)
{
    /* sixteen of the first, sixteen of the second -> one after the other */
    static const uint16_t order[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,
                                       21, 6,  22, 7,  23, 8,  24, 9,  25, 10, 26,
                                       11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    return _mm512_permutexvar_epi16(_mm512_loadu_si512(order),
                                    (__m512i)_mm512_cvtne2ps_pbh(second, first));
}

/* Where sixteen pairs of one column lie in a panel (kernels.h), in elements. */
static inline __m512i panel_places(void)
{
    return _mm512_mullo_epi32(
        _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        _mm512_set1_epi32(GK_PANEL));
}

#endif
