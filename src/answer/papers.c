/* SPDX-License-Identifier: Apache-2.0
 *
 * The documents that may answer, and when their fiscal years end. A company's years are told by the
 * cards of its documents, so that "FY2023" finds the column of the day that the year ended on.
 */
#include "answer/compute.h"
#include "library/figures.h"

#include <stdlib.h>
#include <string.h>

enum { NEAR_DAYS = 12, PAPERS_MOST = 48 };

static const double company_near = 0.05;

/* ---- days ----------------------------------------------------------------------------------- */

static int day_of(const char *s)
{
    int y = 0, m = 0, d = 0;
    if (!s || sscanf(s, "%4d-%2d-%2d", &y, &m, &d) != 3) return 0;
    return y * 10000 + m * 100 + d;
}

/* Days since some day, near enough to compare by. */
static int count_of(int day)
{
    int y = day / 10000, m = day / 100 % 100, d = day % 100;
    return y * 365 + y / 4 + (m - 1) * 30 + (m - 1) * 5 / 10 + d;
}

static bool near_days(int a, int b) { return abs(count_of(a) - count_of(b)) <= NEAR_DAYS; }

static int month_end(int year, int month)
{
    static const int last[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    while (month < 1) month += 12, year--;
    while (month > 12) month -= 12, year++;
    return year * 10000 + month * 100 + last[month - 1];
}

static int back_months(int day, int months)
{
    return month_end(day / 10000, day / 100 % 100 - months);
}

/* ---- which papers --------------------------------------------------------------------------- */

static bool is_yearly(const char *form)
{
    static const char *const forms[] = {"10-K", "20-F", "40-F", "Annual", "年度报告"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strncmp(form, forms[i], strlen(forms[i])) == 0) return true;
    return false;
}

/* The period that a document is called by; year 0: none. */
static gk_period named_after(const gk_store_card *card)
{
    gk_period period;
    size_t at = 0;
    bool found = gk_period_next(card->document, strlen(card->document), &at, &period);
    return found ? period : (gk_period){0};
}

/* What its card says of it, else its name. */
static void read_card(gk_answer_paper *p)
{
    const gk_store_card *c = p->card;
    gk_period named = named_after(c);
    p->year = c->fiscal_year;
    p->quarter = c->fiscal_period[0] == 'Q' ? c->fiscal_period[1] - '0' : 0;
    p->end = day_of(c->period_end);
    p->yearly = is_yearly(c->form);
    p->earnings = strcmp(c->form, "Earnings") == 0;
    if (!p->year) p->year = p->end / 10000;
    if (!p->year) {
        p->year = named.year;
        p->quarter = named.quarter;
        if (!c->form[0]) p->yearly = !named.quarter && !named.half && named.year;
    }
    if (p->yearly) p->quarter = 0;
}

static int better(const void *a, const void *b)
{
    const gk_answer_paper *x = a, *y = b;
    if (x->fit != y->fit) return x->fit < y->fit ? 1 : -1;
    return x->content < y->content ? -1 : x->content > y->content;
}

/* Where a paper that is beyond doubt that of the year which is asked for calls the year otherwise
 * (a year that ends in January is now named after its beginning, now after its end), the question's
 * years are meant by the paper's name. */
static int shift_of(const gk_question *q, const gk_retrieved *r, const gk_papers *papers)
{
    if (!q->asked_count) return 0;
    int year = q->asked[q->asked_count - 1].year;
    for (size_t i = 0; i < q->asked_count; i++)
        if (q->asked[i].year > year) year = q->asked[i].year;
    for (size_t i = 0; i < papers->count; i++)
        if (papers->papers[i].yearly && papers->papers[i].year == year) return 0;
    for (size_t i = 0; i < papers->count; i++) {
        const gk_answer_paper *p = &papers->papers[i];
        const gk_fit *fit = gk_retrieved_fit(r, p->content);
        if (!p->yearly || !fit || !fit->certain_period) continue;
        if (p->year && abs(p->year - year) == 1 && named_after(p->card).year == year)
            return p->year - year;
    }
    return 0;
}

gk_status gk_papers_open(gk_library *library, const gk_question *question,
                         const gk_retrieved *retrieved, const gk_concepts *concepts,
                         gk_terms *terms, gk_arena *arena, gk_papers *out, gk_error *err)
{
    *out = (gk_papers){.library = library, .concepts = concepts, .terms = terms, .arena = arena};
    const gk_store_card *cards;
    size_t card_count;
    gk_status status = gk_store_cards(library->store, &cards, &card_count, err);
    if (status != GK_OK) return status;
    double named = 0;
    bool certain = false;
    for (size_t i = 0; i < retrieved->fit_count; i++) {
        if (retrieved->fits[i].company > named) named = retrieved->fits[i].company;
        certain = certain || retrieved->fits[i].certain_company;
    }
    out->papers = gk_arena_array(arena, retrieved->fit_count, sizeof *out->papers);
    for (size_t i = 0; i < retrieved->fit_count; i++) {
        const gk_fit *fit = &retrieved->fits[i];
        bool own = retrieved->only ? fit->content == retrieved->only
                                   : certain && fit->certain_company;
        if (!own || (named > 0 && fit->company < named - company_near)) continue;
        const gk_store_card *card = gk_store_card_of(cards, card_count, fit->content);
        if (!card) continue;
        gk_answer_paper *p = &out->papers[out->count++];
        *p = (gk_answer_paper){.content = fit->content, .card = card, .fit = fit->total};
        read_card(p);
    }
    if (out->count) qsort(out->papers, out->count, sizeof *out->papers, better);
    if (out->count > PAPERS_MOST) out->count = PAPERS_MOST;
    out->months = question->months;
    out->first = SIZE_MAX;
    out->shift = shift_of(question, retrieved, out);
    return GK_OK;
}

gk_status gk_papers_facts(gk_papers *papers, size_t i, const gk_facts **out, gk_error *err)
{
    return gk_library_facts(papers->library, papers->papers[i].content, out, err);
}

/* How far a paper is from reporting a moment; 0 is the paper of it. */
static double distance(const gk_answer_paper *p, const gk_moment *m)
{
    enum { FAR = 100 };
    if (!p->year) return FAR;
    int later = p->year - m->year;
    if (later < 0) return FAR;
    if (m->quarter && m->quarter < 4) {
        if (p->quarter == m->quarter && !p->yearly)
            return later > 1 ? FAR : later * 2 + (p->earnings ? 1 : 0);
        if (p->yearly) return later > 1 ? FAR : 4 + later;
        return later == 0 && p->quarter > m->quarter ? 3 + p->quarter : FAR;
    }
    if (p->yearly) return later > 4 ? FAR : later;
    if (p->earnings && (p->quarter == 4 || !p->quarter)) return later > 1 ? FAR : later + 1.5;
    return later > 1 ? FAR : 6 + later + (p->earnings ? 1 : 0);
}

size_t gk_papers_of(const gk_papers *papers, const gk_moment *moment, size_t *out, size_t most)
{
    size_t count = 0;
    double *far = gk_alloc_array(papers->count + 1, sizeof *far);
    size_t *all = gk_alloc_array(papers->count + 1, sizeof *all);
    for (size_t i = 0; i < papers->count; i++) {
        double d = papers->count == 1 ? 0 : distance(&papers->papers[i], moment);
        if (d >= 100) continue;
        size_t at = count++;
        for (; at > 0 && far[at - 1] > d; at--) far[at] = far[at - 1], all[at] = all[at - 1];
        far[at] = d;
        all[at] = i;
    }
    for (size_t i = 1; i < count; i++) {
        if (all[i] != papers->first) continue;
        memmove(all + 1, all, i * sizeof *all);
        all[0] = papers->first;
        break;
    }
    if (count > most) count = most;
    if (count) memcpy(out, all, count * sizeof *out);
    gk_free(far);
    gk_free(all);
    return count;
}

/* ---- moments ----------------------------------------------------------------------------------
 */

/* The last day of a fiscal year or quarter: a paper's own, else one told from another year's. */
static int end_of(const gk_papers *papers, int year, int quarter)
{
    int other = 0, other_year = 0;
    for (size_t i = 0; i < papers->count; i++) {
        const gk_answer_paper *p = &papers->papers[i];
        if (!p->end || p->year == 0) continue;
        int q = p->yearly ? 0 : p->quarter;
        if (p->year == year && (q == quarter || (q == 4 && !quarter))) return p->end;
        if (p->yearly && (!other || abs(p->year - year) < abs(other_year - year)))
            other = p->end, other_year = p->year;
    }
    if (!other) return 0;
    /* Early days of a month are the month before's year end, by custom. */
    if (other % 100 <= 7) other = back_months(other, 1);
    int end = back_months(other, 12 * (other_year - year));
    return quarter ? back_months(end, 3 * (4 - quarter)) : end;
}

static gk_moment moment_at(const gk_papers *papers, int year, int quarter, int half)
{
    gk_moment m = {.year = year, .quarter = quarter, .half = half};
    m.end = end_of(papers, year, half ? half * 2 == 4 ? 0 : 2 : quarter == 4 ? 0 : quarter);
    return m;
}

static gk_moment moment_named(const gk_papers *papers, const gk_period *period)
{
    if (!period->month)
        return moment_at(papers, period->year + papers->shift, period->quarter, period->half);
    gk_moment m = {.year = period->year, .day = true};
    int year = period->year, month = period->month, day = period->day;
    /* The first of a month is the close of the month before. */
    if (day == 1) month--;
    m.end = day > 1 ? year * 10000 + month * 100 + day : month_end(year, month);
    for (size_t i = 0; i < papers->count; i++) {
        const gk_answer_paper *p = &papers->papers[i];
        if (!p->end || !near_days(p->end, m.end)) continue;
        m.year = p->year;
        m.quarter = p->yearly ? 0 : p->quarter == 4 ? 0 : p->quarter;
        if (p->yearly) return m;
    }
    if (!m.quarter) {
        int same = end_of(papers, period->year, 0);
        if (!same || near_days(same, m.end)) {
            m.year = m.end / 10000;
            if (same && near_days(same, m.end)) m.year = period->year;
        }
    }
    return m;
}

gk_moment gk_moment_of(const gk_papers *papers, const gk_period *period)
{
    gk_moment m = moment_named(papers, period);
    m.months = papers->months;
    return m;
}

gk_moment gk_moment_back(const gk_papers *papers, const gk_moment *moment, int years)
{
    if (!years) return *moment;
    gk_moment m = moment_at(papers, moment->year - years, moment->quarter, moment->half);
    if (moment->day && moment->end) m.end = back_months(moment->end, 12 * years), m.day = true;
    m.months = moment->months;
    return m;
}

gk_moment gk_moment_newest(const gk_papers *papers)
{
    const gk_answer_paper *best = NULL;
    for (size_t i = 0; i < papers->count; i++) {
        const gk_answer_paper *p = &papers->papers[i];
        if (!p->year) continue;
        bool newer = !best || (p->yearly && (!best->yearly || p->year > best->year));
        if (newer) best = p;
    }
    if (!best) return (gk_moment){0};
    return moment_at(papers, best->year, best->yearly ? 0 : best->quarter, 0);
}

static int months_of(const gk_moment *m)
{
    return m->months ? m->months : m->quarter ? 3 : m->half ? 6 : 12;
}

int gk_moment_fits(const gk_moment *moment, const gk_fact *fact, gk_nature nature)
{
    const gk_fact_time *t = &fact->time;
    bool balance = fact->statement == GK_STATEMENT_BALANCE;
    int sure = 2;
    if (nature == GK_NATURE_STOCK) {
        if (t->months > 0) return 0;
        if (t->months < 0) sure = 1;
    } else if (nature == GK_NATURE_FLOW) {
        if (balance || (t->months > 0 && t->months != months_of(moment))) return 0;
        if (t->months <= 0) {
            /* A column that says nothing of its length is the year's, in a yearly table. */
            if (fact->statement && t->months == 0) return 0;
            sure = 1;
        }
    } else if (t->months > 0 && t->months != months_of(moment)) {
        return 0;
    }
    if (t->end && moment->end) {
        if (near_days(t->end, moment->end)) return sure;
        /* The year may be all that a heading says, its end being guessed. */
        return 0;
    }
    if (moment->day && moment->end && t->year != moment->year) return 0;
    if (t->year != moment->year) return 0;
    int quarter = t->quarter == 4 ? (moment->quarter == 4        ? 4
                                     : nature == GK_NATURE_STOCK ? 0
                                                                 : 4)
                                  : t->quarter;
    if (quarter != moment->quarter || t->half != moment->half) return 0;
    return sure;
}
