/* SPDX-License-Identifier: Apache-2.0
 *
 * normalizer - what a tokenizer does to a text before it takes it apart: steps, one after the other
 * over the whole text. normalizer_read.c makes them from tokenizer.json.
 */
#ifndef GK_NORMALIZER_H
#define GK_NORMALIZER_H

#include "tokenizer/hf_unicode.h"
#include "tokenizer/precompiled.h"

/* A step; BertNormalizer is several. */
typedef enum gk_normal_kind {
    GK_NORMAL_CLEAN,           /* BERT: no control characters, white space is blank */
    GK_NORMAL_SPACE_HAN,       /* BERT: a blank on both sides of an ideograph */
    GK_NORMAL_DROP_NONSPACING, /* BERT: no nonspacing marks */
    GK_NORMAL_DROP_MARKS,      /* StripAccents: no marks at all */
    GK_NORMAL_LOWERCASE,
    GK_NORMAL_FORM,    /* NFD, NFKD, NFC, NFKC */
    GK_NORMAL_NMT,     /* control characters and rare white space, as sentencepiece's nmt rules */
    GK_NORMAL_STRIP,   /* no white space at an end */
    GK_NORMAL_REPLACE, /* repetitions of a pattern by a text */
    GK_NORMAL_PREPEND,
    GK_NORMAL_PRECOMPILED
} gk_normal_kind;

typedef struct gk_normal_step {
    gk_normal_kind kind;
    gk_normal_form form;
    bool left, right; /* STRIP */
    const char
        *pattern; /* REPLACE: at least `least` times, at most `most`, as often as it stands */
    size_t pattern_length, least, most;
    const char *content; /* REPLACE, PREPEND */
    size_t content_length;
    gk_precompiled precompiled;
} gk_normal_step;

typedef struct gk_normalizer {
    gk_normal_step *steps;
    size_t count;
} gk_normalizer;

/* Normalises s[0..*n), valid UTF-8, and returns the result, *n bytes: s itself or one of the
 * scratch strings. *first tells whether s begins where the whole text begins; it is still true
 * after the call if the library would count the result's beginning so: where a step dropped
 * the first character it does not. */
const char *gk_normalize(const gk_normalizer *normalizer, const char *s, size_t *n, bool *first,
                         gk_string scratch[2]);

#endif
