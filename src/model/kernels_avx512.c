/* SPDX-License-Identifier: Apache-2.0
 *
 * Kernels for processors with AVX-512 (F). Compiled with flags of its own (cmake/kernels.cmake), so
 * nothing here may be called before gk_kernels_available has looked at the processor.
 */
#include "model/kernels_table.h"
#include "model/vector_512.h"

#include <float.h>

/* ---- matrix product ------------------------------------------------------------------------
 * A tile of c, ROWS by one panel, stays in registers (24 of the 32) while k runs. A stretch of
 * DEPTH of a panel (32 KiB) stays in the first cache while all rows of a pass by it.
 */
enum { ROWS = 12, DEPTH = 256, LANES = 16 };

/* What every tile of one panel needs. */
typedef struct edge {
    __mmask16 left, right; /* which columns of the panel exist */
    size_t column;         /* the panel's first */
    const gk_epilogue *epilogue;
    bool first, last; /* stretch of k: the sum starts from bias and residual, ends in gelu */
} edge;

/* Where the sum of a row's half starts. */
static inline __attribute__((always_inline)) __m512 start(const edge *e, size_t row, size_t column,
                                                          __mmask16 mask)
{
    const gk_epilogue *p = e->epilogue;
    __m512 sum = p->bias ? _mm512_maskz_loadu_ps(mask, p->bias + column) : _mm512_setzero_ps();
    if (!p->residual) return sum;
    return _mm512_add_ps(sum, _mm512_maskz_loadu_ps(mask, p->residual + row * p->ldr + column));
}

/* Gelu of sums that stand in c. */
static void finish(const edge *e, size_t rows, float *c, size_t ldc)
{
    for (size_t r = 0; r < rows; r++, c += ldc) {
        __m512 left = _mm512_maskz_loadu_ps(e->left, c);
        __m512 right = _mm512_maskz_loadu_ps(e->right, c + LANES);
        _mm512_mask_storeu_ps(c, e->left, gelu(left));
        _mm512_mask_storeu_ps(c + LANES, e->right, gelu(right));
    }
}

/* Rows first .. first + rows of c. */
static inline __attribute__((always_inline)) void tile(const size_t rows, size_t k, const float *a,
                                                       size_t lda, const float *b, float *c,
                                                       size_t ldc, size_t first, const edge *e)
{
    __m512 left[ROWS], right[ROWS];
    a += first * lda;
    c += first * ldc + e->column;
    for (size_t r = 0; r < rows; r++) {
        if (e->first) {
            left[r] = start(e, first + r, e->column, e->left);
            right[r] = start(e, first + r, e->column + LANES, e->right);
        } else {
            left[r] = _mm512_maskz_loadu_ps(e->left, c + r * ldc);
            right[r] = _mm512_maskz_loadu_ps(e->right, c + r * ldc + LANES);
        }
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
        _mm512_mask_storeu_ps(c + r * ldc + LANES, e->right, right[r]);
    }
    if (e->last && e->epilogue->gelu) finish(e, rows, c, ldc);
}

/* The rows that are left over: each count its own loop with its own registers. */
static void last_tile(size_t rows, size_t k, const float *a, size_t lda, const float *b, float *c,
                      size_t ldc, size_t first, const edge *e)
{
    switch (rows) {
    case 1:
        tile(1, k, a, lda, b, c, ldc, first, e);
        break;
    case 2:
        tile(2, k, a, lda, b, c, ldc, first, e);
        break;
    case 3:
        tile(3, k, a, lda, b, c, ldc, first, e);
        break;
    case 4:
        tile(4, k, a, lda, b, c, ldc, first, e);
        break;
    case 5:
        tile(5, k, a, lda, b, c, ldc, first, e);
        break;
    case 6:
        tile(6, k, a, lda, b, c, ldc, first, e);
        break;
    case 7:
        tile(7, k, a, lda, b, c, ldc, first, e);
        break;
    case 8:
        tile(8, k, a, lda, b, c, ldc, first, e);
        break;
    case 9:
        tile(9, k, a, lda, b, c, ldc, first, e);
        break;
    case 10:
        tile(10, k, a, lda, b, c, ldc, first, e);
        break;
    case 11:
        tile(11, k, a, lda, b, c, ldc, first, e);
        break;
    default:
        break;
    }
}

