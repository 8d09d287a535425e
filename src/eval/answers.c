/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/eval.h"
#include "search/json.h"

enum { CITATIONS_COUNTED = 3 };

static gk_status cites_evidence(gk_library *library, const gk_eval_question *q,
                                const gk_answer *answer, bool *hit, gk_error *err)
{
    *hit = false;
    for (size_t i = 0; answer->answered && i < answer->citation_count && i < CITATIONS_COUNTED;
         i++) {
        gk_arena *arena = gk_arena_new();
        gk_store_content content;
        gk_status status = gk_store_find(library->store, answer->citations[i].document, arena,
                                         &content, err);
        for (size_t k = 0; status == GK_OK && k < q->evidence_count; k++)
            if (q->evidence[k].content == content.id &&
                q->evidence[k].page == answer->citations[i].page)
                *hit = true;
        gk_arena_free(arena);
        if (status != GK_OK) return status;
    }
    return GK_OK;
}

static json_t *result_to_json(const gk_eval_question *q, const gk_answer *answer,
                              const char *judgement, bool hit)
{
    json_t *citations = json_array(), *evidence = json_array();
    for (size_t i = 0; i < answer->citation_count; i++)
        json_array_append_new(citations, json_pack("{so si}", "document",
                                                   gk_json_text(answer->citations[i].document),
                                                   "page", answer->citations[i].page));
    for (size_t i = 0; i < q->evidence_count; i++)
        json_array_append_new(evidence, json_pack("{ss si}", "document", q->evidence[i].document,
                                                  "page", q->evidence[i].page));
    return json_pack("{ss ss ss so ss ss so so sb}", "id", q->id, "question", q->question,
                     "expected", q->answer, "answer", gk_json_text(answer->answer), "status",
                     answer->answered ? "answered" : "declined", "judgement", judgement,
                     "citations", citations, "evidence", evidence, "page_hit", hit);
}

typedef struct totals {
    size_t right, wrong, declined, hits;
} totals;

static gk_status ask_one(gk_library *library, const gk_eval_question *q,
                         const gk_search_options *options, totals *t, json_t *results,
                         gk_error *err)
{
    gk_answer *answer;
    gk_status status = gk_ask(library, q->question, options, &answer, err);
    if (status != GK_OK) return status;
    bool hit, nothing_answers = !q->answer[0];
    status = cites_evidence(library, q, answer, &hit, err);
    if (status == GK_OK) {
        const char *judgement;
        if (!answer->answered && !nothing_answers)
            judgement = "declined", t->declined++;
        else if (!answer->answered || gk_judge(q->question, q->answer, answer->answer))
            judgement = "right", t->right++;
        else
            judgement = "wrong", t->wrong++;
        t->hits += hit;
        json_array_append_new(results, result_to_json(q, answer, judgement, hit));
    }
    gk_answer_free(answer);
    return status;
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
    *json = NULL;
    gk_eval_set *set;
    gk_status status = gk_eval_set_read_named(library, set_path, options ? options->names : NULL,
                                              &set, err);
    if (status == GK_OK) status = check_answers(set_path, set, err);
    if (status != GK_OK) {
        gk_eval_set_free(set);
        return status;
    }
    gk_search_options search = {.lexical_only = options && options->lexical_only,
                                .rerank = options ? options->rerank : NULL};
    totals t = {0};
    json_t *results = json_array();
    for (size_t i = 0; i < set->count && status == GK_OK; i++) {
        search.filter = set->questions[i].filter;
        status = ask_one(library, &set->questions[i], &search, &t, results, err);
        if (status == GK_OK && options && options->on_progress &&
            !options->on_progress(options->ctx, i + 1, set->count))
            status = gk_fail(err, GK_STOPPED, "stopped");
    }
    json_t *report = json_pack("{sI sI sI sI sI sf sO}", "questions", (json_int_t)set->count,
                               "not_in_library", (json_int_t)set->not_in_library, "right",
                               (json_int_t)t.right, "wrong", (json_int_t)t.wrong, "declined",
                               (json_int_t)t.declined, "citation_page_hit",
                               (double)t.hits / (double)set->count, "results", results);
    json_decref(results);
    gk_eval_set_free(set);
    if (status == GK_OK)
        *json = gk_json_print(report);
    else
        json_decref(report);
    return status;
}
