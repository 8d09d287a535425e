/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct sheet {
    gk_arena *arena;
    gk_laid_text laid;
} sheet;

static int setup(void **state)
{
    sheet *s = gk_alloc(sizeof *s);
    s->arena = gk_arena_new();
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    sheet *s = *state;
    gk_arena_free(s->arena);
    gk_free(s);
    return 0;
}

static void lay(sheet *s, const char *text)
{
    gk_laid_read(text, strlen(text), s->arena, &s->laid);
}

/* The line that holds words. */
static size_t line_with(const sheet *s, const char *words)
{
    for (size_t i = 0; i < s->laid.count; i++) {
        const gk_text_line *l = &s->laid.lines[i];
        if (memmem(s->laid.text + l->start, l->end - l->start, words, strlen(words))) return i;
    }
    fail_msg("no line holds \"%s\"", words);
    return 0;
}

static void add_column(gk_string *out, const gk_column *c)
{
    if (!c->period.year) {
        gk_string_add(out, "?");
        return;
    }
    gk_string_addf(out, "%d", c->period.year);
    if (c->period.quarter) gk_string_addf(out, "q%d", c->period.quarter);
    if (c->period.half) gk_string_addf(out, "h%d", c->period.half);
    if (c->period.month) gk_string_addf(out, "-%d", c->period.month);
    if (c->period.day) gk_string_addf(out, "-%d", c->period.day);
    if (c->months) gk_string_addf(out, "/%dm", c->months);
    if (c->shared) gk_string_add(out, " shared");
}

/* The columns of the row that holds words, as "2018 2017", "2024/3m 2023/3m", "? ?". */
static void check_columns(sheet *s, const char *text, const char *words, int year,
                          const char *expected)
{
    lay(s, text);
    size_t line = line_with(s, words);
    if (s->laid.lines[line].kind != GK_LINE_ROW) fail_msg("no row: %s", words);
    const gk_column *columns = gk_table_columns(&s->laid, line, year, s->arena);
    gk_string got = {0};
    gk_string_add(&got, "");
    for (size_t i = 0; i < s->laid.lines[line].row.cell_count; i++) {
        if (i) gk_string_add(&got, ", ");
        add_column(&got, &columns[i]);
        bool headed = columns[i].heading_line < line;
        if (headed != (columns[i].period.year != 0))
            fail_msg("%s: column %zu has year %d and heading line %zu", words, i,
                     columns[i].period.year, columns[i].heading_line);
    }
    assert_string_equal(got.data, expected);
    gk_string_free(&got);
}

/* ---- lines --------------------------------------------------------------------------------- */

static void a_text_is_cut_into_its_lines(void **state)
{
    sheet *s = *state;
    lay(s, "Balance Sheet\n\nCash      12    15\nlast");
    assert_int_equal(s->laid.count, 4);
    static const struct {
        size_t start, end;
        gk_line_kind kind;
    } expected[] = {{0, 13, GK_LINE_HEADING},
                    {14, 14, GK_LINE_BLANK},
                    {15, 33, GK_LINE_ROW},
                    {34, 38, GK_LINE_HEADING}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(s->laid.lines[i].start, expected[i].start);
        assert_int_equal(s->laid.lines[i].end, expected[i].end);
        assert_int_equal(s->laid.lines[i].kind, expected[i].kind);
    }
    assert_int_equal(s->laid.lines[2].row.cell_count, 2);
    assert_int_equal(s->laid.lines[0].row.cell_count, 0);
}

static void a_last_newline_begins_no_line(void **state)
{
    sheet *s = *state;
    lay(s, "one\ntwo\n");
    assert_int_equal(s->laid.count, 2);
    assert_int_equal(s->laid.lines[1].end, 7);
    lay(s, "\n\n");
    assert_int_equal(s->laid.count, 2);
    lay(s, "");
    assert_int_equal(s->laid.count, 0);
}

/* ---- columns ------------------------------------------------------------------------------- */

static const char statement[] = "            Halden Group\n"
                                "  Consolidated Statement of Cash Flows\n"
                                "   Years ended December 31\n"
                                "\n"
                                "(Millions)                        2018      2017      2016\n"
                                "Cash Flows from Operating Activities\n"
                                "Net income                      $ 5,363   $ 4,869   $ 5,058\n"
                                "Other, net                          (15)        —        22\n"
                                "\n"
                                "Cash Flows from Investing Activities\n"
                                "Purchases of plant               (1,577)   (1,373)   (1,420)\n"
                                "Proceeds from sale                 262                  58\n";

