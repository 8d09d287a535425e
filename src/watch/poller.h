/* SPDX-License-Identifier: Apache-2.0
 *
 * poller - a few threads that poll feeds, each feed when its time has come, no host by two threads
 * at once; answers are taken one at a time.
 */
#ifndef GK_WATCH_POLLER_H
#define GK_WATCH_POLLER_H

#include "watch/fetch.h"

typedef struct gk_poller gk_poller;

/* Starts. feeds are the caller's and must live longer; the poller has them until it gives them.
 * fetch->stopped is asked by its threads. GK_IO where no thread can be had. */
gk_status gk_poller_start(gk_feed *feeds, size_t count, const gk_fetch *fetch, gk_poller **out,
                          gk_error *err);
void gk_poller_stop(gk_poller *poller); /* lets go of what is under way; NULL is allowed */

int gk_poller_fd(const gk_poller *poller); /* readable while there may be an answer to take */

/* A feed with an answer, the caller's until it is given back; NULL: there is none. */
gk_feed *gk_poller_take(gk_poller *poller);
/* feed->due says when it is asked next; over: never again. */
void gk_poller_give(gk_poller *poller, gk_feed *feed, bool over);

/* Whether every feed is over and done with. */
bool gk_poller_is_over(gk_poller *poller);

#endif
