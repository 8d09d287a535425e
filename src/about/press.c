/* SPDX-License-Identifier: Apache-2.0
 *
 * News, broker research, policy papers and annual reports of another make: told by the words of
 * press_signs.c.
 */
#include "about/press.h"

#include "about/quarter.h"
#include "about/work.h"
#include "about/year.h"

#include <string.h>

enum { HEAD_BYTES = 3000, LONGEST_NEWS = 30000, LONGEST_FLASH = 3000 };

/* The order decides between forms of equal weight. */
static const struct {
    const char *form;
    int least;
} forms[] = {
    {"Research", 2}, {"Policy", 2}, {"Interim report", 2}, {"Annual report", 3}, {"News", 2}};

typedef struct finding {
    int weight;
    size_t at;
    const char *source;
} finding;

static finding weigh(const flow *f, const char *form)
{
    finding found = {0, FLOW_NONE, NULL};
    size_t head = f->n < HEAD_BYTES ? f->n : HEAD_BYTES;
    for (size_t i = 0; i < press_sign_count; i++) {
        const press_sign *sign = &press_signs[i];
        if (strcmp(sign->form, form) != 0 || (sign->place == IN_FLASH && f->n > LONGEST_FLASH))
            continue;
        size_t at = flow_find(f, 0, sign->place == IN_ALL ? f->n : head, sign->phrase);
        if (at == FLOW_NONE) continue;
        found.weight += sign->weight;
        if (at < found.at) found.at = at;
        if (!found.source) found.source = sign->source;
    }
    return found;
}

/* The first day that the head names. */
static void dated(work *w)
{
    const flow *f = &w->flow;
    size_t at = 0, start, to = f->n < HEAD_BYTES ? f->n : HEAD_BYTES;
    day d;
    if (day_next(f->lower, to, &at, &start, &d))
        work_propose_day(w, GK_FIELD_PUBLISHED, d, RANK_TEXT, start, NULL);
}

/* "2023 Annual Report", "Annual Report 2023", and the end of its year. */
static void report_year(work *w, bool interim)
{
    const flow *f = &w->flow;
    size_t to = f->n < HEAD_BYTES ? f->n : HEAD_BYTES;
    work_propose(w, GK_FIELD_FISCAL_PERIOD, interim ? "H1" : "FY", RANK_TEXT, 0, NULL);
    for (size_t at = 0; (at = flow_find(f, at, to, " report")) != FLOW_NONE; at++) {
        size_t after = at + strlen(" report");
        while (after < to && strchr(" ,-", f->lower[after])) after++;
        int year = year_number_at(f, &after, false);
        size_t before = flow_find(f, at > 24 ? at - 24 : 0, at, "20");
        if (!year && before != FLOW_NONE) year = year_number_at(f, &before, false);
        work_propose_year(w, year, RANK_HEAD, at, NULL);
        if (year) break;
    }
    static const char *const ends[] = {"year ended ", "months ended ", "half-year ended "};
    for (size_t i = interim ? 1 : 0; i < (interim ? 3u : 1u); i++) {
        size_t at = flow_find(f, 0, f->n, ends[i]);
        if (at == FLOW_NONE) continue;
        size_t from = at + strlen(ends[i]);
        day d;
        if (!day_at(f->lower, f->n, &from, &d)) continue;
        work_propose_day(w, GK_FIELD_PERIOD_END, d, RANK_TEXT, at, NULL);
        bool said;
        if (!interim) work_propose_year(w, year_named(f, d, &said), RANK_TEXT, at, NULL);
    }
}

bool about_press(work *w)
{
    const flow *f = &w->flow;
    size_t best = SIZE_MAX;
    finding chosen = {0, FLOW_NONE, NULL};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        finding found = weigh(f, forms[i].form);
        bool too_long = strcmp(forms[i].form, "News") == 0 && f->n > LONGEST_NEWS;
        if (too_long || found.weight < forms[i].least || found.weight <= chosen.weight) continue;
        chosen = found;
        best = i;
    }
    if (best == SIZE_MAX) return false;
    const char *form = forms[best].form;
    work_propose(w, GK_FIELD_FORM, form, RANK_TEXT, chosen.at, NULL);
    work_propose(w, GK_FIELD_SOURCE, chosen.source, RANK_TEXT, chosen.at, NULL);
    bool annual = strcmp(form, "Annual report") == 0, interim = strcmp(form, "Interim report") == 0;
    if (annual || interim)
        report_year(w, interim);
    else
        dated(w);
    if (strcmp(form, "Policy") != 0) about_mentions(w);
    return true;
}
