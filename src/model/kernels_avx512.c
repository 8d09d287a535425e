/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernels for processors with AVX-512 (F). Compiled with flags of its own (cmake/kernels.cmake), so
 * nothing here may be called before gk_kernels_available has looked at the processor.
 */
#include "model/kernels_table.h"

#include <immintrin.h>

/* ---- matrix product ------------------------------------------------------------------------
 * A tile of c, ROWS by one panel, stays in registers (24 of the 32) while k runs. A stretch of
 * DEPTH of a panel (32 KiB) stays in the first cache while all rows of a pass by it.
 */
enum { ROWS = 12, DEPTH = 256, LANES = 16 };

/* Which columns of a panel exist, and where the sum starts: from bias, or from c. */
typedef struct edge {
    __mmask16 left, right;
    const float *bias;
    bool from_bias;
} edge;

static inline __attribute__((always_inline)) void tile(const size_t rows, size_t k, const float *a,
                                                       size_t lda, const float *b, float *c,
                                                       size_t ldc, const edge *e)
{
    __m512 left[ROWS], right[ROWS];
    for (size_t r = 0; r < rows; r++) {
        const float *start = e->from_bias ? e->bias : c + r * ldc;
        left[r] = start ? _mm512_maskz_loadu_ps(e->left, start) : _mm512_setzero_ps();
        right[r] = start && e->right ? _mm512_maskz_loadu_ps(e->right, start + LANES)
                                     : _mm512_setzero_ps();
    }
    for (size_t i = 0; i < k; i++, b += GK_PANEL) {
        __m512 b_left = _mm512_load_ps(b), b_right = _mm512_load_ps(b + LANES);
        for (size_t r = 0; r < rows; r++) {
            __m512 x = _mm512_set1_ps(a[r * lda + i]);
            left[r] = _mm512_fmadd_ps(x, b_left, left[r]);
            right[r] = _mm512_fmadd_ps(x, b_right, right[r]);
        }
    }
    for (size_t r = 0; r < rows; r++) {
        _mm512_mask_storeu_ps(c + r * ldc, e->left, left[r]);
        if (e->right) _mm512_mask_storeu_ps(c + r * ldc + LANES, e->right, right[r]);
    }
}

/* The rows that are left over: each count its own loop with its own registers. */
static void last_tile(size_t rows, size_t k, const float *a, size_t lda, const float *b, float *c,
                      size_t ldc, const edge *e)
{
    switch (rows) {
    case 1:
        tile(1, k, a, lda, b, c, ldc, e);
        break;
    case 2:
        tile(2, k, a, lda, b, c, ldc, e);
        break;
    case 3:
        tile(3, k, a, lda, b, c, ldc, e);
        break;
    case 4:
        tile(4, k, a, lda, b, c, ldc, e);
        break;
    case 5:
        tile(5, k, a, lda, b, c, ldc, e);
        break;
    case 6:
        tile(6, k, a, lda, b, c, ldc, e);
        break;
    case 7:
        tile(7, k, a, lda, b, c, ldc, e);
        break;
    case 8:
        tile(8, k, a, lda, b, c, ldc, e);
        break;
    case 9:
        tile(9, k, a, lda, b, c, ldc, e);
        break;
    case 10:
        tile(10, k, a, lda, b, c, ldc, e);
        break;
    case 11:
        tile(11, k, a, lda, b, c, ldc, e);
        break;
    default:
        break;
    }
}

static void multiply(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                     const float *bias, float *c, size_t ldc)
{
    for (size_t column = 0; column < n; column += GK_PANEL) {
        const float *panel = packed + column * k;
        size_t columns = n - column < GK_PANEL ? n - column : GK_PANEL;
        edge e = {.left = (__mmask16)(columns >= LANES ? 0xFFFF : (1U << columns) - 1),
                  .right = (__mmask16)(columns > LANES ? (1ULL << (columns - LANES)) - 1 : 0),
                  .bias = bias ? bias + column : NULL,
                  .from_bias = true};
        size_t done = 0;
        do { /* once even for k = 0, which leaves the bias */
            size_t depth = k - done < DEPTH ? k - done : DEPTH, row = 0;
            const float *b = panel + done * GK_PANEL;
            for (; row + ROWS <= m; row += ROWS)
                tile(ROWS, depth, a + row * lda + done, lda, b, c + row * ldc + column, ldc, &e);
            last_tile(m - row, depth, a + row * lda + done, lda, b, c + row * ldc + column, ldc,
                      &e);
            done += depth;
            e.from_bias = false;
        } while (done < k);
    }
}

/* ---- rows ---------------------------------------------------------------------------------- */

static __mmask16 mask_of(size_t left)
{
    return (__mmask16)(left >= LANES ? 0xFFFF : (1U << left) - 1);
}

