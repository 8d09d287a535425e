/* SPDX-License-Identifier: Apache-2.0
 *
 * best - the k best of what comes along.
 */
#ifndef GK_CORPUS_BEST_H
#define GK_CORPUS_BEST_H

#include "corpus/corpus.h"

typedef struct gk_best {
    gk_found *items; /* (k), a heap with the worst on top; its maker's */
    size_t k, count;
} gk_best;

/* Takes an item where it is among the best k so far; equal scores by the smaller number. */
void gk_best_add(gk_best *best, gk_found item);
/* Puts them in order, best first; what is free up to k gets passage UINT32_MAX, score 0. */
void gk_best_sort(gk_best *best);

/* A score below this would not be taken. */
static inline float gk_best_least(const gk_best *best)
{
    return best->count < best->k ? -__builtin_inff() : best->items[0].score;
}

#endif
