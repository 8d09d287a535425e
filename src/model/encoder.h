/* SPDX-License-Identifier: Apache-2.0
 *
 * encoder - BERT's forward pass in float32 (Devlin et al. 2018, post-norm), for several sequences
 * at once. They lie one after the other in a matrix of tokens, without padding: the linear layers
 * see one tall matrix, attention goes sequence by sequence and head by head.
 */
#ifndef GK_ENCODER_H
#define GK_ENCODER_H

#include "model/weights.h"

typedef struct gk_sequence {
    const int32_t *ids; /* each below the vocabulary's size */
    size_t length;      /* 1 to config.positions */
    float *vector;      /* (hidden), where the result goes */
} gk_sequence;

/* Room for one thread's intermediate results. */
typedef struct gk_workspace gk_workspace;
/* For up to `tokens` tokens at once, in sequences of up to `longest`. */
gk_workspace *gk_workspace_new(const gk_config *config, size_t tokens, size_t longest);
void gk_workspace_free(gk_workspace *workspace);

/* Gives every sequence its vector, pooled and of length 1. */
void gk_encode(const gk_config *config, const gk_weights *weights, const gk_kernels *kernels,
               gk_workspace *workspace, const gk_sequence *sequences, size_t count);

#endif
