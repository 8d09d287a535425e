/* SPDX-License-Identifier: Apache-2.0 */
#include "search/search.h"

#include <stdlib.h>
#include <string.h>

static const struct named_stage {
    const char *name;
    gk_stage stage;
} named[] = {{"lexical", GK_STAGE_LEXICAL}, {"dense", GK_STAGE_DENSE}, {"fused", GK_STAGE_FUSED}};

bool gk_stage_of(const char *name, gk_stage *stage)
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (strcmp(named[i].name, name) != 0) continue;
        *stage = named[i].stage;
        return true;
    }
    return false;
}

typedef struct candidates {
    gk_candidate *items; /* gk_free */
    size_t count;
} candidates;

static gk_status find_lexically(gk_library *library, gk_question *q, const gk_store_scope *scope,
                                size_t k, candidates *out, gk_error *err)
{
    gk_store_term *terms;
    size_t count = gk_query_terms(q, &terms);
    gk_status status = gk_store_lexical(library->store, terms, count, scope, k, &out->items,
                                        &out->count, err);
    gk_free(terms);
    return status;
}

static gk_status find_densely(gk_library *library, const gk_question *q,
                              const gk_store_scope *scope, size_t k, candidates *out, gk_error *err)
{
    const gk_model *model;
    gk_status status = gk_library_model(library, &model, err);
    if (status != GK_OK) return status;
    float *query = gk_alloc_floats(gk_model_dimensions(model));
    status = gk_model_embed(model, &q->text, NULL, 1, &(gk_embed_options){.prompt = "query"}, query,
                            err);
    if (status == GK_OK)
        status = gk_store_dense(library->store, query, scope, k, &out->items, &out->count, err);
    gk_free(query);
    return status;
}

static gk_found_passage *found_of(gk_retrieved *out, const gk_candidate *c)
{
    for (size_t i = 0; i < out->count; i++)
        if (out->found[i].passage == c->passage) return &out->found[i];
    gk_found_passage *f = &out->found[out->count++];
    *f = (gk_found_passage){
        .passage = c->passage, .content = c->content, .page = c->page, .dense = -1};
    return f;
}

/* Reciprocal rank fusion (Cormack et al. 2009): 1 / (60 + rank), added up over the lists. */
static double score_of(const gk_found_passage *f)
{
    return (f->lexical_rank ? 1.0 / (60 + f->lexical_rank) : 0) +
           (f->dense_rank ? 1.0 / (60 + f->dense_rank) : 0);
}

static int better(const void *a, const void *b)
{
    const gk_found_passage *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

/* One list or two as one; a list alone keeps its order. */
static void fuse(const candidates *lexical, const candidates *dense, size_t k, gk_retrieved *out)
{
    out->found = gk_alloc_array(lexical->count + dense->count, sizeof *out->found);
    for (size_t i = 0; i < lexical->count; i++) {
        gk_found_passage *f = found_of(out, &lexical->items[i]);
        f->lexical_rank = (int)i + 1;
        f->lexical = lexical->items[i].score;
    }
    for (size_t i = 0; i < dense->count; i++) {
        gk_found_passage *f = found_of(out, &dense->items[i]);
        f->dense_rank = (int)i + 1;
        f->dense = dense->items[i].score;
    }
    for (size_t i = 0; i < out->count; i++) out->found[i].score = score_of(&out->found[i]);
    if (out->count) qsort(out->found, out->count, sizeof *out->found, better);
    if (out->count > k) out->count = k;
}

gk_status gk_retrieve_stage(gk_library *library, gk_question *question,
                            const gk_search_options *options, gk_stage stage, size_t k,
                            gk_retrieved *out, gk_error *err)
{
    *out = (gk_retrieved){0};
    candidates lexical = {0}, dense = {0};
    gk_admission admission = {0};
    gk_status status = gk_library_begin(library, err);
    if (status != GK_OK) return status;
    status = gk_admit(library, options, &admission, err);
    const gk_store_scope scope = gk_admission_scope(&admission);
    if (status == GK_OK && stage != GK_STAGE_DENSE)
        status = find_lexically(library, question, &scope, k, &lexical, err);
    if (status == GK_OK && stage != GK_STAGE_LEXICAL)
        status = find_densely(library, question, &scope, k, &dense, err);
    gk_admission_free(&admission);
    gk_library_end(library);
    if (status == GK_OK) fuse(&lexical, &dense, k, out);
    gk_free(lexical.items);
    gk_free(dense.items);
    return status;
}
