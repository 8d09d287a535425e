/* SPDX-License-Identifier: Apache-2.0
 *
 * The features of a page (search.h): what it was found by, how its document fits, what it shows.
 * All are between 0 and 1, so that their weights can be compared.
 */
#include "search/features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 8 };

static const char *const names[GK_FEATURES] = {
    [GK_FEATURE_LEXICAL] = "lexical",
    [GK_FEATURE_LEXICAL_RANK] = "lexical_rank",
    [GK_FEATURE_LEXICAL_SECOND] = "lexical_second",
    [GK_FEATURE_LEXICAL_IN_DOCUMENT] = "lexical_in_document",
    [GK_FEATURE_DENSE] = "dense",
    [GK_FEATURE_DENSE_RANK] = "dense_rank",
    [GK_FEATURE_DENSE_IN_DOCUMENT] = "dense_in_document",
    [GK_FEATURE_COMPANY] = "company",
    [GK_FEATURE_PERIOD] = "period",
    [GK_FEATURE_FORM] = "form",
    [GK_FEATURE_FRONT] = "front",
    [GK_FEATURE_RECENT] = "recent",
    [GK_FEATURE_STATEMENT] = "statement",
    [GK_FEATURE_LABEL] = "label",
    [GK_FEATURE_COLUMN] = "column",
    [GK_FEATURE_WORDS] = "words",
    [GK_FEATURE_RARE_WORDS] = "rare_words",
    [GK_FEATURE_PAIRS] = "pairs",
    [GK_FEATURE_WINDOW] = "window",
    [GK_FEATURE_HEADING] = "heading",
    [GK_FEATURE_ROW] = "row",
    [GK_FEATURE_YEAR] = "year",
    [GK_FEATURE_TABLE] = "table",
    [GK_FEATURE_CONTENTS] = "contents",
    [GK_FEATURE_FIRST_PAGES] = "first_pages",
};

const char *gk_feature_name(gk_feature feature) { return names[feature]; }

/* What is known of a looked page before its features are made of it. */
typedef struct page_look {
    gk_look look;
    gk_page_signs signs;
} page_look;

typedef struct filling {
    const gk_question *question;
    gk_retrieved *r;
    page_look *looks; /* one a looked page */
    gk_look_words words;
    double worth[GK_LOOK_WORDS]; /* of a word: how rare it is among the pages */
    double all_worth;
} filling;

