/* SPDX-License-Identifier: Apache-2.0
 *
 * Round trip (Alberti et al. 2019, arXiv 1906.05416; for retrieval Dai et al. 2022, arXiv
 * 2209.11755): a query is kept where a retriever finds its passage by it. What is asked too widely,
 * or about another passage, goes.
 */
#include "synth/synth.h"

#include <string.h>

enum { FIRST = 20, QUERIES_AT_ONCE = 512 };

/* "bm25", "MODEL" or "MODEL+bm25". */
typedef struct finder {
    char *path; /* NULL: no model */
    bool lexical;
} finder;

static finder finder_read(const char *model)
{
    static const char alone[] = "bm25", beside[] = "+bm25";
    if (strcmp(model, alone) == 0) return (finder){.path = NULL, .lexical = true};
    bool both = gk_ends_with(model, beside);
    size_t n = strlen(model) - (both ? strlen(beside) : 0);
    return (finder){.path = gk_strndup(model, n), .lexical = both};
}

gk_status gk_synth_trip_check(const char *model, gk_error *err)
{
    finder f = finder_read(model);
    gk_model *opened = NULL;
    gk_status status = f.path ? gk_model_open(f.path, &opened, err) : GK_OK;
    gk_model_close(opened);
    gk_free(f.path);
    return status;
}

/* All queries, one after the other. */
typedef struct flat {
    const char **texts;
    size_t *places; /* of the sample */
    size_t count;
    bool *found;
} flat;

static flat flatten(const gk_synth_queries *queries, size_t count)
{
    flat f = {0};
    for (size_t i = 0; i < count; i++) f.count += queries[i].count;
    f.texts = gk_alloc_array(f.count + 1, sizeof *f.texts);
    f.places = gk_alloc_array(f.count + 1, sizeof *f.places);
    f.found = gk_alloc_array(f.count + 1, sizeof *f.found);
    size_t at = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < queries[i].count; k++) {
            f.texts[at] = queries[i].items[k].text;
            f.places[at++] = i;
        }
    return f;
}

static void flat_free(flat *f)
{
    gk_free(f->texts);
    gk_free(f->places);
    gk_free(f->found);
}

/* Vectors of passages and queries; both gk_free. */
static gk_status embed(const gk_corpus *corpus, const flat *f, const char *path,
                       const gk_synth_trip *trip, size_t *dimensions, float **passages,
                       float **queries, gk_error *err)
{
    gk_model *model;
    gk_status status = gk_model_open(path, &model, err);
    if (status != GK_OK) return status;
    *dimensions = gk_model_dimensions(model);
    const char **texts = gk_alloc_array(corpus->count + 1, sizeof *texts);
    for (size_t i = 0; i < corpus->count; i++) texts[i] = corpus->passages[i].titled;
    status = gk_corpus_vectors(model, "passage", texts, corpus->count, trip->cache, trip->threads,
                               trip->watch, passages, err);
    if (status == GK_OK)
        status = gk_corpus_vectors(model, "query", f->texts, f->count, trip->cache, trip->threads,
                                   trip->watch, queries, err);
    gk_free(texts);
    gk_model_close(model);
    return status;
}

/* What the queries are looked up in. */
typedef struct ground {
    const gk_corpus *corpus;
    const uint32_t *sample;
    const float *passages, *queries; /* (corpus count, dimensions), (f->count, dimensions); NULL:
                                        no model */
    size_t dimensions;
    const gk_bm25 *bm25; /* NULL: none */
    size_t k;
    int threads;
} ground;

static void search(const ground *g, const flat *f, size_t from, size_t count, gk_found *found,
                   gk_found *dense, gk_found *lexical)
{
    bool both = g->queries && g->bm25;
    if (g->queries)
        gk_nearest(g->passages, g->corpus->count, g->dimensions, g->queries + from * g->dimensions,
                   count, g->k, g->threads, both ? dense : found);
    if (g->bm25)
        gk_bm25_search(g->bm25, f->texts + from, count, g->k, g->threads, both ? lexical : found);
    if (both) gk_fuse(dense, lexical, count, g->k, found);
}

static bool stands_there(const ground *g, size_t first, const gk_found *found, size_t place)
{
    const gk_corpus_passage *all = g->corpus->passages;
    uint32_t twin = all[g->sample[place]].twin;
    for (size_t i = 0; i < first && found[i].passage != UINT32_MAX; i++)
        if (all[found[i].passage].twin == twin) return true;
    return false;
}

static gk_status look_up(const ground *g, size_t first, const gk_watch *watch, flat *f,
                         gk_error *err)
{
    gk_synth_stage stage;
    gk_found *found = gk_alloc_array(QUERIES_AT_ONCE * g->k, sizeof *found);
    gk_found *dense = gk_alloc_array(QUERIES_AT_ONCE * g->k, sizeof *dense);
    gk_found *lexical = gk_alloc_array(QUERIES_AT_ONCE * g->k, sizeof *lexical);
    gk_synth_stage_start(&stage, watch, "finding passages again", f->count);
    for (size_t at = 0; at < f->count && gk_synth_stage_step(&stage, 0);) {
        size_t count = f->count - at < QUERIES_AT_ONCE ? f->count - at : QUERIES_AT_ONCE;
        search(g, f, at, count, found, dense, lexical);
        for (size_t i = 0; i < count; i++)
            f->found[at + i] = stands_there(g, first, found + i * g->k, f->places[at + i]);
        at += count;
        gk_synth_stage_step(&stage, count);
    }
    gk_free(found);
    gk_free(dense);
    gk_free(lexical);
    return gk_synth_stage_end(&stage, err);
}

static size_t drop_lost(const flat *f, gk_synth_queries *queries, size_t count)
{
    size_t at = 0, dropped = 0;
    for (size_t i = 0; i < count; i++) {
        size_t kept = 0;
        for (size_t k = 0; k < queries[i].count; k++) {
            if (f->found[at++])
                queries[i].items[kept++] = queries[i].items[k];
            else
                gk_free(queries[i].items[k].text);
        }
        dropped += queries[i].count - kept;
        queries[i].count = kept;
    }
    return dropped;
}

gk_status gk_synth_round_trip(const gk_corpus *corpus, const uint32_t *sample, size_t count,
                              const gk_synth_trip *trip, gk_synth_queries *queries, size_t *dropped,
                              gk_error *err)
{
    enum { DEPTH = 100 }; /* of each list that is fused */
    size_t first = trip->first ? trip->first : FIRST;
    finder way = finder_read(trip->model);
    flat f = flatten(queries, count);
    float *passages = NULL, *vectors = NULL;
    ground g = {.corpus = corpus,
                .sample = sample,
                .k = first > DEPTH ? first : DEPTH,
                .threads = trip->threads};
    gk_status status = GK_OK;
    if (way.path)
        status = embed(corpus, &f, way.path, trip, &g.dimensions, &passages, &vectors, err);
    gk_bm25 *bm25 = status == GK_OK && way.lexical ? gk_bm25_new(corpus, trip->threads) : NULL;
    g.passages = passages;
    g.queries = vectors;
    g.bm25 = bm25;
    if (status == GK_OK) status = look_up(&g, first, trip->watch, &f, err);
    *dropped = status == GK_OK ? drop_lost(&f, queries, count) : 0;
    gk_bm25_free(bm25);
    gk_free(passages);
    gk_free(vectors);
    gk_free(way.path);
    flat_free(&f);
    return status;
}
