/* SPDX-License-Identifier: Apache-2.0
 *
 * Which line item a figure is of: its row's label names it; or its column's heading or the title
 * does, and the row is a part of the company: "Net sales by segment", and a row for each segment.
 */
#include "facts/making.h"

#include <string.h>

enum { NAME_MOST = 60 };

static const double sure = 0.85;

static size_t concept_of(const gk_facts_making *m, const char *label, const char *const *sections,
                         size_t count, double *score)
{
    gk_concept_match match;
    *score = 0;
    if (!m->concepts || !*label) return SIZE_MAX;
    size_t found = gk_concepts_of_label(m->concepts, m->terms, label, sections, count,
                                        m->kind->statement, &match, 1);
    if (!found) return SIZE_MAX;
    *score = match.score;
    return match.concept;
}

static const char *const totals[] = {"total", "consolidated", "subtotal", "合计",
                                     "总计",  "小计",         NULL};
static const char *const by_words[] = {
    "by segment", "by region",   "by product",    "by geograph", "by business", "by category",
    "by country", "by division", "by reportable", "by type",     "by source",   "by major",
    "segment",    "geographic",  "disaggregat",   "分行业",      "分产品",      "分地区",
    "按地区",     "按产品",      "按行业",        "分部",        NULL};

/* The title's concept where the table tells its parts: "Net sales by segment". SIZE_MAX: none, or
 * several. */
static size_t title_concept(const gk_facts_making *m)
{
    gk_concept_match found[4];
    const char *title = m->table->title;
    if (!gk_facts_has(title, by_words)) return SIZE_MAX;
    size_t count = gk_concepts_asked(m->concepts, m->terms, title, found, 4);
    for (size_t k = 1; k < count; k++)
        if (found[k].concept != found[0].concept) return SIZE_MAX;
    if (count == 0 || found[0].score < sure) return SIZE_MAX;
    bool money = gk_concepts_at(m->concepts, found[0].concept)->measure == GK_MEASURE_AMOUNT;
    return money ? found[0].concept : SIZE_MAX;
}

void gk_facts_read_column_concepts(gk_facts_making *m)
{
    m->title_concept = m->concepts ? title_concept(m) : SIZE_MAX;
    for (size_t c = 0; c < m->table->column_count; c++) {
        gk_facts_column *column = &m->columns[c];
        column->concept = SIZE_MAX;
        if (!*column->member || m->kind->statement || column->rate) continue;
        column->concept = concept_of(m, column->member, NULL, 0, &column->score);
        if (column->score < sure) column->concept = SIZE_MAX;
    }
}

static bool is_total(const char *label)
{
    for (const char *const *w = totals; *w; w++) {
        const char *const one[] = {*w, NULL};
        char start[16] = {0};
        strncpy(start, label, strlen(*w) < 15 ? strlen(*w) : 15);
        if (gk_facts_has(start, one)) return true;
    }
    return false;
}

/* A label that may be the name of a part of the company. */
static bool may_be_part(const gk_facts_row *r, const char *label)
{
    if (!*label || strlen(label) > NAME_MOST || r->is_date || r->said.opening || r->said.closing)
        return false;
    return is_total(label) || !gk_facts_is_line_item(label);
}

void gk_facts_read_concept(gk_facts_making *m, size_t i)
{
    const gk_table_row *row = &m->table->rows[i];
    gk_facts_row *r = &m->rows[i];
    if (row->heading) return;
    r->concept = concept_of(m, row->label, (const char *const *)row->sections, row->section_count,
                            &r->score);
    bool part = may_be_part(r, row->label);
    r->part = r->is_date || is_total(row->label) ? "" : part ? row->label : NULL;
    if (!m->concepts || m->kind->statement || r->score >= sure || !part) return;
    double score = 0;
    size_t concept = SIZE_MAX;
    if (row->section_count && !*r->member)
    concept = concept_of(m, row->sections[row->section_count - 1], NULL, 0, &score);
    if (score < sure && row->section_count == 0) concept = m->title_concept, score = sure;
    if (concept == SIZE_MAX || score < sure) return;
    r->concept = concept;
    r->score = score;
    if (*r->part && !*r->member) r->member = row->label;
}
