/* SPDX-License-Identifier: Apache-2.0
 *
 * An earnings release: its headline or its first sentences report the results of a quarter or of a
 * year. The headline names the company and the period, the dateline the day.
 */
#include "about/names.h"
#include "about/quarter.h"
#include "about/work.h"
#include "about/year.h"

#include <string.h>

enum {
    HEAD_LINES = 60,
    TITLE_LINES = 25,
    BODY_BYTES = 60000,
    DATE_BYTES = 3500,
    MOST_DAYS = 48,
    BEHIND_PERIOD = 40
};

static const char *const verbs[] = {"reports",  "announces", "reported", "announced", "posts",
                                    "delivers", "releases",  "achieves", "provides"};
static const char *const subjects[] = {"result",    "earnings", "quarter",   "revenue",
                                       "net sales", "fiscal",   "net income"};
static const char *const signs[] = {"for immediate release",
                                    "news release",
                                    "press release",
                                    "business wire",
                                    "globe newswire",
                                    "globenewswire",
                                    "prnewswire",
                                    "pr newswire",
                                    "results",
                                    "earnings per share",
                                    "today announced",
                                    "today reported",
                                    "diluted",
                                    "net sales",
                                    "revenue",
                                    "net income",
                                    "forward-looking",
                                    "quarter",
                                    "conference call",
                                    "eps"};

static size_t head_end(const flow *f, size_t lines)
{
    if (!f->line_count) return 0;
    return f->lines[lines < f->line_count ? lines - 1 : f->line_count - 1].end;
}

/* A line of the head that reports results: its verb, or FLOW_NONE. */
static size_t headline_verb(const flow *f, const flow_line *line)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        size_t verb = flow_find_word(f, line->start, line->end, verbs[i]);
        if (verb == FLOW_NONE) continue;
        size_t to = line->end + 120 < f->n ? line->end + 120 : f->n;
        for (size_t k = 0; k < sizeof subjects / sizeof *subjects; k++)
            if (flow_find(f, verb, to, subjects[k]) != FLOW_NONE) return verb;
    }
    return FLOW_NONE;
}

static size_t count_signs(const flow *f, size_t to)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        count += flow_find(f, 0, to, signs[i]) != FLOW_NONE;
    return count;
}

/* The quarter (or year) that the head speaks of, with its year if the text says it. */
static bool reported(const flow *f, quarter *out)
{
    size_t to = head_end(f, HEAD_LINES), at = 0;
    quarter first = {0}, q;
    while (quarter_next(f, &at, to, &q)) {
        if (!first.quarter) first = q;
        if (q.quarter == first.quarter && q.year) {
            *out = q;
            return true;
        }
    }
    at = 0;
    size_t title = head_end(f, TITLE_LINES);
    if (!first.quarter && quarter_year_next(f, &at, title, &q)) first = q;
    *out = first;
    return first.quarter || first.year;
}

static bool is_release(const flow *f, size_t *verb, quarter *q)
{
    *verb = FLOW_NONE;
    for (size_t i = 0; i < f->line_count && i < TITLE_LINES && *verb == FLOW_NONE; i++)
        *verb = headline_verb(f, &f->lines[i]);
    bool period = reported(f, q);
    size_t count = count_signs(f, head_end(f, HEAD_LINES));
    if (*verb != FLOW_NONE) return period && count >= 3;
    return period && q->year && count >= 7;
}

/* "Pfizer Reports Second-Quarter 2023 Results": what stands before the verb in its line. */
static void subject(work *w, size_t verb)
{
    const flow *f = &w->flow;
    size_t start = name_before(f, verb);
    const flow_line *line = &f->lines[flow_line_of(f, verb)];
    if (start < line->start) start = line->start;
    if (start >= verb) return;
    char *name = name_clean(w->arena, f->text + start, verb - start);
    if (*name && !name_is_generic(name))
        work_propose(w, GK_FIELD_COMPANY, name_completed(f, name_restored(f, name)), RANK_TEXT,
                     start, NULL);
}

/* The first day in the head at which the release can have appeared: not one that "ended". */
static void dated(work *w)
{
    const flow *f = &w->flow;
    size_t to = f->n < DATE_BYTES ? f->n : DATE_BYTES;
    size_t at = 0, start;
    day d;
    while (day_next(f->lower, to, &at, &start, &d)) {
        size_t from = start > 30 ? start - 30 : 0;
        if (flow_find(f, from, start, "ended") != FLOW_NONE ||
            flow_find(f, from, start, "ending") != FLOW_NONE)
            continue;
        bool printed = memchr(f->lower + start, '/', at - start) && at + 3 < f->n &&
                       f->lower[at] == ',' &&
                       memchr(f->lower + at, ':', at + 6 < f->n ? 6 : f->n - at);
        if (printed) continue; /* "7/16/23, 3:13 PM": a browser's page head */
        w->published = d;
        work_propose_day(w, GK_FIELD_PUBLISHED, d, RANK_HEAD, start, NULL);
        return;
    }
}

