/* SPDX-License-Identifier: Apache-2.0
 *
 * Which page is the cover, and of which form. A glossy annual report wraps its 10-K in pages of its
 * own, so every page is looked at. A page is a cover where a line of it is nothing but the form's
 * name and it has at least two of the marks; four marks do without the line.
 */
#include "about/cover.h"

#include <string.h>

static const char *const form_names[] = {
    "10-K",  "10-Q",   "8-K",   "20-F", "6-K",    "40-F",   "10-K405", "10-KSB",
    "10-KT", "10-QSB", "10-QT", "11-K", "S-1",    "S-3",    "S-4",     "S-8",
    "S-11",  "F-1",    "F-3",   "F-4",  "10-12B", "10-12G", "10",      "N-CSR",
    "SD",    "15",     "18-K",  "N-1A", "N-2",    "8-A",    "25"};

static const char *const marks[] = {"securities and exchange commission",
                                    "registrant as specified",
                                    "commission file",
                                    "employer identification",
                                    "pursuant to section",
                                    "securities registered pursuant",
                                    "date of earliest event",
                                    "principal executive offices",
                                    "cusip number",
                                    "act of 1934"};

/* Forms that are called schedules. */
static const struct {
    const char *squeezed, *form;
} schedules[] = {{"schedule13d", "SC 13D"},
                 {"schedule13g", "SC 13G"},
                 {"scheduleto", "SC TO"},
                 {"schedule14d-9", "SC 14D9"},
                 {"schedule13e-3", "SC 13E3"},
                 {"schedule14a", "DEF 14A"},
                 {"schedule14ainformation", "DEF 14A"},
                 {"schedule14c", "DEF 14C"},
                 {"schedule14cinformation", "DEF 14C"}};

/* What a cover says of itself in words, where its form's line cannot be read. */
static const struct {
    const char *phrase, *form;
} in_words[] = {{"annual report pursuant to section 13", "10-K"},
                {"quarterly report pursuant to section 13", "10-Q"},
                {"date of earliest event", "8-K"},
                {"schedule 14a", "DEF 14A"}};

/* A line in lower case without spaces and without what is no letter at its ends. */
static size_t squeeze(const char *s, size_t n, char *out, size_t room)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        if (s[i] != ' ') {
            if (length + 1 == room) return 0;
            out[length++] = s[i];
        }
    while (length && strchr("*.,:()_-[]|", out[length - 1])) length--;
    out[length] = '\0';
    size_t lead = 0;
    while (lead < length && strchr("*.,:()_-[]|", out[lead])) lead++;
    memmove(out, out + lead, length - lead + 1);
    return length - lead;
}

/* The form that a squeezed line names, "/A" included, or NULL. */
static const char *form_named(work *w, const char *squeezed)
{
    for (size_t i = 0; i < sizeof schedules / sizeof *schedules; i++)
        if (strcmp(squeezed, schedules[i].squeezed) == 0) return schedules[i].form;
    if (!gk_starts_with(squeezed, "form")) return NULL;
    const char *rest = squeezed + 4;
    for (size_t i = 0; i < sizeof form_names / sizeof *form_names; i++) {
        char lower[16];
        size_t n = strlen(form_names[i]);
        for (size_t k = 0; k <= n; k++) lower[k] = flow_small(form_names[i][k]);
        if (!gk_starts_with(rest, lower)) continue;
        if (rest[n] == '\0') return form_names[i];
        if (strcmp(rest + n, "/a") == 0 || gk_starts_with(rest + n, "/amendment") ||
            gk_starts_with(rest + n, "amendment"))
            return gk_arena_format(w->arena, "%s/A", form_names[i]);
    }
    return NULL;
}

static size_t count_marks(const flow *f, const cover *c)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        count += flow_find(f, c->start, c->end, marks[i]) != FLOW_NONE;
    return count;
}

/* The line that is nothing but the form's name. */
static void find_form_line(work *w, cover *c)
{
    const flow *f = &w->flow;
    char squeezed[48];
    for (size_t i = c->lines; i < c->lines_end && !c->form; i++) {
        const flow_line *line = &f->lines[i];
        if (!squeeze(f->lower + line->start, line->end - line->start, squeezed, sizeof squeezed))
            continue;
        c->form = form_named(w, squeezed);
        c->form_at = line->start;
    }
}

static void find_form_words(const flow *f, cover *c)
{
    for (size_t i = 0; i < sizeof in_words / sizeof *in_words && !c->form; i++) {
        size_t at = flow_find(f, c->start, c->end, in_words[i].phrase);
        if (at == FLOW_NONE) continue;
        c->form = in_words[i].form;
        c->form_at = at;
    }
}

/* "Amendment No. 1" near the form's name. */
static void find_amendment(work *w, cover *c)
{
    size_t from = c->form_at > c->start + 80 ? c->form_at - 80 : c->start;
    size_t to = c->form_at + 120 < c->end ? c->form_at + 120 : c->end;
    if (gk_starts_with(c->form, "N-")) return; /* funds count amendments on every form */
    bool amended = flow_find(&w->flow, from, to, "amendment no") != FLOW_NONE;
    if (amended && !gk_ends_with(c->form, "/A"))
        c->form = gk_arena_format(w->arena, "%s/A", c->form);
}

static bool is_cover(work *w, cover *c)
{
    size_t count = count_marks(&w->flow, c);
    if (count < 2) return false;
    find_form_line(w, c);
    if (!c->form && count >= 4) find_form_words(&w->flow, c);
    if (!c->form) return false;
    find_amendment(w, c);
    return true;
}

cover cover_find(work *w)
{
    const flow *f = &w->flow;
    for (size_t line = 0; line < f->line_count;) {
        cover c = {.page = f->lines[line].page, .lines = line, .start = f->lines[line].start};
        while (line < f->line_count && f->lines[line].page == c.page) line++;
        c.lines_end = line;
        c.end = f->lines[line - 1].end;
        if (is_cover(w, &c)) return c;
    }
    return (cover){0};
}
