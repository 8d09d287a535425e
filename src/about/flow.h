/* SPDX-License-Identifier: Apache-2.0
 *
 * flow - a document's text made fit to be searched: one string in which white space is one space,
 * and quotation marks, dashes and ligatures are ASCII; beside it the same in lower case; and the
 * lines that it came from.
 */
#ifndef GK_ABOUT_FLOW_H
#define GK_ABOUT_FLOW_H

#include "doc/doc.h"

typedef struct flow_line {
    size_t start, end; /* bytes of the flow, without the space that follows */
    int page, line;    /* from 1 */
    const char *raw;   /* of the page's text */
    size_t raw_length;
} flow_line;

typedef struct flow {
    char *text, *lower; /* n bytes each and a NUL */
    size_t n;
    flow_line *lines; /* those with text */
    size_t line_count;
    gk_arena *arena; /* borrowed */
} flow;

#define FLOW_NONE SIZE_MAX

/* All pages; what it makes is arena's. */
flow flow_new(const gk_document *document, gk_arena *arena);

/* Where needle (in lower case) stands next in [from, to) as the flow's lower case; FLOW_NONE. */
size_t flow_find(const flow *f, size_t from, size_t to, const char *needle);
/* The same, with no letter or digit before and after it. */
size_t flow_find_word(const flow *f, size_t from, size_t to, const char *needle);
/* Whether the flow's lower case goes on with prefix at `at`. */
bool flow_at(const flow *f, size_t at, const char *prefix);
/* The index of the line that byte `at` stands in, or of the last one. */
size_t flow_line_of(const flow *f, size_t at);
/* The first line of the page, or line_count. */
size_t flow_page_line(const flow *f, int page);
/* Where the text of the first pages ends. */
size_t flow_pages_end(const flow *f, int pages);

/* A cell of a line: what stands between two spaces or more, or tabs. */
typedef struct flow_cell {
    char *text;      /* folded as the flow is */
    int left, right; /* display columns, right exclusive */
} flow_cell;
enum { FLOW_CELLS = 24 };
/* Takes a line apart; returns how many cells it has. Cells beyond FLOW_CELLS are left out. */
size_t flow_cells(const flow *f, const flow_line *line, flow_cell cells[FLOW_CELLS]);

/* Folds bytes of a line as the flow does. */
char *flow_fold(gk_arena *arena, const char *s, size_t n);

char flow_small(char c);  /* in lower case; ASCII */
void flow_lower(char *s); /* all of it */
/* Whether c is a letter or digit, or part of a character beyond ASCII. */
bool flow_is_word(char c);

#endif
