/* SPDX-License-Identifier: Apache-2.0
 *
 * Every excerpt is added to a library of its own, in a folder that goes when it was asked, so that
 * a question finds nothing but its own table and paragraphs.
 */
#include "eval/tatqa.h"
#include "eval/measured.h"
#include "text/json.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct evaluation {
    const gk_eval_tatqa_options *options;
    gk_tatqa_set *set;
    gk_overrulings *overrulings;
    gk_measured *measured;
    uint32_t *clusters; /* the excerpt of each */
    const gk_tatqa_question **questions;
    size_t count, total, overruled;
    json_t *results;
    char *folder;
} evaluation;

/* ---- a library for an excerpt ---------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *at)
{
    (void)about, (void)kind, (void)at;
    return remove(path);
}

static void remove_folder(const char *path) { nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

static gk_status make_folder(evaluation *e, gk_error *err)
{
    const char *temporary = getenv("TMPDIR");
    e->folder = gk_format("%s/goshawk-tatqa-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (mkdtemp(e->folder)) return GK_OK;
    gk_status status = gk_fail(err, GK_IO, "%s: %s", e->folder, strerror(errno));
    gk_free(e->folder);
    e->folder = NULL;
    return status;
}

static gk_status fill(const evaluation *e, const char *path, const char *page,
                      const gk_tatqa_excerpt *excerpt, gk_library **out, gk_error *err)
{
    const char *model = e->options->lexical_only ? "none" : e->options->model;
    gk_status status = gk_file_write(page, excerpt->html, strlen(excerpt->html), err);
    if (status == GK_OK) status = gk_library_create(path, model, err);
    if (status == GK_OK) status = gk_library_open(path, GK_WRITE, out, err);
    if (status != GK_OK) return status;
    const char *paths[] = {page};
    gk_add_options add = {.threads = 1};
    gk_add_report report;
    status = gk_add(*out, paths, 1, &add, &report, err);
    if (status == GK_OK && report.added != 1)
        status = gk_fail(err, GK_LIBRARY, "an excerpt could not be added to a library");
    return status;
}

/* ---- asking --------------------------------------------------------------------------------- */

static void judge(evaluation *e, const gk_tatqa_question *q, const gk_answer *answer,
                  gk_measured *m, json_t *unsupported)
{
    gk_string why = {0};
    char *expected = gk_tatqa_expected(q);
    gk_verdict_of judged = GK_DECLINED;
    if (answer->answered) {
        const char *scale, *note = "";
        char *span = gk_tatqa_span(answer->answer, &scale);
        gk_tatqa_score(q, span, scale, &m->exact, &m->f1);
        bool right = gk_judge(q->question, expected, answer->answer, &why) || m->exact >= 1;
        judged = right ? GK_RIGHT : GK_WRONG;
        gk_free(span);
        m->verdict = judged;
        m->overruled = gk_overruled(e->overrulings, q->id, answer->answer, &m->verdict, &note) &&
                       m->verdict != judged;
        e->overruled += m->overruled;
    } else {
        m->verdict = judged;
        gk_string_add(&why, "declined");
    }
    json_array_append_new(
        e->results, json_pack("{ss ss ss ss ss so so ss ss so sf sf sO sf}", "id", q->id,
                              "question", q->question, "answer_type", q->type, "answer_from",
                              q->from, "derivation", q->derivation, "expected",
                              gk_json_text(expected), "answer", gk_json_text(answer->answer),
                              "status", answer->answered ? "answered" : "declined", "judgement",
                              gk_verdict_names[m->verdict], "reason",
                              gk_json_text(why.data ? why.data : ""), "exact", m->exact, "f1",
                              m->f1, "unsupported", unsupported, "milliseconds", m->milliseconds));
    gk_string_free(&why);
    gk_free(expected);
}

static gk_status ask(evaluation *e, gk_library *library, const gk_tatqa_question *q, size_t excerpt,
                     gk_error *err)
{
    gk_search_options search = {.lexical_only = e->options->lexical_only, .unremembered = true};
    gk_measured *m = &e->measured[e->count];
    gk_answer *answer;
    gk_support support = {0};
    double start = gk_seconds();
    gk_status status = gk_ask(library, q->question, &search, &answer, err);
    if (status != GK_OK) return status;
    m->milliseconds = 1000 * (gk_seconds() - start);
    status = gk_eval_support(library, answer, &support, err);
    if (status == GK_OK) {
        m->numbers = support.numbers;
        m->unsupported = json_array_size(support.unsupported);
        e->questions[e->count] = q;
        e->clusters[e->count++] = (uint32_t)excerpt;
        judge(e, q, answer, m, support.unsupported);
    }
    json_decref(support.unsupported);
    gk_answer_free(answer);
    const gk_eval_tatqa_options *o = e->options;
    if (status == GK_OK && o->on_progress && !o->on_progress(o->ctx, e->count, e->total))
        status = gk_fail(err, GK_STOPPED, "stopped");
    return status;
}

