/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/ranking.h"

#include <math.h>
#include <string.h>

static const char LEXICAL[] = "bm25", FUSED[] = "+bm25";

gk_ranker gk_ranker_of(const char *name)
{
    gk_ranker r = {.name = name};
    if (strcmp(name, LEXICAL) == 0) {
        r.lexical = true;
    } else if (gk_ends_with(name, FUSED)) {
        r.lexical = true;
        r.model = gk_strndup(name, strlen(name) - strlen(FUSED));
    } else {
        r.model = gk_strdup(name);
    }
    return r;
}

void gk_ranker_free(gk_ranker *ranker) { gk_free(ranker->model); }

/* The first ranker with the model of ranker i. */
static size_t first_with_model(const gk_ranker *rankers, size_t i)
{
    size_t first = 0;
    while (!rankers[first].model || strcmp(rankers[first].model, rankers[i].model) != 0) first++;
    return first;
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

gk_status gk_rankers_check(const gk_ranker *rankers, size_t ranker_count, size_t dimensions,
                           gk_error *err)
{
    for (size_t i = 0; i < ranker_count; i++) {
        if (!rankers[i].model || first_with_model(rankers, i) != i) continue;
        gk_model *model;
        gk_status status = open_model(rankers[i].model, dimensions, &model, err);
        if (status != GK_OK) return status;
        gk_model_close(model);
    }
    return GK_OK;
}

/* ---- finding -------------------------------------------------------------------------------- */

typedef struct ranking {
    const gk_corpus *corpus;
    const gk_corpus_queries *queries;
    const char **texts; /* (corpus->count) as models read them */
    const char **asked; /* (queries->count) */
    size_t depth;
    const gk_eval_embedding_options *options;
    gk_found *lexical; /* (queries->count, depth); NULL: not needed, or not yet */
    gk_found *fused;   /* room for one such list */
} ranking;

static gk_status watch(const ranking *r, const char *stage, gk_error *err)
{
    const gk_watch *watch = &r->options->watch;
    const gk_work work = {.stage = stage, .seconds_left = -1};
    if (!watch->on_work || watch->on_work(watch->ctx, &work)) return GK_OK;
    return gk_fail(err, GK_STOPPED, "stopped");
}

static gk_found *new_lists(const ranking *r)
{
    return gk_alloc_array(r->queries->count, r->depth * sizeof(gk_found));
}

static gk_status find_lexically(ranking *r, gk_error *err)
{
    gk_status status = watch(r, "indexing passages", err);
    if (status != GK_OK) return status;
    gk_bm25 *bm25 = gk_bm25_new(r->corpus, r->options->threads);
    status = watch(r, "searching by words", err);
    if (status == GK_OK) {
        r->lexical = new_lists(r);
        gk_bm25_search(bm25, r->asked, r->queries->count, r->depth, r->options->threads,
                       r->lexical);
    }
    gk_bm25_free(bm25);
    return status;
}

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

static gk_status find_with(const ranking *r, const gk_model *model, gk_found *found, gk_error *err)
{
    const gk_eval_embedding_options *o = r->options;
    size_t all = gk_model_dimensions(model), dimensions = o->dimensions ? o->dimensions : all;
    float *passages = NULL, *queries = NULL;
    gk_status status = gk_corpus_vectors(model, "query", r->asked, r->queries->count, o->cache,
                                         o->threads, &o->watch, &queries, err);
    if (status == GK_OK)
        status = gk_corpus_vectors(model, "passage", r->texts, r->corpus->count, o->cache,
                                   o->threads, &o->watch, &passages, err);
    if (status == GK_OK) status = watch(r, "searching by vectors", err);
    if (status == GK_OK) {
        shorten(queries, r->queries->count, all, dimensions);
        shorten(passages, r->corpus->count, all, dimensions);
        gk_nearest(passages, r->corpus->count, dimensions, queries, r->queries->count, r->depth,
                   o->threads, found);
    }
    gk_free(queries);
    gk_free(passages);
    return status;
}

/* ---- ranks ---------------------------------------------------------------------------------- */

static void fill_ranks(const ranking *r, const gk_found *found, uint32_t *ranks)
{
    for (size_t q = 0; q < r->queries->count; q++) {
        const gk_found *list = found + q * r->depth;
        ranks[q] = 0;
        for (size_t i = 0; i < r->depth && list[i].passage != UINT32_MAX && !ranks[q]; i++)
            if (gk_corpus_answers(r->corpus, &r->queries->queries[q], list[i].passage))
                ranks[q] = (uint32_t)i + 1;
    }
}

/* Ranks by a model, for every ranker that names it. */
static gk_status rank_by_model(const ranking *r, const gk_ranker *rankers, size_t ranker_count,
                               size_t first, uint32_t *ranks, gk_error *err)
{
    gk_model *model;
    gk_status status = gk_model_open(rankers[first].model, &model, err);
    if (status != GK_OK) return status;
    gk_found *found = new_lists(r);
    status = find_with(r, model, found, err);
    gk_model_close(model);
    for (size_t i = first; i < ranker_count && status == GK_OK; i++) {
        if (!rankers[i].model || first_with_model(rankers, i) != first) continue;
        if (rankers[i].lexical) gk_fuse(found, r->lexical, r->queries->count, r->depth, r->fused);
        fill_ranks(r, rankers[i].lexical ? r->fused : found, ranks + i * r->queries->count);
    }
    gk_free(found);
    return status;
}

static gk_status rank_all(ranking *r, const gk_ranker *rankers, size_t ranker_count,
                          uint32_t *ranks, gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < ranker_count && status == GK_OK; i++)
        if (rankers[i].lexical && !r->lexical) status = find_lexically(r, err);
    for (size_t i = 0; i < ranker_count && status == GK_OK; i++) {
        if (!rankers[i].model)
            fill_ranks(r, r->lexical, ranks + i * r->queries->count);
        else if (first_with_model(rankers, i) == i)
            status = rank_by_model(r, rankers, ranker_count, i, ranks, err);
    }
    return status;
}

gk_status gk_rank(const gk_ranker *rankers, size_t ranker_count, const gk_corpus *corpus,
                  const gk_corpus_queries *queries, size_t depth,
                  const gk_eval_embedding_options *options, uint32_t **ranks, gk_error *err)
{
    ranking r = {.corpus = corpus, .queries = queries, .depth = depth, .options = options};
    r.texts = gk_alloc_array(corpus->count, sizeof *r.texts);
    r.asked = gk_alloc_array(queries->count, sizeof *r.asked);
    r.fused = new_lists(&r);
    for (size_t i = 0; i < corpus->count; i++) r.texts[i] = corpus->passages[i].titled;
    for (size_t i = 0; i < queries->count; i++) r.asked[i] = queries->queries[i].query;
    *ranks = gk_alloc_array(ranker_count, queries->count * sizeof **ranks);
    gk_status status = rank_all(&r, rankers, ranker_count, *ranks, err);
    gk_free(r.lexical);
    gk_free(r.fused);
    gk_free(r.texts);
    gk_free(r.asked);
    if (status != GK_OK) {
        gk_free(*ranks);
        *ranks = NULL;
    }
    return status;
}
