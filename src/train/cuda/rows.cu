/* SPDX-License-Identifier: Apache-2.0 */
#include "train/cuda/rows.cuh"

enum { SLICE = 64 /* rows that one thread adds up */, SQUARE_BLOCKS = 512 /* of the grid */ };

/* ---- biases ------------------------------------------------------------------------------ */

static __global__ void add_bias(size_t count, size_t columns, const float *bias,
                                const float *residual, float *y)
{
    const size_t i = gk_element();
    if (i < count) y[i] += bias[i % columns] + (residual ? residual[i] : 0);
}

void gk_cuda_bias(gk_device *d, size_t rows, size_t columns, const float *bias,
                  const float *residual, float *y)
{
    const size_t count = rows * columns;
    gk_launch(d, "add_bias", gk_blocks(count, GK_THREADS), add_bias, count, columns, bias, residual,
              y);
}

/* ---- sums over rows ---------------------------------------------------------------------- */

/* Of a grid over slices and columns, the thread's. */
typedef struct place {
    size_t slice, column, row, end; /* rows row .. end of the slice */
} place;

static __device__ place place_of(size_t rows, size_t columns)
{
    const size_t tiles = (columns + GK_THREADS - 1) / GK_THREADS;
    place p;
    p.slice = blockIdx.x / tiles;
    p.column = blockIdx.x % tiles * GK_THREADS + threadIdx.x;
    p.row = p.slice * SLICE;
    p.end = p.row + SLICE < rows ? p.row + SLICE : rows;
    return p;
}

static size_t slices_of(size_t rows) { return gk_blocks(rows, SLICE); }

static size_t slice_blocks(size_t rows, size_t columns)
{
    return slices_of(rows) * gk_blocks(columns, GK_THREADS);
}

/* parts (slices, columns) */
static __global__ void sum_slices(size_t rows, size_t columns, const float *x, float *parts)
{
    const place p = place_of(rows, columns);
    if (p.column >= columns) return;
    float sum = 0;
    for (size_t i = p.row; i < p.end; i++) sum += x[i * columns + p.column];
    parts[p.slice * columns + p.column] = sum;
}

/* sums (columns) += the sum of parts (slices, ld) */
static __global__ void add_slices(size_t slices, size_t columns, size_t ld, const float *parts,
                                  float *sums)
{
    const size_t j = gk_element();
    if (j >= columns) return;
    float sum = 0;
    for (size_t i = 0; i < slices; i++) sum += parts[i * ld + j];
    sums[j] += sum;
}

void gk_cuda_sum(gk_device *d, gk_room *room, size_t rows, size_t columns, const float *x,
                 float *sums)
{
    float *parts = gk_room_for(d, room, slices_of(rows) * columns);
    gk_launch(d, "sum_slices", slice_blocks(rows, columns), sum_slices, rows, columns, x, parts);
    gk_launch(d, "add_slices", gk_blocks(columns, GK_THREADS), add_slices, slices_of(rows), columns,
              columns, parts, sums);
}

/* ---- GELU -------------------------------------------------------------------------------- */

static __device__ float normal(float x) { return 0.5F + 0.5F * erff(x * 0.707106781F); }

static __global__ void gelu(size_t count, const float *x, float *y)
{
    const size_t i = gk_element();
    if (i < count) y[i] = x[i] * normal(x[i]);
}

static __global__ void gelu_backward(size_t count, const float *x, const float *dy, float *dx)
{
    const size_t i = gk_element();
    if (i >= count) return;
    const float density = expf(-0.5F * x[i] * x[i]) * 0.398942280F;
    dx[i] = dy[i] * (normal(x[i]) + x[i] * density);
}

void gk_cuda_gelu(gk_device *d, size_t count, const float *x, float *y)
{
    gk_launch(d, "gelu", gk_blocks(count, GK_THREADS), gelu, count, x, y);
}

void gk_cuda_gelu_backward(gk_device *d, size_t count, const float *x, const float *dy, float *dx)
{
    gk_launch(d, "gelu_backward", gk_blocks(count, GK_THREADS), gelu_backward, count, x, dy, dx);
}

/* ---- norms ------------------------------------------------------------------------------- */

typedef struct statistics {
    float mean, scale; /* 1 / √(variance + epsilon) */
} statistics;

/* A warp's, of one row. */
static __device__ statistics statistics_of(const float *x, size_t columns, float epsilon)
{
    float sum = 0, squares = 0;
    for (size_t j = gk_lane(); j < columns; j += GK_LANES) sum += x[j];
    const float mean = gk_warp_sum(sum) / (float)columns;
    for (size_t j = gk_lane(); j < columns; j += GK_LANES) squares += (x[j] - mean) * (x[j] - mean);
    statistics s;
    s.mean = mean;
    s.scale = 1 / sqrtf(gk_warp_sum(squares) / (float)columns + epsilon);
    return s;
}

static __global__ void norm_forward(gk_cuda_norm norm, size_t rows, size_t columns, const float *x,
                                    float *y)
{
    const size_t row = gk_warp();
    if (row >= rows) return;
    x += row * columns;
    y += row * columns;
    const statistics s = statistics_of(x, columns, norm.epsilon);
    for (size_t j = gk_lane(); j < columns; j += GK_LANES)
        y[j] = (x[j] - s.mean) * s.scale * norm.weight[j] + norm.bias[j];
}

