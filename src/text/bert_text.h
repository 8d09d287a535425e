/* SPDX-License-Identifier: Apache-2.0
 *
 * bert_text - what a BERT tokenizer does to text before it looks words up: BertNormalizer, and the
 * character classes of BertPreTokenizer. Used by wordpiece.c alone.
 * Method: the Hugging Face tokenizers library (Apache-2.0), whose results these functions equal
 * character by character.
 */
#ifndef GK_BERT_TEXT_H
#define GK_BERT_TEXT_H

#include "base/base.h"

typedef struct gk_bert_normalizer {
    bool clean_text;           /* drops control characters, makes white space blank */
    bool handle_chinese_chars; /* puts a blank on both sides of an ideograph */
    bool strip_accents;        /* decomposes (NFD) and drops nonspacing marks */
    bool lowercase;
} gk_bert_normalizer;

/* Appends the normalised text to out. A byte that is not UTF-8 counts as U+FFFD. */
void gk_bert_normalize(const gk_bert_normalizer *normalizer, const char *s, size_t n,
                       gk_string *out);

bool gk_bert_is_space(uint32_t c);       /* separates words: Unicode's White_Space */
bool gk_bert_is_punctuation(uint32_t c); /* is a word of its own */
bool gk_bert_is_word(uint32_t c);        /* what \w matches beside a single_word token */

#endif
