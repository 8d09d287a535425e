/* SPDX-License-Identifier: Apache-2.0 */
#include "asking.h"

#define H23 "HALDEN_2023_10K"
#define H22 "HALDEN_2022_10K"
#define HQ2 "HALDEN_2024Q2_10Q"
#define V23 "VESTMARK_2023_10K"
#define CZ  "澄州仪器_2023_年度报告"

/* ---- columns ------------------------------------------------------------------------------- */

static void the_figure_of_the_year_that_is_asked_for(void **state)
{
    world *w = *state;
    check_answer(w, "What were Halden's net sales in 2023?", "$9,412 million", H23, 3, "Net sales");
    check_answer(w, "What were Halden's net sales in fiscal 2022?", "9,866 million", H22, 2,
                 "Net sales");
    check_answer(w, "What was Halden's net income in FY2020?", "731 million", H22, 2, "Net income");
    check_answer(w, "What were Halden's inventories at December 31, 2022?", "1,530 million", H23, 4,
                 "Inventories");
}

static void a_year_that_no_column_has_is_not_answered(void **state)
{
    world *w = *state;
    check_declined(w, "What were Halden's net sales in 2015?");
    check_declined(w, "What were Halden's inventories at the end of 2021?");
}

static void a_quarter_is_three_months_and_no_more(void **state)
{
    world *w = *state;
    check_answer(w, "What were Halden's net sales in Q2 of 2024?", "2,511 million", HQ2, 2,
                 "Net sales");
    check_answer(w, "What was Halden's operating income in the second quarter of 2023?",
                 "284 million", HQ2, 2, "Operating income");
}

static void half_a_year_is_six_months(void **state)
{
    world *w = *state;
    check_answer(w, "What were Halden's net sales in the first half of 2024?", "4,870 million", HQ2,
                 2, "Net sales");
}

static void months_to_date_are_no_year(void **state)
{
    world *w = *state;
    check_declined(w, "What were Halden's net sales in fiscal 2024?");
}

static void a_year_is_twelve_months_beside_a_quarter(void **state)
{
    world *w = *state;
    world_add(w, "NORDVIK_2024Q4_8K",
              "NORDVIK FOODS INC\n"
              "Consolidated Statement of Income\n"
              "                                      Three Months Ended       Twelve Months Ended\n"
              "                                         December 31,              December 31,\n"
              "(in thousands)                          2024       2023          2024       2023\n"
              "Net sales                             81,200     79,900       320,100    311,400\n"
              "Cost of sales                         50,100     49,000       200,900    195,300\n"
              "Research and development               2,010      1,950         8,020      7,700\n"
              "Operating income                       9,300      9,100        36,700     35,000\n"
              "Interest expense                         410        420         1,640      1,700\n"
              "Income before income taxes             8,890      8,680        35,060     33,300\n"
              "Net income                             7,100      6,900        28,000     26,600\n"
              "\f");
    check_answer(w, "What were Nordvik's net sales in 2024?", "320,100 thousand",
                 "NORDVIK_2024Q4_8K", 1, "Net sales");
    check_answer(w, "What were Nordvik's net sales in Q4 2024?", "81,200 thousand",
                 "NORDVIK_2024Q4_8K", 1, "Net sales");
    check_answer(w, "What was Nordvik's net income in 2023?", "26,600 thousand",
                 "NORDVIK_2024Q4_8K", 1, "Net income");
}

static void a_dash_is_no_figure_of_another_year(void **state)
{
    world *w = *state;
    static const char text[] =
        "NORDVIK FOODS INC\nConsolidated Statement of Cash Flows\n"
        "(in thousands)                          2023       2022       2021\n"
        "Net income                            14,000     15,960     12,004\n"
        "Net cash provided by operating        20,300     21,440     19,871\n"
        "Purchases of property and equipment   (4,100)    (4,020)    (3,991)\n"
        "Net cash used in investing            (4,100)    (4,020)    (3,991)\n"
        "Repurchases of common stock                -     (2,500)         -\n"
        "Dividends paid                        (6,000)    (5,800)    (5,500)\n"
        "Net cash used in financing            (6,000)    (8,300)    (5,500)\n\f";
    world_add(w, "NORDVIK_2023_10K", text);
    check_answer(w, "What were Nordvik's share repurchases in 2022?", "2,500 thousand",
                 "NORDVIK_2023_10K", 1, "Repurchases");
    gk_answer *a = ask(w, "What were Nordvik's share repurchases in 2023?");
    assert_lacks(a->answer, "2,500");
    gk_answer_free(a);
}

