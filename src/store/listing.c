/* SPDX-License-Identifier: Apache-2.0
 *
 * All documents with what is known of them, for a person or a program. Three passes, whatever their
 * number: over the documents, over all values, over what is preferred to what.
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

/* What is known of a content; names of twins share it. */
typedef struct known {
    int64_t content;
    gk_document_value *values;
    const char **aliases;
    size_t count, capacity, alias_count;
} known;

typedef struct version {
    int64_t older, content;
} version;

/* A first name, by content. */
typedef struct first_name {
    int64_t content;
    const char *name;
} first_name;

/* A gk_documents together with what owns its strings. */
typedef struct document_list {
    gk_documents documents; /* first: what is freed is a gk_documents * */
    gk_arena *arena;
    int64_t *contents; /* of each document */
    known *known;      /* by content */
    size_t known_count, known_capacity;
    version *versions; /* by older */
    size_t version_count, version_capacity;
    first_name *names; /* by content */
    size_t name_count;
} document_list;

/* ---- the passes --------------------------------------------------------------------------- */

static void read_document(sqlite3_stmt *query, gk_arena *arena, gk_document_info *out)
{
    *out = (gk_document_info){0};
    out->document = gk_sql_text_column(query, 0, arena);
    out->title = gk_sql_text_column(query, 1, arena);
    out->format = gk_sql_text_column(query, 2, arena);
    out->source = gk_sql_text_column(query, 3, arena);
    out->sha256 = gk_sql_text_column(query, 4, arena);
    out->twin_of = sqlite3_column_type(query, 5) == SQLITE_NULL
                       ? NULL
                       : gk_sql_text_column(query, 5, arena);
    out->added = gk_sql_text_column(query, 6, arena);
    out->bytes = (size_t)sqlite3_column_int64(query, 7);
    out->pages = (size_t)sqlite3_column_int64(query, 8);
    out->passages = (size_t)sqlite3_column_int64(query, 9);
    out->vectors = (size_t)sqlite3_column_int64(query, 10);
}

/* name NULL: all. */
static gk_status list_documents(gk_store *store, const char *name, document_list *list,
                                gk_error *err)
{
    sqlite3_stmt *query;
    gk_documents *documents = &list->documents;
    gk_status status = gk_sql_get(store, SQL_DOCUMENTS, &query, err);
    size_t capacity = 0, id_capacity = 0;
    bool row = true;
    if (status == GK_OK) gk_sql_bind_text(query, 1, name);
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        size_t i = documents->count;
        documents->documents = gk_grow(documents->documents, i, &capacity,
                                       sizeof *documents->documents);
        list->contents = gk_grow(list->contents, i, &id_capacity, sizeof *list->contents);
        read_document(query, list->arena, &documents->documents[i]);
        list->contents[i] = sqlite3_column_int64(query, 11);
        documents->count++;
    }
    return status;
}

static void add_value(known *of, const gk_store_value *v)
{
    static const char *const origins[] = {[GK_TRUST_USER] = "correction",
                                          [GK_TRUST_DOCUMENT] = "document",
                                          [GK_TRUST_NAME] = "file name",
                                          [GK_TRUST_TABLE] = "table",
                                          [GK_TRUST_REGISTRY] = "registry"};
    const char *field = gk_field_name(v->field);
    bool counts = v->field == GK_FIELD_ALIAS || of->count == 0 ||
                  strcmp(of->values[of->count - 1].field, field) != 0;
    of->values = gk_grow(of->values, of->count, &of->capacity, sizeof *of->values);
    of->values[of->count++] = (gk_document_value){.field = field,
                                                  .value = v->value,
                                                  .origin = origins[v->trust],
                                                  .where = v->where,
                                                  .page = v->page,
                                                  .line = v->line,
                                                  .counts = counts};
}

