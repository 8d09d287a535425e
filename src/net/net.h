/* SPDX-License-Identifier: Apache-2.0
 *
 * net - the client side of HTTP, over libcurl: JSON to a service and JSON back, with retries.
 */
#ifndef GK_NET_H
#define GK_NET_H

#include "base/base.h"

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
} gk_http_options;

typedef struct gk_http_reply {
    long status;
    char *body; /* gk_free; ends with a NUL */
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

#endif
