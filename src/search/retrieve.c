/* SPDX-License-Identifier: Apache-2.0
 *
 * Candidates come four ways: by words and by meaning, each over everything and over the documents
 * that fit the question best. A first score, of what is known without reading, says whose pages are
 * looked at; the learned weights of what those show give the order. Every part can be missing.
 */
#include "search/candidates.h"
#include "search/deep.h"
#include "search/features.h"

#include <stdlib.h>
#include <string.h>

enum {
    CANDIDATES = 200, /* from each way */
    FOCUS_MOST = 12,  /* documents that are looked at closely */
    LOOKED_AT = 64    /* pages that are read */
};

/* The first score. */
static const double weight_lexical = 0.55, weight_dense = 0.45, weight_fit = 0.9;
/* Passages less near than this (model/nearness.h) count nothing; above the second, all the same. */
static const double near_low = 0.02, near_high = 1.6;
/* What a passage without a vector gets for its cosine, of its lexical score. */
static const double unknown_dense = 0.5;
/* A page's other passages follow its best one, by what they are worse. */
static const double share_of_lexical = 0.05;

void gk_retrieved_free(gk_retrieved *retrieved)
{
    gk_free(retrieved->notice);
    gk_free(retrieved->found);
    gk_free(retrieved->fits);
    gk_free(retrieved->places);
    gk_free(retrieved->looked);
    *retrieved = (gk_retrieved){0};
}

/* Where a content's fit stands. */
typedef struct gk_fit_place {
    int64_t content;
    size_t at;
} gk_fit_place;

static int by_content(const void *a, const void *b)
{
    const gk_fit_place *x = a, *y = b;
    return x->content < y->content ? -1 : x->content > y->content;
}

/* Every candidate asks how its document fits. */
static void place_fits(gk_retrieved *r)
{
    r->places = gk_alloc_array(r->fit_count + 1, sizeof *r->places);
    for (size_t i = 0; i < r->fit_count; i++) r->places[i] = (gk_fit_place){r->fits[i].content, i};
    qsort(r->places, r->fit_count, sizeof *r->places, by_content);
}

const gk_fit *gk_retrieved_fit(const gk_retrieved *retrieved, int64_t content)
{
    if (!retrieved->places) return NULL;
    const gk_fit_place key = {.content = content};
    const gk_fit_place *place = bsearch(&key, retrieved->places, retrieved->fit_count, sizeof key,
                                        by_content);
    return place ? &retrieved->fits[place->at] : NULL;
}

/* ---- which documents ----------------------------------------------------------------------- */

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

/* Where companies are named beyond doubt, the papers of all others cannot answer; those that are
 * nobody's (news, research) may. contents has room for all fits; 0: nothing is restricted. */
static size_t allow(const gk_retrieved *r, const gk_store_card *cards, size_t count,
                    int64_t *contents)
{
    size_t n = 0;
    bool certain = false;
    for (size_t i = 0; i < r->fit_count; i++) {
        const gk_store_card *card = gk_store_card_of(cards, count, r->fits[i].content);
        certain = certain || r->fits[i].certain_company;
        if (r->fits[i].certain_company || (card && !card->company[0] && !card->ticker[0]))
            contents[n++] = r->fits[i].content;
    }
    gk_ids_sort(contents, n);
    return certain ? n : 0;
}

/* A document to which another version is preferred is found only by who asks for it by name. */
static gk_status drop_outdated(const gk_looking *looking, gk_candidates *pool, gk_error *err)
{
    int64_t *outdated;
    size_t count, kept = 0;
    const gk_store_scope scope = gk_admission_scope(looking->admission);
    gk_status status = gk_store_outdated(looking->library->store, &scope, &outdated, &count, err);
    for (size_t i = 0; i < pool->count && status == GK_OK; i++)
        if (!gk_ids_hold(outdated, count, pool->found[i].content))
            pool->found[kept++] = pool->found[i];
    if (status == GK_OK) pool->count = kept;
    gk_free(outdated);
    return status;
}

/* ---- the first score ----------------------------------------------------------------------- */

