/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables that run over pages. The last table of a page goes on with the first one of the next
 * where nothing but the pages' edges stands between them and the second says so, repeats the
 * headings, or has none of its own and as many columns.
 */
#include "table/parts.h"

#include <string.h>

static bool same_headings(const gk_table *a, const gk_table *b)
{
    if (a->column_count != b->column_count || a->column_count == 0) return false;
    size_t named = 0;
    for (size_t c = 0; c < a->column_count; c++) {
        if (strcmp(a->columns[c].heading, b->columns[c].heading) != 0) return false;
        named += *a->columns[c].heading != '\0';
    }
    return named > 0;
}

static bool has_headings(const gk_table *t)
{
    for (size_t c = 0; c < t->column_count; c++)
        if (*t->columns[c].heading) return true;
    return false;
}

bool gk_table_goes_on(const gk_table *before, const gk_table *table, const gk_region *region)
{
    if (before->page + 1 != table->page || !region->opens) return false;
    bool headed = has_headings(table);
    if (region->continued && (!headed || before->column_count == table->column_count)) return true;
    if (!headed && !*table->title) return before->column_count >= table->column_count;
    if (!same_headings(before, table)) return false;
    return !*table->title || strcmp(before->title, table->title) == 0;
}

/* What the second part does not say itself, the first one does. */
void gk_table_inherit(gk_table *table, const gk_table *before, size_t index)
{
    table->continued_from = index;
    if (!*table->title) table->title = before->title;
    if (!*table->unit) {
        table->unit = before->unit;
        table->scale = before->scale;
        table->share_scale = before->share_scale;
        table->exceptions = before->exceptions;
    }
    if (!*table->currency || strcmp(table->currency, "$") == 0) table->currency = before->currency;
    if (!has_headings(table) && table->column_count == before->column_count) {
        for (size_t c = 0; c < table->column_count; c++) table->columns[c] = before->columns[c];
        if (!*table->stub) table->stub = before->stub;
    }
}
