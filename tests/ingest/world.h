/* SPDX-License-Identifier: Apache-2.0
 *
 * A small world for the tests of adding: a folder that goes away again, documents in it, a library,
 * and a record of what was said of each file.
 */
#ifndef GK_INGEST_TEST_WORLD_H
#define GK_INGEST_TEST_WORLD_H

#include "ingest/ingest.h"
#include "library/library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#define TINY GK_SOURCE_DIR "/tests/model/data/tiny"

typedef struct world {
    char folder[64], docs[80], path[80]; /* path: the library's */
    gk_error err;
    gk_arena *arena; /* of what lives as long as the test */
    gk_file_event *events;
    size_t event_count, event_capacity;
    gk_add_report report; /* of the last world_add */
} world;

#define assert_ok(world, call)                                                                     \
    do {                                                                                           \
        gk_status status_ = (call);                                                                \
        if (status_ != GK_OK) fail_msg("%s: status %d, %s", #call, status_, (world)->err.message); \
    } while (0)
#define assert_part(text, part)                                                                    \
    do {                                                                                           \
        if (!strstr(text, part)) fail_msg("\"%s\" lacks \"%s\"", text, part);                      \
    } while (0)

static inline int world_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline void world_remove(const char *path)
{
    nftw(path, world_unlink, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static inline int world_setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    if (!w) return -1;
    w->arena = gk_arena_new();
    strcpy(w->folder, "/tmp/goshawk-ingest-XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    snprintf(w->docs, sizeof w->docs, "%s/docs", w->folder);
    snprintf(w->path, sizeof w->path, "%s/a.lib", w->folder);
    *state = w;
    return mkdir(w->docs, 0777);
}

static inline int world_teardown(void **state)
{
    world *w = *state;
    world_remove(w->folder);
    gk_arena_free(w->arena);
    gk_free(w->events);
    free(w);
    return 0;
}

/* ---- documents ---------------------------------------------------------------------------- */

/* The path of a name below docs/; the world's. */
static inline const char *doc_path(world *w, const char *name)
{
    return *name ? gk_arena_format(w->arena, "%s/%s", w->docs, name) : w->docs;
}

/* Writes docs/NAME, its folders too. */
static inline void doc_write(world *w, const char *name, const void *bytes, size_t size)
{
    const char *path = doc_path(w, name);
    char *folder = gk_strndup(path, (size_t)(gk_path_name(path) - path));
    assert_ok(w, gk_folder_make(folder, &w->err));
    assert_ok(w, gk_file_write(path, bytes, size, &w->err));
    gk_free(folder);
}

static inline void doc_text(world *w, const char *name, const char *text)
{
    doc_write(w, name, text, strlen(text));
}

/* ---- the library -------------------------------------------------------------------------- */

static inline gk_library *world_open(world *w)
{
    gk_library *library;
    assert_ok(w, gk_library_open(w->path, GK_WRITE, &library, &w->err));
    return library;
}

/* Makes the library anew, with a model's folder or "none", and opens it. */
static inline gk_library *world_create(world *w, const char *model)
{
    world_remove(w->path);
    assert_ok(w, gk_library_create(w->path, model, &w->err));
    return world_open(w);
}

static inline void world_record(void *ctx, const gk_file_event *event)
{
    world *w = ctx;
    w->events = gk_grow(w->events, w->event_count, &w->event_capacity, sizeof *w->events);
    gk_file_event *kept = &w->events[w->event_count++];
    *kept = *event;
    kept->path = gk_arena_strdup(w->arena, event->path);
    kept->document = event->document ? gk_arena_strdup(w->arena, event->document) : NULL;
    kept->message = event->message ? gk_arena_strdup(w->arena, event->message) : NULL;
}

/* Adds names below docs/ ("" for all of it; absolute paths as they are) and records the events in
 * w->events. options may be NULL; its on_file and, without an on_progress, its ctx are set here. */
#define world_add(w, library, options, ...)                                                        \
    world_add_names(w, library, options, (const char *[]){__VA_ARGS__, NULL})
static inline gk_status world_add_names(world *w, gk_library *library, const gk_add_options *given,
                                        const char *const *names)
{
    const char *paths[32];
    size_t count = 0;
    gk_add_options options = given ? *given : (gk_add_options){0};
    if (!options.on_progress) {
        options.on_file = world_record;
        options.ctx = w;
    }
    for (; names[count]; count++)
        paths[count] = names[count][0] == '/' ? names[count] : doc_path(w, names[count]);
    w->event_count = 0;
    return gk_add(library, paths, count, &options, &w->report, &w->err);
}

/* Fails unless event i is this. document NULL: has none. */
static inline void assert_event(world *w, size_t i, gk_file_outcome outcome, const char *name,
                                const char *document)
{
    if (i >= w->event_count) fail_msg("%zu events, none of %s", w->event_count, name);
    const gk_file_event *e = &w->events[i];
    const char *path = name[0] == '/' ? name : doc_path(w, name);
    if (e->outcome != outcome || strcmp(e->path, path) != 0 || !e->document != !document ||
        (document && strcmp(e->document, document) != 0))
        fail_msg("event %zu is %d of %s as %s (%s), not %d of %s as %s", i, e->outcome, e->path,
                 e->document ? e->document : "nothing", e->message ? e->message : "no word",
                 outcome, name, document ? document : "nothing");
}

/* All that is stored, as JSON without the times of adding; the world's. */
static inline const char *world_stored(world *w, gk_library *library)
{
    gk_documents *documents;
    assert_ok(w, gk_documents_list(library, &documents, &w->err));
    char *json = gk_documents_json(documents);
    gk_documents_free(documents);
    json_t *root = json_loads(json, 0, NULL), *list = json_object_get(root, "documents");
    gk_free(json);
    assert_true(json_is_array(list));
    for (size_t i = 0; i < json_array_size(list); i++)
        assert_int_equal(json_object_del(json_array_get(list, i), "added"), 0);
    char *text = json_dumps(root, JSON_INDENT(1) | JSON_SORT_KEYS);
    const char *kept = gk_arena_strdup(w->arena, text);
    free(text);
    json_decref(root);
    return kept;
}

static inline gk_library_info world_info(world *w, gk_library *library)
{
    gk_library_info info;
    assert_ok(w, gk_library_info_get(library, &info, &w->err));
    return info;
}

#endif
