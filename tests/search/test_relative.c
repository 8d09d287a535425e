/* SPDX-License-Identifier: Apache-2.0 */
#include "search/search.h"

#include "cards.h"

static char *periods_of(const gk_question *q, const gk_period *periods, size_t count)
{
    gk_string got = {0};
    gk_string_add(&got, "");
    for (size_t i = 0; i < count; i++) {
        const gk_period *p = &periods[i];
        gk_string_addf(&got, "%s%d", got.length ? " " : "", p->year);
        if (p->quarter) gk_string_addf(&got, "Q%d", p->quarter);
        if (p->half) gk_string_addf(&got, "H%d", p->half);
        if (p->month) gk_string_addf(&got, "-%02d", p->month);
        if (p->day) gk_string_addf(&got, "-%02d", p->day);
        if (periods != q->periods) continue;
        static const char signs[] = {
            [GK_ROLE_NAMED] = ' ',    [GK_ROLE_BARE] = 'b',  [GK_ROLE_THING] = 't',
            [GK_ROLE_DOCUMENT] = 'd', [GK_ROLE_RANGE] = 'r', [GK_ROLE_RELATIVE] = 'l',
            [GK_ROLE_PRIOR] = 'p'};
        if (signs[q->roles[i]] != ' ') gk_string_addf(&got, "%c", signs[q->roles[i]]);
    }
    return gk_string_take(&got);
}

static void check(const char *text, const char *expected)
{
    gk_question *q;
    gk_question_read(text, "2024-05-10", &q);
    char *got = periods_of(q, q->periods, q->period_count);
    if (strcmp(got, expected) != 0) fail_msg("%s\ngot \"%s\", not \"%s\"", text, got, expected);
    gk_free(got);
    gk_question_free(q);
}

static void check_asked(const char *text, const char *expected)
{
    gk_question *q;
    gk_question_read(text, "2024-05-10", &q);
    char *got = periods_of(q, q->asked, q->asked_count);
    if (strcmp(got, expected) != 0) fail_msg("%s\ngot \"%s\", not \"%s\"", text, got, expected);
    gk_free(got);
    gk_question_free(q);
}

/* ---- told from a day ------------------------------------------------------------------------- */

static void years_and_quarters_are_told_from_the_day(void **state)
{
    (void)state;
    check("What was revenue last year?", "2023l");
    check("What was revenue last fiscal year?", "2023l");
    check("What is revenue this year?", "2024l");
    check("What was revenue last quarter?", "2024Q1l");
    check("What was revenue in the previous quarter?", "2024Q1l");
    check("What is revenue this quarter?", "2024Q2l");
    check("What was revenue in the most recent quarter?", "2024Q1l");
    check("revenue two years ago", "2022l");
    check("revenue in the third quarter of last year", "2023Q3l");
    check("last year's Q3 revenue", "2023Q3l");
    check("Q4 revenue", "2023Q4l");
    check("first half revenue", "2023H1l");
}

static void a_day_early_in_a_year_looks_back_over_its_beginning(void **state)
{
    (void)state;
    gk_question *q;
    gk_question_read("revenue last quarter", "2024-01-05T10:00:00Z", &q);
    assert_int_equal(q->period_count, 1);
    assert_int_equal(q->periods[0].year, 2023);
    assert_int_equal(q->periods[0].quarter, 4);
    assert_string_equal(q->today, "2024-01-05");
    gk_question_free(q);
}

static void without_a_day_the_clock_s_is_taken(void **state)
{
    (void)state;
    static const char *const none[] = {NULL, "", "yesterday", "2024-13-40"};
    char now[21];
    gk_time_iso(now);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        gk_question *q;
        gk_question_read("revenue last year", none[i], &q);
        assert_int_equal(q->periods[0].year, atoi(now) - 1);
        gk_question_free(q);
    }
}

static void chinese_relative_periods_are_told(void **state)
{
    (void)state;
    check("去年的营业收入", "2023l");
    check("今年的营业收入", "2024l");
    check("前年的营业收入", "2022l");
    check("上个季度的净利润", "2024Q1l");
    check("去年第三季度的净利润", "2023Q3l");
    check("今年上半年的净利润", "2024H1l");
    check("近三年的净利润", "2021l 2022l 2023l");
    check("最近两年净利润", "2022l 2023l");
    check("2022年三季报净利润", "2022Q3");
    check("2022年第三季度净利润同比", "2022Q3 2021Q3p");
    check("三季度净利润", "2023Q3l");
}

static void words_alone_are_no_period(void **state)
{
    (void)state;
    check("What are current liabilities?", "");
    check("What is the current ratio?", "");
    check("What happened in past years?", "");
    check("Which products came last?", "");
    check("this segment's prior owner", "");
}

/* ---- ranges ------------------------------------------------------------------------------------
 */

