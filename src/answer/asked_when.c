/* SPDX-License-Identifier: Apache-2.0
 *
 * The periods that a question wants figures of: those that it names, the years of an average
 * between them, and the year before where it asks for a change and names one.
 */
#include "answer/asked.h"

#include <stdlib.h>

static int earlier(const void *a, const void *b)
{
    const gk_period *x = a, *y = b;
    int left = x->year * 500 + x->quarter * 100 + x->half * 200 + x->month * 32 + x->day;
    int right = y->year * 500 + y->quarter * 100 + y->half * 200 + y->month * 32 + y->day;
    return left < right ? -1 : left > right;
}

static void add_period(gk_asked *out, gk_period p)
{
    for (size_t i = 0; i < out->period_count; i++)
        if (earlier(&out->periods[i], &p) == 0) return;
    if (out->period_count < GK_ASKED_PERIODS) out->periods[out->period_count++] = p;
}

int gk_asked_years(const char *plain)
{
    static const struct {
        const char *words;
        int years;
    } spans[] = {{"3 year|three year|3 yr|三年|3年", 3},
                 {"5 year|five year|五年|5年", 5},
                 {"2 year|two year|两年|2年", 2},
                 {"4 year|four year|四年|4年", 4}};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        if (gk_asked_has(plain, spans[i].words)) return spans[i].years;
    return 0;
}

void gk_asked_when(gk_asked_reader *r)
{
    gk_asked *out = r->out;
    const gk_question *q = r->q;
    for (size_t i = 0; i < q->asked_count; i++) {
        /* A formula names years of its own. */
        if (out->formula && q->asked_count > 1 && r->aside[q->asked[i].span.start]) continue;
        add_period(out, q->asked[i]);
    }
    for (size_t i = 0; i < q->asked_count && !out->period_count; i++) add_period(out, q->asked[i]);
    if (out->period_count) qsort(out->periods, out->period_count, sizeof *out->periods, earlier);
    int years = gk_asked_years(r->proper);
    if (out->operation != GK_OPERATION_AVERAGE && out->operation != GK_OPERATION_CAGR) years = 0;
    if (out->period_count == 1 && years) {
        gk_period last = out->periods[0];
        int first = last.year - years + (out->operation == GK_OPERATION_AVERAGE);
        for (int y = first; y < last.year; y++) {
            gk_period p = last;
            p.year = y;
            add_period(out, p);
        }
    } else if (out->period_count == 2 && out->operation == GK_OPERATION_AVERAGE) {
        for (int y = out->periods[0].year + 1; y < out->periods[1].year; y++) {
            gk_period p = out->periods[0];
            p.year = y;
            add_period(out, p);
        }
    }
    if (out->last && out->period_count > 1) {
        out->periods[0] = out->periods[out->period_count - 1];
        out->period_count = 1;
    }
    bool moves = out->operation == GK_OPERATION_CHANGE || out->operation == GK_OPERATION_MOVED;
    if (moves && out->period_count == 1) {
        gk_period before = out->periods[0];
        before.year--;
        add_period(out, before);
    }
    if (out->period_count) qsort(out->periods, out->period_count, sizeof *out->periods, earlier);
}
