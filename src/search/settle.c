/* SPDX-License-Identifier: Apache-2.0
 *
 * A question against the library: whom it names, and which period is the latest of theirs.
 */
#include "search/companies.h"
#include "search/relative.h"

#include <stdlib.h>
#include <string.h>

/* A mention below this names nobody for what is the latest; its words stay what is asked for. */
static const double likely = 0.5;
/* What the words of a company's name count among the terms. */
static const double named_weight = 0.3;

/* Below this a run of letters is no name of a document's ("Micro" of MICROSOFT). */
enum { PREFIX_LEAST = 4, FRONT_MOST = 50 };

/* ---- companies ------------------------------------------------------------------------------ */

static void take_mentions(gk_question *q, const gk_mention *found, size_t count)
{
    q->mentions = gk_arena_array(q->arena, count, sizeof *q->mentions);
    q->mention_count = count;
    for (size_t i = 0; i < count; i++) {
        q->mentions[i] = found[i];
        q->mentions[i].name = gk_arena_strdup(q->arena, found[i].name);
        q->mentions[i].ticker = gk_arena_strdup(q->arena, found[i].ticker);
    }
}

static bool stands_on_front(const gk_candidate *found, size_t count, const gk_companies *c,
                            size_t company)
{
    for (size_t i = 0; i < count; i++) {
        size_t paper = gk_companies_paper(c, found[i].content);
        if (paper != SIZE_MAX && c->papers[paper].company == (int)company) return true;
    }
    return false;
}

static int by_content(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* Where the words of a span stand on title pages. */
static gk_status on_fronts(gk_library *library, const gk_question *q, gk_span span,
                           const gk_store_scope *scope, gk_candidate **found, size_t *count,
                           gk_error *err)
{
    gk_store_term *terms = gk_alloc_array(q->term_count + 1, sizeof *terms);
    size_t n = 0;
    *found = NULL;
    *count = 0;
    for (size_t i = 0; i < q->term_count; i++) {
        gk_span own = q->terms[i].span;
        if (own.start < span.end && span.start < own.end)
            terms[n++] = (gk_store_term){q->terms[i].text, 1};
    }
    gk_status status = n ? gk_store_lexical_contents(library->store, terms, n, scope, FRONT_MOST,
                                                     found, count, err)
                         : GK_OK;
    gk_free(terms);
    return status;
}

/* Whether one title page has all words of a span. */
static gk_status on_one_front(gk_library *library, const gk_question *q, gk_span span,
                              const gk_store_scope *scope, bool *stands, gk_error *err)
{
    gk_candidate *found;
    size_t count;
    gk_status status = on_fronts(library, q, span, scope, &found, &count, err);
    int64_t *all = gk_alloc_array(count + 1, sizeof *all);
    size_t left = status == GK_OK ? count : 0;
    for (size_t i = 0; i < left; i++) all[i] = found[i].content;
    gk_free(found);
    for (size_t i = 0; i < q->term_count && left; i++) {
        gk_span own = q->terms[i].span;
        if (own.start >= span.end || span.start >= own.end) continue;
        gk_store_scope within = *scope;
        qsort(all, left, sizeof *all, by_content);
        within.within = all;
        within.within_count = left;
        status = on_fronts(library, q, own, &within, &found, &count, err);
        left = status == GK_OK ? count : 0;
        for (size_t k = 0; k < left; k++) all[k] = found[k].content;
        gk_free(found);
    }
    *stands = left > 0;
    gk_free(all);
    return status;
}

/* What stands on a title page as it is, is no slip for another name. */
static gk_status drop_words(gk_library *library, gk_question *q, const gk_store_scope *scope,
                            gk_error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < q->mention_count; i++) {
        bool stands = false;
        if (q->mentions[i].matched == GK_MATCHED_MISSPELT) {
            gk_status status = on_one_front(library, q, q->mentions[i].span, scope, &stands, err);
            if (status != GK_OK) return status;
        }
        if (!stands) q->mentions[kept++] = q->mentions[i];
    }
    q->mention_count = kept;
    return GK_OK;
}

