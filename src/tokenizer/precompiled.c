/* SPDX-License-Identifier: Apache-2.0 */
#include "tokenizer/precompiled.h"

#include "text/text.h"
#include "tokenizer/hf_unicode.h"

#include <string.h>

/* ---- reading ------------------------------------------------------------------------------ */

static uint32_t unit_at(const unsigned char *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

bool gk_precompiled_read(const char *base64, size_t n, gk_arena *arena, gk_precompiled *out)
{
    unsigned char *bytes = gk_arena_alloc(arena, n / 4 * 3 + 1);
    const size_t size = gk_base64_read(base64, n, bytes);
    if (size == SIZE_MAX || size < 8) return false;
    size_t trie = unit_at(bytes);
    if (trie < 4 || trie > size - 4) return false;
    out->unit_count = trie / 4;
    uint32_t *units = gk_arena_array(arena, out->unit_count, sizeof *units);
    for (size_t i = 0; i < out->unit_count; i++) units[i] = unit_at(bytes + 4 + 4 * i);
    out->units = units;
    out->texts = (const char *)bytes + 4 + 4 * out->unit_count;
    out->size = size - 4 - 4 * out->unit_count;
    return gk_utf8_valid(out->texts, out->size, NULL);
}

/* ---- mapping ------------------------------------------------------------------------------ */

/* The distance from a unit to its children. */
static size_t offset_of(uint32_t unit) { return (size_t)(unit >> 10) << ((unit & 1u << 9) >> 6); }

/* The value of the shortest beginning of s that the trie has. */
static bool shortest(const gk_precompiled *map, const char *s, size_t n, size_t *value)
{
    size_t place = offset_of(map->units[0]);
    for (size_t i = 0; i < n && s[i]; i++) {
        unsigned char byte = (unsigned char)s[i];
        place ^= byte;
        if (place >= map->unit_count) return false;
        uint32_t unit = map->units[place];
        if ((unit & (1u << 31 | 0xFF)) != byte) return false;
        place ^= offset_of(unit);
        if (unit >> 8 & 1) {
            if (place >= map->unit_count) return false;
            *value = map->units[place] & ~(1u << 31);
            return true;
        }
    }
    return false;
}

/* Appends what s is mapped to; false where it is not. */
static bool append_mapped(const gk_precompiled *map, const char *s, size_t n, gk_string *out)
{
    size_t at;
    if (!shortest(map, s, n, &at) || at > map->size) return false;
    const char *text = map->texts + at;
    if (at < map->size && ((unsigned char)*text & 0xC0) == 0x80) return false; /* a broken map */
    const char *end = memchr(text, 0, map->size - at);
    gk_string_append(out, text, end ? (size_t)(end - text) : map->size - at);
    return true;
}

void gk_precompiled_append(const gk_precompiled *map, const char *s, size_t n, gk_string *out)
{
    enum { LONGEST_CLUSTER = 5 };
    gk_graphemes g = {.s = s, .n = n};
    while (g.at < n) {
        size_t start = g.at, end = gk_graphemes_next(&g);
        if (end - start <= LONGEST_CLUSTER && append_mapped(map, s + start, end - start, out))
            continue;
        for (size_t i = start; i < end;) {
            size_t at = i;
            gk_utf8_next(s, end, &i);
            if (!append_mapped(map, s + at, i - at, out)) gk_string_append(out, s + at, i - at);
        }
    }
}
