/* SPDX-License-Identifier: Apache-2.0 */
#include "base/index.h"
#include "corpus/corpus.h"
#include "text/lines.h"

#include <string.h>

/* How many passages are read between two looks at the watch. */
enum { WATCHED = 4096 };

struct gk_corpus_ids {
    gk_index index;
};

static gk_key key_of(const char *text) { return (gk_key){text, strlen(text)}; }

static gk_key id_key(const void *corpus, uint32_t number)
{
    return key_of(((const gk_corpus *)corpus)->passages[number].id);
}

static gk_key text_key(const void *corpus, uint32_t number)
{
    return key_of(((const gk_corpus *)corpus)->passages[number].text);
}

void gk_corpus_free(gk_corpus *corpus)
{
    if (!corpus) return;
    if (corpus->ids) gk_index_free(&corpus->ids->index);
    gk_free(corpus->ids);
    gk_free(corpus->passages);
    gk_arena_free(corpus->arena);
    gk_free(corpus);
}

uint32_t gk_corpus_find(const gk_corpus *corpus, const char *id)
{
    return gk_index_find(&corpus->ids->index, key_of(id));
}

/* ---- reading -------------------------------------------------------------------------------- */

typedef struct reading {
    gk_corpus *corpus;
    gk_lines *lines;
    size_t capacity;
    const gk_watch *watch;
    double start;
} reading;

/* Passages of a document follow each other: their names are one string. */
static const char *keep_doc(gk_corpus *corpus, const char *doc)
{
    if (corpus->count) {
        const char *last = corpus->passages[corpus->count - 1].doc;
        if (strcmp(last, doc) == 0) return last;
    }
    return gk_arena_strdup(corpus->arena, doc);
}

static void fill(gk_corpus *corpus, gk_corpus_passage *passage, const char *id, const char *doc,
                 const char *text)
{
    size_t doc_length = strlen(doc), length = strlen(text);
    char *titled = gk_arena_alloc(corpus->arena, doc_length + 1 + length + 1);
    for (size_t i = 0; i < doc_length; i++) titled[i] = doc[i];
    for (size_t i = 0; i < doc_length; i++)
        if (titled[i] == '_') titled[i] = ' ';
    titled[doc_length] = '\n';
    memcpy(titled + doc_length + 1, text, length + 1);
    *passage = (gk_corpus_passage){.id = gk_arena_strdup(corpus->arena, id),
                                   .doc = keep_doc(corpus, doc),
                                   .text = titled + doc_length + 1,
                                   .titled = titled};
}

static gk_status add_passage(reading *r, const json_t *object, gk_error *err)
{
    gk_corpus *corpus = r->corpus;
    const char *id, *doc, *text;
    gk_status status = gk_lines_text(r->lines, object, "id", &id, err);
    if (status == GK_OK) status = gk_lines_text(r->lines, object, "doc", &doc, err);
    if (status == GK_OK) status = gk_lines_text(r->lines, object, "text", &text, err);
    if (status != GK_OK) return status;
    if (corpus->count == UINT32_MAX - 1)
        return gk_lines_fail(r->lines, err, "no more than %u passages are taken", UINT32_MAX - 1);
    corpus->passages = gk_grow(corpus->passages, corpus->count, &r->capacity,
                               sizeof *corpus->passages);
    uint32_t number = (uint32_t)corpus->count;
    fill(corpus, &corpus->passages[number], id, doc, text);
    corpus->count++;
    if (gk_index_add(&corpus->ids->index, number) != number)
        return gk_lines_fail(r->lines, err, "the id \"%s\" stands on an earlier line, too", id);
    return GK_OK;
}

static bool goes_on(const reading *r)
{
    if (!r->watch || !r->watch->on_work) return true;
    double share = gk_lines_share(r->lines);
    const gk_work work = {
        .stage = "reading passages",
        .done = r->corpus->count,
        .seconds_left = share > 0 ? (gk_seconds() - r->start) * (1 - share) / share : -1};
    return r->watch->on_work(r->watch->ctx, &work);
}

static gk_status read_passages(reading *r, gk_error *err)
{
    for (;;) {
        const json_t *object;
        gk_status status = gk_lines_next(r->lines, &object, err);
        if (status != GK_OK || !object) return status;
        status = add_passage(r, object, err);
        if (status != GK_OK) return status;
        if (r->corpus->count % WATCHED == 0 && !goes_on(r))
            return gk_fail(err, GK_STOPPED, "stopped while reading passages");
    }
}

static void find_twins(gk_corpus *corpus)
{
    gk_index texts = gk_index_new(corpus->count, text_key, corpus);
    for (uint32_t i = 0; i < corpus->count; i++) corpus->passages[i].twin = gk_index_add(&texts, i);
    gk_index_free(&texts);
}

