/* SPDX-License-Identifier: Apache-2.0
 *
 * tokenizer - from a text to a model's ids, read from tokenizer.json, exactly as the Hugging Face
 * tokenizers library (Apache-2.0) gives them.
 *
 *   tokenizer.c       the way of a text: added tokens, normaliser, pre-tokenizer, model
 *   normalizer.c      the normaliser's steps
 *   normal_form.c     of which: Unicode's normal forms
 *   precompiled.c     and sentencepiece's table
 *   pretokenizer.c    a text into words
 *   wordpiece.c       a word into pieces, the longest first
 *   unigram.c         a word into pieces, the most probable ones
 *   trie.c            finds pieces
 *   hf_unicode.c      characters as that library's versions of Unicode know them
 *   grapheme.c        and what a reader takes for one character
 *   read.c, *_read.c  tokenizer.json
 */
#ifndef GK_TOKENIZER_H
#define GK_TOKENIZER_H

#include "base/base.h"

/* A tokenizer read from tokenizer.json, whose ids equal those of the Hugging Face tokenizers
 * library: WordPiece (Devlin et al. 2018) and Unigram (Kudo 2018) vocabularies, with the
 * normalisers, pre-tokenizers and templates that BERT and XLM-RoBERTa folders come with. What the
 * file asks for and is not implemented is an error that names the field. Safe from several threads
 * at once. */
typedef struct gk_tokenizer gk_tokenizer;

typedef struct gk_ids {
    int32_t *ids; /* gk_free */
    size_t count, capacity;
} gk_ids;

gk_status gk_tokenizer_open(const char *path, gk_tokenizer **out, gk_error *err);
/* The same from the file's content; path is named in errors. */
gk_status gk_tokenizer_parse(const char *json, size_t size, const char *path, gk_tokenizer **out,
                             gk_error *err);
void gk_tokenizer_free(gk_tokenizer *tokenizer);
const char *gk_tokenizer_kind(const gk_tokenizer *tokenizer); /* "WordPiece" or "Unigram" */
size_t gk_tokenizer_size(const gk_tokenizer *tokenizer); /* of the vocabulary: highest id + 1 */
/* The template's tokens around a text: [CLS] and [SEP], <s> and </s>. */
int32_t gk_tokenizer_opening(const gk_tokenizer *tokenizer);
int32_t gk_tokenizer_closing(const gk_tokenizer *tokenizer);
/* The template of two texts: the opening token, the first text, one or two closing tokens, the
 * second text, a closing token. */
typedef struct gk_pair_template {
    bool known;      /* false: the file has another kind of template; the rest is the usual */
    size_t closings; /* between the texts: 1 or 2 */
    bool typed;      /* all from the second text on is of token type 1, else of type 0 */
} gk_pair_template;
gk_pair_template gk_tokenizer_pair(const gk_tokenizer *tokenizer);
/* Appends the ids of text (n bytes), without the template's, until out->count reaches limit: the
 * first ids of the whole text, as truncation keeps them. A byte that is not UTF-8 counts as U+FFFD.
 */
void gk_tokenizer_encode(const gk_tokenizer *tokenizer, const char *text, size_t n, size_t limit,
                         gk_ids *out);

#endif
