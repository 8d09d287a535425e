/* SPDX-License-Identifier: Apache-2.0
 *
 * The scan with AVX-512: four groups of signs, 128 half bytes, at a time.
 */
#include "nearest/scan.h"

#include <immintrin.h>

/* Sums of bytes, in 16 bits: `all` has even + 256 · odd, modulo 2^16, and `odd` the odd ones. */
typedef struct sums {
    __m512i all, odd;
} sums;

static inline void add(sums *s, __m512i bytes)
{
    s->all = _mm512_add_epi16(s->all, bytes);
    s->odd = _mm512_add_epi16(s->odd, _mm512_srli_epi16(bytes, 8));
}

/* The four quarters hold other groups of the same rows. */
static inline __m128i add_quarters(__m512i v)
{
    __m256i x = _mm256_add_epi16(_mm512_castsi512_si256(v), _mm512_extracti64x4_epi64(v, 1));
    return _mm_add_epi16(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
}

/* The sums of 16 rows in order. */
static inline __m512i in_order(sums s)
{
    __m512i even = _mm512_sub_epi16(s.all, _mm512_slli_epi16(s.odd, 8));
    __m128i low = add_quarters(even), high = add_quarters(s.odd);
    return _mm512_cvtepu16_epi32(
        _mm256_set_m128i(_mm_unpackhi_epi16(low, high), _mm_unpacklo_epi16(low, high)));
}

static inline uint32_t estimate(__m512i sixteen, const float *shifts, const gk_prepared *query,
                                float least, float *estimates)
{
    __m512 product = _mm512_sub_ps(
        _mm512_mul_ps(_mm512_cvtepi32_ps(sixteen), _mm512_set1_ps(query->step)),
        _mm512_set1_ps(query->offset));
    __m512 factor = _mm512_loadu_ps(shifts + GK_BLOCK_ROWS);
    __m512 all = _mm512_add_ps(_mm512_loadu_ps(shifts), _mm512_mul_ps(factor, product));
    _mm512_storeu_ps(estimates, all);
    return _mm512_cmp_ps_mask(all, _mm512_set1_ps(least), _CMP_GE_OQ);
}

static uint32_t block(const unsigned char *block, const gk_prepared *query, float least,
                      float *estimates)
{
    const __m512i half = _mm512_set1_epi8(15);
    const size_t size = gk_signs_size(query->width); /* a multiple of 32 */
    sums low = {_mm512_setzero_si512(), _mm512_setzero_si512()}, high = low;
    for (size_t i = 0; i < size; i += sizeof(__m512i)) {
        /* Where a half is left, the other one's tables are zero. */
        __mmask64 there = size - i < sizeof(__m512i) ? UINT32_MAX : UINT64_MAX;
        __m512i codes = _mm512_maskz_loadu_epi8(there, block + i);
        __m512i tables = _mm512_maskz_loadu_epi8(there, query->tables + i);
        __m512i upper = _mm512_and_si512(_mm512_srli_epi16(codes, 4), half);
        add(&low, _mm512_shuffle_epi8(tables, _mm512_and_si512(codes, half)));
        add(&high, _mm512_shuffle_epi8(tables, upper));
    }
    const float *shifts = (const float *)(const void *)(block + size);
    uint32_t first = estimate(in_order(low), shifts, query, least, estimates);
    return first | estimate(in_order(high), shifts + GK_TABLE, query, least, estimates + GK_TABLE)
                       << 16;
}

static int32_t product(const int8_t *row, const int16_t *numbers, size_t width)
{
    __m512i sum = _mm512_setzero_si512();
    for (size_t i = 0; i < width; i += 32) {
        __mmask32 there = width - i < 32 ? (UINT32_C(1) << (width - i)) - 1 : UINT32_MAX;
        __m512i a = _mm512_cvtepi8_epi16(_mm256_maskz_loadu_epi8(there, row + i));
        __m512i p = _mm512_maskz_loadu_epi16(there, numbers + i);
        sum = _mm512_add_epi32(sum, _mm512_madd_epi16(a, p));
    }
    return _mm512_reduce_add_epi32(sum);
}

const gk_scan gk_scan_avx512 = {"avx512", block, product};
