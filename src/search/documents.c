/* SPDX-License-Identifier: Apache-2.0
 *
 * Which documents a question is about: by company, period and form, as the cards and, for what they
 * leave open, the documents' names have them, and by the words of their first pages. All of it only
 * raises or lowers a document: nothing found means that all are searched alike. No page is read
 * here.
 */
#include "search/companies.h"

#include <stdlib.h>
#include <string.h>

static const double weight_company = 1.0, weight_period = 0.5, weight_form = 0.3,
                    weight_front = 0.15, weight_recent = 0.3, weight_age = 0.06;

/* A mention from here on names its company beyond doubt. */
static const double certain = 0.9;

/* What a paper shows of a period, by how it lies to its own. */
static const double own = 1, next_year = 0.5, year_after = 0.3, quarter_in_year = 0.45,
                    fourth_in_year = 0.9, year_in_fourth = 0.6, year_in_quarter = 0.35,
                    later_quarter = 0.25, quarter_a_year_on = 0.45, undated = 0.4,
                    calendar_only = 0.75, dated_in = 0.6, dated_near = 0.3, ahead_of = 0.9,
                    talks_of_next = 0.15, other_form = 0.4, very_day = 1.2, by_name_only = 0.8;

enum { FRONT_MOST = 50, DAYS_NEAR = 10 };

static const unsigned yearly_papers = GK_PAPER_10K | GK_PAPER_20F | GK_PAPER_ANNUAL;
static const unsigned quarterly_papers = GK_PAPER_10Q | GK_PAPER_INTERIM;

/* ---- days ----------------------------------------------------------------------------------- */

/* Days since some day, of a number like 20230131. */
static int days_of(int day)
{
    int year = day / 10000, month = day / 100 % 100, date = day % 100;
    if (month < 3) {
        year--;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month - 457) / 5 + date;
}

static int distance(int a, int b)
{
    int days = days_of(a) - days_of(b);
    return days < 0 ? -days : days;
}

/* ---- periods -------------------------------------------------------------------------------- */

/* A written date against the day on which the paper's period ended, or it was published. */
static double date_shown(const gk_period *asked, const gk_paper *p)
{
    if (!asked->day) {
        if (!p->end || p->end / 10000 != asked->year) return 0;
        return p->end / 100 % 100 == asked->month ? own : 0;
    }
    int day = asked->year * 10000 + asked->month * 100 + asked->day;
    if (p->published == day) return very_day;
    if (!p->end) return 0;
    int days = distance(p->end, day);
    if (days == 0) return very_day;
    if (days <= DAYS_NEAR) return own;
    /* Its balance sheet shows the year end before, too. */
    bool later = p->end > day;
    if (later && days > 365 - DAYS_NEAR && days < 366 + DAYS_NEAR) return next_year;
    if (later && days < 290 && !p->yearly) return later_quarter;
    return 0;
}

static double quarter_shown(const gk_period *asked, const gk_period *of, bool yearly)
{
    if (of->year == asked->year) {
        if (of->quarter == asked->quarter) return own;
        bool whole = yearly || (!of->quarter && !of->half);
        if (whole) return asked->quarter == 4 ? fourth_in_year : quarter_in_year;
        if (of->half && (asked->quarter + 1) / 2 == of->half) return quarter_in_year;
        return of->quarter > asked->quarter ? later_quarter : 0.1;
    }
    if (of->year == asked->year + 1 && of->quarter == asked->quarter) return quarter_a_year_on;
    return of->year == asked->year + 1 && yearly ? year_after : 0;
}

static double half_shown(const gk_period *asked, const gk_period *of)
{
    if (of->year != asked->year)
        return of->year == asked->year + 1 && of->half == asked->half ? quarter_a_year_on : 0;
    if (of->half == asked->half || of->quarter == asked->half * 2) return own;
    return !of->quarter && !of->half ? quarter_in_year : later_quarter;
}

