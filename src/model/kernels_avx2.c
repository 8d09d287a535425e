/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernels for processors with AVX2 and FMA. Compiled with flags of its own (cmake/kernels.cmake),
 * so nothing here may be called before gk_kernels_available has looked at the processor.
 */
#include "model/kernels_table.h"

#include <immintrin.h>
#include <string.h>

/* ---- matrix product: as in kernels_avx512.c, with tiles of 6 rows by half a panel (12 of the 16
 * registers). The columns past the matrix's last are computed, for the panel holds zeros there, and
 * thrown away. */
enum { ROWS = 6, DEPTH = 256, LANES = 8, HALF = GK_PANEL / 2 };

/* sums (rows, HALF) += a (rows, k) · b */
static inline __attribute__((always_inline)) void tile(const size_t rows, size_t k, const float *a,
                                                       size_t lda, const float *b, float *sums,
                                                       size_t ld)
{
    __m256 left[ROWS], right[ROWS];
    for (size_t r = 0; r < rows; r++) {
        left[r] = _mm256_loadu_ps(sums + r * ld);
        right[r] = _mm256_loadu_ps(sums + r * ld + LANES);
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
        _mm256_storeu_ps(sums + r * ld, left[r]);
        _mm256_storeu_ps(sums + r * ld + LANES, right[r]);
    }
}

static void any_tile(size_t rows, size_t k, const float *a, size_t lda, const float *b, float *sums,
                     size_t ld)
{
    switch (rows) {
    case 1:
        tile(1, k, a, lda, b, sums, ld);
        break;
    case 2:
        tile(2, k, a, lda, b, sums, ld);
        break;
    case 3:
        tile(3, k, a, lda, b, sums, ld);
        break;
    case 4:
        tile(4, k, a, lda, b, sums, ld);
        break;
    case 5:
        tile(5, k, a, lda, b, sums, ld);
        break;
    default:
        tile(ROWS, k, a, lda, b, sums, ld);
        break;
    }
}

/* A tile whose columns reach past the matrix: summed beside c, then the real columns copied. */
static void edge_tile(size_t rows, size_t columns, size_t k, const float *a, size_t lda,
                      const float *b, float *c, size_t ldc)
{
    float sums[ROWS * HALF] = {0};
    for (size_t r = 0; r < rows; r++) memcpy(sums + r * HALF, c + r * ldc, columns * sizeof *c);
    any_tile(rows, k, a, lda, b, sums, HALF);
    for (size_t r = 0; r < rows; r++) memcpy(c + r * ldc, sums + r * HALF, columns * sizeof *c);
}

static void start(size_t m, size_t columns, const float *bias, float *c, size_t ldc)
{
    for (size_t r = 0; r < m; r++) {
        if (bias)
            memcpy(c + r * ldc, bias, columns * sizeof *c);
        else
            memset(c + r * ldc, 0, columns * sizeof *c);
    }
}

static void multiply(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                     const float *bias, float *c, size_t ldc)
{
    for (size_t column = 0; column < n; column += HALF) {
        const float *half = packed + column / GK_PANEL * GK_PANEL * k + column % GK_PANEL;
        size_t columns = n - column < HALF ? n - column : HALF;
        start(m, columns, bias ? bias + column : NULL, c + column, ldc);
        for (size_t done = 0; done < k; done += DEPTH) {
            size_t depth = k - done < DEPTH ? k - done : DEPTH;
            const float *b = half + done * GK_PANEL;
            for (size_t row = 0; row < m; row += ROWS) {
                size_t rows = m - row < ROWS ? m - row : ROWS;
                const float *from = a + row * lda + done;
                float *to = c + row * ldc + column;
                if (columns < HALF)
                    edge_tile(rows, columns, depth, from, lda, b, to, ldc);
                else
                    any_tile(rows, depth, from, lda, b, to, ldc);
            }
        }
    }
}

/* ---- rows ---------------------------------------------------------------------------------- */

static __m256 polynomial(__m256 x, const float *coefficients, int count)
{
    __m256 sum = _mm256_set1_ps(coefficients[0]);
    for (int i = 1; i < count; i++) sum = _mm256_fmadd_ps(sum, x, _mm256_set1_ps(coefficients[i]));
    return sum;
}

/* The first `left` lanes, at most all. */
static __m256i mask_of(size_t left)
{
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(left < LANES ? (int)left : LANES), lanes);
}

static float sum_of(__m256 x)
{
    float lanes[LANES], sum = 0;
    _mm256_storeu_ps(lanes, x);
    for (int i = 0; i < LANES; i++) sum += lanes[i];
    return sum;
}

static float most_of(__m256 x)
{
    float lanes[LANES], most = -INFINITY;
    _mm256_storeu_ps(lanes, x);
    for (int i = 0; i < LANES; i++) most = fmaxf(most, lanes[i]);
    return most;
}

