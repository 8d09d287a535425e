/* SPDX-License-Identifier: Apache-2.0
 *
 * The int8 product with AVX2: bytes are multiplied and added in pairs in 16 bits, which
 * GK_WEIGHT_LIMIT keeps from overflowing, and these in pairs in 32 bits.
 */
#include "model/int8_256.h"

static inline __m256i dot(__m256i sum, __m256i a, __m256i b)
{
    const __m256i pairs = _mm256_maddubs_epi16(a, b);
    return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

void gk_int8_multiply_avx2(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                           const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                           size_t ldc)
{
    multiply_int8(m, a, lda, a_scales, b, epilogue, c, ldc);
}
