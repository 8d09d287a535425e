/* SPDX-License-Identifier: Apache-2.0
 *
 * words - the glyphs of a page cleaned, freed of duplicates, turned upright and parted into words.
 */
#include "read/layout.h"
#include "text/text.h"

#include <math.h>
#include <utf8proc.h>

/* In heights of a glyph. The width of a word space is 0.25 or so; poppler parts words at 0.1. */
static const float WORD_GAP = 0.1f;
/* Where a glyph stands back by more than this, or off the line by more, another word begins. */
static const float JUMP_BACK = 0.5f, JUMP_OFF = 0.25f;
/* A glyph this much smaller than the one before it is a sub- or superscript, not the same word. */
static const float SMALLER = 0.8f;
/* Fake bold prints a glyph again this near (poppler: 0.1 along the line). */
static const float SAME_PLACE = 0.1f;

/* ---- characters --------------------------------------------------------------------------- */

enum { LONGEST_EXPANSION = 4 };

static bool in(uint32_t c, uint32_t first, uint32_t last) { return c >= first && c <= last; }

/* Formatting without ink, private use, surrogates and what is no character at all. */
static bool is_unprintable(uint32_t c)
{
    return c < 0x20 || in(c, 0x7F, 0x9F) || in(c, 0x200B, 0x200F) || in(c, 0x202A, 0x202E) ||
           in(c, 0x2060, 0x206F) || in(c, 0xD800, 0xF8FF) || c == 0xFEFF || in(c, 0xFE00, 0xFE0F) ||
           in(c, 0xFDD0, 0xFDEF) || in(c, 0xFFF0, 0xFFFB) || (c & 0xFFFE) == 0xFFFE || c >= 0xE0000;
}

/* Latin ligatures, and the radicals that Chinese PDFs often have in place of the same ideographs.
 */
static bool is_presentation_form(uint32_t c)
{
    return in(c, 0xFB00, 0xFB06) || in(c, 0x2E80, 0x2FDF);
}

/* Writes what glyph says to out, returns how many characters: 0 for nothing. Spaces of all kinds
 * come as ' ', line ends as '\n'. */
static size_t expand(const gk_glyph *glyph, uint32_t out[LONGEST_EXPANSION])
{
    uint32_t c = glyph->c;
    out[0] = c;
    if (in(c, 0x21, 0x7E)) return 1;
    if (c == '\n' || c == 0x2028 || c == 0x2029) {
        out[0] = '\n';
        return 1;
    }
    /* Files that draw their hyphens, and minus signs, as U+00AD are common: what has ink stays. */
    if (c == 0xAD) {
        out[0] = '-';
        return glyph->x1 > glyph->x0 ? 1 : 0;
    }
    if (c != 0x200B && c != 0xFEFF && gk_is_space(c)) {
        out[0] = ' ';
        return 1;
    }
    if (is_unprintable(c)) return 0;
    if (!is_presentation_form(c)) return 1;
    utf8proc_int32_t parts[LONGEST_EXPANSION];
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, LONGEST_EXPANSION,
                                                 UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, NULL);
    if (n < 1 || n > LONGEST_EXPANSION) return 1;
    for (utf8proc_ssize_t i = 0; i < n; i++) out[i] = (uint32_t)parts[i];
    return (size_t)n;
}

/* ---- duplicates --------------------------------------------------------------------------- */

/* A hash of the glyphs by character and place, in cells of CELL points. A chain is looked at no
 * further than LOOKS: it only grows longer in a page made to be slow. */
enum { CELL = 4, LOOKS = 32, NOBODY = -1 };

typedef struct places {
    int32_t *heads;
    size_t mask;
    int32_t *next; /* by glyph */
} places;

static size_t place_of(const places *p, uint32_t c, int x, int y)
{
    uint64_t key = ((uint64_t)c << 32) ^ ((uint64_t)(uint32_t)x << 16) ^ (uint32_t)y;
    key *= 0x9E3779B97F4A7C15u;
    return (size_t)(key >> 40) & p->mask;
}

