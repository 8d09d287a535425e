/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/tatqa.h"
#include "measuring.h"

#include <math.h>

static gk_tatqa_question question_of(const char *type, const char *scale, const char **answers,
                                     size_t count)
{
    return (gk_tatqa_question){.id = "q",
                               .question = "?",
                               .derivation = "",
                               .type = type,
                               .from = "table",
                               .scale = scale,
                               .answers = answers,
                               .answer_count = count};
}

static void check_score(const gk_tatqa_question *q, const char *predicted, const char *scale,
                        double exact, double f1)
{
    double got_exact, got_f1;
    gk_tatqa_score(q, predicted, scale, &got_exact, &got_f1);
    if (got_exact != exact || fabs(got_f1 - f1) > 0.005)
        fail_msg("%s (%s): %s %s scores %.2f and %.3f, not %.2f and %.3f", q->answers[0], q->scale,
                 predicted, scale, got_exact, got_f1, exact, f1);
}

static void numbers_match_with_their_scale(void **state)
{
    (void)state;
    const char *change[] = {"-22.22"}, *sales[] = {"$1,496.5"}, *count[] = {"3"};
    gk_tatqa_question percent = question_of("arithmetic", "percent", change, 1);
    check_score(&percent, "-22.22%", "", 1, 1);
    check_score(&percent, "-22.22", "percent", 1, 1);
    check_score(&percent, "(22.22)", "percent", 1, 1);
    check_score(&percent, "22.22%", "", 0, 0);
    check_score(&percent, "-22.2%", "", 0, 0);
    gk_tatqa_question span = question_of("span", "million", sales, 1);
    check_score(&span, "1,496.5", "million", 1, 1);
    check_score(&span, "$1,496.5", "thousand", 0, 0);
    check_score(&span, "$1,496.5", "", 0, 0);
    gk_tatqa_question counted = question_of("count", "", count, 1);
    check_score(&counted, "3", "", 1, 1);
    check_score(&counted, "4", "", 0, 0);
}

static void words_overlap_without_case_articles_and_punctuation(void **state)
{
    (void)state;
    const char *one[] = {"the fixed-price contracts"}, *two[] = {"Other", "Fixed Price"};
    gk_tatqa_question span = question_of("span", "", one, 1);
    check_score(&span, "Fixed-price contracts.", "", 1, 1);
    check_score(&span, "fixed-price", "", 0, 0.8);
    check_score(&span, "nothing", "", 0, 0);
    gk_tatqa_question several = question_of("multi-span", "", two, 2);
    check_score(&several, "fixed price other", "", 1, 1);
    check_score(&several, "other", "", 0, 0.5);
}

