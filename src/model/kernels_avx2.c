/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernels for processors with AVX2 and FMA, and with AVX-VNNI beside them. Compiled with flags of
 * its own (cmake/kernels.cmake), so nothing here may be called before gk_kernels_available has
 * looked at the processor.
 */
#include "model/vector_256.h"

/* ---- matrix product ------------------------------------------------------------------------
 * A tile stays in registers while a stretch of k runs. A stretch of DEPTH of half a panel (16 KiB)
 * stays in the first cache while a block of rows, whose sums wait beside it, passes by. The columns
 * past the matrix's last are computed, for the panel holds zeros there, and thrown away.
 */
enum { BLOCK = 96, DEPTH = 256 };

/* sums (rows, HALF) = a (rows, k) · b, or += where more */
static inline __attribute__((always_inline)) void tile(const size_t rows, bool more, size_t k,
                                                       const float *a, size_t lda, const float *b,
                                                       float *sums)
{
    __m256 left[ROWS], right[ROWS];
    for (size_t r = 0; r < rows; r++) {
        left[r] = more ? _mm256_load_ps(sums + r * HALF) : _mm256_setzero_ps();
        right[r] = more ? _mm256_load_ps(sums + r * HALF + LANES) : _mm256_setzero_ps();
    }
    for (size_t i = 0; i < k; i++, b += GK_PANEL) {
        __m256 b_left = _mm256_load_ps(b), b_right = _mm256_load_ps(b + LANES);
        for (size_t r = 0; r < rows; r++) {
            __m256 x = _mm256_broadcast_ss(a + r * lda + i);
            left[r] = _mm256_fmadd_ps(x, b_left, left[r]);
            right[r] = _mm256_fmadd_ps(x, b_right, right[r]);
        }
    }
    for (size_t r = 0; r < rows; r++) {
        _mm256_store_ps(sums + r * HALF, left[r]);
        _mm256_store_ps(sums + r * HALF + LANES, right[r]);
    }
}

static void any_tile(size_t rows, bool more, size_t k, const float *a, size_t lda, const float *b,
                     float *sums)
{
    switch (rows) {
    case 1:
        tile(1, more, k, a, lda, b, sums);
        break;
    case 2:
        tile(2, more, k, a, lda, b, sums);
        break;
    case 3:
        tile(3, more, k, a, lda, b, sums);
        break;
    case 4:
        tile(4, more, k, a, lda, b, sums);
        break;
    case 5:
        tile(5, more, k, a, lda, b, sums);
        break;
    default:
        tile(ROWS, more, k, a, lda, b, sums);
        break;
    }
}

#include "model/multiply_half.h"

/* ---- rows ---------------------------------------------------------------------------------- */

/* The first `left` lanes of x, at most all; the others from other. */
static inline __m256 only(__m256 x, size_t left, __m256 other)
{
    return left >= LANES ? x : _mm256_blendv_ps(other, x, _mm256_castsi256_ps(mask_of(left)));
}

static inline float sum_of(__m256 x)
{
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    return _mm_cvtss_f32(_mm_add_ss(sum, _mm_movehdup_ps(sum)));
}

static inline float most_of(__m256 x)
{
    __m128 most = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    most = _mm_max_ps(most, _mm_movehl_ps(most, most));
    return _mm_cvtss_f32(_mm_max_ss(most, _mm_movehdup_ps(most)));
}

/* The bytes of 32 whole numbers from 0 to 255, in order: the packing instructions work on each
 * half of the register by itself, and leave groups of four in this order. */
static __m256i bytes_of(const __m256i x[4])
{
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    const __m256i words = _mm256_packs_epi32(x[0], x[1]), more = _mm256_packs_epi32(x[2], x[3]);
    return _mm256_permutevar8x32_epi32(_mm256_packus_epi16(words, more), order);
}

/* STEP elements of a row as bytes, as many as there are. */
enum { STEP = 4 * LANES };
static inline __m256i quantized(const float *x, size_t left, __m256 factor)
{
    __m256i numbers[4];
    for (size_t j = 0; j < 4; j++) {
        const size_t at = j * LANES;
        const __m256 v = at < left ? load(x + at, left - at) : _mm256_setzero_ps();
        numbers[j] = _mm256_add_epi32(_mm256_cvtps_epi32(_mm256_mul_ps(v, factor)),
                                      _mm256_set1_epi32(128));
    }
    return bytes_of(numbers);
}

