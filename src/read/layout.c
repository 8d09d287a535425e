/* SPDX-License-Identifier: Apache-2.0
 *
 * layout - lines into text in which columns line up.
 *
 * A line falls into cells where a gap is wider than a word space. A cell is anchored on paper: a
 * figure by its right edge, anything else by its left. One function for the whole page maps an
 * anchor's x to a column of text, so what stands above one another on paper does so in text. It is
 * found by a sweep from left to right: the column that is proportional to x, or as much more as the
 * cells to the left need on any line, with two spaces between cells. Prose has one cell a line and
 * so presses nothing aside, however long its lines are.
 */
#include "read/layout.h"
#include "text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* In heights of a line. A gap from here on parts cells; figures stand closer. */
static const float CELL_GAP = 0.7f, FIGURE_GAP = 0.5f;
/* No space within a word, nor between a figure and the ')' that closes it. */
static const float JOIN_GAP = 0.1f, CLOSING_GAP = 0.35f;
/* What overlaps by more was printed over, and is no one word. */
static const float OVERLAP = 0.25f;
/* A word space is never narrower than this; see is_torn_off. */
static const float LEAST_SPACE = 0.19f;
/* A line this many times further down than lines usually are leaves one blank line, or two. */
static const float ONE_BLANK = 1.4f, TWO_BLANK = 3.5f;
/* A page is at most this wide by proportion, and nothing is set further right by its anchor. */
enum { WIDEST_BY_PROPORTION = 260, WIDEST = 400 };

typedef struct cell {
    const gk_word **words;
    size_t count;
    float x0, x1;
    float anchor;
    int columns; /* that its text takes */
    int start;   /* column */
    bool right;  /* figures: anchored by their right edge */
    int hanging; /* columns right of the anchor: a closing bracket's */
    bool first;  /* of its line */
} cell;

typedef struct sheet {
    const gk_words *words;
    gk_page_line *lines;
    size_t line_count;
    cell *cells; /* line after line */
    size_t cell_count;
    size_t *first_cell; /* by line, and one past the last */
    float left;         /* x of column 0 */
    float pitch;        /* points a column */
} sheet;

static const gk_glyph *glyphs_of(const sheet *s, const gk_word *w)
{
    return &s->words->glyphs[w->first];
}

/* ---- cells -------------------------------------------------------------------------------- */

/* Characters that are written without spaces between them. */
static bool is_cjk(uint32_t c)
{
    return gk_is_han(c) || (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF01 && c <= 0xFF60) ||
           (c >= 0x2E80 && c <= 0x2FDF);
}

static bool is_lower(uint32_t c) { return c >= 'a' && c <= 'z'; }

/* Whether b is the last letter of the word a, moved a little: headings of filings that were made
 * from HTML have it ("Consolidated Balance Shee t"). No word is one such letter but "a". */
static bool is_torn_off(const sheet *s, const gk_word *a, const gk_word *b, float gap, float height)
{
    uint32_t letter = glyphs_of(s, b)[0].c;
    return b->count == 1 && is_lower(letter) && letter != 'a' && gap < LEAST_SPACE * height &&
           is_lower(glyphs_of(s, a)[a->count - 1].c);
}

typedef enum joint { JOINT_NONE, JOINT_SPACE, JOINT_CELL } joint;

/* What parts word b from word a at its left, whose line ends at x so far. */
static joint joint_of(const sheet *s, const gk_word *a, const gk_word *b, float x)
{
    float height = fmaxf(a->box.y1 - a->box.y0, b->box.y1 - b->box.y0);
    float gap = b->box.x0 - x;
    uint32_t before = glyphs_of(s, a)[a->count - 1].c, after = glyphs_of(s, b)[0].c;
    bool figures = a->number && b->number;
    bool closes = a->number && b->count == 1 && after == ')';
    if (gap >= (figures && !closes ? FIGURE_GAP : CELL_GAP) * height) return JOINT_CELL;
    if (is_cjk(before) && is_cjk(after)) return JOINT_NONE;
    if (gap <= JOIN_GAP * height && gap >= -OVERLAP * height && !b->apart) return JOINT_NONE;
    if (is_torn_off(s, a, b, gap, height)) return JOINT_NONE;
    if (closes && gap < CLOSING_GAP * height) return JOINT_NONE;
    return JOINT_SPACE;
}

