/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts without a cover: releases, calls, Chinese reports, news, research, policy.
 */
#include "world.h"

static void a_release_names_company_period_and_day(void **state)
{
    (void)state;
    gk_about *a = about_text(
        "   Gadget House Reports Fourth Quarter Results\n   Comparable Sales Declined 9.3%\n\n"
        "SPRINGFIELD, March 2, 2023 -- Gadget House Co., Inc. (NYSE: GHX) today announced results "
        "for the\n"
        "13-week fourth quarter ended January 28, 2023 (\"Q4 FY23\"), as compared to the quarter "
        "ended\n"
        "January 29, 2022 (\"Q4 FY22\"). Net sales, revenue and diluted earnings per share are "
        "below.\n");
    assert_string_equal(value_of(a, GK_FIELD_FORM), "Earnings");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "Gadget House Co., Inc.");
    assert_string_equal(value_of(a, GK_FIELD_TICKER), "GHX");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q4");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2023");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2023-01-28");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2023-03-02");
    assert_true(has_alias(a, "Gadget House"));
    assert_true(has_alias(a, "GHX"));
    gk_about_free(a);
}

static void a_headline_alone_names_the_company_that_the_text_completes(void **state)
{
    (void)state;
    gk_about *a = about_text(
        "          Chipworks Reports Second-Quarter 2023 Financial Results\n\nNews Summary\n"
        "Second-quarter revenue was $14.0 billion; earnings per share (EPS) $1.33.\n"
        "SANTA ROSA, Calif., July 27, 2023 - Chipworks Corporation today reported results.\n");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "Chipworks Corporation");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q2");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2023");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2023-07-27");
    gk_about_free(a);
}

static void a_browsers_page_head_is_no_dateline(void **state)
{
    (void)state;
    gk_about *a = about_text(
        "7/16/23, 3:13 PM                      Proof.htm\n"
        "Jet Makers Reports Second Quarter 2023 Financial Results\n"
        "BETHESDA, Md., July 18, 2023 /PRNewswire/ -- Jet Makers Corporation [NYSE: JET] today\n"
        "reported second quarter 2023 net sales of $16.7 billion and net income; results.\n");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2023-07-18");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "Jet Makers Corporation");
    assert_string_equal(value_of(a, GK_FIELD_TICKER), "JET");
    gk_about_free(a);
}

static void a_lost_ligature_does_not_hide_the_quarter(void **state)
{
    (void)state;
    gk_about *a = about_text(
        "Barn Clubs Corporation Reports Operating Results\n"
        "SEATTLE, Dec. 08, 2022 (GLOBE NEWSWIRE) -- Barn Clubs Corporation (Nasdaq: BARN) today\n"
        "announced its operating results for the rst quarter (twelve weeks) of scal 2023, ended\n"
        "November 20, 2022. Net sales for the rst quarter scal 2023 rose; revenue; net income.\n");
    assert_string_equal(value_of(a, GK_FIELD_FORM), "Earnings");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q1");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2023");
    assert_string_equal(value_of(a, GK_FIELD_SOURCE), "GlobeNewswire");
    gk_about_free(a);
}

static void a_titled_call_is_known_by_its_title(void **state)
{
    (void)state;
    gk_about *a = about_text(
        "Harbor Lines, Inc. (HLX) Q3 2021 Earnings Call Transcript\nNovember 3, 2021\n\n"
        "Operator: Good morning, and welcome. Please go ahead.\n");
    assert_string_equal(value_of(a, GK_FIELD_FORM), "Call");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "Harbor Lines, Inc.");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q3");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2021");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2021-11-03");
    gk_about_free(a);
}

static void the_end_of_a_calls_period_is_not_its_day(void **state)
{
    (void)state;
    gk_about *a = about_text(
        "Harbor Lines (HLX) Q2 2024 Earnings Call Transcript\n"
        "HLX earnings call for the period ending June 30, 2024.\n\n"
        "Aug 6, 2024 at 2:30 p.m. EDT\n\nOperator: Good morning, and welcome.\n");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2024-06-30");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2024-08-06");
    gk_about_free(a);
}

static void a_call_without_title_is_known_by_the_way_it_speaks(void **state)
{
    (void)state;
    gk_string s = {0};
    for (int i = 0; i < 10; i++)
        gk_string_add(&s, "Thank you, and good morning. I'm pleased with our results and we think "
                          "that you will be.\n"
                          "Our sales in the second quarter of 2021 grew compared to the second "
                          "quarter of 2020.\n");
    gk_about *a = about_text(s.data);
    assert_string_equal(value_of(a, GK_FIELD_FORM), "Call");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q2");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2021");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "(none)");
    gk_about_free(a);
    gk_string_free(&s);
}

