/* SPDX-License-Identifier: Apache-2.0
 *
 * lines - words into the lines that the eye sees. Words are taken from top to bottom; each joins
 * the line that covers it best, unless something stands in its place there, or begins a line.
 */
#include "read/layout.h"

#include <math.h>
#include <stdlib.h>

/* A word belongs to a line where half the lower of the two is covered by the other. */
static const float COVERED = 0.5f;
/* A line takes the band of a taller word that joins it, so that a superscript met first does not
 * stand for its line; but not of a giant that spans several lines. */
static const float GIANT = 2.0f;
/* How many of the latest lines a word is compared with: more than ever stand side by side. */
enum { LINES_OPEN = 32 };
/* What is taken of a line's length, in bins; a third of a point on a page of usual width. */
enum { BINS = 2048, BIN_WORDS = BINS / 64 };

typedef struct open_line {
    float top, bottom;
    size_t count;
    uint64_t taken[BIN_WORDS];
} open_line;

typedef struct placed {
    const gk_word *word;
    size_t line;
} placed;

typedef struct page {
    placed *words;
    size_t word_count;
    open_line *lines;
    size_t line_count, capacity;
    float left, per_bin; /* x of the first bin, points a bin */
} page;

static float mid(const gk_word *w) { return (w->box.y0 + w->box.y1) / 2; }

static int compare(float a, float b) { return (a > b) - (a < b); }

static int by_height_on_page(const void *a, const void *b)
{
    const gk_word *x = ((const placed *)a)->word, *y = ((const placed *)b)->word;
    int order = compare(mid(x), mid(y));
    if (!order) order = compare(x->box.x0, y->box.x0);
    return order ? order : (x > y) - (x < y);
}

/* The inner half of a word in bins: what may overlap at its edges is kerning. */
static void inner_bins(const page *p, const gk_word *w, int *first, int *last)
{
    float quarter = (w->box.x1 - w->box.x0) / 4;
    *first = (int)((w->box.x0 + quarter - p->left) / p->per_bin);
    *last = (int)((w->box.x1 - quarter - p->left) / p->per_bin);
    if (*first < 0) *first = 0;
    if (*last > BINS - 1) *last = BINS - 1;
}

static bool is_taken(const page *p, const open_line *line, const gk_word *w)
{
    int first, last, taken = 0;
    inner_bins(p, w, &first, &last);
    for (int i = first; i <= last; i++) taken += (int)(line->taken[i / 64] >> (i % 64) & 1);
    return taken * 2 > last - first + 1;
}

static void take(const page *p, open_line *line, const gk_word *w)
{
    int first, last;
    inner_bins(p, w, &first, &last);
    for (int i = first; i <= last; i++) line->taken[i / 64] |= (uint64_t)1 << (i % 64);
}

/* How well a line covers a word: the share of the lower one's height; the nearer middle decides
 * between lines that cover it wholly. Below COVERED: not at all. */
static float cover(const open_line *line, const gk_word *w)
{
    float overlap = fminf(line->bottom, w->box.y1) - fmaxf(line->top, w->box.y0);
    float lower = fminf(line->bottom - line->top, w->box.y1 - w->box.y0);
    if (overlap < 0 || overlap < COVERED * lower) return 0;
    float apart = fabsf((line->top + line->bottom) / 2 - mid(w));
    return 2 + (lower > 0 ? overlap / lower : 1) - apart / (1 + line->bottom - line->top);
}

static size_t line_for(const page *p, const gk_word *w)
{
    size_t best = p->line_count;
    float best_cover = 0;
    size_t oldest = p->line_count > LINES_OPEN ? p->line_count - LINES_OPEN : 0;
    for (size_t i = p->line_count; i-- > oldest;) {
        float covered = cover(&p->lines[i], w);
        if (covered > best_cover && !is_taken(p, &p->lines[i], w)) {
            best = i;
            best_cover = covered;
        }
    }
    return best;
}

static void place(page *p, placed *item)
{
    const gk_word *w = item->word;
    item->line = line_for(p, w);
    if (item->line == p->line_count) {
        p->lines = gk_grow(p->lines, p->line_count, &p->capacity, sizeof *p->lines);
        p->lines[p->line_count++] = (open_line){.top = w->box.y0, .bottom = w->box.y1};
    }
    open_line *line = &p->lines[item->line];
    float was = line->bottom - line->top, is = w->box.y1 - w->box.y0;
    if (is > was && is <= GIANT * was) {
        line->top = w->box.y0;
        line->bottom = w->box.y1;
    }
    line->count++;
    take(p, line, w);
}

static int by_left_edge(const void *a, const void *b)
{
    const gk_word *x = *(const gk_word *const *)a, *y = *(const gk_word *const *)b;
    int order = compare(x->box.x0, y->box.x0);
    return order ? order : (x > y) - (x < y);
}

static int by_band(const void *a, const void *b)
{
    const gk_page_line *x = a, *y = b;
    int order = compare(x->top + x->bottom, y->top + y->bottom);
    return order ? order : compare(x->words[0]->box.x0, y->words[0]->box.x0);
}

/* Puts the words into their lines, and both in order. */
static gk_page_line *gather(gk_arena *arena, const page *p)
{
    gk_page_line *lines = gk_arena_array(arena, p->line_count + 1, sizeof *lines);
    const gk_word **words = gk_arena_array(arena, p->word_count + 1, sizeof *words);
    for (size_t i = 0; i < p->line_count; i++) {
        lines[i] = (gk_page_line){
            .words = words, .top = p->lines[i].top, .bottom = p->lines[i].bottom};
        words += p->lines[i].count;
    }
    for (size_t i = 0; i < p->word_count; i++) {
        gk_page_line *line = &lines[p->words[i].line];
        line->words[line->count++] = p->words[i].word;
    }
    for (size_t i = 0; i < p->line_count; i++)
        qsort(lines[i].words, lines[i].count, sizeof *lines[i].words, by_left_edge);
    qsort(lines, p->line_count, sizeof *lines, by_band);
    return lines;
}

gk_page_line *gk_page_lines_find(gk_arena *arena, const gk_words *words, gk_turn turn,
                                 size_t *count)
{
    page p = {.words = gk_arena_array(arena, words->count + 1, sizeof *p.words)};
    float left = INFINITY, right = -INFINITY;
    for (size_t i = 0; i < words->count; i++) {
        const gk_word *w = &words->words[i];
        if (w->turn != turn) continue;
        p.words[p.word_count++].word = w;
        left = fminf(left, w->box.x0);
        right = fmaxf(right, w->box.x1);
    }
    p.left = left;
    p.per_bin = fmaxf((right - left) / (BINS - 1), 0.01f);
    qsort(p.words, p.word_count, sizeof *p.words, by_height_on_page);
    for (size_t i = 0; i < p.word_count; i++) place(&p, &p.words[i]);
    gk_page_line *lines = gather(arena, &p);
    *count = p.line_count;
    gk_free(p.lines);
    return lines;
}
