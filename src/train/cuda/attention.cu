/* SPDX-License-Identifier: Apache-2.0 */
#include "train/cuda/attention.cuh"

#include <math.h>

/* Scores of a run, 128 MiB, where one sequence has no more. */
static const size_t most_scores = (size_t)1 << 25;

/* `count` sequences of the group, one after the other. */
typedef struct run {
    size_t count, heads, size, longest; /* size: D */
    const int32_t *starts, *lengths;    /* of the first on; the device's */
} run;

static size_t pairs_of(const run *r) { return r->count * r->heads; }
static size_t part_of(const run *r) { return pairs_of(r) * r->longest * r->size; }
static size_t scores_of(const run *r) { return pairs_of(r) * r->longest * r->longest; }

/* The run that begins with a sequence: no other is shorter than 7/8 of it, so that little is
 * computed in vain. */
static run run_from(const gk_cuda_attention *a, const gk_cuda_group *g, const gk_cuda_layout *l,
                    size_t first)
{
    const size_t longest = g->sequences[g->order[first]].length;
    run r = {1, a->heads, a->hidden / a->heads, longest, l->starts + first, l->lengths + first};
    while (first + r.count < g->count &&
           g->sequences[g->order[first + r.count]].length * 8 >= longest * 7 &&
           (r.count + 1) * r.heads * longest * longest <= most_scores)
        r.count++;
    return r;
}

/* ---- into heads and back ----------------------------------------------------------------- */

/* An element of `parts` padded matrices (parts, N, L, D), and where it is in the matrix of tokens
 * (T, parts · H); -1: it is padding. */
static __device__ long long source_of(const run &r, size_t parts, size_t i)
{
    const size_t j = i % r.size, t = i / r.size % r.longest, pair = i / r.size / r.longest;
    const size_t head = pair % r.heads, sequence = pair / r.heads % r.count,
                 part = pair / r.heads / r.count, hidden = r.heads * r.size;
    if (t >= (size_t)r.lengths[sequence]) return -1;
    return (long long)(((size_t)r.starts[sequence] + t) * parts * hidden + part * hidden +
                       head * r.size + j);
}

static __global__ void split(run r, size_t parts, size_t count, const float *from, float *to)
{
    const size_t i = gk_element();
    if (i >= count) return;
    const long long source = source_of(r, parts, i);
    to[i] = source < 0 ? 0 : from[source];
}

static __global__ void join(run r, size_t parts, size_t count, const float *from, float *to)
{
    const size_t i = gk_element();
    if (i >= count) return;
    const long long source = source_of(r, parts, i);
    if (source >= 0) to[source] = from[i];
}

static void split_run(gk_device *d, const run *r, size_t parts, const float *from, float *to)
{
    const size_t count = parts * part_of(r);
    gk_launch(d, "split", gk_blocks(count, GK_THREADS), split, *r, parts, count, from, to);
}

static void join_run(gk_device *d, const run *r, size_t parts, const float *from, float *to)
{
    const size_t count = parts * part_of(r);
    gk_launch(d, "join", gk_blocks(count, GK_THREADS), join, *r, parts, count, from, to);
}

/* ---- softmax ----------------------------------------------------------------------------- */

/* A warp to each row of scores (N · L, L): softmax over the sequence's length, 0 for padding. */
static __global__ void softmax(run r, size_t rows, float scale, float *scores)
{
    const size_t row = gk_warp();
    if (row >= rows) return;
    const size_t length = (size_t)r.lengths[row / r.longest / r.heads];
    const bool padding = row % r.longest >= length;
    float *x = scores + row * r.longest, most = -INFINITY, sum = 0;
    for (size_t j = gk_lane(); j < length; j += GK_LANES) most = fmaxf(most, x[j]);
    most = gk_warp_max(most);
    for (size_t j = gk_lane(); j < length; j += GK_LANES) {
        x[j] = expf(scale * (x[j] - most));
        sum += x[j];
    }
    sum = gk_warp_sum(sum);
    for (size_t j = gk_lane(); j < r.longest; j += GK_LANES)
        x[j] = padding || j >= length ? 0 : x[j] / sum;
}

