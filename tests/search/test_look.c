/* SPDX-License-Identifier: Apache-2.0
 *
 * What a page has of a question's words, and where.
 */
#include "search/features.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct looked {
    gk_arena *arena;
    gk_terms *terms;
    gk_question *question;
    gk_look_words words;
    gk_look look;
} looked;

static looked look(const char *question, const char *page)
{
    looked l = {.arena = gk_arena_new(), .terms = gk_terms_new()};
    gk_laid_text laid;
    gk_question_read(question, "2024-05-01", &l.question);
    gk_look_words_of(l.question, &l.words);
    gk_laid_read(page, strlen(page), l.arena, &laid);
    gk_look_at(&l.words, l.question, l.terms, &laid, l.arena, &l.look);
    return l;
}

static void looked_free(looked *l)
{
    gk_question_free(l->question);
    gk_terms_free(l->terms);
    gk_arena_free(l->arena);
}

/* The mask of the words that begin so, as the question's terms have them. */
static uint64_t mask(const looked *l, const char *beginning)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < l->words.count; i++)
        if (gk_starts_with(l->words.terms[i]->text, beginning)) bits |= UINT64_C(1) << i;
    if (!bits) fail_msg("no word of the question begins with %s", beginning);
    return bits;
}

static void words_are_found_wherever_they_stand(void **state)
{
    (void)state;
    looked l = look("goodwill impairment of pumps",
                    "Notes\n\nThe pump was tested. No impairment was found.\n");
    assert_int_equal(l.look.words & mask(&l, "pump"), mask(&l, "pump"));
    assert_int_equal(l.look.words & mask(&l, "impair"), mask(&l, "impair"));
    assert_int_equal(l.look.words & mask(&l, "goodwil"), 0);
    looked_free(&l);
}

static void pairs_are_words_that_follow_one_another(void **state)
{
    (void)state;
    looked l = look("goodwill impairment tests",
                    "Goodwill impairment is rare, and tests are many.\n");
    assert_int_equal(l.look.pairs, mask(&l, "goodwil"));
    looked_free(&l);
}

static void a_window_is_a_few_lines_that_follow_one_another(void **state)
{
    (void)state;
    const char near[] = "goodwill is one thing\nand then impairment\n",
               far[] = "goodwill is one thing\nline\nline\nline\nline\nand then impairment\n";
    looked a = look("goodwill impairment", near), b = look("goodwill impairment", far);
    uint64_t both = mask(&a, "goodwil") | mask(&a, "impair");
    bool found = false;
    for (size_t i = 0; i < a.look.window_count; i++) found |= a.look.windows[i] == both;
    assert_true(found);
    for (size_t i = 0; i < b.look.window_count; i++) assert_int_not_equal(b.look.windows[i], both);
    looked_free(&a);
    looked_free(&b);
}

static void rows_and_years_and_tables_are_told(void **state)
{
    (void)state;
    looked l = look("dividends paid in 2022 and 2023",
                    "(Millions)                 2023      2022\n"
                    "Dividends paid            $ 112     $ 108\n"
                    "Debt repaid                  90        75\n");
    assert_int_equal(l.look.row_count, 1);
    assert_int_equal(l.look.rows[0] & mask(&l, "dividend"), mask(&l, "dividend"));
    assert_true(l.look.year > 0.99);
    assert_true(l.look.table > 0.5);
    assert_false(l.look.contents);
    looked_free(&l);
}

static void a_table_of_contents_is_known_by_its_rising_pages(void **state)
{
    (void)state;
    gk_string pages = {0}, amounts = {0};
    for (int i = 1; i <= 10; i++) {
        gk_string_addf(&pages, "Item %c  Some heading of a part                  %d\n", 'A' + i,
                       i * 7);
        gk_string_addf(&amounts, "Item %c  Some row of a table                     %d\n", 'A' + i,
                       i % 2 ? 900 - i : 3 * i);
    }
    looked a = look("heading", pages.data), b = look("row", amounts.data);
    assert_true(a.look.contents);
    assert_false(b.look.contents);
    looked_free(&a);
    looked_free(&b);
    gk_string_free(&pages);
    gk_string_free(&amounts);
}

static void an_empty_page_and_an_empty_question_are_no_trouble(void **state)
{
    (void)state;
    looked a = look("goodwill", ""), b = look("?", "goodwill 5\n");
    assert_int_equal(a.look.words, 0);
    assert_int_equal(a.look.window_count, 0);
    assert_int_equal(b.words.count, 0);
    assert_int_equal(b.look.words, 0);
    looked_free(&a);
    looked_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_wherever_they_stand),
        cmocka_unit_test(pairs_are_words_that_follow_one_another),
        cmocka_unit_test(a_window_is_a_few_lines_that_follow_one_another),
        cmocka_unit_test(rows_and_years_and_tables_are_told),
        cmocka_unit_test(a_table_of_contents_is_known_by_its_rising_pages),
        cmocka_unit_test(an_empty_page_and_an_empty_question_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
