/* SPDX-License-Identifier: Apache-2.0 - who may be reached, decided on the address itself */
#ifndef GK_NET_GUARD_H
#define GK_NET_GUARD_H

#include "net/net.h"

#include <curl/curl.h>
#include <netinet/in.h>

/* A guard at work in one request. */
typedef struct gk_guarding {
    const gk_http_guard *guard;
    char barred[INET6_ADDRSTRLEN]; /* the address that may not be reached; "": none */
    gk_error why;                  /* for which the request was not sent; GK_OK: none */
} gk_guarding;

/* Puts guard over curl's requests; guard NULL: none. guarding lives as long as they do. */
void gk_guard_set(CURL *curl, const gk_http_guard *guard, gk_guarding *guarding);

/* Whether the guard ended the request. */
bool gk_guard_refused(const gk_guarding *guarding);

/* What to return then; shown is what messages call the address. */
gk_status gk_guard_refusal(const gk_guarding *guarding, const char *shown, gk_error *err);

#endif
