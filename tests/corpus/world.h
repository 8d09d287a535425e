/* SPDX-License-Identifier: Apache-2.0 - a folder that goes away again, and files in it */
#ifndef GK_CORPUS_TEST_WORLD_H
#define GK_CORPUS_TEST_WORLD_H

#include "corpus/corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#define TINY      GK_SOURCE_DIR "/tests/model/data/tiny"
#define TINY_XLMR GK_SOURCE_DIR "/tests/model/data/tiny_xlmr" /* has prompts */

typedef struct world {
    char folder[64];
    gk_arena *arena; /* of paths */
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

static inline int world_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline int world_setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    if (!w) return -1;
    w->arena = gk_arena_new();
    strcpy(w->folder, "/tmp/goshawk-corpus-XXXXXX");
    *state = w;
    return mkdtemp(w->folder) ? 0 : -1;
}

static inline int world_teardown(void **state)
{
    world *w = *state;
    nftw(w->folder, world_unlink, 16, FTW_DEPTH | FTW_PHYS);
    gk_arena_free(w->arena);
    free(w);
    return 0;
}

/* The path of a name in the folder; the world's. */
static inline const char *world_path(world *w, const char *name)
{
    return gk_arena_format(w->arena, "%s/%s", w->folder, name);
}

/* Writes a file and gives its path. */
static inline const char *world_write(world *w, const char *name, const char *text)
{
    const char *path = world_path(w, name);
    assert_ok(w, gk_file_write(path, text, strlen(text), &w->err));
    return path;
}

/* A corpus of lines. */
static inline gk_corpus *world_corpus(world *w, const char *lines)
{
    gk_corpus *corpus;
    assert_ok(w, gk_corpus_read(world_write(w, "passages.jsonl", lines), NULL, &corpus, &w->err));
    return corpus;
}

#endif
