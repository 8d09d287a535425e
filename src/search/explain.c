/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_explain: what a question was understood to say, the documents as they fit it, and the pages as
 * they were ranked.
 */
#include "search/json.h"
#include "search/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENTS = 10 };

typedef struct owned_explanation {
    gk_explanation explanation; /* first: what callers see */
    gk_arena *arena;
} owned_explanation;

void gk_explanation_free(gk_explanation *explanation)
{
    if (!explanation) return;
    owned_explanation *owned = (owned_explanation *)explanation;
    gk_arena_free(owned->arena);
    gk_free(owned);
}

/* ---- what it says --------------------------------------------------------------------------- */

static const char *period_text(gk_arena *arena, const gk_period *p)
{
    if (!p->year) return "";
    if (p->day) return gk_arena_format(arena, "%04d-%02d-%02d", p->year, p->month, p->day);
    if (p->month) return gk_arena_format(arena, "%04d-%02d", p->year, p->month);
    if (p->quarter) return gk_arena_format(arena, "Q%d %d", p->quarter, p->year);
    if (p->half) return gk_arena_format(arena, "H%d %d", p->half, p->year);
    return gk_arena_format(arena, "FY%d", p->year);
}

static void take_companies(const gk_question *q, gk_arena *arena, gk_explanation *out)
{
    out->companies = gk_arena_array(arena, q->mention_count, sizeof *out->companies);
    for (size_t i = 0; i < q->mention_count; i++) {
        const gk_mention *m = &q->mentions[i];
        out->companies[out->company_count++] = (gk_explained_company){
            .name = gk_arena_strdup(arena, m->name),
            .ticker = gk_arena_strdup(arena, m->ticker),
            .span = m->span,
            .matched = gk_matched_name(m->matched),
            .certainty = m->certainty};
    }
}

static void take_periods(const gk_question *q, gk_arena *arena, gk_explanation *out)
{
    out->periods = gk_arena_array(arena, q->period_count, sizeof *out->periods);
    for (size_t i = 0; i < q->period_count; i++)
        out->periods[out->period_count++] = (gk_explained_period){
            .period = period_text(arena, &q->periods[i]),
            .span = q->periods[i].span,
            .role = gk_role_name(q->roles[i])};
}

static void take_forms(const gk_question *q, gk_arena *arena, gk_explanation *out)
{
    enum { BITS = 32 };
    out->forms = gk_arena_array(arena, BITS, sizeof *out->forms);
    for (unsigned bit = 1; bit && bit <= q->forms; bit <<= 1)
        if (q->forms & bit) out->forms[out->form_count++] = gk_paper_name(bit);
}

static void take_statements(const gk_question *q, gk_arena *arena, gk_explanation *out)
{
    static const struct {
        unsigned statement;
        const char *name;
    } names[] = {{GK_STATEMENT_INCOME, "income statement"},
                 {GK_STATEMENT_BALANCE, "balance sheet"},
                 {GK_STATEMENT_CASH, "cash flow statement"}};
    enum { COUNT = sizeof names / sizeof *names };
    out->statements = gk_arena_array(arena, COUNT, sizeof *out->statements);
    for (size_t i = 0; i < COUNT; i++)
        if (q->statement & names[i].statement)
            out->statements[out->statement_count++] = names[i].name;
}

static void take_items(const gk_question *q, gk_arena *arena, gk_explanation *out)
{
    out->items = gk_arena_array(arena, q->item_count, sizeof *out->items);
    for (size_t i = 0; i < q->item_count; i++)
        out->items[out->item_count++] = (gk_explained_item){.name = q->items[i]->name,
                                                            .computed = q->items[i]->computed};
}

