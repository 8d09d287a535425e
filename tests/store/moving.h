/* SPDX-License-Identifier: Apache-2.0
 *
 * For the tests of a move to another model. The old model has 37 dimensions, the new one 19; both
 * vectors of a passage follow from its id.
 */
#ifndef GK_STORE_TEST_MOVING_H
#define GK_STORE_TEST_MOVING_H

#include "world.h"

#include <math.h>

enum { OLD = 37, NEW = 19, PASSAGES = 100, BATCH = 16 };

static inline gk_store_model model_of(const char *name, size_t dimensions)
{
    gk_store_model model = {.dimensions = dimensions};
    snprintf(model.path, sizeof model.path, "/models/%s", name);
    if (dimensions) snprintf(model.fingerprint, sizeof model.fingerprint, "%s-weights", name);
    return model;
}

static inline void add_passages(world *w, gk_store *store, const char *name, size_t n)
{
    gk_string text = {0};
    for (size_t i = 0; i < n; i++) gk_string_addf(&text, "%s %zu\n\n", name, i);
    world_add(w, store, name, text.data);
    gk_string_free(&text);
}

/* A library of PASSAGES passages, embedded by the old model. */
static inline gk_store *old_library(world *w)
{
    gk_store *store = world_create(w, OLD);
    add_passages(w, store, "a", PASSAGES);
    assert_ok(w, world_embed(w, store, OLD, 64, NULL));
    return store;
}

static inline void start(world *w, gk_store *store, const gk_store_model *to, size_t discarded)
{
    size_t given_up;
    assert_ok(w, gk_store_move_start(store, to, &given_up, &w->err));
    assert_int_equal(given_up, discarded);
}

/* Embeds a batch by the new model; false where nothing is left. */
static inline bool embed_batch(world *w, gk_store *store, size_t dimensions)
{
    int64_t *ids;
    size_t count;
    assert_ok(w, gk_store_move_unembedded(store, 0, BATCH, &ids, &count, &w->err));
    float *vectors = gk_alloc_array(count * dimensions, sizeof *vectors);
    for (size_t i = 0; i < count; i++) world_vector(ids[i], dimensions, vectors + i * dimensions);
    assert_ok(w, gk_store_move_add(store, ids, count, vectors, &w->err));
    gk_free(vectors);
    gk_free(ids);
    return count > 0;
}

static inline void embed_rest(world *w, gk_store *store, size_t dimensions)
{
    while (embed_batch(w, store, dimensions)) continue;
}

static inline void finish(world *w, gk_store *store)
{
    assert_ok(w, gk_store_move_finish(store, &w->err));
    gk_store_move_leave(store);
}

static inline void move_to(world *w, gk_store *store, const gk_store_model *to)
{
    start(w, store, to, 0);
    if (to->dimensions) embed_rest(w, store, to->dimensions);
    finish(w, store);
}

/* Fails unless the store serves the vectors of n passages, each the one of so many dimensions. */
static inline void assert_serves(world *w, gk_store *store, size_t dimensions, size_t n)
{
    float query[OLD];
    gk_candidate *items;
    size_t count;
    world_vector(-7, dimensions, query);
    assert_ok(w, gk_store_dense(store, query, NULL, n + 1, &items, &count, &w->err));
    assert_int_equal(gk_store_get_model(store)->dimensions, dimensions);
    assert_int_equal(count, n);
    for (size_t i = 0; i < count; i++) {
        float vector[OLD];
        double due = 0;
        world_vector(items[i].passage, dimensions, vector);
        for (size_t d = 0; d < dimensions; d++) due += (double)vector[d] * query[d];
        if (fabs(items[i].score - due) > 1e-5)
            fail_msg("passage %lld: %.7f found, %.7f due", (long long)items[i].passage,
                     items[i].score, due);
    }
    gk_free(items);
}

static inline void assert_moving(world *w, gk_store *store, size_t vectors)
{
    gk_store_move move;
    assert_ok(w, gk_store_get_move(store, &move, &w->err));
    if (!move.under_way || move.vectors != vectors)
        fail_msg("%s, %zu vectors, not %zu", move.under_way ? "moving" : "no move", move.vectors,
                 vectors);
}

static inline void assert_files(const world *w, const char *first, const char *second)
{
    static const char *const names[] = {"f32", "f32.2", "f32.3", "f32.4", "f32.5", "f32.2.tmp"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[32];
        snprintf(path, sizeof path, "vectors/%s", names[i]);
        bool due = (first && !strcmp(names[i], first)) || (second && !strcmp(names[i], second));
        if (gk_path_exists(world_path(w, path)) != due)
            fail_msg("%s is %sthere", path, due ? "not " : "");
    }
}

#endif
