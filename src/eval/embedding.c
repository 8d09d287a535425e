/* SPDX-License-Identifier: Apache-2.0
 *
 * Measuring embedding models: queries against passages, both from files.
 */
#include "corpus/corpus.h"
#include "eval/measure.h"
#include "text/json.h"

#include <string.h>

/* What the figures are broken down by. */
static const char *style_of(const gk_corpus_query *q) { return *q->style ? q->style : "none"; }
static const char *source_of(const gk_corpus_query *q) { return *q->source ? q->source : "none"; }

static const char *language_of(const gk_corpus_query *q)
{
    for (size_t i = 0, n = strlen(q->query); i < n;)
        if (gk_is_han(gk_utf8_next(q->query, n, &i))) return "zh";
    return "en";
}

static const struct division {
    const char *name;
    const char *(*of)(const gk_corpus_query *query);
} divisions[] = {{"style", style_of}, {"source", source_of}, {"language", language_of}};
enum { DIVISIONS = sizeof divisions / sizeof *divisions };

typedef struct evaluation {
    const gk_eval_embedding_options *options;
    gk_corpus *corpus;
    gk_corpus_queries *queries;
    uint32_t *ranks; /* (models, queries), from 1; 0: not among the first GK_MEASURE_DEPTH */
} evaluation;

/* ---- a sample of the passages --------------------------------------------------------------- */

/* Marks what answers a query, by its name or its text; gives how many. */
static size_t mark_answers(const evaluation *e, bool *keep)
{
    const gk_corpus_passage *passages = e->corpus->passages;
    size_t count = 0;
    bool *answers = gk_alloc_array(e->corpus->count, sizeof *answers); /* by twin */
    for (size_t q = 0; q < e->queries->count; q++)
        for (size_t i = 0; i < e->queries->queries[q].passage_count; i++)
            answers[passages[e->queries->queries[q].passages[i]].twin] = true;
    for (size_t i = 0; i < e->corpus->count; i++) count += keep[i] = answers[passages[i].twin];
    gk_free(answers);
    return count;
}

/* Leaves `limit` passages: those that answer, and others drawn at random. Going through them, each
 * is taken with the chance that is left for it (Knuth's Algorithm S), which keeps their order. */
static void sample(evaluation *e)
{
    gk_corpus *corpus = e->corpus;
    size_t limit = e->options->limit;
    if (limit == 0 || limit >= corpus->count) return;
    bool *keep = gk_alloc_array(corpus->count, sizeof *keep);
    uint32_t *now = gk_alloc_array(corpus->count, sizeof *now);
    size_t answering = mark_answers(e, keep);
    size_t wanted = limit > answering ? limit - answering : 0, left = corpus->count - answering;
    gk_random random = gk_random_start(0);
    for (size_t i = 0; i < corpus->count && wanted; i++) {
        if (keep[i]) continue;
        if (gk_random_below(&random, left--) >= wanted) continue;
        keep[i] = true;
        wanted--;
    }
    gk_corpus_keep(corpus, keep, now);
    for (size_t q = 0; q < e->queries->count; q++)
        for (size_t i = 0; i < e->queries->queries[q].passage_count; i++)
            e->queries->queries[q].passages[i] = now[e->queries->queries[q].passages[i]];
    gk_free(now);
    gk_free(keep);
}

/* ---- ranks ---------------------------------------------------------------------------------- */

static void fill_ranks(void *ctx, size_t model, size_t first, size_t count, const gk_found *found)
{
    const evaluation *e = ctx;
    const gk_corpus_query *queries = e->queries->queries + first;
    uint32_t *ranks = e->ranks + model * e->queries->count + first;
    for (size_t q = 0; q < count; q++) {
        const gk_found *list = found + q * GK_MEASURE_DEPTH;
        for (size_t i = 0; i < GK_MEASURE_DEPTH && list[i].passage != UINT32_MAX && !ranks[q]; i++)
            if (gk_corpus_answers(e->corpus, &queries[q], list[i].passage))
                ranks[q] = (uint32_t)i + 1;
    }
}

static gk_status rank(evaluation *e, gk_error *err)
{
    const gk_eval_embedding_options *o = e->options;
    size_t count = e->queries->count;
    const char **asked = gk_alloc_array(count, sizeof *asked);
    for (size_t i = 0; i < count; i++) asked[i] = e->queries->queries[i].query;
    e->ranks = gk_alloc_array(o->model_count, count * sizeof *e->ranks);
    const gk_finding finding = {.finders = o->models,
                                .finder_count = o->model_count,
                                .corpus = e->corpus,
                                .queries = asked,
                                .query_count = count,
                                .depth = GK_MEASURE_DEPTH,
                                .dimensions = o->dimensions,
                                .cache = o->cache,
                                .threads = o->threads,
                                .watch = &o->watch,
                                .on_found = fill_ranks,
                                .ctx = e};
    gk_status status = gk_find(&finding, err);
    gk_free(asked);
    return status;
}

/* ---- the report ----------------------------------------------------------------------------- */

