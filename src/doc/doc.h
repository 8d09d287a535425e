/* SPDX-License-Identifier: Apache-2.0
 *
 * doc - the types that travel from the readers to the store, and what they promise.
 *
 *   gk_document   what a reader gives: pages of laid-out text, each line with its place on paper
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
} gk_doc_page;

typedef struct gk_document {
    gk_arena *arena; /* owns everything below */
    char *format;    /* "pdf", "text", "markdown" */
    char *title;     /* as the file says itself, or "" */
    gk_doc_page *pages;
    size_t page_count;
} gk_document;

/* Parses a document stream. GK_INPUT with the line and field that is wrong, also for a stream that
 * ends before its end record. *out is freed by gk_document_free. */
gk_status gk_document_parse(const char *stream, size_t size, gk_document **out, gk_error *err);
void gk_document_free(gk_document *document);

/* Writes the records of a stream (the readers' half of the format), one line each, to file. */
void gk_document_write_head(FILE *file, const char *format, const char *title, size_t pages);
/* boxes may be NULL; else one for each line of text. Bytes that are not UTF-8, and control
 * characters other than newline and tab, are written as U+FFFD. */
void gk_document_write_page(FILE *file, size_t number, const char *text, size_t length, float width,
                            float height, const gk_box *boxes, size_t line_count);
void gk_document_write_end(FILE *file, size_t pages);

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
 * name: the caller has it); GK_NOT_FOUND with the kind where the file is of an unknown one. */
gk_status gk_reader_run(const char *path, gk_document **out, gk_error *err);
/* Has goshawk-read draw a page of a PDF. *png is gk_free's. */
gk_status gk_reader_draw(const char *path, int page, int dpi, unsigned char **png, size_t *size,
                         gk_error *err);

#endif
