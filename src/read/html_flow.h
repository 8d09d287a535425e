/* SPDX-License-Identifier: Apache-2.0 - internal to the HTML reader: characters on their way to
 * lines
 */
#ifndef GK_READ_HTML_FLOW_H
#define GK_READ_HTML_FLOW_H

#include "read/html.h"

/* ---- runs (html_run.c): the characters of one paragraph or one cell ------------------------- */

/* A node whose place is asked for, and where in the run its characters begin. */
typedef struct gk_mark {
    gk_node *node;
    size_t at;
} gk_mark;

typedef struct gk_run {
    gk_string text; /* spaces folded to one, or two where a page leaves room; '\n' ends a line */
    gk_mark *marks; /* in the order of their places */
    size_t mark_count, mark_capacity;
    size_t letters, bold, linked; /* characters that are no spaces; of them bold; within links */
    int soft, hard;               /* spaces before the next character: of any kind; unbreakable */
    int lead;                     /* unbreakable spaces at the start */
    size_t raised;                /* 1 + where the raised characters at its end begin; 0: none */
    int column;                   /* of text that is kept, from the last tab stop */
    bool pre;                     /* spaces and line ends are as they should be */
    uint8_t level;                /* of a heading, 1 to 6; 0: none */
} gk_run;

/* How characters look. */
typedef struct gk_look {
    bool bold, linked, pre, symbols, raised;
} gk_look;

void gk_run_clear(gk_run *run); /* keeps its memory */
void gk_run_free(gk_run *run);
void gk_run_add(gk_run *run, const char *s, size_t n, gk_look look);
/* Ends the line; at most one blank line stands between two. */
void gk_run_break(gk_run *run);
/* Joins other's text and marks to run's, with a separator where both have text. */
void gk_run_join(gk_run *run, const gk_run *other, const char *separator);
int gk_run_width(const char *s, size_t n); /* display columns */

/* ---- the flow (html_text.c) ---------------------------------------------------------------- */

/* What an element hands down to what stands in it. */
typedef struct gk_context {
    gk_look look;
    int list_depth;
    int number;    /* of the item in its list, from 1; 0: not in a numbered list */
    uint8_t level; /* of the heading around it */
} gk_context;

typedef struct gk_flow {
    const gk_markup *markup;
    gk_html_text *out;
    gk_run *run;       /* where characters go */
    gk_node **pending; /* nodes that wait for their first character */
    size_t pending_count, pending_capacity;
    gk_string marker; /* a list item's, that waits for its first character */
    int indent, hang; /* of the run's first line, and of the others beyond it */
    bool in_cell;     /* a cell is taken: nothing is laid out */
    bool gap, page;   /* before the next line: a blank one, a new page */
    bool no_headings; /* within a table of several rows */
} gk_flow;

/* Takes what stands in node. */
void gk_flow_children(gk_flow *f, const gk_node *node, gk_context context);
/* Lays the run out as a paragraph and clears it. */
void gk_flow_flush(gk_flow *f);
/* A line of its own that begins at column indent of bytes without '\n'; returns its number. */
size_t gk_flow_line(gk_flow *f, int indent, const char *s, size_t n);
/* Node's place is that of the next character. */
void gk_flow_mark(gk_flow *f, gk_node *node);

/* ---- tables -------------------------------------------------------------------------------- */

void gk_flow_table(gk_flow *f, gk_node *table, gk_context context); /* html_table.c */

typedef enum gk_cell_kind {
    GK_CELL_EMPTY,
    GK_CELL_TEXT,
    GK_CELL_MARK,     /* a bullet, "(1)" in front of a text */
    GK_CELL_NOTE,     /* a raised mark that points to a footnote */
    GK_CELL_CURRENCY, /* "$", "($" */
    GK_CELL_TAIL,     /* ")", "%" */
    GK_CELL_YEAR,     /* "2024" */
    GK_CELL_FIGURE
} gk_cell_kind;

typedef struct gk_html_cell {
    gk_run run;
    size_t row;
    int left, right; /* grid columns, right exclusive */
    size_t rows;     /* that it spans */
    gk_cell_kind kind;
    int width;    /* display columns of its text in one line */
    float indent; /* points */
    char align;
    bool header; /* th */
} gk_html_cell;

typedef struct gk_html_row {
    size_t first, count; /* its cells that hold text, from left to right */
    bool page;           /* a page of paper begins here */
    bool header;         /* of the column headings */
} gk_html_row;

typedef struct gk_grid {
    gk_html_cell *cells;
    size_t cell_count;
    gk_html_row *rows;
    size_t row_count;
    int width; /* grid columns */
    bool figures;
} gk_grid;

/* The most columns that a grid has; cells beyond stand in the last one. */
enum { GK_GRID_COLUMNS = 1000 };

gk_cell_kind gk_cell_kind_of(const char *s, size_t n); /* html_cell.c */
/* Joins "$" | "1,234" | ")" into one cell, row by row. */
void gk_grid_merge(gk_grid *grid);
/* Prints the grid with its columns aligned; false, with nothing done, where it is too wide. */
bool gk_grid_print(gk_flow *f, gk_grid *grid); /* html_grid.c */

#endif
