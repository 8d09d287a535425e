/* SPDX-License-Identifier: Apache-2.0
 *
 * html_grid - a table's cells in columns of text. The page's own grid is finer than its columns:
 * "$", the figure and "%" have a grid column each, and empty ones keep them apart. So the columns
 * are found from what overlaps: the narrow cells of the body first, then wider ones, then the
 * headings; a cell that overlaps several columns spans them.
 */
#include "read/html_flow.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

/* Between columns; the narrowest that a heading is wrapped to; the widest that counts for a column;
 * a wider table is not aligned. */
enum { GAP = 3, HEADING_NARROWEST = 18, LABEL_WIDEST = 200, TEXT_WIDEST = 80, TABLE_WIDEST = 600 };
enum { INDENT_MOST = 12, HEADING_PIECES = 16, PARAGRAPH = 110 };
static const float INDENT_STEP = 5; /* points that are one space */

typedef struct column {
    int left, right; /* grid columns, right exclusive */
    int core, tail;  /* of figures: up to the last digit; what hangs right of it */
    int width;
    size_t figures, others;
    bool numeric;
    int x; /* display column */
} column;

typedef struct item {
    gk_html_cell *cell;
    size_t row, order;
    size_t first, last; /* columns */
    bool header;
    int tail; /* display columns behind the figure's last digit */
} item;

typedef struct table {
    gk_grid *grid;
    item *items;
    size_t item_count;
    column *columns;
    size_t column_count;
    float least_indent;
} table;

/* ---- headings ------------------------------------------------------------------------------ */

static bool has_figure(const gk_grid *grid, const gk_html_row *row)
{
    for (size_t i = 1; i < row->count; i++)
        if (grid->cells[row->first + i].kind == GK_CELL_FIGURE) return true;
    /* A lone figure right of the labels: a total. */
    return row->count == 1 && grid->cells[row->first].kind == GK_CELL_FIGURE &&
           grid->cells[row->first].left > 0;
}

static bool is_all_header(const gk_grid *grid, const gk_html_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (!grid->cells[row->first + i].header) return false;
    return row->count > 0;
}

/* The rows above the first one with figures are headings, but for labels of what follows. */
static void find_headings(gk_grid *grid)
{
    size_t body = 0;
    if (grid->figures)
        while (body < grid->row_count && !has_figure(grid, &grid->rows[body])) body++;
    else
        while (body < grid->row_count && is_all_header(grid, &grid->rows[body])) body++;
    while (body > 0) {
        const gk_html_row *row = &grid->rows[body - 1];
        bool label = row->count == 1 && grid->cells[row->first].left == 0 &&
                     !grid->cells[row->first].header;
        if (row->count > 0 && !label) break;
        body--;
    }
    for (size_t r = 0; r < body; r++) grid->rows[r].header = true;
}

/* ---- columns ------------------------------------------------------------------------------- */

static bool is_figure(const gk_html_cell *cell)
{
    return cell->kind == GK_CELL_FIGURE || cell->kind == GK_CELL_YEAR;
}

