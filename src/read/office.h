/* SPDX-License-Identifier: Apache-2.0
 *
 * office - what DOCX, XLSX and PPTX have in common: a package (ECMA-376 part 2) is a ZIP of named
 * parts, most of them XML, with lists of relationships between them; what is shown comes out as
 * pages.
 *
 * Nothing of a package is trusted. It holds at most 20,000 parts; a part unpacks to at most 256
 * MiB, all that is read of a package to 512 MiB, and what unpacks to more than 400 times its size
 * is refused once it is larger than 16 MiB. XML is read without network, without entities and
 * without document types (the standard forbids these), at most 256 elements deep.
 */
#ifndef GK_READ_OFFICE_H
#define GK_READ_OFFICE_H

#include "doc/doc.h"

#include <libxml/tree.h>
#include <libxml/xmlreader.h>

/* ---- packages (office.c, office_kind.c)
 * ------------------------------------------------------------------- */

typedef struct gk_package gk_package;

/* What the first bytes of a file, and the list of its parts, say: "docx", "xlsx", "pptx", or NULL
 * for everything else. A ZIP that cannot be opened, an encrypted package and an empty file count as
 * what the name says, so that the failure has a reason. */
const char *gk_office_kind(const char *path, const char *head, size_t head_size);

gk_status gk_package_open(const char *path, gk_package **out, gk_error *err);
/* Its list of parts and its content types only. */
gk_status gk_package_look(const char *path, gk_package **out);
/* A package without a file, and a part for it; bytes are copied. For tests of the readers. */
gk_package *gk_package_new(void);
void gk_package_put(gk_package *package, const char *name, const void *bytes, size_t size);
void gk_package_free(gk_package *package);
gk_arena *gk_package_arena(gk_package *package); /* lives as long as the package */

bool gk_package_has(const gk_package *package, const char *part);
/* Whether a part is small enough to be read twice without a thought: 16 MiB and less. */
bool gk_package_small(const gk_package *package, const char *part);

/* A part, read from its first byte to its last. */
typedef struct gk_part gk_part;
gk_status gk_part_open(gk_package *package, const char *name, gk_part **out, gk_error *err);
/* How many bytes it gave, 0 at the end; GK_INPUT past a limit or where it is damaged. */
gk_status gk_part_read(gk_part *part, char *buffer, size_t size, size_t *got, gk_error *err);
void gk_part_close(gk_part *part);

/* A relationship of a part. */
typedef struct gk_relation {
    const char *id;     /* "rId1" */
    const char *type;   /* its last word: "worksheet" */
    const char *target; /* the part's name, without a leading slash; NULL: outside the package */
} gk_relation;
typedef struct gk_relations {
    gk_relation *items; /* the package's arena's */
    size_t count;
} gk_relations;
/* Those of a part; part "" stands for the package itself. None where they cannot be read. */
gk_relations gk_package_relations(gk_package *package, const char *part);
const char *gk_relations_find(const gk_relations *relations, const char *id);    /* or NULL */
const char *gk_relations_first(const gk_relations *relations, const char *type); /* or NULL */

/* The part that holds the document itself. GK_INPUT where there is none. */
gk_status gk_package_main(gk_package *package, const char **part, gk_error *err);
/* The title of the core properties, or ""; the package's arena's. */
const char *gk_package_title(gk_package *package);

/* ---- XML (office_xml.c) -------------------------------------------------------------------- */

/* Reads a whole part; xmlFreeDoc. */
gk_status gk_package_xml(gk_package *package, const char *part, xmlDoc **out, gk_error *err);
/* The same for a part that may be left out: NULL where it is NULL, absent or unreadable. */
xmlDoc *gk_package_try_xml(gk_package *package, const char *part);

/* Reads a part element by element; gk_xml_close. */
typedef struct gk_xml_stream gk_xml_stream;
gk_status gk_xml_open(gk_package *package, const char *part, gk_xml_stream **out, gk_error *err);
void gk_xml_close(gk_xml_stream *stream);
/* Gives each element to on_element as a whole, but goes into those that enter names (by their local
 * names, NULL ends): of these on_element gets what stands within. */
gk_status gk_xml_each(gk_xml_stream *stream, const char *const *enter,
                      gk_status (*on_element)(void *ctx, xmlNode *element, gk_error *err),
                      void *ctx, gk_error *err);

