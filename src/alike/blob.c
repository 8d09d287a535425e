/* SPDX-License-Identifier: Apache-2.0
 *
 * blob - a sketch as bytes, little-endian: eight of a mark and version, the two counts of eight
 * bytes each, the text's values of four, the figures' of two.
 */
#include "alike/alike.h"

#include <string.h>

static const unsigned char MARK[8] = {'g', 'k', 's', 'k', 'e', 't', 'c', 1};

static unsigned char *put(unsigned char *at, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) *at++ = (unsigned char)(value >> (8 * i));
    return at;
}

static uint64_t get(const unsigned char **at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++) value |= (uint64_t) * (*at)++ << (8 * i);
    return value;
}

void gk_sketch_pack(const gk_sketch *sketch, unsigned char out[GK_SKETCH_BYTES])
{
    memcpy(out, MARK, sizeof MARK);
    unsigned char *at = put(out + sizeof MARK, sketch->shingles, 8);
    at = put(at, sketch->figures, 8);
    for (size_t i = 0; i < GK_SKETCH_TEXT; i++) at = put(at, sketch->text[i], 4);
    for (size_t i = 0; i < GK_SKETCH_FIGURES; i++) at = put(at, sketch->figure[i], 2);
}

bool gk_sketch_unpack(const void *bytes, size_t size, gk_sketch *out)
{
    const unsigned char *at = bytes;
    if (size != GK_SKETCH_BYTES || memcmp(at, MARK, sizeof MARK) != 0) return false;
    at += sizeof MARK;
    out->shingles = get(&at, 8);
    out->figures = get(&at, 8);
    for (size_t i = 0; i < GK_SKETCH_TEXT; i++) out->text[i] = (uint32_t)get(&at, 4);
    for (size_t i = 0; i < GK_SKETCH_FIGURES; i++) out->figure[i] = (uint16_t)get(&at, 2);
    return true;
}
