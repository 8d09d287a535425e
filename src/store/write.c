/* SPDX-License-Identifier: Apache-2.0
 *
 * What comes in: a name finds its place, a content its rows.
 */
#include "store/internal.h"

#include <errno.h>
#include <string.h>

/* ---- places ------------------------------------------------------------------------------- */

static gk_status one_id(gk_store *store, gk_sql which, const char *key, int64_t *id, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    *id = 0;
    gk_status status = gk_sql_get(store, which, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_text(query, 1, key, -1, SQLITE_STATIC);
    status = gk_sql_step(store, query, &row, err);
    if (row) *id = sqlite3_column_int64(query, 0);
    sqlite3_reset(query);
    return status;
}

/* Walks NAME, NAME~2, NAME~3, ... to the first that is free or names `content` already (*found). */
static gk_status free_name(gk_store *store, const char *name, int64_t content, char **document,
                           bool *found, gk_error *err)
{
    for (unsigned k = 1;; k++) {
        char *candidate = k == 1 ? gk_strdup(name) : gk_format("%s~%u", name, k);
        int64_t holds;
        gk_status status = one_id(store, SQL_DOCUMENT_CONTENT, candidate, &holds, err);
        if (status != GK_OK) {
            gk_free(candidate);
            return status;
        }
        *found = holds != 0 && holds == content;
        if (holds == 0 || *found) {
            *document = candidate;
            return GK_OK;
        }
        gk_free(candidate);
    }
}

static gk_status find_place(gk_store *store, const char *name, gk_store_place *place, gk_error *err)
{
    bool found = false;
    gk_status status = one_id(store, SQL_CONTENT_BY_HASH, place->sha256, &place->content, err);
    if (status == GK_OK)
        status = free_name(store, name, place->content, &place->document, &found, err);
    if (status != GK_OK) return status;
    if (found)
        place->outcome = GK_FILE_UNCHANGED;
    else if (place->content)
        place->outcome = GK_FILE_TWIN;
    else
        place->outcome = strcmp(place->document, name) == 0 ? GK_FILE_ADDED : GK_FILE_RENAMED;
    return GK_OK;
}

gk_status gk_store_place_for(gk_store *store, const char *name, const void *bytes, size_t size,
                             gk_store_place *place, gk_error *err)
{
    char sha256[65];
    gk_sha256(bytes, size, sha256);
    return gk_store_place_of(store, name, sha256, place, err);
}

gk_status gk_store_place_of(gk_store *store, const char *name, const char sha256[65],
                            gk_store_place *place, gk_error *err)
{
    *place = (gk_store_place){0};
    if (!*name) return gk_fail(err, GK_INVALID, "a document needs a name");
    memcpy(place->sha256, sha256, sizeof place->sha256);
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = find_place(store, name, place, err);
    gk_sql_end_read(store);
    return status;
}

/* ---- the original ------------------------------------------------------------------------- */

static gk_status write_original(gk_store *store, const char *sha256, const void *bytes, size_t size,
                                gk_error *err)
{
    char *folder = gk_format("%s/originals/%.2s", store->path, sha256);
    char *path = gk_path_join(folder, sha256), *parent = gk_path_join(store->path, "originals");
    bool fresh = !gk_path_exists(folder);
    bool good = gk_folder_make(folder, NULL) == GK_OK &&
                gk_file_write(path, bytes, size, NULL) == GK_OK &&
                (!fresh || gk_folder_sync(parent, NULL) == GK_OK);
    int why = errno;
    gk_free(folder);
    gk_free(path);
    gk_free(parent);
    return good ? GK_OK : gk_store_write_failed(store, why, err);
}

/* ---- a content's rows --------------------------------------------------------------------- */

/* What gk_store_add was given, and the ids that it hands out. */
typedef struct addition {
    const gk_store_addition *of;
    char added[21];
    int64_t content, first_passage;
    gk_index_builder *index; /* of its passages */
} addition;

static gk_status check_addition(const gk_store_addition *a, gk_error *err)
{
    const gk_store_place *place = a->place;
    const gk_document *document = a->document;
    const gk_passages *passages = a->passages;
    if (place->content || (place->outcome != GK_FILE_ADDED && place->outcome != GK_FILE_RENAMED))
        return gk_fail(err, GK_INVALID, "%s: the library holds these bytes already",
                       place->document);
    for (size_t i = 0; i < passages->count; i++) {
        const gk_passage *p = &passages->passages[i];
        if (p->page < 1 || (size_t)p->page > document->page_count || p->start > p->end ||
            p->end > document->pages[p->page - 1].length)
            return gk_fail(err, GK_INVALID, "%s: passage %zu lies outside its page",
                           place->document, i + 1);
    }
    return GK_OK;
}

static void bind_text(sqlite3_stmt *statement, int parameter, const char *text, size_t length)
{
    sqlite3_bind_text64(statement, parameter, text ? text : "", length, SQLITE_STATIC, SQLITE_UTF8);
}

static gk_status insert_content(gk_store *store, addition *a, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_NEXT_PASSAGE, &query, err);
    if (status == GK_OK) status = gk_sql_step(store, query, &row, err);
    if (status != GK_OK) return status;
    a->first_passage = sqlite3_column_int64(query, 0);
    sqlite3_reset(query);

    status = gk_sql_get(store, SQL_CONTENT_INSERT, &query, err);
    if (status != GK_OK) return status;
    bind_text(query, 1, a->of->place->sha256, strlen(a->of->place->sha256));
    bind_text(query, 2, a->of->document->format, strlen(a->of->document->format));
    bind_text(query, 3, a->of->title, strlen(a->of->title));
    sqlite3_bind_int64(query, 4, (int64_t)a->of->size);
    sqlite3_bind_int64(query, 5, (int64_t)a->of->document->page_count);
    sqlite3_bind_int64(query, 6, a->first_passage);
    sqlite3_bind_int64(query, 7, (int64_t)a->of->passages->count);
    bind_text(query, 8, a->added, strlen(a->added));
    status = gk_sql_run(store, query, err);
    a->content = sqlite3_last_insert_rowid(store->db);
    return status;
}