static int columns_of(const sheet *s, const gk_word *w)
{
    const gk_glyph *glyphs = glyphs_of(s, w);
    int columns = 0;
    for (size_t i = 0; i < w->count; i++) columns += gk_char_width(glyphs[i].c);
    return columns;
}

static void find_cells(sheet *s, gk_arena *arena)
{
    s->cells = gk_arena_array(arena, s->words->count + 1, sizeof *s->cells);
    s->first_cell = gk_arena_array(arena, s->line_count + 1, sizeof *s->first_cell);
    for (size_t i = 0; i < s->line_count; i++) {
        const gk_page_line *line = &s->lines[i];
        s->first_cell[i] = s->cell_count;
        cell *c = NULL;
        for (size_t k = 0; k < line->count; k++) {
            const gk_word *w = line->words[k];
            joint j = k ? joint_of(s, line->words[k - 1], w, c->x1) : JOINT_CELL;
            if (j == JOINT_CELL) {
                c = &s->cells[s->cell_count++];
                *c = (cell){
                    .words = &line->words[k], .x0 = w->box.x0, .x1 = w->box.x1, .first = k == 0};
            }
            c->count++;
            c->columns += columns_of(s, w) + (j == JOINT_SPACE);
            c->x1 = fmaxf(c->x1, w->box.x1);
            c->right = (j == JOINT_CELL || c->right) && w->number;
        }
    }
    s->first_cell[s->line_count] = s->cell_count;
    for (size_t i = 0; i < s->cell_count; i++) {
        cell *c = &s->cells[i];
        const gk_word *last = c->words[c->count - 1];
        c->hanging = c->right && last->closed;
        c->anchor = c->right ? last->figure_x1 : c->x0;
    }
}

/* ---- columns ------------------------------------------------------------------------------ */

typedef struct density {
    float pitch;
    int columns;
} density;

static int by_pitch(const void *a, const void *b)
{
    float x = ((const density *)a)->pitch, y = ((const density *)b)->pitch;
    return (x > y) - (x < y);
}

/* Points a column: the median over the page's characters of their cell's average width. */
static void find_pitch(sheet *s, gk_arena *arena)
{
    density *all = gk_arena_array(arena, s->cell_count + 1, sizeof *all);
    size_t count = 0;
    long total = 0, seen = 0;
    float left = INFINITY, right = -INFINITY;
    for (size_t i = 0; i < s->cell_count; i++) {
        const cell *c = &s->cells[i];
        left = fminf(left, c->x0);
        right = fmaxf(right, c->x1);
        if (c->columns < 4) continue; /* too short to tell */
        all[count++] = (density){.pitch = (c->x1 - c->x0) / (float)c->columns,
                                 .columns = c->columns};
        total += c->columns;
    }
    qsort(all, count, sizeof *all, by_pitch);
    s->pitch = 5;
    for (size_t i = 0; i < count; i++) {
        s->pitch = all[i].pitch;
        seen += all[i].columns;
        if (seen * 2 >= total) break;
    }
    s->left = left;
    float least = (right - left) / WIDEST_BY_PROPORTION;
    s->pitch = fmaxf(fmaxf(s->pitch, least), 0.5f);
}

static int by_anchor(const void *a, const void *b)
{
    const cell *x = *(cell *const *)a, *y = *(cell *const *)b;
    if (x->anchor != y->anchor) return x->anchor < y->anchor ? -1 : 1;
    return (x > y) - (x < y);
}

/* The least column that a cell's anchor may have: two spaces right of what stands left of it. */
static int least_column(const cell *c)
{
    int start = c->first ? 0 : c[-1].start + c[-1].columns + 2;
    return c->right ? start + c->columns - c->hanging : start;
}