static double clip(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

static int better(const void *a, const void *b)
{
    const gk_found_passage *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

static void score_first(gk_retrieved *r)
{
    double most = 0;
    for (size_t i = 0; i < r->count; i++)
        if (r->found[i].lexical > most) most = r->found[i].lexical;
    for (size_t i = 0; i < r->count; i++) {
        gk_found_passage *f = &r->found[i];
        const gk_fit *fit = gk_retrieved_fit(r, f->content);
        f->lexical = most > 0 ? f->lexical / most : 0;
        /* A passage without a vector is neither better nor worse for it. */
        double dense = unknown_dense * f->lexical;
        if (f->dense != -1) dense = f->dense = clip((f->dense - near_low) / (near_high - near_low));
        f->score = weight_lexical * f->lexical + weight_dense * dense +
                   weight_fit * (fit ? fit->total : 0);
    }
    if (r->count) qsort(r->found, r->count, sizeof *r->found, better);
}

/* ---- pages --------------------------------------------------------------------------------- */

/* The first LOOKED_AT pages of the found, each by its best passage. */
static void choose_pages(gk_retrieved *r)
{
    r->looked = gk_alloc_array(LOOKED_AT, sizeof *r->looked);
    for (size_t i = 0; i < r->count; i++) {
        gk_found_passage *f = &r->found[i];
        size_t k = 0;
        while (k < r->looked_count &&
               !(r->looked[k].content == f->content && r->looked[k].page == f->page))
            k++;
        if (k == LOOKED_AT) continue;
        gk_looked_page *page = &r->looked[k];
        if (k == r->looked_count) {
            *page = (gk_looked_page){.content = f->content, .page = f->page, .best = i};
            r->looked_count++;
        } else if (f->lexical > page->second) {
            page->second = f->lexical;
        }
        f->looked = (int)k;
    }
}

static double score_of(const double *weights, const float *features)
{
    double sum = 0;
    for (size_t i = 0; i < GK_FEATURES; i++) sum += weights[i] * features[i];
    return sum;
}

/* The looked at by the learned weights, all others behind them as they stand. */
static void score_pages(gk_retrieved *r, const double *weights)
{
    double least = 0, first = r->count ? r->found[0].score : 0;
    double *scores = gk_alloc_array(r->looked_count + 1, sizeof *scores);
    for (size_t i = 0; i < r->looked_count; i++) {
        scores[i] = score_of(weights, r->looked[i].features);
        if (i == 0 || scores[i] < least) least = scores[i];
    }
    for (size_t i = 0; i < r->count; i++) {
        gk_found_passage *f = &r->found[i];
        if (f->looked < 0) {
            f->score = least - 0.01 - (first - f->score);
            continue;
        }
        const gk_looked_page *page = &r->looked[f->looked];
        f->score = scores[f->looked];
        if (page->best != i)
            f->score -= 0.001 + share_of_lexical * clip(r->found[page->best].lexical - f->lexical);
    }
    gk_free(scores);
    for (size_t i = 0; i < r->looked_count; i++) r->looked[i].best = SIZE_MAX;
    if (r->count) qsort(r->found, r->count, sizeof *r->found, better);
    for (size_t i = 0; i < r->count; i++) {
        const int at = r->found[i].looked;
        if (at >= 0 && r->looked[at].best == SIZE_MAX) r->looked[at].best = i;
    }
}

static gk_status order(gk_library *library, const gk_question *question, gk_retrieved *out,
                       gk_error *err)
{
    score_first(out);
    choose_pages(out);
    gk_page_weights weights;
    gk_status status = gk_page_weights_read(library, &weights, err);
    if (status == GK_OK) status = gk_features_fill(library, question, out, err);
    if (status == GK_OK) score_pages(out, gk_page_weights_for(&weights, question));
    return status;
}

/* ---- all together -------------------------------------------------------------------------- */

/* Adds what is near in meaning, if there are vectors; says where there are none, or not all. */
static gk_status gather_near(const gk_looking *looking, gk_candidates *pool, char **notice,
                             gk_error *err)
{
    size_t passages, vectors;
    gk_error why = {0};
    const gk_store_scope scope = gk_admission_scope(looking->admission);
    gk_status status = gk_store_embedded(looking->library->store, &scope, &passages, &vectors, err);
    if (status != GK_OK) return status;
    if (vectors) {
        status = gk_gather_near(looking, pool, &why);
        if (status == GK_MODEL)
            *notice = gk_format("the embedding model is missing: searched by words alone (%s)",
                                why.message);
        else if (status != GK_OK)
            return gk_fail(err, status, "%s", why.message);
    }
    if (vectors < passages && !*notice)
        *notice = gk_strdup(
            vectors ? "some passages have no vector yet: run goshawk reindex"
                    : "no passage has a vector yet: searched by words alone; run goshawk reindex");
    return GK_OK;
}

static size_t find_focus(const gk_search_options *options, const gk_admission *admission,
                         gk_retrieved *out, int64_t *focus)
{
    if (!admission->only) return focus_of(out, focus);
    focus[0] = admission->only;
    out->document = options->document;
    out->only = admission->only;
    return 1;
}

/* What there is to say of the filter comes first, then what else there is. How far a move to
 * another model is counts all documents, so who sees some is not told. */
static gk_status add_notices(gk_library *library, const gk_admission *admission, char **notice,
                             gk_error *err)
{
    char *filtered = gk_admission_notice(admission);
    gk_status status = GK_OK;
    if (!*notice && admission->all) status = gk_store_notice(library->store, notice, err);
    if (filtered && *notice) {
        char *both = gk_format("%s; %s", filtered, *notice);
        gk_free(filtered);
        gk_free(*notice);
        *notice = both;
    } else if (filtered) {
        *notice = filtered;
    }
    return status;
}

/* Everything that can be found, into the pool. */
static gk_status gather(const gk_looking *looking, const gk_search_options *options,
                        gk_candidates *pool, char **notice, gk_error *err)
{
    gk_status status = gk_gather_words(looking, pool, err);
    bool near = !(options && options->lexical_only) &&
                strcmp(gk_store_get_model(looking->library->store)->path, "none") != 0;
    if (status == GK_OK && near) status = gather_near(looking, pool, notice, err);
    if (status == GK_OK && !looking->only_focus) status = drop_outdated(looking, pool, err);
    return status;
}

/* The same, and without the restriction to the companies that are named where that leaves nothing.
 */
static gk_status gather_widening(gk_looking *looking, const gk_search_options *options,
                                 gk_candidates *pool, char **notice, gk_error *err)
{
    gk_status status = gather(looking, options, pool, notice, err);
    if (status != GK_OK || pool->count || !looking->allowed) return status;
    looking->allowed = NULL;
    gk_candidates_clear(pool);
    status = gather(looking, options, pool, notice, err);
    if (status == GK_OK && pool->count && !*notice)
        *notice = gk_strdup("no document of the company that is named holds anything of it: all "
                            "documents were searched");
    return status;
}

/* Who wants more than was found so far gets what else there is, behind it: the order of the first
 * does not depend on how many are wanted. */
static gk_status extend(gk_looking *looking, const gk_search_options *options, size_t k,
                        gk_retrieved *out, gk_error *err)
{
    gk_candidates more = {0};
    gk_retrieved rest = {.fits = out->fits, .fit_count = out->fit_count, .places = out->places};
    char *notice = NULL;
    looking->depth = k;
    gk_status status = gather(looking, options, &more, &notice, err);
    rest.found = more.found;
    rest.count = more.count;
    score_first(&rest);
    size_t known = out->count;
    double least = known ? out->found[known - 1].score : 0;
    double first = rest.count ? rest.found[0].score : 0;
    out->found = gk_realloc_array(out->found, known + rest.count + 1, sizeof *out->found);
    for (size_t i = 0; i < rest.count && status == GK_OK; i++) {
        gk_found_passage f = rest.found[i];
        size_t at = 0;
        while (at < known && out->found[at].passage != f.passage) at++;
        if (at < known) continue;
        f.score = least - 0.01 - (first - f.score);
        out->found[out->count++] = f;
    }
    gk_free(notice);
    gk_candidates_clear(&more);
    return status;
}

static gk_status find(gk_looking *looking, const gk_search_options *options, size_t k,
                      gk_retrieved *out, gk_error *err)
{
    gk_candidates pool = {0};
    gk_status status = gather_widening(looking, options, &pool, &out->notice, err);
    if (status == GK_OK)
        status = add_notices(looking->library, looking->admission, &out->notice, err);
    out->found = pool.found;
    out->count = pool.count;
    pool.found = NULL;
    gk_candidates_clear(&pool);
    if (status == GK_OK) status = order(looking->library, looking->question, out, err);
    if (status == GK_OK && options && options->rerank)
        status = gk_deep_order(looking->library, looking->question, options->rerank, out, err);
    if (status == GK_OK && k > out->count && k > CANDIDATES)
        status = extend(looking, options, k, out, err);
    return status;
}

static gk_status retrieve(gk_library *library, gk_question *question,
                          const gk_search_options *options, const gk_admission *admission, size_t k,
                          gk_retrieved *out, gk_error *err)
{
    int64_t focus[FOCUS_MOST];
    const gk_store_card *cards;
    size_t card_count;
    gk_looking looking = {.library = library,
                          .question = question,
                          .admission = admission,
                          .focus = focus,
                          .only_focus = admission->only != 0,
                          .depth = CANDIDATES};
    gk_status status = gk_documents_fit(library, question, admission, &out->fits, &out->fit_count,
                                        err);
    if (status == GK_OK) status = gk_store_cards(library->store, &cards, &card_count, err);
    if (status != GK_OK) return status;
    place_fits(out);
    int64_t *allowed = gk_alloc_array(out->fit_count + 1, sizeof *allowed);
    looking.focus_count = find_focus(options, admission, out, focus);
    if (!looking.only_focus && !question->seeks_companies)
        looking.allowed_count = allow(out, cards, card_count, allowed);
    if (looking.allowed_count) looking.allowed = allowed;
    status = find(&looking, options, k, out, err);
    gk_free(allowed);
    if (out->count > k) out->count = k;
    return status;
}

gk_status gk_retrieve(gk_library *library, gk_question *question, const gk_search_options *options,
                      size_t k, gk_retrieved *out, gk_error *err)
{
    *out = (gk_retrieved){0};
    gk_admission admission;
    /* The question's vector and the passages' are of one model. */
    gk_status status = gk_library_begin(library, err);
    if (status != GK_OK) return status;
    status = gk_admit(library, options, &admission, err);
    if (status == GK_OK) status = retrieve(library, question, options, &admission, k, out, err);
    gk_admission_free(&admission);
    gk_library_end(library);
    if (status != GK_OK) gk_retrieved_free(out);
    return status;
}
