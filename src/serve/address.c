/* SPDX-License-Identifier: Apache-2.0
 *
 * An address to listen on, and the Host headers that fit it. Names are never looked up: "localhost"
 * means 127.0.0.1 here, whatever the machine's resolver says.
 */
#include "serve/serve.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

/* Splits "host", "host:port" and "[v6]:port" (the brackets are dropped). port is "" where none
 * stands. False where the text has neither form or a part is too long. */
static bool split(const char *text, char host[64], bool *bracketed, char port[8])
{
    *bracketed = text[0] == '[';
    const char *begin = text + *bracketed;
    const char *end = begin + strcspn(begin, *bracketed ? "]" : ":");
    size_t n = (size_t)(end - begin);
    if (n == 0 || n >= 64) return false;
    memcpy(host, begin, n);
    host[n] = 0;
    if (*bracketed) {
        if (*end != ']') return false;
        end++;
    }
    port[0] = 0;
    if (*end == 0) return true;
    if (*end != ':' || strlen(end + 1) > 5) return false;
    memcpy(port, end + 1, strlen(end + 1) + 1);
    return port[0] != 0;
}

/* A port's number, or -1. */
static int port_number(const char *text)
{
    int n = 0;
    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9') return -1;
        n = n * 10 + (*p - '0');
    }
    return *text && n <= 65535 ? n : -1;
}

static bool is_loopback_v4(const char *host)
{
    struct in_addr v4;
    return inet_pton(AF_INET, host, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127;
}

static bool is_loopback_v6(const char *host)
{
    struct in6_addr v6;
    return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

gk_status gk_address_parse(const char *text, gk_address *out, gk_error *err)
{
    *out = (gk_address){0};
    char host[64], port[8];
    bool bracketed;
    if (!split(text, host, &bracketed, port) || port_number(port) < 0)
        return gk_fail(err, GK_INVALID,
                       "\"%.80s\" is no address to listen on: write one like 127.0.0.1:8080, "
                       "[::1]:8080 or localhost:8080",
                       text);
    if (!bracketed && !strcasecmp(host, "localhost")) memcpy(host, "127.0.0.1", 10);
    unsigned char binary[sizeof(struct in6_addr)];
    if (inet_pton(bracketed ? AF_INET6 : AF_INET, host, binary) != 1)
        return gk_fail(err, GK_INVALID,
                       "\"%s\" is no numeric address: write one like 127.0.0.1, [::1] or localhost",
                       host);
    snprintf(out->host, sizeof out->host, "%s", host);
    out->port = port_number(port);
    out->v6 = bracketed;
    out->loopback = bracketed ? is_loopback_v6(host) : is_loopback_v4(host);
    return GK_OK;
}

/* Whether two numeric IPv6 addresses are one ("::1", "0:0:0:0:0:0:0:1"). */
static bool same_v6(const char *a, const char *b)
{
    struct in6_addr x, y;
    return inet_pton(AF_INET6, a, &x) == 1 && inet_pton(AF_INET6, b, &y) == 1 &&
           !memcmp(&x, &y, sizeof x);
}

bool gk_host_allowed(const char *header, const gk_address *listen)
{
    char host[64], port[8];
    bool bracketed;
    if (!split(header, host, &bracketed, port)) return false;
    if (port[0] && port_number(port) < 0) return false;
    if (bracketed) return is_loopback_v6(host) || (listen->v6 && same_v6(host, listen->host));
    return !strcasecmp(host, "localhost") || is_loopback_v4(host) ||
           (!listen->v6 && !strcmp(host, listen->host));
}
