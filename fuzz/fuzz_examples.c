/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a file of examples: refused by line and field, or examples whose texts are all
 * there.
 */
#include "train/examples.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int file = memfd_create("examples", 0);
    if (file < 0 || write(file, data, size) != (ssize_t)size) abort();
    char *path = gk_format("/proc/self/fd/%d", file);
    gk_examples *e = gk_examples_new();
    gk_error err = {0};
    if (gk_examples_read(e, path, false, NULL, &err) == GK_OK) {
        for (size_t i = 0; i < e->count; i++) {
            const gk_example *x = &e->examples[i];
            if (x->query >= e->text_count || x->positive >= e->text_count ||
                !*e->texts[x->positive])
                abort();
            for (size_t j = 0; j < x->negative_count; j++)
                if (x->negatives[j] >= e->text_count || x->negatives[j] == x->positive) abort();
        }
    } else if (!strstr(err.message, path)) {
        abort();
    }
    gk_examples_free(e);
    gk_free(path);
    close(file);
    return 0;
}
