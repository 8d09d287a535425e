/* SPDX-License-Identifier: Apache-2.0
 *
 * records - the lines of a stream, each a JSON object whose fields are checked as they are taken.
 * The reader that printed it is taken for an enemy: nothing is allocated on the word of a count.
 */
#include "doc/stream.h"

#include <string.h>

/* Whether a record holds more values than any page does. Two bytes of JSON ("0,") may become a
 * hundred of a tree, so they are counted before one is made. */
static bool has_too_many_values(const char *record, size_t size)
{
    size_t values = 0;
    bool inside = false; /* a string */
    for (size_t i = 0; i < size; i++) {
        if (record[i] == '"')
            inside = !inside;
        else if (inside)
            i += record[i] == '\\';
        else
            values += record[i] == ',' || record[i] == '[' || record[i] == '{';
    }
    return values > GK_RECORD_VALUES;
}

/* Reads the next line into r->json. */
gk_status gk_records_next(gk_records *r)
{
    json_decref(r->json);
    r->json = NULL;
    r->record++;
    if (r->at == r->end)
        return gk_fail(r->err, GK_INPUT, "record %zu: the stream ends before its end record",
                       r->record);
    const char *newline = memchr(r->at, '\n', (size_t)(r->end - r->at));
    if (!newline)
        return gk_fail(r->err, GK_INPUT, "record %zu: the stream ends within it", r->record);
    size_t size = (size_t)(newline - r->at);
    if (has_too_many_values(r->at, size))
        return gk_fail(r->err, GK_INPUT, "record %zu: holds more than %d values", r->record,
                       GK_RECORD_VALUES);
    json_error_t error;
    r->json = json_loadb(r->at, size, JSON_REJECT_DUPLICATES, &error);
    r->at = newline + 1;
    if (!r->json) return gk_fail(r->err, GK_INPUT, "record %zu: %s", r->record, error.text);
    if (!json_is_object(r->json))
        return gk_fail(r->err, GK_INPUT, "record %zu: not an object", r->record);
    return GK_OK;
}

gk_status gk_records_wrong(const gk_records *r, const char *field, const char *why)
{
    return gk_fail(r->err, GK_INPUT, "record %zu, field \"%s\": %s", r->record, field, why);
}

gk_status gk_records_count(const gk_records *r, const char *field, size_t *out)
{
    const json_t *value = json_object_get(r->json, field);
    if (!value) return gk_records_wrong(r, field, "is missing");
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) > INT32_MAX)
        return gk_records_wrong(r, field, "is not a count");
    *out = (size_t)json_integer_value(value);
    return GK_OK;
}

void gk_records_close(gk_records *r)
{
    json_decref(r->json);
    r->json = NULL;
}

/* jansson has seen to it that the string is UTF-8 without NUL. */
gk_status gk_records_string(const gk_records *r, const json_t *value, const char *field, char also,
                            char **out, size_t *length)
{
    if (!json_is_string(value)) return gk_records_wrong(r, field, "is not a string");
    const char *text = json_string_value(value);
    size_t n = json_string_length(value);
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte < 0x20 && byte != '\t' && byte != (unsigned char)also) || byte == 0x7F)
            return gk_records_wrong(r, field, "holds a control character");
    }
    *out = gk_arena_strndup(r->arena, text, n);
    if (length) *length = n;
    return GK_OK;
}

gk_status gk_records_text(const gk_records *r, const char *field, char also, char **out,
                          size_t *length)
{
    const json_t *value = json_object_get(r->json, field);
    if (!value) return gk_records_wrong(r, field, "is missing");
    return gk_records_string(r, value, field, also, out, length);
}

gk_status gk_records_optional(const gk_records *r, const char *field, char also, char **out)
{
    const json_t *value = json_object_get(r->json, field);
    *out = NULL;
    return value ? gk_records_string(r, value, field, also, out, NULL) : GK_OK;
}
