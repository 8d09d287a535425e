/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as model.safetensors: refused, or weights of a tiny model that can be read and used.
 */
#include "model/encoder.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The seed of the corpus is a file of this shape. */
static const gk_config config = {.layers = 1,
                                 .hidden = 2,
                                 .heads = 1,
                                 .intermediate = 3,
                                 .vocabulary = 2,
                                 .positions = 2,
                                 .types = 1,
                                 .norm_epsilon = 1e-5F,
                                 .max_tokens = 2};

static void encode(const gk_weights *weights)
{
    static const int32_t ids[2] = {0, 1};
    float vector[2];
    gk_sequence sequence = {ids, 2, vector, 1};
    gk_workspace *workspace = gk_workspace_new(&config, 2, 2);
    gk_encode(&config, weights, gk_kernels_available()[0], workspace, &sequence, 1);
    gk_workspace_free(workspace);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("safetensors", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) abort();
    char *path = gk_format("/proc/self/fd/%d", fd);
    gk_safetensors *file;
    gk_weights weights;
    gk_error err;
    if (gk_safetensors_open(path, &file, &err) == GK_OK) {
        if (gk_weights_read(file, path, &config, &weights, &err) == GK_OK) encode(&weights);
        gk_weights_free(&weights);
        gk_safetensors_close(file);
    }
    gk_free(path);
    close(fd);
    return 0;
}