static double clip(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

/* 1 for the first, a half for the fifth, 0 where it was not found that way. */
static double of_rank(int rank) { return rank ? 4.0 / (3 + rank) : 0; }

/* ---- by how it was found ------------------------------------------------------------------- */

static void best_of_document(const gk_retrieved *r, int64_t content, double *lexical, double *dense)
{
    *lexical = *dense = 0;
    for (size_t i = 0; i < r->looked_count; i++) {
        if (r->looked[i].content != content) continue;
        const gk_found_passage *f = &r->found[r->looked[i].best];
        if (f->lexical > *lexical) *lexical = f->lexical;
        if (f->dense > *dense) *dense = f->dense;
    }
}

static void fill_found(const gk_retrieved *r, gk_looked_page *page)
{
    double lexical, dense;
    const gk_found_passage *f = &r->found[page->best];
    best_of_document(r, page->content, &lexical, &dense);
    page->features[GK_FEATURE_LEXICAL] = (float)f->lexical;
    page->features[GK_FEATURE_LEXICAL_RANK] = (float)of_rank(f->lexical_rank);
    page->features[GK_FEATURE_LEXICAL_SECOND] = (float)page->second;
    page->features[GK_FEATURE_LEXICAL_IN_DOCUMENT] = (float)(lexical > 0 ? f->lexical / lexical
                                                                         : 0);
    page->features[GK_FEATURE_DENSE] = (float)(f->dense > 0 ? f->dense : 0);
    page->features[GK_FEATURE_DENSE_RANK] = (float)of_rank(f->dense_rank);
    page->features[GK_FEATURE_DENSE_IN_DOCUMENT] =
        (float)(dense > 0 && f->dense > 0 ? f->dense / dense : 0);
}

/* ---- by its document ----------------------------------------------------------------------- */

static void fill_document(const filling *f, gk_looked_page *page)
{
    const gk_fit *fit = gk_retrieved_fit(f->r, page->content);
    if (!fit) return;
    page->features[GK_FEATURE_COMPANY] = (float)clip(fit->company);
    page->features[GK_FEATURE_PERIOD] = (float)clip(fit->period);
    page->features[GK_FEATURE_FORM] = (float)clip(fit->form);
    page->features[GK_FEATURE_FRONT] = (float)clip(fit->front);
    page->features[GK_FEATURE_RECENT] = (float)clip(fit->recent);
}

/* ---- by what it shows ---------------------------------------------------------------------- */

/* A word that all the candidates have tells nothing of any of them. */
static void weigh_words(filling *f)
{
    for (size_t w = 0; w < f->words.count; w++) {
        size_t pages = 0;
        for (size_t i = 0; i < f->r->looked_count; i++) pages += (f->looks[i].look.words >> w) & 1;
        f->worth[w] = log((double)(f->r->looked_count + 1) / ((double)pages + 0.5)) + 0.1;
        f->all_worth += f->worth[w];
    }
}

static double worth_of(const filling *f, uint64_t words)
{
    double sum = 0;
    for (; words; words &= words - 1) sum += f->worth[__builtin_ctzll(words)];
    return f->all_worth > 0 ? sum / f->all_worth : 0;
}

static double most_worth(const filling *f, const uint64_t *masks, size_t count)
{
    double best = 0;
    for (size_t i = 0; i < count; i++) {
        if (i && masks[i] == masks[i - 1]) continue;
        double worth = worth_of(f, masks[i]);
        if (worth > best) best = worth;
    }
    return best;
}

static void fill_shown(const filling *f, size_t at)
{
    const gk_look *look = &f->looks[at].look;
    const gk_page_signs *signs = &f->looks[at].signs;
    gk_looked_page *page = &f->r->looked[at];
    const size_t n = f->words.count;
    float *x = page->features;
    x[GK_FEATURE_STATEMENT] = (float)signs->statement;
    x[GK_FEATURE_LABEL] = (float)signs->label;
    x[GK_FEATURE_COLUMN] = (float)signs->column;
    x[GK_FEATURE_WORDS] = n ? (float)__builtin_popcountll(look->words) / (float)n : 0;
    x[GK_FEATURE_RARE_WORDS] = (float)worth_of(f, look->words);
    x[GK_FEATURE_PAIRS] = n > 1 ? (float)__builtin_popcountll(look->pairs) / (float)(n - 1) : 0;
    x[GK_FEATURE_WINDOW] = (float)most_worth(f, look->windows, look->window_count);
    x[GK_FEATURE_HEADING] = (float)worth_of(f, look->headings);
    x[GK_FEATURE_ROW] = (float)most_worth(f, look->rows, look->row_count);
    x[GK_FEATURE_YEAR] = (float)look->year;
    x[GK_FEATURE_TABLE] = (float)look->table;
    x[GK_FEATURE_CONTENTS] = look->contents;
    x[GK_FEATURE_FIRST_PAGES] = 1.0F / (float)(page->page > 0 ? page->page : 1);
}

/* ---- all ------------------------------------------------------------------------------------- */

/* The pages' texts, read one by one, and looked at by all processors. */
typedef struct looking {
    const filling *f;
    gk_laid_text *laid; /* one a page; its text is the arena's */
    size_t *lengths;
    gk_arena **arenas; /* one a thread */
    size_t threads;
} looking;

static void look_at_share(void *ctx, size_t thread)
{
    const looking *l = ctx;
    const filling *f = l->f;
    gk_page_wants *wants = gk_page_wants_new(f->question);
    gk_terms *terms = gk_terms_new();
    gk_arena *arena = l->arenas[thread];
    for (size_t i = thread; i < f->r->looked_count; i += l->threads) {
        gk_laid_text *laid = &l->laid[i];
        gk_laid_read(laid->text, l->lengths[i], arena, laid);
        gk_page_look(wants, laid, l->lengths[i], arena, &f->looks[i].signs);
        gk_look_at(&f->words, f->question, terms, laid, arena, &f->looks[i].look);
    }
    gk_terms_free(terms);
    gk_page_wants_free(wants);
}

static gk_status read_pages(gk_library *library, const gk_retrieved *r, looking *l, gk_arena *arena,
                            gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < r->looked_count && status == GK_OK; i++) {
        gk_doc_page text;
        status = gk_store_page(library->store, r->looked[i].content, r->looked[i].page, arena,
                               &text, err);
        if (status != GK_OK) break;
        l->laid[i].text = text.text;
        l->lengths[i] = text.length;
    }
    return status;
}

/* The masks that the looks point at are the arenas', which the caller frees. */
static gk_status look_at_pages(gk_library *library, const filling *f, looking *l, gk_arena *arena,
                               gk_error *err)
{
    l->laid = gk_arena_array(arena, f->r->looked_count, sizeof *l->laid);
    l->lengths = gk_arena_array(arena, f->r->looked_count, sizeof *l->lengths);
    gk_status status = read_pages(library, f->r, l, arena, err);
    if (status == GK_OK) gk_parallel(0, l->threads, look_at_share, l);
    return status;
}

gk_status gk_features_fill(gk_library *library, const gk_question *question, gk_retrieved *r,
                           gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    filling f = {.question = question,
                 .r = r,
                 .looks = gk_arena_array(arena, r->looked_count, sizeof *f.looks)};
    gk_look_words_of(question, &f.words);
    looking l = {.f = &f, .threads = (size_t)gk_processors()};
    if (l.threads > MOST_THREADS) l.threads = MOST_THREADS;
    l.arenas = gk_arena_array(arena, l.threads, sizeof *l.arenas);
    for (size_t i = 0; i < l.threads; i++) l.arenas[i] = gk_arena_new();
    gk_status status = look_at_pages(library, &f, &l, arena, err);
    if (status == GK_OK) weigh_words(&f);
    for (size_t i = 0; i < r->looked_count && status == GK_OK; i++) {
        fill_found(r, &r->looked[i]);
        fill_document(&f, &r->looked[i]);
        fill_shown(&f, i);
    }
    for (size_t i = 0; i < l.threads; i++) gk_arena_free(l.arenas[i]);
    gk_arena_free(arena);
    return status;
}
