/* SPDX-License-Identifier: Apache-2.0
 *
 * One request over libcurl's easy interface, repeated where that may help. What goes wrong on the
 * way is curl's to say; what the service refuses, the service's, if it says so briefly.
 */
#include "net/net.h"

#include "net/curl.h"
#include "net/guard.h"
#include "net/refusal.h"

#include <string.h>
#include <strings.h>
#include <time.h>

static const double longest_wait = 60; /* seconds, whatever Retry-After says */

typedef struct attempt {
    const gk_http_options *options;
    size_t limit;
    gk_string body;
    size_t taken; /* bytes */
    bool too_large, stopped;
    bool idled;      /* nothing came for too long */
    bool good;       /* the status is 2xx */
    bool wait_named; /* the reply has a Retry-After, which may say 0 */
    double heard;    /* when the last byte came or went */
    curl_off_t sent;
    gk_guarding guarding;
    char curl_says[CURL_ERROR_SIZE];
} attempt;

bool gk_is_address(const char *text)
{
    return strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
}

char *gk_http_shown(const char *url)
{
    const char *scheme = strstr(url, "://");
    const char *host = scheme ? scheme + 3 : url;
    size_t authority = strcspn(host, "/?#");
    const char *at = memrchr(host, '@', authority);
    const char *shown = at ? at + 1 : host;
    size_t rest = authority - (size_t)(shown - host);
    rest += strcspn(shown + rest, "?#");
    return gk_format("%.*s%.*s", (int)(host - url), url, (int)rest, shown);
}

static bool is_stopped(const gk_http_options *options)
{
    return options->stopped && options->stopped(options->ctx);
}

static size_t take_body(char *bytes, size_t size, size_t n, void *ctx)
{
    attempt *a = ctx;
    if (size * n > a->limit - a->taken) {
        a->too_large = true;
        return 0; /* fewer than there were: curl ends */
    }
    a->taken += size * n;
    a->heard = gk_seconds();
    if (!a->good || !a->options->on_body) {
        gk_string_append(&a->body, bytes, size * n);
    } else if (!a->options->on_body(a->options->ctx, bytes, size * n)) {
        a->stopped = true;
        return 0;
    }
    return size * n;
}

static size_t take_header(char *line, size_t size, size_t n, void *ctx)
{
    static const char name[] = "Retry-After:";
    attempt *a = ctx;
    if (size * n >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        const char *space = memchr(line, ' ', size * n);
        a->good = space && space + 1 < line + size * n && space[1] == '2';
    }
    if (size * n >= strlen(name) && strncasecmp(line, name, strlen(name)) == 0)
        a->wait_named = true;
    return size * n;
}

static int progress(void *ctx, curl_off_t down, curl_off_t down_now, curl_off_t up,
                    curl_off_t up_now)
{
    (void)down, (void)down_now, (void)up;
    attempt *a = ctx;
    if (up_now > a->sent) {
        a->sent = up_now;
        a->heard = gk_seconds();
    }
    a->idled = a->options->idle > 0 && gk_seconds() - a->heard > a->options->idle;
    a->stopped = a->stopped || is_stopped(a->options);
    return a->stopped || a->idled;
}

static struct curl_slist *headers_new(const char *key, bool in_pieces)
{
    struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");
    list = curl_slist_append(list, in_pieces ? "Accept: text/event-stream, application/json"
                                             : "Accept: application/json");
    list = curl_slist_append(list, "Expect:"); /* no waiting for "100 Continue" */
    if (key) {
        char *line = gk_format("Authorization: Bearer %s", key);
        list = curl_slist_append(list, line);
        gk_free(line);
    }
    return list;
}

static void set_options(CURL *curl, const char *url, const char *body, struct curl_slist *headers,
                        attempt *a)
{
    double seconds = a->options->seconds > 0 ? a->options->seconds : 60;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "goshawk/" GK_VERSION);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(seconds * 1000));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)((seconds < 10 ? seconds : 10) * 1000));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, a->curl_says);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, a);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, a);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, a);
    gk_guard_set(curl, a->options->guard, &a->guarding);
}

/* True where another attempt may go better. */
static bool may_pass(CURLcode code, long status)
{
    static const CURLcode passing[] = {CURLE_COULDNT_RESOLVE_PROXY,
                                       CURLE_COULDNT_RESOLVE_HOST,
                                       CURLE_COULDNT_CONNECT,
                                       CURLE_OPERATION_TIMEDOUT,
                                       CURLE_PARTIAL_FILE,
                                       CURLE_GOT_NOTHING,
                                       CURLE_SEND_ERROR,
                                       CURLE_RECV_ERROR,
                                       CURLE_SSL_CONNECT_ERROR,
                                       CURLE_HTTP2,
                                       CURLE_HTTP2_STREAM};
    if (code == CURLE_OK) return status == 408 || status == 429 || status >= 500;
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (code == passing[i]) return true;
    return false;
}

