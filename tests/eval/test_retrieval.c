/* SPDX-License-Identifier: Apache-2.0 */
#include "measuring.h"
#include "search/search.h"

/* What the configuration found for a question. */
static const json_t *found_of(const json_t *report, size_t i, const char *id, size_t configuration)
{
    return json_array_get(json_object_get(result_of(report, i, id), "found"), configuration);
}

static void check_rank(const json_t *report, size_t i, const char *id, const char *level, int rank)
{
    const json_t *value = json_object_get(found_of(report, i, id, 0), level);
    if (rank ? json_integer_value(value) != rank : !json_is_null(value))
        fail_msg("%s: %s is %d, not %d", id, level, (int)json_integer_value(value), rank);
}

static void check_reason(const json_t *report, size_t i, const char *id, const char *reason)
{
    const json_t *value = json_object_get(found_of(report, i, id, 0), "reason");
    const char *got = json_is_null(value) ? "found" : json_string_value(value);
    if (strcmp(got, reason) != 0) fail_msg("%s: %s, not %s", id, got, reason);
}

static const json_t *configuration_of(const json_t *report, size_t i)
{
    return json_array_get(json_object_get(report, "configurations"), i);
}

/* The first configuration's figure: of "hit" and "recall" at a depth, of others depth is NULL. */
static void check_figure(const json_t *report, const char *level, const char *name,
                         const char *depth, double expected)
{
    const json_t *figures = json_object_get(configuration_of(report, 0), level);
    if (depth)
        check_real(json_object_get(figures, name), depth, expected);
    else
        check_real(figures, name, expected);
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
    check_rank(report, 0, "first", "document", 1);
    check_rank(report, 0, "first", "page", 1);
    check_rank(report, 1, "second", "page", 1);
    check_rank(report, 3, "absent", "document", 0);
    check_rank(report, 3, "absent", "page", 0);
    check_figure(report, "document", "hit", "1", 0.5);
    check_figure(report, "page", "hit", "1", 0.5);
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
        const json_t *r = found_of(report, i, id, 0);
        int rank = (int)json_integer_value(json_object_get(r, "page"));
        for (size_t k = 0; k < 4; k++) hits[k] += rank && rank <= depths[k];
        if (rank) mrr += 1.0 / rank, seen++;
        check_rank(report, i, id, "document", 1);
    }
    assert_true(seen > 4);
    assert_int_equal(hits[0], 1); /* one page is the first, and it was asked for once */
    for (size_t k = 0; k < 4; k++)
        check_figure(report, "page", "hit", keys[k], (double)hits[k] / 8);
    for (size_t k = 0; k < 4; k++) check_figure(report, "document", "hit", keys[k], 1);
    check_figure(report, "page", "mrr", NULL, mrr / 8);
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
    check_rank(report, 0, "a", "document", 1);
    check_rank(report, 0, "a", "page", 1);
    check_figure(report, "page", "mrr", NULL, 1);
    json_decref(report);
}

static void the_right_page_of_another_document_is_no_hit(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "a", "What were Halden's net sales in 2023?", "", "VESTMARK_2023_10K", 3);
    json_t *report = measure(w, gk_eval_retrieval, &s);
    check_rank(report, 0, "a", "page", 0);
    check_figure(report, "page", "mrr", NULL, 0);
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
    check_rank(report, 0, "a", "document", 1);
    check_rank(report, 0, "a", "page", 1);
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
    check_rank(report, 0, "first", "page", 1);
    check_rank(report, 1, "fourth", "page", 4);
    check_rank(report, 2, "hundredth", "page", 100);
    check_rank(report, 3, "next", "page", 101);
    check_rank(report, 3, "next", "document", 1);
    check_figure(report, "page", "mrr", NULL, (1 + 0.25 + 0.01) / 4);
    check_figure(report, "page", "hit", "1", 0.25);
    check_figure(report, "page", "hit", "5", 0.5);
    check_figure(report, "page", "hit", "20", 0.5);
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
    gk_question_read("What were Halden's inventories in 2023?", NULL, &question);
    gk_retrieved found;
    assert_ok(
        w, gk_retrieve_stage(w->library, question, NULL, GK_STAGE_LEXICAL, 1000, &found, &w->err));
    int rank = 0;
    for (size_t i = 0; i < found.count && !rank; i++) /* its pages have a passage each */
        if (found.found[i].content == world_content(w, "HALDEN_2023_10K") &&
            found.found[i].page == 4)
            rank = (int)i + 1;
    assert_true(rank > 0);
    const char *stage = "lexical";
    gk_eval_options options = {.configurations = &stage, .configuration_count = 1};
    assert_ok(w, gk_eval_retrieval(w->library, path, &options, &json, &w->err));
    json_t *report = json_loads(json, 0, NULL);
    check_rank(report, 0, "a", "page", rank);
    json_decref(report);
    gk_free(json);
    stage = "dense"; /* the library has no model */
    assert_int_equal(gk_eval_retrieval(w->library, path, &options, &json, &w->err), GK_MODEL);
    assert_null(json);
    stage = "sparse";
    assert_int_equal(gk_eval_retrieval(w->library, path, &options, &json, &w->err), GK_INVALID);
    assert_contains(w->err.message, "'sparse' is nothing that can be measured: lexical, dense");
    gk_retrieved_free(&found);
    gk_question_free(question);
    gk_string_free(&s.text);
    gk_free(path);
}

