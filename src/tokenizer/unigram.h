/* SPDX-License-Identifier: Apache-2.0
 *
 * unigram - the most probable pieces of a word, given each piece's log probability (Kudo 2018).
 */
#ifndef GK_UNIGRAM_H
#define GK_UNIGRAM_H

#include "tokenizer/tokenizer.h"
#include "tokenizer/trie.h"

typedef struct gk_unigram {
    const gk_trie *pieces;
    const double *scores;  /* of each id */
    double unknown_score;  /* of a character that is no piece */
    int32_t unknown;       /* the id of characters that are no pieces, a run of them together ... */
    bool byte_fallback;    /* ... unless their bytes all have pieces of their own, "<0x41>" */
    int32_t byte_ids[256]; /* of these; -1: none */
} gk_unigram;

/* A place between two bytes of a word, and the best way there. */
typedef struct gk_unigram_place {
    double score;
    size_t start; /* of the last piece on the way */
    int32_t id;   /* of that piece; -1: no way leads here */
} gk_unigram_place;

typedef struct gk_unigram_scratch {
    gk_unigram_place *places;
    size_t capacity;
    size_t *ends; /* of the word's pieces, the last one first */
    size_t end_capacity;
} gk_unigram_scratch;

/* Appends the ids of word (valid UTF-8) until out->count reaches limit. */
void gk_unigram_encode(const gk_unigram *model, const char *word, size_t n,
                       gk_unigram_scratch *scratch, size_t limit, gk_ids *out);
void gk_unigram_scratch_free(gk_unigram_scratch *scratch);

#endif
