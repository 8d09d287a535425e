/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash table with open addressing: key, how many passages had it, which one was the last. Keys
 * are hashes themselves; two words that share one of 64 bits are counted as one, which does no
 * harm.
 */
#include "synth/synth.h"

typedef struct slot {
    uint64_t key;
    uint32_t count, last; /* count 0: free */
} slot;

struct gk_counts {
    slot *slots;
    size_t capacity, used; /* capacity is a power of two */
};

enum { FIRST_CAPACITY = 1024 };

gk_counts *gk_counts_new(void)
{
    gk_counts *counts = gk_alloc(sizeof *counts);
    counts->capacity = FIRST_CAPACITY;
    counts->slots = gk_alloc_array(counts->capacity, sizeof *counts->slots);
    return counts;
}

void gk_counts_free(gk_counts *counts)
{
    if (!counts) return;
    gk_free(counts->slots);
    gk_free(counts);
}

static slot *find(const gk_counts *counts, uint64_t key)
{
    size_t i = (size_t)(key ^ key >> 32) & (counts->capacity - 1);
    while (counts->slots[i].count && counts->slots[i].key != key)
        i = (i + 1) & (counts->capacity - 1);
    return &counts->slots[i];
}

static void double_capacity(gk_counts *counts)
{
    slot *old = counts->slots;
    size_t capacity = counts->capacity;
    counts->capacity *= 2;
    counts->slots = gk_alloc_array(counts->capacity, sizeof *counts->slots);
    for (size_t i = 0; i < capacity; i++)
        if (old[i].count) *find(counts, old[i].key) = old[i];
    gk_free(old);
}

void gk_counts_add(gk_counts *counts, uint64_t key, uint32_t passage)
{
    slot *s = find(counts, key);
    if (s->count) {
        s->count += s->last != passage;
        s->last = passage;
        return;
    }
    *s = (slot){.key = key, .count = 1, .last = passage};
    if (++counts->used * 2 > counts->capacity) double_capacity(counts);
}

uint32_t gk_counts_get(const gk_counts *counts, uint64_t key) { return find(counts, key)->count; }
