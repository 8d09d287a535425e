/* SPDX-License-Identifier: Apache-2.0
 *
 * html - a web page's tree as text that reads like the page: paragraphs on lines, tables in
 * columns, places for pages.
 *
 *   tree ─▶ lines (html_text.c; tables: html_table.c, html_grid.c; styles: html_style.c)
 *        ─▶ places (html_pages.c)
 */
#ifndef GK_READ_HTML_H
#define GK_READ_HTML_H

#include "read/markup.h"

/* Paragraphs are wrapped at so many display columns. */
enum { GK_HTML_WIDTH = 110 };

/* What a heading weighs. */
typedef enum gk_rank {
    GK_RANK_NONE,
    GK_RANK_LINE,   /* a short paragraph in bold, h4 to h6 */
    GK_RANK_TITLE,  /* h1 to h3 */
    GK_RANK_SECTION /* "Item 7.", "PART II", "第三节": what a filing is cited by */
} gk_rank;

typedef struct gk_html_line {
    size_t start, end;   /* bytes of the text, newline excluded */
    const char *heading; /* where a heading begins here: the whole of it in one line; else NULL */
    uint8_t rank;        /* gk_rank of it */
    bool page;           /* the page says that a page of paper begins here */
} gk_html_line;

typedef struct gk_html_text {
    gk_string text;
    gk_html_line *lines;
    size_t line_count, line_capacity;
} gk_html_text;

/* Lays the tree out; says in each node of inline XBRL on which line it is shown (gk_node.line).
 * gk_html_text_free; headings are the markup's. */
void gk_html_layout(const gk_markup *markup, gk_html_text *out);
void gk_html_text_free(gk_html_text *text);

/* ---- places (html_pages.c) ----------------------------------------------------------------- */

typedef struct gk_html_page {
    size_t first, end; /* lines, from 0 */
    const char *label; /* or NULL; borrowed from a line */
} gk_html_page;

/* Cuts the lines into pages, at least one; gk_free. */
gk_html_page *gk_html_pages(const gk_html_text *text, size_t *count);
/* What a heading with this text weighs at least. */
gk_rank gk_heading_rank(const char *text);

/* ---- styles (html_style.c) ----------------------------------------------------------------- */

typedef struct gk_style {
    bool hidden, block, bold, normal; /* normal: says that it is not bold */
    bool pre, raised;                 /* spaces are kept; set above the line */
    bool page_before, page_after;
    bool symbols;       /* in a font of pictures: Wingdings */
    bool stands_for;    /* shows a hidden fact (-sec-ix-hidden) */
    float above, below; /* margin and padding, in points */
    float left, first;  /* how far its lines, its first line are indented */
    char align;         /* 'l', 'r', 'c'; 0: as around it */
} gk_style;

gk_style gk_style_of(const gk_node *node);
/* The value of a property in a style attribute; returns false where there is none. */
bool gk_style_property(const char *style, const char *name, const char **value, size_t *length);

#endif
