/* SPDX-License-Identifier: Apache-2.0
 *
 * A small world for the tests of watching: a folder that goes away again, a library, gk_follow in a
 * thread of its own, and a record of what it told, on which a test can wait.
 */
#ifndef GK_WATCH_TEST_WORLD_H
#define GK_WATCH_TEST_WORLD_H

#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Generous: a machine may be slow, and a test that waits for what comes does not wait long. */
#define DEADLINE 60.0

typedef struct told {
    gk_follow_kind kind;
    gk_file_outcome outcome;
    char *source, *message, *path, *document;
    double seconds;
} told;

typedef struct world {
    char folder[64], docs[80], lib[80];
    gk_arena *arena;
    gk_error err;
    pthread_mutex_t lock; /* of what follows */
    told *events;
    size_t count, capacity;
    atomic_bool stop;
    bool following;
    pthread_t thread;
    const char *sources[16];
    size_t source_count;
    gk_follow_options options;
    gk_follow_report report;
    gk_status status; /* of gk_follow, with its error in failure */
    gk_error failure;
} world;

#define assert_ok(world, call)                                                                     \
    do {                                                                                           \
        gk_status status_ = (call);                                                                \
        if (status_ != GK_OK) fail_msg("%s: status %d, %s", #call, status_, (world)->err.message); \
    } while (0)

static inline void pause_for(double seconds)
{
    struct timespec t = {.tv_sec = (time_t)seconds,
                         .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&t, NULL);
}

static inline int world_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline void world_remove(const char *path)
{
    nftw(path, world_unlink, 32, FTW_DEPTH | FTW_PHYS);
}

static inline int world_setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    if (!w) return -1;
    w->arena = gk_arena_new();
    pthread_mutex_init(&w->lock, NULL);
    strcpy(w->folder, "/tmp/goshawk-watch-XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    snprintf(w->docs, sizeof w->docs, "%s/docs", w->folder);
    snprintf(w->lib, sizeof w->lib, "%s/a.lib", w->folder);
    *state = w;
    return mkdir(w->docs, 0777) != 0 || gk_library_create(w->lib, "none", &w->err) != GK_OK;
}

/* ---- following ----------------------------------------------------------------------------- */

static inline char *kept(world *w, const char *text)
{
    return text ? gk_arena_strdup(w->arena, text) : NULL;
}

static inline void on_event(void *ctx, const gk_follow_event *event)
{
    world *w = ctx;
    pthread_mutex_lock(&w->lock);
    w->events = gk_grow(w->events, w->count, &w->capacity, sizeof *w->events);
    told *t = &w->events[w->count++];
    *t = (told){.kind = event->kind,
                .source = kept(w, event->source),
                .message = kept(w, event->message),
                .seconds = event->seconds};
    if (event->file) {
        t->outcome = event->file->outcome;
        t->path = kept(w, event->file->path);
        t->document = kept(w, event->file->document);
        t->message = kept(w, event->file->message);
    }
    pthread_mutex_unlock(&w->lock);
}

static inline bool is_to_stop(void *ctx)
{
    world *w = ctx;
    return atomic_load(&w->stop);
}

static inline void *follow(void *ctx)
{
    world *w = ctx;
    w->status = gk_follow(w->lib, w->sources, w->source_count, &w->options, &w->report,
                          &w->failure);
    return NULL;
}

static inline void world_source(world *w, const char *source)
{
    w->sources[w->source_count++] = gk_arena_strdup(w->arena, source);
}

static inline void world_follow(world *w)
{
    if (w->source_count == 0) world_source(w, w->docs);
    atomic_store(&w->stop, false);
    w->options.stopped = is_to_stop;
    w->options.on_event = on_event;
    w->options.ctx = w;
    w->following = true;
    assert_int_equal(pthread_create(&w->thread, NULL, follow, w), 0);
}

/* Waits for its own end. */
static inline gk_status world_wait(world *w)
{
    pthread_join(w->thread, NULL);
    w->following = false;
    return w->status;
}

static inline void world_stop(world *w)
{
    atomic_store(&w->stop, true);
    gk_status status = world_wait(w);
    if (status != GK_STOPPED) fail_msg("it ended with %d: %s", status, w->failure.message);
}

static inline int world_teardown(void **state)
{
    world *w = *state;
    if (w->following) { /* the test failed meanwhile */
        atomic_store(&w->stop, true);
        world_wait(w);
    }
    world_remove(w->folder);
    pthread_mutex_destroy(&w->lock);
    gk_free(w->events);
    gk_arena_free(w->arena);
    free(w);
    return 0;
}

/* ---- what was told ------------------------------------------------------------------------- */

static inline void show_events(world *w)
{
    for (size_t i = 0; i < w->count; i++) {
        const told *t = &w->events[i];
        print_message("  kind %d outcome %d source %s path %s document %s: %s\n", t->kind,
                      t->outcome, t->source ? t->source : "-", t->path ? t->path : "-",
                      t->document ? t->document : "-", t->message ? t->message : "-");
    }
}

/* How many events there are of a file's outcome, of a document whose name (or, without one, whose
 * path) ends with this; the last one goes to *last. */
static inline size_t count_files(world *w, gk_file_outcome outcome, const char *name, told *last)
{
    size_t n = 0;
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < w->count; i++) {
        const told *t = &w->events[i];
        const char *is = t->document ? t->document : t->path;
        if (t->kind != GK_FOLLOW_FILE || t->outcome != outcome || !gk_ends_with(is, name)) continue;
        n++;
        if (last) *last = *t;
    }
    pthread_mutex_unlock(&w->lock);
    return n;
}

