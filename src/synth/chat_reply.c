/* SPDX-License-Identifier: Apache-2.0
 *
 * {"choices": [{"message": {"content": "..."}}], "usage": {...}}, and in the content the JSON that
 * prompt.c asks for: {"queries": [{"style": "question", "query": "..."}, ...]}. Models put it into
 * a code fence, think aloud before it, leave the outer object out or name styles of their own;
 * nothing of it is trusted.
 */
#include "synth/synth.h"

#include "chat/chat.h"

#include <jansson.h>
#include <string.h>

enum { QUERY_LEAST = 6, QUERY_MOST = 400 }; /* bytes */

/* ---- the JSON in it ----------------------------------------------------------------------------
 */

static bool holds_queries(const json_t *value)
{
    return json_is_array(value) || json_is_array(json_object_get(value, "queries"));
}

/* The first JSON of the content that may be ours; what was thought aloud is passed over. */
static json_t *find_json(const char *content)
{
    static const char thought[] = "</think>";
    for (const char *t; (t = strstr(content, thought));) content = t + strlen(thought);
    for (const char *s = content; (s = strpbrk(s, "{[")); s++) {
        json_error_t why;
        json_t *value = json_loads(s, JSON_DISABLE_EOF_CHECK, &why);
        if (value && holds_queries(value)) return value;
        json_decref(value);
        if (s - content > 1 << 14) break; /* words, not an answer */
    }
    return NULL;
}

/* ---- its queries ---------------------------------------------------------------------------- */

static const char *style_of(const char *said, const char *query)
{
    static const char *const styles[] = {"question", "keywords"};
    for (size_t i = 0; said && i < sizeof styles / sizeof *styles; i++)
        if (strcmp(said, styles[i]) == 0) return styles[i];
    bool asks = gk_ends_with(query, "?") || gk_ends_with(query, "？");
    return asks ? styles[0] : styles[1];
}

static void take_query(const json_t *item, gk_synth_queries *queries)
{
    const json_t *text = json_is_object(item) ? json_object_get(item, "query") : item;
    const char *query = json_string_value(text);
    size_t n = json_string_length(text);
    if (!query || n < QUERY_LEAST || n > QUERY_MOST) return;
    char *folded = gk_fold_space(query, n);
    const char *style = style_of(json_string_value(json_object_get(item, "style")), folded);
    gk_synth_add(queries, folded, style);
}

static gk_status read_queries(const char *content, gk_synth_queries *queries, gk_error *err)
{
    json_t *value = find_json(content);
    if (!value) return gk_fail(err, GK_MODEL, "the message has no JSON with \"queries\"");
    const json_t *list = json_is_array(value) ? value : json_object_get(value, "queries");
    size_t asked = json_array_size(list);
    for (size_t i = 0; i < asked; i++) take_query(json_array_get(list, i), queries);
    json_decref(value);
    if (asked && !queries->count)
        return gk_fail(err, GK_MODEL, "none of the message's \"queries\" is a query");
    return GK_OK;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static gk_status read_choice(const json_t *root, gk_synth_queries *queries, gk_error *err)
{
    const json_t *choice = json_array_get(json_object_get(root, "choices"), 0);
    const json_t *message = json_object_get(choice, "message");
    if (!json_is_object(message))
        return gk_fail(err, GK_MODEL, "the reply has no choices[0].message");
    char *content = gk_chat_content(json_object_get(message, "content"));
    if (!content) return gk_fail(err, GK_MODEL, "choices[0].message.content is no text");
    gk_status status = read_queries(content, queries, err);
    gk_free(content);
    const char *reason = json_string_value(json_object_get(choice, "finish_reason"));
    if (status != GK_OK && reason && strcmp(reason, "length") == 0)
        return gk_fail(err, GK_MODEL, "the message was cut off before its JSON ended");
    return status;
}

gk_status gk_synth_reply_read(const char *body, size_t size, gk_synth_reply *reply, gk_error *err)
{
    *reply = (gk_synth_reply){0};
    json_error_t why;
    json_t *root = json_loadb(body, size, 0, &why);
    if (!root) return gk_fail(err, GK_MODEL, "the reply is no JSON (byte %d)", why.position);
    const json_t *usage = json_object_get(root, "usage");
    reply->tokens_in = gk_chat_count(usage, "prompt_tokens");
    reply->tokens_out = gk_chat_count(usage, "completion_tokens");
    gk_status status = read_choice(root, &reply->queries, err);
    json_decref(root);
    return status;
}
