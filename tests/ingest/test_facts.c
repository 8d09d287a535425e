/* SPDX-License-Identifier: Apache-2.0
 *
 * A document's facts are made when it is added; of documents that have none, or old ones, by one
 * call, which may be stopped.
 */
#include "library/figures.h"
#include "world.h"

#include <sqlite3.h>

static const char report[] = "Harbor Lamps Inc\n"
                             "CONSOLIDATED STATEMENTS OF INCOME\n"
                             "Years ended December 31\n"
                             "(in millions)                  2019       2018\n"
                             "Net sales                   $   600    $   500\n"
                             "Cost of sales                   400        350\n"
                             "Operating income                200        150\n"
                             "Net income                       70         50\n";

enum { PAPERS = 5 };

static gk_library *add_papers(world *w)
{
    for (int i = 0; i < PAPERS; i++) {
        char *name = gk_format("HARBOR_%d.txt", i), *text = gk_format("%sPaper %d\n", report, i);
        doc_text(w, name, text);
        gk_free(name);
        gk_free(text);
    }
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->report.added, PAPERS);
    return library;
}

static void assert_stale(world *w, gk_library *library, size_t missing, size_t old)
{
    const gk_library_info info = world_info(w, library);
    assert_int_equal(info.contents, PAPERS);
    assert_int_equal(info.facts_missing, missing);
    assert_int_equal(info.facts_old, old);
}

/* The fact of a row in a year. */
static const gk_fact *fact_of(const gk_facts *facts, const char *label, int year)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->facts[i].label, label) == 0 && facts->facts[i].time.year == year)
            return &facts->facts[i];
    fail_msg("of %zu facts none is \"%s\" of %d", facts->count, label, year);
    return NULL;
}

