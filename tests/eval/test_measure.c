/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static double number_at(const json_t *object, const char *a, const char *b)
{
    const json_t *value = json_object_get(object, a);
    if (b) value = json_object_get(value, b);
    if (!json_is_real(value)) fail_msg("%s %s is no number", a, b ? b : "");
    return json_real_value(value);
}

static void expect_number(const json_t *object, const char *a, const char *b, double expected)
{
    double got = number_at(object, a, b);
    if (!(got > expected - 1e-9 && got < expected + 1e-9))
        fail_msg("%s %s is %.9f, not %.9f", a, b ? b : "", got, expected);
}

/* The two ends of recall@1's interval. */
static void ends_of(const json_t *figures, double *low, double *high)
{
    const json_t *recall = json_object_get(json_object_get(figures, "interval"), "recall");
    const json_t *ends = json_object_get(recall, "1");
    assert_int_equal(json_array_size(ends), 2);
    *low = json_real_value(json_array_get(ends, 0));
    *high = json_real_value(json_array_get(ends, 1));
}

static void figures_are_shares_of_the_queries(void **state)
{
    (void)state;
    static const gk_eval_rank ranks[] = {{1, 0},  {2, 1},   {5, 2}, {6, 3}, {10, 4},
                                         {11, 5}, {100, 6}, {0, 7}, {1, 8}, {0, 9}};
    json_t *figures = gk_eval_measure(ranks, 10);
    assert_int_equal(json_integer_value(json_object_get(figures, "queries")), 10);
    expect_number(figures, "recall", "1", 0.2);
    expect_number(figures, "recall", "5", 0.4);
    expect_number(figures, "recall", "10", 0.6);
    expect_number(figures, "mrr", NULL, (1 + 0.5 + 0.2 + 1.0 / 6 + 0.1 + 1.0 / 11 + 0.01 + 1) / 10);
    json_decref(figures);
}

enum { MANY = 400 };

/* Every third is first; so many queries make a cluster. */
static json_t *many(uint32_t cluster_size)
{
    gk_eval_rank ranks[MANY];
    for (uint32_t i = 0; i < MANY; i++)
        ranks[i] = (gk_eval_rank){i / cluster_size % 3 == 0 ? 1 : 0, i / cluster_size};
    return gk_eval_measure(ranks, MANY);
}

static void an_interval_is_as_wide_as_the_binomials(void **state)
{
    (void)state;
    json_t *figures = many(1);
    double low, high, share = number_at(figures, "recall", "1");
    ends_of(figures, &low, &high);
    /* 1.96 · sqrt(p (1 - p) / n) = 0.046 on each side */
    if (!(share - low > 0.040 && share - low < 0.052 && high - share > 0.040 &&
          high - share < 0.052))
        fail_msg("%f: %f to %f", share, low, high);
    json_decref(figures);
}

static void queries_of_one_passage_count_as_one(void **state)
{
    (void)state;
    json_t *alone = many(1), *four = many(4);
    double low, high, wide_low, wide_high;
    ends_of(alone, &low, &high);
    ends_of(four, &wide_low, &wide_high);
    double ratio = (wide_high - wide_low) / (high - low);
    if (!(ratio > 1.7 && ratio < 2.3)) fail_msg("the interval is %f times as wide, not 2", ratio);
    json_decref(alone);
    json_decref(four);
}

static void the_same_ranks_give_the_same_figures(void **state)
{
    (void)state;
    json_t *first = many(2), *again = many(2);
    assert_true(json_equal(first, again));
    json_decref(first);
    json_decref(again);
}

static void one_query_has_an_interval_too(void **state)
{
    (void)state;
    static const gk_eval_rank one[] = {{3, 0}};
    json_t *figures = gk_eval_measure(one, 1);
    double low, high;
    ends_of(figures, &low, &high);
    assert_true(low == 0 && high == 0); /* one query says nothing of others */
    expect_number(figures, "mrr", NULL, 1.0 / 3);
    json_decref(figures);
}

static void a_difference_is_that_of_the_same_queries(void **state)
{
    (void)state;
    gk_eval_rank before[MANY], after[MANY];
    for (uint32_t i = 0; i < MANY; i++) {
        before[i] = (gk_eval_rank){i % 2 ? 1 : 3, i};
        after[i] = (gk_eval_rank){i % 2 || i % 10 == 0 ? 1 : 3, i};
    }
    json_t *difference = gk_eval_measure_difference(after, before, MANY);
    double low, high;
    expect_number(difference, "recall", "1", 0.1);
    expect_number(difference, "recall", "5", 0);
    expect_number(difference, "mrr", NULL, 0.1 * 2 / 3);
    ends_of(difference, &low, &high);
    /* sqrt(0.1 · 0.9 / 400) · 1.96 = 0.029: what both have in common does not widen it */
    if (!(low > 0.06 && low < 0.08 && high > 0.12 && high < 0.14)) fail_msg("%f, %f", low, high);
    json_decref(difference);
    difference = gk_eval_measure_difference(after, after, MANY);
    ends_of(difference, &low, &high);
    assert_true(low == 0 && high == 0);
    json_decref(difference);
}

/* Two of three, by hand: whatever is drawn, a mean lies between the least and the most. */
static void columns_have_means_of_their_own(void **state)
{
    (void)state;
    static const double values[] = {1, 0.5, 0, 0.25, 1, 0};
    static const uint32_t clusters[] = {7, 7, 9};
    gk_eval_mean means[2];
    assert_int_equal(gk_eval_means(values, clusters, 3, 2, means), 2);
    assert_true(means[0].value > 0.6666 && means[0].value < 0.6667);
    assert_true(means[1].value == 0.25);
    /* The clusters' means are 1/2 and 1: nothing else is drawn but these and what lies between. */
    assert_true(means[0].low == 0.5 && means[0].high == 1);
    assert_true(means[1].low == 0 && means[1].high == 0.375);
}

/* Wilson's interval for 0 of 10: 3.8415 / (10 + 3.8415). */
static void what_was_never_missed_may_be_missed_yet(void **state)
{
    (void)state;
    gk_eval_mean none = {0}, all = {1, 1, 1}, some = {0.5, 0.2, 0.8};
    gk_eval_widen(&none, 10);
    gk_eval_widen(&all, 10);
    gk_eval_widen(&some, 10);
    assert_true(none.low == 0 && none.high > 0.2775 && none.high < 0.2776);
    assert_true(all.high == 1 && all.low > 0.7224 && all.low < 0.7225);
    assert_true(some.low == 0.2 && some.high == 0.8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_shares_of_the_queries),
        cmocka_unit_test(an_interval_is_as_wide_as_the_binomials),
        cmocka_unit_test(queries_of_one_passage_count_as_one),
        cmocka_unit_test(the_same_ranks_give_the_same_figures),
        cmocka_unit_test(one_query_has_an_interval_too),
        cmocka_unit_test(a_difference_is_that_of_the_same_queries),
        cmocka_unit_test(columns_have_means_of_their_own),
        cmocka_unit_test(what_was_never_missed_may_be_missed_yet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