bool gk_xml_is(const xmlNode *node, const char *name); /* an element of this local name */
/* The value of an attribute by its local name, or NULL. */
const char *gk_xml_attr(const xmlNode *node, const char *name);
/* The same as a number; other where it is absent or none, or is 2^30 or more. */
long gk_xml_number(const xmlNode *node, const char *name, long other);
/* Whether a property's element stands for "yes": <w:b/>, but not <w:b w:val="0"/>. */
bool gk_xml_on(const xmlNode *property);
xmlNode *gk_xml_child(const xmlNode *node, const char *name); /* the first (NULL: of any name) */
xmlNode *gk_xml_next(const xmlNode *node);                    /* the next element, or NULL */
xmlNode *gk_xml_path(const xmlNode *node, const char *path);  /* "a/b": child b of child a */
xmlNode *gk_xml_root(const xmlDoc *doc);                      /* NULL for NULL */
/* Adds the text directly within an element. */
void gk_xml_text(const xmlNode *node, gk_string *to);

/* ---- pages (office_pages.c) ---------------------------------------------------------------- */

typedef struct gk_office_page {
    char *text, *label; /* label may be NULL */
    size_t length;
} gk_office_page;

typedef struct gk_office_pages {
    gk_office_page *items;
    size_t count, capacity, bytes;
} gk_office_pages;

/* Takes text, which is empty then; white space at the ends of lines and blank lines at both ends
 * go. GK_INPUT past 256 MiB in all. */
gk_status gk_office_page_add(gk_office_pages *pages, const char *label, gk_string *text,
                             gk_error *err);
/* Writes the stream; GK_INPUT where no page has any text. */
gk_status gk_office_pages_write(const gk_office_pages *pages, const char *format, const char *title,
                                FILE *out, gk_error *err);
void gk_office_pages_free(gk_office_pages *pages);

/* Columns that a text takes on a terminal. */
size_t gk_text_width(const char *s, size_t n);
/* Calls each for every line of s, cut at blanks (or between Han) where it is wider than width. */
void gk_wrap(const char *s, size_t n, size_t width,
             void (*each)(void *ctx, const char *line, size_t length), void *ctx);

/* Adds a number as a list of this format shows it: "decimal", "lowerRoman", "upperLetter", ...
 * (office_count.c) */
void gk_office_count_add(const char *format, long value, gk_string *to);

/* ---- tables (office_table.c) --------------------------------------------------------------- */

typedef struct gk_office_cell {
    int row, column, span; /* from 0; span 1: one column */
    const char *text;      /* lines end with '\n'; the arena's */
    bool figure;           /* a number, whatever its text looks like */
} gk_office_cell;

/* Cells as they come: row after row, left to right. */
typedef struct gk_office_table {
    gk_office_cell *cells;
    size_t count, capacity;
    bool figures_below; /* in a row of several lines they stand on the last */
} gk_office_table;

typedef struct gk_office_line {
    const char *text;
    size_t length;
    int row; /* that it shows */
} gk_office_line;

/* Adds a cell unless its text is blank. */
void gk_office_table_add(gk_office_table *table, const gk_office_cell *cell);
/* The table as lines: columns at least two spaces apart, figures aligned to the right; one blank
 * line stands for any number of empty rows. What it makes is arena's; returns how many. */
size_t gk_office_table_lay(const gk_office_table *table, gk_arena *arena, gk_office_line **lines);

/* ---- number formats (office_number.c) ------------------------------------------------------ */

typedef struct gk_number_format gk_number_format;
/* Of a format code ("#,##0.00_);(#,##0.00)"); arena's. */
gk_number_format *gk_number_format_new(const char *code, gk_arena *arena);
/* The code of a number format that files name by its number alone, or NULL. */
const char *gk_number_format_builtin(long id);
/* Adds the value as it is shown. Dates count from 1900, or from 1904. */
void gk_number_format_add(const gk_number_format *format, double value, bool from_1904,
                          gk_string *to);
/* The same for text, which a format may put words around. */
void gk_number_format_add_text(const gk_number_format *format, const char *text, gk_string *to);

/* ---- charts (office_chart.c) --------------------------------------------------------------- */

/* Adds what the chart in a part shows, title and values as a table; nothing where it is none. */
void gk_chart_add(gk_package *package, const char *part, gk_string *to);

/* ---- the three formats --------------------------------------------------------------------- */

gk_status gk_docx_write(gk_package *package, FILE *out, gk_error *err);
gk_status gk_xlsx_write(gk_package *package, FILE *out, gk_error *err);
gk_status gk_pptx_write(gk_package *package, FILE *out, gk_error *err);

#endif
