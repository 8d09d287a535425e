/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct expected {
    const char *text, *digits;
    double value, scale;
    bool percent, currency;
} expected;

static void test_figures_as_finance_prints_them(void **state)
{
    (void)state;
    static const expected cases[] = {
        {"spent $1,577 million on", "1,577", 1577, 1e6, false, true},
        {"(1,577)", "(1,577)", -1577, 1, false, false},
        {"$ (15)", "(15)", -15, 1, false, true},
        {"($15)", "($15)", -15, 1, false, true},
        {"(2.3)%", "(2.3)", -2.3, 1, true, false},
        {"(2.3%)", "(2.3%)", -2.3, 1, true, false},
        {"12.5 %", "12.5", 12.5, 1, true, false},
        {"a -0.9 b", "-0.9", -0.9, 1, false, false},
        {"US$2.3 billion", "2.3", 2.3, 1e9, false, true},
        {"$3M", "3", 3, 1e6, false, true},
        {"77,315.13万元", "77,315.13", 77315.13, 1e4, false, false},
        {".50", ".50", 0.5, 1, false, false},
        {"$2,018mn in", "2,018", 2018, 1e6, false, true},
        {"9,314,066百万元", "9,314,066", 9314066, 1e6, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const expected *e = &cases[i];
        size_t at = 0;
        gk_number number;
        if (!gk_number_next(e->text, strlen(e->text), &at, &number)) fail_msg("%s: none", e->text);
        char digits[64] = {0};
        memcpy(digits, e->text + number.digits.start, number.digits.end - number.digits.start);
        assert_string_equal(digits, e->digits);
        if (number.value != e->value) fail_msg("%s: %g, not %g", e->text, number.value, e->value);
        if (number.scale != e->scale) fail_msg("%s: scale %g", e->text, number.scale);
        if (number.percent != e->percent) fail_msg("%s: percent %d", e->text, number.percent);
        if (number.currency != e->currency) fail_msg("%s: currency %d", e->text, number.currency);
    }
}

static void test_figures_inside_words_are_none(void **state)
{
    (void)state;
    static const char *const cases[] = {"10-K",   "Q2",  "COVID-19",  "3M",
                                        "FY2018", "a_1", "no figures"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t at = 0;
        gk_number number;
        if (gk_number_next(cases[i], strlen(cases[i]), &at, &number))
            fail_msg("%s gave %g", cases[i], number.value);
    }
}

static void test_all_of_a_row_in_order(void **state)
{
    (void)state;
    const char *row = "Purchases of PP&E   (1,577)  (1,373)   (1,420)  3.5%";
    double values[] = {-1577, -1373, -1420, 3.5};
    size_t at = 0;
    gk_number number;
    for (size_t i = 0; i < 4; i++) {
        assert_true(gk_number_next(row, strlen(row), &at, &number));
        assert_true(number.value == values[i]);
    }
    assert_false(gk_number_next(row, strlen(row), &at, &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_as_finance_prints_them),
        cmocka_unit_test(test_figures_inside_words_are_none),
        cmocka_unit_test(test_all_of_a_row_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
