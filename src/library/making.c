/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of a document, made from what is known of it: of one that is being added, and of one
 * that is stored.
 */
#include "library/figures.h"

#include <stdlib.h>

/* The value of a field that counts, or "". */
static const char *value_of(const gk_store_value *values, size_t count, gk_field field)
{
    const gk_store_value *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (values[i].field == field && (!best || values[i].trust < best->trust)) best = &values[i];
    return best ? best->value : "";
}

void gk_make_packed_facts(const gk_document *document, const gk_store_value *values,
                          size_t value_count, const gk_concepts *concepts, unsigned char **out,
                          size_t *size)
{
    const gk_facts_about about = {
        .form = value_of(values, value_count, GK_FIELD_FORM),
        .language = value_of(values, value_count, GK_FIELD_LANGUAGE),
        .period_end = value_of(values, value_count, GK_FIELD_PERIOD_END),
        .fiscal_year = atoi(value_of(values, value_count, GK_FIELD_FISCAL_YEAR)),
        .fiscal_period = value_of(values, value_count, GK_FIELD_FISCAL_PERIOD)};
    gk_facts *facts = gk_facts_make(document, &about, concepts);
    gk_facts_pack(facts, concepts, out, size);
    gk_facts_free(facts);
}

gk_status gk_library_pages(gk_store *store, const gk_store_content *content, gk_arena *arena,
                           gk_document *document, gk_error *err)
{
    gk_status status = GK_OK;
    document->pages = gk_arena_array(arena, (size_t)content->pages, sizeof *document->pages);
    document->page_count = (size_t)content->pages;
    for (int i = 0; i < content->pages && status == GK_OK; i++)
        status = gk_store_page(store, content->id, i + 1, arena, &document->pages[i], err);
    return status;
}

static gk_status read_stored(gk_store *store, int64_t id, gk_arena *arena, gk_document *document,
                             gk_store_value **values, size_t *value_count, gk_error *err)
{
    gk_store_content content;
    gk_status status = gk_store_content_by_id(store, id, arena, &content, err);
    if (status != GK_OK) return status;
    document->arena = arena;
    document->format = gk_arena_strdup(arena, content.format);
    document->title = gk_arena_strdup(arena, content.title);
    status = gk_library_pages(store, &content, arena, document, err);
    if (status == GK_OK)
        status = gk_store_tagged(store, id, NULL, arena, &document->facts, &document->fact_count,
                                 err);
    if (status == GK_OK) status = gk_store_values(store, id, arena, values, value_count, err);
    return status;
}

gk_status gk_remake_facts(gk_store *store, int64_t content, const gk_concepts *concepts,
                          unsigned char **out, size_t *size, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    gk_document document = {0};
    gk_store_value *values;
    size_t value_count;
    *out = NULL;
    *size = 0;
    gk_status status = gk_store_begin(store, err);
    if (status == GK_OK) {
        status = read_stored(store, content, arena, &document, &values, &value_count, err);
        gk_store_end(store);
    }
    if (status == GK_OK) gk_make_packed_facts(&document, values, value_count, concepts, out, size);
    gk_arena_free(arena);
    return status;
}
