/* SPDX-License-Identifier: Apache-2.0 */
#include "tokenizer/hf_unicode.h"
#include "text/text.h"

#include <stdlib.h>
#include <utf8proc.h>

typedef struct range {
    uint32_t first, last;
} range;

/* These ranges hold the marks, punctuation and format characters that versions after 8 added, which
 * the library takes for letters like any other; no character in a range is a mark, punctuation or
 * format character of Unicode 8. Complete to Unicode 18. */
static const range after_unicode_8[] = {
    {0x5C8, 0x5C9},     {0x61D, 0x61D},     {0x7FD, 0x7FD},     {0x890, 0x8E2},
    {0x9FD, 0x9FE},     {0xA76, 0xA76},     {0xAFA, 0xAFF},     {0xB53, 0xB55},
    {0xC04, 0xC3C},     {0xC77, 0xC77},     {0xC84, 0xC84},     {0xD00, 0xD00},
    {0xD3B, 0xD3C},     {0xD81, 0xD81},     {0xEBA, 0xEBA},     {0xECE, 0xECE},
    {0x180F, 0x1886},   {0x1ABF, 0x1AF0},   {0x1B4E, 0x1B4F},   {0x1B7D, 0x1B7F},
    {0x1DF6, 0x1DFB},   {0x2E43, 0x2E63},   {0xA82C, 0xA82C},   {0xA8C5, 0xA8C5},
    {0xA8FF, 0xA8FF},   {0xA9BD, 0xA9BD},   {0x10D24, 0x10F89}, {0x11070, 0x11074},
    {0x110C2, 0x110CD}, {0x111CF, 0x111CF}, {0x1123E, 0x11241}, {0x1133B, 0x1133B},
    {0x113BB, 0x1145E}, {0x11660, 0x1166C}, {0x116B9, 0x116B9}, {0x1182F, 0x11FFF},
    {0x12FF1, 0x1612F}, {0x16D6D, 0x16F4F}, {0x16FE2, 0x16FE4}, {0x1CF00, 0x1D128},
    {0x1D25B, 0x1D25C}, {0x1E000, 0x1E6F5}, {0x1E944, 0x1E95F}};

/* The same for marks and for what is decomposed or composed, after Unicode 9. */
static const range after_unicode_9[] = {
    {0x558, 0x558},     {0x58B, 0x58C},     {0x5C8, 0x5C9},     {0x7FD, 0x7FD},
    {0x897, 0x8D3},     {0x9FE, 0x9FE},     {0xAFA, 0xAFF},     {0xB53, 0xB55},
    {0xC04, 0xC3C},     {0xCF3, 0xD00},     {0xD3B, 0xD3C},     {0xD81, 0xD81},
    {0xEBA, 0xEBA},     {0xECE, 0xECE},     {0x1715, 0x1715},   {0x180F, 0x180F},
    {0x1ABF, 0x1AF0},   {0x1CF7, 0x1CF7},   {0x1DF6, 0x1DFA},   {0x209D, 0x209F},
    {0x32FF, 0x32FF},   {0xA7F1, 0xA7F4},   {0xA82C, 0xA82C},   {0xA8FF, 0xA8FF},
    {0xAB69, 0xAB69},   {0x105C9, 0x107BF}, {0x10D24, 0x10F85}, {0x11070, 0x11074},
    {0x110C2, 0x110C2}, {0x11145, 0x11146}, {0x111C9, 0x111C9}, {0x111CE, 0x111CF},
    {0x11241, 0x11241}, {0x1133B, 0x1133B}, {0x11382, 0x113E2}, {0x1145E, 0x1145E},
    {0x1182C, 0x11B67}, {0x11D31, 0x1612F}, {0x16D63, 0x16F4F}, {0x16F7F, 0x16F87},
    {0x16FE4, 0x1B126}, {0x1CCD6, 0x1D128}, {0x1D250, 0x1D281}, {0x1D6A6, 0x1D6A6},
    {0x1DF95, 0x1DFFF}, {0x1E030, 0x1E6F5}, {0x1F16C, 0x1F16C}, {0x1FBF0, 0x1FBF9}};

/* \w has marks that enclose, circled letters and what Unicode 16 added, beside what utf8proc of
 * Unicode 15 knows for letters, marks and digits. */
