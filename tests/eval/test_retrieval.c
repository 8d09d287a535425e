/* SPDX-License-Identifier: Apache-2.0 */
#include "measuring.h"
#include "search/search.h"

static void check_rank(const json_t *report, size_t i, const char *id, const char *field, int rank)
{
    const json_t *value = json_object_get(result_of(report, i, id), field);
    if (rank ? json_integer_value(value) != rank : !json_is_null(value))
        fail_msg("%s: %s is %d, not %d", id, field, (int)json_integer_value(value), rank);
}

static void shares_are_of_all_questions(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "first", "What were Halden's net sales in 2023?", "", "HALDEN_2023_10K", 3);
    set_add(&s, "second", "Which plant was closed by a strike?", "", "HALDEN_2023_10K", 2);
    set_add(&s, "other", "Which plant was closed by a strike?", "", "VESTMARK_2023_10K", 1);
    set_add(&s, "absent", "What were Halden's net sales in 2023?", "", "HALDEN_1999_10K", 3);
    json_t *report = measure(w, gk_eval_retrieval, &s);
    assert_int_equal(integer_of(report, "questions"), 4);
    assert_int_equal(integer_of(report, "not_in_library"), 1);
    check_rank(report, 0, "first", "document_rank", 1);
    check_rank(report, 0, "first", "page_rank", 1);
    check_rank(report, 1, "second", "page_rank", 1);
    check_rank(report, 3, "absent", "document_rank", 0);
    check_rank(report, 3, "absent", "page_rank", 0);
    check_real(json_object_get(report, "document_hit"), "1", 0.5);
    check_real(json_object_get(report, "page_hit"), "1", 0.5);
    json_decref(report);
}

/* What the report says of each question adds up to what it says of all. */
static void the_figures_follow_from_the_ranks(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    static const int pages[] = {1, 2, 3, 4, 5, 6, 7, 8};
    for (size_t i = 0; i < 8; i++) {
        char id[8];
        snprintf(id, sizeof id, "q%zu", i);
        set_add(&s, id, "What was Halden's net income in 2023?", "", "HALDEN_2023_10K", pages[i]);
    }
    json_t *report = measure(w, gk_eval_retrieval, &s);
    static const char *const keys[] = {"1", "5", "10", "20"};
    static const int depths[] = {1, 5, 10, 20};
    double mrr = 0;
    size_t hits[4] = {0}, seen = 0;
    for (size_t i = 0; i < 8; i++) {
        char id[8];
        snprintf(id, sizeof id, "q%zu", i);
        const json_t *r = result_of(report, i, id);
        int rank = (int)json_integer_value(json_object_get(r, "page_rank"));
        for (size_t k = 0; k < 4; k++) hits[k] += rank && rank <= depths[k];
        if (rank) mrr += 1.0 / rank, seen++;
        check_rank(report, i, id, "document_rank", 1);
    }
    assert_true(seen > 4);
    assert_int_equal(hits[0], 1); /* one page is the first, and it was asked for once */
    for (size_t k = 0; k < 4; k++)
        check_real(json_object_get(report, "page_hit"), keys[k], (double)hits[k] / 8);
    for (size_t k = 0; k < 3; k++) check_real(json_object_get(report, "document_hit"), keys[k], 1);
    assert_null(json_object_get(json_object_get(report, "document_hit"), "20"));
    check_real(report, "mrr", mrr / 8);
    json_decref(report);
}

static void any_page_of_the_evidence_is_a_hit(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    gk_string_add(&s.text,
                  "{\"id\":\"a\",\"question\":\"What were Halden's net sales in 2023?\","
                  "\"answer\":\"\",\"doc_name\":\"VESTMARK_2023_10K\",\"evidence\":[{\"page\":"
                  "0},{\"doc_name\":\"HALDEN_2023_10K\",\"page\":2}]}\n");
    json_t *report = measure(w, gk_eval_retrieval, &s);
    check_rank(report, 0, "a", "document_rank", 1);
    check_rank(report, 0, "a", "page_rank", 1);
    check_real(report, "mrr", 1);
    json_decref(report);
}

static void the_right_page_of_another_document_is_no_hit(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "a", "What were Halden's net sales in 2023?", "", "VESTMARK_2023_10K", 3);
    json_t *report = measure(w, gk_eval_retrieval, &s);
    check_rank(report, 0, "a", "page_rank", 0);
    check_real(report, "mrr", 0);
    json_decref(report);
}

static void a_twin_of_the_evidence_counts_as_it(void **state)
{
    world *w = *state;
    papers_add_all(w);
    world_add(w, "halden-annual-report", halden_2023);
    set s = {0};
    set_add(&s, "a", "What were Halden's net sales in 2023?", "", "halden-annual-report", 3);
    json_t *report = measure(w, gk_eval_retrieval, &s);
    assert_int_equal(integer_of(report, "not_in_library"), 0);
    check_rank(report, 0, "a", "document_rank", 1);
    check_rank(report, 0, "a", "page_rank", 1);
    json_decref(report);
}

