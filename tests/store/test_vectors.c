/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <math.h>

enum { DIMENSIONS = 37 }; /* not a multiple of anything that a loop is unrolled by */

static void vector_of(int64_t passage, float *out) { world_vector(passage, DIMENSIONS, out); }

/* A content of n passages. */
static int64_t add_passages(world *w, gk_store *store, const char *name, size_t n)
{
    gk_string text = {0};
    for (size_t i = 0; i < n; i++) gk_string_addf(&text, "%s %zu\n\n", name, i);
    int64_t content = world_add(w, store, name, text.data);
    gk_string_free(&text);
    return content;
}

static size_t embed_all(world *w, gk_store *store, size_t batch)
{
    size_t total;
    assert_ok(w, world_embed(w, store, DIMENSIONS, batch, &total));
    return total;
}

static double dot(const float *a, const float *b)
{
    double sum = 0;
    for (size_t i = 0; i < DIMENSIONS; i++) sum += (double)a[i] * b[i];
    return sum;
}

typedef struct scored {
    int64_t passage;
    double score;
} scored;

static int by_score(const void *a, const void *b)
{
    const scored *left = a, *right = b;
    if (left->score != right->score) return left->score < right->score ? 1 : -1;
    return left->passage < right->passage ? -1 : left->passage > right->passage;
}

/* The k best among passages first to last, one by one. */
static scored *brute_force(const float *query, int64_t first, int64_t last)
{
    scored *all = gk_alloc_array((size_t)(last - first + 1), sizeof *all);
    for (int64_t p = first; p <= last; p++) {
        float vector[DIMENSIONS];
        vector_of(p, vector);
        all[p - first] = (scored){p, dot(query, vector)};
    }
    qsort(all, (size_t)(last - first + 1), sizeof *all, by_score);
    return all;
}

static void assert_finds(world *w, gk_store *store, const float *query, const int64_t *contents,
                         size_t content_count, int64_t first, int64_t last, size_t k)
{
    gk_candidate *items;
    size_t count;
    const gk_store_scope scope = {.within = contents, .within_count = content_count};
    assert_ok(w, gk_store_dense(store, query, &scope, k, &items, &count, &w->err));
    scored *expected = brute_force(query, first, last);
    size_t there = (size_t)(last - first + 1);
    assert_int_equal(count, k < there ? k : there);
    for (size_t i = 0; i < count; i++) {
        /* Neighbours whose scores float cannot tell apart may stand in either order. */
        float vector[DIMENSIONS];
        vector_of(items[i].passage, vector);
        double own = dot(query, vector);
        if (fabs(items[i].score - expected[i].score) > 1e-5 || fabs(items[i].score - own) > 1e-5)
            fail_msg("rank %zu: passage %lld with %.7f (%.7f), not %lld with %.7f", i + 1,
                     (long long)items[i].passage, items[i].score, own,
                     (long long)expected[i].passage, expected[i].score);
        assert_in_range(items[i].passage, first, last);
        assert_int_equal(items[i].page, 1);
    }
    gk_free(expected);
    gk_free(items);
}

static void the_nearest_are_those_of_brute_force(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS);
    int64_t a = add_passages(w, store, "a", 5000), b = add_passages(w, store, "b", 3000);
    int64_t c = add_passages(w, store, "c", 1300);
    assert_int_equal(embed_all(w, store, 900), 9300);
    float query[DIMENSIONS];
    for (int64_t q = 1; q <= 5; q++) {
        vector_of(-q, query);
        assert_finds(w, store, query, NULL, 0, 1, 9300, 100);
        assert_finds(w, store, query, &b, 1, 5001, 8000, 50);
        assert_finds(w, store, query, (int64_t[]){c, b, b, 77}, 4, 5001, 9300, 50);
    }
    assert_finds(w, store, query, NULL, 0, 1, 9300, 20000);
    assert_finds(w, store, query, &a, 1, 1, 5000, 1);
    gk_store_close(store);
    store = world_open(w, GK_READ);
    assert_finds(w, store, query, NULL, 0, 1, 9300, 100);
    gk_store_close(store);
}