static double year_shown(const gk_period *asked, const gk_period *of)
{
    bool whole = !of->quarter && !of->half;
    int later = of->year - asked->year;
    if (later == 0) return whole ? own : of->quarter == 4 ? year_in_fourth : year_in_quarter;
    if (later == 1) return whole ? next_year : later_quarter;
    return later == 2 && whole ? year_after : 0;
}

static double shown_by(const gk_period *asked, const gk_period *of, bool yearly)
{
    if (!of->year) return undated;
    if (asked->quarter) return quarter_shown(asked, of, yearly);
    return asked->half ? half_shown(asked, of) : year_shown(asked, of);
}

/* A plain year is the calendar's, too: a fiscal year of which most lies in it. */
static double calendar_shown(const gk_period *asked, const gk_paper *p)
{
    if (!p->end || asked->quarter || asked->half || !p->yearly) return 0;
    int year = p->end / 10000, month = p->end / 100 % 100;
    return (month > 6 ? year : year - 1) == asked->year ? calendar_only : 0;
}

/* A news item, an 8-K or a call without a fiscal period is of the day it is from. */
static bool is_dated_only(const gk_paper *p)
{
    return !p->yearly && !(p->form & yearly_papers) && !p->period.quarter && !p->period.half &&
           (p->published || p->end);
}

static double dated_shown(const gk_period *asked, const gk_paper *p)
{
    int day = p->end ? p->end : p->published, year = day / 10000, month = day / 100 % 100;
    if (year != asked->year) return 0;
    if (asked->quarter) return (month + 2) / 3 == asked->quarter ? dated_in : dated_near;
    return asked->half && (month + 5) / 6 != asked->half ? dated_near : dated_in;
}

/* The same of a paper whose name alone is dated: the name's day or month may be its own. */
static double named_shown(const gk_period *asked, const gk_paper *p)
{
    const gk_period *of = &p->named_period;
    if (!of->year) return 0;
    if (asked->month) {
        if (of->year == asked->year && of->month == asked->month &&
            (!asked->day || of->day == asked->day))
            return very_day;
        if (of->quarter && of->year == asked->year)
            return (asked->month + 2) / 3 == of->quarter ? own : year_in_quarter;
        gk_period year = {.year = asked->year};
        return year_shown(&year, of);
    }
    return shown_by(asked, of, !of->quarter && !of->half);
}

/* 0 to 1, and a little more for the very day. */
static double shown(const gk_period *asked, const gk_paper *p)
{
    double by_card = 0;
    bool known = p->period.year || p->end || p->published;
    if (known && asked->month) {
        by_card = date_shown(asked, p);
        gk_period year = {.year = asked->year};
        if (by_card == 0 && !p->end && p->period.year)
            by_card = 0.6 * year_shown(&year, &p->period);
    } else if (known) {
        bool dated = is_dated_only(p);
        by_card = dated            ? dated_shown(asked, p)
                  : p->period.year ? shown_by(asked, &p->period, p->yearly)
                                   : 0;
        double calendar = calendar_shown(asked, p);
        if (calendar > by_card) by_card = calendar;
    }
    double by_name = named_shown(asked, p) * (known ? by_name_only : 1);
    if (!known && !p->named_period.year) return undated;
    return by_name > by_card ? by_name : by_card;
}

/* What a period counts among those of the question. */
static const double role_weights[] = {
    [GK_ROLE_NAMED] = 1,   [GK_ROLE_BARE] = 0.7,   [GK_ROLE_THING] = 0.15, [GK_ROLE_DOCUMENT] = 3,
    [GK_ROLE_RANGE] = 0.5, [GK_ROLE_RELATIVE] = 1, [GK_ROLE_PRIOR] = 0.2};

/* What is expected of a period stands in the paper before it. */
static double looks_ahead(const gk_question *q, const gk_period *asked, const gk_paper *p)
{
    const gk_period *of = p->period.year ? &p->period : &p->named_period;
    if (of->year != asked->year - 1) return 0;
    if (!q->ahead) return p->yearly ? talks_of_next : 0;
    return of->quarter && of->quarter < 4 ? 0.5 : ahead_of;
}

