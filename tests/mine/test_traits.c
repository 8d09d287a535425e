/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static size_t figures_in_common(world *w, const char *a, const char *b)
{
    gk_hash_set x = gk_figures_read(a, strlen(a), w->arena);
    gk_hash_set y = gk_figures_read(b, strlen(b), w->arena);
    return gk_set_shared(&x, &y);
}

static size_t figure_count(world *w, const char *text)
{
    return gk_figures_read(text, strlen(text), w->arena).count;
}

static size_t shingles_in_common(world *w, const char *a, const char *b)
{
    gk_hash_set x = gk_shingles_read(a, strlen(a), w->terms, w->arena);
    gk_hash_set y = gk_shingles_read(b, strlen(b), w->terms, w->arena);
    return gk_set_shared(&x, &y);
}

static void a_set_holds_each_item_once_in_order(void **state)
{
    (void)state;
    uint64_t items[] = {5, 1, 5, 3, 1};
    gk_hash_set set = gk_set_of(items, 5);
    assert_int_equal(set.count, 3);
    assert_int_equal(set.items[0], 1);
    assert_int_equal(set.items[2], 5);
    assert_true(gk_set_has(&set, 3));
    assert_false(gk_set_has(&set, 2));
    gk_hash_set empty = gk_set_of(NULL, 0);
    assert_int_equal(empty.count, 0);
    assert_false(gk_set_has(&empty, 1));
    assert_int_equal(gk_set_shared(&set, &empty), 0);
    assert_int_equal(gk_set_shared(&set, &set), 3);
}

static void a_figure_is_the_same_with_another_sign_or_unit(void **state)
{
    assert_int_equal(figures_in_common(*state, "Net loss  $ (1,577)", "a loss of 1,577 million"),
                     1);
    assert_int_equal(figures_in_common(*state, "1,577,000", "1,577"), 1);
    assert_int_equal(figures_in_common(*state, "1,577", "1,578"), 0);
}

static void round_figures_years_and_references_tell_nothing(void **state)
{
    assert_int_equal(figure_count(*state, "35%, 500, 2,000,000, 0.05 and 14.0"), 0);
    assert_int_equal(figure_count(*state, "in fiscal 2018 and on December 31, 2019"), 0);
    assert_int_equal(figure_count(*state, "see Note 125 and ASC 606"), 0);
    assert_int_equal(figure_count(*state, "9.65 a share"), 1);
}

static void numbers_do_not_count_for_the_likeness_of_words(void **state)
{
    const char *last = "Capital expenditures were $1,577 million in 2018";
    const char *this = "Capital expenditures were $2,096 million in 2019";
    size_t own = shingles_in_common(*state, last, last);
    assert_true(own > 0);
    assert_int_equal(shingles_in_common(*state, last, this), own);
    assert_int_equal(shingles_in_common(*state, last, "Dividends were paid in four instalments"),
                     0);
}

static void texts_shorter_than_a_run_have_none(void **state)
{
    assert_int_equal(shingles_in_common(*state, "", ""), 0);
    assert_int_equal(shingles_in_common(*state, "net sales", "net sales"), 0);
    assert_int_equal(shingles_in_common(*state, "净利润", "净利润"), 0); /* two pairs */
    assert_true(shingles_in_common(*state, "净利润增长", "净利润增长") > 0);
}

static void years_are_those_of_name_and_text(void **state)
{
    world *w = *state;
    gk_corpus_passage p = passage_of(w, "BESTBUY_2024Q2_10Q",
                                     "for the year ended January 28, 2023, and FY22");
    gk_traits traits;
    gk_traits_read(&p, w->terms, w->arena, &traits);
    for (uint64_t year = 2021; year <= 2025; year++)
        assert_int_equal(gk_set_has(&traits.years, year), year >= 2022 && year <= 2024);
}

/* Bytes of any kind are read without harm. */
static void bytes_that_are_no_text_are_read(void **state)
{
    world *w = *state;
    char bytes[4096];
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof bytes; i++) {
        random = random * 1664525u + 1013904223u;
        bytes[i] = (char)(random >> 24 ? random >> 24 : 1);
    }
    bytes[sizeof bytes - 1] = '\0';
    gk_corpus_passage p = {.id = "x", .doc = "x", .text = bytes, .titled = bytes};
    gk_traits traits;
    gk_traits_read(&p, w->terms, w->arena, &traits);
    assert_int_equal(gk_set_shared(&traits.shingles, &traits.shingles), traits.shingles.count);
    assert_string_equal(judged(w, bytes, p, p), judged(w, bytes, p, p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_holds_each_item_once_in_order),
        cmocka_unit_test(a_figure_is_the_same_with_another_sign_or_unit),
        cmocka_unit_test(round_figures_years_and_references_tell_nothing),
        cmocka_unit_test(numbers_do_not_count_for_the_likeness_of_words),
        cmocka_unit_test(texts_shorter_than_a_run_have_none),
        cmocka_unit_test(years_are_those_of_name_and_text),
        cmocka_unit_test(bytes_that_are_no_text_are_read),
    };
    return cmocka_run_group_tests(tests, world_start, world_end);
}
