/* SPDX-License-Identifier: Apache-2.0
 *
 * layout - text of documents fitted to a width. Such text is laid out: the columns of a table are
 * kept apart by runs of spaces. So a line with such a run is a table's and is never wrapped: where
 * it is too wide, the gaps that run down through the whole table are narrowed first, which keeps
 * its columns under each other, then the line's own gaps, and what still stands out is cut. Other
 * lines are prose and are wrapped at words, Chinese between any two characters.
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

/* Lays text out and writes it, each row after margin, which is plain ASCII. */
void cli_layout_write(const cli_terminal *to, const char *text, const gk_span *marks,
                      size_t mark_count, const char *margin, cli_flow flow);

/* Writes text on one line, cut to width columns, and pads it with spaces up to pad columns. */
void cli_write_cut(const cli_terminal *to, const char *text, int width, int pad);

#endif
