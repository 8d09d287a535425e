/* SPDX-License-Identifier: Apache-2.0
 *
 * The signatures of a filing: below "... has duly caused this report to be signed on its behalf by
 * the undersigned, thereunto duly authorized" stand the registrant's name and the date.
 */
#include "about/names.h"
#include "about/work.h"

#include <string.h>

enum { LINES = 8, DATE_BYTES = 500, LONGEST_DELAY = 400 };

static const char *const labels[] = {
    "date", "dated", "by",   "/s/",  "signature", "(registrant", "registrant",
    "name", "title", "its:", "page", "on the",    "on this"};

static bool is_label(const char *text)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t n = strlen(labels[i]);
        if (strncasecmp(text, labels[i], n) == 0 && !flow_is_word(text[n])) return true;
    }
    return false;
}

static bool has_letters(const char *s)
{
    for (; *s; s++)
        if (((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z'))) return true;
    return false;
}

static bool is_date(work *w, const char *text)
{
    char *lower = gk_arena_strdup(w->arena, text);
    flow_lower(lower);
    size_t at = 0, start;
    day d;
    return day_next(lower, strlen(lower), &at, &start, &d);
}

/* "in the city of Cincinnati, State of Ohio", "this 4th day of August": the end of the formula. */
static bool is_formula(const char *text)
{
    static const char *const words[] = {"city of", "state of", "day of", "commonwealth of",
                                        "of the "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasestr(text, words[i])) return true;
    return gk_starts_with(text, "of ") || gk_starts_with(text, "in ") ||
           gk_starts_with(text, "on ");
}

/* The first cell below line `from` that is a name. */
static void signer(work *w, size_t from)
{
    const flow *f = &w->flow;
    for (size_t i = from + 1; i < f->line_count && i <= from + LINES; i++) {
        flow_cell cells[FLOW_CELLS];
        size_t count = flow_cells(f, &f->lines[i], cells);
        for (size_t k = 0; k < count; k++) {
            char *clean = name_clean(w->arena, cells[k].text, strlen(cells[k].text));
            bool cap = *clean && !(*clean >= 'a' && *clean <= 'z' && strchr(clean, ' ') == NULL);
            if (is_label(cells[k].text) || !has_letters(clean) || is_date(w, clean) || !cap)
                continue;
            if (is_formula(clean) || strstr(clean, "/s/") || strcasestr(clean, "authorized"))
                continue;
            if (strlen(clean) > 90 || name_is_generic(clean)) return;
            work_propose(w, GK_FIELD_COMPANY, name_restored(f, clean), RANK_SIGNED,
                         f->lines[i].start, NULL);
            return;
        }
    }
}

static void signed_on(work *w, size_t from)
{
    const flow *f = &w->flow;
    size_t at = from, start, to = from + DATE_BYTES < f->n ? from + DATE_BYTES : f->n;
    day d;
    while (day_next(f->lower, to, &at, &start, &d)) {
        day since = w->published.year ? w->published : w->period_end;
        int days = since.year ? day_number(d) - day_number(since) : 0;
        if (days < 0 || days > LONGEST_DELAY) continue;
        if (days == 0 && !w->published.year && since.year) continue; /* the period's last day */
        work_propose_day(w, GK_FIELD_PUBLISHED, d, RANK_SIGNED, start, NULL);
        return;
    }
}

void about_signature(work *w)
{
    static const char *const phrases[] = {"signed on its behalf", "signed on behalf of"};
    const flow *f = &w->flow;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        size_t at = flow_find(f, 0, f->n, phrases[i]);
        if (at == FLOW_NONE) continue;
        size_t to = at + 200 < f->n ? at + 200 : f->n;
        size_t end = flow_find(f, at, to, "authorized");
        if (end == FLOW_NONE) end = at;
        signer(w, flow_line_of(f, end));
        signed_on(w, end);
        return;
    }
}
