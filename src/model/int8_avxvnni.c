/* SPDX-License-Identifier: Apache-2.0
 *
 * The int8 product with AVX-VNNI, which has one instruction for it.
 */
#include "model/int8_256.h"

static inline __m256i dot(__m256i sum, __m256i a, __m256i b)
{
    return _mm256_dpbusd_avx_epi32(sum, a, b);
}

void gk_int8_multiply_avxvnni(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                              const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                              size_t ldc)
{
    multiply_int8(m, a, lda, a_scales, b, epilogue, c, ldc);
}
