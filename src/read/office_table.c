/* SPDX-License-Identifier: Apache-2.0
 *
 * office_table - cells in rows and columns as lines of text.
 *
 * Only columns in which a cell begins count. Columns of text are at most TEXT wide, so that a long
 * cell takes several lines; the last one has what is left of LINE. A text without a neighbour to
 * its right runs on over the empty cells, as in a sheet. What covers several columns of figures
 * stands in their middle.
 */
#include "read/office.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINE = 130,       /* columns of a line, where wrapping text can keep to it */
    TEXT = 80,        /* of a column of text that others follow */
    LEAST = 12,       /* a column of text is not wrapped to less */
    GAP = 2,          /* between columns */
    LONG_FIGURE = 40, /* bytes: what is longer is no figure */
};

typedef struct column {
    size_t width, at, gap; /* gap: to the next column */
    size_t figures, texts, signs;
    bool right; /* a column of figures */
} column;

typedef struct cell {
    int row;
    size_t first, last; /* columns; last is what the text may cover */
    const char *text;
    size_t length, width; /* width: of its widest line */
    bool figure, number;  /* number: by the file's word, whatever it looks like */
    bool over;            /* covers several columns by the file's word */
    bool loose;           /* nothing follows in its row */
} cell;

typedef struct layout {
    cell *cells;
    size_t cell_count;
    column *columns;
    size_t column_count;
    gk_arena *arena;
    bool figures_below;
    gk_office_line *lines;
    size_t count, capacity;
} layout;

/* ---- what cells are ------------------------------------------------------------------------ */

static bool is_sign(const char *s, size_t n)
{
    static const char *const signs[] = {"$", "€", "£", "¥", "US$", "HK$", "RMB", "￥"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strlen(signs[i]) == n && memcmp(s, signs[i], n) == 0) return true;
    return false;
}

static bool is_dash(uint32_t c)
{
    return c == '-' || c == 0x2010 || c == 0x2012 || c == 0x2013 || c == 0x2014 || c == 0x2212;
}

/* Digits with what stands around them in print, or a dash for nothing. */
static bool is_figure(const char *s, size_t n)
{
    size_t digits = 0, dashes = 0, rest = 0;
    if (n > LONG_FIGURE) return false;
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(s, n, &i);
        if (c >= '0' && c <= '9')
            digits++;
        else if (is_dash(c))
            dashes++;
        else if (!(c < 0x80 && strchr("()[]%$.,+/:*x ", (int)c)) && c != 0x20AC && c != 0xA3 &&
                 c != 0xA5 && c != 0xFFE5)
            return false;
        else
            rest += c != ' ' && c != '$';
    }
    return digits > 0 || (dashes > 0 && rest == 0);
}

static bool is_blank(const char *s)
{
    for (size_t i = 0, n = strlen(s); i < n;)
        if (!gk_is_space(gk_utf8_next(s, n, &i))) return false;
    return true;
}

void gk_office_table_add(gk_office_table *table, const gk_office_cell *c)
{
    if (is_blank(c->text)) return;
    table->cells = gk_grow(table->cells, table->count, &table->capacity, sizeof *table->cells);
    table->cells[table->count++] = *c;
}

static size_t widest_line(const char *s, size_t n)
{
    size_t widest = 0;
    for (size_t start = 0; start <= n;) {
        const char *newline = memchr(s + start, '\n', n - start);
        size_t end = newline ? (size_t)(newline - s) : n,
               width = gk_text_width(s + start, end - start);
        if (width > widest) widest = width;
        start = end + 1;
    }
    return widest;
}

/* ---- columns ------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* The columns of the file in which a cell begins, in order. */
static int *begun_columns(const gk_office_table *table, size_t *count)
{
    int *begun = gk_alloc_array(table->count, sizeof *begun);
    for (size_t i = 0; i < table->count; i++) begun[i] = table->cells[i].column;
    qsort(begun, table->count, sizeof *begun, by_number);
    *count = 0;
    for (size_t i = 0; i < table->count; i++)
        if (*count == 0 || begun[*count - 1] != begun[i]) begun[(*count)++] = begun[i];
    return begun;
}

