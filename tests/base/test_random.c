/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <math.h>

static void numbers_are_those_of_splitmix64(void **state)
{
    (void)state;
    static const uint64_t expected[] = {0xE220A8397B1DCDAFU, 0x6E789E6AA1B965F4U,
                                        0x06C45D188009454FU, 0xF88BB8A8724C81ECU};
    gk_random random = gk_random_start(0);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(gk_random_next(&random), expected[i]);
}

static void every_number_below_comes_and_no_other(void **state)
{
    (void)state;
    gk_random random = gk_random_start(1);
    size_t seen[7] = {0};
    for (size_t i = 0; i < 7000; i++) {
        size_t n = gk_random_below(&random, 7);
        assert_in_range(n, 0, 6);
        seen[n]++;
    }
    for (size_t i = 0; i < 7; i++) assert_in_range(seen[i], 850, 1150);
    assert_int_equal(gk_random_below(&random, 1), 0);
    assert_int_equal(gk_random_below(&random, 0), 0);
}

static void expect_near(const char *what, double got, double expected, double by)
{
    if (!(fabs(got - expected) < by)) fail_msg("%s is %f, not %f", what, got, expected);
}

static void units_and_normals_have_their_moments(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    gk_random random = gk_random_start(2);
    double sum = 0, normal = 0, squares = 0;
    for (size_t i = 0; i < COUNT; i++) {
        double unit = gk_random_unit(&random);
        if (!(unit >= 0 && unit < 1)) fail_msg("%f is none", unit);
        sum += unit;
    }
    for (size_t i = 0; i < COUNT; i++) {
        double x = (double)gk_random_normal(&random);
        normal += x;
        squares += x * x;
    }
    expect_near("the mean of units", sum / COUNT, 0.5, 0.01);
    expect_near("the mean of normals", normal / COUNT, 0, 0.03);
    expect_near("their variance", squares / COUNT, 1, 0.04);
}

static void hashes_are_those_of_fnv_1a(void **state)
{
    (void)state;
    assert_int_equal(gk_hash(GK_HASH_START, "", 0), 0xCBF29CE484222325U);
    assert_int_equal(gk_hash(GK_HASH_START, "a", 1), 0xAF63DC4C8601EC8CU);
    assert_int_equal(gk_hash(GK_HASH_START, "foobar", 6), 0x85944171F73967E8U);
    assert_int_equal(gk_hash(gk_hash(GK_HASH_START, "foo", 3), "bar", 3), 0x85944171F73967E8U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_splitmix64),
        cmocka_unit_test(every_number_below_comes_and_no_other),
        cmocka_unit_test(units_and_normals_have_their_moments),
        cmocka_unit_test(hashes_are_those_of_fnv_1a),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