/* Takes s and the options, whose on_progress is not called. */
static json_t *measure_with(world *w, const gk_eval_options *options, set *s)
{
    char *path = gk_path_join(w->folder, "set.jsonl"), *json = NULL;
    assert_ok(w, gk_file_write(path, s->text.data, s->text.length, &w->err));
    gk_string_free(&s->text);
    assert_ok(w, gk_eval_retrieval(w->library, path, options, &json, &w->err));
    gk_free(path);
    json_t *report = json_loads(json, 0, NULL);
    gk_free(json);
    assert_non_null(report);
    return report;
}

static void what_needs_vectors_is_passed_over_among_others(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "a", "What were Halden's net sales in 2023?", "", "HALDEN_2023_10K", 3);
    json_t *report = measure_with(w, &(gk_eval_options){.ablation = true}, &s);
    static const char *const names[] = {"lexical", "dense", "fused", "whole"};
    static const bool skipped[] = {false, true, true, false};
    for (size_t i = 0; i < 4; i++) {
        const json_t *c = configuration_of(report, i);
        assert_string_equal(json_string_value(json_object_get(c, "name")), names[i]);
        const char *why = json_string_value(json_object_get(c, "skipped"));
        if (skipped[i] != (why != NULL)) fail_msg("%s: %s", names[i], why ? why : "measured");
        if (why) assert_string_equal(why, "no vectors");
        if (!why) assert_true(json_is_object(json_object_get(c, "page")));
        assert_true(json_is_null(found_of(report, 0, "a", i)) == skipped[i]);
    }
    const json_t *difference = json_object_get(configuration_of(report, 0), "difference");
    assert_string_equal(json_string_value(json_object_get(difference, "against")), "whole");
    assert_null(json_object_get(configuration_of(report, 3), "difference"));
    json_decref(report);
}

static void times_are_taken_of_every_question(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    for (int i = 0; i < 3; i++) set_add(&s, "a", "net sales", "", "HALDEN_2023_10K", 3);
    json_t *report = measure(w, gk_eval_retrieval, &s);
    const json_t *times = json_object_get(configuration_of(report, 0), "milliseconds");
    assert_int_equal(integer_of(times, "queries"), 3);
    const json_t *all = json_object_get(times, "all");
    assert_int_equal(json_array_size(all), 3);
    for (size_t i = 0; i < 3; i++) {
        double ms = json_real_value(json_array_get(all, i));
        if (i && ms < json_real_value(json_array_get(all, i - 1))) fail_msg("not sorted");
        if (ms <= 0) fail_msg("a query took %f ms", ms);
    }
    check_real(times, "p50", json_real_value(json_array_get(all, 1)));
    check_real(times, "p99", json_real_value(json_array_get(all, 2)));
    assert_true(strlen(json_string_value(json_object_get(report, "processor"))) > 0);
    json_decref(report);
}