typedef struct candidate {
    size_t company;
    gk_span span;
} candidate;

/* The companies that only documents' names spell, where a word with a capital begins one of them:
 * "Activision" of ACTIVISIONBLIZZARD. */
static size_t begun_names(const gk_companies *c, const gk_question *q, candidate *out, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < q->term_count; i++) {
        gk_span span = q->terms[i].span;
        const char *s = q->text + span.start;
        size_t n = span.end - span.start;
        char key[48];
        if (n < PREFIX_LEAST || n + 1 > sizeof key || *s < 'A' || *s > 'Z') continue;
        size_t length = 0;
        for (; length < n && (s[length] | 32) >= 'a' && (s[length] | 32) <= 'z'; length++)
            key[length] = (char)(s[length] | 32);
        key[length] = '\0';
        if (length < PREFIX_LEAST || gk_is_common_word(key)) continue;
        for (size_t k = gk_company_names_from(c, key);
             k < c->name_count && gk_starts_with(c->names[k].key, key) && count < most; k++)
            if (c->names[k].matched == GK_MATCHED_FILE && !c->companies[c->names[k].company].stated)
                out[count++] = (candidate){(size_t)c->names[k].company,
                                           {span.start, span.start + length}};
    }
    return count;
}

static gk_status add_begun_names(gk_library *library, const gk_companies *c, gk_question *q,
                                 const gk_store_scope *scope, gk_error *err)
{
    enum { MOST = 16 };
    candidate begun[MOST];
    size_t count = begun_names(c, q, begun, MOST);
    if (!count) return GK_OK;
    gk_mention *mentions = gk_arena_array(q->arena, q->mention_count + count, sizeof *mentions);
    if (q->mention_count) memcpy(mentions, q->mentions, q->mention_count * sizeof *mentions);
    for (size_t i = 0; i < count; i++) {
        gk_candidate *found;
        size_t found_count;
        gk_status status = on_fronts(library, q, begun[i].span, scope, &found, &found_count, err);
        if (status != GK_OK) return status;
        if (stands_on_front(found, found_count, c, begun[i].company))
            mentions[q->mention_count++] = (gk_mention){
                .span = begun[i].span,
                .matched = GK_MATCHED_PART,
                .certainty = 0.7,
                .company = begun[i].company,
                .name = gk_arena_strdup(q->arena, c->companies[begun[i].company].name),
                .ticker = ""};
        gk_free(found);
    }
    q->mentions = mentions;
    return GK_OK;
}

static gk_status find_mentions(gk_library *library, const gk_companies *c, gk_question *q,
                               const gk_store_scope *scope, gk_error *err)
{
    gk_span *reserved = gk_alloc_array(q->period_count + q->relative_count + 1, sizeof *reserved);
    size_t count = 0;
    for (size_t i = 0; i < q->period_count; i++) reserved[count++] = q->periods[i].span;
    for (size_t i = 0; i < q->relative_count; i++)
        if (q->relatives[i].months) reserved[count++] = q->relatives[i].span;
    gk_mention *found;
    size_t found_count = gk_mentions_find(c, q->text, reserved, count, &found);
    take_mentions(q, found, found_count);
    gk_free(found);
    gk_free(reserved);
    gk_status status = drop_words(library, q, scope, err);
    bool named = false;
    for (size_t i = 0; i < q->mention_count; i++)
        named = named || q->mentions[i].certainty >= likely;
    if (status == GK_OK && !named) status = add_begun_names(library, c, q, scope, err);
    return status;
}

