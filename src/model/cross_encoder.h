/* SPDX-License-Identifier: Apache-2.0
 *
 * cross_encoder - a model that reads a query and a passage together and says by one number how well
 * the passage answers. Its folder is what `goshawk train --reranker` writes and what
 * sentence-transformers' CrossEncoder opens: config.json, tokenizer.json, model.safetensors with an
 * encoder and a head of one label. The head is BERT's (bert.pooler.dense, classifier) or
 * XLM-RoBERTa's (classifier.dense, classifier.out_proj): score = out · tanh(dense · first token).
 */
#ifndef GK_CROSS_ENCODER_H
#define GK_CROSS_ENCODER_H

#include "model/safetensors.h"

typedef struct gk_cross_encoder gk_cross_encoder;

/* GK_MODEL names the file and what is wrong: no such folder, no head, more than one label. Float32
 * and int8 ("goshawk model quantize"). */
gk_status gk_cross_encoder_open(const char *folder, gk_cross_encoder **out, gk_error *err);
void gk_cross_encoder_close(gk_cross_encoder *encoder); /* NULL is allowed */

/* A score for each of count passages: higher is better, comparable for one query only (the logit:
 * nothing is applied to it). What is too long for the model is cut. threads 0: one a processor. */
void gk_cross_encoder_score(const gk_cross_encoder *encoder, const char *query,
                            const char *const *passages, size_t count, int threads, float *scores);

/* Whether the file has a head, of any number of labels. */
bool gk_cross_encoder_has_head(const gk_safetensors *file);
/* Whether a tensor of this name is part of a head: "bert.pooler.dense.weight", "classifier.bias".
 */
bool gk_cross_encoder_is_head(const char *name);

#endif
