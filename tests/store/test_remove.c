/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents go: what is left is what a library would be that never had them.
 */
#include "adding.h"

#include "store/internal.h" /* to look into the index */

enum { DIMENSIONS = 24 };

static const char *const lamps =
    "Harbor lamps light the quay.\n\nRevenue rose.\n\fMore lamps, more "
    "revenue.\n\nNo ships.\n\fthird page\n\ffourth page\n";
static const char *const ships = "Ships pass the harbor.\n\nShips pay for lamps.\n\n\fFreight "
                                 "revenue fell.\n";
static const char *const tides = "The tide table.\n\nHigh water, low revenue.\n";

static void remove_name(world *w, gk_store *store, const char *name, bool content_goes)
{
    bool removed;
    assert_ok(w, gk_store_remove(store, name, &removed, &w->err));
    assert_int_equal(removed, content_goes);
}

static bool has_name(gk_store *store, const char *name)
{
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    bool found = gk_store_find(store, name, arena, &content, NULL) == GK_OK;
    gk_arena_free(arena);
    return found;
}

/* ---- what the indexes hold ----------------------------------------------------------------- */

/* The index without what is gone, as one segment, but for the rows' ids; gk_free. */
static gk_string index_bytes(world *w, gk_store *store, gk_index_kind kind)
{
    gk_segment **segments;
    size_t count, live_count;
    gk_range *live;
    gk_string bytes = {0};
    assert_ok(w, gk_sql_begin_read(store, &w->err));
    assert_ok(w, gk_catalog_refresh(store, &w->err));
    assert_ok(w, gk_segments_load(store, kind, &segments, &count, &w->err));
    gk_catalog_ranges(&store->catalog, kind, NULL, 0, &live, &live_count);
    assert_ok(w, gk_segment_merge(segments, count, live, live_count, gk_index_to_string(&bytes),
                                  &w->err));
    gk_sql_end_read(store);
    gk_free(segments);
    gk_free(live);
    /* The runs have the ids, and the footer a hash of them. */
    uint64_t runs;
    memcpy(&runs, bytes.data + bytes.length - 104 + 56, sizeof runs);
    bytes.length = runs;
    return bytes;
}

static void assert_same_index(world *w, gk_store *left, gk_store *right, gk_index_kind kind)
{
    gk_string a = index_bytes(w, left, kind), b = index_bytes(w, right, kind);
    assert_int_equal(a.length, b.length);
    assert_memory_equal(a.data, b.data, a.length);
    gk_string_free(&a);
    gk_string_free(&b);
}

/* How many rows the segments of an index have, be they gone or not. */
static size_t index_rows(world *w, gk_store *store, gk_index_kind kind)
{
    gk_segment **segments;
    size_t count, rows = 0;
    assert_ok(w, gk_segments_load(store, kind, &segments, &count, &w->err));
    for (size_t i = 0; i < count; i++) rows += gk_segment_rows(segments[i]);
    gk_free(segments);
    return rows;
}

/* The hits of both: as many, of the same place and score. */
static void assert_same_search(world *w, gk_store *left, gk_store *right, const char *word)
{
    const gk_store_term term = {word, 1};
    gk_candidate *a, *b;
    size_t count, other;
    gk_arena *arena = gk_arena_new();
    assert_ok(w, gk_store_lexical(left, &term, 1, NULL, 20, &a, &count, &w->err));
    assert_ok(w, gk_store_lexical(right, &term, 1, NULL, 20, &b, &other, &w->err));
    assert_int_equal(count, other);
    for (size_t i = 0; i < count; i++) {
        gk_store_passage x, y;
        assert_ok(w, gk_store_passage_get(left, a[i].passage, arena, &x, &w->err));
        assert_ok(w, gk_store_passage_get(right, b[i].passage, arena, &y, &w->err));
        assert_string_equal(x.text, y.text);
        assert_true(a[i].score == b[i].score); /* to the last bit */
    }
    gk_free(a);
    gk_free(b);
    assert_ok(w, gk_store_lexical_contents(left, &term, 1, NULL, 20, &a, &count, &w->err));
    assert_ok(w, gk_store_lexical_contents(right, &term, 1, NULL, 20, &b, &other, &w->err));
    assert_int_equal(count, other);
    for (size_t i = 0; i < count; i++) {
        gk_store_content x, y;
        assert_ok(w, gk_store_content_by_id(left, a[i].content, arena, &x, &w->err));
        assert_ok(w, gk_store_content_by_id(right, b[i].content, arena, &y, &w->err));
        assert_string_equal(x.document, y.document);
        assert_true(a[i].score == b[i].score); /* to the last bit */
    }
    gk_free(a);
    gk_free(b);
    gk_arena_free(arena);
}

