/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_table - tables as lines.
 */
#include "read/docx.h"

#include <string.h>

enum { MOST_COLUMNS = 1024, MOST_ROWS = 1 << 20 };

typedef struct row_end {
    size_t notes; /* of the document, up to the row's end */
    bool breaks;  /* a page ends before the row */
} row_end;

typedef struct table {
    gk_docx *d;
    gk_office_table cells;
    row_end *rows;
    size_t row_count, row_capacity;
} table;

static bool holds_page_end(const xmlNode *node)
{
    for (xmlNode *n = gk_xml_child(node, NULL); n; n = gk_xml_next(n))
        if (gk_xml_is(n, "lastRenderedPageBreak") || holds_page_end(n)) return true;
    return false;
}

/* Whether a cell goes on from the one above or to the left of it. */
static bool goes_on(const xmlNode *cell, const char *direction)
{
    const xmlNode *merge = gk_xml_child(gk_xml_child(cell, "tcPr"), direction);
    const char *value = gk_xml_attr(merge, "val");
    return merge && (!value || strcmp(value, "restart") != 0);
}

static long span_of(const xmlNode *cell)
{
    long span = gk_xml_number(gk_xml_path(cell, "tcPr/gridSpan"), "val", 1);
    return span < 1 ? 1 : span > MOST_COLUMNS ? MOST_COLUMNS : span;
}

static void take_cell(table *t, const xmlNode *cell, long *column)
{
    gk_string text = {0};
    long span = span_of(cell);
    bool deleted = gk_xml_path(cell, "tcPr/cellDel");
    if (!goes_on(cell, "vMerge") && !goes_on(cell, "hMerge") && !deleted)
        gk_docx_blocks_text(t->d, cell, &text);
    if (text.length && *column < MOST_COLUMNS)
        gk_office_table_add(&t->cells,
                            &(gk_office_cell){.row = (int)t->row_count,
                                              .column = (int)*column,
                                              .span = (int)span,
                                              .text = gk_arena_strdup(t->d->arena, text.data)});
    *column += span;
    gk_string_free(&text);
}

static void take_cells(table *t, const xmlNode *holder, long *column)
{
    for (xmlNode *n = gk_xml_child(holder, NULL); n; n = gk_xml_next(n))
        if (gk_xml_is(n, "tc"))
            take_cell(t, n, column);
        else if (gk_xml_is(n, "sdt") || gk_xml_is(n, "sdtContent") || gk_xml_is(n, "customXml"))
            take_cells(t, n, column);
}

static void take_row(table *t, const xmlNode *row)
{
    const xmlNode *properties = gk_xml_child(row, "trPr");
    if (gk_xml_child(properties, "del") || t->row_count >= MOST_ROWS) return;
    long column = gk_xml_number(gk_xml_child(properties, "gridBefore"), "val", 0);
    if (column < 0) column = 0;
    t->rows = gk_grow(t->rows, t->row_count, &t->row_capacity, sizeof *t->rows);
    size_t index = t->row_count;
    take_cells(t, row, &column);
    t->rows[index] = (row_end){t->d->note_count, holds_page_end(row)};
    t->row_count++;
}

static void take_rows(table *t, const xmlNode *holder)
{
    for (xmlNode *n = gk_xml_child(holder, NULL); n; n = gk_xml_next(n))
        if (gk_xml_is(n, "tr"))
            take_row(t, n);
        else if (gk_xml_is(n, "sdt") || gk_xml_is(n, "sdtContent") || gk_xml_is(n, "customXml"))
            take_rows(t, n);
}

static size_t lay(table *t, gk_office_line **lines)
{
    return gk_office_table_lay(&t->cells, t->d->arena, lines);
}

static void free_table(table *t)
{
    gk_free(t->cells.cells);
    gk_free(t->rows);
}

void gk_docx_add_table(gk_docx *d, const xmlNode *node)
{
    table t = {.d = d};
    take_rows(&t, node);
    gk_office_line *lines;
    size_t count = lay(&t, &lines);
    size_t next = 0; /* row whose page end was not looked at */
    d->last_was_text = false;
    if (count && t.rows[0].breaks) d->break_pending = d->any_break = true;
    gk_docx_add_blank(d);
    for (size_t i = 0; i < count; i++) {
        for (; next <= (size_t)lines[i].row; next++)
            if (t.rows[next].breaks) d->break_pending = d->any_break = true;
        gk_docx_add_line(d, lines[i].text, lines[i].length);
        d->lines[d->line_count - 1].notes = t.rows[lines[i].row].notes;
    }
    free_table(&t);
}

void gk_docx_table_text(gk_docx *d, const xmlNode *node, gk_string *to)
{
    table t = {.d = d};
    take_rows(&t, node);
    gk_office_line *lines;
    size_t count = lay(&t, &lines);
    for (size_t i = 0; i < count; i++) {
        if (to->length) gk_string_add(to, "\n");
        gk_string_append(to, lines[i].text, lines[i].length);
    }
    free_table(&t);
}
