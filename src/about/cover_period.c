/* SPDX-License-Identifier: Apache-2.0
 *
 * The period and the dates of a cover, and the fiscal year and quarter that follow from them.
 */
#include "about/cover.h"
#include "about/year.h"

#include <string.h>

enum { COLUMN_BYTES = 100 };

/* Phrases that a date follows, the surest first. */
static const char *const year_phrases[] = {
    "fiscal year ended", "fiscal years ended", "year ended", "fiscal period ended",
    "period ended",      "scal year ended",    NULL};
static const char *const quarter_phrases[] = {"quarterly period ended", "quarter ended",
                                              "quarters ended",         "period ended",
                                              "months ended",           NULL};

enum what { WHAT_YEAR, WHAT_QUARTER, WHAT_EVENT };

static const struct {
    const char *form;
    enum what what;
} covers[] = {{"10-K", WHAT_YEAR}, {"20-F", WHAT_YEAR},    {"40-F", WHAT_YEAR},
              {"11-K", WHAT_YEAR}, {"10-Q", WHAT_QUARTER}, {"8-K", WHAT_EVENT}};

/* The first date within a line or two of a phrase: where the phrase and the date stand in a column,
 * other columns' text comes between. */
static bool find_below(const flow *f, const cover *c, const char *const *phrases, day *d,
                       size_t *at)
{
    for (; *phrases; phrases++) {
        size_t from = flow_find(f, c->start, c->end, *phrases), start;
        if (from == FLOW_NONE) continue;
        *at = from;
        size_t i = from + strlen(*phrases),
               to = i + COLUMN_BYTES < c->end ? i + COLUMN_BYTES : c->end;
        if (day_next(f->lower, to, &i, &start, d)) return true;
    }
    return false;
}

static bool find_period(const flow *f, const cover *c, const char *const *phrases, day *d,
                        size_t *at)
{
    for (; *phrases; phrases++) {
        for (size_t from = c->start; (from = flow_find(f, from, c->end, *phrases)) != FLOW_NONE;) {
            size_t i = from + strlen(*phrases);
            while (i < c->end && strchr(" :,_-.(", f->lower[i])) i++;
            *at = from;
            if (day_at(f->lower, f->n, &i, d)) return true;
            from += strlen(*phrases);
        }
    }
    return false;
}

static bool period_of(const flow *f, const cover *c, const char *const *phrases, day *d, size_t *at)
{
    return find_period(f, c, phrases, d, at) || find_below(f, c, phrases, d, at);
}

/* A year's report. */
static void annual(work *w, const cover *c)
{
    size_t at = FLOW_NONE;
    day end;
    if (period_of(&w->flow, c, year_phrases, &end, &at)) {
        w->period_end = end;
        work_propose_day(w, GK_FIELD_PERIOD_END, end, RANK_COVER, at, NULL);
    }
    work_propose(w, GK_FIELD_FISCAL_PERIOD, "FY", RANK_COVER, c->form_at, NULL);
    if (!w->period_end.year) return;
    bool said;
    int year = year_named(&w->flow, w->period_end, &said);
    work_propose_year(w, year, said ? RANK_COVER : RANK_GUESSED, at,
                      said ? "what the text calls the year" : NULL);
}

/* The end of the fiscal year that the quarter belongs to. */
static day year_of_quarter(const flow *f, day end, int *quarter)
{
    day before = year_end_before(f, end);
    if (!before.year) before = (day){day_shift(end, -10).year - 1, 12, 31};
    int days = day_number(end) - day_number(before);
    *quarter = (days * 4 + 183) / 365;
    if (*quarter < 1) *quarter = 1;
    if (*quarter > 4) *quarter = 4;
    return day_shift(before, 365);
}

static void quarterly(work *w, const cover *c)
{
    size_t at = FLOW_NONE;
    day end;
    if (period_of(&w->flow, c, quarter_phrases, &end, &at)) {
        w->period_end = end;
        work_propose_day(w, GK_FIELD_PERIOD_END, end, RANK_COVER, at, NULL);
    }
    if (!w->period_end.year) return;
    int quarter;
    day year_end = year_of_quarter(&w->flow, w->period_end, &quarter);
    char text[4] = {'Q', (char)('0' + quarter), '\0', '\0'};
    work_propose(w, GK_FIELD_FISCAL_PERIOD, text, RANK_TEXT, at, NULL);
    bool said;
    int year = year_named(&w->flow, year_end, &said);
    work_propose_year(w, year, said ? RANK_COVER : RANK_GUESSED, at,
                      said ? "what the text calls the year" : NULL);
}

/* The date of the report: behind its caption, else the last one before it; where there is no
 * caption, the first one below the form's name. Moves *from to what follows it. */
static bool report_date(const flow *f, const cover *c, day *report, size_t *start, size_t *from)
{
    size_t at = flow_find(f, c->start, c->end, "date of report");
    if (at == FLOW_NONE) at = flow_find(f, c->start, c->end, "date of earliest event");
    bool caption = at != FLOW_NONE;
    *from = caption ? at : c->form_at;
    size_t to = *from + (caption ? 160 : 400) < c->end ? *from + (caption ? 160 : 400) : c->end;
    if (day_next(f->lower, to, from, start, report)) return true;
    if (!caption) return false;
    *from = at > c->start + 120 ? at - 120 : c->start;
    report->year = 0;
    day d;
    for (size_t place; day_next(f->lower, at, from, &place, &d);) {
        *report = d;
        *start = place;
    }
    return report->year != 0;
}

/* A second date behind it, in brackets, is that of the event: "July 1, 2022 (June 30, 2022)". */
static void current(work *w, const cover *c)
{
    const flow *f = &w->flow;
    size_t from = 0, start = 0, second = 0;
    day report, event, d;
    if (!report_date(f, c, &report, &start, &from)) return;
    size_t next = from, to = from + 40 < c->end ? from + 40 : c->end;
    event = report;
    bool noted = day_next(f->lower, to, &next, &second, &d) && second - from < 4;
    if (noted && day_number(d) <= day_number(report)) event = d;
    w->period_end = event;
    w->published = report;
    work_propose_day(w, GK_FIELD_PERIOD_END, event, RANK_COVER, start, NULL);
    work_propose_day(w, GK_FIELD_PUBLISHED, report, RANK_HEAD, start, NULL);
    work_propose_year(w, report.year, RANK_GUESSED, start, "calendar year of the date of report");
}

void cover_period(work *w, const cover *c)
{
    static void (*const parts[])(work *, const cover *) = {annual, quarterly, current};
    for (size_t i = 0; i < sizeof covers / sizeof *covers; i++) {
        if (!gk_starts_with(c->form, covers[i].form)) continue;
        parts[covers[i].what](w, c);
        return;
    }
}