static void take_filters(const gk_search_options *options, gk_arena *arena, gk_explanation *out)
{
    if (!options) return;
    const gk_filter *f = &options->filter;
    const gk_explained_filter all[] = {{"document", options->document},
                                       {"company", f->company},
                                       {"ticker", f->ticker},
                                       {"form", f->form},
                                       {"period", f->period},
                                       {"since", f->since},
                                       {"until", f->until},
                                       {"language", f->language},
                                       {"source", f->source},
                                       {"as_of", f->as_of}};
    enum { COUNT = sizeof all / sizeof *all };
    out->filters = gk_arena_array(arena, COUNT, sizeof *out->filters);
    for (size_t i = 0; i < COUNT; i++)
        if (all[i].value)
            out->filters[out->filter_count++] = (gk_explained_filter){
                all[i].field, gk_arena_strdup(arena, all[i].value)};
}

static void take_question(const gk_question *q, gk_arena *arena, gk_explanation *out)
{
    static const char *const kinds[] = {[GK_ASKS_TEXT] = "text",
                                        [GK_ASKS_FIGURE] = "figure",
                                        [GK_ASKS_COMPUTED] = "computed",
                                        [GK_ASKS_JUDGEMENT] = "judgement"};
    out->question = gk_arena_strdup(arena, q->text);
    out->kind = kinds[q->kind];
    out->today = gk_arena_strdup(arena, q->today);
    out->compares = q->compares;
    out->newest = q->newest;
    take_companies(q, arena, out);
    take_periods(q, arena, out);
    take_forms(q, arena, out);
    take_statements(q, arena, out);
    take_items(q, arena, out);
}

/* ---- the documents -------------------------------------------------------------------------- */

static const char *card_period(gk_arena *arena, const gk_store_card *card)
{
    if (!card->fiscal_year) return gk_arena_strdup(arena, card->period_end);
    if (!*card->fiscal_period) return gk_arena_format(arena, "%d", card->fiscal_year);
    bool year = strcmp(card->fiscal_period, "FY") == 0;
    return gk_arena_format(arena, year ? "%s%d" : "%s %d", card->fiscal_period, card->fiscal_year);
}

static gk_status take_documents(gk_library *library, const gk_fit *fits, size_t count, size_t k,
                                int64_t only, gk_arena *arena, gk_explanation *out, gk_error *err)
{
    const gk_store_card *cards;
    size_t card_count;
    gk_status status = gk_store_cards(library->store, &cards, &card_count, err);
    if (status != GK_OK) return status;
    size_t most = count < k ? count : k;
    out->documents = gk_arena_array(arena, most, sizeof *out->documents);
    for (size_t i = 0; i < count && out->document_count < most; i++) {
        const gk_store_card *card = gk_store_card_of(cards, card_count, fits[i].content);
        if (!card || (only && card->content != only)) continue;
        out->documents[out->document_count++] = (gk_explained_document){
            .document = gk_arena_strdup(arena, card->document),
            .company = gk_arena_strdup(arena, card->company),
            .form = gk_arena_strdup(arena, card->form),
            .period = card_period(arena, card),
            .published = gk_arena_strdup(arena, card->published),
            .total = fits[i].total,
            .by_company = fits[i].company,
            .by_period = fits[i].period,
            .by_form = fits[i].form,
            .by_front = fits[i].front,
            .by_recent = fits[i].recent,
            .certain_company = fits[i].certain_company,
            .certain_period = fits[i].certain_period};
    }
    return GK_OK;
}

/* ---- the pages ------------------------------------------------------------------------------ */

static int counts_more(const void *a, const void *b)
{
    const gk_explained_part *x = a, *y = b;
    double left = fabs(x->value * x->weight), right = fabs(y->value * y->weight);
    if (left != right) return left < right ? 1 : -1;
    return strcmp(x->feature, y->feature);
}

static void take_parts(const gk_looked_page *looked, const double *weights, gk_arena *arena,
                       gk_explained_page *out)
{
    out->parts = gk_arena_array(arena, GK_FEATURES, sizeof *out->parts);
    for (int i = 0; i < GK_FEATURES; i++)
        if (looked->features[i] > 0)
            out->parts[out->part_count++] = (gk_explained_part){gk_feature_name((gk_feature)i),
                                                                looked->features[i], weights[i]};
    if (out->part_count) qsort(out->parts, out->part_count, sizeof *out->parts, counts_more);
}

