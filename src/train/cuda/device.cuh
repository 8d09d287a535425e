/* SPDX-License-Identifier: Apache-2.0
 *
 * device - the GPU as the engine uses it: its memory, its products, and how kernels are started.
 * Work runs in the order in which it is started, on the default stream of the first device that
 * CUDA shows ($CUDA_VISIBLE_DEVICES chooses another).
 *
 * Errors. The first call that fails is remembered, and nothing is started after it; what the
 * functions then return or leave in memory means nothing. gk_device_status tells. So the code
 * between reads as the arithmetic that it does.
 *
 * The same work on the same device gives the same bits: no kernel adds floats in an order that
 * chance decides, and cuBLAS, on one stream and without atomics, does not either.
 *
 * The .cu files are C in the main; C++ is used where CUDA wants it.
 */
#ifndef GK_TRAIN_CUDA_DEVICE_CUH
#define GK_TRAIN_CUDA_DEVICE_CUH

#include <stddef.h>

#include <cublas_v2.h>
#include <cuda_runtime.h>

extern "C" {
#include "train/engine.h"
}

typedef struct gk_device {
    cublasHandle_t blas;
    cublasComputeType_t linear; /* arithmetic of the linear layers' products */
    gk_status status;
    gk_error failure; /* where status is not GK_OK */
} gk_device;

/* GK_INVALID where there is no device, or bf16 is wanted of one without such instructions. */
gk_status gk_device_open(bool bf16, gk_device *d, gk_error *err);
void gk_device_close(gk_device *d);

/* Waits for all that was started; the first error since the device was opened. */
gk_status gk_device_status(gk_device *d, gk_error *err);

/* Remembers that the named call failed, if it did. */
void gk_device_note(gk_device *d, const char *call, cudaError_t error);

/* ---- memory ------------------------------------------------------------------------------ */

float *gk_device_floats(gk_device *d, size_t count); /* not zeroed; gk_device_free */
void gk_device_free(void *p);

/* Copies between the host's memory and the device's; the host's may be reused at once. */
void gk_device_put(gk_device *d, const void *from, size_t bytes, void *to);
void gk_device_get(gk_device *d, const void *from, size_t bytes, void *to);
void gk_device_zero(gk_device *d, float *floats, size_t count);

/* Room that grows: for so many floats (4 bytes each), whatever it held before. */
typedef struct gk_room {
    float *floats;
    size_t capacity;
} gk_room;
float *gk_room_for(gk_device *d, gk_room *room, size_t floats);
void gk_room_free(gk_room *room);

/* ---- products ---------------------------------------------------------------------------- */

/* Sizes of c (m, n) = op(a) · op(b), all row by row without gaps: a is (m, k), or (k, m) where it
 * is turned; b is (k, n), or (n, k). */
typedef struct gk_product {
    bool turn_a, turn_b;
    size_t m, n, k;
} gk_product;

/* A linear layer's; add: to what c holds. */
void gk_device_linear(gk_device *d, const gk_product *p, const float *a, const float *b, bool add,
                      float *c);
/* `count` products in float32, their matrices one after the other. */
void gk_device_products(gk_device *d, const gk_product *p, size_t count, const float *a,
                        const float *b, float *c);

/* ---- kernels ----------------------------------------------------------------------------- */

enum { GK_THREADS = 256, GK_LANES = 32 /* of a warp */, GK_WARPS = GK_THREADS / GK_LANES };

static inline size_t gk_blocks(size_t count, size_t each) { return (count + each - 1) / each; }

/* Starts a kernel, GK_THREADS threads a block. */
template <typename... Parameters, typename... Arguments>
void gk_launch(gk_device *d, const char *name, size_t blocks, void (*kernel)(Parameters...),
               Arguments... arguments)
{
    if (d->status != GK_OK || blocks == 0) return;
    kernel<<<(unsigned)blocks, GK_THREADS>>>(arguments...);
    gk_device_note(d, name, cudaGetLastError());
}

/* The thread's number in the grid: an element's. */
static __device__ inline size_t gk_element()
{
    return (size_t)blockIdx.x * GK_THREADS + threadIdx.x;
}

/* The warp's number in the grid: a row's. All its lanes take part in the sums below. */
static __device__ inline size_t gk_warp()
{
    return (size_t)blockIdx.x * GK_WARPS + threadIdx.x / GK_LANES;
}

static __device__ inline size_t gk_lane() { return threadIdx.x % GK_LANES; }

static __device__ inline float gk_warp_sum(float x)
{
    for (int apart = GK_LANES / 2; apart > 0; apart /= 2)
        x += __shfl_xor_sync(0xffffffffU, x, apart);
    return x;
}

static __device__ inline float gk_warp_max(float x)
{
    for (int apart = GK_LANES / 2; apart > 0; apart /= 2)
        x = fmaxf(x, __shfl_xor_sync(0xffffffffU, x, apart));
    return x;
}

/* The sum over the block's threads, all of which call it and get it. */
static __device__ inline double gk_block_sum(double x)
{
    __shared__ double sums[GK_THREADS];
    __syncthreads(); /* the last call's were read */
    sums[threadIdx.x] = x;
    __syncthreads();
    for (unsigned apart = GK_THREADS / 2; apart > 0; apart /= 2) {
        if (threadIdx.x < apart) sums[threadIdx.x] += sums[threadIdx.x + apart];
        __syncthreads();
    }
    return sums[0];
}

#endif
