/* SPDX-License-Identifier: Apache-2.0
 *
 * curl asks for each socket that it opens, with the address that the socket will be connected to:
 * names lie and change, this does not. It asks once more when it is connected, before it sends
 * anything. A connection is never one of a request before, since each has a handle of its own.
 */
#include "net/guard.h"

#include <arpa/inet.h>
#include <unistd.h>

static void note_barred(gk_guarding *g, const struct sockaddr *address)
{
    const void *bytes = NULL;
    if (address->sa_family == AF_INET)
        bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    if (address->sa_family == AF_INET6)
        bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (!bytes || !inet_ntop(address->sa_family, bytes, g->barred, sizeof g->barred))
        snprintf(g->barred, sizeof g->barred, "an unknown place");
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    gk_guarding *g = ctx;
    if (purpose != CURLSOCKTYPE_IPCXN || !g->guard->may_reach(g->guard->ctx, &address->addr)) {
        note_barred(g, &address->addr);
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int before(void *ctx, char *primary, char *local, int port, int local_port)
{
    (void)local, (void)local_port;
    gk_guarding *g = ctx;
    g->barred[0] = '\0'; /* of several addresses this one may be reached */
    if (!g->guard->before) return CURL_PREREQFUNC_OK;
    gk_status status = g->guard->before(g->guard->ctx, primary ? primary : "", port, &g->why);
    g->why.status = status;
    return status == GK_OK ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

void gk_guard_set(CURL *curl, const gk_http_guard *guard, gk_guarding *guarding)
{
    *guarding = (gk_guarding){.guard = guard};
    if (!guard) return;
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, guarding);
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, before);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, guarding);
}

bool gk_guard_refused(const gk_guarding *guarding)
{
    return guarding->barred[0] || guarding->why.status != GK_OK;
}

gk_status gk_guard_refusal(const gk_guarding *guarding, const char *shown, gk_error *err)
{
    if (guarding->barred[0])
        return gk_fail(err, GK_INVALID, "%s is at %s, which may not be reached", shown,
                       guarding->barred);
    return gk_fail(err, guarding->why.status, "%s", guarding->why.message);
}
