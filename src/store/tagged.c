/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts that a content tags (inline XBRL), as the document stream has them.
 */
#include "store/internal.h"

#include <jansson.h>
#include <string.h>

/* [["axis","member"], ...] and ["text", ...] as one line of JSON; free. */
static char *dimensions_json(const gk_tagged *fact)
{
    json_t *list = json_array();
    for (size_t i = 0; i < fact->dimension_count; i++)
        json_array_append_new(
            list, json_pack("[s,s]", fact->dimensions[i].axis, fact->dimensions[i].member));
    char *text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static char *footnotes_json(const gk_tagged *fact)
{
    json_t *list = json_array();
    for (size_t i = 0; i < fact->footnote_count; i++)
        json_array_append_new(list, json_string(fact->footnotes[i]));
    char *text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static void bind_fact(sqlite3_stmt *query, const gk_tagged *fact, char *dimensions, char *footnotes)
{
    const char *const texts[] = {fact->concept, fact->context, fact->entity, fact->start,
                                 fact->end,     fact->unit,    fact->value,  fact->decimals};
    for (int k = 0; k < 8; k++) gk_sql_bind_text(query, 3 + k, texts[k]);
    sqlite3_bind_int(query, 11, fact->scale);
    sqlite3_bind_int(query, 12, fact->negated);
    sqlite3_bind_int(query, 13, fact->nil);
    gk_sql_bind_text(query, 14, dimensions ? dimensions : "[]");
    gk_sql_bind_text(query, 15, footnotes ? footnotes : "[]");
    sqlite3_bind_int(query, 16, fact->page);
    sqlite3_bind_int(query, 17, fact->line);
}

gk_status gk_tagged_insert(gk_store *store, int64_t content, const gk_document *document,
                           gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < document->fact_count && status == GK_OK; i++) {
        const gk_tagged *fact = &document->facts[i];
        sqlite3_stmt *query;
        status = gk_sql_get(store, SQL_TAGGED_INSERT, &query, err);
        if (status != GK_OK) break;
        char *dimensions = dimensions_json(fact), *footnotes = footnotes_json(fact);
        sqlite3_bind_int64(query, 1, content);
        sqlite3_bind_int64(query, 2, (int64_t)i);
        bind_fact(query, fact, dimensions, footnotes);
        status = gk_sql_run(store, query, err);
        free(dimensions);
        free(footnotes);
    }
    return status;
}

static void read_dimensions(gk_tagged *fact, const char *text, gk_arena *arena)
{
    json_t *list = json_loads(text, 0, NULL);
    size_t count = json_array_size(list);
    fact->dimensions = gk_arena_array(arena, count + 1, sizeof *fact->dimensions);
    for (size_t i = 0; i < count; i++) {
        const char *axis, *member;
        if (json_unpack(json_array_get(list, i), "[s,s]", &axis, &member) != 0) continue;
        fact->dimensions[fact->dimension_count++] = (gk_fact_dimension){
            gk_arena_strdup(arena, axis), gk_arena_strdup(arena, member)};
    }
    json_decref(list);
}

static void read_footnotes(gk_tagged *fact, const char *text, gk_arena *arena)
{
    json_t *list = json_loads(text, 0, NULL);
    size_t count = json_array_size(list);
    fact->footnotes = gk_arena_array(arena, count + 1, sizeof *fact->footnotes);
    for (size_t i = 0; i < count; i++) {
        const char *footnote = json_string_value(json_array_get(list, i));
        if (footnote) fact->footnotes[fact->footnote_count++] = gk_arena_strdup(arena, footnote);
    }
    json_decref(list);
}

static char *text_or_null(sqlite3_stmt *query, int column, gk_arena *arena)
{
    bool null = sqlite3_column_type(query, column) == SQLITE_NULL;
    return null ? NULL : gk_sql_text_column(query, column, arena);
}

static gk_tagged read_fact(sqlite3_stmt *query, gk_arena *arena)
{
    gk_tagged fact = {.concept = gk_sql_text_column(query, 0, arena),
                      .context = text_or_null(query, 1, arena),
                      .entity = text_or_null(query, 2, arena),
                      .start = text_or_null(query, 3, arena),
                      .end = text_or_null(query, 4, arena),
                      .unit = text_or_null(query, 5, arena),
                      .value = gk_sql_text_column(query, 6, arena),
                      .decimals = text_or_null(query, 7, arena),
                      .scale = sqlite3_column_int(query, 8),
                      .negated = sqlite3_column_int(query, 9) != 0,
                      .nil = sqlite3_column_int(query, 10) != 0,
                      .page = sqlite3_column_int(query, 13),
                      .line = sqlite3_column_int(query, 14)};
    read_dimensions(&fact, gk_sql_text_column(query, 11, arena), arena);
    read_footnotes(&fact, gk_sql_text_column(query, 12, arena), arena);
    return fact;
}

static gk_status list_facts(gk_store *store, int64_t content, const char *concept, gk_arena *arena,
                            gk_tagged **list, size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_TAGGED, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    gk_sql_bind_text(query, 2, concept);
    size_t capacity = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        *list = gk_grow(*list, *count, &capacity, sizeof **list);
        (*list)[(*count)++] = read_fact(query, arena);
    }
    return status;
}

gk_status gk_store_tagged(gk_store *store, int64_t content, const char *concept, gk_arena *arena,
                          gk_tagged **out, size_t *count, gk_error *err)
{
    gk_tagged *list = NULL;
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = list_facts(store, content, concept, arena, &list, count, err);
    gk_sql_end_read(store);
    *out = gk_arena_keep(arena, list, *count, sizeof *list);
    return status;
}
