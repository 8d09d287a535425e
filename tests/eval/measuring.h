/* SPDX-License-Identifier: Apache-2.0 - sets of questions and their reports, for the tests */
#ifndef GK_EVAL_TEST_MEASURING_H
#define GK_EVAL_TEST_MEASURING_H

#include "../search/papers.h"
#include "eval/eval.h"

#include <jansson.h>

/* A set that grows question by question; evidence pages count from 1 here. */
typedef struct set {
    gk_string text;
} set;

static inline void set_add(set *s, const char *id, const char *question, const char *answer,
                           const char *document, int page)
{
    json_t *line = json_pack("{ss ss ss ss s[{ss si}]}", "id", id, "question", question, "answer",
                             answer, "doc_name", document, "evidence", "doc_name", document, "page",
                             page - 1);
    char *text = json_dumps(line, JSON_COMPACT);
    gk_string_addf(&s->text, "%s\n", text);
    free(text);
    json_decref(line);
}

typedef gk_status measure_fn(gk_library *library, const char *path, const gk_eval_options *options,
                             char **json, gk_error *err);

/* Takes s; the report is the caller's. */
static inline json_t *measure(world *w, measure_fn *run, set *s)
{
    char *path = gk_path_join(w->folder, "set.jsonl"), *json = NULL;
    assert_ok(w, gk_file_write(path, s->text.data, s->text.length, &w->err));
    gk_string_free(&s->text);
    assert_ok(w, run(w->library, path, NULL, &json, &w->err));
    gk_free(path);
    json_t *report = json_loads(json, 0, NULL);
    if (!report) fail_msg("no JSON: %s", json);
    gk_free(json);
    return report;
}

static inline json_int_t integer_of(const json_t *object, const char *field)
{
    const json_t *value = json_object_get(object, field);
    if (!json_is_integer(value)) fail_msg("field \"%s\" is no whole number", field);
    return json_integer_value(value);
}

static inline void check_real(const json_t *object, const char *field, double expected)
{
    const json_t *value = json_object_get(object, field);
    if (!json_is_real(value)) fail_msg("field \"%s\" is no share", field);
    double got = json_real_value(value);
    if (!(got > expected - 1e-6 && got < expected + 1e-6))
        fail_msg("%s is %.7f, not %.7f", field, got, expected);
}

/* The result of a question, by its place in the set. */
static inline const json_t *result_of(const json_t *report, size_t i, const char *id)
{
    const json_t *result = json_array_get(json_object_get(report, "results"), i);
    assert_string_equal(json_string_value(json_object_get(result, "id")), id);
    return result;
}

#endif
