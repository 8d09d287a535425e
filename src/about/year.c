/* SPDX-License-Identifier: Apache-2.0
 *
 * Votes of the text for a fiscal year's name: every mention of "fiscal 2022" is one, beside the
 * year's last day ("fiscal year ended January 28, 2023 ("fiscal 2022")") three. Where no year is
 * called fiscal, plain years decide, and only for a year that ends in January or February: there a
 * report writes "2022" more often than the year in which it ended, or less often. A year that ends
 * in another month is nearly always called after the year in which it ends, so that it takes more
 * votes to say otherwise.
 */
#include "about/year.h"

#include <string.h>

enum {
    BEFORE = 70,
    AFTER = 30,
    PAPER = 28,
    BESIDE = 3,
    LEAST = 5,
    LEAST_UNUSUAL = 25,
    MAJOR_PERCENT = 45
};

int year_number_at(const flow *f, size_t *at, bool two)
{
    size_t i = *at;
    bool apostrophe = i < f->n && f->lower[i] == '\'';
    if (apostrophe) i++;
    int value = 0, digits = 0;
    for (; i < f->n && f->lower[i] >= '0' && f->lower[i] <= '9' && digits < 5; i++, digits++)
        value = value * 10 + (f->lower[i] - '0');
    if (i < f->n && ((f->lower[i] >= 'a' && f->lower[i] <= 'z') || f->lower[i] == '%')) return 0;
    if (i + 1 < f->n && f->lower[i] == '.' && f->lower[i + 1] >= '0' && f->lower[i + 1] <= '9')
        return 0;
    if (digits == 2 && (two || apostrophe))
        value += 2000;
    else if (digits != 4 || value < 1950 || value > 2099)
        return 0;
    *at = i;
    return value;
}

static bool skip_word(const flow *f, size_t *at, const char *word)
{
    if (!flow_at(f, *at, word)) return false;
    *at += strlen(word);
    return true;
}

static void skip_spaces(const flow *f, size_t *at)
{
    while (*at < f->n && strchr(" ,-:", f->lower[*at]) != NULL) ++*at;
}

/* What follows "fiscal": "year 2023", "years ended 2023", "2023". Not a date: "fiscal year ended
 * January 28, 2023" names none. */
static int label_after(const flow *f, size_t *at, bool two)
{
    size_t i = *at;
    skip_spaces(f, &i);
    if (skip_word(f, &i, "years") || skip_word(f, &i, "year")) skip_spaces(f, &i);
    int year = year_number_at(f, &i, two);
    if (year) *at = i;
    return year;
}

/* "2023 fiscal year": the year before byte `at`. */
static int label_before(const flow *f, size_t at, size_t *start)
{
    if (at < 5 || f->lower[at - 1] != ' ' || !flow_at(f, at, "fiscal year")) return 0;
    size_t i = at - 5, end = i;
    if (i && flow_is_word(f->lower[i - 1])) return 0;
    int year = year_number_at(f, &end, false);
    if (!year || end != at - 1) return 0;
    *start = i;
    return year;
}

/* The nearest of "fiscal", "scal" (where a ligature was lost) and "fy". */
static size_t next_anchor(const flow *f, size_t at, size_t to, size_t *length)
{
    static const char *const anchors[] = {"fiscal", "scal", "fy"};
    for (; at < to; at++) {
        char c = f->lower[at];
        if ((c != 'f' && c != 's') || (at && f->lower[at - 1] >= 'a' && f->lower[at - 1] <= 'z'))
            continue;
        for (size_t k = 0; k < sizeof anchors / sizeof *anchors; k++) {
            *length = strlen(anchors[k]);
            if (!flow_at(f, at, anchors[k])) continue;
            char next = f->lower[at + *length];
            if (next < 'a' || next > 'z') return at;
        }
    }
    return FLOW_NONE;
}

int year_label_next(const flow *f, size_t *at, size_t to, size_t *start)
{
    size_t length = 0, anchor = *at;
    for (; (anchor = next_anchor(f, anchor, to, &length)) != FLOW_NONE; anchor += length) {
        size_t end = anchor + length;
        int year = label_after(f, &end, length == 2);
        *start = anchor;
        if (!year) year = label_before(f, anchor, start);
        if (!year) continue;
        *at = end;
        return year;
    }
    *at = to;
    return 0;
}

/* ---- votes for end.year - 1, end.year and end.year + 1 */

typedef struct votes {
    int first; /* the year of count[0] */
    long count[3];
} votes;

static void vote(votes *v, int year, long weight)
{
    if (year >= v->first && year < v->first + 3) v->count[year - v->first] += weight;
}

/* The years of a list go with the first: "fiscal 2023, 2022 and 2021". */
static void vote_list(const flow *f, size_t *at, votes *v)
{
    for (;;) {
        size_t i = *at;
        while (i < f->n && (f->lower[i] == ' ' || f->lower[i] == ',')) i++;
        if (skip_word(f, &i, "and ") || skip_word(f, &i, "to ") || skip_word(f, &i, "& "))
            skip_spaces(f, &i);
        if (i == *at) return;
        int year = year_number_at(f, &i, false);
        if (!year) return;
        vote(v, year, 1);
        *at = i;
    }
}

/* Whether the label that ends at byte `at` is that of another paper, as in a list of exhibits:
 * "FY22 Annual Report". */
