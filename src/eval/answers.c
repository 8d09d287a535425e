/* SPDX-License-Identifier: Apache-2.0
 *
 * Every question is asked once, as a reader would. What the judge says of each answer is listed
 * with its reason; a person's overruling takes its place.
 */
#include "eval/measured.h"
#include "eval/retrieval.h"
#include "search/json.h"

#include <string.h>

enum { CITATIONS_COUNTED = 3 };

typedef struct evaluation {
    gk_library *library;
    const gk_eval_options *options;
    gk_eval_set *set;
    gk_overrulings *overrulings;
    gk_measured *measured; /* (questions) */
    json_t *results;
    size_t overruled;
} evaluation;

/* ---- pages ---------------------------------------------------------------------------------- */

typedef struct place {
    int64_t content;
    int page;
} place;

static bool holds(const place *places, size_t count, place p)
{
    for (size_t i = 0; i < count; i++)
        if (places[i].content == p.content && places[i].page == p.page) return true;
    return false;
}

/* Cited pages against the evidence's, each counted once. */
static gk_status compare_pages(gk_library *library, const gk_eval_question *q,
                               const gk_answer *answer, gk_measured *m, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    place *evidence = gk_arena_array(arena, q->evidence_count + 1, sizeof *evidence);
    place *cited = gk_arena_array(arena, answer->citation_count + 1, sizeof *cited);
    for (size_t i = 0; i < q->evidence_count; i++) {
        place p = {q->evidence[i].content, q->evidence[i].page};
        if (!holds(evidence, m->evidence, p)) evidence[m->evidence++] = p;
    }
    gk_status status = GK_OK;
    for (size_t i = 0; answer->answered && i < answer->citation_count && status == GK_OK; i++) {
        gk_store_content content;
        status = gk_store_find(library->store, answer->citations[i].document, arena, &content, err);
        if (status != GK_OK) break;
        place p = {content.id, answer->citations[i].page};
        bool right = holds(evidence, m->evidence, p);
        m->hit |= right && i < CITATIONS_COUNTED;
        if (holds(cited, m->cited, p)) continue;
        cited[m->cited++] = p;
        m->cited_rightly += right;
    }
    m->evidence_cited = m->cited_rightly;
    gk_arena_free(arena);
    return status;
}

static json_t *pages_to_json(const gk_eval_question *q, const gk_answer *answer, json_t **evidence)
{
    json_t *citations = json_array();
    *evidence = json_array();
    for (size_t i = 0; answer->answered && i < answer->citation_count; i++)
        json_array_append_new(citations, json_pack("{so si}", "document",
                                                   gk_json_text(answer->citations[i].document),
                                                   "page", answer->citations[i].page));
    for (size_t i = 0; i < q->evidence_count; i++)
        json_array_append_new(*evidence, json_pack("{ss si}", "document", q->evidence[i].document,
                                                   "page", q->evidence[i].page));
    return citations;
}

/* ---- one question --------------------------------------------------------------------------- */

static gk_verdict_of judge(const gk_eval_question *q, const gk_answer *answer, gk_string *why)
{
    bool nothing_answers = !q->answer[0];
    if (!answer->answered) {
        gk_string_add(why, nothing_answers ? "nothing in the documents answers" : "declined");
        return nothing_answers ? GK_RIGHT : GK_DECLINED;
    }
    return gk_judge(q->question, q->answer, answer->answer, why) ? GK_RIGHT : GK_WRONG;
}

static json_t *result_to_json(const gk_eval_question *q, const gk_answer *answer,
                              const gk_measured *m, json_t *unsupported)
{
    json_t *evidence, *citations = pages_to_json(q, answer, &evidence);
    json_t *object = json_pack("{ss ss}", "id", q->id, "question", q->question);
    for (size_t k = 0; k < GK_EVAL_KINDS; k++)
        if (q->kinds[k]) json_object_set_new(object, gk_eval_kinds[k], json_string(q->kinds[k]));
    json_t *rest = json_pack("{ss so ss ss so so sb sI sO sf}", "expected", q->answer, "answer",
                             gk_json_text(answer->answer), "status",
                             answer->answered ? "answered" : "declined", "judgement",
                             gk_verdict_names[m->verdict], "citations", citations, "evidence",
                             evidence, "page_hit", m->hit, "numbers", (json_int_t)m->numbers,
                             "unsupported", unsupported, "milliseconds", m->milliseconds);
    json_object_update(object, rest);
    json_decref(rest);
    return object;
}

static void judge_one(evaluation *e, const gk_eval_question *q, const gk_answer *answer,
                      gk_measured *m, json_t *unsupported)
{
    gk_string why = {0};
    const char *note = "";
    gk_verdict_of judged = judge(q, answer, &why);
    m->verdict = judged;
    m->overruled = gk_overruled(e->overrulings, q->id, answer->answer, &m->verdict, &note) &&
                   m->verdict != judged;
    e->overruled += m->overruled;
    json_t *result = result_to_json(q, answer, m, unsupported);
    json_object_set_new(result, "reason", gk_json_text(why.data ? why.data : ""));
    if (m->overruled) {
        json_object_set_new(result, "overruled", json_string(gk_verdict_names[judged]));
        json_object_set_new(result, "note", gk_json_text(note));
    }
    json_array_append_new(e->results, result);
    gk_string_free(&why);
}

