/* SPDX-License-Identifier: Apache-2.0
 *
 * remote - a model that is the address of an OpenAI-compatible /v1/embeddings (goshawk.h,
 * gk_model). Opening it asks for one vector, to learn the dimensions.
 */
#ifndef GK_REMOTE_H
#define GK_REMOTE_H

#include "base/base.h"

typedef struct gk_remote gk_remote;

/* Errors are GK_MODEL and name the address. */
gk_status gk_remote_open(const char *address, gk_remote **out, gk_error *err);
void gk_remote_close(gk_remote *remote);
size_t gk_remote_dimensions(const gk_remote *remote);
const char *gk_remote_address(const gk_remote *remote); /* without the name */
const char *gk_remote_name(const gk_remote *remote);

/* Embeds texts with the prompt before each (NULL: none); vectors is (count, dimensions), each made
 * of length 1. lengths are in bytes; NULL: the texts end with a NUL. Requests hold up to 64 texts,
 * and up to `threads` (0: 4) are under way at once; the first that fails stops the others. A reply
 * with another number of vectors, or of another dimension than at opening, is GK_MODEL, as is
 * whatever else goes wrong. */
gk_status gk_remote_embed(const gk_remote *remote, const char *const *texts, const size_t *lengths,
                          size_t count, const char *prompt, int threads, float *vectors,
                          gk_error *err);

/* A service's reply to count texts (embeddings_reply.c): data[].embedding in the order of
 * data[].index, as numbers or as base64 of little-endian float32. *vectors is (count, *dimensions),
 * each of length 1; gk_free. Where *dimensions is not 0 the reply must have as many. Errors are
 * GK_MODEL and name the field. */
gk_status gk_embeddings_read(const char *reply, size_t size, size_t count, size_t *dimensions,
                             float **vectors, gk_error *err);

#endif
