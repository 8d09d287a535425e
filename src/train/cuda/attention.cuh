/* SPDX-License-Identifier: Apache-2.0
 *
 * attention - softmax(queries · keys^T / √D) · values, as train/attention.h has it, for the
 * sequences of a group. Neighbours of about the same length, longest first, make a run, within
 * which each head of each sequence is a matrix padded with zeros to the run's longest length, so
 * that all their products are one call.
 *
 * T: tokens of the group, H: hidden, D: H / heads, N: sequences of a run · heads, L: its longest
 * length.
 */
#ifndef GK_TRAIN_CUDA_ATTENTION_CUH
#define GK_TRAIN_CUDA_ATTENTION_CUH

#include "train/cuda/group.cuh"

typedef struct gk_cuda_attention { /* {0} has no room yet */
    size_t hidden, heads;
    gk_room parts;  /* queries, keys, values, their gradients and the context's: 7 (N, L, D) */
    gk_room scores; /* and their gradients: 2 (N, L, L) */
} gk_cuda_attention;
void gk_cuda_attention_free(gk_cuda_attention *a);

/* qkv (T, 3H) as in train/attention.h; context (T, H) */
void gk_cuda_attention_forward(gk_device *d, gk_cuda_attention *a, const gk_cuda_group *group,
                               const gk_cuda_layout *layout, const float *qkv, float *context);
/* dqkv (T, 3H) of dcontext (T, H) */
void gk_cuda_attention_backward(gk_device *d, gk_cuda_attention *a, const gk_cuda_group *group,
                                const gk_cuda_layout *layout, const float *qkv,
                                const float *dcontext, float *dqkv);

#endif
