/* SPDX-License-Identifier: Apache-2.0
 *
 * Line items by period. A row is a line item in one unit, of one company or a part of it; a column
 * is a year, or a part of one. A moment stands under the period that it ends.
 */
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct owned {
    gk_fact_series series;
    gk_arena *arena;
} owned;

typedef struct column {
    const char *period;
    int later;
} column;

typedef struct making {
    const gk_fact_list *list;
    gk_arena *arena;
    column *columns; /* one an entry at first, then each once */
    size_t column_count;
    bool years; /* only whole years count */
} making;

static bool is_whole_year(const gk_fact_entry *e)
{
    return !e->fiscal_quarter && !e->fiscal_half && (e->months <= 0 || e->months == 12);
}

static bool counts(const making *m, size_t i)
{
    const gk_fact_entry *e = &m->list->entries[i];
    bool first = i == 0 || m->list->entries[i - 1].group != e->group;
    return first && e->fiscal_year && (!m->years || is_whole_year(e));
}

static int by_time(const void *a, const void *b)
{
    const column *x = a, *y = b;
    if (x->later != y->later) return x->later < y->later ? -1 : 1;
    return strcmp(x->period, y->period);
}

static void find_columns(making *m)
{
    m->columns = gk_arena_array(m->arena, m->list->count + 1, sizeof *m->columns);
    for (size_t i = 0; i < m->list->count; i++)
        m->years = m->years ||
                   (m->list->entries[i].fiscal_year && is_whole_year(&m->list->entries[i]));
    for (size_t i = 0; i < m->list->count; i++) {
        column *c = &m->columns[m->column_count];
        if (!counts(m, i)) continue;
        c->period = gk_ledger_column(&m->list->entries[i], m->arena, &c->later);
        m->column_count++;
    }
    size_t kept = 0;
    if (m->column_count) qsort(m->columns, m->column_count, sizeof *m->columns, by_time);
    for (size_t i = 0; i < m->column_count; i++)
        if (!kept || strcmp(m->columns[kept - 1].period, m->columns[i].period) != 0)
            m->columns[kept++] = m->columns[i];
    m->column_count = kept;
}

static size_t column_of(const making *m, const gk_fact_entry *e)
{
    int later;
    const char *period = gk_ledger_column(e, m->arena, &later);
    size_t c = 0;
    while (strcmp(m->columns[c].period, period) != 0) c++;
    return c;
}

/* "number" is an amount whose measure is not known. */
static bool same_measure(const char *a, const char *b)
{
    static const char *const alike[] = {"amount", "number"};
    bool first = strcmp(a, alike[0]) == 0 || strcmp(a, alike[1]) == 0;
    bool second = strcmp(b, alike[0]) == 0 || strcmp(b, alike[1]) == 0;
    return strcmp(a, b) == 0 || (first && second);
}

/* Whether two entries that follow each other are of one row. */
static bool same_row(const gk_fact_entry *a, const gk_fact_entry *b)
{
    if (strcmp(a->company, b->company) != 0 || strcmp(a->member, b->member) != 0) return false;
    if (!same_measure(a->measure, b->measure) || strcmp(a->concept, b->concept) != 0) return false;
    return *a->concept ||
           (strcasecmp(a->label, b->label) == 0 && strcmp(a->section, b->section) == 0);
}

static void begin_row(making *m, gk_fact_series *series, const gk_fact_entry *e)
{
    struct gk_fact_series_row *row = &series->rows[series->row_count++];
    row->name = e->name;
    row->member = e->member;
    row->company = e->company;
    row->unit = "";
    row->entries = gk_arena_array(m->arena, m->column_count + 1, sizeof *row->entries);
}

/* The first unit that is known is the row's. */
static void take_unit(making *m, struct gk_fact_series_row *row, const gk_fact_entry *e)
{
    if (*row->unit) return;
    char *unit = gk_fact_unit_text(e);
    row->unit = gk_arena_strdup(m->arena, unit);
    gk_free(unit);
}

static void fill_rows(making *m, gk_fact_series *series)
{
    const gk_fact_entry *last = NULL;
    series->rows = gk_arena_array(m->arena, m->list->count + 1, sizeof *series->rows);
    for (size_t i = 0; i < m->list->count; i++) {
        const gk_fact_entry *e = &m->list->entries[i];
        if (!counts(m, i)) continue;
        if (!last || !same_row(last, e)) begin_row(m, series, e);
        const gk_fact_entry **place = &series->rows[series->row_count - 1].entries[column_of(m, e)];
        take_unit(m, &series->rows[series->row_count - 1], e);
        if (!*place) *place = e; /* of two moments of one period the later comes first */
        last = e;
    }
}

void gk_fact_series_make(const gk_fact_list *list, gk_fact_series **out)
{
    owned *made = gk_alloc(sizeof *made);
    made->arena = gk_arena_new();
    making m = {.list = list, .arena = made->arena};
    find_columns(&m);
    made->series.periods = gk_arena_array(made->arena, m.column_count + 1, sizeof(char *));
    made->series.period_count = m.column_count;
    for (size_t i = 0; i < m.column_count; i++) made->series.periods[i] = m.columns[i].period;
    fill_rows(&m, &made->series);
    *out = &made->series;
}

void gk_fact_series_free(gk_fact_series *series)
{
    if (!series) return;
    owned *made = (owned *)series; /* its first member */
    gk_arena_free(made->arena);
    gk_free(made);
}
