/* SPDX-License-Identifier: Apache-2.0
 *
 * Who speaks in a call comes back as it was stored.
 */
#include "adding.h"

static const gk_store_turn turns[] = {
    {"Operator", "", "", "operator", "prepared", 1, 1, 1, 2},
    {"Ada Quill", "Chief Financial Officer", "Harbor Lamps", "management", "prepared", 1, 3, 2, 7},
    {"李 \"Lee\" Wei", "分析师", "Pier Research", "analyst", "questions", 2, 8, 2, 8},
};
enum { TURNS = sizeof turns / sizeof *turns };

static void turns_come_back_in_their_order(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t plain = world_add(w, store, "plain", "no turns\n");
    int64_t id = add_with(w, store, "call", "a call\n",
                          (gk_store_addition){.turns = turns, .turn_count = TURNS});
    gk_store_close(store);
    store = world_open(w, GK_READ);
    gk_arena *arena = gk_arena_new();
    gk_store_turn *found;
    size_t count;
    assert_ok(w, gk_store_turns(store, id, arena, &found, &count, &w->err));
    assert_int_equal(count, TURNS);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(found[i].speaker, turns[i].speaker);
        assert_string_equal(found[i].role, turns[i].role);
        assert_string_equal(found[i].firm, turns[i].firm);
        assert_string_equal(found[i].kind, turns[i].kind);
        assert_string_equal(found[i].part, turns[i].part);
        assert_int_equal(found[i].first_page, turns[i].first_page);
        assert_int_equal(found[i].first_line, turns[i].first_line);
        assert_int_equal(found[i].last_page, turns[i].last_page);
        assert_int_equal(found[i].last_line, turns[i].last_line);
    }
    assert_ok(w, gk_store_turns(store, plain, arena, &found, &count, &w->err));
    assert_int_equal(count, 0);
    gk_arena_free(arena);
    gk_store_close(store);
}

static void a_turn_without_a_string_leaves_nothing(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    gk_store_turn broken[] = {turns[0], turns[1]};
    broken[1].role = NULL;
    gk_store_place place;
    paper p = paper_new("a call\n", false);
    assert_ok(w, gk_store_place_for(store, "call", "a call\n", 7, &place, &w->err));
    const gk_store_addition addition = {.place = &place,
                                        .source = "/call",
                                        .title = "call",
                                        .bytes = "a call\n",
                                        .size = 7,
                                        .document = &p.document,
                                        .passages = &p.passages,
                                        .turns = broken,
                                        .turn_count = 2};
    assert_status(GK_INVALID, gk_store_add(store, &addition, NULL, &w->err));
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.documents, 0);
    assert_int_equal(info.passages, 0);
    gk_free(place.document);
    paper_free(&p);
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(turns_come_back_in_their_order),
        TEST(a_turn_without_a_string_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
