/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of index/ share; nothing outside includes it.
 *
 *   pack.c       numbers in few bits
 *   list.c       a term's postings: written, and read block by block
 *   write.c      a segment's bytes, term after term
 *   segment.c    the format; opened, checked, its dictionary
 *   build.c      rows become a segment
 *   merge.c      segments become a segment
 *   ranges.c     row ids and a segment's own numbers
 *   score.c      BM25: what a posting adds to a score
 *   cursor.c     a query's term in a segment
 *   search.c     the best k;  best.c: keeps them
 */
#ifndef GK_INDEX_INTERNAL_H
#define GK_INDEX_INTERNAL_H

#include "index/index.h"

/* A segment numbers its rows from 0, without holes: these numbers are called places here. */

/* ---- numbers in few bits (pack.c) --------------------------------------------------------- */

enum { GK_BLOCK = 128 };

unsigned gk_bits(uint32_t largest); /* that a number takes; 0 for 0 */
/* GK_BLOCK numbers of up to `bits` bits each take 16 * bits bytes. */
void gk_index_pack(const uint32_t numbers[GK_BLOCK], unsigned bits, unsigned char *out);
void gk_index_unpack(const unsigned char *bytes, unsigned bits, uint32_t numbers[GK_BLOCK]);

void gk_put_varint(gk_string *out, uint64_t number);
/* Reads one before end; false where there is none. */
bool gk_get_varint(const unsigned char **at, const unsigned char *end, uint64_t *number);
/* One that fits 32 bits. */
bool gk_get_varint32(const unsigned char **at, const unsigned char *end, uint32_t *number);

/* ---- a term's postings (list.c) ----------------------------------------------------------- */

typedef struct gk_posting {
    uint32_t place, frequency; /* in both fields together, at least 1 */
    uint32_t context;          /* of these, in the context */
} gk_posting;

/* Lengths in terms, by place. */
typedef struct gk_lengths {
    const uint16_t *all, *context;
    double mean; /* of all; above 0 */
} gk_lengths;

/* Appends a list's bytes to out. */
void gk_list_write(gk_string *out, const gk_posting *postings, size_t count,
                   const gk_lengths *lengths);

/* A list in a segment; its bytes are not trusted. */
typedef struct gk_list {
    uint32_t count, blocks;
    uint32_t rows;                                          /* of the segment */
    const unsigned char *lasts, *offsets, *widths, *bounds; /* by block; NULL for a short list */
    const unsigned char *data, *end;
} gk_list;

/* False where the bytes cannot be a list of so many postings. */
bool gk_list_open(gk_list *list, uint32_t count, uint32_t rows, const unsigned char *bytes,
                  size_t size);
uint32_t gk_list_last(const gk_list *list, uint32_t block); /* place of its last posting */
/* One more than the last place of the block before. */
uint32_t gk_list_first(const gk_list *list, uint32_t block);

typedef struct gk_block {
    uint32_t count;
    bool counted; /* frequencies and contexts are read, too */
    uint32_t places[GK_BLOCK], frequencies[GK_BLOCK], contexts[GK_BLOCK];
} gk_block;
/* Reads a block: its places and, sooner or later, how often. False where it is damaged. */
bool gk_list_places(const gk_list *list, uint32_t block, gk_block *out);
bool gk_list_frequencies(const gk_list *list, uint32_t block, gk_block *out);

/* ---- writing (write.c) -------------------------------------------------------------------- */

typedef struct gk_run {
    int64_t row; /* place + i has the id row + i */
    uint32_t place, zero;
} gk_run;

typedef struct gk_index_writer gk_index_writer;
/* Begins a segment of these rows; all arrays must outlive the writer. */
gk_index_writer *gk_index_writer_new(gk_index_sink sink, const gk_run *runs, size_t run_count,
                                     const uint16_t *all, const uint16_t *context, size_t rows);
/* Terms come in the order of their bytes, postings by place. */
gk_status gk_index_writer_term(gk_index_writer *writer, const char *term, size_t length,
                               const gk_posting *postings, size_t count, gk_error *err);
/* Ends the segment (unless status is a failure) and frees the writer. */
gk_status gk_index_writer_end(gk_index_writer *writer, gk_status status, gk_error *err);

/* ---- segments (segment.c) ----------------------------------------------------------------- */

/* The last bytes of a segment. */
typedef struct gk_index_footer {
    char magic[8];
    uint64_t size;                                        /* of the segment, this included */
    uint64_t dictionary, heads, all, context, sums, runs; /* where each part begins */
    uint32_t rows, terms, head_count, run_count;
    double mean;
    uint64_t hash;   /* of all bytes before the footer */
    uint64_t footer; /* of the footer's bytes before this */
} gk_index_footer;

enum { GK_DICTIONARY_STEP = 16, GK_SUMS_STEP = 128 };
extern const char gk_index_magic[8], gk_index_footer_magic[8];

struct gk_segment {
    const unsigned char *bytes;
    size_t size;
    bool mapped;
    gk_index_footer footer;
    gk_lengths lengths;
    const gk_run *runs;
};

gk_status gk_segment_damaged(gk_error *err);
uint64_t gk_index_hash(uint64_t hash, const void *bytes, size_t size);

/* Walks the dictionary. A gk_walk of {0} begins. */
typedef struct gk_walk {
    const unsigned char *at, *list;
    uint32_t number; /* of the next term */
    char *term;      /* gk_free */
    size_t length, capacity;
    uint32_t count;
    size_t list_size;
} gk_walk;
/* The next term; *more is false behind the last. */
gk_status gk_walk_next(const gk_segment *segment, gk_walk *walk, bool *more, gk_error *err);

