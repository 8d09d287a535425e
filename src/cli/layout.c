/* SPDX-License-Identifier: Apache-2.0 */
#include "layout.h"

#include "memory.h"
#include "wrap.h"

#include <stdlib.h>
#include <string.h>

/* ---- from bytes to lines of cells */

static void push(cli_row *row, size_t *capacity, uint32_t character, bool marked)
{
    row->cells = cli_grow(row->cells, row->count, capacity, sizeof *row->cells);
    row->cells[row->count++] = (cli_cell){character, (unsigned char)cli_width(character), marked};
}

static bool in_marks(const gk_span *marks, size_t count, size_t *next, size_t at)
{
    while (*next < count && marks[*next].end <= at) ++*next;
    return *next < count && marks[*next].start <= at;
}

static cli_row *new_row(cli_layout *layout, size_t line)
{
    layout->rows = cli_grow(layout->rows, layout->count, &layout->capacity, sizeof *layout->rows);
    cli_row *row = &layout->rows[layout->count++];
    *row = (cli_row){.line = line};
    return row;
}

static void strip_end(cli_row *row)
{
    while (row->count > 0 && row->cells[row->count - 1].character == ' ') row->count--;
}

/* The lines of text, one row each; a line break at the very end begins no line. */
static void read_lines(cli_layout *lines, const char *text, const gk_span *marks, size_t mark_count,
                       bool utf8)
{
    size_t length = strlen(text), next_mark = 0, capacity = 0, line = 0;
    cli_row *row = NULL;
    for (size_t at = 0; at < length;) {
        uint32_t c;
        size_t used = cli_decode(text + at, length - at, &c);
        bool marked = in_marks(marks, mark_count, &next_mark, at);
        if (!row) {
            row = new_row(lines, line++);
            capacity = 0;
        }
        if (c == '\n') {
            strip_end(row);
            row = NULL;
        } else if (c == '\t') {
            int columns = 8 - cli_cells_width(row->cells, row->count) % 8;
            while (columns-- > 0) push(row, &capacity, ' ', marked);
        } else if (c == '\r' || c == '\f' || c == 0xA0) {
            push(row, &capacity, ' ', marked);
        } else {
            push(row, &capacity, cli_harmless(c, utf8), marked);
        }
        at += used;
    }
    if (row) strip_end(row);
}

static void drop_shared_indent(cli_layout *lines)
{
    size_t shared = SIZE_MAX;
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->rows[i].count == 0) continue;
        size_t indent = cli_cells_indent(&lines->rows[i]);
        if (indent < shared) shared = indent;
    }
    for (size_t i = 0; i < lines->count; i++) {
        cli_row *row = &lines->rows[i];
        if (row->count == 0) continue;
        row->count -= shared;
        memmove(row->cells, row->cells + shared, row->count * sizeof *row->cells);
    }
}

/* ---- tables */

/* Cuts a line to width columns, an ellipsis in its last. */
static void cut(cli_row *row, int width, bool utf8)
{
    if (cli_cells_width(row->cells, row->count) <= width) return;
    int dots = utf8 ? 1 : width < 3 ? width : 3, used = 0;
    size_t kept = 0;
    while (kept < row->count && used + row->cells[kept].width <= width - dots)
        used += row->cells[kept++].width;
    /* At least one cell wider than what is left was dropped, so there is room for the dots: cells
     * dropped take more columns than dots, but may be fewer than three. */
    row->cells = realloc(row->cells, (kept + (size_t)dots) * sizeof *row->cells);
    if (!row->cells) abort();
    for (int i = 0; i < dots; i++)
        row->cells[kept + (size_t)i] = (cli_cell){utf8 ? 0x2026 : '.', 1, false};
    row->count = kept + (size_t)dots;
}

/* Narrows every gap of more than two columns to two. */
static void narrow_own_gaps(cli_row *row)
{
    size_t to = cli_cells_indent(row), spaces = 0;
    for (size_t i = to; i < row->count; i++) {
        spaces = row->cells[i].character == ' ' ? spaces + 1 : 0;
        if (spaces <= 2) row->cells[to++] = row->cells[i];
    }
    row->count = to;
}

/* Marks in used the columns of a line that are not blank. */
static void note_columns(const cli_row *row, bool *used)
{
    size_t column = 0;
    for (size_t i = 0; i < row->count; i++) {
        const cli_cell *cell = &row->cells[i];
        for (int w = 0; w < cell->width; w++) used[column++] |= cell->character != ' ';
    }
}

/* How many columns remain of `columns` when no gap keeps more than most. The gap at the left edge
 * is indentation and stays. */
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
static void narrow_shared_gaps(cli_row *row, const bool *used, size_t columns, size_t most)
{
    size_t to = 0, column = 0, gap = 0;
    bool begun = false;
    for (size_t i = 0; i < row->count; i++) {
        cli_cell cell = row->cells[i];
        bool keep = cell.width == 0;
        for (int w = 0; w < cell.width && column < columns; w++, column++) {
            gap = used[column] ? 0 : gap + 1;
            begun |= used[column];
            keep |= !begun || gap <= most;
        }
        if (keep) row->cells[to++] = cell;
    }
    row->count = to;
}

