/* SPDX-License-Identifier: Apache-2.0 */
#include "nearest/nearest.h"

enum { WORD = 64 };

uint64_t *gk_rows_new(size_t rows) { return gk_alloc_array(rows / WORD + 1, sizeof(uint64_t)); }

/* The bits of word `word` that stand for rows of [first, last). */
static uint64_t part(size_t word, size_t first, size_t last)
{
    uint64_t bits = UINT64_MAX;
    if (first > word * WORD) bits &= UINT64_MAX << first % WORD;
    if (last < (word + 1) * WORD) bits &= (UINT64_C(1) << last % WORD) - 1;
    return bits;
}

void gk_rows_add(uint64_t *set, size_t first, size_t last)
{
    if (first >= last) return;
    for (size_t word = first / WORD; word <= (last - 1) / WORD; word++)
        set[word] |= part(word, first, last);
}

size_t gk_rows_count(const uint64_t *set, size_t first, size_t last)
{
    size_t count = 0;
    if (first >= last) return 0;
    for (size_t word = first / WORD; word <= (last - 1) / WORD; word++)
        count += (size_t)__builtin_popcountll(set[word] & part(word, first, last));
    return count;
}
