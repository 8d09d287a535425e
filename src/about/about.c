/* SPDX-License-Identifier: Apache-2.0
 *
 * All evidence, part after part. What kind of text it is, the first part says that recognises it.
 */
#include "about/about.h"

#include "about/names.h"
#include "about/work.h"

#include <string.h>

/* The registrant's name in tags and headers is the SEC's spelling ("COCA COLA CO"). Where the text
 * has the same name not in capitals, or the place made for it has it, the company writes itself so.
 */
static bool writes_itself(const work *w, const char *stated_name)
{
    const char *own = work_value(w, GK_FIELD_COMPANY);
    if (!own) return false;
    char *a = gk_company_key(own), *b = gk_company_key(stated_name);
    bool same = *a && strcmp(a, b) == 0;
    gk_free(a);
    gk_free(b);
    bool placed = w->rank[GK_FIELD_COMPANY] >= RANK_SIGNED && name_in_capitals(stated_name);
    return same && (placed || !name_in_capitals(own));
}

static void stated_company(work *w)
{
    const gk_document *d = w->document;
    for (size_t i = 0; i < d->stated_count; i++)
        if (d->stated[i].field == GK_FIELD_COMPANY && !writes_itself(w, d->stated[i].value))
            work_propose(w, GK_FIELD_COMPANY, d->stated[i].value, RANK_STATED, FLOW_NONE,
                         d->stated[i].where);
}

static void stated(work *w)
{
    const gk_document *d = w->document;
    for (size_t i = 0; i < d->stated_count; i++)
        if (d->stated[i].field != GK_FIELD_ALIAS && d->stated[i].field != GK_FIELD_COMPANY)
            work_propose(w, d->stated[i].field, d->stated[i].value, RANK_STATED, FLOW_NONE,
                         d->stated[i].where);
    day end;
    const char *period = work_value(w, GK_FIELD_PERIOD_END);
    if (period && day_iso(period, &end)) w->period_end = end;
}

static void stated_aliases(work *w)
{
    const gk_document *d = w->document;
    for (size_t i = 0; i < d->stated_count; i++)
        if (d->stated[i].field == GK_FIELD_ALIAS)
            work_alias(w, d->stated[i].value, FLOW_NONE, d->stated[i].where);
}

static void text(work *w)
{
    static bool (*const parts[])(work *) = {about_cover, about_china, about_call, about_release,
                                            about_press};
    about_language(w);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i](w)) return;
}

/* The company's ticker is a name of it, too. */
static void ticker_alias(work *w)
{
    const gk_about_value *ticker = &w->about->values[GK_FIELD_TICKER];
    if (!ticker->value) return;
    work_alias_from(w, ticker->value, ticker->origin, ticker->where);
    const char *dot = strchr(ticker->value, '.'); /* "600519.SH" */
    bool code = dot && strspn(ticker->value, "0123456789") == (size_t)(dot - ticker->value);
    if (code)
        work_alias_from(w, gk_arena_strndup(w->arena, ticker->value, (size_t)(dot - ticker->value)),
                        ticker->origin, ticker->where);
}

gk_about *gk_about_find(const gk_document *document, const char *name, const gk_about_table *table,
                        const gk_registry *registry)
{
    gk_arena *arena = gk_arena_new(), *scratch = gk_arena_new();
    gk_about *about = gk_arena_alloc(arena, sizeof *about);
    about->arena = arena;
    work w = {.about = about, .arena = arena, .document = document, .registry = registry};
    w.flow = flow_new(document, scratch);
    stated(&w);
    text(&w);
    stated_company(&w);
    if (name) about_file_name(&w, name);
    if (name && table) about_table_row(&w, table, name);
    stated_aliases(&w);
    about_aliases(&w);
    about_registry(&w);
    ticker_alias(&w);
    gk_arena_free(scratch);
    return about;
}

void gk_about_free(gk_about *about)
{
    if (about) gk_arena_free(about->arena);
}