static int by_certainty(const void *left, const void *right)
{
    const item *a = left, *b = right;
    if (a->header != b->header) return a->header ? 1 : -1;
    int spans = (a->cell->right - a->cell->left) - (b->cell->right - b->cell->left);
    if (spans) return spans;
    if (is_figure(a->cell) != is_figure(b->cell)) return is_figure(a->cell) ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int by_place(const void *left, const void *right)
{
    const item *a = left, *b = right;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    if (a->cell->left != b->cell->left) return a->cell->left - b->cell->left;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int by_left(const void *left, const void *right)
{
    const column *a = left, *b = right;
    return a->left - b->left;
}

enum { FREE = -1 };

/* The item takes its grid columns, unless it overlaps several columns. */
static void claim(table *t, int *owner, const item *it)
{
    int found = FREE;
    for (int c = it->cell->left; c < it->cell->right; c++) {
        if (owner[c] == FREE || owner[c] == found) continue;
        if (found != FREE) return; /* it spans */
        found = owner[c];
    }
    if (found == FREE) {
        found = (int)t->column_count;
        t->columns[t->column_count++] = (column){.left = it->cell->left, .right = it->cell->right};
    }
    column *col = &t->columns[found];
    if (it->cell->left < col->left) col->left = it->cell->left;
    if (it->cell->right > col->right) col->right = it->cell->right;
    for (int c = it->cell->left; c < it->cell->right; c++) owner[c] = found;
}

static void find_columns(table *t)
{
    int owner[GK_GRID_COLUMNS];
    for (size_t c = 0; c < GK_GRID_COLUMNS; c++) owner[c] = FREE;
    qsort(t->items, t->item_count, sizeof *t->items, by_certainty);
    for (size_t i = 0; i < t->item_count; i++) claim(t, owner, &t->items[i]);
    qsort(t->columns, t->column_count, sizeof *t->columns, by_left);
    for (size_t k = 0; k < t->column_count; k++)
        for (int c = t->columns[k].left; c < t->columns[k].right; c++) owner[c] = (int)k;
    for (size_t i = 0; i < t->item_count; i++) {
        item *it = &t->items[i];
        bool any = false;
        for (int c = it->cell->left; c < it->cell->right; c++) {
            if (owner[c] == FREE) continue;
            size_t k = (size_t)owner[c];
            it->first = any && it->first < k ? it->first : k;
            it->last = any && it->last > k ? it->last : k;
            any = true;
        }
    }
    qsort(t->items, t->item_count, sizeof *t->items, by_place);
}

/* What stands in the same row and column is one cell: a figure and its footnote's mark. */
static void join_neighbours(table *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->item_count; i++) {
        item *it = &t->items[i], *before = kept ? &t->items[kept - 1] : NULL;
        if (before && before->row == it->row && before->first == it->first &&
            before->last == it->last && it->first == it->last) {
            gk_run_join(&before->cell->run, &it->cell->run, " ");
            gk_run_free(&it->cell->run);
            const gk_string *s = &before->cell->run.text;
            before->cell->width = gk_run_width(s->data, s->length);
            before->cell->kind = gk_cell_kind_of(s->data, s->length);
        } else {
            t->items[kept++] = *it;
        }
    }
    t->item_count = kept;
}

/* ---- widths -------------------------------------------------------------------------------- */

/* Display columns of what hangs right of a figure: ")", "%", " %". */
static int tail_of(const gk_string *s)
{
    size_t n = s->length;
    while (n > 0) {
        char c = s->data[n - 1];
        if (c != ')' && c != '%' && c != ' ' && c != '*') break;
        n--;
    }
    return n ? (int)(s->length - n) : 0;
}

static int indent_of(const table *t, const item *it)
{
    if (it->first != 0 || it->header) return 0;
    float indent = (it->cell->indent - t->least_indent) / INDENT_STEP;
    return indent < 0 ? 0 : indent > INDENT_MOST ? INDENT_MOST : (int)(indent + 0.5f);
}

static void count_kinds(table *t)
{
    bool any = false;
    for (size_t i = 0; i < t->item_count; i++) {
        item *it = &t->items[i];
        if (it->header) continue;
        if (it->first == 0 && (!any || it->cell->indent < t->least_indent)) {
            t->least_indent = it->cell->indent;
            any = true;
        }
        if (it->first != it->last) continue;
        if (is_figure(it->cell))
            t->columns[it->first].figures++;
        else
            t->columns[it->first].others++;
    }
    for (size_t k = 0; k < t->column_count; k++)
        t->columns[k].numeric = t->columns[k].figures > 0 &&
                                t->columns[k].figures >= t->columns[k].others;
}

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

static void measure_body(table *t)
{
    for (size_t i = 0; i < t->item_count; i++) {
        item *it = &t->items[i];
        if (it->header || it->first != it->last) continue;
        column *c = &t->columns[it->first];
        if (c->numeric && is_figure(it->cell)) {
            it->tail = tail_of(&it->cell->run.text);
            c->core = most(c->core, least(it->cell->width - it->tail, TEXT_WIDEST));
            c->tail = most(c->tail, it->tail);
        } else {
            int widest = it->first == 0 ? LABEL_WIDEST : TEXT_WIDEST;
            c->width = most(c->width, least(it->cell->width + indent_of(t, it), widest));
        }
    }
    for (size_t k = 0; k < t->column_count; k++) {
        column *c = &t->columns[k];
        c->width = most(c->width, c->core + c->tail);
    }
}

static int span_width(const table *t, size_t first, size_t last)
{
    int width = GAP * (int)(last - first);
    for (size_t k = first; k <= last; k++) width += t->columns[k].width;
    return width;
}

/* A heading in lines of at most width columns, or longer words; returns how many. */
static size_t pieces_of(const gk_string *s, int width, gk_span pieces[HEADING_PIECES])
{
    size_t count = 0, start = 0;
    while (start < s->length) {
        size_t end = start, at = start;
        if (count + 1 == HEADING_PIECES) end = at = s->length; /* the rest, whatever it is */
        while (at < s->length) {
            size_t word = at;
            while (word < s->length && s->data[word] != ' ' && s->data[word] != '\n') word++;
            bool fits = gk_run_width(s->data + start, word - start) <= width;
            if (!fits && end > start) break;
            end = word;
            at = word;
            while (at < s->length && (s->data[at] == ' ' || s->data[at] == '\n')) at++;
        }
        pieces[count++] = (gk_span){.start = start, .end = end};
        start = at;
    }
    return count;
}

static int heading_width(const table *t, const item *it)
{
    return most(span_width(t, it->first, it->last), HEADING_NARROWEST);
}

/* Headings widen the columns below them where a word needs it. */
static void measure_headings(table *t, bool spanning)
{
    for (size_t i = 0; i < t->item_count; i++) {
        item *it = &t->items[i];
        if (!it->header || (it->first != it->last) != spanning) continue;
        gk_span pieces[HEADING_PIECES];
        size_t count = pieces_of(&it->cell->run.text, heading_width(t, it), pieces);
        int widest = 0;
        for (size_t p = 0; p < count; p++)
            widest = most(widest, gk_run_width(it->cell->run.text.data + pieces[p].start,
                                               pieces[p].end - pieces[p].start));
        int missing = least(widest, TEXT_WIDEST) - span_width(t, it->first, it->last);
        int columns = (int)(it->last - it->first) + 1;
        for (size_t k = it->first; k <= it->last && missing > 0; k++) {
            int share = missing / columns--;
            t->columns[k].width += share;
            missing -= share;
        }
    }
}

static int place_columns(table *t)
{
    int x = 0;
    for (size_t k = 0; k < t->column_count; k++) {
        t->columns[k].x = x;
        x += t->columns[k].width + GAP;
    }
    return x;
}

/* ---- printing ------------------------------------------------------------------------------ */

typedef struct printed {
    gk_string line;
    int at; /* display columns so far */
} printed;

static void print_at(printed *p, int x, const char *s, size_t n)
{
    if (n == 0) return;
    if (p->at > 0 && x < p->at + 2) x = p->at + 2;
    for (; p->at < x; p->at++) gk_string_append(&p->line, " ", 1);
    size_t start = p->line.length;
    gk_string_append(&p->line, s, n);
    for (size_t i = start; i < p->line.length; i++)
        if (p->line.data[i] == '\n') p->line.data[i] = ' ';
    p->at += gk_run_width(s, n);
}

static int column_of(const table *t, const item *it, int width)
{
    const column *first = &t->columns[it->first], *last = &t->columns[it->last];
    int room = last->x + last->width - first->x;
    if (it->header && it->first != it->last) return first->x + most(0, (room - width) / 2);
    if (it->header) return last->numeric ? first->x + most(0, room - width) : first->x;
    if (is_figure(it->cell) && last->numeric)
        return first->x + most(0, room - (last->tail - it->tail) - width);
    if (it->first != it->last && it->cell->align == 'c')
        return first->x + most(0, (room - width) / 2);
    if (it->first != it->last || !last->numeric || it->cell->align == 'l')
        return first->x + indent_of(t, it);
    return first->x + most(0, room - width);
}

static void place(const item *it, size_t line)
{
    for (size_t i = 0; i < it->cell->run.mark_count; i++) {
        gk_node *node = it->cell->run.marks[i].node;
        if (!node->line) node->line = line;
    }
}

static void print_row(gk_flow *f, const table *t, const item *items, size_t count)
{
    printed p = {0};
    for (size_t i = 0; i < count; i++) {
        const gk_string *s = &items[i].cell->run.text;
        print_at(&p, column_of(t, &items[i], items[i].cell->width), s->data, s->length);
    }
    size_t line = gk_flow_line(f, 0, p.line.data, p.line.length);
    for (size_t i = 0; i < count; i++) place(&items[i], line);
    gk_string_free(&p.line);
}

/* Headings of several lines stand on the row's last line. */
static void print_headings(gk_flow *f, const table *t, const item *items, size_t count)
{
    size_t lines = 0;
    gk_span(*pieces)[HEADING_PIECES] = gk_alloc_array(count, sizeof *pieces);
    size_t *counts = gk_alloc_array(count, sizeof *counts);
    for (size_t i = 0; i < count; i++) {
        counts[i] = pieces_of(&items[i].cell->run.text, heading_width(t, &items[i]), pieces[i]);
        if (counts[i] > lines) lines = counts[i];
    }
    for (size_t l = 0; l < lines; l++) {
        printed p = {0};
        for (size_t i = 0; i < count; i++) {
            if (l + counts[i] < lines) continue;
            gk_span piece = pieces[i][l + counts[i] - lines];
            const char *s = items[i].cell->run.text.data + piece.start;
            size_t n = piece.end - piece.start;
            print_at(&p, column_of(t, &items[i], gk_run_width(s, n)), s, n);
        }
        size_t line = gk_flow_line(f, 0, p.line.data, p.line.length);
        for (size_t i = 0; i < count; i++)
            if (l + counts[i] >= lines) place(&items[i], line);
        gk_string_free(&p.line);
    }
    gk_free(pieces);
    gk_free(counts);
}

/* A row that is one long text reads as a paragraph: a table's footnote. */
static bool is_note(const item *items, size_t count)
{
    return count == 1 && items->cell->kind == GK_CELL_TEXT && items->cell->width > PARAGRAPH;
}

static void print_note(gk_flow *f, const item *it)
{
    gk_run *outer = f->run;
    f->run = &it->cell->run;
    gk_flow_flush(f);
    f->run = outer;
    f->gap = false;
}

static void print_table(gk_flow *f, const table *t)
{
    for (size_t i = 0, end; i < t->item_count; i = end) {
        size_t row = t->items[i].row;
        for (end = i; end < t->item_count && t->items[end].row == row;) end++;
        if (t->grid->rows[row].page) f->page = true;
        if (is_note(&t->items[i], end - i))
            print_note(f, &t->items[i]);
        else if (t->grid->rows[row].header)
            print_headings(f, t, &t->items[i], end - i);
        else
            print_row(f, t, &t->items[i], end - i);
    }
}

static void list_items(table *t)
{
    const gk_grid *grid = t->grid;
    t->items = gk_alloc_array(grid->cell_count, sizeof *t->items);
    for (size_t r = 0; r < grid->row_count; r++) {
        const gk_html_row *row = &grid->rows[r];
        for (size_t i = 0; i < row->count; i++) {
            gk_html_cell *cell = &grid->cells[row->first + i];
            item *it = &t->items[t->item_count];
            *it = (item){.cell = cell, .row = r, .order = t->item_count, .header = row->header};
            t->item_count++;
            /* A heading over several rows stands on the last of them. */
            while (row->header && it->row + 1 < r + cell->rows && it->row + 1 < grid->row_count &&
                   grid->rows[it->row + 1].header)
                it->row++;
        }
    }
}

bool gk_grid_print(gk_flow *f, gk_grid *grid)
{
    table t = {.grid = grid};
    find_headings(grid);
    list_items(&t);
    t.columns = gk_alloc_array((size_t)grid->width + 1, sizeof *t.columns);
    find_columns(&t);
    join_neighbours(&t);
    count_kinds(&t);
    measure_body(&t);
    measure_headings(&t, false);
    measure_headings(&t, true);
    bool fits = place_columns(&t) <= TABLE_WIDEST;
    if (fits) print_table(f, &t);
    gk_free(t.items);
    gk_free(t.columns);
    return fits;
}
