/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of a stored document. All pages are read, whichever are asked for: a table's number
 * and the one that it goes on from are the document's.
 */
#include "library/tables.h"

#include "library/figures.h"

static gk_status read_pages(gk_library *library, const char *name, int page, gk_arena *arena,
                            gk_document *document, gk_error *err)
{
    gk_store_content content;
    gk_status status = gk_store_find(library->store, name, arena, &content, err);
    if (status == GK_OK && page) status = gk_library_check_page(&content, page, err);
    if (status != GK_OK) return status;
    return gk_library_pages(library->store, &content, arena, document, err);
}

gk_status gk_document_tables_get(gk_library *library, const char *document, int page,
                                 gk_document_tables **out, gk_error *err)
{
    *out = NULL;
    if (page < 0) return gk_fail(err, GK_INVALID, "page %d: pages count from 1", page);
    gk_arena *arena = gk_arena_new();
    gk_document read = {0};
    gk_status status = gk_store_begin(library->store, err);
    if (status == GK_OK) {
        status = read_pages(library, document, page, arena, &read, err);
        gk_store_end(library->store);
    }
    if (status == GK_OK) {
        *out = gk_alloc(sizeof **out);
        (*out)->document = gk_strdup(document);
        (*out)->page = page;
        (*out)->found = gk_tables_find(&read);
    }
    gk_arena_free(arena);
    return status;
}

void gk_document_tables_free(gk_document_tables *tables)
{
    if (!tables) return;
    gk_tables_free(tables->found);
    gk_free(tables->document);
    gk_free(tables);
}

bool gk_document_tables_has(const gk_document_tables *tables, size_t i, int table)
{
    if (table && (size_t)table != i + 1) return false;
    return !tables->page || tables->found->tables[i].page == tables->page;
}

size_t gk_document_tables_count(const gk_document_tables *tables)
{
    size_t count = 0;
    for (size_t i = 0; i < tables->found->count; i++) count += gk_document_tables_has(tables, i, 0);
    return count;
}

static void add_text(gk_string *out, const gk_document_tables *tables, size_t i)
{
    const gk_table *t = &tables->found->tables[i];
    if (out->length) gk_string_add(out, "\n");
    gk_string_addf(out, "table %zu  %s  page %d, lines %d-%d", i + 1, tables->document, t->page,
                   t->first_line, t->last_line);
    if (t->continued_from != GK_TABLE_NONE)
        gk_string_addf(out, "  (goes on from table %zu)", t->continued_from + 1);
    char *text = gk_table_text(t);
    gk_string_addf(out, "\n%s", text);
    gk_free(text);
}

char *gk_document_tables_text(const gk_document_tables *tables, int table)
{
    gk_string out = {0};
    bool any = table == 0;
    for (size_t i = 0; i < tables->found->count; i++) {
        if (!gk_document_tables_has(tables, i, table)) continue;
        add_text(&out, tables, i);
        any = true;
    }
    if (any) return gk_string_take(&out);
    gk_string_free(&out);
    return NULL;
}
