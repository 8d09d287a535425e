/* SPDX-License-Identifier: Apache-2.0
 *
 * markup - a file in tags (HTML of any age, XHTML with inline XBRL) as a tree. Our own parser and
 * not a library's, for three reasons: its time is linear in the file and its depth bounded whatever
 * the file does; names keep the case that inline XBRL needs; and nothing outside the file is ever
 * asked for: entities are the ones HTML knows, a DOCTYPE declares none.
 *
 *   bytes ─▶ UTF-8 (charset.c) ─▶ tree (markup.c), each element with its kind (html_tags.c)
 *
 * A file that begins with an XML declaration or names the XHTML or inline XBRL namespace is read as
 * XML: "<td/>" is closed and only an end tag ends an element. Any other is read as old HTML is:
 * "<p>" ends the paragraph before it, "<td>" the cell before it. Neither is ever refused.
 */
#ifndef GK_READ_MARKUP_H
#define GK_READ_MARKUP_H

#include "base/base.h"

/* What an element is for the reader; what is not listed reads as inline text. */
typedef enum gk_tag {
    GK_TAG_OTHER,
    GK_TAG_TEXT, /* no element: characters */
    GK_TAG_A,
    GK_TAG_BLOCK, /* div, section, center, form, ...: begins and ends a line */
    GK_TAG_BODY,
    GK_TAG_BOLD, /* b, strong */
    GK_TAG_BR,
    GK_TAG_CAPTION,
    GK_TAG_CELL,   /* td, th */
    GK_TAG_DETAIL, /* dd */
    GK_TAG_FORMAT, /* font, i, u, small, ...: marks characters */
    GK_TAG_HEAD,
    GK_TAG_HEADING, /* h1 to h6: level */
    GK_TAG_HIDDEN,  /* script, style, ...: never shown */
    GK_TAG_HR,
    GK_TAG_HTML,
    GK_TAG_ITEM,      /* li */
    GK_TAG_LIST,      /* ul, ol, dl, menu, dir */
    GK_TAG_META,      /* meta, link, base: hold nothing */
    GK_TAG_PAGE,      /* <PAGE>, <!-- PAGEBREAK -->: a page of paper ends */
    GK_TAG_PARAGRAPH, /* p, blockquote: with room above and below */
    GK_TAG_PRE,
    GK_TAG_ROW,
    GK_TAG_ROWS, /* thead, tbody, tfoot */
    GK_TAG_SPAN,
    GK_TAG_SUP, /* sup, sub */
    GK_TAG_TABLE,
    GK_TAG_TERM, /* dt */
    GK_TAG_TITLE,
    GK_TAG_VOID,      /* img, input, col, ...: hold nothing, show nothing */
    GK_TAG_IX,        /* ix:nonFraction, ix:nonNumeric, ...: inline XBRL that shows what it holds */
    GK_TAG_IX_HEADER, /* ix:header, ix:hidden: inline XBRL that shows nothing */
    GK_TAGS
} gk_tag;

/* What html_tags.c knows of an element by its name, in any case, without a prefix. */
typedef struct gk_tag_entry {
    const char *name;
    gk_tag tag;
    int level; /* of a heading, 1 to 6 */
} gk_tag_entry;
const gk_tag_entry *gk_tag_find(const char *name, size_t length); /* NULL: none */

typedef struct gk_attribute {
    const char *name, *value; /* entities resolved; value "" where there is none */
} gk_attribute;

typedef struct gk_node {
    struct gk_node *parent, *first, *last, *next;
    const char *name;  /* as the file writes it, with its prefix; NULL: text */
    const char *local; /* the name behind the prefix */
    const char *text;  /* of a text: UTF-8, entities resolved, not terminated */
    size_t length;
    gk_attribute *attributes;
    uint32_t attribute_count;
    uint8_t tag; /* gk_tag */
    uint8_t level;
    bool shows;       /* holds characters other than white space; by gk_markup_parse */
    bool holds_cells; /* holds a row or a cell that is not an inner table's */
    size_t line; /* where its characters begin to be shown, from 1; 0: not shown (html_text.c) */
} gk_node;

typedef struct gk_markup {
    gk_arena *arena; /* owns the tree */
    gk_node *root;   /* without a name; its children are the file's outermost elements */
    bool xml;
} gk_markup;

/* The deepest that elements stand in one another; what is deeper becomes a sibling. */
enum { GK_MARKUP_DEPTH = 400 };

/* Takes the tree out of text (UTF-8, with a NUL at text[size]), which it writes into and which must
 * live as long as the tree. Never fails. gk_markup_free. */
gk_markup *gk_markup_parse(char *text, size_t size);
void gk_markup_free(gk_markup *markup);

/* The node that follows in the order of the file, within root; children of node are passed over
 * where deeper is false. NULL: none. */
gk_node *gk_node_next(const gk_node *node, const gk_node *root, bool deeper);
/* The attribute's value; NULL: it has none. Names are compared without case. */
const char *gk_node_attribute(const gk_node *node, const char *name);

#endif
