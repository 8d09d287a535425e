/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses of services. They are taken apart by the parser that will use them (libcurl's), so that
 * what is allowed and what is reached cannot be read differently.
 */
#include "chat/chat.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

char *gk_chat_address(const char *base, size_t n)
{
    char *place = gk_strndup(base, n);
    if (gk_ends_with(place, "/v1/")) place[n - 1] = '\0';
    char *address = gk_format("%s%s", place, gk_ends_with(place, "/v1") ? "/chat/completions" : "");
    gk_free(place);
    return address;
}

const char *gk_chat_key(void)
{
    static const char *const names[] = {"GOSHAWK_CHAT_KEY", "OPENAI_API_KEY"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return value;
    }
    return NULL;
}

char *gk_chat_content(const json_t *content)
{
    if (json_is_string(content))
        return gk_strndup(json_string_value(content), json_string_length(content));
    if (!json_is_array(content)) return NULL;
    gk_string text = {0};
    for (size_t i = 0; i < json_array_size(content); i++) {
        const char *part = json_string_value(json_object_get(json_array_get(content, i), "text"));
        if (part) gk_string_add(&text, part);
    }
    return gk_string_take(&text);
}

size_t gk_chat_count(const json_t *usage, const char *name)
{
    json_int_t n = json_integer_value(json_object_get(usage, name));
    return n > 0 && n < 100000000 ? (size_t)n : 0;
}

/* ---- where text may go ----------------------------------------------------------------------- */

bool gk_chat_is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
        return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    }
    if (address->sa_family != AF_INET6) return false;
    const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(six) || (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr[12] == 127);
}

typedef struct parts {
    char *scheme, *host, *port, *path;
} parts;

static void parts_free(parts *p)
{
    curl_free(p->scheme);
    curl_free(p->host);
    curl_free(p->port);
    curl_free(p->path);
}

static bool take_apart(const char *url, parts *p)
{
    *p = (parts){0};
    CURLU *parsed = curl_url();
    bool good = parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_SCHEME, &p->scheme, 0) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_HOST, &p->host, 0) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_PORT, &p->port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_PATH, &p->path, 0) == CURLUE_OK &&
                (strcmp(p->scheme, "http") == 0 || strcmp(p->scheme, "https") == 0);
    curl_url_cleanup(parsed);
    if (!good) parts_free(p);
    return good;
}

/* "/v1" is the beginning of "/v1/chat/completions", not of "/v10". */
static bool path_begins(const char *path, const char *beginning)
{
    size_t n = strlen(beginning);
    while (n && beginning[n - 1] == '/') n--;
    return strncmp(path, beginning, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static bool is_allowed(const parts *p, const char *const *allow)
{
    for (; allow && *allow; allow++) {
        parts a;
        if (!take_apart(*allow, &a)) continue;
        bool same = strcmp(a.scheme, p->scheme) == 0 && strcasecmp(a.host, p->host) == 0 &&
                    strcmp(a.port, p->port) == 0 && path_begins(p->path, a.path);
        parts_free(&a);
        if (same) return true;
    }
    return false;
}

/* Every address that the name stands for is this machine's own. It is asked again of the very
 * address that is connected to. */
static bool is_here(const parts *p)
{
    char host[256];
    size_t n = strlen(p->host);
    bool bracketed = n > 2 && p->host[0] == '[' && p->host[n - 1] == ']';
    if (n >= sizeof host) return false;
    snprintf(host, sizeof host, "%.*s", (int)(bracketed ? n - 2 : n), p->host + bracketed);
    struct addrinfo *found = NULL;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    if (getaddrinfo(host, NULL, &hints, &found) != 0) return false;
    bool here = found != NULL;
    for (const struct addrinfo *a = found; a; a = a->ai_next)
        here = here && gk_chat_is_loopback(a->ai_addr);
    freeaddrinfo(found);
    return here;
}

bool gk_chat_is_allowed(const char *url, const char *const *allow)
{
    parts p;
    if (!take_apart(url, &p)) return false;
    bool allowed = is_allowed(&p, allow);
    parts_free(&p);
    return allowed;
}

bool gk_chat_may_send(const char *url, const char *const *allow)
{
    parts p;
    if (!take_apart(url, &p)) return false;
    bool may = is_allowed(&p, allow) || is_here(&p);
    parts_free(&p);
    return may;
}
