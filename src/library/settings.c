/* SPDX-License-Identifier: Apache-2.0
 *
 * A library's settings, LIB/config.json, as `goshawk config` writes it: one object, a key each.
 *
 *   {"llm.url": "http://127.0.0.1:8080/v1", "llm.allow": ["https://llm.example.com/v1"],
 *    "llm.steps": 4}
 *
 * A key that is not there has its default. Keys that this program does not know stay as they are:
 * a newer one wrote them.
 */
#include "library/settings.h"

#include "net/net.h"
#include "text/json.h"
#include "text/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_VALUE = 1000, LIST_MOST = 64 };

typedef enum kind { KIND_ADDRESS, KIND_FILE, KIND_MODEL, KIND_NUMBER, KIND_YES_NO } kind;

typedef struct setting {
    const char *key;
    kind kind;
    bool list;
    int least, most, otherwise; /* of a number */
    const char *what;           /* for a person */
} setting;

static const setting settings[] = {
    {.key = "llm.url",
     .kind = KIND_ADDRESS,
     .what = "the language model's service: any OpenAI-compatible address, such as "
             "http://127.0.0.1:8080/v1"},
    {.key = "llm.model",
     .kind = KIND_MODEL,
     .what = "the service's name of the model; or, without llm.url, a GGUF file, for which "
             "llama-server is started"},
    {.key = "llm.key_file",
     .kind = KIND_FILE,
     .what = "a file whose first line is the service's key; without it GOSHAWK_CHAT_KEY, else "
             "OPENAI_API_KEY"},
    {.key = "llm.allow",
     .kind = KIND_ADDRESS,
     .list = true,
     .what = "addresses that text of this library's documents may be sent to; loopback always "
             "may"},
    {.key = "llm.timeout",
     .kind = KIND_NUMBER,
     .least = 1,
     .most = 3600,
     .otherwise = 60,
     .what = "seconds to wait for an answer to begin, and between two pieces of it"},
    {.key = "llm.retries",
     .kind = KIND_NUMBER,
     .least = 0,
     .most = 20,
     .otherwise = 2,
     .what = "how many times a request that failed is repeated"},
    {.key = "llm.seconds",
     .kind = KIND_NUMBER,
     .least = 1,
     .most = 7200,
     .otherwise = 180,
     .what = "seconds that one question may take"},
    {.key = "llm.steps",
     .kind = KIND_NUMBER,
     .least = 1,
     .most = 50,
     .otherwise = 6,
     .what = "requests that one question may take; in each the model may call tools"},
    {.key = "llm.tokens",
     .kind = KIND_NUMBER,
     .least = 16,
     .most = 1000000,
     .otherwise = 2000,
     .what = "tokens that the model may write for one question"},
    {.key = "llm.context",
     .kind = KIND_NUMBER,
     .least = 512,
     .most = 10000000,
     .otherwise = 8192,
     .what = "tokens that the model can keep in mind: question, passages and answer"},
    {.key = "llm.tools",
     .kind = KIND_YES_NO,
     .otherwise = 1,
     .what = "yes or no: whether the model may call search, facts and compute"},
};
enum { SETTINGS = sizeof settings / sizeof *settings };

static const setting *find(const char *key)
{
    for (size_t i = 0; i < SETTINGS; i++)
        if (strcmp(settings[i].key, key) == 0) return &settings[i];
    return NULL;
}

static gk_status need(const char *key, const setting **out, gk_error *err)
{
    *out = find(key);
    if (*out) return GK_OK;
    gk_string keys = {0};
    for (size_t i = 0; i < SETTINGS; i++)
        gk_string_addf(&keys, "%s%s", i ? ", " : "", settings[i].key);
    gk_fail(err, GK_INVALID, "there is no setting \"%.60s\"; there are %s", key, keys.data);
    gk_string_free(&keys);
    return GK_INVALID;
}

/* ---- the file ------------------------------------------------------------------------------- */

static char *path_of(gk_library *library)
{
    return gk_path_join(gk_store_path(library->store), "config.json");
}

