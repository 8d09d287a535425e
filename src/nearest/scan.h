/* SPDX-License-Identifier: Apache-2.0
 *
 * scan - the two inner loops of the search, once per instruction set behind one table of pointers.
 * scan_portable.c is the specification: the others give the same numbers to the last bit.
 *
 * A query is prepared for both: for the signs, four elements at a time, the sixteen sums that four
 * signs can give, as bytes, so that a processor with a byte shuffle looks up 16 rows or more in one
 * instruction (as FAISS's fast scan does; André, Kermarrec, Le Scouarnec 2015); for the bytes, as
 * 16-bit numbers.
 */
#ifndef GK_SCAN_H
#define GK_SCAN_H

#include "nearest/nearest.h"

enum {
    GK_TABLE = 16,       /* entries; and bytes of a group of signs */
    GK_ENTRY_LIMIT = 127 /* of an entry: two of them fit a byte */
};

/* p = query - mean. For a row of signs s: s · p is near sum * step - offset, where sum is that of
 * the row's entries of the tables; it never passes 65,535. */
typedef struct gk_prepared {
    size_t width;    /* a multiple of 8 */
    uint8_t *tables; /* (width / 4, GK_TABLE), aligned to 64 bytes */
    float step, offset;
    int16_t *numbers; /* (width): p / unit, rounded */
    float unit;
    float base;     /* query · mean */
    float *centred; /* (width): p */
} gk_prepared;

struct gk_scan {
    const char *name;
    /* estimates[i] = shift + factor * (sum * step - offset), each operation rounded to float, for
     * the 32 rows of a block; bit i of what is returned: estimates[i] >= least. */
    uint32_t (*block)(const unsigned char *block, const gk_prepared *query, float least,
                      float estimates[GK_BLOCK_ROWS]);
    /* The inner product of two rows of whole numbers; width is a multiple of 8. */
    int32_t (*product)(const int8_t *row, const int16_t *numbers, size_t width);
};

/* All that this processor has, the fastest first, the portable one last; NULL at the end. */
const gk_scan *const *gk_scan_available(void);
/* The names of those that the program has and this processor cannot run; NULL at the end. */
const char *const *gk_scan_missing(void);

/* False where the query is not of finite numbers, or of too large ones. To be freed either way. */
bool gk_prepare(gk_prepared *prepared, const float *query, const float *mean, size_t dimensions);
void gk_prepared_free(gk_prepared *prepared);

extern const gk_scan gk_scan_portable;
#ifdef GK_X86_KERNELS
extern const gk_scan gk_scan_avx512; /* avx512f, bw, vl */
extern const gk_scan gk_scan_avx2;
#endif
#ifdef GK_NEON_KERNELS
extern const gk_scan gk_scan_neon; /* every aarch64 */
#endif

/* Where the parts of a chunk are. */
static inline size_t gk_codes_width(size_t dimensions) { return (dimensions + 7) / 8 * 8; }
static inline size_t gk_signs_size(size_t width) { return width / 4 * GK_TABLE; }
static inline size_t gk_block_size(size_t width)
{
    return gk_signs_size(width) + sizeof(float[2][GK_BLOCK_ROWS]);
}
enum { GK_BLOCKS_AHEAD = 2 }; /* blocks that are fetched before they are needed: there is memory */
static inline size_t gk_bytes_size(size_t width) { return width + 2 * sizeof(float); }
static inline size_t gk_bytes_offset(size_t width, size_t row)
{
    return GK_CHUNK_BLOCKS * gk_block_size(width) + row * gk_bytes_size(width);
}

#endif
