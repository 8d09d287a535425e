/* SPDX-License-Identifier: Apache-2.0 */
#include "text/json.h"

#include <string.h>

json_t *gk_json_text(const char *text)
{
    return text ? gk_json_bytes(text, strlen(text)) : json_null();
}

json_t *gk_json_bytes(const char *text, size_t n)
{
    if (gk_utf8_valid(text, n, NULL)) return json_stringn_nocheck(text, n);
    gk_string clean = {0};
    for (size_t i = 0; i < n;) {
        char bytes[4];
        size_t length = gk_utf8_put(gk_utf8_next(text, n, &i), bytes);
        gk_string_append(&clean, bytes, length);
    }
    json_t *string = json_stringn_nocheck(clean.data, clean.length);
    gk_string_free(&clean);
    return string;
}

char *gk_json_print(json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(value);
    /* jansson allocates by malloc, which gk_free frees. */
    return text ? text : gk_strdup("{}");
}