static const range more_word[] = {
    {0x488, 0x489},     {0x897, 0x897},     {0x1ABE, 0x1ABE},   {0x1C89, 0x1C8A},
    {0x20DD, 0x20E0},   {0x20E2, 0x20E4},   {0x24B6, 0x24E9},   {0xA670, 0xA672},
    {0xA7CB, 0xA7CD},   {0xA7DA, 0xA7DC},   {0x105C0, 0x105F3}, {0x10D40, 0x10D65},
    {0x10D69, 0x10D6D}, {0x10D6F, 0x10D85}, {0x10EC2, 0x10EC4}, {0x10EFC, 0x10EFC},
    {0x11380, 0x11389}, {0x1138B, 0x1138B}, {0x1138E, 0x1138E}, {0x11390, 0x113B5},
    {0x113B7, 0x113C0}, {0x113C2, 0x113C2}, {0x113C5, 0x113C5}, {0x113C7, 0x113CA},
    {0x113CC, 0x113D3}, {0x113E1, 0x113E2}, {0x116D0, 0x116E3}, {0x11BC0, 0x11BE0},
    {0x11BF0, 0x11BF9}, {0x11F5A, 0x11F5A}, {0x13460, 0x143FA}, {0x16100, 0x16139},
    {0x16D40, 0x16D6C}, {0x16D70, 0x16D79}, {0x18CFF, 0x18CFF}, {0x1CCF0, 0x1CCF9},
    {0x1E5D0, 0x1E5FA}, {0x1F130, 0x1F149}, {0x1F150, 0x1F169}, {0x1F170, 0x1F189},
    {0x2EBF0, 0x2EE5D}};

/* Capital letters that Unicode 16 and 17 added, and where their small ones are. */
static const struct capitals {
    uint32_t first, last, lower; /* of first; the others' follow */
} more_capitals[] = {
    {0x1C89, 0x1C89, 0x1C8A},    {0xA7CB, 0xA7CB, 0x264},  {0xA7CC, 0xA7CC, 0xA7CD},
    {0xA7CE, 0xA7CE, 0xA7CF},    {0xA7D2, 0xA7D2, 0xA7D3}, {0xA7D4, 0xA7D4, 0xA7D5},
    {0xA7DA, 0xA7DA, 0xA7DB},    {0xA7DC, 0xA7DC, 0x19B},  {0x10D50, 0x10D65, 0x10D70},
    {0x16EA0, 0x16EB8, 0x16EBB},
};

static int compare_range(const void *key, const void *element)
{
    uint32_t c = *(const uint32_t *)key;
    const range *r = element;
    return c < r->first ? -1 : c > r->last;
}

static bool is_in(uint32_t c, const range *ranges, size_t count)
{
    return bsearch(&c, ranges, count, sizeof *ranges, compare_range) != NULL;
}

#define IS_IN(c, ranges) is_in(c, ranges, sizeof(ranges) / sizeof *(ranges))

static utf8proc_category_t category(uint32_t c) { return utf8proc_category((utf8proc_int32_t)c); }

/* The general category as of Unicode 8: unassigned for what came later. */
static utf8proc_category_t category_8(uint32_t c)
{
    /* Four were given another one. */
    if (c == 0x166D || c == 0x111C9) return UTF8PROC_CATEGORY_PO;
    if (c == 0x1734 || c == 0x1171E) return UTF8PROC_CATEGORY_MN;
    return IS_IN(c, after_unicode_8) ? UTF8PROC_CATEGORY_CN : category(c);
}

bool gk_hf_is_later(uint32_t c) { return c >= 0x500 && IS_IN(c, after_unicode_9); }

bool gk_hf_is_space(uint32_t c)
{
    if (c <= ' ') return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool gk_hf_is_word(uint32_t c)
{
    return gk_is_word(c) || c == 0x200C || c == 0x200D || category(c) == UTF8PROC_CATEGORY_PC ||
           IS_IN(c, more_word);
}

bool gk_hf_is_mark(uint32_t c)
{
    if (c < 0x300) return false;
    if (c == 0x1CF2 || c == 0x1CF3) return true; /* letters by now */
    utf8proc_category_t k = category(c);
    bool mark = k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_ME;
    return mark && !gk_hf_is_later(c);
}

bool gk_hf_is_nonspacing(uint32_t c) { return c >= 0x300 && category_8(c) == UTF8PROC_CATEGORY_MN; }

bool gk_hf_is_punctuation(uint32_t c)
{
    if (c < 0x80) {
        uint32_t letter = c | 0x20;
        return c > ' ' && c < 0x7F && !(c >= '0' && c <= '9') && !(letter >= 'a' && letter <= 'z');
    }
    utf8proc_category_t k = category_8(c);
    return k >= UTF8PROC_CATEGORY_PC && k <= UTF8PROC_CATEGORY_PO;
}

bool gk_hf_is_control(uint32_t c)
{
    if (c < 0x80) return c < ' ' || c == 0x7F;
    utf8proc_category_t k = category_8(c);
    return k == UTF8PROC_CATEGORY_CC || k == UTF8PROC_CATEGORY_CF || k == UTF8PROC_CATEGORY_CO;
}

size_t gk_hf_lower(uint32_t c, uint32_t out[2])
{
    if (c == 0x130) { /* the one letter whose lower case is two characters */
        out[0] = 'i';
        out[1] = 0x307;
        return 2;
    }
    out[0] = (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
    for (size_t i = 0; c >= 0x1C89 && i < sizeof more_capitals / sizeof *more_capitals; i++)
        if (c >= more_capitals[i].first && c <= more_capitals[i].last)
            out[0] = c - more_capitals[i].first + more_capitals[i].lower;
    return 1;
}