static bool same_place(const gk_glyph *a, const gk_glyph *b)
{
    if (a->c != b->c) return false;
    float height = fmaxf(fabsf(a->y1 - a->y0), fabsf(a->x1 - a->x0));
    float width = fminf(fabsf(a->y1 - a->y0), fabsf(a->x1 - a->x0));
    float near = fminf(SAME_PLACE * height, 0.5f * width);
    return fabsf(a->x0 - b->x0) <= near && fabsf(a->y0 - b->y0) <= near &&
           fabsf(a->x1 - b->x1) <= near && fabsf(a->y1 - b->y1) <= near;
}

/* Whether a glyph like glyphs[i] stands at its place already; enters it if not. */
static bool is_duplicate(places *p, const gk_glyph *glyphs, size_t i)
{
    const gk_glyph *g = &glyphs[i];
    int home_x = (int)floorf(g->x0 / CELL), home_y = (int)floorf(g->y0 / CELL);
    /* A neighbour may stand in the next cell where the glyph stands near its edge. */
    for (int x = (int)floorf((g->x0 - 1) / CELL); x <= (int)floorf((g->x0 + 1) / CELL); x++) {
        for (int y = (int)floorf((g->y0 - 1) / CELL); y <= (int)floorf((g->y0 + 1) / CELL); y++) {
            int32_t at = p->heads[place_of(p, g->c, x, y)];
            for (int looks = 0; at != NOBODY && looks < LOOKS; looks++, at = p->next[at])
                if (same_place(&glyphs[at], g)) return true;
        }
    }
    size_t home = place_of(p, g->c, home_x, home_y);
    p->next[i] = p->heads[home];
    p->heads[home] = (int32_t)i;
    return false;
}

static places places_new(gk_arena *arena, size_t glyphs)
{
    size_t size = 256;
    while (size < glyphs * 2 && size < (size_t)1 << 22) size *= 2;
    places p = {.heads = gk_arena_array(arena, size, sizeof *p.heads),
                .mask = size - 1,
                .next = gk_arena_array(arena, glyphs, sizeof *p.next)};
    for (size_t i = 0; i < size; i++) p.heads[i] = NOBODY;
    return p;
}

/* ---- runs: glyphs that follow one another ------------------------------------------------- */

/* What parts a glyph from the one before it in the file's text. */
typedef enum parting { PARTING_NONE, PARTING_LINE, PARTING_SPACE } parting;

/* What the cleaning yields: glyphs with ink, and what parts each from the one before. */
typedef struct clean {
    gk_glyph *glyphs;
    parting *apart;
    size_t count;
} clean;

static bool has_place(const gk_glyph *g)
{
    const float far = 1e5f;
    return fabsf(g->x0) < far && fabsf(g->y0) < far && fabsf(g->x1) < far && fabsf(g->y1) < far;
}

/* Glyph number part of the n that g is made of, each with its share of the width. */
static gk_glyph share(const gk_glyph *g, size_t part, size_t n, uint32_t c)
{
    float step = (g->x1 - g->x0) / (float)n;
    gk_glyph out = {.c = c,
                    .x0 = fminf(g->x0, g->x1) + step * (float)part,
                    .y0 = fminf(g->y0, g->y1),
                    .y1 = fmaxf(g->y0, g->y1)};
    out.x1 = n == 1 ? fmaxf(g->x0, g->x1) : out.x0 + step;
    return out;
}

static clean clean_glyphs(gk_arena *arena, const gk_glyph *glyphs, size_t count)
{
    size_t room = count, extra = 0;
    for (size_t i = 0; i < count; i++) extra += is_presentation_form(glyphs[i].c);
    room += extra * (LONGEST_EXPANSION - 1);
    clean out = {.glyphs = gk_arena_array(arena, room + 1, sizeof *out.glyphs),
                 .apart = gk_arena_array(arena, room + 1, sizeof *out.apart)};
    places seen = places_new(arena, room + 1);
    parting apart = PARTING_LINE;
    for (size_t i = 0; i < count; i++) {
        uint32_t parts[LONGEST_EXPANSION];
        size_t n = expand(&glyphs[i], parts);
        if (n == 1 && (parts[0] == ' ' || parts[0] == '\n')) {
            if (parts[0] == ' ') apart = PARTING_SPACE;
            if (parts[0] == '\n') apart = PARTING_LINE;
            continue;
        }
        if (!has_place(&glyphs[i])) continue;
        for (size_t k = 0; k < n; k++) {
            out.glyphs[out.count] = share(&glyphs[i], k, n, parts[k]);
            if (is_duplicate(&seen, out.glyphs, out.count)) continue;
            out.apart[out.count++] = apart;
            apart = PARTING_NONE;
        }
    }
    return out;
}