static bool is_of_kind(const setting *s, const json_t *value)
{
    if (s->kind == KIND_NUMBER)
        return json_is_integer(value) && json_integer_value(value) >= s->least &&
               json_integer_value(value) <= s->most;
    if (s->kind == KIND_YES_NO) return json_is_boolean(value);
    if (!s->list) return json_is_string(value);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!json_is_string(json_array_get(value, i))) return false;
    return json_is_array(value);
}

/* What the file says; an empty object where there is none. */
static gk_status read_file(gk_library *library, json_t **out, gk_error *err)
{
    char *path = path_of(library), *text = NULL;
    size_t size = 0;
    json_error_t why;
    gk_status status = GK_OK;
    *out = json_object();
    if (gk_path_exists(path)) status = gk_file_read(path, &text, &size, err);
    if (text) {
        json_decref(*out);
        *out = json_loadb(text, size, JSON_REJECT_DUPLICATES, &why);
        if (!json_is_object(*out))
            status = gk_fail(err, GK_LIBRARY, "%s line %d: %s", path, *out ? 1 : why.line,
                             *out ? "no object" : why.text);
    }
    for (size_t i = 0; i < SETTINGS && status == GK_OK; i++) {
        const json_t *value = json_object_get(*out, settings[i].key);
        if (value && !is_of_kind(&settings[i], value))
            status = gk_fail(err, GK_LIBRARY, "%s: \"%s\" is not what it may be: %s", path,
                             settings[i].key, settings[i].what);
    }
    if (status != GK_OK) {
        json_decref(*out);
        *out = NULL;
    }
    gk_free(text);
    gk_free(path);
    return status;
}

static gk_status write_file(gk_library *library, const json_t *object, gk_error *err)
{
    char *text = json_dumps(object, JSON_INDENT(2) | JSON_SORT_KEYS);
    if (!text) return gk_fail(err, GK_INVALID, "the settings cannot be written as JSON");
    char *path = path_of(library);
    gk_string whole = {0};
    gk_string_addf(&whole, "%s\n", text);
    gk_status status = gk_file_write(path, whole.data, whole.length, err);
    gk_string_free(&whole);
    gk_free(text);
    gk_free(path);
    return status;
}

static json_t *default_of(const setting *s)
{
    switch (s->kind) {
    case KIND_NUMBER:
        return json_integer(s->otherwise);
    case KIND_YES_NO:
        return json_boolean(s->otherwise);
    case KIND_ADDRESS:
    case KIND_FILE:
    case KIND_MODEL:
        break;
    }
    return s->list ? json_array() : json_string("");
}

gk_status gk_settings_read(gk_library *library, json_t **out, gk_error *err)
{
    gk_status status = read_file(library, out, err);
    for (size_t i = 0; i < SETTINGS && status == GK_OK; i++)
        if (!json_object_get(*out, settings[i].key))
            json_object_set_new(*out, settings[i].key, default_of(&settings[i]));
    return status;
}

/* ---- what a value may be ----------------------------------------------------------------------
 */

static bool is_plain(const char *value)
{
    size_t n = strlen(value);
    if (n == 0 || n > LONGEST_VALUE || !gk_utf8_valid(value, n, NULL)) return false;
    for (const char *p = value; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F) return false;
    return true;
}

/* A password in an address would stand in messages and files; a key belongs into a file. */
static gk_status read_address(const setting *s, const char *value, json_t **out, gk_error *err)
{
    const char *host = gk_is_address(value) ? strstr(value, "://") + 3 : "";
    if (!*host || strcspn(host, "/?#@ ") == 0)
        return gk_fail(err, GK_INVALID, "%s takes an address of http or https, not \"%.60s\"",
                       s->key, value);
    if (host[strcspn(host, "/?#@")] == '@' || strchr(host, '#') || strchr(host, ' '))
        return gk_fail(err, GK_INVALID,
                       "%s takes an address without user, password, blanks and '#'; a key goes "
                       "into the file that llm.key_file names",
                       s->key);
    *out = json_string(value);
    return GK_OK;
}

