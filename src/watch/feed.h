/* SPDX-License-Identifier: Apache-2.0
 *
 * feed - a feed that is polled: what is known of it, and the rules by which it is asked again.
 */
#ifndef GK_WATCH_FEED_H
#define GK_WATCH_FEED_H

#include "base/base.h"

/* Who has a feed at the moment, and so may look at it and change it. */
typedef enum gk_feed_phase {
    GK_FEED_IDLE,     /* the poller: its time has not come */
    GK_FEED_ASKED,    /* a thread of the poller */
    GK_FEED_ANSWERED, /* the poller: the answer waits to be taken */
    GK_FEED_TAKEN,    /* the caller of gk_poller_take */
    GK_FEED_OVER      /* nobody: it is not asked again */
} gk_feed_phase;

typedef enum gk_poll_outcome {
    GK_POLL_SAME, /* as it was */
    GK_POLL_NEW,  /* another body, in a file */
    GK_POLL_FAILED,
    GK_POLL_GONE /* the server says that there will be nothing more */
} gk_poll_outcome;

/* What one poll came to. */
typedef struct gk_poll {
    gk_poll_outcome outcome;
    long status;       /* of HTTP; 0: none */
    char message[512]; /* of a failure, for a person; else "" */
    char *file;        /* of a new body; or NULL */
    char *etag, *modified;
    char hash[65]; /* of a new body; else "" */
    double wait;   /* Retry-After; < 0: not said */
    double fresh;  /* for how long the server says that it stays as it is; < 0: not said */
    double period; /* of a new body: gk_feed_period */
    double at;     /* gk_seconds of the answer */
} gk_poll;
void gk_poll_free(gk_poll *poll);

typedef struct gk_feed {
    char *url;
    char *shown; /* for people: without what may be a secret */
    char *host;  /* and port: asked by one thread at a time */
    char id[65]; /* SHA-256 of the address */
    char *moved; /* where permanent redirects lead; NULL: nowhere */
    /* Of the copy at hand, as the server sent them; NULL and "": none. */
    char *etag, *modified;
    char hash[65];
    double period;     /* what that copy says of itself (gk_feed_period); < 0: nothing */
    bool broken;       /* that copy could not be read */
    unsigned failures; /* in a row */
    double due;        /* gk_seconds when it is asked next */
    gk_feed_phase phase;
    gk_poll poll; /* the last one */
} gk_feed;

void gk_feed_init(gk_feed *feed, const char *url);
void gk_feed_free(gk_feed *feed);

/* Whether its host is this machine. */
bool gk_feed_is_near(const char *url);

/* How long a feed's own words say that it stays as it is: RSS's <ttl>, in minutes, or
 * <sy:updatePeriod> and <sy:updateFrequency>. Seconds; < 0: they say nothing. */
double gk_feed_period(const char *body, size_t size);

/* Seconds until the next poll, after one that came to feed->poll when there were feed->failures in
 * a row (this one among them): `every`, more where server or feed ask for it, up to a day; after
 * failures twice as much each time, up to an hour, a little less by chance so that not all come at
 * once. */
double gk_feed_wait(const gk_feed *feed, double every, gk_random *random);

/* Where a body of this feed is kept in folder until it is added: the same path each time, whose
 * name a person recognises. type is its Content-Type or NULL. gk_free. */
char *gk_feed_file(const gk_feed *feed, const char *folder, const char *type);

#endif
