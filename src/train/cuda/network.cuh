/* SPDX-License-Identifier: Apache-2.0
 *
 * network - train/network.h on the device: the encoder forward, with what backward needs of it, and
 * backward, over one group.
 *
 * T: tokens of the group, H: hidden, I: intermediate.
 */
#ifndef GK_TRAIN_CUDA_NETWORK_CUH
#define GK_TRAIN_CUDA_NETWORK_CUH

#include "train/cuda/attention.cuh"
#include "train/cuda/head.cuh"

/* What a group's forward leaves for its backward; or, not kept, only what flows from layer to
 * layer. One is used for group after group. {0} has no room yet. */
typedef struct gk_cuda_activations {
    gk_room room;
    struct gk_cuda_layer *layers; /* of what is not kept, all the same */
    float *embedded;              /* (T, H) the sum of the embeddings, before the norm */
    float *last;                  /* (T, H) the last layer's result */
    float *vectors;               /* (count, H) of length 1; of a cross-encoder tanh's results */
    float *sizes;                 /* (count) the vectors' before; of a cross-encoder the scores */
} gk_cuda_activations;
/* Makes room for a group of so many tokens in `count` sequences; what it held is lost. */
void gk_cuda_activations_shape(gk_device *d, gk_cuda_activations *a, const gk_config *config,
                               size_t tokens, size_t count, bool keep);
void gk_cuda_activations_free(gk_cuda_activations *a);
size_t gk_cuda_activations_bytes(const gk_config *config, size_t tokens, size_t count);

/* The room for intermediate results. It borrows what it is made of. */
typedef struct gk_cuda_network {
    gk_device *device;
    const gk_parameters *p;
    const float *values; /* all weights */
    float *gradient;     /* of them */
    gk_cuda_layout layout;
    gk_cuda_attention attention;
    gk_cuda_head head;
    gk_room inner;   /* (T, I) GELU's result */
    gk_room dinner;  /* (T, max(I, 3H)) its gradient, or that of queries, keys and values */
    gk_room dx, dh;  /* (T, H) */
    gk_room sums;    /* slices' sums */
    gk_room dvector; /* (count, width) */
} gk_cuda_network;
gk_cuda_network gk_cuda_network_of(gk_device *d, const gk_parameters *p, const float *values,
                                   float *gradient);
void gk_cuda_network_free(gk_cuda_network *n);

/* outputs (count, width), in the group's order, on the host. */
void gk_cuda_forward(gk_cuda_network *n, const gk_cuda_group *group, gk_cuda_activations *a,
                     bool keep, float *outputs);
/* Adds to the gradient what follows from `gradients` of the outputs, likewise; a was kept by the
 * forward of the same group. */
void gk_cuda_backward(gk_cuda_network *n, const gk_cuda_group *group, const gk_cuda_activations *a,
                      const float *gradients);

#endif
