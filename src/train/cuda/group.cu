/* SPDX-License-Identifier: Apache-2.0 */
#include "train/cuda/group.cuh"

#include <stdlib.h>

enum { PIECE = 64 /* tokens that one thread adds up */ };

/* The numbers on the host, and how many. */
typedef struct numbers {
    int32_t *all;
    size_t count;
} numbers;

/* What a table's tokens, pieces, firsts and rows take at most. */
static size_t most_of_table(size_t tokens) { return 4 * tokens + 2; }

/* ---- rows -------------------------------------------------------------------------------- */

static int32_t row_of(const gk_config *c, const gk_train_sequence *s, int table, size_t token)
{
    switch (table) {
    case GK_WORD_ROWS:
        return s->ids[token];
    case GK_POSITION_ROWS:
        return (int32_t)(c->first_position + token);
    default:
        return token < s->second ? 0 : 1;
    }
}

static void add_rows(const gk_config *c, const gk_cuda_group *g, int table, numbers *n)
{
    for (size_t i = 0; i < g->count; i++) {
        const gk_train_sequence *s = &g->sequences[g->order[i]];
        for (size_t t = 0; t < s->length; t++) n->all[n->count++] = row_of(c, s, table, t);
    }
}

static void add_lengths(const gk_cuda_group *g, numbers *n)
{
    size_t start = 0;
    for (size_t i = 0; i < g->count; i++) {
        n->all[n->count + i] = (int32_t)start;
        n->all[n->count + g->count + i] = (int32_t)g->sequences[g->order[i]].length;
        start += g->sequences[g->order[i]].length;
    }
    n->count += 2 * g->count;
}

/* ---- tables ------------------------------------------------------------------------------ */

static int compare_keys(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* row << 32 | token, sorted; gk_free. */
static uint64_t *sorted_keys(const int32_t *rows, size_t count)
{
    uint64_t *keys = (uint64_t *)gk_alloc_array(count, sizeof *keys);
    for (size_t i = 0; i < count; i++) keys[i] = (uint64_t)rows[i] << 32 | i;
    qsort(keys, count, sizeof *keys, compare_keys);
    return keys;
}

/* Adds a table's numbers; its pointers point into n->all. */
static gk_cuda_table add_table(const int32_t *rows_of_tokens, size_t count, numbers *n)
{
    uint64_t *keys = sorted_keys(rows_of_tokens, count);
    int32_t *tokens = n->all + n->count, *pieces = tokens + count, *firsts = pieces + count + 1,
            *rows = firsts + count + 1;
    gk_cuda_table t = {tokens, pieces, firsts, rows, 0, 0};
    for (size_t i = 0; i < count; i++) {
        const bool new_row = i == 0 || keys[i] >> 32 != keys[i - 1] >> 32;
        tokens[i] = (int32_t)(keys[i] & UINT32_MAX);
        if (new_row) {
            firsts[t.segment_count] = (int32_t)t.piece_count;
            rows[t.segment_count++] = (int32_t)(keys[i] >> 32);
        }
        if (new_row || i - (size_t)pieces[t.piece_count - 1] == PIECE)
            pieces[t.piece_count++] = (int32_t)i;
    }
    pieces[t.piece_count] = (int32_t)count;
    firsts[t.segment_count] = (int32_t)t.piece_count;
    n->count += most_of_table(count);
    gk_free(keys);
    return t;
}

/* ---- all --------------------------------------------------------------------------------- */

/* What is `at` on the host, on the device. */
static const int32_t *moved(const numbers *n, const int32_t *at, const int32_t *device)
{
    return device + (at - n->all);
}

static gk_cuda_table moved_table(const numbers *n, const gk_cuda_table *t, const int32_t *device)
{
    return gk_cuda_table{moved(n, t->tokens, device),
                         moved(n, t->pieces, device),
                         moved(n, t->firsts, device),
                         moved(n, t->rows, device),
                         t->piece_count,
                         t->segment_count};
}

void gk_cuda_lay_out(gk_device *d, const gk_config *c, const gk_cuda_group *g, bool tables,
                     gk_cuda_layout *l)
{
    const size_t tokens = g->tokens;
    const size_t most = GK_TABLES * (tokens + (tables ? most_of_table(tokens) : 0)) + 2 * g->count;
    numbers n = {(int32_t *)gk_alloc_array(most, sizeof(int32_t)), 0};
    gk_cuda_table host[GK_TABLES] = {};
    for (int i = 0; i < GK_TABLES; i++) add_rows(c, g, i, &n);
    add_lengths(g, &n);
    for (int i = 0; tables && i < GK_TABLES; i++)
        host[i] = add_table(n.all + (size_t)i * tokens, tokens, &n);
    int32_t *device = (int32_t *)gk_room_for(d, &l->room, n.count);
    gk_device_put(d, n.all, n.count * sizeof *n.all, device);
    for (int i = 0; i < GK_TABLES; i++) {
        l->rows[i] = device + (size_t)i * tokens;
        if (tables) l->tables[i] = moved_table(&n, &host[i], device);
    }
    l->starts = device + GK_TABLES * tokens;
    l->lengths = l->starts + g->count;
    gk_free(n.all);
}

void gk_cuda_layout_free(gk_cuda_layout *l) { gk_room_free(&l->room); }
