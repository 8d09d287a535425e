/* SPDX-License-Identifier: Apache-2.0
 *
 * Text of pages (a form feed parts them) as tables: whatever it is, what is found lies within the
 * pages, has a cell for each column, and can be printed.
 */
#include "table/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

/* Pages are without NUL and '\r', as gk_document_parse promises. */
static void make_pages(const uint8_t *data, size_t size, gk_document *document)
{
    size_t feeds = 1;
    char *text = gk_arena_alloc(document->arena, size + 1);
    for (size_t i = 0; i < size; i++) {
        text[i] = data[i] && data[i] != '\r' ? (char)data[i] : ' ';
        feeds += text[i] == '\f';
    }
    document->pages = gk_arena_array(document->arena, feeds, sizeof *document->pages);
    for (size_t i = 0; i < size;) {
        const char *feed = memchr(text + i, '\f', size - i);
        size_t end = feed ? (size_t)(feed - text) : size;
        gk_doc_page *page = &document->pages[document->page_count++];
        page->text = gk_arena_strndup(document->arena, text + i, end - i);
        page->length = end - i;
        page->line_count = gk_line_count(page->text, page->length);
        i = end + 1;
    }
}

static void check_row(const gk_document *document, const gk_table *t, const gk_table_row *row)
{
    require(row->page == t->page && row->label && row->marks && row->indent >= 0);
    require(t->first_line <= row->first_line && row->first_line <= row->line);
    require(row->line <= row->last_line && row->last_line <= t->last_line);
    for (size_t c = 0; c < t->column_count; c++) {
        const gk_table_cell *cell = &row->cells[c];
        require(cell->text && cell->marks && cell->state < GK_CELL_STATES);
        require((*cell->text != '\0') == (cell->state != GK_CELL_EMPTY));
        require(cell->span.start <= cell->span.end);
        require(cell->span.end <= document->pages[t->page - 1].length);
        require(isfinite(cell->value) && isfinite(cell->scale) && cell->scale > 0);
    }
}

static void check_table(const gk_document *document, const gk_tables *tables, size_t i)
{
    const gk_table *t = &tables->tables[i];
    require(t->page >= 1 && (size_t)t->page <= document->page_count);
    require(t->first_line >= 1 && t->first_line <= t->last_line);
    require((size_t)t->last_line <= document->pages[t->page - 1].line_count);
    require(t->title && t->unit && t->currency && t->exceptions && t->stub && t->scale > 0);
    require(t->continued_from == GK_TABLE_NONE || t->continued_from < i);
    require(t->row_count > 0 && t->column_count > 0);
    for (size_t r = 0; r < t->row_count; r++) check_row(document, t, &t->rows[r]);
    char *text = gk_table_text(t);
    require(strlen(text) > 0);
    gk_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_document document = {.arena = gk_arena_new()};
    make_pages(data, size, &document);
    gk_tables *tables = gk_tables_find(&document);
    for (size_t i = 0; i < tables->count; i++) check_table(&document, tables, i);
    gk_tables_free(tables);
    gk_arena_free(document.arena);
    return 0;
}
