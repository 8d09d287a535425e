/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <stdatomic.h>

enum { PIECES = 500 };

typedef struct ahead_world {
    atomic_int begun, out, most_out;
    atomic_size_t cost_out, most_cost;
    int made[PIECES];
    size_t costs[PIECES];
} ahead_world;

static size_t cost(void *ctx, size_t i) { return ((const ahead_world *)ctx)->costs[i]; }

static void note_most(atomic_size_t *most, size_t value)
{
    size_t before = atomic_load(most);
    while (value > before && !atomic_compare_exchange_weak(most, &before, value)) {
    }
}

static void work(void *ctx, size_t i, int thread)
{
    ahead_world *w = ctx;
    assert_in_range(thread, 0, 3);
    int out = atomic_fetch_add(&w->out, 1) + 1, most = atomic_load(&w->most_out);
    while (out > most && !atomic_compare_exchange_weak(&w->most_out, &most, out)) {
    }
    note_most(&w->most_cost, atomic_fetch_add(&w->cost_out, w->costs[i]) + w->costs[i]);
    atomic_fetch_add(&w->begun, 1);
    w->made[i] = (int)i + 1;
}

static void pieces_come_in_order_and_never_too_many_wait(void **state)
{
    (void)state;
    static ahead_world w;
    for (size_t i = 0; i < PIECES; i++) w.costs[i] = 1 + i % 7;
    w.costs[100] = 1000; /* larger than the budget: alone */
    const gk_ahead_work of = {.count = PIECES,
                              .work = work,
                              .cost = cost,
                              .ctx = &w,
                              .threads = 4,
                              .most = 6,
                              .budget = 20};
    gk_ahead *ahead = gk_ahead_start(&of);
    for (size_t i = 0; i < PIECES; i++) {
        gk_ahead_wait(ahead, i);
        assert_int_equal(w.made[i], (int)i + 1);
        atomic_fetch_sub(&w.out, 1);
        atomic_fetch_sub(&w.cost_out, w.costs[i]);
        gk_ahead_give_back(ahead, i);
    }
    size_t begun;
    gk_ahead_stop(ahead, &begun);
    assert_int_equal(begun, PIECES);
    assert_in_range(atomic_load(&w.most_out), 1, 6);
    assert_int_equal(atomic_load(&w.most_cost), 1000);
}

static void a_stop_waits_for_what_was_begun(void **state)
{
    (void)state;
    static ahead_world w;
    const gk_ahead_work of = {
        .count = PIECES, .work = work, .ctx = &w, .threads = 2, .most = 3, .budget = 1};
    gk_ahead *ahead = gk_ahead_start(&of);
    gk_ahead_wait(ahead, 0);
    size_t begun;
    gk_ahead_stop(ahead, &begun);
    assert_in_range(begun, 1, 3);
    assert_int_equal(begun, atomic_load(&w.begun));
    for (size_t i = 0; i < PIECES; i++) assert_int_equal(w.made[i], i < begun ? (int)i + 1 : 0);
}

static void no_pieces_are_no_work(void **state)
{
    (void)state;
    const gk_ahead_work of = {.count = 0, .work = work, .threads = 2, .most = 1};
    size_t begun = 9;
    gk_ahead_stop(gk_ahead_start(&of), &begun);
    assert_int_equal(begun, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_come_in_order_and_never_too_many_wait),
        cmocka_unit_test(a_stop_waits_for_what_was_begun),
        cmocka_unit_test(no_pieces_are_no_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