/* A term that only helped to name the company says nothing about what is asked. */
static void mark_company_terms(gk_question *q)
{
    for (size_t i = 0; i < q->term_count; i++) {
        gk_query_term *t = &q->terms[i];
        for (size_t k = 0; k < q->mention_count && !t->company; k++) {
            const gk_mention *m = &q->mentions[k];
            if (m->certainty < likely) continue;
            if (t->span.start >= m->span.end || t->span.end <= m->span.start) continue;
            t->company = true;
            t->content = false;
            t->weight *= named_weight;
        }
    }
}

/* ---- what is the latest --------------------------------------------------------------------- */

static int day_of(const char *iso)
{
    return atoi(iso) * 10000 + atoi(iso + 5) * 100 + atoi(iso + 8);
}

static bool is_named(const gk_question *q, int company)
{
    for (size_t i = 0; i < q->mention_count; i++)
        if ((int)q->mentions[i].company == company && q->mentions[i].certainty >= likely)
            return true;
    return false;
}

static void take_quarter(gk_newest *newest, const gk_paper *p)
{
    int quarter = p->period.quarter ? p->period.quarter : p->yearly ? 4 : 0;
    if (p->period.half && newest->half_year[p->period.half] < p->period.year)
        newest->half_year[p->period.half] = p->period.year;
    if (!quarter) return;
    if (p->period.quarter && newest->quarter_year[quarter] < p->period.year)
        newest->quarter_year[quarter] = p->period.year;
    gk_period *last = &newest->quarter;
    if (p->period.year * 4 + quarter <= last->year * 4 + last->quarter) return;
    *last = (gk_period){.year = p->period.year, .quarter = quarter};
}

typedef struct look {
    const gk_question *q;
    gk_newest newest;
    int today, newest_day;
} look;

static void look_at(look *l, const gk_paper *p)
{
    int day = p->published ? p->published : p->end;
    if (day > l->today || !p->period.year) return;
    gk_newest *n = &l->newest;
    if (p->yearly && p->period.year > n->year) n->year = p->period.year;
    if (p->period.year > n->last_year) n->last_year = p->period.year;
    take_quarter(n, p);
    bool wanted = !l->q->forms || (l->q->forms & (p->form ? p->form : p->named_form));
    if (!wanted || day <= l->newest_day) return;
    l->newest_day = day;
    n->paper = p->period;
}

/* Of the named companies, or of the only one that there is. */
static void tell_periods(const gk_companies *c, gk_question *q)
{
    if (!q->relative_count) return;
    bool named = false;
    for (size_t i = 0; i < q->mention_count; i++)
        named = named || q->mentions[i].certainty >= likely;
    if (!named && c->count != 1) return;
    look *l = gk_alloc(sizeof *l);
    l->q = q;
    l->today = day_of(q->today);
    for (size_t i = 0; i < c->paper_count; i++) {
        const gk_paper *p = &c->papers[i];
        if (named && !is_named(q, p->company)) continue;
        look_at(l, p);
    }
    gk_periods_build(q, &l->newest);
    gk_free(l);
}

/* ---- all together -------------------------------------------------------------------------- */

gk_status gk_question_settle(gk_library *library, gk_question *q, const gk_admission *admission,
                             gk_error *err)
{
    if (q->settled) return GK_OK;
    const gk_companies *c;
    gk_status status = gk_companies_get(library, admission, &c, err);
    if (status != GK_OK) return status;
    gk_store_scope scope = {0};
    if (admission) scope = gk_admission_scope(admission);
    status = find_mentions(library, c, q, &scope, err);
    if (status != GK_OK) return status;
    mark_company_terms(q);
    tell_periods(c, q);
    size_t companies = 0;
    for (size_t i = 0; i < q->mention_count; i++) {
        bool again = q->mentions[i].certainty < likely;
        for (size_t k = 0; k < i && !again; k++)
            again = q->mentions[k].company == q->mentions[i].company ||
                    q->mentions[k].span.start == q->mentions[i].span.start;
        companies += !again;
    }
    q->compares = q->compares || companies > 1;
    q->settled = true;
    return GK_OK;
}