static void quantize(const float *x, size_t count, uint8_t *q, float *scale)
{
    __m256 most = _mm256_setzero_ps();
    for (size_t i = 0; i < count; i += LANES)
        most = _mm256_max_ps(most, absolute(load(x + i, count - i)));
    float top = most_of(most), inverse = 127 / top;
    if (inverse > FLT_MAX) top = inverse = 0; /* as in the portable kernel */
    *scale = top / 127;
    const __m256 factor = _mm256_set1_ps(inverse);
    size_t i = 0;
    for (; i + STEP <= count; i += STEP)
        _mm256_storeu_si256((__m256i *)(q + i), quantized(x + i, STEP, factor));
    if (i < count) {
        uint8_t last[STEP];
        _mm256_storeu_si256((__m256i *)last, quantized(x + i, count - i, factor));
        memcpy(q + i, last, (count - i + GK_GROUP - 1) / GK_GROUP * GK_GROUP);
    }
}

/* 2^x for x <= 0: 2^n · 2^r, |r| <= 1/2. Adding 1.5 · 2^23 rounds to a whole number and leaves it
 * in the lowest bits. Below -126, where 2^n has no exponent left, it is as at -126: 1e-38, nothing
 * beside the 1 that stands in every row. */
static __m256 power_of_two(__m256 x)
{
    const __m256 round = _mm256_set1_ps(0x1.8p23F);
    x = _mm256_max_ps(x, _mm256_set1_ps(-126.0F));
    const __m256 n = _mm256_add_ps(x, round), r = _mm256_sub_ps(x, _mm256_sub_ps(n, round));
    const __m256i part = _mm256_castps_si256(polynomial(r, gk_exp2_terms, GK_EXP2_TERMS));
    return _mm256_castsi256_ps(
        _mm256_add_epi32(part, _mm256_slli_epi32(_mm256_castps_si256(n), 23)));
}

static void softmax(float *row, size_t count, float scale)
{
    const __m256 factor = _mm256_set1_ps(scale * GK_LOG2E), lowest = _mm256_set1_ps(-INFINITY);
    __m256 most = lowest, sum = _mm256_setzero_ps();
    for (size_t i = 0; i < count; i += LANES) {
        __m256 v = _mm256_mul_ps(load(row + i, count - i), factor);
        most = _mm256_max_ps(most, only(v, count - i, lowest));
    }
    const __m256 top = _mm256_set1_ps(most_of(most));
    for (size_t i = 0; i < count; i += LANES) {
        __m256 v = _mm256_mul_ps(load(row + i, count - i), factor);
        v = power_of_two(_mm256_sub_ps(v, top));
        sum = _mm256_add_ps(sum, only(v, count - i, _mm256_setzero_ps()));
        store(row + i, count - i, v);
    }
    const __m256 share = _mm256_set1_ps(1.0F / sum_of(sum));
    for (size_t i = 0; i < count; i += LANES)
        store(row + i, count - i, _mm256_mul_ps(load(row + i, count - i), share));
}

/* The sum of x - offset, or of its squares. Four sums side by side, lest each addition wait for the
 * one before it. */
static inline float total(const float *x, size_t count, float offset, bool squares)
{
    const __m256 shift = _mm256_set1_ps(offset);
    __m256 sums[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(),
                      _mm256_setzero_ps()};
    size_t i = 0;
    for (; i + STEP <= count; i += STEP) {
        for (size_t j = 0; j < 4; j++) {
            const __m256 v = _mm256_sub_ps(_mm256_loadu_ps(x + i + j * LANES), shift);
            sums[j] = squares ? _mm256_fmadd_ps(v, v, sums[j]) : _mm256_add_ps(v, sums[j]);
        }
    }
    for (; i < count; i += LANES) {
        __m256 v = _mm256_sub_ps(load(x + i, count - i), shift);
        v = only(v, count - i, _mm256_setzero_ps());
        sums[0] = squares ? _mm256_fmadd_ps(v, v, sums[0]) : _mm256_add_ps(v, sums[0]);
    }
    return sum_of(_mm256_add_ps(_mm256_add_ps(sums[0], sums[1]), _mm256_add_ps(sums[2], sums[3])));
}

static void norm(float *x, const float *weight, const float *bias, size_t count, float epsilon)
{
    const float mean = total(x, count, 0, false) / (float)count,
                variance = total(x, count, mean, true) / (float)count;
    const __m256 shift = _mm256_set1_ps(mean),
                 scale = _mm256_set1_ps(1.0F / sqrtf(variance + epsilon));
    for (size_t i = 0; i < count; i += LANES) {
        const size_t left = count - i;
        const __m256 v = _mm256_mul_ps(_mm256_sub_ps(load(x + i, left), shift), scale);
        store(x + i, left, _mm256_fmadd_ps(v, load(weight + i, left), load(bias + i, left)));
    }
}

const gk_kernels gk_kernels_avxvnni = {
    "avx-vnni", multiply, gk_int8_multiply_avxvnni, quantize, softmax, norm, NULL};
const gk_kernels gk_kernels_avx2 = {"avx2", multiply, gk_int8_multiply_avx2, quantize, softmax,
                                    norm,   NULL};
