/* SPDX-License-Identifier: Apache-2.0
 *
 * library - an empty library for a fuzz target, in memory where the system allows; removed when the
 * program ends.
 */
#ifndef GK_FUZZ_LIBRARY_H
#define GK_FUZZ_LIBRARY_H

#include "library/library.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct place {
    char folder[64];
    gk_library *library;
} place;

static place here;

static inline void require(bool holds)
{
    if (!holds) abort();
}

static inline int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void clear_place(void)
{
    gk_library_close(here.library);
    nftw(here.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void make_place(void)
{
    strcpy(here.folder, "/dev/shm/goshawk-fuzz-XXXXXX");
    if (!mkdtemp(here.folder)) {
        strcpy(here.folder, "/tmp/goshawk-fuzz-XXXXXX");
        require(mkdtemp(here.folder) != NULL);
    }
    char *path = gk_path_join(here.folder, "a.lib");
    require(gk_library_create(path, "none", NULL) == GK_OK);
    require(gk_library_open(path, GK_READ, &here.library, NULL) == GK_OK);
    gk_free(path);
    require(atexit(clear_place) == 0);
}

#endif
