/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include "library/library.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct gk_handles {
    char *path;
    size_t limit;
    gk_loaded *loaded;    /* the model that all of them share */
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t given;
    gk_library **idle; /* (limit), the newest last */
    size_t idle_count, lent_count;
};

gk_status gk_handles_open(const char *library_path, size_t limit, gk_handles **out, gk_error *err)
{
    *out = NULL;
    gk_library *first;
    gk_status status = gk_library_open(library_path, GK_READ, &first, err);
    if (status != GK_OK) return status;
    gk_handles *handles = gk_alloc(sizeof *handles);
    handles->path = gk_strdup(library_path);
    handles->limit = limit;
    handles->loaded = gk_loaded_share(first->loaded);
    handles->idle = gk_alloc_array(limit, sizeof(gk_library *));
    handles->idle[handles->idle_count++] = first;
    pthread_mutex_init(&handles->lock, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&handles->given, &clock);
    pthread_condattr_destroy(&clock);
    *out = handles;
    return GK_OK;
}

void gk_handles_close(gk_handles *handles)
{
    if (!handles) return;
    for (size_t i = 0; i < handles->idle_count; i++) gk_library_close(handles->idle[i]);
    pthread_cond_destroy(&handles->given);
    pthread_mutex_destroy(&handles->lock);
    gk_loaded_release(handles->loaded);
    gk_free(handles->idle);
    gk_free(handles->path);
    gk_free(handles);
}

static struct timespec deadline_in(double seconds)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += (time_t)seconds;
    at.tv_nsec += (long)((seconds - (double)(time_t)seconds) * 1e9);
    if (at.tv_nsec >= 1000000000L) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000L;
    }
    return at;
}

/* Counts one more as lent: an idle one (*out), or a place to open another (*out NULL). False where
 * none came free in time. */
static bool reserve(gk_handles *handles, double seconds, gk_library **out)
{
    const struct timespec deadline = deadline_in(seconds);
    pthread_mutex_lock(&handles->lock);
    int waited = 0;
    while (!handles->idle_count && handles->lent_count == handles->limit && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&handles->given, &handles->lock, &deadline);
    bool got = handles->idle_count || handles->lent_count < handles->limit;
    if (got) {
        *out = handles->idle_count ? handles->idle[--handles->idle_count] : NULL;
        handles->lent_count++;
    }
    pthread_mutex_unlock(&handles->lock);
    return got;
}

/* Counts one less as lent and keeps library for the next (NULL: there is none to keep). */
static void release(gk_handles *handles, gk_library *library)
{
    pthread_mutex_lock(&handles->lock);
    handles->lent_count--;
    if (library) handles->idle[handles->idle_count++] = library;
    pthread_cond_signal(&handles->given);
    pthread_mutex_unlock(&handles->lock);
}

gk_status gk_handles_take(gk_handles *handles, double seconds, gk_library **out, gk_error *err)
{
    *out = NULL;
    if (!reserve(handles, seconds, out))
        return gk_fail(err, GK_BUSY, "the server is busy with other questions: try again");
    if (*out) return GK_OK;
    gk_status status = gk_library_open(handles->path, GK_READ, out, err);
    if (status == GK_OK) {
        gk_library_share(*out, handles->loaded);
    } else {
        *out = NULL;
        release(handles, NULL);
    }
    return status;
}

void gk_handles_give(gk_handles *handles, gk_library *library, bool sound)
{
    if (!sound) {
        gk_library_close(library);
        library = NULL;
    }
    release(handles, library);
}
