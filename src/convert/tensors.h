/* SPDX-License-Identifier: Apache-2.0
 *
 * tensors - a safetensors file (model/safetensors.h has the layout), written as the format's own
 * library writes it: the dtypes with the widest elements first, equal ones by name, and a header
 * filled up with spaces, so that every element is aligned to its width.
 */
#ifndef GK_CONVERT_TENSORS_H
#define GK_CONVERT_TENSORS_H

#include "model/safetensors.h"

/* A tensor to write. */
typedef struct gk_new_tensor {
    const char *name, *dtype; /* "F32", "I8", ... */
    size_t rank, shape[GK_TENSOR_RANK];
    const void *content; /* the caller's: what `give` makes it from */
} gk_new_tensor;

typedef struct gk_tensor_sink gk_tensor_sink;

/* Appends bytes of the tensor at hand. A failure shows at the end. */
void gk_tensor_put(gk_tensor_sink *sink, const void *bytes, size_t size);

/* Writes path, which must not exist, and brings it to the disk. give is called for each tensor in
 * the file's order and puts its bytes, little-endian and row-major, in as many pieces as it likes.
 * Reorders tensors. format is the file's "format" in __metadata__. On failure (GK_IO) a part of the
 * file may stand. */
gk_status
gk_tensors_write(const char *path, const char *format, gk_new_tensor *tensors, size_t count,
                 void (*give)(void *ctx, const gk_new_tensor *tensor, gk_tensor_sink *sink),
                 void *ctx, gk_error *err);

#endif
