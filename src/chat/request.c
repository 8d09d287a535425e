/* SPDX-License-Identifier: Apache-2.0
 *
 * Services that call themselves compatible differ in what they refuse. A refusal names the field;
 * the next request does without it, or calls it by its other name.
 */
#include "chat/internal.h"

#include <string.h>

enum { NO_STREAM_OPTIONS = 1, COMPLETION_TOKENS = 2, NO_TEMPERATURE = 4, NO_TOOLS = 8 };

static const struct {
    const char *word;
    gk_chat_quirks quirk;
} refusals[] = {{"stream_options", NO_STREAM_OPTIONS},
                {"max_completion_tokens", COMPLETION_TOKENS},
                {"max_tokens", COMPLETION_TOKENS},
                {"temperature", NO_TEMPERATURE},
                {"tool", NO_TOOLS}};

bool gk_chat_learn(gk_chat_quirks *quirks, const char *words)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        if (!strcasestr(words, refusals[i].word) || (*quirks & refusals[i].quirk)) continue;
        *quirks |= refusals[i].quirk;
        return true;
    }
    return false;
}

char *gk_chat_request(const char *model, const json_t *messages, const json_t *tools,
                      int most_tokens, gk_chat_quirks quirks)
{
    json_t *root = json_pack("{sO sb}", "messages", messages, "stream", 1);
    const char *limit = quirks & COMPLETION_TOKENS ? "max_completion_tokens" : "max_tokens";
    json_object_set_new(root, limit, json_integer(most_tokens));
    if (*model) json_object_set_new(root, "model", json_string(model));
    if (!(quirks & NO_TEMPERATURE)) json_object_set_new(root, "temperature", json_integer(0));
    if (!(quirks & NO_STREAM_OPTIONS))
        json_object_set_new(root, "stream_options", json_pack("{sb}", "include_usage", 1));
    if (json_array_size(tools) && !(quirks & NO_TOOLS))
        json_object_set(root, "tools", (json_t *)tools);
    char *body = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    return body ? body : gk_strdup("{}");
}
