/* SPDX-License-Identifier: Apache-2.0
 *
 * SQLite behind our errors: statements that are prepared once, transactions, results in words.
 */
#include "store/internal.h"

#include <errno.h>
#include <string.h>

#define CONTENT_COLUMNS                                                                            \
    "c.id, (SELECT name FROM document WHERE content = c.id AND first), c.title, c.format, c.pages"
#define PASSAGE_COLUMNS                                                                            \
    "p.id, p.content, p.page, p.start_byte, p.end_byte, p.first_line, p.last_line, p.context,"     \
    " g.text"

/* Passages [?1, ?2) that have no row in a table of vectors. */
#define UNEMBEDDED(table)                                                                          \
    "SELECT p.id FROM passage p WHERE p.id >= ?1 AND p.id < ?2 AND NOT EXISTS"                     \
    " (SELECT 1 FROM " table " v WHERE v.passage = p.id) ORDER BY p.id LIMIT ?3"
#define UNEMBEDDED_COUNT(table)                                                                    \
    "SELECT (SELECT count(*) FROM passage WHERE id >= ?1 AND id < ?2)"                             \
    " - (SELECT count(*) FROM " table " WHERE passage >= ?1 AND passage < ?2)"

/* The first row or passage that was never used: what is removed leaves a key in meta. */
#define ROWS(table, key)                                                                           \
    "max((SELECT coalesce(max(row) + 1, 0) FROM " table "),"                                       \
    " (SELECT coalesce(max(value), 0) FROM meta WHERE key = '" key "'))"
#define SERVING_ROWS ROWS("vector", "rows")
#define COMING_ROWS  ROWS("next_vector", "next_rows")
#define NEXT_PASSAGE                                                                               \
    "max((SELECT coalesce(max(id), 0) + 1 FROM passage),"                                          \
    " (SELECT coalesce(max(value), 1) FROM meta WHERE key = 'passages'))"
#define FRONTS                                                                                     \
    "SELECT f.row, c.id, c.title, d.name FROM front_row f JOIN content c ON c.id = f.content"      \
    " JOIN document d ON d.content = c.id AND d.first"
#define META_PUT " ON CONFLICT(key) DO UPDATE SET value = excluded.value"
#define RAISE(key)                                                                                 \
    "INSERT INTO meta(key, value) VALUES('" key "', 1) ON CONFLICT(key) DO UPDATE SET"             \
    " value = value + 1"

