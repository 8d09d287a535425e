/* SPDX-License-Identifier: Apache-2.0
 *
 * chat - the client of a language model: any OpenAI-compatible endpoint, or a GGUF file for which
 * llama-server is started and stopped.
 *
 *   endpoint.c   what is configured, and whether text may go there
 *   stream.c     server-sent events and the deltas of an answer, from untrusted bytes
 *   chat.c       one exchange: timeouts, retries, tool calls
 *   local.c      a llama-server of one's own
 */
#ifndef GK_CHAT_H
#define GK_CHAT_H

#include "base/base.h"

#include <jansson.h>

typedef struct gk_chat_config {
    const char *url;          /* "http://127.0.0.1:8080/v1"; "" where model is a file */
    const char *model;        /* the service's name of it, or a path that ends in .gguf */
    const char *key_file;     /* ""; then $GOSHAWK_CHAT_KEY, else $OPENAI_API_KEY, else none */
    const char *const *allow; /* addresses that document text may go to beside loopback; ends with
                                 NULL */
    const char *log; /* a file to which what was sent is appended, one JSON line a request */
    int timeout;     /* seconds for an answer to begin and between two pieces of it; 0: 60 */
    int retries;     /* -1: the default */
} gk_chat_config;

typedef struct gk_chat gk_chat;
/* GK_INVALID where url is neither loopback nor allowed, with the command that allows it.
 * Starts a server where model is a file; GK_NOT_FOUND where there is no llama-server. */
gk_status gk_chat_open(const gk_chat_config *config, gk_chat **out, gk_error *err);
void gk_chat_close(gk_chat *chat); /* stops its server */
/* Whether a host may be sent document text: loopback by address, never by a name that may lie. */
bool gk_chat_may_send(const char *url, const char *const *allow);

typedef struct gk_chat_call {
    const char *id, *name;
    json_t *arguments; /* an object; NULL where it could not be read */
} gk_chat_call;

typedef struct gk_chat_reply {
    gk_arena *arena;  /* owns everything below but the json */
    const char *text; /* "" where it only calls tools */
    gk_chat_call *calls;
    size_t call_count;
    const char *finish; /* "stop", "length", "tool_calls", … */
    int tokens_in, tokens_out;
} gk_chat_reply;
void gk_chat_reply_free(gk_chat_reply *reply);

/* Called with each piece of text as it comes; false stops (GK_STOPPED). */
typedef bool (*gk_chat_on_text)(void *ctx, const char *piece, size_t n);

/* messages and tools in OpenAI's form (borrowed); tools NULL: none. A stream that breaks off is
 * begun again only while nothing of it was shown. */
gk_status gk_chat_send(gk_chat *chat, const json_t *messages, const json_t *tools, int most_tokens,
                       gk_chat_on_text on_text, void *ctx, gk_chat_reply **out, gk_error *err);

#endif
