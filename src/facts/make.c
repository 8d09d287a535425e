/* SPDX-License-Identifier: Apache-2.0 - a document's facts: table by table, cell by cell */
#include "facts/making.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COVER_PAGES = 2 };

static bool is_dash(const char *s)
{
    static const char *const dashes[] = {"—", "–", "-", "--", "$—", "$ —", "$-", "$ -", "－", "——"};
    for (size_t k = 0; k < sizeof dashes / sizeof *dashes; k++)
        if (strcmp(s, dashes[k]) == 0) return true;
    return false;
}

static bool is_figure(const gk_table_cell *cell)
{
    return cell->state == GK_CELL_NUMBER || cell->state == GK_CELL_PERCENT ||
           cell->state == GK_CELL_PER_SHARE || (cell->state == GK_CELL_NIL && is_dash(cell->text));
}

/* 1.577 times 1e6 is 1577000, to the last digit. */
double gk_facts_scaled(double printed, int decimals, double scale)
{
    if (scale == 1 || decimals <= 0) return printed * scale;
    double shift = pow(10, decimals);
    return round(printed * shift) * (scale / shift);
}

static void set_currency(const gk_facts_making *m, gk_fact *f)
{
    bool money = f->measure == GK_MEASURE_AMOUNT || f->measure == GK_MEASURE_PER_SHARE;
    const char *own = m->table->currency;
    if (!money) return;
    if (strcmp(own, "$") == 0 || !*own) own = m->currency;
    snprintf(f->currency, sizeof f->currency, "%s", own);
}

/* Whether the column's heading says what the figure is, and the row only of which part. */
static bool by_column(const gk_facts_row *r, const gk_facts_column *c)
{
    return c->concept != SIZE_MAX && r->concept == SIZE_MAX && r->part;
}

static const char *whose(gk_facts_making *m, const gk_facts_row *r, const gk_facts_column *c)
{
    if (by_column(r, c)) {
        if (!*r->part || !*r->member) return *r->part ? r->part : r->member;
        return gk_arena_format(m->arena, "%s / %s", r->member, r->part);
    }
    if (!*r->member) return c->member;
    if (!*c->member) return r->member;
    return gk_arena_format(m->arena, "%s / %s", r->member, c->member);
}

static void add_fact(gk_facts_making *m, size_t i, size_t c)
{
    const gk_table_row *row = &m->table->rows[i];
    const gk_table_cell *cell = &row->cells[c];
    const gk_facts_row *r = &m->rows[i];
    const gk_facts_column *column = &m->columns[c];
    bool named = by_column(r, column);
    gk_fact f = {.label = row->label,
                 .section = r->section,
                 .heading = m->table->columns[c].heading,
                 .title = m->table->title,
                 .member = whose(m, r, column),
                 .concept = column->rate ? SIZE_MAX
                            : named      ? column->concept
                                         : r->concept,
                 .concept_score = column->rate ? 0
                                  : named      ? column->score
                                               : r->score,
                 .time = gk_facts_time_of(m, i, c),
                 .value = gk_facts_scaled(cell->value, cell->decimals, cell->scale),
                 .printed = cell->value,
                 .scale = cell->scale,
                 .decimals = cell->decimals,
                 .measure = gk_facts_measure(m->table, row, c),
                 .statement = m->kind->statement,
                 .parent = m->kind->parent || column->parent,
                 .preliminary = m->kind->preliminary || r->preliminary || column->preliminary,
                 .page = row->page,
                 .line = row->line,
                 .table = (int)m->index,
                 .row = (int)i,
                 .column = (int)c};
    bool plain = cell->state == GK_CELL_NUMBER && cell->scale == 1;
    if (plain && f.measure == GK_MEASURE_AMOUNT && m->scale != 1)
        f.value = gk_facts_scaled(f.printed, f.decimals, f.scale = m->scale);
    if (plain && f.measure == GK_MEASURE_SHARES && m->share_scale != 1)
        f.value = gk_facts_scaled(f.printed, f.decimals, f.scale = m->share_scale);
    set_currency(m, &f);
    m->facts = gk_grow(m->facts, m->count, &m->capacity, sizeof *m->facts);
    m->facts[m->count++] = f;
}

static bool is_cover(const gk_facts_making *m)
{
    if (m->table->page > COVER_PAGES || *m->table->unit || *m->table->currency) return false;
    for (size_t c = 0; c < m->table->column_count; c++)
        if (gk_facts_says_period(&m->columns[c].said)) return false;
    return true;
}

static void add_row(gk_facts_making *m, size_t i)
{
    const gk_table_row *row = &m->table->rows[i];
    if (row->heading) return;
    for (size_t c = 0; c < m->table->column_count; c++) {
        const gk_table_cell *cell = &row->cells[c];
        const gk_facts_column *column = &m->columns[c];
        if (!is_figure(cell) || column->skipped) continue;
        /* A difference in money is no figure of a period; a rate is kept, without a concept. */
        if (column->rate && cell->state != GK_CELL_PERCENT) continue;
        add_fact(m, i, c);
    }
}

