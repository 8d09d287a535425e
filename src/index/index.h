/* SPDX-License-Identifier: Apache-2.0
 *
 * index - an inverted index in immutable segments: built from rows, written as bytes, read where
 * they lie (mapped from a file, or in memory), merged, and searched by BM25 without a visit to
 * every posting. It knows nothing of documents or of SQLite. docs/index.md tells how it works.
 *
 * A row has an id (of its caller's: what is indexed), two fields of terms, and their lengths. Rows
 * are never changed. What is gone is not taken out of a segment: a search is told which rows are
 * there, and a merge leaves the others behind.
 */
#ifndef GK_INDEX_INDEX_H
#define GK_INDEX_INDEX_H

#include "base/base.h"

/* Rows [first, last). Lists of them are sorted upwards and do not overlap. */
typedef struct gk_range {
    int64_t first, last;
} gk_range;

typedef enum gk_index_field {
    GK_INDEX_CONTEXT, /* what stands over a text: title, unit, column headings */
    GK_INDEX_TEXT,
    GK_INDEX_FIELDS
} gk_index_field;

/* Where bytes go; context is the caller's. */
typedef struct gk_index_sink {
    gk_status (*write)(void *context, const void *bytes, size_t size, gk_error *err);
    void *context;
} gk_index_sink;
gk_index_sink gk_index_to_string(gk_string *string); /* appends; never fails */
gk_index_sink gk_index_to_file(gk_new_file *file);

/* ---- building (build.c) ------------------------------------------------------------------ */

typedef struct gk_index_builder gk_index_builder;
gk_index_builder *gk_index_builder_new(void);
void gk_index_builder_free(gk_index_builder *builder); /* NULL is allowed */
/* Begins a row; ids go upwards and are above 0. Terms that follow are its. */
void gk_index_builder_row(gk_index_builder *builder, int64_t row);
void gk_index_builder_term(gk_index_builder *builder, gk_index_field field, const char *term,
                           size_t length);
size_t gk_index_builder_rows(const gk_index_builder *builder);
size_t gk_index_builder_memory(const gk_index_builder *builder); /* about so many bytes */
/* Writes a segment of all rows and begins anew. */
gk_status gk_index_builder_write(gk_index_builder *builder, gk_index_sink sink, gk_error *err);

/* ---- segments (segment.c) ---------------------------------------------------------------- */

typedef struct gk_segment gk_segment;
/* Takes bytes over, which are gk_free's, also where it fails. GK_LIBRARY: they are no segment. */
gk_status gk_segment_take(void *bytes, size_t size, gk_segment **out, gk_error *err);
/* Maps a file; it may be removed while it is mapped. GK_NOT_FOUND: there is none; GK_LIBRARY: it is
 * no segment; GK_IO: it could not be read this time. */
gk_status gk_segment_map(const char *path, gk_segment **out, gk_error *err);
void gk_segment_close(gk_segment *segment); /* NULL is allowed */
size_t gk_segment_rows(const gk_segment *segment);
size_t gk_segment_size(const gk_segment *segment); /* in bytes */
size_t gk_segment_terms(const gk_segment *segment);
/* How many of its rows lie in the ranges; NULL: all. */
size_t gk_segment_count(const gk_segment *segment, const gk_range *ranges, size_t count);
/* Looks at every byte: GK_LIBRARY where one is not as it was written. A search looks at what it
 * uses, so that damage gives an error or wrong hits and nothing worse. */
gk_status gk_segment_check(const gk_segment *segment, gk_error *err);

/* Writes one segment from several, whose rows go upwards from one to the next: of those in `live`
 * (NULL: of all). Checks them first. */
gk_status gk_segment_merge(gk_segment *const *segments, size_t count, const gk_range *live,
                           size_t live_count, gk_index_sink sink, gk_error *err);

/* ---- searching (search.c) ---------------------------------------------------------------- */

typedef struct gk_index_term {
    const char *text; /* NUL-terminated */
    double weight;    /* above 0, else the term is passed over */
} gk_index_term;

typedef struct gk_index_query {
    const gk_index_term *terms;
    size_t term_count;
    double fields[GK_INDEX_FIELDS]; /* weights, one of them above 0; all 0: both are 1 */
    size_t k;
    const gk_range *admitted; /* the rows that are there for this search; NULL: all */
    size_t admitted_count;
    const gk_range *within; /* of these, the ones that give hits; NULL: all */
    size_t within_count;
} gk_index_query;

typedef struct gk_index_hit {
    int64_t row;
    double score;
} gk_index_hit;

/* The k rows with the highest scores, best first, the lower id first among equals. The segments'
 * rows go upwards from one to the next. A score is that of the admitted rows alone, however they
 * are spread over segments. *hits is gk_free's. */
gk_status gk_index_search(gk_segment *const *segments, size_t segment_count,
                          const gk_index_query *query, gk_index_hit **hits, size_t *hit_count,
                          gk_error *err);

#endif
