/* SPDX-License-Identifier: Apache-2.0 - tables of Chinese reports: laid out by our reader, and as
 * another parser gives them, where nothing lines up */
#include "world.h"

static void test_unit_line_headings_and_empty_rows(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "                        母公司资产负债表\n"
        "                                              单位：万元  币种：人民币\n"
        "          项目            附注     期末余额         期初余额\n"
        "流动资产：\n"
        "  货币资金                七、1  610,103.97       510,003.10\n"
        "  应收票据\n"
        "  存货                    七、9    1,289.28        （189.50）\n"
        "    流动资产合计                 611,393.25       509,813.60\n"
        "\n"
        "                          12 / 195\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_string_equal(t->title, "母公司资产负债表");
    assert_string_equal(t->unit, "单位：万元 币种：人民币");
    assert_string_equal(t->currency, "CNY");
    assert_string_equal(t->stub, "项目");
    check_heading(t, 0, "附注");
    check_heading(t, 2, "期初余额");
    check_row(t, "存货", "七、9=text;1,289.28=1289.28;（189.50）=-189.5");
    check_row(t, "应收票据", "=empty;=empty;=empty");
    assert_false(t->rows[row_of(t, "应收票据")].heading);
    check_sections(t, "存货", "流动资产：");
    assert_true(gk_table_scaled(t, row_of(t, "货币资金"), 1) == 6101039700.0);
    gk_tables_free(tables);
}

static void test_wrapped_labels_and_figures(void **state)
{
    (void)state;
    gk_tables *tables = find("                              本期金额           上期金额\n"
                             "归属于上市公司股东的    1,858,221,567.   4,167,551,966.83\n"
                             "净利润                              60\n"
                             "归属于少数股东的扣除                              5.00\n"
                             "非经常性损益的净利润\n"
                             "                          150,513,913.05      31,931,767.81\n"
                             "其他                              7.00               8.00\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    check_row(t, "其他", "7.00=7;8.00=8");
    char *first = cells(t, 0);
    assert_string_equal(first, "1,858,221,567.60=1858221567.6;4,167,551,966.83=4167551966.83");
    gk_free(first);
    assert_string_equal(t->rows[0].label, "归属于上市公司股东的净利润");
    gk_tables_free(tables);
}

static void test_columns_that_do_not_line_up_are_told_by_order(void **state)
{
    (void)state;
    gk_tables *tables = find(
        "五、主要会计数据\n"
        "  2019年  2018年  本年比上年增减  2017年\n"
        "营业收入（元）  318,024,319.30  320,070,653.13  -0.64%  359,659,866.37\n"
        "净利润（元）  63,616,426.50  75,275,286.09  -15.49%  79,802,362.53\n"
        "基本每股收益（元/股）  0.65  0.75  -13.33%  0.81\n"
        "加权平均净资产收益率  7.77%  9.06%  -1.29%  10.66%\n");
    assert_int_equal(tables->count, 1);
    const gk_table *t = &tables->tables[0];
    assert_true(t->ragged);
    assert_int_equal(t->column_count, 4);
    check_heading(t, 2, "本年比上年增减");
    assert_int_equal(t->columns[3].period.year, 2017);
    check_row(t, "基本每股收益（元/股）", "0.65=0.65;0.75=0.75;-13.33%=-13.33;0.81=0.81");
    assert_int_equal(t->rows[2].cells[0].state, GK_CELL_PER_SHARE);
    gk_tables_free(tables);
}

static void test_a_forms_answer_parts_tables(void **state)
{
    (void)state;
    gk_tables *tables = find("                        期末余额      期初余额\n"
                             "往来款                    100.00        200.00\n"
                             "合计                      100.00        200.00\n"
                             "√适用 □不适用\n"
                             "                        期末余额      期初余额\n"
                             "保证金                     50.00         60.00\n"
                             "合计                       50.00         60.00\n");
    assert_int_equal(tables->count, 2);
    assert_int_equal(tables->tables[0].row_count, 2);
    assert_string_equal(tables->tables[1].title, "");
    gk_tables_free(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unit_line_headings_and_empty_rows),
        cmocka_unit_test(test_wrapped_labels_and_figures),
        cmocka_unit_test(test_columns_that_do_not_line_up_are_told_by_order),
        cmocka_unit_test(test_a_forms_answer_parts_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
