/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx_sheet - a worksheet, row by row: a page's rows are kept, laid out as a table, and go.
 */
#include "read/xlsx.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAGE_ROWS = 100,      /* of a page in a sheet that needs several */
    ONE_PAGE = 150,       /* rows of a sheet that is one page */
    MOST_ROWS = 1 << 20,  /* of a sheet */
    MOST_COLUMNS = 16384, /* A to XFD */
    MOST_TITLES = 8,      /* rows that come again on each page */
    MOST_MERGED = 100000,
    MOST_CELLS = 1 << 20, /* of a page */
};

typedef struct merged {
    int row, column, span; /* from 0 */
} merged;

typedef struct sheet {
    gk_workbook *book;
    const char *label;
    gk_arena *arena, *titles_arena; /* of the page under way; of the rows that come again */
    gk_office_table table, titles;
    int rows;     /* that the page has */
    int last_row; /* of the sheet that was read */
    int title_rows;
    size_t pages;
    merged *merged; /* in order of row and column */
    size_t merged_count, merged_capacity;
    gk_string text; /* of a cell */
} sheet;

/* ---- places -------------------------------------------------------------------------------- */

/* "AB12" as column 27 and row 11; false where it is none. */
static bool take_reference(const char *s, int *row, int *column)
{
    long letters = 0, digits = 0;
    for (; *s && (*s == '$' || (*s >= 'A' && *s <= 'Z')); s++)
        if (*s != '$' && letters <= MOST_COLUMNS) letters = letters * 26 + (*s - 'A' + 1);
    for (; *s && (*s == '$' || (*s >= '0' && *s <= '9')); s++)
        if (*s != '$' && digits <= MOST_ROWS) digits = digits * 10 + (*s - '0');
    *column = (int)letters - 1;
    *row = (int)digits - 1;
    return letters >= 1 && letters <= MOST_COLUMNS && digits >= 1 && digits <= MOST_ROWS;
}

static int by_place(const void *a, const void *b)
{
    const merged *x = a, *y = b;
    if (x->row != y->row) return (x->row > y->row) - (x->row < y->row);
    return (x->column > y->column) - (x->column < y->column);
}

static int span_of(const sheet *s, int row, int column)
{
    const merged key = {row, column, 0};
    const merged *m = s->merged_count
                          ? bsearch(&key, s->merged, s->merged_count, sizeof key, by_place)
                          : NULL;
    return m ? m->span : 1;
}

static gk_status take_merged(void *ctx, xmlNode *node, gk_error *err)
{
    (void)err;
    sheet *s = ctx;
    const char *range = gk_xml_is(node, "mergeCell") ? gk_xml_attr(node, "ref") : NULL;
    const char *colon = range ? strchr(range, ':') : NULL;
    merged m;
    int last_row, last_column;
    if (!colon || s->merged_count == MOST_MERGED || !take_reference(range, &m.row, &m.column) ||
        !take_reference(colon + 1, &last_row, &last_column))
        return GK_OK;
    m.span = last_column - m.column + 1;
    if (m.span < 2) return GK_OK;
    s->merged = gk_grow(s->merged, s->merged_count, &s->merged_capacity, sizeof *s->merged);
    s->merged[s->merged_count++] = m;
    return GK_OK;
}

/* Which cells are merged stands behind all rows, so a sheet is read twice for it. In a very long
 * one, which is data and no statement, it does not matter. */
static gk_status read_merged(sheet *s, const char *part, gk_error *err)
{
    static const char *const enter[] = {"worksheet", "sheetData", "mergeCells", NULL};
    gk_xml_stream *stream;
    if (!gk_package_small(s->book->package, part)) return GK_OK;
    gk_status status = gk_xml_open(s->book->package, part, &stream, err);
    if (status != GK_OK) return status;
    status = gk_xml_each(stream, enter, take_merged, s, err);
    gk_xml_close(stream);
    if (s->merged_count) qsort(s->merged, s->merged_count, sizeof *s->merged, by_place);
    return status;
}

