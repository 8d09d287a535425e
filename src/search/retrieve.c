/* SPDX-License-Identifier: Apache-2.0
 *
 * Candidates come four ways: lexically and by vectors, each over everything and over the documents
 * that fit the question best. Their scores are brought to 0..1 and added; what the documents' names
 * say and what the candidates' pages hold is added on top. Every part can be missing.
 */
#include "search/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    CANDIDATES = 200, /* from each way */
    FOCUS_MOST = 12,  /* documents that are looked at closely */
    ALONE_MOST = 3,   /* of those, searched each by itself */
    LOOKED_AT = 600   /* best candidates whose pages are read */
};

static const double weight_lexical = 0.55, weight_dense = 0.45, weight_fit = 0.9;
static const double weight_statement = 0.15, weight_label = 0.12, weight_column = 0.05;
/* Passages less near than this (model/nearness.h) count nothing; above the second, all the same. */
static const double near_low = 0.02, near_high = 1.6;
/* What a passage without a vector gets for its cosine, of its lexical score. */
static const double unknown_dense = 0.5;
/* Who asks for a figure wants the statement; who asks for words wants prose. */
static const double signs_for_figure = 1.8, signs_for_text = 0.6;

void gk_retrieved_free(gk_retrieved *retrieved)
{
    gk_free(retrieved->notice);
    gk_free(retrieved->found);
    gk_free(retrieved->fits);
    *retrieved = (gk_retrieved){0};
}

/* ---- gathering ----------------------------------------------------------------------------- */

typedef struct pool {
    gk_found_passage *found;
    size_t count, capacity;
    const gk_nearness *nearness; /* of the library's model; NULL where nothing was embedded */
} pool;

static gk_found_passage *pool_get(pool *p, const gk_candidate *c)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->found[i].passage == c->passage) return &p->found[i];
    p->found = gk_grow(p->found, p->count, &p->capacity, sizeof *p->found);
    p->found[p->count] = (gk_found_passage){
        .passage = c->passage, .content = c->content, .page = c->page, .dense = -1, .lexical = 0};
    return &p->found[p->count++];
}

static void add_lexical(pool *p, const gk_candidate *candidates, size_t count, bool ranked)
{
    for (size_t i = 0; i < count; i++) {
        gk_found_passage *f = pool_get(p, &candidates[i]);
        f->lexical = candidates[i].score;
        if (ranked) f->lexical_rank = (int)i + 1;
    }
}

static void add_dense(pool *p, const gk_candidate *candidates, size_t count, bool ranked)
{
    for (size_t i = 0; i < count; i++) {
        gk_found_passage *f = pool_get(p, &candidates[i]);
        f->dense = candidates[i].score;
        if (ranked) f->dense_rank = (int)i + 1;
    }
}

/* The documents to look at closely: those of the company that the question names, or just the best.
 */