/* ds = scale · p · (dp - Σ p · dp), into dp */
static __global__ void softmax_backward(size_t rows, size_t columns, float scale, const float *p,
                                        float *dp)
{
    const size_t row = gk_warp();
    if (row >= rows) return;
    p += row * columns;
    dp += row * columns;
    float sum = 0;
    for (size_t j = gk_lane(); j < columns; j += GK_LANES) sum += p[j] * dp[j];
    sum = gk_warp_sum(sum);
    for (size_t j = gk_lane(); j < columns; j += GK_LANES) dp[j] = scale * p[j] * (dp[j] - sum);
}

static float scale_of(const run *r) { return 1 / sqrtf((float)r->size); }

/* ---- a run ------------------------------------------------------------------------------- */

/* Of queries and keys (N, L, D): scores (N, L, L). */
static void score(gk_device *d, const run *r, const float *queries, const float *keys,
                  float *scores)
{
    const size_t rows = pairs_of(r) * r->longest;
    const gk_product over_size = {false, true, r->longest, r->longest, r->size};
    gk_device_products(d, &over_size, pairs_of(r), queries, keys, scores);
    gk_launch(d, "softmax", gk_blocks(rows, GK_WARPS), softmax, *r, rows, scale_of(r), scores);
}

static void run_forward(gk_device *d, gk_cuda_attention *a, const run *r, const float *qkv,
                        float *context)
{
    const size_t part = part_of(r);
    const gk_product over_length = {false, false, r->longest, r->size, r->longest};
    float *queries = gk_room_for(d, &a->parts, 4 * part), *keys = queries + part,
          *values = keys + part, *padded = values + part;
    float *scores = gk_room_for(d, &a->scores, scores_of(r));
    split_run(d, r, 3, qkv, queries);
    score(d, r, queries, keys, scores);
    gk_device_products(d, &over_length, pairs_of(r), scores, values, padded);
    join_run(d, r, 1, padded, context);
}

/* With P the scores and C = P · V: dV = P^T · dC, dP = dC · V^T, dS by the softmax, dQ = dS · K,
 * dK = dS^T · Q. */
static void run_backward(gk_device *d, gk_cuda_attention *a, const run *r, const float *qkv,
                         const float *dcontext, float *dqkv)
{
    const size_t part = part_of(r), pairs = pairs_of(r), rows = pairs * r->longest;
    const gk_product over_size = {false, true, r->longest, r->longest, r->size},
                     over_length = {false, false, r->longest, r->size, r->longest},
                     turned = {true, false, r->longest, r->size, r->longest};
    float *queries = gk_room_for(d, &a->parts, 7 * part), *keys = queries + part,
          *values = keys + part, *dc = values + part, *dqueries = dc + part,
          *dkeys = dqueries + part, *dvalues = dkeys + part;
    float *scores = gk_room_for(d, &a->scores, 2 * scores_of(r)), *dscores = scores + scores_of(r);
    split_run(d, r, 3, qkv, queries);
    split_run(d, r, 1, dcontext, dc);
    score(d, r, queries, keys, scores);
    gk_device_products(d, &turned, pairs, scores, dc, dvalues);
    gk_device_products(d, &over_size, pairs, dc, values, dscores);
    gk_launch(d, "softmax_backward", gk_blocks(rows, GK_WARPS), softmax_backward, rows, r->longest,
              scale_of(r), scores, dscores);
    gk_device_products(d, &over_length, pairs, dscores, keys, dqueries);
    gk_device_products(d, &turned, pairs, dscores, queries, dkeys);
    join_run(d, r, 3, dqueries, dqkv);
}

/* ---- all runs ---------------------------------------------------------------------------- */

void gk_cuda_attention_forward(gk_device *d, gk_cuda_attention *a, const gk_cuda_group *g,
                               const gk_cuda_layout *l, const float *qkv, float *context)
{
    for (size_t i = 0; i < g->count;) {
        const run r = run_from(a, g, l, i);
        run_forward(d, a, &r, qkv, context);
        i += r.count;
    }
}

void gk_cuda_attention_backward(gk_device *d, gk_cuda_attention *a, const gk_cuda_group *g,
                                const gk_cuda_layout *l, const float *qkv, const float *dcontext,
                                float *dqkv)
{
    for (size_t i = 0; i < g->count;) {
        const run r = run_from(a, g, l, i);
        run_backward(d, a, &r, qkv, dcontext, dqkv);
        i += r.count;
    }
}

void gk_cuda_attention_free(gk_cuda_attention *a)
{
    gk_room_free(&a->parts);
    gk_room_free(&a->scores);
}
