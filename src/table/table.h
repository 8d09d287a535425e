/* SPDX-License-Identifier: Apache-2.0
 *
 * table - the tables of a document, from its laid-out text: what a row and a column say of a
 * figure, in which unit, and where it stands. docs/tables.md tells what is recognised.
 *
 *   page ─▶ lines of pieces (pieces.c, page.c) ─▶ stretches of rows with their heads (region.c)
 *        ─▶ columns (columns.c, ragged.c) ─▶ headings (heads.c), labels and sections (rows.c)
 *        ─▶ units (units.c) ─▶ tables that run over pages (continued.c) ─▶ gk_tables
 *
 * It reads the text of any reader and nothing else: no boxes, no markup.
 */
#ifndef GK_TABLE_H
#define GK_TABLE_H

#include "doc/doc.h"
#include "text/text.h"

typedef enum gk_cell_state {
    GK_CELL_EMPTY, /* nothing is printed */
    GK_CELL_NUMBER,
    GK_CELL_PERCENT,
    GK_CELL_PER_SHARE,
    GK_CELL_NIL, /* a dash, or a word for "no figure": "—", "N/M", "不适用" */
    GK_CELL_TEXT,
    GK_CELL_STATES
} gk_cell_state;
const char *gk_cell_state_name(gk_cell_state state); /* "number", "per_share", ... */

typedef struct gk_table_cell {
    const char *text;  /* as printed, without footnote marks; "" where empty */
    const char *marks; /* the footnote marks behind it: "(1)", "*"; "" for none */
    double value;      /* as printed, sign applied: "(12,345)" is -12345; 0 unless a number */
    double scale;      /* what the value is multiplied by to be in units; 1 for percent, per share
                          and what the unit line excepts */
    gk_cell_state state;
    bool negative; /* by parentheses or a minus sign */
    bool currency; /* a currency sign stands before it */
    gk_span span;  /* bytes of the page's text, signs included, marks not; empty where empty */
    int decimals;
} gk_table_cell;

typedef struct gk_table_row {
    const char *label; /* lines of a wrapped label joined; "" where the row has none */
    const char *marks; /* the label's footnote marks */
    int indent;        /* level, from 0 */
    bool heading;      /* heads the rows below it: all its cells are empty */
    const char *
        *sections; /* the labels of the heading rows that it stands under, outermost first */
    size_t section_count;
    gk_table_cell *cells;      /* one for each column */
    int page, line;            /* where its figures stand (its label, where it has none); from 1 */
    int first_line, last_line; /* with all lines of its label */
} gk_table_row;

typedef struct gk_table_column {
    const char **levels; /* heading texts, top-down; a heading over several columns is in each */
    size_t level_count;
    const char *heading; /* the same joined by blanks; "" where the column has none */
    const char *marks;   /* the heading's footnote marks */
    gk_period period;    /* that the heading names; year 0: none. Its span is empty */
    double scale;        /* where the heading states a unit of its own ("£m"); else 0 */
    bool percent;        /* the heading says that bare figures are percent */
} gk_table_column;

typedef struct gk_table {
    const char *title;      /* the lines above the headings, joined by " / "; "" for none */
    const char *stub;       /* what the headings say over the labels ("项目"); "" for none */
    const char *unit;       /* the unit line as printed; "" for none */
    const char *currency;   /* "USD", "EUR", "CNY", ... where named, "$" where only that is; "" */
    double scale;           /* of amounts: 1, 1e3, 1e6, ...; 1 where no unit is stated */
    double share_scale;     /* of counts of shares: "shares in thousands"; else as scale, or 1 where
                               the unit line excepts them */
    const char *exceptions; /* "per share data", what the unit line excepts; "" for none */
    gk_table_column *columns;
    size_t column_count;
    gk_table_row *rows;
    size_t row_count;
    int page, first_line, last_line; /* title and headings included */
    bool ragged;           /* columns were told by their order: nothing lines up in the text */
    size_t continued_from; /* the table whose rows it goes on with: its index in gk_tables, less
                              than its own; GK_TABLE_NONE: none */
} gk_table;
#define GK_TABLE_NONE SIZE_MAX

typedef struct gk_tables {
    gk_table *tables; /* in the order of the pages */
    size_t count;
    gk_arena *arena; /* owns everything above */
} gk_tables;

/* The document's tables. Never fails; gk_tables_free. */
gk_tables *gk_tables_find(const gk_document *document);
/* Those of pages [first, last], from 1. Pages outside the range are looked at only for what repeats
 * from page to page. */
gk_tables *gk_tables_find_pages(const gk_document *document, int first, int last);
void gk_tables_free(gk_tables *tables);

/* The value of a cell in units: 12,345 in a table in millions is 12345000000. 0 unless the cell is
 * a number. */
double gk_table_scaled(const gk_table *table, size_t row, size_t column);

/* The table as text: title, unit, headings and rows, labels indented, columns two blanks apart and
 * figures flush right. gk_free. */
char *gk_table_text(const gk_table *table);

#endif
