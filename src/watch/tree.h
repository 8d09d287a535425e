/* SPDX-License-Identifier: Apache-2.0
 *
 * tree - what the system tells of folders: inotify, with the paths that its numbers stand for.
 */
#ifndef GK_WATCH_TREE_H
#define GK_WATCH_TREE_H

#include "base/base.h"

typedef struct gk_tree gk_tree;

typedef enum gk_tree_kind {
    GK_TREE_CREATED, /* a new file or folder; a file may be written from now on, or be whole (a
                      * link)
                      */
    GK_TREE_WRITTEN, /* somebody is writing the file */
    GK_TREE_CLOSED,  /* somebody has written it */
    GK_TREE_ARRIVED, /* renamed or moved to here */
    GK_TREE_DELETED,
    GK_TREE_LEFT, /* renamed or moved away */
    GK_TREE_LOST  /* there was too much to tell: everything must be looked at; path is "" */
} gk_tree_kind;

typedef struct gk_tree_event {
    gk_tree_kind kind;
    const char *path;
    const char *name; /* its last part */
    bool folder;
} gk_tree_event;

gk_status gk_tree_new(gk_tree **out, gk_error *err);
void gk_tree_free(gk_tree *tree);    /* NULL is allowed */
int gk_tree_fd(const gk_tree *tree); /* readable when there is something to tell */

/* Watches a folder (what lies below it not). False, with errno, where the system does not:
 * ENOSPC is its limit of watches. */
bool gk_tree_add(gk_tree *tree, const char *folder);
/* No longer watches a folder and those below it. */
void gk_tree_drop(gk_tree *tree, const char *folder);

/* Tells what has happened since; on_event may add and drop. */
void gk_tree_read(gk_tree *tree, void (*on_event)(void *ctx, const gk_tree_event *event),
                  void *ctx);

/* Whether path is folder or lies below it. */
bool gk_is_below(const char *path, const char *folder);

#endif
