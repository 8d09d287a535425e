/* SPDX-License-Identifier: Apache-2.0
 *
 * Line items by period: as a table, as CSV and JSON, as a plot.
 */
#include "world.h"

#include <jansson.h>

static gk_fact_list *list_world(world *w)
{
    const size_t revenue = concept_of(w, "revenue"), net = concept_of(w, "net_income");
    gk_fact facts[] = {
        figure(revenue, "Net sales", 2019, 600), figure(revenue, "Net sales", 2018, 500),
        figure(net, "Net loss", 2019, -70),      figure(net, "Net loss", 2017, -20.5),
        figure(SIZE_MAX, "Margin", 2019, 12.5),  figure(revenue, "Net sales", 2019, 150),
    };
    facts[3].decimals = 1;
    facts[4].measure = GK_MEASURE_PERCENT, facts[4].scale = 1, facts[4].decimals = 1;
    facts[4].value = 12.5;
    facts[5].time = (gk_fact_time){.year = 2019, .quarter = 4, .months = 3, .end = 20191231};
    for (size_t i = 2; i < 5; i++) facts[i].line += (int)i;
    const paper p = {
        "HARBOR_2019_10K", "Harbor, \"Lamps\" Inc", "10-K", "2019", "2020-02-01", facts, 6, false};
    add_paper(w, &p);
    return list_of(w, (gk_fact_query){.of = "HARBOR_2019_10K"});
}

static void line_items_stand_by_years(void **state)
{
    world *w = *state;
    gk_fact_list *list = list_world(w);
    gk_fact_series *series;
    gk_fact_series_make(list, &series);
    assert_int_equal(series->period_count, 3);
    assert_string_equal(series->periods[0], "FY2017");
    assert_string_equal(series->periods[2], "FY2019");
    assert_int_equal(series->row_count, 3);
    assert_null(series->rows[0].entries[0]);
    assert_true(series->rows[0].entries[1]->value == 5e8);
    assert_true(series->rows[0].entries[2]->value == 6e8);
    assert_true(series->rows[1].entries[2]->value == -7e7);
    assert_string_equal(series->rows[2].unit, "%");
    gk_fact_series_free(series);
    gk_fact_list_free(list);
}

static void csv_has_a_row_a_line_item(void **state)
{
    world *w = *state;
    gk_fact_list *list = list_world(w);
    gk_fact_series *series;
    gk_fact_series_make(list, &series);
    char *csv = gk_fact_series_csv(series);
    assert_part(csv, "company,name,member,unit,FY2017,FY2018,FY2019\r\n");
    assert_part(csv, "\"Harbor, \"\"Lamps\"\" Inc\",");
    assert_part(csv, ",-20500000,,-70000000\r\n");
    gk_free(csv);
    csv = gk_fact_list_csv(list);
    assert_part(csv, ",12.5,%,income,HARBOR_2019_10K,10-K,2020-02-01,4,11,1,\r\n");
    gk_free(csv);
    gk_fact_series_free(series);
    gk_fact_list_free(list);
}

static void json_is_complete(void **state)
{
    world *w = *state;
    gk_fact_list *list = list_world(w);
    gk_fact_series *series;
    gk_fact_series_make(list, &series);
    char *text = gk_fact_list_json(list);
    json_t *root = json_loads(text, 0, NULL), *fact;
    assert_int_equal(json_array_size(json_object_get(root, "facts")), 6);
    fact = json_array_get(json_object_get(root, "facts"), 0);
    assert_int_equal(json_object_size(fact), 36);
    json_decref(root);
    gk_free(text);
    text = gk_fact_series_json(series);
    root = json_loads(text, 0, NULL);
    json_t *row = json_array_get(json_object_get(root, "rows"), 0);
    assert_int_equal(json_array_size(json_object_get(row, "facts")), 3);
    assert_true(json_is_null(json_array_get(json_object_get(row, "facts"), 0)));
    json_decref(root);
    gk_free(text);
    gk_fact_series_free(series);
    gk_fact_list_free(list);
}

static void a_plot_shows_the_rows_in_one_unit(void **state)
{
    world *w = *state;
    gk_fact_list *list = list_world(w);
    gk_fact_series *series;
    gk_fact_series_make(list, &series);
    char *svg = gk_fact_series_svg(series, "Harbor <Lamps>");
    assert_part(svg, "Harbor &lt;Lamps&gt;");
    assert_part(svg, "FY2018: 500000000</title>");
    assert_part(svg, "FY2019: -70000000</title>");
    assert_null(strstr(svg, ": 12.5</title>"));
    gk_free(svg);
    gk_fact_series_free(series);
    gk_fact_list nothing = {0};
    gk_fact_series_make(&nothing, &series);
    assert_int_equal(series->row_count, 0);
    assert_null(gk_fact_series_svg(series, "none"));
    gk_fact_series_free(series);
    gk_fact_list_free(list);
}

static void quarters_stand_by_themselves(void **state)
{
    world *w = *state;
    gk_fact_list_free(list_world(w));
    gk_fact_list *list = list_of(w, (gk_fact_query){.of = "HARBOR_2019_10K", .period = "Q4 2019"});
    gk_fact_series *series;
    gk_fact_series_make(list, &series);
    assert_int_equal(series->period_count, 1);
    assert_string_equal(series->periods[0], "Q4 2019");
    gk_fact_series_free(series);
    gk_fact_list_free(list);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(line_items_stand_by_years),
        TEST(csv_has_a_row_a_line_item),
        TEST(json_is_complete),
        TEST(a_plot_shows_the_rows_in_one_unit),
        TEST(quarters_stand_by_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
