/* SPDX-License-Identifier: Apache-2.0 - when figures are of */
#include "world.h"

static void test_quarter_and_year_to_date_of_a_calendar_year(void **state)
{
    (void)state;
    gk_facts_about about = {"10-Q", "en", "2023-06-30", 2023, "Q2"};
    gk_facts *facts = facts_of(
        "                  CONSOLIDATED STATEMENTS OF INCOME\n"
        "                           (In millions)\n"
        "                          Three Months Ended June 30,    Six Months Ended June 30,\n"
        "                               2023         2022             2023        2022\n"
        "Net sales                    $ 1,200      $ 1,100          $ 2,300     $ 2,150\n"
        "Cost of sales                    700          650            1,350       1,280\n"
        "Net income                   $   110      $    95          $   205     $   180\n",
        &about);
    check_time(facts, "Net sales", 0, 20230401, 20230630);
    check_time(facts, "Net sales", 1, 20220401, 20220630);
    check_time(facts, "Net sales", 2, 20230101, 20230630);
    check_fiscal(facts, "Net income", 0, 2023, 2, 3);
    check_fiscal(facts, "Net income", 3, 2022, 0, 6);
    assert_int_equal(fact_of(facts, "Net income", 3)->time.half, 1);
    check_value(facts, "Net income", 3, 180e6);
    gk_facts_free(facts);
}

static void test_fiscal_year_that_ends_in_january_and_is_named_by_its_beginning(void **state)
{
    (void)state;
    gk_facts_about about = {"10-K", "en", "2023-01-28", 2022, "FY"};
    gk_facts *facts = facts_of(
        "We end our years on January 28, 2023, January 29, 2022 and January 30, 2021.\n"
        "\n"
        "                       (millions)        2022        2021       2020\n"
        "Sales                                $ 107,588   $ 104,611   $ 92,400\n"
        "Cost of sales                           82,229      74,963     66,177\n"
        "Net earnings                         $   2,780   $   6,946   $  4,368\n",
        &about);
    check_time(facts, "Sales", 0, 20220130, 20230128);
    check_time(facts, "Sales", 1, 20210131, 20220129);
    check_fiscal(facts, "Sales", 2, 2020, 0, 12);
    gk_facts_free(facts);
}

static void test_balance_sheet_has_moments_and_the_quarter_that_they_end(void **state)
{
    (void)state;
    gk_facts_about about = {"10-Q", "en", "2023-06-30", 2023, "Q2"};
    gk_facts *facts = facts_of(
        "                    CONSOLIDATED BALANCE SHEETS\n"
        "                  (In thousands)   June 30, 2023   December 31, 2022\n"
        "Cash and cash equivalents              $  5,082            $  4,728\n"
        "Inventories                               3,050               2,794\n"
        "Total assets                           $ 26,609            $ 25,997\n"
        "Total liabilities                        20,000              19,000\n"
        "Total equity                              6,609               6,997\n",
        &about);
    check_time(facts, "Inventories", 0, 0, 20230630);
    check_fiscal(facts, "Inventories", 0, 2023, 2, 0);
    check_fiscal(facts, "Inventories", 1, 2022, 0, 0);
    assert_int_equal(fact_of(facts, "Inventories", 0)->statement, GK_STATEMENT_BALANCE);
    check_value(facts, "Total assets", 1, 25997e3);
    gk_facts_free(facts);
}

static void test_balances_of_a_rollforward_are_moments_and_what_lies_between_flows(void **state)
{
    (void)state;
    gk_facts *facts = facts_of("Changes in our warranty liability were as follows (in millions):\n"
                               "                                        2018       2017\n"
                               "Balance at beginning of year           $ 140      $ 120\n"
                               "Provision for warranties                  60         55\n"
                               "Payments                                 (50)       (35)\n"
                               "Balance at end of year                 $ 150      $ 140\n"
                               "\n"
                               "Goodwill by segment was as follows (in millions):\n"
                               "                              Tools      Paints     Total\n"
                               "Balance at December 31, 2016  $ 500       $ 200     $ 700\n"
                               "Acquisitions                     30          10        40\n"
                               "Balance at December 31, 2017    530         210       740\n"
                               "Impairment                      (20)         (5)      (25)\n"
                               "Balance at December 31, 2018  $ 510       $ 205     $ 715\n",
                               &annual);
    check_time(facts, "Balance at beginning of year", 0, 0, 20171231);
    check_time(facts, "Provision for warranties", 1, 20170101, 20171231);
    check_time(facts, "Balance at end of year", 1, 0, 20171231);
    check_time(facts, "Balance at December 31, 2016", 0, 0, 20161231);
    check_time(facts, "Acquisitions", 0, 20170101, 20171231);
    check_time(facts, "Impairment", 2, 20180101, 20181231);
    check_member(facts, "Impairment", 1, "Paints");
    check_member(facts, "Impairment", 2, "");
    gk_facts_free(facts);
}

