/* SPDX-License-Identifier: Apache-2.0 */
#include "asking.h"

#include <math.h>

#define H23 "HALDEN_2023_10K"
#define H22 "HALDEN_2022_10K"

static gk_answer *ask_answered(world *w, const char *question, const char *starts)
{
    gk_answer *a = ask(w, question);
    if (!a->answered) fail_msg("%s\ndeclined: %s", question, a->answer);
    if (!gk_starts_with(a->answer, starts))
        fail_msg("%s\n\"%s\" does not begin with \"%s\"", question, a->answer, starts);
    for (size_t i = 0; i < a->citation_count; i++) check_citation(w, &a->citations[i]);
    return a;
}

static void check_starts(world *w, const char *question, const char *starts)
{
    gk_answer_free(ask_answered(w, question, starts));
}

static void check_holds(world *w, const char *question, const char *starts, const char *part)
{
    gk_answer *a = ask_answered(w, question, starts);
    if (!strstr(a->answer, part)) fail_msg("%s\n\"%s\" lacks \"%s\"", question, a->answer, part);
    gk_answer_free(a);
}

static void a_ratio_is_computed_from_its_terms(void **state)
{
    world *w = *state;
    check_starts(w, "What was Halden's gross margin in FY2023, in percent?", "35.1%");
    check_starts(w, "What was Halden's current ratio in FY2023?", "1.66");
    check_starts(w, "What was Halden's free cash flow in FY2023?", "$638 million");
}

static void each_term_is_cited_and_listed(void **state)
{
    world *w = *state;
    gk_answer *a = ask_answered(w, "What was Halden's current ratio at the end of FY2022?", "1.76");
    assert_int_equal(a->computation_count, 1);
    assert_true(fabs(a->computations[0].result - 4372.0 / 2488) < 1e-9);
    assert_string_equal(a->computations[0].shown, "1.76");
    assert_int_equal(a->term_count, 2);
    assert_string_equal(a->terms[0].label, "Total current assets");
    assert_string_equal(a->terms[0].printed, "4,372");
    assert_true(a->terms[0].value == 4372e6);
    assert_string_equal(a->terms[1].label, "Total current liabilities");
    for (size_t i = 0; i < a->term_count; i++) {
        assert_true(a->terms[i].citation < a->citation_count);
        const gk_citation *c = &a->citations[a->terms[i].citation];
        assert_string_equal(c->document, H23);
        assert_int_equal(c->page, 4);
        assert_contains(c->quote, a->terms[i].label);
        assert_contains(c->quote, a->terms[i].printed);
    }
    gk_answer_free(a);
}

static void a_formula_in_the_question_is_used(void **state)
{
    world *w = *state;
    check_starts(w,
                 "What is FY2023 inventory turnover for Halden? Inventory turnover is defined as: "
                 "(FY2023 COGS) / (average inventory between FY2022 and FY2023). Round your answer "
                 "to two decimal places.",
                 "3.84");
    check_starts(w,
                 "What is Halden's FY2023 working capital ratio? Define working capital ratio as "
                 "total current assets divided by total current liabilities. Round to one decimal.",
                 "1.7");
}

static void a_unit_and_rounding_are_kept(void **state)
{
    world *w = *state;
    check_starts(w, "What were Halden's net sales in FY2023 in USD billions?", "$9.41 billion");
    check_starts(w, "What was Halden's gross margin in FY2023? Give a percentage to two decimals.",
                 "35.10%");
}

static void averages_and_growth_go_over_years(void **state)
{
    world *w = *state;
    check_starts(w,
                 "What is the FY2021 - FY2023 3 year average operating margin of Halden? Answer in "
                 "percent, one decimal.",
                 "13.5%");
    check_starts(w, "What was the growth of Halden's net sales in FY2023, in percent?", "-4.6%");
    check_starts(w, "By how much did Halden's inventories change between FY2022 and FY2023?",
                 "Inventor");
}

static void a_judgement_follows_from_the_figures(void **state)
{
    world *w = *state;
    check_holds(w, "Did Halden's net sales increase in FY2023?", "No. ", "9,866");
    check_holds(w, "Did Halden's inventories rise between FY2022 and FY2023?", "Yes. ", "1,655");
    check_holds(w, "Does Halden have positive working capital based on FY2023 data?", "Yes. ",
                "1,690");
    check_holds(w, "Is Halden's FY2023 cash flow from operations higher than its net income?",
                "Yes. ", "809");
    check_holds(w, "Did Halden's interest expense exceed $1 billion in FY2023?", "No. ", "118");
}

