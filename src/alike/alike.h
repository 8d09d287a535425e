/* SPDX-License-Identifier: Apache-2.0
 *
 * alike - documents that say nearly the same. A document's words become a sketch of little more
 * than 1 KiB, from which the share of text that two documents have in common can be told; an index
 * of sketches finds those that have much in common without comparing all; the figures, which are
 * sketched apart, tell a version of a document from its successor: next year's report repeats the
 * sentences and not the numbers.
 */
#ifndef GK_ALIKE_H
#define GK_ALIKE_H

#include "doc/doc.h"

enum {
    GK_SKETCH_TEXT = 256,    /* values for the text */
    GK_SKETCH_FIGURES = 128, /* and for the figures */
    GK_SKETCH_BYTES = 8 + 2 * 8 + 4 * GK_SKETCH_TEXT + 2 * GK_SKETCH_FIGURES
};

/* What is kept of a document: one-permutation MinHash of its runs of words, with no bin empty (see
 * sketch.c). The same text gives the same sketch on every machine. */
typedef struct gk_sketch {
    uint64_t shingles; /* how many different runs of words there are, within some 2% */
    uint64_t figures;  /* how many different figures, the same */
    uint32_t text[GK_SKETCH_TEXT];
    uint16_t figure[GK_SKETCH_FIGURES];
} gk_sketch;

/* ---- sketching (sketch.c) ------------------------------------------------------------------- */

void gk_sketch_document(const gk_document *document, gk_sketch *out);

/* The same, piece by piece, in memory that does not grow. No word goes on from one piece to the
 * next; runs of words do. */
typedef struct gk_sketcher gk_sketcher;
gk_sketcher *gk_sketcher_new(void);
void gk_sketcher_add(gk_sketcher *sketcher, const char *text, size_t n);
void gk_sketcher_end(gk_sketcher *sketcher, gk_sketch *out); /* frees the sketcher */

/* As bytes to keep (blob.c). Unpack is false where they are no sketch. */
void gk_sketch_pack(const gk_sketch *sketch, unsigned char out[GK_SKETCH_BYTES]);
bool gk_sketch_unpack(const void *bytes, size_t size, gk_sketch *out);

/* ---- comparing (compare.c) ------------------------------------------------------------------ */

/* The share of runs of words that both have of those that either has: 0 to 1, within some 0.03;
 * 0 where one has no text. */
double gk_sketch_jaccard(const gk_sketch *a, const gk_sketch *b);
/* The same of figures, within some 0.05; 1 where neither has any. */
double gk_sketch_figures(const gk_sketch *a, const gk_sketch *b);
/* The share of part's runs of words that whole has, too: near 1 for the same text with an appendix.
 */
double gk_sketch_containment(const gk_sketch *part, const gk_sketch *whole);

typedef enum gk_alike {
    GK_ALIKE_DIFFERENT,
    GK_ALIKE_SAME,     /* near-identical: the same words, the same figures. Of a line or two of news
                          it may be another day's: whoever knows when they came should look */
    GK_ALIKE_VERSION,  /* the same document, changed: corrected, amended, with an appendix */
    GK_ALIKE_PART,     /* most of one stands in the other, which is much more */
    GK_ALIKE_SUCCESSOR /* the same words with other figures: another period's, another company's */
} gk_alike;
const char *gk_alike_name(gk_alike alike); /* "version" */

typedef struct gk_alike_verdict {
    gk_alike alike;
    double jaccard;     /* of the text */
    double containment; /* of the smaller text in the larger */
    double figures;     /* of the figures */
} gk_alike_verdict;
gk_alike_verdict gk_alike_judge(const gk_sketch *a, const gk_sketch *b);

/* ---- finding (index.c) ---------------------------------------------------------------------- */

/* Sketches by their bands, in memory: some 450 bytes each. It holds no sketch: what it finds is to
 * be judged. Not for several threads at once. */
typedef struct gk_alike_index gk_alike_index;
gk_alike_index *gk_alike_index_new(void);
void gk_alike_index_free(gk_alike_index *index); /* NULL is allowed */
/* A sketch without text is left out: it is like nothing. */
void gk_alike_index_add(gk_alike_index *index, int64_t id, const gk_sketch *sketch);
/* The ids of sketches that are probably alike, the likeliest first, of equal ones the last added
 * first; at most `most` (up to GK_ALIKE_MOST); returns how many. */
enum { GK_ALIKE_MOST = 64 };
size_t gk_alike_index_find(const gk_alike_index *index, const gk_sketch *sketch, int64_t *ids,
                           size_t most);

#endif
