/* SPDX-License-Identifier: Apache-2.0
 *
 * vocabulary_read - the vocabulary out of tokenizer.json. It makes up nearly the whole file, up to
 * 250,000 pieces in 16 MB, and a JSON library's objects for it take most of a second; so it is read
 * here, directly into a trie, and the rest of the file is left to the library.
 */
#ifndef GK_VOCABULARY_READ_H
#define GK_VOCABULARY_READ_H

#include "tokenizer/trie.h"

typedef struct gk_vocabulary {
    bool found;     /* there is a model.vocab */
    bool scored;    /* an array of pieces and scores; else an object of pieces and ids */
    gk_trie pieces; /* their ids */
    double *scores; /* of each id, where scored */
    size_t count;   /* pieces, equal ones each */
    size_t size;    /* highest id + 1 */
} gk_vocabulary;

/* Reads model.vocab into *out and the text of the file, with null instead of it, into *rest.
 * Only the vocabulary's own grammar is checked: a file that is no JSON comes to light in rest.
 * The caller frees out's trie and scores, also after an error, and rest. */
gk_status gk_vocabulary_read(const char *json, size_t size, const char *path, gk_vocabulary *out,
                             gk_string *rest, gk_error *err);

#endif
