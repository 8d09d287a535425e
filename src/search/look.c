/* SPDX-License-Identifier: Apache-2.0
 *
 * A page read with the question's words in mind: which of them it has, where, and how near to each
 * other. What that is worth is for others to say.
 */
#include "search/features.h"

#include <string.h>

enum { CONTENTS_LINES = 8, LARGEST_PAGE = 999 };

void gk_look_words_of(const gk_question *question, gk_look_words *out)
{
    out->count = 0;
    for (size_t i = 0; i < question->term_count && out->count < GK_LOOK_WORDS; i++)
        if (question->terms[i].content) out->terms[out->count++] = &question->terms[i];
}

typedef struct reading {
    const gk_look_words *words;
    const gk_question *question;
    gk_look *look;
    uint64_t line;  /* words of this line */
    uint64_t years; /* bit i: the question's asked period i is named */
    size_t before;  /* index of the word just before, or SIZE_MAX */
} reading;

static size_t word_index(const gk_look_words *words, const gk_term *term)
{
    for (size_t i = 0; i < words->count; i++) {
        const char *text = words->terms[i]->text;
        if (text[0] == term->text[0] && strcmp(text, term->text) == 0) return i;
    }
    return SIZE_MAX;
}

static void note_year(reading *r, const gk_term *term)
{
    if (term->length != 4) return;
    int year = 0;
    for (size_t i = 0; i < 4; i++) {
        if (term->text[i] < '0' || term->text[i] > '9') return;
        year = 10 * year + term->text[i] - '0';
    }
    for (size_t i = 0; i < r->question->asked_count && i < 64; i++)
        if (r->question->asked[i].year == year) r->years |= UINT64_C(1) << i;
}

static bool take_term(void *ctx, const gk_term *term)
{
    reading *r = ctx;
    size_t i = word_index(r->words, term);
    note_year(r, term);
    if (i != SIZE_MAX) {
        r->line |= UINT64_C(1) << i;
        if (r->before != SIZE_MAX && r->before + 1 == i) r->look->pairs |= UINT64_C(1) << r->before;
    }
    r->before = i;
    return true;
}

static uint64_t words_of(reading *r, gk_terms *terms, const char *s, size_t n)
{
    r->line = 0;
    gk_terms_each(terms, s, n, take_term, r);
    return r->line;
}

/* Whether the lines end in numbers that rise, as the pages of a table of contents do. */
static bool is_contents(const gk_laid_text *laid)
{
    size_t ends = 0, rising = 0;
    double before = 0;
    for (size_t i = 0; i < laid->count; i++) {
        const gk_row *row = &laid->lines[i].row;
        if (laid->lines[i].kind != GK_LINE_ROW || row->cell_count != 1) continue;
        const gk_cell *cell = &row->cells[0];
        double value = cell->number.value;
        bool page = cell->has_number && !cell->number.percent && !cell->number.currency &&
                    cell->number.decimals == 0 && value >= 1 && value <= LARGEST_PAGE;
        if (!page) continue;
        rising += value >= before;
        before = value;
        ends++;
    }
    return ends >= CONTENTS_LINES && rising * 10 >= ends * 9;
}

static double share_of(uint64_t bits, size_t count)
{
    return count ? (double)__builtin_popcountll(bits) / (double)(count < 64 ? count : 64) : 0;
}

void gk_look_at(const gk_look_words *words, const gk_question *question, gk_terms *terms,
                const gk_laid_text *laid, gk_arena *arena, gk_look *out)
{
    *out = (gk_look){0};
    reading r = {.words = words, .question = question, .look = out, .before = SIZE_MAX};
    uint64_t last[GK_LOOK_WINDOW] = {0};
    size_t lines = 0;
    out->windows = gk_arena_array(arena, laid->count + 1, sizeof *out->windows);
    out->rows = gk_arena_array(arena, laid->count + 1, sizeof *out->rows);
    for (size_t i = 0; i < laid->count; i++) {
        const gk_text_line *l = &laid->lines[i];
        if (l->kind == GK_LINE_BLANK) continue;
        uint64_t own = words_of(&r, terms, laid->text + l->start, l->end - l->start), window = 0;
        last[lines++ % GK_LOOK_WINDOW] = own;
        out->words |= own;
        for (size_t k = 0; k < GK_LOOK_WINDOW; k++) window |= last[k];
        if (window) out->windows[out->window_count++] = window;
        if (l->kind == GK_LINE_HEADING) out->headings |= own;
        if (l->kind == GK_LINE_ROW && own) out->rows[out->row_count++] = own;
        out->table += l->kind == GK_LINE_ROW;
    }
    if (lines) out->table /= (double)lines;
    out->year = share_of(r.years, question->asked_count);
    out->contents = is_contents(laid);
}
