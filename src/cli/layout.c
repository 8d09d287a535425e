/* SPDX-License-Identifier: Apache-2.0 */
#include "layout.h"

#include "cells.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static void drop_shared_indent(cli_layout *lines)
{
    size_t shared = SIZE_MAX;
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->rows[i].count == 0) continue;
        size_t indent = cli_row_indent(&lines->rows[i]);
        if (indent < shared) shared = indent;
    }
    for (size_t i = 0; i < lines->count; i++) {
        cli_row *row = &lines->rows[i];
        if (row->count == 0) continue;
        row->count -= shared;
        memmove(row->cells, row->cells + shared, row->count * sizeof *row->cells);
    }
}

cli_layout *cli_layout_new(const cli_terminal *to, const char *text, const gk_span *marks,
                           size_t mark_count, int width, cli_flow flow)
{
    cli_layout *lines = cli_alloc_array(1, sizeof *lines);
    cli_read_lines(lines, text, marks, mark_count, to->utf8);
    if (flow == CLI_PASSAGE) drop_shared_indent(lines);
    if (width <= 0) return lines;
    cli_layout *rows = cli_alloc_array(1, sizeof *rows);
    cli_fit_tables(lines, width, to->utf8);
    cli_wrap_lines(rows, lines, width, flow, to->utf8);
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

int cli_room(const cli_terminal *to, int margin)
{
    if (to->width <= 0) return 0;
    return to->width - margin < 10 ? 10 : to->width - margin;
}

void cli_layout_write(const cli_terminal *to, const char *text, const char *margin, cli_flow flow)
{
    int width = cli_room(to, (int)strlen(margin));
    cli_layout *layout = cli_layout_new(to, text, NULL, 0, width, flow);
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->rows[i].count > 0) fputs(margin, to->file);
        cli_row_write(to, &layout->rows[i]);
        putc('\n', to->file);
    }
    cli_layout_free(layout);
}

int cli_write_cut(const cli_terminal *to, const char *text, int width)
{
    char *line = cli_format("%s", text);
    for (char *p = line; *p; p++)
        if (strchr("\n\t\r\f", *p)) *p = ' ';
    cli_layout lines = {0};
    int written = 0;
    cli_read_lines(&lines, line, NULL, 0, to->utf8);
    if (lines.count > 0) {
        if (width > 0) cli_row_cut(lines.rows, width, to->utf8);
        cli_row_write(to, lines.rows);
        written = cli_row_width(lines.rows);
        free(lines.rows->cells);
    }
    free(lines.rows);
    free(line);
    return written;
}
