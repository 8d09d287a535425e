/* SPDX-License-Identifier: Apache-2.0
 *
 * normalize - what is done to an embedding vector beside the encoder.
 */
#ifndef GK_NORMALIZE_H
#define GK_NORMALIZE_H

#include <stddef.h>

/* Scales x (count) to length 1; zeros stay. */
void gk_vector_normalize(float *x, size_t count);

#endif