static void what_has_no_vector_is_told(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS);
    add_passages(w, store, "a", 10);
    int64_t b = add_passages(w, store, "b", 10), *ids;
    const int64_t some[] = {3, 11, 12, 20};
    float vectors[4 * DIMENSIONS];
    for (size_t i = 0; i < 4; i++) vector_of(some[i], vectors + i * DIMENSIONS);
    assert_ok(w, gk_store_add_vectors(store, some, 4, vectors, &w->err));
    size_t count;
    assert_ok(w, gk_store_unembedded_count(store, 0, &count, &w->err));
    assert_int_equal(count, 16);
    assert_ok(w, gk_store_unembedded_count(store, b, &count, &w->err));
    assert_int_equal(count, 7);
    assert_ok(w, gk_store_unembedded_count(store, 55, &count, &w->err));
    assert_int_equal(count, 0);
    assert_ok(w, gk_store_unembedded(store, 0, 2, 3, &ids, &count, &w->err));
    assert_int_equal(count, 3);
    assert_int_equal(ids[0], 4);
    gk_free(ids);
    assert_ok(w, gk_store_unembedded(store, b, 0, 100, &ids, &count, &w->err));
    assert_int_equal(count, 7);
    assert_int_equal(ids[0], 13);
    assert_int_equal(ids[6], 19);
    gk_free(ids);
    gk_documents *list;
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    assert_int_equal(list->documents[0].vectors, 1);
    assert_int_equal(list->documents[1].vectors, 3);
    gk_documents_free(list);
    /* Only what has a vector is found. */
    gk_candidate *items;
    assert_ok(w, gk_store_dense(store, vectors, NULL, 9, &items, &count, &w->err));
    assert_int_equal(count, 4);
    assert_int_equal(items[0].passage, 3);
    gk_free(items);
    gk_store_close(store);
}

static void a_batch_that_contradicts_leaves_nothing(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS);
    add_passages(w, store, "a", 5);
    float vectors[3 * DIMENSIONS] = {0};
    const int64_t bad[][3] = {{1, 2, 2}, {1, 2, 6}, {1, 2, 0}};
    for (size_t i = 0; i < 3; i++) {
        assert_status(GK_INVALID, gk_store_add_vectors(store, bad[i], 3, vectors, &w->err));
        size_t count;
        assert_ok(w, gk_store_unembedded_count(store, 0, &count, &w->err));
        assert_int_equal(count, 5);
    }
    assert_int_equal(embed_all(w, store, 2), 5);
    float query[DIMENSIONS];
    vector_of(-1, query);
    assert_finds(w, store, query, NULL, 0, 1, 5, 5);
    gk_store_close(store);
}

static void a_library_without_a_model_has_no_vectors(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    add_passages(w, store, "a", 5);
    float vector[1] = {1};
    int64_t id = 1;
    assert_status(GK_INVALID, gk_store_add_vectors(store, &id, 1, vector, &w->err));
    assert_message(w, "without a model");
    gk_candidate *items;
    size_t count;
    assert_ok(w, gk_store_dense(store, vector, NULL, 5, &items, &count, &w->err));
    assert_int_equal(count, 0);
    gk_store_close(store);
}

static void vectors_that_are_no_numbers_are_never_found(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS);
    add_passages(w, store, "a", 3);
    float vectors[3 * DIMENSIONS];
    for (int i = 0; i < 3; i++) vector_of(i + 1, vectors + i * DIMENSIONS);
    vectors[DIMENSIONS] = NAN;
    const int64_t ids[] = {1, 2, 3};
    assert_ok(w, gk_store_add_vectors(store, ids, 3, vectors, &w->err));
    gk_candidate *items;
    size_t count;
    assert_ok(w, gk_store_dense(store, vectors, NULL, 3, &items, &count, &w->err));
    assert_int_equal(count, 2);
    assert_int_equal(items[0].passage, 1);
    gk_free(items);
    gk_store_close(store);
}

static void the_tail_of_a_crash_is_overwritten(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS);
    add_passages(w, store, "a", 50);
    assert_int_equal(embed_all(w, store, 20), 50);
    gk_store_close(store);
    const char *path = world_path(w, "vectors/f32");
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    for (int i = 0; i < 1001; i++) fputc(0xAA, file); /* no whole row */
    fclose(file);

    float query[DIMENSIONS];
    vector_of(-1, query);
    store = world_open(w, GK_READ); /* readers do not see it */
    assert_finds(w, store, query, NULL, 0, 1, 50, 50);
    gk_store_close(store);
    store = world_open(w, GK_WRITE);
    add_passages(w, store, "b", 30);
    assert_int_equal(embed_all(w, store, 20), 30);
    assert_finds(w, store, query, NULL, 0, 1, 80, 80);
    gk_store_close(store);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 64 + 80 * DIMENSIONS * 4);
}