static void an_item_inside_another_name_does_not_answer_for_it(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "What were Halden's proceeds from the sale of businesses in 2022?");
    assert_lacks(a->answer, "9,866"); /* the net sales */
    if (a->answered) assert_contains(a->answer, "75 million");
    gk_answer_free(a);
}

static void without_a_period_the_newest_column_answers(void **state)
{
    world *w = *state;
    gk_search_options options = {.document = H22};
    gk_answer *a;
    assert_ok(w, gk_ask(w->library, "What was Halden's operating income?", &options, &a, &w->err));
    assert_true(a->answered);
    assert_contains(a->answer, "1,446 million");
    gk_answer_free(a);
}

/* ---- where it stands ----------------------------------------------------------------------- */

static void the_group_s_statement_answers_and_not_the_parent_s(void **state)
{
    world *w = *state;
    check_answer(w, "What was Halden's goodwill at the end of 2023?", "2,005 million", H23, 4,
                 "Goodwill");
    check_answer(w, "What were Halden's total assets in 2023?", "9,790 million", H23, 4,
                 "Total assets");
}

static void the_statement_answers_and_not_a_segment(void **state)
{
    world *w = *state;
    check_answer(w, "How much did Halden spend on property, plant and equipment in fiscal 2023?",
                 "$573 million", H23, 5, "Purchases of property, plant and equipment");
    check_answer(w, "What was Halden's capex in 2023?", "$573 million", H23, 5, "Purchases of");
}

/* ---- units --------------------------------------------------------------------------------- */

static void the_unit_line_s_word_stands_behind_the_figure(void **state)
{
    world *w = *state;
    check_answer(w, "What was Vestmark's net income in 2023?", "$41,226 thousand", V23, 2,
                 "Net income");
    check_answer(w, "澄州仪器2023年末的存货是多少？", "18,904.55万元", CZ, 2, "存货");
    check_answer(w, "澄州仪器2022年末的存货是多少？", "17,220.31万元", CZ, 2, "存货");
    check_answer(w, "澄州仪器2023年末资产总计是多少？", "131,402.18万元", CZ, 2, "资产总计");
}

static void a_figure_is_converted_where_another_unit_is_wanted(void **state)
{
    world *w = *state;
    check_answer(w, "What was Vestmark's net income in 2023? Answer in USD millions.",
                 "$41.23 million ($41,226 thousand as printed)", V23, 2, "Net income");
    check_answer(w, "What were Halden's net sales in 2023, in USD billions?",
                 "$9.41 billion ($9,412 million as printed)", H23, 3, "Net sales");
    check_answer(w, "澄州仪器2023年末的存货是多少亿元？", "1.89亿元", CZ, 2, "存货");
}

static void the_printed_unit_is_not_converted_to_itself(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "What were Halden's net sales in 2023, in USD millions?");
    assert_contains(a->answer, "$9,412 million");
    assert_lacks(a->answer, "as printed");
    gk_answer_free(a);
}

static void a_percentage_is_no_amount(void **state)
{
    world *w = *state;
    check_answer(w, "What was Halden's effective tax rate in 2023?", "21.4%", H23, 7,
                 "Effective tax rate");
    check_answer(w, "What was Halden's effective tax rate in 2022?", "20.9%", H23, 7,
                 "Effective tax rate");
    gk_answer *a = ask(w, "What was Halden's effective tax rate in 2023?");
    assert_lacks(a->answer, "million");
    gk_answer_free(a);
}

