/* SPDX-License-Identifier: Apache-2.0
 *
 * A small world for the store's tests: a folder that goes away again, a library in it, documents
 * made from a text in which '\f' ends a page and an empty line ends a passage.
 */
#ifndef GK_STORE_TEST_WORLD_H
#define GK_STORE_TEST_WORLD_H

#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct world {
    char folder[64];
    char library[80];
    gk_error err;
} world;

#define assert_ok(world, call)                                                                     \
    do {                                                                                           \
        gk_status status_ = (call);                                                                \
        if (status_ != GK_OK) fail_msg("%s: status %d, %s", #call, status_, (world)->err.message); \
    } while (0)
#define assert_status(expected, call) assert_int_equal(call, expected)
#define assert_message(world, part)                                                                \
    do {                                                                                           \
        if (!strstr((world)->err.message, part))                                                   \
            fail_msg("\"%s\" lacks \"%s\"", (world)->err.message, part);                           \
    } while (0)

static inline int world_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void world_remove(const char *path)
{
    nftw(path, world_unlink, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static inline int world_setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    if (!w) return -1;
    strcpy(w->folder, "/tmp/goshawk-store-XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    snprintf(w->library, sizeof w->library, "%s/a.lib", w->folder);
    *state = w;
    return 0;
}

static inline int world_teardown(void **state)
{
    world *w = *state;
    world_remove(w->folder);
    free(w);
    return 0;
}

/* dimensions 0: a library without a model. */
static inline gk_store_model world_model(size_t dimensions)
{
    gk_store_model model = {.path = "none", .dimensions = dimensions};
    if (dimensions) {
        strcpy(model.path, "/models/test");
        strcpy(model.fingerprint, "f00d");
    }
    return model;
}

static inline gk_store *world_open(world *w, gk_mode mode)
{
    gk_store *store;
    assert_ok(w, gk_store_open(w->library, mode, &store, &w->err));
    return store;
}

static inline gk_store *world_create(world *w, size_t dimensions)
{
    gk_store_model model = world_model(dimensions);
    assert_ok(w, gk_store_create(w->library, &model, &w->err));
    return world_open(w, GK_WRITE);
}

/* ---- documents ---------------------------------------------------------------------------- */

typedef struct paper {
    gk_document document;
    gk_passages passages;
} paper;

static inline void paper_add_page(paper *p, const char *text, size_t length, bool boxes)
{
    gk_arena *arena = p->document.arena;
    gk_doc_page *page = &p->document.pages[p->document.page_count++];
    page->text = gk_arena_strndup(arena, text, length);
    page->length = length;
    page->line_count = gk_line_count(text, length);
    if (boxes) {
        page->width = 612;
        page->height = 792;
        page->boxes = gk_arena_array(arena, page->line_count, sizeof *page->boxes);
        for (size_t i = 0; i < page->line_count; i++)
            page->boxes[i] = (gk_box){72, 72.5f + 12 * (float)i, 540, 84.25f + 12 * (float)i};
    }
}

/* The next paragraph from *at on: whole lines. */
static inline bool paper_paragraph(const gk_doc_page *page, size_t *at, gk_passage *out)
{
    const char *text = page->text;
    while (*at < page->length && text[*at] == '\n') ++*at;
    if (*at >= page->length) return false;
    const char *gap = strstr(text + *at, "\n\n");
    out->start = *at;
    out->end = gap ? (size_t)(gap - text) + 1 : page->length;
    out->first_line = 1 + (int)gk_line_count(text, out->start);
    out->last_line = out->first_line - 1 +
                     (int)gk_line_count(text + out->start, out->end - out->start);
    *at = out->end;
    return true;
}

static inline paper paper_new(const char *text, bool boxes)
{
    paper p = {0};
    gk_arena *arena = gk_arena_new();
    size_t pages = 1, length = strlen(text);
    for (const char *c = text; *c; c++) pages += *c == '\f';
    p.document = (gk_document){.arena = arena,
                               .format = gk_arena_strdup(arena, boxes ? "pdf" : "text"),
                               .title = gk_arena_strdup(arena, "")};
    p.document.pages = gk_arena_array(arena, pages, sizeof *p.document.pages);
    for (const char *c = text; c < text + length;) {
        size_t n = strcspn(c, "\f");
        paper_add_page(&p, c, n, boxes);
        c += n + (c[n] == '\f');
    }
    p.passages.passages = gk_arena_array(arena, length + 1, sizeof *p.passages.passages);
    for (size_t i = 0; i < p.document.page_count; i++) {
        size_t at = 0;
        gk_passage *next = &p.passages.passages[p.passages.count];
        while (paper_paragraph(&p.document.pages[i], &at, next)) {
            next->page = (int)i + 1;
            next->context = gk_arena_strdup(arena, "");
            next = &p.passages.passages[++p.passages.count];
        }
    }
    return p;
}

static inline void paper_free(paper *p) { gk_arena_free(p->document.arena); }

/* Stores text under name as `add` would; returns the content, or the status in w->err.status. */
static inline gk_status world_try_add(world *w, gk_store *store, const char *name, const char *text,
                                      bool boxes, gk_store_place *place, int64_t *content)
{
    paper p = paper_new(text, boxes);
    char *source = gk_format("/papers/%s.txt", name);
    gk_status status = gk_store_place_for(store, name, text, strlen(text), place, &w->err);
    if (status == GK_OK && (place->outcome == GK_FILE_ADDED || place->outcome == GK_FILE_RENAMED))
        status = gk_store_add(store,
                              &(gk_store_addition){.place = place,
                                                   .source = source,
                                                   .title = name,
                                                   .bytes = text,
                                                   .size = strlen(text),
                                                   .document = &p.document,
                                                   .passages = &p.passages},
                              content, &w->err);
    else if (status == GK_OK && place->outcome == GK_FILE_TWIN)
        status = gk_store_add_twin(store, place, source, &w->err);
    gk_free(source);
    paper_free(&p);
    return status;
}

/* The outcome; *document (may be NULL) is the name it got, for free by the caller. */
static inline gk_file_outcome world_add_as(world *w, gk_store *store, const char *name,
                                           const char *text, char **document)
{
    gk_store_place place = {0};
    assert_ok(w, world_try_add(w, store, name, text, false, &place, NULL));
    if (document)
        *document = place.document;
    else
        gk_free(place.document);
    return place.outcome;
}

static inline int64_t world_add(world *w, gk_store *store, const char *name, const char *text)
{
    gk_store_place place = {0};
    int64_t content = 0;
    assert_ok(w, world_try_add(w, store, name, text, false, &place, &content));
    gk_free(place.document);
    assert_int_not_equal(content, 0);
    return content;
}

/* ---- vectors ------------------------------------------------------------------------------ */

/* A vector that the passage's number decides: what is in the file can be checked later. */
static inline void world_vector(int64_t passage, size_t dimensions, float *out)
{
    uint64_t x = (uint64_t)passage * 0x9E3779B97F4A7C15u + 1;
    for (size_t i = 0; i < dimensions; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        out[i] = (float)(int32_t)(x >> 32) / 2147483648.0f;
    }
}

/* Embeds what has no vector, in batches; *total (may be NULL) is how many. */
static inline gk_status world_embed(world *w, gk_store *store, size_t dimensions, size_t batch,
                                    size_t *total)
{
    size_t count = 1, sum = 0;
    gk_status status = GK_OK;
    while (count && status == GK_OK) {
        int64_t *ids;
        status = gk_store_unembedded(store, 0, 0, batch, &ids, &count, &w->err);
        if (status != GK_OK) break;
        float *vectors = gk_alloc_array(count * dimensions, sizeof *vectors);
        for (size_t i = 0; i < count; i++)
            world_vector(ids[i], dimensions, vectors + i * dimensions);
        status = gk_store_add_vectors(store, ids, count, vectors, &w->err);
        gk_free(vectors);
        gk_free(ids);
        sum += count;
    }
    if (total) *total = sum;
    return status;
}

/* ---- damage ------------------------------------------------------------------------------- */

/* Runs SQL on the library's database behind the store's back. */
static inline void world_sql(const world *w, const char *sql)
{
    sqlite3 *db;
    char path[128], *why = NULL;
    snprintf(path, sizeof path, "%s/goshawk.db", w->library);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

static inline void world_write(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* The path of a file in the library; valid until the next call. */
static inline const char *world_path(const world *w, const char *name)
{
    static char path[160];
    snprintf(path, sizeof path, "%s/%s", w->library, name);
    return path;
}

#endif
