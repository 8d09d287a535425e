/* SPDX-License-Identifier: Apache-2.0
 *
 * int8_512 - the int8 product in 512-bit registers. A file that includes it defines GK_DOT first: a
 * function of (sum, a, b) that adds, in each 32-bit lane, four products of an unsigned byte of a
 * and a signed one of b to sum.
 */
#ifndef GK_INT8_512_H
#define GK_INT8_512_H

#include "model/kernels_table.h"
#include "model/vector_512.h"

#include <string.h>

/* A tile of c, ROWS by one panel, stays in registers (24 of the 32) while k runs; a panel (12 KiB
 * for k = 384) stays in the first cache while all rows of a pass by it. */
enum { ROWS = 12, LANES = 16 };

/* What every tile needs. */
typedef struct product {
    size_t groups; /* of k */
    const uint8_t *a;
    size_t lda;
    const float *a_scales;
    const gk_epilogue *epilogue;
    float *c;
    size_t ldc;
} product;

/* One panel of b and the columns of c that it makes. */
typedef struct panel {
    const int8_t *bytes;
    const int32_t *starts;
    const float *scales;
    size_t column;
    __mmask16 left, right; /* which columns exist */
} panel;

/* Sixteen of a row's sums, out of the integers, through the epilogue, into c. */
static inline void store(const product *p, size_t row, size_t column, __mmask16 mask, __m512i sum,
                         __m512 scale)
{
    const gk_epilogue *e = p->epilogue;
    __m512 bias = e->bias ? _mm512_maskz_loadu_ps(mask, e->bias + column) : _mm512_setzero_ps();
    __m512 x = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale, bias);
    if (e->gelu) x = rough_gelu(x);
    if (e->residual)
        x = _mm512_add_ps(x, _mm512_maskz_loadu_ps(mask, e->residual + row * e->ldr + column));
    _mm512_mask_storeu_ps(p->c + row * p->ldc + column, mask, x);
}

/* The rows of a tile whose sums are done. A loop of its own: inside the tile's it would need the
 * registers that the sums stand in. */
static void finish(const product *p, size_t first, size_t rows, const panel *b,
                   const int32_t sums[ROWS][GK_PANEL])
{
    const __m512 left = _mm512_loadu_ps(b->scales), right = _mm512_loadu_ps(b->scales + LANES);
    for (size_t r = 0; r < rows; r++) {
        const __m512 scale = _mm512_set1_ps(p->a_scales[first + r]);
        store(p, first + r, b->column, b->left, _mm512_load_si512(sums[r]),
              _mm512_mul_ps(scale, left));
        if (b->right)
            store(p, first + r, b->column + LANES, b->right, _mm512_load_si512(sums[r] + LANES),
                  _mm512_mul_ps(scale, right));
    }
}

static inline __attribute__((always_inline)) void tile(const size_t rows, const product *p,
                                                       size_t first, const panel *b)
{
    __m512i left[ROWS], right[ROWS];
    for (size_t r = 0; r < rows; r++) {
        left[r] = _mm512_loadu_si512(b->starts);
        right[r] = _mm512_loadu_si512(b->starts + LANES);
    }
    const uint8_t *a = p->a + first * p->lda;
    const int8_t *bytes = b->bytes;
    for (size_t g = 0; g < p->groups; g++, a += GK_GROUP, bytes += (size_t)GK_GROUP * GK_PANEL) {
        __m512i b_left = _mm512_load_si512(bytes), b_right = _mm512_load_si512(bytes + 64);
        for (size_t r = 0; r < rows; r++) {
            int32_t four;
            memcpy(&four, a + r * p->lda, sizeof four);
            __m512i x = _mm512_set1_epi32(four);
            left[r] = GK_DOT(left[r], x, b_left);
            right[r] = GK_DOT(right[r], x, b_right);
        }
    }
    _Alignas(64) int32_t sums[ROWS][GK_PANEL];
    for (size_t r = 0; r < rows; r++) {
        _mm512_store_si512(sums[r], left[r]);
        _mm512_store_si512(sums[r] + LANES, right[r]);
    }
    finish(p, first, rows, b, sums);
}

/* The rows that are left over: each count its own loop with its own registers. */
static inline void last_tile(size_t rows, const product *p, size_t first, const panel *b)
{
    switch (rows) {
    case 1:
        tile(1, p, first, b);
        break;
    case 2:
        tile(2, p, first, b);
        break;
    case 3:
        tile(3, p, first, b);
        break;
    case 4:
        tile(4, p, first, b);
        break;
    case 5:
        tile(5, p, first, b);
        break;
    case 6:
        tile(6, p, first, b);
        break;
    case 7:
        tile(7, p, first, b);
        break;
    case 8:
        tile(8, p, first, b);
        break;
    case 9:
        tile(9, p, first, b);
        break;
    case 10:
        tile(10, p, first, b);
        break;
    case 11:
        tile(11, p, first, b);
        break;
    default:
        break;
    }
}

static inline void multiply_512(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                                const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                                size_t ldc)
{
    const product p = {(b->k + GK_GROUP - 1) / GK_GROUP, a, lda, a_scales, epilogue, c, ldc};
    for (size_t column = 0; column < b->n; column += GK_PANEL) {
        size_t columns = b->n - column < GK_PANEL ? b->n - column : GK_PANEL;
        const panel at = {
            .bytes = b->panels + column * p.groups * GK_GROUP,
            .starts = b->starts + column,
            .scales = b->scales + column,
            .column = column,
            .left = (__mmask16)(columns >= LANES ? 0xFFFF : (1U << columns) - 1),
            .right = (__mmask16)(columns > LANES ? (1ULL << (columns - LANES)) - 1 : 0)};
        size_t row = 0;
        for (; row + ROWS <= m; row += ROWS) tile(ROWS, &p, row, &at);
        last_tile(m - row, &p, row, &at);
    }
}

#endif
