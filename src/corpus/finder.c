/* SPDX-License-Identifier: Apache-2.0
 *
 * Passages found by what is named: "bm25", a model, or a model + "+bm25". Finders of one model are
 * gone through together, so that it embeds once; queries are looked up some at a time, so that the
 * lists of a hundred thousand queries never stand in memory at once.
 */
#include "corpus/corpus.h"

#include <math.h>
#include <string.h>

enum { AT_ONCE = 512 }; /* queries */
static const char LEXICAL[] = "bm25", FUSED[] = "+bm25";

/* A name, read. */
typedef struct finder {
    char *model;  /* a folder or an address; NULL: BM25 alone */
    bool lexical; /* BM25, alone or beside the model */
} finder;

static finder *read_names(const char *const *names, size_t count)
{
    finder *finders = gk_alloc_array(count, sizeof *finders);
    for (size_t i = 0; i < count; i++) {
        const char *name = names[i];
        bool alone = strcmp(name, LEXICAL) == 0, fused = gk_ends_with(name, FUSED);
        size_t n = strlen(name) - (fused ? strlen(FUSED) : 0);
        finders[i] = (finder){alone ? NULL : gk_strndup(name, n), alone || fused};
    }
    return finders;
}

static void free_finders(finder *finders, size_t count)
{
    for (size_t i = 0; i < count; i++) gk_free(finders[i].model);
    gk_free(finders);
}

static bool same_model(const finder *a, const finder *b)
{
    return a->model && b->model ? strcmp(a->model, b->model) == 0 : a->model == b->model;
}

/* Whether no finder before this one has its model. */
static bool is_first(const finder *finders, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (same_model(&finders[k], &finders[i])) return false;
    return true;
}

static gk_status open_model(const char *name, size_t dimensions, gk_model **model, gk_error *err)
{
    gk_status status = gk_model_open(name, model, err);
    if (status != GK_OK || dimensions <= gk_model_dimensions(*model)) return status;
    status = gk_fail(err, GK_INVALID, "%zu dimensions are more than the %zu of %s", dimensions,
                     gk_model_dimensions(*model), name);
    gk_model_close(*model);
    return status;
}

gk_status gk_finders_check(const char *const *names, size_t count, size_t dimensions, gk_error *err)
{
    finder *finders = read_names(names, count);
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        gk_model *model;
        if (!finders[i].model || !is_first(finders, i)) continue;
        status = open_model(finders[i].model, dimensions, &model, err);
        if (status == GK_OK) gk_model_close(model);
    }
    free_finders(finders, count);
    return status;
}

/* ---- vectors -------------------------------------------------------------------------------- */

/* What one model makes of passages and queries; all NULL: no model. */
typedef struct embedded {
    float *passages, *queries; /* (passages, dimensions), (queries, dimensions) */
    size_t dimensions;
} embedded;

/* Keeps the first few numbers of each vector and makes it of length 1 again, in place. */
static void shorten(float *vectors, size_t count, size_t from, size_t to)
{
    for (size_t i = 0; i < count && to < from; i++) {
        double sum = 0;
        for (size_t k = 0; k < to; k++)
            sum += (double)vectors[i * from + k] * (double)vectors[i * from + k];
        double scale = sum > 0 ? 1 / sqrt(sum) : 0;
        for (size_t k = 0; k < to; k++)
            vectors[i * to + k] = (float)((double)vectors[i * from + k] * scale);
    }
}

static gk_status embed(const gk_finding *f, const char *name, embedded *out, gk_error *err)
{
    gk_model *model;
    gk_status status = open_model(name, f->dimensions, &model, err);
    if (status != GK_OK) return status;
    const char **texts = gk_alloc_array(f->corpus->count, sizeof *texts);
    for (size_t i = 0; i < f->corpus->count; i++) texts[i] = f->corpus->passages[i].titled;
    status = gk_corpus_vectors(model, "query", f->queries, f->query_count, f->cache, f->threads,
                               f->watch, &out->queries, err);
    if (status == GK_OK)
        status = gk_corpus_vectors(model, "passage", texts, f->corpus->count, f->cache, f->threads,
                                   f->watch, &out->passages, err);
    if (status == GK_OK) {
        size_t all = gk_model_dimensions(model);
        out->dimensions = f->dimensions ? f->dimensions : all;
        shorten(out->queries, f->query_count, all, out->dimensions);
        shorten(out->passages, f->corpus->count, all, out->dimensions);
    }
    gk_free(texts);
    gk_model_close(model);
    return status;
}

