/* SPDX-License-Identifier: Apache-2.0
 *
 * backlog - files that were seen, until they are whole and the library has them; and, from then on,
 * what each looked like when the library got it, so that only what changes is added again.
 *
 * A file is whole when it was closed or moved in, or, where that was not seen, when size and time
 * of change have stayed the same for a while (GK_SETTLE). Files that become whole in a burst are
 * given out together: half a second after the last of them, two seconds after the first.
 */
#ifndef GK_WATCH_BACKLOG_H
#define GK_WATCH_BACKLOG_H

#include "base/base.h"

#define GK_SETTLE 2.0 /* seconds */

typedef enum gk_sight {
    GK_SIGHT_WRITTEN, /* somebody is writing it: nothing happens until it is closed */
    GK_SIGHT_FOUND,   /* it stands there */
    GK_SIGHT_WHOLE    /* it was closed, or moved in */
} gk_sight;

/* What a file looks like from outside. */
typedef struct gk_look {
    uint64_t inode, bytes;
    int64_t seconds, nanoseconds; /* of its last change */
} gk_look;

/* A file that is to be added. path is the backlog's and good until it is forgotten or the next one
 * is seen. */
typedef struct gk_due {
    const char *path;
    double appeared; /* gk_seconds; < 0: it stood there when the watch began */
    gk_look look;
} gk_due;

typedef struct gk_backlog gk_backlog;
gk_backlog *gk_backlog_new(void);
void gk_backlog_free(gk_backlog *backlog);

/* now is gk_seconds, here and below. Where nothing is known of the file, it appeared at
 * `appeared`. */
void gk_backlog_see(gk_backlog *backlog, const char *path, gk_sight sight, double appeared,
                    double now);
void gk_backlog_forget(gk_backlog *backlog, const char *path);
void gk_backlog_forget_below(gk_backlog *backlog, const char *folder); /* it and all below */

/* Fills due with at most `most` files whose time has come, what appeared since the watch began
 * first; each must be given to one of the next two. */
size_t gk_backlog_take(gk_backlog *backlog, double now, gk_due *due, size_t most);
void gk_backlog_done(gk_backlog *backlog, const gk_due *due);               /* the library has it */
void gk_backlog_again(gk_backlog *backlog, const gk_due *due, double when); /* not before when */

/* Seconds until there may be something to take; < 0: nothing is waited for. */
double gk_backlog_wait(const gk_backlog *backlog, double now);
/* How many are waited for: all, and those that somebody is writing. */
size_t gk_backlog_count(const gk_backlog *backlog, size_t *written);

#endif
