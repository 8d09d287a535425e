/* SPDX-License-Identifier: Apache-2.0
 *
 * folders - the folders that are watched, with all below them: what stands in them and what happens
 * there goes to the backlog.
 */
#ifndef GK_WATCH_FOLDERS_H
#define GK_WATCH_FOLDERS_H

#include "watch/backlog.h"
#include "watch/watch.h"

typedef struct gk_folders_options {
    bool told;   /* the system tells of changes; else they are looked for */
    double look; /* seconds between looks at everything; 0: never, where told */
    gk_teller teller;
} gk_folders_options;

typedef struct gk_folders gk_folders;

/* Takes the folders (one that lies in another is left out) and sees what stands there. GK_IO names
 * one that cannot be read. The backlog must live longer. */
gk_status gk_folders_open(const char *const *paths, size_t count, const gk_folders_options *options,
                          gk_backlog *backlog, gk_folders **out, gk_error *err);
void gk_folders_close(gk_folders *folders); /* NULL is allowed */

int gk_folders_fd(const gk_folders *folders); /* readable when something happened; -1: never */

/* Takes in what has happened, and looks at everything where the time for that has come. Returns
 * after how many seconds it wants to be called again at the latest. */
double gk_folders_step(gk_folders *folders, double now);

size_t gk_folders_gone(const gk_folders *folders); /* how many cannot be read */

#endif
