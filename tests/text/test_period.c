/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* All periods of a text as "2018", "2018Q2", "2018H1", "2018-12-31". */
static void check(const char *text, const char *expected)
{
    gk_string got = {0};
    gk_string_add(&got, "");
    gk_period p;
    for (size_t at = 0; gk_period_next(text, strlen(text), &at, &p);) {
        if (got.length) gk_string_add(&got, " ");
        gk_string_addf(&got, "%d", p.year);
        if (p.quarter) gk_string_addf(&got, "Q%d", p.quarter);
        if (p.half) gk_string_addf(&got, "H%d", p.half);
        if (p.month) gk_string_addf(&got, "-%02d", p.month);
        if (p.day) gk_string_addf(&got, "-%02d", p.day);
    }
    if (strcmp(got.data, expected) != 0)
        fail_msg("%s: got \"%s\", not \"%s\"", text, got.data, expected);
    gk_string_free(&got);
}

static void test_years(void **state)
{
    (void)state;
    check("FY2018 and FY 2019, FY18, FY'20", "2018 2019 2018 2020");
    check("in fiscal 2018 and fiscal year 2019", "2018 2019");
    check("2018, 2017 and 2016", "2018 2017 2016");
    check("year end 2019; year ended 2020", "2019 2020");
    check("FY2015 - FY2017", "2015 2017");
}

static void test_quarters_and_halves(void **state)
{
    (void)state;
    check("2Q23", "2023Q2");
    check("Q2 of FY2024 and Q3 2022", "2024Q2 2022Q3");
    check("the second quarter of 2023", "2023Q2");
    check("second quarter of fiscal year 2023", "2023Q2");
    check("fourth-quarter 2021", "2021Q4");
    check("2023 Q2", "2023Q2");
    check("BESTBUY 2024Q2 10Q", "2024Q2");
    check("H1 2020, first half of 2021, 1H22", "2020H1 2021H1 2022H1");
    check("between FY2022 Q2 2023", "2022 2023Q2");
    check("Q2'23, Q3FY24, 3Q'21 and 4QFY22", "2023Q2 2024Q3 2021Q3 2022Q4");
    check("2024H1 and 2023 H2", "2024H1 2023H2");
    check("2024Q5 and 2024H3 and 2024Hello", "");
}

static void test_dates(void **state)
{
    (void)state;
    check("December 31, 2018", "2018-12-31");
    check("Dec. 31 2018; 31 December 2019; 1st July 2022", "2018-12-31 2019-12-31 2022-07-01");
    check("as of May\n 2019", "2019-05");
    check("Sept. 28, 2024", "2024-09-28");
    check("COSTCO 2023 8K dated-2023-08-16", "2023 2023-08-16");
    check("12/31/2018 and 2019/06/30", "2018-12-31 2019-06-30");
    check("13/31/2018, 1/2/3 and 3/4/20199", "2018");
}

static void test_chinese(void **state)
{
    (void)state;
    check("2022年第三季度", "2022Q3");
    check("2020年度、2019年末", "2020 2019");
    check("截至2019年12月31日", "2019-12-31");
    check("2021年上半年", "2021H1");
    check("2020年第2季度", "2020Q2");
    check("2020 年 12 月", "2020");
    check("2022年三季报、2022年一季度、2021年前三季度", "2022Q3 2022Q1 2021Q3");
    check("2023年半年报和2022年中报和2021年半年度", "2023H1 2022H1 2021H1");
    check("二〇二二年年报、一九九八年、二零二一年第二季度", "2022 1998 2021Q2");
    check("22年三季度、22年报", "2022Q3 2022");
    check("近10年、22年来、一二年", "");
}

static void test_figures_are_no_years(void **state)
{
    (void)state;
    check("1,577 and 2,018 and 2018.5 and $2018", "");
    check("A2018B", "");
    check("1979 2100", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_years),
        cmocka_unit_test(test_quarters_and_halves),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_chinese),
        cmocka_unit_test(test_figures_are_no_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
