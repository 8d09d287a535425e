/* SPDX-License-Identifier: Apache-2.0 */
#include "tokenizer/trie.h"

static void make_table(gk_trie *trie, int bits)
{
    trie->edges = gk_alloc_array((size_t)1 << bits, sizeof *trie->edges);
    trie->mask = ((size_t)1 << bits) - 1;
    trie->shift = 64 - bits;
}

static uint32_t new_node(gk_trie *trie)
{
    trie->nodes = gk_grow(trie->nodes, trie->count, &trie->capacity, sizeof *trie->nodes);
    trie->nodes[trie->count] = (gk_trie_node){0, -1};
    return (uint32_t)trie->count++;
}

void gk_trie_new(gk_trie *trie)
{
    *trie = (gk_trie){0};
    make_table(trie, 4);
    new_node(trie);
}

void gk_trie_free(gk_trie *trie)
{
    gk_free(trie->nodes);
    gk_free(trie->edges);
    *trie = (gk_trie){0};
}

static void put_edge(gk_trie *trie, gk_trie_edge edge)
{
    size_t place = gk_trie_place(trie, edge.key);
    while (trie->edges[place].child) place = (place + 1) & trie->mask;
    trie->edges[place] = edge;
}

static void grow_table(gk_trie *trie)
{
    gk_trie_edge *edges = trie->edges;
    size_t places = trie->mask + 1;
    make_table(trie, 64 - trie->shift + 1);
    for (size_t i = 0; i < places; i++)
        if (edges[i].child) put_edge(trie, edges[i]);
    gk_free(edges);
}

static uint32_t new_child(gk_trie *trie, uint32_t node, unsigned char byte)
{
    uint32_t child = new_node(trie);
    uint32_t *first = &trie->nodes[node].first;
    if (!*first) {
        *first = (uint32_t)byte << 24 | child;
        return child;
    }
    *first |= GK_TRIE_MORE;
    if (++trie->edge_count * 2 > trie->mask) grow_table(trie);
    put_edge(trie, (gk_trie_edge){node << 8 | byte, child});
    return child;
}

int32_t *gk_trie_add(gk_trie *trie, const char *s, size_t n)
{
    uint32_t node = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)s[i];
        uint32_t child = gk_trie_child(trie, node, byte);
        if (!child && trie->count >= GK_TRIE_LIMIT) return NULL;
        node = child ? child : new_child(trie, node, byte);
    }
    return &trie->nodes[node].value;
}

bool gk_trie_walk(const gk_trie *trie, const char *s, size_t n, uint32_t *node)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t child = gk_trie_child(trie, *node, (unsigned char)s[i]);
        if (!child) return false;
        *node = child;
    }
    return true;
}

int32_t gk_trie_find(const gk_trie *trie, const char *s, size_t n)
{
    uint32_t node = 0;
    return gk_trie_walk(trie, s, n, &node) ? trie->nodes[node].value : -1;
}
