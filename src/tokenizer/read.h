/* SPDX-License-Identifier: Apache-2.0
 *
 * read - the parts that read tokenizer.json, a file each, and what they share.
 */
#ifndef GK_TOKENIZER_READ_H
#define GK_TOKENIZER_READ_H

#include "tokenizer/internal.h"

#include <jansson.h>

/* The file at hand and where complaints go. */
typedef struct gk_token_source {
    const char *path;
    gk_tokenizer *to;
    gk_error *err;
} gk_token_source;

/* Fails with "PATH: FIELD WHAT". */
gk_status gk_token_bad(const gk_token_source *s, const char *field, const char *what);
/* The type that object gives itself, "" where it has none. */
const char *gk_token_type(const json_t *object);
/* The value of key as true or false; otherwise where it is absent or null. */
gk_status gk_token_bool(const gk_token_source *s, const json_t *object, const char *field,
                        const char *key, bool otherwise, bool *out);
/* The value of key, a string of at least one byte; out is the arena's. */
gk_status gk_token_string(const gk_token_source *s, const json_t *object, const char *field,
                          const char *key, const char **out, size_t *length);
gk_status gk_token_id(const gk_token_source *s, const json_t *value, const char *field,
                      int32_t *id);
/* The steps of a normalizer or pre-tokenizer: calls one with each that is no Sequence and its path
 * in the file ("normalizer.normalizers[2]"). key names the list in a Sequence. */
typedef gk_status gk_token_step_fn(const gk_token_source *s, const json_t *step, const char *field);
gk_status gk_token_steps(const gk_token_source *s, const json_t *object, const char *field,
                         const char *key, gk_token_step_fn *one);

gk_status gk_token_normalizer(const gk_token_source *s, const json_t *root); /* normalizer_read.c */
gk_status gk_token_pretokenizer(const gk_token_source *s,
                                const json_t *root); /* pretokenizer_read.c */
/* added_read.c; pieces: how many the vocabulary has. After the normaliser. */
gk_status gk_token_added(const gk_token_source *s, const json_t *root, size_t pieces);

#endif