static void the_span_of_a_written_answer_is_its_head(void **state)
{
    (void)state;
    static const struct {
        const char *answer, *span, *scale;
    } cases[] = {
        {"$1,496.5 million (Total sales, 2019) [excerpt p.1]", "$1,496.5 ", "million"},
        {"-22.22% = (44.1 - 56.7) / 56.7 [excerpt p.1]", "-22.22%", ""},
        {"“Sales include cost plus.” [excerpt p.1]", "Sales include cost plus.", ""},
        {"2019 (1,496.5; 1,202.9)", "2019", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *scale;
        char *span = gk_tatqa_span(cases[i].answer, &scale);
        assert_string_equal(span, cases[i].span);
        assert_string_equal(scale, cases[i].scale);
        gk_free(span);
    }
}

static void the_judge_expects_answers_with_their_scale(void **state)
{
    (void)state;
    const char *numbers[] = {"$1,496.5", "$1,202.9"}, *share[] = {"12.5"}, *name[] = {"Other"};
    static const char *const expected[] = {"$1,496.5 million; $1,202.9 million", "12.5%", "Other"};
    gk_tatqa_question questions[] = {question_of("multi-span", "million", numbers, 2),
                                     question_of("arithmetic", "percent", share, 1),
                                     question_of("span", "million", name, 1)};
    for (size_t i = 0; i < 3; i++) {
        char *text = gk_tatqa_expected(&questions[i]);
        assert_string_equal(text, expected[i]);
        gk_free(text);
    }
}

/* ---- a file --------------------------------------------------------------------------------- */

#define EXCERPT(order)                                                                             \
    "{\"table\": {\"table\": [[\"\", \"2023\", \"2022\"], [\"Pumps\", \"$ 44.1\", \"$ 56.7\"],"    \
    "[\"Valves & more\", \"1,452.4\", \"1,146.2\"], [\"Total sales\", \"$1,496.5\", "              \
    "\"$1,202.9\"]]}, \"paragraphs\": [{\"order\": " order ", \"text\": \"The table below shows "  \
    "sales (in millions):\"}], \"questions\": [{\"uid\": \"a\", \"question\": \"What were total "  \
    "sales in 2023?\", \"answer\": [\"$1,496.5\"], \"derivation\": \"\", \"answer_type\": "        \
    "\"span\", \"answer_from\": \"table-text\", \"scale\": \"million\"}, {\"uid\": \"b\", "        \
    "\"question\": \"What colour is the sky?\", \"answer\": 7, \"derivation\": \"\", "             \
    "\"answer_type\": \"count\", \"answer_from\": \"text\", \"scale\": \"\"}]}"

static char *write_set(world *w, const char *text)
{
    char *path = gk_path_join(w->folder, "tatqa.json");
    assert_ok(w, gk_file_write(path, text, strlen(text), &w->err));
    return path;
}

static void an_excerpt_becomes_a_document_with_its_table_where_it_is_announced(void **state)
{
    world *w = *state;
    char *path = write_set(w, "[" EXCERPT("1") "]");
    gk_tatqa_set *read;
    assert_ok(w, gk_tatqa_read(path, &read, &w->err));
    assert_int_equal(read->count, 1);
    assert_int_equal(read->excerpts[0].question_count, 2);
    assert_string_equal(read->excerpts[0].questions[1].answers[0], "7");
    const char *html = read->excerpts[0].html, *table = strstr(html, "<table>");
    assert_non_null(strstr(html, "Valves &amp; more"));
    assert_non_null(table);
    assert_true(strstr(html, "The table below") < table);
    gk_tatqa_free(read);
    gk_free(path);
}

static void what_is_wrong_in_a_file_is_told(void **state)
{
    world *w = *state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{}", "must be a list of excerpts"},
        {"[]", "must be a list of excerpts"},
        {"[1", "tatqa.json: "},
        {"[{}]", "excerpt 1: field \"questions\""},
        {"[" EXCERPT("2") "]", "excerpt 1: paragraphs must have a text, and orders from 1"},
        {"[{\"table\": {\"table\": [[1]]}, \"paragraphs\": [], \"questions\": []}]",
         "excerpt 1: a cell of the table must be a text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = write_set(w, cases[i].text);
        gk_tatqa_set *read;
        assert_int_equal(gk_tatqa_read(path, &read, &w->err), GK_INPUT);
        assert_null(read);
        assert_contains(w->err.message, cases[i].message);
        gk_free(path);
    }
}

static void every_question_is_asked_of_its_own_excerpt(void **state)
{
    world *w = *state;
    char *path = write_set(w, "[" EXCERPT("1") ", " EXCERPT("1") "]"), *json;
    gk_eval_tatqa_options options = {.lexical_only = true, .from = 2};
    assert_ok(w, gk_eval_tatqa(path, &options, &json, &w->err));
    json_t *report = json_loads(json, 0, NULL);
    gk_free(json);
    assert_int_equal(integer_of(report, "questions"), 2);
    assert_int_equal(integer_of(report, "first_excerpt"), 2);
    assert_int_equal(integer_of(report, "last_excerpt"), 2);
    const json_t *sales = result_of(report, 0, "a"), *sky = result_of(report, 1, "b");
    assert_string_equal(json_string_value(json_object_get(sales, "judgement")), "right");
    assert_string_equal(json_string_value(json_object_get(sales, "expected")), "$1,496.5 million");
    assert_string_equal(json_string_value(json_object_get(sky, "judgement")), "declined");
    const json_t *types = json_object_get(json_object_get(report, "by"), "answer_type");
    assert_int_equal(integer_of(json_object_get(types, "span"), "right"), 1);
    assert_int_equal(integer_of(json_object_get(types, "count"), "declined"), 1);
    json_decref(report);
    options = (gk_eval_tatqa_options){.lexical_only = true, .from = 3};
    assert_int_equal(gk_eval_tatqa(path, &options, &json, &w->err), GK_INPUT);
    assert_contains(w->err.message, "has 2 excerpts");
    gk_free(path);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_match_with_their_scale),
        cmocka_unit_test(words_overlap_without_case_articles_and_punctuation),
        cmocka_unit_test(the_span_of_a_written_answer_is_its_head),
        cmocka_unit_test(the_judge_expects_answers_with_their_scale),
        test(an_excerpt_becomes_a_document_with_its_table_where_it_is_announced),
        test(what_is_wrong_in_a_file_is_told),
        test(every_question_is_asked_of_its_own_excerpt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