static gk_status insert_document(gk_store *store, const char *name, int64_t content,
                                 const char *source, const char *added, bool first, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_DOCUMENT_INSERT, &query, err);
    if (status != GK_OK) return status;
    bind_text(query, 1, name, strlen(name));
    sqlite3_bind_int64(query, 2, content);
    bind_text(query, 3, source, strlen(source));
    bind_text(query, 4, added, strlen(added));
    sqlite3_bind_int(query, 5, first);
    return gk_sql_run(store, query, err);
}

static gk_status insert_label(gk_store *store, int64_t content, size_t i, const gk_doc_page *page,
                              gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_LABEL_INSERT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    sqlite3_bind_int64(query, 2, (int64_t)i + 1);
    bind_text(query, 3, page->label, strlen(page->label));
    return gk_sql_run(store, query, err);
}

static gk_status insert_pages(gk_store *store, const addition *a, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = GK_OK;
    for (size_t i = 0; i < a->of->document->page_count && status == GK_OK; i++) {
        const gk_doc_page *page = &a->of->document->pages[i];
        status = gk_sql_get(store, SQL_PAGE_INSERT, &query, err);
        if (status != GK_OK) break;
        sqlite3_bind_int64(query, 1, a->content);
        sqlite3_bind_int64(query, 2, (int64_t)i + 1);
        bind_text(query, 3, page->text, page->length);
        sqlite3_bind_double(query, 4, page->width);
        sqlite3_bind_double(query, 5, page->height);
        if (page->boxes && page->line_count)
            sqlite3_bind_blob64(query, 6, page->boxes, page->line_count * sizeof *page->boxes,
                                SQLITE_STATIC);
        else
            sqlite3_bind_zeroblob(query, 6, 0);
        status = gk_sql_run(store, query, err);
        if (status == GK_OK && page->label) status = insert_label(store, a->content, i, page, err);
    }
    return status;
}

