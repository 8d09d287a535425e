/* SPDX-License-Identifier: Apache-2.0
 *
 * pairs - a query and a passage as the one sequence that a cross-encoder reads.
 */
#ifndef GK_PAIRS_H
#define GK_PAIRS_H

#include "tokenizer/tokenizer.h"

enum { GK_PAIR_LEAST = 8 /* ids that a model must take to be of use for pairs */ };

/* Appends the pair to out by the tokenizer's template: [CLS] query [SEP] passage [SEP], or
 * <s> query </s></s> passage </s>. Where it is longer than limit ids the longer of the two texts is
 * cut, which is the passage but for very long queries. Returns where the second text begins, whose
 * tokens are of type 1; 0: all are of type 0. */
size_t gk_pair_make(const gk_tokenizer *tokenizer, size_t limit, const char *query, size_t query_n,
                    const char *passage, size_t passage_n, gk_ids *out);

#endif
