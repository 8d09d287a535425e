/* SPDX-License-Identifier: Apache-2.0
 *
 * rows - what train/rows.h does on the processor, by kernels: element by element, or a warp to a
 * row. All arrays are the device's. Sums over rows are made of slices' sums, added in their order.
 */
#ifndef GK_TRAIN_CUDA_ROWS_CUH
#define GK_TRAIN_CUDA_ROWS_CUH

#include "train/cuda/device.cuh"

/* y (rows, columns) += bias (columns) + residual (rows, columns; or NULL) */
void gk_cuda_bias(gk_device *d, size_t rows, size_t columns, const float *bias,
                  const float *residual, float *y);

/* sums (columns) += the sum of all rows of x (rows, columns); room is for what lies between. */
void gk_cuda_sum(gk_device *d, gk_room *room, size_t rows, size_t columns, const float *x,
                 float *sums);

/* y = x · Φ(x) */
void gk_cuda_gelu(gk_device *d, size_t count, const float *x, float *y);
/* dx = dy · (Φ(x) + x · φ(x)); dx may be dy. */
void gk_cuda_gelu_backward(gk_device *d, size_t count, const float *x, const float *dy, float *dx);

/* Where a norm's weights are, and the gradient of them. */
typedef struct gk_cuda_norm {
    const float *weight, *bias; /* (columns) */
    float *dweight, *dbias;     /* backward adds to them */
    float epsilon;
} gk_cuda_norm;

/* y = normalise(x) · weight + bias for each row of x (rows, columns) */
void gk_cuda_norm_forward(gk_device *d, const gk_cuda_norm *norm, size_t rows, size_t columns,
                          const float *x, float *y);
/* dx (rows, columns) holds the gradient of y and gets that of x. */
void gk_cuda_norm_backward(gk_device *d, gk_room *room, const gk_cuda_norm *norm, size_t rows,
                           size_t columns, const float *x, float *dx);

double gk_cuda_squares(gk_device *d, gk_room *room, size_t count, const float *x); /* Σ x² */

/* As gk_adamw_step of train/rows.h, with which it shares what its fields mean. */
typedef struct gk_cuda_adamw {
    float rate, decay, factor, correction_1, correction_2;
} gk_cuda_adamw;
void gk_cuda_adamw_step(gk_device *d, const gk_cuda_adamw *how, size_t count, const float *gradient,
                        float *moment_1, float *moment_2, float *weights);

#endif
