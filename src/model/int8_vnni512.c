/* SPDX-License-Identifier: Apache-2.0
 *
 * The int8 product for processors with AVX-512 VNNI. Compiled with flags of its own, as all kernels
 * (cmake/kernels.cmake).
 */
#include <immintrin.h>

#define GK_DOT(sum, a, b) _mm512_dpbusd_epi32(sum, a, b)
#include "model/int8_512.h"

void gk_int8_multiply_vnni512(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                              const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                              size_t ldc)
{
    multiply_512(m, a, lda, a_scales, b, epilogue, c, ldc);
}
