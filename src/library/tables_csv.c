/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables as CSV: page, line, section and label of each row, then its cells. Figures are plain:
 * "(12,345)" is -12345, "$ 5.20" is 5.20, percent keeps its sign.
 */
#include "library/tables.h"

static void add_marked(gk_string *out, const char *text, const char *marks)
{
    char *both = gk_format("%s%s%s", text, *text && *marks ? " " : "", marks);
    gk_string_add_csv(out, both);
    gk_free(both);
}

static void add_cell(gk_string *out, const gk_table_cell *cell)
{
    int decimals = cell->decimals < 15 ? cell->decimals : 15;
    switch (cell->state) {
    case GK_CELL_NUMBER:
    case GK_CELL_PER_SHARE:
        gk_string_addf(out, "%.*f", decimals, cell->value);
        break;
    case GK_CELL_PERCENT:
        gk_string_addf(out, "%.*f%%", decimals, cell->value);
        break;
    case GK_CELL_NIL:
        gk_string_add(out, "—");
        break;
    default:
        gk_string_add_csv(out, cell->text);
    }
}

static void add_sections(gk_string *out, const gk_table_row *row)
{
    gk_string joined = {0};
    for (size_t k = 0; k < row->section_count; k++)
        gk_string_addf(&joined, "%s%s", k ? " / " : "", row->sections[k]);
    gk_string_add_csv(out, joined.data ? joined.data : "");
    gk_string_free(&joined);
}

static void add_table(gk_string *out, const gk_table *t)
{
    gk_string_add(out, "page,line,section,");
    gk_string_add_csv(out, *t->stub ? t->stub : "label");
    for (size_t c = 0; c < t->column_count; c++) {
        gk_string_add(out, ",");
        add_marked(out, t->columns[c].heading, t->columns[c].marks);
    }
    gk_string_add(out, "\r\n");
    for (size_t i = 0; i < t->row_count; i++) {
        const gk_table_row *row = &t->rows[i];
        gk_string_addf(out, "%d,%d,", row->page, row->line);
        add_sections(out, row);
        gk_string_add(out, ",");
        add_marked(out, row->label, row->marks);
        for (size_t c = 0; c < t->column_count; c++) {
            gk_string_add(out, ",");
            add_cell(out, &row->cells[c]);
        }
        gk_string_add(out, "\r\n");
    }
}

char *gk_document_tables_csv(const gk_document_tables *tables, int table)
{
    gk_string out = {0};
    bool any = table == 0;
    for (size_t i = 0; i < tables->found->count; i++) {
        if (!gk_document_tables_has(tables, i, table)) continue;
        const gk_table *t = &tables->found->tables[i];
        if (!table) {
            if (out.length) gk_string_add(&out, "\r\n");
            gk_string_addf(&out, "table %zu,", i + 1);
            gk_string_add_csv(&out, t->title);
            gk_string_add(&out, ",");
            gk_string_add_csv(&out, t->unit);
            gk_string_add(&out, "\r\n");
        }
        add_table(&out, t);
        any = true;
    }
    if (any) return gk_string_take(&out);
    gk_string_free(&out);
    return NULL;
}
