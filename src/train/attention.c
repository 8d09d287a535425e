/* SPDX-License-Identifier: Apache-2.0 */
#include "train/attention.h"

#include "train/rows.h"

#include <math.h>

struct gk_attention {
    const gk_kernels *kernels;
    size_t hidden, heads;
    float *packed; /* the right side of a product: (D, L) or (L, D) */
    float *scores; /* (L, L up to whole panels), rows that far apart; so are the next two */
    float *dscores;
    float *turned;
};

gk_attention *gk_attention_new(const gk_kernels *kernels, size_t hidden, size_t heads,
                               size_t longest)
{
    gk_attention *a = gk_alloc(sizeof *a);
    const size_t size = hidden / heads, ld = gk_whole_panels(longest);
    const size_t wide = gk_packed_size(size, longest), tall = gk_packed_size(longest, size);
    *a = (gk_attention){kernels, hidden, heads, NULL, NULL, NULL, NULL};
    a->packed = gk_alloc_floats(wide > tall ? wide : tall);
    a->scores = gk_alloc_floats(longest * ld);
    a->dscores = gk_alloc_floats(longest * ld);
    a->turned = gk_alloc_floats(longest * ld);
    return a;
}

void gk_attention_free(gk_attention *a)
{
    if (!a) return;
    gk_free(a->packed);
    gk_free(a->scores);
    gk_free(a->dscores);
    gk_free(a->turned);
    gk_free(a);
}

static const gk_epilogue none = {0};

/* to (L, L) = x (L, D) · y (L, D)^T */
static void product_over_size(const gk_attention *a, size_t length, const float *x, size_t ldx,
                              const float *y, size_t ldy, float *to)
{
    const size_t size = a->hidden / a->heads;
    gk_pack_transposed(y, ldy, size, length, a->packed);
    a->kernels->multiply(length, length, size, x, ldx, a->packed, &none, to,
                         gk_whole_panels(length));
}

/* to (L, D) = x (L, L) · y (L, D) */
static void product_over_length(const gk_attention *a, size_t length, const float *x,
                                const float *y, size_t ldy, float *to, size_t ld)
{
    const size_t size = a->hidden / a->heads;
    gk_pack(y, ldy, length, size, a->packed);
    a->kernels->multiply(length, size, length, x, gk_whole_panels(length), a->packed, &none, to,
                         ld);
}

/* scores = softmax(queries · keys^T / √D) */
static void score(const gk_attention *a, size_t length, const float *head)
{
    const size_t ld = gk_whole_panels(length), stride = 3 * a->hidden;
    const size_t size = a->hidden / a->heads;
    const float scale = 1 / sqrtf((float)size);
    product_over_size(a, length, head, stride, head + a->hidden, stride, a->scores);
    for (size_t i = 0; i < length; i++) a->kernels->softmax(a->scores + i * ld, length, scale);
}

void gk_attention_forward(gk_attention *a, size_t length, const float *qkv, float *context)
{
    const size_t size = a->hidden / a->heads, stride = 3 * a->hidden;
    for (size_t n = 0; n < a->heads; n++) {
        const float *head = qkv + n * size;
        score(a, length, head);
        product_over_length(a, length, a->scores, head + 2 * a->hidden, stride, context + n * size,
                            a->hidden);
    }
}

/* With P the scores and C = P · V: dV = P^T · dC, dP = dC · V^T, dS by the softmax, dQ = dS · K,
 * dK = dS^T · Q. */
void gk_attention_backward(gk_attention *a, size_t length, const float *qkv, const float *dcontext,
                           float *dqkv)
{
    const size_t hidden = a->hidden, size = hidden / a->heads, stride = 3 * hidden,
                 ld = gk_whole_panels(length);
    const float scale = 1 / sqrtf((float)size);
    for (size_t n = 0; n < a->heads; n++) {
        const float *queries = qkv + n * size, *keys = queries + hidden, *values = keys + hidden;
        const float *dc = dcontext + n * size;
        float *dqueries = dqkv + n * size, *dkeys = dqueries + hidden, *dvalues = dkeys + hidden;
        score(a, length, queries);
        gk_rows_turn(a->scores, ld, length, length, a->turned, ld);
        product_over_length(a, length, a->turned, dc, hidden, dvalues, stride);
        product_over_size(a, length, dc, hidden, values, stride, a->dscores);
        for (size_t i = 0; i < length; i++)
            gk_rows_softmax_backward(a->scores + i * ld, a->dscores + i * ld, length, scale,
                                     a->dscores + i * ld);
        product_over_length(a, length, a->dscores, keys, stride, dqueries, stride);
        gk_rows_turn(a->dscores, ld, length, length, a->turned, ld);
        product_over_length(a, length, a->turned, queries, stride, dkeys, stride);
    }
}
