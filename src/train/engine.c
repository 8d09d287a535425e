/* SPDX-License-Identifier: Apache-2.0 */
#include "train/engine.h"

#include <string.h>

static const gk_engine_kind *const kinds[] = {
    &gk_engine_cpu,
#ifdef GK_CUDA
    &gk_engine_cuda,
#endif
};

gk_status gk_engine_find(const char *name, const gk_engine_kind **out, gk_error *err)
{
    gk_string names = {0};
    *out = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i]->name, name ? name : "cpu") == 0) *out = kinds[i];
        gk_string_addf(&names, "%s%s", i ? ", " : "", kinds[i]->name);
    }
    gk_status status = *out ? GK_OK
                            : gk_fail(err, GK_INVALID, "no device \"%s\"; this build has: %s", name,
                                      names.data);
    gk_string_free(&names);
    return status;
}
