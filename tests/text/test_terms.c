/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static bool collect(void *ctx, const gk_term *term)
{
    gk_string *s = ctx;
    if (s->length) gk_string_add(s, " ");
    gk_string_append(s, term->text, term->length);
    return true;
}

static void check(const char *text, const char *expected)
{
    gk_terms *terms = gk_terms_new();
    gk_string got = {0};
    gk_string_add(&got, "");
    gk_terms_each(terms, text, strlen(text), collect, &got);
    assert_string_equal(got.data, expected);
    gk_string_free(&got);
    gk_terms_free(terms);
}

static void test_words_are_folded_and_stemmed(void **state)
{
    (void)state;
    check("The Company's Expenditures", "the compani expenditur");
    check("Société Générale", "societ general");
    check("R&D in the U.S. rose.Next", "r&d in the us rose next");
    check("don't", "don t");
}

static void test_numbers_lose_their_separators(void **state)
{
    (void)state;
    check("$1,577 and 16.50%", "1577 and 16.5");
    check("1,5 10,0000", "1 5 10 0000");
    check("10-K 2Q23 3M", "10 k 2q23 3m");
    check("1,896,608,630.19元", "1896608630.19 元");
}

static void test_han_gives_pairs(void **state)
{
    (void)state;
    check("营业收入", "营业 业收 收入");
    check("元", "元");
    check("2020年末，存货", "2020 年末 存货");
    check("GIL产品", "gil 产品");
}

static bool stop_at_two(void *ctx, const gk_term *term)
{
    (void)term;
    return ++*(int *)ctx < 2;
}

static void test_reading_stops_when_asked(void **state)
{
    (void)state;
    gk_terms *terms = gk_terms_new();
    int seen = 0;
    gk_terms_each(terms, "one two three", 13, stop_at_two, &seen);
    assert_int_equal(seen, 2);
    gk_terms_free(terms);
}

static void test_spans_point_into_the_text(void **state)
{
    (void)state;
    check("", "");
    check("\xff\xfe a\xc3", "a");
}

static void test_stopwords(void **state)
{
    (void)state;
    assert_true(gk_term_is_stopword("the"));
    assert_true(gk_term_is_stopword("多少"));
    assert_false(gk_term_is_stopword("debt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_folded_and_stemmed),
        cmocka_unit_test(test_numbers_lose_their_separators),
        cmocka_unit_test(test_han_gives_pairs),
        cmocka_unit_test(test_reading_stops_when_asked),
        cmocka_unit_test(test_spans_point_into_the_text),
        cmocka_unit_test(test_stopwords),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