static void assert_same_answers(world *w, gk_store *left, gk_store *right)
{
    static const char *const words[] = {"harbor", "lamp",  "revenu", "ship",   "page",
                                        "quay",   "first", "second", "absent", "tide"};
    gk_library_info a, b;
    assert_ok(w, gk_store_counts(left, &a, &w->err));
    assert_ok(w, gk_store_counts(right, &b, &w->err));
    assert_int_equal(a.documents, b.documents);
    assert_int_equal(a.pages, b.pages);
    assert_int_equal(a.passages, b.passages);
    assert_int_equal(a.vectors, b.vectors);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_same_search(w, left, right, words[i]);
    assert_same_index(w, left, right, GK_KIND_PASSAGES);
}

static void assert_same_library(world *w, gk_store *left, gk_store *right)
{
    assert_same_answers(w, left, right);
    assert_same_index(w, left, right, GK_KIND_FRONTS);
}

/* Another library in the same world. */
static gk_store *other_library(world *w, gk_store_model model)
{
    char path[100];
    gk_store *store;
    snprintf(path, sizeof path, "%s/b.lib", w->folder);
    assert_ok(w, gk_store_create(path, &model, &w->err));
    assert_ok(w, gk_store_open(path, GK_WRITE, &store, &w->err));
    return store;
}

static void what_is_left_is_a_library_that_never_had_it(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0), *due = other_library(w, world_model(0));
    static const char *const orders[][3] = {{"a", "b", "c"}, {"b", "a", "c"}, {"a", "c", "b"}};
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 3; k++) {
            const char *name = orders[i][k];
            world_add(w, store, name, *name == 'a' ? lamps : *name == 'b' ? ships : tides);
            if (i == 0 && *name != 'b') world_add(w, due, name, *name == 'a' ? lamps : tides);
        }
        gk_store *reader = world_open(w, GK_READ);
        assert_true(has_name(reader, "b"));
        remove_name(w, store, "b", true);
        assert_false(has_name(reader, "b"));
        assert_same_library(w, store, due);
        assert_same_library(w, reader, due); /* which had the old state in memory */
        gk_store_close(reader);
        reader = world_open(w, GK_READ);
        assert_same_library(w, reader, due);
        gk_store_close(reader);
        remove_name(w, store, "a", true);
        remove_name(w, store, "c", true);
    }
    gk_store_close(due);
    gk_store_close(store);
}

static void text_of_any_kind_leaves_the_index_whole(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    gk_string longest = {0};
    for (int i = 0; i < 9000; i++) gk_string_addf(&longest, "W\xC3\xB6rter_%d lamps\n\n", i % 700);
    static const char *const names[] = {"贵州_茅台 2023", "a\"b%s", "\xFF\xFE", "long_one",
                                        "empty"};
    const char *const texts[] = {"公司2022年实现营业收入128.6亿元。\n", "(1,577) \"x\" - $3\n",
                                 "broken \xFF\xC3 bytes\n", longest.data, "\n\n\f"};
    for (size_t i = 0; i < 5; i++) world_add(w, store, names[i], texts[i]);
    for (size_t i = 0; i < 5; i++) {
        remove_name(w, store, names[i], true);
        for (int kind = 0; kind < GK_KINDS; kind++) {
            gk_string bytes = index_bytes(w, store, (gk_index_kind)kind);
            gk_string_free(&bytes);
        }
    }
    assert_int_equal(index_rows(w, store, GK_KIND_PASSAGES), 0);
    assert_int_equal(index_rows(w, store, GK_KIND_FRONTS), 0);
    gk_string_free(&longest);
    gk_store_close(store);
}

/* ---- names --------------------------------------------------------------------------------- */

static void a_second_name_goes_alone(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0), *due = other_library(w, world_model(0));
    int64_t id = world_add(w, store, "first", lamps);
    world_add_as(w, store, "second", lamps, NULL);
    world_add(w, due, "first", lamps);
    remove_name(w, store, "second", false);
    assert_false(has_name(store, "second"));
    assert_same_library(w, store, due);
    char *original = gk_store_original(store, id, &w->err);
    assert_true(gk_path_exists(original));
    gk_free(original);
    gk_store_close(due);
    gk_store_close(store);
}

