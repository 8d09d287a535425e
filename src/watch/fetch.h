/* SPDX-License-Identifier: Apache-2.0 - internal to watch */
#ifndef GK_WATCH_FETCH_H
#define GK_WATCH_FETCH_H

#include "watch/feed.h"

/* How feeds are asked. */
typedef struct gk_fetch {
    const char *agent;  /* the User-Agent */
    const char *folder; /* where bodies are kept until they are added; made when it is needed */
    double seconds;     /* for one answer */
    size_t limit;       /* of a body, in bytes */
    bool (*stopped)(void *ctx);
    void *ctx;
} gk_fetch;

/* Polls a feed, which the calling thread has: follows redirects, fills feed->poll, remembers in
 * feed->moved where it has gone for good. */
void gk_fetch_feed(const gk_fetch *fetch, gk_feed *feed);

#endif
