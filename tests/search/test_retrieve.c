/* SPDX-License-Identifier: Apache-2.0 */
#include "papers.h"
#include "search/search.h"

typedef struct result {
    gk_question *question;
    gk_retrieved retrieved;
} result;

static result retrieve(world *w, const char *text, const gk_search_options *options, size_t k)
{
    result r;
    gk_question_read(text, NULL, &r.question);
    assert_ok(w, gk_retrieve(w->library, r.question, options, k, &r.retrieved, &w->err));
    return r;
}

static void result_free(result *r)
{
    gk_retrieved_free(&r->retrieved);
    gk_question_free(r->question);
}

/* The place of a page among the found pages, each counted once, from 1; 0 for none. */
static int rank_of(world *w, const result *r, const char *document, int page)
{
    int64_t content = world_content(w, document);
    int rank = 0;
    for (size_t i = 0; i < r->retrieved.count; i++) {
        const gk_found_passage *f = &r->retrieved.found[i];
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again = again || (r->retrieved.found[k].content == f->content &&
                              r->retrieved.found[k].page == f->page);
        rank += !again;
        if (f->content == content && f->page == page) return rank;
    }
    return 0;
}

static void check_best(world *w, const char *text, const char *document, int page)
{
    result r = retrieve(w, text, NULL, 20);
    if (!r.retrieved.count) fail_msg("%s: nothing found", text);
    const gk_found_passage *f = &r.retrieved.found[0];
    const char *got = world_name(w, f->content);
    if (strcmp(got, document) != 0 || f->page != page)
        fail_msg("%s: %s p.%d is the best, not %s p.%d", text, got, f->page, document, page);
    result_free(&r);
}

static void check_before(world *w, const char *text, const char *document, int page, int other)
{
    result r = retrieve(w, text, NULL, 100);
    int first = rank_of(w, &r, document, page), second = rank_of(w, &r, document, other);
    if (first == 0 || (second && second < first))
        fail_msg("%s: p.%d has rank %d, p.%d rank %d", text, page, first, other, second);
    result_free(&r);
}

/* ---- what comes first ---------------------------------------------------------------------- */

static void the_statement_beats_a_note(void **state)
{
    world *w = *state;
    papers_add_all(w);
    check_best(w, "How much did Halden spend on property, plant and equipment in fiscal 2023?",
               "HALDEN_2023_10K", 5);
}

static void each_item_leads_to_its_statement(void **state)
{
    world *w = *state;
    papers_add_all(w);
    check_best(w, "What were Halden's net sales in 2023?", "HALDEN_2023_10K", 3);
    check_best(w, "What were Halden's inventories at December 31, 2023?", "HALDEN_2023_10K", 4);
    check_best(w, "What dividends did Halden pay in 2023?", "HALDEN_2023_10K", 5);
    check_best(w, "What was Halden's effective tax rate in 2023?", "HALDEN_2023_10K", 7);
}

static void the_group_s_statement_beats_the_parent_s(void **state)
{
    world *w = *state;
    papers_add_all(w);
    check_before(w, "What was the goodwill of Halden at the end of 2023?", "HALDEN_2023_10K", 4, 8);
    check_before(w, "What are Halden's total assets in 2023?", "HALDEN_2023_10K", 4, 8);
}

static void the_filing_of_the_year_comes_first(void **state)
{
    world *w = *state;
    papers_add_all(w);
    check_best(w, "What were Halden's net sales in fiscal 2022?", "HALDEN_2022_10K", 2);
    check_best(w, "What were Halden's net sales in Q2 of 2024?", "HALDEN_2024Q2_10Q", 2);
}

static void the_company_that_is_named_comes_first(void **state)
{
    world *w = *state;
    papers_add_all(w);
    check_best(w, "What did Vestmark spend on property and equipment in 2023?", "VESTMARK_2023_10K",
               2);
    check_best(w, "澄州仪器2023年末的存货是多少万元？", "澄州仪器_2023_年度报告", 2);
}

static void words_find_the_page_that_has_them(void **state)
{
    world *w = *state;
    papers_add_all(w);
    check_best(w, "Which plant was closed by a strike?", "HALDEN_2023_10K", 2);
    check_best(w, "澄州仪器的实际控制人是谁？", "澄州仪器_2023_年度报告", 3);
}

/* ---- how many, and from where -------------------------------------------------------------- */

