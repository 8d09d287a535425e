/* SPDX-License-Identifier: Apache-2.0
 *
 * parameters - all that is trained, in one array of floats, so that gradients and the optimiser's
 * state are arrays of the same layout. Weights of linear layers are (out, in), row by row, as
 * Hugging Face stores them; queries', keys' and values' stand one after the other and are one
 * weight (3 · hidden, hidden).
 */
#ifndef GK_TRAIN_PARAMETERS_H
#define GK_TRAIN_PARAMETERS_H

#include "model/config.h"
#include "model/safetensors.h"

/* A tensor of the file. */
typedef struct gk_parameter {
    char *name; /* as the tuned model's file has it */
    size_t rank, shape[2];
    size_t offset, count; /* of the array */
    bool decays;          /* weight decay holds: not for biases and norms */
} gk_parameter;

/* Where a layer's weights begin. */
typedef struct gk_layer_offsets {
    size_t qkv, qkv_bias, joined, joined_bias, norm, norm_bias; /* attention */
    size_t up, up_bias, down, down_bias, last, last_bias;       /* the inner layer */
} gk_layer_offsets;

typedef struct gk_parameters {
    gk_config config; /* borrowed from the caller of gk_parameters_read */
    gk_parameter *list;
    size_t count, capacity;
    size_t total; /* floats of the array */
    float *values;
    size_t words, positions, types, norm, norm_bias; /* offsets of the embeddings' */
    gk_layer_offsets *layers;
    bool scores; /* a cross-encoder's head: score = out · tanh(dense · first token) */
    size_t dense, dense_bias, out, out_bias;
} gk_parameters;

/* Reads the weights of the float32 model in folder, whose config is given; with a head where scores
 * is true: the file's, or else one that seed makes. GK_MODEL where the model is int8 or a tensor is
 * missing or of the wrong shape. gk_parameters_free in any case. */
gk_status gk_parameters_read(const char *folder, const gk_config *config, bool scores,
                             uint64_t seed, gk_parameters *out, gk_error *err);
void gk_parameters_free(gk_parameters *parameters);

#endif
