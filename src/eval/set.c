/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/eval.h"
#include "search/search.h"

#include <string.h>

const char *const gk_eval_kinds[GK_EVAL_KINDS] = {"question_type", "question_reasoning", "style",
                                                  "source"};

void gk_eval_set_free(gk_eval_set *set)
{
    if (set) gk_arena_free(set->arena);
}

/* Where the reader stands, for messages. */
typedef struct place {
    const char *path;
    size_t line;
    gk_error *err;
} place;

static gk_status bad(const place *at, const char *what)
{
    return gk_fail(at->err, GK_INPUT, "%s line %zu: %s", at->path, at->line, what);
}

static gk_status bad_field(const place *at, const char *name, const char *what)
{
    return gk_fail(at->err, GK_INPUT, "%s line %zu: field \"%s\" %s", at->path, at->line, name,
                   what);
}

/* Of two names for one field the first that is there; the first where neither is. */
static const char *either(const json_t *object, const char *name, const char *other)
{
    return json_object_get(object, name) || !json_object_get(object, other) ? name : other;
}

static gk_status text_field(const place *at, const json_t *object, const char *name,
                            gk_arena *arena, const char **out)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value)) return bad_field(at, name, "must be a text");
    *out = gk_arena_strdup(arena, json_string_value(value));
    return GK_OK;
}

/* A field that may be absent, or null: *out stays as it is. */
static gk_status optional_field(const place *at, const json_t *object, const char *name,
                                gk_arena *arena, const char **out)
{
    const json_t *value = json_object_get(object, name);
    return value && !json_is_null(value) ? text_field(at, object, name, arena, out) : GK_OK;
}

/* FinanceBench's own file says evidence_doc_name and evidence_page_num. */
static gk_status read_evidence_item(const place *at, const json_t *item, gk_arena *arena,
                                    gk_evidence *e)
{
    if (!json_is_object(item)) return bad_field(at, "evidence", "must hold objects");
    const char *name = either(item, "doc_name", "evidence_doc_name");
    const char *number = either(item, "page", "evidence_page_num");
    const json_t *page = json_object_get(item, number);
    if (json_object_get(item, name)) {
        gk_status status = text_field(at, item, name, arena, &e->document);
        if (status != GK_OK) return status;
    }
    if (!json_is_integer(page) || json_integer_value(page) < 0 ||
        json_integer_value(page) >= 1000000)
        return bad_field(at, number, "of the evidence must be a whole number from 0");
    e->page = (int)json_integer_value(page) + 1;
    return optional_field(at, item, "passage", arena, &e->passage);
}

static gk_status read_evidence(const place *at, const json_t *array, gk_arena *arena,
                               gk_eval_question *q)
{
    if (!json_is_array(array) || json_array_size(array) == 0)
        return bad_field(at, "evidence", "must be a list of at least one {\"doc_name\", \"page\"}");
    q->evidence_count = json_array_size(array);
    q->evidence = gk_arena_array(arena, q->evidence_count, sizeof *q->evidence);
    gk_status status = GK_OK;
    for (size_t i = 0; i < q->evidence_count && status == GK_OK; i++)
        status = read_evidence_item(at, json_array_get(array, i), arena, &q->evidence[i]);
    return status;
}

/* "filter": {"company", ...}; "as_of" may stand beside it, too. */
static gk_status read_filter(const place *at, const json_t *object, gk_arena *arena,
                             gk_filter *filter)
{
    const struct {
        const char *name;
        const char **value;
    } fields[] = {
        {"company", &filter->company},   {"ticker", &filter->ticker}, {"form", &filter->form},
        {"period", &filter->period},     {"since", &filter->since},   {"until", &filter->until},
        {"language", &filter->language}, {"source", &filter->source}, {"as_of", &filter->as_of}};
    json_t *given = json_object_get(object, "filter");
    if (given && !json_is_object(given)) return bad_field(at, "filter", "must be an object");
    const char *key;
    json_t *value;
    json_object_foreach(given, key, value)
    {
        size_t i = 0;
        while (i < sizeof fields / sizeof *fields && strcmp(fields[i].name, key) != 0) i++;
        if (i == sizeof fields / sizeof *fields)
            return bad_field(at, "filter",
                             "takes company, ticker, form, period, since, until, language, "
                             "source and as_of");
        gk_status status = text_field(at, given, key, arena, fields[i].value);
        if (status != GK_OK) return status;
    }
    gk_error why = {0};
    gk_status status = optional_field(at, object, "as_of", arena, &filter->as_of);
    if (status != GK_OK || gk_filter_check(filter, &why) == GK_OK) return status;
    return bad(at, why.message);
}

