/* SPDX-License-Identifier: Apache-2.0 - internal to watch */
#ifndef GK_WATCH_SCAN_H
#define GK_WATCH_SCAN_H

#include "base/base.h"

/* What a scan meets. */
typedef struct gk_scan {
    bool (*on_folder)(void *ctx, const char *path); /* before its entries are read; false: they are
                                                       not */
    void (*on_file)(void *ctx, const char *path);   /* a regular file, or a link to one */
    void *ctx;
} gk_scan;

/* Whether a name is looked at: not a hidden one, nor one that downloads have until they are whole.
 */
bool gk_scan_wants(const char *name);

/* Walks a folder and all below it; libraries and linked folders are left out, as gk_add does.
 * False, with errno, where the folder itself cannot be read. */
bool gk_scan_run(const char *folder, const gk_scan *scan);

#endif