/* *found: the segment has the term. */
gk_status gk_segment_find(const gk_segment *segment, const char *term, gk_list *list, bool *found,
                          gk_error *err);

/* ---- ids and places (ranges.c) ------------------------------------------------------------ */

typedef struct gk_places {
    uint32_t first, last; /* [first, last) */
} gk_places;
/* The places whose ids lie in the ranges, those that touch joined; *places is gk_free's. */
void gk_places_of(const gk_segment *segment, const gk_range *ranges, size_t count,
                  gk_places **places, size_t *place_count);
/* What is in both; *out is gk_free's. */
void gk_places_both(const gk_places *a, size_t a_count, const gk_places *b, size_t b_count,
                    gk_places **out, size_t *count);
int64_t gk_segment_row(const gk_segment *segment, uint32_t place);
int64_t gk_segment_first_row(const gk_segment *segment),
    gk_segment_last_row(const gk_segment *segment);
/* The sum of all lengths in places, and of the context's. */
void gk_segment_sums(const gk_segment *segment, const gk_places *places, size_t count,
                     uint64_t *all, uint64_t *context);

/* ---- BM25 (score.c) ----------------------------------------------------------------------- */

/* Scores are whole numbers of a unit that the query decides, so that a sum does not depend on its
 * order: a term's largest is below 2^29, and so is the sum of all terms'. */
typedef struct gk_scale {
    double unit;                    /* of a score */
    float text, extra;              /* weights of a posting's frequency and context */
    float base, slope, slope_extra; /* of the length's part, and of the context's length */
    double mean, largest;           /* of score.c's bounds: m, and the largest weight w */
} gk_scale;

/* What a query knows before it looks at a posting. */
typedef struct gk_statistics {
    uint64_t rows, all, context; /* admitted ones, and the sums of their lengths */
} gk_statistics;

double gk_idf(uint64_t rows, uint64_t holders);
/* scale for a query whose terms add at most `most` to a score. */
gk_scale gk_scale_for(const gk_statistics *statistics, const double fields[GK_INDEX_FIELDS],
                      double most);
/* The largest that a term adds, from weight and idf; in units. */
float gk_term_units(const gk_scale *scale, double weight, double idf);
double gk_term_most(double weight, double idf); /* the same as a score */
/* What postings add: (count) units each, at least 1. */
void gk_block_units(const gk_scale *scale, float most, const gk_lengths *lengths,
                    const gk_block *block, int32_t units[GK_BLOCK]);
/* The same of one of them. */
int32_t gk_posting_units(const gk_scale *scale, float most, const gk_lengths *lengths,
                         const gk_block *block, uint32_t i);
/* A bound that is stored with a block, 1 to 255, and what its postings add at most, by bound. */
unsigned char gk_bound_of(const gk_posting *postings, size_t count, const gk_lengths *lengths);
void gk_bound_units(const gk_scale *scale, float most, const gk_lengths *lengths,
                    int32_t units[256]);

/* ---- the best k (best.c) ------------------------------------------------------------------ */

typedef struct gk_index_best_item {
    int32_t units;
    int64_t row;
} gk_index_best_item;

/* The k highest; of equals, those that came first. */
typedef struct gk_index_best {
    gk_index_best_item *items; /* a heap, the worst first */
    size_t count, capacity, k;
    int32_t need; /* what a row must have to be among them */
} gk_index_best;
void gk_index_best_add(gk_index_best *best, int64_t row, int32_t units);
void gk_index_best_sort(gk_index_best *best); /* best first; nothing is added after that */

/* ---- a query's term in a segment (cursor.c) ----------------------------------------------- */

typedef struct gk_cursor {
    gk_list list;
    float most;     /* units that it adds */
    int32_t bound;  /* at most, anywhere in the segment */
    int32_t window; /* at most, in the window at hand */
    int32_t bounds[256];
    uint32_t block, last; /* at hand, and its last place; block == list.blocks: no more */
    uint32_t read,
        scored;  /* one more than the block that was read, whose units are known; 0: none */
    uint32_t at; /* the posting of the block at hand */
    gk_block postings;
    int32_t units[GK_BLOCK];
} gk_cursor;

/* What a search in a segment needs beside its cursors. */
typedef struct gk_cursor_at {
    const gk_scale *scale;
    const gk_lengths *lengths;
} gk_cursor_at;

gk_status gk_cursor_begin(gk_cursor *cursor, const gk_cursor_at *at, const gk_list *list,
                          float most, gk_error *err);
/* Moves to the block that holds places from `place` on. Reads nothing. */
void gk_cursor_skip(gk_cursor *cursor, uint32_t place);
/* A place at or before its next posting; UINT32_MAX: none. */
uint32_t gk_cursor_least(const gk_cursor *cursor);
/* The most that it adds in [cursor's place, end), from bounds. */
int32_t gk_cursor_most(const gk_cursor *cursor, uint32_t end);
/* Adds its units of [first, end) to sums[place - first], and moves to end. */
gk_status gk_cursor_add(gk_cursor *cursor, const gk_cursor_at *at, uint32_t first, uint32_t end,
                        int32_t *sums, gk_error *err);
/* Moves to `place`; *units is what it adds there, or 0. */
gk_status gk_cursor_seek(gk_cursor *cursor, const gk_cursor_at *at, uint32_t place, int32_t *units,
                         gk_error *err);
/* What it adds at most at `place`; moves to its block. */
int32_t gk_cursor_peek(gk_cursor *cursor, uint32_t place);
/* How many postings lie in places. */
gk_status gk_list_count(const gk_list *list, const gk_places *places, size_t count, uint64_t *out,
                        gk_error *err);

#endif