bool gk_http_pause(double seconds, const gk_http_options *options)
{
    const double slice = 0.05;
    for (double end = gk_seconds() + seconds, left; (left = end - gk_seconds()) > 0;) {
        if (is_stopped(options)) return false;
        struct timespec pause = {.tv_nsec = (long)((left < slice ? left : slice) * 1e9)};
        nanosleep(&pause, NULL);
    }
    return !is_stopped(options);
}

/* What Retry-After says; < 0: nothing. */
static double named_wait(CURL *curl, const attempt *a)
{
    curl_off_t seconds = 0;
    if (!a->wait_named || curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK)
        return -1;
    return (double)seconds < longest_wait ? (double)seconds : longest_wait;
}

/* What the last attempt came to. */
static gk_status judge(CURL *curl, CURLcode code, const attempt *a, const char *address, int tries,
                       gk_http_reply *reply, gk_error *err)
{
    if (a->stopped) return gk_fail(err, GK_STOPPED, "%s: stopped", address);
    if (gk_guard_refused(&a->guarding)) return gk_guard_refusal(&a->guarding, address, err);
    if (a->idled)
        return gk_fail(err, GK_IO, "%s: nothing came for %g seconds", address, a->options->idle);
    if (a->too_large)
        return gk_fail(err, GK_IO, "%s: the reply is larger than %zu bytes", address, a->limit);
    char times[32] = "";
    if (tries > 1) snprintf(times, sizeof times, " (tried %d times)", tries);
    if (code != CURLE_OK)
        return gk_fail(err, GK_IO, "%s: %s%s", address,
                       a->curl_says[0] ? a->curl_says : curl_easy_strerror(code), times);
    if (reply->status / 100 == 2) return GK_OK;
    if (reply->status / 100 == 3) {
        char *to = NULL;
        curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &to);
        char *shown = gk_http_shown(to ? to : "another address");
        gk_status status = gk_fail(err, GK_INVALID, "%s answers %ld: it points to %s; name that",
                                   address, reply->status, shown);
        gk_free(shown);
        return status;
    }
    char *words = gk_refusal_words(reply->body, reply->size, a->options->key);
    gk_status status = gk_fail(err, may_pass(code, reply->status) ? GK_IO : GK_INVALID,
                               "%s answers %ld%s%s%s", address, reply->status, *words ? ": " : "",
                               words, times);
    gk_free(words);
    return status;
}

static void begin_attempt(attempt *a)
{
    a->body.length = a->taken = 0;
    a->wait_named = a->good = a->idled = false;
    a->sent = 0;
    a->heard = gk_seconds();
    a->curl_says[0] = '\0';
}

static gk_status post(CURL *curl, attempt *a, const char *address, gk_http_reply *reply,
                      gk_error *err)
{
    int attempts = a->options->attempts > 0 ? a->options->attempts : 5;
    double own = a->options->first_wait > 0 ? a->options->first_wait : 1;
    for (int tries = 1;; tries++, own *= 2) {
        begin_attempt(a);
        CURLcode code = gk_curl_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
        reply->wait = named_wait(curl, a);
        reply->passing = !a->stopped && !gk_guard_refused(&a->guarding) &&
                         (a->idled || may_pass(code, reply->status));
        if (tries < attempts && reply->passing) {
            if (gk_http_pause(reply->wait >= 0 ? reply->wait : own, a->options)) continue;
            a->stopped = true;
            reply->passing = false;
        }
        reply->size = a->body.length;
        if (a->body.data) a->body.data[a->body.length] = '\0';
        reply->body = gk_string_take(&a->body);
        return judge(curl, code, a, address, tries, reply, err);
    }
}

gk_status gk_http_post_json(const char *url, const char *body, const gk_http_options *options,
                            gk_http_reply *reply, gk_error *err)
{
    static const gk_http_options defaults = {0};
    *reply = (gk_http_reply){0};
    if (!options) options = &defaults;
    char *address = gk_http_shown(url);
    gk_status status = GK_OK;
    if (!gk_is_address(url))
        status = gk_fail(err, GK_INVALID, "%s: not an address of http or https", address);
    for (const char *k = options->key; k && *k && status == GK_OK; k++)
        if ((unsigned char)*k < ' ' || *k == 0x7F)
            status = gk_fail(err, GK_INVALID,
                             "%s: the key holds a line end or another control character", address);
    if (status == GK_OK) {
        attempt a = {.options = options,
                     .limit = options->limit ? options->limit : (size_t)256 << 20};
        struct curl_slist *headers = headers_new(options->key, options->on_body);
        CURL *curl = gk_curl_new();
        if (curl) {
            set_options(curl, url, body, headers, &a);
            status = post(curl, &a, address, reply, err);
        } else {
            status = gk_fail(err, GK_IO, "%s: libcurl cannot begin", address);
        }
        curl_easy_cleanup(curl);
        curl_slist_free_all(headers);
        gk_string_free(&a.body);
    }
    gk_free(address);
    return status;
}