static void a_payment_in_parentheses_is_shown_as_an_amount(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "How much did Halden pay in dividends in 2023?");
    assert_true(a->answered);
    assert_true(gk_starts_with(a->answer, "$310 million"));
    assert_contains(a->answer, "(310)");
    gk_answer_free(a);
    a = ask(w, "What did Vestmark spend on property and equipment in 2023, in USD millions?");
    assert_true(a->answered);
    assert_true(gk_starts_with(a->answer, "$23.45 million"));
    gk_answer_free(a);
}

static void a_loss_keeps_its_sign(void **state)
{
    world *w = *state;
    world_add(w, "NORDVIK_2023_10K",
              "NORDVIK FOODS INC\nConsolidated Statement of Income\n"
              "(in thousands)                          2023       2022\n"
              "Net sales                             311,400    300,900\n"
              "Cost of sales                         290,100    270,000\n"
              "Operating income                      (12,300)     9,100\n"
              "Interest expense                        1,700      1,640\n"
              "Income before income taxes            (14,000)     7,460\n"
              "Provision for income taxes                  -      1,500\n"
              "Net income (loss)                     (14,000)     5,960\n\f");
    check_answer(w, "What was Nordvik's operating income in 2023?", "-12,300", "NORDVIK_2023_10K",
                 1, "Operating income");
    check_answer(w, "What was Nordvik's operating income in 2023, in USD millions?",
                 "-$12.30 million", "NORDVIK_2023_10K", 1, "Operating income");
}

static void a_figure_per_share_is_not_scaled(void **state)
{
    world *w = *state;
    check_answer(w, "What were Halden's diluted earnings per share in 2023?", "4.31", H23, 3,
                 "Earnings per share, diluted");
    gk_answer *a = ask(w, "What were Halden's diluted earnings per share in 2023?");
    assert_lacks(a->answer, "million");
    gk_answer_free(a);
}

static void a_count_is_not_scaled(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "What was the number of employees of Halden's Tractors in 2023?");
    assert_true(a->answered);
    assert_contains(a->answer, "9,120");
    assert_lacks(a->answer, "million");
    assert_lacks(a->answer, "$");
    gk_answer_free(a);
}

/* ---- several periods ----------------------------------------------------------------------- */

static void a_comparison_shows_both_periods(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "What was the change in Halden's inventories between 2022 and 2023?");
    assert_true(a->answered);
    assert_contains(a->answer, "1,530 million");
    assert_contains(a->answer, "1,655 million");
    assert_contains(a->answer, "(FY2022)");
    assert_contains(a->answer, "(FY2023)");
    assert_int_equal(a->citation_count, 1);
    check_citation(w, &a->citations[0]);
    gk_answer_free(a);
}

static void the_answer_names_item_period_and_source(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "What were Halden's net sales in 2023?");
    assert_string_equal(a->answer, "$9,412 million (Net sales, FY2023) [HALDEN_2023_10K p.3]");
    gk_answer_free(a);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, papers_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(the_figure_of_the_year_that_is_asked_for),
        test(a_year_that_no_column_has_is_not_answered),
        test(a_quarter_is_three_months_and_no_more),
        test(half_a_year_is_six_months),
        test(months_to_date_are_no_year),
        test(a_year_is_twelve_months_beside_a_quarter),
        test(a_dash_is_no_figure_of_another_year),
        test(an_item_inside_another_name_does_not_answer_for_it),
        test(without_a_period_the_newest_column_answers),
        test(the_group_s_statement_answers_and_not_the_parent_s),
        test(the_statement_answers_and_not_a_segment),
        test(the_unit_line_s_word_stands_behind_the_figure),
        test(a_figure_is_converted_where_another_unit_is_wanted),
        test(the_printed_unit_is_not_converted_to_itself),
        test(a_percentage_is_no_amount),
        test(a_payment_in_parentheses_is_shown_as_an_amount),
        test(a_loss_keeps_its_sign),
        test(a_figure_per_share_is_not_scaled),
        test(a_count_is_not_scaled),
        test(a_comparison_shows_both_periods),
        test(the_answer_names_item_period_and_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
