/* SPDX-License-Identifier: Apache-2.0 - statements as American filings print them */
#include "world.h"

static const char income[] =
    "Table of Contents\n"
    "\n"
    "                          Northwind Tools, Inc.\n"
    "                   CONSOLIDATED STATEMENTS OF INCOME\n"
    "              (In millions, except per share amounts) (Unaudited)\n"
    "\n"
    "                                              Three Months Ended        Six Months Ended\n"
    "                                                   June 30,                 June 30,\n"
    "                                               2023         2022        2023        2022\n"
    "Revenue (1):\n"
    "   Products                                $  1,200.5    $ 1,100    $  2,400    $ 2,200\n"
    "   Services                                     300          250         600        500\n"
    "      Total revenue                         1,500.5       1,350       3,000      2,700\n"
    "Loss from the sale of businesses and other\n"
    " items, net *                                    (45)          —        (100)         (3 )\n"
    "Effective tax rate                              21.5  %     20.1%        21.0%      19.9%\n"
    "Net income per share:\n"
    "   Basic                                   $    0.45     $  0.41    $   0.91    $  0.83\n"
    "   Diluted                                      0.44        0.40        0.90       0.82\n"
    "Dividends declared per share               $    0.10     $  0.10    $   0.20    $  0.20\n"
    "Weighted average shares outstanding              512         520         514        522\n"
    "\n"
    "See accompanying notes to the condensed consolidated financial statements, which are part.\n"
    "\n"
    "                                         4\n";

static void test_heading_levels_span_their_columns(void **state)
{
    (void)state;
    gk_tables *tables = find(income);
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_int_equal(t->column_count, 4);
    check_heading(t, 0, "Three Months Ended June 30, | 2023");
    check_heading(t, 1, "Three Months Ended June 30, | 2022");
    check_heading(t, 3, "Six Months Ended June 30, | 2022");
    assert_int_equal(t->columns[2].period.year, 2023);
    assert_int_equal(t->columns[2].period.month, 6);
    assert_int_equal(t->columns[2].period.day, 30);
    assert_string_equal(t->title, "Northwind Tools, Inc. / CONSOLIDATED STATEMENTS OF INCOME");
    gk_tables_free(tables);
}

static void test_figures_have_sign_and_state(void **state)
{
    (void)state;
    gk_tables *tables = find(income);
    const gk_table *t = &tables->tables[0];
    check_row(t, "Products", "$ 1,200.5=1200.5;$ 1,100=1100;$ 2,400=2400;$ 2,200=2200");
    check_row(t, "Loss from the sale of businesses and other items, net",
              "(45)=-45;—=nil;(100)=-100;(3 )=-3");
    size_t loss = row_of(t, "Loss from the sale of businesses and other items, net");
    assert_true(t->rows[loss].cells[0].negative);
    assert_string_equal(t->rows[loss].marks, "*");
    size_t rate = row_of(t, "Effective tax rate");
    assert_int_equal(t->rows[rate].cells[0].state, GK_CELL_PERCENT);
    assert_int_equal(t->rows[row_of(t, "Diluted")].cells[3].state, GK_CELL_PER_SHARE);
    gk_tables_free(tables);
}

static void test_scale_spares_what_the_unit_line_excepts(void **state)
{
    (void)state;
    gk_tables *tables = find(income);
    const gk_table *t = &tables->tables[0];
    assert_true(t->scale == 1e6);
    assert_string_equal(t->exceptions, "per share amounts");
    assert_true(gk_table_scaled(t, row_of(t, "Products"), 0) == 1200500000.0);
    assert_true(gk_table_scaled(t, row_of(t, "Effective tax rate"), 1) == 20.1);
    assert_true(gk_table_scaled(t, row_of(t, "Basic"), 0) == 0.45);
    assert_true(gk_table_scaled(t, row_of(t, "Dividends declared per share"), 2) == 0.2);
    assert_true(gk_table_scaled(t, row_of(t, "Weighted average shares outstanding"), 0) == 512e6);
    gk_tables_free(tables);
}

static void test_rows_are_cited_by_line_and_stand_under_sections(void **state)
{
    (void)state;
    gk_tables *tables = find(income);
    const gk_table *t = &tables->tables[0];
    const gk_table_row *loss =
        &t->rows[row_of(t, "Loss from the sale of businesses and other items, net")];
    assert_int_equal(loss->page, 1);
    assert_int_equal(loss->line, 15);
    assert_int_equal(loss->first_line, 14);
    check_sections(t, "Services", "Revenue (1):");
    check_sections(t, "Diluted", "Net income per share:");
    assert_int_equal(t->rows[row_of(t, "Total revenue")].indent, 2);
    assert_int_equal(t->first_line, 3);
    assert_int_equal(t->last_line, 21);
    gk_tables_free(tables);
}

static void test_sections_of_a_balance_sheet_end_with_their_totals(void **state)
{
    (void)state;
    gk_tables *tables = find("Balance Sheets\n(in thousands)\n\n"
                             "                                  December 31,    December 31,\n"
                             "                                      2021            2020\n"
                             "                    ASSETS\n"
                             "Current assets:\n"
                             "  Cash                                $   10           $   12\n"
                             "  Inventories                             20               18\n"
                             "Total current assets                      30               30\n"
                             "Goodwill (2)                               5                5 (3)\n"
                             "Total assets                          $   35           $   35\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    check_heading(t, 0, "December 31, 2021");
    check_sections(t, "Cash", "ASSETS | Current assets:");
    check_sections(t, "Total current assets", "ASSETS | Current assets:");
    check_sections(t, "Goodwill", "ASSETS");
    check_row(t, "Goodwill", "5=5;5=5(3)");
    assert_string_equal(t->rows[row_of(t, "Goodwill")].marks, "(2)");
    assert_true(gk_table_scaled(t, row_of(t, "Cash"), 0) == 10000);
    gk_tables_free(tables);
}

static void test_text_reads_like_the_table(void **state)
{
    (void)state;
    gk_tables *tables = find("Debt\n(in millions)                 2021       2020\n"
                             "Notes:\n"
                             "  Due 2030                $  1,000    $   900\n"
                             "  Due 2040                      20         (5)\n"
                             "Total                     $  1,020    $   895\n");
    assert_int_equal(tables->count, 1);
    char *text = gk_table_text(&tables->tables[0]);
    assert_string_equal(text, "Debt\n"
                              "(in millions)     2021   2020\n"
                              "Notes:\n"
                              "  Due 2030     $ 1,000  $ 900\n"
                              "  Due 2040          20    (5)\n"
                              "Total          $ 1,020  $ 895\n");
    gk_free(text);
    gk_tables_free(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heading_levels_span_their_columns),
        cmocka_unit_test(test_figures_have_sign_and_state),
        cmocka_unit_test(test_scale_spares_what_the_unit_line_excepts),
        cmocka_unit_test(test_rows_are_cited_by_line_and_stand_under_sections),
        cmocka_unit_test(test_sections_of_a_balance_sheet_end_with_their_totals),
        cmocka_unit_test(test_text_reads_like_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
