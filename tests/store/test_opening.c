/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <sys/wait.h>

static void assert_refused(world *w, gk_mode mode, const char *message)
{
    gk_store *store;
    assert_status(GK_LIBRARY, gk_store_open(w->library, mode, &store, &w->err));
    assert_null(store);
    assert_message(w, message);
}

static void what_is_no_library_is_refused(void **state)
{
    world *w = *state;
    assert_refused(w, GK_READ, "holds no library");
    assert_int_equal(mkdir(w->library, 0777), 0);
    assert_refused(w, GK_READ, "goshawk init");
    assert_refused(w, GK_WRITE, "goshawk init");
    world_sql(w, "CREATE TABLE other(a)");
    assert_refused(w, GK_READ, "something else");
    assert_refused(w, GK_WRITE, "something else");
}

static void a_database_of_garbage_is_refused(void **state)
{
    world *w = *state;
    gk_store_close(world_create(w, 0));
    char garbage[8192];
    for (size_t i = 0; i < sizeof garbage; i++) garbage[i] = (char)(i * 7 + 1);
    world_write(world_path(w, "goshawk.db"), garbage, sizeof garbage);
    assert_refused(w, GK_READ, "goshawk.db");
    assert_refused(w, GK_WRITE, "goshawk.db");
    world_write(world_path(w, "goshawk.db"), "", 0);
    assert_refused(w, GK_READ, "something else");
}

static void another_format_version_is_refused(void **state)
{
    world *w = *state;
    gk_store_close(world_create(w, 0));
    world_sql(w, "PRAGMA user_version = 6");
    assert_refused(w, GK_READ, "format version 6; this program reads versions 1 to 5");
    assert_refused(w, GK_WRITE, "format version 6");
    world_sql(w, "PRAGMA user_version = 0");
    assert_refused(w, GK_READ, "format version 0");
    world_sql(w, "PRAGMA user_version = 5");
    gk_store_close(world_open(w, GK_READ));
}

static void the_model_is_recorded(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 384);
    const gk_store_model *model = gk_store_get_model(store);
    assert_string_equal(model->path, "/models/test");
    assert_string_equal(model->fingerprint, "f00d");
    assert_int_equal(model->dimensions, 384);
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_string_equal(info.model, "/models/test");
    assert_string_equal(gk_store_path(store), w->library);
    gk_store_close(store);
    world_sql(w, "UPDATE meta SET value = 'many' WHERE key = 'dimensions'");
    assert_refused(w, GK_READ, "damaged");
    world_sql(w, "DELETE FROM meta WHERE key = 'dimensions'");
    assert_refused(w, GK_READ, "meta lacks \"dimensions\"");
}

static void a_second_writer_is_told_who_the_first_is(void **state)
{
    world *w = *state;
    gk_store *first = world_create(w, 0), *second, *reader;
    char own[32];
    snprintf(own, sizeof own, "process %ld", (long)getpid());
    assert_status(GK_BUSY, gk_store_open(w->library, GK_WRITE, &second, &w->err));
    assert_message(w, own);
    reader = world_open(w, GK_READ); /* readers come in */
    gk_store_close(reader);
    gk_store_close(first);
    second = world_open(w, GK_WRITE);
    gk_store_close(second);
}

static void a_library_is_made_only_where_nothing_stands(void **state)
{
    world *w = *state;
    gk_store_model model = world_model(0);
    world_write(w->library, "x", 1);
    assert_status(GK_INVALID, gk_store_create(w->library, &model, &w->err));
    assert_message(w, "stands already");
    unlink(w->library);
    assert_int_equal(mkdir(w->library, 0777), 0);
    world_write(world_path(w, "notes.txt"), "x", 1);
    assert_status(GK_INVALID, gk_store_create(w->library, &model, &w->err));
    assert_true(gk_path_exists(world_path(w, "notes.txt")));
    unlink(world_path(w, "notes.txt"));
    assert_ok(w, gk_store_create(w->library, &model, &w->err)); /* in the empty folder */
    assert_status(GK_INVALID, gk_store_create(w->library, &model, &w->err));
    gk_store_close(world_open(w, GK_WRITE));
    assert_int_equal(symlink("nowhere", world_path(w, "link")), 0);
    assert_status(GK_INVALID, gk_store_create(world_path(w, "link"), &model, &w->err));
}

static void a_library_that_cannot_be_made_leaves_nothing(void **state)
{
    world *w = *state;
    gk_store_model model = world_model(4);
    char path[120];
    snprintf(path, sizeof path, "%s/file", w->folder);
    world_write(path, "x", 1);
    snprintf(path, sizeof path, "%s/file/a.lib", w->folder);
    assert_status(GK_IO, gk_store_create(path, &model, &w->err));
    assert_message(w, path);
    snprintf(path, sizeof path, "%s/new/deep/a.lib", w->folder);
    assert_ok(w, gk_store_create(path, &model, &w->err)); /* with its parents */
}

static void a_path_may_hold_what_a_uri_may_not(void **state)
{
    world *w = *state;
    snprintf(w->library, sizeof w->library, "%s/a?b#c%%20 d.lib", w->folder);
    gk_store *store = world_create(w, 0);
    world_add(w, store, "a", "text\n");
    gk_store_close(store);
    store = world_open(w, GK_READ);
    gk_store_close(store);
    assert_true(gk_path_exists(world_path(w, "goshawk.db")));
}

/* ---- reading while another process writes -------------------------------------------------- */

enum { ADDED = 40, DIMENSIONS = 8 };