static void multiply(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                     const gk_epilogue *epilogue, float *c, size_t ldc)
{
    for (size_t column = 0; column < n; column += GK_PANEL) {
        const float *panel = packed + column * k;
        size_t columns = n - column < GK_PANEL ? n - column : GK_PANEL;
        edge e = {.left = (__mmask16)(columns >= LANES ? 0xFFFF : (1U << columns) - 1),
                  .right = (__mmask16)(columns > LANES ? (1ULL << (columns - LANES)) - 1 : 0),
                  .column = column,
                  .epilogue = epilogue,
                  .first = true};
        size_t done = 0;
        do { /* once even for k = 0, which leaves the epilogue */
            size_t depth = k - done < DEPTH ? k - done : DEPTH, row = 0;
            const float *b = panel + done * GK_PANEL;
            e.last = done + depth >= k;
            for (; row + ROWS <= m; row += ROWS)
                tile(ROWS, depth, a + done, lda, b, c, ldc, row, &e);
            last_tile(m - row, depth, a + done, lda, b, c, ldc, row, &e);
            done += depth;
            e.first = false;
        } while (done < k);
    }
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* Less the greatest element, so that no power overflows and one is 1; e^x as 2^(x · log2 e). */
static void softmax(float *row, size_t count, float scale)
{
    const __m512 factor = _mm512_set1_ps(scale * GK_LOG2E), lowest = _mm512_set1_ps(-INFINITY);
    __m512 most = lowest, sum = _mm512_setzero_ps();
    for (size_t i = 0; i < count; i += LANES) {
        __m512 v = _mm512_mask_loadu_ps(lowest, mask_of(count - i), row + i);
        most = _mm512_max_ps(most, _mm512_mul_ps(v, factor));
    }
    const __m512 top = _mm512_set1_ps(_mm512_reduce_max_ps(most));
    for (size_t i = 0; i < count; i += LANES) {
        __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_maskz_loadu_ps(mask, row + i);
        v = power_of_two(_mm512_sub_ps(_mm512_mul_ps(v, factor), top), gk_exp2_terms,
                         GK_EXP2_TERMS); /* not fused: top is 0 */
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

static void norm(float *x, const float *weight, const float *bias, size_t count, float epsilon)
{
    __m512 sum = _mm512_setzero_ps(), squares = _mm512_setzero_ps();
    for (size_t i = 0; i < count; i += LANES)
        sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(mask_of(count - i), x + i));
    const __m512 mean = _mm512_set1_ps(_mm512_reduce_add_ps(sum) / (float)count);
    for (size_t i = 0; i < count; i += LANES) {
        __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_maskz_sub_ps(mask, _mm512_maskz_loadu_ps(mask, x + i), mean);
        squares = _mm512_fmadd_ps(v, v, squares);
    }
    const __m512 scale = _mm512_set1_ps(
        1.0F / sqrtf(_mm512_reduce_add_ps(squares) / (float)count + epsilon));
    for (size_t i = 0; i < count; i += LANES) {
        __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_sub_ps(_mm512_maskz_loadu_ps(mask, x + i), mean);
        v = _mm512_fmadd_ps(_mm512_mul_ps(v, scale), _mm512_maskz_loadu_ps(mask, weight + i),
                            _mm512_maskz_loadu_ps(mask, bias + i));
        _mm512_mask_storeu_ps(x + i, mask, v);
    }
}

static void quantize(const float *x, size_t count, uint8_t *q, float *scale)
{
    __m512 most = _mm512_setzero_ps();
    for (size_t i = 0; i < count; i += LANES)
        most = _mm512_max_ps(most, absolute(_mm512_maskz_loadu_ps(mask_of(count - i), x + i)));
    float top = _mm512_reduce_max_ps(most), factor = 127.0F / top;
    if (factor > FLT_MAX) top = factor = 0; /* as kernels_portable.c has it */
    const __m512 inverse = _mm512_set1_ps(factor);
    const size_t padded = (count + GK_GROUP - 1) / GK_GROUP * GK_GROUP;
    *scale = top / 127.0F;
    for (size_t i = 0; i < padded; i += LANES) {
        __m512 v = _mm512_mul_ps(_mm512_maskz_loadu_ps(mask_of(count > i ? count - i : 0), x + i),
                                 inverse);
        __m512i bytes = _mm512_add_epi32(_mm512_cvtps_epi32(v), _mm512_set1_epi32(128));
        _mm512_mask_cvtepi32_storeu_epi8(q + i, mask_of(padded - i), bytes);
    }
}

const gk_kernels gk_kernels_bf16 = {
    "avx512-bf16", multiply, gk_int8_multiply_vnni512, quantize, softmax, norm, gk_attend_bf16};
const gk_kernels gk_kernels_avx512 = {
    "avx512", multiply, gk_int8_multiply_avx512, quantize, softmax, norm, NULL};
const gk_kernels gk_kernels_vnni512 = {
    "avx512-vnni", multiply, gk_int8_multiply_vnni512, quantize, softmax, norm, NULL};