/* Files are kept by their whole paths: the library may be used from anywhere. */
static gk_status read_file_name(const setting *s, const char *value, json_t **out, gk_error *err)
{
    char path[PATH_MAX];
    if (!realpath(value, path) || !is_plain(path))
        return gk_fail(err, GK_NOT_FOUND, "%s: %s: no such file", s->key, value);
    *out = json_string(path);
    return GK_OK;
}

static gk_status read_number(const setting *s, const char *value, json_t **out, gk_error *err)
{
    char *end;
    long n = strtol(value, &end, 10);
    if (*end || end == value || n < s->least || n > s->most)
        return gk_fail(err, GK_INVALID, "%s takes a whole number from %d to %d, not \"%.60s\"",
                       s->key, s->least, s->most, value);
    *out = json_integer(n);
    return GK_OK;
}

static gk_status read_value(const setting *s, const char *value, json_t **out, gk_error *err)
{
    *out = NULL;
    if (!is_plain(value))
        return gk_fail(err, GK_INVALID, "%s takes one line of text that is not empty", s->key);
    switch (s->kind) {
    case KIND_ADDRESS:
        return read_address(s, value, out, err);
    case KIND_FILE:
        return read_file_name(s, value, out, err);
    case KIND_MODEL:
        if (gk_ends_with(value, ".gguf")) return read_file_name(s, value, out, err);
        *out = json_string(value);
        return GK_OK;
    case KIND_NUMBER:
        return read_number(s, value, out, err);
    case KIND_YES_NO:
        break;
    }
    if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
        return gk_fail(err, GK_INVALID, "%s takes yes or no, not \"%.60s\"", s->key, value);
    *out = json_boolean(strcmp(value, "yes") == 0);
    return GK_OK;
}

/* ---- changing ----------------------------------------------------------------------------------
 */

static size_t place_in(const json_t *list, const char *value)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), value) == 0) return i;
    return SIZE_MAX;
}

static gk_status add_to_list(const setting *s, json_t *object, json_t *value, gk_error *err)
{
    json_t *list = json_object_get(object, s->key);
    if (!list) {
        list = json_array();
        json_object_set_new(object, s->key, list);
    }
    bool there = place_in(list, json_string_value(value)) != SIZE_MAX;
    if (!there && json_array_size(list) == LIST_MOST) {
        json_decref(value);
        return gk_fail(err, GK_INVALID, "%s has %d values already", s->key, LIST_MOST);
    }
    if (there)
        json_decref(value);
    else
        json_array_append_new(list, value);
    return GK_OK;
}

/* A model is behind an address or in a file; with both it would not be clear which answers. */
static gk_status check_together(const json_t *object, gk_error *err)
{
    const char *url = json_string_value(json_object_get(object, "llm.url"));
    const char *model = json_string_value(json_object_get(object, "llm.model"));
    if (url && model && gk_ends_with(model, ".gguf"))
        return gk_fail(err, GK_INVALID,
                       "llm.url and an llm.model that is a file do not go together: take one back "
                       "first ('goshawk config LIB llm.url --unset')");
    return GK_OK;
}

static gk_status open_for_change(gk_library *library, const char *key, const setting **s,
                                 json_t **object, gk_error *err)
{
    *object = NULL;
    gk_status status = need(key, s, err);
    if (status == GK_OK) status = gk_store_claim(library->store, err);
    if (status == GK_OK) status = read_file(library, object, err);
    return status;
}

gk_status gk_settings_set(gk_library *library, const char *key, const char *value, gk_error *err)
{
    const setting *s;
    json_t *object, *read = NULL;
    gk_status status = open_for_change(library, key, &s, &object, err);
    if (status == GK_OK) status = read_value(s, value, &read, err);
    if (status == GK_OK && s->list)
        status = add_to_list(s, object, read, err);
    else if (status == GK_OK)
        json_object_set_new(object, key, read);
    if (status == GK_OK) status = check_together(object, err);
    if (status == GK_OK) status = write_file(library, object, err);
    json_decref(object);
    return status;
}