static void when_the_first_name_goes_the_next_one_is_first(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0), *due = other_library(w, world_model(0));
    int64_t id = world_add(w, store, "first_name", lamps);
    world_add_as(w, store, "second_name", lamps, NULL);
    world_add(w, store, "other", ships);
    /* In `due` the text was never known by another name; titles are the names they came with. */
    paper p = paper_new(lamps, false);
    gk_store_place place;
    assert_ok(w, gk_store_place_for(due, "second_name", lamps, strlen(lamps), &place, &w->err));
    assert_ok(w, gk_store_add(due,
                              &(gk_store_addition){.place = &place,
                                                   .source = "x",
                                                   .title = "first_name",
                                                   .bytes = lamps,
                                                   .size = strlen(lamps),
                                                   .document = &p.document,
                                                   .passages = &p.passages},
                              NULL, &w->err));
    gk_free(place.document);
    paper_free(&p);
    world_add(w, due, "other", ships);

    gk_store *reader = world_open(w, GK_READ);
    assert_true(has_name(reader, "first_name"));
    remove_name(w, store, "first_name", false);
    assert_same_answers(w, store, due); /* its front has a later row, though */
    assert_same_answers(w, reader, due);
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    assert_ok(w, gk_store_content_by_id(reader, id, arena, &content, &w->err));
    assert_string_equal(content.document, "second_name");
    gk_documents *list;
    assert_ok(w, gk_store_documents(reader, &list, &w->err));
    assert_int_equal(list->count, 2);
    for (size_t i = 0; i < list->count; i++) assert_null(list->documents[i].twin_of);
    gk_documents_free(list);
    gk_arena_free(arena);
    remove_name(w, store, "second_name", true);
    remove_name(w, store, "other", true);
    assert_int_equal(index_rows(w, store, GK_KIND_FRONTS), 0);
    gk_store_close(reader);
    gk_store_close(due);
    gk_store_close(store);
}

static void a_name_that_is_not_there_gets_the_nearest_one(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    world_add(w, store, "HARBOR_2023_10K", lamps);
    assert_status(GK_NOT_FOUND, gk_store_remove(store, "HARBOR_2022_10K", NULL, &w->err));
    assert_message(w, "is it \"HARBOR_2023_10K\"?");
    assert_true(has_name(store, "HARBOR_2023_10K"));
    gk_store_close(store);
    store = world_open(w, GK_READ);
    assert_status(GK_LIBRARY, gk_store_remove(store, "HARBOR_2023_10K", NULL, &w->err));
    assert_message(w, "reading only");
    gk_store_close(store);
}

