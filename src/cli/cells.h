/* SPDX-License-Identifier: Apache-2.0
 *
 * cells - text as lines of cells, one for each character, each with its width: what layout works
 * on, wrap for prose and columns for tables.
 */
#ifndef CLI_CELLS_H
#define CLI_CELLS_H

#include "layout.h"

/* The lines of text, one row each, harmless; a line break at the very end begins no line. Tabs
 * become spaces, spaces at the ends of lines go. */
void cli_read_lines(cli_layout *lines, const char *text, const gk_span *marks, size_t mark_count,
                    bool utf8);

/* An empty row at the end of a layout. */
cli_row *cli_new_row(cli_layout *layout, size_t line);

int cli_row_width(const cli_row *row);
size_t cli_row_indent(const cli_row *row); /* spaces at its start */

/* Cuts a row to width columns (at least 1), an ellipsis in its last. */
void cli_row_cut(cli_row *row, int width, bool utf8);

/* Fits every table of lines to width columns: columns.c */
void cli_fit_tables(cli_layout *lines, int width, bool utf8);

/* Appends the lines to rows, prose wrapped at width columns: wrap.c. The cells of lines that fit
 * are moved. */
void cli_wrap_lines(cli_layout *rows, cli_layout *lines, int width, cli_flow flow, bool utf8);

#endif
