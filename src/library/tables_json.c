/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables as JSON: all that is known of them.
 */
#include "library/tables.h"
#include "text/json.h"

#include <math.h>

static json_t *number(double value)
{
    if (value == nearbyint(value) && fabs(value) < 9e15) return json_integer((json_int_t)value);
    return json_real(value);
}

static json_t *texts(const char *const *list, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(array, gk_json_text(list[i]));
    return array;
}

static void set_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, gk_json_text(text));
}

static void set_whole(json_t *object, const char *key, int value)
{
    json_object_set_new(object, key, json_integer(value));
}

static json_t *period_json(const gk_period *period)
{
    if (!period->year) return json_null();
    json_t *object = json_object();
    set_whole(object, "year", period->year);
    if (period->quarter) set_whole(object, "quarter", period->quarter);
    if (period->half) set_whole(object, "half", period->half);
    if (period->month) set_whole(object, "month", period->month);
    if (period->day) set_whole(object, "day", period->day);
    return object;
}

static json_t *columns_json(const gk_table *t)
{
    json_t *array = json_array();
    for (size_t c = 0; c < t->column_count; c++) {
        const gk_table_column *column = &t->columns[c];
        json_t *object = json_object();
        set_text(object, "heading", column->heading);
        json_object_set_new(object, "levels", texts(column->levels, column->level_count));
        set_text(object, "marks", column->marks);
        json_object_set_new(object, "period", period_json(&column->period));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *cell_json(const gk_table *t, size_t row, size_t c)
{
    const gk_table_cell *cell = &t->rows[row].cells[c];
    json_t *object = json_object();
    set_text(object, "text", cell->text);
    set_text(object, "state", gk_cell_state_name(cell->state));
    if (*cell->marks) set_text(object, "marks", cell->marks);
    if (cell->state != GK_CELL_NUMBER && cell->state != GK_CELL_PERCENT &&
        cell->state != GK_CELL_PER_SHARE)
        return object;
    json_object_set_new(object, "value", number(cell->value));
    json_object_set_new(object, "scaled", number(gk_table_scaled(t, row, c)));
    json_object_set_new(object, "negative", json_boolean(cell->negative));
    return object;
}

static json_t *row_json(const gk_table *t, size_t i)
{
    const gk_table_row *row = &t->rows[i];
    json_t *object = json_object(), *cells = json_array();
    set_text(object, "label", row->label);
    set_text(object, "marks", row->marks);
    set_whole(object, "indent", row->indent);
    json_object_set_new(object, "heading", json_boolean(row->heading));
    json_object_set_new(object, "sections", texts(row->sections, row->section_count));
    set_whole(object, "page", row->page);
    set_whole(object, "line", row->line);
    set_whole(object, "first_line", row->first_line);
    set_whole(object, "last_line", row->last_line);
    for (size_t c = 0; c < t->column_count; c++) json_array_append_new(cells, cell_json(t, i, c));
    json_object_set_new(object, "cells", cells);
    return object;
}

static json_t *table_json(const gk_table *t, size_t i)
{
    json_t *object = json_object(), *rows = json_array();
    set_whole(object, "table", (int)i + 1);
    set_text(object, "title", t->title);
    set_whole(object, "page", t->page);
    set_whole(object, "first_line", t->first_line);
    set_whole(object, "last_line", t->last_line);
    json_object_set_new(object, "continued_from",
                        t->continued_from == GK_TABLE_NONE
                            ? json_null()
                            : json_integer((json_int_t)t->continued_from + 1));
    set_text(object, "unit", t->unit);
    set_text(object, "currency", t->currency);
    json_object_set_new(object, "scale", number(t->scale));
    json_object_set_new(object, "share_scale", number(t->share_scale));
    set_text(object, "exceptions", t->exceptions);
    set_text(object, "stub", t->stub);
    json_object_set_new(object, "columns", columns_json(t));
    for (size_t r = 0; r < t->row_count; r++) json_array_append_new(rows, row_json(t, r));
    json_object_set_new(object, "rows", rows);
    return object;
}

char *gk_document_tables_json(const gk_document_tables *tables, int table)
{
    json_t *root = json_object(), *list = json_array();
    bool any = table == 0;
    for (size_t i = 0; i < tables->found->count; i++) {
        if (!gk_document_tables_has(tables, i, table)) continue;
        json_array_append_new(list, table_json(&tables->found->tables[i], i));
        any = true;
    }
    json_object_set_new(root, "document", gk_json_text(tables->document));
    json_object_set_new(root, "tables", list);
    /* A figure of statements has more digits than a score. */
    char *text = any ? json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(root);
    return text;
}
