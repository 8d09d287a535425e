/* SPDX-License-Identifier: Apache-2.0
 *
 * TAT-QA's file: an array of {"table": {"table": [[cell, ...], ...]}, "paragraphs": [{"order",
 * "text"}], "questions": [{"uid", "question", "answer", "derivation", "answer_type", "answer_from",
 * "scale"}]}. An excerpt becomes a page of HTML: paragraphs in their order, the table behind the
 * first that announces it.
 */
#include "eval/tatqa.h"

#include <string.h>

typedef struct place {
    const char *path;
    size_t excerpt; /* from 1 */
    gk_error *err;
} place;

static gk_status bad(const place *at, const char *what)
{
    return gk_fail(at->err, GK_INPUT, "%s excerpt %zu: %s", at->path, at->excerpt, what);
}

/* ---- the document --------------------------------------------------------------------------- */

static void add_escaped(gk_string *to, const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            gk_string_add(to, "&lt;");
        else if (*text == '>')
            gk_string_add(to, "&gt;");
        else if (*text == '&')
            gk_string_add(to, "&amp;");
        else
            gk_string_append(to, text, 1);
    }
}

static bool announces(const char *text)
{
    static const char *const words[] = {"following table",  "table below", "table sets",
                                        "following summar", "as follows",  "table presents"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasestr(text, words[i])) return true;
    size_t n = strlen(text);
    while (n && text[n - 1] == ' ') n--;
    return n && text[n - 1] == ':';
}

static void add_table(gk_string *to, const json_t *table)
{
    size_t i, k;
    json_t *row, *cell;
    gk_string_add(to, "<table>\n");
    json_array_foreach(table, i, row)
    {
        gk_string_add(to, "<tr>");
        json_array_foreach(row, k, cell)
        {
            gk_string_add(to, "<td>");
            add_escaped(to, json_string_value(cell));
            gk_string_add(to, "</td>");
        }
        gk_string_add(to, "</tr>\n");
    }
    gk_string_add(to, "</table>\n");
}

static gk_status check_table(const place *at, const json_t *table)
{
    size_t i, k;
    json_t *row, *cell;
    if (!json_is_array(table)) return bad(at, "field \"table\" must hold a list of rows");
    json_array_foreach(table, i, row)
    {
        if (!json_is_array(row)) return bad(at, "a row of the table must be a list");
        json_array_foreach(row, k, cell)
        {
            if (!json_is_string(cell)) return bad(at, "a cell of the table must be a text");
        }
    }
    return GK_OK;
}

/* Paragraph number `order` from 1, or NULL. */
static const char *paragraph_of(const json_t *paragraphs, size_t order)
{
    size_t i;
    json_t *p;
    json_array_foreach(paragraphs, i, p)
    {
        if (json_integer_value(json_object_get(p, "order")) == (json_int_t)order)
            return json_string_value(json_object_get(p, "text"));
    }
    return NULL;
}

static gk_status read_document(const place *at, const json_t *excerpt, gk_arena *arena,
                               const char **out)
{
    const json_t *table = json_object_get(json_object_get(excerpt, "table"), "table");
    const json_t *paragraphs = json_object_get(excerpt, "paragraphs");
    gk_status status = check_table(at, table);
    if (status != GK_OK) return status;
    if (!json_is_array(paragraphs)) return bad(at, "field \"paragraphs\" must be a list");
    size_t count = json_array_size(paragraphs), announced = 0;
    for (size_t i = count; i >= 1; i--) {
        const char *text = paragraph_of(paragraphs, i);
        if (!text) return bad(at, "paragraphs must have a text, and orders from 1");
        if (announces(text)) announced = i;
    }
    gk_string html = {0};
    gk_string_add(&html, "<!doctype html>\n<html><head><meta charset=\"utf-8\"></head><body>\n");
    if (!announced) add_table(&html, table);
    for (size_t i = 1; i <= count; i++) {
        gk_string_add(&html, "<p>");
        add_escaped(&html, paragraph_of(paragraphs, i));
        gk_string_add(&html, "</p>\n");
        if (i == announced) add_table(&html, table);
    }
    gk_string_add(&html, "</body></html>\n");
    *out = gk_arena_strndup(arena, html.data, html.length);
    gk_string_free(&html);
    return GK_OK;
}

