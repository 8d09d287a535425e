/* SPDX-License-Identifier: Apache-2.0
 *
 * Every configuration asks every question twice: as a reader would, for ten hits, to take its time,
 * and for as many as figures need. The first is done before the second, so that nothing of the
 * answer lies ready.
 */
#include "eval/retrieval.h"

#include "text/json.h"

#include <stdlib.h>
#include <string.h>

enum {
    PASSAGES = 1000, /* for the ranks */
    HITS = 10,       /* what a reader asks for: this is timed */
    TIMED = 200,     /* of so many questions, spread over the set */
    FAILURE_DEPTH = 5
};

/* What became of one question. */
typedef struct outcome {
    gk_eval_reason reason;
    int64_t content; /* of the page found first; 0: nothing was found */
    int page;
} outcome;

/* What one configuration found. */
typedef struct measured {
    gk_eval_configuration configuration;
    char *skipped;                /* why it was not measured; NULL: it was */
    gk_eval_standings *standings; /* (questions, levels) */
    outcome *outcomes;            /* (questions) */
    double *milliseconds;         /* sorted */
    size_t timed;
} measured;

typedef struct evaluation {
    gk_library *library;
    const gk_eval_options *options;
    gk_eval_set *set;
    gk_library_info info;
    const gk_store_card *cards;
    size_t card_count;
    uint32_t *clusters; /* (questions) */
    size_t depth;
    measured *measured;
    size_t count, done;
} evaluation;

/* ---- asking --------------------------------------------------------------------------------- */

static gk_status time_one(evaluation *e, measured *m, const gk_eval_question *q, gk_error *err)
{
    gk_retrieved found;
    double start = gk_seconds();
    gk_status status = gk_eval_find(e->library, q, &m->configuration, HITS, &found, err);
    if (status != GK_OK) return status;
    m->milliseconds[m->timed++] = 1000 * (gk_seconds() - start);
    gk_retrieved_free(&found);
    return GK_OK;
}

/* The questions that are timed are spread over the set. */
static bool is_timed(const evaluation *e, size_t i)
{
    size_t count = e->set->count;
    if (count <= TIMED) return true;
    return i * TIMED / count != (i + 1) * TIMED / count;
}

static gk_status ask_one(evaluation *e, measured *m, size_t i, gk_error *err)
{
    const gk_eval_question *q = &e->set->questions[i];
    gk_retrieved found;
    gk_status status = is_timed(e, i) ? time_one(e, m, q, err) : GK_OK;
    if (status == GK_OK)
        status = gk_eval_find(e->library, q, &m->configuration, PASSAGES, &found, err);
    if (status != GK_OK) return status;
    status = gk_eval_stand(e->library, q, &found, m->standings[i], err);
    /* Anew each time: other processes may write meanwhile. */
    if (status == GK_OK) status = gk_store_cards(e->library->store, &e->cards, &e->card_count, err);
    if (status == GK_OK) {
        m->outcomes[i].reason = gk_eval_why(q, &found, m->standings[i][GK_EVAL_PAGE].first,
                                            e->depth, e->cards, e->card_count);
        if (found.count) {
            m->outcomes[i].content = found.found[0].content;
            m->outcomes[i].page = found.found[0].page;
        }
    }
    gk_retrieved_free(&found);
    return status;
}

static gk_status report_progress(evaluation *e, gk_error *err)
{
    const gk_eval_options *o = e->options;
    e->done++;
    if (!o->on_progress || o->on_progress(o->ctx, e->done, e->count * e->set->count)) return GK_OK;
    return gk_fail(err, GK_STOPPED, "stopped");
}