static void keep_texts(gk_facts_making *m, gk_table *kept)
{
    /* The tables go when all is made: what facts point to is copied once a table. */
    for (size_t i = 0; i < kept->row_count; i++)
        kept->rows[i].label = gk_arena_strdup(m->arena, kept->rows[i].label);
    for (size_t c = 0; c < kept->column_count; c++)
        kept->columns[c].heading = gk_arena_strdup(m->arena, kept->columns[c].heading);
    kept->title = gk_arena_strdup(m->arena, kept->title);
}

static void add_table(gk_facts_making *m, size_t index)
{
    gk_table *t = &m->tables->tables[index];
    m->table = t;
    m->index = index;
    m->kind = &m->kinds[index];
    if (t->continued_from == GK_TABLE_NONE) m->carried = (gk_facts_said){0};
    keep_texts(m, t);
    gk_facts_read_said(t->title, m->scratch, &m->title);
    if (*t->stub) {
        gk_facts_said stub;
        gk_facts_read_said(t->stub, m->scratch, &stub);
        m->title = gk_facts_join(stub, &m->title);
    }
    m->columns = gk_arena_array(m->scratch, t->column_count, sizeof *m->columns);
    m->rows = gk_arena_array(m->scratch, t->row_count, sizeof *m->rows);
    for (size_t c = 0; c < t->column_count; c++)
        gk_facts_read_column(m, &t->columns[c], &m->columns[c]);
    gk_facts_check_statement(m);
    m->last_count = is_cover(m) ? 0 : m->last_count;
    if (is_cover(m)) return;
    gk_facts_complete_columns(m);
    gk_facts_inherit_columns(m);
    m->last_columns = m->columns;
    m->last_count = t->column_count;
    m->banner = (gk_facts_said){0};
    gk_facts_read_column_concepts(m);
    /* What stands twice in a statement, such as deferred taxes, makes no part of its sections. */
    m->members = gk_facts_member_rows(m->kind->statement ? NULL : t, t->row_count, m->scratch);
    for (size_t i = 0; i < t->row_count; i++) {
        gk_facts_read_row(m, i);
        gk_facts_read_concept(m, i);
    }
    gk_facts_read_balances(m);
    gk_facts_read_lean(m);
    gk_facts_read_scale(m);
    for (size_t c = 0; c < t->column_count; c++) gk_facts_spread_percent(t, c);
    for (size_t i = 0; i < t->row_count; i++) add_row(m, i);
}

static size_t count_currency(const gk_tables *tables, const char *currency)
{
    size_t count = 0;
    for (size_t i = 0; i < tables->count; i++)
        count += strcmp(tables->tables[i].currency, currency) == 0;
    return count;
}

/* The currency that most tables name. A dollar sign alone speaks for a dollar: which one the tables
 * that name it say, the American where none does. */
static const char *main_currency(const gk_tables *tables, const gk_facts_about *about)
{
    static const struct {
        const char *code;
        bool dollar;
    } codes[] = {{"USD", true},  {"CNY", false}, {"EUR", false}, {"GBP", false},
                 {"JPY", false}, {"HKD", true},  {"CAD", true},  {"CHF", false}};
    size_t signs = count_currency(tables, "$"), most = 0;
    const char *best = NULL;
    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
        size_t named = count_currency(tables, codes[k].code);
        size_t count = named + (codes[k].dollar && (named || k == 0) ? signs : 0);
        if (count > most) most = count, best = codes[k].code;
    }
    if (best) return best;
    return about->language && strcmp(about->language, "zh") == 0 ? "CNY" : "";
}

static gk_facts *make(const gk_document *document, const gk_facts_about *about,
                      const gk_concepts *concepts, bool with_tags)
{
    gk_tables *tables = gk_tables_find(document);
    gk_facts *out = gk_alloc(sizeof *out);
    out->arena = gk_arena_new();
    gk_facts_making m = {.document = document,
                         .tables = tables,
                         .concepts = concepts,
                         .terms = gk_terms_new(),
                         .arena = out->arena,
                         .scratch = gk_arena_new()};
    gk_facts_calendar_read(document, about, m.scratch, &m.calendar);
    m.kinds = gk_facts_kinds(document, tables, m.scratch);
    m.currency = main_currency(tables, about);
    gk_facts_read_document_scale(&m);
    for (size_t i = 0; i < tables->count; i++) add_table(&m, i);
    gk_facts_titles titles = gk_facts_find_titles(document, m.scratch);
    gk_facts_add_fused(&m, &titles);
    if (with_tags)
        m.facts = gk_facts_add_tagged(document, &m.calendar, concepts, m.arena, m.facts, &m.count,
                                      &m.capacity);
    out->facts = gk_arena_keep(m.arena, m.facts, m.count, sizeof *m.facts);
    out->count = m.count;
    gk_arena_free(m.scratch);
    gk_terms_free(m.terms);
    gk_tables_free(tables);
    return out;
}

gk_facts *gk_facts_make(const gk_document *document, const gk_facts_about *about,
                        const gk_concepts *concepts)
{
    return make(document, about, concepts, true);
}

gk_facts *gk_facts_of_tables(const gk_document *document, const gk_facts_about *about,
                             const gk_concepts *concepts)
{
    return make(document, about, concepts, false);
}

void gk_facts_free(gk_facts *facts)
{
    if (!facts) return;
    gk_arena_free(facts->arena);
    gk_free(facts);
}