static __m512 polynomial(__m512 x, const float *coefficients, int count)
{
    __m512 sum = _mm512_set1_ps(coefficients[0]);
    for (int i = 1; i < count; i++) sum = _mm512_fmadd_ps(sum, x, _mm512_set1_ps(coefficients[i]));
    return sum;
}

/* x · (1 + erf(x / √2)) / 2 */
static void gelu(float *x, size_t count)
{
    const __m512 limit = _mm512_set1_ps(GK_ERF_LIMIT), half = _mm512_set1_ps(0.5F);
    for (size_t i = 0; i < count; i += LANES) {
        __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_maskz_loadu_ps(mask, x + i);
        __m512 z = _mm512_mul_ps(v, _mm512_set1_ps(GK_SQRT_HALF));
        z = _mm512_max_ps(_mm512_min_ps(z, limit), _mm512_sub_ps(_mm512_setzero_ps(), limit));
        __m512 square = _mm512_mul_ps(z, z);
        __m512 above = polynomial(square, gk_erf_numerator, GK_ERF_NUMERATOR);
        __m512 below = polynomial(square, gk_erf_denominator, GK_ERF_DENOMINATOR);
        __m512 erf = _mm512_div_ps(_mm512_mul_ps(z, above), below);
        __m512 scaled = _mm512_mul_ps(v, half);
        _mm512_mask_storeu_ps(x + i, mask, _mm512_fmadd_ps(scaled, erf, scaled));
    }
}

/* e^x for x <= 0: 2^n · e^r, |r| <= ln 2 / 2. Below -87 it falls to 0 as it should. */
static __m512 exponential(__m512 x)
{
    __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(GK_LOG2E)),
                                    _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(GK_LN2_HIGH), x);
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(GK_LN2_LOW), r);
    return _mm512_scalef_ps(polynomial(r, gk_exp_terms, GK_EXP_TERMS), n);
}

static void softmax(float *row, size_t count, float scale)
{
    const __m512 factor = _mm512_set1_ps(scale), lowest = _mm512_set1_ps(-INFINITY);
    __m512 most = lowest, sum = _mm512_setzero_ps();
    for (size_t i = 0; i < count; i += LANES) {
        __m512 v = _mm512_mask_loadu_ps(lowest, mask_of(count - i), row + i);
        most = _mm512_max_ps(most, _mm512_mul_ps(v, factor));
    }
    const __m512 top = _mm512_set1_ps(_mm512_reduce_max_ps(most));
    for (size_t i = 0; i < count; i += LANES) {
        __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_maskz_loadu_ps(mask, row + i);
        v = exponential(_mm512_sub_ps(_mm512_mul_ps(v, factor), top));
        sum = _mm512_mask_add_ps(sum, mask, sum, v);
        _mm512_mask_storeu_ps(row + i, mask, v);
    }
    const __m512 share = _mm512_set1_ps(1.0F / _mm512_reduce_add_ps(sum));
    for (size_t i = 0; i < count; i += LANES) {
        __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_maskz_loadu_ps(mask, row + i);
        _mm512_mask_storeu_ps(row + i, mask, _mm512_mul_ps(v, share));
    }
}

static void add_norm(float *x, const float *y, const float *weight, const float *bias, size_t count,
                     float epsilon)
{
    __m512 sum = _mm512_setzero_ps(), squares = _mm512_setzero_ps();
    for (size_t i = 0; i < count; i += LANES) {
        __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_add_ps(_mm512_maskz_loadu_ps(mask, x + i),
                                 _mm512_maskz_loadu_ps(mask, y + i));
        sum = _mm512_add_ps(sum, v);
        _mm512_mask_storeu_ps(x + i, mask, v);
    }
    const float mean = _mm512_reduce_add_ps(sum) / (float)count;
    for (size_t i = 0; i < count; i += LANES) {
        __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_maskz_sub_ps(mask, _mm512_maskz_loadu_ps(mask, x + i),
                                       _mm512_set1_ps(mean));
        squares = _mm512_fmadd_ps(v, v, squares);
        _mm512_mask_storeu_ps(x + i, mask, v);
    }
    const float scale = 1.0F / sqrtf(_mm512_reduce_add_ps(squares) / (float)count + epsilon);
    for (size_t i = 0; i < count; i += LANES) {
        __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, x + i), _mm512_set1_ps(scale));
        v = _mm512_fmadd_ps(v, _mm512_maskz_loadu_ps(mask, weight + i),
                            _mm512_maskz_loadu_ps(mask, bias + i));
        _mm512_mask_storeu_ps(x + i, mask, v);
    }
}

const gk_kernels gk_kernels_avx512 = {"avx512", multiply, gelu, softmax, add_norm};