static float mid_x(const gk_glyph *g) { return (g->x0 + g->x1) / 2; }
static float mid_y(const gk_glyph *g) { return (g->y0 + g->y1) / 2; }

/* Which way the run [first, end) goes; GK_TURNS where it does not say. Hebrew and Arabic run to the
 * left while they stand upright. What goes up or down and is taller than wide is no turned text but
 * upright characters below one another: dollar signs of a column, for one. */
static gk_turn run_turn(const gk_glyph *glyphs, size_t first, size_t end)
{
    if (end - first < 2 || in(glyphs[first].c, 0x590, 0x8FF)) return GK_TURNS;
    const gk_glyph *a = &glyphs[first], *b = &glyphs[end - 1];
    float dx = mid_x(b) - mid_x(a), dy = mid_y(b) - mid_y(a);
    if (fabsf(dx) >= fabsf(dy)) return dx >= 0 ? GK_TURN_NONE : GK_TURN_OVER;
    float wide = 0, tall = 0;
    for (size_t i = first; i < end; i++) {
        wide += glyphs[i].x1 - glyphs[i].x0;
        tall += glyphs[i].y1 - glyphs[i].y0;
    }
    if (tall > wide) return GK_TURNS;
    return dy > 0 ? GK_TURN_DOWN : GK_TURN_UP;
}

/* Whether b follows a nearly enough to be drawn in the same stroke, in whatever direction. */
static bool follows(const gk_glyph *a, const gk_glyph *b)
{
    float size = fmaxf(fmaxf(a->y1 - a->y0, a->x1 - a->x0), fmaxf(b->y1 - b->y0, b->x1 - b->x0));
    return fabsf(mid_x(a) - mid_x(b)) <= 2 * size && fabsf(mid_y(a) - mid_y(b)) <= 2 * size;
}

/* Fills turns (by glyph) and returns the turn of most. A run that does not say goes as the one
 * before it, or as the page where it begins a line. */
static gk_turn find_turns(const clean *text, gk_turn *turns)
{
    size_t votes[GK_TURNS + 1] = {0};
    for (size_t first = 0, end; first < text->count; first = end) {
        for (end = first + 1; end < text->count && !text->apart[end] &&
                              follows(&text->glyphs[end - 1], &text->glyphs[end]);)
            end++;
        gk_turn turn = run_turn(text->glyphs, first, end);
        if (turn == GK_TURNS && first > 0 &&
            follows(&text->glyphs[first - 1], &text->glyphs[first]))
            turn = turns[first - 1];
        for (size_t i = first; i < end; i++) turns[i] = turn;
        votes[turn] += end - first;
    }
    gk_turn best = GK_TURN_NONE;
    for (gk_turn t = GK_TURN_NONE; t < GK_TURNS; t++)
        if (votes[t] > votes[best]) best = t;
    for (size_t i = 0; i < text->count; i++)
        if (turns[i] == GK_TURNS) turns[i] = best;
    return best;
}

gk_box gk_turn_box(gk_box b, gk_turn turn, float width, float height)
{
    switch (turn) {
    case GK_TURN_DOWN:
        return (gk_box){b.y0, width - b.x1, b.y1, width - b.x0};
    case GK_TURN_OVER:
        return (gk_box){width - b.x1, height - b.y1, width - b.x0, height - b.y0};
    case GK_TURN_UP:
        return (gk_box){height - b.y1, b.x0, height - b.y0, b.x1};
    default:
        return b;
    }
}