/* The looked at pages in the order of their best passages. */
static gk_status take_found(gk_library *library, const gk_question *q, const gk_retrieved *r,
                            size_t k, gk_arena *arena, gk_explanation *out, gk_error *err)
{
    gk_page_weights weights;
    gk_status status = gk_page_weights_read(library, &weights, err);
    out->pages = gk_arena_array(arena, k, sizeof *out->pages);
    for (size_t i = 0; i < r->count && out->page_count < k && status == GK_OK; i++) {
        const gk_found_passage *f = &r->found[i];
        if (f->looked < 0 || r->looked[f->looked].best != i) continue;
        gk_store_content content;
        gk_explained_page *page = &out->pages[out->page_count];
        status = gk_store_content_by_id(library->store, f->content, arena, &content, err);
        if (status != GK_OK) break;
        *page = (gk_explained_page){.document = content.document,
                                    .page = f->page,
                                    .score = f->score,
                                    .lexical_rank = f->lexical_rank,
                                    .dense_rank = f->dense_rank};
        take_parts(&r->looked[f->looked], gk_page_weights_for(&weights, q), arena, page);
        out->page_count++;
    }
    return status;
}

static gk_status explain(gk_library *library, gk_question *q, const gk_search_options *options,
                         owned_explanation *owned, gk_error *err)
{
    enum { PASSAGES_A_PAGE = 8 };
    const size_t k = options && options->k ? options->k : DOCUMENTS;
    gk_explanation *out = &owned->explanation;
    gk_arena *arena = owned->arena;
    gk_retrieved r;
    gk_status status = gk_retrieve(library, q, options, k * PASSAGES_A_PAGE, &r, err);
    if (status != GK_OK) return status;
    take_question(q, arena, out);
    take_filters(options, arena, out);
    out->admitted = r.fit_count;
    out->notice = r.notice ? gk_arena_strdup(arena, r.notice) : NULL;
    status = take_documents(library, r.fits, r.fit_count, k, r.only, arena, out, err);
    if (status == GK_OK) status = take_found(library, q, &r, k, arena, out, err);
    gk_retrieved_free(&r);
    return status;
}

gk_status gk_explain(gk_library *library, const char *question, const gk_search_options *options,
                     gk_explanation **out, gk_error *err)
{
    *out = NULL;
    gk_status status = gk_query_check(question, err);
    if (status != GK_OK) return status;
    if (options && options->k > GK_SEARCH_MOST)
        return gk_fail(err, GK_INVALID, "k is %zu; at most %d documents can be had", options->k,
                       GK_SEARCH_MOST);
    status = gk_library_begin(library, err);
    if (status != GK_OK) return status;
    gk_question *q;
    gk_question_read(question, options ? options->filter.as_of : NULL, &q);
    owned_explanation *owned = gk_alloc(sizeof *owned);
    owned->arena = gk_arena_new();
    status = explain(library, q, options, owned, err);
    gk_question_free(q);
    gk_library_end(library);
    if (status == GK_OK)
        *out = &owned->explanation;
    else
        gk_explanation_free(&owned->explanation);
    return status;
}

/* ---- as JSON -------------------------------------------------------------------------------- */

/* Programs count characters, not bytes. */
static json_t *span_to_json(const char *text, gk_span span)
{
    size_t n = strlen(text), characters = 0, start = 0, end = 0;
    for (size_t i = 0; i <= n; characters++) {
        if (i <= span.start) start = characters;
        if (i <= span.end) end = characters;
        if (i == n) break;
        gk_utf8_next(text, n, &i);
    }
    return json_pack("[II]", (json_int_t)start, (json_int_t)end);
}

static json_t *texts_to_json(const char *const *texts, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(array, gk_json_text(texts[i]));
    return array;
}

