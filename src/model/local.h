/* SPDX-License-Identifier: Apache-2.0
 *
 * local - a model that is a folder: opened, and texts through its tokenizer and encoder.
 */
#ifndef GK_LOCAL_H
#define GK_LOCAL_H

#include "model/config.h"
#include "model/kernels.h"
#include "model/safetensors.h"

typedef struct gk_local gk_local;

/* kernels NULL: the fastest of this processor, or those that $GOSHAWK_KERNELS names. */
gk_status gk_local_open(const char *folder, const gk_kernels *kernels, gk_local **out,
                        gk_error *err);
void gk_local_close(gk_local *local);

const gk_config *gk_local_config(const gk_local *local);
const gk_kernels *gk_local_kernels(const gk_local *local);
const gk_safetensors *gk_local_file(const gk_local *local);
const char *gk_local_tokenizer(const gk_local *local); /* "WordPiece" or "Unigram" */
bool gk_local_is_int8(const gk_local *local);

/* Vectors (count, dimensions) of texts, each with the prompt (a text, or NULL) before it. Of the
 * options, dimensions (0 to config.hidden), windowed and threads count here. */
void gk_local_embed(const gk_local *local, const char *const *texts, const size_t *lengths,
                    size_t count, const char *prompt, const gk_embed_options *options,
                    float *vectors);

#endif
