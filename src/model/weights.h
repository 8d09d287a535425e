/* SPDX-License-Identifier: Apache-2.0
 *
 * weights - BERT's tensors, found in a safetensors file by the names that Hugging Face gives them,
 * checked against the configuration, and laid out for the kernels.
 *
 * The int8 form, Goshawk's own: the weight of every linear layer and the table of words have dtype
 * I8 and values from -GK_WEIGHT_LIMIT to GK_WEIGHT_LIMIT (the words: -127 to 127); beside each
 * stands its name + "_scale", F32, one for each row: weight = I8 · scale. All else stays float.
 */
#ifndef GK_WEIGHTS_H
#define GK_WEIGHTS_H

#include "model/config.h"
#include "model/kernels.h"
#include "model/safetensors.h"

/* y (rows, out) = x (rows, in) · W^T + bias */
typedef struct gk_linear {
    size_t in, out;
    float *packed;       /* W^T (in, out), in panels; NULL in an int8 model */
    gk_int8_matrix int8; /* the same; panels NULL in a float model */
    float *bias;         /* (out) */
} gk_linear;

typedef struct gk_norm {
    float *weight, *bias; /* (hidden) */
} gk_norm;

typedef struct gk_layer {
    gk_linear qkv;    /* hidden -> queries, keys and values side by side */
    gk_linear joined; /* hidden -> hidden */
    gk_norm attention_norm;
    gk_linear up, down; /* hidden -> intermediate -> hidden */
    gk_norm output_norm;
} gk_layer;

typedef struct gk_weights {
    bool int8;
    const gk_tensor *words;  /* (vocabulary, hidden), read from the file row by row */
    const gk_tensor *scales; /* (vocabulary), of words in an int8 model */
    float *positions;        /* (positions, hidden), the first token type's row added */
    float *second;           /* (hidden): what the second token type's row is more than the first;
                                NULL where there is one type */
    gk_norm embedding_norm;
    gk_layer *layers;
    size_t layer_count;
} gk_weights;

/* The file must stay open as long as the weights. gk_weights_free in any case. */
gk_status gk_weights_read(const gk_safetensors *file, const char *path, const gk_config *config,
                          gk_weights *out, gk_error *err);
void gk_weights_free(gk_weights *weights);

/* The tensor of this full name, which must have the shape (columns 0: of one dimension). GK_MODEL
 * names it and what is wrong; path is the file's. */
gk_status gk_weights_find(const gk_safetensors *file, const char *path, const char *name,
                          size_t rows, size_t columns, const gk_tensor **out, gk_error *err);
/* Such a tensor of floats. */
gk_status gk_weights_find_floats(const gk_safetensors *file, const char *path, const char *name,
                                 size_t rows, size_t columns, const gk_tensor **out, gk_error *err);

/* What stands before BERT's own tensor names in this file: "", "bert.", "roberta.", ... */
const char *gk_weights_prefix(const gk_safetensors *file);

#endif
