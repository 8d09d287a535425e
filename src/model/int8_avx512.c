/* SPDX-License-Identifier: Apache-2.0
 *
 * The int8 product for processors with AVX-512 BW and without VNNI: products in pairs of 16 bits,
 * which cannot overflow (kernels.h), then in pairs of 32. Compiled with flags of its own, as all
 * kernels (cmake/kernels.cmake).
 */
#include <immintrin.h>

static inline __m512i dot(__m512i sum, __m512i a, __m512i b)
{
    __m512i pairs = _mm512_maddubs_epi16(a, b);
    return _mm512_add_epi32(sum, _mm512_madd_epi16(pairs, _mm512_set1_epi16(1)));
}

#define GK_DOT dot
#include "model/int8_512.h"

void gk_int8_multiply_avx512(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                             const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                             size_t ldc)
{
    multiply_512(m, a, lda, a_scales, b, epilogue, c, ldc);
}
