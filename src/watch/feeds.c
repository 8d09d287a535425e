/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/feeds.h"

#include "net/net.h"
#include "watch/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What a feed's trouble is; a number of HTTP's stands for itself. */
enum { WELL = 0, NO_ANSWER = -1, BROKEN = -2 };

struct gk_feeds {
    gk_feeds_options options;
    char *agent, *folder;
    gk_feed *feeds;
    long *troubles; /* one each */
    size_t count;
    gk_poller *poller;
    gk_random random;
    size_t polls, same;
    bool forgetful; /* what is to be remembered could not be written, and we said so */
};

/* ---- what is told and remembered ----------------------------------------------------------- */

/* Tells a trouble when it begins or becomes another one, and its end. */
static void tell_state(gk_feeds *f, const gk_feed *feed, long trouble, const char *why)
{
    long *known = &f->troubles[feed - f->feeds];
    if (*known == trouble) return;
    *known = trouble;
    if (trouble == WELL)
        gk_tell(&f->options.teller, GK_FOLLOW_WELL, feed->shown, "it answers again");
    else
        gk_tell(&f->options.teller, GK_FOLLOW_TROUBLE, feed->shown, "%s", why);
}

static void remember(gk_feeds *f, const gk_feed *feed)
{
    gk_error err = {0};
    gk_feed written = *feed;
    if (feed->broken) written.hash[0] = '\0'; /* the next run may read it */
    int64_t until = feed->poll.wait > 0 ? time(NULL) + (int64_t)feed->poll.wait : 0;
    gk_status status = gk_memory_write(f->options.library_path, &written, until, &err);
    if (status != GK_OK && !f->forgetful)
        gk_tell(&f->options.teller, GK_FOLLOW_NOTE, NULL, "%s", err.message);
    f->forgetful = status != GK_OK;
}

/* ---- one answer ---------------------------------------------------------------------------- */

static bool replace(char **text, char **by)
{
    bool other = !*text != !*by || (*text && strcmp(*text, *by) != 0);
    gk_free(*text);
    *text = *by;
    *by = NULL;
    return other;
}

static void give_back(gk_feeds *f, gk_feed *feed)
{
    feed->due = gk_seconds() + gk_feed_wait(feed, f->options.every, &f->random);
    gk_poller_give(f->poller, feed, f->options.once || feed->poll.outcome == GK_POLL_GONE);
}

static void take_failure(gk_feeds *f, gk_feed *feed)
{
    feed->failures++;
    tell_state(f, feed, feed->poll.status ? feed->poll.status : NO_ANSWER, feed->poll.message);
    if (feed->poll.wait > 0) remember(f, feed);
    give_back(f, feed);
}

static void take_same(gk_feeds *f, gk_feed *feed)
{
    f->same++;
    feed->failures = 0;
    bool other = feed->poll.status == 200 && replace(&feed->etag, &feed->poll.etag);
    other |= feed->poll.status == 200 && replace(&feed->modified, &feed->poll.modified);
    tell_state(f, feed, feed->broken ? BROKEN : WELL, "its content still cannot be read");
    if (other || feed->poll.wait > 0) remember(f, feed);
    give_back(f, feed);
}

gk_feed *gk_feeds_next(gk_feeds *f)
{
    for (gk_feed *feed; (feed = gk_poller_take(f->poller));) {
        f->polls++;
        if (feed->poll.outcome == GK_POLL_NEW) return feed;
        if (feed->poll.outcome == GK_POLL_SAME)
            take_same(f, feed);
        else
            take_failure(f, feed);
    }
    return NULL;
}

void gk_feeds_done(gk_feeds *f, gk_feed *feed, const char *broken)
{
    feed->failures = 0;
    unlink(feed->poll.file);
    memcpy(feed->hash, feed->poll.hash, sizeof feed->hash);
    feed->period = feed->poll.period;
    replace(&feed->etag, &feed->poll.etag);
    replace(&feed->modified, &feed->poll.modified);
    feed->broken = broken;
    tell_state(f, feed, broken ? BROKEN : WELL, broken);
    remember(f, feed);
    give_back(f, feed);
}

