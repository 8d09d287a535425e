/* SPDX-License-Identifier: Apache-2.0
 *
 * wrap - lines of prose broken at words; what layout needs to know of a line of cells.
 */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include "layout.h"

int cli_cells_width(const cli_cell *cells, size_t count);
size_t cli_cells_indent(const cli_row *row); /* spaces at its start */

/* True where a gap of three or more spaces stands inside the line: a table's. */
bool cli_cells_tabular(const cli_row *row);

/* The end of the paragraph that begins with line `first`: the lines that may flow together. */
size_t cli_paragraph_end(const cli_layout *lines, size_t first);

/* Appends lines [first, end) to rows as one paragraph, wrapped at width columns. */
void cli_wrap(cli_layout *rows, const cli_layout *lines, size_t first, size_t end, int width);

#endif
