/* SPDX-License-Identifier: Apache-2.0
 *
 * config - what the JSON files of a sentence-transformers folder say of its model. A value that
 * would need arithmetic we do not have is refused, by file and field, never ignored.
 */
#ifndef GK_CONFIG_H
#define GK_CONFIG_H

#include "base/base.h"

typedef enum gk_pooling {
    GK_POOL_MEAN,
    GK_POOL_CLS,
    GK_POOL_FIRST /* the first token as it is, for a cross-encoder's head */
} gk_pooling;

typedef enum gk_architecture { GK_BERT, GK_XLM_ROBERTA } gk_architecture;

typedef struct gk_config {
    gk_architecture architecture;
    size_t layers, hidden, heads, intermediate; /* head size: hidden / heads */
    size_t vocabulary, positions, types;        /* rows of the three embedding tables */
    size_t first_position; /* a text's: 0; in XLM-RoBERTa the padding token's id + 1 */
    float norm_epsilon;
    size_t max_tokens; /* a text is cut to so many, [CLS] and [SEP] included; <= positions -
                          first_position */
    gk_pooling pooling;
    gk_prompt *prompts; /* of config_sentence_transformers.json; gk_config_free */
    size_t prompt_count;
    const char *default_prompt; /* the name of one of them, or NULL */
} gk_config;

/* The text of the prompt of this name among count of them; "passage" and "document" stand in for
 * each other. NULL: there is none. */
const char *gk_prompt_find(const gk_prompt *prompts, size_t count, const char *name);

/* gk_config_free in any case. The second: of a cross-encoder's folder, which has no modules of an
 * embedding and no prompts, or has those of the model that it was made from. */
gk_status gk_config_read(const char *folder, gk_config *out, gk_error *err);
gk_status gk_config_read_pairs(const char *folder, gk_config *out, gk_error *err);
void gk_config_free(gk_config *config);

#endif
