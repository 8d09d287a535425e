/* SPDX-License-Identifier: Apache-2.0
 *
 * html_table - what a table is: a frame around paragraphs, a list with its marks in a column of
 * their own, or a table. A frame's cells are read one after the other; a list's rows are
 * paragraphs; a table is a grid whose columns stand above one another (html_grid.c).
 */
#include "read/html_flow.h"

#include <stdlib.h>
#include <string.h>

/* A cell of more columns is a paragraph; a table without figures that is wider reads badly. */
enum { PARAGRAPH = 110, TEXT_TABLE_WIDEST = 160, ROWS_SPANNED = 1000, ROWS_OF_HEADING = 2 };

/* ---- what it is ---------------------------------------------------------------------------- */

static bool is_table(const gk_node *node) { return node->tag == GK_TAG_TABLE && node->holds_cells; }

typedef struct shape {
    size_t rows;   /* that hold text */
    size_t widest; /* the most cells that hold text in a row */
} shape;

static shape shape_of(const gk_node *table)
{
    shape s = {0};
    size_t cells = 0;
    for (const gk_node *n = table->first; n;) {
        bool cell = n->tag == GK_TAG_CELL;
        if (n->tag == GK_TAG_ROW) cells = 0;
        if (cell && n->shows) {
            cells++;
            s.rows += cells == 1;
            if (cells > s.widest) s.widest = cells;
        }
        n = gk_node_next(n, table, n->shows && !cell && !is_table(n));
    }
    return s;
}

/* Whether a table with columns of its own stands in a cell of table. */
static bool holds_table(const gk_node *table)
{
    for (const gk_node *n = table->first; n; n = gk_node_next(n, table, n->shows)) {
        if (!is_table(n)) continue;
        shape inner = shape_of(n);
        if (inner.widest >= 2 && inner.rows >= 2) return true;
    }
    return false;
}

/* ---- taking the cells ---------------------------------------------------------------------- */

typedef struct taking {
    gk_flow *flow;
    gk_grid grid;
    size_t cell_capacity, row_capacity;
    size_t *taken; /* (GK_GRID_COLUMNS) by a cell above: up to which row, exclusive */
    int column;    /* the next free one of the row */
    bool open;     /* a row is being taken */
} taking;

static int attribute_number(const gk_node *node, const char *name, int most)
{
    const char *value = gk_node_attribute(node, name);
    long n = value ? strtol(value, NULL, 10) : 1;
    return n < 1 ? 1 : n > most ? most : (int)n;
}

static void begin_row(taking *t, bool page)
{
    gk_grid *g = &t->grid;
    g->rows = gk_grow(g->rows, g->row_count, &t->row_capacity, sizeof *g->rows);
    g->rows[g->row_count++] = (gk_html_row){.first = g->cell_count, .page = page};
    t->column = 0;
    t->open = true;
}

/* A footnote's mark behind a figure would read as another figure: it is left out. */
static void leave_out_note(gk_run *run)
{
    if (run->raised <= 1 || run->raised > run->text.length) return;
    gk_cell_kind kind = gk_cell_kind_of(run->text.data, run->raised - 1);
    if (kind == GK_CELL_FIGURE || kind == GK_CELL_CURRENCY) run->text.length = run->raised - 1;
}

/* The text of a cell, in one line: what would be several is parted by spaces. */
static void take_characters(gk_flow *f, gk_html_cell *cell, gk_node *node, gk_context context)
{
    gk_run *outer = f->run;
    f->run = &cell->run;
    f->in_cell = true;
    f->marker.length = 0;
    gk_flow_children(f, node, context);
    f->in_cell = false;
    f->run = outer;
    gk_string *text = &cell->run.text;
    while (text->length && text->data[text->length - 1] == '\n') text->length--;
    leave_out_note(&cell->run);
    if (text->data) text->data[text->length] = '\0';
    cell->width = gk_run_width(text->data, text->length);
    cell->kind = cell->run.raised == 1 ? GK_CELL_NOTE : gk_cell_kind_of(text->data, text->length);
}

/* The indentation of what stands first in the cell. */
static float indent_of(const gk_node *node)
{
    float indent = 0;
    for (int depth = 0; node && node->tag != GK_TAG_TEXT && depth < 4; depth++) {
        gk_style style = gk_style_of(node);
        indent += style.left + style.first;
        node = node->first;
        while (node && node->next && !node->shows) node = node->next;
    }
    return indent;
}

