/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <string.h>

static void check(void **state, const char *question, const char *expected)
{
    world *w = *state;
    const gk_node *node = gk_formula_in_question(w->concepts, w->terms, question, w->arena);
    const char *got = node ? gk_formula_text(w->concepts, node, NULL, NULL, w->arena) : "none";
    if (strcmp(got, expected) != 0) fail_msg("%s\n gives %s\n not   %s", question, got, expected);
}

static void a_definition_with_years(void **state)
{
    check(state,
          "What is FY2020 days payable outstanding (DPO) for Halden? DPO is defined as: 365 * "
          "(average accounts payable between FY2019 and FY2020) / (FY2020 COGS + change in "
          "inventory between FY2019 and FY2020). Round your answer to two decimal places.",
          "365 × average(accounts payable FY2019, accounts payable FY2020) / (cost of goods sold "
          "FY2020 + inventories FY2020 - inventories FY2019)");
}

static void definitions_inside_each_other(void **state)
{
    check(state,
          "What is the FY2019 CCC for Halden? CCC is defined as: DIO + DSO - DPO. DIO is defined "
          "as: 365 * (average inventory between FY2018 and FY2019) / (FY2019 COGS). DSO is defined "
          "as: 365 * (average accounts receivable between FY2018 and FY2019) / (FY2019 Revenue). "
          "DPO is defined as: 365 * accounts payable. Answer in days.",
          "365 × average(inventories FY2018, inventories FY2019) / cost of goods sold FY2019 + 365 "
          "× average(accounts receivable FY2018, accounts receivable FY2019) / revenue FY2019 - "
          "365 × accounts payable");
}

static void in_words(void **state)
{
    check(state, "What is its FY2020 FCF? FCF here is defined as: (cash from operations - capex).",
          "net cash from operating activities - capital expenditure");
    check(state,
          "What is the FY2020 working capital ratio? Define working capital ratio as total current "
          "assets divided by total current liabilities. Round to two decimals.",
          "total current assets / total current liabilities");
    check(state, "its effective tax rate for 2020 (income tax expense divided by total profit)?",
          "income tax expense / income before income taxes");
    check(state, "What were inventories as a % of revenue in FY2018?",
          "inventories FY2018 / revenue FY2018");
    check(state,
          "its FY2021 operating income + stock-based compensation (as reported) in millions?",
          "operating income + stock-based compensation");
}

static void with_what_to_use(void **state)
{
    check(state,
          "what is the FY2015 unadjusted EBITDA % margin for Halden? Calculate unadjusted EBITDA "
          "using unadjusted operating income and D&A (from cash flow statement).",
          "(operating income + depreciation and amortization) / revenue");
    check(state,
          "what is the FY2022 retention ratio (using total cash dividends paid and net income "
          "attributable to shareholders) for Halden?",
          "1 - dividends paid / net income attributable to shareholders");
    check(state, "the retention ratio (using dividends paid and operating income)",
          "1 - dividends paid / operating income");
}

static void over_several_years(void **state)
{
    check(state, "what is the FY2015 - FY2017 3 year average operating margin for Halden?",
          "average(operating margin FY2015, operating margin FY2016, operating margin FY2017)");
    check(state,
          "what is the three year average of inventories as a % of revenue from FY2016 to "
          "FY2018?",
          "average(inventories FY2016 / revenue FY2016, inventories FY2017 / revenue FY2017, "
          "inventories FY2018 / revenue FY2018)");
    check(state, "Halden's revenue CAGR from FY2015 to FY2018",
          "(revenue FY2018 / revenue FY2015) ^ (1 / 3) - 1");
}

static void chinese(void **state)
{
    check(state, "计算2020年的综合毛利率（营业收入减营业成本，再除以营业收入），保留两位小数。",
          "(revenue - cost of goods sold) / revenue");
    check(state, "2020年的销售费用率（存货/营业收入）较2019年变动了多少？",
          "inventories / revenue");
    check(state,
          "若以合并经营活动现金流量净额减去“购建固定资产、无形资产和其他长期资产支付的现金”衡量自由"
          "现金流，2020年是多少元？",
          "net cash from operating activities - capital expenditure");
    check(state, "以鸡蛋库存总量除以年末在栏蛋鸡总数计算，2019年末是多少？",
          "鸡蛋库存总量 / 在栏蛋鸡总数");
    check(state, "2019年的周转率（营业收入除以存货期初、期末平均数）是多少？",
          "revenue / average(inventories)");
}

static void shares_of_a_whole(void **state)
{
    check(state,
          "What share of Halden's 2019 revenue came from inventories (goodwill plus pumps on "
          "loan)?",
          "(goodwill + pumps on loan) / revenue");
    check(state, "2019年合并营业成本中，销售费用所占比重是多少？",
          "selling expense / cost of goods sold");
}

static void most_questions_give_none(void **state)
{
    check(state, "What is the FY2018 capital expenditure amount (in USD millions) for Halden?",
          "none");
    check(state, "Was there any drop in inventories between FY 2023 and Q2 of FY2024?", "none");
    check(state, "Which segment and/or product grew the most, less than 10% excluded?", "none");
    check(state, "What drove the change in operating income - and why?", "none");
    check(state, "2020年末存货是多少元？", "none");
    check(state, "", "none");
}

static void it_stays_small(void **state)
{
    world *w = *state;
    gk_string text = {0};
    for (int i = 0; i < 40; i++) gk_string_add(&text, "average (change in (");
    gk_string_add(&text, "revenue / inventory");
    for (int i = 0; i < 40; i++) gk_string_add(&text, "))");
    gk_formula_in_question(w->concepts, w->terms, text.data, w->arena);
    gk_string_free(&text);
    check(state,
          "CCC is defined as DIO + DIO. DIO is defined as DSO * DSO. DSO is defined as CCC / "
          "CCC.",
          "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_definition_with_years),
        cmocka_unit_test(definitions_inside_each_other),
        cmocka_unit_test(in_words),
        cmocka_unit_test(with_what_to_use),
        cmocka_unit_test(over_several_years),
        cmocka_unit_test(chinese),
        cmocka_unit_test(shares_of_a_whole),
        cmocka_unit_test(most_questions_give_none),
        cmocka_unit_test(it_stays_small),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
