/* SPDX-License-Identifier: Apache-2.0
 *
 * A term's postings, by place: the place, how often the row has the term, and how often of these in
 * its context. They stand in blocks of 128; the last block may have fewer.
 *
 * A list of fewer than 128 is one short block:
 *
 *   varint  (gap << 2) + 2 if more than once + 1 if in the context
 *   varint  frequency − 2, where it is more than once
 *   varint  times in the context − 1, where it is there
 *
 * a posting, gap being the number of places between it and the one before (or the beginning). A
 * longer list begins with what is known of its n blocks, so that a search can pass over one:
 *
 *   uint32 × n   the place of the block's last posting
 *   uint32 × n   where the block begins, counted from the end of this table
 *   uint16 × n   bits of a gap, + 32 × those of a frequency − 1, + 1024 × those of a context, each
 *                0 to 31; of a block that is short 0
 *   uint8 × n    the most that a posting of it can add to a score (score.c)
 *
 * and each full block has its gaps, frequencies − 1 and contexts packed (pack.c). The gap of a
 * block's first posting is counted from the last place of the block before.
 */
#include "index/internal.h"

#include <string.h>

enum { TABLE = 4 + 4 + 2 + 1, BITS_MOST = 31 };

/* ---- writing ------------------------------------------------------------------------------ */

static void write_short(gk_string *out, const gk_posting *postings, size_t count, uint32_t next)
{
    for (size_t i = 0; i < count; i++) {
        const gk_posting *p = &postings[i];
        gk_put_varint(out, (uint64_t)(p->place - next) << 2 | (uint64_t)(p->frequency > 1) << 1 |
                               (p->context > 0));
        if (p->frequency > 1) gk_put_varint(out, p->frequency - 2);
        if (p->context > 0) gk_put_varint(out, p->context - 1);
        next = p->place + 1;
    }
}

static unsigned bits_of_all(const uint32_t numbers[GK_BLOCK])
{
    uint32_t any = 0;
    for (size_t i = 0; i < GK_BLOCK; i++) any |= numbers[i];
    return gk_bits(any);
}

static void append_packed(gk_string *out, const uint32_t numbers[GK_BLOCK], unsigned bits)
{
    unsigned char bytes[16 * 32];
    gk_index_pack(numbers, bits, bytes);
    gk_string_append(out, (const char *)bytes, (size_t)16 * bits);
}

/* Returns the widths. */
static uint16_t write_block(gk_string *out, const gk_posting *postings, uint32_t next)
{
    uint32_t gaps[GK_BLOCK], more[GK_BLOCK], contexts[GK_BLOCK];
    for (size_t i = 0; i < GK_BLOCK; i++) {
        gaps[i] = postings[i].place - next;
        more[i] = postings[i].frequency - 1;
        contexts[i] = postings[i].context;
        next = postings[i].place + 1;
    }
    unsigned gap = bits_of_all(gaps), frequency = bits_of_all(more),
             context = bits_of_all(contexts);
    append_packed(out, gaps, gap);
    append_packed(out, more, frequency);
    append_packed(out, contexts, context);
    return (uint16_t)(gap | frequency << 5 | context << 10);
}

static void put(char *table, size_t n, size_t part, size_t size, size_t i, const void *value)
{
    memcpy(table + n * part + i * size, value, size);
}

void gk_list_write(gk_string *out, const gk_posting *postings, size_t count,
                   const gk_lengths *lengths)
{
    if (count < GK_BLOCK) {
        write_short(out, postings, count, 0);
        return;
    }
    size_t blocks = (count + GK_BLOCK - 1) / GK_BLOCK;
    char *table = gk_alloc_array(blocks, TABLE);
    gk_string data = {0};
    uint32_t next = 0;
    for (size_t b = 0; b < blocks; b++) {
        const gk_posting *first = postings + b * GK_BLOCK;
        size_t n = count - b * GK_BLOCK < GK_BLOCK ? count - b * GK_BLOCK : GK_BLOCK;
        uint32_t last = first[n - 1].place, offset = (uint32_t)data.length;
        uint16_t widths = 0;
        if (n == GK_BLOCK)
            widths = write_block(&data, first, next);
        else
            write_short(&data, first, n, next);
        unsigned char bound = gk_bound_of(first, n, lengths);
        put(table, blocks, 0, 4, b, &last);
        put(table, blocks, 4, 4, b, &offset);
        put(table, blocks, 8, 2, b, &widths);
        put(table, blocks, 10, 1, b, &bound);
        next = last + 1;
    }
    gk_string_append(out, table, blocks * TABLE);
    if (data.length) gk_string_append(out, data.data, data.length);
    gk_string_free(&data);
    gk_free(table);
}

/* ---- reading ------------------------------------------------------------------------------ */

