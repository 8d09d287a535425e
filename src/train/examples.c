/* SPDX-License-Identifier: Apache-2.0 */
#include "train/examples.h"

#include "model/windows.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts, each once ----------------------------------------------------------------------- */

/* Open addressing; slots hold a text's number + 1. */
typedef struct gk_text_table {
    uint32_t *slots;
    size_t size; /* a power of two */
} gk_text_table;

enum { LOOK = 256 /* lines between two looks at whether to go on */ };

/* Going on from h. */
static uint64_t hash_on(uint64_t h, const char *s) { return gk_hash(h, s, strlen(s)); }

static uint64_t hash_of(const char *s)
{
    const uint64_t h = hash_on(GK_HASH_START, s);
    return h ^ (h >> 32);
}

static uint32_t *slot_of(const gk_examples *e, const char *text)
{
    const gk_text_table *t = e->table;
    size_t i = hash_of(text) & (t->size - 1);
    while (t->slots[i] && strcmp(e->texts[t->slots[i] - 1], text) != 0) i = (i + 1) & (t->size - 1);
    return &t->slots[i];
}

static void grow_table(gk_examples *e)
{
    gk_text_table *t = e->table;
    gk_free(t->slots);
    t->size = t->size ? 2 * t->size : 1024;
    t->slots = gk_alloc_array(t->size, sizeof *t->slots);
    for (size_t i = 0; i < e->text_count; i++) *slot_of(e, e->texts[i]) = (uint32_t)i + 1;
}

static uint32_t number_of(gk_examples *e, const char *text)
{
    if (2 * e->text_count >= e->table->size) grow_table(e);
    uint32_t *slot = slot_of(e, text);
    if (!*slot) {
        e->texts = gk_grow((void *)e->texts, e->text_count, &e->text_capacity, sizeof *e->texts);
        e->texts[e->text_count++] = gk_arena_strdup(e->arena, text);
        *slot = (uint32_t)e->text_count;
    }
    return *slot - 1;
}

gk_examples *gk_examples_new(void)
{
    gk_examples *e = gk_alloc(sizeof *e);
    e->arena = gk_arena_new();
    e->table = gk_alloc(sizeof *e->table);
    grow_table(e);
    return e;
}

void gk_examples_free(gk_examples *e)
{
    if (!e) return;
    gk_free(e->table->slots);
    gk_free(e->table);
    gk_free((void *)e->texts);
    gk_free((void *)e->sources);
    gk_free(e->examples);
    gk_arena_free(e->arena);
    gk_free(e);
}

/* ---- files ---------------------------------------------------------------------------------- */

typedef struct place {
    const char *path;
    size_t line;
    bool negatives; /* an example must have some */
    gk_error *err;
} place;

static gk_status wrong(const place *at, const char *what)
{
    return gk_fail(at->err, GK_INPUT, "%s: line %zu: %s", at->path, at->line, what);
}

static gk_status text_field(const place *at, const json_t *line, const char *field,
                            const char **out)
{
    *out = json_string_value(json_object_get(line, field));
    if (*out && **out) return GK_OK;
    return gk_fail(at->err, GK_INPUT, "%s: line %zu: \"%s\" is missing, empty or no string",
                   at->path, at->line, field);
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

static gk_status read_line(gk_examples *e, const place *at, const json_t *line)
{
    const char *query, *positive;
    const json_t *negatives = json_object_get(line, "negatives");
    gk_status status = text_field(at, line, "query", &query);
    if (status == GK_OK) status = text_field(at, line, "positive", &positive);
    if (status != GK_OK) return status;
    if (negatives && !json_is_array(negatives)) return wrong(at, "\"negatives\" is no array");
    const size_t count = json_array_size(negatives);
    if (at->negatives && count == 0)
        return wrong(at, "\"negatives\" is missing or empty: a reranker learns from them");
    gk_example x = {number_of(e, query), number_of(e, positive),
                    gk_arena_array(e->arena, count, sizeof(uint32_t)), 0, source_of(e, line)};
    e->digest = hash_on(hash_on(e->digest, query), positive);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_array_get(negatives, i));
        if (!text) return wrong(at, "\"negatives\" holds something that is no string");
        const uint32_t number = number_of(e, text);
        if (number == x.positive) return wrong(at, "the positive stands among the negatives");
        x.negatives[x.negative_count++] = number;
        e->digest = hash_on(e->digest, text);
    }
    e->examples = gk_grow(e->examples, e->count, &e->capacity, sizeof *e->examples);
    e->examples[e->count++] = x;
    return GK_OK;
}