static int upwards(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The first search loads a model and opens files: it is not timed. */
static gk_status warm_up(evaluation *e, const measured *m, gk_error *err)
{
    gk_retrieved found;
    gk_status status = gk_eval_find(e->library, &e->set->questions[0], &m->configuration, HITS,
                                    &found, err);
    if (status == GK_OK) gk_retrieved_free(&found);
    return status;
}

static gk_status ask_all(evaluation *e, measured *m, gk_error *err)
{
    size_t count = e->set->count;
    m->standings = gk_alloc_array(count, sizeof *m->standings);
    m->outcomes = gk_alloc_array(count, sizeof *m->outcomes);
    m->milliseconds = gk_alloc_array(count, sizeof *m->milliseconds);
    for (size_t i = 0; i < count; i++) {
        gk_status status = ask_one(e, m, i, err);
        if (status == GK_OK) status = report_progress(e, err);
        if (status != GK_OK) return status;
    }
    qsort(m->milliseconds, m->timed, sizeof *m->milliseconds, upwards);
    return GK_OK;
}

/* One among several that cannot be measured is passed over; one alone fails. */
static gk_status measure(evaluation *e, measured *m, gk_error *err)
{
    gk_error why = {0};
    bool may_skip = e->count > 1;
    if (may_skip && gk_eval_configuration_embeds(&m->configuration) && !e->info.vectors) {
        m->skipped = gk_strdup("no vectors");
        e->done += e->set->count;
        return GK_OK;
    }
    gk_status status = warm_up(e, m, &why);
    if (status == GK_MODEL && may_skip) {
        m->skipped = gk_strdup(why.message);
        e->done += e->set->count;
        return GK_OK;
    }
    if (status != GK_OK) return gk_fail(err, status, "%s", why.message);
    return ask_all(e, m, err);
}

/* ---- the report ----------------------------------------------------------------------------- */

/* The smallest of the sorted times that so large a share does not exceed. */
static double percentile(const measured *m, double share)
{
    size_t i = (size_t)(share * (double)m->timed);
    return m->milliseconds[i < m->timed ? i : m->timed - 1];
}

static json_t *times_to_json(const measured *m)
{
    json_t *all = json_array();
    for (size_t i = 0; i < m->timed; i++) json_array_append_new(all, json_real(m->milliseconds[i]));
    return json_pack("{sI sf sf so}", "queries", (json_int_t)m->timed, "p50", percentile(m, 0.5),
                     "p99", percentile(m, 0.99), "all", all);
}

static json_t *reasons_to_json(const evaluation *e, const measured *m)
{
    size_t counts[GK_EVAL_REASONS] = {0};
    for (size_t i = 0; i < e->set->count; i++) counts[m->outcomes[i].reason]++;
    json_t *object = json_object();
    for (size_t r = GK_EVAL_FOUND + 1; r < GK_EVAL_REASONS; r++)
        json_object_set_new(object, gk_eval_reasons[r], json_integer((json_int_t)counts[r]));
    return object;
}

static const char *language_of(const gk_eval_question *q)
{
    for (size_t i = 0, n = strlen(q->question); i < n;)
        if (gk_is_han(gk_utf8_next(q->question, n, &i))) return "zh";
    return "en";
}

/* What a question is told apart by: kind GK_EVAL_KINDS is its language. */
static const char *kind_of(const gk_eval_question *q, size_t kind)
{
    if (kind == GK_EVAL_KINDS) return language_of(q);
    return q->kinds[kind] ? q->kinds[kind] : "none";
}

static json_t *by_kind(const evaluation *e, const measured *m, size_t kind)
{
    size_t count = e->set->count;
    const gk_eval_question *questions = e->set->questions;
    bool *chosen = gk_alloc_array(count, sizeof *chosen);
    json_t *object = json_object();
    for (size_t q = 0; q < count; q++) {
        const char *name = kind_of(&questions[q], kind);
        if (json_object_get(object, name)) continue;
        for (size_t i = 0; i < count; i++)
            chosen[i] = strcmp(kind_of(&questions[i], kind), name) == 0;
        json_object_set_new(object, name,
                            gk_eval_figures(m->standings, e->clusters, chosen, count));
    }
    gk_free(chosen);
    return object;
}

static bool has_kind(const evaluation *e, size_t kind)
{
    bool has = kind == GK_EVAL_KINDS;
    for (size_t i = 0; i < e->set->count && !has; i++)
        has = e->set->questions[i].kinds[kind] != NULL;
    return has;
}

static json_t *kinds_to_json(const evaluation *e, const measured *m)
{
    json_t *object = json_object();
    for (size_t kind = 0; kind <= GK_EVAL_KINDS; kind++)
        if (has_kind(e, kind))
            json_object_set_new(object, kind < GK_EVAL_KINDS ? gk_eval_kinds[kind] : "language",
                                by_kind(e, m, kind));
    return object;
}

/* What the others are compared with: the whole, else the first that was measured. */
static const measured *reference(const evaluation *e)
{
    const measured *first = NULL;
    for (size_t i = 0; i < e->count; i++) {
        const measured *m = &e->measured[i];
        if (m->skipped) continue;
        if (strcmp(m->configuration.name, "whole") == 0) return m;
        if (!first) first = m;
    }
    return first;
}

static json_t *measured_to_json(const evaluation *e, const measured *m, const measured *against)
{
    json_t *object = json_pack("{ss}", "name", m->configuration.name);
    if (m->skipped) {
        json_object_set_new(object, "skipped", gk_json_text(m->skipped));
        return object;
    }
    json_t *figures = gk_eval_figures(m->standings, e->clusters, NULL, e->set->count);
    json_object_update(object, figures);
    json_decref(figures);
    if (m != against) {
        json_t *difference = gk_eval_figures_difference(m->standings, against->standings,
                                                        e->clusters, e->set->count);
        json_object_set_new(difference, "against", json_string(against->configuration.name));
        json_object_set_new(object, "difference", difference);
    }
    json_object_set_new(object, "by", kinds_to_json(e, m));
    json_object_set_new(object, "failures", reasons_to_json(e, m));
    json_object_set_new(object, "milliseconds", times_to_json(m));
    return object;
}

static json_t *rank_or_null(uint32_t rank) { return rank ? json_integer(rank) : json_null(); }

static const char *name_of(const evaluation *e, int64_t content)
{
    const gk_store_card *card = gk_store_card_of(e->cards, e->card_count, content);
    return card ? card->document : NULL;
}

/* {"page", "document", "passage", "reason", "first"} */
static json_t *found_to_json(const evaluation *e, const measured *m, size_t i)
{
    if (m->skipped) return json_null();
    const outcome *o = &m->outcomes[i];
    json_t *object = json_object();
    for (int level = 0; level < GK_EVAL_LEVELS; level++)
        if (m->standings[i][level].count)
            json_object_set_new(object, gk_eval_levels[level],
                                rank_or_null(m->standings[i][level].first));
    json_object_set_new(object, "reason",
                        o->reason == GK_EVAL_FOUND ? json_null()
                                                   : json_string(gk_eval_reasons[o->reason]));
    json_object_set_new(object, "first",
                        o->content
                            ? json_pack("{so si}", "document", gk_json_text(name_of(e, o->content)),
                                        "page", o->page)
                            : json_null());
    return object;
}

static json_t *result_to_json(const evaluation *e, size_t i)
{
    const gk_eval_question *q = &e->set->questions[i];
    json_t *evidence = json_array(), *found = json_array();
    for (size_t k = 0; k < q->evidence_count; k++)
        json_array_append_new(evidence, json_pack("{ss si}", "document", q->evidence[k].document,
                                                  "page", q->evidence[k].page));
    for (size_t k = 0; k < e->count; k++)
        json_array_append_new(found, found_to_json(e, &e->measured[k], i));
    json_t *object = json_pack("{ss ss}", "id", q->id, "question", q->question);
    for (size_t k = 0; k < GK_EVAL_KINDS; k++)
        if (q->kinds[k]) json_object_set_new(object, gk_eval_kinds[k], json_string(q->kinds[k]));
    json_object_set_new(object, "evidence", evidence);
    json_object_set_new(object, "found", found);
    return object;
}

static json_t *report(const evaluation *e, const char *set_path)
{
    json_t *configurations = json_array(), *results = json_array();
    const measured *against = reference(e);
    for (size_t i = 0; i < e->count; i++)
        json_array_append_new(configurations, measured_to_json(e, &e->measured[i], against));
    for (size_t i = 0; i < e->set->count; i++) json_array_append_new(results, result_to_json(e, i));
    char *processor = gk_eval_processor(), now[21];
    gk_time_iso(now);
    json_t *object = json_pack(
        "{so so ss so si sI sI sI sI sI sI sI so so}", "set", gk_json_text(set_path), "library",
        gk_json_text(gk_store_path(e->library->store)), "measured", now, "processor",
        gk_json_text(processor), "processors", gk_processors(), "documents",
        (json_int_t)e->info.documents, "pages", (json_int_t)e->info.pages, "passages",
        (json_int_t)e->info.passages, "vectors", (json_int_t)e->info.vectors, "questions",
        (json_int_t)e->set->count, "not_in_library", (json_int_t)e->set->not_in_library, "depth",
        (json_int_t)e->depth, "configurations", configurations, "results", results);
    if (e->options->rerank)
        json_object_set_new(object, "reranker", gk_json_text(e->options->rerank));
    gk_free(processor);
    return object;
}

/* ---- all together --------------------------------------------------------------------------- */

static gk_status choose(evaluation *e, const char *const *names, size_t count, gk_error *err)
{
    e->measured = gk_alloc_array(count, sizeof *e->measured);
    e->count = count;
    for (size_t i = 0; i < count; i++) {
        gk_status status = gk_eval_configuration_of(names[i], &e->measured[i].configuration, err);
        if (status != GK_OK) return status;
        e->measured[i].configuration.search.lexical_only |= e->options->lexical_only;
        e->measured[i].configuration.search.rerank = e->options->rerank;
        for (size_t k = 0; k < i; k++)
            if (strcmp(names[k], names[i]) == 0)
                return gk_fail(err, GK_INVALID, "'%s' is named twice", names[i]);
    }
    return GK_OK;
}

static gk_status evaluate(evaluation *e, const char *set_path, json_t **out, gk_error *err)
{
    const gk_eval_options *o = e->options;
    gk_status status = gk_eval_set_read_named(e->library, set_path, o->names, &e->set, err);
    if (status == GK_OK) status = gk_library_info_get(e->library, &e->info, err);
    if (status != GK_OK) return status;
    e->clusters = gk_eval_clusters(e->set);
    for (size_t i = 0; i < e->count && status == GK_OK; i++)
        status = measure(e, &e->measured[i], err);
    if (status == GK_OK) status = gk_store_cards(e->library->store, &e->cards, &e->card_count, err);
    if (status == GK_OK) *out = report(e, set_path);
    return status;
}

static void free_measured(evaluation *e)
{
    for (size_t i = 0; i < e->count; i++) {
        measured *m = &e->measured[i];
        for (size_t q = 0; m->standings && e->set && q < e->set->count; q++)
            gk_eval_standing_free(m->standings[q]);
        gk_free(m->standings);
        gk_free(m->outcomes);
        gk_free(m->milliseconds);
        gk_free(m->skipped);
    }
    gk_free(e->measured);
}

gk_status gk_eval_retrieval(gk_library *library, const char *set_path,
                            const gk_eval_options *options, char **json, gk_error *err)
{
    static const gk_eval_options none = {0};
    static const char *const whole[] = {"whole"};
    *json = NULL;
    evaluation e = {.library = library, .options = options ? options : &none};
    const gk_eval_options *o = e.options;
    e.depth = o->depth ? o->depth : FAILURE_DEPTH;
    gk_arena *arena = gk_arena_new();
    const char *const *names = o->configuration_count ? o->configurations : whole;
    size_t count = o->configuration_count ? o->configuration_count : 1;
    if (o->ablation) names = gk_eval_ablation(arena, &count);
    json_t *out = NULL;
    gk_status status = choose(&e, names, count, err);
    if (status == GK_OK) status = evaluate(&e, set_path, &out, err);
    if (status == GK_OK) *json = gk_json_print(out);
    free_measured(&e);
    gk_free(e.clusters);
    gk_eval_set_free(e.set);
    gk_arena_free(arena);
    return status;
}