/* How well the paper shows period i of the question. */
static double fit_of(const gk_question *q, size_t i, const gk_paper *p)
{
    const gk_period *asked = &q->periods[i];
    unsigned form = p->form ? p->form : p->named_form;
    double fit = shown(asked, p), before = looks_ahead(q, asked, p);
    if (before > fit) fit = before;
    if (q->roles[i] != GK_ROLE_DOCUMENT || !q->forms || !form) return fit;
    if (!(form & q->forms)) return fit * other_form;
    /* "the 2022 10-Q" may be any of the year. */
    bool any = !asked->quarter && !asked->half && !asked->month && (form & quarterly_papers);
    return any && p->period.year == asked->year && fit < fourth_in_year ? fourth_in_year : fit;
}

static double period_fit(const gk_question *q, const gk_paper *p)
{
    if (!q->period_count) return undated;
    double sum = 0, weights = 0;
    for (size_t i = 0; i < q->period_count; i++) {
        double weight = role_weights[q->roles[i]];
        sum += weight * fit_of(q, i, p);
        weights += weight;
    }
    return sum / weights;
}

/* Whether it is the paper of a period: where papers are named, of theirs. A month, or a year that
 * stands alone, says so of no paper; nor does a year with such a one after it. */
static bool is_of_period(const gk_question *q, const gk_paper *p)
{
    bool document = false;
    int bare = 0;
    for (size_t i = 0; i < q->period_count; i++) {
        document = document || q->roles[i] == GK_ROLE_DOCUMENT;
        if (q->roles[i] == GK_ROLE_BARE && q->periods[i].year > bare) bare = q->periods[i].year;
    }
    for (size_t i = 0; i < q->period_count; i++) {
        if (q->roles[i] == GK_ROLE_PRIOR || q->roles[i] == GK_ROLE_BARE ||
            q->roles[i] == GK_ROLE_THING)
            continue;
        if (document && q->roles[i] != GK_ROLE_DOCUMENT) continue;
        const gk_period *of = &q->periods[i];
        if ((of->month && !of->day) || (!document && of->year < bare)) continue;
        if (fit_of(q, i, p) >= fourth_in_year) return true;
    }
    return false;
}

/* ---- form ----------------------------------------------------------------------------------- */

static double form_fit(const gk_question *q, const gk_paper *p)
{
    unsigned form = p->form ? p->form : p->named_form;
    if (q->forms) return form & q->forms ? 1 : form ? 0.1 : 0.3;
    bool quarterly = false;
    for (size_t i = 0; i < q->period_count; i++) {
        const gk_period *of = &q->periods[i];
        bool inside = of->quarter || of->half || (of->month && of->month != 12);
        quarterly = quarterly || (inside && q->roles[i] != GK_ROLE_PRIOR);
    }
    if (form & yearly_papers) return quarterly ? 0.3 : 0.6;
    if (quarterly && (form & (GK_PAPER_10Q | GK_PAPER_INTERIM | GK_PAPER_EARNINGS)))
        return form & GK_PAPER_EARNINGS ? 0.5 : 0.6;
    return 0.3;
}

/* ---- all together -------------------------------------------------------------------------- */

static void company_fit(const gk_question *q, const gk_paper *p, gk_fit *fit)
{
    for (size_t i = 0; i < q->mention_count; i++) {
        const gk_mention *m = &q->mentions[i];
        if ((int)m->company != p->company) continue;
        if (m->certainty > fit->company) fit->company = m->certainty;
        fit->certain_company = fit->certain_company || m->certainty >= certain;
    }
}

static int day_of(const gk_paper *p) { return p->published ? p->published : p->end; }