gk_status gk_corpus_read(const char *path, const gk_watch *watch, gk_corpus **out, gk_error *err)
{
    *out = NULL;
    reading r = {.watch = watch, .start = gk_seconds()};
    gk_status status = gk_lines_open(path, &r.lines, err);
    if (status != GK_OK) return status;
    gk_corpus *corpus = r.corpus = gk_alloc(sizeof *corpus);
    corpus->arena = gk_arena_new();
    corpus->ids = gk_alloc(sizeof *corpus->ids);
    corpus->ids->index = gk_index_new(0, id_key, corpus);
    status = read_passages(&r, err);
    gk_lines_close(r.lines);
    if (status == GK_OK && corpus->count == 0)
        status = gk_fail(err, GK_INPUT, "%s: holds no passage", path);
    if (status == GK_OK) {
        find_twins(corpus);
        *out = corpus;
    } else {
        gk_corpus_free(corpus);
    }
    return status;
}

/* ---- choosing ------------------------------------------------------------------------------- */

void gk_corpus_keep(gk_corpus *corpus, const bool *keep, uint32_t *now)
{
    size_t count = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        now[i] = keep[i] ? (uint32_t)count : UINT32_MAX;
        if (keep[i]) corpus->passages[count++] = corpus->passages[i];
    }
    corpus->count = count;
    gk_index_free(&corpus->ids->index);
    corpus->ids->index = gk_index_new(count, id_key, corpus);
    for (uint32_t i = 0; i < count; i++) gk_index_add(&corpus->ids->index, i);
    find_twins(corpus);
}

/* ---- what no training may touch ------------------------------------------------------------- */

typedef struct excluding {
    gk_corpus *corpus;
    size_t matched, unmatched; /* names and ids of the file at hand */
} excluding;

static gk_key name_key(const void *names, uint32_t number)
{
    return key_of(((char *const *)names)[number]);
}

/* Marks the passages of the documents that a file names. */
static gk_status exclude_documents(excluding *e, const char *path, gk_error *err)
{
    gk_lines *lines;
    gk_status status = gk_lines_open(path, &lines, err);
    if (status != GK_OK) return status;
    gk_arena *arena = gk_arena_new();
    char **names = NULL;
    size_t count = 0, capacity = 0;
    const char *name;
    while ((status = gk_lines_next_text(lines, &name, NULL, err)) == GK_OK && name) {
        names = gk_grow(names, count, &capacity, sizeof *names);
        names[count++] = gk_arena_strdup(arena, name);
    }
    gk_index index = gk_index_new(count, name_key, names);
    bool *matched = gk_arena_array(arena, count + 1, sizeof *matched);
    for (uint32_t i = 0; i < count; i++) gk_index_add(&index, i);
    for (size_t i = 0; i < e->corpus->count && status == GK_OK; i++) {
        uint32_t number = gk_index_find(&index, key_of(e->corpus->passages[i].doc));
        if (number == UINT32_MAX) continue;
        e->corpus->passages[i].excluded = true;
        matched[number] = true;
    }
    for (uint32_t i = 0; i < count; i++) {
        bool found = matched[gk_index_find(&index, name_key(names, i))];
        e->matched += found;
        e->unmatched += !found;
    }
    gk_index_free(&index);
    gk_free(names);
    gk_arena_free(arena);
    gk_lines_close(lines);
    return status;
}

static void exclude_id(void *ctx, const char *id)
{
    excluding *e = ctx;
    uint32_t number = gk_corpus_find(e->corpus, id);
    if (number == UINT32_MAX) {
        e->unmatched++;
    } else {
        e->corpus->passages[number].excluded = true;
        e->matched++;
    }
}

/* Marks the passages that a file of queries names. */
static gk_status exclude_answers(excluding *e, const char *path, gk_error *err)
{
    gk_lines *lines;
    gk_status status = gk_lines_open(path, &lines, err);
    if (status != GK_OK) return status;
    const json_t *object;
    while ((status = gk_lines_next(lines, &object, err)) == GK_OK && object) {
        status = gk_lines_each_text(lines, object, "passage_id", exclude_id, e, err);
        if (status != GK_OK) break;
    }
    gk_lines_close(lines);
    return status;
}

static gk_status exclude_files(gk_corpus *corpus, const gk_exclusion *exclusion,
                               const char *const *files, size_t count,
                               gk_status (*exclude)(excluding *, const char *, gk_error *),
                               gk_excluded *out, gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        excluding e = {.corpus = corpus};
        status = exclude(&e, files[i], err);
        out->unmatched += e.unmatched;
        if (status == GK_OK && e.matched == 0 && exclusion->on_idle)
            exclusion->on_idle(exclusion->ctx, files[i]);
    }
    return status;
}

gk_status gk_corpus_exclude(gk_corpus *corpus, const gk_exclusion *exclusion, gk_excluded *out,
                            gk_error *err)
{
    const gk_exclusion *x = exclusion;
    *out = (gk_excluded){0};
    gk_status status = exclude_files(corpus, x, x->documents, x->document_count, exclude_documents,
                                     out, err);
    if (status == GK_OK)
        status = exclude_files(corpus, x, x->queries, x->query_count, exclude_answers, out, err);
    if (status != GK_OK) return status;
    gk_corpus_passage *passages = corpus->passages;
    for (size_t i = 0; i < corpus->count; i++)
        if (passages[i].excluded) passages[passages[i].twin].excluded = true;
    for (size_t i = 0; i < corpus->count; i++) {
        passages[i].excluded = passages[passages[i].twin].excluded;
        out->passages += passages[i].excluded;
    }
    return GK_OK;
}
