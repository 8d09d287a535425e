/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(gk_days_of(1970, 1, 1), 0);
    assert_int_equal(gk_days_of(1969, 12, 31), -1);
    assert_int_equal(gk_days_of(2000, 3, 1), 11017);
    assert_int_equal(gk_days_of(1900, 3, 1) - gk_days_of(1900, 2, 28), 1); /* no leap year */
    assert_int_equal(gk_days_of(2000, 3, 1) - gk_days_of(2000, 2, 28), 2);
}

static void a_day_that_is_counted_has_its_date_again(void **state)
{
    (void)state;
    for (long long days = gk_days_of(1599, 12, 25); days <= gk_days_of(2201, 1, 7); days++) {
        int year, month, day;
        gk_date_of(days, &year, &month, &day);
        assert_in_range(month, 1, 12);
        assert_in_range(day, 1, 31);
        assert_int_equal(gk_days_of(year, month, day), days);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_counted_from_1970),
        cmocka_unit_test(a_day_that_is_counted_has_its_date_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
