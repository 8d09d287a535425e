/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void check_row(const char *line, const char *label, const char *values)
{
    gk_arena *arena = gk_arena_new();
    gk_row row;
    gk_line_kind kind = gk_table_line(line, strlen(line), arena, &row);
    if (kind != GK_LINE_ROW) fail_msg("no row (%d): %s", (int)kind, line);
    gk_string got = {0};
    gk_string_add(&got, "");
    for (size_t i = 0; i < row.cell_count; i++) {
        if (i) gk_string_add(&got, " ");
        if (row.cells[i].has_number)
            gk_string_addf(&got, "%.15g", row.cells[i].number.value);
        else
            gk_string_add(&got, "?");
    }
    assert_string_equal(got.data, values);
    char *got_label = gk_strndup(line + row.label.start, row.label.end - row.label.start);
    assert_string_equal(got_label, label);
    gk_free(got_label);
    gk_string_free(&got);
    gk_arena_free(arena);
}

static void test_rows(void **state)
{
    (void)state;
    check_row("Purchases of property, plant and equipment (PP&E)    (1,577)   (1,373)   (1,420)",
              "Purchases of property, plant and equipment (PP&E)", "-1577 -1373 -1420");
    check_row("  Net income including noncontrolling interest  $  5,363  $  4,869   $ 5,058",
              "Net income including noncontrolling interest", "5363 4869 5058");
    check_row("Gross margin      12.5 %     (3.1)%     —", "Gross margin", "12.5 -3.1 ?");
    check_row("Other, net    ( 15 )     $ (2 )", "Other, net", "-15 -2");
    check_row("其中：营业收入 1,581,905,632.48 1,126,782,253.35", "其中：营业收入",
              "1581905632.48 1126782253.35");
    check_row("存货                 七、9     350,661,798.80     360,000,000.00", "存货",
              "350661798.8 360000000");
    check_row("营业收入 1,581,905,632.48", "营业收入", "1581905632.48");
    check_row("Number of stores      982", "Number of stores", "982");
    check_row("Notes due 2026     500    500", "Notes due 2026", "500 500");
}

static void check_kind(const char *line, gk_line_kind expected)
{
    gk_arena *arena = gk_arena_new();
    gk_row row;
    gk_line_kind kind = gk_table_line(line, strlen(line), arena, &row);
    if (kind != expected) fail_msg("kind %d, not %d: %s", (int)kind, (int)expected, line);
    gk_arena_free(arena);
}

static void test_what_is_no_row(void **state)
{
    (void)state;
    check_kind("", GK_LINE_BLANK);
    check_kind("    \n", GK_LINE_BLANK);
    check_kind("(Millions)                    2018      2017     2016", GK_LINE_HEADING);
    check_kind("Years ended December 31", GK_LINE_HEADING);
    check_kind("Consolidated Statement of Cash Flows", GK_LINE_HEADING);
    check_kind("The Company spent heavily on its plants, and more so in the years before 2018",
               GK_LINE_PROSE);
    check_kind("In the year the company's sales rose by a little more than the market's, by 12",
               GK_LINE_PROSE);
}

static void test_units(void **state)
{
    (void)state;
    gk_unit unit;
    static const struct {
        const char *line;
        double scale;
        const char *word;
    } cases[] = {
        {"(Millions, except per share amounts)", 1e6, "Millions"},
        {"($ in thousands)", 1e3, "thousands"},
        {"In millions of dollars", 1e6, "millions"},
        {"单位：万元 币种：人民币", 1e4, "万元"},
        {"（除特别注明外，金额单位均为人民币百万元）", 1e6, "百万元"},
        {"(in millions)", 1e6, "millions"},
        {"($ million)       EBITDA    EBIT", 1e6, "million"},
        {"($ million, except per share amounts)", 1e6, "million"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (!gk_unit_find(cases[i].line, strlen(cases[i].line), &unit))
            fail_msg("%s", cases[i].line);
        assert_string_equal(unit.word, cases[i].word);
        assert_true(unit.scale == cases[i].scale);
    }
    assert_false(gk_unit_find("We sold 5 million units", 23, &unit));
    assert_false(gk_unit_find("millionaires", 12, &unit));
    assert_false(gk_unit_find("(about $5 million)", 18, &unit));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_what_is_no_row),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
