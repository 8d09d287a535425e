/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose facts: a document by its name, else the companies that the words name, by the library's
 * registry. What a filter leaves out is as good as absent, also for whom the words may mean.
 */
#include "ledger/ledger.h"
#include "search/companies.h"

#include <stdlib.h>
#include <string.h>

/* A name that is as certain as this counts, however certain another is. */
static const double sure = 0.9;

typedef struct contents {
    int64_t *ids; /* upwards, each once */
    size_t count, capacity;
} contents;

static void add(contents *to, int64_t id)
{
    to->ids = gk_grow(to->ids, to->count, &to->capacity, sizeof *to->ids);
    to->ids[to->count++] = id;
}

static bool admits(const gk_admission *admission, int64_t content)
{
    return admission->all || gk_ids_hold(admission->contents, admission->count, content);
}

/* ---- companies ---------------------------------------------------------------------------- */

/* Whether the words are names of companies and nothing else: a document's name that is not there,
 * which begins with a company's, is not the company's. */
static bool names_alone(const char *words, const gk_mention *mentions, size_t count)
{
    char *rest = gk_strdup(words);
    for (size_t i = 0; i < count; i++)
        memset(rest + mentions[i].span.start, ' ', mentions[i].span.end - mentions[i].span.start);
    for (char *p = rest; (p = strstr(p, " and "));) memset(p, ' ', strlen(" and "));
    char *tail = strstr(rest, "'s");
    if (tail) memset(tail, ' ', 2);
    bool alone = !rest[strspn(rest, " ,.;&'()\"")];
    gk_free(rest);
    return alone;
}

/* Of the names that the words may be, those that are as sure as the surest. */
static void add_mentioned(const gk_companies *c, const char *words, bool *chosen)
{
    gk_mention *mentions;
    size_t count = gk_mentions_find(c, words, NULL, 0, &mentions);
    double best = 0;
    bool alone = names_alone(words, mentions, count);
    for (size_t i = 0; i < count; i++)
        if (mentions[i].certainty > best) best = mentions[i].certainty;
    for (size_t i = 0; i < count && alone; i++)
        if (mentions[i].certainty >= best || mentions[i].certainty >= sure)
            chosen[mentions[i].company] = true;
    gk_free(mentions);
}

static void take_papers(const gk_companies *c, const bool *chosen, const gk_admission *admission,
                        contents *out)
{
    for (size_t i = 0; i < c->paper_count; i++) {
        const gk_paper *paper = &c->papers[i];
        if (paper->company != GK_NO_COMPANY && chosen[paper->company] &&
            admits(admission, paper->content))
            add(out, paper->content);
    }
}

/* Words of a name, as filters take them: "best buy", "amd". */
static gk_status take_named(gk_library *library, const char *words, const gk_admission *admission,
                            contents *out, gk_error *err)
{
    const gk_store_card *cards;
    size_t count;
    gk_status status = gk_store_cards(library->store, &cards, &count, err);
    if (status != GK_OK) return status;
    gk_name_finder *finder = gk_name_finder_new(words);
    for (size_t i = 0; i < count && !gk_name_finder_blank(finder); i++) {
        const gk_store_card *card = &cards[i];
        const gk_company_names names = {card->company, card->ticker, card->aliases,
                                        card->alias_count};
        if (admits(admission, card->content) && gk_company_fits(finder, &names))
            add(out, card->content);
    }
    gk_name_finder_free(finder);
    return GK_OK;
}

static gk_status take_company(gk_library *library, const char *words, const gk_admission *admission,
                              contents *out, gk_error *err)
{
    const gk_companies *c;
    gk_status status = gk_companies_get(library, admission, &c, err);
    if (status != GK_OK) return status;
    bool *chosen = gk_alloc_array(c->count + 1, sizeof *chosen);
    add_mentioned(c, words, chosen);
    take_papers(c, chosen, admission, out);
    gk_free(chosen);
    return out->count ? GK_OK : take_named(library, words, admission, out, err);
}

/* ---- the documents ------------------------------------------------------------------------ */

static gk_status take_all(gk_library *library, const gk_admission *admission, contents *out,
                          gk_error *err)
{
    const gk_store_card *cards;
    size_t count;
    gk_status status = gk_store_cards(library->store, &cards, &count, err);
    for (size_t i = 0; i < count && status == GK_OK; i++)
        if (admits(admission, cards[i].content)) add(out, cards[i].content);
    return status;
}

