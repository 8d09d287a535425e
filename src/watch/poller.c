/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/poller.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4 };

struct gk_poller {
    gk_feed *feeds;
    size_t count;
    gk_fetch fetch;
    int fd;
    pthread_mutex_t lock; /* of the feeds' phases */
    pthread_cond_t changed;
    atomic_bool stopping;
    pthread_t threads[THREADS];
    size_t thread_count;
};

static bool is_stopping(void *ctx)
{
    gk_poller *p = ctx;
    return atomic_load(&p->stopping);
}

static bool host_is_asked(const gk_poller *p, const char *host)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->feeds[i].phase == GK_FEED_ASKED && strcmp(p->feeds[i].host, host) == 0) return true;
    return false;
}

/* The feed that is due for the longest time; NULL: none is, and *soonest is when one will be. */
static gk_feed *choose(const gk_poller *p, double now, double *soonest)
{
    gk_feed *chosen = NULL;
    *soonest = now + 3600;
    for (size_t i = 0; i < p->count; i++) {
        gk_feed *feed = &p->feeds[i];
        if (feed->phase != GK_FEED_IDLE) continue;
        if (feed->due > now && feed->due < *soonest) *soonest = feed->due;
        if (feed->due <= now && (!chosen || feed->due < chosen->due) &&
            !host_is_asked(p, feed->host))
            chosen = feed;
    }
    return chosen;
}

/* Waits until something changes or the time (gk_seconds) has come. */
static void wait_until(gk_poller *p, double when)
{
    struct timespec at = {.tv_sec = (time_t)when,
                          .tv_nsec = (long)((when - (double)(time_t)when) * 1e9)};
    pthread_cond_timedwait(&p->changed, &p->lock, &at);
}

static void announce(const gk_poller *p)
{
    const uint64_t one = 1;
    if (write(p->fd, &one, sizeof one) < 0) errno = 0; /* full: it is readable already */
}

static void *poll_feeds(void *ctx)
{
    gk_poller *p = ctx;
    double soonest;
    pthread_mutex_lock(&p->lock);
    while (!atomic_load(&p->stopping)) {
        gk_feed *feed = choose(p, gk_seconds(), &soonest);
        if (!feed) {
            wait_until(p, soonest);
            continue;
        }
        feed->phase = GK_FEED_ASKED;
        pthread_mutex_unlock(&p->lock);
        gk_fetch_feed(&p->fetch, feed);
        pthread_mutex_lock(&p->lock);
        feed->phase = GK_FEED_ANSWERED;
        announce(p);
        pthread_cond_broadcast(&p->changed); /* its host may be asked again */
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

gk_status gk_poller_start(gk_feed *feeds, size_t count, const gk_fetch *fetch, gk_poller **out,
                          gk_error *err)
{
    *out = NULL;
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0) return gk_fail(err, GK_IO, "cannot wait for feeds: %s", strerror(errno));
    gk_poller *p = gk_alloc(sizeof *p);
    *p = (gk_poller){.feeds = feeds, .count = count, .fetch = *fetch, .fd = fd};
    p->fetch.stopped = is_stopping;
    p->fetch.ctx = p;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&p->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&p->lock, NULL);
    while (p->thread_count < THREADS && p->thread_count < count &&
           pthread_create(&p->threads[p->thread_count], NULL, poll_feeds, p) == 0)
        p->thread_count++;
    if (p->thread_count == 0 && count > 0) {
        gk_poller_stop(p);
        return gk_fail(err, GK_IO, "no thread for feeds can be had");
    }
    *out = p;
    return GK_OK;
}

void gk_poller_stop(gk_poller *p)
{
    if (!p) return;
    pthread_mutex_lock(&p->lock);
    atomic_store(&p->stopping, true);
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->thread_count; i++) pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    close(p->fd);
    gk_free(p);
}

int gk_poller_fd(const gk_poller *p) { return p->fd; }

gk_feed *gk_poller_take(gk_poller *p)
{
    gk_feed *taken = NULL;
    uint64_t announced;
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->count && !taken; i++)
        if (p->feeds[i].phase == GK_FEED_ANSWERED) taken = &p->feeds[i];
    if (taken)
        taken->phase = GK_FEED_TAKEN;
    else if (read(p->fd, &announced, sizeof announced) < 0)
        errno = 0; /* nothing was announced */
    pthread_mutex_unlock(&p->lock);
    return taken;
}

void gk_poller_give(gk_poller *p, gk_feed *feed, bool over)
{
    pthread_mutex_lock(&p->lock);
    feed->phase = over ? GK_FEED_OVER : GK_FEED_IDLE;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

bool gk_poller_is_over(gk_poller *p)
{
    bool over = true;
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->count; i++) over = over && p->feeds[i].phase == GK_FEED_OVER;
    pthread_mutex_unlock(&p->lock);
    return over;
}
