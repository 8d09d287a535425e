/* SPDX-License-Identifier: Apache-2.0 - tables of other shapes, and what is none */
#include "world.h"

static void test_columns_without_figures_in_a_row_stay_in_place(void **state)
{
    (void)state;
    gk_tables *tables = find("Statement of Changes in Equity\n"
                             "                            Common                  Accumulated\n"
                             "                             Stock     Retained    Other Income\n"
                             "(Millions)         Total     Issued    Earnings       (Loss)\n"
                             "Balance, 2020    $   100    $    20    $     90    $        (10)\n"
                             "Net income            30                     30\n"
                             "Buybacks             (25)                   (25)\n"
                             "Translation            2                                      2\n"
                             "Options                1          1\n"
                             "Balance, 2021    $   108    $    21    $     95    $         (8)\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_int_equal(t->column_count, 4);
    check_heading(t, 1, "Common Stock Issued");
    check_heading(t, 3, "Accumulated Other Income (Loss)");
    check_row(t, "Net income", "30=30;=empty;30=30;=empty");
    check_row(t, "Translation", "2=2;=empty;=empty;2=2");
    check_row(t, "Options", "1=1;1=1;=empty;=empty");
    gk_tables_free(tables);
}

static void test_years_at_the_left_edge_are_labels(void **state)
{
    (void)state;
    gk_tables *tables = find("Maturities (in millions):\n"
                             "              Operating    Finance\n"
                             "2024            $   410    $    12\n"
                             "2025                380         10\n"
                             "Thereafter        1,200          —\n"
                             "Total           $ 1,990    $    22\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_int_equal(t->column_count, 2);
    check_row(t, "2025", "380=380;10=10");
    check_heading(t, 0, "Operating");
    gk_tables_free(tables);
}

static void test_a_column_of_text_and_one_of_notes(void **state)
{
    (void)state;
    gk_tables *tables = find("Executive officers\n\n"
                             "Name             Age    Position\n"
                             "Ada Brook         51    Chief Executive Officer\n"
                             "Carl Dunn         47    Chief Financial Officer\n"
                             "Eve Frost         44    General Counsel\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    check_heading(t, 1, "Position");
    check_row(t, "Carl Dunn", "47=47;Chief Financial Officer=text");
    assert_string_equal(t->stub, "Name");
    gk_tables_free(tables);
}

static void test_a_rows_own_unit_and_a_columns(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "Key figures ($ in millions, except share and per share data)\n\n"
        "                                     2021      2020     Change (%)\n"
        "Sales                               1,000       900           11.1\n"
        "Square footage (in thousands)          40        38            5.3\n"
        "Shares outstanding             12,345,678  12,000,000         2.9\n"
        "Number of stores                      210       200            5.0\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_true(gk_table_scaled(t, row_of(t, "Sales"), 0) == 1e9);
    assert_true(gk_table_scaled(t, row_of(t, "Square footage (in thousands)"), 1) == 38000);
    assert_true(gk_table_scaled(t, row_of(t, "Shares outstanding"), 1) == 12000000);
    assert_true(gk_table_scaled(t, row_of(t, "Number of stores"), 0) == 210);
    assert_int_equal(t->rows[0].cells[2].state, GK_CELL_PERCENT);
    gk_tables_free(tables);
}

static void test_prose_and_contents_are_no_tables(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "In 2018, cash flows from operating activities increased $199 million compared to the\n"
        "same period of 2017, of which $100 million or 12.5% came from higher net income and from\n"
        "the 3,500 stores that were open on December 31, 2018.\n\n"
        "1. We sold 1,200 units in the first quarter of 2018, which is 10% more than before.\n");
    assert_int_equal(tables->count, 0);
    gk_tables_free(tables);
    tables = find(
        "                       TABLE OF CONTENTS\n                                     Page\n"
        "Item 1.    Business                   3\nItem 1A.   Risk Factors               9\n"
        "Item 2.    Properties                21\nItem 3.    Legal Proceedings         22\n");
    assert_int_equal(tables->count, 0);
    gk_tables_free(tables);
}

static void test_two_tables_on_a_page_are_two(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "Sales by region\n(in millions)          2021     2020\n"
        "North                    10        9\nSouth                    20       18\n"
        "\n"
        "Headcount by function\n                       2021     2020     2019\n"
        "Research                300      280      250\n"
        "Selling                 120      110      100\n");
    assert_int_equal(tables->count, 2);
    assert_int_equal(tables->tables[1].column_count, 3);
    assert_string_equal(tables->tables[1].title, "Headcount by function");
    gk_tables_free(tables);
}

#define PAGES_FOOT(n) "\n                 Northwind Tools, Inc.  |  2022 Report  |  " n "\n"

static void test_a_table_goes_on_without_its_headings(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "Long list\n(in thousands)          2022       2021\n"
        "Alpha                  1,000      2,000\nBeta                     500        "
        "400\n" PAGES_FOOT("7") "\f"
                                "Gamma                    300        200\nDelta                    "
                                "(10)        (5)\n"
                                "Total                  1,790      2,595\n" PAGES_FOOT(
                                    "8") "\f"
                                         "The company is a going concern and expects to be one for "
                                         "at least a year.\n" PAGES_FOOT("9"));
    assert_int_equal(tables->count, 2);
    const gk_table *t = &tables->tables[1];
    assert_int_equal(t->continued_from, 0);
    check_heading(t, 0, "2022");
    assert_string_equal(t->title, "Long list");
    assert_true(gk_table_scaled(t, row_of(t, "Delta"), 0) == -10000);
    assert_int_equal(t->rows[0].page, 2);
    assert_int_equal(t->rows[0].line, 1);
    gk_tables_free(tables);
}

