/* SPDX-License-Identifier: Apache-2.0 - units that a table does not state */
#include "facts/making.h"

#include <math.h>

/* A column that marks its first and its last figure with a percent sign has percent between. */
void gk_facts_spread_percent(gk_table *t, size_t c)
{
    size_t first = SIZE_MAX, last = 0;
    for (size_t i = 0; i < t->row_count; i++) {
        const gk_table_cell *cell = &t->rows[i].cells[c];
        if (cell->state != GK_CELL_NUMBER && cell->state != GK_CELL_PERCENT) continue;
        if (first == SIZE_MAX) first = i;
        last = i;
        if (cell->state == GK_CELL_NUMBER && (cell->currency || fabs(cell->value) >= 1000)) return;
    }
    if (first == SIZE_MAX || first == last) return;
    const gk_table_cell *a = &t->rows[first].cells[c], *z = &t->rows[last].cells[c];
    if (a->state != GK_CELL_PERCENT || z->state != GK_CELL_PERCENT) return;
    for (size_t i = first; i < last; i++) {
        gk_table_cell *cell = &t->rows[i].cells[c];
        if (cell->state != GK_CELL_NUMBER || cell->decimals != a->decimals) continue;
        cell->state = GK_CELL_PERCENT;
        cell->scale = 1;
    }
}

/* The unit of the statements holds for notes that state none ("Amounts in millions of dollars" at
 * the foot of each page), unless a figure would then be more than the company has. */
void gk_facts_read_document_scale(gk_facts_making *m)
{
    double scale = 0, share_scale = 0;
    m->most = 0;
    for (size_t i = 0; i < m->tables->count; i++) {
        const gk_table *t = &m->tables->tables[i];
        if (!m->kinds[i].statement || m->kinds[i].parent || !*t->unit) continue;
        if (scale && scale != t->scale) return;
        scale = t->scale;
        if (t->share_scale > share_scale) share_scale = t->share_scale;
        for (size_t r = 0; r < t->row_count; r++)
            for (size_t c = 0; c < t->column_count; c++) {
                const gk_table_cell *cell = &t->rows[r].cells[c];
                bool money = cell->state == GK_CELL_NUMBER && cell->scale == t->scale;
                if (money && fabs(cell->value) > m->most) m->most = fabs(cell->value);
            }
    }
    m->document_scale = scale;
    m->document_share_scale = share_scale;
}

void gk_facts_read_scale(gk_facts_making *m)
{
    const gk_table *t = m->table;
    m->scale = m->share_scale = 1;
    if (*t->unit || m->document_scale <= 1 || t->scale != 1) return;
    bool dollars = *t->currency != '\0';
    for (size_t i = 0; i < t->row_count; i++)
        for (size_t c = 0; c < t->column_count; c++) {
            const gk_table_cell *cell = &t->rows[i].cells[c];
            if (cell->state != GK_CELL_NUMBER) continue;
            if (fabs(cell->value) > 2 * m->most) return;
            if (cell->currency && cell->decimals >= 2) return; /* prices */
        }
    if (!dollars && m->kind->nature == 0) return;
    m->scale = m->document_scale;
    /* Notes count shares in a unit of their own, unless everything is in one. */
    if (m->document_share_scale == m->document_scale) m->share_scale = m->document_share_scale;
}
