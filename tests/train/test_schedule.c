/* SPDX-License-Identifier: Apache-2.0 */
#include "train/schedule.h"
#include "world.h"

enum { MOST = 200 };

static gk_schedule schedule_of(size_t count, const double *weights, size_t each,
                               const uint32_t *keys, size_t batch, uint64_t seed)
{
    gk_source *sources = gk_alloc_array(count, sizeof *sources);
    for (size_t i = 0; i < count; i++) sources[i] = (gk_source){i * each, each, weights[i]};
    return gk_schedule_make(sources, count, keys, batch, seed);
}

/* How often each example comes in the first `steps` steps. */
static void tally(gk_schedule *s, size_t steps, size_t *times)
{
    uint32_t chosen[MOST];
    memset(times, 0, MOST * sizeof *times);
    for (size_t step = 0; step < steps; step++) {
        gk_schedule_step(s, step, chosen);
        for (size_t i = 0; i < s->batch; i++) times[chosen[i]]++;
    }
}

static void own_keys(uint32_t *keys)
{
    for (uint32_t i = 0; i < MOST; i++) keys[i] = i;
}

static void an_epoch_has_each_example_once(void **state)
{
    (void)state;
    const double one = 1;
    uint32_t keys[MOST];
    size_t times[MOST];
    own_keys(keys);
    gk_schedule s = schedule_of(1, &one, 100, keys, 10, 3);
    tally(&s, 10, times);
    for (size_t i = 0; i < 100; i++)
        if (times[i] != 1) fail_msg("example %zu came %zu times", i, times[i]);
    tally(&s, 20, times);
    for (size_t i = 0; i < 100; i++)
        if (times[i] != 2) fail_msg("example %zu came %zu times in two epochs", i, times[i]);
    gk_schedule_free(&s);
}

static void a_weight_says_how_often_a_source_is_drawn(void **state)
{
    (void)state;
    const double weights[] = {2, 0.5};
    uint32_t keys[MOST];
    size_t times[MOST], half = 0;
    own_keys(keys);
    gk_schedule s = schedule_of(2, weights, 20, keys, 10, 3);
    assert_int_equal(s.per_epoch, 50);
    tally(&s, 5, times);
    for (size_t i = 0; i < 20; i++)
        if (times[i] != 2) fail_msg("example %zu of the first source came %zu times", i, times[i]);
    for (size_t i = 20; i < 40; i++) {
        assert_true(times[i] <= 1);
        half += times[i];
    }
    assert_int_equal(half, 10);
    gk_schedule_free(&s);
}

static void queries_of_one_passage_stand_together(void **state)
{
    (void)state;
    const double one = 1;
    uint32_t keys[MOST], chosen[100];
    for (uint32_t i = 0; i < MOST; i++) keys[i] = i % 50;
    gk_schedule s = schedule_of(1, &one, 100, keys, 100, 9);
    gk_schedule_step(&s, 0, chosen);
    for (size_t i = 0; i < 100; i += 2)
        if (keys[chosen[i]] != keys[chosen[i + 1]])
            fail_msg("at %zu stand the passages %u and %u", i, keys[chosen[i]],
                     keys[chosen[i + 1]]);
    gk_schedule_free(&s);
}

static void the_order_follows_from_the_seed_and_the_step_alone(void **state)
{
    (void)state;
    const double one = 1;
    uint32_t keys[MOST], a[10], b[10], other[10], next[10];
    own_keys(keys);
    gk_schedule s = schedule_of(1, &one, 100, keys, 10, 3),
                again = schedule_of(1, &one, 100, keys, 10, 3),
                seed = schedule_of(1, &one, 100, keys, 10, 4);
    for (size_t step = 0; step <= 17; step++) gk_schedule_step(&s, step, a);
    gk_schedule_step(&again, 17, b); /* straight there */
    gk_schedule_step(&seed, 17, other);
    gk_schedule_step(&again, 7, next); /* the same place of the epoch before */
    assert_memory_equal(a, b, sizeof a);
    assert_memory_not_equal(a, other, sizeof a);
    assert_memory_not_equal(a, next, sizeof a);
    gk_schedule_free(&s);
    gk_schedule_free(&again);
    gk_schedule_free(&seed);
}

static void the_rate_rises_and_falls_in_lines(void **state)
{
    (void)state;
    assert_float_equal(gk_schedule_rate(0, 100, 1, 0.1), 0.1, 1e-9);
    assert_float_equal(gk_schedule_rate(9, 100, 1, 0.1), 1, 1e-9);
    assert_float_equal(gk_schedule_rate(55, 100, 1, 0.1), 0.5, 1e-9);
    assert_float_equal(gk_schedule_rate(99, 100, 1, 0.1), 1.0 / 90, 1e-9);
    assert_float_equal(gk_schedule_rate(0, 1, 1, 0), 1, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_epoch_has_each_example_once),
        cmocka_unit_test(a_weight_says_how_often_a_source_is_drawn),
        cmocka_unit_test(queries_of_one_passage_stand_together),
        cmocka_unit_test(the_order_follows_from_the_seed_and_the_step_alone),
        cmocka_unit_test(the_rate_rises_and_falls_in_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
