/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/model.h"

#include "library/settings.h"

#include <string.h>

/* The client, and the settings that it was opened with. */
typedef struct kept {
    gk_chat *chat;
    char *by; /* the settings as JSON */
} kept;

static void drop(void *value)
{
    kept *k = value;
    gk_chat_close(k->chat);
    gk_free(k->by);
    gk_free(k);
}

static const char *text_of(const json_t *all, const char *key)
{
    return json_string_value(json_object_get(all, key));
}

static int number_of(const json_t *all, const char *key)
{
    return (int)json_integer_value(json_object_get(all, key));
}

static void read_settings(const json_t *all, gk_model_settings *out)
{
    const char *model = text_of(all, "llm.model");
    *out = (gk_model_settings){.steps = number_of(all, "llm.steps"),
                               .tokens = number_of(all, "llm.tokens"),
                               .context = number_of(all, "llm.context"),
                               .seconds = number_of(all, "llm.seconds"),
                               .tools = json_is_true(json_object_get(all, "llm.tools"))};
    snprintf(out->name, sizeof out->name, "%s",
             *model ? gk_path_name(model) : "the language model");
}

static gk_status open_chat(gk_library *library, const json_t *all, bool (*stopped)(void *ctx),
                           void *ctx, gk_chat **out, gk_error *err)
{
    const json_t *list = json_object_get(all, "llm.allow");
    const char **allow = gk_alloc_array(json_array_size(list) + 1, sizeof *allow);
    for (size_t i = 0; i < json_array_size(list); i++)
        allow[i] = json_string_value(json_array_get(list, i));
    char *log = gk_path_join(gk_store_path(library->store), "llm.log");
    char *server_log = gk_path_join(gk_store_path(library->store), "llama-server.log");
    const gk_chat_config config = {.url = text_of(all, "llm.url"),
                                   .model = text_of(all, "llm.model"),
                                   .key_file = text_of(all, "llm.key_file"),
                                   .allow = allow,
                                   .log = log,
                                   .server_log = server_log,
                                   .context = number_of(all, "llm.context"),
                                   .timeout = number_of(all, "llm.timeout"),
                                   .retries = number_of(all, "llm.retries"),
                                   .stopped = stopped,
                                   .ctx = ctx};
    gk_status status = gk_chat_open(&config, out, err);
    gk_free(server_log);
    gk_free(log);
    gk_free(allow);
    return status;
}

/* The client of before where the settings are those of before. */
static gk_status renew(gk_library *library, const json_t *all, bool (*stopped)(void *ctx),
                       void *ctx, gk_chat **out, gk_error *err)
{
    char *by = json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS);
    kept *k = library->language_model.value;
    if (k && by && strcmp(k->by, by) == 0) {
        gk_free(by);
        *out = k->chat;
        return GK_OK;
    }
    if (k) drop(k);
    library->language_model = (gk_kept){0};
    gk_status status = open_chat(library, all, stopped, ctx, out, err);
    if (status != GK_OK) {
        gk_free(by);
        return status;
    }
    k = gk_alloc(sizeof *k);
    *k = (kept){*out, by ? by : gk_strdup("")};
    library->language_model = (gk_kept){k, drop};
    return GK_OK;
}

gk_status gk_answer_model_open(gk_library *library, bool (*stopped)(void *ctx), void *ctx,
                               gk_chat **out, gk_model_settings *settings, gk_error *err)
{
    json_t *all;
    *out = NULL;
    gk_status status = gk_settings_read(library, &all, err);
    if (status != GK_OK) return status;
    read_settings(all, settings);
    const bool file = gk_ends_with(text_of(all, "llm.model"), ".gguf");
    if (*text_of(all, "llm.url") || file) status = renew(library, all, stopped, ctx, out, err);
    json_decref(all);
    return status;
}