static void set_columns(sheet *s, gk_arena *arena)
{
    cell **order = gk_arena_array(arena, s->cell_count + 1, sizeof(cell *));
    for (size_t i = 0; i < s->cell_count; i++) order[i] = &s->cells[i];
    qsort(order, s->cell_count, sizeof(cell *), by_anchor);
    int column = 0;
    /* Anchors less than half a column apart are one: what differs by a hair is meant to line up. */
    for (size_t first = 0, end; first < s->cell_count; first = end) {
        float x = order[first]->anchor;
        for (end = first; end < s->cell_count && order[end]->anchor - x <= s->pitch / 2;) end++;
        int by_proportion = (int)lroundf((order[(first + end) / 2]->anchor - s->left) / s->pitch);
        if (by_proportion > column) column = by_proportion;
        for (size_t i = first; i < end; i++) {
            int least = least_column(order[i]);
            if (least > column && least <= WIDEST) column = least;
        }
        for (size_t i = first; i < end; i++) {
            cell *c = order[i];
            c->start = c->right ? column - c->columns + c->hanging : column;
        }
    }
}

/* ---- blank lines -------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* How far down the next line usually is. */
static float usual_step(const sheet *s, gk_arena *arena)
{
    float *steps = gk_arena_array(arena, s->line_count + 1, sizeof *steps);
    size_t count = 0;
    for (size_t i = 1; i < s->line_count; i++) {
        float step = s->lines[i].bottom - s->lines[i - 1].bottom;
        if (step > (s->lines[i].bottom - s->lines[i].top) / 2) steps[count++] = step;
    }
    if (count == 0) return INFINITY;
    qsort(steps, count, sizeof *steps, by_value);
    return steps[count * 2 / 5]; /* below the median: it is the gaps that are the exception */
}

static int blanks_before(const sheet *s, size_t line, float usual)
{
    if (line == 0) return 0;
    const gk_page_line *above = &s->lines[line - 1], *here = &s->lines[line];
    float step = here->bottom - above->bottom;
    float white = here->top - above->bottom;
    float height = fminf(here->bottom - here->top, above->bottom - above->top);
    if (step < ONE_BLANK * usual || white < height * 0.4f) return 0;
    return step < TWO_BLANK * usual ? 1 : 2;
}

/* ---- text --------------------------------------------------------------------------------- */

typedef struct writer {
    gk_string text;
    gk_box *boxes;
    size_t count, capacity;
    float width, height;
} writer;

static void add_spaces(gk_string *text, int n)
{
    static const char spaces[] = "                                ";
    for (const int most = (int)sizeof spaces - 1; n > 0; n -= most)
        gk_string_append(text, spaces, (size_t)(n < most ? n : most));
}

/* Whether NFC might change a line that has c: marks, and letters with canonical twins. */
static bool may_compose(uint32_t c)
{
    return c >= 0x300 && !(c >= 0x2010 && c <= 0x2BFF) && !(c >= 0x3001 && c <= 0x3029) &&
           !(c >= 0x4E00 && c <= 0x9FFF) && !(c >= 0xFF01 && c <= 0xFF5E);
}

static bool add_word(const sheet *s, gk_string *text, const gk_word *w)
{
    bool compose = false;
    const gk_glyph *glyphs = glyphs_of(s, w);
    char bytes[256];
    size_t n = 0;
    for (size_t i = 0; i < w->count; i++) {
        n += gk_utf8_put(glyphs[i].c, bytes + n);
        compose = compose || may_compose(glyphs[i].c);
        if (n <= sizeof bytes - 4) continue;
        gk_string_append(text, bytes, n);
        n = 0;
    }
    gk_string_append(text, bytes, n);
    return compose;
}

static void compose_from(gk_string *text, size_t start)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text->data + start,
                                      (utf8proc_ssize_t)(text->length - start), &composed,
                                      (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    if (n >= 0) {
        text->length = start;
        gk_string_append(text, (const char *)composed, (size_t)n);
    }
    free(composed);
}

