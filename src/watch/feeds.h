/* SPDX-License-Identifier: Apache-2.0
 *
 * feeds - all feeds, as the one writer sees them: bodies to add come out, what became of them goes
 * in; what is remembered of them (memory.h) and what is told of them is done here.
 */
#ifndef GK_WATCH_FEEDS_H
#define GK_WATCH_FEEDS_H

#include "watch/poller.h"
#include "watch/watch.h"

typedef struct gk_feeds_options {
    const char *library_path;
    double every;   /* seconds between polls */
    double seconds; /* for one answer */
    size_t limit;   /* of a body */
    bool once;      /* each is polled once */
    gk_teller teller;
} gk_feeds_options;

typedef struct gk_feeds gk_feeds;

/* Starts to poll; the same address twice is one feed. */
gk_status gk_feeds_start(const char *const *urls, size_t count, const gk_feeds_options *options,
                         gk_feeds **out, gk_error *err);
void gk_feeds_stop(gk_feeds *feeds); /* NULL is allowed */

int gk_feeds_fd(const gk_feeds *feeds);
bool gk_feeds_are_over(gk_feeds *feeds); /* all were polled, with `once`, or are gone */

/* The next feed with a body to add (feed->poll.file); NULL: there is none for now. */
gk_feed *gk_feeds_next(gk_feeds *feeds);
/* What became of it. broken: why the body as a whole could not be read; NULL: it could. */
void gk_feeds_done(gk_feeds *feeds, gk_feed *feed, const char *broken);

/* Counts into the report what was polled, what was as before, and the feeds that are in trouble. */
void gk_feeds_count(const gk_feeds *feeds, gk_follow_report *report);

#endif
