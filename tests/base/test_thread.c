/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { MOST = 1000 };

typedef struct tally {
    atomic_int times[MOST + 1];
    atomic_int calls;
} tally;

static void count_it(void *ctx, size_t i)
{
    tally *t = ctx;
    atomic_fetch_add(&t->times[i < MOST ? i : MOST], 1);
    atomic_fetch_add(&t->calls, 1);
    if (i % 7 == 0) sched_yield(); /* shake the order */
}

static void each_index_is_worked_on_once(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 7, MOST};
    static const int threads[] = {-1, 0, 1, 2, 5, 64};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
            tally *all = gk_alloc(sizeof *all);
            gk_parallel(threads[t], counts[c], count_it, all);
            assert_int_equal(atomic_load(&all->calls), counts[c]);
            for (size_t i = 0; i < counts[c]; i++)
                if (atomic_load(&all->times[i]) != 1)
                    fail_msg("%d threads, index %zu of %zu: %d times", threads[t], i, counts[c],
                             atomic_load(&all->times[i]));
            gk_free(all);
        }
    }
}

static void nest(void *ctx, size_t i)
{
    (void)i;
    gk_parallel(3, 10, count_it, ctx);
}

static void work_may_be_shared_out_within_work(void **state)
{
    (void)state;
    tally *all = gk_alloc(sizeof *all);
    gk_parallel(3, 20, nest, all);
    assert_int_equal(atomic_load(&all->calls), 200);
    for (size_t i = 0; i < 10; i++) assert_int_equal(atomic_load(&all->times[i]), 20);
    gk_free(all);
}

/* Two workers that wait for each other end only if they run at the same time. */
static void meet(void *ctx, size_t i)
{
    (void)i;
    pthread_barrier_wait(ctx);
}

static void the_work_is_done_at_the_same_time(void **state)
{
    (void)state;
    pthread_barrier_t barrier;
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 4), 0);
    gk_parallel(4, 4, meet, &barrier);
    pthread_barrier_destroy(&barrier);
}

static void remember_thread(void *ctx, size_t i) { ((pthread_t *)ctx)[i] = pthread_self(); }

static void one_thread_is_the_callers_own(void **state)
{
    (void)state;
    pthread_t who[5];
    gk_parallel(1, 5, remember_thread, who);
    for (size_t i = 0; i < 5; i++) assert_true(pthread_equal(who[i], pthread_self()));
}

static void there_is_a_processor_and_time_goes_on(void **state)
{
    (void)state;
    assert_true(gk_processors() >= 1);
    double before = gk_seconds();
    assert_true(gk_seconds() >= before);
    char now[21];
    gk_time_iso(now);
    assert_int_equal(strlen(now), 20);
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
    for (size_t i = 0; i < 20; i++) {
        if (form[i] == 'd')
            assert_in_range(now[i], '0', '9');
        else
            assert_int_equal(now[i], form[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_index_is_worked_on_once),
        cmocka_unit_test(work_may_be_shared_out_within_work),
        cmocka_unit_test(the_work_is_done_at_the_same_time),
        cmocka_unit_test(one_thread_is_the_callers_own),
        cmocka_unit_test(there_is_a_processor_and_time_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