/* Pages of a paper on kelp, each longer than the one before, so that each ranks behind it. */
static void a_page_behind_the_hundredth_gives_no_reciprocal_rank(void **state)
{
    world *w = *state;
    enum { PAGES = 120 };
    gk_string kelp = {0}, other = {0};
    for (int i = 0; i < PAGES; i++) {
        gk_string_add(&kelp, "Kelp grows here");
        for (int k = 0; k <= i; k++) gk_string_add(&kelp, " and so");
        gk_string_add(&kelp, "\n\f");
    }
    for (int i = 0; i < 3 * PAGES; i++) gk_string_addf(&other, "Nothing grows in place %d\n\f", i);
    world_add(w, "KELP", kelp.data);
    world_add(w, "OTHER", other.data);
    gk_string_free(&kelp);
    gk_string_free(&other);
    set s = {0};
    set_add(&s, "first", "kelp", "", "KELP", 1);
    set_add(&s, "fourth", "kelp", "", "KELP", 4);
    set_add(&s, "hundredth", "kelp", "", "KELP", 100);
    set_add(&s, "next", "kelp", "", "KELP", 101);
    json_t *report = measure(w, gk_eval_retrieval, &s);
    check_rank(report, 0, "first", "page_rank", 1);
    check_rank(report, 1, "fourth", "page_rank", 4);
    check_rank(report, 2, "hundredth", "page_rank", 100);
    check_rank(report, 3, "next", "page_rank", 101);
    check_rank(report, 3, "next", "document_rank", 1);
    check_real(report, "mrr", (1 + 0.25 + 0.01) / 4);
    check_real(json_object_get(report, "page_hit"), "1", 0.25);
    check_real(json_object_get(report, "page_hit"), "5", 0.5);
    check_real(json_object_get(report, "page_hit"), "20", 0.5);
    json_decref(report);
}

/* One stage knows nothing of documents' names: the same question gets other ranks than from the
 * whole search, and the report has the same shape. */
static void one_stage_is_measured_alone(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "a", "What were Halden's inventories in 2023?", "", "HALDEN_2023_10K", 4);
    char *path = gk_path_join(w->folder, "set.jsonl"), *json;
    assert_ok(w, gk_file_write(path, s.text.data, s.text.length, &w->err));
    gk_question *question;
    gk_question_read("What were Halden's inventories in 2023?", &question);
    gk_retrieved found;
    assert_ok(w, gk_retrieve_stage(w->library, question, GK_STAGE_LEXICAL, 1000, &found, &w->err));
    int rank = 0;
    for (size_t i = 0; i < found.count && !rank; i++) /* its pages have a passage each */
        if (found.found[i].content == world_content(w, "HALDEN_2023_10K") &&
            found.found[i].page == 4)
            rank = (int)i + 1;
    assert_true(rank > 0);
    gk_eval_options options = {.stage = "lexical"};
    assert_ok(w, gk_eval_retrieval(w->library, path, &options, &json, &w->err));
    json_t *report = json_loads(json, 0, NULL);
    check_rank(report, 0, "a", "page_rank", rank);
    json_decref(report);
    gk_free(json);
    options.stage = "dense"; /* the library has no model */
    assert_int_equal(gk_eval_retrieval(w->library, path, &options, &json, &w->err), GK_MODEL);
    assert_null(json);
    options.stage = "sparse";
    assert_int_equal(gk_eval_retrieval(w->library, path, &options, &json, &w->err), GK_INVALID);
    assert_contains(w->err.message, "lexical, dense or fused, not 'sparse'");
    gk_retrieved_free(&found);
    gk_question_free(question);
    gk_string_free(&s.text);
    gk_free(path);
}

static bool stop_at_two(void *ctx, size_t done, size_t total)
{
    *(size_t *)ctx = done;
    return done < 2 && total == 3;
}

static void a_run_may_be_stopped(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    for (int i = 0; i < 3; i++) set_add(&s, "a", "net sales", "", "HALDEN_2023_10K", 3);
    char *path = gk_path_join(w->folder, "set.jsonl"), *json = (char *)w;
    assert_ok(w, gk_file_write(path, s.text.data, s.text.length, &w->err));
    size_t done = 0;
    gk_eval_options options = {.on_progress = stop_at_two, .ctx = &done};
    assert_int_equal(gk_eval_retrieval(w->library, path, &options, &json, &w->err), GK_STOPPED);
    assert_null(json);
    assert_int_equal(done, 2);
    json = (char *)w;
    assert_int_equal(gk_eval_answers(w->library, path, &options, &json, &w->err), GK_STOPPED);
    assert_null(json);
    gk_string_free(&s.text);
    gk_free(path);
}

static void a_set_that_is_wrong_gives_no_report(void **state)
{
    world *w = *state;
    char *path = gk_path_join(w->folder, "set.jsonl"), *json = (char *)w;
    assert_ok(w, gk_file_write(path, "{}", 2, &w->err));
    assert_int_equal(gk_eval_retrieval(w->library, path, NULL, &json, &w->err), GK_INPUT);
    assert_null(json);
    assert_contains(w->err.message, "\"id\"");
    json = (char *)w;
    assert_int_equal(gk_eval_answers(w->library, path, NULL, &json, &w->err), GK_INPUT);
    assert_null(json);
    gk_free(path);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(shares_are_of_all_questions),
        test(the_figures_follow_from_the_ranks),
        test(any_page_of_the_evidence_is_a_hit),
        test(the_right_page_of_another_document_is_no_hit),
        test(a_twin_of_the_evidence_counts_as_it),
        test(a_page_behind_the_hundredth_gives_no_reciprocal_rank),
        test(one_stage_is_measured_alone),
        test(a_run_may_be_stopped),
        test(a_set_that_is_wrong_gives_no_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
