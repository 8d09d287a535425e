/* SPDX-License-Identifier: Apache-2.0
 *
 * layout - text of documents fitted to a width. Such text is laid out: the columns of a table are
 * kept apart by runs of spaces. So a line with a run of three or more is a table's and is never
 * wrapped; where a table is too wide, it is made narrower (columns.c). Other lines are prose and
 * are wrapped (wrap.c).
 */
#ifndef CLI_LAYOUT_H
#define CLI_LAYOUT_H

#include "goshawk.h"
#include "terminal.h"

/* One character to show, harmless already. */
typedef struct cli_cell {
    uint32_t character;
    unsigned char width;
    bool marked;
} cli_cell;

/* One line of output. */
typedef struct cli_row {
    cli_cell *cells;
    size_t count;
    size_t line;    /* of the text, from 0 */
    bool continued; /* not the line's first row */
    bool table;     /* the line is a table's */
} cli_row;

typedef struct cli_layout {
    cli_row *rows;
    size_t count, capacity;
} cli_layout;

typedef enum cli_flow {
    CLI_LINES,   /* every line of the text keeps its own rows (a page with line numbers) */
    CLI_PASSAGE, /* lines of one paragraph flow together; indentation shared by all goes */
    CLI_CUT      /* no line is wrapped; all are cut */
} cli_flow;

/* Fits text to width columns (0: no limit, lines stay as they are) of the terminal `to`. marks are
 * ranges of bytes of text. Freed by cli_layout_free. */
cli_layout *cli_layout_new(const cli_terminal *to, const char *text, const gk_span *marks,
                           size_t mark_count, int width, cli_flow flow);
void cli_layout_free(cli_layout *layout);

/* Writes a row without a line break; marked cells are coloured where the terminal has colour. */
void cli_row_write(const cli_terminal *to, const cli_row *row);

/* Columns that remain beside a margin: at least 10, 0 where there is no limit. */
int cli_room(const cli_terminal *to, int margin);

/* Lays text out and writes it, each row after margin, which is plain ASCII. */
void cli_layout_write(const cli_terminal *to, const char *text, const char *margin, cli_flow flow);

/* Writes text on one line, without spaces at its end, cut to width columns (0: no limit); returns
 * the columns written. */
int cli_write_cut(const cli_terminal *to, const char *text, int width);

#endif
