/* SPDX-License-Identifier: Apache-2.0 */
#include "train/cuda/device.cuh"

/* ---- errors ------------------------------------------------------------------------------ */

void gk_device_note(gk_device *d, const char *call, cudaError_t error)
{
    if (d->status != GK_OK || error == cudaSuccess) return;
    d->status = gk_fail(&d->failure, GK_IO, "the GPU failed at %s: %s", call,
                        cudaGetErrorString(error));
}

static void note_blas(gk_device *d, const char *call, cublasStatus_t status)
{
    if (d->status != GK_OK || status == CUBLAS_STATUS_SUCCESS) return;
    d->status = gk_fail(&d->failure, GK_IO, "the GPU failed at %s: %s", call,
                        cublasGetStatusString(status));
}

gk_status gk_device_status(gk_device *d, gk_error *err)
{
    if (d->status == GK_OK) gk_device_note(d, "cudaDeviceSynchronize", cudaDeviceSynchronize());
    return d->status == GK_OK ? GK_OK : gk_fail(err, d->status, "%s", d->failure.message);
}

/* ---- opening ----------------------------------------------------------------------------- */

/* Tensor cores take bfloat16 from compute capability 8.0 on. */
static gk_status choose_arithmetic(bool bf16, gk_device *d, gk_error *err)
{
    int major = 0;
    d->linear = bf16 ? CUBLAS_COMPUTE_32F_FAST_16BF : CUBLAS_COMPUTE_32F;
    if (!bf16) return GK_OK;
    gk_device_note(d, "cudaDeviceGetAttribute",
                   cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0));
    return d->status == GK_OK && major < 8
               ? gk_fail(err, GK_INVALID,
                         "bfloat16 needs a GPU of compute capability 8.0 or more, this one has "
                         "%d.x; train without it",
                         major)
               : gk_device_status(d, err);
}

gk_status gk_device_open(bool bf16, gk_device *d, gk_error *err)
{
    int count = 0;
    *d = gk_device{};
    const cudaError_t error = cudaGetDeviceCount(&count);
    if (error != cudaSuccess || count == 0)
        return gk_fail(err, GK_INVALID, "no CUDA device: %s",
                       error == cudaSuccess ? "none is visible" : cudaGetErrorString(error));
    const gk_status status = choose_arithmetic(bf16, d, err);
    if (status != GK_OK) return status;
    note_blas(d, "cublasCreate", cublasCreate(&d->blas));
    return gk_device_status(d, err);
}

void gk_device_close(gk_device *d)
{
    if (d->blas) cublasDestroy(d->blas);
    d->blas = NULL;
}

/* ---- memory ------------------------------------------------------------------------------ */

float *gk_device_floats(gk_device *d, size_t count)
{
    void *p = NULL;
    if (d->status != GK_OK) return NULL;
    if (count > SIZE_MAX / sizeof(float)) count = SIZE_MAX / sizeof(float);
    const cudaError_t error = cudaMalloc(&p, count * sizeof(float));
    if (error != cudaSuccess)
        d->status = gk_fail(&d->failure, GK_IO,
                            "the GPU's memory has no room for another %zu MiB: %s",
                            (count * sizeof(float) >> 20) + 1, cudaGetErrorString(error));
    return error == cudaSuccess ? (float *)p : NULL;
}

void gk_device_free(void *p) { cudaFree(p); }

void gk_device_put(gk_device *d, const void *from, size_t bytes, void *to)
{
    if (d->status == GK_OK)
        gk_device_note(d, "cudaMemcpy", cudaMemcpy(to, from, bytes, cudaMemcpyHostToDevice));
}

void gk_device_get(gk_device *d, const void *from, size_t bytes, void *to)
{
    if (d->status == GK_OK)
        gk_device_note(d, "cudaMemcpy", cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToHost));
}

void gk_device_zero(gk_device *d, float *floats, size_t count)
{
    if (d->status == GK_OK)
        gk_device_note(d, "cudaMemset", cudaMemset(floats, 0, count * sizeof(float)));
}

float *gk_room_for(gk_device *d, gk_room *room, size_t floats)
{
    if (floats > room->capacity) {
        gk_room_free(room);
        room->floats = gk_device_floats(d, floats);
        room->capacity = room->floats ? floats : 0;
    }
    return room->floats;
}

void gk_room_free(gk_room *room)
{
    gk_device_free(room->floats);
    *room = gk_room{};
}

/* ---- products ---------------------------------------------------------------------------- */

/* cuBLAS has matrices column by column: what is (r, c) row by row is (c, r) to it. So it computes
 * c^T = op(b)^T · op(a)^T. */
typedef struct operands {
    cublasOperation_t first, second; /* of b, of a */
    int m, n, k, lda, ldb, ldc;
} operands;

static operands operands_of(const gk_product *p)
{
    return operands{p->turn_b ? CUBLAS_OP_T : CUBLAS_OP_N,
                    p->turn_a ? CUBLAS_OP_T : CUBLAS_OP_N,
                    (int)p->m,
                    (int)p->n,
                    (int)p->k,
                    (int)(p->turn_a ? p->m : p->k),
                    (int)(p->turn_b ? p->k : p->n),
                    (int)p->n};
}

void gk_device_linear(gk_device *d, const gk_product *p, const float *a, const float *b, bool add,
                      float *c)
{
    if (d->status != GK_OK) return;
    const operands o = operands_of(p);
    const float one = 1, keep = add ? 1 : 0;
    note_blas(d, "cublasGemmEx",
              cublasGemmEx(d->blas, o.first, o.second, o.n, o.m, o.k, &one, b, CUDA_R_32F, o.ldb, a,
                           CUDA_R_32F, o.lda, &keep, c, CUDA_R_32F, o.ldc, d->linear,
                           CUBLAS_GEMM_DEFAULT));
}

void gk_device_products(gk_device *d, const gk_product *p, size_t count, const float *a,
                        const float *b, float *c)
{
    if (d->status != GK_OK) return;
    const operands o = operands_of(p);
    const float one = 1, none = 0;
    note_blas(d, "cublasSgemmStridedBatched",
              cublasSgemmStridedBatched(d->blas, o.first, o.second, o.n, o.m, o.k, &one, b, o.ldb,
                                        (long long)(p->k * p->n), a, o.lda,
                                        (long long)(p->m * p->k), &none, c, o.ldc,
                                        (long long)(p->m * p->n), (int)count));
}