/* The same for events of another kind whose message contains this. */
static inline size_t count_said(world *w, gk_follow_kind kind, const char *part)
{
    size_t n = 0;
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < w->count; i++) {
        const told *t = &w->events[i];
        n += t->kind == kind && (!part || (t->message && strstr(t->message, part)));
    }
    pthread_mutex_unlock(&w->lock);
    return n;
}

static inline void give_up(world *w, const char *what)
{
    pthread_mutex_lock(&w->lock);
    show_events(w);
    pthread_mutex_unlock(&w->lock);
    fail_msg("%s has not come after %.0f s", what, DEADLINE);
}

/* Waits until there are so many. */
static inline told await_file(world *w, gk_file_outcome outcome, const char *name, size_t n)
{
    told last = {0};
    for (double end = gk_seconds() + DEADLINE; count_files(w, outcome, name, &last) < n;) {
        if (gk_seconds() > end) give_up(w, name);
        pause_for(0.02);
    }
    return last;
}

static inline void await_said(world *w, gk_follow_kind kind, const char *part, size_t n)
{
    for (double end = gk_seconds() + DEADLINE; count_said(w, kind, part) < n;) {
        if (gk_seconds() > end) give_up(w, part ? part : "an event");
        pause_for(0.02);
    }
}

static inline void await_begun(world *w) { await_said(w, GK_FOLLOW_BEGUN, NULL, 1); }

/* ---- files --------------------------------------------------------------------------------- */

static inline const char *doc_path(world *w, const char *name)
{
    return gk_arena_format(w->arena, "%s/%s", w->docs, name);
}

/* Writes it at one go, under its own name. */
static inline void doc_write(world *w, const char *name, const char *text)
{
    FILE *file = fopen(doc_path(w, name), "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* The same with a time of last change long past: nobody is at it. */
static inline void doc_old(world *w, const char *name, const char *text)
{
    const struct timespec past[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    doc_write(w, name, text);
    assert_int_equal(utimensat(AT_FDCWD, doc_path(w, name), past, 0), 0);
}

static inline void doc_folder(world *w, const char *name)
{
    assert_ok(w, gk_folder_make(doc_path(w, name), &w->err));
}

static inline void doc_rename(world *w, const char *from, const char *to)
{
    assert_int_equal(rename(doc_path(w, from), doc_path(w, to)), 0);
}

static inline size_t stored(world *w)
{
    gk_library *library;
    gk_library_info info;
    assert_ok(w, gk_library_open(w->lib, GK_READ, &library, &w->err));
    assert_ok(w, gk_library_info_get(library, &info, &w->err));
    gk_library_close(library);
    return info.documents;
}

#endif
