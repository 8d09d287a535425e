/* SPDX-License-Identifier: Apache-2.0
 *
 * Text whose columns are parted by two blanks and do not line up, as parsers of PDF give it: a
 * column is known by its number alone, and an empty cell by two blanks more.
 */
#include "table/parts.h"

static bool is_tight(const gk_tline *l)
{
    for (size_t k = 1; k < l->count; k++)
        if (l->pieces[k].left - l->pieces[k - 1].right > 2) return false;
    return true;
}

/* Rows of as many figures as others, all gaps of two blanks, few of which line up. */
bool gk_table_is_ragged(const gk_tpage *page, const gk_region *region)
{
    size_t rows = 0, tight = 0, pairs = 0, aligned = 0;
    const gk_tline *before = NULL;
    for (size_t i = region->first; i < region->end; i++) {
        const gk_tline *l = &page->lines[i];
        if (l->kind != GK_TLINE_ROW || l->count < 2) continue;
        rows++;
        tight += is_tight(l);
        if (before && before->count == l->count) {
            for (size_t k = 1; k < l->count; k++) {
                int apart = l->pieces[k].anchor - before->pieces[k].anchor;
                aligned += apart <= 1 && apart >= -1;
                pairs++;
            }
        }
        before = l;
    }
    return rows >= 2 && tight * 10 >= rows * 8 && pairs > 0 && aligned * 2 < pairs;
}

static size_t cells_in(int blanks) { return blanks > 2 ? (size_t)blanks / 2 : 1; }

size_t gk_table_ragged_place(const gk_tpage *page, const gk_tline *line, size_t piece)
{
    (void)page;
    size_t column = (size_t)line->pieces[0].left / 2;
    if (line->pieces[0].left < 2) column = 0;
    for (size_t k = 1; k <= piece; k++)
        column += cells_in(line->pieces[k].left - line->pieces[k - 1].right);
    return column < GK_COLUMNS_MOST ? column : GK_COLUMNS_MOST;
}

void gk_table_ragged_grid(const gk_tpage *page, const gk_region *region, gk_grid *out)
{
    out->ragged = true;
    for (size_t i = 0; i < out->row_count; i++) {
        const gk_tline *l = &page->lines[region->first + i];
        gk_placed *row = &out->rows[i];
        *row = (gk_placed){.line = region->first + i};
        for (size_t c = 0; c < GK_COLUMNS_MOST; c++) row->cells[c] = -1;
        for (size_t k = 0; k < l->count; k++) {
            size_t place = gk_table_ragged_place(page, l, k);
            /* Nothing stands left of a label. */
            if (k == 0 && l->pieces[0].kind == GK_PIECE_TEXT && l->kind == GK_TLINE_ROW) place = 0;
            if (place == 0 && k == 0) {
                row->label = 1;
            } else if (place > 0 && place <= GK_COLUMNS_MOST) {
                row->cells[place - 1] = (int)k;
                if (place > out->count) out->count = place;
            }
        }
    }
}
