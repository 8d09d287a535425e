/* SPDX-License-Identifier: Apache-2.0 */
#include "text/json.h"
#include "ledger/ledger.h"

static void set_text(json_t *to, const char *name, const char *text)
{
    json_object_set_new(to, name, *text ? gk_json_text(text) : json_null());
}

static void set_number(json_t *to, const char *name, int number)
{
    json_object_set_new(to, name, number ? json_integer(number) : json_null());
}

/* A whole number is written as one. */
static json_t *real(double value)
{
    bool whole = value >= -9e15 && value <= 9e15 && (double)(json_int_t)value == value;
    return whole ? json_integer((json_int_t)value) : json_real(value);
}

static void set_what(json_t *to, const gk_fact_entry *e)
{
    set_text(to, "label", e->label);
    set_text(to, "name", e->name);
    set_text(to, "concept", e->concept);
    set_text(to, "member", e->member);
    set_text(to, "section", e->section);
    set_text(to, "heading", e->heading);
    set_text(to, "title", e->title);
    set_text(to, "statement", e->statement);
    json_object_set_new(to, "parent", json_boolean(e->parent));
    json_object_set_new(to, "preliminary", json_boolean(e->preliminary));
}

static void set_when(json_t *to, const gk_fact_entry *e)
{
    set_text(to, "period", e->period);
    set_number(to, "fiscal_year", e->fiscal_year);
    set_number(to, "fiscal_quarter", e->fiscal_quarter);
    set_number(to, "fiscal_half", e->fiscal_half);
    json_object_set_new(to, "months", e->months >= 0 ? json_integer(e->months) : json_null());
    set_text(to, "start", e->start);
    set_text(to, "end", e->end);
}

static void set_value(json_t *to, const gk_fact_entry *e)
{
    json_object_set_new(to, "value", real(e->value));
    json_object_set_new(to, "printed", real(e->printed));
    json_object_set_new(to, "scale", real(e->scale));
    json_object_set_new(to, "decimals", json_integer(e->decimals));
    set_text(to, "measure", e->measure);
    set_text(to, "currency", e->currency);
    json_object_set_new(to, "tagged", json_boolean(e->tagged));
}

static void set_where(json_t *to, const gk_fact_entry *e)
{
    set_text(to, "company", e->company);
    set_text(to, "document", e->document);
    set_text(to, "form", e->form);
    set_text(to, "published", e->published);
    set_number(to, "page", e->page);
    set_number(to, "line", e->line);
    set_number(to, "table", e->table);
    set_number(to, "row", e->row);
    set_number(to, "column", e->column);
}

static json_t *entry_json(const gk_fact_entry *e)
{
    json_t *object = json_object();
    set_what(object, e);
    set_when(object, e);
    set_value(object, e);
    set_where(object, e);
    json_object_set_new(object, "group", json_integer((json_int_t)e->group));
    json_object_set_new(object, "differs", json_boolean(e->differs));
    json_object_set_new(object, "repeated", json_integer((json_int_t)e->repeated));
    return object;
}

char *gk_fact_list_json(const gk_fact_list *list)
{
    json_t *root = json_object(), *facts = json_array();
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(facts, entry_json(&list->entries[i]));
    json_object_set_new(root, "facts", facts);
    json_object_set_new(root, "notice", gk_json_text(list->notice));
    return gk_json_print(root);
}

static json_t *row_json(const gk_fact_series *series, size_t i)
{
    json_t *row = json_object(), *facts = json_array();
    set_text(row, "name", series->rows[i].name);
    set_text(row, "member", series->rows[i].member);
    set_text(row, "company", series->rows[i].company);
    set_text(row, "unit", series->rows[i].unit);
    for (size_t k = 0; k < series->period_count; k++) {
        const gk_fact_entry *entry = series->rows[i].entries[k];
        json_array_append_new(facts, entry ? entry_json(entry) : json_null());
    }
    json_object_set_new(row, "facts", facts);
    return row;
}

char *gk_fact_series_json(const gk_fact_series *series)
{
    json_t *root = json_object(), *periods = json_array(), *rows = json_array();
    for (size_t i = 0; i < series->period_count; i++)
        json_array_append_new(periods, gk_json_text(series->periods[i]));
    for (size_t i = 0; i < series->row_count; i++) json_array_append_new(rows, row_json(series, i));
    json_object_set_new(root, "periods", periods);
    json_object_set_new(root, "rows", rows);
    return gk_json_print(root);
}
