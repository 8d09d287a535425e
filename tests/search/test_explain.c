/* SPDX-License-Identifier: Apache-2.0 */
#include "search/search.h"

#include "cards.h"

#include <jansson.h>
#include <math.h>

static const card archive[] = {
    {"d1", "Halden Marine, Inc.", "HLM", NULL, "10-K", "2018", "FY", "2018-12-31", "2019-02-20",
     NULL},
    {"d2", "Halden Marine, Inc.", "HLM", NULL, "10-K", "2019", "FY", "2019-12-31", "2020-02-20",
     NULL},
    {"d3", "Brightwater Corporation", NULL, NULL, "10-Q", "2019", "Q2", "2019-06-30", "2019-08-01",
     NULL},
};

static int setup(void **state)
{
    if (world_setup(state) != 0) return -1;
    add_cards(*state, archive, sizeof archive / sizeof *archive);
    return 0;
}

static void what_was_understood_is_told(void **state)
{
    world *w = *state;
    gk_explanation *e;
    assert_ok(w, gk_explain(w->library, "How did HLM's inventories grow from FY2018 to FY2019?",
                            NULL, &e, &w->err));
    assert_int_equal(e->company_count, 1);
    assert_string_equal(e->companies[0].name, "Halden Marine, Inc.");
    assert_string_equal(e->companies[0].matched, "ticker");
    assert_int_equal(e->companies[0].span.start, 8);
    assert_int_equal(e->companies[0].span.end, 11);
    assert_int_equal(e->period_count, 2);
    assert_string_equal(e->periods[0].period, "FY2018");
    assert_string_equal(e->periods[1].period, "FY2019");
    assert_string_equal(e->periods[1].role, "named");
    assert_int_equal(e->item_count, 1);
    assert_string_equal(e->items[0].name, "inventories");
    assert_int_equal(e->statement_count, 1);
    assert_string_equal(e->statements[0], "balance sheet");
    assert_true(e->compares);
    assert_int_equal(e->document_count, 3);
    assert_int_equal(e->admitted, 3);
    assert_string_equal(e->documents[0].document, "d2");
    assert_string_equal(e->documents[0].period, "FY2019");
    assert_string_equal(e->documents[2].period, "Q2 2019");
    assert_true(e->documents[0].certain_company && e->documents[0].certain_period);
    for (size_t i = 1; i < e->document_count; i++)
        assert_true(e->documents[i].total <= e->documents[i - 1].total);
    gk_explanation_free(e);
}

static void pages_are_told_with_what_speaks_for_them(void **state)
{
    world *w = *state;
    gk_explanation *e;
    assert_ok(w, gk_explain(w->library, "Halden Marine archive 2019", NULL, &e, &w->err));
    assert_true(e->page_count > 0);
    assert_string_equal(e->pages[0].document, "d2");
    for (size_t i = 0; i < e->page_count; i++) {
        const gk_explained_page *p = &e->pages[i];
        double sum = 0;
        assert_true(i == 0 || p->score <= e->pages[i - 1].score);
        assert_true(p->part_count > 0);
        for (size_t k = 0; k < p->part_count; k++) {
            assert_true(p->parts[k].value > 0 && p->parts[k].value <= 1);
            sum += p->parts[k].value * p->parts[k].weight;
        }
        assert_true(fabs(sum - p->score) < 1e-6);
    }
    gk_explanation_free(e);
}

static void a_filter_is_told_and_holds(void **state)
{
    world *w = *state;
    gk_explanation *e;
    const gk_search_options options = {.filter = {.form = "10-K", .as_of = "2019-03-01"}};
    assert_ok(
        w, gk_explain(w->library, "Halden Marine's latest annual report", &options, &e, &w->err));
    assert_string_equal(e->today, "2019-03-01");
    assert_int_equal(e->filter_count, 2);
    assert_string_equal(e->filters[0].field, "form");
    assert_string_equal(e->filters[1].value, "2019-03-01");
    assert_int_equal(e->admitted, 1);
    assert_int_equal(e->document_count, 1);
    assert_string_equal(e->documents[0].document, "d1");
    assert_string_equal(e->periods[0].period, "FY2018");
    assert_true(e->newest);
    gk_explanation_free(e);
}

static void one_document_alone_is_rated_where_one_is_named(void **state)
{
    world *w = *state;
    gk_explanation *e;
    const gk_search_options options = {.document = "d3"};
    assert_ok(w, gk_explain(w->library, "Halden Marine", &options, &e, &w->err));
    assert_int_equal(e->document_count, 1);
    assert_string_equal(e->documents[0].document, "d3");
    gk_explanation_free(e);
    const gk_search_options none = {.document = "d9"};
    assert_int_equal(gk_explain(w->library, "Halden Marine", &none, &e, &w->err), GK_NOT_FOUND);
    assert_null(e);
}

static void a_blank_question_is_refused(void **state)
{
    world *w = *state;
    gk_explanation *e;
    assert_int_equal(gk_explain(w->library, " ?", NULL, &e, &w->err), GK_INVALID);
    const gk_search_options many = {.k = 5000};
    assert_int_equal(gk_explain(w->library, "revenue", &many, &e, &w->err), GK_INVALID);
    gk_explanation_free(NULL);
}

static void programs_get_it_as_json(void **state)
{
    world *w = *state;
    gk_explanation *e;
    assert_ok(w, gk_explain(w->library, "去年 Halden Marine 10-K net income?", NULL, &e, &w->err));
    char *text = gk_explanation_json(e);
    json_t *object = json_loads(text, 0, NULL);
    assert_non_null(object);
    const json_t *company = json_array_get(json_object_get(object, "companies"), 0);
    /* Characters, not bytes. */
    const json_t *span = json_object_get(company, "span");
    assert_int_equal(json_integer_value(json_array_get(span, 0)), 3);
    assert_int_equal(json_integer_value(json_array_get(span, 1)), 16);
    const json_t *first = json_array_get(json_object_get(object, "documents"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "document")), "d2");
    assert_true(json_is_true(json_object_get(first, "certain_company")));
    assert_true(json_is_number(json_object_get(json_object_get(first, "parts"), "company")));
    assert_string_equal(json_string_value(json_array_get(json_object_get(object, "forms"), 0)),
                        "10-K");
    json_decref(object);
    gk_free(text);
    gk_explanation_free(e);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(what_was_understood_is_told), test(pages_are_told_with_what_speaks_for_them),
        test(a_filter_is_told_and_holds),  test(one_document_alone_is_rated_where_one_is_named),
        test(a_blank_question_is_refused), test(programs_get_it_as_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
