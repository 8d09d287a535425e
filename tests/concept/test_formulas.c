/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <string.h>

/* Every term is worth its concept's place in `values`, 1000 a year less. */
typedef struct values {
    const gk_concepts *concepts;
    const char *unknown; /* the id of one that is not known; NULL: none */
} values;

static gk_term_value resolve(void *ctx, const gk_node *term)
{
    const values *v = ctx;
    const char *id = gk_concepts_at(v->concepts, term->concept)->id;
    if (v->unknown && strcmp(v->unknown, id) == 0) return (gk_term_value){0};
    double value = strcmp(id, "revenue") == 0               ? 2000
                   : strcmp(id, "inventories") == 0         ? 500
                   : strcmp(id, "capital_expenditure") == 0 ? -70
                                                            : 900;
    return (gk_term_value){.known = true, .value = value - 100 * term->when.back};
}

static double value(world *w, const char *formula, bool *known, const char *unknown)
{
    gk_node *node;
    gk_error err = {0};
    if (gk_formula_parse(w->concepts, formula, w->arena, &node, &err) != GK_OK)
        fail_msg("%s", err.message);
    double out = 0;
    *known = gk_formula_value(node, resolve, &(values){w->concepts, unknown}, &out);
    return out;
}

static void check(world *w, const char *formula, double expected)
{
    bool known;
    double got = value(w, formula, &known, NULL);
    if (!known || got < expected - 1e-9 || got > expected + 1e-9)
        fail_msg("%s: %.12g, expected %.12g", formula, got, expected);
}

static void operators_bind_as_usual(void **state)
{
    check(*state, "1 + 2 * 3 - 4 / 2", 5);
    check(*state, "(1 + 2) * -3", -9);
    check(*state, "8 / 4 / 2", 1);
    check(*state, "10 - 3 - 2", 5);
    check(*state, "2 ^ 3 ^ 1", 8);
}

static void years_before(void **state)
{
    check(*state, "revenue[-1]", 1900);
    check(*state, "avg(revenue)", 1950);
    check(*state, "change(inventories)", 100);
    check(*state, "avg(revenue, revenue[-1], revenue[-2])", 1900);
    check(*state, "avg(revenue / inventories)", (2000.0 / 500 + 1900.0 / 400) / 2);
}

static void what_is_paid_has_no_sign(void **state)
{
    check(*state, "cash_from_operations - capital_expenditure", 830);
}

static void what_is_not_known_has_no_value(void **state)
{
    bool known;
    value(*state, "revenue / inventories", &known, "inventories");
    assert_false(known);
    value(*state, "revenue / (inventories - inventories)", &known, NULL);
    assert_false(known);
    value(*state, "(0 - 8) ^ 0.5", &known, NULL);
    assert_false(known);
}

static void errors_say_where(void **state)
{
    static const char *const bad[][2] = {
        {"revenue +", "missing"},
        {"(revenue", "\")\""},
        {"revenue sales", "operator"},
        {"no_such_thing / 2", "no such concept"},
        {"median(revenue)", "no such function"},
        {"revenue[-]", "[-1]"},
        {"1.2.3", "no number"},
        {"", "missing"},
    };
    world *w = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gk_node *node;
        gk_error err = {0};
        assert_int_equal(gk_formula_parse(w->concepts, bad[i][0], w->arena, &node, &err), GK_INPUT);
        if (!strstr(err.message, bad[i][1])) fail_msg("%s: %s", bad[i][0], err.message);
    }
}

static void deep_and_doubling_formulas_are_refused(void **state)
{
    world *w = *state;
    char formula[4096] = "";
    for (int i = 0; i < 500; i++) strcat(formula, "change(");
    gk_node *node;
    assert_int_equal(gk_formula_parse(w->concepts, formula, w->arena, &node, NULL), GK_INPUT);
    memset(formula, '(', 3000);
    assert_int_equal(gk_formula_parse(w->concepts, formula, w->arena, &node, NULL), GK_INPUT);
    memset(formula, '-', 3000);
    assert_int_equal(gk_formula_parse(w->concepts, formula, w->arena, &node, NULL), GK_INPUT);
}

static void terms_once_in_order(void **state)
{
    world *w = *state;
    gk_node *node;
    assert_int_equal(gk_formula_parse(w->concepts, "avg(inventories) / revenue + inventories",
                                      w->arena, &node, NULL),
                     GK_OK);
    const gk_node **terms;
    assert_int_equal(gk_formula_terms(node, w->arena, &terms), 3);
    assert_int_equal(terms[0]->when.back, 1);
    assert_int_equal(terms[1]->when.back, 0);
    assert_int_equal(terms[2]->concept, gk_concepts_find(w->concepts, "revenue"));
}

static char *print_back(void *ctx, const gk_node *term, gk_arena *arena)
{
    (void)ctx;
    return gk_arena_format(arena, "$%d", term->when.back);
}

static void a_person_reads_it(void **state)
{
    world *w = *state;
    gk_node *node;
    static const char formula[] = "365 * avg(accounts_payable) / (cost_of_goods_sold + "
                                  "change(inventories)) - (revenue[-2] - revenue)";
    assert_int_equal(gk_formula_parse(w->concepts, formula, w->arena, &node, NULL), GK_OK);
    assert_string_equal(gk_formula_text(w->concepts, node, NULL, NULL, w->arena),
                        "365 × average(accounts payable) / (cost of goods sold + inventories - "
                        "inventories of the year before) - (revenue of 2 years before - revenue)");
    assert_string_equal(gk_formula_text(w->concepts, node, print_back, NULL, w->arena),
                        "365 × average($1, $0) / ($0 + $0 - $1) - ($2 - $0)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_usual),
        cmocka_unit_test(years_before),
        cmocka_unit_test(what_is_paid_has_no_sign),
        cmocka_unit_test(what_is_not_known_has_no_value),
        cmocka_unit_test(errors_say_where),
        cmocka_unit_test(deep_and_doubling_formulas_are_refused),
        cmocka_unit_test(terms_once_in_order),
        cmocka_unit_test(a_person_reads_it),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
