/* SPDX-License-Identifier: Apache-2.0
 *
 * docx - a word processor's document that is being read: blocks become lines, lines become pages.
 */
#ifndef GK_READ_DOCX_H
#define GK_READ_DOCX_H

#include "read/office.h"
#include "text/text.h"

/* ---- styles and lists (docx_styles.c, docx_lists.c) ----------------------------------------- */

/* What a paragraph's style and its own properties say. -1: nothing is said. */
typedef struct gk_docx_properties {
    long heading;       /* outline level from 0; 9: body text */
    long number, level; /* of a list; number 0: none */
    long before, after; /* space, in twentieths of a point */
    long page_break;    /* 1: a page begins with it */
    long hidden, contextual;
    bool is_title; /* of the document */
} gk_docx_properties;

typedef struct gk_docx_styles gk_docx_styles;
gk_docx_styles *gk_docx_styles_read(gk_package *package, const char *part, gk_arena *arena);
/* Those of a paragraph: the document's, its style's (and what that is based on), its own. */
gk_docx_properties gk_docx_properties_of(const gk_docx_styles *styles, const xmlNode *paragraph);

typedef struct gk_docx_lists gk_docx_lists;
gk_docx_lists *gk_docx_lists_read(gk_package *package, const char *part, gk_arena *arena);
/* Counts on in a list and adds the item's number or bullet, "" where it shows none. */
void gk_docx_lists_next(gk_docx_lists *lists, long number, long level, gk_string *label);

/* ---- lines ---------------------------------------------------------------------------------- */

typedef struct gk_docx_line {
    const char *text;
    size_t length;
    bool breaks;  /* a page begins here */
    bool section; /* a section begins here: a page, too, unless the section says otherwise */
    bool heading;
    const char *title; /* of a heading, as one line */
    size_t notes;      /* how many the document has up to this line */
} gk_docx_line;

typedef struct gk_docx_note {
    bool is_end;
    long id;
    const char *mark; /* "[1]" */
} gk_docx_note;

enum { GK_DOCX_FIELDS = 32 }; /* fields within fields */

typedef struct gk_docx {
    gk_package *package;
    gk_arena *arena; /* the package's */
    const char *part;
    gk_relations relations;
    gk_docx_styles *styles;
    gk_docx_lists *lists;
    xmlDoc *footnotes, *endnotes;
    gk_docx_line *lines;
    size_t line_count, line_capacity;
    gk_docx_note *notes;
    size_t note_count, note_capacity;
    long footnote_number, endnote_number;
    bool field_code[GK_DOCX_FIELDS]; /* whether a field's code, not its result, is under way */
    size_t fields, lost_fields;      /* lost: deeper than that */
    bool break_pending, section_pending;
    size_t section_line; /* where the section under way begins; SIZE_MAX: at the start */
    const char *title;   /* of a paragraph in the style of that name; NULL: none yet */
    gk_string carried;   /* text of a paragraph whose end was deleted */
    gk_docx_properties last;
    bool last_was_text, last_was_long, any_break;
    int depth; /* of blocks within blocks */
} gk_docx;

/* ---- text (docx_text.c) --------------------------------------------------------------------- */

/* A paragraph's text, cut where pages end. */
typedef struct gk_docx_piece {
    gk_string text;
    bool breaks;  /* a page ends before it */
    size_t notes; /* of the document, up to its end */
} gk_docx_piece;

typedef struct gk_docx_text {
    gk_docx_piece *pieces;
    size_t count, capacity;
    xmlNode **boxes; /* text boxes that are anchored in it */
    size_t box_count, box_capacity;
    gk_string charts; /* what charts show */
} gk_docx_text;

/* Reads what a paragraph shows; at least one piece. */
void gk_docx_text_read(gk_docx *d, const xmlNode *paragraph, gk_docx_text *out);
void gk_docx_text_free(gk_docx_text *text);
/* Spaces in place of tabs, up to the next of every eight columns, two at least. */
void gk_docx_expand_tabs(gk_string *text);

/* ---- blocks (docx_blocks.c, docx_table.c) --------------------------------------------------- */

/* Adds a paragraph, a table, or what holds them as lines. */
void gk_docx_add_block(gk_docx *d, const xmlNode *block);
/* The text of all blocks within an element, one below the other: of a cell, a note. */
void gk_docx_blocks_text(gk_docx *d, const xmlNode *holder, gk_string *to);
void gk_docx_add_line(gk_docx *d, const char *text, size_t length);
void gk_docx_add_blank(gk_docx *d);

void gk_docx_add_table(gk_docx *d, const xmlNode *table);
void gk_docx_table_text(gk_docx *d, const xmlNode *table, gk_string *to);

/* ---- pages (docx_pages.c) ------------------------------------------------------------------- */

gk_status gk_docx_make_pages(gk_docx *d, gk_office_pages *pages, gk_error *err);

#endif
