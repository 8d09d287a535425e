/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of a document, page by page.
 */
#include "table/parts.h"

#include <math.h>
#include <string.h>

typedef struct finding {
    gk_tables *out;
    size_t capacity;
    bool open; /* the last table ends with its page */
} finding;

static void build(const gk_tpage *page, const gk_region *region, gk_arena *scratch, gk_arena *arena,
                  gk_table *table)
{
    gk_grid *grid = gk_arena_alloc(scratch, sizeof *grid);
    gk_table_grid(page, region, scratch, grid);
    gk_building b = {.page = page,
                     .region = region,
                     .grid = grid,
                     .arena = arena,
                     .scratch = scratch,
                     .table = table};
    *table = (gk_table){.page = page->number,
                        .first_line = (int)region->title + 1,
                        .last_line = (int)region->end,
                        .ragged = grid->ragged,
                        .continued_from = GK_TABLE_NONE};
    gk_table_add_headings(&b);
    gk_table_add_rows(&b);
    gk_table_add_units(&b);
}

static void find_on_page(finding *f, const gk_doc_page *page, int number, const gk_edges *edges)
{
    gk_arena *scratch = gk_arena_new();
    gk_tpage read;
    gk_region *regions;
    gk_table_read_page(page, number, edges, scratch, &read);
    size_t count = gk_table_regions(&read, scratch, &regions);
    for (size_t i = 0; i < count; i++) {
        gk_tables *out = f->out;
        out->tables = gk_grow(out->tables, out->count, &f->capacity, sizeof *out->tables);
        gk_table *table = &out->tables[out->count];
        build(&read, &regions[i], scratch, out->arena, table);
        const gk_table *before = out->count ? table - 1 : NULL;
        if (i == 0 && f->open && before && gk_table_goes_on(before, table, &regions[i]))
            gk_table_inherit(table, before, out->count - 1);
        gk_table_add_states(table);
        out->count++;
    }
    f->open = count > 0 && regions[count - 1].closes;
    gk_arena_free(scratch);
}

gk_tables *gk_tables_find_pages(const gk_document *document, int first, int last)
{
    finding f = {.out = gk_alloc(sizeof *f.out)};
    f.out->arena = gk_arena_new();
    gk_arena *scratch = gk_arena_new();
    gk_edges edges = gk_table_edges(document, scratch);
    for (size_t p = 0; p < document->page_count; p++)
        if ((int)p + 1 >= first && (int)p + 1 <= last)
            find_on_page(&f, &document->pages[p], (int)p + 1, &edges);
    gk_arena_free(scratch);
    /* The array grew by itself; hand it to the arena that owns the rest. */
    gk_table *grown = f.out->tables;
    f.out->tables = gk_arena_array(f.out->arena, f.out->count, sizeof *grown);
    if (f.out->count) memcpy(f.out->tables, grown, f.out->count * sizeof *grown);
    gk_free(grown);
    return f.out;
}

gk_tables *gk_tables_find(const gk_document *document)
{
    return gk_tables_find_pages(document, 1, (int)document->page_count);
}

void gk_tables_free(gk_tables *tables)
{
    if (!tables) return;
    gk_arena_free(tables->arena);
    gk_free(tables);
}

double gk_table_scaled(const gk_table *table, size_t row, size_t column)
{
    if (row >= table->row_count || column >= table->column_count) return 0;
    const gk_table_cell *cell = &table->rows[row].cells[column];
    /* 1,452.4 million has no digits behind its ninth: powers of ten are taken together. */
    double digits = pow(10, cell->decimals);
    if (cell->decimals > 9 || cell->scale < digits) return cell->value * cell->scale;
    return nearbyint(cell->value * digits) * (cell->scale / digits);
}

const char *gk_cell_state_name(gk_cell_state state)
{
    static const char *const names[GK_CELL_STATES] = {"empty",     "number", "percent",
                                                      "per_share", "nil",    "text"};
    return state >= 0 && state < GK_CELL_STATES ? names[state] : "";
}