static void a_range_names_every_year(void **state)
{
    (void)state;
    check("between 2019 and 2022", "2019 2020r 2021r 2022");
    check("from FY2016 to FY2018", "2016 2017r 2018");
    check("2016-2018 revenue", "2016b 2017r 2018b");
    check("FY2015 - FY2017", "2015 2016r 2017");
    check("2018年至2020年", "2018 2019r 2020");
    check("the three years ended December 31, 2019", "2017r 2018r 2019-12-31");
    check("three years ended 2019", "2017r 2018r 2019");
    check("the last three years", "2021l 2022l 2023l");
    check("the past 2 quarters", "2023Q4l 2024Q1l");
    check("2018, 2020", "2018b 2020b");
    check("2018 and 2020", "2018b 2020");
    check("from 1985 to 2020", "1985 2020"); /* too many to be meant */
    check_asked("from FY2016 to FY2018", "2016 2017 2018");
}

static void what_needs_several_documents_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool compares;
    } cases[] = {{"from FY2016 to FY2018", true},
                 {"revenue growth in FY2018", true},
                 {"FY2018 vs FY2017 revenue", true},
                 {"the last three years", true},
                 {"2022年净利润同比", true},
                 {"revenue in FY2018", false},
                 {"What did the 2018 10-K say?", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_question *q;
        gk_question_read(cases[i].text, "2024-05-10", &q);
        if (q->compares != cases[i].compares) fail_msg("%s", cases[i].text);
        gk_question_free(q);
    }
}

/* ---- what a period is there for
 * ------------------------------------------------------------------ */

static void the_year_before_is_told_from_the_other_period(void **state)
{
    (void)state;
    check("FY2019 revenue compared with the prior year", "2019 2018p");
    check("Q2 2023 revenue, year over year", "2023Q2 2022Q2p");
    check("Q1 2023 revenue against the previous quarter", "2023Q1 2022Q4p");
    check("December 31, 2019 debt, a year earlier", "2019-12-31 2018-12-31p");
    check("revenue against the prior year", "2023l");
    check_asked("FY2019 revenue compared with the prior year", "2019");
}

static void years_in_the_names_of_things_are_told_apart(void **state)
{
    (void)state;
    check("When do the 2020 Notes mature?", "2020t");
    check("the 2017 Tax Act in FY2018", "2017t 2018");
    check("adoption of ASU 2016-15", "");
    check("What did the 2018 10-K say of 2016?", "2018d 2016");
    check("What was in the fiscal 2018 annual report?", "2018d");
    check("2018 revenue", "2018b");
    check("revenue in 2018", "2018");
    check("Q3 revenue in 2018", "2018Q3");
    check_asked("the 2017 Tax Act in FY2018", "2018");
    check_asked("What did the 2018 10-K say?", "2018");
}

/* ---- told from the library
 * ----------------------------------------------------------------------- */

static const card archive[] = {
    {"d1", "Halden Marine, Inc.", "HLM", NULL, "10-K", "2018", "FY", "2018-06-30", "2018-08-20",
     NULL},
    {"d2", "Halden Marine, Inc.", "HLM", NULL, "10-K", "2019", "FY", "2019-06-30", "2019-08-20",
     NULL},
    {"d3", "Halden Marine, Inc.", "HLM", NULL, "10-Q", "2020", "Q1", "2019-09-30", "2019-11-02",
     NULL},
    {"d4", "Halden Marine, Inc.", "HLM", NULL, "10-Q", "2020", "Q2", "2019-12-31", "2020-02-02",
     NULL},
    {"d5", "Brightwater Corporation", NULL, NULL, "10-K", "2022", "FY", "2022-12-31", "2023-02-20",
     NULL},
};

static void check_settled(world *w, const char *today, const char *text, const char *expected)
{
    gk_question *q;
    gk_question_read(text, today, &q);
    assert_ok(w, gk_question_settle(w->library, q, NULL, &w->err));
    char *got = periods_of(q, q->periods, q->period_count);
    if (strcmp(got, expected) != 0) fail_msg("%s\ngot \"%s\", not \"%s\"", text, got, expected);
    gk_free(got);
    gk_question_free(q);
}

static void what_the_library_has_of_the_company_decides(void **state)
{
    world *w = *state;
    add_cards(w, archive, sizeof archive / sizeof *archive);
    static const char today[] = "2024-05-10";
    check_settled(w, today, "Halden Marine's latest 10-K", "2019d");
    check_settled(w, today, "Halden Marine's most recent 10-Q", "2020Q2d");
    check_settled(w, today, "Halden Marine's revenue last quarter", "2020Q2l");
    check_settled(w, today, "Halden Marine's revenue in the latest quarter", "2020Q2l");
    check_settled(w, today, "Halden Marine's revenue last year", "2019l");
    check_settled(w, today, "Halden Marine's revenue this year", "2020l");
    check_settled(w, today, "Halden Marine's revenue in the latest fiscal year", "2019l");
    check_settled(w, today, "Halden Marine's revenue over the last two years", "2018l 2019l");
    check_settled(w, today, "Halden Marine's Q1 revenue", "2020Q1l");
    check_settled(w, today, "Brightwater's latest 10-K", "2022d");
    check_settled(w, today, "Halden Marine in FY2018", "2018");
    check_settled(w, today, "the latest 10-K", "");
}

