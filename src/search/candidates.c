/* SPDX-License-Identifier: Apache-2.0 */
#include "search/candidates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FOCUS_MOST = 64,
    ALONE_MOST = 3 /* documents of the focus that are searched each by itself */
};

void gk_candidates_clear(gk_candidates *pool)
{
    gk_free(pool->found);
    gk_free(pool->slots);
    *pool = (gk_candidates){0};
}

/* ---- the pool ------------------------------------------------------------------------------ */

static size_t *slot_of(const gk_candidates *pool, int64_t passage)
{
    size_t at = (size_t)gk_hash(GK_HASH_START, &passage, sizeof passage) & (pool->room - 1);
    while (pool->slots[at] && pool->found[pool->slots[at] - 1].passage != passage)
        at = (at + 1) & (pool->room - 1);
    return &pool->slots[at];
}

static void make_room(gk_candidates *pool)
{
    if (pool->count * 2 < pool->room) return;
    gk_free(pool->slots);
    pool->room = pool->room ? pool->room * 2 : 1024;
    pool->slots = gk_alloc_array(pool->room, sizeof *pool->slots);
    for (size_t i = 0; i < pool->count; i++) *slot_of(pool, pool->found[i].passage) = i + 1;
}

static gk_found_passage *get(gk_candidates *pool, const gk_candidate *c)
{
    make_room(pool);
    size_t *slot = slot_of(pool, c->passage);
    if (*slot) return &pool->found[*slot - 1];
    pool->found = gk_grow(pool->found, pool->count, &pool->capacity, sizeof *pool->found);
    *slot = pool->count + 1;
    gk_found_passage *f = &pool->found[pool->count++];
    *f = (gk_found_passage){
        .passage = c->passage, .content = c->content, .page = c->page, .dense = -1, .looked = -1};
    return f;
}

/* What is admitted, and of it the focus or all; sorted is where the focus goes. */
static gk_store_scope scope_of(const gk_looking *looking, const int64_t *within, size_t count,
                               int64_t sorted[FOCUS_MOST])
{
    gk_store_scope scope = gk_admission_scope(looking->admission);
    if (!within) {
        if (looking->allowed) {
            scope.within = looking->allowed;
            scope.within_count = looking->allowed_count;
        }
        return scope;
    }
    if (count > FOCUS_MOST) count = FOCUS_MOST;
    memcpy(sorted, within, count * sizeof *sorted);
    gk_ids_sort(sorted, count);
    scope.within = sorted;
    scope.within_count = count;
    return scope;
}

/* ---- by words ------------------------------------------------------------------------------ */

/* within NULL: all that is admitted. ranked: the order tells ranks. */
static gk_status add_words(const gk_looking *looking, const gk_store_term *terms, size_t count,
                           const int64_t *within, size_t within_count, bool ranked,
                           gk_candidates *pool, gk_error *err)
{
    int64_t sorted[FOCUS_MOST];
    gk_candidate *found = NULL;
    size_t found_count = 0;
    const gk_store_scope scope = scope_of(looking, within, within_count, sorted);
    gk_status status = gk_store_lexical(looking->library->store, terms, count, &scope,
                                        looking->depth, &found, &found_count, err);
    for (size_t i = 0; i < found_count; i++) {
        gk_found_passage *f = get(pool, &found[i]);
        f->lexical = found[i].score;
        if (ranked) f->lexical_rank = (int)i + 1;
    }
    gk_free(found);
    return status;
}

gk_status gk_gather_words(const gk_looking *looking, gk_candidates *pool, gk_error *err)
{
    gk_store_term *terms;
    size_t count = gk_query_terms(looking->question, &terms);
    gk_status status = GK_OK;
    if (!looking->only_focus) status = add_words(looking, terms, count, NULL, 0, true, pool, err);
    if (status == GK_OK && looking->focus_count)
        status = add_words(looking, terms, count, looking->focus, looking->focus_count,
                           looking->only_focus, pool, err);
    /* A statement says little in words: one by one, the best documents give up theirs, too. */
    for (size_t i = 0; status == GK_OK && i < looking->focus_count && i < ALONE_MOST; i++)
        status = add_words(looking, terms, count, &looking->focus[i], 1, false, pool, err);
    gk_free(terms);
    return status;
}

/* ---- by meaning ---------------------------------------------------------------------------- */

static gk_status add_near(const gk_looking *looking, const float *query, const int64_t *within,
                          size_t within_count, bool ranked, gk_candidates *pool, gk_error *err)
{
    int64_t sorted[FOCUS_MOST];
    gk_candidate *found = NULL;
    size_t found_count = 0;
    const gk_store_scope scope = scope_of(looking, within, within_count, sorted);
    gk_status status = gk_store_dense(looking->library->store, query, &scope, looking->depth,
                                      &found, &found_count, err);
    for (size_t i = 0; i < found_count; i++) {
        gk_found_passage *f = get(pool, &found[i]);
        f->dense = found[i].score;
        if (ranked) f->dense_rank = (int)i + 1;
    }
    gk_free(found);
    return status;
}

static int by_passage(const void *a, const void *b)
{
    const gk_found_passage *x = a, *y = b;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

/* What was found by words only gets its cosine, too: to be far down by meaning counts. */
static gk_status complete(const gk_looking *looking, const float *query,
                          const gk_nearness *nearness, gk_candidates *pool, gk_error *err)
{
    if (pool->count == 0) return GK_OK;
    qsort(pool->found, pool->count, sizeof *pool->found, by_passage);
    int64_t *passages = gk_alloc_array(pool->count, sizeof *passages);
    float *cosines = gk_alloc_array(pool->count, sizeof *cosines);
    for (size_t i = 0; i < pool->count; i++) passages[i] = pool->found[i].passage;
    gk_status status = gk_store_products(looking->library->store, query, passages, pool->count,
                                         cosines, err);
    for (size_t i = 0; status == GK_OK && i < pool->count; i++)
        if (!isnan(cosines[i])) pool->found[i].dense = gk_near(nearness, cosines[i]);
    gk_free(cosines);
    gk_free(passages);
    return status;
}

gk_status gk_gather_near(const gk_looking *looking, gk_candidates *pool, gk_error *err)
{
    const gk_model *model;
    const gk_nearness *nearness;
    gk_library *library = looking->library;
    gk_status status = gk_library_model(library, &model, err);
    if (status == GK_OK) status = gk_library_nearness(library, &nearness, err);
    if (status != GK_OK) return status;
    float *query = gk_alloc_floats(gk_model_dimensions(model));
    status = gk_model_embed(model, &looking->question->text, NULL, 1,
                            &(gk_embed_options){.prompt = "query"}, query, err);
    if (status == GK_OK && !looking->only_focus)
        status = add_near(looking, query, NULL, 0, true, pool, err);
    if (status == GK_OK && looking->focus_count)
        status = add_near(looking, query, looking->focus, looking->focus_count, looking->only_focus,
                          pool, err);
    if (status == GK_OK) status = complete(looking, query, nearness, pool, err);
    gk_free(query);
    return status;
}
