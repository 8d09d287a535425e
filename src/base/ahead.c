/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <pthread.h>

struct gk_ahead {
    gk_ahead_work of;
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* a piece is done, or there is room */
    pthread_t *threads;
    int thread_count;
    bool *done;      /* (count) */
    size_t next;     /* the first piece that nobody has begun */
    size_t out;      /* begun and not given back */
    size_t cost_out; /* of these */
    bool stopping;
};

static size_t cost_of(const gk_ahead *a, size_t i)
{
    return a->of.cost ? a->of.cost(a->of.ctx, i) : 0;
}

/* Whether the next piece may begin now. */
static bool has_room(const gk_ahead *a)
{
    return a->out == 0 ||
           (a->out < a->of.most && a->cost_out + cost_of(a, a->next) <= a->of.budget);
}

/* Does the next piece; called, and returns, with the mutex held. */
static void do_next(gk_ahead *a, int thread)
{
    size_t i = a->next++;
    a->out++;
    a->cost_out += cost_of(a, i);
    pthread_mutex_unlock(&a->mutex);
    a->of.work(a->of.ctx, i, thread);
    pthread_mutex_lock(&a->mutex);
    a->done[i] = true;
    pthread_cond_broadcast(&a->changed);
}

typedef struct lane {
    gk_ahead *ahead;
    int number;
} lane;

static void *run(void *arg)
{
    lane self = *(lane *)arg;
    gk_ahead *a = self.ahead;
    gk_free(arg);
    pthread_mutex_lock(&a->mutex);
    while (!a->stopping && a->next < a->of.count) {
        if (has_room(a))
            do_next(a, self.number);
        else
            pthread_cond_wait(&a->changed, &a->mutex);
    }
    pthread_mutex_unlock(&a->mutex);
    return NULL;
}

gk_ahead *gk_ahead_start(const gk_ahead_work *work)
{
    gk_ahead *a = gk_alloc(sizeof *a);
    a->of = *work;
    pthread_mutex_init(&a->mutex, NULL);
    pthread_cond_init(&a->changed, NULL);
    int wanted = work->threads > 0 ? work->threads : gk_processors();
    if ((size_t)wanted > work->count) wanted = (int)work->count;
    a->done = gk_alloc_array(work->count + 1, sizeof *a->done);
    a->threads = gk_alloc_array((size_t)wanted + 1, sizeof *a->threads);
    for (int i = 0; i < wanted; i++) {
        lane *self = gk_alloc(sizeof *self);
        *self = (lane){a, i};
        /* A thread that cannot be had is no failure: who waits does its share. */
        if (pthread_create(&a->threads[a->thread_count], NULL, run, self) != 0) {
            gk_free(self);
            break;
        }
        a->thread_count++;
    }
    return a;
}

void gk_ahead_wait(gk_ahead *a, size_t i)
{
    pthread_mutex_lock(&a->mutex);
    while (!a->done[i]) {
        if (a->next == i && a->thread_count == 0)
            do_next(a, 0);
        else
            pthread_cond_wait(&a->changed, &a->mutex);
    }
    pthread_mutex_unlock(&a->mutex);
}

void gk_ahead_give_back(gk_ahead *a, size_t i)
{
    pthread_mutex_lock(&a->mutex);
    a->out--;
    a->cost_out -= cost_of(a, i);
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->mutex);
}

void gk_ahead_stop(gk_ahead *a, size_t *begun)
{
    pthread_mutex_lock(&a->mutex);
    a->stopping = true;
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->mutex);
    for (int i = 0; i < a->thread_count; i++) pthread_join(a->threads[i], NULL);
    *begun = a->next;
    pthread_cond_destroy(&a->changed);
    pthread_mutex_destroy(&a->mutex);
    gk_free(a->threads);
    gk_free(a->done);
    gk_free(a);
}
