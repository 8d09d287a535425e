/* SPDX-License-Identifier: Apache-2.0
 *
 * wordpiece - a word's longest pieces, from left to right (Devlin et al. 2018).
 */
#ifndef GK_WORDPIECE_H
#define GK_WORDPIECE_H

#include "tokenizer/tokenizer.h"
#include "tokenizer/trie.h"

typedef struct gk_wordpiece {
    const gk_trie *pieces;
    bool continues;        /* some piece begins with the prefix of those that continue a word ... */
    uint32_t continuation; /* ... and this is the node it leads to */
    size_t longest_word;   /* in characters; a longer one is unknown */
    int32_t unknown;
} gk_wordpiece;

/* Appends the ids of word (valid UTF-8) until out->count reaches limit. pieces is scratch. */
void gk_wordpiece_encode(const gk_wordpiece *model, const char *word, size_t n, gk_ids *pieces,
                         size_t limit, gk_ids *out);

#endif
