/* SPDX-License-Identifier: Apache-2.0
 *
 * Open addressing with linear probing, at most half full.
 */
#include "base/index.h"

#include <string.h>

gk_index gk_index_new(size_t expected, gk_key (*key)(const void *owner, uint32_t number),
                      const void *owner)
{
    size_t room = 16;
    while (room < expected * 2) room *= 2;
    return (gk_index){.slots = gk_alloc_array(room, sizeof(uint32_t)),
                      .mask = room - 1,
                      .key = key,
                      .owner = owner};
}

void gk_index_free(gk_index *index)
{
    gk_free(index->slots);
    *index = (gk_index){0};
}

/* FNV-1a by words of 8 bytes, its high half mixed into the low one, which chooses the slot. */
static uint64_t hash_of(gk_key key)
{
    const unsigned char *p = key.bytes;
    uint64_t hash = 14695981039346656037ULL ^ key.size;
    for (size_t left = key.size; left;) {
        uint64_t word = 0;
        size_t n = left < sizeof word ? left : sizeof word;
        memcpy(&word, p, n);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
        hash ^= hash >> 32;
        p += n;
        left -= n;
    }
    return hash;
}

static bool same(gk_key a, gk_key b)
{
    return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

/* The slot that holds the key, or the free one where it belongs. */
static uint32_t *slot_of(const gk_index *index, gk_key key)
{
    size_t i = hash_of(key) & index->mask;
    while (index->slots[i] && !same(key, index->key(index->owner, index->slots[i] - 1)))
        i = (i + 1) & index->mask;
    return &index->slots[i];
}

uint32_t gk_index_find(const gk_index *index, gk_key key)
{
    return *slot_of(index, key) - 1; /* 0 - 1 is UINT32_MAX */
}

static void grow(gk_index *index)
{
    gk_index larger = gk_index_new(index->mask + 1, index->key, index->owner);
    for (size_t i = 0; i <= index->mask; i++)
        if (index->slots[i])
            *slot_of(&larger, index->key(index->owner, index->slots[i] - 1)) = index->slots[i];
    larger.count = index->count;
    gk_index_free(index);
    *index = larger;
}

uint32_t gk_index_add(gk_index *index, uint32_t number)
{
    uint32_t *slot = slot_of(index, index->key(index->owner, number));
    if (*slot) return *slot - 1;
    *slot = number + 1;
    if (++index->count > index->mask / 2) grow(index);
    return number;
}
