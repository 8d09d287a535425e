/* SPDX-License-Identifier: Apache-2.0
 *
 * best - the k best of what comes along.
 */
#ifndef GK_CORPUS_BEST_H
#define GK_CORPUS_BEST_H

#include "corpus/corpus.h"

typedef struct gk_nearby {
    gk_found *items; /* (k), a heap with the worst on top; its maker's */
    size_t k, count;
} gk_nearby;

/* Takes an item where it is among the best k so far; equal scores by the smaller number. */
void gk_nearby_add(gk_nearby *best, gk_found item);
/* Puts them in order, best first; what is free up to k gets passage UINT32_MAX, score 0. */
void gk_nearby_sort(gk_nearby *best);

/* A score below this would not be taken. */
static inline float gk_nearby_least(const gk_nearby *best)
{
    return best->count < best->k ? -__builtin_inff() : best->items[0].score;
}

#endif
