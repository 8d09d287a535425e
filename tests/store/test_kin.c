/* SPDX-License-Identifier: Apache-2.0
 *
 * Sketches, versions and containers.
 */
#include "adding.h"

typedef struct seen {
    int64_t contents[8];
    char sketches[8][8];
    size_t count, most;
} seen;

static bool see(void *ctx, int64_t content, const void *sketch, size_t size)
{
    seen *s = ctx;
    assert_int_equal(size, 4);
    s->contents[s->count] = content;
    memcpy(s->sketches[s->count++], sketch, size);
    return s->count < s->most;
}

static int64_t add_sketched(world *w, gk_store *store, const char *name, const char *sketch)
{
    return add_with(w, store, name, name, (gk_store_addition){.sketch = sketch, .sketch_size = 4});
}

static void sketches_come_back_by_content(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t a = add_sketched(w, store, "a", "aa\0a");
    world_add(w, store, "without", "no sketch\n");
    int64_t b = add_sketched(w, store, "b", "bbbb"), c = add_sketched(w, store, "c", "cccc");
    seen all = {.most = 8}, some = {.most = 2};
    assert_ok(w, gk_store_sketches(store, see, &all, &w->err));
    assert_int_equal(all.count, 3);
    assert_int_equal(all.contents[0], a);
    assert_int_equal(all.contents[1], b);
    assert_int_equal(all.contents[2], c);
    assert_memory_equal(all.sketches[0], "aa\0a", 4);
    assert_memory_equal(all.sketches[2], "cccc", 4);
    assert_ok(w, gk_store_sketches(store, see, &some, &w->err));
    assert_int_equal(some.count, 2);
    assert_ok(w, gk_store_remove(store, "b", NULL, &w->err)); /* no statement is left open */
    all.count = 0;
    assert_ok(w, gk_store_sketches(store, see, &all, &w->err));
    assert_int_equal(all.count, 2);
    assert_int_equal(all.contents[1], c);
    gk_store_close(store);
}

static size_t length_of(const int64_t *contents)
{
    size_t n = 0;
    while (contents[n]) n++;
    return n;
}

/* Fails unless exactly these contents are outdated where a search sees the admitted (NULL: all); 0
 * ends both lists. */
static void assert_outdated_in(world *w, gk_store *store, const int64_t *admitted,
                               const int64_t *due)
{
    int64_t *found;
    size_t count, n = length_of(due);
    const gk_store_scope scope = {.admitted = admitted,
                                  .admitted_count = admitted ? length_of(admitted) : 0};
    assert_ok(w, gk_store_outdated(store, admitted ? &scope : NULL, &found, &count, &w->err));
    assert_int_equal(count, n);
    for (size_t i = 0; i < n; i++) assert_int_equal(found[i], due[i]);
    gk_free(found);
}

static void assert_outdated(world *w, gk_store *store, const int64_t *due)
{
    assert_outdated_in(w, store, NULL, due);
}

static void the_older_version_is_outdated(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t a = world_add(w, store, "a", "a\n"), b = world_add(w, store, "b", "b\n");
    int64_t c = world_add(w, store, "c", "c\n");
    assert_outdated(w, store, (const int64_t[]){0});
    assert_ok(w, gk_store_prefer(store, b, a, &w->err));
    assert_outdated(w, store, (const int64_t[]){a, 0});
    assert_ok(w, gk_store_prefer(store, c, a, &w->err)); /* beside b */
    assert_outdated(w, store, (const int64_t[]){a, 0});
    assert_ok(w, gk_store_remove(store, "c", NULL, &w->err));
    assert_outdated(w, store, (const int64_t[]){a, 0});
    assert_ok(w, gk_store_remove(store, "b", NULL, &w->err));
    assert_outdated(w, store, (const int64_t[]){0});
    assert_status(GK_INVALID, gk_store_prefer(store, a, a, &w->err));
    gk_store_close(store);
}

static void a_version_that_is_not_admitted_hides_none(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t a = world_add(w, store, "a", "a\n"), b = world_add(w, store, "b", "b\n");
    int64_t c = world_add(w, store, "c", "c\n"), d = world_add(w, store, "d", "d\n");
    assert_ok(w, gk_store_prefer(store, b, a, &w->err));
    assert_ok(w, gk_store_prefer(store, c, a, &w->err));
    assert_ok(w, gk_store_prefer(store, c, b, &w->err));
    assert_outdated_in(w, store, (const int64_t[]){a, b, c, d, 0}, (const int64_t[]){a, b, 0});
    /* That c came does not make it unknown that b comes before a. */
    assert_outdated_in(w, store, (const int64_t[]){a, b, d, 0}, (const int64_t[]){a, 0});
    assert_outdated_in(w, store, (const int64_t[]){a, c, 0}, (const int64_t[]){a, b, 0});
    assert_outdated_in(w, store, (const int64_t[]){a, d, 0}, (const int64_t[]){0});
    assert_outdated_in(w, store, (const int64_t[]){0}, (const int64_t[]){0});
    /* Which of the admitted give candidates does not matter. */
    const int64_t only = a;
    const gk_store_scope scope = {.within = &only, .within_count = 1};
    int64_t *found;
    size_t count;
    assert_ok(w, gk_store_outdated(store, &scope, &found, &count, &w->err));
    assert_int_equal(count, 2);
    gk_free(found);
    gk_store_close(store);
}

