/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include "library/library.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct gk_handles {
    char *path;
    size_t limit;
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t given;
    gk_loaded *loaded; /* the model that all of them share */
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

/* The idle ones, and the number of them, are the caller's: the library has another model now, which
 * library has seen, and what is idle holds the former model and its vectors. */
static size_t change_model(gk_handles *handles, gk_library *library, gk_library **idle)
{
    size_t count = handles->idle_count;
    for (size_t i = 0; i < count; i++) idle[i] = handles->idle[i];
    handles->idle_count = 0;
    gk_loaded_release(handles->loaded);
    handles->loaded = gk_loaded_share(library->loaded);
    return count;
}

/* Brings a lent library to the model that it has now, which all share. */
static gk_status renew(gk_handles *handles, gk_library *library, gk_error *err)
{
    gk_status status = gk_library_begin(library, err);
    if (status != GK_OK) return status;
    gk_library **idle = gk_alloc_array(handles->limit, sizeof(gk_library *));
    size_t count = 0;
    pthread_mutex_lock(&handles->lock);
    if (!gk_loaded_is(handles->loaded, gk_store_get_model(library->store)))
        count = change_model(handles, library, idle);
    gk_library_share(library, handles->loaded);
    pthread_mutex_unlock(&handles->lock);
    gk_library_end(library);
    for (size_t i = 0; i < count; i++) gk_library_close(idle[i]);
    gk_free(idle);
    return GK_OK;
}

gk_status gk_handles_take(gk_handles *handles, double seconds, gk_library **out, gk_error *err)
{
    gk_library *library;
    *out = NULL;
    if (!reserve(handles, seconds, &library))
        return gk_fail(err, GK_BUSY, "the server is busy with other questions: try again");
    gk_status status = GK_OK;
    if (!library) status = gk_library_open(handles->path, GK_READ, &library, err);
    if (status == GK_OK) status = renew(handles, library, err);
    if (status == GK_OK) {
        *out = library;
    } else {
        gk_library_close(library);
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