static json_t *companies_to_json(const gk_explanation *e)
{
    json_t *array = json_array();
    for (size_t i = 0; i < e->company_count; i++) {
        const gk_explained_company *c = &e->companies[i];
        json_array_append_new(array, json_pack("{so so so ss sf}", "name", gk_json_text(c->name),
                                               "ticker", gk_json_text(c->ticker), "span",
                                               span_to_json(e->question, c->span), "matched",
                                               c->matched, "certainty", c->certainty));
    }
    return array;
}

static json_t *periods_to_json(const gk_explanation *e)
{
    json_t *array = json_array();
    for (size_t i = 0; i < e->period_count; i++)
        json_array_append_new(array, json_pack("{ss so ss}", "period", e->periods[i].period, "span",
                                               span_to_json(e->question, e->periods[i].span),
                                               "role", e->periods[i].role));
    return array;
}

static json_t *items_to_json(const gk_explanation *e)
{
    json_t *array = json_array();
    for (size_t i = 0; i < e->item_count; i++)
        json_array_append_new(array, json_pack("{ss sb}", "name", e->items[i].name, "computed",
                                               e->items[i].computed));
    return array;
}

static json_t *filters_to_json(const gk_explanation *e)
{
    json_t *object = json_object();
    for (size_t i = 0; i < e->filter_count; i++)
        json_object_set_new(object, e->filters[i].field, gk_json_text(e->filters[i].value));
    return object;
}

static json_t *documents_to_json(const gk_explanation *e)
{
    json_t *array = json_array();
    for (size_t i = 0; i < e->document_count; i++) {
        const gk_explained_document *d = &e->documents[i];
        json_t *parts = json_pack("{sf sf sf sf sf}", "company", d->by_company, "period",
                                  d->by_period, "form", d->by_form, "front", d->by_front, "recent",
                                  d->by_recent);
        json_array_append_new(
            array,
            json_pack("{so so so so so sf so sb sb}", "document", gk_json_text(d->document),
                      "company", gk_json_text(d->company), "form", gk_json_text(d->form), "period",
                      gk_json_text(d->period), "published", gk_json_text(d->published), "total",
                      d->total, "parts", parts, "certain_company", d->certain_company,
                      "certain_period", d->certain_period));
    }
    return array;
}

static json_t *pages_to_json(const gk_explanation *e)
{
    json_t *array = json_array();
    for (size_t i = 0; i < e->page_count; i++) {
        const gk_explained_page *p = &e->pages[i];
        json_t *features = json_array();
        for (size_t k = 0; k < p->part_count; k++)
            json_array_append_new(features,
                                  json_pack("{ss sf sf}", "feature", p->parts[k].feature, "value",
                                            p->parts[k].value, "weight", p->parts[k].weight));
        json_array_append_new(array, json_pack("{so si sf si si so}", "document",
                                               gk_json_text(p->document), "page", p->page, "score",
                                               p->score, "lexical_rank", p->lexical_rank,
                                               "dense_rank", p->dense_rank, "features", features));
    }
    return array;
}

char *gk_explanation_json(const gk_explanation *e)
{
    json_t *object = json_pack("{so ss ss sb sb so}", "question", gk_json_text(e->question), "kind",
                               e->kind, "today", e->today, "compares", e->compares, "newest",
                               e->newest, "notice", gk_json_text(e->notice));
    json_object_set_new(object, "companies", companies_to_json(e));
    json_object_set_new(object, "periods", periods_to_json(e));
    json_object_set_new(object, "forms", texts_to_json(e->forms, e->form_count));
    json_object_set_new(object, "statements", texts_to_json(e->statements, e->statement_count));
    json_object_set_new(object, "items", items_to_json(e));
    json_object_set_new(object, "filter", filters_to_json(e));
    json_object_set_new(object, "admitted", json_integer((json_int_t)e->admitted));
    json_object_set_new(object, "documents", documents_to_json(e));
    json_object_set_new(object, "pages", pages_to_json(e));
    return gk_json_print(object);
}