static void years_side_by_side_head_the_figures_below_in_order(void **state)
{
    check_columns(*state, statement, "Net income", 0,
                  "2018-12-31/12m, 2017-12-31/12m, 2016-12-31/12m");
}

static void a_dash_keeps_its_column(void **state)
{
    check_columns(*state, statement, "Other, net", 0,
                  "2018-12-31/12m, 2017-12-31/12m, 2016-12-31/12m");
}

static void headings_hold_across_the_sections_of_a_table(void **state)
{
    check_columns(*state, statement, "Purchases", 0,
                  "2018-12-31/12m, 2017-12-31/12m, 2016-12-31/12m");
}

static void an_empty_cell_leaves_the_others_under_their_years(void **state)
{
    check_columns(*state, statement, "Proceeds", 0, "2018-12-31/12m, 2016-12-31/12m");
}

static void a_date_above_the_years_lends_them_its_month(void **state)
{
    check_columns(*state,
                  "Balance sheet at\n"
                  "                             June 29,   July 1,\n"
                  "                               2024       2023\n"
                  "Inventories                   287.4      301.2\n",
                  "Inventories", 0, "2024-6-29, 2023-7-1");
}

static void written_dates_are_columns(void **state)
{
    check_columns(*state,
                  "                          December 31, 2018    December 31, 2017\n"
                  "Total assets                       36,500               37,987\n",
                  "Total assets", 0, "2018-12-31, 2017-12-31");
}

static void quarters_are_columns(void **state)
{
    check_columns(*state,
                  "                       Q2 2024     Q1 2024     Q2 2023\n"
                  "Net sales                1,204       1,133       1,150\n",
                  "Net sales", 0, "2024q2, 2024q1, 2023q2");
}

static void durations_side_by_side_hold_for_their_share_of_the_columns(void **state)
{
    static const char text[] =
        "                         Three Months Ended        Six Months Ended\n"
        "                         June 29,    July 1,       June 29,    July 1,\n"
        "                           2024        2023          2024        2023\n"
        "Net sales                 1,204       1,150         2,337       2,251\n";
    check_columns(*state, text, "Net sales", 0,
                  "2024-6-29/3m, 2023-7-1/3m, 2024-6-29/6m, 2023-7-1/6m");
}

static void a_duration_above_one_pair_holds_for_both(void **state)
{
    check_columns(*state,
                  "                         Three Months Ended March 31,\n"
                  "                           2024        2023\n"
                  "Net sales                 1,204       1,150\n",
                  "Net sales", 0, "2024-3-31/3m, 2023-3-31/3m");
}

static void one_date_over_several_figures_is_shared(void **state)
{
    check_columns(*state,
                  "                                     As of December 31, 2018\n"
                  "                            Level 1     Level 2     Level 3\n"
                  "Corporate debt securities       125          40           3\n",
                  "Corporate", 0, "2018-12-31 shared, 2018-12-31 shared, 2018-12-31 shared");
}

static void one_date_over_one_figure_is_its_own(void **state)
{
    check_columns(*state,
                  "                                       December 31, 2018\n"
                  "Number of stores                                     982\n",
                  "Number", 0, "2018-12-31");
}

static void chinese_words_for_this_period_and_the_last(void **state)
{
    static const char text[] = "项目                 附注     期末余额            期初余额\n"
                               "货币资金              1     350,661,798.80     310,000,000.00\n"
                               "存货                        120,000,000.00     118,500,000.00\n";
    check_columns(*state, text, "存货", 2022, "2022, 2021");
    /* Which year is this one is not known: neither is the other. */
    check_columns(*state, text, "存货", 0, "?, ?");
}

static void a_year_that_is_printed_beats_what_the_document_says(void **state)
{
    check_columns(*state,
                  "项目                      2021年度            2020年度\n"
                  "营业收入            1,581,905,632.48    1,126,782,253.35\n",
                  "营业收入", 2023, "2021, 2020");
}

static void a_paragraph_between_ends_the_table(void **state)
{
    check_columns(
        *state,
        "                                  2018      2017\n"
        "Net sales                        32,765    31,657\n"
        "\n"
        "The Company reports its sales by segment, and each of the segments has an owner "
        "who answers for it\n"
        "to the board. What follows is a list of the plants of the segments together with "
        "the floor space that\n"
        "each of them takes up, in square metres, as it was surveyed at the time of the "
        "last inspection of it.\n"
        "\n"
        "Plant in Halden                     120       140\n",
        "Plant in Halden", 0, "?, ?");
}

