/* SPDX-License-Identifier: Apache-2.0
 *
 * A pool's threads sleep until a call has more work than its caller can do at once. Whoever begins
 * on a call's work wakes up to two others that could help, and so do they: 64 threads are at work
 * after six steps, and a call that is over before then wakes no more than it could use.
 *
 * A thread takes work item by item, so that a helper can leave its call when a new caller needs the
 * place: that is how the number of running threads stays bounded without a queue for callers.
 */
#include "base/base.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* A call under way; stands on its caller's stack. */
typedef struct pool_call {
    void (*work)(void *ctx, size_t i);
    void *ctx;
    size_t count;
    atomic_size_t next;
    int helpers, most_helpers;
    pthread_cond_t left; /* the last helper has left */
    struct pool_call *after;
} pool_call;

typedef struct pool_worker {
    pthread_t thread;
    pthread_cond_t wake;
    bool awake;
    struct pool_state *state;
    struct pool_worker *below; /* in the stack of idle workers: the last to sleep wakes first */
} pool_worker;

/* All that a process has of a pool. Everything but `waiting` and the calls' `next` is read and
 * written under the lock. */
typedef struct pool_state {
    pid_t process;
    struct pool_state *inherited; /* the parent's: memory only, its threads are not here */
    pthread_mutex_t lock;
    int threads;
    int running;          /* callers and helpers at work, and helpers that were woken to be */
    int helpers;          /* of these, the helpers */
    int coming;           /* of these, the ones that have not looked for work yet */
    atomic_int waiting;   /* callers for whom there is no place yet */
    pthread_cond_t place; /* a place became free */
    bool closing;
    pool_call *calls;
    pool_worker *idle;
    pool_worker *workers; /* threads - 1 */
    int started;
} pool_state;

struct gk_pool {
    int threads;
    _Atomic(pool_state *) state;
};

/* Within work, of whatever pool: a call from there runs alone. It must not wait for a place, since
 * it stands on one itself. */
static _Thread_local bool within_work;

static pool_state *state_new(int threads, pool_state *inherited)
{
    pool_state *s = gk_alloc(sizeof *s);
    s->process = getpid();
    s->inherited = inherited;
    s->threads = threads;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->place, NULL);
    s->workers = gk_alloc_array((size_t)threads - 1, sizeof *s->workers);
    return s;
}

static void state_free(pool_state *s)
{
    gk_free(s->workers);
    gk_free(s);
}

/* This process's state. After a fork() the parent's is of no use, whatever was going on in it: its
 * lock may be held and its threads are gone. The first thread of the child to get here replaces it.
 */
static pool_state *state_here(gk_pool *pool)
{
    pool_state *s = atomic_load(&pool->state);
    if (s->process == getpid()) return s;
    pool_state *fresh = state_new(pool->threads, s);
    if (atomic_compare_exchange_strong(&pool->state, &s, fresh)) return fresh;
    state_free(fresh);
    return s;
}

static void do_work(pool_call *call, const atomic_int *leave)
{
    within_work = true;
    while (!leave || atomic_load_explicit(leave, memory_order_relaxed) == 0) {
        size_t i = atomic_fetch_add(&call->next, 1);
        if (i >= call->count) break;
        call->work(call->ctx, i);
    }
    within_work = false;
}

/* How many more threads this call could use. */
static size_t call_wants(const pool_call *call)
{
    size_t next = atomic_load(&call->next);
    if (next >= call->count) return 0;
    size_t left = call->count - next, free = (size_t)(call->most_helpers - call->helpers);
    return left < free ? left : free;
}

static void *worker_run(void *arg);