static gk_status read_question(const place *at, const json_t *object, gk_arena *arena,
                               gk_eval_question *q)
{
    const char *document = NULL;
    if (!json_is_object(object)) return bad(at, "must be a JSON object");
    q->line = at->line;
    gk_status status = text_field(at, object, either(object, "id", "financebench_id"), arena,
                                  &q->id);
    if (status == GK_OK) status = text_field(at, object, "question", arena, &q->question);
    if (status == GK_OK && json_object_get(object, "answer"))
        status = text_field(at, object, "answer", arena, &q->answer);
    if (status == GK_OK) status = text_field(at, object, "doc_name", arena, &document);
    if (status == GK_OK) status = read_evidence(at, json_object_get(object, "evidence"), arena, q);
    for (size_t i = 0; status == GK_OK && i < q->evidence_count; i++)
        if (!q->evidence[i].document) q->evidence[i].document = document;
    for (size_t i = 0; status == GK_OK && i < GK_EVAL_KINDS; i++)
        status = optional_field(at, object, gk_eval_kinds[i], arena, &q->kinds[i]);
    return status == GK_OK ? read_filter(at, object, arena, &q->filter) : status;
}

static gk_status read_line(const place *at, const char *line, size_t n, gk_arena *arena,
                           gk_eval_question *q)
{
    json_error_t problem;
    json_t *object = json_loadb(line, n, JSON_REJECT_DUPLICATES, &problem);
    if (!object)
        return gk_fail(at->err, GK_INPUT, "%s line %zu: not JSON: %s", at->path, at->line,
                       problem.text);
    gk_status status = read_question(at, object, arena, q);
    json_decref(object);
    return status;
}

static bool blank(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] != ' ' && s[i] != '\t' && s[i] != '\r') return false;
    return true;
}

/* The questions of a file's bytes. */
static gk_status read_lines(place *at, const char *data, size_t size, gk_eval_set *set)
{
    size_t lines = 1;
    for (size_t i = 0; i < size; i++) lines += data[i] == '\n';
    set->questions = gk_arena_array(set->arena, lines, sizeof *set->questions);
    for (size_t i = 0; i < size;) {
        const char *newline = memchr(data + i, '\n', size - i);
        size_t end = newline ? (size_t)(newline - data) : size;
        at->line++;
        if (!blank(data + i, end - i)) {
            gk_status status = read_line(at, data + i, end - i, set->arena,
                                         &set->questions[set->count++]);
            if (status != GK_OK) return status;
        }
        i = end + 1;
    }
    return set->count ? GK_OK : gk_fail(at->err, GK_INPUT, "%s: holds no question", at->path);
}

static gk_status find_contents(gk_library *library, const gk_eval_names *names, gk_eval_set *set,
                               gk_error *err)
{
    for (size_t i = 0; i < set->count; i++) {
        gk_eval_question *q = &set->questions[i];
        bool known = false;
        for (size_t k = 0; k < q->evidence_count; k++) {
            gk_evidence *e = &q->evidence[k];
            gk_status status = gk_eval_names_find(names, library, e->document, &e->content, err);
            if (status != GK_OK) return status;
            known |= e->content != 0;
        }
        set->not_in_library += !known;
    }
    return GK_OK;
}

gk_status gk_eval_set_read(gk_library *library, const char *path, gk_eval_set **out, gk_error *err)
{
    return gk_eval_set_read_named(library, path, NULL, out, err);
}

gk_status gk_eval_set_read_named(gk_library *library, const char *path, const char *names,
                                 gk_eval_set **out, gk_error *err)
{
    *out = NULL;
    char *data;
    size_t size;
    gk_status status = gk_file_read(path, &data, &size, err);
    if (status != GK_OK) return err ? (err->status = GK_INPUT) : GK_INPUT;
    gk_arena *arena = gk_arena_new();
    gk_eval_set *set = gk_arena_alloc(arena, sizeof *set);
    set->arena = arena;
    gk_eval_names *known = NULL;
    status = read_lines(&(place){.path = path, .err = err}, data, size, set);
    gk_free(data);
    if (status == GK_OK && names) status = gk_eval_names_read(names, arena, &known, err);
    if (status == GK_OK) status = find_contents(library, known, set, err);
    if (status == GK_OK)
        *out = set;
    else
        gk_eval_set_free(set);
    return status;
}
