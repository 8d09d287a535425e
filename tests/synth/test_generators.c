/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static const char table[] =
    "Consolidated Statements of Cash Flows\n"
    "Year ended December 31\n"
    "(in millions)  2018  2017  2016\n"
    "Purchases of property and equipment  $  (1,577)  $  (1,373)  $  (1,420)\n"
    "Proceeds from sale of the marine division  104  12  3\n"
    "Other  7  (2)  11\n"
    "Net cash used in investing activities  (1,466)  (1,363)  (1,406)\n";

static const char headed[] =
    "Impairment of Drilling Rigs\n"
    "In the fourth quarter the company wrote down seven offshore rigs by $212 million, since day "
    "rates in the North Sea had fallen and two charterers did not renew. The rigs are stacked in "
    "Stavanger and are held for sale; their remaining carrying value is $31 million.\n";

static const char call[] =
    "We now take questions.\n"
    "Could you say how much of the margin decline in coatings came from titanium dioxide prices?\n"
    "About two thirds. We bought forward in spring, and those contracts run out in September, so "
    "you should see relief in the fourth quarter and the rest of it next year.\n";

static const char chinese_table[] = "现金流量表主要项目\n"
                                    "项目  2019年  2018年\n"
                                    "（一）购建固定资产支付的现金  1,577.20  1,373.10\n"
                                    "收到的税费返还  104.00  12.00\n";

static const char news[] =
    "【海川精工：拟投资12亿元建设伺服驱动器基地】海川精工公告，公司拟在无锡投资建设"
    "伺服驱动器生产基地，项目总投资约12亿元，预计2023年投产，达产后年产能80万台。";

/* Runs one generator on the world's passages. */
static void generate(const world *w, const char *generator, gk_synth_report *report)
{
    gk_error err = {0};
    const gk_synth_options options = {
        .passages = w->passages, .to = w->to, .generators = generator, .seed = 3};
    expect_ok(gk_synth(&options, report, &err), &err);
}

/* Runs it with many seeds and gives true where a query was `wanted`. */
static bool ever(const world *w, const char *generator, const char *wanted, const char *style)
{
    bool found = false;
    for (uint64_t seed = 0; seed < 300 && !found; seed++) {
        gk_error err = {0};
        gk_synth_report report;
        unlink(w->to);
        const gk_synth_options options = {
            .passages = w->passages, .to = w->to, .generators = generator, .seed = seed};
        expect_ok(gk_synth(&options, &report, &err), &err);
        json_t *all = queries_of(w);
        for (size_t i = 0; i < json_array_size(all); i++)
            found |= strcmp(field(all, i, "query"), wanted) == 0 &&
                     strcmp(field(all, i, "style"), style) == 0;
        json_decref(all);
    }
    return found;
}

static void a_row_is_asked_for_by_label_period_and_company(void **state)
{
    const world *w = *state;
    add_passage(w, "t", "HALDEN_2018_10K", table);
    assert_true(
        ever(w, "row", "Halden proceeds from sale of the marine division 2018", "keywords"));
    assert_true(ever(w, "row",
                     "How much purchases of property and equipment did Halden report for 2018?",
                     "question"));
    assert_true(ever(w, "row",
                     "How did Halden's purchases of property and equipment change from 2017 to "
                     "2018?",
                     "question"));
}

static void a_row_that_says_nothing_alone_is_not_asked_for(void **state)
{
    const world *w = *state;
    add_passage(w, "t", "HALDEN_2018_10K", table);
    assert_false(ever(w, "row", "Halden 2018 other", "keywords"));
    assert_false(ever(w, "row", "Halden other 2018", "keywords"));
}

static void a_row_of_a_chinese_table_is_asked_for_in_chinese(void **state)
{
    const world *w = *state;
    add_passage(w, "t", "海川精工_2019_年度报告", chinese_table);
    assert_true(ever(w, "row", "海川精工2019年的购建固定资产支付的现金是多少？", "question"));
    assert_true(ever(w, "row", "海川精工 2019年 收到的税费返还", "keywords"));
}

static void a_table_of_contents_has_no_rows(void **state)
{
    const world *w = *state;
    gk_synth_report report;
    add_passage(w, "t", "HALDEN_2018_10K",
                "Contents of this annual report to the shareholders of the company\n"
                "Risk Factors of the drilling business  12\nLegal Proceedings in Norway  31\n"
                "Selected Financial Data of five years  36\n");
    generate(w, "row", &report);
    assert_int_equal(report.queries, 0);
}

static void a_heading_is_asked_for_with_words_of_its_text(void **state)
{
    const world *w = *state;
    gk_synth_report report;
    add_passage(w, "h", "HALDEN_2018_10K", headed);
    generate(w, "heading", &report);
    json_t *all = queries_of(w);
    assert_int_equal(json_array_size(all), 1);
    expect_part(field(all, 0, "query"), "Halden");
    expect_part(field(all, 0, "query"), "mpairment of ");
    assert_string_equal(field(all, 0, "style"), "heading");
    assert_string_equal(field(all, 0, "passage_id"), "h");
    assert_string_equal(field(all, 0, "source"), "filing");
    json_decref(all);
}

