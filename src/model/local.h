/* SPDX-License-Identifier: Apache-2.0
 *
 * local - a model that is a folder: opened, and texts through its tokenizer and encoder.
 */
#ifndef GK_LOCAL_H
#define GK_LOCAL_H

#include "model/encoder.h"
#include "tokenizer/tokenizer.h"

typedef struct gk_local gk_local;

/* kernels NULL: the fastest of this processor, or those that $GOSHAWK_KERNELS names. */
gk_status gk_local_open(const char *folder, const gk_kernels *kernels, gk_local **out,
                        gk_error *err);
/* The same of a cross-encoder's folder: its encoder, whose vectors are the first tokens'. */
gk_status gk_local_open_pairs(const char *folder, gk_local **out, gk_error *err);
void gk_local_close(gk_local *local);

const gk_config *gk_local_config(const gk_local *local);
const gk_kernels *gk_local_kernels(const gk_local *local);
const gk_safetensors *gk_local_file(const gk_local *local);
const char *gk_local_tokenizer(const gk_local *local); /* "WordPiece" or "Unigram" */
bool gk_local_is_int8(const gk_local *local);
const gk_tokenizer *gk_local_get_tokenizer(const gk_local *local);
gk_pool *gk_local_pool(const gk_local *local);

/* The vectors of sequences, which are put in another order. threads 0: one a processor. */
void gk_local_encode(const gk_local *local, gk_sequence *sequences, size_t count, int threads);

/* Vectors (count, dimensions) of texts, each with the prompt (a text, or NULL) before it. Of the
 * options, dimensions (0 to config.hidden), windowed and threads count here. */
void gk_local_embed(const gk_local *local, const char *const *texts, const size_t *lengths,
                    size_t count, const char *prompt, const gk_embed_options *options,
                    float *vectors);

#endif