static char align_of(const gk_node *node, const gk_style *own)
{
    for (const gk_node *n = node->first; n && n->tag != GK_TAG_TEXT; n = n->first) {
        gk_style style = gk_style_of(n);
        if (style.align) return style.align;
    }
    return own->align;
}

static void place_cell(taking *t, gk_html_cell *cell, int columns, size_t rows)
{
    size_t row = t->grid.row_count - 1;
    while (t->column < GK_GRID_COLUMNS - 1 && t->taken[t->column] > row) t->column++;
    cell->row = row;
    cell->left = t->column < GK_GRID_COLUMNS - 1 ? t->column : GK_GRID_COLUMNS - 1;
    cell->right = cell->left + columns;
    if (cell->right > GK_GRID_COLUMNS) cell->right = GK_GRID_COLUMNS;
    cell->rows = rows;
    if (rows > 1)
        for (int c = cell->left; c < cell->right; c++) t->taken[c] = row + rows;
    t->column = cell->right;
    if (cell->right > t->grid.width) t->grid.width = cell->right;
}

static void take_cell(taking *t, gk_node *node, const gk_style *style, gk_context context)
{
    gk_grid *g = &t->grid;
    gk_html_cell cell = {.header = node->local[1] == 'h' || node->local[1] == 'H'};
    if (!t->open) begin_row(t, false);
    if (style->stands_for) gk_flow_mark(t->flow, node);
    context.look.bold |= style->bold;
    take_characters(t->flow, &cell, node, context);
    place_cell(t, &cell, attribute_number(node, "colspan", GK_GRID_COLUMNS),
               (size_t)attribute_number(node, "rowspan", ROWS_SPANNED));
    if (cell.run.letters == 0) {
        gk_run_free(&cell.run);
        return;
    }
    cell.align = align_of(node, style);
    cell.indent = indent_of(node) + 4 * (float)cell.run.lead;
    g->cells = gk_grow(g->cells, g->cell_count, &t->cell_capacity, sizeof *g->cells);
    g->cells[g->cell_count++] = cell;
    g->rows[g->row_count - 1].count++;
}

/* What stands in the table outside its cells comes before it. */
static void take_caption(taking *t, gk_node *node, gk_context context)
{
    gk_flow_flush(t->flow);
    if (node->tag == GK_TAG_TEXT)
        gk_run_add(t->flow->run, node->text, node->length, context.look);
    else
        gk_flow_children(t->flow, node, context);
    gk_flow_flush(t->flow);
}

static void take(taking *t, gk_node *node, gk_context context);

static void take_row(taking *t, gk_node *node, const gk_style *style, gk_context context)
{
    begin_row(t, style->page_before);
    if (style->bold) context.look.bold = true;
    take(t, node, context);
    t->open = false;
}

static void take(taking *t, gk_node *node, gk_context context)
{
    for (gk_node *child = node->first; child; child = child->next) {
        if (child->tag == GK_TAG_TEXT && !child->shows) continue;
        gk_style style = gk_style_of(child);
        if (style.hidden) continue;
        if (child->tag == GK_TAG_IX) gk_flow_mark(t->flow, child);
        if (child->tag == GK_TAG_CELL)
            take_cell(t, child, &style, context);
        else if (child->tag == GK_TAG_ROW)
            take_row(t, child, &style, context);
        else if (child->holds_cells && child->tag != GK_TAG_TABLE)
            take(t, child, context);
        else if (child->shows)
            take_caption(t, child, context);
    }
}

static void free_grid(gk_grid *grid)
{
    for (size_t i = 0; i < grid->cell_count; i++) gk_run_free(&grid->cells[i].run);
    gk_free(grid->cells);
    gk_free(grid->rows);
}

/* ---- showing it ---------------------------------------------------------------------------- */