/* x · (1 + erf(x / √2)) / 2 */
static void gelu(float *x, size_t count)
{
    const __m256 limit = _mm256_set1_ps(GK_ERF_LIMIT), half = _mm256_set1_ps(0.5F);
    for (size_t i = 0; i < count; i += LANES) {
        __m256i mask = mask_of(count - i);
        __m256 v = _mm256_maskload_ps(x + i, mask);
        __m256 z = _mm256_mul_ps(v, _mm256_set1_ps(GK_SQRT_HALF));
        z = _mm256_max_ps(_mm256_min_ps(z, limit), _mm256_sub_ps(_mm256_setzero_ps(), limit));
        __m256 square = _mm256_mul_ps(z, z);
        __m256 above = polynomial(square, gk_erf_numerator, GK_ERF_NUMERATOR);
        __m256 below = polynomial(square, gk_erf_denominator, GK_ERF_DENOMINATOR);
        __m256 erf = _mm256_div_ps(_mm256_mul_ps(z, above), below);
        __m256 scaled = _mm256_mul_ps(v, half);
        _mm256_maskstore_ps(x + i, mask, _mm256_fmadd_ps(scaled, erf, scaled));
    }
}

/* e^x for x <= 0: 2^n · e^r, |r| <= ln 2 / 2. Below -87, where 2^n has no exponent left, it is as
 * at -87: 1e-38, nothing beside the 1 that stands in every row. */
static __m256 exponential(__m256 x)
{
    x = _mm256_max_ps(x, _mm256_set1_ps(-87.0F));
    __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(GK_LOG2E)),
                               _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(GK_LN2_HIGH), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(GK_LN2_LOW), r);
    __m256i power = _mm256_slli_epi32(
        _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_mul_ps(polynomial(r, gk_exp_terms, GK_EXP_TERMS), _mm256_castsi256_ps(power));
}

static void softmax(float *row, size_t count, float scale)
{
    const __m256 factor = _mm256_set1_ps(scale), lowest = _mm256_set1_ps(-INFINITY);
    __m256 most = lowest, sum = _mm256_setzero_ps();
    for (size_t i = 0; i < count; i += LANES) {
        __m256i mask = mask_of(count - i);
        __m256 v = _mm256_mul_ps(_mm256_maskload_ps(row + i, mask), factor);
        most = _mm256_max_ps(most, _mm256_blendv_ps(lowest, v, _mm256_castsi256_ps(mask)));
    }
    const __m256 top = _mm256_set1_ps(most_of(most));
    for (size_t i = 0; i < count; i += LANES) {
        __m256i mask = mask_of(count - i);
        __m256 v = _mm256_mul_ps(_mm256_maskload_ps(row + i, mask), factor);
        v = exponential(_mm256_sub_ps(v, top));
        sum = _mm256_add_ps(sum, _mm256_and_ps(v, _mm256_castsi256_ps(mask)));
        _mm256_maskstore_ps(row + i, mask, v);
    }
    const __m256 share = _mm256_set1_ps(1.0F / sum_of(sum));
    for (size_t i = 0; i < count; i += LANES) {
        __m256i mask = mask_of(count - i);
        _mm256_maskstore_ps(row + i, mask, _mm256_mul_ps(_mm256_maskload_ps(row + i, mask), share));
    }
}

static void add_norm(float *x, const float *y, const float *weight, const float *bias, size_t count,
                     float epsilon)
{
    __m256 sum = _mm256_setzero_ps(), squares = _mm256_setzero_ps();
    for (size_t i = 0; i < count; i += LANES) {
        __m256i mask = mask_of(count - i);
        __m256 v = _mm256_add_ps(_mm256_maskload_ps(x + i, mask), _mm256_maskload_ps(y + i, mask));
        sum = _mm256_add_ps(sum, v);
        _mm256_maskstore_ps(x + i, mask, v);
    }
    const __m256 mean = _mm256_set1_ps(sum_of(sum) / (float)count);
    for (size_t i = 0; i < count; i += LANES) {
        __m256i mask = mask_of(count - i);
        __m256 v = _mm256_sub_ps(_mm256_maskload_ps(x + i, mask), mean);
        v = _mm256_and_ps(v, _mm256_castsi256_ps(mask));
        squares = _mm256_fmadd_ps(v, v, squares);
        _mm256_maskstore_ps(x + i, mask, v);
    }
    const float scale = 1.0F / sqrtf(sum_of(squares) / (float)count + epsilon);
    for (size_t i = 0; i < count; i += LANES) {
        __m256i mask = mask_of(count - i);
        __m256 v = _mm256_mul_ps(_mm256_maskload_ps(x + i, mask), _mm256_set1_ps(scale));
        v = _mm256_fmadd_ps(v, _mm256_maskload_ps(weight + i, mask),
                            _mm256_maskload_ps(bias + i, mask));
        _mm256_maskstore_ps(x + i, mask, v);
    }
}

const gk_kernels gk_kernels_avx2 = {"avx2", multiply, gelu, softmax, add_norm};