void gk_cuda_norm_forward(gk_device *d, const gk_cuda_norm *norm, size_t rows, size_t columns,
                          const float *x, float *y)
{
    gk_launch(d, "norm_forward", gk_blocks(rows, GK_WARPS), norm_forward, *norm, rows, columns, x,
              y);
}

/* all (rows) */
static __global__ void norm_statistics(size_t rows, size_t columns, float epsilon, const float *x,
                                       statistics *all)
{
    const size_t row = gk_warp();
    if (row >= rows) return;
    const statistics s = statistics_of(x + row * columns, columns, epsilon);
    if (gk_lane() == 0) all[row] = s;
}

/* parts (slices, 2 · columns): of the weights' gradient, of the biases' */
static __global__ void norm_slices(size_t rows, size_t columns, const statistics *all,
                                   const float *x, const float *dy, float *parts)
{
    const place p = place_of(rows, columns);
    if (p.column >= columns) return;
    float weight = 0, bias = 0;
    for (size_t i = p.row; i < p.end; i++) {
        const float g = dy[i * columns + p.column];
        weight += g * (x[i * columns + p.column] - all[i].mean) * all[i].scale;
        bias += g;
    }
    parts[p.slice * 2 * columns + p.column] = weight;
    parts[(p.slice * 2 + 1) * columns + p.column] = bias;
}

/* With n = (x - mean) · scale and g = dy · weight: dx = scale · (g - mean(g) - n · mean(g · n)). */
static __global__ void norm_inputs(size_t rows, size_t columns, const statistics *all,
                                   const float *weight, const float *x, float *dx)
{
    const size_t row = gk_warp();
    if (row >= rows) return;
    const statistics s = all[row];
    x += row * columns;
    dx += row * columns;
    float sum = 0, along = 0;
    for (size_t j = gk_lane(); j < columns; j += GK_LANES) {
        const float g = dx[j] * weight[j];
        sum += g;
        along += g * (x[j] - s.mean);
    }
    const float shift = gk_warp_sum(sum) / (float)columns;
    const float slope = gk_warp_sum(along) / (float)columns * s.scale * s.scale;
    for (size_t j = gk_lane(); j < columns; j += GK_LANES)
        dx[j] = s.scale * (dx[j] * weight[j] - shift - (x[j] - s.mean) * slope);
}

void gk_cuda_norm_backward(gk_device *d, gk_room *room, const gk_cuda_norm *norm, size_t rows,
                           size_t columns, const float *x, float *dx)
{
    const size_t slices = slices_of(rows), tiles = gk_blocks(columns, GK_THREADS);
    float *parts = gk_room_for(d, room, slices * 2 * columns + rows * 2);
    statistics *all = (statistics *)(parts + slices * 2 * columns);
    gk_launch(d, "norm_statistics", gk_blocks(rows, GK_WARPS), norm_statistics, rows, columns,
              norm->epsilon, x, all);
    gk_launch(d, "norm_slices", slices * tiles, norm_slices, rows, columns, all, x, dx, parts);
    gk_launch(d, "add_slices", tiles, add_slices, slices, columns, 2 * columns, parts,
              norm->dweight);
    gk_launch(d, "add_slices", tiles, add_slices, slices, columns, 2 * columns, parts + columns,
              norm->dbias);
    gk_launch(d, "norm_inputs", gk_blocks(rows, GK_WARPS), norm_inputs, rows, columns, all,
              norm->weight, x, dx);
}

/* ---- updates ----------------------------------------------------------------------------- */

/* parts (SQUARE_BLOCKS) */
static __global__ void sum_squares(size_t count, const float *x, double *parts)
{
    double sum = 0;
    for (size_t i = gk_element(); i < count; i += (size_t)SQUARE_BLOCKS * GK_THREADS)
        sum += (double)x[i] * (double)x[i];
    sum = gk_block_sum(sum);
    if (threadIdx.x == 0) parts[blockIdx.x] = sum;
}

double gk_cuda_squares(gk_device *d, gk_room *room, size_t count, const float *x)
{
    double parts[SQUARE_BLOCKS] = {0}, sum = 0;
    double *to = (double *)gk_room_for(d, room, 2 * SQUARE_BLOCKS);
    gk_launch(d, "sum_squares", SQUARE_BLOCKS, sum_squares, count, x, to);
    gk_device_get(d, to, sizeof parts, parts);
    for (size_t i = 0; i < SQUARE_BLOCKS; i++) sum += parts[i];
    return sum;
}

static __global__ void adamw(gk_cuda_adamw how, size_t count, const float *gradient,
                             float *moment_1, float *moment_2, float *weights)
{
    const float beta_1 = 0.9F, beta_2 = 0.999F, epsilon = 1e-8F;
    const size_t i = gk_element();
    if (i >= count) return;
    const float g = gradient[i] * how.factor;
    const float m = moment_1[i] = beta_1 * moment_1[i] + (1 - beta_1) * g;
    const float v = moment_2[i] = beta_2 * moment_2[i] + (1 - beta_2) * g * g;
    weights[i] = weights[i] * (1 - how.rate * how.decay) -
                 how.rate / how.correction_1 * m / (sqrtf(v / how.correction_2) + epsilon);
}

void gk_cuda_adamw_step(gk_device *d, const gk_cuda_adamw *how, size_t count, const float *gradient,
                        float *moment_1, float *moment_2, float *weights)
{
    gk_launch(d, "adamw", gk_blocks(count, GK_THREADS), adamw, *how, count, gradient, moment_1,
              moment_2, weights);
}