static void a_running_head_is_no_heading(void **state)
{
    const world *w = *state;
    gk_synth_report report;
    for (int i = 0; i < 6; i++) {
        char *id = gk_format("p%d", i), *body = prose(i),
             *text = gk_format("Halden Instruments Annual Review\n%s", body);
        add_passage(w, id, "HALDEN_2018_10K", text);
        gk_free(text);
        gk_free(body);
        gk_free(id);
    }
    generate(w, "heading", &report);
    assert_int_equal(report.passages, 6);
    assert_int_equal(report.queries, 0);
}

static void a_sentence_is_cropped_and_told_whose_it_is(void **state)
{
    const world *w = *state;
    gk_synth_report report;
    add_prose(w, "HALDEN_2018_10K", 12);
    generate(w, "sentence", &report);
    json_t *all = queries_of(w);
    assert_true(json_array_size(all) >= 8);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *query = field(all, i, "query");
        assert_true(gk_starts_with(query, "Halden "));
        assert_true(gk_synth_words(query, strlen(query)) <= 20);
        assert_string_equal(field(all, i, "style"), "sentence");
    }
    json_decref(all);
}

static void a_headline_is_what_stands_in_brackets(void **state)
{
    const world *w = *state;
    gk_synth_report report;
    add_passage(w, "n", "NEWS_00017", news);
    generate(w, "headline", &report);
    json_t *all = queries_of(w);
    assert_int_equal(json_array_size(all), 1);
    assert_string_equal(field(all, 0, "query"), "海川精工：拟投资12亿元建设伺服驱动器基地");
    assert_string_equal(field(all, 0, "style"), "headline");
    json_decref(all);
}

static void a_headline_is_the_first_line_of_a_note(void **state)
{
    const world *w = *state;
    gk_synth_report report;
    char *body = prose(1);
    char *text = gk_format("Halden wins a contract for tidal sensors in Vestmark\n\n%s", body);
    add_passage(w, "n", "HALDEN_2024-08-20_NEWS", text);
    generate(w, "headline", &report);
    json_t *all = queries_of(w);
    assert_int_equal(json_array_size(all), 1);
    assert_string_equal(field(all, 0, "query"),
                        "Halden wins a contract for tidal sensors in Vestmark");
    json_decref(all);
    gk_free(text);
    gk_free(body);
}

static void a_question_of_a_call_is_asked_of_its_company(void **state)
{
    const world *w = *state;
    add_passage(w, "c", "CALL_HLD_q3_2021", call);
    assert_true(ever(w, "question",
                     "HLD Q3 2021: Could you say how much of the margin decline in coatings came "
                     "from titanium dioxide prices?",
                     "question"));
}

static void covers_signatures_and_exhibits_are_passed_over(void **state)
{
    (void)state;
    static const char *const useless[] = {
        "Date: March 17, 2023  /s/ A. Writer\nA. Writer, President and Chief Executive Officer of "
        "the registrant\nDate: March 17, 2023  /s/ B. Reader\nB. Reader, Chief Financial Officer",
        "Risk Factors ........ 12\nProperties ........ 31\nLegal Proceedings ........ 32\n"
        "Market for the Registrant's Common Equity ........ 33\nSelected Data ........ 36",
        "1  2  3  4  5  6  7  8  9  10  11  12  13  14  15  16  17  18  19  20  $  $  $  $  $  $ "
        " $  $  $  $  $  %  %  %  %  %  %  %  %  %  %  )  )  )  )  )  )  )  )  )  )  )  )",
        "Too short.",
    };
    for (size_t i = 0; i < sizeof useless / sizeof *useless; i++)
        if (gk_synth_fit(useless[i], strlen(useless[i]))) fail_msg("fit: %s", useless[i]);
    assert_true(gk_synth_fit(headed, strlen(headed)));
    assert_true(gk_synth_fit(news, strlen(news)));
    assert_true(gk_synth_fit(table, strlen(table)));
}

static void an_unknown_generator_is_named(void **state)
{
    (void)state;
    gk_error err = {0};
    unsigned chosen;
    assert_int_equal(gk_synth_generators_read("row,hedaing", &chosen, &err), GK_INVALID);
    expect_part(err.message, "'hedaing'");
    assert_int_equal(gk_synth_generators_read("", &chosen, &err), GK_INVALID);
    assert_int_equal(gk_synth_generators_read("row,heading", &chosen, &err), GK_OK);
    assert_int_equal(chosen, 3);
}

int main(void)
{
#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_row_is_asked_for_by_label_period_and_company),
        IN_WORLD(a_row_that_says_nothing_alone_is_not_asked_for),
        IN_WORLD(a_row_of_a_chinese_table_is_asked_for_in_chinese),
        IN_WORLD(a_table_of_contents_has_no_rows),
        IN_WORLD(a_heading_is_asked_for_with_words_of_its_text),
        IN_WORLD(a_running_head_is_no_heading),
        IN_WORLD(a_sentence_is_cropped_and_told_whose_it_is),
        IN_WORLD(a_headline_is_what_stands_in_brackets),
        IN_WORLD(a_headline_is_the_first_line_of_a_note),
        IN_WORLD(a_question_of_a_call_is_asked_of_its_company),
        cmocka_unit_test(covers_signatures_and_exhibits_are_passed_over),
        cmocka_unit_test(an_unknown_generator_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
