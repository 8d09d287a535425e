/* SPDX-License-Identifier: Apache-2.0
 *
 * A folder of the test's own that goes away again.
 */
#ifndef GK_BASE_TEST_WORLD_H
#define GK_BASE_TEST_WORLD_H

#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct world {
    char folder[64];
    gk_error err;
} world;

#define assert_ok(world, call)                                                                     \
    do {                                                                                           \
        gk_status status_ = (call);                                                                \
        if (status_ != GK_OK) fail_msg("%s: status %d, %s", #call, status_, (world)->err.message); \
    } while (0)
#define assert_message(world, part)                                                                \
    do {                                                                                           \
        if (!strstr((world)->err.message, part))                                                   \
            fail_msg("\"%s\" lacks \"%s\"", (world)->err.message, part);                           \
    } while (0)

static inline int world_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline int world_setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    if (!w) return -1;
    strcpy(w->folder, "/tmp/goshawk-base-XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    *state = w;
    return 0;
}

static inline int world_teardown(void **state)
{
    world *w = *state;
    nftw(w->folder, world_unlink, 16, FTW_DEPTH | FTW_PHYS);
    free(w);
    return 0;
}

/* The path of a name in the folder; gk_free. */
static inline char *world_path(const world *w, const char *name)
{
    return gk_path_join(w->folder, name);
}

#endif
