/* SPDX-License-Identifier: Apache-2.0
 *
 * A query's term in a segment: moves upwards through its list, reads a block only where it must,
 * and its frequencies later than its places.
 */
#include "index/internal.h"

static gk_status read_places(gk_cursor *c, gk_error *err)
{
    if (c->read == c->block + 1) return GK_OK;
    if (!gk_list_places(&c->list, c->block, &c->postings)) return gk_segment_damaged(err);
    c->read = c->block + 1;
    c->at = 0;
    return GK_OK;
}

/* Reads the block at hand with all its units. */
static gk_status read_units(gk_cursor *c, const gk_cursor_at *at, gk_error *err)
{
    if (c->scored == c->block + 1) return GK_OK;
    gk_status status = read_places(c, err);
    if (status != GK_OK) return status;
    if (!gk_list_frequencies(&c->list, c->block, &c->postings)) return gk_segment_damaged(err);
    gk_block_units(at->scale, c->most, at->lengths, &c->postings, c->units);
    c->scored = c->block + 1;
    return GK_OK;
}

/* A short list's bound is its largest posting; a long one's stands with its blocks. */
static gk_status find_bound(gk_cursor *c, const gk_cursor_at *at, gk_error *err)
{
    int32_t most = 0;
    unsigned bound = 0;
    if (c->list.bounds) {
        gk_bound_units(at->scale, c->most, at->lengths, c->bounds);
        for (uint32_t i = 0; i < c->list.blocks; i++)
            bound = c->list.bounds[i] > bound ? c->list.bounds[i] : bound;
        c->bound = c->bounds[bound];
        return GK_OK;
    }
    gk_status status = read_units(c, at, err);
    for (uint32_t i = 0; status == GK_OK && i < c->postings.count; i++)
        most = c->units[i] > most ? c->units[i] : most;
    c->bound = most;
    return status;
}

gk_status gk_cursor_begin(gk_cursor *c, const gk_cursor_at *at, const gk_list *list, float most,
                          gk_error *err)
{
    c->list = *list;
    c->most = most;
    c->block = c->read = c->scored = c->at = 0;
    c->last = gk_list_last(list, 0);
    return find_bound(c, at, err);
}

void gk_cursor_skip(gk_cursor *c, uint32_t place)
{
    while (c->block < c->list.blocks && c->last < place) {
        c->block++;
        if (c->block < c->list.blocks) c->last = gk_list_last(&c->list, c->block);
    }
}

/* Moves within the block that was read. */
static void move_to(gk_cursor *c, uint32_t place)
{
    enum { STRIDE = 8 };
    const uint32_t *places = c->postings.places;
    while (c->at + STRIDE <= c->postings.count && places[c->at + STRIDE - 1] < place)
        c->at += STRIDE;
    while (c->at < c->postings.count && places[c->at] < place) c->at++;
}

uint32_t gk_cursor_least(const gk_cursor *c)
{
    if (c->block >= c->list.blocks) return UINT32_MAX;
    if (c->read != c->block + 1) return gk_list_first(&c->list, c->block);
    return c->at < c->postings.count ? c->postings.places[c->at] : c->last + 1;
}

int32_t gk_cursor_most(const gk_cursor *c, uint32_t end)
{
    if (c->block >= c->list.blocks || gk_cursor_least(c) >= end) return 0;
    if (!c->list.bounds) return c->bound;
    unsigned bound = c->list.bounds[c->block];
    for (uint32_t b = c->block + 1; b < c->list.blocks && gk_list_last(&c->list, b - 1) + 1 < end;
         b++)
        bound = c->list.bounds[b] > bound ? c->list.bounds[b] : bound;
    return c->bounds[bound];
}

gk_status gk_cursor_add(gk_cursor *c, const gk_cursor_at *at, uint32_t first, uint32_t end,
                        int32_t *sums, gk_error *err)
{
    for (gk_cursor_skip(c, first); c->block < c->list.blocks; gk_cursor_skip(c, c->last + 1)) {
        if (c->read != c->block + 1 && gk_list_first(&c->list, c->block) >= end) return GK_OK;
        gk_status status = read_units(c, at, err);
        if (status != GK_OK) return status;
        move_to(c, first);
        uint32_t i = c->at, count = c->postings.count;
        const uint32_t *places = c->postings.places;
        for (; i < count && places[i] < end; i++) sums[places[i] - first] += c->units[i];
        c->at = i;
        if (i < count || c->last == UINT32_MAX) return GK_OK;
    }
    return GK_OK;
}

int32_t gk_cursor_peek(gk_cursor *c, uint32_t place)
{
    gk_cursor_skip(c, place);
    if (c->block >= c->list.blocks) return 0;
    return c->list.bounds ? c->bounds[c->list.bounds[c->block]] : c->bound;
}

gk_status gk_cursor_seek(gk_cursor *c, const gk_cursor_at *at, uint32_t place, int32_t *units,
                         gk_error *err)
{
    *units = 0;
    gk_cursor_skip(c, place);
    if (c->block >= c->list.blocks) return GK_OK;
    gk_status status = read_places(c, err);
    if (status != GK_OK) return status;
    move_to(c, place);
    if (c->at >= c->postings.count || c->postings.places[c->at] != place) return GK_OK;
    if (c->scored == c->block + 1) {
        *units = c->units[c->at];
        return GK_OK;
    }
    if (!gk_list_frequencies(&c->list, c->block, &c->postings)) return gk_segment_damaged(err);
    *units = gk_posting_units(at->scale, c->most, at->lengths, &c->postings, c->at);
    return GK_OK;
}

/* How many of a block's places lie in [first, last) of the places from *i on; moves *i. */
static uint32_t count_in(const gk_block *block, const gk_places *places, size_t count, size_t *i)
{
    uint32_t held = 0;
    for (uint32_t k = 0; k < block->count; k++) {
        while (*i < count && places[*i].last <= block->places[k]) ++*i;
        if (*i == count) break;
        held += places[*i].first <= block->places[k];
    }
    return held;
}

gk_status gk_list_count(const gk_list *list, const gk_places *places, size_t count, uint64_t *out,
                        gk_error *err)
{
    gk_block block;
    size_t i = 0;
    for (uint32_t b = 0; b < list->blocks; b++) {
        uint32_t first = gk_list_first(list, b), last = gk_list_last(list, b);
        while (i < count && places[i].last <= first) i++;
        if (i == count) return GK_OK;
        if (places[i].first > last) continue;
        if (places[i].first <= first && places[i].last > last) { /* wholly within */
            *out += b + 1 < list->blocks ? GK_BLOCK : list->count - b * GK_BLOCK;
            continue;
        }
        if (!gk_list_places(list, b, &block)) return gk_segment_damaged(err);
        *out += count_in(&block, places, count, &i);
    }
    return GK_OK;
}
