/* SPDX-License-Identifier: Apache-2.0 - pages of text and the tables found on them, for tests */
#ifndef TESTS_TABLE_WORLD_H
#define TESTS_TABLE_WORLD_H

#include "table/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Tables of pages that a form feed parts. */
static inline gk_tables *find(const char *text)
{
    gk_document document = {.arena = gk_arena_new()};
    size_t feeds = 1;
    for (const char *s = text; *s; s++) feeds += *s == '\f';
    document.pages = gk_arena_array(document.arena, feeds, sizeof *document.pages);
    for (const char *s = text; *s;) {
        size_t n = strcspn(s, "\f");
        gk_doc_page *page = &document.pages[document.page_count++];
        *page = (gk_doc_page){.text = gk_arena_strndup(document.arena, s, n), .length = n};
        page->line_count = gk_line_count(page->text, n);
        s += n + (s[n] == '\f');
    }
    gk_tables *tables = gk_tables_find(&document);
    gk_arena_free(document.arena);
    return tables;
}

/* "12,345=12345;(2)=-2;—=nil" for a row's cells. */
static inline char *cells(const gk_table *t, size_t row)
{
    gk_string out = {0};
    for (size_t c = 0; c < t->column_count; c++) {
        const gk_table_cell *cell = &t->rows[row].cells[c];
        if (c) gk_string_add(&out, ";");
        bool number = cell->state == GK_CELL_NUMBER || cell->state == GK_CELL_PERCENT ||
                      cell->state == GK_CELL_PER_SHARE;
        gk_string_add(&out, cell->text);
        if (number)
            gk_string_addf(&out, "=%.15g", cell->value);
        else
            gk_string_addf(&out, "=%s", gk_cell_state_name(cell->state));
        if (*cell->marks) gk_string_add(&out, cell->marks);
    }
    return gk_string_take(&out);
}

static inline size_t row_of(const gk_table *t, const char *label)
{
    for (size_t i = 0; i < t->row_count; i++)
        if (strcmp(t->rows[i].label, label) == 0) return i;
    fail_msg("there is no row '%s'", label);
    return 0;
}

static inline void check_row(const gk_table *t, const char *label, const char *expected)
{
    char *got = cells(t, row_of(t, label));
    if (strcmp(got, expected) != 0) fail_msg("%s: %s, not %s", label, got, expected);
    gk_free(got);
}

static inline void check_heading(const gk_table *t, size_t column, const char *expected)
{
    assert_true(column < t->column_count);
    gk_string out = {0};
    gk_string_add(&out, "");
    for (size_t k = 0; k < t->columns[column].level_count; k++)
        gk_string_addf(&out, "%s%s", k ? " | " : "", t->columns[column].levels[k]);
    assert_string_equal(out.data, expected);
    gk_string_free(&out);
}

static inline void check_sections(const gk_table *t, const char *label, const char *expected)
{
    const gk_table_row *row = &t->rows[row_of(t, label)];
    gk_string out = {0};
    gk_string_add(&out, "");
    for (size_t k = 0; k < row->section_count; k++)
        gk_string_addf(&out, "%s%s", k ? " | " : "", row->sections[k]);
    assert_string_equal(out.data, expected);
    gk_string_free(&out);
}

#endif
