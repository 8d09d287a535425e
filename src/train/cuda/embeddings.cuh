/* SPDX-License-Identifier: Apache-2.0
 *
 * embeddings - the sum of a token's word, position and type, and its gradient. T: tokens of the
 * group, H: hidden.
 */
#ifndef GK_TRAIN_CUDA_EMBEDDINGS_CUH
#define GK_TRAIN_CUDA_EMBEDDINGS_CUH

#include "train/cuda/group.cuh"

/* x (T, H); values: all weights. */
void gk_cuda_embed(gk_device *d, const gk_parameters *p, const float *values,
                   const gk_cuda_layout *layout, size_t tokens, float *x);
/* Adds to the gradient of all weights what follows from dx (T, H). A row that many tokens have gets
 * the sum of its pieces, in their order. parts (T, H) is for what lies between. */
void gk_cuda_embed_backward(gk_device *d, const gk_parameters *p, const gk_cuda_layout *layout,
                            const float *dx, float *parts, float *gradient);

#endif
