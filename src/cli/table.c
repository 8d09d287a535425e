/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"
#include "memory.h"

#include "layout.h"

#include <stdlib.h>

static int clamp(int value, int most) { return most > 0 && value > most ? most : value; }

static void natural_widths(const cli_column *columns, size_t count, const char *const *cells,
                           size_t rows, int *widths)
{
    for (size_t c = 0; c < count; c++) {
        widths[c] = cli_text_width(columns[c].title);
        for (size_t r = 0; r < rows; r++) {
            int width = clamp(cli_text_width(cells[r * count + c]), columns[c].most);
            if (width > widths[c]) widths[c] = width;
        }
    }
}

/* Takes columns from the widest of those that may shrink until the table fits or none is left. */
static void shrink(const cli_column *columns, size_t count, int available, int *widths)
{
    int total = 2 * ((int)count - 1);
    for (size_t c = 0; c < count; c++) total += widths[c];
    for (; total > available; total--) {
        size_t widest = count;
        for (size_t c = 0; c < count; c++)
            if (columns[c].least > 0 && widths[c] > columns[c].least &&
                (widest == count || widths[c] > widths[widest]))
                widest = c;
        if (widest == count) return;
        widths[widest]--;
    }
}

/* Writes one row without a line break; blank cells at its end leave no spaces. */
static void write_row(const cli_terminal *to, const cli_column *columns, size_t count,
                      const int *widths, const char *const *cells)
{
    int owed = 0; /* spaces to be written before the next cell that is not blank */
    for (size_t c = 0; c < count; c++) {
        int width = clamp(cli_text_width(cells[c]), widths[c]), room = widths[c] - width;
        if (width > 0) {
            fprintf(to->file, "%*s", owed + (columns[c].right ? room : 0), "");
            owed = columns[c].right ? 0 : room;
            owed += width - cli_write_cut(to, cells[c], widths[c]);
        } else {
            owed += room;
        }
        owed += 2;
    }
}

void cli_table_write(const cli_terminal *to, const cli_column *columns, size_t column_count,
                     const char *const *cells, size_t row_count)
{
    const char *titles[CLI_MAX_COLUMNS];
    int widths[CLI_MAX_COLUMNS];
    if (column_count > CLI_MAX_COLUMNS) abort();
    for (size_t c = 0; c < column_count; c++) titles[c] = columns[c].title;
    natural_widths(columns, column_count, cells, row_count, widths);
    if (to->width > 0) shrink(columns, column_count, to->width, widths);
    cli_style(to, CLI_BOLD);
    write_row(to, columns, column_count, widths, titles);
    cli_style_end(to);
    putc('\n', to->file);
    for (size_t r = 0; r < row_count; r++) {
        write_row(to, columns, column_count, widths, cells + r * column_count);
        putc('\n', to->file);
    }
}

void cli_add_cell(cli_growing *table, char *text)
{
    table->cells = cli_grow(table->cells, table->count, &table->capacity, sizeof *table->cells);
    table->cells[table->count++] = text;
}

void cli_growing_write(const cli_terminal *to, const cli_column *columns, size_t column_count,
                       cli_growing *table)
{
    cli_table_write(to, columns, column_count, (const char *const *)table->cells,
                    table->count / column_count);
    for (size_t i = 0; i < table->count; i++) free(table->cells[i]);
    free(table->cells);
    *table = (cli_growing){0};
}
