/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/eval.h"
#include "search/json.h"
#include "search/search.h"

enum { PASSAGES = 1000, MRR_DEPTH = 100 };

typedef struct ranks {
    int document, page; /* from 1; 0: not found */
} ranks;

static bool is_evidence(const gk_eval_question *q, int64_t content, int page)
{
    for (size_t i = 0; i < q->evidence_count; i++)
        if (q->evidence[i].content == content && (page == 0 || q->evidence[i].page == page))
            return true;
    return false;
}

/* Documents and pages are each ranked by their best passage and counted once. */
static ranks find_ranks(const gk_eval_question *q, const gk_retrieved *r)
{
    ranks out = {0};
    int documents = 0, pages = 0;
    for (size_t i = 0; i < r->count && (!out.document || !out.page); i++) {
        const gk_found_passage *f = &r->found[i];
        bool new_document = true, new_page = true;
        for (size_t k = 0; k < i && (new_document || new_page); k++) {
            if (r->found[k].content != f->content) continue;
            new_document = false;
            if (r->found[k].page == f->page) new_page = false;
        }
        documents += new_document;
        pages += new_page;
        if (!out.document && new_document && is_evidence(q, f->content, 0))
            out.document = documents;
        if (!out.page && new_page && is_evidence(q, f->content, f->page)) out.page = pages;
    }
    return out;
}

static json_t *rank_or_null(int rank) { return rank ? json_integer(rank) : json_null(); }

typedef struct totals {
    size_t document[3], page[4];
    double mrr;
} totals;

static const int document_depths[3] = {1, 5, 10}, page_depths[4] = {1, 5, 10, 20};

static json_t *shares(const size_t *hits, const int *depths, size_t count, size_t questions)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++) {
        char key[12];
        snprintf(key, sizeof key, "%d", depths[i]);
        json_object_set_new(object, key, json_real((double)hits[i] / (double)questions));
    }
    return object;
}

static void count_ranks(totals *t, ranks r)
{
    for (size_t i = 0; i < 3; i++) t->document[i] += r.document && r.document <= document_depths[i];
    for (size_t i = 0; i < 4; i++) t->page[i] += r.page && r.page <= page_depths[i];
    if (r.page && r.page <= MRR_DEPTH) t->mrr += 1.0 / r.page;
}

/* The whole search, or the one stage that the options name. */
static gk_status retrieve(gk_library *library, const char *text, const gk_eval_options *options,
                          gk_retrieved *out, gk_error *err)
{
    gk_search_options search = {.lexical_only = options && options->lexical_only};
    gk_stage stage;
    gk_question *question;
    gk_question_read(text, &question);
    gk_status status = options && options->stage && gk_stage_of(options->stage, &stage)
                           ? gk_retrieve_stage(library, question, stage, PASSAGES, out, err)
                           : gk_retrieve(library, question, &search, PASSAGES, out, err);
    gk_question_free(question);
    return status;
}

gk_status gk_eval_retrieval(gk_library *library, const char *set_path,
                            const gk_eval_options *options, char **json, gk_error *err)
{
    *json = NULL;
    gk_stage stage;
    if (options && options->stage && !gk_stage_of(options->stage, &stage))
        return gk_fail(err, GK_INVALID, "a stage is lexical, dense or fused, not '%s'",
                       options->stage);
    gk_eval_set *set;
    gk_status status = gk_eval_set_read(library, set_path, &set, err);
    if (status != GK_OK) return status;
    totals t = {0};
    json_t *results = json_array();
    for (size_t i = 0; i < set->count && status == GK_OK; i++) {
        const gk_eval_question *q = &set->questions[i];
        gk_retrieved retrieved;
        status = retrieve(library, q->question, options, &retrieved, err);
        if (status != GK_OK) break;
        ranks r = find_ranks(q, &retrieved);
        gk_retrieved_free(&retrieved);
        count_ranks(&t, r);
        json_array_append_new(results,
                              json_pack("{ss ss so so}", "id", q->id, "question", q->question,
                                        "document_rank", rank_or_null(r.document), "page_rank",
                                        rank_or_null(r.page)));
        if (options && options->on_progress &&
            !options->on_progress(options->ctx, i + 1, set->count))
            status = gk_fail(err, GK_STOPPED, "stopped");
    }
    json_t *report = json_pack("{sI sI so so sf sO}", "questions", (json_int_t)set->count,
                               "not_in_library", (json_int_t)set->not_in_library, "document_hit",
                               shares(t.document, document_depths, 3, set->count), "page_hit",
                               shares(t.page, page_depths, 4, set->count), "mrr",
                               t.mrr / (double)set->count, "results", results);
    json_decref(results);
    gk_eval_set_free(set);
    if (status == GK_OK)
        *json = gk_json_print(report);
    else
        json_decref(report);
    return status;
}
