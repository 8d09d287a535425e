/* SPDX-License-Identifier: Apache-2.0
 *
 * Which facts a query finds, and which of several documents' words come first.
 */
#include "world.h"

/* Three annual reports of one company and one of another: revenue of 2018 was restated in the
 * report on 2019, and repeated in that on 2020, in billions. */
static void add_world(world *w)
{
    const size_t revenue = concept_of(w, "revenue"), net = concept_of(w, "net_income");
    gk_fact facts[] = {
        figure(revenue, "Net sales", 2018, 500),         figure(net, "Net income", 2018, 50),
        figure(revenue, "Net sales", 2019, 600),         figure(revenue, "Net sales", 2018, 480),
        figure(revenue, "Net sales", 2019, 600),         figure(net, "Net income", 2019, 70),
        figure(revenue, "Net sales", 2018, 480),         figure(revenue, "Revenues", 2018, 900),
        figure(revenue, "Net sales, Lighting", 2018, 8),
    };
    facts[6].printed = 0.5, facts[6].scale = 1e9, facts[6].value = 5e8, facts[6].decimals = 1;
    facts[8].member = "Lighting";
    const paper papers[] = {
        {"HARBOR_2018_10K", "Harbor Lamps Inc", "10-K", "2018", "2019-02-01", facts, 2, false},
        {"HARBOR_2019_10K", "Harbor Lamps Inc", "10-K", "2019", "2020-02-01", facts + 2, 2, false},
        {"HARBOR_2020_10K", "Harbor Lamps Inc", "10-K", "2020", "2021-02-01", facts + 4, 3, false},
        {"QUILL_2018_10K", "Quill Paper Corp", "10-K", "2018", "2019-03-01", facts + 7, 2, false},
    };
    for (size_t i = 0; i < 4; i++) add_paper(w, &papers[i]);
}

static void a_fact_is_listed_with_its_place(void **state)
{
    world *w = *state;
    add_world(w);
    gk_fact_list *list = list_of(
        w, (gk_fact_query){.of = "quill paper", .concept = "revenue", .period = "FY2018"});
    assert_int_equal(list->count, 1);
    const gk_fact_entry *e = &list->entries[0];
    assert_string_equal(e->label, "Revenues");
    assert_string_equal(e->concept, "revenue");
    assert_string_equal(e->period, "FY2018");
    assert_string_equal(e->end, "2018-12-31");
    assert_string_equal(e->document, "QUILL_2018_10K");
    assert_string_equal(e->company, "Quill Paper Corp");
    assert_string_equal(e->statement, "income");
    assert_int_equal(e->page, 4);
    assert_int_equal(e->line, 7);
    assert_true(e->value == 9e8);
    char *value = gk_fact_value_text(e), *unit = gk_fact_unit_text(e);
    assert_string_equal(value, "900,000,000");
    assert_string_equal(unit, "USD");
    gk_free(value);
    gk_free(unit);
    assert_null(list->notice);
    gk_fact_list_free(list);
}

static void the_newest_word_comes_first_and_what_it_restated_follows(void **state)
{
    world *w = *state;
    add_world(w);
    gk_fact_list *list = list_of(
        w, (gk_fact_query){.of = "Harbor Lamps", .concept = "revenue", .period = "2018"});
    assert_int_equal(list->count, 1);
    /* 0.5 billion is what both others say: 480 and 500 million */
    assert_string_equal(list->entries[0].document, "HARBOR_2020_10K");
    assert_false(list->entries[0].differs);
    assert_int_equal(list->entries[0].repeated, 2);
    gk_fact_list_free(list);
    list = list_of(w, (gk_fact_query){.of = "Harbor Lamps",
                                      .concept = "revenue",
                                      .period = "2018",
                                      .as_of = "2020-06-30"});
    assert_int_equal(list->count, 2);
    assert_string_equal(list->entries[0].document, "HARBOR_2019_10K");
    assert_true(list->entries[0].value == 4.8e8);
    assert_string_equal(list->entries[1].document, "HARBOR_2018_10K");
    assert_true(list->entries[1].value == 5e8);
    assert_true(list->entries[1].differs);
    assert_int_equal(list->entries[1].group, list->entries[0].group);
    gk_fact_list_free(list);
}

