/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/eval.h"

#include <string.h>

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

static gk_status text_field(const place *at, const json_t *object, const char *name,
                            gk_arena *arena, const char **out)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value)) {
        char what[80];
        snprintf(what, sizeof what, "field \"%s\" must be a text", name);
        return bad(at, what);
    }
    *out = gk_arena_strdup(arena, json_string_value(value));
    return GK_OK;
}

static gk_status read_evidence(const place *at, const json_t *array, gk_arena *arena,
                               gk_eval_question *q)
{
    if (!json_is_array(array) || json_array_size(array) == 0)
        return bad(at,
                   "field \"evidence\" must be a list of at least one {\"doc_name\", \"page\"}");
    q->evidence_count = json_array_size(array);
    q->evidence = gk_arena_array(arena, q->evidence_count, sizeof *q->evidence);
    for (size_t i = 0; i < q->evidence_count; i++) {
        const json_t *item = json_array_get(array, i), *page = json_object_get(item, "page");
        const json_t *name = json_object_get(item, "doc_name");
        if (!json_is_object(item)) return bad(at, "field \"evidence\" must hold objects");
        gk_evidence *e = &q->evidence[i];
        if (name) {
            gk_status status = text_field(at, item, "doc_name", arena, &e->document);
            if (status != GK_OK) return status;
        }
        if (!json_is_integer(page) || json_integer_value(page) < 0 ||
            json_integer_value(page) >= 1000000)
            return bad(at, "field \"page\" of the evidence must be a whole number from 0");
        e->page = (int)json_integer_value(page) + 1;
    }
    return GK_OK;
}

static gk_status find_contents(gk_library *library, gk_eval_question *q, gk_error *err)
{
    for (size_t i = 0; i < q->evidence_count; i++) {
        gk_arena *arena = gk_arena_new();
        gk_store_content content;
        gk_status status = gk_store_find(library->store, q->evidence[i].document, arena, &content,
                                         err);
        if (status == GK_OK) q->evidence[i].content = content.id;
        gk_arena_free(arena);
        if (status != GK_OK && status != GK_NOT_FOUND) return status;
    }
    return GK_OK;
}

static gk_status read_line(gk_library *library, const place *at, const char *line, size_t n,
                           gk_arena *arena, gk_eval_question *q)
{
    json_error_t problem;
    json_t *object = json_loadb(line, n, JSON_REJECT_DUPLICATES, &problem);
    if (!object) {
        char what[JSON_ERROR_TEXT_LENGTH + 40];
        snprintf(what, sizeof what, "not JSON: %s", problem.text);
        return bad(at, what);
    }
    const char *document = NULL;
    gk_status status = json_is_object(object) ? GK_OK : bad(at, "must be a JSON object");
    if (status == GK_OK) status = text_field(at, object, "id", arena, &q->id);
    if (status == GK_OK) status = text_field(at, object, "question", arena, &q->question);
    if (status == GK_OK) status = text_field(at, object, "answer", arena, &q->answer);
    if (status == GK_OK) status = text_field(at, object, "doc_name", arena, &document);
    if (status == GK_OK) status = read_evidence(at, json_object_get(object, "evidence"), arena, q);
    json_decref(object);
    for (size_t i = 0; status == GK_OK && i < q->evidence_count; i++)
        if (!q->evidence[i].document) q->evidence[i].document = document;
    if (status == GK_OK) status = find_contents(library, q, at->err);
    return status;
}

static bool blank(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] != ' ' && s[i] != '\t' && s[i] != '\r') return false;
    return true;
}

gk_status gk_eval_set_read(gk_library *library, const char *path, gk_eval_set **out, gk_error *err)
{
    *out = NULL;
    char *data;
    size_t size, lines = 1;
    gk_status status = gk_file_read(path, &data, &size, err);
    if (status != GK_OK) return err ? (err->status = GK_INPUT) : GK_INPUT;
    for (size_t i = 0; i < size; i++) lines += data[i] == '\n';
    gk_arena *arena = gk_arena_new();
    gk_eval_set *set = gk_arena_alloc(arena, sizeof *set);
    set->arena = arena;
    set->questions = gk_arena_array(arena, lines, sizeof *set->questions);
    place at = {.path = path, .err = err};
    for (size_t i = 0; i < size && status == GK_OK;) {
        const char *newline = memchr(data + i, '\n', size - i);
        size_t end = newline ? (size_t)(newline - data) : size;
        at.line++;
        if (!blank(data + i, end - i)) {
            gk_eval_question *q = &set->questions[set->count++];
            status = read_line(library, &at, data + i, end - i, arena, q);
            bool known = false;
            for (size_t k = 0; k < q->evidence_count; k++) known |= q->evidence[k].content != 0;
            set->not_in_library += !known;
        }
        i = end + 1;
    }
    gk_free(data);
    if (status == GK_OK && set->count == 0)
        status = gk_fail(err, GK_INPUT, "%s: holds no question", path);
    if (status == GK_OK)
        *out = set;
    else
        gk_eval_set_free(set);
    return status;
}
