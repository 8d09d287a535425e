/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/rows.h"

#include <math.h>
#include <string.h>

enum { LEAST_PERCENT = 75 }; /* of the row's largest weight, where the range may end */

static float largest(const float *w, size_t count)
{
    float most = 0;
    for (size_t i = 0; i < count; i++) most = fmaxf(most, fabsf(w[i]));
    return most;
}

/* q = w / step, rounded half away from zero and cut to the limit. */
static void round_row(const float *w, size_t count, float step, int limit, int8_t *q)
{
    const float inverse = 1 / step, most = (float)limit;
    for (size_t i = 0; i < count; i++) {
        float x = w[i] * inverse;
        x = x > most ? most : x < -most ? -most : x;
        q[i] = (int8_t)(x + (x < 0 ? -0.5F : 0.5F));
    }
}

/* For given q the best scale is <w, q> / <q, q>, and the squared error left is
 * <w, w> - <w, q>² / <q, q>: so the greatest <w, q>² / <q, q> is wanted. */
static double fit(const float *w, const int8_t *q, size_t count, double *gain)
{
    double wq = 0;
    int64_t qq = 0;
    for (size_t i = 0; i < count; i++) {
        wq += (double)w[i] * q[i];
        qq += (int64_t)q[i] * q[i];
    }
    *gain = qq ? wq * wq / (double)qq : 0;
    return qq ? wq / (double)qq : 0;
}

void gk_quantize_row(const float *w, size_t count, int limit, int8_t *q, float *scale)
{
    const float most = largest(w, count);
    *scale = 0;
    memset(q, 0, count);
    if (most < 1e-30F) return; /* its inverse would be infinite; such weights say nothing */
    float best_step = 0;
    double gain, best_gain = -1;
    for (int percent = 100; percent >= LEAST_PERCENT; percent--) {
        float step = (float)percent / 100 * most / (float)limit;
        round_row(w, count, step, limit, q);
        fit(w, q, count, &gain);
        if (gain > best_gain) best_gain = gain, best_step = step;
    }
    round_row(w, count, best_step, limit, q);
    *scale = (float)fit(w, q, count, &gain);
}