static bool names_report(const flow *f, size_t at)
{
    size_t to = at + PAPER < f->n ? at + PAPER : f->n;
    return flow_find(f, at, to, " report") != FLOW_NONE ||
           flow_find(f, at, to, " form 10") != FLOW_NONE;
}

static void vote_labels(const flow *f, votes *v)
{
    size_t start;
    for (size_t at = 0; at < f->n;) {
        int year = year_label_next(f, &at, f->n, &start);
        if (!year) return;
        if (names_report(f, at)) continue;
        vote(v, year, 1);
        vote_list(f, &at, v);
    }
}

/* Whether a date stands in [from, to). */
static bool date_within(const flow *f, size_t from, size_t to)
{
    size_t at = from, start;
    day other;
    return from < to && day_next(f->lower, to, &at, &start, &other);
}

/* The latest year among the labels of [from, to) that is one of the three. */
static int latest_label(const flow *f, size_t from, size_t to, const votes *v)
{
    int latest = 0;
    size_t start;
    for (size_t at = from; at < to;) {
        int year = year_label_next(f, &at, to, &start);
        if (year >= v->first && year < v->first + 3 && year > latest) latest = year;
    }
    return latest;
}

/* The labels beside one mention of the last day. */
static void vote_beside(const flow *f, size_t start, size_t end, votes *v)
{
    size_t after = end + AFTER < f->n ? end + AFTER : f->n;
    size_t paren = end;
    while (paren < after && strchr(" ,", f->lower[paren])) paren++;
    int year = 0;
    bool noted = paren < after && (f->lower[paren] == '(' || f->lower[paren] == '"');
    if (noted && !date_within(f, end, after)) year = latest_label(f, end, after, v);
    size_t before = start > BEFORE ? start - BEFORE : 0;
    if (!year && !date_within(f, before, start)) year = latest_label(f, before, start, v);
    if (year) vote(v, year, BESIDE);
}

static void vote_dates(const flow *f, day end, votes *v)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    for (size_t at = 0; (at = flow_find(f, at, f->n, months[end.month - 1])) != FLOW_NONE;) {
        size_t stop = at;
        day d;
        bool word = at == 0 || !flow_is_word(f->lower[at - 1]);
        if (word && day_at(f->lower, f->n, &stop, &d) && day_same(d, end))
            vote_beside(f, at, stop, v);
        at = stop > at ? stop : at + 1;
    }
}

static void vote_plain(const flow *f, votes *v)
{
    for (size_t at = 0; (at = flow_find(f, at, f->n, "20")) != FLOW_NONE; at++) {
        bool word = at == 0 || !flow_is_word(f->lower[at - 1]);
        size_t end = at;
        if (word) vote(v, year_number_at(f, &end, false), 1);
    }
}

/* The latest year that the text speaks of nearly as often as of any: the year before is compared
 * with all through a report, the year to come is only looked forward to. */
static int winner(const votes *v, long least)
{
    long most = 0;
    for (int i = 0; i < 3; i++)
        if (v->count[i] > most) most = v->count[i];
    if (most < least) return 0;
    for (int i = 2; i >= 0; i--)
        if (v->count[i] * 100 >= most * MAJOR_PERCENT) return v->first + i;
    return 0;
}

/* The year that most plain years are. */
static int plainest(const flow *f, int first)
{
    votes v = {.first = first};
    vote_plain(f, &v);
    if (v.count[0] + v.count[1] < LEAST) return 0;
    return v.count[0] > v.count[1] ? first : first + 1;
}

/* Whether the year ends with the calendar's, or in the first days of the next. */
static bool ends_with_calendar(day end)
{
    return (end.month == 12 && end.day > 14) || (end.month == 1 && end.day <= 10);
}

int year_named(const flow *f, day end, bool *said)
{
    int rule = end.month == 1 && end.day <= 10 ? end.year - 1 : end.year;
    *said = false;
    if (ends_with_calendar(end)) return rule;
    votes v = {.first = end.year - 1};
    vote_labels(f, &v);
    vote_dates(f, end, &v);
    int year = winner(&v, end.month <= 2 ? LEAST : LEAST_UNUSUAL);
    if (!year && end.month <= 2) year = plainest(f, v.first);
    *said = year != 0;
    return year ? year : rule;
}

/* ---- the end of the year before */

enum { MOST_DAYS = 24 };

typedef struct tally {
    day day;
    int count;
} tally;

static void count_day(tally *list, size_t *used, day d)
{
    for (size_t i = 0; i < *used; i++)
        if (day_same(list[i].day, d)) {
            list[i].count++;
            return;
        }
    if (*used < MOST_DAYS) list[(*used)++] = (tally){d, 1};
}

day year_end_before(const flow *f, day end)
{
    static const char *const phrases[] = {"year ended", "year ending", "years ended"};
    tally list[MOST_DAYS];
    size_t used = 0;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        for (size_t at = 0; (at = flow_find(f, at, f->n, phrases[i])) != FLOW_NONE;) {
            at += strlen(phrases[i]);
            size_t start = at;
            skip_spaces(f, &start);
            day d;
            if (!day_at(f->lower, f->n, &start, &d)) continue;
            int days = day_number(end) - day_number(d);
            if (days > 20 && days < 400) count_day(list, &used, d);
            if (days <= 0 && days > -360) count_day(list, &used, day_shift(d, -365));
        }
    }
    size_t best = 0;
    for (size_t i = 1; i < used; i++)
        if (list[i].count > list[best].count) best = i;
    return used ? list[best].day : (day){0, 0, 0};
}
