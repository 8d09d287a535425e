/* SPDX-License-Identifier: Apache-2.0 */
#include "chat/internal.h"

#include <ctype.h>
#include <string.h>

enum { TIMEOUT = 60, RETRIES = 2, LONGEST = 24 * 3600, KEY_MOST = 4096, REPLY_MOST = 64 << 20 };

struct gk_chat {
    char *url, *shown, *model, *key, *log;
    bool anywhere; /* url is allowed by name: its address may be any */
    int timeout, retries;
    bool (*stopped)(void *ctx);
    void *ctx;
    json_t *note;
    gk_local local;
    gk_chat_quirks quirks;
};

/* One request, as it is under way. */
typedef struct exchange {
    gk_chat *chat;
    const char *body;
    int attempt, repeats;
    gk_chat_stream *stream;
} exchange;

/* ---- open --------------------------------------------------------------------------------------
 */

/* The first line of a file; gk_free. */
static gk_status read_key(const char *path, char **out, gk_error *err)
{
    char *text;
    size_t size;
    gk_status status = gk_file_read(path, &text, &size, err);
    if (status != GK_OK) return status;
    char *from = text;
    while (isspace((unsigned char)*from)) from++;
    size_t n = strcspn(from, "\r\n");
    while (n && isspace((unsigned char)from[n - 1])) n--;
    if (n == 0 || n > KEY_MOST)
        status = gk_fail(err, GK_INVALID, "%s: holds no key in its first line", path);
    else
        *out = gk_strndup(from, n);
    gk_free(text);
    return status;
}

static gk_status open_service(const gk_chat_config *config, gk_chat *chat, gk_error *err)
{
    chat->url = gk_chat_address(config->url, strlen(config->url));
    chat->shown = gk_http_shown(chat->url);
    if (!gk_is_address(chat->url))
        return gk_fail(err, GK_INVALID, "%s is not an address of http or https", chat->shown);
    if (!gk_chat_may_send(chat->url, config->allow))
        return gk_fail(err, GK_INVALID,
                       "%s is not this machine, and text of documents may not go there; "
                       "'goshawk config LIB llm.allow %s' allows it",
                       chat->shown, chat->shown);
    /* What is here although its name is not allowed must be here when it is connected to, too. */
    chat->anywhere = gk_chat_is_allowed(chat->url, config->allow) && config->log;
    if (config->key_file && *config->key_file) return read_key(config->key_file, &chat->key, err);
    if (gk_chat_key()) chat->key = gk_strdup(gk_chat_key());
    return GK_OK;
}

static gk_status open_local(const gk_chat_config *config, gk_chat *chat, gk_error *err)
{
    gk_status status = gk_local_start(config, &chat->local, err);
    if (status != GK_OK) return status;
    chat->url = gk_strdup(chat->local.url);
    chat->shown = gk_strdup(chat->local.url);
    chat->key = gk_strdup(chat->local.key);
    return GK_OK;
}

gk_status gk_chat_open(const gk_chat_config *config, gk_chat **out, gk_error *err)
{
    const char *model = config->model ? config->model : "";
    const bool has_url = config->url && *config->url;
    *out = NULL;
    if (!has_url && !gk_ends_with(model, ".gguf"))
        return gk_fail(err, GK_INVALID,
                       "no language model is configured: 'goshawk config LIB "
                       "llm.url URL' or 'goshawk config LIB llm.model FILE.gguf'");
    gk_chat *chat = gk_alloc(sizeof *chat);
    chat->model = gk_strdup(has_url ? model : "");
    chat->log = config->log ? gk_strdup(config->log) : NULL;
    chat->timeout = config->timeout > 0 ? config->timeout : TIMEOUT;
    chat->retries = config->retries >= 0 ? config->retries : RETRIES;
    gk_status status = has_url ? open_service(config, chat, err) : open_local(config, chat, err);
    if (status == GK_OK)
        *out = chat;
    else
        gk_chat_close(chat);
    return status;
}

void gk_chat_close(gk_chat *chat)
{
    if (!chat) return;
    gk_local_end(&chat->local);
    json_decref(chat->note);
    gk_free(chat->url);
    gk_free(chat->shown);
    gk_free(chat->model);
    gk_free(chat->key);
    gk_free(chat->log);
    gk_free(chat);
}