static void nothing_above_is_nothing_known(void **state)
{
    check_columns(*state, "Net sales           32,765      31,657\n", "Net sales", 2018, "?, ?");
    check_columns(*state,
                  "In 2018 the company sold its business in gas, and was the better for it.\n"
                  "Net sales           32,765      31,657\n",
                  "Net sales", 0, "?, ?");
}

static void a_line_that_is_no_row_has_no_columns(void **state)
{
    sheet *s = *state;
    lay(s, "2018    2017\nNet sales\n");
    gk_table_columns(&s->laid, 1, 0, s->arena);
    assert_int_equal(s->laid.lines[1].row.cell_count, 0);
}

/* ---- units --------------------------------------------------------------------------------- */

static void check_unit(sheet *s, const char *text, const char *words, double scale,
                       const char *word, size_t expected_line)
{
    lay(s, text);
    gk_unit unit;
    size_t line = 99;
    bool found = gk_table_unit(&s->laid, line_with(s, words), &unit, &line);
    if (found != (scale != 0)) fail_msg("%s: %s a unit", words, found ? "has" : "lacks");
    if (unit.scale != scale) fail_msg("%s: scale %g, not %g", words, unit.scale, scale);
    assert_string_equal(unit.word, word);
    if (found) assert_int_equal(line, expected_line);
    gk_unit again;
    assert_int_equal(gk_table_unit(&s->laid, line_with(s, words), &again, NULL), found);
}

static void the_unit_line_above_holds_for_the_row(void **state)
{
    check_unit(*state, statement, "Purchases", 1e6, "Millions", 4);
}

static void the_nearest_unit_line_wins(void **state)
{
    static const char text[] = "(in millions)            2018     2017\n"
                               "Net sales              32,765   31,657\n"
                               "\n"
                               "(in thousands)           2018     2017\n"
                               "Shares issued           1,204    1,150\n";
    check_unit(*state, text, "Shares issued", 1e3, "thousands", 3);
    check_unit(*state, text, "Net sales", 1e6, "millions", 0);
}

static void a_row_may_state_its_own_unit_and_only_its_own(void **state)
{
    static const char text[] = "                                2018     2017\n"
                               "Backlog (in billions)            4.2      3.9\n"
                               "Employees                     93,516   91,536\n";
    check_unit(*state, text, "Backlog", 1e9, "billions", 1);
    check_unit(*state, text, "Employees", 0, "", 0);
}

static void a_chinese_unit_line(void **state)
{
    check_unit(*state,
               "                                    单位：万元 币种：人民币\n"
               "项目                   2022年           2021年\n"
               "营业收入            77,315.13        70,001.00\n",
               "营业收入", 1e4, "万元", 0);
}

static void without_a_unit_line_there_is_no_unit(void **state)
{
    check_unit(*state, "          2018     2017\nNet sales    32,765   31,657\n", "Net sales", 0,
               "", 0);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        test(a_text_is_cut_into_its_lines),
        test(a_last_newline_begins_no_line),
        test(years_side_by_side_head_the_figures_below_in_order),
        test(a_dash_keeps_its_column),
        test(headings_hold_across_the_sections_of_a_table),
        test(an_empty_cell_leaves_the_others_under_their_years),
        test(a_date_above_the_years_lends_them_its_month),
        test(written_dates_are_columns),
        test(quarters_are_columns),
        test(durations_side_by_side_hold_for_their_share_of_the_columns),
        test(a_duration_above_one_pair_holds_for_both),
        test(one_date_over_several_figures_is_shared),
        test(one_date_over_one_figure_is_its_own),
        test(chinese_words_for_this_period_and_the_last),
        test(a_year_that_is_printed_beats_what_the_document_says),
        test(a_paragraph_between_ends_the_table),
        test(nothing_above_is_nothing_known),
        test(a_line_that_is_no_row_has_no_columns),
        test(the_unit_line_above_holds_for_the_row),
        test(the_nearest_unit_line_wins),
        test(a_row_may_state_its_own_unit_and_only_its_own),
        test(a_chinese_unit_line),
        test(without_a_unit_line_there_is_no_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