static void candidates_come_best_first_each_once(void **state)
{
    world *w = *state;
    papers_add_all(w);
    result r = retrieve(w, "What was Halden's net income in 2023?", NULL, 100);
    assert_true(r.retrieved.count > 3);
    for (size_t i = 0; i < r.retrieved.count; i++) {
        const gk_found_passage *f = &r.retrieved.found[i];
        assert_true(i == 0 || f->score <= r.retrieved.found[i - 1].score);
        assert_true(f->lexical >= 0 && f->lexical <= 1);
        assert_true(f->dense < 0);
        assert_int_equal(f->dense_rank, 0);
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(f->passage, r.retrieved.found[k].passage);
            if (f->lexical_rank)
                assert_int_not_equal(f->lexical_rank, r.retrieved.found[k].lexical_rank);
        }
    }
    assert_null(r.retrieved.notice);
    assert_int_equal(r.retrieved.fit_count, 15);
    result_free(&r);
}

static void no_more_than_k_are_given(void **state)
{
    world *w = *state;
    papers_add_all(w);
    result all = retrieve(w, "Halden net income", NULL, 100);
    for (size_t k = 0; k < 4; k++) {
        result r = retrieve(w, "Halden net income", NULL, k);
        assert_int_equal(r.retrieved.count, k);
        for (size_t i = 0; i < k; i++)
            assert_int_equal(r.retrieved.found[i].passage, all.retrieved.found[i].passage);
        result_free(&r);
    }
    result_free(&all);
}

static void a_search_may_be_kept_to_one_document(void **state)
{
    world *w = *state;
    papers_add_all(w);
    gk_search_options options = {.document = "VESTMARK_2023_10K"};
    result r = retrieve(w, "What was Halden's net income in 2022?", &options, 100);
    assert_true(r.retrieved.count > 0);
    int64_t content = world_content(w, options.document);
    for (size_t i = 0; i < r.retrieved.count; i++)
        assert_int_equal(r.retrieved.found[i].content, content);
    result_free(&r);
}

static void a_document_may_be_named_by_its_second_name(void **state)
{
    world *w = *state;
    papers_add_all(w);
    world_add(w, "copy of Vestmark", vestmark_2023);
    gk_search_options options = {.document = "copy of Vestmark"};
    result r = retrieve(w, "net income", &options, 100);
    assert_true(r.retrieved.count > 0);
    assert_string_equal(world_name(w, r.retrieved.found[0].content), "VESTMARK_2023_10K");
    assert_int_equal(r.retrieved.fit_count, 15); /* a twin is no content of its own */
    result_free(&r);
}

static void an_unknown_document_is_an_error(void **state)
{
    world *w = *state;
    papers_add_all(w);
    gk_search_options options = {.document = "VESTMARK_2032_10K"};
    gk_question *q;
    gk_retrieved r;
    gk_question_read("net income", NULL, &q);
    assert_int_equal(gk_retrieve(w->library, q, &options, 10, &r, &w->err), GK_NOT_FOUND);
    assert_contains(w->err.message, "VESTMARK_2032_10K");
    assert_int_equal(r.count, 0);
    assert_null(r.found);
    gk_question_free(q);
}

static void an_empty_library_gives_nothing(void **state)
{
    world *w = *state;
    result r = retrieve(w, "net income", NULL, 10);
    assert_int_equal(r.retrieved.count, 0);
    result_free(&r);
}

static void a_question_without_terms_gives_nothing(void **state)
{
    world *w = *state;
    papers_add_all(w);
    static const char *const texts[] = {"", "?", "what is the"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        result r = retrieve(w, texts[i], NULL, 10);
        assert_int_equal(r.retrieved.count, 0);
        result_free(&r);
    }
}

/* ---- vectors ------------------------------------------------------------------------------- */

/* A copy of the tests' model that may be removed. */
static char *copy_model(world *w)
{
    static const char *const files[] = {
        "config.json",           "model.safetensors",
        "modules.json",          "sentence_bert_config.json",
        "tokenizer.json",        "tokenizer_config.json",
        "1_Pooling/config.json",
    };
    char *to = gk_path_join(w->folder, "model"), *pooling = gk_path_join(to, "1_Pooling");
    assert_ok(w, gk_folder_make(pooling, &w->err));
    gk_free(pooling);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *from = gk_format("%s/tests/model/data/tiny/%s", GK_SOURCE_DIR, files[i]);
        char *copy = gk_path_join(to, files[i]), *data;
        size_t size;
        assert_ok(w, gk_file_read(from, &data, &size, &w->err));
        assert_ok(w, gk_file_write(copy, data, size, &w->err));
        gk_free(data);
        gk_free(copy);
        gk_free(from);
    }
    return to;
}

static void with_vectors(world *w)
{
    char *model = copy_model(w);
    world_create(w, model);
    gk_free(model);
    papers_add_all(w);
}

