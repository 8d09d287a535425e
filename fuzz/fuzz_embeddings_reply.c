/* SPDX-License-Identifier: Apache-2.0
 *
 * What an embeddings service replies: read as so many finite vectors of length 1, or refused with a
 * line.
 */
#include "model/remote.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void read_as(const char *reply, size_t size, size_t count, size_t known)
{
    size_t dimensions = known;
    float *vectors;
    gk_error err = {0};
    if (gk_embeddings_read(reply, size, count, &dimensions, &vectors, &err) != GK_OK) {
        require(vectors == NULL && err.status == GK_MODEL && dimensions == known);
        require(err.message[0] && !strchr(err.message, '\n'));
        return;
    }
    require(dimensions > 0 && (known == 0 || dimensions == known));
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        for (size_t k = 0; k < dimensions; k++)
            sum += (double)vectors[i * dimensions + k] * vectors[i * dimensions + k];
        require(fabs(sum - 1) < 1e-4);
    }
    gk_free(vectors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_as((const char *)data, size, 1, 0);
    read_as((const char *)data, size, 2, 0);
    read_as((const char *)data, size, 2, 2);
    return 0;
}
