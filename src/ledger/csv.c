/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

static void add_number(gk_string *out, double value) { gk_string_addf(out, "%.15g", value); }

/* Nothing where a number is not known. */
static void add_known(gk_string *out, int number)
{
    gk_string_add(out, ",");
    if (number) gk_string_addf(out, "%d", number);
}

static void add_texts(gk_string *out, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i) gk_string_add(out, ",");
        gk_string_add_csv(out, texts[i]);
    }
}

static void add_entry(gk_string *out, const gk_fact_entry *e)
{
    char *unit = gk_fact_unit_text(e);
    const char *const what[] = {e->company, e->name,   e->concept, e->label, e->section,
                                e->member,  e->period, e->start,   e->end};
    const char *const where[] = {unit, e->statement, e->document, e->form, e->published};
    add_texts(out, what, sizeof what / sizeof *what);
    gk_string_add(out, ",");
    add_number(out, e->value);
    gk_string_add(out, ",");
    add_texts(out, where, sizeof where / sizeof *where);
    add_known(out, e->page);
    add_known(out, e->line);
    add_known(out, e->table);
    gk_string_addf(out, ",%s\r\n", e->differs ? "yes" : "");
    gk_free(unit);
}

char *gk_fact_list_csv(const gk_fact_list *list)
{
    gk_string out = {0};
    gk_string_add(&out, "company,name,concept,label,section,member,period,start,end,value,unit,"
                        "statement,document,form,published,page,line,table,differs\r\n");
    for (size_t i = 0; i < list->count; i++) add_entry(&out, &list->entries[i]);
    return gk_string_take(&out);
}

char *gk_fact_series_csv(const gk_fact_series *series)
{
    gk_string out = {0};
    gk_string_add(&out, "company,name,member,unit");
    for (size_t i = 0; i < series->period_count; i++) {
        gk_string_add(&out, ",");
        gk_string_add_csv(&out, series->periods[i]);
    }
    gk_string_add(&out, "\r\n");
    for (size_t i = 0; i < series->row_count; i++) {
        const struct gk_fact_series_row *row = &series->rows[i];
        const char *const texts[] = {row->company, row->name, row->member, row->unit};
        add_texts(&out, texts, sizeof texts / sizeof *texts);
        for (size_t k = 0; k < series->period_count; k++) {
            gk_string_add(&out, ",");
            if (row->entries[k]) add_number(&out, row->entries[k]->value);
        }
        gk_string_add(&out, "\r\n");
    }
    return gk_string_take(&out);
}
