/* SPDX-License-Identifier: Apache-2.0 */
#include "papers.h"
#include "search/search.h"

#include <jansson.h>

static gk_hits *search(world *w, const char *query, size_t k)
{
    gk_search_options options = {.k = k};
    gk_hits *hits;
    assert_ok(w, gk_search(w->library, query, &options, &hits, &w->err));
    return hits;
}

static json_t *parse(char *text)
{
    json_error_t problem;
    json_t *value = json_loads(text, 0, &problem);
    if (!value) fail_msg("%s: %s", problem.text, text);
    gk_free(text);
    return value;
}

/* ---- hits ---------------------------------------------------------------------------------- */

static void a_hit_is_its_lines_of_the_page(void **state)
{
    world *w = *state;
    papers_add_all(w);
    gk_hits *hits = search(w, "Halden net income 2023", 10);
    assert_int_equal(hits->count, 10);
    assert_string_equal(hits->query, "Halden net income 2023");
    for (size_t i = 0; i < hits->count; i++) {
        const gk_hit *h = &hits->hits[i];
        gk_page *page;
        assert_ok(w, gk_page_get(w->library, h->document, h->page, &page, &w->err));
        gk_string lines = {0};
        for (int k = h->first_line; k <= h->last_line; k++)
            gk_string_addf(&lines, "%s%s", k > h->first_line ? "\n" : "", page->lines[k - 1].text);
        assert_string_equal(h->text, lines.data);
        assert_int_equal(h->end - h->start, lines.length);
        assert_true(h->passage > 0);
        assert_true(i == 0 || h->score <= hits->hits[i - 1].score);
        gk_string_free(&lines);
        gk_page_free(page);
    }
    gk_hits_free(hits);
}

static void marks_cover_the_matched_words(void **state)
{
    world *w = *state;
    papers_add_all(w);
    gk_hits *hits = search(w, "HALDEN inventory & Goodwill at 1,655", 1);
    assert_int_equal(hits->count, 1);
    const gk_hit *h = &hits->hits[0];
    gk_string got = {0};
    for (size_t i = 0; i < h->mark_count; i++) {
        assert_true(h->marks[i].end <= strlen(h->text));
        assert_true(i == 0 || h->marks[i].start >= h->marks[i - 1].end);
        gk_string_append(&got, h->text + h->marks[i].start, h->marks[i].end - h->marks[i].start);
        gk_string_add(&got, "|");
    }
    assert_string_equal(got.data, "HALDEN|Inventories|1,655|Goodwill|");
    gk_string_free(&got);
    gk_hits_free(hits);
}

static void a_run_of_han_is_one_mark(void **state)
{
    world *w = *state;
    papers_add_all(w);
    gk_hits *hits = search(w, "短期借款", 1);
    assert_int_equal(hits->count, 1);
    const gk_hit *h = &hits->hits[0];
    assert_string_equal(h->document, "澄州仪器_2023_年度报告");
    assert_int_equal(h->mark_count, 1);
    assert_int_equal(h->marks[0].end - h->marks[0].start, strlen("短期借款"));
    assert_memory_equal(h->text + h->marks[0].start, "短期借款", strlen("短期借款"));
    gk_hits_free(hits);
}

static void k_decides_how_many(void **state)
{
    world *w = *state;
    papers_add_all(w);
    for (size_t k = 1; k < 8; k += 3) {
        gk_hits *hits = search(w, "Halden net income", k);
        assert_int_equal(hits->count, k);
        gk_hits_free(hits);
    }
    gk_hits *hits = search(w, "Halden net income", 0);
    assert_int_equal(hits->count, 10);
    gk_hits_free(hits);
    assert_ok(w, gk_search(w->library, "Halden net income", NULL, &hits, &w->err));
    assert_int_equal(hits->count, 10);
    gk_hits_free(hits);
    hits = search(w, "Halden net income", 1000);
    assert_true(hits->count > 10);
    gk_hits_free(hits);
}

static void k_beyond_what_can_be_had_is_an_error(void **state)
{
    world *w = *state;
    static const size_t wrong[] = {1001, SIZE_MAX};
    for (size_t i = 0; i < 2; i++) {
        gk_search_options options = {.k = wrong[i]};
        gk_hits *hits = (gk_hits *)w;
        assert_int_equal(gk_search(w->library, "net income", &options, &hits, &w->err), GK_INVALID);
        assert_null(hits);
        assert_contains(w->err.message, "1000");
    }
}

