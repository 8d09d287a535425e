/* SPDX-License-Identifier: Apache-2.0
 *
 * safetensors - the weights' file. Layout, all little-endian:
 *
 *   bytes 0..7        N, the header's length
 *   bytes 8..8+N      the header, a JSON object: name -> {"dtype", "shape", "data_offsets": [from,
 *                     to]}, offsets counting from the header's end; "__metadata__" is free text
 *   the rest          the tensors, row-major, one after the other without gaps or overlaps
 *
 * A file that breaks one of these rules is refused: a header that lies must not be read past.
 */
#ifndef GK_SAFETENSORS_H
#define GK_SAFETENSORS_H

#include "base/base.h"

enum { GK_TENSOR_RANK = 8 };

typedef struct gk_tensor {
    const char *name;
    const char *dtype; /* "F32", "BF16", ... */
    size_t rank, shape[GK_TENSOR_RANK];
    size_t count;              /* of elements */
    const unsigned char *data; /* in the mapped file; not aligned to anything */
    size_t bytes;
} gk_tensor;

typedef struct gk_safetensors gk_safetensors;

/* Maps the file; the tensors live until gk_safetensors_close. Errors are GK_MODEL. */
gk_status gk_safetensors_open(const char *path, gk_safetensors **out, gk_error *err);
void gk_safetensors_close(gk_safetensors *file);

/* The whole file, for its checksum. */
const unsigned char *gk_safetensors_bytes(const gk_safetensors *file, size_t *size);

const gk_tensor *gk_safetensors_find(const gk_safetensors *file, const char *name); /* or NULL */

/* All tensors, in the order of their names. */
const gk_tensor *gk_safetensors_all(const gk_safetensors *file, size_t *count);

/* Bytes of one element; 0 for a dtype that is not known. */
size_t gk_dtype_bytes(const char *dtype);

/* True for the kinds of float that can be read: F32, F16 and BF16. */
bool gk_tensor_is_float(const gk_tensor *tensor);
/* Elements first .. first + count of such a tensor, or of one of I8, as float. */
void gk_tensor_read(const gk_tensor *tensor, size_t first, size_t count, float *out);

/* GK_MODEL names the first element of such a tensor that is no finite number; path is the file's.
 */
gk_status gk_tensor_check_finite(const gk_tensor *tensor, const char *path, gk_error *err);

#endif
