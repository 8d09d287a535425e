/* SPDX-License-Identifier: Apache-2.0
 *
 * Libraries of older format versions, made as the programs of their time made them: they are read
 * as they are, and the first writer gives them what the newest version has.
 */
#include "../namespace.h"
#include "moving.h"

static const char *const take_away =
    "DROP INDEX passage_content; DROP TABLE place_label; DROP TABLE about; DROP TABLE tagged;"
    "DROP TABLE turn; DROP TABLE sketch; DROP TABLE kin; DROP TABLE container;";

/* Version 4 has an index of its own in place of FTS5's, whose tokenizer is not there any more. */
static const char *const take_index_away =
    "DROP TABLE segment; DROP TABLE front_row; DELETE FROM meta WHERE key = 'index';"
    "CREATE TABLE term_count(content INTEGER PRIMARY KEY REFERENCES content(id),"
    " front INTEGER NOT NULL, passages BLOB NOT NULL) STRICT;"
    "INSERT INTO term_count VALUES(1, 7, x'00');"
    "CREATE VIRTUAL TABLE lexical USING fts5(text, content='', columnsize=0, tokenize='ascii');"
    "CREATE VIRTUAL TABLE front USING fts5(text, content='', columnsize=0, tokenize='ascii');"
    "INSERT INTO lexical(rowid, text) VALUES(1, 'a b');"
    "INSERT INTO front(rowid, text) VALUES(1, 'a');"
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = replace(sql, '''ascii''', '''goshawk''');"
    "PRAGMA writable_schema = RESET;";

/* A library with a document, its vectors and a question. Version 2 has moved once. */
static void make_old(world *w, int version)
{
    const gk_store_model to = model_of("new", NEW);
    gk_store *store = old_library(w);
    const gk_store_cited cited = {1, 1, 2, 2};
    assert_ok(w, gk_store_remember(store, "what?", true, &cited, 1, &w->err));
    if (version == 2) move_to(w, store, &to);
    gk_store_close(store);
    world_sql(w, version == 4 ? "DROP TABLE facts; PRAGMA user_version = 4" : "DROP TABLE facts");
    if (version == 4) return;
    world_sql(w, take_index_away);
    world_remove(world_path(w, "index"));
    if (version == 3) world_sql(w, "PRAGMA user_version = 3");
    if (version == 3) return;
    world_sql(w, take_away);
    world_sql(w, version == 2 ? "PRAGMA user_version = 2"
                              : "DROP TABLE next_vector; PRAGMA user_version = 1");
    if (version == 2) world_sql(w, "DELETE FROM meta WHERE key = 'rows'");
}

