/* SPDX-License-Identifier: Apache-2.0
 *
 * jsonl - JSON lines with a mapping beside them (rows.h): each line that is not blank is an object,
 * and a row. "a.b" in the mapping is the member b of the member a.
 */
#include "read/charset.h"
#include "read/read.h"
#include "read/rows.h"

#include <ctype.h>
#include <jansson.h>
#include <string.h>
#include <strings.h>

typedef struct lines {
    gk_unpack *u;
    const char *path;
    gk_mapping mapping;
    size_t number;  /* of the line, from 1 */
    gk_error first; /* what is wrong with the first line that is */
} lines;

/* The member of row that "name", or "a.b", is. */
static const json_t *find(const json_t *row, const char *name)
{
    const json_t *whole = json_object_get(row, name);
    const char *dot = strchr(name, '.');
    if (whole || !dot) return whole;
    char *first = gk_strndup(name, (size_t)(dot - name));
    const json_t *inner = json_object_get(row, first);
    gk_free(first);
    return inner ? find(inner, dot + 1) : NULL;
}

/* A string as it is, a number as JSON writes it, the strings of a list one a line; else NULL. */
static char *as_text(const json_t *value)
{
    if (json_is_string(value))
        return gk_strndup(json_string_value(value), json_string_length(value));
    if (json_is_integer(value)) return gk_format("%lld", (long long)json_integer_value(value));
    if (json_is_real(value)) return gk_format("%.15g", json_real_value(value));
    gk_string out = {0};
    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *line = json_string_value(json_array_get(value, i));
        if (line) gk_string_addf(&out, "%s%s", out.length ? "\n" : "", line);
    }
    if (out.length) return gk_string_take(&out);
    gk_string_free(&out);
    return NULL;
}

static void give_row(const lines *l, const json_t *json)
{
    char *values[GK_ROLES] = {NULL};
    gk_news_row row = {.number = l->number};
    for (int i = 0; i < GK_ROLES; i++) {
        const char *theirs = l->mapping.theirs[i];
        if (!theirs) continue;
        values[i] = as_text(find(json, theirs));
        row.value[i] = values[i];
        row.column[i] = theirs;
    }
    gk_row_give(l->u, l->path, &row, l->mapping.zone);
    for (int i = 0; i < GK_ROLES; i++) gk_free(values[i]);
}

static void take_line(lines *l, const char *line, size_t n)
{
    json_error_t wrong = {0};
    gk_error why = {0};
    json_t *json = json_loadb(line, n, 0, &wrong);
    gk_make_printable(wrong.text);
    if (!json)
        gk_fail(&why, GK_INPUT, "line %zu, column %d: %s", l->number, wrong.column, wrong.text);
    else if (!json_is_object(json))
        gk_fail(&why, GK_INPUT, "line %zu, column 1: is no JSON object", l->number);
    else
        give_row(l, json);
    json_decref(json);
    if (!why.message[0]) return;
    if (!l->first.message[0]) l->first = why;
    gk_row_leave_out(l->u, l->path, l->number, why.message);
}

static bool is_blank(const char *s, size_t n)
{
    while (n > 0 && isspace((unsigned char)s[n - 1])) n--;
    return n == 0;
}

/* The line at *at, whose size without its end is *n; false behind the last. */
static bool next_line(const char *text, size_t size, size_t *at, size_t *n)
{
    if (*at >= size) return false;
    const char *end = memchr(text + *at, '\n', size - *at);
    *n = end ? (size_t)(end - text) - *at : size - *at;
    return true;
}

/* Whether any line is what gk_is_evaluation looks for in the first. */
static bool holds_questions(const char *text, size_t size)
{
    bool holds = false;
    for (size_t at = 0, n; !holds && next_line(text, size, &at, &n); at += n + 1) {
        if (!memmem(text + at, n, "\"question\"", 10)) continue;
        json_t *row = json_loadb(text + at, n, 0, NULL);
        holds = json_object_get(row, "question") &&
                (json_object_get(row, "evidence") || json_object_get(row, "doc_name") ||
                 json_object_get(row, "answer"));
        json_decref(row);
    }
    return holds;
}

static gk_status take_lines(lines *l, const char *text, size_t size, gk_error *err)
{
    if (holds_questions(text, size))
        return gk_fail(err, GK_INPUT, "evaluation questions never enter a library");
    for (size_t at = 0, n; next_line(text, size, &at, &n); at += n + 1) {
        l->number++;
        if (!is_blank(text + at, n)) take_line(l, text + at, n);
    }
    if (l->u->count > 0) return GK_OK;
    return gk_fail(err, GK_INPUT, "%s",
                   l->first.message[0] ? l->first.message : "no line has text where it is mapped");
}

gk_status gk_jsonl_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                          gk_error *err)
{
    lines l = {.u = u, .path = path};
    bool found = false;
    char *text = NULL;
    size_t length;
    gk_status status = gk_mapping_find(path, &l.mapping, &found, err);
    if (status == GK_OK && !found)
        status = gk_fail(err, GK_INPUT, "has no field mapping beside it");
    if (status == GK_OK) status = gk_charset_decode(bytes, size, NULL, &text, &length, err);
    if (status == GK_OK) status = take_lines(&l, text, length, err);
    gk_free(text);
    gk_mapping_free(&l.mapping);
    return status;
}

static gk_status unpack(const char *path, FILE *out, gk_error *err)
{
    return gk_unpack_file(path, out, gk_jsonl_unpack, err);
}

/* Whether the head's first line is a JSON object, or the beginning of one that is longer. A file
 * that is one object over several lines is none of JSON lines. */
static bool looks_jsonl(const char *path, const char *head, size_t head_size)
{
    size_t at = head_size >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < head_size && isspace((unsigned char)head[at])) at++;
    if (at == head_size || head[at] != '{') return false;
    const char *dot = strrchr(gk_path_name(path), '.');
    if (dot && (strcasecmp(dot, ".jsonl") == 0 || strcasecmp(dot, ".ndjson") == 0)) return true;
    const char *end = memchr(head + at, '\n', head_size - at);
    if (!end) return false;
    json_t *json = json_loadb(head + at, (size_t)(end - head) - at, 0, NULL);
    json_decref(json);
    return json != NULL;
}

static bool recognise(const char *path, const char *head, size_t head_size)
{
    if (!looks_jsonl(path, head, head_size) || gk_is_evaluation(path, head, head_size))
        return false;
    gk_mapping mapping;
    bool found;
    gk_mapping_find(path, &mapping, &found, NULL); /* a wrong one fails with its reason later */
    gk_mapping_free(&mapping);
    return found;
}

char *gk_jsonl_refusal(const char *path, const char *head, size_t head_size)
{
    if (!looks_jsonl(path, head, head_size)) return NULL;
    return gk_strdup("JSON lines without a field mapping: put NAME.fields.json beside it");
}

const gk_reader gk_reader_jsonl = {.format = "jsonl", .recognise = recognise, .unpack = unpack};
