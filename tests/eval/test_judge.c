/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/eval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct judged {
    const char *question, *expected, *answer;
    bool right;
} judged;

static void check(const judged *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const judged *c = &cases[i];
        if (gk_judge(c->question, c->expected, c->answer, NULL) != c->right)
            fail_msg("%s\nexpected %s\nanswer %s\nmust be %s", c->question, c->expected, c->answer,
                     c->right ? "right" : "wrong");
    }
}
#define CHECK(cases) check(cases, sizeof(cases) / sizeof *(cases))

static const char millions[] = "What was capex in FY2018 (in USD millions)?";
static const char billions[] = "What was net PPNE in FY2018? Answer in USD billions.";
static const char plain[] = "What was capex in FY2018?";

static void nothing_is_the_right_answer_to_what_nothing_answers(void **state)
{
    (void)state;
    static const judged cases[] = {
        {plain, "", "$1,577 million", false},
        {plain, "", "", false},
        {plain, "$1,577 million", "", false},
    };
    CHECK(cases);
}

static void a_figure_is_compared_with_its_unit(void **state)
{
    (void)state;
    static const judged cases[] = {
        {millions, "$1577.00", "$1,577 million (Purchases, 2018) [3M_2018_10K p.60]", true},
        {millions, "$1577.00", "$1,577", true}, /* whose unit is not known */
        {millions, "$1577.00", "$1.577 billion", true},
        {millions, "$1577.00", "$1,577 thousand", false},
        {millions, "$1577.00", "$1,577 billion", false},
        {millions, "$1577.00", "$1,373 million", false},
        {billions, "$8.74", "$8,738 million", true},
        {billions, "$8.74", "$8.74 billion ($8,738 million as printed)", true},
        {billions, "$8.74", "$8.74 million", false},
        {plain, "$1.6 million", "$1,600,000", true},
        {plain, "$1.6 million", "$1.6 billion", false},
        {plain, "$350.7 million", "$350,661,798.80", true},
        {plain, "1577", "$1,577 million", true}, /* nobody said of what */
    };
    CHECK(cases);
}

static void a_figure_may_be_rounded_as_the_expected_one_is(void **state)
{
    (void)state;
    static const judged cases[] = {
        {billions, "$8.70", "$8.74 billion", true}, /* half of the last digit that is not 0 */
        {billions, "$8.70", "$8.76 billion", false},
        {billions, "$1.58", "$1,577 million", true},
        {billions, "$1.57", "$1,577 million", false},
        {plain, "0.66", "0.66", true},
        {plain, "0.66", "0.67", false},
        {plain, "0.66", "0.664", true},
        {plain, "$5", "$5.1", true}, /* 3% at the most */
        {plain, "$5", "$5.4", false},
        {plain, "$100", "$102", false},
        {plain, "$100", "$104", false},
        {plain, "0", "0", true},
        {plain, "0", "3", false},
        {plain, "1,577.5", "1,577.5", true},
        {plain, "1,577.5", "1,578.5", false},
    };
    CHECK(cases);
}

static void percentages_are_compared_as_printed(void **state)
{
    (void)state;
    static const char question[] = "What was the effective tax rate in 2022?";
    static const judged cases[] = {
        {question, "21.4%", "21.4% (Effective tax rate, 2022) [A p.3]", true},
        {question, "21.4%", "21.4 percent", true},
        {question, "21.4%", "20.9%", false},
        {question, "21.4%", "0.214", false},
        {question, "65%", "65.4%", true},
        {question, "65.4%", "65.0%", false},
    };
    CHECK(cases);
}

static void an_amount_is_no_percentage(void **state)
{
    (void)state;
    static const char question[] = "What was the effective tax rate in 2022?";
    static const judged cases[] = {
        {question, "21.4%", "$21.4 million", false},
        {question, "21.4%", "$21.4", false},
        {plain, "$21.4 million", "21.4%", false},
    };
    CHECK(cases);
}

static void a_sign_counts_where_the_expected_figure_is_negative(void **state)
{
    (void)state;
    static const judged cases[] = {
        {"What was the growth in 2022?", "-3.7%", "(3.7)%", true},
        {"What was the growth in 2022?", "-3.7%", "-3.7%", true},
        {"What was the growth in 2022?", "-3.7%", "3.7%", false},
        {millions, "$(860)", "(860)", true},
        {millions, "$(860)", "860 million", false},
        {millions, "$1577.00", "$(1,577) million", true}, /* paid, as it is printed */
    };
    CHECK(cases);
}

static void only_the_first_figure_answers_for_one(void **state)
{
    (void)state;
    static const judged cases[] = {
        {millions, "$1577.00", "$1,577 million; it was $1,373 million before", true},
        {millions, "$1577.00", "$1,373 million; later $1,577 million", false},
        {millions, "$1577.00", "In 2018 it was $1,577 million", true}, /* a year is no figure */
        {millions, "$1577.00", "It is on [3M_2018_10K p.1577]", false},
        {millions, "$1577.00", "I know nothing of it", false},
    };
    CHECK(cases);
}

