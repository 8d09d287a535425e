/* SPDX-License-Identifier: Apache-2.0 */
#include "net/curl.h"
#include "net/guard.h"
#include "net/net.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HEADER_MOST = 1024 }; /* of a value that is kept */

typedef struct getting {
    const gk_http_get_options *options;
    size_t limit;
    gk_http_got *got;
    gk_string body;
    bool good;       /* the status is 2xx: its body is wanted */
    bool wait_named; /* there is a Retry-After, which may say 0 */
    bool too_large, stopped;
    gk_guarding guarding;
    char curl_says[CURL_ERROR_SIZE];
} getting;

void gk_http_got_free(gk_http_got *got)
{
    gk_free(got->body);
    gk_free(got->etag);
    gk_free(got->modified);
    gk_free(got->type);
    gk_free(got->location);
    *got = (gk_http_got){0};
}

static size_t take_body(char *bytes, size_t size, size_t n, void *ctx)
{
    getting *g = ctx;
    if (!g->good) return size * n;
    if (size * n > g->limit - g->body.length) {
        g->too_large = true;
        return 0; /* fewer than there were: curl ends */
    }
    gk_string_append(&g->body, bytes, size * n);
    return size * n;
}

/* ---- headers ------------------------------------------------------------------------------ */

static void keep(char **to, const char *value, size_t n)
{
    gk_free(*to);
    *to = n > 0 && n <= HEADER_MOST ? gk_strndup(value, n) : NULL;
}

/* The seconds of "max-age=300" among the directives; < 0: none. */
static double max_age(const char *value)
{
    static const char name[] = "max-age=";
    const char *at = strcasestr(value, name);
    if (!at || (at > value && !strchr(", \t", at[-1]))) return -1;
    at += strlen(name);
    return isdigit((unsigned char)*at) ? strtod(at, NULL) : -1;
}

static void take_field(getting *g, const char *name, size_t length, const char *value, size_t n)
{
    struct {
        const char *name;
        char **to;
    } const kept[] = {{"ETag", &g->got->etag},
                      {"Last-Modified", &g->got->modified},
                      {"Content-Type", &g->got->type}};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (length == strlen(kept[i].name) && strncasecmp(name, kept[i].name, length) == 0)
            keep(kept[i].to, value, n);
    if (length == strlen("Retry-After") && strncasecmp(name, "Retry-After", length) == 0)
        g->wait_named = true;
    if (length == strlen("Cache-Control") && strncasecmp(name, "Cache-Control", length) == 0) {
        char *text = gk_strndup(value, n);
        g->got->fresh = max_age(text);
        gk_free(text);
    }
}

/* The status line of an answer: what a 1xx or a proxy said before does not count. */
static void begin_answer(getting *g, const char *line, size_t n)
{
    const char *space = memchr(line, ' ', n);
    g->good = space && space + 1 < line + n && space[1] == '2';
    g->wait_named = false;
    g->got->fresh = -1;
    keep(&g->got->etag, NULL, 0);
    keep(&g->got->modified, NULL, 0);
    keep(&g->got->type, NULL, 0);
}

static size_t take_header(char *line, size_t size, size_t count, void *ctx)
{
    getting *g = ctx;
    size_t n = size * count;
    if (n >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        begin_answer(g, line, n);
        return n;
    }
    const char *colon = memchr(line, ':', n);
    if (!colon) return n;
    const char *value = colon + 1, *end = line + n;
    while (value < end && isspace((unsigned char)*value)) value++;
    while (end > value && isspace((unsigned char)end[-1])) end--;
    take_field(g, line, (size_t)(colon - line), value, (size_t)(end - value));
    return n;
}

static struct curl_slist *headers_new(const gk_http_get_options *options)
{
    const char *const sent[][2] = {{"Accept", options->accept},
                                   {"If-None-Match", options->etag},
                                   {"If-Modified-Since", options->modified}};
    struct curl_slist *list = NULL;
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        if (!sent[i][1] || !*sent[i][1]) continue;
        char *line = gk_format("%s: %s", sent[i][0], sent[i][1]);
        list = curl_slist_append(list, line);
        gk_free(line);
    }
    return list;
}

/* ---- the request -------------------------------------------------------------------------- */

static int progress(void *ctx, curl_off_t down, curl_off_t down_now, curl_off_t up,
                    curl_off_t up_now)
{
    (void)down, (void)down_now, (void)up, (void)up_now;
    getting *g = ctx;
    g->stopped = g->options->stopped && g->options->stopped(g->options->ctx);
    return g->stopped;
}

static void set_options(CURL *curl, const char *url, struct curl_slist *headers, getting *g)
{
    const gk_http_get_options *o = g->options;
    double seconds = o->seconds > 0 ? o->seconds : 60;
    double connect = seconds < 10 ? seconds : 10;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, o->agent ? o->agent : "goshawk/" GK_VERSION);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(seconds * 1000));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)(connect * 1000));
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 64L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)(seconds / 3) + 1);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, g->curl_says);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, g);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, g);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, g);
    gk_guard_set(curl, o->guard, &g->guarding);
}

static gk_status finish(CURL *curl, CURLcode code, getting *g, gk_error *err)
{
    gk_http_got *got = g->got;
    if (g->stopped) return gk_fail(err, GK_STOPPED, "stopped");
    if (gk_guard_refused(&g->guarding)) return gk_guard_refusal(&g->guarding, "the address", err);
    if (g->too_large) return gk_fail(err, GK_IO, "it sends more than %zu MiB", g->limit >> 20);
    if (code != CURLE_OK)
        return gk_fail(err, GK_IO, "%s", g->curl_says[0] ? g->curl_says : curl_easy_strerror(code));
    char *to = NULL;
    curl_off_t wait = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &got->status);
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &to);
    if (to) got->location = gk_strdup(to);
    if (g->wait_named && curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK)
        got->wait = (double)wait;
    if (!g->good) return GK_OK;
    got->size = g->body.length;
    gk_string_append(&g->body, "", 1); /* the NUL */
    got->body = gk_string_take(&g->body);
    return GK_OK;
}

gk_status gk_http_get(const char *url, const gk_http_get_options *options, gk_http_got *got,
                      gk_error *err)
{
    static const gk_http_get_options defaults = {0};
    *got = (gk_http_got){.wait = -1, .fresh = -1};
    if (!gk_is_address(url)) return gk_fail(err, GK_INVALID, "not an address of http or https");
    CURL *curl = gk_curl_new();
    if (!curl) return gk_fail(err, GK_IO, "libcurl cannot begin");
    getting g = {.options = options ? options : &defaults, .got = got};
    g.limit = g.options->limit ? g.options->limit : (size_t)64 << 20;
    struct curl_slist *headers = headers_new(g.options);
    set_options(curl, url, headers, &g);
    gk_status status = finish(curl, gk_curl_perform(curl), &g, err);
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    gk_string_free(&g.body);
    return status;
}