static void test_a_period_between_rows_or_over_the_table_holds_for_what_follows(void **state)
{
    (void)state;
    gk_facts_about about = {"10-Q", "en", "2023-06-30", 2023, "Q2"};
    gk_facts *facts = facts_of("Net sales by line of business (in millions):\n"
                               "                        Domestic   Abroad    Total\n"
                               "Three Months Ended June 30, 2023\n"
                               "Tools                      $ 10      $ 20     $ 30\n"
                               "Paints                       15        25       40\n"
                               "Three Months Ended June 30, 2022\n"
                               "Tools                      $  9      $ 18     $ 27\n"
                               "Paints                       14        24       38\n",
                               &about);
    check_time(facts, "Tools", 0, 20230401, 20230630);
    check_time(facts, "Tools", 3, 20220401, 20220630);
    check_member(facts, "Tools", 1, "Abroad");
    gk_facts_free(facts);
}

static void test_a_change_is_no_figure_of_the_period(void **state)
{
    (void)state;
    gk_facts *facts = facts_of("Results of operations (in millions):\n"
                               "                      2018       2017     $ Change   % Change\n"
                               "Net sales          $ 1,200    $ 1,000       $ 200       20.0 %\n"
                               "Operating income       120        110          10        9.1 %\n",
                               &annual);
    for (size_t i = 0; i < facts->count; i++) {
        const gk_fact *f = &facts->facts[i];
        assert_true(f->value != 200e6 && f->value != 10e6);
        if (strchr(f->heading, '%')) assert_int_equal(f->measure, GK_MEASURE_PERCENT);
    }
    check_value(facts, "Net sales", 1, 1000e6);
    check_time(facts, "Net sales", 1, 20170101, 20171231);
    gk_facts_free(facts);
}

static void test_years_that_are_still_to_come_are_told_of_now(void **state)
{
    (void)state;
    gk_facts *facts = facts_of("Maturities of long-term debt are as follows (in millions):\n"
                               "2019              $ 100\n"
                               "2020                200\n"
                               "2021                300\n"
                               "Thereafter          400\n"
                               "Total           $ 1,000\n",
                               &annual);
    check_time(facts, "2020", 0, 0, 20181231);
    check_time(facts, "Total", 0, 0, 20181231);
    gk_facts_free(facts);
}

static void test_chinese_headings_name_this_period_and_the_one_before(void **state)
{
    (void)state;
    gk_facts_about about = {"年度报告", "zh", "2019-12-31", 2019, "FY"};
    gk_facts *facts = facts_of("                     2、母公司资产负债表\n"
                               "单位：元\n"
                               "项目                      期末余额          期初余额\n"
                               "货币资金              610,103.97        510,003.10\n"
                               "存货                    1,289.28            189.50\n"
                               "固定资产              200,000.00        180,000.00\n"
                               "资产总计              811,393.25        690,192.60\n"
                               "未分配利润            100,000.00         90,000.00\n"
                               "\f"
                               "                     3、合并利润表\n"
                               "单位：元\n"
                               "项目                    本期发生额        上期发生额\n"
                               "一、营业总收入        318,024.30        320,070.13\n"
                               "二、营业总成本        265,302.72        244,331.27\n"
                               "税金及附加              4,725.47          5,326.79\n"
                               "四、净利润             52,721.58         75,738.86\n",
                               &about);
    check_time(facts, "货币资金", 0, 0, 20191231);
    check_time(facts, "货币资金", 1, 0, 20181231);
    assert_true(fact_of(facts, "存货", 0)->parent);
    assert_int_equal(fact_of(facts, "存货", 0)->statement, GK_STATEMENT_BALANCE);
    check_time(facts, "一、营业总收入", 0, 20190101, 20191231);
    check_time(facts, "一、营业总收入", 1, 20180101, 20181231);
    assert_false(fact_of(facts, "一、营业总收入", 0)->parent);
    assert_int_equal(fact_of(facts, "税金及附加", 0)->statement, GK_STATEMENT_INCOME);
    check_value(facts, "一、营业总收入", 0, 318024.30);
    gk_facts_free(facts);
}

