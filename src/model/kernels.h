/* SPDX-License-Identifier: Apache-2.0
 *
 * kernels - the arithmetic of the encoder, once per instruction set behind one table of pointers.
 * kernels_portable.c is the specification; the others are tested against it.
 *
 * A matrix product's right side is packed into panels of GK_PANEL columns, so that the innermost
 * loop reads it from one end to the other: panel p holds, for each i < k, the elements
 * B[i][p * GK_PANEL .. + GK_PANEL], zero where B has no such column.
 */
#ifndef GK_KERNELS_H
#define GK_KERNELS_H

#include "base/base.h"

enum { GK_PANEL = 32 };

typedef struct gk_kernels {
    const char *name;
    /* c (m, n) = a (m, k) · b (k, n) + bias (n). lda and ldc are the rows' distances in floats;
     * packed is aligned to 64 bytes; bias may be NULL; c overlaps nothing. */
    void (*multiply)(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                     const float *bias, float *c, size_t ldc);
    /* x = x · Φ(x), Φ by the error function, to 1e-6 */
    void (*gelu)(float *x, size_t count);
    /* row = softmax(scale · row); count > 0 */
    void (*softmax)(float *row, size_t count, float scale);
    /* x = normalise(x + y) · weight + bias, over one row of count elements */
    void (*add_norm)(float *x, const float *y, const float *weight, const float *bias, size_t count,
                     float epsilon);
} gk_kernels;

/* All that this processor has, the fastest first, the portable ones last; NULL at the end. */
const gk_kernels *const *gk_kernels_available(void);

/* Floats that b (k, n) takes when packed. */
size_t gk_packed_size(size_t k, size_t n);
/* Packs b = w^T for w (n, k), as linear layers and attention's keys are stored. */
void gk_pack_transposed(const float *w, size_t ldw, size_t k, size_t n, float *packed);
/* Packs b (k, n) as it stands. */
void gk_pack(const float *b, size_t ldb, size_t k, size_t n, float *packed);

#endif
