/* SPDX-License-Identifier: Apache-2.0
 *
 * pretokenizer - how a tokenizer takes a normalised text apart before its model sees the pieces:
 * steps, each of which takes the pieces of the one before apart. read.c makes them.
 */
#ifndef GK_PRETOKENIZER_H
#define GK_PRETOKENIZER_H

#include "base/base.h"

typedef enum gk_split_kind {
    GK_SPLIT_BERT,       /* at white space, which goes, and around each punctuation character */
    GK_SPLIT_WHITESPACE, /* at white space, which goes */
    GK_SPLIT_WORDS,      /* between words and what is none; white space goes */
    GK_SPLIT_METASPACE   /* blanks become a visible character, which begins a piece */
} gk_split_kind;

typedef enum gk_prepend { GK_PREPEND_ALWAYS, GK_PREPEND_FIRST, GK_PREPEND_NEVER } gk_prepend;

typedef struct gk_split_step {
    gk_split_kind kind;
    char mark[5]; /* METASPACE: the visible character, usually U+2581 */
    size_t mark_length;
    gk_prepend prepend; /* the mark, to pieces that do not begin with it */
    bool split;         /* before each mark; else blanks are only replaced */
} gk_split_step;

typedef struct gk_pretokenizer {
    gk_split_step *steps;
    size_t count;
} gk_pretokenizer;

/* Calls each with the pieces of s (valid UTF-8) in order, until it returns false. first: s begins
 * where the whole text does. scratch: a string for every step. */
typedef bool gk_piece_fn(void *ctx, const char *s, size_t n);
void gk_pretokenize(const gk_pretokenizer *pretokenizer, const char *s, size_t n, bool first,
                    gk_string *scratch, gk_piece_fn *each, void *ctx);

#endif
