/* SPDX-License-Identifier: Apache-2.0 */
#include "measuring.h"

static void check_result(const json_t *report, size_t i, const char *id, const char *judgement,
                         bool page_hit)
{
    const json_t *r = result_of(report, i, id);
    const char *got = json_string_value(json_object_get(r, "judgement"));
    if (strcmp(got, judgement) != 0)
        fail_msg("%s: %s, not %s: %s", id, got, judgement,
                 json_string_value(json_object_get(r, "answer")));
    if (json_is_true(json_object_get(r, "page_hit")) != page_hit)
        fail_msg("%s: page_hit is not %d", id, page_hit);
}

static const char sales[] = "What were Halden's net sales in 2023 (in USD millions)?";
static const char ratio[] = "What was Halden's rate of staff turnover at the end of 2023?";

static void counts_add_up_and_every_judgement_is_listed(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "right", sales, "$9412.00", "HALDEN_2023_10K", 3);
    set_add(&s, "elsewhere", sales, "$9412.00", "HALDEN_2023_10K", 6);
    set_add(&s, "wrong", sales, "$9512.00", "HALDEN_2023_10K", 3);
    set_add(&s, "declined", ratio, "1.01", "HALDEN_2023_10K", 4);
    set_add(&s, "nothing", "What is the airspeed of an unladen swallow?", "", "HALDEN_2023_10K", 1);
    set_add(&s, "something", sales, "", "HALDEN_2023_10K", 3);
    set_add(&s, "absent", sales, "$9412.00", "HALDEN_1999_10K", 3);
    set_add(&s, "twin", sales, "$9412.00", "copy", 3);
    world_add(w, "copy", halden_2023);
    json_t *report = measure(w, gk_eval_answers, &s);
    assert_int_equal(integer_of(report, "questions"), 8);
    assert_int_equal(integer_of(report, "right"), 5);
    assert_int_equal(integer_of(report, "wrong"), 2);
    assert_int_equal(integer_of(report, "declined"), 1);
    assert_int_equal(integer_of(report, "not_in_library"), 1);
    check_real(report, "citation_page_hit", 4.0 / 8);
    assert_int_equal(json_array_size(json_object_get(report, "results")), 8);
    check_result(report, 0, "right", "right", true);
    check_result(report, 1, "elsewhere", "right", false);
    check_result(report, 2, "wrong", "wrong", true);
    check_result(report, 3, "declined", "declined", false);
    check_result(report, 4, "nothing", "right", false);
    check_result(report, 5, "something", "wrong", true);
    check_result(report, 6, "absent", "right", false);
    check_result(report, 7, "twin", "right", true);
    json_decref(report);
}

static void a_result_holds_what_a_person_needs_to_check_it(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "q", sales, "$9412.00", "HALDEN_2023_10K", 3);
    json_t *report = measure(w, gk_eval_answers, &s);
    const json_t *r = result_of(report, 0, "q");
    assert_string_equal(json_string_value(json_object_get(r, "question")), sales);
    assert_string_equal(json_string_value(json_object_get(r, "expected")), "$9412.00");
    assert_string_equal(json_string_value(json_object_get(r, "status")), "answered");
    assert_contains(json_string_value(json_object_get(r, "answer")), "9,412");
    const json_t *cited = json_array_get(json_object_get(r, "citations"), 0),
                 *evidence = json_array_get(json_object_get(r, "evidence"), 0);
    assert_string_equal(json_string_value(json_object_get(cited, "document")), "HALDEN_2023_10K");
    assert_int_equal(integer_of(cited, "page"), 3);
    assert_string_equal(json_string_value(json_object_get(evidence, "document")),
                        "HALDEN_2023_10K");
    assert_int_equal(integer_of(evidence, "page"), 3); /* from 1, here as everywhere */
    json_decref(report);
}

/* Nordvik's canneries are on five pages: three sentences are quoted, any of their pages is a hit.
 */
static void a_hit_is_any_of_the_first_three_citations(void **state)
{
    world *w = *state;
    papers_add_filler(w);
    static const char *const towns[] = {"Larvik", "Tromso", "Bergen", "Alesund", "Stavanger"};
    gk_string text = {0};
    gk_string_add(&text, "NORDVIK FOODS INC\n\f");
    for (size_t i = 0; i < 5; i++)
        gk_string_addf(&text, "Nordvik runs a cannery for sardines at %s.\n\f", towns[i]);
    world_add(w, "NORDVIK_2023_10K", text.data);
    gk_string_free(&text);
    set s = {0};
    for (int page = 2; page <= 6; page++)
        set_add(&s, "q", "Where does Nordvik run a cannery for sardines?", "Larvik",
                "NORDVIK_2023_10K", page);
    json_t *report = measure(w, gk_eval_answers, &s);
    check_real(report, "citation_page_hit", 3.0 / 5);
    json_decref(report);
}

static void a_declined_answer_is_no_hit_where_its_nearest_passage_is(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "q", ratio, "1.01", "HALDEN_2023_10K", 4);
    json_t *report = measure(w, gk_eval_answers, &s);
    assert_int_equal(integer_of(report, "declined"), 1);
    check_real(report, "citation_page_hit", 0);
    json_decref(report);
}

static void a_question_without_an_answer_is_told(void **state)
{
    world *w = *state;
    static const char text[] = "\n{\"id\":\"a\",\"question\":\"Q\",\"doc_name\":\"D\","
                               "\"evidence\":[{\"page\":0}]}\n";
    char *path = gk_path_join(w->folder, "set.jsonl"), *json;
    assert_ok(w, gk_file_write(path, text, sizeof text - 1, &w->err));
    assert_int_equal(gk_eval_answers(w->library, path, NULL, &json, &w->err), GK_INPUT);
    assert_null(json);
    assert_contains(w->err.message, "line 2: field \"answer\"");
    gk_free(path);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(counts_add_up_and_every_judgement_is_listed),
        test(a_result_holds_what_a_person_needs_to_check_it),
        test(a_hit_is_any_of_the_first_three_citations),
        test(a_declined_answer_is_no_hit_where_its_nearest_passage_is),
        test(a_question_without_an_answer_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