static gk_status ask_excerpt(evaluation *e, size_t i, gk_error *err)
{
    const gk_tatqa_excerpt *excerpt = &e->set->excerpts[i];
    gk_library *library = NULL;
    char *path = gk_path_join(e->folder, "excerpt.lib");
    char *page = gk_path_join(e->folder, "excerpt.html");
    gk_status status = fill(e, path, page, excerpt, &library, err);
    for (size_t k = 0; k < excerpt->question_count && status == GK_OK; k++)
        status = ask(e, library, &excerpt->questions[k], i, err);
    gk_library_close(library);
    remove_folder(path);
    gk_free(page);
    gk_free(path);
    return status;
}

/* ---- the report ----------------------------------------------------------------------------- */

static const char *type_of(const void *ctx, size_t i)
{
    return ((const evaluation *)ctx)->questions[i]->type;
}

static const char *from_of(const void *ctx, size_t i)
{
    return ((const evaluation *)ctx)->questions[i]->from;
}

static json_t *report(const evaluation *e, const char *path, size_t first, size_t last)
{
    json_t *object = gk_eval_count(e->measured, e->clusters, NULL, e->count, true);
    json_t *by = json_pack("{so so}", "answer_type",
                           gk_eval_count_by(e->measured, e->clusters, e->count, true, type_of, e),
                           "answer_from",
                           gk_eval_count_by(e->measured, e->clusters, e->count, true, from_of, e));
    char now[21];
    gk_time_iso(now);
    json_t *rest = json_pack("{so ss sI sI sI so so sO}", "set", gk_json_text(path), "measured",
                             now, "first_excerpt", (json_int_t)first + 1, "last_excerpt",
                             (json_int_t)last, "overruled", (json_int_t)e->overruled, "by", by,
                             "milliseconds", gk_eval_times(e->measured, e->count), "results",
                             e->results);
    json_object_update(object, rest);
    json_decref(rest);
    return object;
}

static gk_status evaluate(evaluation *e, const char *path, gk_arena *arena, json_t **out,
                          gk_error *err)
{
    size_t first = e->options->from ? e->options->from - 1 : 0;
    size_t last = e->options->to && e->options->to < e->set->count ? e->options->to : e->set->count;
    for (size_t i = first; i < last; i++) e->total += e->set->excerpts[i].question_count;
    if (!e->total)
        return gk_fail(err, GK_INPUT, "%s: has %zu excerpts, none of those asked for", path,
                       e->set->count);
    e->measured = gk_arena_array(arena, e->total, sizeof *e->measured);
    e->clusters = gk_arena_array(arena, e->total, sizeof *e->clusters);
    e->questions = gk_arena_array(arena, e->total, sizeof *e->questions);
    e->results = json_array();
    gk_status status = make_folder(e, err);
    for (size_t i = first; i < last && status == GK_OK; i++) status = ask_excerpt(e, i, err);
    if (e->folder) remove_folder(e->folder);
    if (status == GK_OK) *out = report(e, path, first, last);
    return status;
}

gk_status gk_eval_tatqa(const char *path, const gk_eval_tatqa_options *options, char **json,
                        gk_error *err)
{
    static const gk_eval_tatqa_options none = {0};
    *json = NULL;
    evaluation e = {.options = options ? options : &none};
    gk_arena *arena = gk_arena_new();
    json_t *out = NULL;
    gk_status status = gk_overrulings_read(e.options->overrule, arena, &e.overrulings, err);
    if (status == GK_OK) status = gk_tatqa_read(path, &e.set, err);
    if (status == GK_OK) status = evaluate(&e, path, arena, &out, err);
    if (status == GK_OK) *json = gk_json_print(out);
    json_decref(e.results);
    gk_tatqa_free(e.set);
    gk_free(e.folder);
    gk_arena_free(arena);
    return status;
}