/* Spoken by the way; %s is where the period is named. */
#define SPOKEN(period)                                                                             \
    "Good morning. Thank you for joining our call. I'm joined by our CFO, and we'll take your "    \
    "questions at the end, as we always do; let me begin with how we did and what we see.\n"       \
    "We are proud of our teams, and I thank you all for what you do for our customers. We have "   \
    "grown, we have kept our costs down, and we believe that we can do so again, as I said.\n"     \
    "Our stores are full and our shelves are, too, which you will see when you visit us. We are "  \
    "glad to say that our plan works and that we stand by what we told you.\n" period

static gk_about *about_named(const char *text, const char *name)
{
    gk_document *d = document_of(text);
    gk_about *about = gk_about_find(d, name, NULL, NULL);
    gk_document_free(d);
    return about;
}

static const char compared[] = SPOKEN(
    "Our first quarter fiscal 2021 results are compared to the first quarter of fiscal "
    "2019.\nSales rose 9% versus the first quarter of 2019. Margins rose from the first "
    "quarter of 2019.\n");

static void a_quarter_that_is_said_outweighs_those_compared_with(void **state)
{
    (void)state;
    gk_about *a = about_text(compared);
    assert_string_equal(value_of(a, GK_FIELD_FORM), "Call");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q1");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2021");
    assert_string_equal(where_of(a, GK_FIELD_FISCAL_YEAR), "what is discussed, page 1, line 4");
    assert_int_equal(a->values[GK_FIELD_FISCAL_YEAR].line, 4);
    gk_about_free(a);
    a = about_text(SPOKEN("Sales rose 9% versus the third quarter of 2020.\n"));
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q3");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2021");
    gk_about_free(a);
}

static void a_file_name_comes_before_what_a_call_discusses(void **state)
{
    (void)state;
    gk_about *a = about_named(compared, "WIDG_q2_2022.txt");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q2");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2022");
    assert_int_equal(a->values[GK_FIELD_FISCAL_YEAR].origin, GK_FROM_NAME);
    gk_about_free(a);
}

static void the_words_that_open_a_call_come_before_its_file_name(void **state)
{
    (void)state;
    gk_about *a = about_named(
        SPOKEN("Welcome to the Widget Works Inc. Q1 2021 earnings conference call. Sales rose from "
               "the second quarter of 2019. In the second quarter of 2022 we'll open stores, and "
               "in the second quarter of 2022 we'll close some.\n"),
        "WIDG_q2_2022.txt");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q1");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2021");
    assert_int_equal(a->values[GK_FIELD_FISCAL_YEAR].origin, GK_FROM_DOCUMENT);
    gk_about_free(a);
}

static void a_label_ends_the_value_before_it(void **state)
{
    (void)state;
    gk_about *a = about_text(
        "晨曦齿轮股份有限公司\n2020年年度报告\n公司董事会保证本报告内容真实。\n"
        "A股股票上市地点、简称、代码：  股票上市交易所： 上海证券交易所股票简称： 晨曦齿轮"
        "股票代码： 601998股份登记处： 中国结算\n"
        "H股股票上市地点：  香港联合交易所H股简称： 晨曦国际H股代码： 1998\n");
    assert_string_equal(value_of(a, GK_FIELD_TICKER), "601998.SH");
    assert_true(has_alias(a, "晨曦齿轮"));
    assert_true(has_alias(a, "晨曦国际"));
    gk_about_free(a);
}

static void a_chinese_annual_report_gives_code_names_and_period(void **state)
{
    (void)state;
    gk_about *a = about_text("青山机械股份有限公司\n2020 年年度报告\n董事会\n\f"
                             "释义\n报告期     指    2020年1月1日至2020年12月31日\n"
                             "公司的中文名称    青山机械股份有限公司\n"
                             "公司的外文名称    Green Hill Machinery Co., Ltd.\n"
                             "股票种类   股票上市交易所   股票简称   股票代码    变更前股票简称\n"
                             "A股       上海证券交易所   青山机械   600999      青山农机\n"
                             "董事会批准报送日期：2021年4月21日\n");
    assert_string_equal(value_of(a, GK_FIELD_LANGUAGE), "zh");
    assert_string_equal(value_of(a, GK_FIELD_FORM), "Annual report");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "青山机械股份有限公司");
    assert_string_equal(value_of(a, GK_FIELD_TICKER), "600999.SH");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2020");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "FY");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2020-12-31");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2021-04-21");
    assert_true(has_alias(a, "青山机械"));
    assert_true(has_alias(a, "青山农机"));
    assert_true(has_alias(a, "Green Hill Machinery Co., Ltd."));
    assert_true(has_alias(a, "600999"));
    gk_about_free(a);
}