static const char *const texts[SQL_COUNT] = {
    [SQL_BEGIN_READ] = "BEGIN",
    [SQL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_META_GET] = "SELECT value FROM meta WHERE key = ?1",
    [SQL_META_SET] = "INSERT INTO meta(key, value) VALUES(?1, ?2)" META_PUT,
    [SQL_META_FORGET_NEXT] = "DELETE FROM meta WHERE key IN"
                             " ('next_model', 'next_fingerprint', 'next_dimensions', 'next_file',"
                             " 'next_rows')",
    [SQL_META_TAKE_ROWS] = "INSERT INTO meta(key, value) VALUES('rows', " COMING_ROWS ")" META_PUT,
    [SQL_META_KEEP_NUMBERS] = "INSERT INTO meta(key, value) VALUES('rows', " SERVING_ROWS "),"
                              " ('next_rows', " COMING_ROWS "), ('passages', " NEXT_PASSAGE
                              ")" META_PUT,
    [SQL_EPOCH_RAISE] = "UPDATE meta SET value = value + 1 WHERE key = 'epoch'",
    [SQL_CONTENT_BY_HASH] = "SELECT id FROM content WHERE sha256 = ?1",
    [SQL_DOCUMENT_CONTENT] = "SELECT content FROM document WHERE name = ?1",
    [SQL_NEXT_PASSAGE] = "SELECT " NEXT_PASSAGE,
    [SQL_CONTENT_INSERT] =
        "INSERT INTO content(sha256, format, title, bytes, pages, first_passage, passages, added)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_DOCUMENT_INSERT] =
        "INSERT INTO document(name, content, source, added, first) VALUES(?1, ?2, ?3, ?4, ?5)",
    [SQL_PAGE_INSERT] = "INSERT INTO page(content, number, text, width, height, boxes)"
                        " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_PASSAGE_INSERT] =
        "INSERT INTO passage(id, content, page, start_byte, end_byte, first_line, last_line,"
        " context) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_FRONT_ROW_INSERT] = "INSERT INTO front_row(content) VALUES(?1)",
    [SQL_FRONT_ROW_REMOVE] = "DELETE FROM front_row WHERE content = ?1",
    [SQL_FRONTS] = FRONTS " ORDER BY f.row",
    [SQL_FRONT] = FRONTS " WHERE f.content = ?1",
    [SQL_FRONT_PAGES] = "SELECT text FROM page WHERE content = ?1 ORDER BY number LIMIT ?2",
    [SQL_STORED_PASSAGES] =
        "SELECT p.id, p.context, p.start_byte, p.end_byte, g.text FROM passage p"
        " JOIN page g ON g.content = p.content AND g.number = p.page ORDER BY p.id",
    [SQL_SEGMENTS] = "SELECT id, kind, size, length(bytes) = 0, first_row FROM segment"
                     " ORDER BY kind, first_row",
    [SQL_SEGMENT_BYTES] = "SELECT bytes FROM segment WHERE id = ?1",
    [SQL_SEGMENT_INSERT] =
        "INSERT INTO segment(kind, first_row, size, bytes) VALUES(?1, ?2, ?3, ?4)",
    [SQL_SEGMENT_REMOVE] = "DELETE FROM segment WHERE id = ?1",
    [SQL_INDEX_RAISE] = RAISE("index"),
    [SQL_CARDS_RAISE] = RAISE("cards"),
    [SQL_COUNTS] = "SELECT (SELECT count(*) FROM document), total(pages), total(passages),"
                   " (SELECT count(*) FROM vector) FROM content",
    [SQL_DOCUMENTS] =
        "SELECT d.name, c.title, c.format, d.source, c.sha256,"
        " CASE WHEN d.first THEN NULL"
        " ELSE (SELECT name FROM document WHERE content = c.id AND first) END,"
        " d.added, c.bytes, c.pages, c.passages,"
        " (SELECT count(*) FROM vector"
        "  WHERE passage BETWEEN c.first_passage AND c.first_passage + c.passages - 1), c.id"
        " FROM document d JOIN content c ON c.id = d.content"
        " WHERE ?1 IS NULL OR d.name = ?1 ORDER BY d.name",
    [SQL_DOCUMENT_SOURCES] = "SELECT name, source FROM document ORDER BY name",
    [SQL_DOCUMENT_NAMES] = "SELECT name, content FROM document ORDER BY name",
    [SQL_FIND] = "SELECT " CONTENT_COLUMNS
                 " FROM document d JOIN content c ON c.id = d.content WHERE d.name = ?1",
    [SQL_CONTENT_BY_ID] = "SELECT " CONTENT_COLUMNS " FROM content c WHERE c.id = ?1",
    [SQL_CONTENTS] = "SELECT " CONTENT_COLUMNS " FROM content c ORDER BY c.id",
    [SQL_NAMES] = "SELECT name FROM document WHERE content = ?1 ORDER BY first DESC, added, name",
    [SQL_HASH] = "SELECT sha256 FROM content WHERE id = ?1",
    [SQL_PAGE] = "SELECT text, width, height, boxes FROM page WHERE content = ?1 AND number = ?2",
    [SQL_PASSAGE] = "SELECT " PASSAGE_COLUMNS " FROM passage p"
                    " JOIN page g ON g.content = p.content AND g.number = p.page WHERE p.id = ?1",
    [SQL_PAGE_PASSAGES] =
        "SELECT " PASSAGE_COLUMNS " FROM content c"
        " JOIN passage p ON p.id BETWEEN c.first_passage AND c.first_passage + c.passages - 1"
        " JOIN page g ON g.content = c.id AND g.number = p.page"
        " WHERE c.id = ?1 AND p.page = ?2 ORDER BY p.id",
    [SQL_PASSAGE_PAGE] = "SELECT content, page FROM passage WHERE id = ?1",
    [SQL_CATALOG] = "SELECT c.id, c.first_passage, c.passages, f.row FROM content c"
                    " LEFT JOIN front_row f ON f.content = c.id WHERE c.id > ?1 ORDER BY c.id",
    [SQL_RANGE] = "SELECT first_passage, first_passage + passages FROM content WHERE id = ?1",
    [SQL_UNEMBEDDED] = UNEMBEDDED("vector"),
    [SQL_UNEMBEDDED_COUNT] = UNEMBEDDED_COUNT("vector"),
    [SQL_VECTOR_ROWS] = "SELECT " SERVING_ROWS,
    [SQL_VECTOR_INSERT] = "INSERT INTO vector(row, passage) VALUES(?1, ?2)",
    [SQL_VECTOR_LOAD] = "SELECT row, passage FROM vector WHERE row >= ?1 ORDER BY row",
    [SQL_VECTOR_CUT] = "DELETE FROM vector WHERE row >= ?1",
    [SQL_VECTOR_FEWER] = "UPDATE meta SET value = min(value, ?1) WHERE key = 'rows'",
    [SQL_VECTOR_CLEAR] = "DELETE FROM vector",
    [SQL_VECTOR_TAKE_NEXT] =
        "INSERT INTO vector(row, passage) SELECT row, passage FROM next_vector ORDER BY row",
    [SQL_NEXT_ROWS] = "SELECT " COMING_ROWS,
    [SQL_NEXT_COUNT] = "SELECT count(*) FROM next_vector",
    [SQL_NEXT_INSERT] =
        "INSERT INTO next_vector(row, passage) SELECT ?1, id FROM passage WHERE id = ?2",
    [SQL_NEXT_CUT] = "DELETE FROM next_vector WHERE row >= ?1",
    [SQL_NEXT_FEWER] = "UPDATE meta SET value = min(value, ?1) WHERE key = 'next_rows'",
    [SQL_NEXT_CLEAR] = "DELETE FROM next_vector",
    [SQL_NEXT_UNEMBEDDED] = UNEMBEDDED("next_vector"),
    [SQL_NEXT_UNEMBEDDED_COUNT] = UNEMBEDDED_COUNT("next_vector"),
    [SQL_QUESTION_INSERT] = "INSERT INTO question(asked_at, question, answered) VALUES(?1, ?2, ?3)",
    [SQL_CITED_INSERT] = "INSERT INTO cited(question, content, page, first_line, last_line)"
                         " VALUES(?1, ?2, ?3, ?4, ?5)",
    [SQL_LABEL_INSERT] = "INSERT INTO place_label(content, page, label) VALUES(?1, ?2, ?3)",
    [SQL_LABEL] = "SELECT label FROM place_label WHERE content = ?1 AND page = ?2",
    [SQL_ABOUT_INSERT] =
        "INSERT OR REPLACE INTO about(content, field, trust, value, place, page, line)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_ABOUT_FORGET] = "DELETE FROM about WHERE content = ?1 AND field = ?2 AND trust = 0",
    [SQL_ABOUT_ALL] = "SELECT content, field, trust, value, place, page, line FROM about"
                      " WHERE content BETWEEN ?1 AND ?2 ORDER BY content, field, trust, value",
    [SQL_CARDS] =
        "SELECT c.id, (SELECT name FROM document WHERE content = c.id AND first), c.title,"
        " c.added, c.pages FROM content c ORDER BY c.id",
    [SQL_OTHER_NAMES] = "SELECT content, name FROM document WHERE NOT first ORDER BY content, name",
    [SQL_ABOUT] = "SELECT field, trust, value, place, page, line FROM about WHERE content = ?1"
                  " ORDER BY field, trust, value",
    [SQL_TAGGED_INSERT] = "INSERT INTO tagged VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                          " ?12, ?13, ?14, ?15, ?16, ?17)",
    [SQL_TAGGED] = "SELECT concept, context, entity, first_day, last_day, unit, value, decimals,"
                   " scale, negated, nil, dimensions, footnotes, page, line FROM tagged"
                   " WHERE content = ?1 AND (?2 IS NULL OR concept = ?2) ORDER BY number",
    [SQL_TURN_INSERT] = "INSERT INTO turn VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [SQL_TURNS] = "SELECT speaker, role, firm, kind, part, first_page, first_line, last_page,"
                  " last_line FROM turn WHERE content = ?1 ORDER BY number",
    [SQL_FACTS_PUT] = "INSERT OR REPLACE INTO facts SELECT ?1, ?2, ?3"
                      " WHERE EXISTS(SELECT 1 FROM content WHERE id = ?1)",
    [SQL_FACTS] = "SELECT version, bytes FROM facts WHERE content = ?1",
    [SQL_FACTS_STALE] = "SELECT id FROM content LEFT JOIN facts ON facts.content = id"
                        " WHERE version IS NOT ?1 ORDER BY id",
    [SQL_FACTS_COUNT] = "SELECT count(*), count(*) - count(version),"
                        " count(version) - coalesce(sum(version = ?1), 0)"
                        " FROM content LEFT JOIN facts ON facts.content = id",
    [SQL_SKETCH_INSERT] = "INSERT INTO sketch(content, sketch) VALUES(?1, ?2)",
    [SQL_SKETCHES] = "SELECT content, sketch FROM sketch ORDER BY content",
    [SQL_KIN_NARROW] = "SELECT 1 FROM sqlite_schema WHERE name = 'kin' AND sql NOT LIKE"
                       " '%PRIMARY KEY(older, content)%'",
    /* Of those preferred to ?1, what leads to ?2 goes. */
    [SQL_KIN_TURN] = "WITH RECURSIVE up(first, id) AS (SELECT content, content FROM kin"
                     " WHERE older = ?1 UNION SELECT up.first, kin.content FROM kin"
                     " JOIN up ON kin.older = up.id)"
                     " DELETE FROM kin WHERE older = ?1"
                     " AND content IN (SELECT first FROM up WHERE id = ?2)",
    [SQL_KIN_FORGET] = "DELETE FROM kin WHERE older = ?1",
    [SQL_KIN_SKIP] = "INSERT OR IGNORE INTO kin(older, content) SELECT k.older, n.content"
                     " FROM kin k JOIN kin n ON n.older = k.content WHERE k.content = ?1",
    [SQL_SKETCH] = "SELECT sketch FROM sketch WHERE content = ?1",
    [SQL_KIN_INSERT] = "INSERT OR REPLACE INTO kin(older, content) VALUES(?1, ?2)",
    [SQL_OUTDATED] = "SELECT older, content FROM kin ORDER BY older",
    [SQL_KIN] = "SELECT older, max(content) FROM kin GROUP BY older ORDER BY older",
    [SQL_CONTAINER_INSERT] = "INSERT OR REPLACE INTO container(sha256, added) VALUES(?1, ?2)",
    [SQL_CONTAINER] = "SELECT 1 FROM container WHERE sha256 = ?1",
    [SQL_REMOVE_NAME] = "DELETE FROM document WHERE name = ?1",
    [SQL_REMOVE_VECTORS] = "DELETE FROM vector WHERE passage >= ?1 AND passage < ?2",
    [SQL_REMOVE_NEXT] = "DELETE FROM next_vector WHERE passage >= ?1 AND passage < ?2",
    [SQL_REMOVE_PASSAGE_ROWS] = "DELETE FROM passage WHERE id >= ?1 AND id < ?2",
    [SQL_REMOVE_PROMOTE] = "UPDATE document SET first = 1 WHERE name = ?1",
    [SQL_LAST_CITED] =
        "SELECT first_line, last_line FROM cited WHERE content = ?1 AND page = ?2 AND question ="
        " (SELECT max(question) FROM cited WHERE content = ?1 AND page = ?2) ORDER BY rowid",
};