/* The values of a content follow one another, by field and trust. only 0: of all contents. */
static gk_status list_values(gk_store *store, int64_t only, document_list *list, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_ABOUT_ALL, &query, err);
    bool row = true;
    if (status == GK_OK) {
        sqlite3_bind_int64(query, 1, only ? only : 1);
        sqlite3_bind_int64(query, 2, only ? only : INT64_MAX);
    }
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        int64_t content = sqlite3_column_int64(query, 0);
        gk_store_value value;
        if (!gk_about_row(query, 1, list->arena, &value)) continue;
        if (list->known_count == 0 || list->known[list->known_count - 1].content != content) {
            list->known = gk_grow(list->known, list->known_count, &list->known_capacity,
                                  sizeof *list->known);
            list->known[list->known_count++] = (known){.content = content};
        }
        add_value(&list->known[list->known_count - 1], &value);
    }
    return status;
}

static gk_status list_versions(gk_store *store, document_list *list, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_KIN, &query, err);
    bool row = true;
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        list->versions = gk_grow(list->versions, list->version_count, &list->version_capacity,
                                 sizeof *list->versions);
        list->versions[list->version_count++] = (version){sqlite3_column_int64(query, 0),
                                                          sqlite3_column_int64(query, 1)};
    }
    return status;
}

/* ---- put together -------------------------------------------------------------------------- */

/* Each of known, version and first_name begins with the id that it is sorted by. */
static int by_id(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

static void list_first_names(document_list *list)
{
    const gk_documents *documents = &list->documents;
    list->names = gk_alloc_array(documents->count, sizeof *list->names);
    for (size_t i = 0; i < documents->count; i++)
        if (!documents->documents[i].twin_of)
            list->names[list->name_count++] = (first_name){list->contents[i],
                                                           documents->documents[i].document};
    if (list->name_count) qsort(list->names, list->name_count, sizeof *list->names, by_id);
}

/* By field as gk_field has them; within one by trust, as they are. */
static void order_values(known *of)
{
    gk_document_value *ordered = gk_alloc_array(of->count + 1, sizeof *ordered);
    size_t n = 0;
    for (size_t field = 0; field < GK_FIELDS; field++)
        for (size_t i = 0; i < of->count; i++)
            if (strcmp(of->values[i].field, gk_field_name((gk_field)field)) == 0)
                ordered[n++] = of->values[i];
    gk_free(of->values);
    of->values = ordered;
}

/* The aliases of a content, in an array of their own. */
static void list_aliases(known *of)
{
    of->aliases = gk_alloc_array(of->count + 1, sizeof *of->aliases);
    for (size_t i = 0; i < of->count; i++)
        if (strcmp(of->values[i].field, gk_field_name(GK_FIELD_ALIAS)) == 0)
            of->aliases[of->alias_count++] = of->values[i].value;
}

static void set_value(gk_document_info *info, const gk_document_value *v)
{
    const struct {
        gk_field field;
        const char **to;
    } texts[] = {
        {GK_FIELD_COMPANY, &info->company},
        {GK_FIELD_TICKER, &info->ticker},
        {GK_FIELD_CIK, &info->cik},
        {GK_FIELD_FORM, &info->form},
        {GK_FIELD_PERIOD_END, &info->period_end},
        {GK_FIELD_FISCAL_PERIOD, &info->fiscal_period},
        {GK_FIELD_PUBLISHED, &info->published},
        {GK_FIELD_LANGUAGE, &info->language},
        {GK_FIELD_SOURCE, &info->publisher},
    };
    gk_field field;
    if (!v->counts || !gk_field_find(v->field, &field)) return;
    if (field == GK_FIELD_FISCAL_YEAR) info->fiscal_year = (int)strtol(v->value, NULL, 10);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].field == field) *texts[i].to = v->value;
}

/* The end of the line of those preferred to it. A damaged library may have rings. */
static int64_t newest_version(const document_list *list, int64_t content)
{
    int64_t at = content;
    for (size_t steps = 0; steps <= list->version_count && list->version_count; steps++) {
        const version *next = bsearch(&at, list->versions, list->version_count,
                                      sizeof *list->versions, by_id);
        if (!next) break;
        at = next->content;
    }
    return at;
}

