/* SPDX-License-Identifier: Apache-2.0 */
#include "wrap.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

int cli_cells_width(const cli_cell *cells, size_t count)
{
    int width = 0;
    for (size_t i = 0; i < count; i++) width += cells[i].width;
    return width;
}

size_t cli_cells_indent(const cli_row *row)
{
    size_t n = 0;
    while (n < row->count && row->cells[n].character == ' ') n++;
    return n;
}

bool cli_cells_tabular(const cli_row *row)
{
    size_t spaces = 0;
    for (size_t i = cli_cells_indent(row); i < row->count; i++) {
        spaces = row->cells[i].character == ' ' ? spaces + 1 : 0;
        if (spaces == 3) return true; /* ends are stripped: something follows */
    }
    return false;
}

static int row_width(const cli_row *row) { return cli_cells_width(row->cells, row->count); }

size_t cli_paragraph_end(const cli_layout *lines, size_t first)
{
    const cli_row *rows = lines->rows;
    size_t end = first + 1;
    if (rows[first].count == 0 || cli_cells_tabular(&rows[first])) return end;
    /* A line much shorter than its paragraph's widest ended a paragraph or was a heading; one that
     * is indented further than the line before begins one. */
    int widest = row_width(&rows[first]);
    while (end < lines->count && rows[end].count > 0 && !cli_cells_tabular(&rows[end])) {
        int before = row_width(&rows[end - 1]), next = row_width(&rows[end]);
        if (before > widest) widest = before;
        if (before * 10 < (widest > next ? widest : next) * 6) break;
        if (cli_cells_indent(&rows[end]) > cli_cells_indent(&rows[end - 1])) break;
        end++;
    }
    return end;
}

/* Signs that may not begin a line in Chinese. */
static bool closes(uint32_t c)
{
    return c != 0 && wcschr(L"，。、；：？！）」』】》〉”’％％,.;:?!)]%", (wchar_t)c);
}

/* May a line end between these two? */
static bool breaks_between(cli_cell a, cli_cell b)
{
    if (b.width == 0 || closes(b.character)) return false;
    return a.width == 2 || b.width == 2 || (a.character == '-' && b.character != '-');
}

/* How many of the cells from `at` stand on one row of width columns; *next is where the next row
 * begins. At least one. */
static size_t row_length(const cli_cell *cells, size_t count, size_t at, int width, size_t *next)
{
    size_t end = at, good_end = 0, good_next = 0;
    int used = 0;
    while (end < count && used + cells[end].width <= width) {
        if (cells[end].character == ' ' && end > at && cells[end - 1].character != ' ') {
            good_end = end;
            good_next = end + 1;
        } else if (end > at && cells[end].character != ' ' &&
                   breaks_between(cells[end - 1], cells[end])) {
            good_end = good_next = end;
        }
        used += cells[end++].width;
    }
    if (end == count) {
        *next = count;
        return end - at;
    }
    if (cells[end].character == ' ' || (end > at && breaks_between(cells[end - 1], cells[end])))
        good_end = good_next = end;
    if (good_end == 0) good_end = good_next = end > at ? end : at + 1; /* a word wider than a row */
    while (good_next < count && cells[good_next].character == ' ') good_next++;
    *next = good_next;
    return good_end - at;
}

/* The paragraph's cells in one array: lines joined by a space, Chinese without. free(). */
static cli_cell *join(const cli_layout *lines, size_t first, size_t end, size_t *count)
{
    size_t total = 0, n = 0;
    for (size_t i = first; i < end; i++) total += lines->rows[i].count + 1;
    cli_cell *cells = cli_alloc_array(total, sizeof *cells);
    for (size_t i = first; i < end; i++) {
        const cli_row *row = &lines->rows[i];
        size_t indent = cli_cells_indent(row);
        if (indent == row->count) continue;
        if (n > 0 && !(cells[n - 1].width == 2 && row->cells[indent].width == 2))
            cells[n++] = (cli_cell){' ', 1, false};
        memcpy(cells + n, row->cells + indent, (row->count - indent) * sizeof *cells);
        n += row->count - indent;
    }
    *count = n;
    return cells;
}

void cli_wrap(cli_layout *rows, const cli_layout *lines, size_t first, size_t end, int width)
{
    size_t count, indent = cli_cells_indent(&lines->rows[first]);
    cli_cell *cells = join(lines, first, end, &count);
    if (indent > (size_t)width / 3) indent = (size_t)width / 3;
    for (size_t at = 0, next; at < count; at = next) {
        size_t n = row_length(cells, count, at, width - (int)indent, &next);
        rows->rows = cli_grow(rows->rows, rows->count, &rows->capacity, sizeof *rows->rows);
        cli_row *row = &rows->rows[rows->count++];
        *row = (cli_row){.count = indent + n, .line = lines->rows[first].line, .continued = at > 0};
        row->cells = cli_alloc_array(row->count, sizeof *row->cells);
        for (size_t i = 0; i < indent; i++) row->cells[i] = (cli_cell){' ', 1, false};
        memcpy(row->cells + indent, cells + at, n * sizeof *cells);
    }
    free(cells);
}