/* ---- cells --------------------------------------------------------------------------------- */

static const gk_number_format *format_of(const gk_workbook *b, const xmlNode *cell)
{
    long style = gk_xml_number(cell, "s", 0);
    return style >= 0 && (size_t)style < b->style_count ? b->styles[style] : b->general;
}

static void add_value(const char *text, gk_string *to, const xmlNode *cell)
{
    const xmlNode *value = gk_xml_child(cell, "v");
    if (value)
        gk_xml_text(value, to);
    else
        gk_string_add(to, text);
}

static void add_shared(const gk_workbook *b, const xmlNode *cell, gk_string *to)
{
    gk_string index = {0};
    add_value("", &index, cell);
    long i = index.length ? strtol(index.data, NULL, 10) : -1;
    if (i >= 0 && (size_t)i < b->string_count)
        gk_number_format_add_text(format_of(b, cell), b->strings[i], to);
    gk_string_free(&index);
}

/* What is no number stays as it is written. Returns whether it is one. */
static bool add_number(const gk_workbook *b, const xmlNode *cell, gk_string *to)
{
    add_value("", to, cell);
    if (to->length == 0) return false;
    char *end;
    double value = strtod(to->data, &end);
    if (end == to->data || *end) return false;
    to->length = 0;
    gk_number_format_add(format_of(b, cell), value, b->from_1904, to);
    return true;
}

/* "2025-03-29T00:00:00" is a day. */
static void add_date(const xmlNode *cell, gk_string *to)
{
    add_value("", to, cell);
    char *midnight = to->data ? strstr(to->data, "T00:00:00") : NULL;
    if (!midnight) return;
    to->length = (size_t)(midnight - to->data);
    *midnight = '\0';
}

