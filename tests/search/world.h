/* SPDX-License-Identifier: Apache-2.0
 *
 * A small world for the tests of search, answer and eval: a library in a folder that goes away
 * again, filled with texts in which '\f' ends a page, split into passages as `add` splits them.
 */
#ifndef GK_SEARCH_TEST_WORLD_H
#define GK_SEARCH_TEST_WORLD_H

#include "ingest/ingest.h"
#include "library/figures.h"
#include "library/library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct world {
    char folder[64];
    char path[80];       /* of the library */
    gk_library *library; /* open for writing, searched lexically */
    gk_error err;
} world;

#define assert_ok(world, call)                                                                     \
    do {                                                                                           \
        gk_status status_ = (call);                                                                \
        if (status_ != GK_OK) fail_msg("%s: status %d, %s", #call, status_, (world)->err.message); \
    } while (0)
#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        if (!strstr(text, part)) fail_msg("\"%s\" lacks \"%s\"", text, part);                      \
    } while (0)
#define assert_lacks(text, part)                                                                   \
    do {                                                                                           \
        if (strstr(text, part)) fail_msg("\"%s\" holds \"%s\"", text, part);                       \
    } while (0)

static inline int world_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* A library made with model: a folder, or "none". */
static inline void world_create(world *w, const char *model)
{
    assert_ok(w, gk_library_create(w->path, model, &w->err));
    assert_ok(w, gk_library_open(w->path, GK_WRITE, &w->library, &w->err));
}

/* A folder without a library, for tests that make their own. */
static inline int world_setup_bare(void **state)
{
    world *w = calloc(1, sizeof *w);
    if (!w) return -1;
    strcpy(w->folder, "/tmp/goshawk-search-XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    snprintf(w->path, sizeof w->path, "%s/a.lib", w->folder);
    *state = w;
    return 0;
}

static inline int world_setup(void **state)
{
    if (world_setup_bare(state) != 0) return -1;
    world_create(*state, "none");
    return 0;
}

static inline int world_teardown(void **state)
{
    world *w = *state;
    gk_library_close(w->library);
    nftw(w->folder, world_unlink, 16, FTW_DEPTH | FTW_PHYS);
    free(w);
    return 0;
}

/* ---- documents ----------------------------------------------------------------------------- */

static inline void world_read(const char *text, gk_document *out)
{
    gk_arena *arena = gk_arena_new();
    size_t pages = 1;
    for (const char *c = text; *c; c++) pages += *c == '\f';
    *out = (gk_document){.arena = arena,
                         .format = gk_arena_strdup(arena, "text"),
                         .title = gk_arena_strdup(arena, ""),
                         .pages = gk_arena_array(arena, pages, sizeof *out->pages)};
    while (*text) {
        size_t n = strcspn(text, "\f");
        out->pages[out->page_count++] = (gk_doc_page){.text = gk_arena_strndup(arena, text, n),
                                                      .length = n,
                                                      .line_count = gk_line_count(text, n)};
        text += n + (text[n] == '\f');
    }
}

/* Stores text under name with what is known of it, or as a second name where the same text is there
 * already. */
static inline void world_add_known(world *w, const char *name, const char *text,
                                   const gk_store_value *values, size_t value_count)
{
    gk_document document;
    gk_passages *passages;
    gk_store_place place;
    gk_store *store = w->library->store;
    char *title = gk_strdup(name);
    for (char *p = title; *p; p++)
        if (*p == '_') *p = ' ';
    const gk_concepts *concepts;
    unsigned char *facts;
    size_t facts_size;
    int64_t facts_version;
    world_read(text, &document);
    gk_split(&document, &passages);
    assert_ok(w, gk_library_concepts(w->library, &concepts, &w->err));
    assert_ok(w, gk_library_facts_version(w->library, &facts_version, &w->err));
    gk_make_packed_facts(&document, values, value_count, concepts, &facts, &facts_size);
    assert_ok(w, gk_store_place_for(store, name, text, strlen(text), &place, &w->err));
    if (place.outcome == GK_FILE_TWIN)
        assert_ok(w, gk_store_add_twin(store, &place, name, &w->err));
    else
        assert_ok(w, gk_store_add(store,
                                  &(gk_store_addition){.place = &place,
                                                       .source = name,
                                                       .title = title,
                                                       .bytes = text,
                                                       .size = strlen(text),
                                                       .document = &document,
                                                       .passages = passages,
                                                       .values = values,
                                                       .value_count = value_count,
                                                       .facts = facts,
                                                       .facts_size = facts_size,
                                                       .facts_version = facts_version},
                                  NULL, &w->err));
    gk_free(facts);
    gk_free(place.document);
    gk_passages_free(passages);
    gk_arena_free(document.arena);
    gk_free(title);
}

static inline void world_add(world *w, const char *name, const char *text)
{
    world_add_known(w, name, text, NULL, 0);
}

static inline int64_t world_content(world *w, const char *name)
{
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    assert_ok(w, gk_store_find(w->library->store, name, arena, &content, &w->err));
    gk_arena_free(arena);
    return content.id;
}

/* The first name of a content; valid until the next call. */
static inline const char *world_name(world *w, int64_t id)
{
    static char name[256];
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    assert_ok(w, gk_store_content_by_id(w->library->store, id, arena, &content, &w->err));
    snprintf(name, sizeof name, "%s", content.document);
    gk_arena_free(arena);
    return name;
}

#endif
