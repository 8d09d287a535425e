/* SPDX-License-Identifier: Apache-2.0 */
#include "nearest/best.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- keys -------------------------------------------------------------------------------------
 */

#define SIGN UINT32_C(0x80000000)

/* Numbers in the order of the floats. */
static uint32_t rank_of(float score)
{
    uint32_t bits;
    memcpy(&bits, &score, sizeof bits);
    return bits & SIGN ? ~bits : bits | SIGN;
}

static float score_of(uint32_t rank)
{
    uint32_t bits = rank & SIGN ? rank ^ SIGN : ~rank;
    float score;
    memcpy(&score, &bits, sizeof score);
    return score;
}

uint64_t gk_best_key(float score, size_t row)
{
    return (uint64_t)rank_of(score) << 32 | (UINT32_MAX - (uint32_t)row);
}

float gk_best_score(uint64_t key) { return score_of((uint32_t)(key >> 32)); }

/* ---- the floor --------------------------------------------------------------------------------
 */

void gk_best_floor_start(gk_best_floor *bar) { atomic_init(bar, rank_of(-FLT_MAX)); }

float gk_best_least(const gk_best_floor *bar)
{
    return score_of(atomic_load_explicit(bar, memory_order_relaxed));
}

static void raise_floor(gk_best_floor *bar, uint32_t rank)
{
    uint32_t now = atomic_load_explicit(bar, memory_order_relaxed);
    while (now < rank && !atomic_compare_exchange_weak_explicit(
                             bar, &now, rank, memory_order_relaxed, memory_order_relaxed)) {
    }
}

/* ---- the best ---------------------------------------------------------------------------------
 */

void gk_best_start(gk_best *best, size_t keep, gk_best_floor *bar)
{
    *best = (gk_best){.keep = keep, .bar = bar};
}

void gk_best_free(gk_best *best) { gk_free(best->keys); }

static void swap(uint64_t *a, uint64_t *b)
{
    uint64_t kept = *a;
    *a = *b;
    *b = kept;
}

/* Moves keys of [low, high), which are all different, so that those above the middle one of three
 * stand before it; returns where that one stands then. */
static size_t divide(uint64_t *keys, size_t low, size_t high)
{
    size_t middle = low + (high - low) / 2, last = high - 1, to = low;
    if (keys[middle] > keys[low]) swap(&keys[middle], &keys[low]);
    if (keys[last] > keys[low]) swap(&keys[last], &keys[low]);
    if (keys[middle] > keys[last]) swap(&keys[middle], &keys[last]);
    for (size_t i = low; i < last; i++)
        if (keys[i] > keys[last]) swap(&keys[i], &keys[to++]);
    swap(&keys[to], &keys[last]);
    return to;
}

/* Moves the highest n of count keys to the front (quickselect). */
static void select_highest(uint64_t *keys, size_t count, size_t n)
{
    size_t low = 0, high = count;
    while (high - low > 1) {
        size_t at = divide(keys, low, high);
        if (at == n || at + 1 == n) return;
        if (at < n)
            low = at + 1;
        else
            high = at;
    }
}

void gk_best_cut(gk_best *best)
{
    if (best->count < best->keep || best->keep == 0) return;
    if (best->count > best->keep) select_highest(best->keys, best->count, best->keep);
    best->count = best->keep;
    uint64_t least = best->keys[0];
    for (size_t i = 1; i < best->count; i++)
        if (best->keys[i] < least) least = best->keys[i];
    raise_floor(best->bar, (uint32_t)(least >> 32));
}

static void add_key(gk_best *best, uint64_t key)
{
    enum { SPARE = 64 };
    if (best->count == best->keep * 2 + SPARE) gk_best_cut(best);
    best->keys = gk_grow(best->keys, best->count, &best->capacity, sizeof *best->keys);
    best->keys[best->count++] = key;
}

void gk_best_add(gk_best *best, float score, size_t row)
{
    if (best->keep && isfinite(score)) add_key(best, gk_best_key(score, row));
}

void gk_best_merge(gk_best *best, const gk_best *other)
{
    for (size_t i = 0; i < other->count; i++) add_key(best, other->keys[i]);
}
