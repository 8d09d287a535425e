/* SPDX-License-Identifier: Apache-2.0 */
#include "train/cuda/head.cuh"

#include "train/cuda/rows.cuh"

/* ---- an embedding ------------------------------------------------------------------------ */

/* How many of a sequence's tokens the vector is the sum of. */
static __device__ size_t used_of(bool first_alone, const int32_t *lengths, size_t sequence)
{
    return first_alone ? 1 : (size_t)lengths[sequence];
}

/* A block to a sequence. */
static __global__ void pool(bool first_alone, size_t hidden, const int32_t *starts,
                            const int32_t *lengths, const float *x, float *vectors, float *sizes)
{
    const size_t used = used_of(first_alone, lengths, blockIdx.x);
    float *v = vectors + (size_t)blockIdx.x * hidden;
    double squares = 0;
    x += (size_t)starts[blockIdx.x] * hidden;
    for (size_t j = threadIdx.x; j < hidden; j += GK_THREADS) {
        float sum = 0;
        for (size_t t = 0; t < used; t++) sum += x[t * hidden + j];
        v[j] = sum;
        squares += (double)sum * (double)sum;
    }
    const float size = (float)sqrt(gk_block_sum(squares));
    if (threadIdx.x == 0) sizes[blockIdx.x] = size;
    for (size_t j = threadIdx.x; j < hidden && size > 0; j += GK_THREADS) v[j] /= size;
}

void gk_cuda_pool(gk_device *d, const gk_config *c, const gk_cuda_layout *l, size_t count,
                  const float *x, float *vectors, float *sizes)
{
    gk_launch(d, "pool", count, pool, c->pooling == GK_POOL_CLS, c->hidden, l->starts, l->lengths,
              x, vectors, sizes);
}

/* A block to a sequence: ds = (dv - v (v · dv)) / |s|, the same for every token of the sum. */
static __global__ void pool_backward(bool first_alone, size_t hidden, const int32_t *starts,
                                     const int32_t *lengths, const float *vectors,
                                     const float *sizes, const float *dvectors, float *dx)
{
    const size_t used = used_of(first_alone, lengths, blockIdx.x);
    const size_t length = (size_t)lengths[blockIdx.x];
    const float *v = vectors + (size_t)blockIdx.x * hidden,
                *dv = dvectors + (size_t)blockIdx.x * hidden;
    const float size = sizes[blockIdx.x];
    double along = 0;
    dx += (size_t)starts[blockIdx.x] * hidden;
    for (size_t j = threadIdx.x; j < hidden; j += GK_THREADS) along += (double)v[j] * (double)dv[j];
    const float projection = (float)gk_block_sum(along);
    for (size_t j = threadIdx.x; j < hidden; j += GK_THREADS) {
        const float ds = size > 0 ? (dv[j] - v[j] * projection) / size : 0;
        for (size_t t = 0; t < length; t++) dx[t * hidden + j] = t < used ? ds : 0;
    }
}

void gk_cuda_pool_backward(gk_device *d, const gk_config *c, const gk_cuda_layout *l, size_t count,
                           const float *vectors, const float *sizes, const float *dvectors,
                           float *dx)
{
    gk_launch(d, "pool_backward", count, pool_backward, c->pooling == GK_POOL_CLS, c->hidden,
              l->starts, l->lengths, vectors, sizes, dvectors, dx);
}

/* ---- a cross-encoder --------------------------------------------------------------------- */

/* first (count, hidden): each sequence's first token */
static __global__ void take_first(size_t count, size_t hidden, const int32_t *starts,
                                  const float *x, float *first)
{
    const size_t i = gk_element();
    if (i < count * hidden) first[i] = x[(size_t)starts[i / hidden] * hidden + i % hidden];
}

static __global__ void add_first(size_t count, size_t hidden, const int32_t *starts,
                                 const float *dfirst, float *dx)
{
    const size_t i = gk_element();
    if (i < count * hidden) dx[(size_t)starts[i / hidden] * hidden + i % hidden] += dfirst[i];
}

static __global__ void unit(size_t count, float *x)
{
    const size_t i = gk_element();
    if (i < count) x[i] = tanhf(x[i]);
}

/* A warp to a sequence: out · units + bias. */
static __global__ void score(size_t count, size_t hidden, const float *units, const float *out,
                             const float *bias, float *scores)
{
    const size_t row = gk_warp();
    if (row >= count) return;
    float sum = 0;
    for (size_t j = gk_lane(); j < hidden; j += GK_LANES) sum += units[row * hidden + j] * out[j];
    sum = gk_warp_sum(sum);
    if (gk_lane() == 0) scores[row] = sum + *bias;
}

/* Each (count, hidden): dout, what each sequence adds to the gradient of out; dunits, the gradient
 * of what tanh was taken of. */
static __global__ void score_backward(size_t count, size_t hidden, const float *units,
                                      const float *out, const float *dscores, float *dout,
                                      float *dunits)
{
    const size_t i = gk_element();
    if (i >= count * hidden) return;
    const float u = units[i], ds = dscores[i / hidden];
    dout[i] = ds * u;
    dunits[i] = ds * out[i % hidden] * (1 - u * u);
}

void gk_cuda_score(gk_device *d, gk_cuda_head *h, const gk_parameters *p, const float *values,
                   const gk_cuda_layout *l, size_t count, const float *x, float *units,
                   float *scores)
{
    const size_t hidden = p->config.hidden, blocks = gk_blocks(count * hidden, GK_THREADS);
    const gk_product dense = {false, true, count, hidden, hidden};
    float *first = gk_room_for(d, &h->rows, count * hidden);
    gk_launch(d, "take_first", blocks, take_first, count, hidden, l->starts, x, first);
    gk_device_linear(d, &dense, first, values + p->dense, false, units);
    gk_cuda_bias(d, count, hidden, values + p->dense_bias, NULL, units);
    gk_launch(d, "unit", blocks, unit, count * hidden, units);
    gk_launch(d, "score", gk_blocks(count, GK_WARPS), score, count, hidden, units, values + p->out,
              values + p->out_bias, scores);
}

void gk_cuda_score_backward(gk_device *d, gk_cuda_head *h, const gk_parameters *p,
                            const float *values, const gk_cuda_layout *l, size_t count,
                            const float *x, const float *units, const float *dscores,
                            float *gradient, float *dx)
{
    const size_t hidden = p->config.hidden, all = count * hidden,
                 blocks = gk_blocks(all, GK_THREADS);
    const gk_product weights = {true, false, hidden, hidden, count},
                     inputs = {false, false, count, hidden, hidden};
    float *first = gk_room_for(d, &h->rows, 3 * all), *dout = first + all, *dunits = dout + all;
    gk_launch(d, "take_first", blocks, take_first, count, hidden, l->starts, x, first);
    gk_launch(d, "score_backward", blocks, score_backward, count, hidden, units, values + p->out,
              dscores, dout, dunits);
    gk_cuda_sum(d, &h->sums, count, 1, dscores, gradient + p->out_bias);
    gk_cuda_sum(d, &h->sums, count, hidden, dout, gradient + p->out);
    gk_cuda_sum(d, &h->sums, count, hidden, dunits, gradient + p->dense_bias);
    gk_device_linear(d, &weights, dunits, first, true, gradient + p->dense);
    gk_device_linear(d, &inputs, dunits, values + p->dense, false, first);
    gk_launch(d, "add_first", blocks, add_first, count, hidden, l->starts, first, dx);
}

void gk_cuda_head_free(gk_cuda_head *h)
{
    gk_room_free(&h->rows);
    gk_room_free(&h->sums);
}
