/* SPDX-License-Identifier: Apache-2.0
 *
 * The page that a vendor of filings puts before the cover: "Filed 03/31/15 for the Period Ending
 * 01/31/15", and a list with the CIK and the symbol.
 */
#include "about/cover.h"

#include <string.h>

/* The dates after `filed` and `for the period ending`, written with two digits a year. */
static void filed(work *w, size_t end)
{
    const flow *f = &w->flow;
    size_t mark = flow_find(f, 0, end, "for the period ending");
    size_t at = flow_find_word(f, 0, end, "filed");
    day d;
    if (mark == FLOW_NONE || at == FLOW_NONE || at > mark) return;
    size_t from = at + strlen("filed ");
    if (day_at(f->lower, f->n, &from, &d)) {
        w->published = d;
        work_propose_day(w, GK_FIELD_PUBLISHED, d, RANK_COVER, at, NULL);
    }
    from = mark + strlen("for the period ending ");
    if (!day_at(f->lower, f->n, &from, &d)) return;
    if (!w->period_end.year) w->period_end = d;
    work_propose_day(w, GK_FIELD_PERIOD_END, d, RANK_HEAD, mark, NULL);
}

static bool all_digits(const char *s)
{
    size_t n = strspn(s, "0123456789");
    return n == 10 && s[n] == '\0';
}

void cover_vendor(work *w, const cover *c)
{
    const flow *f = &w->flow;
    if (c->page > 2) return;
    filed(w, c->end);
    for (size_t i = 0; i < c->lines_end; i++) {
        flow_cell cells[FLOW_CELLS];
        if (flow_cells(f, &f->lines[i], cells) < 2) continue;
        if (strcmp(cells[0].text, "CIK") == 0 && all_digits(cells[1].text))
            work_propose(w, GK_FIELD_CIK, cells[1].text, RANK_COVER, f->lines[i].start, NULL);
        if (strcmp(cells[0].text, "Symbol") == 0 && strlen(cells[1].text) <= 6)
            work_propose(w, GK_FIELD_TICKER, cells[1].text, RANK_HEAD, f->lines[i].start, NULL);
    }
}
