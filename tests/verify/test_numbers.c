/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static void figures_of_a_row_stand(void **state)
{
    (void)state;
    expect("Halden's net sales were $4,812 million in 2021 [1].", GK_WHY_NONE);
    expect("Halden's net sales were $4.8 billion in 2021 [1].", GK_WHY_NONE);
    expect("Purchases of vessels and equipment came to $655 million in 2021 [1].", GK_WHY_NONE);
    expect("Halden had a net loss of $42 million in 2020 [1].", GK_WHY_NONE);
    expect("Halden employed 8,412 people at December 31, 2021 [1].", GK_WHY_NONE);
    expect("云泉科技2021年营业收入为52,341.20万元[3]。", GK_WHY_NONE);
    expect("云泉科技2021年营业收入为5.23亿元[3]。", GK_WHY_NONE);
}

static void a_wrong_figure_says_what_is_wrong(void **state)
{
    (void)state;
    expect("Halden's net sales were $4,872 million in 2021 [1].", GK_WHY_DIGITS);
    expect("Halden's net sales were $4,812 billion in 2021 [1].", GK_WHY_SCALE);
    expect("Halden's net sales were $4,812 million in 2020 [1].", GK_WHY_PERIOD);
    expect("Halden's net income was $42 million in 2020 [1].", GK_WHY_SIGN);
    expect("Halden's net sales were -$4,812 million in 2021 [1].", GK_WHY_SIGN);
    expect("Ostwind's order book stands at $2.4 billion [2].", GK_WHY_UNIT);
    expect("Net sales increased 9.9 percentage points in 2021 [1].", GK_WHY_UNIT);
    expect("Ravnholt's net sales were $4,812 million in 2021 [1].", GK_WHY_COMPANY);
    expect("云泉科技2020年营业收入为52,341.20万元[3]。", GK_WHY_PERIOD);
    expect("云泉科技2021年营业收入为52,341.20亿元[3]。", GK_WHY_SCALE);
    expect("云泉科技2021年营业收入为52,341.20万美元[3]。", GK_WHY_UNIT);
}

static void the_question_tells_the_period(void **state)
{
    (void)state;
    assert_int_equal(why_of("What were Halden's net sales in FY2021?", "$4,812 million [1]."),
                     GK_WHY_NONE);
    assert_int_equal(why_of("What were Halden's net sales in FY2020?", "$4,812 million [1]."),
                     GK_WHY_PERIOD);
}

static void a_shown_formula_is_computed(void **state)
{
    (void)state;
    expect("Growth of net sales = ($4,812 million - $4,377 million) / $4,377 million = 9.9% [1].",
           GK_WHY_NONE);
    expect("Growth of net sales = ($4,812 million - $4,377 million) / $4,377 million = 10.9% [1].",
           GK_WHY_ARITHMETIC);
    expect("Net sales rose by $435 million, from $4,377 million in 2020 to $4,812 million in 2021 "
           "[1].",
           GK_WHY_NONE);
    expect("Net sales fell from $4,377 million in 2020 to $4,812 million in 2021 [1].",
           GK_WHY_DIRECTION);
    expect("Days of sales in cost = 365 × $3,120 million / $4,812 million = 236.7 [1].",
           GK_WHY_NONE);
}

static void numbers_are_listed_behind_their_sentence(void **state)
{
    (void)state;
    gk_verdicts *v;
    const char *answer = "Net sales were $4,812 million in 2021 and $4,377 million in 2020 [1].";
    gk_verify("", answer, world, WORLD, &v);
    assert_int_equal(v->count, 3);
    assert_false(v->verdicts[0].number);
    assert_true(v->verdicts[1].number && v->verdicts[2].number);
    gk_span span = v->verdicts[1].span;
    assert_memory_equal(answer + span.start, "$4,812 million", span.end - span.start);
    assert_int_equal(v->verdicts[1].source, 0);
    gk_span quote = v->verdicts[1].quote;
    assert_memory_equal(world[0].text + quote.start, "Net sales", 9);
    gk_verdicts_free(v);
}

static void a_formula_of_signs_alone_is_none(void **state)
{
    (void)state;
    gk_string answer = {0};
    gk_string_add(&answer, "The result is ");
    for (int i = 0; i < 400000; i++) gk_string_add(&answer, "-");
    gk_string_add(&answer, " 5 = 3 [1].");
    assert_int_not_equal(why_of("", answer.data), GK_WHY_NONE);
    gk_string_free(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_formula_of_signs_alone_is_none),
        cmocka_unit_test(figures_of_a_row_stand),
        cmocka_unit_test(a_wrong_figure_says_what_is_wrong),
        cmocka_unit_test(the_question_tells_the_period),
        cmocka_unit_test(a_shown_formula_is_computed),
        cmocka_unit_test(numbers_are_listed_behind_their_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
