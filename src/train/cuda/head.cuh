/* SPDX-License-Identifier: Apache-2.0
 *
 * head - from tokens to outputs for a group, as train/head.h has it for a sequence. T: tokens, H:
 * hidden.
 */
#ifndef GK_TRAIN_CUDA_HEAD_CUH
#define GK_TRAIN_CUDA_HEAD_CUH

#include "train/cuda/group.cuh"

/* vectors (count, H) of length 1, and the lengths that they had, of x (T, H). */
void gk_cuda_pool(gk_device *d, const gk_config *config, const gk_cuda_layout *layout, size_t count,
                  const float *x, float *vectors, float *sizes);
/* dx (T, H) of dvectors (count, H) */
void gk_cuda_pool_backward(gk_device *d, const gk_config *config, const gk_cuda_layout *layout,
                           size_t count, const float *vectors, const float *sizes,
                           const float *dvectors, float *dx);

/* Room of a cross-encoder's head. */
typedef struct gk_cuda_head {
    gk_room rows; /* 3 (count, H) */
    gk_room sums;
} gk_cuda_head;
void gk_cuda_head_free(gk_cuda_head *head);

/* scores (count) of x (T, H); units (count, H), tanh's results, are for backward. */
void gk_cuda_score(gk_device *d, gk_cuda_head *head, const gk_parameters *p, const float *values,
                   const gk_cuda_layout *layout, size_t count, const float *x, float *units,
                   float *scores);
/* Adds to the gradient of all weights and to dx (T, H). */
void gk_cuda_score_backward(gk_device *d, gk_cuda_head *head, const gk_parameters *p,
                            const float *values, const gk_cuda_layout *layout, size_t count,
                            const float *x, const float *units, const float *dscores,
                            float *gradient, float *dx);

#endif