static void names_are_found_by_where_they_came_from(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    static const char *const sources[][2] = {{"a", "filings/2023/a.pdf"},
                                             {"b", "./filings//2023/b.zip/x/b.txt"},
                                             {"c", "filings/2023b/c.pdf"},
                                             {"d", "/srv/filings/2023/d.pdf"},
                                             {"e", "filings/e.pdf"}};
    for (size_t i = 0; i < 5; i++) {
        char sql[128];
        world_add(w, store, sources[i][0], sources[i][0]);
        snprintf(sql, sizeof sql, "UPDATE document SET source = '%s' WHERE name = '%s'",
                 sources[i][1], sources[i][0]);
        world_sql(w, sql);
    }
    static const char *const cases[][2] = {
        {"filings/2023", "ab"},
        {"filings/2023/", "ab"},
        {"./filings/./2023//", "ab"},
        {"filings", "abce"},
        {"/srv/filings", "d"},
        {"filings/2023/b.zip", "b"},
        {"/", "d"},
        {".", "abce"},
        {"filings/2023/a.pdf", "a"},
        {"filings/2023/a", ""},
        {"2023", ""},
        {"/filings", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_arena *arena = gk_arena_new();
        char **names, found[8] = "";
        size_t count;
        assert_ok(w, gk_store_sourced(store, cases[i][0], arena, &names, &count, &w->err));
        for (size_t k = 0; k < count; k++) strcat(found, names[k]);
        if (strcmp(found, cases[i][1]) != 0) fail_msg("%s: %s", cases[i][0], found);
        gk_arena_free(arena);
    }
    gk_store_close(store);
}

/* ---- all that belongs to it ---------------------------------------------------------------- */

static gk_tagged fact = {.concept = "us-gaap:Revenues", .value = "1"};

static int64_t add_whole(world *w, gk_store *store, const char *name, const char *text)
{
    const gk_store_value value = {GK_FIELD_COMPANY, GK_TRUST_DOCUMENT, "Harbor", "cover", 1, 1};
    const gk_store_turn turn = {"Ada", "", "", "management", "prepared", 1, 1, 1, 1};
    paper p = paper_new(text, true);
    p.document.pages[0].label = gk_arena_strdup(p.document.arena, "Cover");
    p.document.facts = &fact;
    p.document.fact_count = 1;
    int64_t id = add_paper(w, store, name, text, &p,
                           (gk_store_addition){.values = &value,
                                               .value_count = 1,
                                               .turns = &turn,
                                               .turn_count = 1,
                                               .sketch = "sketch",
                                               .sketch_size = 6});
    paper_free(&p);
    assert_ok(w, world_embed(w, store, DIMENSIONS, 3, NULL));
    const gk_store_cited cited = {id, 1, 1, 1};
    assert_ok(w, gk_store_remember(store, "what?", true, &cited, 1, &w->err));
    return id;
}

static int count_rows(gk_store *store, const char *table)
{
    char sql[64];
    sqlite3_stmt *query;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    assert_int_equal(sqlite3_prepare_v2(store->db, sql, -1, &query, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    int rows = sqlite3_column_int(query, 0);
    sqlite3_finalize(query);
    return rows;
}

static void assert_rows(gk_store *store, int due)
{
    static const char *const tables[] = {"content",     "document", "front_row", "cited", "about",
                                         "place_label", "tagged",   "turn",      "sketch"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (count_rows(store, tables[i]) != due)
            fail_msg("%s: %d rows, not %d", tables[i], count_rows(store, tables[i]), due);
}

static void with_the_last_name_all_goes(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS);
    int64_t a = add_whole(w, store, "a", lamps), b = add_whole(w, store, "b", ships);
    assert_ok(w, gk_store_prefer(store, b, a, &w->err));
    assert_rows(store, 2);
    char *original = gk_store_original(store, a, &w->err);
    remove_name(w, store, "a", true);
    assert_rows(store, 1);
    assert_int_equal(count_rows(store, "kin"), 0);
    assert_false(gk_path_exists(original));
    *strrchr(original, '/') = '\0';
    assert_false(gk_path_exists(original));
    gk_free(original);
    assert_null(gk_store_original(store, a, &w->err));
    gk_arena *arena = gk_arena_new();
    gk_doc_page page;
    assert_status(GK_NOT_FOUND, gk_store_page(store, a, 1, arena, &page, &w->err));
    assert_ok(w, gk_store_page(store, b, 1, arena, &page, &w->err));
    gk_arena_free(arena);
    assert_int_equal(count_rows(store, "vector"), 3);
    assert_int_equal(count_rows(store, "passage"), 3);
    remove_name(w, store, "b", true);
    assert_rows(store, 0);
    assert_int_equal(count_rows(store, "page"), 0);
    assert_int_equal(count_rows(store, "passage"), 0);
    assert_int_equal(count_rows(store, "vector"), 0);
    add_whole(w, store, "a", lamps); /* and back again */
    assert_rows(store, 1);
    gk_store_close(store);
}

static void an_original_that_a_crash_left_goes_later(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    char *original = gk_store_original(store, world_add(w, store, "a", lamps), &w->err);
    remove_name(w, store, "a", true);
    gk_store_close(store);
    char *folder = gk_strndup(original, (size_t)(strrchr(original, '/') - original));
    assert_int_equal(mkdir(folder, 0777), 0);
    world_write(original, lamps, strlen(lamps));
    store = world_open(w, GK_WRITE);
    assert_false(gk_path_exists(original));
    world_add(w, store, "a", lamps); /* the same bytes, stored again */
    gk_store_close(store);
    gk_store_close(world_open(w, GK_WRITE));
    assert_true(gk_path_exists(original));
    gk_free(folder);
    gk_free(original);
}

static void a_hostile_hash_leads_to_no_other_file(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    char victim[96];
    snprintf(victim, sizeof victim, "%s/victim", w->folder);
    world_write(victim, "x", 1);
    world_add(w, store, "a", lamps);
    world_sql(w, "UPDATE content SET sha256 = '../victim'");
    assert_true(gk_path_exists(world_path(w, "originals/../../victim")));
    remove_name(w, store, "a", true);
    gk_store_close(store);
    gk_store_close(world_open(w, GK_WRITE));
    assert_true(gk_path_exists(victim));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_left_is_a_library_that_never_had_it),
        TEST(text_of_any_kind_leaves_the_index_whole),
        TEST(a_second_name_goes_alone),
        TEST(when_the_first_name_goes_the_next_one_is_first),
        TEST(a_name_that_is_not_there_gets_the_nearest_one),
        TEST(names_are_found_by_where_they_came_from),
        TEST(with_the_last_name_all_goes),
        TEST(an_original_that_a_crash_left_goes_later),
        TEST(a_hostile_hash_leads_to_no_other_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
