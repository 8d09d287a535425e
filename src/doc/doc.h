/* SPDX-License-Identifier: Apache-2.0
 *
 * doc - the types that travel from the readers to the store, and what they promise.
 *
 *   gk_document   what a reader gives: pages of laid-out text, each line with its place on paper;
 *                 what the file states of itself; the facts that it tags
 *   gk_passage    what the splitter gives: a range of one page, with what it needs to stand alone
 *
 * A document travels from goshawk-read to the library as JSON lines (docs/document-stream.md);
 * gk_document_parse reads that stream and trusts none of it.
 */
#ifndef GK_DOC_H
#define GK_DOC_H

#include "base/base.h"

/* One box a line of the page's text, in points from the page's upper left corner (y grows
 * downwards). All four are 0 for a line without a place (an empty line, a text file). */
typedef struct gk_box {
    float x0, y0, x1, y1;
} gk_box;

/* A page: text is UTF-8 without NUL, '\f' or '\r', its lines end with '\n' (the last may not), its
 * columns are kept apart by spaces so that what stands above one another on paper does in text. */
typedef struct gk_doc_page {
    char *text;
    size_t length;       /* bytes of text */
    float width, height; /* points; 0 for formats without paper */
    gk_box *boxes;       /* one for each line, or NULL */
    size_t line_count;
    char *label; /* the place's own name where it has one: a heading, a sheet, a slide; or NULL */
} gk_doc_page;

/* What is known of a document beside its text. The names are those of docs/metadata.md and of JSON:
 * gk_field_name. */
typedef enum gk_field {
    GK_FIELD_COMPANY,       /* "Apple Inc." as it writes itself */
    GK_FIELD_TICKER,        /* "AAPL", "600519.SH" */
    GK_FIELD_CIK,           /* ten digits */
    GK_FIELD_FORM,          /* "10-K", "10-Q", "8-K", "20-F", "Earnings", "Call", "News", ... */
    GK_FIELD_FISCAL_YEAR,   /* "2023", as the company names it */
    GK_FIELD_FISCAL_PERIOD, /* "FY", "Q1" to "Q4", "H1", "H2" */
    GK_FIELD_PERIOD_END,    /* "2023-09-30" */
    GK_FIELD_PUBLISHED,     /* "2023-11-03" or "2023-11-03T18:08:27Z" */
    GK_FIELD_LANGUAGE,      /* "en", "zh" */
    GK_FIELD_SOURCE,        /* who published it: a feed, a paper, a broker */
    GK_FIELD_ALIAS,         /* another name of the company; the one field that has many values */
    GK_FIELDS
} gk_field;
const char *gk_field_name(gk_field field);             /* "fiscal_year" */
bool gk_field_find(const char *name, gk_field *field); /* false: no field has this name */

/* A value that the file itself gives in a form made for programs: a tag, a header, a feed's entry.
 */
typedef struct gk_stated {
    gk_field field;
    char *value; /* in the field's form above */
    char *where; /* "dei:EntityRegistrantName", "header FILED AS OF DATE", "entry pubDate" */
} gk_stated;

/* A tagged fact of inline XBRL. Strings that are absent are NULL. */
typedef struct gk_fact_dimension {
    char *axis, *member; /* names, or the value of a typed member */
} gk_fact_dimension;

typedef struct gk_tagged {
    char *concept;     /* "us-gaap:Revenues" */
    char *context;     /* its id in the file */
    char *entity;      /* "0000320193" */
    char *start, *end; /* ISO dates; start NULL: an instant */
    char *unit;        /* "iso4217:USD", "iso4217:USD/xbrli:shares"; NULL: no number */
    char *value;       /* after format, scale and sign, as an XBRL instance has it; "" where nil */
    char *decimals;    /* "-6", "INF" */
    int scale;
    bool negated, nil; /* negated: the tag has sign="-" */
    gk_fact_dimension *dimensions;
    size_t dimension_count;
    char **footnotes;
    size_t footnote_count;
    int page, line; /* where it is shown; 0: hidden */
} gk_tagged;

typedef struct gk_document {
    gk_arena *arena; /* owns everything below */
    char *format;    /* "pdf", "text", "markdown", "html", ... (docs/document-stream.md) */
    char *title;     /* as the file says itself, or "" */
    gk_doc_page *pages;
    size_t page_count;
    gk_stated *stated;
    size_t stated_count;
    gk_tagged *facts;
    size_t fact_count;
} gk_document;

