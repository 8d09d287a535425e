/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- periods ------------------------------------------------------------------------------ */

static const char *day_text(int day, gk_arena *arena)
{
    if (day < 10000101 || day > 99991231) return "";
    return gk_arena_format(arena, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
}

/* "FY2018", "Q2 2023", "9M 2023": months < 0 are taken for what the part of the year is. */
static const char *span_text(int year, int quarter, int half, int months, gk_arena *arena)
{
    if (!year) return months > 0 ? gk_arena_format(arena, "%d months", months) : "";
    if (quarter && (months == 3 || months <= 0))
        return gk_arena_format(arena, "Q%d %d", quarter, year);
    if (half && (months == 6 || months <= 0)) return gk_arena_format(arena, "H%d %d", half, year);
    if (months > 0 && months != 12) return gk_arena_format(arena, "%dM %d", months, year);
    return gk_arena_format(arena, "FY%d", year);
}

static const char *period_text(const gk_fact *fact, int months, gk_arena *arena)
{
    const gk_fact_time *t = &fact->time;
    if (months == 0 && t->end) return day_text(t->end, arena);
    const char *text = span_text(t->year, t->quarter, t->half, months, arena);
    return *text ? text : day_text(t->end, arena);
}

const char *gk_ledger_column(const gk_fact_entry *e, gk_arena *arena, int *later)
{
    int months = e->months;
    if (months <= 0) months = e->fiscal_quarter ? 3 : e->fiscal_half ? 6 : 12;
    int part = e->fiscal_quarter ? e->fiscal_quarter * 3 : e->fiscal_half ? e->fiscal_half * 6 : 12;
    if (months == 9) part = 9;
    *later = e->fiscal_year * 1000 + part * 20 + months;
    return e->fiscal_year
               ? span_text(e->fiscal_year, e->fiscal_quarter, e->fiscal_half, months, arena)
               : "";
}

/* ---- a fact ------------------------------------------------------------------------------- */

static const char *measure_name(gk_measure measure)
{
    switch (measure) {
    case GK_MEASURE_AMOUNT:
        return "amount";
    case GK_MEASURE_PER_SHARE:
        return "per_share";
    case GK_MEASURE_SHARES:
        return "shares";
    case GK_MEASURE_PERCENT:
        return "percent";
    default:
        return "number";
    }
}

static const char *text_of(const char *text) { return text ? text : ""; }

gk_fact_entry gk_ledger_entry(const gk_ledger_item *item, const gk_ledger_source *source,
                              const gk_concepts *concepts, gk_arena *arena)
{
    const gk_fact *f = &item->fact;
    const gk_concept *c = f->concept == SIZE_MAX ? NULL : gk_concepts_at(concepts, f->concept);
    const int months = gk_ledger_months(concepts, f);
    return (gk_fact_entry){.label = text_of(f->label),
                           .section = text_of(f->section),
                           .heading = text_of(f->heading),
                           .title = text_of(f->title),
                           .member = text_of(f->member),
                           .concept = c ? gk_arena_strdup(arena, c->id) : "",
                           .name = c ? gk_arena_strdup(arena, c->name) : text_of(f->label),
                           .period = period_text(f, months, arena),
                           .start = day_text(f->time.start, arena),
                           .end = day_text(f->time.end, arena),
                           .fiscal_year = f->time.year,
                           .fiscal_quarter = f->time.quarter,
                           .fiscal_half = f->time.half,
                           .months = months,
                           .value = f->value,
                           .printed = f->printed,
                           .scale = f->scale,
                           .decimals = f->decimals,
                           .measure = measure_name(f->measure),
                           .currency = gk_arena_strdup(arena, f->currency),
                           .statement = gk_statement_name((gk_statement)f->statement),
                           .parent = f->parent,
                           .tagged = f->tagged,
                           .preliminary = f->preliminary,
                           .company = source->company,
                           .document = source->document,
                           .form = source->form,
                           .published = source->published,
                           .page = f->page,
                           .line = f->line,
                           .table = f->table + 1,
                           .row = f->table < 0 ? 0 : f->row + 1,
                           .column = f->table < 0 ? 0 : f->column + 1,
                           .group = item->group,
                           .differs = item->differs,
                           .repeated = item->repeated};
}

/* ---- as text ------------------------------------------------------------------------------ */

char *gk_fact_value_text(const gk_fact_entry *entry)
{
    double places = entry->scale > 0 ? entry->decimals - log10(entry->scale) : entry->decimals;
    int decimals = places > 0 ? (int)lround(places) : 0;
    char *digits = gk_format("%.*f", decimals < 12 ? decimals : 12, entry->value);
    gk_string text = {0};
    gk_string_add_grouped(&text, digits);
    gk_free(digits);
    return gk_string_take(&text);
}

char *gk_fact_unit_text(const gk_fact_entry *entry)
{
    const char *currency = entry->currency;
    if (strcmp(entry->measure, "percent") == 0) return gk_strdup("%");
    if (strcmp(entry->measure, "shares") == 0) return gk_strdup("shares");
    if (strcmp(entry->measure, "per_share") == 0)
        return gk_format("%s%sper share", currency, *currency ? " " : "");
    return gk_strdup(strcmp(entry->measure, "amount") == 0 ? currency : "");
}
