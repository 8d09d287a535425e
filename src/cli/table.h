/* SPDX-License-Identifier: Apache-2.0
 *
 * table - rows of text under headings, aligned, and made narrower where the terminal is.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "terminal.h"

typedef struct cli_column {
    const char *title;
    bool right; /* aligned to the right, as numbers are */
    int least;  /* how narrow it may become; 0: it keeps its width */
    int most;   /* how wide it may become; 0: as wide as its content */
} cli_column;

enum { CLI_MAX_COLUMNS = 32 };

/* cells is (rows, columns), row by row. What does not fit a column is cut. */
void cli_table_write(const cli_terminal *to, const cli_column *columns, size_t column_count,
                     const char *const *cells, size_t row_count);

/* A table that grows cell by cell. */
typedef struct cli_growing {
    char **cells;
    size_t count, capacity;
} cli_growing;
void cli_add_cell(cli_growing *table, char *text); /* text is the table's from then on */
/* Writes and empties it. */
void cli_growing_write(const cli_terminal *to, const cli_column *columns, size_t column_count,
                       cli_growing *table);

#endif
