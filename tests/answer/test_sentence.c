/* SPDX-License-Identifier: Apache-2.0 */
#include "asking.h"

#define H23 "HALDEN_2023_10K"
#define CZ  "澄州仪器_2023_年度报告"

static void a_sentence_is_quoted_word_for_word(void **state)
{
    check_answer(*state, "Who is the chief executive officer of Halden?",
                 "“Ingrid Solberg has been the chief executive officer of the Group since March "
                 "2021 and leads it from its head office in the town of Halden.”",
                 H23, 2, "Ingrid Solberg");
}

static void the_citation_is_of_the_lines_that_the_sentence_runs_over(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "Who is the chief executive officer of Halden?");
    assert_true(a->answered);
    assert_int_equal(a->citations[0].first_line, 4);
    assert_int_equal(a->citations[0].last_line, 5);
    gk_answer_free(a);
}

static void a_reason_is_found_by_its_words(void **state)
{
    check_answer(*state, "Why did Halden's sales of pumps fall?", "strike", H23, 2,
                 "Sales of pumps fell because a strike closed the plant at Moss");
}

static void a_chinese_sentence_is_quoted(void **state)
{
    check_answer(*state, "澄州仪器的实际控制人是谁？", "陈立新", CZ, 3, "公司的实际控制人为陈立新");
}

static void a_table_row_is_no_sentence(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "Which segments does Halden have?");
    assert_lacks(a->answer, "9,120");
    for (size_t i = 0; i < a->citation_count; i++) check_citation(w, &a->citations[i]);
    gk_answer_free(a);
}

static void a_sentence_that_stands_twice_is_quoted_once(void **state)
{
    world *w = *state;
    world_add(
        w, "NORDVIK_2023_10K",
        "NORDVIK FOODS INC\n\f"
        "The head office of Nordvik stands at the harbour of Larvik, in a former cannery.\n\f"
        "The head office of Nordvik stands at the harbour of Larvik, in a former cannery.\n\f");
    gk_answer *a = ask(w, "Where is the head office of Nordvik?");
    assert_true(a->answered);
    assert_int_equal(a->citation_count, 1);
    assert_contains(a->answer, "“The head office of Nordvik stands at the harbour of Larvik, in a "
                               "former cannery.” [NORDVIK_2023_10K p.");
    check_citation(w, &a->citations[0]);
    gk_answer_free(a);
}

static void no_more_than_three_sentences_are_quoted(void **state)
{
    world *w = *state;
    gk_string text = {0};
    gk_string_add(&text, "NORDVIK FOODS INC\n\f");
    static const char *const towns[] = {"Larvik", "Tromso", "Bergen", "Alesund", "Stavanger"};
    for (size_t i = 0; i < 5; i++)
        gk_string_addf(&text, "Nordvik runs a cannery for sardines at %s.\n\f", towns[i]);
    world_add(w, "NORDVIK_2023_10K", text.data);
    gk_string_free(&text);
    gk_answer *a = ask(w, "Where does Nordvik run a cannery for sardines?");
    assert_true(a->answered);
    assert_int_equal(a->citation_count, 3);
    for (size_t i = 0; i < 3; i++) {
        check_citation(w, &a->citations[i]);
        assert_contains(a->answer, a->citations[i].quote);
    }
    gk_answer_free(a);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, papers_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(a_sentence_is_quoted_word_for_word),
        test(the_citation_is_of_the_lines_that_the_sentence_runs_over),
        test(a_reason_is_found_by_its_words),
        test(a_chinese_sentence_is_quoted),
        test(a_table_row_is_no_sentence),
        test(a_sentence_that_stands_twice_is_quoted_once),
        test(no_more_than_three_sentences_are_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