gk_status gk_sql_fail(gk_store *store, int rc, gk_error *err)
{
    const char *path = store->path, *why = sqlite3_errmsg(store->db);
    int system = sqlite3_system_errno(store->db);
    switch (rc & 0xFF) {
    case SQLITE_FULL:
        return gk_store_write_failed(store, ENOSPC, err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return gk_fail(err, GK_BUSY, "%s: another process is writing to it; try again", path);
    case SQLITE_READONLY:
        return gk_fail(err, GK_LIBRARY, "%s cannot be written: %s", path, why);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged or no library's: %s", path, why);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        if (system == ENOSPC || system == EDQUOT || gk_store_disk_full(store))
            return gk_store_write_failed(store, ENOSPC, err);
        return gk_fail(err, GK_IO, "%s/goshawk.db: %s%s%s", path, why, system ? ": " : "",
                       system ? strerror(system) : "");
    case SQLITE_CONSTRAINT:
        return gk_fail(err, GK_INVALID, "%s: this contradicts what is stored: %s", path, why);
    default:
        return gk_fail(err, GK_LIBRARY, "%s/goshawk.db: %s", path, why);
    }
}

gk_status gk_sql_get(gk_store *store, gk_sql which, sqlite3_stmt **out, gk_error *err)
{
    sqlite3_stmt **statement = &store->statements[which];
    *out = NULL;
    if (!*statement) {
        int rc = sqlite3_prepare_v3(store->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT,
                                    statement, NULL);
        if (rc != SQLITE_OK) return gk_sql_fail(store, rc, err);
    } else {
        sqlite3_reset(*statement);
        sqlite3_clear_bindings(*statement);
    }
    *out = *statement;
    return GK_OK;
}

gk_status gk_sql_step(gk_store *store, sqlite3_stmt *statement, bool *row, gk_error *err)
{
    int rc = sqlite3_step(statement);
    *row = rc == SQLITE_ROW;
    if (*row) return GK_OK;
    gk_status status = rc == SQLITE_DONE ? GK_OK : gk_sql_fail(store, rc, err);
    sqlite3_reset(statement);
    return status;
}

gk_status gk_sql_run(gk_store *store, sqlite3_stmt *statement, gk_error *err)
{
    bool row;
    gk_status status = gk_sql_step(store, statement, &row, err);
    sqlite3_reset(statement);
    return status;
}

gk_status gk_sql_exists(gk_store *store, gk_sql which, const char *text, bool *exists,
                        gk_error *err)
{
    sqlite3_stmt *statement;
    *exists = false;
    gk_status status = gk_sql_get(store, which, &statement, err);
    if (status != GK_OK) return status;
    gk_sql_bind_text(statement, 1, text);
    status = gk_sql_step(store, statement, exists, err);
    sqlite3_reset(statement);
    return status;
}

gk_status gk_sql_text(gk_store *store, const char *text, gk_error *err)
{
    int rc = sqlite3_exec(store->db, text, NULL, NULL, NULL);
    return rc == SQLITE_OK ? GK_OK : gk_sql_fail(store, rc, err);
}

void gk_sql_close(gk_store *store)
{
    gk_cards_free(store->cards);
    store->cards = NULL;
    for (size_t i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
    sqlite3_close(store->db);
    store->db = NULL;
}

char *gk_sql_text_column(sqlite3_stmt *statement, int column, gk_arena *arena)
{
    const void *bytes = sqlite3_column_text(statement, column); /* before column_bytes */
    return gk_arena_strndup(arena, bytes, (size_t)sqlite3_column_bytes(statement, column));
}

void gk_sql_bind_text(sqlite3_stmt *statement, int parameter, const char *text)
{
    sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
}

gk_status gk_sql_pair(gk_store *store, gk_sql which, int64_t first, int64_t second, bool *row,
                      gk_error *err)
{
    sqlite3_stmt *query;
    bool any;
    gk_status status = gk_sql_get(store, which, &query, err);
    if (status != GK_OK) return status;
    if (sqlite3_bind_parameter_count(query) > 0) sqlite3_bind_int64(query, 1, first);
    if (sqlite3_bind_parameter_count(query) > 1) sqlite3_bind_int64(query, 2, second);
    status = gk_sql_step(store, query, row ? row : &any, err);
    sqlite3_reset(query);
    return status;
}

static gk_status run_plain(gk_store *store, gk_sql which, gk_error *err)
{
    sqlite3_stmt *statement;
    gk_status status = gk_sql_get(store, which, &statement, err);
    return status == GK_OK ? gk_sql_run(store, statement, err) : status;
}

/* A statement that a failure left in the middle would keep its snapshot open. */
static void reset_all(gk_store *store)
{
    for (size_t i = 0; i < SQL_COUNT; i++)
        if (store->statements[i] && sqlite3_stmt_busy(store->statements[i]))
            sqlite3_reset(store->statements[i]);
}

/* What was seen of a transaction that is undone is not so. */
static void rollback(gk_store *store)
{
    reset_all(store);
    gk_segments_clear(&store->segments);
    gk_catalog_clear(&store->catalog);
    if (store->db && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

gk_status gk_sql_begin_read(gk_store *store, gk_error *err)
{
    gk_status status = GK_OK;
    if (store->depth == 0) {
        if (store->immutable) status = gk_store_refresh(store, err);
        if (status == GK_OK) status = gk_store_see_upgrade(store, err);
        if (status == GK_OK) status = run_plain(store, SQL_BEGIN_READ, err);
        if (status == GK_OK) status = gk_store_renew(store, err);
        if (status != GK_OK) rollback(store);
    }
    if (status == GK_OK) store->depth++;
    return status;
}

void gk_sql_end_read(gk_store *store)
{
    reset_all(store);
    if (--store->depth == 0 && run_plain(store, SQL_COMMIT, NULL) != GK_OK) rollback(store);
}

gk_status gk_sql_again(gk_store *store, gk_error *err)
{
    gk_status status = run_plain(store, SQL_COMMIT, err);
    return status == GK_OK ? run_plain(store, SQL_BEGIN_READ, err) : status;
}

gk_status gk_sql_begin_write(gk_store *store, gk_error *err)
{
    return run_plain(store, SQL_BEGIN_WRITE, err);
}

gk_status gk_sql_end_write(gk_store *store, gk_status status, gk_error *err)
{
    if (status == GK_OK) status = run_plain(store, SQL_COMMIT, err);
    if (status != GK_OK) rollback(store);
    return status;
}
