/* SPDX-License-Identifier: Apache-2.0
 *
 * A stream is lines; those that begin with "data:" make an event, which an empty line ends. The
 * data of an event is a JSON object with a piece of the answer:
 *
 *   {"choices": [{"delta": {"content": "…", "tool_calls": [{"index": 0, "id": "…", "function":
 *    {"name": "…", "arguments": "…"}}]}, "finish_reason": null}], "usage": {…}}
 *
 * or the word [DONE]. A service that does not stream sends one object with "message" in place of
 * "delta". Nothing of it is trusted: every length has a limit, every type is looked at.
 */
#include "chat/chat.h"

#include "net/refusal.h"

#include <string.h>

enum {
    LINE_MOST = 4 << 20, /* bytes; a whole reply may be one line */
    TEXT_MOST = 1 << 20,
    ARGUMENTS_MOST = 64 << 10,
    NAME_MOST = 128,
    CALLS_MOST = 16
};

typedef struct call_pieces {
    gk_string id, name, arguments;
} call_pieces;

struct gk_chat_stream {
    gk_chat_on_text on_text;
    void *ctx;
    gk_string line, data; /* of the event so far */
    gk_string text;
    call_pieces calls[CALLS_MOST];
    size_t call_count;
    char finish[32];
    int tokens_in, tokens_out;
    bool begun;       /* a byte that is no space has come */
    bool whole;       /* it is one object, not a stream */
    bool return_seen; /* the last byte was a carriage return */
    bool done;        /* [DONE] */
    bool answer;      /* an object with choices has come */
    bool shown, stopped;
    gk_error why; /* what is wrong; status GK_OK: nothing */
};

gk_chat_stream *gk_chat_stream_new(gk_chat_on_text on_text, void *ctx)
{
    gk_chat_stream *s = gk_alloc(sizeof *s);
    s->on_text = on_text;
    s->ctx = ctx;
    return s;
}

void gk_chat_stream_free(gk_chat_stream *s)
{
    if (!s) return;
    gk_string_free(&s->line);
    gk_string_free(&s->data);
    gk_string_free(&s->text);
    for (size_t i = 0; i < s->call_count; i++) {
        gk_string_free(&s->calls[i].id);
        gk_string_free(&s->calls[i].name);
        gk_string_free(&s->calls[i].arguments);
    }
    gk_free(s);
}

bool gk_chat_stream_shown(const gk_chat_stream *s) { return s->shown; }

static bool wants_more(const gk_chat_stream *s) { return s->why.status == GK_OK && !s->stopped; }

static void spoil(gk_chat_stream *s, const char *what)
{
    if (s->why.status == GK_OK) gk_fail(&s->why, GK_MODEL, "%s", what);
}

static void append(gk_chat_stream *s, gk_string *to, const char *bytes, size_t n, size_t most)
{
    if (n > most - to->length)
        spoil(s, "the model's answer is too long");
    else
        gk_string_append(to, bytes, n);
}

/* ---- the pieces of an answer ---------------------------------------------------------------- */

static void take_text(gk_chat_stream *s, const json_t *content)
{
    char *text = gk_chat_content(content);
    size_t n = text ? strlen(text) : 0;
    if (n) append(s, &s->text, text, n, TEXT_MOST);
    if (n && wants_more(s) && s->on_text) {
        s->shown = true;
        s->stopped = !s->on_text(s->ctx, text, n);
    }
    gk_free(text);
}

/* Services send a name or an id once, or again with every piece, or in pieces. */
static void take_word(gk_chat_stream *s, gk_string *to, const json_t *piece)
{
    const char *word = json_string_value(piece);
    if (!word || !*word || (to->data && strcmp(to->data, word) == 0)) return;
    append(s, to, word, strlen(word), NAME_MOST);
}

static void take_arguments(gk_chat_stream *s, gk_string *to, const json_t *piece)
{
    if (json_is_string(piece)) {
        append(s, to, json_string_value(piece), json_string_length(piece), ARGUMENTS_MOST);
    } else if (json_is_object(piece)) {
        char *text = json_dumps(piece, JSON_COMPACT);
        if (text) append(s, to, text, strlen(text), ARGUMENTS_MOST);
        gk_free(text);
    }
}