/* Cell after cell, each as what it holds. */
static void show_frame(gk_flow *f, gk_node *node, gk_context context)
{
    for (gk_node *child = node->first; child; child = child->next) {
        if (child->tag == GK_TAG_TEXT && !child->shows) continue;
        gk_style style = gk_style_of(child);
        if (style.hidden) continue;
        if (child->tag == GK_TAG_IX || style.stands_for) gk_flow_mark(f, child);
        if (style.page_before) f->page = true;
        gk_context inner = context;
        inner.look.bold = (context.look.bold || style.bold) && !style.normal;
        if (child->holds_cells && child->tag != GK_TAG_TABLE && child->tag != GK_TAG_CELL) {
            show_frame(f, child, inner);
        } else if (child->tag == GK_TAG_TABLE && child->holds_cells) {
            gk_flow_flush(f);
            gk_flow_table(f, child, inner);
        } else if (child->tag == GK_TAG_TEXT) {
            take_caption(&(taking){.flow = f}, child, inner);
        } else {
            gk_flow_flush(f);
            gk_flow_children(f, child, inner);
            gk_flow_flush(f);
        }
        if (style.page_after) f->page = true;
    }
}

/* A row as a paragraph: its cells one after the other, its mark in front. */
static void show_row(gk_flow *f, const gk_grid *grid, const gk_html_row *row)
{
    if (row->count == 0) return;
    if (row->page) f->page = true;
    gk_run *outer = f->run;
    gk_run joined = {0};
    for (size_t i = 0; i < row->count; i++) {
        gk_html_cell *cell = &grid->cells[row->first + i];
        bool marked = i == 1 && grid->cells[row->first].kind == GK_CELL_MARK;
        gk_run_join(&joined, &cell->run, marked ? " " : "  ");
    }
    int hang = f->hang;
    f->hang = row->count > 1 ? 2 : 0;
    f->run = &joined;
    gk_flow_flush(f);
    f->run = outer;
    f->hang = hang;
    gk_run_free(&joined);
}

static void show_rows(gk_flow *f, const gk_grid *grid)
{
    for (size_t r = 0; r < grid->row_count; r++) show_row(f, grid, &grid->rows[r]);
}

/* Whether the rows are paragraphs or a list with its marks apart. */
static bool is_prose(const gk_grid *grid)
{
    size_t rows = 0, marked = 0, long_rows = 0, most = 0;
    for (size_t r = 0; r < grid->row_count; r++) {
        const gk_html_row *row = &grid->rows[r];
        const gk_html_cell *cells = grid->cells + row->first;
        int width = 0;
        for (size_t i = 0; i < row->count; i++) width += cells[i].width + 3;
        rows += row->count > 0;
        marked += row->count == 2 && cells[0].kind == GK_CELL_MARK;
        long_rows += width > (grid->figures ? 2 * PARAGRAPH : PARAGRAPH);
        if (row->count > most) most = row->count;
    }
    if (most <= 1 || marked == rows) return true;
    if (!grid->figures) return long_rows > 0 && most <= 2 && rows - long_rows <= rows / 2 + 1;
    return long_rows * 2 > rows;
}

/* Whether a row has a figure that is not its label. */
static bool has_figures(const gk_grid *grid)
{
    for (size_t r = 0; r < grid->row_count; r++)
        for (size_t i = 1; i < grid->rows[r].count; i++)
            if (grid->cells[grid->rows[r].first + i].kind == GK_CELL_FIGURE) return true;
    return false;
}

static void show_grid(gk_flow *f, gk_grid *grid)
{
    size_t rows = 0;
    gk_grid_merge(grid);
    grid->figures = has_figures(grid);
    for (size_t r = 0; r < grid->row_count; r++) rows += grid->rows[r].count > 0;
    bool no_headings = f->no_headings;
    f->no_headings = no_headings || rows > ROWS_OF_HEADING;
    if (rows <= ROWS_OF_HEADING && !grid->figures)
        show_rows(f, grid);
    else if (is_prose(grid) || !gk_grid_print(f, grid))
        show_rows(f, grid);
    f->no_headings = no_headings;
}

void gk_flow_table(gk_flow *f, gk_node *table, gk_context context)
{
    if (shape_of(table).widest <= 1 || holds_table(table)) {
        show_frame(f, table, context);
        return;
    }
    taking t = {.flow = f, .taken = gk_alloc_array(GK_GRID_COLUMNS, sizeof(size_t))};
    take(&t, table, context);
    bool apart = t.grid.row_count > ROWS_OF_HEADING;
    f->gap |= apart;
    show_grid(f, &t.grid);
    f->gap |= apart;
    free_grid(&t.grid);
    gk_free(t.taken);
}