static gk_status insert_passage(gk_store *store, addition *a, size_t i, gk_error *err)
{
    const gk_passage *p = &a->of->passages->passages[i];
    const char *context = p->context ? p->context : "";
    int64_t id = a->first_passage + (int64_t)i;
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_PASSAGE_INSERT, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, id);
    sqlite3_bind_int64(query, 2, a->content);
    sqlite3_bind_int(query, 3, p->page);
    sqlite3_bind_int64(query, 4, (int64_t)p->start);
    sqlite3_bind_int64(query, 5, (int64_t)p->end);
    sqlite3_bind_int(query, 6, p->first_line);
    sqlite3_bind_int(query, 7, p->last_line);
    bind_text(query, 8, context, strlen(context));
    status = gk_sql_run(store, query, err);
    if (status == GK_OK)
        gk_index_passage(store, a->index, id, context,
                         a->of->document->pages[p->page - 1].text + p->start, p->end - p->start);
    return status;
}

static gk_status insert_passages(gk_store *store, addition *a, gk_error *err)
{
    gk_status status = GK_OK;
    a->index = gk_index_builder_new();
    for (size_t i = 0; i < a->of->passages->count && status == GK_OK; i++)
        status = insert_passage(store, a, i, err);
    if (status == GK_OK)
        status = gk_index_write(store, GK_KIND_PASSAGES, a->first_passage, a->index, err);
    gk_index_builder_free(a->index);
    return status;
}

static gk_status insert_all(gk_store *store, addition *a, gk_error *err)
{
    gk_status status = insert_content(store, a, err);
    if (status == GK_OK)
        status = insert_document(store, a->of->place->document, a->content, a->of->source, a->added,
                                 true, err);
    if (status == GK_OK) status = insert_pages(store, a, err);
    if (status == GK_OK) status = insert_passages(store, a, err);
    if (status == GK_OK) status = gk_index_front(store, a->content, err);
    if (status == GK_OK) status = gk_about_insert(store, a->content, a->of, err);
    if (status == GK_OK) status = gk_tagged_insert(store, a->content, a->of->document, err);
    if (status == GK_OK) status = gk_facts_insert(store, a->content, a->of, err);
    if (status == GK_OK) status = gk_turns_insert(store, a->content, a->of, err);
    if (status == GK_OK) status = gk_sketch_insert(store, a->content, a->of, err);
    if (status == GK_OK) status = gk_meta_raise_cards(store, err);
    if (status == GK_OK) status = gk_segments_merge_small(store, err);
    return status;
}

gk_status gk_store_add(gk_store *store, const gk_store_addition *addition_of, int64_t *content,
                       gk_error *err)
{
    gk_status status = gk_store_claim(store, err);
    if (status == GK_OK) status = check_addition(addition_of, err);
    if (status == GK_OK)
        status = write_original(store, addition_of->place->sha256, addition_of->bytes,
                                addition_of->size, err);
    if (status != GK_OK) return status;
    addition a = {.of = addition_of};
    gk_time_iso(a.added);
    status = gk_sql_begin_write(store, err);
    if (status == GK_OK) {
        status = insert_all(store, &a, err);
        status = gk_sql_end_write(store, status, err);
    }
    if (status != GK_OK) return status;
    if (content) *content = a.content;
    gk_segments_tend(store, NULL); /* where that fails, what is stored is found nevertheless */
    return GK_OK;
}

gk_status gk_store_add_twin(gk_store *store, const gk_store_place *place, const char *source,
                            gk_error *err)
{
    gk_status status = gk_store_claim(store, err);
    if (status == GK_OK && (place->outcome != GK_FILE_TWIN || !place->content))
        status = gk_fail(err, GK_INVALID, "%s is no second name of a stored document",
                         place->document);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    char added[21];
    gk_time_iso(added);
    status = insert_document(store, place->document, place->content, source, added, false, err);
    if (status == GK_OK) status = gk_meta_raise_cards(store, err);
    return gk_sql_end_write(store, status, err);
}
