/* SPDX-License-Identifier: Apache-2.0
 *
 * A chat service on loopback: what it answers is a function of the test, told the passage's title
 * line and how many times that passage was asked about before.
 */
#ifndef GK_TESTS_SYNTH_CHAT_SERVER_H
#define GK_TESTS_SYNTH_CHAT_SERVER_H

#include "../net/server.h"
#include "world.h"

/* A reply with this content, and 100 tokens in, 10 out. */
static inline void chat_content(gk_string *reply, const char *content)
{
    json_t *root = json_pack("{s:[{s:{s:s}, s:s}], s:{s:i, s:i}}", "choices", "message", "content",
                             content, "finish_reason", "stop", "usage", "prompt_tokens", 100,
                             "completion_tokens", 10);
    char *body = json_dumps(root, 0);
    server_reply(reply, "200 OK", "Content-Type: application/json\r\n", body);
    free(body);
    json_decref(root);
}

/* The passage of a request: its last message. json_decref what *root gets. */
static inline const char *chat_passage(const server_request *request, json_t **root)
{
    *root = json_loads(request->body, 0, NULL);
    const json_t *messages = json_object_get(*root, "messages");
    size_t n = json_array_size(messages);
    const char *text = json_string_value(
        json_object_get(json_array_get(messages, n ? n - 1 : 0), "content"));
    return text ? text : "";
}

/* Two queries that are the passage's own: they have the figure that stands behind "by". */
static inline void chat_good(gk_string *reply, const char *passage)
{
    const char *by = strstr(passage, "postponed by ");
    int weeks = by ? atoi(by + strlen("postponed by ")) : 0;
    char *content = gk_format(
        "{\"queries\": [{\"style\": \"question\", \"query\": \"Why were works "
        "late by %d weeks at this firm?\"}, {\"style\": \"keywords\", "
        "\"query\": \"delay %d wks contractors\"}]}",
        weeks, weeks);
    chat_content(reply, content);
    gk_free(content);
}

static inline char *chat_address(const server *s)
{
    return gk_format("http://127.0.0.1:%d/v1#stub", s->port);
}

#endif