static void as_of_tells_what_was_known_then(void **state)
{
    world *w = *state;
    add_world(w);
    gk_fact_list *list = list_of(
        w, (gk_fact_query){.of = "Harbor Lamps", .concept = "revenue", .as_of = "2019-06-30"});
    assert_int_equal(list->count, 1);
    assert_string_equal(list->entries[0].document, "HARBOR_2018_10K");
    assert_true(list->entries[0].value == 5e8);
    gk_fact_list_free(list);
    const gk_fact_query early = {.of = "Harbor Lamps", .as_of = "2018-06-30"};
    assert_int_equal(gk_facts_list(w->library, &early, &list, &w->err), GK_NOT_FOUND);
    const gk_fact_query document = {.of = "HARBOR_2019_10K", .as_of = "2019-06-30"};
    assert_int_equal(gk_facts_list(w->library, &document, &list, &w->err), GK_NOT_FOUND);
}

static void one_document_speaks_for_itself(void **state)
{
    world *w = *state;
    add_world(w);
    gk_fact_list *list = list_of(w, (gk_fact_query){.of = "HARBOR_2018_10K"});
    assert_int_equal(list->count, 2);
    assert_string_equal(list->entries[0].label, "Net sales");
    assert_string_equal(list->entries[1].label, "Net income");
    gk_fact_list_free(list);
}

static void all_lists_each_place(void **state)
{
    world *w = *state;
    add_world(w);
    gk_fact_list *list = list_of(
        w,
        (gk_fact_query){.of = "Harbor Lamps", .concept = "revenue", .period = "2018", .all = true});
    assert_int_equal(list->count, 3);
    assert_string_equal(list->entries[0].document, "HARBOR_2020_10K");
    for (size_t i = 0; i < 3; i++) assert_int_equal(list->entries[i].group, 0);
    gk_fact_list_free(list);
}

static void parts_are_listed_where_they_are_asked_for(void **state)
{
    world *w = *state;
    add_world(w);
    gk_fact_list *list = list_of(
        w, (gk_fact_query){.of = "Quill Paper", .concept = "revenue", .member = "lighting"});
    assert_int_equal(list->count, 1);
    assert_string_equal(list->entries[0].member, "Lighting");
    gk_fact_list_free(list);
    list = list_of(w, (gk_fact_query){.of = "Quill Paper", .concept = "revenue", .member = "*"});
    assert_int_equal(list->count, 2);
    gk_fact_list_free(list);
}

static void labels_are_found_by_their_words(void **state)
{
    world *w = *state;
    add_world(w);
    gk_fact_list *list = list_of(w, (gk_fact_query){.of = "HARBOR_2018_10K", .label = "INCOME"});
    assert_int_equal(list->count, 1);
    assert_string_equal(list->entries[0].label, "Net income");
    gk_fact_list_free(list);
}

/* A balance, a quarter, nine months and a note's figure. */
static void add_periods(world *w)
{
    const size_t revenue = concept_of(w, "revenue"), net = concept_of(w, "net_income");
    gk_fact facts[] = {
        figure(SIZE_MAX, "Cash in hand", 2022, 11), figure(revenue, "Net sales", 2022, 30),
        figure(revenue, "Net sales", 2022, 90),     figure(net, "Net income", 2022, 9),
        figure(revenue, "Net sales", 2021, 100),
    };
    facts[0].time = (gk_fact_time){.year = 2022, .quarter = 3, .months = 0, .end = 20220930};
    facts[0].statement = GK_STATEMENT_BALANCE;
    facts[1].time = (gk_fact_time){.year = 2022, .quarter = 3, .months = 3, .end = 20220930};
    facts[2].time = (gk_fact_time){.year = 2022, .months = 9, .end = 20220930};
    facts[3].statement = 0;
    const paper p = {
        "DELL_2022Q3_10Q", "Dell Works Inc", "10-Q", "2022", "2022-11-01", facts, 5, false};
    add_paper(w, &p);
}