/* ---- all of them --------------------------------------------------------------------------- */

int gk_feeds_fd(const gk_feeds *f) { return gk_poller_fd(f->poller); }
bool gk_feeds_are_over(gk_feeds *f) { return gk_poller_is_over(f->poller); }

void gk_feeds_count(const gk_feeds *f, gk_follow_report *report)
{
    report->polls = f->polls;
    report->same = f->same;
    report->troubles = 0;
    for (size_t i = 0; i < f->count; i++) report->troubles += f->troubles[i] != WELL;
}

/* "goshawk/0.1.0 (+CONTACT)" */
static gk_status agent_new(char **out, gk_error *err)
{
    const char *contact = getenv("GOSHAWK_CONTACT");
    bool named = contact && *contact;
    for (const char *c = named ? contact : ""; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7F || *c == '(' || *c == ')')
            return gk_fail(err, GK_INVALID,
                           "GOSHAWK_CONTACT holds a bracket or a control character: %s",
                           "an address of mail or a page will do");
    *out = named ? gk_format("goshawk/%s (+%s)", GK_VERSION, contact)
                 : gk_format("goshawk/%s", GK_VERSION);
    return GK_OK;
}

static void take_urls(gk_feeds *f, const char *const *urls, size_t count)
{
    f->feeds = gk_alloc_array(count ? count : 1, sizeof *f->feeds);
    f->troubles = gk_alloc_array(count ? count : 1, sizeof *f->troubles);
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t k = 0; k < f->count && !known; k++)
            known = strcmp(f->feeds[k].url, urls[i]) == 0;
        if (!known) gk_feed_init(&f->feeds[f->count++], urls[i]);
    }
}

/* A server that wants to be left alone is, also by a run that polls once. */
static void heed_waits(gk_feeds *f)
{
    for (size_t i = 0; i < f->count; i++) {
        gk_feed *feed = &f->feeds[i];
        double wait = feed->due - gk_seconds();
        if (wait <= 0) continue;
        gk_tell(&f->options.teller, GK_FOLLOW_NOTE, feed->shown,
                "its server asked not to be asked for another %.0f s", wait);
        if (f->options.once) feed->phase = GK_FEED_OVER;
    }
}

static gk_status begin(gk_feeds *f, gk_error *err)
{
    gk_error forgot = {0};
    gk_status status = agent_new(&f->agent, err);
    if (status != GK_OK) return status;
    if (gk_memory_read(f->options.library_path, f->feeds, f->count, &forgot) != GK_OK)
        gk_tell(&f->options.teller, GK_FOLLOW_NOTE, NULL, "%s", forgot.message);
    heed_waits(f);
    f->folder = gk_path_join(f->options.library_path, "feeds");
    const gk_fetch fetch = {.agent = f->agent,
                            .folder = f->folder,
                            .seconds = f->options.seconds,
                            .limit = f->options.limit};
    return gk_poller_start(f->feeds, f->count, &fetch, &f->poller, err);
}

gk_status gk_feeds_start(const char *const *urls, size_t count, const gk_feeds_options *options,
                         gk_feeds **out, gk_error *err)
{
    gk_feeds *f = gk_alloc(sizeof *f);
    *out = NULL;
    f->options = *options;
    f->random = gk_random_start((uint64_t)time(NULL) ^ (uint64_t)getpid() << 32);
    take_urls(f, urls, count);
    gk_status status = begin(f, err);
    if (status == GK_OK)
        *out = f;
    else
        gk_feeds_stop(f);
    return status;
}

void gk_feeds_stop(gk_feeds *f)
{
    if (!f) return;
    gk_poller_stop(f->poller);
    for (size_t i = 0; i < f->count; i++) {
        if (f->feeds[i].poll.file) unlink(f->feeds[i].poll.file); /* fetched anew next time */
        gk_feed_free(&f->feeds[i]);
    }
    if (f->folder) rmdir(f->folder); /* where it is empty */
    gk_free(f->feeds);
    gk_free(f->troubles);
    gk_free(f->agent);
    gk_free(f->folder);
    gk_free(f);
}
