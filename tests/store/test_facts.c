/* SPDX-License-Identifier: Apache-2.0
 *
 * A content's figures are kept as they were given, and which are missing or old is known.
 */
#include "adding.h"

static const gk_store_addition with_facts = {
    .facts = "three\0bytes", .facts_size = 11, .facts_version = 7};

static void assert_facts(world *w, gk_store *store, int64_t content, int64_t version,
                         const char *bytes, size_t size)
{
    gk_arena *arena = gk_arena_new();
    gk_store_packed packed;
    assert_ok(w, gk_store_facts(store, content, arena, &packed, &w->err));
    assert_true(packed.known);
    assert_int_equal(packed.version, version);
    assert_int_equal(packed.size, size);
    assert_memory_equal(packed.bytes, bytes, size);
    gk_arena_free(arena);
}

static void assert_none(world *w, gk_store *store, int64_t content)
{
    gk_arena *arena = gk_arena_new();
    gk_store_packed packed;
    assert_ok(w, gk_store_facts(store, content, arena, &packed, &w->err));
    assert_false(packed.known);
    assert_int_equal(packed.size, 0);
    gk_arena_free(arena);
}

static void facts_come_with_the_content(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t without = world_add(w, store, "plain", "no facts\n");
    int64_t with = add_with(w, store, "paper", "a paper\n", with_facts);
    gk_store_close(store);
    store = world_open(w, GK_READ);
    assert_facts(w, store, with, 7, "three\0bytes", 11);
    assert_none(w, store, without);
    gk_store_close(store);
}

static void facts_are_replaced(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = add_with(w, store, "paper", "a paper\n", with_facts);
    assert_ok(w, gk_store_set_facts(store, id, 8, "more", 4, &w->err));
    assert_facts(w, store, id, 8, "more", 4);
    assert_ok(w, gk_store_set_facts(store, id, 9, NULL, 0, &w->err)); /* it has none */
    assert_facts(w, store, id, 9, "", 0);
    gk_store_close(store);
}

static void what_is_missing_or_old_is_known(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t missing = world_add(w, store, "plain", "no facts\n");
    int64_t old = add_with(w, store, "old", "an old paper\n", with_facts);
    int64_t fresh = add_with(w, store, "new", "a new paper\n", with_facts);
    assert_ok(w, gk_store_set_facts(store, fresh, 8, "", 0, &w->err));
    int64_t *stale;
    size_t count;
    assert_ok(w, gk_store_facts_stale(store, 8, &stale, &count, &w->err));
    assert_int_equal(count, 2);
    assert_int_equal(stale[0], missing);
    assert_int_equal(stale[1], old);
    gk_free(stale);
    gk_store_facts_counts counts;
    assert_ok(w, gk_store_facts_count(store, 8, &counts, &w->err));
    assert_int_equal(counts.contents, 3);
    assert_int_equal(counts.missing, 1);
    assert_int_equal(counts.old, 1);
    gk_store_close(store);
}

static void facts_go_with_the_content(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = add_with(w, store, "paper", "a paper\n", with_facts);
    assert_ok(w, gk_store_remove(store, "paper", NULL, &w->err));
    assert_none(w, store, id);
    assert_ok(w, gk_store_set_facts(store, id, 8, "late", 4, &w->err)); /* nobody's: not kept */
    assert_none(w, store, id);
    gk_store_close(store);
}

static void a_reader_keeps_no_facts(void **state)
{
    world *w = *state;
    gk_store_close(world_create(w, 0));
    gk_store *store = world_open(w, GK_READ);
    assert_status(GK_LIBRARY, gk_store_set_facts(store, 1, 1, "x", 1, &w->err));
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(facts_come_with_the_content),     TEST(facts_are_replaced),
        TEST(what_is_missing_or_old_is_known), TEST(facts_go_with_the_content),
        TEST(a_reader_keeps_no_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