/* The day of the newest paper of the companies, where one is named, that fits the form so well. */
static int newest_day(const gk_companies *c, const gk_fit *fits, size_t count, bool named,
                      double least_form)
{
    int newest = 0;
    for (size_t i = 0; i < count; i++) {
        int day = day_of(&c->papers[i]);
        if ((!named || fits[i].company > 0) && fits[i].form >= least_form && day > newest)
            newest = day;
    }
    return newest;
}

/* The newest of those that are of the company and the form comes first, the others behind it by
 * their age; where none is of the form, the newest of the company. */
static void add_recent(const gk_question *q, const gk_companies *c, gk_fit *fits, size_t count)
{
    if (!q->newest && q->period_count) return;
    bool named = false;
    for (size_t i = 0; i < count; i++) named = named || fits[i].company > 0;
    int newest = newest_day(c, fits, count, named, 0.3);
    if (!newest) newest = newest_day(c, fits, count, named, 0);
    for (size_t i = 0; i < count && newest; i++) {
        int day = day_of(&c->papers[i]);
        if (!day || (named && fits[i].company <= 0)) continue;
        double years = distance(newest, day) / 365.0;
        fits[i].recent = day > newest ? 1 : 1 / (1 + 2 * years);
    }
}

static gk_status add_front(gk_library *library, const gk_question *q, const gk_companies *c,
                           const gk_store_scope *scope, gk_fit *fits, gk_error *err)
{
    gk_store_term *terms = gk_alloc_array(q->term_count, sizeof *terms);
    for (size_t i = 0; i < q->term_count; i++)
        terms[i] = (gk_store_term){q->terms[i].text, q->terms[i].company ? 1 : q->terms[i].weight};
    gk_candidate *found = NULL;
    size_t count = 0;
    gk_status status = gk_store_lexical_contents(library->store, terms, q->term_count, scope,
                                                 FRONT_MOST, &found, &count, err);
    for (size_t i = 0; i < count; i++) {
        size_t paper = gk_companies_paper(c, found[i].content);
        if (paper != SIZE_MAX && found[0].score > 0)
            fits[paper].front = found[i].score / found[0].score;
    }
    gk_free(found);
    gk_free(terms);
    return status;
}

static int better_fit(const void *a, const void *b)
{
    const gk_fit *x = a, *y = b;
    if (x->total != y->total) return x->total < y->total ? 1 : -1;
    return x->content < y->content ? -1 : x->content > y->content;
}

gk_status gk_documents_fit(gk_library *library, gk_question *question,
                           const gk_admission *admission, gk_fit **fits, size_t *count,
                           gk_error *err)
{
    *fits = NULL;
    *count = 0;
    const gk_companies *c;
    gk_status status = gk_question_settle(library, question, admission, err);
    if (status == GK_OK) status = gk_companies_get(library, admission, &c, err);
    if (status != GK_OK) return status;
    gk_fit *out = gk_alloc_array(c->paper_count, sizeof *out);
    for (size_t i = 0; i < c->paper_count; i++) {
        const gk_paper *p = &c->papers[i];
        out[i] = (gk_fit){.content = p->content,
                          .period = period_fit(question, p),
                          .form = form_fit(question, p)};
        company_fit(question, p, &out[i]);
        out[i].certain_period = is_of_period(question, p);
    }
    add_recent(question, c, out, c->paper_count);
    gk_store_scope scope = {0};
    if (admission) scope = gk_admission_scope(admission);
    status = add_front(library, question, c, &scope, out, err);
    if (status != GK_OK) {
        gk_free(out);
        return status;
    }
    for (size_t i = 0; i < c->paper_count; i++)
        out[i].total = weight_company * out[i].company + weight_period * out[i].period +
                       weight_form * out[i].form + weight_front * out[i].front +
                       (question->newest ? weight_recent : weight_age) * out[i].recent;
    if (c->paper_count) qsort(out, c->paper_count, sizeof *out, better_fit);
    *fits = out;
    *count = c->paper_count;
    return GK_OK;
}
