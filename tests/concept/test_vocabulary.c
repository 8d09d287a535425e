/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <string.h>

static gk_status open_own(const char *text, gk_concepts **out, gk_error *err)
{
    char path[64];
    world_path(path);
    world_write(path, text);
    gk_status status = gk_concepts_open(path, out, err);
    unlink(path);
    return status;
}

static void the_programs_own_opens(void **state)
{
    (void)state;
    gk_concepts *c;
    gk_error err = {0};
    if (gk_concepts_open(NULL, &c, &err) != GK_OK) fail_msg("%s", err.message);
    size_t revenue = gk_concepts_find(c, "revenue");
    assert_int_not_equal(revenue, SIZE_MAX);
    assert_int_equal(gk_concepts_of_tag(c, "us-gaap:Revenues"), revenue);
    assert_int_equal(gk_concepts_find(c, "no_such_thing"), SIZE_MAX);
    assert_int_equal(gk_concepts_of_tag(c, "us-gaap:NoSuchThing"), SIZE_MAX);
    gk_concepts_free(c);
}

static void a_file_that_is_not_there_is_none(void **state)
{
    (void)state;
    gk_concepts *c;
    assert_int_equal(gk_concepts_open("/nowhere/concepts.txt", &c, NULL), GK_OK);
    gk_concepts_free(c);
}

static void a_firm_adds_and_overrides(void **state)
{
    (void)state;
    gk_concepts *c;
    gk_error err = {0};
    if (open_own("\xEF\xBB\xBF# ours\r\n[revenue]\r\nasked += rake\r\nname = takings\r\n"
                 "[take_rate]\nname = take rate\nnature = ratio\nmeasure = percent\n"
                 "statement = income | cash\nformula = revenue / 2\nformula = revenue / 3\n",
                 &c, &err) != GK_OK)
        fail_msg("%s", err.message);
    const gk_concept *revenue = gk_concepts_at(c, gk_concepts_find(c, "revenue"));
    assert_string_equal(revenue->name, "takings");
    bool rake = false, sales = false;
    for (size_t i = 0; revenue->asked[i]; i++) {
        rake = rake || strcmp(revenue->asked[i], "rake") == 0;
        sales = sales || strcmp(revenue->asked[i], "sales") == 0;
    }
    assert_true(rake && sales);
    const gk_concept *rate = gk_concepts_at(c, gk_concepts_find(c, "take_rate"));
    assert_int_equal(rate->statement, GK_STATEMENT_INCOME | GK_STATEMENT_CASH);
    assert_int_equal(rate->measure, GK_MEASURE_PERCENT);
    assert_string_equal(rate->formulas[1], "revenue / 3");
    assert_null(rate->formulas[2]);
    gk_concepts_free(c);
}

static void a_firms_formula_replaces_ours(void **state)
{
    (void)state;
    gk_concepts *c;
    assert_int_equal(open_own("[revenue]\nformula = 2 * 3\n", &c, NULL), GK_OK);
    const gk_concept *revenue = gk_concepts_at(c, gk_concepts_find(c, "revenue"));
    assert_string_equal(revenue->formulas[0], "2 * 3");
    assert_null(revenue->formulas[1]);
    gk_concepts_free(c);
}

static void errors_name_line_and_field(void **state)
{
    (void)state;
    static const char *const bad[][3] = {
        {"[x]\nname = x\nmeasure = ells\n", ":3: measure", "days"},
        {"[x]\nname = x\ncolour = red\n", ":3: colour", "no such key"},
        {"[x]\nname = x\nformula = revenue /\n", ":3: formula", "missing"},
        {"name = x\n", ":1: name", "before"},
        {"\n[X y]\n", ":2: id", "a to z"},
        {"[x]\nstatement = income | cloud\n", ":2: statement", "cash"},
        {"[x]\nasked = a\n", ":1: name", "missing"},
        {"[x\n", ":1:", "]"},
        {"[x]\nwhat is this\n", ":2: line", "key = value"},
        {"[x]\nname = \xFF\n", ":2: line", "UTF-8"},
        {"[x]\nname += y\n", ":2: name", "+="},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gk_concepts *c = (gk_concepts *)1;
        gk_error err = {0};
        assert_int_equal(open_own(bad[i][0], &c, &err), GK_INPUT);
        assert_null(c);
        if (!strstr(err.message, bad[i][1]) || !strstr(err.message, bad[i][2]))
            fail_msg("%s gives: %s", bad[i][0], err.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_programs_own_opens),
        cmocka_unit_test(a_file_that_is_not_there_is_none),
        cmocka_unit_test(a_firm_adds_and_overrides),
        cmocka_unit_test(a_firms_formula_replaces_ours),
        cmocka_unit_test(errors_name_line_and_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
