/* SPDX-License-Identifier: Apache-2.0
 *
 * The program's own vocabulary, opened for these tests.
 */
#ifndef TESTS_CONCEPT_WORLD_H
#define TESTS_CONCEPT_WORLD_H

#include "concept/concept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct world {
    gk_concepts *concepts;
    gk_terms *terms;
    gk_arena *arena;
} world;

static inline void world_write(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static inline void world_path(char path[64])
{
    snprintf(path, 64, "/tmp/goshawk-concepts-%ld.txt", (long)getpid());
}

static inline int world_open(void **state)
{
    static world w;
    gk_error err = {0};
    if (gk_concepts_open(NULL, &w.concepts, &err) != GK_OK) fail_msg("%s", err.message);
    w.terms = gk_terms_new();
    w.arena = gk_arena_new();
    *state = &w;
    return 0;
}

static inline int world_close(void **state)
{
    world *w = *state;
    gk_arena_free(w->arena);
    gk_terms_free(w->terms);
    gk_concepts_free(w->concepts);
    return 0;
}

#endif
