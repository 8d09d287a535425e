/* SPDX-License-Identifier: Apache-2.0 - what the columns of a table are of */
#include "facts/making.h"

#include <string.h>

enum { CHANGE_REST = 8, FUTURE = 60, TOP_LINES = 6, TORN_LINES = 4 };

static bool has_letter(const char *s)
{
    for (size_t i = 0, n = strlen(s); i < n;) {
        uint32_t c = gk_utf8_next(s, n, &i);
        if (gk_is_word(c) && !(c >= '0' && c <= '9')) return true;
    }
    return false;
}

static const char *const reference_heads[] = {"note", "notes",   "note(s)", "附注", "注释", "注",
                                              "page", "exhibit", "序号",    "行次", NULL};

static bool is_reference(const char *heading)
{
    for (const char *const *w = reference_heads; *w; w++) {
        const char *one[] = {*w, NULL};
        if (strlen(heading) == strlen(*w) && gk_facts_has(heading, one)) return true;
    }
    return false;
}

/* A year that is still to come: when something falls due, not when it is told of. */
bool gk_facts_is_future(const gk_facts_making *m, const gk_facts_said *said)
{
    if (!m->calendar.known || !said->year) return false;
    int day = said->month ? gk_facts_day(said->year, said->month, said->day)
                          : gk_facts_quarter_end(&m->calendar, said->year, 1);
    return day > m->calendar.end + FUTURE;
}

static void forget_period(gk_facts_said *said)
{
    said->year = said->years = said->month = said->day = said->quarter = said->half = 0;
    said->dated = false;
}

void gk_facts_read_column(gk_facts_making *m, const gk_table_column *column, gk_facts_column *out)
{
    *out = (gk_facts_column){0};
    gk_facts_read_said(column->heading, m->arena, &out->said);
    out->preliminary = gk_facts_is_preliminary(column->heading);
    if (gk_facts_is_future(m, &out->said) && !out->preliminary && !m->kind->preliminary) {
        forget_period(&out->said);
        out->said.instant = true;
    }
    out->headed = out->said.year || out->said.back;
    const char *rest = has_letter(out->said.rest) ? out->said.rest : "";
    bool short_rest = strlen(rest) <= CHANGE_REST;
    out->rate = out->said.change && short_rest;
    out->skipped = is_reference(column->heading);
    gk_facts_said named = out->said;
    named.rest = rest;
    out->member = out->rate ? "" : gk_facts_column_member(&named, &out->parent);
}

/* What lines over the table say that its headings do not, and what a column has from the one before
 * it: "June 29, 2025 | Percent to Sales". */
void gk_facts_complete_columns(gk_facts_making *m)
{
    const gk_table *t = m->table;
    const gk_table *before = m->index ? &m->tables->tables[m->index - 1] : NULL;
    int behind = before && before->page == t->page ? before->last_line : 0;
    gk_facts_said *said = gk_arena_array(m->scratch, t->column_count, sizeof *said);
    for (size_t c = 0; c < t->column_count; c++) said[c] = m->columns[c].said;
    gk_facts_read_heads(&m->document->pages[t->page - 1], t, behind, m->scratch, said);
    for (size_t c = 0; c < t->column_count; c++) {
        bool due = gk_facts_is_future(m, &said[c]) && !m->columns[c].preliminary;
        if (!due) m->columns[c].said = said[c];
    }
    for (size_t c = 1; c < t->column_count; c++) {
        const gk_facts_said *left = &m->columns[c - 1].said;
        gk_facts_said *own = &m->columns[c].said;
        bool none = !own->year && !own->month && !own->back && !own->instant && !own->change;
        if (none && left->year) *own = gk_facts_join(*own, left);
    }
}

/* A statement in percent of sales, or of segments side by side that no title calls one, is no
 * primary statement. */
void gk_facts_check_statement(gk_facts_making *m)
{
    const gk_table *t = m->table;
    size_t percent = 0, figures = 0, members = 0;
    for (size_t c = 0; c < t->column_count; c++) {
        members += *m->columns[c].member && !m->columns[c].rate;
        for (size_t i = 0; i < t->row_count; i++) {
            gk_cell_state state = t->rows[i].cells[c].state;
            percent += state == GK_CELL_PERCENT;
            figures += state == GK_CELL_PERCENT || state == GK_CELL_NUMBER;
        }
    }
    if (2 * percent > figures || (m->kind->guessed && members >= 2)) m->kind->statement = 0;
}

static bool says_when(const gk_facts_column *columns, size_t count)
{
    for (size_t c = 0; c < count; c++)
        if (columns[c].said.year || columns[c].said.back || columns[c].said.instant) return true;
    return false;
}

/* The rest of a table on the next page has the columns of its beginning. */
void gk_facts_inherit_columns(gk_facts_making *m)
{
    const gk_table *t = m->table;
    if (m->index == 0 || says_when(m->columns, t->column_count)) return;
    const gk_table *before = &m->tables->tables[m->index - 1];
    const gk_facts_kind *kind = &m->kinds[m->index - 1];
    bool same = m->kind->statement && kind->statement == m->kind->statement &&
                kind->parent == m->kind->parent;
    if (before->page + 1 < t->page || m->last_count != t->column_count) return;
    /* The head of a statement may have been taken for a table of its own, right above. */
    bool torn = m->kind->statement && t->first_line - before->last_line <= TORN_LINES;
    bool top = t->first_line <= TOP_LINES;
    if (!same && !(t->page == before->page ? torn : top)) return;
    for (size_t c = 0; c < t->column_count; c++) {
        if (*t->columns[c].heading) return;
        m->columns[c] = m->last_columns[c];
    }
}