static void yes_and_no_are_told_apart(void **state)
{
    (void)state;
    static const char question[] = "Is 3M capital intensive?";
    static const judged cases[] = {
        {question, "No", "No, it is not.", true},
        {question, "No", "Yes", false},
        {question, "Yes", "yes: it is", true},
        {question, "Yes", "Yesterday it was.", false},
        {question, "No", "Nothing says so.", false},
        {question, "No", "Not at all", true},
        {question, "No", "3M is not capital intensive.", true}, /* which says so */
        {question, "No", "3M is capital intensive.", false},
        {question, "No, capex is 5.1% of revenue.", "No. 5.1% of revenue went into it.", true},
        {question, "No, capex is 5.1% of revenue.", "Yes. 5.1% of revenue went into it.", false},
        {question, "No, capex is 5.1% of revenue.", "No. 7.3% of revenue went into it.", false},
        {question, "No, capex is 5.1% of revenue.", "No.", false},
        {"公司是否分红？", "是", "是，公司分红。", true},
        {"公司是否分红？", "否", "是，公司分红。", false},
        {"公司是否分红？", "否", "否。", true},
    };
    CHECK(cases);
}

static void several_figures_must_all_be_there(void **state)
{
    (void)state;
    static const char question[] = "How did inventories change between 2022 and 2023?";
    static const judged cases[] = {
        {question, "From $1,530 million to $1,655 million",
         "1,530 million (Inventories, 2022); 1,655 million (Inventories, 2023)", true},
        {question, "From $1,530 million to $1,655 million", "1,655 million (Inventories, 2023)",
         false},
        {question, "From $1,530 million to $1,655 million",
         "1,530 million (Inventories, 2022); 1,556 million (Inventories, 2023)", false},
    };
    CHECK(cases);
}

static void words_are_compared_where_the_answer_is_text(void **state)
{
    (void)state;
    static const char question[] = "Why did sales of pumps fall?";
    static const char expected[] = "A strike closed the Moss plant for eleven weeks";
    static const judged cases[] = {
        {question, expected,
         "“Sales of pumps fell because a strike closed the plant at Moss for eleven weeks.”", true},
        {question, expected, "“Sales of pumps fell because customers put off their orders.”",
         false},
        {question, expected, "“Sales of pumps fell.”", false}, /* the question's words count not */
        {"Who leads Halden?", "Ingrid Solberg", "“Ingrid Solberg has led it since 2021.”", true},
        {"Who leads Halden?", "Ingrid Solberg", "“Ingrid Bergman has led it since 2021.”", false},
    };
    CHECK(cases);
}

static void text_with_figures_needs_both(void **state)
{
    (void)state;
    static const char question[] = "Which segment dragged down growth in 2022?";
    static const char expected[] = "The consumer business shrank by 0.9% organically";
    static const judged cases[] = {
        {question, expected, "“Organic sales of the consumer business fell 0.9%.”", true},
        {question, expected, "“Organic sales of the consumer business fell 0.8%.”", false},
        {question, expected, "“Health care fell 0.9%.”", false},
    };
    CHECK(cases);
}

static void chinese_answers_are_judged_alike(void **state)
{
    (void)state;
    static const char wan[] = "2022年末存货是多少万元？";
    static const char why[] = "销量下降的原因是什么？";
    static const judged cases[] = {
        {wan, "77,315.13万元", "77,315.13万元（存货，2022）", true},
        {wan, "77,315.13万元", "773,151,300元", true},
        {wan, "77,315.13万元", "77,315.13亿元", false},
        {wan, "77315.13", "77,315.13万元", true},
        {wan, "77,315.13万元", "77,351.13万元", false},
        {"2022年末存货是多少亿元？", "7.73亿元", "77,315.13万元", true},
        {why, "下游客户推迟了大型项目的验收", "“主要原因是下游水务客户推迟了两个大型项目的验收。”",
         true},
        {why, "下游客户推迟了大型项目的验收", "“原材料价格上涨，产能不足。”", false},
    };
    CHECK(cases);
}

static void a_period_that_answers_must_be_there(void **state)
{
    (void)state;
    static const char question[] = "In which year was the plant at Moss bought?";
    static const judged cases[] = {
        {question, "2019", "“The plant at Moss was bought in 2019.”", true},
        {question, "2019", "“The plant at Moss was bought in 2021.”", false},
        {question, "FY2019", "I do not know.", false},
    };
    CHECK(cases);
}

static void words_of_the_question_may_be_the_answer(void **state)
{
    (void)state;
    static const char question[] = "Did gross margin or operating margin improve, or which?";
    static const judged cases[] = {
        {question, "Operating margin", "“The operating margin improved.”", true},
        {question, "Operating margin", "“It snowed.”", false},
    };
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_the_right_answer_to_what_nothing_answers),
        cmocka_unit_test(a_figure_is_compared_with_its_unit),
        cmocka_unit_test(a_figure_may_be_rounded_as_the_expected_one_is),
        cmocka_unit_test(percentages_are_compared_as_printed),
        cmocka_unit_test(an_amount_is_no_percentage),
        cmocka_unit_test(a_sign_counts_where_the_expected_figure_is_negative),
        cmocka_unit_test(only_the_first_figure_answers_for_one),
        cmocka_unit_test(yes_and_no_are_told_apart),
        cmocka_unit_test(several_figures_must_all_be_there),
        cmocka_unit_test(words_are_compared_where_the_answer_is_text),
        cmocka_unit_test(text_with_figures_needs_both),
        cmocka_unit_test(chinese_answers_are_judged_alike),
        cmocka_unit_test(a_period_that_answers_must_be_there),
        cmocka_unit_test(words_of_the_question_may_be_the_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