gk_status gk_settings_unset(gk_library *library, const char *key, const char *value, gk_error *err)
{
    const setting *s;
    json_t *object;
    gk_status status = open_for_change(library, key, &s, &object, err);
    if (status == GK_OK && value && !s->list)
        status = gk_fail(err, GK_INVALID, "%s is no list", key);
    if (status == GK_OK && value) {
        json_t *list = json_object_get(object, key);
        size_t i = place_in(list, value);
        if (i == SIZE_MAX)
            status = gk_fail(err, GK_NOT_FOUND, "%s does not have \"%.200s\"", key, value);
        else
            json_array_remove(list, i);
    } else if (status == GK_OK) {
        json_object_del(object, key);
    }
    if (status == GK_OK) status = write_file(library, object, err);
    json_decref(object);
    return status;
}

/* ---- showing ------------------------------------------------------------------------------------
 */

typedef struct owned_settings {
    gk_settings settings;
    gk_arena *arena;
} owned_settings;

/* A list's values stand on a line each. */
static char *shown(const json_t *value, gk_arena *arena)
{
    if (json_is_integer(value))
        return gk_arena_format(arena, "%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value)) return gk_arena_strdup(arena, json_is_true(value) ? "yes" : "no");
    if (json_is_string(value)) return gk_arena_strdup(arena, json_string_value(value));
    gk_string text = {0};
    for (size_t i = 0; i < json_array_size(value); i++)
        gk_string_addf(&text, "%s%s", i ? "\n" : "", json_string_value(json_array_get(value, i)));
    char *copy = gk_arena_strdup(arena, text.data ? text.data : "");
    gk_string_free(&text);
    return copy;
}

gk_status gk_settings_get(gk_library *library, gk_settings **out, gk_error *err)
{
    json_t *own;
    *out = NULL;
    gk_status status = read_file(library, &own, err);
    if (status != GK_OK) return status;
    owned_settings *owned = gk_alloc(sizeof *owned);
    owned->arena = gk_arena_new();
    owned->settings = (gk_settings){
        .settings = gk_arena_array(owned->arena, SETTINGS, sizeof(gk_setting)), .count = SETTINGS};
    for (size_t i = 0; i < SETTINGS; i++) {
        const setting *s = &settings[i];
        json_t *value = json_incref(json_object_get(own, s->key));
        const bool set = value != NULL;
        if (!value) value = default_of(s);
        owned->settings.settings[i] = (gk_setting){.key = s->key,
                                                   .value = shown(value, owned->arena),
                                                   .what = s->what,
                                                   .set = set,
                                                   .list = s->list};
        json_decref(value);
    }
    json_decref(own);
    *out = &owned->settings;
    return GK_OK;
}

void gk_settings_free(gk_settings *list)
{
    if (!list) return;
    owned_settings *owned = (owned_settings *)list;
    gk_arena_free(owned->arena);
    gk_free(owned);
}

static json_t *value_json(const gk_setting *s)
{
    const setting *of = find(s->key);
    if (of->kind == KIND_NUMBER) return json_integer(strtol(s->value, NULL, 10));
    if (of->kind == KIND_YES_NO) return json_boolean(strcmp(s->value, "yes") == 0);
    if (!s->list) return gk_json_text(*s->value ? s->value : NULL);
    json_t *list = json_array();
    for (const char *at = s->value; *at;) {
        size_t n = strcspn(at, "\n");
        json_array_append_new(list, gk_json_bytes(at, n));
        at += n + (at[n] == '\n');
    }
    return list;
}

char *gk_settings_json(const gk_settings *list)
{
    json_t *object = json_object();
    for (size_t i = 0; i < list->count; i++)
        json_object_set_new(object, list->settings[i].key,
                            json_pack("{so sb}", "value", value_json(&list->settings[i]), "set",
                                      list->settings[i].set));
    return gk_json_print(json_pack("{so}", "settings", object));
}
