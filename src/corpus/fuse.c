/* SPDX-License-Identifier: Apache-2.0
 *
 * Reciprocal rank fusion: Cormack, Clarke, Büttcher: Reciprocal Rank Fusion Outperforms Condorcet
 * and Individual Rank Learning Methods, SIGIR 2009.
 *
 *   score(passage) = Σ over the lists that have it  1 / (60 + its rank there, from 1)
 */
#include "corpus/best.h"

#include <stdlib.h>

static const float CONSTANT = 60;

static int by_passage(const void *a, const void *b)
{
    const gk_found *x = a, *y = b;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

/* Appends a list's passages with their scores; gives how many. */
static size_t add_ranks(const gk_found *list, size_t k, gk_found *to)
{
    size_t count = 0;
    for (size_t rank = 0; rank < k && list[rank].passage != UINT32_MAX; rank++)
        to[count++] = (gk_found){list[rank].passage, 1 / (CONSTANT + (float)rank + 1)};
    return count;
}

void gk_fuse(const gk_found *a, const gk_found *b, size_t query_count, size_t k, gk_found *found)
{
    gk_found *both = gk_alloc_array(k, 2 * sizeof *both);
    for (size_t q = 0; q < query_count; q++) {
        size_t count = add_ranks(a + q * k, k, both);
        count += add_ranks(b + q * k, k, both + count);
        qsort(both, count, sizeof *both, by_passage);
        gk_nearby best = {.items = found + q * k, .k = k};
        for (size_t i = 0; i < count; i++) {
            if (i + 1 < count && both[i + 1].passage == both[i].passage)
                both[i + 1].score += both[i].score;
            else
                gk_nearby_add(&best, both[i]);
        }
        gk_nearby_sort(&best);
    }
    gk_free(both);
}
