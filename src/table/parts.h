/* SPDX-License-Identifier: Apache-2.0 - between the files of table/ */
#ifndef GK_TABLE_PARTS_H
#define GK_TABLE_PARTS_H

#include "table/table.h"

/* ---- pieces.c ----------------------------------------------------------------------------- */

typedef enum gk_piece_kind { GK_PIECE_TEXT, GK_PIECE_FIGURE, GK_PIECE_DASH } gk_piece_kind;

/* What stands together on a line: two blanks or more part it from its neighbours. A currency sign
 * or a percent sign in a column of its own is part of its figure. */
typedef struct gk_piece {
    size_t start, end; /* bytes of the page's text */
    int left, right;   /* display columns */
    int anchor;        /* where a figure's last digit ends: what figures line up by; else right */
    gk_piece_kind kind;
    gk_number number; /* where kind is FIGURE; its spans are not used */
    bool year;        /* a bare year, a date or another period, and nothing else */
    size_t marks;     /* where the footnote marks behind it start; end where there are none */
} gk_piece;

/* Cuts the line text[start, end); pieces from arena. */
size_t gk_table_pieces(const char *text, size_t start, size_t end, gk_arena *arena,
                       gk_piece **pieces);
/* Whether s[0, n) is a unit line or the part of one: "(in millions)", "单位：元", "币种：人民币".
 */
bool gk_table_is_unit(const char *s, size_t n);
/* Where the footnote marks at the end of s[0, n) start; n for none. */
size_t gk_table_marks(const char *s, size_t n);

/* ---- page.c ------------------------------------------------------------------------------- */

typedef enum gk_tline_kind {
    GK_TLINE_BLANK,
    GK_TLINE_AWAY, /* of the page, not of the text: its number, what repeats at its edges */
    GK_TLINE_PROSE,
    GK_TLINE_TEXT, /* short, or in columns: a title, a heading, a label */
    GK_TLINE_ROW
} gk_tline_kind;

typedef struct gk_tline {
    size_t start, end;
    gk_tline_kind kind;
    gk_piece *pieces;
    size_t count;
    bool periods; /* years, dates or such stand in columns of their own */
    bool note;    /* begins as a footnote does */
} gk_tline;

typedef struct gk_tpage {
    const char *text;
    int number;
    gk_tline *lines;
    size_t count;
} gk_tpage;

/* What repeats at the edges of the pages, by hash: sorted. */
typedef struct gk_edges {
    uint64_t *hashes;
    size_t count;
} gk_edges;
gk_edges gk_table_edges(const gk_document *document, gk_arena *arena);
void gk_table_read_page(const gk_doc_page *page, int number, const gk_edges *edges, gk_arena *arena,
                        gk_tpage *out);

/* ---- region.c ----------------------------------------------------------------------------- */

/* Lines [head, end) of a page: from head on titles, units and headings; from first on rows. */
typedef struct gk_region {
    size_t title; /* the first line of the title; == head where there is none */
    size_t head;  /* the first line of the column headings; == first where there are none */
    size_t first; /* the first line of rows */
    size_t end;
    size_t unit;    /* the line that states the unit; SIZE_MAX: none */
    size_t lead;    /* the first line of a paragraph that leads to the table; SIZE_MAX: none */
    bool opens;     /* nothing but the page's edge stands before it */
    bool closes;    /* nothing but the page's edge stands behind it */
    bool continued; /* its head says so */
} gk_region;
size_t gk_table_regions(const gk_tpage *page, gk_arena *arena, gk_region **regions);
/* Whether a line's text says that the table goes on from the page before. */
bool gk_table_says_continued(const char *s, size_t n);

/* ---- columns.c, ragged.c ------------------------------------------------------------------- */

enum { GK_COLUMNS_MOST = 48 };

typedef struct gk_slot {
    int left, right, anchor; /* display columns: all that stands in it */
} gk_slot;

/* Which piece of a line is in which column. */
typedef struct gk_placed {
    size_t line;
    size_t label;               /* pieces before this one are the label */
    int cells[GK_COLUMNS_MOST]; /* piece of each column, -1: none */
} gk_placed;

typedef struct gk_grid {
    gk_slot slots[GK_COLUMNS_MOST];
    size_t count;
    gk_placed *rows; /* one for each line of [first, end), blank ones too */
    size_t row_count;
    int label_left, label_right; /* of the labels */
    bool ragged;
} gk_grid;
void gk_table_grid(const gk_tpage *page, const gk_region *region, gk_arena *arena, gk_grid *out);
/* For text whose columns are parted by two blanks and do not line up. */
bool gk_table_is_ragged(const gk_tpage *page, const gk_region *region);
void gk_table_ragged_grid(const gk_tpage *page, const gk_region *region, gk_grid *out);
/* The column, from 0 for the labels', of each piece of a line of such text. */
size_t gk_table_ragged_place(const gk_tpage *page, const gk_tline *line, size_t piece);

/* ---- heads.c, rows.c, units.c, continued.c -------------------------------------------------- */

/* What all that builds a table works on. */
typedef struct gk_building {
    const gk_tpage *page;
    const gk_region *region;
    const gk_grid *grid;
    gk_arena *arena;   /* owns what the table keeps */
    gk_arena *scratch; /* the rest */
    gk_table *table;
} gk_building;
void gk_table_add_headings(gk_building *b);
void gk_table_add_rows(gk_building *b);
void gk_table_add_units(gk_building *b);
/* What a cell is (percent, per share, ...) and its scale, once rows, headings and unit stand. */
void gk_table_add_states(gk_table *table);
/* Links the first table of a page to the last one of the page before. */
bool gk_table_goes_on(const gk_table *before, const gk_table *table, const gk_region *region);
void gk_table_inherit(gk_table *table, const gk_table *before, size_t index);

/* White space folded; arena's. */
char *gk_table_fold(gk_arena *arena, const char *s, size_t n);

#endif