static void a_chinese_quarterly_report_has_its_quarter(void **state)
{
    (void)state;
    gk_about *a = about_text("证券代码：300999    证券简称：海风科技    公告编号：2021-050\n"
                             "海风科技股份有限公司2021年第三季度报告\n"
                             "本公司及董事会全体成员保证信息披露的内容真实、准确、完整。\n");
    assert_string_equal(value_of(a, GK_FIELD_FORM), "Interim report");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q3");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2021");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2021-09-30");
    assert_string_equal(value_of(a, GK_FIELD_TICKER), "300999.SZ");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "海风科技股份有限公司");
    assert_true(has_alias(a, "海风科技"));
    gk_about_free(a);
}

static void a_half_year_in_chinese_numerals_is_read(void **state)
{
    (void)state;
    gk_about *a = about_text(
        "蓝天能源股份有限公司\n二〇二二年半年度报告\n公司董事会保证股东权益。\n");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "H1");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2022");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2022-06-30");
    gk_about_free(a);
}

typedef struct expected {
    const char *text, *form, *source;
} expected;

static void press_is_told_by_its_words(void **state)
{
    (void)state;
    static const expected cases[] = {
        {"Oil rises as stocks fall\nLONDON, Jan 3 (Reuters) - Oil prices rose on Tuesday.\n",
         "News", "Reuters"},
        {"For release at 2:00 p.m. EDT\nThe Federal Open Market Committee decided to maintain the "
         "target range.\n",
         "Policy", "Federal Reserve"},
        {"国务院办公厅关于进一步释放消费潜力的意见\n国办发〔2022〕9号\n各省、自治区、直辖市人民政府"
         "：\n",
         "Policy", "国务院办公厅"},
        {"Equity Research\nWe raise our price target to $50. Rating: Buy\nAnalyst Certification is "
         "at the end.\n",
         "Research", NULL},
        {"证券研究报告 | 公司点评\n投资评级：买入\n目标价：50元\n", "Research", NULL},
        {"财联社1月10日电，某公司披露定增结果，募集资金总额为15.74亿元。\n", "News", "财联社"},
        {"A list of groceries to buy for the weekend and of things to do.\n", "(none)", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_about *a = about_text(cases[i].text);
        assert_string_equal(value_of(a, GK_FIELD_FORM), cases[i].form);
        if (cases[i].source) assert_string_equal(value_of(a, GK_FIELD_SOURCE), cases[i].source);
        gk_about_free(a);
    }
}

static void former_names_belong_to_the_company(void **state)
{
    (void)state;
    gk_about *a = about_text(
        "UNITED STATES\nSECURITIES AND EXCHANGE COMMISSION\nWashington, D.C.\nFORM 10-K\n"
        "For the fiscal year ended December 31, 2021\n      CUBE, INC.\n"
        "(Exact name of registrant as specified in its charter)\n\f"
        "Cube, Inc. (formerly known as Square Deal, Inc.) makes terminals. In December 2021 it "
        "changed its\n"
        "corporate name from Square Deal, Inc. to Cube, Inc. The Cube Savings Plan (formerly known "
        "as the\n"
        "Deal Savings Plan) pays. Another Firm, Inc. (formerly known as Stranger, Inc.) is no "
        "relation.\n");
    assert_true(has_alias(a, "Square Deal, Inc."));
    assert_true(has_alias(a, "Square Deal"));
    assert_false(has_alias(a, "Stranger, Inc."));
    assert_false(has_alias(a, "Deal Savings Plan"));
    gk_about_free(a);
}

static void nothing_is_found_in_nothing(void **state)
{
    (void)state;
    gk_about *a = about_text("");
    for (int i = 0; i < GK_FIELDS; i++) assert_null(a->values[i].value);
    assert_int_equal(a->alias_count, 0);
    gk_about_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_release_names_company_period_and_day),
        cmocka_unit_test(a_headline_alone_names_the_company_that_the_text_completes),
        cmocka_unit_test(a_browsers_page_head_is_no_dateline),
        cmocka_unit_test(a_lost_ligature_does_not_hide_the_quarter),
        cmocka_unit_test(a_titled_call_is_known_by_its_title),
        cmocka_unit_test(the_end_of_a_calls_period_is_not_its_day),
        cmocka_unit_test(a_call_without_title_is_known_by_the_way_it_speaks),
        cmocka_unit_test(a_quarter_that_is_said_outweighs_those_compared_with),
        cmocka_unit_test(a_file_name_comes_before_what_a_call_discusses),
        cmocka_unit_test(the_words_that_open_a_call_come_before_its_file_name),
        cmocka_unit_test(a_label_ends_the_value_before_it),
        cmocka_unit_test(a_chinese_annual_report_gives_code_names_and_period),
        cmocka_unit_test(a_chinese_quarterly_report_has_its_quarter),
        cmocka_unit_test(a_half_year_in_chinese_numerals_is_read),
        cmocka_unit_test(press_is_told_by_its_words),
        cmocka_unit_test(former_names_belong_to_the_company),
        cmocka_unit_test(nothing_is_found_in_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
