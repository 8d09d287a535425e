/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <string.h>

/* The ids that a question names, with a space between. */
static const char *asked(world *w, const char *question)
{
    gk_concept_match found[8];
    size_t count = gk_concepts_asked(w->concepts, w->terms, question, found, 8);
    gk_string out = {0};
    for (size_t i = 0; i < count; i++) {
        assert_true(found[i].span.end <= strlen(question));
        assert_true(found[i].span.start < found[i].span.end);
        gk_string_addf(&out, "%s%s", i ? " " : "",
                       gk_concepts_at(w->concepts, found[i].concept)->id);
    }
    char *copy = gk_arena_strndup(w->arena, out.data, out.length);
    gk_string_free(&out);
    return copy;
}

static void in_order_and_in_any_number(void **state)
{
    assert_string_equal(asked(*state, "What share of revenues are Halden's inventories?"),
                        "revenue inventories");
    assert_string_equal(asked(*state, "FY2018 capex for Halden"), "capital_expenditure");
}

static void the_longest_stands(void **state)
{
    assert_string_equal(asked(*state, "What is its unadjusted operating income % margin?"),
                        "operating_margin");
    assert_string_equal(asked(*state, "the EBITDA margin and EBITDA"), "ebitda_margin ebitda");
    assert_string_equal(asked(*state, "云泉股份2020年的归母净利润是多少元？"),
                        "net_income_attributable");
}

static void chinese(void **state)
{
    assert_string_equal(asked(*state, "云泉股份2020年度的营业收入和营业成本各是多少？"),
                        "revenue cost_of_goods_sold");
    assert_string_equal(asked(*state, "2020年末存货是多少元？"), "inventories");
    assert_string_equal(asked(*state, "2020年归属于云泉股份（上市公司）股东的净利润是多少元？"),
                        "net_income_attributable");
    assert_string_equal(asked(*state, "投资收入是多少？"), "");
}

static void what_is_something_else(void **state)
{
    assert_string_equal(asked(*state, "other current assets of Halden"), "other_current_assets");
    assert_string_equal(asked(*state, "other total liabilities of Halden"), "");
    assert_string_equal(asked(*state, "the cash flow statement"), "");
    assert_string_equal(asked(*state, "adjusted cost of goods sold"), "");
    assert_string_not_equal(asked(*state, "They are operating. Margin calls followed."),
                            "operating_margin");
}

static void one_word_may_be_a_part(void **state)
{
    world *w = *state;
    gk_concept_match found[2];
    static const char part[] = "What are the pump inventories?", all[] = "Halden's revenue?";
    assert_int_equal(gk_concepts_asked(w->concepts, w->terms, part, found, 2), 1);
    assert_true(found[0].score <= 0.5);
    assert_int_equal(gk_concepts_asked(w->concepts, w->terms, all, found, 2), 1);
    assert_true(found[0].score > 0.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_order_and_in_any_number),
        cmocka_unit_test(the_longest_stands),
        cmocka_unit_test(chinese),
        cmocka_unit_test(what_is_something_else),
        cmocka_unit_test(one_word_may_be_a_part),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
