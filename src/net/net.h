/* SPDX-License-Identifier: Apache-2.0
 *
 * net - the client side of HTTP, over libcurl: JSON to a service and JSON back, whole or in pieces,
 * with retries; and one GET, told apart by what changed since the last.
 */
#ifndef GK_NET_H
#define GK_NET_H

#include "base/base.h"

#include <sys/socket.h>

/* What watches over a request whose body must not go just anywhere (guard.c). It goes to the
 * address itself: no proxy, no redirect. */
typedef struct gk_http_guard {
    /* Asked of each address that the name stands for, before a socket to it is opened. */
    bool (*may_reach)(void *ctx, const struct sockaddr *address);
    /* Told whom it is connected to before any of the request is sent; what is not GK_OK ends it and
       is what the call returns. */
    gk_status (*before)(void *ctx, const char *address, int port, gk_error *err);
    void *ctx;
} gk_http_guard;

typedef struct gk_http_options {
    const char *key;   /* sent as "Authorization: Bearer KEY"; NULL: none. Never in a message. */
    double seconds;    /* for one attempt; 0: 60 */
    int attempts;      /* 0: 5. Repeated where the service cannot be reached, is too slow, or says
                          408, 429 or 5xx; waits 1, 2, 4, ... seconds, or what Retry-After says, up
                          to 60 */
    double first_wait; /* seconds instead of that 1, for tests; 0: 1 */
    size_t limit;      /* of the reply in bytes; 0: 256 MiB */
    bool (*stopped)(void *ctx); /* asked often; true ends the call with GK_STOPPED. May be NULL. */
    void *ctx;
    /* For a reply that comes in pieces, NULL else: takes the body of a status of 2xx instead of
       reply->body; false ends the attempt with GK_STOPPED. */
    bool (*on_body)(void *ctx, const char *bytes, size_t n);
    double idle; /* seconds without a byte, after which an attempt is given up; 0: no such limit */
    const gk_http_guard *guard; /* NULL: none */
} gk_http_options;

typedef struct gk_http_reply {
    long status;
    bool passing; /* it failed, and another attempt may go better */
    double wait;  /* Retry-After in seconds, at most 60; < 0: not said */
    char *body;   /* gk_free; ends with a NUL */
    size_t size;
} gk_http_reply;

/* True for "http://..." and "https://...". */
bool gk_is_address(const char *text);
/* The address as messages show it: without user, password, query and fragment, which may hold a
 * secret. gk_free. */
char *gk_http_shown(const char *url);

/* GK_OK for a status of 2xx. Else GK_IO (not reached, or a fault of the service that stayed) or
 * GK_INVALID (another 4xx) with the address and what the service said of it; the reply's body is
 * freed by the caller in any case. Redirects are not followed: they would carry the key away. */
gk_status gk_http_post_json(const char *url, const char *body, const gk_http_options *options,
                            gk_http_reply *reply, gk_error *err);

/* Sleeps; false where options->stopped ends it before. */
bool gk_http_pause(double seconds, const gk_http_options *options);

/* ---- GET (get.c) -------------------------------------------------------------------------- */

typedef struct gk_http_get_options {
    const char *agent;           /* the User-Agent; NULL: "goshawk/VERSION" */
    const char *accept;          /* the kinds of content wanted; NULL: any */
    const char *etag, *modified; /* of the copy that the caller has, as the server sent them: it may
                                    answer 304 then. NULL: none */
    double seconds; /* for the whole; 0: 60. A server that sends next to nothing for a third of
                       it is given up, too */
    size_t limit;   /* of the body in bytes, unpacked; 0: 64 MiB */
    bool (*stopped)(void *ctx); /* as in gk_http_options */
    void *ctx;
    const gk_http_guard *guard; /* as in gk_http_options */
} gk_http_get_options;

/* What came back; strings are NULL where the server said nothing of the kind. */
typedef struct gk_http_got {
    long status; /* 0: no answer */
    char *body;  /* of a status of 2xx, unpacked, with a NUL after it */
    size_t size;
    char *etag, *modified, *type;
    char *location; /* where a redirect points: a whole address */
    double wait;    /* Retry-After in seconds; < 0: not said */
    double fresh;   /* Cache-Control's max-age in seconds; < 0: not said */
} gk_http_got;
void gk_http_got_free(gk_http_got *got);

/* One request, not repeated; redirects are the caller's to follow. GK_OK for any status that the
 * server answers, GK_IO where it cannot be reached, is too slow or sends too much; messages name no
 * address. got is freed by gk_http_got_free in any case. */
gk_status gk_http_get(const char *url, const gk_http_get_options *options, gk_http_got *got,
                      gk_error *err);

#endif
