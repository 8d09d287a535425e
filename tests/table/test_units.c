/* SPDX-License-Identifier: Apache-2.0 - in which unit figures are: of the table, of a column, of
 * counts of shares */
#include "world.h"

static double scaled(const gk_table *t, const char *label, size_t column)
{
    return gk_table_scaled(t, row_of(t, label), column);
}

static gk_cell_state state_of(const gk_table *t, const char *label, size_t column)
{
    return t->rows[row_of(t, label)].cells[column].state;
}

static void test_wide_unit_line_has_amounts_and_shares(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "Quince Devices Inc.\n\n"
        "CONSOLIDATED STATEMENTS OF OPERATIONS\n"
        "(In millions, except number of shares, which are reflected in thousands, and per-share "
        "amounts)\n\n"
        "                                                 Years ended\n"
        "                                             2024          2023\n"
        "Net sales                               $ 294,866     $ 298,085\n"
        "Cost of sales                             185,233       189,282\n"
        "Net income                              $ 109,633     $ 108,803\n"
        "Basic shares outstanding               15,343,783    15,744,231\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_true(t->scale == 1e6);
    assert_true(t->share_scale == 1e3);
    assert_true(scaled(t, "Net sales", 0) == 294866e6);
    assert_true(scaled(t, "Basic shares outstanding", 0) == 15343783e3);
    gk_tables_free(tables);
}

static void test_shares_and_amounts_in_either_order(void **state)
{
    (void)state;
    static const char *const units[] = {
        "(net income in millions and shares in thousands)", "(shares in Thousands, $ in Millions)",
        "(Dollars in millions except per share amounts; shares in thousands)"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        gk_string page = {0};
        gk_string_addf(&page, "Earnings\n%s\n\n", units[i]);
        gk_string_add(&page, "                                    2024        2023\n"
                             "Net income                      $ 23,636    $ 22,956\n"
                             "Weighted-average diluted shares  408,097     465,499\n");
        gk_tables *tables = find(page.data);
        const gk_table *t = &tables->tables[0];
        assert_true(scaled(t, "Net income", 1) == 22956e6);
        assert_true(scaled(t, "Weighted-average diluted shares", 0) == 408097e3);
        gk_tables_free(tables);
        gk_string_free(&page);
    }
}

static void test_wrapped_unit_is_joined(void **state)
{
    (void)state;
    gk_tables *tables = find("Changes in treasury stock were:\n\n"
                             "                                      Treasury Stock\n"
                             "(Dollars in Millions, Shares in\n"
                             "Thousands)                          Shares     Amount\n"
                             "Balance at January 2, 2022         490,878    $39,099\n"
                             "Repurchase of common stock          35,375      6,035\n"
                             "Balance at January 1, 2023         506,246     41,694\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_string_equal(t->unit, "(Dollars in Millions, Shares in Thousands)");
    assert_true(scaled(t, "Repurchase of common stock", 0) == 35375e3);
    assert_true(scaled(t, "Repurchase of common stock", 1) == 6035e6);
    gk_tables_free(tables);
}

static void test_unit_under_one_heading_is_its_column_s(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "The following summarizes the options of Alder Shoes:\n\n"
        "                                                      WEIGHTED AVERAGE      AGGREGATE\n"
        "                                          SHARES      OPTION PRICE     VALUE\n"
        "                                       (In millions)\n"
        "Options outstanding as of May 31, 2024      73.7           $ 98.10          1,250\n"
        "Exercised                                   (5.4)            58.50            300\n"
        "Options outstanding as of May 31, 2025      68.3            101.25            950\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_string_equal(t->unit, "");
    assert_true(t->scale == 1);
    assert_true(scaled(t, "Exercised", 0) == -5.4e6);
    assert_int_equal(state_of(t, "Exercised", 1), GK_CELL_PER_SHARE);
    assert_true(scaled(t, "Exercised", 1) == 58.5);
    assert_true(scaled(t, "Exercised", 2) == 300);
    gk_tables_free(tables);
}

static void test_heading_of_a_column_tells_prices_and_percent(void **state)
{
    (void)state;
    gk_tables *tables = find("Options of Alder Shoes\n(in thousands)\n\n"
                             "                         Number of    Exercise Price   % Change\n"
                             "Outstanding in 2023          5,925           $ 162.40        6.9\n"
                             "Granted                        810             250.00       14.2\n"
                             "Outstanding in 2024          6,735             170.31       13.7\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_true(scaled(t, "Granted", 0) == 810e3);
    assert_int_equal(state_of(t, "Granted", 1), GK_CELL_PER_SHARE);
    assert_int_equal(state_of(t, "Granted", 2), GK_CELL_PERCENT);
    assert_true(scaled(t, "Granted", 2) == 14.2);
    gk_tables_free(tables);
}

static void test_stock_at_par_is_an_amount(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "Balance Sheets\n(in thousands, except share and per share data)\n\n"
        "                                                             2024          2023\n"
        "Common stock, $0.01 par value; 9,000 shares authorized     $ 4,524       $ 4,610\n"
        "Total equity                                                12,114        11,020\n"
        "Common shares outstanding                                  427,757       432,760\n");
    const gk_table *t = &tables->tables[0];
    assert_true(scaled(t, "Common stock, $0.01 par value; 9,000 shares authorized", 0) == 4524e3);
    assert_true(scaled(t, "Common shares outstanding", 0) == 427757);
    gk_tables_free(tables);
}

static void test_footnote_marks_of_headings_are_no_row(void **state)
{
    (void)state;
    gk_tables *tables = find("Earnings of Birch Payments\n\n"
                             "                                Income        Shares\n"
                             "                                   (A)   (1)      (B)   (2)\n"
                             "Class A common stock          $ 15,790          1,621\n"
                             "Class B common stock             2,292            148\n"
                             "Class C common stock               570             40\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_int_equal(t->row_count, 3);
    assert_int_equal(t->column_count, 2);
    assert_string_equal(t->rows[0].label, "Class A common stock");
    gk_tables_free(tables);
}

static void test_dividends_per_share_in_a_label_leave_the_amount_an_amount(void **state)
{
    (void)state;
    gk_tables *tables = find("(In millions)                            2018       2017\n"
                             "Cash dividends paid ($4.91 per share)  (11,823)   (11,770)\n"
                             "Dividends per share                        4.91       4.70\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    size_t paid = row_of(t, "Cash dividends paid ($4.91 per share)");
    assert_true(gk_table_scaled(t, paid, 0) == -11823e6);
    assert_int_equal(t->rows[row_of(t, "Dividends per share")].cells[0].state, GK_CELL_PER_SHARE);
    gk_tables_free(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wide_unit_line_has_amounts_and_shares),
        cmocka_unit_test(test_shares_and_amounts_in_either_order),
        cmocka_unit_test(test_wrapped_unit_is_joined),
        cmocka_unit_test(test_unit_under_one_heading_is_its_column_s),
        cmocka_unit_test(test_heading_of_a_column_tells_prices_and_percent),
        cmocka_unit_test(test_stock_at_par_is_an_amount),
        cmocka_unit_test(test_footnote_marks_of_headings_are_no_row),
        cmocka_unit_test(test_dividends_per_share_in_a_label_leave_the_amount_an_amount),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
