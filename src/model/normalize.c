/* SPDX-License-Identifier: Apache-2.0 */
#include "model/normalize.h"

#include <math.h>

void gk_vector_normalize(float *x, size_t count)
{
    double squares = 0;
    for (size_t i = 0; i < count; i++) squares += (double)x[i] * x[i];
    const float scale = squares > 0 ? (float)(1 / sqrt(squares)) : 0;
    for (size_t i = 0; i < count; i++) x[i] *= scale;
}