/* Breaks the file, checks that a reader says so, that a writer forgets what is gone, and that all
 * can be computed again while the reader stays open. */
static void check_repair(world *w, void (*damage)(const char *path), size_t left)
{
    gk_store *store = world_create(w, DIMENSIONS);
    add_passages(w, store, "a", 50);
    assert_int_equal(embed_all(w, store, 20), 50);
    gk_store *early = world_open(w, GK_READ);
    float query[DIMENSIONS];
    vector_of(-1, query);
    assert_finds(w, early, query, NULL, 0, 1, 50, 50);
    gk_store_close(store);
    damage(world_path(w, "vectors/f32"));

    gk_candidate *items;
    size_t count;
    gk_store *late = world_open(w, GK_READ);
    gk_store *const readers[] = {early, late};
    for (size_t i = 0; i < 2; i++) {
        if (i == 0 && left == 0) continue; /* it holds the old file still, and that one is whole */
        assert_status(GK_LIBRARY,
                      gk_store_dense(readers[i], query, NULL, 5, &items, &count, &w->err));
        assert_message(w, "run \"goshawk reindex");
    }
    store = world_open(w, GK_WRITE);
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.vectors, left);
    assert_int_equal(embed_all(w, store, 7), 50 - left);
    assert_finds(w, store, query, NULL, 0, 1, 50, 50);
    for (size_t i = 0; i < 2; i++) {
        assert_finds(w, readers[i], query, NULL, 0, 1, 50, 50);
        gk_store_close(readers[i]);
    }
    gk_store_close(store);
}

static void cut_in_a_row(const char *path)
{
    assert_int_equal(truncate(path, 64 + 30 * DIMENSIONS * 4 + 17), 0);
}

static void cut_in_the_header(const char *path) { assert_int_equal(truncate(path, 10), 0); }

static void replace_by_garbage(const char *path)
{
    unlink(path);
    char garbage[20000];
    memset(garbage, 'G', sizeof garbage);
    world_write(path, garbage, sizeof garbage);
}

static void remove_file(const char *path) { assert_int_equal(unlink(path), 0); }

static void a_shortened_file_is_completed(void **state) { check_repair(*state, cut_in_a_row, 30); }

static void a_file_without_a_header_is_made_anew(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS);
    add_passages(w, store, "a", 5);
    embed_all(w, store, 5);
    gk_store_close(store);
    cut_in_the_header(world_path(w, "vectors/f32"));
    store = world_open(w, GK_WRITE);
    assert_int_equal(embed_all(w, store, 5), 5);
    float query[DIMENSIONS];
    vector_of(-1, query);
    assert_finds(w, store, query, NULL, 0, 1, 5, 5);
    gk_store_close(store);
}

static void a_file_of_garbage_is_made_anew(void **state)
{
    check_repair(*state, replace_by_garbage, 0);
}

static void a_lost_file_is_made_anew(void **state) { check_repair(*state, remove_file, 0); }

static void an_open_reader_sees_new_vectors(void **state)
{
    world *w = *state;
    gk_store *writer = world_create(w, DIMENSIONS), *reader = world_open(w, GK_READ);
    float query[DIMENSIONS];
    vector_of(-1, query);
    for (int64_t i = 1; i <= 6; i++) {
        char name[8];
        snprintf(name, sizeof name, "d%d", (int)i);
        add_passages(w, writer, name, 1500);
        embed_all(w, writer, 1000);
        assert_finds(w, reader, query, NULL, 0, 1, i * 1500, 10);
    }
    gk_store_close(reader);
    gk_store_close(writer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_nearest_are_those_of_brute_force),
        TEST(what_has_no_vector_is_told),
        TEST(a_batch_that_contradicts_leaves_nothing),
        TEST(a_library_without_a_model_has_no_vectors),
        TEST(vectors_that_are_no_numbers_are_never_found),
        TEST(the_tail_of_a_crash_is_overwritten),
        TEST(a_shortened_file_is_completed),
        TEST(a_file_without_a_header_is_made_anew),
        TEST(a_file_of_garbage_is_made_anew),
        TEST(a_lost_file_is_made_anew),
        TEST(an_open_reader_sees_new_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
