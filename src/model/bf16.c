/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiled with flags of its own, as the kernels are (cmake/kernels.cmake); elsewhere bf16_none.c
 * stands in its place.
 */
#include "model/bf16.h"

#include "model/pairs_512.h"

enum { ROWS = 12, LANES = 16, DEPTH = 256 /* pairs whose panel stays in the first cache */ };

/* The same instructions as the fastest kernels', which alone have that attention. */
bool gk_bf16_here(void) { return gk_kernels_available()[0]->attend_bf16; }

/* ---- rounding and packing -------------------------------------------------------------------- */

static void round_row(const float *x, size_t k, uint32_t *a)
{
    for (size_t i = 0; i < k; i += (size_t)2 * LANES) {
        _mm512_mask_storeu_epi32(a + i / 2, mask_of((k - i + 1) / 2), pairs_of(x + i, k - i));
    }
}

void gk_bf16_round(const float *x, size_t ld, size_t m, size_t k, uint32_t *a)
{
    for (size_t i = 0; i < m; i++) round_row(x + i * ld, k, a + i * gk_bf16_pairs(k));
}

void gk_bf16_pack_transposed(const float *w, size_t ldw, size_t k, size_t n, uint32_t *packed)
{
    const size_t pairs = gk_bf16_pairs(k);
    const __m512i places = panel_places();
    for (size_t column = 0; column < n; column++) {
        uint32_t *to = packed + column / GK_PANEL * GK_PANEL * pairs + column % GK_PANEL;
        const float *x = w + column * ldw;
        for (size_t i = 0; i < k; i += (size_t)2 * LANES) {
            _mm512_mask_i32scatter_epi32(to + i / 2 * GK_PANEL, mask_of((k - i + 1) / 2), places,
                                         pairs_of(x + i, k - i), sizeof *to);
        }
    }
}

void gk_bf16_pack(const float *b, size_t ldb, size_t k, size_t n, uint32_t *packed)
{
    for (size_t column = 0; column < n; column += GK_PANEL)
        for (size_t i = 0; i < k; i += 2)
            for (size_t half = 0; half < GK_PANEL; half += LANES, packed += LANES) {
                const float *first = b + i * ldb + column + half;
                const __m512 second = i + 1 < k ? _mm512_loadu_ps(first + ldb)
                                                : _mm512_setzero_ps();
                _mm512_store_si512(packed, pairs_across(_mm512_loadu_ps(first), second));
            }
}

/* ---- the product ----------------------------------------------------------------------------- */

/* A stretch of k of one panel. */
typedef struct stretch {
    size_t column;        /* the panel's first */
    size_t pairs, stride; /* of the stretch; from row to row of a */
    const gk_epilogue *epilogue;
    bool first; /* the sum starts from bias and residual, else from c */
} stretch;

static inline __attribute__((always_inline)) __m512 start(const stretch *s, size_t row,
                                                          size_t column, const float *c)
{
    const gk_epilogue *e = s->epilogue;
    if (!s->first) return _mm512_loadu_ps(c);
    const __m512 sum = e->bias ? _mm512_loadu_ps(e->bias + column) : _mm512_setzero_ps();
    return e->residual ? _mm512_add_ps(sum, _mm512_loadu_ps(e->residual + row * e->ldr + column))
                       : sum;
}

/* Rows first .. first + rows of c. */
static inline __attribute__((always_inline)) void tile(const size_t rows, const uint32_t *a,
                                                       const uint32_t *b, float *c, size_t ldc,
                                                       size_t first, const stretch *s)
{
    __m512 left[ROWS], right[ROWS];
    a += first * s->stride;
    c += first * ldc + s->column;
    for (size_t r = 0; r < rows; r++) {
        left[r] = start(s, first + r, s->column, c + r * ldc);
        right[r] = start(s, first + r, s->column + LANES, c + r * ldc + LANES);
    }
    for (size_t i = 0; i < s->pairs; i++, b += GK_PANEL) {
        const __m512bh b_left = (__m512bh)_mm512_load_si512(b),
                       b_right = (__m512bh)_mm512_load_si512(b + LANES);
        for (size_t r = 0; r < rows; r++) {
            const __m512bh x = (__m512bh)_mm512_set1_epi32((int32_t)a[r * s->stride + i]);
            left[r] = _mm512_dpbf16_ps(left[r], x, b_left);
            right[r] = _mm512_dpbf16_ps(right[r], x, b_right);
        }
    }
    for (size_t r = 0; r < rows; r++) {
        _mm512_storeu_ps(c + r * ldc, left[r]);
        _mm512_storeu_ps(c + r * ldc + LANES, right[r]);
    }
}

void gk_bf16_multiply(size_t m, size_t n, size_t k, const uint32_t *a, const uint32_t *packed,
                      const gk_epilogue *epilogue, float *c, size_t ldc)
{
    const size_t pairs = gk_bf16_pairs(k);
    for (size_t column = 0; column < n; column += GK_PANEL) {
        const uint32_t *panel = packed + column * pairs;
        size_t done = 0;
        do { /* once even for k = 0 */
            const size_t depth = pairs - done < DEPTH ? pairs - done : DEPTH;
            const stretch s = {column, depth, pairs, epilogue, done == 0};
            const uint32_t *b = panel + done * GK_PANEL;
            size_t row = 0;
            for (; row + ROWS <= m; row += ROWS) tile(ROWS, a + done, b, c, ldc, row, &s);
            for (; row + 4 <= m; row += 4) tile(4, a + done, b, c, ldc, row, &s);
            for (; row < m; row++) tile(1, a + done, b, c, ldc, row, &s);
            done += depth;
        } while (done < pairs);
    }
}