/* ---- searching ------------------------------------------------------------------------------ */

typedef struct searching {
    const gk_finding *finding;
    const finder *finders;
    const gk_bm25 *bm25;               /* NULL: no finder needs it */
    gk_found *dense, *lexical, *fused; /* (AT_ONCE, depth) */
    double start;
} searching;

static gk_status look_at_watch(const searching *s, const char *stage, size_t done, size_t total,
                               gk_error *err)
{
    const gk_watch *watch = s->finding->watch;
    double seconds = gk_seconds() - s->start, left = -1;
    if (done > 0) left = seconds / (double)done * (double)(total - done);
    const gk_work work = {stage, done, total, left};
    if (!watch || !watch->on_work || watch->on_work(watch->ctx, &work)) return GK_OK;
    return gk_fail(err, GK_STOPPED, "stopped while %s", stage);
}

/* Finds for some queries by the finders with the model of finder `group`. */
static void search(const searching *s, size_t group, const embedded *e, size_t first, size_t count)
{
    const gk_finding *f = s->finding;
    bool lexical = false;
    for (size_t i = group; i < f->finder_count; i++)
        lexical |= same_model(&s->finders[i], &s->finders[group]) && s->finders[i].lexical;
    if (e->queries)
        gk_nearest(e->passages, f->corpus->count, e->dimensions, e->queries + first * e->dimensions,
                   count, f->depth, f->threads, s->dense);
    if (lexical)
        gk_bm25_search(s->bm25, f->queries + first, count, f->depth, f->threads, s->lexical);
    if (lexical && e->queries) gk_fuse(s->dense, s->lexical, count, f->depth, s->fused);
    for (size_t i = group; i < f->finder_count; i++)
        if (same_model(&s->finders[i], &s->finders[group]))
            f->on_found(f->ctx, i, first, count,
                        !s->finders[i].lexical ? s->dense
                        : e->queries           ? s->fused
                                               : s->lexical);
}

static gk_status search_all(searching *s, size_t group, const embedded *e, gk_error *err)
{
    size_t total = s->finding->query_count;
    gk_status status = GK_OK;
    s->start = gk_seconds();
    for (size_t done = 0; status == GK_OK && done < total;) {
        size_t count = total - done < AT_ONCE ? total - done : AT_ONCE;
        status = look_at_watch(s, "searching", done, total, err);
        if (status == GK_OK) search(s, group, e, done, count);
        done += count;
    }
    return status;
}

static gk_status find_all(searching *s, gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < s->finding->finder_count && status == GK_OK; i++) {
        embedded e = {0};
        if (!is_first(s->finders, i)) continue;
        if (s->finders[i].model) status = embed(s->finding, s->finders[i].model, &e, err);
        if (status == GK_OK) status = search_all(s, i, &e, err);
        gk_free(e.passages);
        gk_free(e.queries);
    }
    return status;
}

gk_status gk_find(const gk_finding *finding, gk_error *err)
{
    finder *finders = read_names(finding->finders, finding->finder_count);
    searching s = {.finding = finding, .finders = finders, .start = gk_seconds()};
    gk_bm25 *bm25 = NULL;
    gk_status status = GK_OK;
    bool lexical = false;
    for (size_t i = 0; i < finding->finder_count; i++) lexical |= finders[i].lexical;
    if (lexical) status = look_at_watch(&s, "indexing passages", 0, 0, err);
    if (status == GK_OK) {
        s.bm25 = bm25 = lexical ? gk_bm25_new(finding->corpus, finding->threads) : NULL;
        s.dense = gk_alloc_array(AT_ONCE, finding->depth * sizeof *s.dense);
        s.lexical = gk_alloc_array(AT_ONCE, finding->depth * sizeof *s.lexical);
        s.fused = gk_alloc_array(AT_ONCE, finding->depth * sizeof *s.fused);
        status = find_all(&s, err);
    }
    gk_bm25_free(bm25);
    gk_free(s.dense);
    gk_free(s.lexical);
    gk_free(s.fused);
    free_finders(finders, finding->finder_count);
    return status;
}
