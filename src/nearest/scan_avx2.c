/* SPDX-License-Identifier: Apache-2.0
 *
 * The scan with AVX2: four groups of signs, 128 half bytes, at a time.
 */
#include "nearest/scan.h"

#include <immintrin.h>

/* Sums of bytes, in 16 bits: `all` has even + 256 · odd, modulo 2^16, and `odd` the odd ones. */
typedef struct sums {
    __m256i all, odd;
} sums;

static inline void add(sums *s, __m256i bytes)
{
    s->all = _mm256_add_epi16(s->all, bytes);
    s->odd = _mm256_add_epi16(s->odd, _mm256_srli_epi16(bytes, 8));
}

/* The sums of 16 rows in order: both halves hold other groups of the same rows. */
static inline __m256i in_order(sums s)
{
    __m256i even = _mm256_sub_epi16(s.all, _mm256_slli_epi16(s.odd, 8));
    __m128i low = _mm_add_epi16(_mm256_castsi256_si128(even), _mm256_extracti128_si256(even, 1));
    __m128i high = _mm_add_epi16(_mm256_castsi256_si128(s.odd), _mm256_extracti128_si256(s.odd, 1));
    return _mm256_set_m128i(_mm_unpackhi_epi16(low, high), _mm_unpacklo_epi16(low, high));
}

/* Eight rows: their estimates and which of these are large enough. */
static inline uint32_t estimate(__m128i eight, const float *shifts, const gk_prepared *query,
                                __m256 least, float *estimates)
{
    __m256 sum = _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(eight));
    __m256 product = _mm256_sub_ps(_mm256_mul_ps(sum, _mm256_set1_ps(query->step)),
                                   _mm256_set1_ps(query->offset));
    __m256 factor = _mm256_loadu_ps(shifts + GK_BLOCK_ROWS);
    __m256 all = _mm256_add_ps(_mm256_loadu_ps(shifts), _mm256_mul_ps(factor, product));
    _mm256_storeu_ps(estimates, all);
    return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(all, least, _CMP_GE_OQ));
}

/* The entries for the lower and for the upper halves of 32 bytes. */
typedef struct pair {
    __m256i low, high;
} pair;

static inline pair entries(const unsigned char *signs, const uint8_t *tables)
{
    const __m256i half = _mm256_set1_epi8(15);
    __m256i codes = _mm256_loadu_si256((const __m256i *)signs);
    __m256i table = _mm256_load_si256((const __m256i *)tables);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(codes, 4), half);
    return (pair){_mm256_shuffle_epi8(table, _mm256_and_si256(codes, half)),
                  _mm256_shuffle_epi8(table, upper)};
}

/* The sums of the first 16 rows and of the others. */
static inline void add_up(const unsigned char *signs, const gk_prepared *query, __m256i rows[2])
{
    const size_t size = gk_signs_size(query->width), step = sizeof(__m256i); /* step divides size */
    sums low = {_mm256_setzero_si256(), _mm256_setzero_si256()}, high = low;
    size_t i = 0;
    for (; i + 2 * step <= size; i += 2 * step) {
        pair a = entries(signs + i, query->tables + i);
        pair b = entries(signs + i + step, query->tables + i + step);
        add(&low, _mm256_add_epi8(a.low, b.low));
        add(&high, _mm256_add_epi8(a.high, b.high));
    }
    if (i < size) {
        pair a = entries(signs + i, query->tables + i);
        add(&low, a.low);
        add(&high, a.high);
    }
    rows[0] = in_order(low);
    rows[1] = in_order(high);
}

static uint32_t block(const unsigned char *block, const gk_prepared *query, float least,
                      float *estimates)
{
    const float *shifts = (const float *)(const void *)(block + gk_signs_size(query->width));
    const __m256 limit = _mm256_set1_ps(least);
    __m256i rows[2];
    uint32_t mask = 0;
    add_up(block, query, rows);
    for (unsigned i = 0; i < 2; i++) {
        unsigned at = 16 * i;
        mask |= estimate(_mm256_castsi256_si128(rows[i]), shifts + at, query, limit, estimates + at)
                << at;
        at += 8;
        mask |= estimate(_mm256_extracti128_si256(rows[i], 1), shifts + at, query, limit,
                         estimates + at)
                << at;
    }
    return mask;
}

static inline int32_t add_across(__m256i v)
{
    __m128i x = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    x = _mm_add_epi32(x, _mm_shuffle_epi32(x, 0x4E));
    return _mm_cvtsi128_si32(_mm_add_epi32(x, _mm_shuffle_epi32(x, 0xB1)));
}

static int32_t product(const int8_t *row, const int16_t *numbers, size_t width)
{
    __m256i sum = _mm256_setzero_si256(), other = sum;
    size_t i = 0;
    for (; i + 32 <= width; i += 32) {
        __m256i a = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(row + i)));
        __m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(row + i + 16)));
        __m256i p = _mm256_loadu_si256((const __m256i *)(numbers + i));
        __m256i q = _mm256_loadu_si256((const __m256i *)(numbers + i + 16));
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, p));
        other = _mm256_add_epi32(other, _mm256_madd_epi16(b, q));
    }
    for (; i < width; i += 8) {
        __m128i a = _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)(row + i)));
        __m128i p = _mm_loadu_si128((const __m128i *)(numbers + i));
        sum = _mm256_add_epi32(sum, _mm256_zextsi128_si256(_mm_madd_epi16(a, p)));
    }
    return add_across(_mm256_add_epi32(sum, other));
}

const gk_scan gk_scan_avx2 = {"avx2", block, product};
