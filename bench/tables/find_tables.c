/* SPDX-License-Identifier: Apache-2.0
 *
 * find_tables text|json FILE [PAGE]: the tables of a text whose pages end with a form feed, or of a
 * document stream (a file named *.stream), as text for a person or one JSON object a table for
 * measure.py.
 */
#include "table/table.h"
#include "text/json.h"

#include <stdlib.h>
#include <string.h>

static void add_page(gk_document *document, const char *text, size_t length)
{
    gk_doc_page *page = &document->pages[document->page_count++];
    page->text = gk_arena_strndup(document->arena, text, length);
    page->length = length;
    page->line_count = gk_line_count(text, length);
}

static gk_document *read_text(const char *text, size_t size)
{
    gk_document *document = gk_alloc(sizeof *document);
    document->arena = gk_arena_new();
    size_t feeds = 1;
    for (size_t i = 0; i < size; i++) feeds += text[i] == '\f';
    document->pages = gk_arena_array(document->arena, feeds, sizeof *document->pages);
    for (size_t i = 0; i < size;) {
        const char *feed = memchr(text + i, '\f', size - i);
        size_t end = feed ? (size_t)(feed - text) : size;
        add_page(document, text + i, end - i);
        i = end + 1;
    }
    return document;
}

static json_t *texts(const char **list, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(array, gk_json_text(list[i]));
    return array;
}

static json_t *row_json(const gk_table *t, size_t i)
{
    const gk_table_row *row = &t->rows[i];
    json_t *cells = json_array();
    for (size_t c = 0; c < t->column_count; c++) {
        const gk_table_cell *cell = &row->cells[c];
        json_array_append_new(cells,
                              json_pack("[s s f f]", cell->text, gk_cell_state_name(cell->state),
                                        cell->value, gk_table_scaled(t, i, c)));
    }
    return json_pack("{s:s s:i s:b s:o s:o s:i}", "label", row->label, "indent", row->indent,
                     "heading", row->heading, "sections", texts(row->sections, row->section_count),
                     "cells", cells, "line", row->line);
}

static void print_json(const gk_table *t)
{
    json_t *columns = json_array(), *rows = json_array();
    for (size_t c = 0; c < t->column_count; c++)
        json_array_append_new(columns, texts(t->columns[c].levels, t->columns[c].level_count));
    for (size_t i = 0; i < t->row_count; i++) json_array_append_new(rows, row_json(t, i));
    json_t *root = json_pack("{s:i s:s s:s s:f s:b s:b s:o s:o}", "page", t->page, "title",
                             t->title, "unit", t->unit, "scale", t->scale, "continued",
                             t->continued_from != GK_TABLE_NONE, "ragged", t->ragged, "columns",
                             columns, "rows", rows);
    if (!root) exit(1);
    char *text = gk_json_print(root);
    puts(text);
    gk_free(text);
}

static void print_text(const gk_table *t, size_t index)
{
    printf("== table %zu, page %d, lines %d to %d, scale %g %s%s%s", index, t->page, t->first_line,
           t->last_line, t->scale, t->currency, *t->exceptions ? ", except " : "", t->exceptions);
    if (t->continued_from != GK_TABLE_NONE) printf(", goes on from %zu", t->continued_from);
    char *text = gk_table_text(t);
    printf("\n%s\n", text);
    gk_free(text);
}

int main(int argc, char **argv)
{
    char *data;
    size_t size;
    gk_document *document = NULL;
    gk_error err = {0};
    if (argc < 3) return 2;
    gk_status status = gk_file_read(argv[2], &data, &size, &err);
    if (status == GK_OK && gk_ends_with(argv[2], ".stream"))
        status = gk_document_parse(data, size, &document, &err);
    else if (status == GK_OK)
        document = read_text(data, size);
    if (status != GK_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    int page = argc > 3 ? atoi(argv[3]) : 0;
    gk_tables *tables = page ? gk_tables_find_pages(document, page, page)
                             : gk_tables_find(document);
    for (size_t i = 0; i < tables->count; i++) {
        if (strcmp(argv[1], "json") == 0)
            print_json(&tables->tables[i]);
        else
            print_text(&tables->tables[i], i);
    }
    gk_tables_free(tables);
    gk_document_free(document);
    gk_free(data);
    return 0;
}