static void the_largest_of_several_is_named_first(void **state)
{
    check_holds(*state,
                "Among operations, investing, and financing activities, which brought in the most "
                "cash flow for Halden in FY2023?",
                "Net cash", "1,211");
}

static void what_is_missing_is_said(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "What was Halden's current ratio in FY2021?");
    assert_false(a->answered);
    assert_contains(a->answer, "Missing");
    assert_int_equal(a->citation_count, 0);
    assert_int_equal(a->computation_count, 0);
    gk_answer_free(a);
}

static void a_part_is_not_the_whole(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "What was the gross margin of Halden's submarine business in FY2023?");
    if (a->answered) fail_msg("answered: %s", a->answer);
    gk_answer_free(a);
}

static void json_has_the_computation(void **state)
{
    gk_answer *a = ask_answered(*state, "What was Halden's current ratio in FY2023?", "1.66");
    char *json = gk_answer_json(a);
    assert_contains(json, "\"computations\"");
    assert_contains(json, "\"printed\":\"4,250\"");
    gk_free(json);
    gk_answer_free(a);
}

static void years_that_are_compared_are_of_one_paper(void **state)
{
    static const char front[] = "ORRIN MILLS INC\nAnnual report on Form 10-K\n"
                                "For the fiscal year ended December 31, %d\n\f";
    static const char rows[] =
        "ORRIN MILLS INC\nConsolidated Balance Sheet\nAt December 31\n\n"
        "(Millions)                                  %d        %d\n"
        "Cash and cash equivalents                  $ 210     $ 190\n"
        "Inventories                                  %d       %d\n"
        "Total current assets                         950       930\n"
        "Total assets                               $ 2,790   $ 2,742\n"
        "Total current liabilities                    560       548\n"
        "Total shareholders' equity                 $ 1,102   $ 1,080\n\f"
        "ORRIN MILLS INC\nConsolidated Statement of Income\nYears ended December 31\n\n"
        "(Millions)                                  %d        %d\n"
        "Net sales                                  $ 4,100   $ 4,000\n"
        "Cost of sales                                3,100     3,050\n"
        "Operating income                               430       410\n"
        "Income before income taxes                     400       380\n"
        "Provision for income taxes                    (100)      (57)\n"
        "Net income                                 $   300   $   323\n";
    world *w = *state;
    for (int year = 2022; year <= 2023; year++) {
        gk_string text = {0};
        gk_string_addf(&text, front, year);
        /* 2022's inventories are 300 in its own paper, 280 in the next. */
        gk_string_addf(&text, rows, year, year - 1, year == 2022 ? 300 : 320,
                       year == 2022 ? 250 : 280, year, year - 1);
        world_add(w, year == 2022 ? "ORRIN_2022_10K" : "ORRIN_2023_10K", text.data);
        gk_string_free(&text);
    }
    check_holds(w, "Did Orrin's inventories rise between FY2022 and FY2023?", "Yes. ",
                "$280 million");
    check_holds(w, "What were Orrin's inventories in FY2022?", "$300 million", "ORRIN_2022_10K");
    /* A tax in parentheses is a charge, where what is left after it is less. */
    check_starts(w, "What was Orrin's effective tax rate in FY2023?", "25.0%");
}

static void a_year_before_all_papers_is_missing(void **state)
{
    gk_answer *a = ask(*state, "What were Halden's net sales in 1950?");
    if (a->answered) fail_msg("answered: %s", a->answer);
    assert_contains(a->answer, "1950");
    gk_answer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ratio_is_computed_from_its_terms),
        cmocka_unit_test(each_term_is_cited_and_listed),
        cmocka_unit_test(a_formula_in_the_question_is_used),
        cmocka_unit_test(a_unit_and_rounding_are_kept),
        cmocka_unit_test(averages_and_growth_go_over_years),
        cmocka_unit_test(a_judgement_follows_from_the_figures),
        cmocka_unit_test(the_largest_of_several_is_named_first),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(a_part_is_not_the_whole),
        cmocka_unit_test(json_has_the_computation),
        cmocka_unit_test(years_that_are_compared_are_of_one_paper),
        cmocka_unit_test(a_year_before_all_papers_is_missing),
    };
    return cmocka_run_group_tests(tests, papers_setup, world_teardown);
}