static size_t focus_of(const gk_retrieved *r, int64_t *focus)
{
    size_t n = 0;
    bool named = r->fit_count && r->fits[0].company >= 0.3;
    for (size_t i = 0; i < r->fit_count && n < FOCUS_MOST; i++)
        if (!named || r->fits[i].company >= 0.3) focus[n++] = r->fits[i].content;
    return n;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static const int64_t *sorted_copy(const int64_t *contents, size_t count, int64_t *to)
{
    if (count) memcpy(to, contents, count * sizeof *to);
    qsort(to, count, sizeof *to, by_number);
    return to;
}

static gk_status gather_lexical(gk_library *library, gk_question *q, const int64_t *focus,
                                size_t focus_count, bool only_focus, size_t depth, pool *p,
                                gk_error *err)
{
    gk_store_term *terms;
    size_t term_count = gk_query_terms(q, &terms);
    int64_t sorted[FOCUS_MOST];
    const gk_store_scope within = {.within = sorted_copy(focus, focus_count, sorted),
                                   .within_count = focus_count};
    gk_candidate *candidates = NULL;
    size_t count = 0;
    gk_status status = GK_OK;
    if (!only_focus) {
        status = gk_store_lexical(library->store, terms, term_count, NULL, depth, &candidates,
                                  &count, err);
        if (status == GK_OK) add_lexical(p, candidates, count, true);
        gk_free(candidates);
        candidates = NULL;
        count = 0;
    }
    if (status == GK_OK && focus_count) {
        status = gk_store_lexical(library->store, terms, term_count, &within, depth, &candidates,
                                  &count, err);
        if (status == GK_OK) add_lexical(p, candidates, count, only_focus);
        gk_free(candidates);
    }
    /* A statement says little in words: one by one, the best documents give up theirs, too. */
    for (size_t i = 0; status == GK_OK && i < focus_count && i < ALONE_MOST; i++) {
        const gk_store_scope alone = {.within = &focus[i], .within_count = 1};
        candidates = NULL;
        count = 0;
        status = gk_store_lexical(library->store, terms, term_count, &alone, depth, &candidates,
                                  &count, err);
        if (status == GK_OK) add_lexical(p, candidates, count, false);
        gk_free(candidates);
    }
    gk_free(terms);
    return status;
}

static int by_passage(const void *a, const void *b)
{
    const gk_found_passage *x = a, *y = b;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

/* What was found by words only gets its cosine, too: to be far down by meaning counts. */
static gk_status complete_dense(gk_library *library, const float *query, pool *p, gk_error *err)
{
    if (p->count == 0) return GK_OK;
    qsort(p->found, p->count, sizeof *p->found, by_passage);
    int64_t *passages = gk_alloc_array(p->count, sizeof *passages);
    float *cosines = gk_alloc_array(p->count, sizeof *cosines);
    for (size_t i = 0; i < p->count; i++) passages[i] = p->found[i].passage;
    gk_status status = gk_store_products(library->store, query, passages, p->count, cosines, err);
    for (size_t i = 0; status == GK_OK && i < p->count; i++)
        if (!isnan(cosines[i])) p->found[i].dense = cosines[i];
    gk_free(cosines);
    gk_free(passages);
    return status;
}

static gk_status gather_dense(gk_library *library, const gk_question *q, const int64_t *focus,
                              size_t focus_count, bool only_focus, size_t depth, pool *p,
                              gk_error *err)
{
    const gk_model *model;
    gk_status status = gk_library_model(library, &model, err);
    if (status == GK_OK) status = gk_library_nearness(library, &p->nearness, err);
    if (status != GK_OK) return status;
    int64_t sorted[FOCUS_MOST];
    const gk_store_scope within = {.within = sorted_copy(focus, focus_count, sorted),
                                   .within_count = focus_count};
    float *query = gk_alloc_array(gk_model_dimensions(model), sizeof *query);
    status = gk_model_embed(model, &q->text, NULL, 1, &(gk_embed_options){.prompt = "query"}, query,
                            err);
    gk_candidate *candidates = NULL;
    size_t count = 0;
    if (status == GK_OK && !only_focus) {
        status = gk_store_dense(library->store, query, NULL, depth, &candidates, &count, err);
        if (status == GK_OK) add_dense(p, candidates, count, true);
        gk_free(candidates);
        candidates = NULL;
        count = 0;
    }
    if (status == GK_OK && focus_count) {
        status = gk_store_dense(library->store, query, &within, depth, &candidates, &count, err);
        if (status == GK_OK) add_dense(p, candidates, count, only_focus);
        gk_free(candidates);
    }
    if (status == GK_OK) status = complete_dense(library, query, p, err);
    gk_free(query);
    return status;
}

/* A document to which another version is preferred is found only by who asks for it by name. */
static gk_status drop_outdated(gk_library *library, pool *p, gk_error *err)
{
    int64_t *outdated;
    size_t count, kept = 0;
    gk_status status = gk_store_outdated(library->store, &outdated, &count, err);
    for (size_t i = 0; i < p->count && status == GK_OK; i++)
        if (!count || !bsearch(&p->found[i].content, outdated, count, sizeof *outdated, by_number))
            p->found[kept++] = p->found[i];
    if (status == GK_OK) p->count = kept;
    gk_free(outdated);
    return status;
}

/* ---- scoring ------------------------------------------------------------------------------- */

static double clip(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

const gk_fit *gk_retrieved_fit(const gk_retrieved *retrieved, int64_t content)
{
    for (size_t i = 0; i < retrieved->fit_count; i++)
        if (retrieved->fits[i].content == content) return &retrieved->fits[i];
    return NULL;
}

static double fit_total(const gk_retrieved *r, int64_t content)
{
    const gk_fit *fit = gk_retrieved_fit(r, content);
    return fit ? fit->total : 0;
}

static int better(const void *a, const void *b)
{
    const gk_found_passage *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

static void score(const gk_retrieved *r, pool *p)
{
    double most = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->found[i].lexical > most) most = p->found[i].lexical;
    for (size_t i = 0; i < p->count; i++) {
        gk_found_passage *f = &p->found[i];
        f->lexical = most > 0 ? f->lexical / most : 0;
        /* A passage without a vector is neither better nor worse for it. */
        double dense = unknown_dense * f->lexical;
        if (f->dense != -1)
            dense = f->dense = clip((gk_near(p->nearness, f->dense) - near_low) /
                                    (near_high - near_low));
        f->score = weight_lexical * f->lexical + weight_dense * dense +
                   weight_fit * fit_total(r, f->content);
    }
    if (p->count) qsort(p->found, p->count, sizeof *p->found, better);
}

/* ---- pages --------------------------------------------------------------------------------- */

typedef struct looked_page {
    int64_t content;
    int page;
    double bonus;
} looked_page;

static gk_status look_at_pages(gk_library *library, gk_question *q, pool *p, gk_error *err)
{
    looked_page *seen = gk_alloc_array(LOOKED_AT, sizeof *seen);
    size_t seen_count = 0;
    gk_page_wants *wants = gk_page_wants_new(q);
    double signs_count = q->kind == GK_ASKS_TEXT ? signs_for_text : signs_for_figure;
    gk_status status = GK_OK;
    for (size_t i = 0; i < p->count && i < LOOKED_AT && status == GK_OK; i++) {
        gk_found_passage *f = &p->found[i];
        size_t k = 0;
        while (k < seen_count && !(seen[k].content == f->content && seen[k].page == f->page)) k++;
        if (k == seen_count) {
            gk_arena *arena = gk_arena_new();
            gk_doc_page page;
            status = gk_store_page(library->store, f->content, f->page, arena, &page, err);
            gk_page_signs signs = {0};
            if (status == GK_OK) gk_page_look(wants, page.text, page.length, &signs);
            seen[seen_count++] = (looked_page){f->content, f->page,
                                               weight_statement * signs.statement +
                                                   weight_label * signs.label +
                                                   weight_column * signs.column};
            gk_arena_free(arena);
        }
        f->score += signs_count * seen[k].bonus;
    }
    gk_page_wants_free(wants);
    gk_free(seen);
    if (p->count) qsort(p->found, p->count, sizeof *p->found, better);
    return status;
}

/* ---- all together -------------------------------------------------------------------------- */

static gk_status retrieve(gk_library *library, gk_question *question,
                          const gk_search_options *options, size_t k, gk_retrieved *out,
                          gk_error *err)
{
    bool only = options && options->document;
    size_t depth = k > CANDIDATES ? k : CANDIDATES;
    gk_status status = gk_documents_fit(library, question, &out->fits, &out->fit_count, err);
    int64_t focus[FOCUS_MOST];
    size_t focus_count = 0;
    if (status == GK_OK && only) {
        gk_arena *arena = gk_arena_new();
        gk_store_content content;
        status = gk_store_find(library->store, options->document, arena, &content, err);
        focus[focus_count++] = content.id;
        out->document = options->document;
        gk_arena_free(arena);
    } else if (status == GK_OK) {
        focus_count = focus_of(out, focus);
    }
    pool p = {0};
    if (status == GK_OK)
        status = gather_lexical(library, question, focus, focus_count, only, depth, &p, err);
    bool dense = !(options && options->lexical_only) &&
                 strcmp(gk_store_get_model(library->store)->path, "none") != 0;
    gk_library_info info;
    if (status == GK_OK && dense) status = gk_store_counts(library->store, &info, err);
    if (status == GK_OK && dense && info.vectors) {
        gk_error why = {0};
        status = gather_dense(library, question, focus, focus_count, only, depth, &p, &why);
        if (status == GK_MODEL) {
            out->notice = gk_format("the embedding model is missing: searched by words alone (%s)",
                                    why.message);
            status = GK_OK;
        } else if (status != GK_OK) {
            gk_fail(err, status, "%s", why.message);
        }
    }
    if (status == GK_OK && dense && info.vectors < info.passages && !out->notice)
        out->notice = gk_strdup(
            info.vectors
                ? "some passages have no vector yet: run goshawk reindex"
                : "no passage has a vector yet: searched by words alone; run goshawk reindex");
    if (status == GK_OK && !out->notice)
        status = gk_store_notice(library->store, &out->notice, err);
    if (status == GK_OK && !only) status = drop_outdated(library, &p, err);
    if (status == GK_OK) {
        score(out, &p);
        status = look_at_pages(library, question, &p, err);
    }
    out->found = p.found;
    out->count = p.count < k ? p.count : k;
    if (status != GK_OK) gk_retrieved_free(out);
    return status;
}

gk_status gk_retrieve(gk_library *library, gk_question *question, const gk_search_options *options,
                      size_t k, gk_retrieved *out, gk_error *err)
{
    *out = (gk_retrieved){0};
    /* The question's vector and the passages' are of one model. */
    gk_status status = gk_library_begin(library, err);
    if (status != GK_OK) return status;
    status = retrieve(library, question, options, k, out, err);
    gk_library_end(library);
    return status;
}