typedef struct candidate {
    day day;
    int weight;
    size_t at;
} candidate;

static void weigh_day(candidate *list, size_t *used, day d, int weight, size_t at)
{
    for (size_t i = 0; i < *used; i++)
        if (day_same(list[i].day, d)) {
            list[i].weight += weight;
            return;
        }
    if (*used < MOST_DAYS) list[(*used)++] = (candidate){d, weight, at};
}

/* What the date at `start` weighs as the end of a period: much behind "months ended", little as one
 * near the end of a month, nothing otherwise. */
static int weight_of(const flow *f, size_t start, day d)
{
    static const char *const before[] = {"quarter ended", "quarters ended", "months ended",
                                         "weeks ended",   "year ended",     "years ended",
                                         "period ended",  "ended"};
    size_t end = start;
    while (end && strchr(" :,", f->lower[end - 1])) end--;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t n = strlen(before[i]);
        if (end >= n && memcmp(f->lower + end - n, before[i], n) == 0)
            return i + 1 < sizeof before / sizeof *before ? BEHIND_PERIOD : BEHIND_PERIOD / 2;
    }
    return d.day >= 24 || d.day <= 7 ? 1 : 0;
}

/* The last day of the period: of the days of the last hundred before its date the one that the
 * release names most; without a date, the latest one behind "months ended". */
static void period_end(work *w, const quarter *q)
{
    const flow *f = &w->flow;
    candidate list[MOST_DAYS];
    size_t used = 0, at = 0, start, to = f->n < BODY_BYTES ? f->n : BODY_BYTES;
    int oldest = q->quarter > 0 && q->quarter < 4 ? 80 : 115;
    day d;
    while (day_next(f->lower, to, &at, &start, &d)) {
        int weight = weight_of(f, start, d);
        int age = w->published.year ? day_number(w->published) - day_number(d) : 0;
        bool possible = w->published.year
                            ? age > 0 && age < (weight > 1 ? oldest : 75) && weight > 0
                            : weight >= BEHIND_PERIOD;
        if (possible) weigh_day(list, &used, d, w->published.year ? weight : day_number(d), start);
    }
    size_t best = 0;
    for (size_t i = 1; i < used; i++)
        if (list[i].weight > list[best].weight) best = i;
    if (!used) return;
    w->period_end = list[best].day;
    work_propose_day(w, GK_FIELD_PERIOD_END, list[best].day, RANK_TEXT, list[best].at, NULL);
}

/* The year where the headline does not call it by name. */
static void year_of(work *w, const quarter *q)
{
    if (!w->period_end.year) {
        if (w->published.year)
            work_propose_year(w, day_shift(w->published, -75).year, RANK_GUESSED, q->at,
                              "the calendar year that ended before its date");
        return;
    }
    bool said;
    int rest = q->quarter ? 4 - q->quarter : 0;
    int year = year_named(&w->flow, day_shift(w->period_end, rest * 91), &said);
    work_propose_year(w, year, said ? RANK_TEXT : RANK_GUESSED, q->at,
                      said ? "what the text calls the year" : NULL);
}

static void agency(work *w)
{
    static const struct {
        const char *sign, *source;
    } agencies[] = {{"business wire", "Business Wire"},  {"businesswire", "Business Wire"},
                    {"globe newswire", "GlobeNewswire"}, {"globenewswire", "GlobeNewswire"},
                    {"prnewswire", "PR Newswire"},       {"pr newswire", "PR Newswire"},
                    {"accesswire", "Accesswire"}};
    const flow *f = &w->flow;
    size_t to = f->n < DATE_BYTES ? f->n : DATE_BYTES;
    for (size_t i = 0; i < sizeof agencies / sizeof *agencies; i++) {
        size_t at = flow_find(f, 0, to, agencies[i].sign);
        if (at != FLOW_NONE)
            work_propose(w, GK_FIELD_SOURCE, agencies[i].source, RANK_TEXT, at, NULL);
    }
}

bool about_release(work *w)
{
    size_t verb;
    quarter q;
    if (!is_release(&w->flow, &verb, &q)) return false;
    work_propose(w, GK_FIELD_FORM, "Earnings", RANK_HEAD, verb != FLOW_NONE ? verb : q.at, NULL);
    about_mentions(w);
    if (verb != FLOW_NONE) subject(w, verb);
    char text[4] = {'Q', (char)('0' + q.quarter), '\0', '\0'};
    work_propose(w, GK_FIELD_FISCAL_PERIOD, q.quarter ? text : "FY", RANK_HEAD, q.at, NULL);
    dated(w);
    period_end(w, &q);
    work_propose_year(w, q.year, RANK_HEAD, q.at, NULL);
    year_of(w, &q);
    agency(w);
    return true;
}
