/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernels in plain C: what the others must equal, and what runs where no other does.
 */
#include "model/kernels_table.h"

#include <float.h>

/* The element (row, column) of a product, as it is stored. */
static float finish(float x, size_t row, size_t column, const gk_epilogue *e)
{
    if (e->bias) x += e->bias[column];
    if (e->gelu) x *= 0.5F * (1 + erff(x * 0.70710678118654752F));
    return e->residual ? x + e->residual[row * e->ldr + column] : x;
}

static void multiply(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                     const gk_epilogue *epilogue, float *c, size_t ldc)
{
    for (size_t row = 0; row < m; row++) {
        for (size_t column = 0; column < n; column += GK_PANEL) {
            const float *panel = packed + column * k;
            float sums[GK_PANEL] = {0};
            for (size_t i = 0; i < k; i++)
                for (size_t j = 0; j < GK_PANEL; j++)
                    sums[j] += a[row * lda + i] * panel[i * GK_PANEL + j];
            for (size_t j = 0; j < GK_PANEL && column + j < n; j++)
                c[row * ldc + column + j] = finish(sums[j], row, column + j, epilogue);
        }
    }
}

static void multiply_int8(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                          const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                          size_t ldc)
{
    const size_t groups = (b->k + GK_GROUP - 1) / GK_GROUP;
    for (size_t row = 0; row < m; row++) {
        for (size_t column = 0; column < b->n; column += GK_PANEL) {
            const int8_t *panel = b->panels + column * groups * GK_GROUP;
            int32_t sums[GK_PANEL];
            for (size_t j = 0; j < GK_PANEL; j++) sums[j] = b->starts[column + j];
            for (size_t g = 0; g < groups; g++, panel += (size_t)GK_PANEL * GK_GROUP)
                for (size_t j = 0; j < GK_PANEL; j++)
                    for (size_t i = 0; i < GK_GROUP; i++)
                        sums[j] += a[row * lda + g * GK_GROUP + i] * panel[j * GK_GROUP + i];
            for (size_t j = 0; j < GK_PANEL && column + j < b->n; j++) {
                float product = (float)sums[j] * (a_scales[row] * b->scales[column + j]);
                c[row * ldc + column + j] = finish(product, row, column + j, epilogue);
            }
        }
    }
}

/* Where 127 / max is more than a float holds, max is next to nothing, and the row counts as zeros.
 */
static void quantize(const float *x, size_t count, uint8_t *q, float *scale)
{
    float most = 0;
    for (size_t i = 0; i < count; i++)
        if (fabsf(x[i]) > most) most = fabsf(x[i]);
    float inverse = 127 / most;
    if (inverse > FLT_MAX) most = inverse = 0;
    *scale = most / 127;
    for (size_t i = 0; i < count; i++) {
        float step = x[i] * inverse;
        if (!(step >= -127)) step = -127; /* what is no number has no integer */
        if (step > 127) step = 127;
        q[i] = (uint8_t)(128 + (int)nearbyintf(step));
    }
    for (size_t i = count; i % GK_GROUP != 0; i++) q[i] = 128;
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

static void norm(float *x, const float *weight, const float *bias, size_t count, float epsilon)
{
    float sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) sum += x[i];
    const float mean = sum / (float)count;
    for (size_t i = 0; i < count; i++) {
        x[i] -= mean;
        squares += x[i] * x[i];
    }
    const float scale = 1 / sqrtf(squares / (float)count + epsilon);
    for (size_t i = 0; i < count; i++) x[i] = x[i] * scale * weight[i] + bias[i];
}

const gk_kernels gk_kernels_portable = {"portable", multiply, multiply_int8, quantize,
                                        softmax,    norm,     NULL};
