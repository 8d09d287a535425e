/* SPDX-License-Identifier: Apache-2.0
 *
 * Fits the weights of a page's features (search/) on questions whose pages are known. Every fifth
 * company is held back: its questions measure, and teach nothing.
 */
#include "rank/rank.h"
#include "eval/eval.h"
#include "search/json.h"
#include "search/search.h"

#include <string.h>

enum { PASSAGES = 200, HELD_OUT = 5 };
/* Softmax wants scores further apart than 0 to 1: the weights are fitted at this scale, and given
 * at the scale of those that they began from, which answers rely on. */
static const double scale = 12, pull_default = 0.003;

/* The questions of one kind, and which of them are held back. */
typedef struct group {
    const char *name;
    gk_rank_list *teach, *hold;
    size_t teach_count, teach_capacity, hold_count, hold_capacity;
} group;

enum { FIGURE, TEXT, GROUPS };

static bool is_right(const gk_eval_question *q, const gk_looked_page *page)
{
    for (size_t i = 0; i < q->evidence_count; i++)
        if (q->evidence[i].content == page->content && q->evidence[i].page == page->page)
            return true;
    return false;
}

/* Whether the company of a question's document is one of those that are held back. */
static gk_status is_held(gk_library *library, const gk_eval_question *q, bool *held, gk_error *err)
{
    const gk_store_card *cards;
    size_t count;
    gk_status status = gk_store_cards(library->store, &cards, &count, err);
    if (status != GK_OK) return status;
    const gk_store_card *card = gk_store_card_of(cards, count, q->evidence[0].content);
    const char *company = card && card->company[0] ? card->company : q->evidence[0].document;
    *held = gk_hash(GK_HASH_START, company, strlen(company)) % HELD_OUT == 0;
    return GK_OK;
}

static void keep(group *g, bool held, const gk_eval_question *q, const gk_retrieved *r,
                 gk_arena *arena)
{
    gk_rank_list **lists = held ? &g->hold : &g->teach;
    size_t *count = held ? &g->hold_count : &g->teach_count,
           *capacity = held ? &g->hold_capacity : &g->teach_capacity;
    float *features = gk_arena_array(arena, r->looked_count * GK_FEATURES, sizeof *features);
    bool *right = gk_arena_array(arena, r->looked_count, sizeof *right);
    for (size_t i = 0; i < r->looked_count; i++) {
        memcpy(features + i * GK_FEATURES, r->looked[i].features, sizeof r->looked[i].features);
        right[i] = is_right(q, &r->looked[i]);
    }
    *lists = gk_grow(*lists, *count, capacity, sizeof **lists);
    (*lists)[(*count)++] = (gk_rank_list){features, right, r->looked_count};
}

static gk_status look(gk_library *library, const gk_eval_question *q,
                      const gk_eval_options *options, group *groups, gk_arena *arena, gk_error *err)
{
    const gk_search_options search = {.lexical_only = options->lexical_only, .filter = q->filter};
    gk_question *question;
    gk_retrieved r;
    bool held = false;
    gk_status status = is_held(library, q, &held, err);
    if (status != GK_OK) return status;
    gk_question_read(q->question, q->filter.as_of, &question);
    status = gk_retrieve(library, question, &search, PASSAGES, &r, err);
    if (status == GK_OK) {
        keep(&groups[question->kind == GK_ASKS_TEXT ? TEXT : FIGURE], held, q, &r, arena);
        gk_retrieved_free(&r);
    }
    gk_question_free(question);
    return status;
}

static json_t *figures(const gk_rank_list *lists, size_t count, const double *weights)
{
    const gk_rank_figures f = gk_rank_measure(lists, count, GK_FEATURES, weights);
    return json_pack("{sI sf sf sf sf}", "questions", (json_int_t)f.lists, "first", f.first, "five",
                     f.five, "mrr", f.mean_inverse, "loss", f.loss);
}

static json_t *fit(const group *g, const double *from, double pull)
{
    double prior[GK_FEATURES], weights[GK_FEATURES];
    for (size_t i = 0; i < GK_FEATURES; i++) prior[i] = from[i] * scale;
    gk_rank_fit(g->teach, g->teach_count, GK_FEATURES, prior, pull, weights);
    json_t *report = json_pack("{sI so so so so}", "taught", (json_int_t)g->teach_count,
                               "taught_before", figures(g->teach, g->teach_count, prior),
                               "taught_after", figures(g->teach, g->teach_count, weights),
                               "held_before", figures(g->hold, g->hold_count, prior), "held_after",
                               figures(g->hold, g->hold_count, weights));
    json_t *named = json_object();
    for (int i = 0; i < GK_FEATURES; i++)
        json_object_set_new(named, gk_feature_name((gk_feature)i), json_real(weights[i] / scale));
    json_object_set_new(report, "weights", named);
    return report;
}

/* Whether any question has its page among others. */
static bool teaches(const group *groups)
{
    for (int g = 0; g < GROUPS; g++)
        for (size_t i = 0; i < groups[g].teach_count; i++)
            for (size_t k = 0; k < groups[g].teach[i].count; k++)
                if (groups[g].teach[i].right[k]) return true;
    return false;
}

/* What the library's file has (search/weights_file.c). */
static gk_status keep_weights(gk_library *library, const json_t *report, gk_error *err)
{
    json_t *weights = json_pack(
        "{sO sO}", "figure", json_object_get(json_object_get(report, "figure"), "weights"), "text",
        json_object_get(json_object_get(report, "text"), "weights"));
    char *text = gk_json_print(weights), *path = gk_page_weights_path(library);
    gk_status status = gk_file_write(path, text, strlen(text), err);
    gk_free(path);
    gk_free(text);
    json_decref(weights);
    return status;
}

gk_status gk_rank_tune(gk_library *library, const char *set_path, const gk_rank_options *options,
                       char **json, gk_error *err)
{
    *json = NULL;
    const gk_eval_options *eval = &options->eval;
    const double pull = options->pull > 0 ? options->pull : pull_default;
    gk_eval_set *set;
    gk_status status = gk_eval_set_read(library, set_path, &set, err);
    if (status != GK_OK) return status;
    gk_arena *arena = gk_arena_new();
    group groups[GROUPS] = {{.name = "figure"}, {.name = "text"}};
    for (size_t i = 0; i < set->count && status == GK_OK; i++) {
        status = look(library, &set->questions[i], eval, groups, arena, err);
        if (status == GK_OK && eval->on_progress &&
            !eval->on_progress(eval->ctx, i + 1, set->count))
            status = gk_fail(err, GK_STOPPED, "stopped");
    }
    json_t *report = json_pack("{sI}", "questions", (json_int_t)set->count);
    for (int g = 0; g < GROUPS && status == GK_OK; g++)
        json_object_set_new(
            report, groups[g].name,
            fit(&groups[g],
                g == FIGURE ? gk_page_weights_default()->figure : gk_page_weights_default()->text,
                pull));
    const bool taught = teaches(groups);
    for (int g = 0; g < GROUPS; g++) {
        gk_free(groups[g].teach);
        gk_free(groups[g].hold);
    }
    gk_arena_free(arena);
    gk_eval_set_free(set);
    if (status == GK_OK && options->keep && !taught)
        status = gk_fail(err, GK_INPUT,
                         "%s: no question of it teaches anything: its documents are "
                         "not in the library, or their pages are not found",
                         set_path);
    if (status == GK_OK && options->keep) status = keep_weights(library, report, err);
    if (status == GK_OK)
        *json = gk_json_print(report);
    else
        json_decref(report);
    return status;
}
