/* SPDX-License-Identifier: Apache-2.0
 *
 * What goes out for good: a name, and with a content's last name all that belongs to it, in one
 * transaction. The words stay in the index's segments until these are merged, but no search sees
 * them: it goes by the contents that there are. The epoch rises, so that whoever keeps a copy in
 * memory reads it anew. Ids and rows of the vector file are not used again (meta's 'passages',
 * 'rows'), since a reader whose moment is before the removal, or who is moving the library to
 * another model, still knows them.
 */
#include "store/internal.h"

#include <string.h>
#include <unistd.h>

/* Tables whose rows name the content; the last one is its own. No reference forbids the order. */
static const char *const deletions[] = {
    "DELETE FROM cited WHERE content = ?1",     "DELETE FROM page WHERE content = ?1",
    "DELETE FROM front_row WHERE content = ?1", "DELETE FROM place_label WHERE content = ?1",
    "DELETE FROM about WHERE content = ?1",     "DELETE FROM tagged WHERE content = ?1",
    "DELETE FROM turn WHERE content = ?1",      "DELETE FROM sketch WHERE content = ?1",
    "DELETE FROM kin WHERE content = ?1",       "DELETE FROM facts WHERE content = ?1",
    "DELETE FROM content WHERE id = ?1",
};

typedef struct removal {
    int64_t content, first_passage, end_passage;
    char *first_name;
    char sha256[65];
    gk_arena *arena;
} removal;

static gk_status run_text(gk_store *store, const char *text, int64_t content, gk_error *err)
{
    sqlite3_stmt *query;
    int rc = sqlite3_prepare_v2(store->db, text, -1, &query, NULL);
    if (rc != SQLITE_OK) return gk_sql_fail(store, rc, err);
    sqlite3_bind_int64(query, 1, content);
    rc = sqlite3_step(query);
    gk_status status = rc == SQLITE_DONE ? GK_OK : gk_sql_fail(store, rc, err);
    sqlite3_finalize(query);
    return status;
}

/* The content is known by another first name from now on. */
static gk_status promote(gk_store *store, const removal *r, const char *name, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_REMOVE_PROMOTE, &query, err);
    if (status != GK_OK) return status;
    gk_sql_bind_text(query, 1, name);
    status = gk_sql_run(store, query, err);
    return status == GK_OK ? gk_index_front(store, r->content, err) : status;
}

static gk_status remove_content(gk_store *store, const removal *r, gk_error *err)
{
    static const gk_sql of_passages[] = {SQL_REMOVE_VECTORS, SQL_REMOVE_NEXT,
                                         SQL_REMOVE_PASSAGE_ROWS};
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_META_KEEP_NUMBERS, &query, err);
    if (status == GK_OK) status = gk_sql_run(store, query, err);
    for (size_t i = 0; i < sizeof of_passages / sizeof *of_passages && status == GK_OK; i++)
        status = gk_sql_pair(store, of_passages[i], r->first_passage, r->end_passage, NULL, err);
    if (status == GK_OK) status = gk_kin_remove(store, r->content, err);
    for (size_t i = 0; i < sizeof deletions / sizeof *deletions && status == GK_OK; i++)
        status = run_text(store, deletions[i], r->content, err);
    return status == GK_OK ? gk_meta_put(store, "removed", r->sha256, err) : status;
}

/* What the content is, before its name goes. */
static gk_status look_up(gk_store *store, const char *document, removal *r, gk_error *err)
{
    gk_store_content content;
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_store_find(store, document, r->arena, &content, err);
    if (status != GK_OK) return status;
    r->content = content.id;
    r->first_name = gk_arena_strdup(r->arena, content.document);
    status = gk_sql_get(store, SQL_RANGE, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, r->content);
    status = gk_sql_step(store, query, &row, err);
    if (status == GK_OK && !row)
        return gk_fail(err, GK_NOT_FOUND, "there is no document \"%s\"", document);
    if (status != GK_OK) return status;
    r->first_passage = sqlite3_column_int64(query, 0);
    r->end_passage = sqlite3_column_int64(query, 1);
    sqlite3_reset(query);
    status = gk_sql_get(store, SQL_HASH, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, r->content);
    status = gk_sql_step(store, query, &row, err);
    if (status == GK_OK && row)
        snprintf(r->sha256, sizeof r->sha256, "%s", gk_sql_text_column(query, 0, r->arena));
    sqlite3_reset(query);
    return status;
}

/* *heir: the name that is left and comes first; NULL: there is none. */
static gk_status remove_name(gk_store *store, const char *document, const removal *r, char **heir,
                             gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_REMOVE_NAME, &query, err);
    if (status != GK_OK) return status;
    gk_sql_bind_text(query, 1, document);
    status = gk_sql_run(store, query, err);
    if (status == GK_OK) status = gk_sql_get(store, SQL_NAMES, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, r->content);
    status = gk_sql_step(store, query, &row, err);
    *heir = row ? gk_sql_text_column(query, 0, r->arena) : NULL;
    sqlite3_reset(query);
    return status;
}

static gk_status remove_all(gk_store *store, const char *document, const removal *r, bool *last,
                            gk_error *err)
{
    char *heir = NULL;
    gk_status status = remove_name(store, document, r, &heir, err);
    *last = !heir;
    if (status == GK_OK && !heir) status = remove_content(store, r, err);
    if (status == GK_OK && heir && strcmp(document, r->first_name) == 0)
        status = promote(store, r, heir, err);
    if (status == GK_OK) status = gk_sql_text(store, "DELETE FROM container", err);
    if (status == GK_OK) status = gk_meta_raise_epoch(store, err);
    if (status == GK_OK) status = gk_meta_raise_cards(store, err);
    return status;
}

void gk_original_remove(const gk_store *store, const char *sha256)
{
    char *path = gk_original_path(store, sha256);
    if (!path) return;
    unlink(path); /* one that stays serves if the file comes back */
    *strrchr(path, '/') = '\0';
    rmdir(path); /* fails where others are in it: good */
    gk_free(path);
}

gk_status gk_store_remove(gk_store *store, const char *document, bool *content_removed,
                          gk_error *err)
{
    bool last = false;
    gk_status status = gk_store_claim(store, err);
    if (status != GK_OK) return status;
    removal r = {.arena = gk_arena_new()};
    status = look_up(store, document, &r, err);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status == GK_OK)
        status = gk_sql_end_write(store, remove_all(store, document, &r, &last, err), err);
    if (status == GK_OK && last) gk_original_remove(store, r.sha256);
    if (status == GK_OK) gk_segments_tend(store, NULL); /* what is gone is gone all the same */
    if (content_removed) *content_removed = last;
    gk_arena_free(r.arena);
    return status;
}