static void test_a_table_goes_on_under_repeated_headings(void **state)
{
    (void)state;
    const char *both =
        "Schedule of assets\n                        2022       2021\n"
        "Alpha                  1,000      2,000\nBeta                     500        400\n"
        "\n                    12\n\f"
        "Schedule of assets (continued)\n                        2022       2021\n"
        "Gamma                    300        200\nDelta                    (10)        (5)\n"
        "\n                    13\n";
    gk_tables *tables = find(both);
    assert_int_equal(tables->count, 2);
    assert_int_equal(tables->tables[1].continued_from, 0);
    assert_int_equal(tables->tables[1].row_count, 2);
    gk_tables_free(tables);
}

static void test_a_paragraph_between_pages_parts_tables(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "Assets\n                        2022       2021\n"
        "Alpha                  1,000      2,000\nBeta                     500        400\n"
        "\n                    12\n\f"
        "What follows is another matter, which this paragraph explains at some\n"
        "length, so that nobody takes the figures below for those above it.\n\n"
        "                        2022       2021\n"
        "Gamma                    300        200\nDelta                    (10)        (5)\n"
        "\n                    13\n");
    assert_int_equal(tables->count, 2);
    assert_int_equal(tables->tables[1].continued_from, GK_TABLE_NONE);
    gk_tables_free(tables);
}

static void test_an_empty_document_has_no_tables(void **state)
{
    (void)state;
    gk_tables *tables = find("");
    assert_int_equal(tables->count, 0);
    gk_tables_free(tables);
    const gk_document none = {0};
    tables = gk_tables_find_pages(&none, 1, 3);
    assert_int_equal(tables->count, 0);
    gk_tables_free(tables);
}

static void test_a_year_before_a_figure_is_a_label(void **state)
{
    (void)state;
    gk_tables *tables = find("Maturities are as follows (in millions):\n"
                             "2019              $ 100\n"
                             "2020                200\n"
                             "Thereafter          400\n");
    assert_int_equal(tables->count, 1);
    check_row(&tables->tables[0], "2019", "$ 100=100");
    check_row(&tables->tables[0], "2020", "200=200");
    gk_tables_free(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_without_figures_in_a_row_stay_in_place),
        cmocka_unit_test(test_years_at_the_left_edge_are_labels),
        cmocka_unit_test(test_a_column_of_text_and_one_of_notes),
        cmocka_unit_test(test_a_rows_own_unit_and_a_columns),
        cmocka_unit_test(test_prose_and_contents_are_no_tables),
        cmocka_unit_test(test_two_tables_on_a_page_are_two),
        cmocka_unit_test(test_a_table_goes_on_without_its_headings),
        cmocka_unit_test(test_a_table_goes_on_under_repeated_headings),
        cmocka_unit_test(test_a_paragraph_between_pages_parts_tables),
        cmocka_unit_test(test_an_empty_document_has_no_tables),
        cmocka_unit_test(test_a_year_before_a_figure_is_a_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
