/* SPDX-License-Identifier: Apache-2.0 */
#include "asking.h"

#include <jansson.h>

static const char sales[] = "What were Halden's net sales in 2023?";

static json_t *parse(char *text)
{
    json_error_t problem;
    json_t *value = json_loads(text, 0, &problem);
    if (!value) fail_msg("%s: %s", problem.text, text);
    gk_free(text);
    return value;
}

static const char *string_of(const json_t *object, const char *field)
{
    const char *s = json_string_value(json_object_get(object, field));
    if (!s) fail_msg("field \"%s\" is no string", field);
    return s;
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void the_contract_with_programs_holds(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, sales);
    json_t *root = parse(gk_answer_json(a));
    assert_string_equal(string_of(root, "question"), sales);
    assert_string_equal(string_of(root, "status"), "answered");
    assert_string_equal(string_of(root, "answer"), a->answer);
    assert_true(json_is_null(json_object_get(root, "notice")));
    const json_t *citations = json_object_get(root, "citations");
    assert_int_equal(json_array_size(citations), 1);
    const json_t *c = json_array_get(citations, 0);
    assert_string_equal(string_of(c, "document"), "HALDEN_2023_10K");
    assert_int_equal(json_integer_value(json_object_get(c, "page")), 3);
    assert_string_equal(string_of(c, "quote"), "Net sales $ 9,412 $ 9,866 $ 9,003");
    assert_int_equal(json_integer_value(json_object_get(c, "first_line")), 6);
    assert_int_equal(json_integer_value(json_object_get(c, "last_line")), 6);
    const json_t *nearest = json_object_get(root, "nearest");
    assert_int_equal(json_array_size(nearest), 5);
    static const char *const fields[] = {"document", "page", "passage", "score", "text"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        assert_non_null(json_object_get(json_array_get(nearest, 0), fields[i]));
    json_decref(root);
    gk_answer_free(a);
}

static void a_declined_answer_is_one_for_programs_too(void **state)
{
    world *w = *state;
    gk_answer *a = ask(w, "Is Halden a \"well-managed\" business?");
    json_t *root = parse(gk_answer_json(a));
    assert_string_equal(string_of(root, "question"), "Is Halden a \"well-managed\" business?");
    assert_string_equal(string_of(root, "status"), "declined");
    assert_true(gk_starts_with(string_of(root, "answer"), "I found nothing that answers this"));
    assert_true(json_is_array(json_object_get(root, "citations")));
    assert_int_equal(json_array_size(json_object_get(root, "citations")), 0);
    assert_true(json_array_size(json_object_get(root, "nearest")) > 0);
    json_decref(root);
    gk_answer_free(a);
}

/* A file's name may be any bytes: an old disk has them in Latin-1 or GBK. */
static void a_document_whose_name_is_no_utf8_may_be_cited(void **state)
{
    world *w = *state;
    world_add(w, "nordvik\xE9_2023",
              "The head office of Nordvik stands at the harbour of Larvik.\n");
    gk_answer *a = ask(w, "Where is the head office of Nordvik?");
    assert_true(a->answered);
    json_t *root = parse(gk_answer_json(a));
    assert_true(json_is_object(root));
    assert_string_equal(string_of(root, "status"), "answered");
    const json_t *citations = json_object_get(root, "citations");
    assert_int_equal(json_array_size(citations), 1);
    assert_string_equal(string_of(json_array_get(citations, 0), "document"), "nordvik\uFFFD_2023");
    json_decref(root);
    gk_answer_free(a);
}

/* ---- citations ----------------------------------------------------------------------------- */

static void the_citation_that_carries_the_answer_comes_first(void **state)
{
    world *w = *state;
    static const char *const questions[] = {
        sales, "Who is the chief executive officer of Halden?",
        "How much did Halden spend on property, plant and equipment in 2023?"};
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        gk_answer *a = ask(w, questions[i]);
        assert_true(a->answered && a->citation_count > 0);
        const char *at = strchr(a->answer, '[');
        char *first = gk_format("[%s p.%d]", a->citations[0].document, a->citations[0].page);
        assert_non_null(at);
        assert_true(gk_starts_with(at, first));
        gk_free(first);
        gk_answer_free(a);
    }
}

static void a_twin_is_cited_by_its_first_name(void **state)
{
    world *w = *state;
    world_add(w, "AAA_copy", halden_2023);
    gk_answer *a = ask(w, sales);
    assert_true(a->answered);
    assert_string_equal(a->citations[0].document, "HALDEN_2023_10K");
    gk_answer_free(a);
}

static size_t marked(world *w, const char *document, int page, size_t *first)
{
    gk_page *p;
    assert_ok(w, gk_page_get(w->library, document, page, &p, &w->err));
    size_t count = 0;
    for (size_t i = 0; i < p->line_count; i++) {
        if (!p->lines[i].marked) continue;
        if (!count++) *first = i + 1;
    }
    gk_page_free(p);
    return count;
}

