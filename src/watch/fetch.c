/* SPDX-License-Identifier: Apache-2.0
 *
 * One poll: the feed's address, or where it moved to, and from there along redirects, with the
 * validators of the copy at hand. Only a body that differs from that copy becomes a file.
 */
#include "watch/fetch.h"

#include "net/net.h"

#include <string.h>

enum { HOPS = 10 };

static const char ACCEPT[] = "application/rss+xml, application/atom+xml, application/xml;q=0.9, "
                             "text/xml;q=0.9, */*;q=0.5";

static bool is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void fail(gk_poll *poll, const char *message)
{
    poll->outcome = GK_POLL_FAILED;
    snprintf(poll->message, sizeof poll->message, "%s", message);
}

/* Asks along redirects; *final is where the last answer came from if all of them were for good,
 * else NULL. gk_free. */
static gk_status ask(const gk_fetch *fetch, const gk_feed *feed, gk_http_got *got, char **final,
                     gk_error *err)
{
    const gk_http_get_options options = {.agent = fetch->agent,
                                         .accept = ACCEPT,
                                         .etag = feed->etag,
                                         .modified = feed->modified,
                                         .seconds = fetch->seconds,
                                         .limit = fetch->limit,
                                         .stopped = fetch->stopped,
                                         .ctx = fetch->ctx};
    char *url = gk_strdup(feed->moved ? feed->moved : feed->url);
    bool for_good = true;
    gk_status status = GK_OK;
    for (int hops = 0;; hops++) {
        status = gk_http_get(url, &options, got, err);
        if (status != GK_OK || !is_redirect(got->status) || !got->location) break;
        char *shown = gk_http_shown(got->location);
        if (!gk_is_address(got->location))
            status = gk_fail(err, GK_IO, "it redirects to %s, which is neither http nor https",
                             shown);
        else if (hops == HOPS)
            status = gk_fail(err, GK_IO, "it redirects more than %d times", HOPS);
        gk_free(shown);
        if (status != GK_OK) break;
        for_good = for_good && (got->status == 301 || got->status == 308);
        gk_free(url);
        url = gk_strdup(got->location);
        gk_http_got_free(got);
    }
    *final = for_good ? url : NULL;
    if (!for_good) gk_free(url);
    return status;
}

static gk_status save(const gk_fetch *fetch, const gk_feed *feed, const gk_http_got *got,
                      gk_poll *poll, gk_error *err)
{
    gk_new_file *file = NULL;
    char *path = gk_feed_file(feed, fetch->folder, got->type);
    gk_status status = gk_folder_make(fetch->folder, err);
    if (status == GK_OK) status = gk_new_file_open(path, &file, err);
    if (status == GK_OK) status = gk_new_file_write(file, got->body, got->size, err);
    status = gk_new_file_close(file, status, err);
    if (status == GK_OK)
        poll->file = path;
    else
        gk_free(path);
    return status;
}

/* What an answer of the server comes to. */
static void judge(const gk_fetch *fetch, const gk_feed *feed, gk_http_got *got, gk_poll *poll)
{
    gk_error err = {0};
    char words[64];
    snprintf(words, sizeof words, "it answers %ld", got->status);
    if (got->status == 304 && feed->hash[0]) {
        poll->outcome = GK_POLL_SAME;
    } else if (got->status == 410) {
        fail(poll, "it is gone for good (410) and not asked again");
        poll->outcome = GK_POLL_GONE;
    } else if (got->status != 200) {
        fail(poll, words);
    } else if (got->size == 0) {
        fail(poll, "its answer is empty");
    } else {
        gk_sha256(got->body, got->size, poll->hash);
        poll->period = gk_feed_period(got->body, got->size);
        poll->outcome = strcmp(poll->hash, feed->hash) == 0 ? GK_POLL_SAME : GK_POLL_NEW;
        if (poll->outcome == GK_POLL_NEW && save(fetch, feed, got, poll, &err) != GK_OK)
            fail(poll, err.message);
    }
}

void gk_fetch_feed(const gk_fetch *fetch, gk_feed *feed)
{
    gk_error err = {0};
    gk_http_got got = {0};
    char *final = NULL;
    gk_poll *poll = &feed->poll;
    gk_poll_free(poll);
    gk_status status = ask(fetch, feed, &got, &final, &err);
    poll->at = gk_seconds();
    poll->status = status == GK_OK ? got.status : 0;
    poll->wait = got.wait;
    poll->fresh = got.fresh;
    if (status == GK_OK)
        judge(fetch, feed, &got, poll);
    else
        fail(poll, err.message);
    if (poll->outcome == GK_POLL_SAME || poll->outcome == GK_POLL_NEW) {
        poll->etag = got.etag;
        poll->modified = got.modified;
        got.etag = got.modified = NULL;
    }
    bool moved = poll->status == 200 || poll->status == 304;
    if (moved && final && strcmp(final, feed->url) != 0) {
        gk_free(feed->moved);
        feed->moved = gk_strdup(final);
    } else if (poll->status >= 400 && poll->status < 500 && poll->status != 429) {
        gk_free(feed->moved); /* what was moved there is there no more */
        feed->moved = NULL;
    }
    gk_free(final);
    gk_http_got_free(&got);
}
