/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/feed.h"

#include "net/net.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const double HOUR = 3600, DAY = 86400;
enum { HEAD = 1 << 16 }; /* where a feed says how often it changes */

void gk_poll_free(gk_poll *poll)
{
    gk_free(poll->file);
    gk_free(poll->etag);
    gk_free(poll->modified);
    *poll = (gk_poll){.wait = -1, .fresh = -1};
}

/* Host and port of an address; of length *n. */
static const char *host_of(const char *url, size_t *n)
{
    const char *scheme = strstr(url, "://");
    const char *host = scheme ? scheme + 3 : url;
    size_t authority = strcspn(host, "/?#");
    const char *at = memrchr(host, '@', authority);
    if (!at) {
        *n = authority;
        return host;
    }
    *n = authority - (size_t)(at + 1 - host);
    return at + 1;
}

void gk_feed_init(gk_feed *feed, const char *url)
{
    size_t n;
    const char *host = host_of(url, &n);
    *feed = (gk_feed){.url = gk_strdup(url),
                      .shown = gk_http_shown(url),
                      .host = gk_strndup(host, n),
                      .period = -1,
                      .poll = {.wait = -1, .fresh = -1}};
    gk_sha256(url, strlen(url), feed->id);
}

void gk_feed_free(gk_feed *feed)
{
    gk_free(feed->url);
    gk_free(feed->shown);
    gk_free(feed->host);
    gk_free(feed->moved);
    gk_free(feed->etag);
    gk_free(feed->modified);
    gk_poll_free(&feed->poll);
}

/* Whether host, with or without a port, is this one; an address of IPv4 may go on. */
static bool host_is(const char *host, size_t n, const char *name, bool may_go_on)
{
    size_t length = strlen(name);
    if (n < length || strncasecmp(host, name, length) != 0) return false;
    return n == length || host[length] == ':' ||
           (may_go_on && strspn(host + length, ".0123456789") + length >= strcspn(host, ":/?#"));
}

bool gk_feed_is_near(const char *url)
{
    size_t n;
    const char *host = host_of(url, &n);
    return host_is(host, n, "localhost", false) || host_is(host, n, "[::1]", false) ||
           host_is(host, n, "127.", true);
}

/* ---- how often it is asked ----------------------------------------------------------------- */

/* What stands in <NAME ...>here</NAME>, without white space around it; *n is its length. NULL:
 * there is none. */
static const char *element(const char *text, size_t size, const char *name, size_t *n)
{
    char *open = gk_format("<%s", name);
    size_t length = strlen(open);
    const char *at = text, *end = text + size, *found = NULL;
    while (!found && (at = memmem(at, (size_t)(end - at), open, length))) {
        at += length;
        if (at < end && (*at == '>' || isspace((unsigned char)*at)))
            found = memchr(at, '>', (size_t)(end - at));
    }
    gk_free(open);
    if (!found) return NULL;
    found++;
    const char *close = memchr(found, '<', (size_t)(end - found));
    if (!close) return NULL;
    while (found < close && isspace((unsigned char)*found)) found++;
    while (close > found && isspace((unsigned char)close[-1])) close--;
    *n = (size_t)(close - found);
    return found;
}

/* A whole number of at most six digits; 0: it is none. */
static double number(const char *text, size_t n)
{
    double value = 0;
    if (!text || n == 0 || n > 6) return 0;
    for (size_t i = 0; i < n; i++) {
        if (!isdigit((unsigned char)text[i])) return 0;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static double syndication_period(const char *head, size_t size)
{
    static const struct {
        const char *name;
        double seconds;
    } periods[] = {{"hourly", 3600},
                   {"daily", 86400},
                   {"weekly", 7 * 86400.0},
                   {"monthly", 30 * 86400.0},
                   {"yearly", 365 * 86400.0}};
    size_t n, digits = 0;
    const char *period = element(head, size, "sy:updatePeriod", &n);
    const char *frequency = element(head, size, "sy:updateFrequency", &digits);
    double times = number(frequency, digits);
    for (size_t i = 0; period && i < sizeof periods / sizeof *periods; i++)
        if (strlen(periods[i].name) == n && strncmp(period, periods[i].name, n) == 0)
            return periods[i].seconds / (times > 0 ? times : 1);
    return -1;
}

double gk_feed_period(const char *body, size_t size)
{
    static const char *const entries[] = {"<item", "<entry"};
    size_t head = size < HEAD ? size : HEAD, n = 0;
    for (size_t i = 0; i < sizeof entries / sizeof *entries;
         i++) { /* an entry's words are its own */
        const char *first = memmem(body, head, entries[i], strlen(entries[i]));
        if (first) head = (size_t)(first - body);
    }
    const char *ttl = element(body, head, "ttl", &n);
    double minutes = number(ttl, n);
    return minutes > 0 ? minutes * 60 : syndication_period(body, head);
}

static double at_most(double value, double most) { return value < most ? value : most; }
static double at_least(double value, double least) { return value > least ? value : least; }

double gk_feed_wait(const gk_feed *feed, double every, gk_random *random)
{
    double wait = every;
    if (feed->failures > 0) {
        for (unsigned i = 0; i < feed->failures && wait < HOUR; i++) wait *= 2;
        wait = at_most(wait, HOUR) * (0.75 + 0.25 * gk_random_unit(random));
    }
    wait = at_least(wait, at_most(feed->period, DAY));
    wait = at_least(wait, at_most(feed->poll.fresh, DAY));
    wait = at_least(wait, at_most(feed->poll.wait, DAY));
    return at_least(wait, every);
}

/* ---- the file of a body -------------------------------------------------------------------- */

/* What goshawk-read goes by where the content leaves the format open. */
static const char *ending_of(const char *type)
{
    static const char *const endings[][2] = {{"text/plain", "txt"},    {"text/markdown", "md"},
                                             {"text/html", "html"},    {"application/pdf", "pdf"},
                                             {"text/csv", "csv"},      {"application/zip", "zip"},
                                             {"message/rfc822", "eml"}};
    for (size_t i = 0; type && i < sizeof endings / sizeof *endings; i++)
        if (strncasecmp(type, endings[i][0], strlen(endings[i][0])) == 0) return endings[i][1];
    return "xml";
}

/* "news.example.com-latest" of "https://news.example.com:8080/feeds/latest.xml?key=1" */
static char *name_of(const char *url)
{
    enum { MOST = 80 };
    size_t n;
    const char *host = host_of(url, &n), *path = host + n;
    n = strcspn(host, ":/?#");
    size_t path_length = strcspn(path, "?#");
    while (path_length > 0 && path[path_length - 1] == '/') path_length--;
    const char *slash = memrchr(path, '/', path_length);
    const char *last = slash ? slash + 1 : path;
    size_t last_length = path_length - (size_t)(last - path);
    const char *dot = memrchr(last, '.', last_length);
    if (dot && dot > last) last_length = (size_t)(dot - last);
    char *name = gk_format("%.*s%s%.*s", n < MOST ? (int)n : MOST, host, last_length ? "-" : "",
                           last_length < MOST ? (int)last_length : MOST, last);
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("-._", *c)) *c = '_';
    return name;
}

char *gk_feed_file(const gk_feed *feed, const char *folder, const char *type)
{
    char *name = name_of(feed->url);
    char *path = gk_format("%s/%s-%.8s.%s", folder, name, feed->id, ending_of(type));
    gk_free(name);
    return path;
}
