/* SPDX-License-Identifier: Apache-2.0 */
#include "train/examples.h"

#include "model/pairs.h"
#include "model/windows.h"
#include "text/lines.h"

#include <string.h>

/* ---- texts, each once ----------------------------------------------------------------------- */

static gk_key key_of(const void *owner, uint32_t number)
{
    const gk_examples *e = owner;
    return (gk_key){e->texts[number], strlen(e->texts[number])};
}

static uint32_t number_of(gk_examples *e, const char *text)
{
    const uint32_t known = gk_index_find(&e->numbers, (gk_key){text, strlen(text)});
    if (known != UINT32_MAX) return known;
    e->texts = gk_grow((void *)e->texts, e->text_count, &e->text_capacity, sizeof *e->texts);
    e->texts[e->text_count] = gk_arena_strdup(e->arena, text);
    return gk_index_add(&e->numbers, (uint32_t)e->text_count++);
}

gk_examples *gk_examples_new(void)
{
    gk_examples *e = gk_alloc(sizeof *e);
    e->arena = gk_arena_new();
    e->numbers = gk_index_new(0, key_of, e);
    return e;
}

void gk_examples_free(gk_examples *e)
{
    if (!e) return;
    gk_index_free(&e->numbers);
    gk_free((void *)e->texts);
    gk_free((void *)e->sources);
    gk_free(e->examples);
    gk_arena_free(e->arena);
    gk_free(e);
}

/* ---- files ---------------------------------------------------------------------------------- */

enum { LOOK = 256 /* examples between two looks at whether to go on */ };

static uint64_t hash_on(uint64_t h, const char *s) { return gk_hash(h, s, strlen(s)); }

static gk_status text_field(const gk_lines *lines, const json_t *line, const char *field,
                            const char **out, gk_error *err)
{
    *out = json_string_value(json_object_get(line, field));
    if (*out && **out) return GK_OK;
    return gk_lines_fail(lines, err, "\"%s\" is missing, empty or no string", field);
}

/* There are few of them. */
static uint32_t source_of(gk_examples *e, const json_t *line)
{
    const char *name = json_string_value(json_object_get(line, "source"));
    if (!name) name = "";
    for (size_t i = 0; i < e->source_count; i++)
        if (strcmp(e->sources[i], name) == 0) return (uint32_t)i;
    e->sources = gk_grow((void *)e->sources, e->source_count, &e->source_capacity,
                         sizeof *e->sources);
    e->sources[e->source_count] = gk_arena_strdup(e->arena, name);
    return (uint32_t)e->source_count++;
}

/* needed: an example must have negatives. */
static gk_status read_example(gk_examples *e, const gk_lines *lines, const json_t *line,
                              bool needed, gk_error *err)
{
    const char *query, *positive;
    const json_t *negatives = json_object_get(line, "negatives");
    gk_status status = text_field(lines, line, "query", &query, err);
    if (status == GK_OK) status = text_field(lines, line, "positive", &positive, err);
    if (status != GK_OK) return status;
    if (negatives && !json_is_array(negatives))
        return gk_lines_fail(lines, err, "\"negatives\" is no array");
    const size_t count = json_array_size(negatives);
    if (needed && count == 0)
        return gk_lines_fail(lines, err,
                             "\"negatives\" is missing or empty: a reranker learns from them");
    gk_example x = {number_of(e, query), number_of(e, positive),
                    gk_arena_array(e->arena, count, sizeof(uint32_t)), 0, source_of(e, line)};
    e->digest = hash_on(hash_on(e->digest, query), positive);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_array_get(negatives, i));
        if (!text)
            return gk_lines_fail(lines, err, "\"negatives\" holds something that is no string");
        const uint32_t number = number_of(e, text);
        if (number == x.positive)
            return gk_lines_fail(lines, err, "the positive stands among the negatives");
        x.negatives[x.negative_count++] = number;
        e->digest = hash_on(e->digest, text);
    }
    e->examples = gk_grow(e->examples, e->count, &e->capacity, sizeof *e->examples);
    e->examples[e->count++] = x;
    return GK_OK;
}

/* The next line's object; NULL at the end. */
static gk_status next_object(gk_lines *lines, json_t **object, gk_error *err)
{
    const char *text;
    size_t length;
    gk_status status = gk_lines_next_text(lines, &text, &length, err);
    *object = NULL;
    if (status != GK_OK || !text) return status;
    json_error_t error;
    *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(*object)) return GK_OK;
    return gk_lines_fail(lines, err, "%s", *object ? "no JSON object" : error.text);
}

static gk_status look(const gk_examples *e, const gk_watch *watch, gk_error *err)
{
    const gk_work work = {"reading examples", e->count, 0, -1};
    if (e->count % LOOK || !watch || !watch->on_work || watch->on_work(watch->ctx, &work))
        return GK_OK;
    return gk_fail(err, GK_STOPPED, "stopped");
}

gk_status gk_examples_read(gk_examples *e, const char *path, bool negatives, const gk_watch *watch,
                           gk_error *err)
{
    const size_t before = e->count;
    gk_lines *lines;
    gk_status status = gk_lines_open(path, &lines, err);
    json_t *object = NULL;
    if (status == GK_OK) status = next_object(lines, &object, err);
    while (status == GK_OK && object) {
        status = read_example(e, lines, object, negatives, err);
        json_decref(object);
        object = NULL;
        if (status == GK_OK) status = look(e, watch, err);
        if (status == GK_OK) status = next_object(lines, &object, err);
    }
    json_decref(object);
    gk_lines_close(lines);
    if (status == GK_OK && e->count == before)
        status = gk_fail(err, GK_INPUT, "%s: holds no examples", path);
    return status;
}

/* ---- texts into sequences -------------------------------------------------------------------- */

void gk_batch_clear(gk_batch *b)
{
    for (size_t i = 0; i < b->count; i++) gk_free(b->ids[i].ids);
    b->count = 0;
}

void gk_batch_free(gk_batch *b)
{
    gk_batch_clear(b);
    gk_free(b->sequences);
    gk_free(b->ids);
    *b = (gk_batch){0};
}

static void push(gk_batch *b, gk_ids ids, size_t second)
{
    if (b->count == b->capacity) {
        size_t capacity = b->capacity;
        b->ids = gk_grow(b->ids, b->count, &capacity, sizeof *b->ids);
        b->sequences = gk_grow(b->sequences, b->count, &b->capacity, sizeof *b->sequences);
    }
    b->ids[b->count] = ids;
    b->sequences[b->count++] = (gk_train_sequence){ids.ids, ids.count, second};
}

void gk_batch_add(gk_batch *b, const gk_reader *reader, const char *prompt, const char *text)
{
    const gk_config *c = reader->config;
    const char *text_before = gk_prompt_find(c->prompts, c->prompt_count, prompt);
    gk_ids ids = {0}, none = {0};
    const gk_windower windower = {reader->tokenizer, text_before ? text_before : "", &none,
                                  reader->limit, false};
    gk_windows_make(&windower, text, strlen(text), &ids);
    push(b, ids, ids.count);
}

void gk_batch_add_pair(gk_batch *b, const gk_reader *reader, const char *query, const char *passage)
{
    gk_ids ids = {0};
    const size_t second = gk_pair_make(reader->tokenizer, reader->limit, query, strlen(query),
                                       passage, strlen(passage), &ids);
    push(b, ids, second && reader->config->types > 1 ? second : ids.count);
}
