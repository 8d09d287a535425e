/* SPDX-License-Identifier: Apache-2.0
 *
 * Method: Unicode Standard Annex 29, Unicode Text Segmentation, with the rules as numbered there.
 */
#include "text/text.h"
#include "tokenizer/hf_unicode.h"

static int category(uint32_t c)
{
    if (c < 0x80) {
        if (c >= ' ' && c != 0x7F) return GK_GCB_OTHER;
        return c == '\r' ? GK_GCB_CR : c == '\n' ? GK_GCB_LF : GK_GCB_CONTROL;
    }
    if (c >= 0x3400 && c <= 0x9FFF) return GK_GCB_OTHER; /* what most Chinese is; for speed */
    if (c >= 0xAC00 && c <= 0xD7A3) return (c - 0xAC00) % 28 ? GK_GCB_LVT : GK_GCB_LV;
    size_t low = 0, high = gk_grapheme_table_size;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c > gk_grapheme_table[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == gk_grapheme_table_size || c < gk_grapheme_table[low].first) return GK_GCB_OTHER;
    return gk_grapheme_table[low].category;
}

static bool is_control(int k) { return k == GK_GCB_CONTROL || k == GK_GCB_CR || k == GK_GCB_LF; }

/* GB6 to GB8: a syllable of Hangul goes on. */
static bool joins_hangul(int before, int after)
{
    if (before == GK_GCB_L)
        return after == GK_GCB_L || after == GK_GCB_V || after == GK_GCB_LV || after == GK_GCB_LVT;
    if (before == GK_GCB_LV || before == GK_GCB_V) return after == GK_GCB_V || after == GK_GCB_T;
    return (before == GK_GCB_LVT || before == GK_GCB_T) && after == GK_GCB_T;
}

/* Whether the cluster ends between the two. */
static bool is_boundary(const gk_graphemes *g, int before, int after)
{
    if (before == GK_GCB_CR && after == GK_GCB_LF) return false; /* GB3 */
    if (is_control(before) || is_control(after)) return true;    /* GB4, GB5 */
    if (joins_hangul(before, after)) return false;
    if (after == GK_GCB_EXTEND || after == GK_GCB_LINKER || after == GK_GCB_ZWJ)
        return false;                                                      /* 9 */
    if (after == GK_GCB_SPACING || before == GK_GCB_PREPEND) return false; /* GB9a, GB9b */
    if (after == GK_GCB_CONSONANT) return g->conjunct != 2;                /* GB9c */
    if (after == GK_GCB_PICTOGRAPH) return g->emoji != 2;                  /* GB11 */
    if (after == GK_GCB_REGIONAL) return !g->odd;                          /* GB12, GB13 */
    return true;                                                           /* GB999 */
}

/* What is known of the characters before at, once c of category k is among them. */
static void take(gk_graphemes *g, uint32_t c, int k)
{
    bool extends = k == GK_GCB_EXTEND || k == GK_GCB_LINKER;
    g->odd = k == GK_GCB_REGIONAL && !g->odd;
    if (k == GK_GCB_PICTOGRAPH)
        g->emoji = 1;
    else if (k == GK_GCB_ZWJ && g->emoji == 1)
        g->emoji = 2;
    else if (!extends || g->emoji != 1)
        g->emoji = 0;
    if (k == GK_GCB_CONSONANT)
        g->conjunct = 1;
    else if (k == GK_GCB_LINKER && g->conjunct)
        g->conjunct = 2;
    else if ((!extends && k != GK_GCB_ZWJ) || c == 0x200C) /* which is no InCB=Extend */
        g->conjunct = 0;
}

size_t gk_graphemes_next(gk_graphemes *g)
{
    const unsigned char *s = (const unsigned char *)g->s;
    /* Two characters of ASCII in a row, the usual case, are never one cluster but as CR LF. */
    if (s[g->at] < 0x80 && (g->at + 1 == g->n || s[g->at + 1] < 0x80) &&
        (s[g->at] != '\r' || g->at + 1 == g->n || s[g->at + 1] != '\n')) {
        g->emoji = g->conjunct = 0;
        g->odd = false;
        return ++g->at;
    }
    uint32_t c = gk_utf8_next(g->s, g->n, &g->at);
    int before = category(c);
    take(g, c, before);
    while (g->at < g->n) {
        size_t end = g->at;
        c = gk_utf8_next(g->s, g->n, &end);
        int after = category(c);
        if (is_boundary(g, before, after)) break;
        take(g, c, after);
        before = after;
        g->at = end;
    }
    return g->at;
}
