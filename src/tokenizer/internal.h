/* SPDX-License-Identifier: Apache-2.0
 *
 * internal - what read.c fills and tokenizer.c uses; tokenizer.h has the public half.
 */
#ifndef GK_TOKENIZER_INTERNAL_H
#define GK_TOKENIZER_INTERNAL_H

#include "tokenizer/normalizer.h"
#include "tokenizer/pretokenizer.h"
#include "tokenizer/unigram.h"
#include "tokenizer/wordpiece.h"

/* A token that is found in the text as it stands, whatever words it lies in. */
typedef struct gk_added_token {
    const char *text; /* as in the file */
    size_t length;
    int32_t id;
    bool normalized;     /* found in the normalised text, as normalised itself */
    bool single_word;    /* only where no letter touches it */
    bool lstrip, rstrip; /* takes the white space on that side with it */
} gk_added_token;

typedef enum gk_tokenizer_model { GK_WORDPIECE, GK_UNIGRAM } gk_tokenizer_model;

struct gk_tokenizer {
    gk_arena *arena; /* owns what is pointed to, but for the tries and the scores */
    gk_normalizer normalizer;
    gk_pretokenizer pretokenizer;
    gk_tokenizer_model kind;
    gk_wordpiece wordpiece; /* where kind says so */
    gk_unigram unigram;
    gk_trie pieces; /* of the vocabulary: their ids */
    double *scores; /* of each id, where kind is GK_UNIGRAM */
    size_t size;    /* highest id + 1 */
    int32_t opening, closing;
    gk_pair_template pair;
    gk_added_token *added;
    size_t added_count;
    gk_trie raw_added, normalized_added; /* indices of added */
};

static inline void gk_ids_push(gk_ids *out, int32_t id, size_t limit)
{
    if (out->count >= limit) return;
    out->ids = gk_grow(out->ids, out->count, &out->capacity, sizeof *out->ids);
    out->ids[out->count++] = id;
}

#endif
