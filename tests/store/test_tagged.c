/* SPDX-License-Identifier: Apache-2.0
 *
 * Tagged facts come back as they were stored.
 */
#include "adding.h"

static gk_fact_dimension dimensions[] = {{"us-gaap:SegmentsAxis", "hl:LampsMember"},
                                         {"hl:\"Quoted\"Axis", "两盏灯"}};
static char *footnotes[] = {"(1) Restated.", "", "Mit Umlaut: ö"};

static gk_tagged facts[] = {
    {.concept = "us-gaap:Revenues",
     .context = "c-1",
     .entity = "0000000007",
     .start = "2023-01-01",
     .end = "2023-12-31",
     .unit = "iso4217:USD",
     .value = "1577000000",
     .decimals = "-6",
     .scale = 6,
     .dimensions = dimensions,
     .dimension_count = 2,
     .footnotes = footnotes,
     .footnote_count = 3,
     .page = 2,
     .line = 14},
    {.concept = "us-gaap:Assets",
     .context = "c-2",
     .end = "2023-12-31",
     .unit = "iso4217:USD",
     .value = "-12.50",
     .decimals = "INF",
     .scale = -2,
     .negated = true,
     .page = 1,
     .line = 1},
    {.concept = "dei:DocumentType", .value = "10-K"},
    {.concept = "us-gaap:Revenues", .context = "c-3", .value = "", .nil = true, .unit = "u"},
    {.concept = "hl:Empty", .context = "", .entity = "", .value = ""},
};
enum { FACTS = sizeof facts / sizeof *facts };

static int64_t add_facts(world *w, gk_store *store, const char *name)
{
    paper p = paper_new(name, false);
    p.document.facts = facts;
    p.document.fact_count = FACTS;
    int64_t content = add_paper(w, store, name, name, &p, (gk_store_addition){0});
    paper_free(&p);
    return content;
}

/* NULL and "" are not the same. */
static void assert_same_text(const char *found, const char *due)
{
    if ((found == NULL) != (due == NULL) || (due && strcmp(found, due) != 0))
        fail_msg("%s, not %s", found ? found : "NULL", due ? due : "NULL");
}

static void assert_same_fact(const gk_tagged *found, const gk_tagged *due)
{
    assert_same_text(found->concept, due->concept);
    assert_same_text(found->context, due->context);
    assert_same_text(found->entity, due->entity);
    assert_same_text(found->start, due->start);
    assert_same_text(found->end, due->end);
    assert_same_text(found->unit, due->unit);
    assert_same_text(found->value, due->value);
    assert_same_text(found->decimals, due->decimals);
    assert_int_equal(found->scale, due->scale);
    assert_int_equal(found->negated, due->negated);
    assert_int_equal(found->nil, due->nil);
    assert_int_equal(found->page, due->page);
    assert_int_equal(found->line, due->line);
    assert_int_equal(found->dimension_count, due->dimension_count);
    for (size_t i = 0; i < due->dimension_count; i++) {
        assert_same_text(found->dimensions[i].axis, due->dimensions[i].axis);
        assert_same_text(found->dimensions[i].member, due->dimensions[i].member);
    }
    assert_int_equal(found->footnote_count, due->footnote_count);
    for (size_t i = 0; i < due->footnote_count; i++)
        assert_same_text(found->footnotes[i], due->footnotes[i]);
}

static void facts_come_back_in_their_order(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    world_add(w, store, "plain", "no facts\n");
    int64_t id = add_facts(w, store, "tagged"), other = add_facts(w, store, "tagged too");
    gk_store_close(store);
    store = world_open(w, GK_READ);
    gk_arena *arena = gk_arena_new();
    gk_tagged *found;
    size_t count;
    assert_ok(w, gk_store_tagged(store, id, NULL, arena, &found, &count, &w->err));
    assert_int_equal(count, FACTS);
    for (size_t i = 0; i < count; i++) assert_same_fact(&found[i], &facts[i]);
    assert_ok(w, gk_store_tagged(store, other, "us-gaap:Revenues", arena, &found, &count, &w->err));
    assert_int_equal(count, 2);
    assert_same_fact(&found[0], &facts[0]);
    assert_same_fact(&found[1], &facts[3]);
    assert_ok(w, gk_store_tagged(store, id, "us-gaap:Rev", arena, &found, &count, &w->err));
    assert_int_equal(count, 0);
    assert_ok(w, gk_store_tagged(store, 1, NULL, arena, &found, &count, &w->err));
    assert_int_equal(count, 0);
    gk_arena_free(arena);
    gk_store_close(store);
}

static void damaged_lists_of_a_fact_are_empty(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = add_facts(w, store, "tagged");
    gk_store_close(store);
    static const char *const values[] = {"'{'", "'[1, [2], [\"a\"], {}]'", "''", "'[[\"a\", 1]]'"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "UPDATE tagged SET dimensions = %s, footnotes = %s", values[i],
                 values[i]);
        world_sql(w, sql);
        store = world_open(w, GK_READ);
        gk_arena *arena = gk_arena_new();
        gk_tagged *found;
        size_t count;
        assert_ok(w, gk_store_tagged(store, id, NULL, arena, &found, &count, &w->err));
        assert_int_equal(count, FACTS);
        assert_int_equal(found[0].dimension_count, 0);
        assert_int_equal(found[0].footnote_count, 0);
        gk_arena_free(arena);
        gk_store_close(store);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(facts_come_back_in_their_order),
        TEST(damaged_lists_of_a_fact_are_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
