/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables made narrower. What a reader came for are the figures and what stands above them, so these
 * are the last to go: first the gaps shared by all lines are narrowed, then the first column, which
 * holds the labels, is shortened on all lines alike, and only then is a line closed up by itself
 * and cut at its end.
 */
#include "cells.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    GAP = 2,    /* columns that stay between two columns of a table */
    LABEL = 16, /* columns that stay of the first */
};

/* The table lines among rows [first, end). */
typedef struct table {
    cli_row *rows;
    size_t count;
} table;

static int table_width(table t)
{
    int widest = 0;
    for (size_t i = 0; i < t.count; i++) {
        int width = t.rows[i].table ? cli_row_width(&t.rows[i]) : 0;
        if (width > widest) widest = width;
    }
    return widest;
}

/* ORs into used the columns of a line that are not blank. */
static void note_columns(const cli_row *row, bool *used)
{
    size_t column = 0;
    for (size_t i = 0; i < row->count; i++) {
        const cli_cell *cell = &row->cells[i];
        for (int w = 0; w < cell->width; w++) used[column++] |= cell->character != ' ';
    }
}

/* How many columns remain when no gap keeps more than most. The gap at the left edge is
 * indentation and stays. */
static size_t columns_left(const bool *used, size_t columns, size_t most)
{
    size_t left = 0, gap = 0;
    bool begun = false;
    for (size_t i = 0; i < columns; i++) {
        gap = used[i] ? 0 : gap + 1;
        begun |= used[i];
        left += !begun || gap <= most;
    }
    return left;
}

/* Removes the cells that stand in a shared gap past its first `most` columns. */
static void narrow_row(cli_row *row, const bool *used, size_t most)
{
    size_t to = 0, column = 0, gap = 0;
    bool begun = false;
    for (size_t i = 0; i < row->count; i++) {
        cli_cell cell = row->cells[i];
        bool keep = cell.width == 0;
        for (int w = 0; w < cell.width; w++, column++) {
            gap = used[column] ? 0 : gap + 1;
            begun |= used[column];
            keep |= !begun || gap <= most;
        }
        if (keep) row->cells[to++] = cell;
    }
    row->count = to;
}

static void narrow_shared_gaps(table t, int width)
{
    size_t columns = (size_t)table_width(t);
    bool *used = cli_alloc_array(columns, sizeof *used);
    for (size_t i = 0; i < t.count; i++)
        if (t.rows[i].table) note_columns(&t.rows[i], used);
    size_t most = GAP, enough = columns; /* the widest gap that fits lies in [most, enough) */
    while (most + 1 < enough) {
        size_t middle = most + (enough - most) / 2;
        if (columns_left(used, columns, middle) <= (size_t)width)
            most = middle;
        else
            enough = middle;
    }
    for (size_t i = 0; i < t.count; i++)
        if (t.rows[i].table) narrow_row(&t.rows[i], used, most);
    free(used);
}

/* A line's first column and the gap behind it: cells [0, end) and [end, next). end is 0 where the
 * line is indented by `far` or more, as headings above figures are. */
typedef struct label {
    size_t end, next;
} label;

static label label_of(const cli_row *row, size_t far)
{
    size_t i = cli_row_indent(row), spaces = 0;
    if (i >= far) return (label){0, i};
    for (; i < row->count; i++) {
        bool space = row->cells[i].character == ' ';
        if (!space && spaces >= GAP) break;
        spaces = space ? spaces + 1 : 0;
    }
    return (label){i - spaces, i};
}

static int label_width(const cli_row *row, label l)
{
    return cli_row_width(&(cli_row){.cells = row->cells, .count = l.next});
}

/* Takes excess columns from the first column and the gap behind it: all that follows moves to the
 * left by as much. */
static void shorten_label(cli_row *row, label l, int excess, bool utf8)
{
    int room = label_width(row, l) - excess;
    cli_row kept = {.cells = cli_alloc_array(l.end, sizeof *kept.cells), .count = l.end};
    memcpy(kept.cells, row->cells, l.end * sizeof *kept.cells);
    if (l.end > 0) cli_row_cut(&kept, room - GAP, utf8);
    size_t spaces = (size_t)(room - cli_row_width(&kept)), rest = row->count - l.next;
    kept.cells = cli_resize(kept.cells, kept.count + spaces + rest, sizeof *kept.cells);
    while (spaces-- > 0) kept.cells[kept.count++] = (cli_cell){' ', 1, false};
    memcpy(kept.cells + kept.count, row->cells + l.next, rest * sizeof *kept.cells);
    kept.count += rest;
    free(row->cells);
    row->cells = kept.cells;
    row->count = kept.count;
}

/* Shortens every line's first column by what the table is too wide, so that figures stay under each
 * other. Does nothing where too little would remain of one. */
static void shorten_labels(table t, int width, bool utf8)
{
    int excess = table_width(t) - width;
    if (excess <= 0) return;
    const size_t far = (size_t)excess + LABEL;
    for (size_t i = 0; i < t.count; i++) {
        if (!t.rows[i].table) continue;
        label l = label_of(&t.rows[i], far);
        int least = l.end > 0 ? LABEL + GAP : 0;
        if (label_width(&t.rows[i], l) - excess < least) return;
    }
    for (size_t i = 0; i < t.count; i++)
        if (t.rows[i].table) shorten_label(&t.rows[i], label_of(&t.rows[i], far), excess, utf8);
}

static void narrow_own_gaps(cli_row *row)
{
    size_t to = cli_row_indent(row), spaces = 0;
    for (size_t i = to; i < row->count; i++) {
        spaces = row->cells[i].character == ' ' ? spaces + 1 : 0;
        if (spaces <= GAP) row->cells[to++] = row->cells[i];
    }
    row->count = to;
}

static void fit_table(table t, int width, bool utf8)
{
    if (table_width(t) <= width) return;
    narrow_shared_gaps(t, width);
    shorten_labels(t, width, utf8);
    for (size_t i = 0; i < t.count; i++) {
        if (!t.rows[i].table || cli_row_width(&t.rows[i]) <= width) continue;
        narrow_own_gaps(&t.rows[i]);
        cli_row_cut(&t.rows[i], width, utf8);
    }
}

void cli_fit_tables(cli_layout *lines, int width, bool utf8)
{
    /* A table ends at a line of prose that is too wide to stand in one; narrower ones, such as its
     * headings, are left as they are. */
    for (size_t first = 0, end; first < lines->count; first = end + 1) {
        for (end = first; end < lines->count; end++)
            if (!lines->rows[end].table && cli_row_width(&lines->rows[end]) > width) break;
        fit_table((table){lines->rows + first, end - first}, width, utf8);
    }
}