/* The call that a piece belongs to: its index says so; a piece without one goes on with the last
 * call, or begins one where it has a name and is of another id. NULL: there are too many. */
static call_pieces *find_call(gk_chat_stream *s, const json_t *piece)
{
    const json_t *index = json_object_get(piece, "index");
    const char *id = json_string_value(json_object_get(piece, "id"));
    json_int_t i = json_integer_value(index);
    if (!json_is_integer(index)) {
        const call_pieces *last = s->call_count ? &s->calls[s->call_count - 1] : NULL;
        bool other = !last || (id && last->id.data && strcmp(id, last->id.data) != 0);
        i = (json_int_t)s->call_count - !other;
    }
    if (i < 0 || i >= CALLS_MOST || i > (json_int_t)s->call_count) {
        spoil(s, "the model calls too many tools, or numbers them wrongly");
        return NULL;
    }
    if (i == (json_int_t)s->call_count) s->call_count++;
    return &s->calls[i];
}

static void take_call(gk_chat_stream *s, const json_t *piece)
{
    const json_t *function = json_object_get(piece, "function");
    if (!json_is_object(function)) return;
    call_pieces *call = find_call(s, piece);
    if (!call) return;
    take_word(s, &call->id, json_object_get(piece, "id"));
    take_word(s, &call->name, json_object_get(function, "name"));
    take_arguments(s, &call->arguments, json_object_get(function, "arguments"));
}

static void take_choice(gk_chat_stream *s, const json_t *choice)
{
    const json_t *delta = json_object_get(choice, "delta");
    if (!json_is_object(delta)) delta = json_object_get(choice, "message");
    take_text(s, json_object_get(delta, "content"));
    const json_t *calls = json_object_get(delta, "tool_calls");
    for (size_t i = 0; i < json_array_size(calls) && wants_more(s); i++)
        take_call(s, json_array_get(calls, i));
    const char *finish = json_string_value(json_object_get(choice, "finish_reason"));
    if (finish) snprintf(s->finish, sizeof s->finish, "%s", finish);
}

static void take_object(gk_chat_stream *s, const char *text, size_t n)
{
    json_t *root = json_loadb(text, n, 0, NULL);
    const json_t *choices = json_object_get(root, "choices");
    const json_t *usage = json_object_get(root, "usage");
    if (!json_is_object(root)) {
        spoil(s, "what the service sends is no JSON object");
    } else if (!choices && json_is_object(json_object_get(root, "error"))) {
        char *words = gk_refusal_words(text, n, NULL);
        gk_fail(&s->why, GK_MODEL, "the service failed: %s",
                *words ? words : "it does not say how");
        gk_free(words);
    } else {
        s->answer = s->answer || json_is_array(choices);
        const json_t *choice = json_array_get(choices, 0);
        if (json_is_object(choice)) take_choice(s, choice);
        if (json_is_object(usage)) {
            s->tokens_in = (int)gk_chat_count(usage, "prompt_tokens");
            s->tokens_out = (int)gk_chat_count(usage, "completion_tokens");
        }
    }
    json_decref(root);
}

/* ---- events ---------------------------------------------------------------------------------- */

static void end_event(gk_chat_stream *s)
{
    if (s->data.length && !s->done) {
        if (strcmp(s->data.data, "[DONE]") == 0)
            s->done = true;
        else
            take_object(s, s->data.data, s->data.length);
    }
    s->data.length = 0;
    gk_string_add(&s->data, "");
}

/* Other fields than "data" ("event", "id", "retry") and comments say nothing that is needed. */
static void end_line(gk_chat_stream *s)
{
    static const char field[] = "data:";
    const char *line = s->line.data ? s->line.data : "";
    size_t n = s->line.length;
    if (n == 0) {
        end_event(s);
    } else if (n >= strlen(field) && memcmp(line, field, strlen(field)) == 0) {
        size_t from = strlen(field) + (line[strlen(field)] == ' ');
        if (s->data.length) append(s, &s->data, "\n", 1, LINE_MOST);
        append(s, &s->data, line + from, n - from, LINE_MOST);
    }
    s->line.length = 0;
    gk_string_add(&s->line, "");
}

