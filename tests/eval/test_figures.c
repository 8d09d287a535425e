/* SPDX-License-Identifier: Apache-2.0
 *
 * Standings made by hand, and the figures that follow from them by hand.
 */
#include "eval/measure.h"
#include "eval/retrieval.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { QUESTIONS = 4 };

/* Ranks of each question's pieces of evidence; a document each. */
static uint32_t pages[QUESTIONS][3] = {{1, 3, 0}, {6, 0, 0}, {0, 0, 0}, {15, 0, 0}};
static uint32_t documents[QUESTIONS][1] = {{1}, {2}, {0}, {5}};
static const size_t page_counts[QUESTIONS] = {3, 1, 2, 1};
static const uint32_t clusters[QUESTIONS] = {0, 1, 2, 3};

static void fill(gk_eval_standings standings[QUESTIONS])
{
    memset(standings, 0, QUESTIONS * sizeof *standings);
    for (size_t i = 0; i < QUESTIONS; i++) {
        standings[i][GK_EVAL_PAGE] = (gk_eval_standing){pages[i], page_counts[i], pages[i][0]};
        standings[i][GK_EVAL_DOCUMENT] = (gk_eval_standing){documents[i], 1, documents[i][0]};
    }
}

static void expect(const json_t *levels, const char *level, const char *name, const char *depth,
                   double expected)
{
    const json_t *value = json_object_get(json_object_get(levels, level), name);
    if (depth) value = json_object_get(value, depth);
    if (!json_is_real(value)) fail_msg("%s %s %s is missing", level, name, depth ? depth : "");
    if (fabs(json_real_value(value) - expected) > 1e-9)
        fail_msg("%s %s %s is %.9f, not %.9f", level, name, depth ? depth : "",
                 json_real_value(value), expected);
}

static void figures_follow_from_the_ranks(void **state)
{
    (void)state;
    gk_eval_standings standings[QUESTIONS];
    fill(standings);
    json_t *f = gk_eval_figures(standings, clusters, NULL, QUESTIONS);
    /* One piece found is a hit. */
    expect(f, "page", "hit", "1", 0.25);
    expect(f, "page", "hit", "5", 0.25);
    expect(f, "page", "hit", "10", 0.5);
    expect(f, "page", "hit", "20", 0.75);
    /* Recall is the share of the pieces: 1/3 and then 2/3 of the first question's. */
    expect(f, "page", "recall", "1", 1.0 / 3 / 4);
    expect(f, "page", "recall", "5", 2.0 / 3 / 4);
    expect(f, "page", "recall", "10", (2.0 / 3 + 1) / 4);
    expect(f, "page", "recall", "20", (2.0 / 3 + 2) / 4);
    expect(f, "page", "mrr", NULL, (1 + 1.0 / 6 + 1.0 / 15) / 4);
    /* (1 + 1/2) / (1 + 1/log2(3) + 1/2), 1/log2(7), and two that are not among the first ten. */
    expect(f, "page", "ndcg", NULL, (1.5 / (1.5 + 1 / log2(3)) + 1 / log2(7)) / 4);
    expect(f, "document", "hit", "1", 0.25);
    expect(f, "document", "hit", "5", 0.75);
    assert_null(json_object_get(f, "passage")); /* no question names one */
    json_decref(f);
}

static void some_questions_are_measured_alone(void **state)
{
    (void)state;
    gk_eval_standings standings[QUESTIONS];
    fill(standings);
    static const bool chosen[QUESTIONS] = {true, false, true, false};
    json_t *f = gk_eval_figures(standings, clusters, chosen, QUESTIONS);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(f, "page"), "questions")),
                     2);
    expect(f, "page", "hit", "1", 0.5);
    expect(f, "page", "mrr", NULL, 0.5);
    json_decref(f);
}

static void an_interval_holds_its_figure_and_is_never_empty(void **state)
{
    (void)state;
    gk_eval_standings standings[QUESTIONS];
    fill(standings);
    json_t *f = gk_eval_figures(standings, clusters, NULL, QUESTIONS);
    const json_t *hit = json_object_get(
        json_object_get(json_object_get(json_object_get(f, "page"), "interval"), "hit"), "10");
    double low = json_real_value(json_array_get(hit, 0));
    double high = json_real_value(json_array_get(hit, 1));
    if (!(low >= 0 && low < 0.5 && high > 0.5 && high <= 1)) fail_msg("%f to %f", low, high);
    json_decref(f);
    static const bool missed[QUESTIONS] = {false, false, true, false};
    f = gk_eval_figures(standings, clusters, missed, QUESTIONS);
    hit = json_object_get(
        json_object_get(json_object_get(json_object_get(f, "page"), "interval"), "hit"), "10");
    high = json_real_value(json_array_get(hit, 1));
    if (!(high > 0.79 && high < 0.80)) fail_msg("0 of 1 goes up to %f", high); /* Wilson */
    json_decref(f);
}

static void a_difference_is_question_by_question(void **state)
{
    (void)state;
    gk_eval_standings standings[QUESTIONS], before[QUESTIONS];
    fill(standings);
    fill(before);
    static uint32_t better[] = {2};
    before[2][GK_EVAL_DOCUMENT] = (gk_eval_standing){better, 1, 2};
    json_t *f = gk_eval_figures_difference(standings, before, clusters, QUESTIONS);
    expect(f, "document", "hit", "1", 0);
    expect(f, "document", "hit", "5", -0.25);
    expect(f, "document", "mrr", NULL, -0.125);
    expect(f, "page", "mrr", NULL, 0);
    json_decref(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_follow_from_the_ranks),
        cmocka_unit_test(some_questions_are_measured_alone),
        cmocka_unit_test(an_interval_holds_its_figure_and_is_never_empty),
        cmocka_unit_test(a_difference_is_question_by_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
