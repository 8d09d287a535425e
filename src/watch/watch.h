/* SPDX-License-Identifier: Apache-2.0
 *
 * watch - what `goshawk watch` does: adds what appears in folders, and what feeds publish. The
 * public half is in goshawk.h (gk_follow).
 *
 *   tree.c     what the system tells of folders (inotify)
 *   scan.c     what stands in a folder, and which names are left alone
 *   folders.c  both, for all folders that are watched
 *   backlog.c  files seen, until they are complete and the library has them
 *   feed.c     a feed, and when it is asked next
 *   fetch.c    one poll of a feed: its body into a file
 *   poller.c   the threads that poll
 *   memory.c   what is remembered of feeds from one run to the next
 *   feeds.c    all feeds, as the one writer sees them
 *   writer.c   the library, open while there is something to add
 *   follow.c   the loop: files and bodies into the library
 *
 * Threads.  One thread, the caller's, looks at folders, writes to the library and calls the
 * caller's functions. The poller's threads fetch into files and touch nothing else.
 */
#ifndef GK_WATCH_H
#define GK_WATCH_H

#include "base/base.h"

/* To whom it is told what happens. */
typedef struct gk_teller {
    void (*on_event)(void *ctx, const gk_follow_event *event); /* may be NULL */
    void *ctx;
} gk_teller;

/* Tells an event that is no file's; source may be NULL. */
void gk_tell(const gk_teller *teller, gk_follow_kind kind, const char *source, const char *format,
             ...) __attribute__((format(printf, 4, 5)));

#endif
