/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/json_file.h"

#include <stdlib.h>

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

gk_status gk_json_file_write(const char *folder, const char *name, const json_t *root, bool compact,
                             gk_error *err)
{
    /* The default precision, 17 digits, gives every double back as it was. */
    char *text = json_dumps(root, compact ? JSON_COMPACT : JSON_INDENT(2));
    char *path = gk_path_join(folder, name);
    gk_status status = GK_OK;
    if (!text) {
        status = gk_fail(err, GK_MODEL, "%s: cannot be written as JSON", path);
    } else {
        gk_string line = {0};
        gk_string_add(&line, text);
        gk_string_add(&line, "\n");
        status = gk_file_write(path, line.data, line.length, err);
        gk_string_free(&line);
    }
    gk_free(path);
    free(text);
    return status;
}
