/* SPDX-License-Identifier: Apache-2.0
 *
 * rows - what an encoder's training does element by element or row by row, beside its products. A
 * _backward takes the gradient of a result and gives that of what it came from.
 */
#ifndef GK_TRAIN_ROWS_H
#define GK_TRAIN_ROWS_H

#include <stddef.h>

/* to (columns, rows) = from (rows, columns) turned; rows of `from` are ld floats apart, those of
 * `to` ldt. */
void gk_rows_turn(const float *from, size_t ld, size_t rows, size_t columns, float *to, size_t ldt);

/* sums (columns) += the sum of all rows of x (rows, columns). */
void gk_rows_sum(const float *x, size_t rows, size_t columns, float *sums);

void gk_rows_plus(const float *x, size_t count, float *to); /* to += x */

/* y = x · Φ(x), Φ by the error function, to 3e-7 of max(1, |x|). */
void gk_rows_gelu(const float *x, size_t count, float *y);
/* dx = dy · (Φ(x) + x · φ(x)); dx may be dy. */
void gk_rows_gelu_backward(const float *x, const float *dy, size_t count, float *dx);

/* Of y = normalise(x) · weight + bias for each row (kernels.h: norm): dx (rows, columns), which may
 * be dy; adds to dweight and dbias (columns). */
typedef struct gk_norm_gradient {
    const float *weight;
    float *dweight, *dbias;
    float epsilon;
} gk_norm_gradient;
void gk_rows_norm_backward(const gk_norm_gradient *norm, const float *x, const float *dy,
                           size_t rows, size_t columns, float *dx);

/* Of p = softmax(scale · s), one row: ds = scale · p · (dp - Σ p · dp); ds may be dp. */
void gk_rows_softmax_backward(const float *p, const float *dp, size_t count, float scale,
                              float *ds);

double gk_rows_squares(const float *x, size_t count); /* Σ x² */

/* One step of AdamW on `count` weights; gradients are multiplied by `factor` first. The corrections
 * are 1 - beta^step. */
typedef struct gk_adamw_step {
    float rate, decay, factor, correction_1, correction_2;
} gk_adamw_step;
void gk_rows_adamw(const gk_adamw_step *how, size_t count, const float *gradient, float *moment_1,
                   float *moment_2, float *weights);

#endif
