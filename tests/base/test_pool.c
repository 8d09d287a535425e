/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1000 };

/* How often each item was worked on, and how many threads were at work at once. */
typedef struct tally {
    atomic_int times[MOST];
    atomic_int calls, running, most_running;
    gk_pool *pool;
} tally;

static void pause_shortly(void) { nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL); }

static void raise_to(atomic_int *most, int value)
{
    int before = atomic_load(most);
    while (value > before && !atomic_compare_exchange_weak(most, &before, value)) continue;
}

static void count_it(void *ctx, size_t i)
{
    tally *t = ctx;
    raise_to(&t->most_running, atomic_fetch_add(&t->running, 1) + 1);
    atomic_fetch_add(&t->times[i], 1);
    atomic_fetch_add(&t->calls, 1);
    if (i % 5 == 0) pause_shortly(); /* shake the order */
    atomic_fetch_sub(&t->running, 1);
}

static tally *tally_new(int threads)
{
    tally *t = gk_alloc(sizeof *t);
    t->pool = gk_pool_new(threads);
    return t;
}

static void tally_free(tally *t)
{
    gk_pool_free(t->pool);
    gk_free(t);
}

static void assert_each(const tally *t, size_t count, int times)
{
    for (size_t i = 0; i < MOST; i++) {
        int expected = i < count ? times : 0, seen = atomic_load(&t->times[i]);
        if (seen != expected)
            fail_msg("item %zu of %zu: %d times, not %d", i, count, seen, expected);
    }
}

static void each_item_is_worked_on_once(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 63, MOST};
    static const int threads[] = {-1, 0, 1, 2, 5, 64};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        tally *all = tally_new(threads[t]);
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            memset(all->times, 0, sizeof all->times);
            gk_pool_run(all->pool, 0, counts[c], count_it, all);
            assert_each(all, counts[c], 1);
        }
        int bound = threads[t] > 0 ? threads[t] : gk_processors();
        assert_in_range(atomic_load(&all->most_running), 1, bound);
        tally_free(all);
    }
}

static void many_short_calls_lose_nothing(void **state)
{
    (void)state;
    tally *all = tally_new(4);
    for (int i = 0; i < 2000; i++) gk_pool_run(all->pool, 0, 4, count_it, all);
    assert_each(all, 4, 2000);
    tally_free(all);
}

static void a_call_may_ask_for_fewer_threads(void **state)
{
    (void)state;
    tally *all = tally_new(16);
    gk_pool_run(all->pool, 3, MOST, count_it, all);
    assert_in_range(atomic_load(&all->most_running), 1, 3);
    assert_each(all, MOST, 1);
    tally_free(all);
}

static void remember_thread(void *ctx, size_t i) { ((pthread_t *)ctx)[i] = pthread_self(); }

static void one_thread_is_the_callers_own(void **state)
{
    (void)state;
    gk_pool *pool = gk_pool_new(4);
    pthread_t who[5];
    gk_pool_run(pool, 1, 5, remember_thread, who);
    for (size_t i = 0; i < 5; i++) assert_true(pthread_equal(who[i], pthread_self()));
    gk_pool_free(pool);
}

/* Threads that wait for each other come on only if they run at the same time. */
static void meet(void *ctx, size_t i)
{
    (void)i;
    pthread_barrier_wait(ctx);
}

static void all_threads_work_at_the_same_time(void **state)
{
    (void)state;
    static const int threads[] = {2, 8, 64};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        gk_pool *pool = gk_pool_new(threads[t]);
        pthread_barrier_t barrier;
        assert_int_equal(pthread_barrier_init(&barrier, NULL, (unsigned)threads[t]), 0);
        for (int round = 0; round < 20; round++)
            gk_pool_run(pool, 0, (size_t)threads[t], meet, &barrier);
        pthread_barrier_destroy(&barrier);
        gk_pool_free(pool);
    }
}

static void *call_often(void *arg)
{
    tally *t = arg;
    for (int i = 0; i < 20; i++) gk_pool_run(t->pool, 0, 50, count_it, t);
    return NULL;
}

static void call_from(tally *t, int callers)
{
    pthread_t threads[16];
    for (int i = 0; i < callers; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_often, t), 0);
    for (int i = 0; i < callers; i++) pthread_join(threads[i], NULL);
}

static void callers_and_helpers_together_keep_the_bound(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 6}, {2, 2}, {3, 2}, {4, 16}, {8, 3}}; /* threads, callers */
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        int threads = sizes[s][0], callers = sizes[s][1];
        tally *all = tally_new(threads);
        call_from(all, callers);
        assert_each(all, 50, 20 * callers);
        int seen = atomic_load(&all->most_running), bound = threads > callers ? threads : callers;
        if (seen > bound)
            fail_msg("%d threads at once of a pool of %d with %d callers", seen, threads, callers);
        tally_free(all);
    }
}

typedef struct nesting {
    tally *all;
    gk_pool *inner;
    atomic_int strange; /* items of an inner call that another thread worked on */
} nesting;

typedef struct inner_item {
    nesting *outer;
    pthread_t caller;
} inner_item;

static void count_inner(void *ctx, size_t i)
{
    inner_item *item = ctx;
    if (!pthread_equal(item->caller, pthread_self())) atomic_fetch_add(&item->outer->strange, 1);
    atomic_fetch_add(&item->outer->all->times[i], 1);
}