static gk_status ask_one(evaluation *e, const gk_eval_question *q, const gk_search_options *options,
                         gk_measured *m, gk_error *err)
{
    gk_answer *answer;
    double start = gk_seconds();
    gk_status status = gk_ask(e->library, q->question, options, &answer, err);
    if (status != GK_OK) return status;
    m->milliseconds = 1000 * (gk_seconds() - start);
    gk_support support = {0};
    status = compare_pages(e->library, q, answer, m, err);
    if (status == GK_OK) status = gk_eval_support(e->library, answer, &support, err);
    if (status == GK_OK) {
        m->numbers = support.numbers;
        m->unsupported = json_array_size(support.unsupported);
        judge_one(e, q, answer, m, support.unsupported);
    }
    json_decref(support.unsupported);
    gk_answer_free(answer);
    return status;
}

static gk_status ask_all(evaluation *e, gk_error *err)
{
    const gk_eval_options *o = e->options;
    gk_search_options search = {
        .lexical_only = o->lexical_only, .rerank = o->rerank, .unremembered = true};
    gk_status status = GK_OK;
    for (size_t i = 0; i < e->set->count && status == GK_OK; i++) {
        search.filter = e->set->questions[i].filter;
        status = ask_one(e, &e->set->questions[i], &search, &e->measured[i], err);
        if (status == GK_OK && o->on_progress && !o->on_progress(o->ctx, i + 1, e->set->count))
            status = gk_fail(err, GK_STOPPED, "stopped");
    }
    return status;
}

/* ---- the report ----------------------------------------------------------------------------- */

typedef struct kind {
    const gk_eval_set *set;
    size_t kind;
} kind;

static const char *kind_of(const void *ctx, size_t i)
{
    const kind *k = ctx;
    return k->set->questions[i].kinds[k->kind];
}

static const char *language_of(const void *ctx, size_t i)
{
    const char *q = ((const kind *)ctx)->set->questions[i].question;
    for (size_t n = strlen(q), at = 0; at < n;)
        if (gk_is_han(gk_utf8_next(q, n, &at))) return "zh";
    return "en";
}

static json_t *divide(const evaluation *e, const uint32_t *clusters)
{
    json_t *by = json_object();
    for (size_t k = 0; k < GK_EVAL_KINDS; k++) {
        bool any = false;
        for (size_t i = 0; i < e->set->count; i++) any |= e->set->questions[i].kinds[k] != NULL;
        if (any)
            json_object_set_new(by, gk_eval_kinds[k],
                                gk_eval_count_by(e->measured, clusters, e->set->count, false,
                                                 kind_of, &(kind){e->set, k}));
    }
    json_object_set_new(by, "language",
                        gk_eval_count_by(e->measured, clusters, e->set->count, false, language_of,
                                         &(kind){e->set, 0}));
    return by;
}

static json_t *report(const evaluation *e, const char *set_path)
{
    uint32_t *clusters = gk_eval_clusters(e->set);
    json_t *object = gk_eval_count(e->measured, clusters, NULL, e->set->count, false);
    size_t stale, unknown;
    gk_overrulings_unused(e->overrulings, &stale, &unknown);
    char *processor = gk_eval_processor(), now[21];
    gk_time_iso(now);
    json_t *rest = json_pack(
        "{so so ss so sI sI sI sI so so sO}", "set", gk_json_text(set_path), "library",
        gk_json_text(gk_store_path(e->library->store)), "measured", now, "processor",
        gk_json_text(processor), "not_in_library", (json_int_t)e->set->not_in_library, "overruled",
        (json_int_t)e->overruled, "overrulings_stale", (json_int_t)stale, "overrulings_unknown",
        (json_int_t)unknown, "by", divide(e, clusters), "milliseconds",
        gk_eval_times(e->measured, e->set->count), "results", e->results);
    json_object_set(object, "citation_page_hit",
                    json_object_get(json_object_get(object, "share"), "page_hit"));
    json_object_update(object, rest);
    json_decref(rest);
    gk_free(processor);
    gk_free(clusters);
    return object;
}

/* Retrieval is measured without them. */
static gk_status check_answers(const char *path, const gk_eval_set *set, gk_error *err)
{
    for (size_t i = 0; i < set->count; i++)
        if (!set->questions[i].answer)
            return gk_fail(err, GK_INPUT, "%s line %zu: field \"answer\" must be a text", path,
                           set->questions[i].line);
    return GK_OK;
}

gk_status gk_eval_answers(gk_library *library, const char *set_path, const gk_eval_options *options,
                          char **json, gk_error *err)
{
    static const gk_eval_options none = {0};
    *json = NULL;
    evaluation e = {.library = library, .options = options ? options : &none};
    gk_arena *arena = gk_arena_new();
    gk_status status = gk_overrulings_read(e.options->overrule, arena, &e.overrulings, err);
    if (status == GK_OK)
        status = gk_eval_set_read_named(library, set_path, e.options->names, &e.set, err);
    if (status == GK_OK) status = check_answers(set_path, e.set, err);
    if (status == GK_OK) {
        e.measured = gk_arena_array(arena, e.set->count, sizeof *e.measured);
        e.results = json_array();
        status = ask_all(&e, err);
    }
    if (status == GK_OK) *json = gk_json_print(report(&e, set_path));
    json_decref(e.results);
    gk_eval_set_free(e.set);
    gk_arena_free(arena);
    return status;
}
