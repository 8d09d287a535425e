/* SPDX-License-Identifier: Apache-2.0
 *
 * A table as text: what a person reads, and what a reader of plain text can cut again.
 */
#include "table/table.h"

#include <string.h>

enum { GAP = 2, INDENT = 2 };

static int width(const char *s)
{
    int columns = 0;
    size_t n = strlen(s);
    for (size_t i = 0; i < n;) {
        int w = gk_char_width(gk_utf8_next(s, n, &i));
        columns += w > 0 ? w : 0;
    }
    return columns;
}

static void pad(gk_string *out, int blanks)
{
    for (int i = 0; i < blanks; i++) gk_string_add(out, " ");
}

static int cell_width(const gk_table_cell *cell)
{
    return width(cell->text) + (*cell->marks ? 1 + width(cell->marks) : 0);
}

static int column_width(const gk_table *t, size_t c)
{
    int most = 0;
    for (size_t k = 0; k < t->columns[c].level_count; k++)
        if (width(t->columns[c].levels[k]) > most) most = width(t->columns[c].levels[k]);
    for (size_t i = 0; i < t->row_count; i++)
        if (cell_width(&t->rows[i].cells[c]) > most) most = cell_width(&t->rows[i].cells[c]);
    return most;
}

static int row_label_width(const gk_table_row *row)
{
    return row->indent * INDENT + width(row->label) + (*row->marks ? 1 + width(row->marks) : 0);
}

static int label_width(const gk_table *t)
{
    int most = width(t->stub);
    for (size_t i = 0; i < t->row_count; i++) {
        int w = row_label_width(&t->rows[i]);
        if (!t->rows[i].heading && w > most) most = w;
    }
    return most;
}

static void end_line(gk_string *out)
{
    while (out->length && out->data[out->length - 1] == ' ') out->data[--out->length] = '\0';
    gk_string_add(out, "\n");
}

static size_t level_count(const gk_table *t)
{
    size_t most = 0;
    for (size_t c = 0; c < t->column_count; c++)
        if (t->columns[c].level_count > most) most = t->columns[c].level_count;
    return most;
}

/* Levels end at the rows: a column with fewer of them has its last one lowest. */
static void add_headings(gk_string *out, const gk_table *t, const int *widths, int label)
{
    size_t most = level_count(t);
    for (size_t level = 0; level < most; level++) {
        bool lowest = level + 1 == most;
        int used = lowest ? width(t->stub) : 0;
        if (lowest) gk_string_add(out, t->stub);
        pad(out, label - used);
        for (size_t c = 0; c < t->column_count; c++) {
            const gk_table_column *column = &t->columns[c];
            size_t above = most - column->level_count;
            const char *text = level >= above ? column->levels[level - above] : "";
            pad(out, GAP + widths[c] - width(text));
            gk_string_add(out, text);
        }
        end_line(out);
    }
}

static void add_row(gk_string *out, const gk_table *t, const gk_table_row *row, const int *widths,
                    int label)
{
    pad(out, row->indent * INDENT);
    gk_string_add(out, row->label);
    if (*row->marks) gk_string_addf(out, " %s", row->marks);
    if (!row->heading) {
        pad(out, label - row_label_width(row));
        for (size_t c = 0; c < t->column_count; c++) {
            const gk_table_cell *cell = &row->cells[c];
            pad(out, GAP + widths[c] - cell_width(cell));
            gk_string_add(out, cell->text);
            if (*cell->marks) gk_string_addf(out, " %s", cell->marks);
        }
    }
    end_line(out);
}

char *gk_table_text(const gk_table *table)
{
    gk_string out = {0};
    int *widths = gk_alloc_array(table->column_count + 1, sizeof *widths);
    for (size_t c = 0; c < table->column_count; c++) widths[c] = column_width(table, c);
    int label = label_width(table);
    if (*table->title) gk_string_addf(&out, "%s\n", table->title);
    if (*table->unit && !strstr(table->stub, table->unit))
        gk_string_addf(&out, "%s\n", table->unit);
    add_headings(&out, table, widths, label);
    for (size_t i = 0; i < table->row_count; i++)
        add_row(&out, table, &table->rows[i], widths, label);
    gk_free(widths);
    return gk_string_take(&out);
}