/* What the library keeps, made as an earlier program would have left it. */
static void change(world *w, const char *sql)
{
    sqlite3 *db;
    char *database = gk_path_join(w->path, "goshawk.db"), *why = NULL;
    assert_int_equal(sqlite3_open(database, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
    gk_free(database);
}

static void adding_makes_facts(void **state)
{
    world *w = *state;
    gk_library *library = add_papers(w);
    const gk_facts *facts;
    assert_ok(w, gk_library_facts(library, 1, &facts, &w->err));
    const gk_fact *sales = fact_of(facts, "Net sales", 2018);
    assert_true(sales->value == 5e8);
    assert_int_equal(sales->page, 1);
    assert_int_equal(sales->line, 5);
    assert_true(fact_of(facts, "Net income", 2019)->value == 7e7);
    assert_stale(w, library, 0, 0);
    gk_library_close(library);
}

static void facts_from_the_store_are_those_of_the_document(void **state)
{
    world *w = *state;
    gk_library *library = add_papers(w);
    const gk_concepts *concepts;
    gk_arena *arena = gk_arena_new();
    gk_store_packed packed;
    unsigned char *bytes;
    size_t size;
    assert_ok(w, gk_library_concepts(library, &concepts, &w->err));
    assert_ok(w, gk_store_facts(library->store, 2, arena, &packed, &w->err));
    assert_ok(w, gk_remake_facts(library->store, 2, concepts, &bytes, &size, &w->err));
    assert_int_equal(size, packed.size);
    assert_memory_equal(bytes, packed.bytes, size);
    gk_free(bytes);
    gk_arena_free(arena);
    gk_library_close(library);
}

static bool stop_at_second(void *ctx, const gk_progress *progress)
{
    (void)ctx;
    assert_int_equal(progress->files_total, PAPERS);
    return progress->files_done < 2;
}

static bool count_files(void *ctx, const gk_progress *progress)
{
    *(size_t *)ctx = progress->files_total;
    return true;
}

static void an_older_library_gains_facts_and_a_stop_loses_none(void **state)
{
    world *w = *state;
    gk_library_close(add_papers(w));
    change(w, "DROP TABLE facts; PRAGMA user_version = 4;");
    gk_library *library;
    assert_ok(w, gk_library_open(w->path, GK_READ, &library, &w->err));
    const gk_facts *facts;
    assert_ok(w, gk_library_facts(library, 1, &facts, &w->err));
    assert_int_equal(facts->count, 0);
    assert_stale(w, library, PAPERS, 0);
    gk_library_close(library);

    library = world_open(w);
    gk_reindex_report made;
    gk_reindex_options options = {.facts = true, .threads = 2, .on_progress = stop_at_second};
    assert_int_equal(gk_reindex(library, &options, &made, &w->err), GK_STOPPED);
    assert_int_equal(made.facts, 2);
    assert_stale(w, library, PAPERS - 2, 0);

    size_t left = 0;
    options.on_progress = count_files;
    options.ctx = &left;
    assert_ok(w, gk_reindex(library, &options, &made, &w->err));
    assert_int_equal(left, PAPERS - 2);
    assert_int_equal(made.facts, PAPERS - 2);
    assert_stale(w, library, 0, 0);
    assert_ok(w, gk_library_facts(library, PAPERS, &facts, &w->err));
    fact_of(facts, "Net sales", 2018);
    gk_library_close(library);
}

static void another_vocabulary_or_maker_makes_facts_old(void **state)
{
    world *w = *state;
    gk_library_close(add_papers(w));
    char *path = gk_path_join(w->path, "concepts.txt");
    const char *own = "[lamp_sales]\nname = lamp sales\nzh = 灯具收入\nstatement = income\n"
                      "nature = flow\nmeasure = amount\nasked = lamp sales\nprinted = net sales\n";
    assert_ok(w, gk_file_write(path, own, strlen(own), &w->err));
    gk_library *library = world_open(w);
    assert_stale(w, library, 0, PAPERS);
    gk_reindex_report made;
    const gk_reindex_options options = {.facts = true};
    assert_ok(w, gk_reindex(library, &options, &made, &w->err));
    assert_int_equal(made.facts, PAPERS);
    assert_stale(w, library, 0, 0);
    gk_library_close(library);

    change(w, "UPDATE facts SET version = 1 WHERE content = 3");
    library = world_open(w);
    assert_stale(w, library, 0, 1);
    assert_ok(w, gk_reindex(library, &options, &made, &w->err));
    assert_int_equal(made.facts, 1);
    gk_library_close(library);
    gk_free(path);
}

static void a_reader_sees_facts_that_were_made_meanwhile(void **state)
{
    world *w = *state;
    gk_library *library = add_papers(w), *reader;
    assert_ok(w, gk_store_set_facts(library->store, 1, 5, NULL, 0, &w->err));
    assert_ok(w, gk_library_open(w->path, GK_READ, &reader, &w->err));
    const gk_facts *facts;
    assert_ok(w, gk_library_begin(reader, &w->err));
    assert_ok(w, gk_library_facts(reader, 1, &facts, &w->err));
    assert_int_equal(facts->count, 0);
    gk_reindex_report made;
    const gk_reindex_options options = {.facts = true};
    assert_ok(w, gk_reindex(library, &options, &made, &w->err));
    assert_ok(w, gk_library_facts(reader, 1, &facts, &w->err));
    assert_int_equal(facts->count, 0); /* of its moment */
    gk_library_end(reader);
    assert_ok(w, gk_library_begin(reader, &w->err));
    assert_ok(w, gk_library_facts(reader, 1, &facts, &w->err));
    fact_of(facts, "Net sales", 2018);
    gk_library_end(reader);
    gk_library_close(reader);
    gk_library_close(library);
}

static void what_is_corrected_is_felt_in_the_facts(void **state)
{
    world *w = *state;
    gk_library *library = add_papers(w);
    gk_arena *arena = gk_arena_new();
    gk_store_packed before, after;
    assert_ok(w, gk_store_facts(library->store, 1, arena, &before, &w->err));
    assert_ok(w, gk_meta_set(library, "HARBOR_0", "period_end", "2019-06-30", &w->err));
    assert_ok(w, gk_meta_set(library, "HARBOR_0", "fiscal_year", "2019", &w->err));
    assert_ok(w, gk_store_facts(library->store, 1, arena, &after, &w->err));
    assert_int_equal(after.version, before.version);
    assert_true(after.size != before.size || memcmp(after.bytes, before.bytes, after.size) != 0);
    gk_arena_free(arena);
    gk_library_close(library);
}

static void a_wrong_vocabulary_is_named(void **state)
{
    world *w = *state;
    gk_library_close(add_papers(w));
    char *path = gk_path_join(w->path, "concepts.txt");
    assert_ok(w, gk_file_write(path, "lamp sales\n", 11, &w->err));
    gk_library *library = world_open(w);
    const gk_concepts *concepts;
    assert_int_equal(gk_library_concepts(library, &concepts, &w->err), GK_INPUT);
    assert_part(w->err.message, "concepts.txt");
    assert_null(concepts);
    gk_library_close(library);
    gk_free(path);
}

static void many_facts_are_kept_within_bounds(void **state)
{
    world *w = *state;
    gk_library *library = add_papers(w);
    const gk_facts *first, *again;
    assert_ok(w, gk_library_begin(library, &w->err));
    assert_ok(w, gk_library_facts(library, 1, &first, &w->err));
    for (int64_t i = 2; i <= PAPERS; i++)
        assert_ok(w, gk_library_facts(library, i, &again, &w->err));
    assert_ok(w, gk_library_facts(library, 1, &again, &w->err));
    assert_ptr_equal(again, first);
    gk_library_end(library);
    gk_library_close(library);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(adding_makes_facts),
        TEST(facts_from_the_store_are_those_of_the_document),
        TEST(an_older_library_gains_facts_and_a_stop_loses_none),
        TEST(another_vocabulary_or_maker_makes_facts_old),
        TEST(a_reader_sees_facts_that_were_made_meanwhile),
        TEST(what_is_corrected_is_felt_in_the_facts),
        TEST(a_wrong_vocabulary_is_named),
        TEST(many_facts_are_kept_within_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