static void add_documents(world *w)
{
    gk_store *store;
    if (gk_store_open(w->library, GK_WRITE, &store, &w->err) != GK_OK) _exit(2);
    for (int i = 0; i < ADDED; i++) {
        char name[16], text[128];
        snprintf(name, sizeof name, "doc%d", i);
        snprintf(text, sizeof text, "alpha %d\n\nalpha again %d\n\fpage two alpha %d\n", i, i, i);
        gk_store_place place;
        int64_t content;
        if (world_try_add(w, store, name, text, false, &place, &content) != GK_OK) _exit(3);
        if (world_embed(w, store, DIMENSIONS, 2, NULL) != GK_OK) _exit(4);
        gk_free(place.document);
    }
    gk_store_close(store);
    _exit(0);
}

/* What one call says must be of one moment; a later call may know more, never less. */
static size_t check_moment(world *w, gk_store *store, size_t before)
{
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.pages, 2 * info.documents);
    assert_int_equal(info.passages, 3 * info.documents);
    assert_true(info.documents >= before);
    gk_store_term terms[] = {{"alpha", 1}, {"again", 1}};
    gk_candidate *items;
    size_t count;
    assert_ok(w, gk_store_lexical(store, terms, 2, NULL, 10000, &items, &count, &w->err));
    assert_int_equal(count % 3, 0);
    assert_true(count >= info.passages);
    gk_free(items);
    float query[DIMENSIONS];
    world_vector(-1, DIMENSIONS, query);
    assert_ok(w, gk_store_dense(store, query, NULL, 10000, &items, &count, &w->err));
    assert_true(count >= info.vectors);
    gk_free(items);
    gk_documents *list;
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    for (size_t i = 0; i < list->count; i++) assert_int_equal(list->documents[i].passages, 3);
    assert_true(list->count >= info.documents);
    gk_documents_free(list);
    return info.documents;
}

static void a_reader_sees_whole_documents_while_another_process_writes(void **state)
{
    world *w = *state;
    gk_store_close(world_create(w, DIMENSIONS));
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) add_documents(w);
    gk_store *store = world_open(w, GK_READ);
    size_t documents = 0;
    int result = 0, rounds = 0;
    for (pid_t ended = 0; ended == 0; rounds++) {
        ended = waitpid(pid, &result, WNOHANG);
        documents = check_moment(w, store, documents);
        assert_ok(w, gk_store_remember(store, "what now?", false, NULL, 0, &w->err));
    }
    assert_int_equal(result, 0);
    assert_int_equal(check_moment(w, store, documents), ADDED);
    gk_store_close(store);
}

/* ---- a damaged database -------------------------------------------------------------------- */

static bool is_expected(gk_status status)
{
    return status == GK_OK || status == GK_LIBRARY || status == GK_NOT_FOUND || status == GK_IO;
}

static void read_everything(world *w)
{
    gk_store *store;
    if (gk_store_open(w->library, GK_READ, &store, &w->err) != GK_OK) {
        assert_true(is_expected(w->err.status));
        return;
    }
    gk_arena *arena = gk_arena_new();
    gk_documents *list = NULL;
    gk_store_term terms[] = {{"alpha", 1}, {"word", 1}};
    gk_candidate *items = NULL;
    gk_doc_page page;
    gk_store_passage passage;
    size_t count;
    assert_true(is_expected(gk_store_documents(store, &list, &w->err)));
    gk_documents_free(list);
    assert_true(is_expected(gk_store_lexical(store, terms, 2, NULL, 50, &items, &count, &w->err)));
    gk_free(items);
    for (int64_t i = 1; i < 20; i++) {
        assert_true(
            is_expected(gk_store_page(store, 1 + i / 4, (int)(i % 4), arena, &page, &w->err)));
        assert_true(is_expected(gk_store_passage_get(store, i * 7, arena, &passage, &w->err)));
    }
    gk_arena_free(arena);
    gk_store_close(store);
}

static void a_damaged_database_gives_errors_and_no_crash(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    for (int i = 0; i < 8; i++) {
        gk_string text = {0};
        for (int k = 0; k < 40; k++)
            gk_string_addf(&text, "alpha %d word %d\n\nother%d\n%s", k * i, k, k,
                           k % 10 ? "" : "\f");
        char name[8];
        snprintf(name, sizeof name, "d%d", i);
        world_add(w, store, name, text.data);
        gk_string_free(&text);
    }
    gk_store_close(store);
    char *whole;
    size_t size;
    assert_ok(w, gk_file_read(world_path(w, "goshawk.db"), &whole, &size, &w->err));
    unsigned seed = 4711;
    for (int round = 0; round < 60; round++) {
        char *broken = gk_alloc(size);
        memcpy(broken, whole, size);
        size_t from = (size_t)rand_r(&seed) % size, length = 1 + (size_t)rand_r(&seed) % 5000;
        for (size_t i = from; i < size && i < from + length; i++) broken[i] = (char)rand_r(&seed);
        world_write(world_path(w, "goshawk.db"), broken, round % 5 ? size : from);
        gk_free(broken);
        read_everything(w);
    }
    gk_free(whole);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_no_library_is_refused),
        TEST(a_database_of_garbage_is_refused),
        TEST(another_format_version_is_refused),
        TEST(the_model_is_recorded),
        TEST(a_second_writer_is_told_who_the_first_is),
        TEST(a_library_is_made_only_where_nothing_stands),
        TEST(a_library_that_cannot_be_made_leaves_nothing),
        TEST(a_path_may_hold_what_a_uri_may_not),
        TEST(a_reader_sees_whole_documents_while_another_process_writes),
        TEST(a_damaged_database_gives_errors_and_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