static void a_query_that_is_no_utf8_is_an_error(void **state)
{
    world *w = *state;
    static const char *const wrong[] = {"\xFF", "net \xC3( income", "存货\xE5\xAD", "\xED\xA0\x80"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gk_hits *hits = (gk_hits *)w;
        assert_int_equal(gk_search(w->library, wrong[i], NULL, &hits, &w->err), GK_INVALID);
        assert_null(hits);
        assert_contains(w->err.message, "UTF-8");
    }
}

static void nothing_that_matches_is_no_error(void **state)
{
    world *w = *state;
    gk_hits *hits = search(w, "net income", 5); /* the library is empty */
    assert_int_equal(hits->count, 0);
    gk_hits_free(hits);
    papers_add_all(w);
    hits = search(w, "zyxwv qqqq", 5);
    if (hits->count) fail_msg("%zu are found", hits->count);
    assert_string_equal(hits->query, "zyxwv qqqq");
    gk_hits_free(hits);
}

static void a_query_without_a_word_is_wrong_use(void **state)
{
    world *w = *state;
    papers_add_all(w);
    static const char *const queries[] = {"", " ", "\"", "(", "???"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        gk_hits *hits;
        gk_status status = gk_search(w->library, queries[i], NULL, &hits, &w->err);
        if (status != GK_INVALID) fail_msg("\"%s\": status %d", queries[i], (int)status);
        assert_null(hits);
    }
}

static void signs_of_a_query_language_are_only_text(void **state)
{
    world *w = *state;
    papers_add_all(w);
    static const char *const queries[] = {
        "\"goodwill",    "goodwill*",     "goodwill AND NOT halden",
        "NEAR(goodwill", "text:goodwill", "goodwill'); --"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        gk_hits *hits = search(w, queries[i], 5);
        if (!hits->count) fail_msg("%s finds nothing", queries[i]);
        assert_string_equal(hits->hits[0].document, "HALDEN_2023_10K");
        gk_hits_free(hits);
    }
}

static void hits_are_kept_to_a_document(void **state)
{
    world *w = *state;
    papers_add_all(w);
    gk_search_options options = {.document = "HALDEN_2022_10K"};
    gk_hits *hits;
    assert_ok(w, gk_search(w->library, "net income", &options, &hits, &w->err));
    assert_true(hits->count > 0);
    for (size_t i = 0; i < hits->count; i++)
        assert_string_equal(hits->hits[i].document, "HALDEN_2022_10K");
    gk_hits_free(hits);
    options.document = "HALDEN_2052_10K";
    assert_int_equal(gk_search(w->library, "net income", &options, &hits, &w->err), GK_NOT_FOUND);
    assert_null(hits);
    assert_contains(w->err.message, "HALDEN_2052_10K");
}

static void a_twin_is_found_once_under_its_first_name(void **state)
{
    world *w = *state;
    papers_add_all(w);
    world_add(w, "AAA_copy", vestmark_2023);
    gk_hits *hits = search(w, "Purchases of vessels", 50);
    size_t found = 0;
    for (size_t i = 0; i < hits->count; i++) {
        assert_string_not_equal(hits->hits[i].document, "AAA_copy");
        found += strstr(hits->hits[i].text, "Purchases of vessels") != NULL;
    }
    assert_int_equal(found, 1);
    gk_hits_free(hits);
}

