/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests of the client side: a real HTTP server on loopback that replies what a function of the
 * test says, byte for byte.
 */
#ifndef GK_TESTS_NET_SERVER_H
#define GK_TESTS_NET_SERVER_H

#include "base/base.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { SERVER_THREADS = 8 };

typedef struct server_request {
    size_t nth;       /* from 0, in the order of arrival */
    const char *head; /* request line and headers */
    const char *body;
} server_request;

/* Writes the reply, status line and all; the connection closes after it. Where it writes none, the
 * server says nothing until the client hangs up. Called from several threads. */
typedef void server_answer(void *ctx, const server_request *request, gk_string *reply);

typedef struct server {
    int fd, port;
    server_answer *answer;
    void *ctx;
    atomic_size_t requests;
    pthread_t threads[SERVER_THREADS];
} server;

/* Reads head and body; false where the client hangs up before. */
static inline bool server_read(int fd, gk_string *head, gk_string *body)
{
    char c, piece[4096];
    while (!head->data || !gk_ends_with(head->data, "\r\n\r\n")) {
        if (recv(fd, &c, 1, 0) != 1) return false;
        gk_string_append(head, &c, 1);
    }
    const char *length = strcasestr(head->data, "\r\nContent-Length:");
    size_t left = length ? strtoul(length + strlen("\r\nContent-Length:"), NULL, 10) : 0;
    gk_string_add(body, "");
    while (left) {
        ssize_t n = recv(fd, piece, left < sizeof piece ? left : sizeof piece, 0);
        if (n <= 0) return false;
        gk_string_append(body, piece, (size_t)n);
        left -= (size_t)n;
    }
    return true;
}

static inline void server_serve(server *s, int fd)
{
    struct timeval patience = {.tv_sec = 60};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    gk_string head = {0}, body = {0}, reply = {0};
    if (server_read(fd, &head, &body)) {
        server_request request = {atomic_fetch_add(&s->requests, 1), head.data, body.data};
        s->answer(s->ctx, &request, &reply);
        for (size_t at = 0; at < reply.length;) {
            ssize_t n = send(fd, reply.data + at, reply.length - at, MSG_NOSIGNAL);
            if (n <= 0) break;
            at += (size_t)n;
        }
        char c;
        if (reply.length == 0) recv(fd, &c, 1, 0);
    }
    gk_string_free(&head);
    gk_string_free(&body);
    gk_string_free(&reply);
    close(fd);
}

static inline void *server_run(void *arg)
{
    server *s = arg;
    for (int fd; (fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0;) server_serve(s, fd);
    return NULL;
}

static inline int server_listen(int *port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = {.sin_family = AF_INET};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &size) != 0)
        abort();
    *port = ntohs(at.sin_port);
    return fd;
}

static inline server *server_start(server_answer *answer, void *ctx)
{
    server *s = gk_alloc(sizeof *s);
    s->answer = answer;
    s->ctx = ctx;
    s->fd = server_listen(&s->port);
    for (int i = 0; i < SERVER_THREADS; i++)
        if (pthread_create(&s->threads[i], NULL, server_run, s) != 0) abort();
    return s;
}

/* Ends the threads; returns how many requests there were. */
static inline size_t server_stop(server *s)
{
    shutdown(s->fd, SHUT_RDWR);
    for (int i = 0; i < SERVER_THREADS; i++) pthread_join(s->threads[i], NULL);
    close(s->fd);
    size_t requests = atomic_load(&s->requests);
    gk_free(s);
    return requests;
}

/* A whole reply; headers are "Name: value\r\n" each, or "". */
static inline void server_reply(gk_string *reply, const char *status, const char *headers,
                                const char *body)
{
    gk_string_addf(reply, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
                   status, headers, strlen(body), body);
}

/* Before the first request of a test: loopback is reached directly. */
static inline void server_without_proxy(void)
{
    static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                        "ALL_PROXY"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
}

#endif
