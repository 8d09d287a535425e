/* SPDX-License-Identifier: Apache-2.0
 *
 * encoder - the forward pass of BERT (Devlin et al. 2018, post-norm) and XLM-RoBERTa, for several
 * sequences at once. They lie one after the other in a matrix of tokens, without padding: the
 * linear layers see one tall matrix, attention goes sequence by sequence and head by head. In an
 * int8 model the linear layers' inputs are quantised token by token; all else is float32.
 */
#ifndef GK_ENCODER_H
#define GK_ENCODER_H

#include "model/weights.h"

typedef struct gk_sequence {
    const int32_t *ids; /* each below the vocabulary's size */
    size_t length;      /* 1 to config.max_tokens */
    float *vector;      /* (hidden), where the result goes */
    size_t second;      /* where the second text's tokens begin, of type 1; 0: there is none */
} gk_sequence;

/* Room for one thread's intermediate results. */
typedef struct gk_workspace gk_workspace;
/* For up to `tokens` tokens at once, in sequences of up to `longest`. */
gk_workspace *gk_workspace_new(const gk_config *config, size_t tokens, size_t longest);
void gk_workspace_free(gk_workspace *workspace);

/* Gives every sequence its vector, pooled and of length 1; with GK_POOL_FIRST the first token's as
 * it comes out of the last layer. */
void gk_encode(const gk_config *config, const gk_weights *weights, const gk_kernels *kernels,
               gk_workspace *workspace, const gk_sequence *sequences, size_t count);

#endif