static bool start_worker(pool_state *s)
{
    pool_worker *w = &s->workers[s->started];
    w->state = s;
    w->awake = true;
    pthread_cond_init(&w->wake, NULL);
    /* Signals are for the program's own threads. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&w->thread, NULL, worker_run, w) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (started)
        s->started++;
    else
        pthread_cond_destroy(&w->wake);
    return started;
}

/* Wakes or starts a helper and gives it a place. A thread that cannot be had is no failure: the
 * others do its share. */
static bool call_helper(pool_state *s)
{
    pool_worker *w = s->idle;
    if (w) {
        s->idle = w->below;
        w->awake = true;
        pthread_cond_signal(&w->wake);
    } else if (s->started == s->threads - 1 || !start_worker(s)) {
        return false;
    }
    s->running++;
    s->helpers++;
    s->coming++;
    return true;
}

/* Wakes up to two helpers where there is work and room for them. Callers that wait come first. */
static void call_helpers(pool_state *s)
{
    size_t wanted = 0;
    for (const pool_call *c = s->calls; c; c = c->after) wanted += call_wants(c);
    for (int n = 0; n < 2 && wanted > (size_t)s->coming && s->running < s->threads; n++)
        if (atomic_load(&s->waiting) > 0 || !call_helper(s)) return;
}

/* The call with the fewest helpers of those that want one. */
static pool_call *choose_call(const pool_state *s)
{
    pool_call *best = NULL;
    if (atomic_load(&s->waiting) > 0) return NULL;
    for (pool_call *c = s->calls; c; c = c->after)
        if (call_wants(c) > 0 && (!best || c->helpers < best->helpers)) best = c;
    return best;
}

static void give_place_back(pool_state *s)
{
    s->running--;
    if (atomic_load(&s->waiting) > 0) pthread_cond_broadcast(&s->place);
}

/* Helps until no call wants help. */
static void help(pool_state *s)
{
    s->coming--;
    for (pool_call *call; (call = choose_call(s));) {
        call->helpers++;
        call_helpers(s);
        pthread_mutex_unlock(&s->lock);
        do_work(call, &s->waiting);
        pthread_mutex_lock(&s->lock);
        if (--call->helpers == 0) pthread_cond_signal(&call->left);
    }
    s->helpers--;
    give_place_back(s);
}

static void *worker_run(void *arg)
{
    pool_worker *w = arg;
    pool_state *s = w->state;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        help(s);
        if (s->closing) break;
        w->awake = false;
        w->below = s->idle;
        s->idle = w;
        while (!w->awake) pthread_cond_wait(&w->wake, &s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* A caller may always run, but where that makes more threads than the pool has, a helper leaves
 * first. */
static void take_place(pool_state *s)
{
    while (s->helpers > 0 && s->running >= s->threads) {
        atomic_fetch_add(&s->waiting, 1);
        pthread_cond_wait(&s->place, &s->lock);
        atomic_fetch_sub(&s->waiting, 1);
    }
    s->running++;
}

static void remove_call(pool_state *s, const pool_call *call)
{
    pool_call **at = &s->calls;
    while (*at != call) at = &(*at)->after;
    *at = call->after;
}

gk_pool *gk_pool_new(int threads)
{
    gk_pool *pool = gk_alloc(sizeof *pool);
    pool->threads = threads > 0 ? threads : gk_processors();
    atomic_init(&pool->state, state_new(pool->threads, NULL));
    return pool;
}

void gk_pool_run(gk_pool *pool, int threads, size_t count, void (*work)(void *ctx, size_t i),
                 void *ctx)
{
    if (within_work) {
        for (size_t i = 0; i < count; i++) work(ctx, i);
        return;
    }
    pool_state *s = state_here(pool);
    if (count == 0) return;
    if (threads <= 0 || threads > s->threads) threads = s->threads;
    if ((size_t)threads > count) threads = (int)count;
    pool_call call = {.work = work, .ctx = ctx, .count = count, .most_helpers = threads - 1};
    atomic_init(&call.next, 0);
    pthread_cond_init(&call.left, NULL);

    pthread_mutex_lock(&s->lock);
    take_place(s);
    call.after = s->calls;
    s->calls = &call;
    call_helpers(s);
    pthread_mutex_unlock(&s->lock);

    do_work(&call, NULL);

    pthread_mutex_lock(&s->lock);
    remove_call(s, &call);
    give_place_back(s);
    call_helpers(s); /* other calls may use the place */
    while (call.helpers > 0) pthread_cond_wait(&call.left, &s->lock);
    pthread_mutex_unlock(&s->lock);
    pthread_cond_destroy(&call.left);
}

static void stop_workers(pool_state *s)
{
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    for (pool_worker *w = s->idle; w; w = w->below) {
        w->awake = true;
        pthread_cond_signal(&w->wake);
    }
    pthread_mutex_unlock(&s->lock);
    for (int i = 0; i < s->started; i++) {
        pthread_join(s->workers[i].thread, NULL);
        pthread_cond_destroy(&s->workers[i].wake);
    }
    pthread_cond_destroy(&s->place);
    pthread_mutex_destroy(&s->lock);
}

void gk_pool_free(gk_pool *pool)
{
    if (!pool) return;
    pool_state *s = atomic_load(&pool->state);
    if (s->process == getpid()) stop_workers(s);
    while (s) {
        pool_state *inherited = s->inherited;
        state_free(s);
        s = inherited;
    }
    gk_free(pool);
}