static gk_status read_lines(gk_examples *e, const char *path, bool negatives, const gk_watch *watch,
                            FILE *file, gk_error *err)
{
    char *line = NULL;
    size_t size = 0;
    place at = {path, 0, negatives, err};
    gk_status status = GK_OK;
    for (ssize_t length; status == GK_OK && (length = getline(&line, &size, file)) >= 0;) {
        const gk_work work = {"reading examples", at.line++, 0, -1};
        if (at.line % LOOK == 0 && watch && watch->on_work && !watch->on_work(watch->ctx, &work))
            status = gk_fail(err, GK_STOPPED, "stopped");
        if (status != GK_OK) break;
        if (line[strspn(line, " \t\r\n")] == '\0') continue;
        json_error_t error;
        json_t *json = json_loadb(line, (size_t)length, JSON_REJECT_DUPLICATES, &error);
        if (json_is_object(json))
            status = read_line(e, &at, json);
        else
            status = wrong(&at, json ? "no JSON object" : error.text);
        json_decref(json);
    }
    if (status == GK_OK && ferror(file))
        status = gk_fail(err, GK_IO, "%s: %s", path, strerror(errno));
    free(line);
    return status;
}

gk_status gk_examples_read(gk_examples *e, const char *path, bool negatives, const gk_watch *watch,
                           gk_error *err)
{
    const size_t before = e->count;
    FILE *file = fopen(path, "re");
    if (!file) return gk_fail(err, GK_INPUT, "%s: %s", path, strerror(errno));
    gk_status status = read_lines(e, path, negatives, watch, file, err);
    fclose(file);
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
    const char *text_before = gk_config_prompt(reader->config, prompt);
    gk_ids ids = {0}, none = {0};
    const gk_windower windower = {reader->tokenizer, text_before ? text_before : "", &none,
                                  reader->limit, false};
    gk_windows_make(&windower, text, strlen(text), &ids);
    push(b, ids, ids.count);
}

static void append(gk_ids *to, const int32_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to->ids = gk_grow(to->ids, to->count, &to->capacity, sizeof *to->ids);
        to->ids[to->count++] = ids[i];
    }
}

void gk_batch_add_pair(gk_batch *b, const gk_reader *reader, const char *query, const char *passage)
{
    const gk_tokenizer *t = reader->tokenizer;
    const bool typed = strcmp(gk_tokenizer_kind(t), "WordPiece") == 0;
    const int32_t opening = gk_tokenizer_opening(t), closing = gk_tokenizer_closing(t);
    const size_t marks = typed ? 3 : 4, room = reader->limit > marks ? reader->limit - marks : 0;
    gk_ids q = {0}, p = {0}, ids = {0};
    gk_tokenizer_encode(t, query, strlen(query), room, &q);
    gk_tokenizer_encode(t, passage, strlen(passage), room, &p);
    while (q.count + p.count > room) {
        if (q.count > p.count)
            q.count--;
        else
            p.count--;
    }
    append(&ids, &opening, 1);
    append(&ids, q.ids, q.count);
    append(&ids, &closing, 1);
    const size_t second = ids.count;
    if (!typed) append(&ids, &closing, 1);
    append(&ids, p.ids, p.count);
    append(&ids, &closing, 1);
    gk_free(q.ids);
    gk_free(p.ids);
    push(b, ids, typed && reader->config->types > 1 ? second : ids.count);
}
