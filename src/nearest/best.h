/* SPDX-License-Identifier: Apache-2.0
 *
 * best - the best of many, kept by several threads. A key is a score and a row as one number, so
 * that of two keys the higher is the better, and of equal scores the lower row.
 */
#ifndef GK_BEST_H
#define GK_BEST_H

#include "base/base.h"

#include <stdatomic.h>

uint64_t gk_best_key(float score, size_t row); /* score is a number */
float gk_best_score(uint64_t key);
static inline size_t gk_best_row(uint64_t key) { return UINT32_MAX - (uint32_t)key; }

/* What is below this score is not among the best; shared by all threads. */
typedef _Atomic(uint32_t) gk_best_floor;
void gk_best_floor_start(gk_best_floor *bar);
float gk_best_least(const gk_best_floor *bar); /* finite */

/* One thread's. It is never emptied below `keep`, but grows to twice that before it is cut. */
typedef struct gk_best {
    uint64_t *keys;
    size_t count, keep, capacity;
    gk_best_floor *bar;
} gk_best;
void gk_best_start(gk_best *best, size_t keep, gk_best_floor *bar);
void gk_best_add(gk_best *best, float score, size_t row); /* NAN and infinities are left out */
void gk_best_cut(gk_best *best);                          /* to the best `keep` */
void gk_best_free(gk_best *best);
/* Takes over what `other` has. */
void gk_best_merge(gk_best *best, const gk_best *other);

#endif