static void assert_periods(world *w, const char *period, const char *const *due, size_t count)
{
    gk_fact_list *list = list_of(w, (gk_fact_query){.of = "DELL_2022Q3_10Q", .period = period});
    assert_int_equal(list->count, count);
    for (size_t i = 0; i < count; i++) assert_string_equal(list->entries[i].period, due[i]);
    gk_fact_list_free(list);
}

static void periods_are_those_asked_for(void **state)
{
    world *w = *state;
    add_periods(w);
    assert_periods(w, "Q3 2022", (const char *[]){"2022-09-30", "Q3 2022"}, 2);
    assert_periods(w, "FY2021", (const char *[]){"FY2021"}, 1);
    assert_periods(w, "FY2020-FY2021", (const char *[]){"FY2021"}, 1);
    assert_periods(w, "2020-21", (const char *[]){"FY2021"}, 1);
    assert_periods(w, "2019, 2021", (const char *[]){"FY2021"}, 1);
    assert_periods(w, "2022-09-30", (const char *[]){"2022-09-30", "Q3 2022", "9M 2022"}, 3);
    assert_periods(w, NULL, (const char *[]){"2022-09-30", "Q3 2022", "9M 2022", "FY2021"}, 4);
    static const char *const wrong[] = {"soon", "FY2018 and soon", "2018-2016", "", "Q1 2020-2022"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const gk_fact_query query = {.of = "DELL_2022Q3_10Q", .period = wrong[i]};
        gk_fact_list *list;
        if (gk_facts_list(w->library, &query, &list, &w->err) != GK_INVALID)
            fail_msg("\"%s\" is taken for a period", wrong[i]);
        assert_part(w->err.message, "FY2018");
    }
}

static void notes_are_looked_into_where_a_line_item_is_asked_for(void **state)
{
    world *w = *state;
    add_periods(w);
    gk_fact_list *list = list_of(w, (gk_fact_query){.of = "Dell Works", .concept = "net income"});
    assert_int_equal(list->count, 1);
    gk_fact_list_free(list);
}

static void shares_and_units_that_were_lost_are_told_apart(void **state)
{
    world *w = *state;
    const size_t revenue = concept_of(w, "revenue");
    gk_fact facts[] = {figure(revenue, "Net sales", 2018, 500),
                       figure(revenue, "Net sales", 2018, 7),
                       figure(revenue, "Net sales", 2018, 500), figure(SIZE_MAX, "Lamps", 2018, 1),
                       figure(SIZE_MAX, "Lamps", 2018, 2)};
    facts[1].measure = GK_MEASURE_PERCENT;
    facts[2].scale = 1, facts[2].value = 500;
    for (size_t i = 3; i < 5; i++) {
        facts[i].time = (gk_fact_time){.months = -1};
        facts[i].column = (int)i;
    }
    const paper older = {"MILL_2018_10K", "Mill Works", "10-K", "2018",
                         "2019-02-01",    facts,        2,      false};
    const paper newer = {"MILL_2019_10K", "Mill Works", "10-K", "2019",
                         "2020-02-01",    facts + 2,    3,      false};
    add_paper(w, &older);
    add_paper(w, &newer);
    gk_fact_list *list = list_of(w, (gk_fact_query){.of = "Mill Works", .concept = "revenue"});
    assert_int_equal(list->count, 1);
    assert_string_equal(list->entries[0].document, "MILL_2018_10K");
    assert_true(list->entries[0].value == 5e8);
    gk_fact_list_free(list);
    list = list_of(w, (gk_fact_query){.of = "Mill Works", .concept = "revenue", .all = true});
    assert_int_equal(list->count, 3);
    gk_fact_list_free(list);
    list = list_of(w, (gk_fact_query){.of = "Mill Works", .label = "lamps"});
    assert_int_equal(list->count, 2); /* of two times that nobody knows */
    gk_fact_list_free(list);
}

