/* SPDX-License-Identifier: Apache-2.0
 *
 * index - a hash table from keys of bytes to numbers from 0: the keys stay their owner's, who says
 * which number has which key.
 */
#ifndef GK_BASE_INDEX_H
#define GK_BASE_INDEX_H

#include "base/base.h"

typedef struct gk_key {
    const void *bytes;
    size_t size;
} gk_key;

typedef struct gk_index {
    uint32_t *slots; /* number + 1; 0: free */
    size_t mask, count;
    gk_key (*key)(const void *owner, uint32_t number);
    const void *owner;
} gk_index;

/* Room for so many numbers; more are taken, too. gk_index_free. */
gk_index gk_index_new(size_t expected, gk_key (*key)(const void *owner, uint32_t number),
                      const void *owner);
void gk_index_free(gk_index *index);

/* The number that has this key; UINT32_MAX: none. */
uint32_t gk_index_find(const gk_index *index, gk_key key);
/* Adds number, unless its key stands there: gives the number that has it then. */
uint32_t gk_index_add(gk_index *index, uint32_t number);

#endif
