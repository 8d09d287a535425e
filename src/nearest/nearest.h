/* SPDX-License-Identifier: Apache-2.0
 *
 * nearest - the vectors with the highest inner products with a query, found by codes: one bit an
 * element for all, a byte an element for the best of those, the vectors themselves for the few
 * that remain. So scores are exact, and what may be missed is set by how many candidates the bits
 * give. Nothing is built beforehand but the codes, each from its own vector and the mean of all.
 *
 * The method.  Vectors of sentence encoders lie in a narrow cone: what they share, the mean m, says
 * nothing of which is nearer. A vector is x = m + r and a query q = m + p, so
 *
 *   q · x = q · m + r · m + r · p
 *
 * The first term is the same for all, the second is kept with the code, the third is estimated. Its
 * estimate from the signs s of r is (s · p) · |r|² / (s · r), which is right on the average over
 * rotations of r (RaBitQ; Gao and Long, 2024). The query stays a vector of numbers. (A random
 * rotation of all vectors beforehand, which that method has too, changed nothing for E5's.)
 *
 * Codes come in chunks of GK_CHUNK_ROWS rows; width is dimensions up to a multiple of 8, and
 * elements past dimensions count as 0:
 *
 *   blocks   GK_CHUNK_ROWS / 32 blocks of 32 rows:
 *              signs    width / 4 times 16 bytes. Byte i of group g has the signs of elements
 *                       4 g to 4 g + 3 of row i in its lower half and of row i + 16 in its upper
 *                       half; a set bit is +
 *              shifts   32 float32: r · m; -inf where the vector is not of finite numbers, which is
 *                       never found
 *              factors  32 float32: |r|² / (s · r)
 *   bytes    GK_CHUNK_ROWS rows:
 *              elements width int8: r / scale, rounded, -127 to 127
 *              scale    float32
 *              shift    float32: as above
 *
 * All little-endian. The scan takes a block at a time: sums over half bytes, looked up in tables of
 * 16 (scan.h).
 */
#ifndef GK_NEAREST_H
#define GK_NEAREST_H

#include "base/base.h"

/* ---- codes (codes.c) --------------------------------------------------------------------- */

enum { GK_BLOCK_ROWS = 32, GK_CHUNK_ROWS = 1024, GK_CHUNK_BLOCKS = GK_CHUNK_ROWS / GK_BLOCK_ROWS };

size_t gk_codes_size(size_t dimensions); /* of a chunk in bytes: a multiple of 1024 */
/* The mean of those rows that are of finite numbers; zeros without any. */
void gk_codes_mean(const float *vectors, size_t rows, size_t dimensions, float *mean);
/* Writes the chunk of GK_CHUNK_ROWS vectors. The same on every processor. */
void gk_codes_write(const float *vectors, size_t dimensions, const float *mean,
                    unsigned char *chunk);
/* A copy of the blocks of all chunks, one after the other, where the system can map them by large
 * pages: a scan of it takes a third less time. NULL where there is no room. */
unsigned char *gk_blocks_gather(const unsigned char *const *chunks, size_t count,
                                size_t dimensions);
void gk_blocks_free(unsigned char *blocks, size_t count, size_t dimensions);
/* Whether row `row` of a chunk (< GK_CHUNK_ROWS) is what gk_codes_write makes of this vector. */
bool gk_codes_agree(const unsigned char *chunk, size_t row, const float *vector, size_t dimensions,
                    const float *mean);

/* ---- search (nearest.c) ------------------------------------------------------------------ */

/* What is searched. All is the caller's and stays as it is during a search. */
typedef struct gk_nearest {
    size_t dimensions, rows;            /* rows < 2^32 */
    const float *vectors;               /* (rows, dimensions) */
    const float *mean;                  /* (dimensions): of the codes */
    const unsigned char *const *chunks; /* rows 0 to chunk_count * GK_CHUNK_ROWS, which is at most
                                           rows; aligned for float */
    size_t chunk_count;                 /* the rows after these are scanned as they are */
    const unsigned char *blocks;        /* gk_blocks_gather of the chunks, or NULL */
} gk_nearest;

typedef struct gk_scan gk_scan; /* kernels of one instruction set: scan.h */

typedef struct gk_nearest_query {
    const float *vector;      /* (dimensions) */
    const uint64_t *admitted; /* bit row % 64 of word row / 64: the rows to search; NULL: all */
    size_t k;
    size_t candidates;   /* how many the bits give; 0: GK_CANDIDATES + GK_CANDIDATES_OF_K * k */
    gk_pool *pool;       /* NULL: the caller's thread alone */
    int threads;         /* of the pool, the caller's among them; 0: one a processor */
    const gk_scan *scan; /* NULL: the fastest that this processor has */
} gk_nearest_query;

enum { GK_CANDIDATES = 1000, GK_CANDIDATES_OF_K = 10 };

typedef struct gk_neighbour {
    size_t row;
    float score; /* the exact inner product, in float */
} gk_neighbour;

/* Writes the best to out, which has room for k, and returns how many: best first, of equals the
 * lower row. The same whatever the number of threads. */
size_t gk_nearest_find(const gk_nearest *nearest, const gk_nearest_query *query, gk_neighbour *out);

/* ---- sets of rows (rows.c) ---------------------------------------------------------------- */

uint64_t *gk_rows_new(size_t rows);                         /* none; gk_free */
void gk_rows_add(uint64_t *set, size_t first, size_t last); /* [first, last) */
size_t gk_rows_count(const uint64_t *set, size_t first, size_t last);
static inline bool gk_rows_hold(const uint64_t *set, size_t row)
{
    return set[row / 64] >> row % 64 & 1;
}

/* ---- exact products (product.c) ------------------------------------------------------------ */

/* scores[i] = row i · query, summed in the same order on every processor. */
void gk_products(const float *rows, const float *query, size_t dimensions, size_t count,
                 float *scores);

#endif
