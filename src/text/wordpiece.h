/* SPDX-License-Identifier: Apache-2.0
 *
 * wordpiece - what wordpiece_read.c fills and wordpiece.c uses; text.h has the public half.
 */
#ifndef GK_WORDPIECE_H
#define GK_WORDPIECE_H

#include "text/bert_text.h"

typedef struct gk_piece {
    const char *text; /* NULL: a free place of the table */
    size_t length;
    int32_t id;
} gk_piece;

/* A token that is found in the text as it stands, whatever words it lies in. */
typedef struct gk_added_token {
    const char *text;
    size_t length;
    int32_t id;
    bool single_word;    /* only where no letter touches it */
    bool lstrip, rstrip; /* takes the white space on that side with it */
} gk_added_token;

typedef struct gk_added_tokens {
    gk_added_token *tokens;
    size_t count;
    bool starts[256]; /* bytes that a token begins with */
} gk_added_tokens;

struct gk_wordpiece {
    gk_arena *arena; /* owns all that is pointed to */
    gk_piece *table;
    size_t mask;
    size_t longest;     /* piece, in bytes */
    size_t size;        /* highest id + 1 */
    const char *prefix; /* of pieces that continue a word */
    size_t prefix_length;
    size_t longest_word; /* in characters; a longer one is unknown */
    int32_t unknown, opening, closing;
    gk_bert_normalizer normalizer;
    gk_added_tokens raw_tokens, normalised_tokens; /* found before, or after, normalising */
};

void gk_vocabulary_new(struct gk_wordpiece *w, size_t count);
void gk_vocabulary_add(struct gk_wordpiece *w, const char *piece, size_t n, int32_t id);
int32_t gk_vocabulary_find(const struct gk_wordpiece *w, const char *piece, size_t n); /* or -1 */

#endif
