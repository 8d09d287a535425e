/* SPDX-License-Identifier: Apache-2.0
 *
 * hf_unicode - characters as the Hugging Face tokenizers library (Apache-2.0) sees them, whose
 * parts know different versions of Unicode: 8 (the categories of BertNormalizer and
 * BertPreTokenizer), 9 (normal forms and marks), 17 (letter case, words, grapheme clusters). Ids
 * equal the library's only where these do, so each function here gives its result for every code
 * point, though utf8proc knows yet another version; bench/tokenizers.py compares them.
 * All strings are valid UTF-8.
 */
#ifndef GK_HF_UNICODE_H
#define GK_HF_UNICODE_H

#include "base/base.h"

/* ---- classes (hf_unicode.c) --------------------------------------------------------------- */

bool gk_hf_is_space(uint32_t c);       /* White_Space */
bool gk_hf_is_word(uint32_t c);        /* \w of the library's regular expressions */
bool gk_hf_is_mark(uint32_t c);        /* Mn, Mc, Me of Unicode 9 */
bool gk_hf_is_nonspacing(uint32_t c);  /* Mn of Unicode 8 */
bool gk_hf_is_punctuation(uint32_t c); /* P* of Unicode 8, and all of ASCII's */
bool gk_hf_is_control(uint32_t c);     /* Cc, Cf, Co of Unicode 8 */
/* The lower case of c, one or two characters; returns how many. */
size_t gk_hf_lower(uint32_t c, uint32_t out[2]);
/* True for what came after Unicode 9: it has no decomposition, joins nothing and is no mark. */
bool gk_hf_is_later(uint32_t c);

/* ---- normal forms (normal_form.c) --------------------------------------------------------- */

typedef enum gk_normal_form { GK_NFD, GK_NFKD, GK_NFC, GK_NFKC } gk_normal_form;
/* Appends s in the normal form of Unicode 9. */
void gk_normal_form_append(gk_normal_form form, const char *s, size_t n, gk_string *out);

/* ---- grapheme clusters (grapheme.c) ------------------------------------------------------- */

/* Extended grapheme clusters (UAX 29), one after the other. Start with {.s = s, .n = n}. */
typedef struct gk_graphemes {
    const char *s;
    size_t n, at;
    int emoji;    /* 1: a pictograph and Extend* stand before at, 2: and then a ZWJ (GB11) */
    int conjunct; /* 1: a consonant and Extend* do, 2: with a linker among them (GB9c) */
    bool odd;     /* an odd number of regional indicators does (GB12) */
} gk_graphemes;
/* Moves at, which is before n, to the end of its cluster and returns that. */
size_t gk_graphemes_next(gk_graphemes *g);

/* Of grapheme_table.c: the ranges of characters that have a category, in order. */
typedef enum gk_grapheme_category {
    GK_GCB_OTHER,
    GK_GCB_CONTROL, /* CR and LF have their own */
    GK_GCB_EXTEND,
    GK_GCB_ZWJ,
    GK_GCB_SPACING,
    GK_GCB_PREPEND,
    GK_GCB_REGIONAL,
    GK_GCB_PICTOGRAPH, /* Extended_Pictographic */
    GK_GCB_CONSONANT,  /* Indic_Conjunct_Break=Consonant */
    GK_GCB_LINKER,     /* Indic_Conjunct_Break=Linker, which is Extend, too */
    GK_GCB_L,
    GK_GCB_V,
    GK_GCB_T,
    GK_GCB_LV,
    GK_GCB_LVT,
    GK_GCB_CR,
    GK_GCB_LF
} gk_grapheme_category;
typedef struct gk_grapheme_range {
    uint32_t first, last;
    int category;
} gk_grapheme_range;
extern const gk_grapheme_range gk_grapheme_table[];
extern const size_t gk_grapheme_table_size;

#endif
