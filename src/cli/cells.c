/* SPDX-License-Identifier: Apache-2.0 */
#include "cells.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

int cli_row_width(const cli_row *row)
{
    int width = 0;
    for (size_t i = 0; i < row->count; i++) width += row->cells[i].width;
    return width;
}

size_t cli_row_indent(const cli_row *row)
{
    size_t n = 0;
    while (n < row->count && row->cells[n].character == ' ') n++;
    return n;
}

cli_row *cli_new_row(cli_layout *layout, size_t line)
{
    layout->rows = cli_grow(layout->rows, layout->count, &layout->capacity, sizeof *layout->rows);
    cli_row *row = &layout->rows[layout->count++];
    *row = (cli_row){.line = line};
    return row;
}

static bool in_marks(const gk_span *marks, size_t count, size_t *next, size_t at)
{
    while (*next < count && marks[*next].end <= at) ++*next;
    return *next < count && marks[*next].start <= at;
}

static void push(cli_row *row, size_t *capacity, int *column, uint32_t character, bool marked)
{
    int width = cli_width(character);
    row->cells = cli_grow(row->cells, row->count, capacity, sizeof *row->cells);
    row->cells[row->count++] = (cli_cell){character, (unsigned char)width, marked};
    *column += width;
}

/* Ends a line: spaces at its end go; a gap of three or more spaces inside makes it a table's. */
static void end_line(cli_row *row)
{
    while (row->count > 0 && row->cells[row->count - 1].character == ' ') row->count--;
    size_t spaces = 0;
    for (size_t i = cli_row_indent(row); i < row->count && !row->table; i++) {
        spaces = row->cells[i].character == ' ' ? spaces + 1 : 0;
        row->table = spaces == 3;
    }
}

void cli_read_lines(cli_layout *lines, const char *text, const gk_span *marks, size_t mark_count,
                    bool utf8)
{
    size_t length = strlen(text), next_mark = 0, capacity = 0, line = 0;
    int column = 0;
    cli_row *row = NULL;
    for (size_t at = 0; at < length;) {
        uint32_t c;
        size_t used = cli_decode(text + at, length - at, &c);
        bool marked = in_marks(marks, mark_count, &next_mark, at);
        if (!row) {
            row = cli_new_row(lines, line++);
            capacity = 0;
            column = 0;
        }
        if (c == '\n') {
            end_line(row);
            row = NULL;
        } else if (c == '\t') {
            do push(row, &capacity, &column, ' ', marked);
            while (column % 8 != 0);
        } else if (c == '\r' || c == '\f' || c == 0xA0) {
            push(row, &capacity, &column, ' ', marked);
        } else {
            push(row, &capacity, &column, cli_harmless(c, utf8), marked);
        }
        at += used;
    }
    if (row) end_line(row);
}

void cli_row_cut(cli_row *row, int width, bool utf8)
{
    if (cli_row_width(row) <= width) return;
    int dots = utf8 ? 1 : width < 3 ? width : 3, used = 0;
    size_t kept = 0;
    while (used + row->cells[kept].width <= width - dots) used += row->cells[kept++].width;
    row->cells = cli_resize(row->cells, kept + (size_t)dots, sizeof *row->cells);
    for (int i = 0; i < dots; i++)
        row->cells[kept + (size_t)i] = (cli_cell){utf8 ? 0x2026 : '.', 1, false};
    row->count = kept + (size_t)dots;
}
