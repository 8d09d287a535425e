/* SPDX-License-Identifier: Apache-2.0 */
#include "train/loss.h"

#include "base/base.h"

#include <math.h>
#include <string.h>

/* ---- prefixes of vectors -------------------------------------------------------------------- */

static double length_of(const float *x, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)x[i] * (double)x[i];
    return sqrt(sum);
}

/* u (rows, prefix): the first elements of each row of x (rows, dimensions), of length 1; their
 * lengths before. */
static void cut(const float *x, size_t rows, size_t dimensions, size_t prefix, float *u,
                double *lengths)
{
    for (size_t i = 0; i < rows; i++, x += dimensions, u += prefix) {
        lengths[i] = length_of(x, prefix);
        const double scale = lengths[i] > 0 ? 1 / lengths[i] : 0;
        for (size_t j = 0; j < prefix; j++) u[j] = (float)((double)x[j] * scale);
    }
}

/* dx += (du - u (u · du)) / length */
static void cut_backward(const float *u, const float *du, const double *lengths, size_t rows,
                         size_t dimensions, size_t prefix, float *dx)
{
    for (size_t i = 0; i < rows; i++, dx += dimensions, u += prefix, du += prefix) {
        double along = 0;
        if (lengths[i] <= 0) continue;
        for (size_t j = 0; j < prefix; j++) along += (double)u[j] * (double)du[j];
        for (size_t j = 0; j < prefix; j++)
            dx[j] += (float)(((double)du[j] - (double)u[j] * along) / lengths[i]);
    }
}

/* ---- softmax -------------------------------------------------------------------------------- */

/* -log softmax(scores)[right]; scores become its gradient times factor. */
static double softmax_loss(double *scores, size_t count, size_t right, double factor)
{
    double most = scores[0], sum = 0;
    for (size_t i = 1; i < count; i++)
        if (scores[i] > most) most = scores[i];
    const double own = scores[right] - most;
    for (size_t i = 0; i < count; i++) sum += scores[i] = exp(scores[i] - most);
    for (size_t i = 0; i < count; i++) scores[i] *= factor / sum;
    scores[right] -= factor;
    return log(sum) - own;
}

/* ---- InfoNCE -------------------------------------------------------------------------------- */

typedef struct room {
    float *q, *p, *dq, *dp; /* of the prefix */
    double *q_lengths, *p_lengths, *scores;
} room;

static double contrast_prefix(const gk_contrast *c, size_t prefix, const room *r)
{
    const double factor = 1 / ((double)c->queries * (double)c->prefix_count);
    double loss = 0;
    memset(r->dq, 0, c->queries * prefix * sizeof *r->dq);
    memset(r->dp, 0, c->passages * prefix * sizeof *r->dp);
    for (size_t i = 0; i < c->queries; i++) {
        const float *q = r->q + i * prefix;
        float *dq = r->dq + i * prefix;
        for (size_t k = 0; k < c->passages; k++) {
            const float *p = r->p + k * prefix;
            double cosine = 0;
            for (size_t j = 0; j < prefix; j++) cosine += (double)q[j] * (double)p[j];
            r->scores[k] = cosine / c->temperature;
        }
        loss += softmax_loss(r->scores, c->passages, c->positives[i], factor) * factor;
        for (size_t k = 0; k < c->passages; k++) {
            const float d = (float)(r->scores[k] / c->temperature);
            const float *p = r->p + k * prefix;
            float *dp = r->dp + k * prefix;
            for (size_t j = 0; j < prefix; j++) {
                dq[j] += d * p[j];
                dp[j] += d * q[j];
            }
        }
    }
    return loss;
}

double gk_loss_contrast(const gk_contrast *c, const float *q, const float *p, float *dq, float *dp)
{
    const size_t n = c->queries, m = c->passages, d = c->dimensions;
    room r = {gk_alloc_floats(n * d),
              gk_alloc_floats(m * d),
              gk_alloc_floats(n * d),
              gk_alloc_floats(m * d),
              gk_alloc_array(n, sizeof(double)),
              gk_alloc_array(m, sizeof(double)),
              gk_alloc_array(m, sizeof(double))};
    double loss = 0;
    memset(dq, 0, n * d * sizeof *dq);
    memset(dp, 0, m * d * sizeof *dp);
    for (size_t i = 0; i < c->prefix_count; i++) {
        const size_t prefix = c->prefixes[i];
        cut(q, n, d, prefix, r.q, r.q_lengths);
        cut(p, m, d, prefix, r.p, r.p_lengths);
        loss += contrast_prefix(c, prefix, &r);
        cut_backward(r.q, r.dq, r.q_lengths, n, d, prefix, dq);
        cut_backward(r.p, r.dp, r.p_lengths, m, d, prefix, dp);
    }
    gk_free(r.q);
    gk_free(r.p);
    gk_free(r.dq);
    gk_free(r.dp);
    gk_free(r.q_lengths);
    gk_free(r.p_lengths);
    gk_free(r.scores);
    return loss;
}

double gk_loss_ranking(const size_t *counts, size_t queries, const float *scores, float *dscores)
{
    double loss = 0;
    const double factor = 1 / (double)queries;
    for (size_t i = 0; i < queries; scores += counts[i], dscores += counts[i], i++) {
        double *s = gk_alloc_array(counts[i], sizeof *s);
        for (size_t k = 0; k < counts[i]; k++) s[k] = (double)scores[k];
        loss += softmax_loss(s, counts[i], 0, factor) * factor;
        for (size_t k = 0; k < counts[i]; k++) dscores[k] = (float)s[k];
        gk_free(s);
    }
    return loss;
}