static void a_library_of_another_time_is_looked_back_over_in_order(void **state)
{
    world *w = *state;
    add_cards(w, archive, sizeof archive / sizeof *archive);
    static const char today[] = "2022-05-10";
    check_settled(w, today, "Halden Marine's revenue last year", "2019l");
    check_settled(w, today, "Halden Marine's revenue two years ago", "2018l");
    check_settled(w, today, "Halden Marine's revenue three years ago", "2017l");
    check_settled(w, today, "Halden Marine's revenue four years ago", "2016l");
    check_settled(w, today, "Halden Marine's revenue in Q3 of last year", "2019Q3l");
    check_settled(w, today, "Halden Marine's Q4 revenue", "2019Q4l");
    check_settled(w, today, "Halden Marine's Q3 revenue", "2019Q3l");
    check_settled(w, today, "Halden Marine's Q2 revenue", "2020Q2l");
    check_settled(w, today, "Halden Marine's first half revenue", "2020H1l");
    check_settled(w, today, "Halden Marine's second half revenue", "2019H2l");
    check_settled(w, "2021-05-10", "Halden Marine's revenue last year", "2020l");
    check_settled(w, "2021-05-10", "Halden Marine's revenue three years ago", "2018l");
}

static void the_last_fiscal_year_is_the_newest_that_is_reported(void **state)
{
    world *w = *state;
    static const card tarn[] = {
        {"t1", "Tarn & Fell", "TNF", NULL, "10-K", "2022", "FY", "2022-12-31", "2023-02-20", NULL},
        {"t2", "Tarn & Fell", "TNF", NULL, "10-Q", "2023", "Q3", "2023-09-30", "2023-11-02", NULL},
        {"t3", "Tarn & Fell", "TNF", NULL, "10-K", "2023", "FY", "2023-12-31", "2024-02-20", NULL}};
    add_cards(w, tarn, sizeof tarn / sizeof *tarn);
    static const char *const newest[] = {"Tarn & Fell's revenue last fiscal year",
                                         "Tarn & Fell's revenue in the past fiscal year",
                                         "Tarn & Fell's revenue in the last reported year",
                                         "Tarn & Fell's revenue in the last completed fiscal year"};
    for (size_t i = 0; i < sizeof newest / sizeof *newest; i++) {
        check_settled(w, "2024-01-31", newest[i], "2022l");
        check_settled(w, "2024-02-20", newest[i], "2023l");
    }
    check_settled(w, "2024-01-31", "Tarn & Fell's revenue in Q3 of last fiscal year", "2022Q3l");
    check_settled(w, "2024-01-31", "Tarn & Fell's revenue last year", "2023l");
    check_settled(w, "2024-01-31", "Tarn & Fell's revenue last calendar year", "2023l");
}

static void nothing_is_told_from_what_came_later(void **state)
{
    world *w = *state;
    add_cards(w, archive, sizeof archive / sizeof *archive);
    check_settled(w, "2019-09-01", "Halden Marine's latest 10-K", "2019d");
    check_settled(w, "2019-08-01", "Halden Marine's latest 10-K", "2018d");
    check_settled(w, "2019-12-01", "Halden Marine's revenue in the latest quarter", "2020Q1l");
    int64_t some[] = {world_content(w, "d1")};
    const gk_admission admission = {.contents = some, .count = 1};
    gk_question *q;
    gk_question_read("Halden Marine's latest 10-K", "2024-05-10", &q);
    assert_ok(w, gk_question_settle(w->library, q, &admission, &w->err));
    assert_int_equal(q->period_count, 1);
    assert_int_equal(q->periods[0].year, 2018);
    gk_question_free(q);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_and_quarters_are_told_from_the_day),
        cmocka_unit_test(a_day_early_in_a_year_looks_back_over_its_beginning),
        cmocka_unit_test(without_a_day_the_clock_s_is_taken),
        cmocka_unit_test(chinese_relative_periods_are_told),
        cmocka_unit_test(words_alone_are_no_period),
        cmocka_unit_test(a_range_names_every_year),
        cmocka_unit_test(what_needs_several_documents_is_said),
        cmocka_unit_test(the_year_before_is_told_from_the_other_period),
        cmocka_unit_test(years_in_the_names_of_things_are_told_apart),
        test(what_the_library_has_of_the_company_decides),
        test(a_library_of_another_time_is_looked_back_over_in_order),
        test(the_last_fiscal_year_is_the_newest_that_is_reported),
        test(nothing_is_told_from_what_came_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