static void reindex(world *w)
{
    gk_reindex_report report;
    gk_reindex_options options = {.threads = 1};
    assert_ok(w, gk_reindex(w->library, &options, &report, &w->err));
    assert_true(report.embedded > 0);
}

static void missing_vectors_are_said(void **state)
{
    world *w = *state;
    with_vectors(w);
    result r = retrieve(w, "net income", NULL, 10);
    assert_true(r.retrieved.count > 0);
    assert_non_null(r.retrieved.notice);
    assert_contains(r.retrieved.notice, "no passage has a vector");
    assert_contains(r.retrieved.notice, "goshawk reindex");
    result_free(&r);
    reindex(w);
    r = retrieve(w, "net income", NULL, 10);
    assert_null(r.retrieved.notice);
    result_free(&r);
    world_add(w, "LATE_2024_10K", "A late paper on net income, that has no vector.\n");
    r = retrieve(w, "net income", NULL, 10);
    assert_non_null(r.retrieved.notice);
    assert_contains(r.retrieved.notice, "some passages");
    result_free(&r);
}

static void who_asks_for_words_alone_is_told_nothing_of_vectors(void **state)
{
    world *w = *state;
    with_vectors(w);
    gk_search_options options = {.lexical_only = true};
    result r = retrieve(w, "net income", &options, 10);
    assert_true(r.retrieved.count > 0);
    assert_null(r.retrieved.notice);
    result_free(&r);
}

static void vectors_find_what_words_do_not(void **state)
{
    world *w = *state;
    with_vectors(w);
    reindex(w);
    gk_search_options words = {.lexical_only = true};
    result none = retrieve(w, "zyxwv", &words, 10), some = retrieve(w, "zyxwv", NULL, 10);
    assert_int_equal(none.retrieved.count, 0);
    assert_int_equal(some.retrieved.count, 10);
    for (size_t i = 0; i < some.retrieved.count; i++) {
        const gk_found_passage *f = &some.retrieved.found[i];
        assert_true(f->dense >= 0 && f->dense <= 1);
        assert_int_equal(f->lexical_rank, 0);
        assert_true(f->dense_rank >= 1);
    }
    result_free(&none);
    result_free(&some);
}

static void vectors_keep_to_the_document_as_well(void **state)
{
    world *w = *state;
    with_vectors(w);
    reindex(w);
    gk_search_options options = {.document = "VESTMARK_2023_10K"};
    result r = retrieve(w, "zyxwv", &options, 100);
    assert_true(r.retrieved.count > 0);
    int64_t content = world_content(w, options.document);
    for (size_t i = 0; i < r.retrieved.count; i++)
        assert_int_equal(r.retrieved.found[i].content, content);
    result_free(&r);
}

static void without_the_model_s_folder_words_still_find(void **state)
{
    world *w = *state;
    with_vectors(w);
    reindex(w);
    gk_library_close(w->library);
    w->library = NULL;
    char *model = gk_path_join(w->folder, "model");
    nftw(model, world_unlink, 16, FTW_DEPTH | FTW_PHYS);
    gk_free(model);
    assert_ok(w, gk_library_open(w->path, GK_READ, &w->library, &w->err));
    result r = retrieve(w, "What was Halden's net income in 2022?", NULL, 10);
    assert_true(r.retrieved.count > 0);
    assert_non_null(r.retrieved.notice);
    assert_contains(r.retrieved.notice, "the embedding model is missing");
    assert_int_equal(r.retrieved.found[0].dense_rank, 0);
    result_free(&r);
}

int main(void)
{
#define test(name)      cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
#define test_bare(name) cmocka_unit_test_setup_teardown(name, world_setup_bare, world_teardown)
    const struct CMUnitTest tests[] = {
        test(the_statement_beats_a_note),
        test(each_item_leads_to_its_statement),
        test(the_group_s_statement_beats_the_parent_s),
        test(the_filing_of_the_year_comes_first),
        test(the_company_that_is_named_comes_first),
        test(words_find_the_page_that_has_them),
        test(candidates_come_best_first_each_once),
        test(no_more_than_k_are_given),
        test(a_search_may_be_kept_to_one_document),
        test(a_document_may_be_named_by_its_second_name),
        test(an_unknown_document_is_an_error),
        test(an_empty_library_gives_nothing),
        test(a_question_without_terms_gives_nothing),
        test_bare(missing_vectors_are_said),
        test_bare(who_asks_for_words_alone_is_told_nothing_of_vectors),
        test_bare(vectors_find_what_words_do_not),
        test_bare(vectors_keep_to_the_document_as_well),
        test_bare(without_the_model_s_folder_words_still_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
