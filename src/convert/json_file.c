/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/json_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

gk_status gk_json_file_parse(const char *text, size_t size, const char *path, json_t **out,
                             gk_error *err)
{
    json_error_t why;
    *out = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
    if (*out) return GK_OK;
    return gk_fail(err, GK_MODEL, "%s: line %d: %s", path, why.line, why.text);
}

gk_status gk_json_file_read(const char *folder, const char *name, bool optional, json_t **out,
                            gk_error *err)
{
    *out = NULL;
    char *path = gk_path_join(folder, name), *text = NULL;
    size_t size;
    gk_status status = GK_OK;
    if (!optional || gk_path_exists(path)) {
        status = gk_file_read(path, &text, &size, err);
        if (status == GK_OK) status = gk_json_file_parse(text, size, path, out, err);
    }
    gk_free(text);
    gk_free(path);
    return status;
}

/* Appends a number as the shortest text that strtod gives it back from. */
static void add_number(gk_string *out, const char *text)
{
    const double number = strtod(text, NULL);
    char shortest[40];
    int digits = 1;
    do { /* 17 digits are always enough */
        snprintf(shortest, sizeof shortest, "%.*g", digits, number);
    } while (strtod(shortest, NULL) != number && digits++ < 17);
    gk_string_add(out, shortest);
    if (!strpbrk(shortest, ".e")) gk_string_add(out, ".0");
}

/* Appends JSON as jansson prints it, but for numbers that are not whole. jansson gives those 17
 * digits; other writers give the shortest text, and the Hugging Face library's reader makes another
 * double of other digits: the last bit of a piece's score would change. */
static void add_shortest(gk_string *out, const char *json)
{
    for (const char *at = json; *at;) {
        size_t n = 1;
        if (*at == '"') {
            while (at[n] != '"') n += at[n] == '\\' ? 2 : 1;
            gk_string_append(out, at, n + 1);
            at += n + 1;
            continue;
        }
        n = strspn(at, "-+.0123456789eE");
        if (n && strchr("-0123456789", *at)) {
            char number[64];
            snprintf(number, sizeof number, "%.*s", (int)n, at);
            if (strpbrk(number, ".eE"))
                add_number(out, number);
            else
                gk_string_append(out, at, n);
        } else {
            n = 1; /* true, false, null and what stands between values */
            gk_string_append(out, at, n);
        }
        at += n;
    }
}

gk_status gk_json_file_write(const char *folder, const char *name, const json_t *root, bool compact,
                             gk_error *err)
{
    char *text = json_dumps(root, compact ? JSON_COMPACT : JSON_INDENT(2));
    char *path = gk_path_join(folder, name);
    gk_status status = GK_OK;
    if (!text) {
        status = gk_fail(err, GK_MODEL, "%s: cannot be written as JSON", path);
    } else {
        gk_string line = {0};
        add_shortest(&line, text);
        gk_string_add(&line, "\n");
        status = gk_file_write(path, line.data, line.length, err);
        gk_string_free(&line);
    }
    gk_free(path);
    free(text);
    return status;
}

void gk_json_set_float32(json_t *config)
{
    const bool newer = json_object_get(config, "dtype");
    json_object_set_new(config, newer ? "dtype" : "torch_dtype", json_string("float32"));
    if (newer) json_object_del(config, "torch_dtype");
}
