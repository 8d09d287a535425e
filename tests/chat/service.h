/* SPDX-License-Identifier: Apache-2.0 - a language model's service that follows a script */
#ifndef GK_TESTS_CHAT_SERVICE_H
#define GK_TESTS_CHAT_SERVICE_H

#include "../net/server.h"

#include <jansson.h>

enum { SERVICE_REPLIES = 16 };

/* One reply a request, the last one again and again; "" keeps silent. The bodies of all requests
 * are kept. */
typedef struct service {
    char *replies[SERVICE_REPLIES]; /* gk_free */
    size_t count;
    pthread_mutex_t lock;
    char *heads[SERVICE_REPLIES], *bodies[SERVICE_REPLIES]; /* of the first requests */
    server *server;
    size_t requests; /* once it is stopped */
} service;

static inline void service_answer(void *ctx, const server_request *request, gk_string *reply)
{
    service *s = ctx;
    size_t n = request->nth < s->count ? request->nth : s->count - 1;
    gk_string_add(reply, s->replies[n]);
    pthread_mutex_lock(&s->lock);
    if (request->nth < SERVICE_REPLIES) {
        s->heads[request->nth] = gk_strdup(request->head);
        s->bodies[request->nth] = gk_strdup(request->body);
    }
    pthread_mutex_unlock(&s->lock);
}

static inline void service_add(service *s, char *reply)
{
    if (s->count == SERVICE_REPLIES) abort();
    s->replies[s->count++] = reply;
}

/* A body with this status line and type. */
static inline void service_add_body(service *s, const char *status, const char *type,
                                    const char *body)
{
    char *headers = gk_format("Content-Type: %s\r\n", type);
    gk_string reply = {0};
    server_reply(&reply, status, headers, body);
    gk_free(headers);
    service_add(s, gk_string_take(&reply));
}

/* A stream that ends as it should: the events are JSON objects, NULL behind the last. */
static inline void service_add_events(service *s, const char *const *events)
{
    gk_string body = {0};
    for (; *events; events++) gk_string_addf(&body, "data: %s\n\n", *events);
    gk_string_add(&body, "data: [DONE]\n\n");
    service_add_body(s, "200 OK", "text/event-stream", body.data);
    gk_string_free(&body);
}

/* A stream with this text, word for word, and 20 tokens. */
static inline void service_add_text(service *s, const char *text)
{
    gk_string body = {0};
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, " ") + 1;
        if (n > strlen(at)) n = strlen(at);
        char *piece = gk_strndup(at, n);
        json_t *event = json_pack("{s[{s{ss}}]}", "choices", "delta", "content", piece);
        char *line = json_dumps(event, JSON_COMPACT);
        gk_string_addf(&body, "data: %s\n\n", line);
        free(line);
        json_decref(event);
        gk_free(piece);
        at += n;
    }
    gk_string_add(&body, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                         "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":50,"
                         "\"completion_tokens\":20}}\n\ndata: [DONE]\n\n");
    service_add_body(s, "200 OK", "text/event-stream", body.data);
    gk_string_free(&body);
}

/* A stream that calls one tool. arguments is JSON. */
static inline void service_add_call(service *s, const char *name, const char *arguments)
{
    json_t *event = json_pack("{s[{s{s[{si ss s{ss ss}}]}}]}", "choices", "delta", "tool_calls",
                              "index", 0, "id", "call_a", "function", "name", name, "arguments",
                              arguments);
    char *line = json_dumps(event, JSON_COMPACT);
    const char *const events[] = {
        line, "{\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}", NULL};
    service_add_events(s, events);
    free(line);
    json_decref(event);
}

/* Where it listens; gk_free. */
static inline char *service_start(service *s)
{
    server_without_proxy();
    pthread_mutex_init(&s->lock, NULL);
    s->server = server_start(service_answer, s);
    return gk_format("http://127.0.0.1:%d/v1", s->server->port);
}

static inline void service_stop(service *s) { s->requests = server_stop(s->server); }

static inline void service_free(service *s)
{
    for (size_t i = 0; i < SERVICE_REPLIES; i++) {
        gk_free(s->replies[i]);
        gk_free(s->heads[i]);
        gk_free(s->bodies[i]);
    }
    pthread_mutex_destroy(&s->lock);
}

#endif