/* Parses a document stream. GK_INPUT with the line and field that is wrong, also for a stream that
 * ends before its end record. *out is freed by gk_document_free. */
gk_status gk_document_parse(const char *stream, size_t size, gk_document **out, gk_error *err);
void gk_document_free(gk_document *document);

/* Writes the records of a stream (the readers' half of the format), one line each, to file. Bytes
 * that are not UTF-8, and control characters other than newline and tab, are written as U+FFFD. */
void gk_document_write_head(FILE *file, const char *format, const char *title, size_t pages);
void gk_document_write_stated(FILE *file, gk_field field, const char *value, const char *where);
/* page->boxes may be NULL, label too. */
void gk_document_write_page(FILE *file, size_t number, const gk_doc_page *page);
void gk_document_write_fact(FILE *file, const gk_tagged *fact);
void gk_document_write_end(FILE *file, size_t pages);

/* ---- members ------------------------------------------------------------------------------- */
/* A file that holds other files (an archive, a mail with attachments, a submission, a feed, a table
 * of news) is unpacked by goshawk-read into a stream of members (docs/document-stream.md), each of
 * which is read like a file of its own. */

typedef struct gk_member {
    const char *format; /* the container's: "archive", "submission", "mail", "feed", ... */
    char *name;         /* a file name, perhaps with folders, never absolute, never with ".." */
    const char *reason; /* why it is left out; bytes is NULL then. Else NULL */
    const char *bytes;
    size_t size;
    gk_stated *stated; /* what the container states of it */
    size_t stated_count;
} gk_member;

/* The readers' half. */
void gk_member_write_head(FILE *file, const char *format);
void gk_member_write(FILE *file, const char *name, const gk_stated *stated, size_t stated_count,
                     const void *bytes, size_t size);
void gk_member_write_left_out(FILE *file, const char *name, const char *reason);
void gk_member_write_end(FILE *file, size_t members);

/* The library's half: calls on_member for each in order; what it is given lives until it returns.
 * GK_INPUT with the record and field that is wrong; a status of on_member ends it. */
typedef gk_status (*gk_on_member)(void *ctx, const gk_member *member, gk_error *err);
gk_status gk_members_parse(const char *stream, size_t size, gk_on_member on_member, void *ctx,
                           gk_error *err);

/* How many lines text has: its newlines, and one more if anything follows the last. */
size_t gk_line_count(const char *text, size_t length);

/* A passage: bytes [start, end) of a page's text, whole lines. */
typedef struct gk_passage {
    int page; /* from 1 */
    size_t start, end;
    int first_line, last_line; /* from 1, of the page */
    char *context;             /* title, unit line and column headings of its table where they stand
                                  outside the range; "" for prose */
} gk_passage;

typedef struct gk_passages {
    gk_arena *arena; /* owns everything below */
    gk_passage *passages;
    size_t count;
} gk_passages;

void gk_passages_free(gk_passages *passages);

/* The text that is embedded for a passage: title, context and body with layout's padding folded to
 * two spaces, separated by newlines; gk_free. */
char *gk_passage_embed_text(const char *title, const char *context, const char *body);

/* ---- goshawk-read, from outside (reader.c) ------------------------------------------------ */
/* The program is found at $GOSHAWK_READ, beside the running program, or where it was installed. */

/* Has goshawk-read read a file. GK_INPUT with its one line of why where it cannot (never the file's
 * name: the caller has it); GK_NOT_FOUND with the kind where the file is of an unknown one; GK_OK
 * and *out NULL where the file holds other files: gk_reader_unpack. */
gk_status gk_reader_run(const char *path, gk_document **out, gk_error *err);
/* Has goshawk-read unpack a file into a member stream, written to the empty file fd. GK_INPUT as
 * gk_reader_run. */
gk_status gk_reader_unpack(const char *path, int fd, gk_error *err);
/* Has goshawk-read draw a page of a PDF. *png is gk_free's. */
gk_status gk_reader_draw(const char *path, int page, int dpi, unsigned char **png, size_t *size,
                         gk_error *err);

#endif
