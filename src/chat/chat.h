/* SPDX-License-Identifier: Apache-2.0
 *
 * chat - the client of a language model: any OpenAI-compatible endpoint, or a GGUF file for which
 * llama-server is started and stopped.
 *
 *   endpoint.c   addresses and keys, and whether text may go there
 *   stream.c     server-sent events and the deltas of an answer, from untrusted bytes
 *   request.c    what is asked, with what a service turned out not to take left out
 *   sent.c       the log of what was sent
 *   chat.c       one exchange: timeouts, retries, tool calls
 *   local.c      a llama-server of one's own; warden.c who ends it, whatever becomes of us
 */
#ifndef GK_CHAT_H
#define GK_CHAT_H

#include "base/base.h"

#include <jansson.h>
#include <sys/socket.h>

typedef struct gk_chat_config {
    const char *url;          /* "http://127.0.0.1:8080/v1"; "" where model is a file */
    const char *model;        /* the service's name of it, or a path that ends in .gguf */
    const char *key_file;     /* ""; then $GOSHAWK_CHAT_KEY, else $OPENAI_API_KEY, else none */
    const char *const *allow; /* addresses that document text may go to beside loopback; ends with
                                 NULL */
    const char *log; /* a file to which what is sent is appended, one JSON line a request, before it
                        is sent; what cannot be logged is not sent. NULL: there is no log, and only
                        loopback may be reached */
    const char *server_log; /* of a llama-server of ours; NULL: nowhere */
    int context;            /* tokens that a llama-server of ours keeps in mind; 0: 8192 */
    int timeout;            /* seconds for an answer to begin and between two pieces of it; 0: 60 */
    int retries;            /* -1: the default, 2 */
    bool (*stopped)(void *ctx); /* asked while a server starts; true ends that with GK_STOPPED; may
                                   be NULL */
    void *ctx;
} gk_chat_config;

/* Used by one thread at a time. */
typedef struct gk_chat gk_chat;
/* GK_INVALID where url is neither loopback nor allowed, with the command that allows it.
 * Starts a server where model is a file; GK_NOT_FOUND where there is no llama-server. */
gk_status gk_chat_open(const gk_chat_config *config, gk_chat **out, gk_error *err);
void gk_chat_close(gk_chat *chat); /* stops its server; NULL is allowed */
/* Whether a host may be sent document text: loopback by address, never by a name that may lie. */
bool gk_chat_may_send(const char *url, const char *const *allow);
/* Whether the list has it: then it may be wherever its name leads. Asks nobody for an address. */
bool gk_chat_is_allowed(const char *url, const char *const *allow);
/* Asks stopped often while requests are under way; true ends them with GK_STOPPED. NULL: no more.
 */
void gk_chat_watch(gk_chat *chat, bool (*stopped)(void *ctx), void *ctx);
/* Fields of an object that go into the log with every request from now on: "purpose", "question",
 * "sources". Borrowed for the call. */
void gk_chat_note(gk_chat *chat, const json_t *fields);

typedef struct gk_chat_call {
    const char *id, *name;
    json_t *arguments; /* an object; NULL where it could not be read */
} gk_chat_call;

typedef struct gk_chat_reply {
    gk_arena *arena;  /* owns everything below but the json */
    const char *text; /* "" where it only calls tools; what was thought aloud is left out */
    gk_chat_call *calls;
    size_t call_count;
    const char *finish;        /* "stop", "length", "tool_calls", … */
    int tokens_in, tokens_out; /* 0: not told */
} gk_chat_reply;
void gk_chat_reply_free(gk_chat_reply *reply);

/* Called with each piece of text as it comes; false stops (GK_STOPPED). */
typedef bool (*gk_chat_on_text)(void *ctx, const char *piece, size_t n);

/* messages and tools in OpenAI's form (borrowed); tools NULL: none. A stream that breaks off is
 * begun again only while nothing of it was shown. GK_MODEL: what came is no answer. */
gk_status gk_chat_send(gk_chat *chat, const json_t *messages, const json_t *tools, int most_tokens,
                       gk_chat_on_text on_text, void *ctx, gk_chat_reply **out, gk_error *err);

/* ---- what others need that talk to such services (endpoint.c) -------------------------------- */

/* The address of completions: the base that services give (".../v1") is completed. gk_free. */
char *gk_chat_address(const char *base, size_t n);
/* $GOSHAWK_CHAT_KEY, else $OPENAI_API_KEY, else NULL; the environment's. */
const char *gk_chat_key(void);
bool gk_chat_is_loopback(const struct sockaddr *address);

/* The content of a message as one text (gk_free): a string, or a list of parts with a text each.
 * NULL: none. */
char *gk_chat_content(const json_t *content);
/* A count of a reply's "usage"; 0 where it is absent or absurd. */
size_t gk_chat_count(const json_t *usage, const char *name);

/* ---- what comes back (stream.c) -------------------------------------------------------------- */

/* Reads the body of one reply as it comes: server-sent events, or one JSON object from a service
 * that does not stream. Bounded in what it keeps. */
typedef struct gk_chat_stream gk_chat_stream;
gk_chat_stream *gk_chat_stream_new(gk_chat_on_text on_text, void *ctx); /* on_text may be NULL */
void gk_chat_stream_free(gk_chat_stream *stream);
/* False: no more is wanted; gk_chat_stream_end says why. */
bool gk_chat_stream_feed(gk_chat_stream *stream, const char *bytes, size_t n);
bool gk_chat_stream_shown(const gk_chat_stream *stream); /* on_text was given something */
/* The reply, once the body has ended: GK_IO where it broke off, GK_MODEL where it is none or the
 * service says that it failed, GK_STOPPED where on_text did. */
gk_status gk_chat_stream_end(gk_chat_stream *stream, gk_chat_reply **out, gk_error *err);

#endif