/* How many of the begun columns stand before this one of the file. */
static size_t columns_before(const int *begun, size_t count, long number)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (begun[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void take_cells(layout *l, const gk_office_table *table)
{
    int *begun = begun_columns(table, &l->column_count);
    l->columns = gk_arena_array(l->arena, l->column_count, sizeof *l->columns);
    l->cells = gk_arena_array(l->arena, table->count, sizeof *l->cells);
    l->cell_count = table->count;
    for (size_t i = 0; i < table->count; i++) {
        const gk_office_cell *from = &table->cells[i];
        cell *c = &l->cells[i];
        size_t n = strlen(from->text), lead = strspn(from->text, "\n");
        while (n > lead && from->text[n - 1] == '\n') n--;
        *c = (cell){.row = from->row, .text = from->text + lead, .length = n - lead};
        c->first = columns_before(begun, l->column_count, from->column);
        size_t end = columns_before(begun, l->column_count,
                                    (long)from->column + (from->span > 1 ? from->span : 1));
        c->last = end > c->first ? end - 1 : c->first;
        c->over = c->last > c->first;
        c->width = widest_line(c->text, c->length);
        c->number = from->figure;
        c->figure = from->figure || is_figure(c->text, c->length);
    }
    gk_free(begun);
}

/* What a column mostly holds says how it is aligned. */
static void judge_columns(layout *l)
{
    for (size_t i = 0; i < l->cell_count; i++) {
        const cell *c = &l->cells[i];
        if (c->over) continue;
        column *k = &l->columns[c->first];
        k->signs += is_sign(c->text, c->length);
        if (c->figure)
            k->figures++;
        else
            k->texts++;
    }
    for (size_t i = 0; i < l->column_count; i++) {
        column *k = &l->columns[i];
        k->right = k->figures > 0 && k->figures >= k->texts;
        k->gap = k->signs > 0 && k->signs == k->texts && k->figures == 0 ? 1 : GAP;
    }
}

/* A text without a neighbour may cover the empty cells that follow. */
static void let_texts_run(layout *l)
{
    for (size_t i = 0; i < l->cell_count; i++) {
        cell *c = &l->cells[i];
        bool follows = i + 1 < l->cell_count && l->cells[i + 1].row == c->row;
        size_t end = follows ? l->cells[i + 1].first : l->column_count;
        bool runs = !c->figure && (!l->columns[c->first].right || c->width > LONG_FIGURE);
        if (c->over) continue;
        c->loose = runs && !follows;
        if (runs && end > c->first) c->last = end - 1;
    }
}

/* ---- widths -------------------------------------------------------------------------------- */

static size_t least_width(const layout *l, const cell *c, size_t most)
{
    bool bound = !c->figure && !l->columns[c->first].right && c->width > most;
    return bound ? most : c->width;
}

static size_t width_of(const layout *l, size_t first, size_t last)
{
    size_t width = l->columns[last].width;
    for (size_t i = first; i < last; i++) width += l->columns[i].width + l->columns[i].gap;
    return width;
}

/* Makes room for a cell that covers several columns: for a heading in all of them, for a text in
 * its own. */
static void widen(layout *l, const cell *c, size_t most)
{
    size_t has = width_of(l, c->first, c->last), needs = c->width > most ? most : c->width;
    if (needs <= has) return;
    size_t missing = needs - has, count = c->last - c->first + 1;
    if (!c->over) {
        l->columns[c->first].width += missing;
        return;
    }
    for (size_t i = 0; i < count; i++)
        l->columns[c->first + i].width += missing / count + (i < missing % count);
}

/* Sets the columns' widths, texts no wider than most; returns the width of a line. */
static size_t set_widths(layout *l, size_t most)
{
    for (size_t i = 0; i < l->column_count; i++) l->columns[i].width = 1;
    for (size_t i = 0; i < l->cell_count; i++) {
        const cell *c = &l->cells[i];
        size_t needs = least_width(l, c, most);
        if (c->last == c->first && !c->loose && needs > l->columns[c->first].width)
            l->columns[c->first].width = needs;
    }
    for (size_t i = 0; i < l->cell_count; i++) {
        const cell *c = &l->cells[i];
        if (c->last > c->first && !c->loose) widen(l, c, most);
    }
    return width_of(l, 0, l->column_count - 1);
}

static void fit(layout *l)
{
    size_t most = TEXT;
    while (set_widths(l, most) > LINE && most > LEAST) most -= most / 8 ? most / 8 : 1;
    for (size_t i = 1; i < l->column_count; i++)
        l->columns[i].at = l->columns[i - 1].at + l->columns[i - 1].width + l->columns[i - 1].gap;
}

/* ---- lines --------------------------------------------------------------------------------- */

typedef struct piece {
    const char *text;
    size_t length, line; /* of the row */
    const cell *of;
} piece;

typedef struct pieces {
    piece *items;
    size_t count, capacity, line;
    const cell *of;
} pieces;

static void add_piece(void *ctx, const char *line, size_t length)
{
    pieces *p = ctx;
    p->items = gk_grow(p->items, p->count, &p->capacity, sizeof *p->items);
    p->items[p->count++] = (piece){line, length, p->line++, p->of};
}

/* The columns that a cell's text may take. */
static size_t room(const layout *l, const cell *c)
{
    size_t width = width_of(l, c->first, c->last), at = l->columns[c->first].at;
    if (c->loose && at + width < LINE) width = LINE - at;
    return width;
}

static size_t indent(const layout *l, const piece *p)
{
    const cell *c = p->of;
    size_t at = l->columns[c->first].at, has = room(l, c),
           width = gk_text_width(p->text, p->length);
    if (c->loose || width >= has) return at;
    if (c->over && !c->figure && c->first > 0) return at + (has - width) / 2;
    bool right = c->number || l->columns[c->last].right;
    if (right && (c->figure || c->last == c->first)) return at + has - width;
    return at;
}

static void add_line(layout *l, gk_string *text, int row)
{
    size_t n = text->length;
    while (n > 0 && text->data[n - 1] == ' ') n--;
    l->lines = gk_grow(l->lines, l->count, &l->capacity, sizeof *l->lines);
    l->lines[l->count++] = (gk_office_line){gk_arena_strndup(l->arena, n ? text->data : "", n), n,
                                            row};
    text->length = 0;
}

static void set_row(layout *l, pieces *p, gk_string *line, int row, size_t height)
{
    for (size_t i = 0; l->figures_below && i < p->count; i++)
        if (p->items[i].of->figure) p->items[i].line += height - 1;
    for (size_t k = 0; k < height; k++) {
        size_t used = 0;
        for (size_t i = 0; i < p->count; i++) {
            const piece *x = &p->items[i];
            if (x->line != k) continue;
            size_t at = indent(l, x);
            if (used > 0 && at < used + 1) at = used + 1; /* a sign that is wider than its column */
            for (; used < at; used++) gk_string_append(line, " ", 1);
            gk_string_append(line, x->text, x->length);
            used += gk_text_width(x->text, x->length);
        }
        add_line(l, line, row);
    }
}

/* Sets the row that begins with cell i; returns the first cell of the next. */
static size_t take_row(layout *l, size_t i, pieces *p, gk_string *line)
{
    size_t height = 0;
    int row = l->cells[i].row;
    p->count = 0;
    for (; i < l->cell_count && l->cells[i].row == row; i++) {
        p->of = &l->cells[i];
        p->line = 0;
        gk_wrap(l->cells[i].text, l->cells[i].length, room(l, &l->cells[i]), add_piece, p);
        if (p->line > height) height = p->line;
    }
    set_row(l, p, line, row, height);
    return i;
}

size_t gk_office_table_lay(const gk_office_table *table, gk_arena *arena, gk_office_line **lines)
{
    *lines = NULL;
    if (table->count == 0) return 0;
    layout l = {.arena = arena, .figures_below = table->figures_below};
    take_cells(&l, table);
    judge_columns(&l);
    let_texts_run(&l);
    fit(&l);
    pieces p = {0};
    gk_string line = {0};
    for (size_t i = 0; i < l.cell_count;) {
        if (i > 0 && l.cells[i].row > l.cells[i - 1].row + 1)
            add_line(&l, &line, l.cells[i - 1].row + 1);
        i = take_row(&l, i, &p, &line);
    }
    *lines = gk_arena_array(arena, l.count, sizeof **lines);
    memcpy(*lines, l.lines, l.count * sizeof **lines);
    gk_free(l.lines);
    gk_free(p.items);
    gk_string_free(&line);
    return l.count;
}
