/* SPDX-License-Identifier: Apache-2.0
 *
 * Which period of a sentence belongs to which of its figures. "Respectively" pairs them in order;
 * else a figure's period stands in its own part of the sentence ("$4 million in 2018"), else it is
 * the nearest that no other figure has ("In 2019, sales were $5 million, up from …"), else one that
 * is borrowed.
 */
#include "verify/reading.h"

#include <string.h>
#include <strings.h>

enum { PERIODS_MOST = 32, PARTS_MOST = 128 };

static bool word_in(const char *s, gk_span span, const char *word)
{
    size_t m = strlen(word);
    for (size_t i = span.start; i + m <= span.end; i++)
        if (strncasecmp(s + i, word, m) == 0) return true;
    return false;
}

/* Where a part of a sentence ends. */
static size_t part_break(const char *s, size_t end, size_t i)
{
    static const char *const breaks[] = {
        ", ",   "; ",      " and ", " versus ",  " vs. ", " vs ", " compared ", " from ",
        " to ", " while ", " but ", " against ", "，",    "；",   "、",         "较",
        "相比", " than ",  " (",    "和",        "从",    "由",   "增至",       "降至",
        " / ",  " - ",     " × ",   " + ",       " − ",   "=",    " = ",        " ÷ "};
    for (size_t k = 0; k < sizeof breaks / sizeof *breaks; k++) {
        size_t m = strlen(breaks[k]);
        if (i + m <= end && strncasecmp(s + i, breaks[k], m) == 0) return m;
    }
    return 0;
}

static size_t parts_of(const char *s, gk_span span, const gk_period *periods, size_t period_count,
                       size_t *starts)
{
    size_t count = 0;
    starts[count++] = span.start;
    for (size_t i = span.start; i < span.end && count < PARTS_MOST;) {
        size_t m = part_break(s, span.end, i);
        /* "December 31, 2018" is one period. */
        for (size_t k = 0; k < period_count && m; k++)
            if (i >= periods[k].span.start && i < periods[k].span.end) m = 0;
        if (m) starts[count++] = i + m;
        i += m ? m : 1;
    }
    return count;
}

static size_t part_of(const size_t *starts, size_t count, size_t at)
{
    size_t part = 0;
    while (part + 1 < count && starts[part + 1] <= at) part++;
    return part;
}

static size_t gap(gk_span a, gk_span b)
{
    return a.end <= b.start ? b.start - a.end : b.end <= a.start ? a.start - b.end : 0;
}

/* "2021 (401 / 4,377 = 9.2 %)": a formula, not that year's figure. */
static bool in_formula(const char *s, size_t end, size_t at)
{
    static const char *const operators[] = {"/", "*", "+", "-", "=", "×", "÷", "−"};
    while (at < end && s[at] == ' ') at++;
    for (size_t k = 0; k < sizeof operators / sizeof *operators; k++) {
        size_t m = strlen(operators[k]);
        if (at + m <= end && memcmp(s + at, operators[k], m) == 0) return true;
    }
    return false;
}

/* "2018 ($4 million)", "2018年为5亿元": nothing stands between a period and its figure. */
static bool touches(const char *s, const gk_period *period, const gk_figure *figure)
{
    static const char *const between[] = {" ", "(", ":", "（", "：", "为", "是", "$", "US"};
    size_t i = period->span.end, end = figure->number.span.start;
    if (i > end || end - i > 8) return false;
    while (i < end) {
        size_t length = 0;
        for (size_t k = 0; k < sizeof between / sizeof *between && !length; k++) {
            size_t m = strlen(between[k]);
            if (i + m <= end && memcmp(s + i, between[k], m) == 0) length = m;
        }
        if (!length) return false;
        i += length;
    }
    return true;
}

void gk_figures_date(const char *s, gk_span span, gk_figure *figures, size_t count)
{
    gk_period periods[PERIODS_MOST];
    size_t period_count = 0, at = span.start;
    while (period_count < PERIODS_MOST && gk_period_next(s, span.end, &at, &periods[period_count]))
        period_count++;
    if (!period_count || !count) return;
    bool in_order = word_in(s, span, "respectively") || word_in(s, span, "分别");
    if (in_order && period_count > 1 && count % period_count == 0) {
        for (size_t i = 0; i < count; i++) {
            figures[i].period = periods[i % period_count];
            figures[i].period_own = true;
        }
        return;
    }
    size_t starts[PARTS_MOST];
    size_t parts = parts_of(s, span, periods, period_count, starts);
    bool owned[PERIODS_MOST] = {false}, touched[PERIODS_MOST] = {false};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < period_count; k++) {
            if (!touches(s, &periods[k], &figures[i]) ||
                in_formula(s, span.end, figures[i].number.span.end))
                continue;
            owned[k] = touched[k] = true;
            figures[i].period = periods[k];
            figures[i].period_own = true;
        }
    for (size_t i = 0; i < count; i++) {
        if (figures[i].period_own) continue;
        size_t part = part_of(starts, parts, figures[i].number.span.start), best = SIZE_MAX;
        for (size_t k = 0; k < period_count; k++) {
            if (touched[k] || part_of(starts, parts, periods[k].span.start) != part) continue;
            if (best == SIZE_MAX || gap(figures[i].number.span, periods[k].span) <
                                        gap(figures[i].number.span, periods[best].span))
                best = k;
        }
        if (best == SIZE_MAX) continue;
        owned[best] = true;
        figures[i].period = periods[best];
        figures[i].period_own = true;
    }
    size_t without = 0;
    for (size_t i = 0; i < count; i++) without += !figures[i].period.year;
    if (without == count && period_count == 2 && count == 2) {
        /* "Between 2017 and 2018 it fell from 5 to 4." */
        for (size_t i = 0; i < count; i++) figures[i].period = periods[i];
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (figures[i].period.year) continue;
        /* 0: free and ahead, 1: free and behind, 2: ahead, 3: behind. */
        size_t best = SIZE_MAX;
        int best_class = 4;
        for (size_t k = 0; k < period_count; k++) {
            bool ahead = periods[k].span.start < figures[i].number.span.start;
            int class = (owned[k] ? 2 : 0) + (ahead ? 0 : 1);
            if (class < best_class ||
                (class == best_class && gap(figures[i].number.span, periods[k].span) <
                                            gap(figures[i].number.span, periods[best].span)))
                best = k, best_class = class;
        }
        figures[i].period = periods[best];
        figures[i].period_own = best_class < 2 && period_count == 1;
    }
}
