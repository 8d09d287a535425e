/* SPDX-License-Identifier: Apache-2.0 - what tags add to the figures of tables */
#include "world.h"

static const char *const page = "                CONSOLIDATED STATEMENTS OF CASH FLOWS\n"
                                "                           (In millions)\n"
                                "                                        2018       2017\n"
                                "Net income                            $ 110      $ 95\n"
                                "Purchases of property                   (40)       (35)\n"
                                "Sales of tools                           12         12\n";

static gk_tagged tag(char *concept, char *start, char *end, char *value, int line)
{
    return (gk_tagged){.concept = concept,
                       .context = "c",
                       .entity = "1",
                       .start = start,
                       .end = end,
                       .unit = "iso4217:EUR",
                       .value = value,
                       .decimals = "-6",
                       .scale = 6,
                       .page = line ? 1 : 0,
                       .line = line};
}

static void test_a_tag_marks_its_cell_and_a_hidden_one_is_added(void **state)
{
    (void)state;
    gk_document document = document_of(page);
    gk_tagged tags[] = {
        tag("x:PaymentsForProperty", "2018-01-01", "2018-12-31", "40000000", 5),
        tag("x:SalesOfTools", "2017-01-01", "2017-12-31", "12000000", 6),
        tag("x:Hidden", NULL, "2018-12-31", "7000000", 0),
    };
    document.facts = tags;
    document.fact_count = 3;
    gk_facts *facts = gk_facts_make(&document, &annual, NULL);
    const gk_fact *paid = fact_of(facts, "Purchases of property", 0);
    assert_true(paid->tagged && paid->value == -40e6); /* as printed */
    assert_string_equal(paid->currency, "EUR");
    assert_false(fact_of(facts, "Purchases of property", 1)->tagged);
    /* The same figure twice in a row: the tag's period tells which is meant. */
    assert_false(fact_of(facts, "Sales of tools", 0)->tagged);
    assert_true(fact_of(facts, "Sales of tools", 1)->tagged);
    const gk_fact *hidden = fact_of(facts, "x:Hidden", 0);
    assert_int_equal(hidden->page, 0);
    assert_int_equal(hidden->table, -1);
    check_time(facts, "x:Hidden", 0, 0, 20181231);
    check_value(facts, "x:Hidden", 0, 7e6);
    gk_facts_free(facts);
    facts = gk_facts_of_tables(&document, &annual, NULL);
    for (size_t i = 0; i < facts->count; i++) assert_false(facts->facts[i].tagged);
    gk_facts_free(facts);
    gk_arena_free(document.arena);
}

static void test_members_of_a_tag_are_named(void **state)
{
    (void)state;
    gk_document document = document_of(page);
    gk_fact_dimension dimensions[] = {{"x:RegionAxis", "x:NorthAmericaMember"}};
    gk_tagged tags[] = {tag("x:SalesOfTools", "2018-01-01", "2018-12-31", "12000000", 6)};
    tags[0].dimensions = dimensions;
    tags[0].dimension_count = 1;
    document.facts = tags;
    document.fact_count = 1;
    gk_facts *facts = gk_facts_make(&document, &annual, NULL);
    check_member(facts, "Sales of tools", 0, "North America");
    gk_facts_free(facts);
    gk_arena_free(document.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_tag_marks_its_cell_and_a_hidden_one_is_added),
        cmocka_unit_test(test_members_of_a_tag_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
