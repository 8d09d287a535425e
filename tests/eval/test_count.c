/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/measured.h"
#include "measuring.h"

#include <math.h>

static double share_of(const json_t *counts, const char *key)
{
    return json_number_value(json_object_get(json_object_get(counts, "share"), key));
}

static void check_share(const json_t *counts, const char *key, double expected)
{
    if (fabs(share_of(counts, key) - expected) > 1e-9)
        fail_msg("%s is %f, not %f", key, share_of(counts, key), expected);
}

static const gk_measured answers[] = {
    {.verdict = GK_RIGHT,
     .cited = 2,
     .cited_rightly = 1,
     .evidence = 1,
     .evidence_cited = 1,
     .hit = true,
     .numbers = 3},
    {.verdict = GK_RIGHT,
     .cited = 1,
     .cited_rightly = 0,
     .evidence = 2,
     .numbers = 2,
     .unsupported = 1},
    {.verdict = GK_WRONG, .evidence = 1, .numbers = 1},
    {.verdict = GK_DECLINED, .evidence = 1},
};
static const uint32_t clusters[] = {0, 1, 2, 3};

static void an_answer_hallucinates_that_is_wrong_or_shows_an_unsupported_number(void **state)
{
    (void)state;
    json_t *counts = gk_eval_count(answers, clusters, NULL, 4, false);
    assert_int_equal(integer_of(counts, "questions"), 4);
    assert_int_equal(integer_of(counts, "right"), 2);
    assert_int_equal(integer_of(counts, "wrong"), 1);
    assert_int_equal(integer_of(counts, "declined"), 1);
    assert_int_equal(integer_of(counts, "hallucinated"), 2);
    assert_int_equal(integer_of(counts, "numbers"), 6);
    assert_int_equal(integer_of(counts, "unsupported"), 1);
    check_share(counts, "right", 0.5);
    check_share(counts, "hallucination", 0.5);
    check_share(counts, "page_hit", 0.25);
    json_decref(counts);
}

static void precision_is_of_those_that_cite_and_recall_of_those_that_answer(void **state)
{
    (void)state;
    json_t *counts = gk_eval_count(answers, clusters, NULL, 4, false);
    check_share(counts, "precision", (0.5 + 0) / 2);
    check_share(counts, "recall", (1.0 + 0 + 0) / 3);
    const json_t *between = json_object_get(json_object_get(counts, "interval"), "right");
    assert_true(json_number_value(json_array_get(between, 0)) < 0.5);
    assert_true(json_number_value(json_array_get(between, 1)) > 0.5);
    json_decref(counts);
}

static const char *kind_of(const void *ctx, size_t i) { return ((const char *const *)ctx)[i]; }

static void each_kind_is_counted_by_itself(void **state)
{
    (void)state;
    static const char *const kinds[] = {"lookup", "lookup", "text", NULL};
    json_t *by = gk_eval_count_by(answers, clusters, 4, false, kind_of, kinds);
    assert_int_equal(json_object_size(by), 3);
    assert_int_equal(integer_of(json_object_get(by, "lookup"), "right"), 2);
    assert_int_equal(integer_of(json_object_get(by, "text"), "wrong"), 1);
    assert_int_equal(integer_of(json_object_get(by, "none"), "declined"), 1);
    json_decref(by);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_hallucinates_that_is_wrong_or_shows_an_unsupported_number),
        cmocka_unit_test(precision_is_of_those_that_cite_and_recall_of_those_that_answer),
        cmocka_unit_test(each_kind_is_counted_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
