/* SPDX-License-Identifier: Apache-2.0
 *
 * trie - strings by their bytes, added in any order. A node, one for each prefix, holds the edge to
 * its first child; the edges to further children stand in one hash table. Most prefixes of a
 * vocabulary go on in one way only, and such nodes lie one after the other in memory.
 */
#ifndef GK_TRIE_H
#define GK_TRIE_H

#include "base/base.h"

typedef struct gk_trie_node {
    uint32_t first; /* the first child's byte << 24 | GK_TRIE_MORE if there are others | child */
    int32_t value;  /* -1: no string ends here */
} gk_trie_node;

typedef struct gk_trie_edge {
    uint32_t key;   /* the node it leaves << 8 | its byte */
    uint32_t child; /* 0: a free place of the table; the root, node 0, is nobody's child */
} gk_trie_edge;

enum { GK_TRIE_MORE = 1 << 23, GK_TRIE_LIMIT = 1 << 23 }; /* nodes are below the limit */

typedef struct gk_trie {
    gk_trie_node *nodes;
    size_t count, capacity;
    gk_trie_edge *edges; /* open addressing, a power of two of places, at most half of them taken */
    size_t edge_count, mask;
    int shift; /* of the hash, so that its upper bits give the place */
} gk_trie;

/* One with the empty string's node, without a value. gk_trie_free. */
void gk_trie_new(gk_trie *trie);
void gk_trie_free(gk_trie *trie);
/* The value at the end of the string, to be read or set: -1 where it is new. NULL: the trie is
 * full, at 2^23 nodes. Valid until the next call. */
int32_t *gk_trie_add(gk_trie *trie, const char *s, size_t n);
/* The node where s leads from node; false where no string goes on like that. */
bool gk_trie_walk(const gk_trie *trie, const char *s, size_t n, uint32_t *node);
/* The string's value, -1 where it is not in the trie. */
int32_t gk_trie_find(const gk_trie *trie, const char *s, size_t n);

static inline size_t gk_trie_place(const gk_trie *trie, uint32_t key)
{
    return (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> trie->shift);
}

/* The child of node along byte; 0: there is none. */
static inline uint32_t gk_trie_child(const gk_trie *trie, uint32_t node, unsigned char byte)
{
    uint32_t first = trie->nodes[node].first, child = first & (GK_TRIE_LIMIT - 1);
    if (first >> 24 == byte && child) return child;
    if (!(first & GK_TRIE_MORE)) return 0;
    uint32_t key = node << 8 | byte;
    size_t place = gk_trie_place(trie, key);
    while (trie->edges[place].child && trie->edges[place].key != key)
        place = (place + 1) & trie->mask;
    return trie->edges[place].child;
}

#endif
