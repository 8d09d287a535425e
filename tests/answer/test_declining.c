/* SPDX-License-Identifier: Apache-2.0 */
#include "asking.h"

static void what_must_be_judged_is_declined(void **state)
{
    check_declined(*state, "Is Halden a well-managed business in 2023?");
    check_declined(*state, "澄州仪器2023年是否有短期借款？");
}

static void what_lacks_a_term_is_declined(void **state)
{
    check_declined(*state, "What was Halden's days payable outstanding in 2023?");
    check_declined(*state, "澄州仪器2023年的资产负债率是多少？");
}

static void a_declined_answer_says_why(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "What was Halden's days payable outstanding in 2023?");
    assert_contains(a->answer, "Missing: accounts payable");
    gk_answer_free(a);
    a = ask(w, "Is Halden a well-managed business in 2023?");
    assert_contains(a->answer, "judged");
    gk_answer_free(a);
}

static void the_nearest_passages_stand_by_a_declined_answer(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "What was Halden's days payable outstanding in 2023?");
    assert_false(a->answered);
    assert_int_equal(a->nearest->count, 5);
    assert_string_equal(a->nearest->hits[0].document, "HALDEN_2023_10K");
    assert_int_equal(a->nearest->hits[0].page, 4);
    gk_answer_free(a);
}

static void what_the_documents_do_not_say_is_declined(void **state)
{
    check_declined(*state, "What is the airspeed of an unladen swallow?");
    check_declined(*state, "What is the vesting period of Halden's restricted stock units?");
    check_declined(*state, "What were Halden's deferred tax liabilities in 2023?");
    check_declined(*state, "Who audits the accounts of Halden?");
}

static void nothing_at_all_is_declined(void **state)
{
    world *w = *state;
    check_declined(w, "zyxwv qqqq");
    gk_answer *a = ask(w, "zyxwv qqqq");
    assert_int_equal(a->nearest->count, 0);
    gk_answer_free(a);
    static const char *const questions[] = {"", "   ", "?"};
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        gk_status status = gk_ask(w->library, questions[i], NULL, &a, &w->err);
        if (status != GK_INVALID) fail_msg("\"%s\": status %d", questions[i], (int)status);
    }
}

static void an_empty_library_declines(void **state)
{
    world *w = *state;
    check_declined(w, "What were Halden's net sales in 2023?");
    gk_answer *a = ask(w, "What were Halden's net sales in 2023?");
    assert_int_equal(a->nearest->count, 0);
    gk_answer_free(a);
}

static void another_company_s_documents_never_answer(void **state)
{
    world *w = *state;
    /* Vestmark has no inventories, and of the others the library has nothing. */
    check_declined(w, "What were Vestmark's inventories at the end of 2023?");
    check_declined(w, "What were Nordvik's net sales in 2023?");
    check_declined(w, "Who is the chief executive officer of Nordvik?");
    check_declined(w, "华通电子2023年末的存货是多少？");
}

static void a_document_that_is_asked_for_answers_for_no_other_company(void **state)
{
    world *w = *state;
    gk_search_options options = {.document = "HALDEN_2023_10K"};
    gk_answer *a;
    assert_ok(w,
              gk_ask(w->library, "What was Vestmark's net income in 2023?", &options, &a, &w->err));
    if (a->answered) fail_msg("answered: %s", a->answer);
    gk_answer_free(a);
}

static void answers_keep_to_the_document_that_is_asked_for(void **state)
{
    world *w = *state;
    gk_search_options options = {.document = "HALDEN_2022_10K"};
    gk_answer *a;
    assert_ok(w,
              gk_ask(w->library, "What were Halden's net sales in 2023?", &options, &a, &w->err));
    if (a->answered) fail_msg("answered: %s", a->answer);
    for (size_t i = 0; i < a->nearest->count; i++)
        assert_string_equal(a->nearest->hits[i].document, "HALDEN_2022_10K");
    gk_answer_free(a);
    assert_ok(w,
              gk_ask(w->library, "What were Halden's net sales in 2022?", &options, &a, &w->err));
    assert_true(a->answered);
    assert_string_equal(a->citations[0].document, "HALDEN_2022_10K");
    gk_answer_free(a);
}

static void a_wrong_question_is_an_error(void **state)
{
    world *w = *state;
    gk_answer *a = (gk_answer *)w;
    assert_int_equal(gk_ask(w->library, "net \xFFincome", NULL, &a, &w->err), GK_INVALID);
    assert_null(a);
    assert_contains(w->err.message, "UTF-8");
    gk_search_options options = {.document = "HALDEN_2032_10K"};
    a = (gk_answer *)w;
    assert_int_equal(gk_ask(w->library, "net income", &options, &a, &w->err), GK_NOT_FOUND);
    assert_null(a);
    assert_contains(w->err.message, "HALDEN_2032_10K");
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, papers_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(what_must_be_judged_is_declined),
        test(what_lacks_a_term_is_declined),
        test(a_declined_answer_says_why),
        test(the_nearest_passages_stand_by_a_declined_answer),
        test(what_the_documents_do_not_say_is_declined),
        test(nothing_at_all_is_declined),
        cmocka_unit_test_setup_teardown(an_empty_library_declines, world_setup, world_teardown),
        test(another_company_s_documents_never_answer),
        test(a_document_that_is_asked_for_answers_for_no_other_company),
        test(answers_keep_to_the_document_that_is_asked_for),
        test(a_wrong_question_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