/* A line ends with a line feed, a carriage return, or both. */
static void take_lines(gk_chat_stream *s, const char *bytes, size_t n)
{
    for (size_t at = 0; at < n && wants_more(s);) {
        if (s->return_seen && bytes[at] == '\n') {
            s->return_seen = false;
            at++;
            continue;
        }
        size_t end = at;
        while (end < n && bytes[end] != '\n' && bytes[end] != '\r') end++;
        append(s, &s->line, bytes + at, end - at, LINE_MOST);
        s->return_seen = end < n && bytes[end] == '\r';
        if (end < n) end_line(s);
        at = end + (end < n);
    }
}

/* What comes first tells which of the two forms it is. */
static size_t begin(gk_chat_stream *s, const char *bytes, size_t n)
{
    size_t at = 0;
    while (at < n && strchr(" \t\r\n\xEF\xBB\xBF", bytes[at]) && bytes[at]) at++;
    s->begun = at < n;
    s->whole = at < n && bytes[at] == '{';
    return at;
}

bool gk_chat_stream_feed(gk_chat_stream *s, const char *bytes, size_t n)
{
    if (!s->begun) {
        size_t skipped = begin(s, bytes, n);
        bytes += skipped;
        n -= skipped;
    }
    if (s->whole)
        append(s, &s->data, bytes, n, LINE_MOST);
    else
        take_lines(s, bytes, n);
    return wants_more(s);
}

/* ---- the reply ------------------------------------------------------------------------------- */

/* What a model thinks aloud stands before this mark. */
static const char *behind_thoughts(const char *text)
{
    static const char mark[] = "</think>";
    for (const char *at; (at = strstr(text, mark));) text = at + strlen(mark);
    return text;
}

static gk_chat_reply *make_reply(const gk_chat_stream *s)
{
    gk_arena *arena = gk_arena_new();
    gk_chat_reply *reply = gk_arena_alloc(arena, sizeof *reply);
    *reply = (gk_chat_reply){
        .arena = arena,
        .text = gk_arena_strdup(arena, behind_thoughts(s->text.data ? s->text.data : "")),
        .calls = gk_arena_array(arena, s->call_count + 1, sizeof *reply->calls),
        .call_count = s->call_count,
        .finish = gk_arena_strdup(arena, s->finish),
        .tokens_in = s->tokens_in,
        .tokens_out = s->tokens_out};
    for (size_t i = 0; i < s->call_count; i++) {
        const call_pieces *from = &s->calls[i];
        const char *arguments = from->arguments.length ? from->arguments.data : "{}";
        json_t *read = json_loads(arguments, 0, NULL);
        if (!json_is_object(read)) {
            json_decref(read);
            read = NULL;
        }
        reply->calls[i] = (gk_chat_call){
            .id = from->id.length ? gk_arena_strdup(arena, from->id.data)
                                  : gk_arena_format(arena, "call_%zu", i + 1),
            .name = gk_arena_strdup(arena, from->name.data ? from->name.data : ""),
            .arguments = read};
    }
    return reply;
}

gk_status gk_chat_stream_end(gk_chat_stream *s, gk_chat_reply **out, gk_error *err)
{
    *out = NULL;
    if (wants_more(s) && s->whole) {
        take_object(s, s->data.data, s->data.length);
        s->done = true;
    } else if (wants_more(s)) {
        end_line(s); /* the last lines may lack their ends */
        end_event(s);
    }
    if (s->stopped) return gk_fail(err, GK_STOPPED, "stopped");
    if (s->why.status != GK_OK) return gk_fail(err, s->why.status, "%s", s->why.message);
    if (!s->done && !s->finish[0]) return gk_fail(err, GK_IO, "the answer broke off");
    if (!s->answer) return gk_fail(err, GK_MODEL, "what the service sends is no answer");
    *out = make_reply(s);
    return GK_OK;
}

void gk_chat_reply_free(gk_chat_reply *reply)
{
    if (!reply) return;
    for (size_t i = 0; i < reply->call_count; i++) json_decref(reply->calls[i].arguments);
    gk_arena_free(reply->arena);
}
