/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void a_string_grows_with_any_bytes(void **state)
{
    (void)state;
    gk_string s = {0};
    for (int i = 0; i < 3000; i++) {
        char bytes[] = {(char)i, '\0', (char)(i >> 8), '\n', (char)0xFF};
        gk_string_append(&s, bytes, (size_t)(i % 6 < 5 ? i % 6 : 5));
        assert_true(s.capacity > s.length);
        assert_int_equal(s.data[s.length], '\0');
    }
    size_t at = 0;
    for (int i = 0; i < 3000; i++) {
        char bytes[] = {(char)i, '\0', (char)(i >> 8), '\n', (char)0xFF};
        size_t n = (size_t)(i % 6 < 5 ? i % 6 : 5);
        assert_memory_equal(s.data + at, bytes, n);
        at += n;
    }
    assert_int_equal(s.length, at);
    gk_string_free(&s);
    assert_null(s.data);
    assert_int_equal(s.length, 0);
}

static void a_large_piece_fits_at_once(void **state)
{
    (void)state;
    enum { LARGE = 3 << 20 };
    char *bytes = gk_alloc(LARGE);
    memset(bytes, 'q', LARGE);
    gk_string s = {0};
    gk_string_add(&s, "head ");
    gk_string_append(&s, bytes, LARGE);
    gk_string_add(&s, " tail");
    assert_int_equal(s.length, LARGE + 10);
    assert_memory_equal(s.data, "head qqq", 8);
    assert_string_equal(s.data + LARGE + 2, "qqq tail");
    gk_string_free(&s);
    gk_free(bytes);
}

static void formatted_text_is_appended(void **state)
{
    (void)state;
    gk_string s = {0};
    gk_string_addf(&s, "%s has %d pages", "a.pdf", 12);
    gk_string_addf(&s, "%s", "");
    gk_string_addf(&s, "%500d", 7);
    assert_int_equal(s.length, strlen("a.pdf has 12 pages") + 500);
    assert_true(gk_starts_with(s.data, "a.pdf has 12 pages  "));
    assert_true(gk_ends_with(s.data, " 7"));
    gk_string_free(&s);
}

static void a_taken_string_is_the_callers(void **state)
{
    (void)state;
    gk_string s = {0};
    char *empty = gk_string_take(&s);
    assert_string_equal(empty, "");
    gk_string_add(&s, "one");
    char *one = gk_string_take(&s);
    assert_null(s.data);
    gk_string_add(&s, "two");
    assert_string_equal(one, "one");
    assert_string_equal(s.data, "two");
    gk_free(empty);
    gk_free(one);
    gk_string_free(&s);
}

static void nothing_appended_makes_an_empty_string(void **state)
{
    (void)state;
    gk_string s = {0};
    gk_string_append(&s, NULL, 0);
    assert_string_equal(s.data, "");
    gk_string_free(&s);
}

static void beginnings_and_ends_are_told(void **state)
{
    (void)state;
    assert_true(gk_starts_with("goshawk.db", "gos"));
    assert_true(gk_starts_with("x", ""));
    assert_false(gk_starts_with("go", "gos"));
    assert_false(gk_starts_with("agos", "gos"));
    assert_true(gk_ends_with("goshawk.db", ".db"));
    assert_true(gk_ends_with("", ""));
    assert_false(gk_ends_with("db", ".db"));
    assert_false(gk_ends_with("a.db ", ".db"));
}

static void a_number_is_grouped_by_thousands(void **state)
{
    (void)state;
    char out[GK_DIGITS];
    assert_string_equal(gk_digits(out, 0), "0");
    assert_string_equal(gk_digits(out, 999), "999");
    assert_string_equal(gk_digits(out, 1000), "1,000");
    assert_string_equal(gk_digits(out, 228307), "228,307");
    assert_string_equal(gk_digits(out, SIZE_MAX), "18,446,744,073,709,551,615");
}

static void check_grouped(const char *number, const char *expected)
{
    gk_string s = {0};
    gk_string_add_grouped(&s, number);
    assert_string_equal(s.data, expected);
    gk_string_free(&s);
}

static void a_printed_number_is_grouped_before_its_point(void **state)
{
    (void)state;
    check_grouped("999", "999");
    check_grouped("-999", "-999");
    check_grouped("-1000.5", "-1,000.5");
    check_grouped("1234567.890123", "1,234,567.890123");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_grows_with_any_bytes),
        cmocka_unit_test(a_large_piece_fits_at_once),
        cmocka_unit_test(formatted_text_is_appended),
        cmocka_unit_test(a_taken_string_is_the_callers),
        cmocka_unit_test(nothing_appended_makes_an_empty_string),
        cmocka_unit_test(beginnings_and_ends_are_told),
        cmocka_unit_test(a_number_is_grouped_by_thousands),
        cmocka_unit_test(a_printed_number_is_grouped_before_its_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