bool gk_list_open(gk_list *list, uint32_t count, uint32_t rows, const unsigned char *bytes,
                  size_t size)
{
    *list = (gk_list){.count = count, .rows = rows, .data = bytes, .end = bytes + size};
    if (count == 0 || count > rows) return false;
    list->blocks = (count - 1) / GK_BLOCK + 1;
    if (count < GK_BLOCK) return true;
    size_t n = list->blocks;
    if (size / TABLE < n) return false;
    list->lasts = bytes;
    list->offsets = bytes + 4 * n;
    list->widths = bytes + 8 * n;
    list->bounds = bytes + 10 * n;
    list->data = bytes + TABLE * n;
    return true;
}

static uint32_t get_u32(const unsigned char *array, uint32_t i)
{
    uint32_t value;
    memcpy(&value, array + (size_t)4 * i, sizeof value);
    return value;
}

uint32_t gk_list_last(const gk_list *list, uint32_t block)
{
    return list->lasts ? get_u32(list->lasts, block) : list->rows - 1;
}

uint32_t gk_list_first(const gk_list *list, uint32_t block)
{
    return block ? gk_list_last(list, block - 1) + 1 : 0;
}

static bool read_short(const gk_list *list, const unsigned char *at, uint32_t block, gk_block *out)
{
    uint64_t place = gk_list_first(list, block);
    out->counted = true;
    for (uint32_t i = 0; i < out->count; i++, place++) {
        uint64_t word;
        uint32_t frequency = 1, context = 0;
        if (!gk_get_varint(&at, list->end, &word) || word >> 2 >= list->rows) return false;
        place += word >> 2;
        if (word & 2) {
            if (!gk_get_varint32(&at, list->end, &frequency) || frequency > UINT16_MAX)
                return false;
            frequency += 2;
        }
        if (word & 1) {
            if (!gk_get_varint32(&at, list->end, &context) || context >= frequency) return false;
            context++;
        }
        if (place >= list->rows) return false;
        out->places[i] = (uint32_t)place;
        out->frequencies[i] = frequency;
        out->contexts[i] = context;
    }
    return true;
}

typedef struct widths {
    unsigned gap, frequency, context;
} widths;

/* Where a block's bytes are; false where they are not all there. */
static bool find_block(const gk_list *list, uint32_t block, widths *w, const unsigned char **at)
{
    uint16_t packed;
    size_t offset = get_u32(list->offsets, block), size = (size_t)(list->end - list->data);
    memcpy(&packed, list->widths + (size_t)2 * block, sizeof packed);
    *w = (widths){packed & BITS_MOST, packed >> 5 & BITS_MOST, packed >> 10 & BITS_MOST};
    if (offset > size) return false;
    *at = list->data + offset;
    return (size - offset) / 16 >= w->gap + w->frequency + w->context;
}

/* Gaps become places; a sum in 64 bits cannot wrap, so that the last one tells of them all. */
static bool add_gaps(const gk_list *list, uint32_t block, uint32_t places[GK_BLOCK])
{
    uint64_t next = gk_list_first(list, block);
    for (size_t i = 0; i < GK_BLOCK; i++) {
        next += places[i];
        places[i] = (uint32_t)next++;
    }
    return next == (uint64_t)gk_list_last(list, block) + 1 && next <= list->rows;
}

static uint32_t block_count(const gk_list *list, uint32_t block)
{
    return block + 1 < list->blocks ? GK_BLOCK : list->count - block * GK_BLOCK;
}

bool gk_list_places(const gk_list *list, uint32_t block, gk_block *out)
{
    out->count = block_count(list, block);
    out->counted = false;
    if (!list->lasts) return read_short(list, list->data, block, out);
    widths w;
    const unsigned char *at;
    if (!find_block(list, block, &w, &at)) return false;
    if (out->count < GK_BLOCK)
        return gk_list_last(list, block) < list->rows &&
               gk_list_first(list, block) <= gk_list_last(list, block) &&
               read_short(list, at, block, out) &&
               out->places[out->count - 1] == gk_list_last(list, block);
    gk_index_unpack(at, w.gap, out->places);
    return add_gaps(list, block, out->places);
}

bool gk_list_frequencies(const gk_list *list, uint32_t block, gk_block *out)
{
    if (out->counted) return true;
    widths w;
    const unsigned char *at;
    if (!find_block(list, block, &w, &at)) return false;
    at += (size_t)16 * w.gap;
    gk_index_unpack(at, w.frequency, out->frequencies);
    gk_index_unpack(at + (size_t)16 * w.frequency, w.context, out->contexts);
    for (size_t i = 0; i < GK_BLOCK; i++) {
        uint32_t f = out->frequencies[i];
        f = f < UINT16_MAX ? f + 1 : UINT16_MAX;
        out->frequencies[i] = f;
        out->contexts[i] = out->contexts[i] < f ? out->contexts[i] : f;
    }
    out->counted = true;
    return true;
}