/* Queries about one passage, or its text, stand or fall together. */
static void fill_measured(const evaluation *e, size_t model, gk_eval_rank *out)
{
    const uint32_t *ranks = e->ranks + model * e->queries->count;
    for (size_t q = 0; q < e->queries->count; q++)
        out[q] = (gk_eval_rank){ranks[q],
                                e->corpus->passages[e->queries->queries[q].passages[0]].twin};
}

/* {"question": {...}, "keywords": {...}}, in the order in which the queries first have them. */
static json_t *by_division(const evaluation *e, const struct division *division,
                           const gk_eval_rank *all)
{
    const gk_corpus_query *queries = e->queries->queries;
    gk_eval_rank *part = gk_alloc_array(e->queries->count, sizeof *part);
    json_t *object = json_object();
    for (size_t q = 0; q < e->queries->count; q++) {
        const char *name = division->of(&queries[q]);
        if (json_object_get(object, name)) continue;
        size_t count = 0;
        for (size_t i = q; i < e->queries->count; i++)
            if (strcmp(division->of(&queries[i]), name) == 0) part[count++] = all[i];
        json_object_set_new(object, name, gk_eval_measure(part, count));
    }
    gk_free(part);
    return object;
}

static json_t *model_to_json(const evaluation *e, size_t model, const gk_eval_rank *first,
                             gk_eval_rank *all)
{
    fill_measured(e, model, all);
    json_t *object = json_pack("{so}", "model", gk_json_text(e->options->models[model]));
    json_t *figures = gk_eval_measure(all, e->queries->count), *by = json_object();
    json_object_del(figures, "queries"); /* stands above, for all of them */
    json_object_update(object, figures);
    json_decref(figures);
    if (model > 0)
        json_object_set_new(object, "difference",
                            gk_eval_measure_difference(all, first, e->queries->count));
    for (size_t i = 0; i < DIVISIONS; i++)
        json_object_set_new(by, divisions[i].name, by_division(e, &divisions[i], all));
    json_object_set_new(object, "by", by);
    return object;
}

static json_t *result_to_json(const evaluation *e, size_t query)
{
    const gk_corpus_query *q = &e->queries->queries[query];
    json_t *passages = json_array(), *ranks = json_array();
    for (size_t i = 0; i < q->passage_count; i++)
        json_array_append_new(passages, gk_json_text(e->corpus->passages[q->passages[i]].id));
    for (size_t m = 0; m < e->options->model_count; m++) {
        uint32_t rank = e->ranks[m * e->queries->count + query];
        json_array_append_new(ranks, rank ? json_integer(rank) : json_null());
    }
    return json_pack("{so so so ss so so}", "query", gk_json_text(q->query), "style",
                     gk_json_text(q->style), "source", gk_json_text(q->source), "language",
                     language_of(q), "passage_id", passages, "ranks", ranks);
}

static char *report(const evaluation *e)
{
    size_t count = e->queries->count;
    gk_eval_rank *first = gk_alloc_array(count, sizeof *first);
    gk_eval_rank *all = gk_alloc_array(count, sizeof *all);
    json_t *models = json_array();
    fill_measured(e, 0, first);
    for (size_t m = 0; m < e->options->model_count; m++)
        json_array_append_new(models, model_to_json(e, m, first, all));
    gk_free(first);
    gk_free(all);
    json_t *object = json_pack("{sI sI sI so}", "queries", (json_int_t)count, "without_passage",
                               (json_int_t)e->queries->without, "passages",
                               (json_int_t)e->corpus->count, "models", models);
    if (e->options->results) {
        json_t *results = json_array();
        for (size_t q = 0; q < count; q++) json_array_append_new(results, result_to_json(e, q));
        json_object_set_new(object, "results", results);
    }
    return gk_json_print(object);
}

/* ---- all together --------------------------------------------------------------------------- */

static gk_status evaluate(evaluation *e, char **json, gk_error *err)
{
    const gk_eval_embedding_options *o = e->options;
    gk_status status = gk_finders_check(o->models, o->model_count, o->dimensions, err);
    if (status == GK_OK) status = gk_corpus_read(o->passages, &o->watch, &e->corpus, err);
    if (status == GK_OK) status = gk_corpus_queries_read(o->queries, e->corpus, &e->queries, err);
    if (status != GK_OK) return status;
    sample(e);
    status = rank(e, err);
    if (status == GK_OK) *json = report(e);
    return status;
}

gk_status gk_eval_embedding(const gk_eval_embedding_options *options, char **json, gk_error *err)
{
    *json = NULL;
    if (options->model_count == 0 || !options->queries || !options->passages)
        return gk_fail(err, GK_INVALID,
                       "measuring an embedding takes a model, a file of queries and one of "
                       "passages");
    evaluation e = {.options = options};
    gk_status status = evaluate(&e, json, err);
    gk_free(e.ranks);
    gk_corpus_queries_free(e.queries);
    gk_corpus_free(e.corpus);
    return status;
}
