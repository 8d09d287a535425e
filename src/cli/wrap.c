/* SPDX-License-Identifier: Apache-2.0
 *
 * Prose broken at words, Chinese between any two characters.
 */
#include "cells.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* The end of the paragraph that begins with line `first`: the lines that may flow together. */
static size_t paragraph_end(const cli_layout *lines, size_t first)
{
    const cli_row *rows = lines->rows;
    size_t end = first + 1;
    if (rows[first].count == 0 || rows[first].table) return end;
    /* A line much shorter than its paragraph's widest ended a paragraph or was a heading; one that
     * is indented further than the line before begins one. */
    int widest = cli_row_width(&rows[first]);
    for (; end < lines->count && rows[end].count > 0 && !rows[end].table; end++) {
        int before = cli_row_width(&rows[end - 1]), next = cli_row_width(&rows[end]);
        if (before > widest) widest = before;
        if (before * 10 < (widest > next ? widest : next) * 6) break;
        if (cli_row_indent(&rows[end]) > cli_row_indent(&rows[end - 1])) break;
    }
    return end;
}

/* Signs that may not begin a line. */
static bool closes(uint32_t c)
{
    return c != 0 && wcschr(L"，。、；：？！）」』】》〉”’％,.;:?!)]%", (wchar_t)c);
}

/* May a line end between these two? */
static bool breaks_between(cli_cell a, cli_cell b)
{
    if (b.width == 0 || b.character == ' ' || closes(b.character)) return false;
    return a.width == 2 || b.width == 2 || (a.character == '-' && b.character != '-');
}

/* Where a row of width columns that begins with cell `at` ends; *next is where the next begins.
 * At least one cell. */
static size_t row_end(const cli_cell *cells, size_t count, size_t at, int width, size_t *next)
{
    size_t i = at, good = 0;
    for (int used = 0; i < count && used + cells[i].width <= width; i++) {
        used += cells[i].width;
        if (i > at && (cells[i].character == ' ' || breaks_between(cells[i - 1], cells[i])))
            good = i;
    }
    if (i == count) return *next = count;
    if (i > at && (cells[i].character == ' ' || breaks_between(cells[i - 1], cells[i]))) good = i;
    if (good == 0) good = i > at ? i : at + 1; /* a word wider than the row */
    *next = good;
    while (*next < count && cells[*next].character == ' ') ++*next;
    while (good > at + 1 && cells[good - 1].character == ' ') good--;
    return good;
}

/* The cells of lines [first, end) in one array: lines joined by a space, Chinese without. free() */
static cli_cell *join(const cli_layout *lines, size_t first, size_t end, size_t *count)
{
    size_t total = 0, n = 0;
    for (size_t i = first; i < end; i++) total += lines->rows[i].count + 1;
    cli_cell *cells = cli_alloc_array(total, sizeof *cells);
    for (size_t i = first; i < end; i++) {
        const cli_row *row = &lines->rows[i];
        size_t indent = cli_row_indent(row);
        if (indent == row->count) continue;
        if (n > 0 && !(cells[n - 1].width == 2 && row->cells[indent].width == 2))
            cells[n++] = (cli_cell){' ', 1, false};
        memcpy(cells + n, row->cells + indent, (row->count - indent) * sizeof *cells);
        n += row->count - indent;
    }
    *count = n;
    return cells;
}

static void wrap(cli_layout *rows, const cli_layout *lines, size_t first, size_t end, int width)
{
    size_t count, indent = cli_row_indent(&lines->rows[first]);
    cli_cell *cells = join(lines, first, end, &count);
    if (indent > (size_t)width / 3) indent = (size_t)width / 3;
    for (size_t at = 0, next; at < count; at = next) {
        size_t n = row_end(cells, count, at, width - (int)indent, &next) - at;
        cli_row *row = cli_new_row(rows, lines->rows[first].line);
        row->continued = at > 0;
        row->count = indent + n;
        row->cells = cli_alloc_array(row->count, sizeof *row->cells);
        for (size_t i = 0; i < indent; i++) row->cells[i] = (cli_cell){' ', 1, false};
        memcpy(row->cells + indent, cells + at, n * sizeof *cells);
    }
    free(cells);
}

static void move(cli_layout *rows, cli_row *line)
{
    *cli_new_row(rows, line->line) = *line;
    *line = (cli_row){.line = line->line};
}

void cli_wrap_lines(cli_layout *rows, cli_layout *lines, int width, cli_flow flow, bool utf8)
{
    for (size_t first = 0, end; first < lines->count; first = end) {
        end = flow == CLI_PASSAGE ? paragraph_end(lines, first) : first + 1;
        bool wide = false;
        for (size_t i = first; i < end; i++) wide |= cli_row_width(&lines->rows[i]) > width;
        if (wide && flow != CLI_CUT) {
            wrap(rows, lines, first, end, width);
            continue;
        }
        for (size_t i = first; i < end; i++) {
            if (wide) cli_row_cut(&lines->rows[i], width, utf8);
            move(rows, &lines->rows[i]);
        }
    }
}