/* What a newer version of the same document replaces is left out. */
static gk_status drop_outdated(gk_library *library, const gk_store_scope *scope, contents *list,
                               gk_error *err)
{
    int64_t *outdated;
    size_t count, kept = 0;
    gk_status status = gk_store_outdated(library->store, scope, &outdated, &count, err);
    if (status != GK_OK) return status;
    for (size_t i = 0; i < list->count; i++)
        if (!gk_ids_hold(outdated, count, list->ids[i])) list->ids[kept++] = list->ids[i];
    list->count = kept;
    gk_free(outdated);
    return GK_OK;
}

static gk_status find(gk_library *library, const gk_fact_query *query,
                      const gk_admission *admission, gk_arena *arena, contents *out, gk_error *err)
{
    const gk_store_scope scope = gk_admission_scope(admission);
    gk_store_content document;
    gk_status status;
    if (query->of) {
        status = gk_store_find_in(library->store, query->of, &scope, arena, &document, NULL);
        if (status == GK_OK) add(out, document.id);
        if (status != GK_NOT_FOUND)
            return status == GK_OK ? status
                                   : gk_fail(err, status, "%s cannot be looked up", query->of);
        status = take_company(library, query->of, admission, out, err);
    } else {
        status = take_all(library, admission, out, err);
    }
    if (status == GK_OK && !query->all) status = drop_outdated(library, &scope, out, err);
    if (status == GK_OK && query->of && !out->count)
        status = gk_fail(err, GK_NOT_FOUND, "there is no document and no company \"%.*s\"",
                         gk_quoted(query->of), query->of);
    return status;
}

/* The newest first: what is not dated last. */
static int by_age(const void *a, const void *b)
{
    const gk_ledger_source *x = a, *y = b;
    int published = strcmp(y->published, x->published), end = strcmp(y->period_end, x->period_end);
    if (published) return published;
    if (end) return end;
    return x->content < y->content ? 1 : x->content > y->content ? -1 : 0;
}

/* A company's papers write its name in many ways: all of them have that of the registry. */
static const char *company_of(const gk_companies *c, const gk_store_card *card)
{
    size_t paper = gk_companies_paper(c, card->content);
    int company = paper == SIZE_MAX ? GK_NO_COMPANY : c->papers[paper].company;
    return company == GK_NO_COMPANY ? card->company : c->companies[company].name;
}

static gk_status describe(gk_library *library, const contents *list, const gk_admission *admission,
                          gk_arena *arena, gk_ledger_source **out, size_t *count, gk_error *err)
{
    const gk_companies *companies;
    const gk_store_card *cards;
    size_t card_count;
    gk_status status = gk_companies_get(library, admission, &companies, err);
    if (status == GK_OK) status = gk_store_cards(library->store, &cards, &card_count, err);
    if (status != GK_OK) return status;
    *out = gk_arena_array(arena, list->count + 1, sizeof **out);
    for (size_t i = 0; i < list->count; i++) {
        const gk_store_card *card = gk_store_card_of(cards, card_count, list->ids[i]);
        if (!card) continue;
        (*out)[(*count)++] = (gk_ledger_source){
            .content = card->content,
            .company = gk_arena_strdup(arena, company_of(companies, card)),
            .document = gk_arena_strdup(arena, card->document),
            .form = gk_arena_strdup(arena, card->form),
            .published = gk_arena_strdup(arena, card->published),
            .period_end = gk_arena_strdup(arena, card->period_end)};
    }
    if (*count) qsort(*out, *count, sizeof **out, by_age);
    return GK_OK;
}

gk_status gk_ledger_sources(gk_library *library, const gk_fact_query *query, gk_arena *arena,
                            gk_ledger_source **out, size_t *count, char **notice, gk_error *err)
{
    const gk_search_options options = {.filter = {.form = query->form, .as_of = query->as_of}};
    gk_admission admission;
    contents list = {0};
    *count = 0;
    *notice = NULL;
    gk_status status = gk_admit(library, &options, &admission, err);
    if (status != GK_OK) return status;
    status = find(library, query, &admission, arena, &list, err);
    if (status == GK_OK) status = describe(library, &list, &admission, arena, out, count, err);
    *notice = gk_admission_notice(&admission);
    gk_admission_free(&admission);
    gk_free(list.ids);
    return status;
}
