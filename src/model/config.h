/* SPDX-License-Identifier: Apache-2.0
 *
 * config - what the JSON files of a sentence-transformers folder say of its model. A value that
 * would need arithmetic we do not have is refused, by file and field, never ignored.
 */
#ifndef GK_CONFIG_H
#define GK_CONFIG_H

#include "base/base.h"

typedef enum gk_pooling { GK_POOL_MEAN, GK_POOL_CLS } gk_pooling;

typedef struct gk_config {
    size_t layers, hidden, heads, intermediate; /* head size: hidden / heads */
    size_t vocabulary, positions, types;        /* rows of the three embedding tables */
    float norm_epsilon;
    size_t max_tokens; /* a text is cut to so many, [CLS] and [SEP] included; <= positions */
    gk_pooling pooling;
} gk_config;

gk_status gk_config_read(const char *folder, gk_config *out, gk_error *err);

#endif
