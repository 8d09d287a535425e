/* SPDX-License-Identifier: Apache-2.0 */
#include "train/head.h"

#include <math.h>
#include <string.h>

static float dot(const float *a, const float *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)a[i] * (double)b[i];
    return (float)sum;
}

float gk_head_pool(const gk_config *c, const float *x, size_t length, float *vector)
{
    const size_t used = c->pooling == GK_POOL_CLS ? 1 : length;
    memset(vector, 0, c->hidden * sizeof *vector);
    for (size_t t = 0; t < used; t++)
        for (size_t j = 0; j < c->hidden; j++) vector[j] += x[t * c->hidden + j];
    const float size = sqrtf(dot(vector, vector, c->hidden));
    if (size > 0)
        for (size_t j = 0; j < c->hidden; j++) vector[j] /= size;
    return size;
}

/* ds = (dv - v (v · dv)) / |s|, the same for every token of the sum. */
void gk_head_pool_backward(const gk_config *c, const float *vector, float size,
                           const float *dvector, size_t length, float *dx)
{
    const size_t used = c->pooling == GK_POOL_CLS ? 1 : length;
    const float along = dot(vector, dvector, c->hidden);
    if (size <= 0) return;
    for (size_t j = 0; j < c->hidden; j++) {
        const float d = (dvector[j] - vector[j] * along) / size;
        for (size_t t = 0; t < used; t++) dx[t * c->hidden + j] = d;
    }
}

static float unit(const gk_parameters *p, const float *values, const float *x, size_t i)
{
    const size_t hidden = p->config.hidden;
    return tanhf(dot(values + p->dense + i * hidden, x, hidden) + values[p->dense_bias + i]);
}

float gk_head_score(const gk_parameters *p, const float *values, const float *x)
{
    double sum = (double)values[p->out_bias];
    for (size_t i = 0; i < p->config.hidden; i++)
        sum += (double)values[p->out + i] * (double)unit(p, values, x, i);
    return (float)sum;
}

void gk_head_score_backward(const gk_parameters *p, const float *values, const float *x,
                            float dscore, float *gradient, float *dx)
{
    const size_t hidden = p->config.hidden;
    gradient[p->out_bias] += dscore;
    for (size_t i = 0; i < hidden; i++) {
        const float u = unit(p, values, x, i);
        const float *row = values + p->dense + i * hidden;
        float *drow = gradient + p->dense + i * hidden;
        gradient[p->out + i] += dscore * u;
        const float d = dscore * values[p->out + i] * (1 - u * u);
        gradient[p->dense_bias + i] += d;
        for (size_t j = 0; j < hidden; j++) {
            drow[j] += d * x[j];
            dx[j] += d * row[j];
        }
    }
}