/* By type, and by language, which the questions need not name. */
static void kinds_of_question_are_told_apart(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    static const char line[] =
        "{\"id\":\"%s\",\"question\":\"%s\",%s\"doc_name\":\"%s\",\"evidence\":[{\"page\":%d}]}\n";
    gk_string_addf(&s.text, line, "a", "What were Halden's net sales in 2023?",
                   "\"question_type\":\"figure\",", "HALDEN_2023_10K", 2);
    gk_string_addf(&s.text, line, "b", "What were Halden's net sales in 2022?",
                   "\"question_type\":\"figure\",", "VESTMARK_2023_10K", 0);
    gk_string_addf(&s.text, line, "c", "澄州仪器2023年末的存货是多少？", "\"question_type\":null,",
                   "澄州仪器_2023_年度报告", 1);
    json_t *report = measure(w, gk_eval_retrieval, &s);
    const json_t *by = json_object_get(configuration_of(report, 0), "by");
    static const struct {
        const char *kind, *value;
        int questions;
        double hit;
    } expected[] = {{"question_type", "figure", 2, 0.5},
                    {"question_type", "none", 1, 1},
                    {"language", "en", 2, 0.5},
                    {"language", "zh", 1, 1}};
    for (size_t i = 0; i < 4; i++) {
        const json_t *page = json_object_get(
            json_object_get(json_object_get(by, expected[i].kind), expected[i].value), "page");
        assert_int_equal(integer_of(page, "questions"), expected[i].questions);
        check_real(json_object_get(page, "hit"), "1", expected[i].hit);
    }
    assert_int_equal(json_object_size(by), 2);
    json_decref(report);
}

static void failures_have_their_reason(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "found", "What were Halden's net sales in 2023?", "", "HALDEN_2023_10K", 3);
    set_add(&s, "page", "What were Halden's net sales in 2023?", "", "HALDEN_2023_10K", 99);
    set_add(&s, "absent", "What were Halden's net sales in 2023?", "", "HALDEN_1999_10K", 3);
    set_add(&s, "nothing", "xyzzy", "", "HALDEN_2023_10K", 1);
    json_t *report = measure_with(w, &(gk_eval_options){.depth = 1}, &s);
    assert_int_equal(integer_of(report, "depth"), 1);
    check_reason(report, 0, "found", "found");
    check_reason(report, 1, "page", "wrong page");
    check_reason(report, 2, "absent", "not in the library");
    check_reason(report, 3, "nothing", "nothing found");
    const json_t *failures = json_object_get(configuration_of(report, 0), "failures");
    assert_int_equal(integer_of(failures, "wrong page"), 1);
    assert_int_equal(integer_of(failures, "not in the library"), 1);
    assert_int_equal(integer_of(failures, "nothing found"), 1);
    const json_t *first = json_object_get(found_of(report, 1, "page", 0), "first");
    assert_string_equal(json_string_value(json_object_get(first, "document")), "HALDEN_2023_10K");
    assert_int_equal(integer_of(first, "page"), 3);
    json_decref(report);
}

/* The library cuts pages into other passages than the set; half the words make them the same. */
static void a_passage_is_known_by_its_words(void **state)
{
    world *w = *state;
    world_add(w, "KELP", "Kelp grows along the rocky northern shore in cold clear water.\n");
    set s = {0};
    static const char line[] =
        "{\"id\":\"%s\",\"question\":\"kelp shore\",\"doc_name\":\"KELP\",\"evidence\":"
        "[{\"page\":0,\"passage\":\"%s\"}]}\n";
    gk_string_addf(&s.text, line, "same", "the rocky northern shore, in cold and clear water");
    gk_string_addf(&s.text, line, "other", "Shipping rates fell by a third over the whole year");
    json_t *report = measure(w, gk_eval_retrieval, &s);
    check_rank(report, 0, "same", "page", 1);
    check_rank(report, 0, "same", "passage", 1);
    check_rank(report, 1, "other", "page", 1);
    check_rank(report, 1, "other", "passage", 0);
    check_figure(report, "passage", "hit", "1", 0.5);
    json_decref(report);
}

static void documents_are_found_by_the_names_of_a_file(void **state)
{
    world *w = *state;
    world_add(w, "0451ab", halden_2023);
    world_add(w, "99fe10", vestmark_2023);
    char *names = gk_path_join(w->folder, "names.csv");
    static const char by_name[] = "document,name\nHALDEN_2023_10K,0451ab\n";
    assert_ok(w, gk_file_write(names, by_name, sizeof by_name - 1, &w->err));
    set s = {0};
    set_add(&s, "a", "What were Halden's net sales in 2023?", "", "HALDEN_2023_10K", 3);
    json_t *report = measure_with(w, &(gk_eval_options){.names = names}, &s);
    assert_int_equal(integer_of(report, "not_in_library"), 0);
    check_rank(report, 0, "a", "page", 1);
    json_decref(report);
    gk_free(names);
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
        test(what_needs_vectors_is_passed_over_among_others),
        test(times_are_taken_of_every_question),
        test(kinds_of_question_are_told_apart),
        test(failures_have_their_reason),
        test(a_passage_is_known_by_its_words),
        test(documents_are_found_by_the_names_of_a_file),
        test(a_run_may_be_stopped),
        test(a_set_that_is_wrong_gives_no_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
