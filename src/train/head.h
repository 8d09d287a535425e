/* SPDX-License-Identifier: Apache-2.0
 *
 * head - from a sequence's tokens (L, H) to its output, forward and backward: an embedding's pooled
 * vector of length 1, or a cross-encoder's score.
 */
#ifndef GK_TRAIN_HEAD_H
#define GK_TRAIN_HEAD_H

#include "train/parameters.h"

/* vector (H) = s / |s|, where s is the sum of the tokens, or the first one; gives |s|. */
float gk_head_pool(const gk_config *config, const float *x, size_t length, float *vector);
/* dx (L, H), zeros before, of dvector (H). */
void gk_head_pool_backward(const gk_config *config, const float *vector, float size,
                           const float *dvector, size_t length, float *dx);

/* out · tanh(dense · first token + bias) + bias */
float gk_head_score(const gk_parameters *p, const float *values, const float *x);
/* Adds to gradient and to dx (H), of the first token. */
void gk_head_score_backward(const gk_parameters *p, const float *values, const float *x,
                            float dscore, float *gradient, float *dx);

#endif