static void what_was_cited_is_marked_on_its_page(void **state)
{
    world *w = *state;
    size_t first = 0;
    assert_int_equal(marked(w, "HALDEN_2023_10K", 3, &first), 0);
    gk_answer_free(ask(w, sales));
    assert_int_equal(marked(w, "HALDEN_2023_10K", 3, &first), 1);
    assert_int_equal(first, 6);
    assert_int_equal(marked(w, "HALDEN_2023_10K", 4, &first), 0);
    /* The newest answer's lines alone are marked. */
    gk_answer_free(ask(w, "What was Halden's net income in 2023? Use the income statement."));
    assert_int_equal(marked(w, "HALDEN_2023_10K", 3, &first), 1);
    assert_int_equal(first, 14);
    gk_answer_free(ask(w, "Who is the chief executive officer of Halden?"));
    assert_int_equal(marked(w, "HALDEN_2023_10K", 2, &first), 2);
    assert_int_equal(first, 4);
}

/* ---- options and libraries ----------------------------------------------------------------- */

static void k_decides_how_many_passages_are_near(void **state)
{
    world *w = *state;
    gk_search_options options = {.k = 2};
    gk_answer *a;
    assert_ok(w, gk_ask(w->library, sales, &options, &a, &w->err));
    assert_int_equal(a->nearest->count, 2);
    gk_answer_free(a);
}

static void words_alone_answer_in_a_library_with_a_model(void **state)
{
    world *w = *state;
    world_create(w, GK_SOURCE_DIR "/tests/model/data/tiny");
    papers_add_all(w);
    gk_search_options options = {.lexical_only = true};
    gk_answer *a;
    assert_ok(w, gk_ask(w->library, sales, &options, &a, &w->err));
    assert_true(a->answered);
    assert_null(a->notice);
    assert_contains(a->answer, "$9,412 million");
    gk_answer_free(a);
    /* Who does not ask for words alone is told that the vectors are missing. */
    a = ask(w, sales);
    assert_contains(a->answer, "$9,412 million");
    assert_non_null(a->notice);
    assert_contains(a->notice, "goshawk reindex");
    gk_answer_free(a);
}

static void vectors_help_and_change_no_figure(void **state)
{
    world *w = *state;
    world_create(w, GK_SOURCE_DIR "/tests/model/data/tiny");
    papers_add_all(w);
    gk_reindex_report report;
    gk_reindex_options options = {.threads = 1};
    assert_ok(w, gk_reindex(w->library, &options, &report, &w->err));
    gk_answer *a = ask(w, sales);
    assert_true(a->answered);
    assert_null(a->notice);
    assert_contains(a->answer, "$9,412 million");
    gk_answer_free(a);
}

static void a_reader_is_answered_and_remembered(void **state)
{
    world *w = *state;
    size_t first = 0;
    gk_library_close(w->library);
    w->library = NULL;
    assert_ok(w, gk_library_open(w->path, GK_READ, &w->library, &w->err));
    gk_answer_free(ask(w, sales));
    assert_int_equal(marked(w, "HALDEN_2023_10K", 3, &first), 1);
}

static void a_library_that_cannot_be_written_answers(void **state)
{
    world *w = *state;
    gk_library_close(w->library);
    w->library = NULL;
    /* Root may write anywhere, so it becomes somebody else for a while. */
    bool root = geteuid() == 0;
    assert_int_equal(chmod(w->folder, 0755), 0);
    if (root) assert_int_equal(seteuid(65534), 0);
    if (!root) assert_int_equal(chmod(w->path, 0555), 0);
    gk_answer *a = NULL;
    gk_status status = gk_library_open(w->path, GK_READ, &w->library, &w->err);
    if (status == GK_OK) status = gk_ask(w->library, sales, NULL, &a, &w->err);
    if (root) assert_int_equal(seteuid(0), 0);
    if (!root) assert_int_equal(chmod(w->path, 0755), 0);
    if (status != GK_OK) fail_msg("%s", w->err.message);
    assert_true(a->answered);
    assert_contains(a->answer, "$9,412 million");
    gk_answer_free(a);
}

static void freeing_nothing_is_allowed(void **state)
{
    (void)state;
    gk_answer_free(NULL);
}

int main(void)
{
#define test(name)      cmocka_unit_test_setup_teardown(name, papers_setup, world_teardown)
#define test_bare(name) cmocka_unit_test_setup_teardown(name, world_setup_bare, world_teardown)
    const struct CMUnitTest tests[] = {
        test(the_contract_with_programs_holds),
        test(a_declined_answer_is_one_for_programs_too),
        test(a_document_whose_name_is_no_utf8_may_be_cited),
        test(the_citation_that_carries_the_answer_comes_first),
        test(a_twin_is_cited_by_its_first_name),
        test(what_was_cited_is_marked_on_its_page),
        test(k_decides_how_many_passages_are_near),
        test_bare(words_alone_answer_in_a_library_with_a_model),
        test_bare(vectors_help_and_change_no_figure),
        test(a_reader_is_answered_and_remembered),
        test(a_library_that_cannot_be_written_answers),
        cmocka_unit_test(freeing_nothing_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
