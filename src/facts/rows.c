/* SPDX-License-Identifier: Apache-2.0 - what the rows of a table are of */
#include "facts/making.h"

#include <string.h>

enum { DATE_REST = 12 };

static const char *joined_sections(gk_facts_making *m, const gk_table_row *row)
{
    if (row->section_count == 0) return "";
    if (row->section_count == 1) return gk_arena_strdup(m->arena, row->sections[0]);
    gk_string all = {0};
    for (size_t k = 0; k < row->section_count; k++) {
        if (k) gk_string_add(&all, " / ");
        gk_string_add(&all, row->sections[k]);
    }
    char *kept = gk_arena_strdup(m->arena, all.data);
    gk_string_free(&all);
    return kept;
}

/* The label as a period: "2023", "Balance at December 31, 2023", "Cash, end of year". */
static void read_label(gk_facts_making *m, const gk_table_row *row, gk_facts_row *out)
{
    gk_facts_said said;
    gk_facts_read_said(row->label, m->scratch, &said);
    if (said.opening || said.closing) {
        bool beside = said.opening && said.closing;
        out->said.opening = said.opening && !beside;
        out->said.closing = said.closing && !beside;
        return;
    }
    bool at_date = said.instant && said.dated && !said.flow; /* "Unvested as of May 31, 2025" */
    bool bare = (strlen(said.rest) <= DATE_REST || at_date) && !said.change;
    if (!bare || (!said.year && !said.month && !said.quarter)) return;
    if (gk_facts_is_future(m, &said)) {
        out->due = said.year && strlen(said.rest) <= DATE_REST;
        return;
    }
    out->said = said;
    out->is_date = true;
    out->dated = (said.dated || (said.month && said.day)) && !said.flow;
}

/* Years down the side may look like figures of a first column. */
static void label_by_year(gk_facts_making *m, gk_table_row *row)
{
    if (*row->label) return;
    gk_table_cell *cell = &row->cells[0];
    bool year = strlen(cell->text) == 4 && cell->value >= 1980 && cell->value < 2100;
    if (!year) return;
    row->label = gk_arena_strdup(m->arena, cell->text);
    cell->state = GK_CELL_TEXT;
}

void gk_facts_read_row(gk_facts_making *m, size_t i)
{
    gk_table_row *row = &m->tables->tables[m->index].rows[i];
    label_by_year(m, row);
    gk_facts_row *out = &m->rows[i];
    *out = (gk_facts_row){.concept = SIZE_MAX, .member = ""};
    if (row->heading) return;
    read_label(m, row, out);
    int above = i ? m->table->rows[i - 1].last_line + 1 : row->first_line;
    gk_facts_said banner;
    if (above < row->first_line && gk_facts_read_banner(&m->document->pages[row->page - 1], above,
                                                        row->first_line - 1, m->scratch, &banner)) {
        m->banner = banner;
        m->carried = (gk_facts_said){0};
    }
    out->said = gk_facts_join(out->said, &m->banner);
    out->months = m->banner.months;
    bool found = false;
    for (size_t k = row->section_count; k-- > 0;) {
        gk_facts_said said;
        gk_facts_read_said(row->sections[k], m->scratch, &said);
        bool bare = strlen(said.rest) <= 2 * (size_t)DATE_REST;
        if (!gk_facts_says_period(&said) || !bare || said.opening) continue;
        if (gk_facts_is_future(m, &said)) continue;
        out->said = gk_facts_join(out->said, &said);
        found = true;
        m->carried = said;
    }
    if (!found && m->carried.years) out->said = gk_facts_join(out->said, &m->carried);
    out->section = joined_sections(m, row);
    out->preliminary = gk_facts_is_preliminary(row->label) ||
                       (*out->section && gk_facts_is_preliminary(out->section));
    if (m->members[i]) {
        const char *name = row->sections[row->section_count - 1];
        size_t n = strlen(name);
        while (n && (name[n - 1] == ':' || name[n - 1] == ' ')) n--;
        out->member = gk_arena_strndup(m->arena, name, n);
    }
}
