/* SPDX-License-Identifier: Apache-2.0
 *
 * Attention for processors with AVX-512 BF16, whose vdpbf16ps multiplies pairs of bfloat16 and adds
 * them up in float: twice the products of a fused multiplication and addition. Factors are rounded
 * to the 8 bits of bfloat16, sums and the softmax are float. Compiled with flags of its own, as all
 * kernels (cmake/kernels.cmake).
 *
 * Pairs are packed in panels like a product's right side (kernels.h): for each pair of k, for each
 * column j < GK_PANEL, the two elements of k one after the other.
 */
#include "model/pairs_512.h"

#include <math.h>
#include <string.h>

enum { ROWS = 12, LANES = 16, PAIR = 2 };

/* Two bfloat16 as one; the first is the lower half. */
typedef uint32_t pair;

/* keys^T: panels of keys, pairs of dimensions. Keys that are not there stay zero. */
static void pack_keys(const gk_head *h, pair *to)
{
    const size_t panels = (h->length + GK_PANEL - 1) / GK_PANEL, pairs = h->size / PAIR;
    const __m512i places = panel_places();
    if (h->length % GK_PANEL)
        memset(to + (panels - 1) * pairs * GK_PANEL, 0, pairs * GK_PANEL * sizeof *to);
    for (size_t key = 0; key < h->length; key++) {
        pair *column = to + key / GK_PANEL * pairs * GK_PANEL + key % GK_PANEL;
        for (size_t d = 0; d < h->size; d += GK_PANEL)
            _mm512_i32scatter_epi32(column + d / PAIR * GK_PANEL, places,
                                    pairs_of(h->keys + key * h->stride + d, GK_PANEL), sizeof *to);
    }
}

/* values: panels of dimensions, pairs of keys; an odd last key is paired with zeros. */
static void pack_values(const gk_head *h, pair *to)
{
    for (size_t d = 0; d < h->size; d += GK_PANEL) {
        for (size_t key = 0; key < h->length; key += PAIR, to += GK_PANEL) {
            const float *first = h->values + key * h->stride + d;
            const bool alone = key + 1 == h->length;
            for (size_t half = 0; half < GK_PANEL; half += LANES) {
                __m512 second = alone ? _mm512_setzero_ps()
                                      : _mm512_loadu_ps(first + h->stride + half);
                _mm512_store_si512(to + half, pairs_across(_mm512_loadu_ps(first + half), second));
            }
        }
    }
}

/* c (rows, GK_PANEL), rows ldc floats apart, = shares · (a · b): a (rows, pairs), rows lda pairs
 * apart; b is one panel; shares (rows), or NULL for ones. rows is a constant. */
static inline __attribute__((always_inline)) void tile(const size_t rows, size_t pairs,
                                                       const pair *a, size_t lda, const pair *b,
                                                       const float *shares, float *c, size_t ldc)
{
    __m512 left[ROWS], right[ROWS];
    for (size_t r = 0; r < rows; r++) left[r] = right[r] = _mm512_setzero_ps();
    for (size_t i = 0; i < pairs; i++, b += GK_PANEL) {
        const __m512bh b_left = (__m512bh)_mm512_load_si512(b),
                       b_right = (__m512bh)_mm512_load_si512(b + LANES);
        for (size_t r = 0; r < rows; r++) {
            const __m512bh x = (__m512bh)_mm512_set1_epi32((int32_t)a[r * lda + i]);
            left[r] = _mm512_dpbf16_ps(left[r], x, b_left);
            right[r] = _mm512_dpbf16_ps(right[r], x, b_right);
        }
    }
    for (size_t r = 0; r < rows; r++) {
        const __m512 share = _mm512_set1_ps(shares ? shares[r] : 1);
        _mm512_storeu_ps(c + r * ldc, _mm512_mul_ps(left[r], share));
        _mm512_storeu_ps(c + r * ldc + LANES, _mm512_mul_ps(right[r], share));
    }
}

/* The same for any number of rows. */
static void product(size_t rows, size_t pairs, const pair *a, size_t lda, const pair *b,
                    const float *shares, float *c, size_t ldc)
{
    size_t r = 0;
    for (; r + ROWS <= rows; r += ROWS)
        tile(ROWS, pairs, a + r * lda, lda, b, shares ? shares + r : NULL, c + r * ldc, ldc);
    for (; r + 4 <= rows; r += 4)
        tile(4, pairs, a + r * lda, lda, b, shares ? shares + r : NULL, c + r * ldc, ldc);
    for (; r < rows; r++)
        tile(1, pairs, a + r * lda, lda, b, shares ? shares + r : NULL, c + r * ldc, ldc);
}

/* 2^(factor · x - the greatest), as bfloat16 in the row's own place, up to an even number of them;
 * returns 1 / their sum. */
static float powers(float *row, size_t count, float factor)
{
    const __m512 scale = _mm512_set1_ps(factor), lowest = _mm512_set1_ps(-INFINITY);
    __m512 most = lowest, sum = _mm512_setzero_ps();
    for (size_t i = 0; i < count; i += LANES) {
        __m512 v = _mm512_mask_loadu_ps(lowest, mask_of(count - i), row + i);
        most = _mm512_max_ps(most, _mm512_mul_ps(v, scale));
    }
    const __m512 top = _mm512_set1_ps(_mm512_reduce_max_ps(most));
    for (size_t i = 0; i < count; i += LANES) { /* what is written lies before what is read next */
        const __mmask16 mask = mask_of(count - i);
        __m512 v = _mm512_maskz_loadu_ps(mask, row + i);
        v = _mm512_maskz_mov_ps(mask, power_of_two(_mm512_sub_ps(_mm512_mul_ps(v, scale), top),
                                                   gk_rough_exp2_terms, GK_ROUGH_EXP2_TERMS));
        sum = _mm512_add_ps(sum, v);
        _mm256_storeu_si256((__m256i *)((uint16_t *)row + i), (__m256i)_mm512_cvtneps_pbh(v));
    }
    return 1.0F / _mm512_reduce_add_ps(sum);
}

void gk_attend_bf16(const gk_head *h, const gk_attention_room *room)
{
    pair *keys = (pair *)room->keys, *values = (pair *)room->values,
         *queries = (pair *)room->queries;
    const size_t columns = gk_whole_panels(h->length);
    const size_t of_head = h->size / PAIR, of_keys = (h->length + 1) / PAIR;
    const float factor = GK_LOG2E / sqrtf((float)h->size);
    float shares[GK_QUERIES];
    pack_keys(h, keys);
    pack_values(h, values);
    for (size_t from = 0; from < h->length; from += GK_QUERIES) {
        const size_t rows = h->length - from < GK_QUERIES ? h->length - from : GK_QUERIES;
        for (size_t r = 0; r < rows; r++)
            for (size_t d = 0; d < h->size; d += GK_PANEL)
                _mm512_storeu_si512(queries + r * of_head + d / PAIR,
                                    pairs_of(h->queries + (from + r) * h->stride + d, GK_PANEL));
        for (size_t key = 0; key < columns; key += GK_PANEL)
            product(rows, of_head, queries, of_head, keys + key * of_head, NULL, room->scores + key,
                    columns);
        for (size_t r = 0; r < rows; r++)
            shares[r] = powers(room->scores + r * columns, h->length, factor);
        for (size_t d = 0; d < h->size; d += GK_PANEL)
            product(rows, of_keys, (const pair *)room->scores, columns, values + d * of_keys,
                    shares, h->context + from * h->context_stride + d, h->context_stride);
    }
}
