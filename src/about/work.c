/* SPDX-License-Identifier: Apache-2.0
 *
 * Keeping what was found: of several values of a field the one with the highest rank.
 */
#include "about/work.h"

#include "about/names.h"

#include <string.h>

enum { MOST_ALIASES = 32, LONGEST_VALUE = 200 };

static char *place_text(work *w, size_t line)
{
    const flow_line *at = &w->flow.lines[line];
    if (at->page == w->cover_page)
        return gk_arena_format(w->arena, "cover page, line %d", at->line);
    return gk_arena_format(w->arena, "page %d, line %d", at->page, at->line);
}

const char *work_place(work *w, size_t at) { return place_text(w, flow_line_of(&w->flow, at)); }

static gk_about_value value_at(work *w, const char *value, size_t at, const char *where)
{
    gk_about_value v = {.value = gk_arena_strdup(w->arena, value), .origin = GK_FROM_DOCUMENT};
    bool placed = at != FLOW_NONE && w->flow.line_count > 0;
    size_t line = placed ? flow_line_of(&w->flow, at) : 0;
    if (placed) {
        v.page = w->flow.lines[line].page;
        v.line = w->flow.lines[line].line;
    }
    if (where)
        v.where = gk_arena_strdup(w->arena, where);
    else
        v.where = placed ? place_text(w, line) : gk_arena_strdup(w->arena, "the text");
    return v;
}

static bool fits(const work *w, gk_field field, const char *value, int rank)
{
    if (!value || !*value || strlen(value) > LONGEST_VALUE || rank <= w->rank[field]) return false;
    return field != GK_FIELD_COMPANY || !strpbrk(value, "%$<>");
}

void work_propose(work *w, gk_field field, const char *value, int rank, size_t at,
                  const char *where)
{
    if (!fits(w, field, value, rank)) return;
    w->about->values[field] = value_at(w, value, at, where);
    w->rank[field] = rank;
}

void work_propose_from(work *w, gk_field field, const char *value, int rank, gk_origin origin,
                       const char *where)
{
    if (!fits(w, field, value, rank)) return;
    work_propose(w, field, value, rank, FLOW_NONE, where);
    w->about->values[field].origin = origin;
}

void work_propose_day(work *w, gk_field field, day d, int rank, size_t at, const char *where)
{
    char text[DAY_TEXT];
    if (d.year) work_propose(w, field, day_text(d, text), rank, at, where);
}

void work_propose_year(work *w, int year, int rank, size_t at, const char *where)
{
    char text[16];
    snprintf(text, sizeof text, "%d", year);
    if (year) work_propose(w, GK_FIELD_FISCAL_YEAR, text, rank, at, where);
}

const char *work_value(const work *w, gk_field field) { return w->about->values[field].value; }

static bool known_name(const work *w, const char *letters)
{
    const char *company = work_value(w, GK_FIELD_COMPANY);
    char *own = name_letters(company ? company : "");
    bool known = strcmp(own, letters) == 0;
    gk_free(own);
    for (size_t i = 0; !known && i < w->about->alias_count; i++) {
        own = name_letters(w->about->aliases[i].value);
        known = strcmp(own, letters) == 0;
        gk_free(own);
    }
    return known;
}

static void add_alias(work *w, gk_about_value value)
{
    gk_about *about = w->about;
    if (about->alias_count == MOST_ALIASES) return;
    if (!about->aliases)
        about->aliases = gk_arena_array(w->arena, MOST_ALIASES, sizeof *about->aliases);
    char *letters = name_letters(value.value);
    if (*letters && !known_name(w, letters) && !name_is_generic(value.value))
        about->aliases[about->alias_count++] = value;
    gk_free(letters);
}

void work_alias(work *w, const char *name, size_t at, const char *where)
{
    if (*name && strlen(name) <= LONGEST_VALUE) add_alias(w, value_at(w, name, at, where));
}

void work_alias_from(work *w, const char *name, gk_origin origin, const char *where)
{
    if (!*name || strlen(name) > LONGEST_VALUE) return;
    gk_about_value value = value_at(w, name, FLOW_NONE, where);
    value.origin = origin;
    add_alias(w, value);
}
