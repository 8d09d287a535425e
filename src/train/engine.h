/* SPDX-License-Identifier: Apache-2.0
 *
 * engine - what computes while a model is trained: on the processor (cpu.c) or on a GPU (cuda/). An
 * engine holds the weights, their gradient and the optimiser's moments.
 *
 * A sequence's output is `width` floats: of an embedding its pooled vector of length 1, width
 * hidden; of a cross-encoder its score, width 1.
 *
 * The order of a step is encode of the whole batch, backward with the same sequences, update.
 * Outputs are the same whether or not activations are kept between the two.
 */
#ifndef GK_TRAIN_ENGINE_H
#define GK_TRAIN_ENGINE_H

#include "train/parameters.h"

typedef struct gk_train_sequence {
    const int32_t *ids; /* each below the vocabulary's size */
    size_t length;      /* 1 to config.max_tokens */
    size_t second;      /* from this token on the type is 1; length: nowhere */
} gk_train_sequence;

/* Arrays laid out as gk_parameters: what an engine holds. */
typedef enum gk_state { GK_WEIGHTS, GK_GRADIENT, GK_MOMENT_1, GK_MOMENT_2, GK_STATES } gk_state;

typedef struct gk_adamw {
    size_t step; /* from 1: corrects the moments' bias */
    float rate, decay;
    float clip; /* the gradient is scaled down to this norm; 0: never */
} gk_adamw;

typedef struct gk_engine gk_engine;

typedef struct gk_engine_options {
    int threads; /* 0: one a processor */
    bool bf16; /* round the factors of the linear layers' products to bfloat16; GK_INVALID where the
                  device or the model's sizes do not allow it */
    size_t
        memory; /* bytes for activations kept from encode to backward; the rest is computed again */
} gk_engine_options;

typedef struct gk_engine_kind {
    const char *name;
    /* Copies the weights. GK_INVALID where the machine has no such device. */
    gk_status (*open)(const gk_parameters *parameters, const gk_engine_options *options,
                      gk_engine **out, gk_error *err);
    void (*close)(gk_engine *engine);
    /* outputs (count, width). keep: a backward follows. */
    gk_status (*encode)(gk_engine *engine, const gk_train_sequence *sequences, size_t count,
                        bool keep, float *outputs, gk_error *err);
    /* Adds to the gradient what follows from gradients (count, width) of the outputs of the last
     * encode, which had the same sequences. */
    gk_status (*backward)(gk_engine *engine, const gk_train_sequence *sequences, size_t count,
                          const float *gradients, gk_error *err);
    /* AdamW (Loshchilov and Hutter 2017, arXiv 1711.05101), betas 0.9 and 0.999, epsilon 1e-8; then
     * the gradient is 0. *norm is the gradient's norm before clipping. */
    gk_status (*update)(gk_engine *engine, const gk_adamw *how, double *norm, gk_error *err);
    /* Copies a state (parameters.total floats) out or in. */
    gk_status (*get)(gk_engine *engine, gk_state state, float *values, gk_error *err);
    gk_status (*set)(gk_engine *engine, gk_state state, const float *values, gk_error *err);
} gk_engine_kind;

extern const gk_engine_kind gk_engine_cpu;
#ifdef GK_CUDA
extern const gk_engine_kind gk_engine_cuda;
#endif

/* The kind by its name; NULL is "cpu". GK_INVALID names those that the program has. */
gk_status gk_engine_find(const char *name, const gk_engine_kind **out, gk_error *err);

#endif
