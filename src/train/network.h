/* SPDX-License-Identifier: Apache-2.0
 *
 * network - BERT and XLM-RoBERTa (model/encoder.h) as training needs them: forward, with what
 * backward needs of it, and backward, over one group of sequences that lie one after the other in a
 * matrix of tokens, without padding. All in float32. No dropout: what is trained is what will run.
 *
 * T: tokens of the group, H: hidden, I: intermediate.
 */
#ifndef GK_TRAIN_NETWORK_H
#define GK_TRAIN_NETWORK_H

#include "model/kernels.h"
#include "train/engine.h"

/* A linear layer's weight (out, in), packed for y = x · W^T and for dx = dy · W: floats, or pairs
 * of bfloat16. */
typedef struct gk_packed {
    float *forward, *backward;
    uint32_t *forward_pairs, *backward_pairs;
} gk_packed;

typedef struct gk_packed_layer {
    gk_packed qkv, joined, up, down;
} gk_packed_layer;

/* The weights as the products take them; made anew when they change, one layer at a time. */
typedef struct gk_packed_weights {
    gk_packed_layer *layers;
    size_t count;
    bool bf16;
} gk_packed_weights;
/* bf16: the linear layers' products round their factors to bfloat16 (model/bf16.h), which the
 * processor must have and the model's sizes allow. */
gk_packed_weights *gk_packed_weights_new(const gk_parameters *p, bool bf16);
bool gk_network_takes_bf16(const gk_config *config);
void gk_packed_weights_free(gk_packed_weights *packed);
void gk_packed_weights_make(gk_packed_weights *packed, const gk_parameters *p, const float *values,
                            size_t layer);

/* What a group's forward leaves for its backward; or, not kept, only what flows from layer to
 * layer. One is used for group after group. */
typedef struct gk_activations gk_activations;
gk_activations *gk_activations_new(void);
void gk_activations_free(gk_activations *activations);
/* Makes room for a group of so many tokens in `count` sequences; what it held is lost. */
void gk_activations_shape(gk_activations *activations, const gk_config *config, size_t tokens,
                          size_t count, bool keep);
size_t gk_activations_bytes(const gk_config *config, size_t tokens, size_t count);

/* One thread's network: its room for intermediate results. It borrows all that it is given. */
typedef struct gk_network gk_network;
gk_network *gk_network_new(const gk_parameters *p, const float *values,
                           const gk_packed_weights *packed, const gk_kernels *kernels);
void gk_network_free(gk_network *network);

/* A group: sequences[order[i]] for i < count. Outputs and gradients are indexed likewise. */
typedef struct gk_group {
    const gk_train_sequence *sequences;
    const size_t *order;
    size_t count, tokens, longest;
} gk_group;

/* outputs as engine.h has them. */
void gk_network_forward(gk_network *n, const gk_group *group, gk_activations *a, float *outputs);
/* Adds to gradient (laid out as gk_parameters) what follows from `gradients` of the outputs; a was
 * kept by the forward of the same group. */
void gk_network_backward(gk_network *n, const gk_group *group, const gk_activations *a,
                         const float *outputs, const float *gradients, float *gradient);

#endif
