/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

int gk_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        int n = CPU_COUNT(&set);
        if (n > 0) return n;
    }
    return 1;
}

typedef struct parallel_job {
    void (*work)(void *ctx, size_t i);
    void *ctx;
    size_t count;
    atomic_size_t next;
} parallel_job;

static void *parallel_run(void *arg)
{
    parallel_job *job = arg;
    for (;;) {
        size_t i = atomic_fetch_add(&job->next, 1);
        if (i >= job->count) return NULL;
        job->work(job->ctx, i);
    }
}

void gk_parallel(int threads, size_t count, void (*work)(void *ctx, size_t i), void *ctx)
{
    if (threads <= 0) threads = gk_processors();
    if ((size_t)threads > count) threads = (int)count;
    parallel_job job = {.work = work, .ctx = ctx, .count = count};
    atomic_init(&job.next, 0);
    pthread_t *others = gk_alloc_array((size_t)(threads > 0 ? threads : 1), sizeof *others);
    int started = 0;
    /* A thread that cannot be had is no failure: the others do its share. */
    while (started < threads - 1 && pthread_create(&others[started], NULL, parallel_run, &job) == 0)
        started++;
    parallel_run(&job);
    for (int i = 0; i < started; i++) pthread_join(others[i], NULL);
    gk_free(others);
}