static void a_row_under_another_heading_is_listed_once(void **state)
{
    world *w = *state;
    gk_fact facts[] = {figure(SIZE_MAX, "Lamps — net", 2018, 5),
                       figure(SIZE_MAX, "Lamps — net", 2018, 5),
                       figure(SIZE_MAX, "Lamps — net", 2018, 6)};
    facts[1].section = facts[2].section = "Goods";
    for (int i = 0; i < 3; i++) {
        char *name = gk_format("MILL_%d_10K", 2018 + i), *day = gk_format("%d-02-01", 2019 + i);
        const paper p = {name, "Mill Works", "10-K", "2018", day, facts + i, 1, false};
        add_paper(w, &p);
        gk_free(name);
        gk_free(day);
    }
    gk_fact_list *list = list_of(w, (gk_fact_query){.of = "Mill Works"});
    assert_int_equal(list->count, 2); /* the other heading says what was said before */
    assert_int_equal(list->entries[1].repeated, 1);
    gk_fact_list_free(list);
    list = list_of(w, (gk_fact_query){.of = "Mill Works", .as_of = "2020-12-31"});
    assert_int_equal(list->count, 1);
    assert_int_equal(list->entries[0].repeated, 1);
    gk_fact_list_free(list);
}

static void what_cannot_be_understood_is_named(void **state)
{
    world *w = *state;
    add_world(w);
    static const struct wrong {
        gk_fact_query query;
        gk_status status;
        const char *message;
    } wrong[] = {
        {{.of = "Nobody Ltd"}, GK_NOT_FOUND, "\"Nobody Ltd\""},
        {{.of = "Harbor Lamps", .concept = "qwertz"}, GK_INVALID, "qwertz"},
        {{.of = "Harbor Lamps", .concept = " , "}, GK_INVALID, "concept"},
        {{.of = "Harbor Lamps", .statement = "equity"}, GK_INVALID, "income, balance or cash"},
        {{.of = "Harbor Lamps", .label = "..."}, GK_INVALID, "label"},
        {{.of = "Harbor Lamps", .as_of = "then"}, GK_INVALID, "as_of"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gk_fact_list *list = (gk_fact_list *)w;
        assert_int_equal(gk_facts_list(w->library, &wrong[i].query, &list, &w->err),
                         wrong[i].status);
        assert_part(w->err.message, wrong[i].message);
        assert_null(list);
    }
}

static void documents_without_facts_are_told_of(void **state)
{
    world *w = *state;
    const paper p = {"OLD_2018_10K", "Old Mills Inc", "10-K", "2018", "2019-02-01", NULL, 0, true};
    add_paper(w, &p);
    gk_fact_list *list = list_of(w, (gk_fact_query){.of = "OLD_2018_10K"});
    assert_int_equal(list->count, 0);
    assert_part(list->notice, "--facts");
    gk_fact_list_free(list);
}

static void a_list_may_be_cut(void **state)
{
    world *w = *state;
    add_world(w);
    gk_fact_list *list = list_of(w, (gk_fact_query){.of = "HARBOR_2018_10K", .most = 1});
    assert_int_equal(list->count, 1);
    assert_part(list->notice, "1 more");
    gk_fact_list_free(list);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_fact_is_listed_with_its_place),
        TEST(the_newest_word_comes_first_and_what_it_restated_follows),
        TEST(as_of_tells_what_was_known_then),
        TEST(one_document_speaks_for_itself),
        TEST(all_lists_each_place),
        TEST(parts_are_listed_where_they_are_asked_for),
        TEST(labels_are_found_by_their_words),
        TEST(periods_are_those_asked_for),
        TEST(notes_are_looked_into_where_a_line_item_is_asked_for),
        TEST(shares_and_units_that_were_lost_are_told_apart),
        TEST(a_row_under_another_heading_is_listed_once),
        TEST(what_cannot_be_understood_is_named),
        TEST(documents_without_facts_are_told_of),
        TEST(a_list_may_be_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