static const char *first_name_of(const document_list *list, int64_t content)
{
    if (list->name_count == 0) return NULL;
    const first_name *name = bsearch(&content, list->names, list->name_count, sizeof *list->names,
                                     by_id);
    return name ? name->name : NULL;
}

static void complete(document_list *list)
{
    list_first_names(list);
    for (size_t i = 0; i < list->known_count; i++) {
        order_values(&list->known[i]);
        list_aliases(&list->known[i]);
    }
    for (size_t i = 0; i < list->documents.count; i++) {
        gk_document_info *info = &list->documents.documents[i];
        const known *k = list->known_count ? bsearch(&list->contents[i], list->known,
                                                     list->known_count, sizeof *list->known, by_id)
                                           : NULL;
        int64_t newest = newest_version(list, list->contents[i]);
        if (newest != list->contents[i]) info->superseded_by = first_name_of(list, newest);
        if (!k) continue;
        info->values = k->values;
        info->value_count = k->count;
        info->aliases = k->aliases;
        info->alias_count = k->alias_count;
        for (size_t v = 0; v < k->count; v++) set_value(info, &k->values[v]);
    }
}

/* ---- the list ------------------------------------------------------------------------------ */

static gk_status list_all(gk_store *store, document_list *list, gk_error *err)
{
    char *notice = NULL;
    gk_status status = list_documents(store, NULL, list, err);
    if (status == GK_OK) status = list_values(store, 0, list, err);
    if (status == GK_OK) status = list_versions(store, list, err);
    if (status == GK_OK) status = gk_store_notice(store, &notice, err);
    if (notice) list->documents.notice = gk_arena_strdup(list->arena, notice);
    gk_free(notice);
    return status;
}

gk_status gk_store_documents(gk_store *store, gk_documents **out, gk_error *err)
{
    *out = NULL;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    document_list *list = gk_alloc(sizeof *list);
    list->arena = gk_arena_new();
    status = list_all(store, list, err);
    gk_sql_end_read(store);
    if (status == GK_OK) {
        complete(list);
        *out = &list->documents;
    } else {
        gk_documents_free(&list->documents);
    }
    return status;
}

/* The document and, for its name, its newest version. */
static gk_status list_one(gk_store *store, const char *name, document_list *list, gk_error *err)
{
    gk_store_content content, newest;
    gk_status status = gk_store_find(store, name, list->arena, &content, err);
    if (status == GK_OK) status = list_documents(store, name, list, err);
    if (status == GK_OK) status = list_values(store, content.id, list, err);
    if (status == GK_OK) status = list_versions(store, list, err);
    if (status != GK_OK) return status;
    complete(list);
    int64_t id = newest_version(list, content.id);
    if (id != content.id && gk_store_content_by_id(store, id, list->arena, &newest, NULL) == GK_OK)
        list->documents.documents[0].superseded_by = newest.document;
    return GK_OK;
}

gk_status gk_store_document(gk_store *store, const char *name, gk_documents **out, gk_error *err)
{
    *out = NULL;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    document_list *list = gk_alloc(sizeof *list);
    list->arena = gk_arena_new();
    status = list_one(store, name, list, err);
    gk_sql_end_read(store);
    if (status == GK_OK)
        *out = &list->documents;
    else
        gk_documents_free(&list->documents);
    return status;
}

void gk_documents_free(gk_documents *documents)
{
    if (!documents) return;
    document_list *list = (document_list *)documents;
    for (size_t i = 0; i < list->known_count; i++) {
        gk_free(list->known[i].values);
        gk_free(list->known[i].aliases);
    }
    gk_free(list->known);
    gk_free(list->versions);
    gk_free(list->names);
    gk_free(list->contents);
    gk_free(documents->documents);
    gk_arena_free(list->arena);
    gk_free(list);
}
