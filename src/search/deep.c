/* SPDX-License-Identifier: Apache-2.0
 *
 * A cross-encoder reads the question together with the best passage of each of the first pages, and
 * these pages stand in the order of its scores. It costs as much as embedding so many passages at
 * every question, so it is for who asks for it.
 */
#include "search/deep.h"

#include "model/cross_encoder.h"

#include <stdlib.h>
#include <string.h>

/* A page of those that are read. */
typedef struct page {
    size_t best;  /* index of its best passage among the found */
    int looked;   /* its index among the looked at */
    float deep;   /* the cross-encoder's score */
    double first; /* the best passage's score before */
} page;

typedef struct work {
    gk_retrieved *r;
    page pages[GK_DEEP_PAGES];
    size_t count;
} work;

/* ---- the model, kept with the library ------------------------------------------------------- */

typedef struct kept {
    char *folder;
    gk_cross_encoder *encoder;
} kept;

static void kept_free(void *value)
{
    kept *k = value;
    if (!k) return;
    gk_cross_encoder_close(k->encoder);
    gk_free(k->folder);
    gk_free(k);
}

/* Opens the folder, unless it is the one that served last. */
static gk_status encoder_of(gk_library *library, const char *folder, const gk_cross_encoder **out,
                            gk_error *err)
{
    kept *k = library->reranker.value;
    if (!k || strcmp(k->folder, folder) != 0) {
        gk_cross_encoder *encoder;
        gk_status status = gk_cross_encoder_open(folder, &encoder, err);
        if (status != GK_OK) return status;
        kept_free(k);
        k = gk_alloc(sizeof *k);
        *k = (kept){gk_strdup(folder), encoder};
        library->reranker = (gk_kept){k, kept_free};
    }
    *out = k->encoder;
    return GK_OK;
}

/* ---- which pages, and what is read of them --------------------------------------------------- */

static page *page_of(work *w, int looked)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->pages[i].looked == looked) return &w->pages[i];
    return NULL;
}

/* The first pages, each by its best passage, which comes first. */
static void choose(work *w)
{
    for (size_t i = 0; i < w->r->count && w->count < GK_DEEP_PAGES; i++) {
        const gk_found_passage *f = &w->r->found[i];
        if (f->looked < 0 || page_of(w, f->looked)) continue;
        w->pages[w->count++] = (page){.best = i, .looked = f->looked, .first = f->score};
    }
}

/* The passages as they are embedded, with their document's title before them. */
static gk_status read_texts(gk_store *store, const work *w, char **texts, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    gk_status status = GK_OK;
    for (size_t i = 0; i < w->count && status == GK_OK; i++) {
        gk_store_passage p;
        gk_store_content content;
        status = gk_store_passage_get(store, w->r->found[w->pages[i].best].passage, arena, &p, err);
        if (status == GK_OK)
            status = gk_store_content_by_id(store, p.content, arena, &content, err);
        if (status == GK_OK)
            texts[i] = gk_passage_embed_text(content.title, p.passage.context, p.text);
    }
    gk_arena_free(arena);
    return status;
}

static gk_status score(gk_library *library, const gk_question *question,
                       const gk_cross_encoder *encoder, work *w, gk_error *err)
{
    char *texts[GK_DEEP_PAGES] = {0};
    float scores[GK_DEEP_PAGES];
    gk_status status = read_texts(library->store, w, texts, err);
    if (status == GK_OK)
        gk_cross_encoder_score(encoder, question->text, (const char *const *)texts, w->count, 0,
                               scores);
    for (size_t i = 0; i < w->count && status == GK_OK; i++) {
        gk_found_passage *f = &w->r->found[w->pages[i].best];
        w->pages[i].deep = scores[i];
        f->deep = (double)scores[i];
        f->read = true;
    }
    for (size_t i = 0; i < w->count; i++) gk_free(texts[i]);
    return status;
}

/* ---- the order ------------------------------------------------------------------------------- */

typedef struct placed {
    gk_found_passage found;
    size_t was; /* its place before, which decides between equal scores */
} placed;

static int better(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->found.score != y->found.score) return x->found.score < y->found.score ? 1 : -1;
    return x->was < y->was ? -1 : x->was > y->was;
}

/* A page's other passages follow its best one as far behind as before; all that was not read comes
 * behind all that was. */
static void score_all(work *w)
{
    gk_retrieved *r = w->r;
    double least = 0, rest = 0;
    bool any = false, any_rest = false;
    for (size_t i = 0; i < r->count; i++) {
        gk_found_passage *f = &r->found[i];
        const page *p = f->looked < 0 ? NULL : page_of(w, f->looked);
        if (!p) continue;
        f->score = (double)p->deep - (p->first - f->score);
        if (!any || f->score < least) least = f->score;
        any = true;
    }
    for (size_t i = 0; i < r->count; i++) {
        gk_found_passage *f = &r->found[i];
        if (f->looked >= 0 && page_of(w, f->looked)) continue;
        if (!any_rest) rest = f->score; /* the best of these */
        any_rest = true;
        f->score = least - 0.01 - (rest - f->score);
    }
}

static void sort(gk_retrieved *r)
{
    placed *all = gk_alloc_array(r->count, sizeof *all);
    for (size_t i = 0; i < r->count; i++) all[i] = (placed){r->found[i], i};
    qsort(all, r->count, sizeof *all, better);
    for (size_t i = 0; i < r->looked_count; i++) r->looked[i].best = SIZE_MAX;
    for (size_t i = 0; i < r->count; i++) {
        r->found[i] = all[i].found;
        const int at = r->found[i].looked;
        if (at >= 0 && r->looked[at].best == SIZE_MAX) r->looked[at].best = i;
    }
    gk_free(all);
}

gk_status gk_deep_order(gk_library *library, const gk_question *question, const char *folder,
                        gk_retrieved *r, gk_error *err)
{
    const gk_cross_encoder *encoder;
    work w = {.r = r};
    gk_status status = encoder_of(library, folder, &encoder, err);
    if (status != GK_OK || r->count == 0) return status;
    choose(&w);
    status = score(library, question, encoder, &w, err);
    if (status != GK_OK) return status;
    score_all(&w);
    sort(r);
    return GK_OK;
}

/* ---- which model ----------------------------------------------------------------------------- */

gk_status gk_reranker_default(const char *library, char **folder, gk_error *err)
{
    const char *named = getenv("GOSHAWK_RERANKER");
    *folder = gk_path_join(library, "reranker");
    if (gk_path_exists(*folder)) return GK_OK;
    gk_free(*folder);
    *folder = NULL;
    if (named && *named) {
        *folder = gk_strdup(named);
        return GK_OK;
    }
    return gk_fail(err, GK_MODEL,
                   "there is no reranker: no folder %s/reranker, and GOSHAWK_RERANKER names none; "
                   "train one: goshawk train --reranker",
                   library);
}