static void test_a_title_may_end_the_line_above(void **state)
{
    (void)state;
    gk_facts_about about = {"年度报告", "zh", "2019-12-31", 2019, "FY"};
    gk_facts *facts = facts_of(
        "法定代表人：陈一主管会计工作负责人：李二会计机构负责人：王三4、母公司利润表\n"
        "单位：元\n"
        "项目  2019年度  2018年度\n"
        "一、营业收入  273,352.07  279,064.86\n"
        "减：营业成本  138,070.04  135,034.53\n"
        "税金及附加  4,319.30  4,582.38\n"
        "销售费用  31,022.08  23,627.39\n"
        "管理费用  30,208.78  25,353.18\n"
        "财务费用  3,745.74  1,903.11\n",
        &about);
    assert_true(fact_of(facts, "销售费用", 0)->parent);
    assert_int_equal(fact_of(facts, "销售费用", 0)->statement, GK_STATEMENT_INCOME);
    gk_facts_free(facts);
}

static void test_one_note_in_pounds_does_not_make_dollars_pounds(void **state)
{
    (void)state;
    static const char table[] = "Years ended December 31          2018        2017\n"
                                "(in millions)\n"
                                "%s                         $ 9,412     $ 9,866\n"
                                "%s of others                  1,108       1,301\n\f";
    gk_string text = {0};
    gk_string_addf(&text, table, "Net sales", "Net sales");
    gk_string_addf(&text, table, "Inventories", "Inventories");
    gk_string_add(&text, "Notes in pounds                  2018        2017\n"
                         "Notes due 2030                  £ 412       £ 866\n"
                         "Notes due 2031                    108         301\n");
    gk_facts *facts = facts_of(text.data, &annual);
    gk_string_free(&text);
    assert_string_equal(fact_of(facts, "Net sales", 0)->currency, "USD");
    assert_string_equal(fact_of(facts, "Notes due 2030", 0)->currency, "GBP");
    gk_facts_free(facts);
}

static void test_columns_that_have_run_together_are_told_apart(void **state)
{
    (void)state;
    gk_facts_about about = {"年度报告", "zh", "2019-12-31", 2019, "FY"};
    gk_facts *facts = facts_of(
        "示例银行股份有限公司\n"
        "2019年度合并及银行现金流量表\n"
        "(除特别注明外，金额单位均为人民币百万元)\n"
        "附注2019年度2018年度2019年度2018年度合并合并银行银行一、经营活动\n"
        "支付的各项税费(33,549)(20,167)(32,925)(19,920)经营活动现金流出小计(1,106,038)"
        "(996,206)(1,101,886)(990,010)经营活动产生的现金流量净额八、4426,443184,505"
        "34,108185,830\n"
        "卖出回购金融资产款净增加额-19,667-19,667\n",
        &about);
    check_value(facts, "支付的各项税费", 1, -20167e6);
    check_value(facts, "经营活动现金流出小计", 2, -1101886e6);
    check_value(facts, "经营活动产生的现金流量净额", 0, 26443e6); /* note 44 */
    check_value(facts, "经营活动产生的现金流量净额", 3, 185830e6);
    check_value(facts, "卖出回购金融资产款净增加额", 0, 0);
    check_value(facts, "卖出回购金融资产款净增加额", 1, 19667e6);
    check_time(facts, "支付的各项税费", 1, 20180101, 20181231);
    assert_false(fact_of(facts, "支付的各项税费", 1)->parent);
    assert_true(fact_of(facts, "支付的各项税费", 2)->parent);
    assert_int_equal(fact_of(facts, "支付的各项税费", 2)->statement, GK_STATEMENT_CASH);
    gk_facts_free(facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quarter_and_year_to_date_of_a_calendar_year),
        cmocka_unit_test(test_fiscal_year_that_ends_in_january_and_is_named_by_its_beginning),
        cmocka_unit_test(test_balance_sheet_has_moments_and_the_quarter_that_they_end),
        cmocka_unit_test(test_balances_of_a_rollforward_are_moments_and_what_lies_between_flows),
        cmocka_unit_test(test_a_period_between_rows_or_over_the_table_holds_for_what_follows),
        cmocka_unit_test(test_a_change_is_no_figure_of_the_period),
        cmocka_unit_test(test_years_that_are_still_to_come_are_told_of_now),
        cmocka_unit_test(test_chinese_headings_name_this_period_and_the_one_before),
        cmocka_unit_test(test_a_title_may_end_the_line_above),
        cmocka_unit_test(test_one_note_in_pounds_does_not_make_dollars_pounds),
        cmocka_unit_test(test_columns_that_have_run_together_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
