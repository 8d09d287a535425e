/* SPDX-License-Identifier: Apache-2.0
 *
 * world - passages made by hand, and what the rules say of them.
 */
#ifndef GK_TEST_MINE_WORLD_H
#define GK_TEST_MINE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mine/mine.h"

#include <stdlib.h>
#include <string.h>

typedef struct world {
    gk_arena *arena;
    gk_terms *terms;
} world;

static inline int world_start(void **state)
{
    world *w = gk_alloc(sizeof *w);
    *w = (world){gk_arena_new(), gk_terms_new()};
    *state = w;
    return 0;
}

static inline int world_end(void **state)
{
    world *w = *state;
    gk_terms_free(w->terms);
    gk_arena_free(w->arena);
    gk_free(w);
    return 0;
}

static inline gk_corpus_passage passage_of(world *w, const char *doc, const char *text)
{
    char *titled = gk_arena_format(w->arena, "%s\n%s", doc, text);
    for (char *c = titled; *c != '\n'; c++)
        if (*c == '_') *c = ' ';
    return (gk_corpus_passage){.id = doc, .doc = doc, .text = text, .titled = titled};
}

/* A verdict's name, so that a failure shows both. */
static inline const char *verdict_name(gk_mine_verdict verdict)
{
    static const char *const names[] = {"negative", "too near", "same text", "same fact"};
    return names[verdict];
}

/* What the rules say of a candidate, where the positive answers the query. */
static inline const char *judged(world *w, const char *query, gk_corpus_passage positive,
                                 gk_corpus_passage candidate)
{
    gk_mine_evidence evidence;
    gk_traits traits;
    gk_mine_evidence_read(query, &positive, w->terms, w->arena, &evidence);
    gk_traits_read(&candidate, w->terms, w->arena, &traits);
    return verdict_name(gk_mine_judge(&evidence, &candidate, &traits, w->arena));
}

#endif
