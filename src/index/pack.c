/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers in few bits.
 *
 * A block of 128 numbers of b bits takes 4·b words of 32 bits, little-endian, in four lanes: number
 * i stands in lane i mod 4, so that four neighbours are taken apart by the same shifts. (The layout
 * is that of Lemire and Boytsov, "Decoding billions of integers per second through vectorization",
 * 2015.) The loops over lanes are written so that a compiler makes one instruction of each.
 *
 * A varint has 7 bits a byte, the lowest first; the highest bit says that there is more.
 */
#include "index/internal.h"

#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "segments are little-endian");

enum { LANES = 4, STEPS = GK_BLOCK / LANES };

unsigned gk_bits(uint32_t largest) { return largest ? 32 - (unsigned)__builtin_clz(largest) : 0; }

void gk_index_pack(const uint32_t numbers[GK_BLOCK], unsigned bits, unsigned char *out)
{
    uint32_t words[LANES * 33] = {0};
    for (unsigned step = 0; step < STEPS; step++) {
        unsigned word = step * bits / 32, shift = step * bits % 32;
        for (unsigned lane = 0; lane < LANES; lane++) {
            uint64_t shifted = (uint64_t)numbers[step * LANES + lane] << shift;
            words[word * LANES + lane] |= (uint32_t)shifted;
            words[(word + 1) * LANES + lane] |= (uint32_t)(shifted >> 32);
        }
    }
    memcpy(out, words, (size_t)bits * LANES * sizeof *words);
}

/* shift + bits <= 32: four numbers of one row of words. */
static void take(const uint32_t *words, unsigned shift, uint32_t mask, uint32_t *out)
{
    for (unsigned lane = 0; lane < LANES; lane++) out[lane] = (words[lane] >> shift) & mask;
}

/* Four numbers that go on in the next row of words. */
static void take_two(const uint32_t *words, unsigned shift, uint32_t mask, uint32_t *out)
{
    for (unsigned lane = 0; lane < LANES; lane++)
        out[lane] = (words[lane] >> shift | words[lane + LANES] << (32 - shift)) & mask;
}

void gk_index_unpack(const unsigned char *bytes, unsigned bits, uint32_t numbers[GK_BLOCK])
{
    uint32_t words[LANES * 32], mask = bits == 32 ? UINT32_MAX : (UINT32_C(1) << bits) - 1;
    if (bits == 0) {
        memset(numbers, 0, GK_BLOCK * sizeof *numbers);
        return;
    }
    memcpy(words, bytes, (size_t)bits * LANES * sizeof *words);
    for (unsigned step = 0, bit = 0; step < STEPS; step++, bit += bits) {
        const uint32_t *row = words + (size_t)LANES * (bit / 32);
        if (bit % 32 + bits <= 32)
            take(row, bit % 32, mask, numbers + (size_t)LANES * step);
        else
            take_two(row, bit % 32, mask, numbers + (size_t)LANES * step);
    }
}

void gk_put_varint(gk_string *out, uint64_t number)
{
    char bytes[10];
    size_t n = 0;
    for (; number >= 0x80; number >>= 7) bytes[n++] = (char)(number | 0x80);
    bytes[n++] = (char)number;
    gk_string_append(out, bytes, n);
}

bool gk_get_varint(const unsigned char **at, const unsigned char *end, uint64_t *number)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
        unsigned char byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *number = value;
            return true;
        }
    }
    return false;
}

bool gk_get_varint32(const unsigned char **at, const unsigned char *end, uint32_t *number)
{
    uint64_t value;
    if (!gk_get_varint(at, end, &value) || value > UINT32_MAX) return false;
    *number = (uint32_t)value;
    return true;
}