static void assert_version(const world *w, int due)
{
    sqlite3 *db;
    sqlite3_stmt *query;
    assert_int_equal(sqlite3_open(world_path(w, "goshawk.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &query, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    int version = sqlite3_column_int(query, 0);
    sqlite3_finalize(query);
    sqlite3_close(db);
    assert_int_equal(version, due);
}

static bool none(void *ctx, int64_t content, const void *sketch, size_t size)
{
    (void)content;
    (void)sketch;
    (void)size;
    *(bool *)ctx = true;
    return true;
}

/* Everything that later versions know is asked for, and there is nothing. */
static void check_new_tables_empty(world *w, gk_store *store)
{
    gk_arena *arena = gk_arena_new();
    gk_store_value *values;
    gk_store_turn *turns;
    gk_tagged *facts;
    gk_store_packed packed;
    gk_store_facts_counts counts;
    int64_t *outdated;
    char *label, hash[65];
    size_t count;
    bool seen = false;
    gk_sha256("", 0, hash);
    assert_ok(w, gk_store_values(store, 1, arena, &values, &count, &w->err));
    assert_int_equal(count, 0);
    assert_ok(w, gk_store_turns(store, 1, arena, &turns, &count, &w->err));
    assert_int_equal(count, 0);
    assert_ok(w, gk_store_tagged(store, 1, NULL, arena, &facts, &count, &w->err));
    assert_int_equal(count, 0);
    assert_ok(w, gk_store_label(store, 1, 1, arena, &label, &w->err));
    assert_null(label);
    assert_ok(w, gk_store_sketches(store, none, &seen, &w->err));
    assert_false(seen);
    assert_ok(w, gk_store_outdated(store, NULL, &outdated, &count, &w->err));
    assert_int_equal(count, 0);
    gk_free(outdated);
    assert_ok(w, gk_store_has_container(store, hash, &seen, &w->err));
    assert_false(seen);
    assert_ok(w, gk_store_facts(store, 1, arena, &packed, &w->err));
    assert_false(packed.known);
    assert_ok(w, gk_store_facts_count(store, 1, &counts, &w->err));
    assert_int_equal(counts.missing, counts.contents);
    gk_arena_free(arena);
}

/* All that is old is as it was. Words are found as soon as a writer has indexed them. */
static void check_old(world *w, gk_store *store, int version, bool indexed)
{
    const gk_store_term term = {"a", 1};
    gk_candidate *items;
    gk_documents *list;
    gk_store_cited *cited;
    size_t count;
    gk_store_move move;
    assert_serves(w, store, version == 2 ? NEW : OLD, PASSAGES);
    if (indexed) {
        assert_ok(w, gk_store_lexical(store, &term, 1, NULL, 500, &items, &count, &w->err));
        assert_int_equal(count, PASSAGES);
        gk_free(items);
        assert_ok(w,
                  gk_store_lexical_contents(store, &term, 1, NULL, 500, &items, &count, &w->err));
        assert_int_equal(count, 1);
        gk_free(items);
    } else {
        assert_status(GK_LIBRARY,
                      gk_store_lexical(store, &term, 1, NULL, 500, &items, &count, &w->err));
        assert_message(w, "goshawk reindex");
    }
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    assert_int_equal(list->count, 1);
    assert_null(list->documents[0].company);
    gk_documents_free(list);
    assert_ok(w, gk_store_last_cited(store, 1, 1, &cited, &count, &w->err));
    assert_int_equal(count, 1);
    gk_free(cited);
    assert_ok(w, gk_store_get_move(store, &move, &w->err));
    assert_false(move.under_way);
}

static void an_old_library_is_read_as_it_is(void **state)
{
    world *w = *state;
    for (int version = 1; version <= 4; version++) {
        make_old(w, version);
        gk_store *store = world_open(w, GK_READ);
        check_old(w, store, version, version == 4);
        check_new_tables_empty(w, store);
        assert_ok(w, gk_store_remember(store, "and now?", false, NULL, 0, &w->err));
        gk_store_close(store);
        assert_version(w, version);
        world_remove(w->library);
    }
}

static void an_old_library_is_read_where_nothing_can_be_written(void **state)
{
    world *w = *state;
    char view[96];
    snprintf(view, sizeof view, "%s/view", w->folder);
    need_namespace();
    assert_int_equal(mkdir(view, 0777), 0);
    for (int version = 1; version <= 4; version++) {
        make_old(w, version);
        if (mount(w->library, view, NULL, MS_BIND, NULL) != 0 ||
            mount(NULL, view, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) != 0) {
            print_message("skipped: no read-only mount here: %s\n", strerror(errno));
            skip();
        }
        gk_store *reader, *store;
        assert_ok(w, gk_store_open(view, GK_READ, &reader, &w->err));
        check_old(w, reader, version, version == 4);
        check_new_tables_empty(w, reader);
        store = world_open(w, GK_WRITE); /* elsewhere it may be written */
        assert_ok(w, gk_store_correct(store, 1, GK_FIELD_COMPANY, "Harbor", &w->err));
        gk_store_close(store);
        gk_documents *list;
        assert_ok(w, gk_store_documents(reader, &list, &w->err));
        assert_string_equal(list->documents[0].company, "Harbor");
        gk_documents_free(list);
        gk_store_close(reader);
        assert_int_equal(umount2(view, MNT_DETACH), 0);
        world_remove(w->library);
    }
}

static int view_teardown(void **state)
{
    const world *w = *state;
    char view[96];
    snprintf(view, sizeof view, "%s/view", w->folder);
    umount2(view, MNT_DETACH);
    return world_teardown(state);
}

static void the_first_writer_gives_an_old_library_all_that_is_new(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("third", 8);
    for (int version = 1; version <= 4; version++) {
        make_old(w, version);
        gk_store *store = world_open(w, GK_WRITE);
        assert_version(w, 5);
        check_old(w, store, version, true);
        check_new_tables_empty(w, store);
        add_passages(w, store, "b", 5);
        assert_ok(w, gk_store_correct(store, 1, GK_FIELD_COMPANY, "Harbor", &w->err));
        assert_ok(w, gk_store_prefer(store, 2, 1, &w->err));
        assert_ok(w, gk_store_remove(store, "a", NULL, &w->err));
        move_to(w, store, &to);
        assert_serves(w, store, 8, 5);
        gk_store_close(store);
        store = world_open(w, GK_READ);
        assert_serves(w, store, 8, 5);
        gk_store_close(store);
        world_remove(w->library);
    }
}

static void a_reader_that_is_open_sees_what_is_new(void **state)
{
    world *w = *state;
    for (int version = 1; version <= 4; version++) {
        make_old(w, version);
        gk_store *reader = world_open(w, GK_READ), *other = world_open(w, GK_READ);
        check_new_tables_empty(w, reader);
        assert_ok(w, gk_store_begin(other, &w->err));
        gk_store *store = world_open(w, GK_WRITE);
        assert_ok(w, gk_store_correct(store, 1, GK_FIELD_COMPANY, "Harbor", &w->err));
        gk_documents *list;
        assert_ok(w, gk_store_documents(reader, &list, &w->err));
        assert_string_equal(list->documents[0].company, "Harbor");
        gk_documents_free(list);
        assert_ok(w, gk_store_documents(other, &list, &w->err)); /* of its moment */
        assert_null(list->documents[0].company);
        gk_documents_free(list);
        gk_store_end(other);
        assert_ok(w, gk_store_documents(other, &list, &w->err));
        assert_string_equal(list->documents[0].company, "Harbor");
        gk_documents_free(list);
        gk_store_close(store);
        gk_store_close(reader);
        gk_store_close(other);
        world_remove(w->library);
    }
}

static void a_new_library_and_an_old_one_have_the_same_tables(void **state)
{
    world *w = *state;
    char *schemas[5] = {0};
    for (int version = 1; version <= 5; version++) {
        if (version < 5)
            make_old(w, version);
        else
            gk_store_close(old_library(w));
        gk_store_close(world_open(w, GK_WRITE));
        sqlite3 *db;
        sqlite3_stmt *query;
        gk_string text = {0};
        assert_int_equal(sqlite3_open(world_path(w, "goshawk.db"), &db), SQLITE_OK);
        assert_int_equal(
            sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema ORDER BY name", -1, &query, NULL),
            SQLITE_OK);
        while (sqlite3_step(query) == SQLITE_ROW) {
            const char *sql = (const char *)sqlite3_column_text(query, 0);
            gk_string_addf(&text, "%s\n", sql ? sql : "");
        }
        sqlite3_finalize(query);
        sqlite3_close(db);
        schemas[version - 1] = gk_string_take(&text);
        world_remove(w->library);
    }
    for (size_t i = 0; i < 4; i++) assert_string_equal(schemas[i], schemas[4]);
    for (size_t i = 0; i < 5; i++) gk_free(schemas[i]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_old_library_is_read_as_it_is),
        cmocka_unit_test_setup_teardown(an_old_library_is_read_where_nothing_can_be_written,
                                        world_setup, view_teardown),
        TEST(the_first_writer_gives_an_old_library_all_that_is_new),
        TEST(a_reader_that_is_open_sees_what_is_new),
        TEST(a_new_library_and_an_old_one_have_the_same_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