/* ---- the questions -------------------------------------------------------------------------- */

static const char *answer_text(const json_t *value, gk_arena *arena)
{
    if (json_is_number(value)) return gk_arena_format(arena, "%.10g", json_number_value(value));
    return json_is_string(value) ? gk_arena_strdup(arena, json_string_value(value)) : NULL;
}

static gk_status read_answers(const place *at, const json_t *value, gk_arena *arena,
                              gk_tatqa_question *q)
{
    size_t n = json_is_array(value) ? json_array_size(value) : 1;
    q->answers = gk_arena_array(arena, n + 1, sizeof *q->answers);
    for (size_t i = 0; i < n; i++) {
        const char *text = answer_text(json_is_array(value) ? json_array_get(value, i) : value,
                                       arena);
        if (!text) return bad(at, "field \"answer\" must be a text, a number or a list of them");
        q->answers[q->answer_count++] = text;
    }
    return GK_OK;
}

static gk_status read_question(const place *at, const json_t *object, gk_arena *arena,
                               gk_tatqa_question *q)
{
    const struct {
        const char *name;
        const char **value;
    } fields[] = {{"uid", &q->id},           {"question", &q->question},
                  {"answer_type", &q->type}, {"answer_from", &q->from},
                  {"scale", &q->scale},      {"derivation", &q->derivation}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *text = json_string_value(json_object_get(object, fields[i].name));
        if (!text)
            return gk_fail(at->err, GK_INPUT, "%s excerpt %zu: field \"%s\" must be a text",
                           at->path, at->excerpt, fields[i].name);
        *fields[i].value = gk_arena_strdup(arena, text);
    }
    return read_answers(at, json_object_get(object, "answer"), arena, q);
}

static gk_status read_excerpt(const place *at, const json_t *object, gk_arena *arena,
                              gk_tatqa_excerpt *out)
{
    const json_t *questions = json_object_get(object, "questions");
    if (!json_is_array(questions)) return bad(at, "field \"questions\" must be a list");
    gk_status status = read_document(at, object, arena, &out->html);
    out->question_count = json_array_size(questions);
    out->questions = gk_arena_array(arena, out->question_count + 1, sizeof *out->questions);
    for (size_t i = 0; i < out->question_count && status == GK_OK; i++)
        status = read_question(at, json_array_get(questions, i), arena, &out->questions[i]);
    return status;
}

void gk_tatqa_free(gk_tatqa_set *set)
{
    if (set) gk_arena_free(set->arena);
}

gk_status gk_tatqa_read(const char *path, gk_tatqa_set **out, gk_error *err)
{
    *out = NULL;
    char *data;
    size_t size;
    gk_status status = gk_file_read(path, &data, &size, err);
    if (status != GK_OK) return err ? (err->status = GK_INPUT) : GK_INPUT;
    json_error_t problem;
    json_t *array = json_loadb(data, size, 0, &problem);
    gk_free(data);
    if (!json_is_array(array) || !json_array_size(array)) {
        json_decref(array);
        return gk_fail(err, GK_INPUT, "%s: %s", path,
                       array ? "must be a list of excerpts, as TAT-QA's files are" : problem.text);
    }
    gk_arena *arena = gk_arena_new();
    gk_tatqa_set *set = gk_arena_alloc(arena, sizeof *set);
    *set = (gk_tatqa_set){.arena = arena, .count = json_array_size(array)};
    set->excerpts = gk_arena_array(arena, set->count, sizeof *set->excerpts);
    for (size_t i = 0; i < set->count && status == GK_OK; i++)
        status = read_excerpt(&(place){path, i + 1, err}, json_array_get(array, i), arena,
                              &set->excerpts[i]);
    json_decref(array);
    if (status == GK_OK)
        *out = set;
    else
        gk_tatqa_free(set);
    return status;
}