/* A line's box in the page's own coordinates, cut at its edges. */
static void add_box(writer *out, gk_box box, gk_turn turn)
{
    box = gk_turn_back(box, turn, out->width, out->height);
    box.x0 = fminf(fmaxf(box.x0, 0), out->width);
    box.y0 = fminf(fmaxf(box.y0, 0), out->height);
    box.x1 = fmaxf(fminf(box.x1, out->width), box.x0);
    box.y1 = fmaxf(fminf(box.y1, out->height), box.y0);
    out->boxes = gk_grow(out->boxes, out->count, &out->capacity, sizeof *out->boxes);
    out->boxes[out->count++] = box;
}

static void write_blank(writer *out)
{
    gk_string_append(&out->text, "\n", 1);
    out->boxes = gk_grow(out->boxes, out->count, &out->capacity, sizeof *out->boxes);
    out->boxes[out->count++] = (gk_box){0};
}

static bool write_cell(const sheet *s, writer *out, const cell *c)
{
    bool compose = false;
    float x1 = c->x0;
    for (size_t i = 0; i < c->count; i++) {
        if (i && joint_of(s, c->words[i - 1], c->words[i], x1) == JOINT_SPACE)
            gk_string_append(&out->text, " ", 1);
        compose = add_word(s, &out->text, c->words[i]) || compose;
        x1 = fmaxf(x1, c->words[i]->box.x1);
    }
    return compose;
}

static void write_line(const sheet *s, writer *out, size_t line, gk_turn turn)
{
    size_t start = out->text.length;
    bool compose = false;
    int column = 0;
    for (size_t i = s->first_cell[line]; i < s->first_cell[line + 1]; i++) {
        const cell *c = &s->cells[i];
        int gap = c->start - column;
        int least = c->first ? 0 : 2;
        if (gap < least) gap = least;
        add_spaces(&out->text, gap);
        compose = write_cell(s, out, c) || compose;
        column += gap + c->columns;
    }
    if (compose) compose_from(&out->text, start);
    gk_string_append(&out->text, "\n", 1);
    gk_box box = s->lines[line].words[0]->box;
    for (size_t i = 1; i < s->lines[line].count; i++) {
        const gk_box *b = &s->lines[line].words[i]->box;
        box = (gk_box){fminf(box.x0, b->x0), fminf(box.y0, b->y0), fmaxf(box.x1, b->x1),
                       fmaxf(box.y1, b->y1)};
    }
    add_box(out, box, turn);
}

/* The words of one turn, as a sheet of their own below what is written. */
static void write_sheet(const gk_words *words, gk_turn turn, writer *out)
{
    gk_arena *arena = gk_arena_new();
    sheet s = {.words = words};
    s.lines = gk_page_lines_find(arena, words, turn, &s.line_count);
    if (s.line_count) {
        find_cells(&s, arena);
        find_pitch(&s, arena);
        set_columns(&s, arena);
        float usual = usual_step(&s, arena);
        if (out->count) write_blank(out);
        for (size_t i = 0; i < s.line_count; i++) {
            for (int blanks = blanks_before(&s, i, usual); blanks > 0; blanks--) write_blank(out);
            write_line(&s, out, i, turn);
        }
    }
    gk_arena_free(arena);
}

gk_layout gk_layout_page(const gk_glyph *glyphs, size_t count, float width, float height)
{
    gk_arena *arena = gk_arena_new();
    gk_words words = gk_words_find(arena, glyphs, count, width, height);
    writer out = {.width = width, .height = height};
    write_sheet(&words, words.turn, &out);
    for (gk_turn turn = GK_TURN_NONE; turn < GK_TURNS; turn++)
        if (turn != words.turn) write_sheet(&words, turn, &out);
    gk_arena_free(arena);
    gk_layout layout = {.length = out.text.length, .boxes = out.boxes, .line_count = out.count};
    layout.text = gk_string_take(&out.text);
    return layout;
}

void gk_layout_free(gk_layout *layout)
{
    gk_free(layout->text);
    gk_free(layout->boxes);
    *layout = (gk_layout){0};
}