/* Fits the table whose lines lie in [first, end): lines of prose between them are left alone. */
static void fit_table(cli_layout *lines, size_t first, size_t end, int width, bool utf8)
{
    size_t columns = 0;
    for (size_t i = first; i < end; i++) {
        size_t w = (size_t)cli_cells_width(lines->rows[i].cells, lines->rows[i].count);
        if (cli_cells_tabular(&lines->rows[i]) && w > columns) columns = w;
    }
    if (columns <= (size_t)width) return;

    bool *used = cli_alloc_array(columns, sizeof *used);
    for (size_t i = first; i < end; i++)
        if (cli_cells_tabular(&lines->rows[i])) note_columns(&lines->rows[i], used);
    size_t most = columns;
    while (most > 2 && columns_left(used, columns, most) > (size_t)width) most--;
    for (size_t i = first; i < end; i++) {
        cli_row *row = &lines->rows[i];
        if (!cli_cells_tabular(row)) continue;
        narrow_shared_gaps(row, used, columns, most);
        if (cli_cells_width(row->cells, row->count) > width) narrow_own_gaps(row);
        cut(row, width, utf8);
    }
    free(used);
}

/* ---- the whole */

/* Where the table that begins at line `first` ends: at a line of prose too wide to stand in one. */
static size_t table_end(const cli_layout *lines, size_t first, int width)
{
    size_t end = first;
    while (end < lines->count &&
           (cli_cells_tabular(&lines->rows[end]) ||
            cli_cells_width(lines->rows[end].cells, lines->rows[end].count) <= width))
        end++;
    return end;
}

static void take_row(cli_layout *to, cli_row *from)
{
    cli_row *row = new_row(to, from->line);
    *row = *from;
    from->cells = NULL;
    from->count = 0;
}

cli_layout *cli_layout_new(const cli_terminal *to, const char *text, const gk_span *marks,
                           size_t mark_count, int width, cli_flow flow)
{
    cli_layout *lines = cli_alloc_array(1, sizeof *lines);
    read_lines(lines, text, marks, mark_count, to->utf8);
    if (flow == CLI_PASSAGE) drop_shared_indent(lines);
    if (width <= 0) return lines;

    for (size_t i = 0; i < lines->count;) {
        size_t end = table_end(lines, i, width);
        if (end == i) end++; /* a wide line of prose */
        fit_table(lines, i, end, width, to->utf8);
        i = end;
    }
    cli_layout *rows = cli_alloc_array(1, sizeof *rows);
    for (size_t i = 0; i < lines->count;) {
        cli_row *row = &lines->rows[i];
        bool wide = cli_cells_width(row->cells, row->count) > width;
        size_t end = flow == CLI_PASSAGE ? cli_paragraph_end(lines, i) : i + 1;
        for (size_t j = i; j < end && !wide; j++)
            wide = cli_cells_width(lines->rows[j].cells, lines->rows[j].count) > width;
        if (!wide) {
            for (; i < end; i++) take_row(rows, &lines->rows[i]);
        } else if (flow == CLI_CUT) {
            cut(row, width, to->utf8);
            take_row(rows, row);
        } else {
            cli_wrap(rows, lines, i, end, width);
        }
        i = end;
    }
    cli_layout_free(lines);
    return rows;
}

void cli_layout_free(cli_layout *layout)
{
    if (!layout) return;
    for (size_t i = 0; i < layout->count; i++) free(layout->rows[i].cells);
    free(layout->rows);
    free(layout);
}

void cli_row_write(const cli_terminal *to, const cli_row *row)
{
    bool marked = false;
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].marked != marked) {
            marked = !marked;
            if (marked)
                cli_style(to, CLI_MARK);
            else
                cli_style_end(to);
        }
        cli_put(to->file, row->cells[i].character);
    }
    if (marked) cli_style_end(to);
}

void cli_layout_write(const cli_terminal *to, const char *text, const gk_span *marks,
                      size_t mark_count, const char *margin, cli_flow flow)
{
    int width = to->width > 0 ? to->width - (int)strlen(margin) : 0;
    if (to->width > 0 && width < 10) width = 10;
    cli_layout *layout = cli_layout_new(to, text, marks, mark_count, width, flow);
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->rows[i].count > 0) fputs(margin, to->file);
        cli_row_write(to, &layout->rows[i]);
        putc('\n', to->file);
    }
    cli_layout_free(layout);
}

void cli_write_cut(const cli_terminal *to, const char *text, int width, int pad)
{
    cli_row row = {0};
    size_t capacity = 0;
    for (size_t left = strlen(text); left > 0;) {
        uint32_t c;
        size_t used = cli_decode(text, left, &c);
        bool space = c == '\n' || c == '\t' || c == '\r' || c == '\f';
        push(&row, &capacity, space ? ' ' : cli_harmless(c, to->utf8), false);
        text += used;
        left -= used;
    }
    if (width > 0) cut(&row, width, to->utf8);
    cli_row_write(to, &row);
    for (int w = cli_cells_width(row.cells, row.count); w < pad; w++) putc(' ', to->file);
    free(row.cells);
}