void gk_chat_watch(gk_chat *chat, bool (*stopped)(void *ctx), void *ctx)
{
    chat->stopped = stopped;
    chat->ctx = ctx;
}

void gk_chat_note(gk_chat *chat, const json_t *fields)
{
    json_decref(chat->note);
    chat->note = json_deep_copy(fields);
}

/* ---- one attempt -------------------------------------------------------------------------------
 */

static bool is_stopped(void *ctx)
{
    const exchange *e = ctx;
    return e->chat->stopped && e->chat->stopped(e->chat->ctx);
}

static bool take(void *ctx, const char *bytes, size_t n)
{
    exchange *e = ctx;
    return gk_chat_stream_feed(e->stream, bytes, n);
}

static bool may_reach(void *ctx, const struct sockaddr *address)
{
    const exchange *e = ctx;
    return e->chat->anywhere || gk_chat_is_loopback(address);
}

static gk_status before(void *ctx, const char *address, int port, gk_error *err)
{
    const exchange *e = ctx;
    if (!e->chat->log) return GK_OK;
    const gk_chat_sent sent = {.address = e->chat->shown,
                               .connected = address,
                               .port = port,
                               .attempt = e->attempt,
                               .note = e->chat->note,
                               .body = e->body};
    return gk_chat_log(e->chat->log, &sent, err);
}

/* What stopped the body, where the stream did, is the stream's to say. */
static gk_status attempt(exchange *e, gk_http_reply *http, gk_chat_reply **out, gk_error *err)
{
    const gk_http_guard guard = {.may_reach = may_reach, .before = before, .ctx = e};
    const gk_http_options options = {.key = e->chat->key,
                                     .seconds = LONGEST,
                                     .attempts = 1,
                                     .limit = REPLY_MOST,
                                     .stopped = is_stopped,
                                     .ctx = e,
                                     .on_body = take,
                                     .idle = e->chat->timeout,
                                     .guard = &guard};
    gk_status status = gk_http_post_json(e->chat->url, e->body, &options, http, err);
    if (status == GK_STOPPED && is_stopped(e)) return status;
    if (status != GK_OK && status != GK_STOPPED) return status;
    status = gk_chat_stream_end(e->stream, out, err);
    http->passing = status == GK_IO || status == GK_MODEL;
    return status;
}

/* ---- an exchange -------------------------------------------------------------------------------
 */

/* Whether another attempt may go better, after waiting for it. */
static bool try_again(exchange *e, const gk_http_reply *http, double own)
{
    const gk_http_options options = {.stopped = is_stopped, .ctx = e};
    if (!http->passing || gk_chat_stream_shown(e->stream) || e->repeats == e->chat->retries)
        return false;
    e->repeats++;
    return gk_http_pause(http->wait >= 0 ? http->wait : own, &options);
}

/* Whether the service refused a field that the next request can do without. */
static bool adapt(gk_chat *chat, long http_status, const char *words)
{
    return (http_status == 400 || http_status == 422) && gk_chat_learn(&chat->quirks, words);
}

gk_status gk_chat_send(gk_chat *chat, const json_t *messages, const json_t *tools, int most_tokens,
                       gk_chat_on_text on_text, void *ctx, gk_chat_reply **out, gk_error *err)
{
    static const double first_wait = 0.5;
    gk_error own = {0};
    gk_status status;
    bool again;
    exchange e = {.chat = chat, .attempt = 1};
    double wait = first_wait;
    do {
        gk_http_reply http = {0};
        char *body = gk_chat_request(chat->model, messages, tools, most_tokens, chat->quirks);
        e.body = body;
        e.stream = gk_chat_stream_new(on_text, ctx);
        status = attempt(&e, &http, out, &own);
        again = status != GK_OK &&
                (adapt(chat, http.status, own.message) || try_again(&e, &http, wait));
        e.attempt++;
        wait *= 2;
        gk_chat_stream_free(e.stream);
        gk_free(http.body);
        gk_free(body);
    } while (again);
    if (status == GK_OK) return GK_OK;
    *out = NULL;
    return gk_fail(err, status, "%s", own.message);
}