static void freeing_nothing_is_allowed(void **state)
{
    (void)state;
    gk_hits_free(NULL);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void the_contract_with_programs_holds(void **state)
{
    world *w = *state;
    papers_add_all(w);
    gk_hits *hits = search(w, "Halden \"net income\"\t2023", 4);
    json_t *root = parse(gk_hits_json(hits));
    assert_string_equal(json_string_value(json_object_get(root, "query")),
                        "Halden \"net income\"\t2023");
    assert_true(json_is_null(json_object_get(root, "notice")));
    json_t *list = json_object_get(root, "hits");
    assert_int_equal(json_array_size(list), 4);
    for (size_t i = 0; i < 4; i++) {
        const json_t *h = json_array_get(list, i);
        const gk_hit *hit = &hits->hits[i];
        assert_string_equal(json_string_value(json_object_get(h, "document")), hit->document);
        assert_int_equal(json_integer_value(json_object_get(h, "page")), hit->page);
        assert_int_equal(json_integer_value(json_object_get(h, "passage")), hit->passage);
        assert_string_equal(json_string_value(json_object_get(h, "text")), hit->text);
        assert_string_equal(json_string_value(json_object_get(h, "context")), hit->context);
        assert_int_equal(json_integer_value(json_object_get(h, "first_line")), hit->first_line);
        assert_int_equal(json_integer_value(json_object_get(h, "last_line")), hit->last_line);
        assert_int_equal(json_integer_value(json_object_get(h, "start")), hit->start);
        assert_int_equal(json_integer_value(json_object_get(h, "end")), hit->end);
        assert_int_equal(json_integer_value(json_object_get(h, "lexical_rank")), hit->lexical_rank);
        assert_true(json_is_integer(json_object_get(h, "dense_rank")));
        assert_int_equal(json_array_size(json_object_get(h, "marks")), hit->mark_count);
        double score = json_real_value(json_object_get(h, "score"));
        assert_true(score > hit->score - 1e-6 && score < hit->score + 1e-6);
    }
    json_decref(root);
    gk_hits_free(hits);
}

static void marks_count_characters_for_programs(void **state)
{
    world *w = *state;
    papers_add_all(w);
    gk_hits *hits = search(w, "短期借款 存货", 1);
    json_t *root = parse(gk_hits_json(hits));
    const json_t *h = json_array_get(json_object_get(root, "hits"), 0);
    const char *text = json_string_value(json_object_get(h, "text"));
    json_t *marks = json_object_get(h, "marks");
    assert_int_equal(json_array_size(marks), 2);
    static const char *const words[] = {"存货", "短期借款"};
    for (size_t i = 0; i < 2; i++) {
        json_t *pair = json_array_get(marks, i);
        size_t at = 0, n = strlen(text);
        for (json_int_t k = json_integer_value(json_array_get(pair, 0)); k > 0; k--)
            gk_utf8_next(text, n, &at);
        assert_memory_equal(text + at, words[i], strlen(words[i]));
        assert_int_equal(json_integer_value(json_array_get(pair, 1)) -
                             json_integer_value(json_array_get(pair, 0)),
                         strlen(words[i]) / 3);
    }
    json_decref(root);
    gk_hits_free(hits);
}

static void no_hits_are_an_empty_list(void **state)
{
    world *w = *state;
    gk_hits *hits = search(w, "net income", 5);
    json_t *root = parse(gk_hits_json(hits));
    assert_true(json_is_array(json_object_get(root, "hits")));
    assert_int_equal(json_array_size(json_object_get(root, "hits")), 0);
    json_decref(root);
    gk_hits_free(hits);
}

/* A file's name may be any bytes: an old disk has them in Latin-1 or GBK. */
static void a_document_whose_name_is_no_utf8_is_told_of_as_well(void **state)
{
    world *w = *state;
    world_add(w, "caf\xE9_2023", "The cafe at the harbour was sold for a price of no account.\n");
    papers_add_filler(w);
    gk_hits *hits = search(w, "cafe at the harbour sold", 5);
    assert_true(hits->count > 0);
    assert_string_equal(hits->hits[0].document, "caf\xE9_2023");
    json_t *root = parse(gk_hits_json(hits));
    json_t *list = json_object_get(root, "hits");
    assert_int_equal(json_array_size(list), hits->count);
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 0), "document")),
                        "caf\uFFFD_2023");
    json_decref(root);
    gk_hits_free(hits);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(a_hit_is_its_lines_of_the_page),
        test(marks_cover_the_matched_words),
        test(a_run_of_han_is_one_mark),
        test(k_decides_how_many),
        test(k_beyond_what_can_be_had_is_an_error),
        test(a_query_that_is_no_utf8_is_an_error),
        test(nothing_that_matches_is_no_error),
        test(a_query_without_a_word_is_wrong_use),
        test(signs_of_a_query_language_are_only_text),
        test(hits_are_kept_to_a_document),
        test(a_twin_is_found_once_under_its_first_name),
        test(freeing_nothing_is_allowed),
        test(the_contract_with_programs_holds),
        test(marks_count_characters_for_programs),
        test(no_hits_are_an_empty_list),
        test(a_document_whose_name_is_no_utf8_is_told_of_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
