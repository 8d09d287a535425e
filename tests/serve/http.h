/* SPDX-License-Identifier: Apache-2.0
 *
 * For the tests of the server: HTTP by hand over a socket, so that what no well-behaved client
 * would send can be sent.
 */
#ifndef GK_TESTS_HTTP_H
#define GK_TESTS_HTTP_H

#include "base/base.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

typedef struct http_reply {
    int status;     /* 0: the connection closed without a reply */
    gk_string head; /* status line and headers */
    gk_string body;
} http_reply;

static inline int http_connect(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct timeval patience = {.tv_sec = 60};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0) return fd;
    if (fd >= 0) close(fd);
    return -1;
}

/* Sends what the server is willing to take. */
static inline void http_send(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes += sent;
        n -= (size_t)sent;
    }
}

/* A header's value ("" where it is absent), cut at 200 bytes. */
static inline const char *http_header(const http_reply *reply, const char *name, char value[201])
{
    value[0] = 0;
    char *line = gk_format("\r\n%s: ", name);
    const char *at = reply->head.data ? strcasestr(reply->head.data, line) : NULL;
    if (at) {
        at += strlen(line);
        size_t n = strcspn(at, "\r\n");
        if (n > 200) n = 200;
        memcpy(value, at, n);
        value[n] = 0;
    }
    gk_free(line);
    return value;
}

/* Reads one reply; without_body is for replies to HEAD. */
static inline http_reply http_read(int fd, bool without_body)
{
    http_reply reply = {0};
    char c, value[201];
    while (!reply.head.data || !gk_ends_with(reply.head.data, "\r\n\r\n")) {
        if (recv(fd, &c, 1, 0) != 1) return reply;
        gk_string_append(&reply.head, &c, 1);
    }
    reply.status = atoi(reply.head.data + strcspn(reply.head.data, " "));
    gk_string_add(&reply.body, "");
    size_t left = without_body ? 0 : (size_t)atol(http_header(&reply, "Content-Length", value));
    char piece[4096];
    while (left) {
        ssize_t n = recv(fd, piece, left < sizeof piece ? left : sizeof piece, 0);
        if (n <= 0) break;
        gk_string_append(&reply.body, piece, (size_t)n);
        left -= (size_t)n;
    }
    return reply;
}

static inline void http_free(http_reply *reply)
{
    gk_string_free(&reply->head);
    gk_string_free(&reply->body);
}

/* Sends a request on a connection of its own and reads the reply. */
static inline http_reply http_raw(int port, const char *request, size_t n)
{
    int fd = http_connect(port);
    http_send(fd, request, n);
    http_reply reply = http_read(fd, gk_starts_with(request, "HEAD "));
    close(fd);
    return reply;
}

/* METHOD TARGET with more headers ("Name: value\r\n" each, or "") and a body, or NULL. */
static inline http_reply http_do(int port, const char *method, const char *target,
                                 const char *headers, const char *body)
{
    gk_string request = {0};
    gk_string_addf(&request, "%s %s HTTP/1.1\r\nHost: localhost:%d\r\n%s", method, target, port,
                   headers);
    if (body) gk_string_addf(&request, "Content-Length: %zu\r\n", strlen(body));
    gk_string_addf(&request, "\r\n%s", body ? body : "");
    http_reply reply = http_raw(port, request.data, request.length);
    gk_string_free(&request);
    return reply;
}

static inline http_reply http_get(int port, const char *target)
{
    return http_do(port, "GET", target, "", NULL);
}

#endif
