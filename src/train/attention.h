/* SPDX-License-Identifier: Apache-2.0
 *
 * attention - softmax(queries · keys^T / √D) · values for all heads of one sequence, forward and
 * backward. L: the sequence's length, H: hidden, D: H / heads. The scores are not kept: backward
 * makes them again.
 */
#ifndef GK_TRAIN_ATTENTION_H
#define GK_TRAIN_ATTENTION_H

#include "model/kernels.h"

typedef struct gk_attention gk_attention; /* one thread's room, for sequences of up to `longest` */
gk_attention *gk_attention_new(const gk_kernels *kernels, size_t hidden, size_t heads,
                               size_t longest);
void gk_attention_free(gk_attention *attention);

/* qkv (L, 3H), queries, keys and values side by side; context (L, H). */
void gk_attention_forward(gk_attention *a, size_t length, const float *qkv, float *context);
/* dqkv (L, 3H) of dcontext (L, H). */
void gk_attention_backward(gk_attention *a, size_t length, const float *qkv, const float *dcontext,
                           float *dqkv);

#endif