static void nest(void *ctx, size_t i)
{
    (void)i;
    nesting *n = ctx;
    inner_item item = {.outer = n, .caller = pthread_self()};
    gk_pool_run(n->inner, 0, 10, count_inner, &item);
}

static void a_call_from_within_work_runs_alone(void **state)
{
    (void)state;
    nesting n = {.all = tally_new(3)};
    gk_pool *other = gk_pool_new(3);
    n.inner = n.all->pool;
    gk_pool_run(n.all->pool, 0, 20, nest, &n);
    n.inner = other;
    gk_pool_run(n.all->pool, 0, 20, nest, &n);
    assert_int_equal(atomic_load(&n.strange), 0);
    assert_each(n.all, 10, 40);
    gk_pool_free(other);
    tally_free(n.all);
}

/* Waits for a child, which must end with 0 before the alarm it set itself. */
static void assert_child_ends_well(pid_t child)
{
    int status;
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail_msg("wait status %d", status);
}

/* In a child: the pool works there, with several threads, for several callers; 0 for good. */
static int use_after_fork(tally *t)
{
    alarm(60);
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, 3);
    gk_pool_run(t->pool, 0, 3, meet, &barrier);
    memset(t->times, 0, sizeof t->times);
    call_from(t, 4);
    for (size_t i = 0; i < 50; i++)
        if (atomic_load(&t->times[i]) != 80) return 1;
    tally_free(t);
    return 0;
}

static void a_child_starts_its_own_threads(void **state)
{
    (void)state;
    tally *all = tally_new(3);
    gk_pool_run(all->pool, 0, MOST, count_it, all);
    pid_t child = fork();
    if (child == 0) _exit(use_after_fork(all));
    assert_child_ends_well(child);
    gk_pool_run(all->pool, 0, MOST, count_it, all);
    assert_each(all, MOST, 2);
    tally_free(all);
}

static void *call_until_told(void *arg)
{
    tally *t = arg;
    while (atomic_load(&t->calls) >= 0) gk_pool_run(t->pool, 0, 50, count_it, t);
    return NULL;
}

/* The lock may be held by a thread that the child does not have. */
static void a_fork_in_the_middle_of_calls_leaves_the_child_a_pool(void **state)
{
    (void)state;
    tally *all = tally_new(3);
    pthread_t caller;
    assert_int_equal(pthread_create(&caller, NULL, call_until_told, all), 0);
    for (int i = 0; i < 20; i++) {
        pid_t child = fork();
        if (child == 0) _exit(use_after_fork(all));
        assert_child_ends_well(child);
    }
    atomic_store(&all->calls, -1000000000);
    pthread_join(caller, NULL);
    tally_free(all);
}

static void a_child_may_free_what_it_never_used(void **state)
{
    (void)state;
    tally *all = tally_new(3);
    gk_pool_run(all->pool, 0, 10, count_it, all);
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        tally_free(all);
        _exit(0);
    }
    assert_child_ends_well(child);
    tally_free(all);
}

static size_t threads_here(void)
{
    char *text;
    size_t size;
    if (gk_file_read("/proc/self/status", &text, &size, NULL) != GK_OK) return 0;
    const char *line = strstr(text, "\nThreads:");
    size_t count = line ? strtoul(line + strlen("\nThreads:"), NULL, 10) : 0;
    gk_free(text);
    return count;
}

/* A thread that was joined may be seen a moment longer. */
static void assert_threads(size_t expected)
{
    for (int i = 0; i < 10000 && threads_here() != expected; i++) pause_shortly();
    assert_int_equal(threads_here(), expected);
}

/* The first test: no other's threads are left. */
static void no_thread_starts_before_it_is_needed_nor_outlives_the_pool(void **state)
{
    (void)state;
    size_t before = threads_here();
    if (before == 0) skip(); /* no /proc */
    tally *all = tally_new(5);
    gk_pool_run(all->pool, 0, 1, count_it, all);
    gk_pool_run(all->pool, 1, 100, count_it, all);
    assert_threads(before);
    pthread_barrier_t barrier;
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 5), 0);
    gk_pool_run(all->pool, 0, 5, meet, &barrier);
    assert_threads(before + 4);
    pthread_barrier_destroy(&barrier);
    tally_free(all);
    assert_threads(before);
}

static void a_pool_may_end_at_any_moment_between_calls(void **state)
{
    (void)state;
    gk_pool_free(NULL);
    gk_pool_free(gk_pool_new(8));
    for (int i = 0; i < 200; i++) {
        tally *all = tally_new(8);
        gk_pool_run(all->pool, 0, (size_t)(i % 9), count_it, all);
        assert_each(all, (size_t)(i % 9), 1);
        tally_free(all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_thread_starts_before_it_is_needed_nor_outlives_the_pool),
        cmocka_unit_test(each_item_is_worked_on_once),
        cmocka_unit_test(many_short_calls_lose_nothing),
        cmocka_unit_test(a_call_may_ask_for_fewer_threads),
        cmocka_unit_test(one_thread_is_the_callers_own),
        cmocka_unit_test(all_threads_work_at_the_same_time),
        cmocka_unit_test(callers_and_helpers_together_keep_the_bound),
        cmocka_unit_test(a_call_from_within_work_runs_alone),
        cmocka_unit_test(a_child_starts_its_own_threads),
        cmocka_unit_test(a_fork_in_the_middle_of_calls_leaves_the_child_a_pool),
        cmocka_unit_test(a_child_may_free_what_it_never_used),
        cmocka_unit_test(a_pool_may_end_at_any_moment_between_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
