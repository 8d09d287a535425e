/* SPDX-License-Identifier: Apache-2.0
 *
 * kernels - the arithmetic of the encoder, once per instruction set behind one table of pointers.
 * kernels_portable.c is the specification; the others are tested against it.
 *
 * A matrix product's right side is packed into panels of GK_PANEL columns, so that the innermost
 * loop reads it from one end to the other: panel p holds, for each i < k, the elements
 * B[i][p * GK_PANEL .. + GK_PANEL], zero where B has no such column.
 *
 * int8.  A weight is q · scale with one scale a column (an output channel) and |q| <=
 * GK_WEIGHT_LIMIT; an activation is (q - 128) · scale with one scale a row (a token) and q in 1 to
 * 255. Weights keep to 64 so that AVX2's vpmaddubsw, which adds two products of an unsigned and a
 * signed byte in 16 bits, cannot overflow: 2 · 255 · 64 < 2^15. So every instruction set adds up
 * the same integers. The floats between the products still differ in their last bit from one
 * processor to another, which now and then moves an activation by a whole step: vectors of one text
 * agree between processors as well as they do with the float model. Panels hold GK_GROUP elements
 * of k together, as the instructions take them: panel p holds, for each group g < ceil(k /
 * GK_GROUP), for each column j < GK_PANEL, the GK_GROUP bytes B[g * GK_GROUP ..][p * GK_PANEL + j],
 * zero where B has none.
 */
#ifndef GK_KERNELS_H
#define GK_KERNELS_H

#include "base/base.h"

enum { GK_PANEL = 32, GK_GROUP = 4, GK_WEIGHT_LIMIT = 64 };

/* What happens to a product before it is stored: c = product + bias + residual, or
 * c = gelu(product + bias). */
typedef struct gk_epilogue {
    const float *bias;     /* (n), or NULL */
    const float *residual; /* (m, n), rows ldr floats apart, or NULL; may be c itself */
    size_t ldr;
    bool gelu; /* x · Φ(x), Φ by the error function, to 1e-6, in a product of bytes,
                              whose results are rounded to bytes next, to 3e-4; never with a
                              residual */
} gk_epilogue;

/* b (k, n) as int8, packed; owned by its maker (gk_int8_pack). */
typedef struct gk_int8_matrix {
    size_t k, n;
    int8_t *panels;  /* aligned to 64 bytes */
    float *scales;   /* (n up to whole panels), 0 beyond n */
    int32_t *starts; /* (n up to whole panels): -128 · the column's sum, which undoes the
                        activations' offset */
} gk_int8_matrix;

/* Attention of one head over one sequence. Matrices are (length, size). */
typedef struct gk_head {
    size_t length, size;
    const float *queries, *keys, *values; /* rows `stride` floats apart */
    size_t stride;
    float *context; /* the result, rows context_stride floats apart */
    size_t context_stride;
} gk_head;

/* What attention works in; its parts are aligned to 64 bytes. */
enum { GK_QUERIES = 96 }; /* at once: their scores stay in the second cache */
typedef struct gk_attention_room {
    float *keys;    /* gk_packed_size(size, length) */
    float *values;  /* gk_packed_size(length + 1, size) */
    float *scores;  /* (GK_QUERIES, length up to whole panels) */
    float *queries; /* (GK_QUERIES, size) */
} gk_attention_room;

typedef struct gk_kernels {
    const char *name;
    /* c (m, n) = a (m, k) · b (k, n), then the epilogue. lda and ldc are the rows' distances in
     * floats; packed is aligned to 64 bytes; c overlaps nothing but the residual. */
    void (*multiply)(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                     const gk_epilogue *epilogue, float *c, size_t ldc);
    /* The same for a of bytes, lda bytes apart, quantised row by row; a_scales (m). Bytes of a row
     * from k to the next multiple of GK_GROUP are read and count nothing. */
    void (*multiply_int8)(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                          const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                          size_t ldc);
    /* One row of finite numbers: *scale = max |x| / 127, q = 128 + x · (127 / max |x|) rounded to
     * nearest, ties to even; 128 from count to the next multiple of GK_GROUP. A row of zeros: all
     * 128, scale 0. */
    void (*quantize)(const float *x, size_t count, uint8_t *q, float *scale);
    /* row = softmax(scale · row); count > 0 */
    void (*softmax)(float *row, size_t count, float scale);
    /* x = normalise(x) · weight + bias, over one row of count elements */
    void (*norm)(float *x, const float *weight, const float *bias, size_t count, float epsilon);
    /* context = softmax(queries · keys^T / sqrt(size)) · values with factors rounded to bfloat16,
     * for int8 models, whose own rounding is far coarser. size is a multiple of GK_PANEL. NULL: the
     * processor has no such instructions. */
    void (*attend_bf16)(const gk_head *head, const gk_attention_room *room);
} gk_kernels;

/* All that this processor has, the fastest first, the portable ones last; NULL at the end. */
const gk_kernels *const *gk_kernels_available(void);
/* The names of those that the program has and this processor cannot run; NULL at the end. */
const char *const *gk_kernels_missing(void);

/* n, up to whole panels. */
static inline size_t gk_whole_panels(size_t n) { return (n + GK_PANEL - 1) / GK_PANEL * GK_PANEL; }

/* Floats that b (k, n) takes when packed. */
size_t gk_packed_size(size_t k, size_t n);
/* Packs b = w^T for w (n, k), as linear layers and attention's keys are stored. */
void gk_pack_transposed(const float *w, size_t ldw, size_t k, size_t n, float *packed);
/* Packs b (k, n) as it stands. */
void gk_pack(const float *b, size_t ldb, size_t k, size_t n, float *packed);

/* Room for an int8 matrix, zeroed; gk_int8_free gives it back. */
gk_int8_matrix gk_int8_new(size_t k, size_t n);
void gk_int8_free(gk_int8_matrix *matrix);
/* Packs w (rows, k) and its scales (rows) as the columns first .. first + rows of b.
 * |w| <= GK_WEIGHT_LIMIT. */
void gk_int8_pack(const int8_t *w, const float *scales, size_t rows, size_t first,
                  gk_int8_matrix *b);

#endif
