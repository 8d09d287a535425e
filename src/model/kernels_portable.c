/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernels in plain C: what the others must equal, and what runs where no other does.
 */
#include "model/kernels_table.h"

static void multiply(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                     const float *bias, float *c, size_t ldc)
{
    for (size_t row = 0; row < m; row++) {
        for (size_t column = 0; column < n; column += GK_PANEL) {
            const float *panel = packed + column * k;
            float sums[GK_PANEL] = {0};
            for (size_t i = 0; i < k; i++)
                for (size_t j = 0; j < GK_PANEL; j++)
                    sums[j] += a[row * lda + i] * panel[i * GK_PANEL + j];
            for (size_t j = 0; j < GK_PANEL && column + j < n; j++)
                c[row * ldc + column + j] = sums[j] + (bias ? bias[column + j] : 0);
        }
    }
}

static void gelu(float *x, size_t count)
{
    for (size_t i = 0; i < count; i++) x[i] *= 0.5F * (1 + erff(x[i] * GK_SQRT_HALF));
}

/* Less the greatest element, so that no power overflows and one is 1. */
static void softmax(float *row, size_t count, float scale)
{
    float most = -INFINITY, sum = 0;
    for (size_t i = 0; i < count; i++) most = fmaxf(most, row[i] * scale);
    for (size_t i = 0; i < count; i++) {
        row[i] = expf(row[i] * scale - most);
        sum += row[i];
    }
    for (size_t i = 0; i < count; i++) row[i] /= sum;
}

static void add_norm(float *x, const float *y, const float *weight, const float *bias, size_t count,
                     float epsilon)
{
    float sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        x[i] += y[i];
        sum += x[i];
    }
    const float mean = sum / (float)count;
    for (size_t i = 0; i < count; i++) {
        x[i] -= mean;
        squares += x[i] * x[i];
    }
    const float scale = 1 / sqrtf(squares / (float)count + epsilon);
    for (size_t i = 0; i < count; i++) x[i] = x[i] * scale * weight[i] + bias[i];
}

const gk_kernels gk_kernels_portable = {"portable", multiply, gelu, softmax, add_norm};