gk_box gk_turn_back(gk_box b, gk_turn turn, float width, float height)
{
    switch (turn) {
    case GK_TURN_DOWN:
        return (gk_box){width - b.y1, b.x0, width - b.y0, b.x1};
    case GK_TURN_OVER:
        return (gk_box){width - b.x1, height - b.y1, width - b.x0, height - b.y0};
    case GK_TURN_UP:
        return (gk_box){b.y0, height - b.x1, b.y1, height - b.x0};
    default:
        return b;
    }
}

/* ---- words -------------------------------------------------------------------------------- */

static bool is_digit(uint32_t c) { return in(c, '0', '9') || in(c, 0xFF10, 0xFF19); }

/* What may stand in a figure besides digits; all but the signs of currency may stand for one, or
 * close one, alone. */
static bool is_figure_sign(uint32_t c)
{
    return in(c, '(', '/') || c == '%' || in(c, 0x2010, 0x2015) || c == 0x2212 || c == 0xFF05 ||
           c == 0xFF08 || c == 0xFF09;
}
static bool is_currency(uint32_t c)
{
    return c == '$' || in(c, 0xA2, 0xA5) || in(c, 0x20A0, 0x20BF);
}

static bool is_number(const gk_glyph *glyphs, size_t count)
{
    bool digit = false;
    for (size_t i = 0; i < count; i++) {
        digit = digit || is_digit(glyphs[i].c);
        if (!is_digit(glyphs[i].c) && !is_figure_sign(glyphs[i].c) && !is_currency(glyphs[i].c))
            return false;
    }
    return digit || (count == 1 && is_figure_sign(glyphs[0].c));
}

/* Whether glyph b, upright, goes on the word whose last glyph is a. */
static bool same_word(const gk_box *a, const gk_box *b)
{
    float height = fmaxf(a->y1 - a->y0, b->y1 - b->y0);
    float least = fminf(a->y1 - a->y0, b->y1 - b->y0);
    float gap = b->x0 - a->x1;
    float off = fabsf((a->y0 + a->y1) - (b->y0 + b->y1)) / 2;
    return gap <= WORD_GAP * height && gap >= -JUMP_BACK * height && off <= JUMP_OFF * height &&
           least >= SMALLER * height;
}

static void widen(gk_box *box, const gk_box *by)
{
    box->x0 = fminf(box->x0, by->x0);
    box->y0 = fminf(box->y0, by->y0);
    box->x1 = fmaxf(box->x1, by->x1);
    box->y1 = fmaxf(box->y1, by->y1);
}

gk_words gk_words_find(gk_arena *arena, const gk_glyph *glyphs, size_t count, float width,
                       float height)
{
    clean text = clean_glyphs(arena, glyphs, count);
    gk_turn *turns = gk_arena_array(arena, text.count + 1, sizeof *turns);
    gk_words out = {.glyphs = text.glyphs, .turn = find_turns(&text, turns)};
    out.words = gk_arena_array(arena, text.count + 1, sizeof *out.words);
    gk_word *word = NULL;
    gk_box last = {0};
    for (size_t i = 0; i < text.count; i++) {
        const gk_glyph *g = &text.glyphs[i];
        gk_box box = gk_turn_box((gk_box){g->x0, g->y0, g->x1, g->y1}, turns[i], width, height);
        if (word && !text.apart[i] && word->turn == turns[i] && same_word(&last, &box)) {
            word->count++;
            widen(&word->box, &box);
        } else {
            word = &out.words[out.count++];
            *word = (gk_word){.first = i,
                              .count = 1,
                              .box = box,
                              .turn = turns[i],
                              .apart = text.apart[i] == PARTING_SPACE};
        }
        word->closed = g->c == ')';
        if (!word->closed) word->figure_x1 = box.x1;
        last = box;
    }
    for (size_t i = 0; i < out.count; i++)
        out.words[i].number = is_number(&out.glyphs[out.words[i].first], out.words[i].count);
    return out;
}
