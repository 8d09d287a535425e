/* SPDX-License-Identifier: Apache-2.0
 *
 * A site with feeds, on loopback: what it answers is a function of the test's, byte for byte, and
 * what it was asked is kept.
 */
#ifndef GK_WATCH_TEST_SITE_H
#define GK_WATCH_TEST_SITE_H

#include "../net/server.h"
#include "world.h"

typedef struct asked {
    char *path, *head;
    double at; /* gk_seconds */
} asked;

typedef struct site site;

/* Writes the answer to the nth (from 0) request of a path; none: the server keeps silent. */
typedef void site_answer(site *s, const char *path, size_t nth, const char *head, gk_string *reply);

struct site {
    world *w;
    server *server;
    site_answer *answer;
    pthread_mutex_t lock;
    asked requests[512];
    size_t count;
};

static inline size_t site_nth(const site *s, const char *path)
{
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++) n += strcmp(s->requests[i].path, path) == 0;
    return n;
}

static inline void site_serve(void *ctx, const server_request *request, gk_string *reply)
{
    site *s = ctx;
    const char *path = strchr(request->head, ' ') + 1;
    char *asked_for = gk_strndup(path, strcspn(path, " "));
    pthread_mutex_lock(&s->lock);
    size_t nth = site_nth(s, asked_for);
    if (s->count < sizeof s->requests / sizeof *s->requests)
        s->requests[s->count++] = (asked){gk_strdup(asked_for), gk_strdup(request->head),
                                          gk_seconds()};
    pthread_mutex_unlock(&s->lock);
    s->answer(s, asked_for, nth, request->head, reply);
    gk_free(asked_for);
}

static inline site *site_start(world *w, site_answer *answer)
{
    site *s = gk_alloc(sizeof *s);
    server_without_proxy();
    s->w = w;
    s->answer = answer;
    pthread_mutex_init(&s->lock, NULL);
    s->server = server_start(site_serve, s);
    return s;
}

static inline void site_stop(site *s)
{
    server_stop(s->server);
    for (size_t i = 0; i < s->count; i++) {
        gk_free(s->requests[i].path);
        gk_free(s->requests[i].head);
    }
    pthread_mutex_destroy(&s->lock);
    gk_free(s);
}

static inline void site_source(const site *s, const char *path)
{
    char url[128];
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", s->server->port, path);
    world_source(s->w, url);
}

/* The nth request of a path; waits for it. Good until site_stop. */
static inline asked site_await(site *s, const char *path, size_t nth)
{
    for (double end = gk_seconds() + DEADLINE;;) {
        pthread_mutex_lock(&s->lock);
        asked found = {0};
        size_t n = 0;
        for (size_t i = 0; i < s->count; i++)
            if (strcmp(s->requests[i].path, path) == 0 && n++ == nth) found = s->requests[i];
        pthread_mutex_unlock(&s->lock);
        if (found.path) return found;
        if (gk_seconds() > end) give_up(s->w, path);
        pause_for(0.02);
    }
}

static inline size_t site_count(site *s, const char *path)
{
    pthread_mutex_lock(&s->lock);
    size_t n = site_nth(s, path);
    pthread_mutex_unlock(&s->lock);
    return n;
}

/* A whole answer; headers are "Name: value\r\n" each. */
static inline void say_bytes(gk_string *reply, const char *status, const char *headers,
                             const char *body, size_t size)
{
    gk_string_addf(reply, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\nConnection: close\r\n\r\n",
                   status, headers, size);
    gk_string_append(reply, body, size);
}

static inline void say(gk_string *reply, const char *status, const char *headers, const char *body)
{
    say_bytes(reply, status, headers, body, strlen(body));
}

#define PLAIN "Content-Type: text/plain\r\n"

static inline void say_text(gk_string *reply, const char *body)
{
    say(reply, "200 OK", PLAIN, body);
}

static inline void expect_header(const asked *request, const char *line)
{
    char *whole = gk_format("\r\n%s\r\n", line);
    if (!strstr(request->head, whole)) fail_msg("\"%s\" lacks \"%s\"", request->head, line);
    gk_free(whole);
}

static inline void expect_no_header(const asked *request, const char *name)
{
    char *start = gk_format("\r\n%s:", name);
    if (strcasestr(request->head, start)) fail_msg("\"%s\" has \"%s\"", request->head, name);
    gk_free(start);
}

#endif