/* The newest is what a list of documents names. */
static void a_document_is_superseded_by_the_newest(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t a = world_add(w, store, "a", "a\n"), b = world_add(w, store, "b", "b\n");
    int64_t c = world_add(w, store, "c", "c\n");
    gk_documents *documents;
    assert_ok(w, gk_store_prefer(store, b, a, &w->err));
    assert_ok(w, gk_store_prefer(store, c, a, &w->err));
    assert_ok(w, gk_store_prefer(store, c, b, &w->err));
    assert_ok(w, gk_store_documents(store, &documents, &w->err));
    assert_string_equal(documents->documents[0].superseded_by, "c");
    assert_string_equal(documents->documents[1].superseded_by, "c");
    assert_null(documents->documents[2].superseded_by);
    gk_documents_free(documents);
    gk_store_close(store);
}

/* As programs made it that kept one row an older content. */
static void a_library_with_room_for_one_version_gets_room_for_more(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t a = world_add(w, store, "a", "a\n"), b = world_add(w, store, "b", "b\n");
    int64_t c = world_add(w, store, "c", "c\n");
    gk_store_close(store);
    world_sql(w, "DROP TABLE kin; CREATE TABLE kin(older INTEGER PRIMARY KEY,"
                 " content INTEGER NOT NULL) STRICT; INSERT INTO kin VALUES(1, 2)");
    store = world_open(w, GK_WRITE);
    assert_outdated(w, store, (const int64_t[]){a, 0});
    assert_ok(w, gk_store_prefer(store, c, a, &w->err));
    assert_outdated_in(w, store, (const int64_t[]){a, b, 0}, (const int64_t[]){a, 0});
    assert_outdated_in(w, store, (const int64_t[]){a, c, 0}, (const int64_t[]){a, 0});
    gk_store_close(store);
}

static void versions_never_go_in_a_ring(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t a = world_add(w, store, "a", "a\n"), b = world_add(w, store, "b", "b\n");
    int64_t c = world_add(w, store, "c", "c\n");
    assert_ok(w, gk_store_prefer(store, b, a, &w->err));
    assert_ok(w, gk_store_prefer(store, c, b, &w->err));
    assert_outdated(w, store, (const int64_t[]){a, b, 0});
    assert_ok(w, gk_store_prefer(store, a, c, &w->err)); /* the first after all */
    assert_outdated(w, store, (const int64_t[]){b, c, 0});
    assert_ok(w, gk_store_prefer(store, c, a, &w->err)); /* and not */
    assert_outdated(w, store, (const int64_t[]){a, b, 0});
    gk_store_close(store);
}

static void the_older_version_follows_the_newest_when_one_between_goes(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t a = world_add(w, store, "a", "a\n"), b = world_add(w, store, "b", "b\n");
    int64_t c = world_add(w, store, "c", "c\n");
    assert_ok(w, gk_store_prefer(store, b, a, &w->err));
    assert_ok(w, gk_store_prefer(store, c, b, &w->err));
    assert_ok(w, gk_store_remove(store, "b", NULL, &w->err));
    assert_outdated(w, store, (const int64_t[]){a, 0});
    assert_ok(w, gk_store_remove(store, "c", NULL, &w->err));
    assert_outdated(w, store, (const int64_t[]){0});
    gk_store_close(store);
}

static void a_container_is_done_until_something_is_removed(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    world_add(w, store, "a", "a\n");
    char first[65], second[65];
    bool has;
    gk_sha256("1", 1, first);
    gk_sha256("2", 1, second);
    assert_ok(w, gk_store_remember_container(store, first, &w->err));
    assert_ok(w, gk_store_remember_container(store, first, &w->err));
    assert_ok(w, gk_store_has_container(store, first, &has, &w->err));
    assert_true(has);
    assert_ok(w, gk_store_has_container(store, second, &has, &w->err));
    assert_false(has);
    assert_status(GK_NOT_FOUND, gk_store_remove(store, "b", NULL, &w->err));
    assert_ok(w, gk_store_has_container(store, first, &has, &w->err));
    assert_true(has);
    assert_ok(w, gk_store_remove(store, "a", NULL, &w->err));
    assert_ok(w, gk_store_has_container(store, first, &has, &w->err));
    assert_false(has);
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(sketches_come_back_by_content),
        TEST(the_older_version_is_outdated),
        TEST(a_version_that_is_not_admitted_hides_none),
        TEST(a_document_is_superseded_by_the_newest),
        TEST(a_library_with_room_for_one_version_gets_room_for_more),
        TEST(versions_never_go_in_a_ring),
        TEST(the_older_version_follows_the_newest_when_one_between_goes),
        TEST(a_container_is_done_until_something_is_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