/* Adds what a cell shows; returns whether it is a number. */
static bool add_cell_text(const gk_workbook *b, const xmlNode *cell, gk_string *to)
{
    const char *type = gk_xml_attr(cell, "t");
    if (!type || strcmp(type, "n") == 0) return add_number(b, cell, to);
    if (strcmp(type, "s") == 0) {
        add_shared(b, cell, to);
    } else if (strcmp(type, "inlineStr") == 0) {
        if (gk_xml_child(cell, "is")) gk_xlsx_add_rich(gk_xml_child(cell, "is"), to);
    } else if (strcmp(type, "b") == 0) {
        add_value("0", to, cell);
        bool is = to->length && to->data[0] == '1';
        to->length = 0;
        gk_string_add(to, is ? "TRUE" : "FALSE");
    } else if (strcmp(type, "d") == 0) {
        add_date(cell, to);
    } else {
        add_value("", to, cell); /* a formula's text, an error */
    }
    return false;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void end_page(sheet *s, gk_string *text)
{
    gk_office_line *lines;
    size_t count = gk_office_table_lay(&s->table, s->arena, &lines);
    for (size_t i = 0; i < count; i++) {
        gk_string_append(text, lines[i].text, lines[i].length);
        gk_string_add(text, "\n");
    }
    gk_free(s->table.cells);
    s->table = (gk_office_table){.figures_below = true};
    gk_arena_free(s->arena);
    s->arena = gk_arena_new();
    s->rows = 0;
}

/* Ends the page under way, and begins the next with the rows that come again. */
static gk_status add_page(sheet *s, gk_error *err)
{
    gk_string text = {0};
    if (s->table.count == 0) return GK_OK;
    end_page(s, &text);
    s->pages++;
    return gk_office_page_add(&s->book->pages, s->label, &text, err);
}

/* The rows that come again stand right above the given one. */
static void repeat_titles(sheet *s, long row)
{
    for (size_t i = 0; i < s->titles.count; i++) {
        gk_office_cell cell = s->titles.cells[i];
        cell.row = (int)row - s->title_rows + cell.row;
        gk_office_table_add(&s->table, &cell);
    }
}

static void keep_title(sheet *s, const gk_office_cell *cell)
{
    gk_office_cell kept = *cell;
    kept.text = gk_arena_strdup(s->titles_arena, cell->text);
    gk_office_table_add(&s->titles, &kept);
}

static void take_cell(sheet *s, const xmlNode *node, int row, int *column)
{
    const char *place = gk_xml_attr(node, "r");
    int own_row, own_column;
    bool placed = place && take_reference(place, &own_row, &own_column);
    if (placed && own_column > *column) *column = own_column;
    s->text.length = 0;
    bool figure = add_cell_text(s->book, node, &s->text);
    if (s->text.length && s->table.count < MOST_CELLS) {
        gk_office_cell cell = {.row = row,
                               .column = *column,
                               .span = span_of(s, row, *column),
                               .figure = figure,
                               .text = gk_xlsx_keep(&s->text, s->arena)};
        gk_office_table_add(&s->table, &cell);
        if (row < s->title_rows) keep_title(s, &cell);
    }
    ++*column;
}

static gk_status take_row(sheet *s, const xmlNode *node, gk_error *err)
{
    long row = gk_xml_number(node, "r", s->last_row + 2) - 1;
    if (row <= s->last_row || row >= MOST_ROWS) row = s->last_row + 1;
    gk_status status = GK_OK;
    if (s->rows >= (s->pages ? PAGE_ROWS : ONE_PAGE)) {
        status = add_page(s, err);
        repeat_titles(s, row);
    }
    s->last_row = (int)row;
    size_t before = s->table.count;
    int column = 0;
    for (xmlNode *n = gk_xml_child(node, NULL); n && column < MOST_COLUMNS; n = gk_xml_next(n))
        if (gk_xml_is(n, "c")) take_cell(s, n, (int)row, &column);
    s->rows += s->table.count > before;
    if (s->book->cover != GK_COVER_OVER && s->table.count > before)
        gk_xlsx_cover_row(s->book, s->table.cells + before, s->table.count - before);
    return status;
}

/* The rows that a window keeps in sight. */
static void take_view(sheet *s, const xmlNode *view)
{
    const xmlNode *pane = gk_xml_child(view, "pane");
    const char *state = gk_xml_attr(pane, "state");
    long rows = state && strncmp(state, "frozen", 6) == 0 ? gk_xml_number(pane, "ySplit", 0) : 0;
    if (rows > 0 && rows <= MOST_TITLES && s->title_rows == 0) s->title_rows = (int)rows;
}

static gk_status take_element(void *ctx, xmlNode *node, gk_error *err)
{
    sheet *s = ctx;
    if (gk_xml_is(node, "row")) return take_row(s, node, err);
    if (gk_xml_is(node, "sheetView")) take_view(s, node);
    return GK_OK;
}

static gk_status read_rows(sheet *s, const char *part, gk_error *err)
{
    static const char *const enter[] = {"worksheet", "sheetViews", "sheetData", NULL};
    gk_xml_stream *stream;
    gk_status status = gk_xml_open(s->book->package, part, &stream, err);
    if (status != GK_OK) return status;
    status = gk_xml_each(stream, enter, take_element, s, err);
    gk_xml_close(stream);
    return status == GK_OK ? add_page(s, err) : status;
}

gk_status gk_xlsx_read_sheet(gk_workbook *book, const char *part, const char *label, int title_rows,
                             gk_error *err)
{
    sheet s = {.book = book,
               .label = label,
               .arena = gk_arena_new(),
               .titles_arena = gk_arena_new(),
               .table = {.figures_below = true},
               .last_row = -1,
               .title_rows = title_rows <= MOST_TITLES ? title_rows : 0};
    gk_status status = read_merged(&s, part, err);
    if (status == GK_OK) status = read_rows(&s, part, err);
    gk_free(s.table.cells);
    gk_free(s.titles.cells);
    gk_free(s.merged);
    gk_string_free(&s.text);
    gk_arena_free(s.arena);
    gk_arena_free(s.titles_arena);
    return status;
}
