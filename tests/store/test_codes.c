/* SPDX-License-Identifier: Apache-2.0
 *
 * The file of codes beside the vectors: when it is there, what it is of, and that nothing is found
 * otherwise than without it where it is missing or damaged.
 */
#include "world.h"

#include "store/internal.h"

#include <fcntl.h>
#include <math.h>

/* 4096 rows are enough for codes. A vector takes what its passage's id says. */
enum { D = 1024, ENOUGH = 4096, ROWS = 4500, BATCH = 512, K = 20 };

static int64_t add_passages(world *w, gk_store *store, const char *name, size_t n)
{
    gk_string text = {0};
    for (size_t i = 0; i < n; i++) gk_string_addf(&text, "%s %zu\n\n", name, i);
    int64_t content = world_add(w, store, name, text.data);
    gk_string_free(&text);
    return content;
}

/* Three documents with ROWS passages, with vectors. */
static gk_store *library(world *w, int64_t contents[3])
{
    gk_store *store = world_create(w, D);
    contents[0] = add_passages(w, store, "a", 2000);
    contents[1] = add_passages(w, store, "b", 300);
    contents[2] = add_passages(w, store, "c", ROWS - 2300);
    assert_ok(w, world_embed(w, store, D, BATCH, NULL));
    return store;
}

static size_t size_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

static void query_of(size_t i, float *out) { world_vector(-(int64_t)i - 1, D, out); }

static float product_of(const float *query, int64_t passage)
{
    float vector[D], score;
    world_vector(passage, D, vector);
    gk_products(vector, query, D, 1, &score);
    return score;
}

static int best_first(const void *a, const void *b)
{
    const gk_scored *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* How many of the K best of the passages of [first, last), less those of [hole, hole_end), are
 * among what a search finds; what is found has its exact score. */
static size_t found_of_best(world *w, gk_store *store, const gk_store_scope *scope,
                            const float *query, gk_range in, gk_range hole)
{
    gk_scored *best = gk_alloc_array((size_t)(in.last - in.first), sizeof *best);
    gk_candidate *items;
    size_t count, found = 0, all = 0;
    for (int64_t p = in.first; p < in.last; p++)
        if (p < hole.first || p >= hole.last) best[all++] = (gk_scored){p, product_of(query, p)};
    qsort(best, all, sizeof *best, best_first);
    const size_t wanted = all < K ? all : K;
    assert_ok(w, gk_store_dense(store, query, scope, K, &items, &count, &w->err));
    assert_int_equal(count, wanted);
    for (size_t i = 0; i < count; i++) {
        assert_in_range(items[i].passage, in.first, in.last - 1);
        assert_true(items[i].passage < hole.first || items[i].passage >= hole.last);
        assert_true(fabs(items[i].score - product_of(query, items[i].passage)) < 1e-6);
        for (size_t j = 0; j < wanted; j++) found += best[j].id == items[i].passage;
    }
    gk_free(items);
    gk_free(best);
    return found;
}

static const gk_range everything = {1, ROWS + 1}, nothing = {0, 0};

/* These vectors are spread evenly, so that codes have a hard time; a scan of all misses nothing. */
static void assert_serves(world *w, gk_store *store, const gk_store_scope *scope, gk_range in,
                          gk_range hole)
{
    enum { QUERIES = 3 };
    size_t found = 0;
    for (size_t i = 0; i < QUERIES; i++) {
        float query[D];
        query_of(i, query);
        found += found_of_best(w, store, scope, query, in, hole);
    }
    if (found < QUERIES * K * 9 / 10) fail_msg("%zu of %d", found, QUERIES * K);
}

/* ---- when there are codes ---------------------------------------------------------------- */

static void codes_come_with_the_vectors(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, D);
    add_passages(w, store, "a", ENOUGH - 1);
    assert_ok(w, world_embed(w, store, D, BATCH, NULL));
    assert_false(gk_path_exists(world_path(w, "vectors/codes"))); /* few are scanned */
    assert_serves(w, store, NULL, (gk_range){1, ENOUGH}, nothing);
    for (size_t i = 0; i < 3; i++) {
        char name[8];
        snprintf(name, sizeof name, "b%zu", i);
        add_passages(w, store, name, 1024);
        assert_ok(w, world_embed(w, store, D, BATCH, NULL));
        size_t rows = ENOUGH - 1 + (i + 1) * 1024;
        assert_int_equal(size_of(world_path(w, "vectors/codes")), gk_code_offset(D, rows / 1024));
        assert_serves(w, store, NULL, (gk_range){1, (int64_t)rows + 1}, nothing);
    }
    gk_store_close(store);
}

static void a_scope_is_kept_to(void **state)
{
    world *w = *state;
    int64_t contents[3];
    gk_store *store = library(w, contents);
    const gk_range a = {1, 2001}, b = {2001, 2301}, ab = {1, 2301}, bc = {2001, ROWS + 1};
    assert_serves(w, store, NULL, everything, nothing);
    assert_serves(w, store, &(gk_store_scope){.within = contents, .within_count = 1}, a, nothing);
    assert_serves(w, store, &(gk_store_scope){.admitted = contents + 1, .admitted_count = 1}, b,
                  nothing);
    assert_serves(w, store, &(gk_store_scope){.within = contents, .within_count = 2}, ab, nothing);
    assert_serves(w, store, &(gk_store_scope){.within = contents + 1, .within_count = 2}, bc,
                  nothing);
    assert_serves(w, store, &(gk_store_scope){0}, everything, nothing);
    gk_store_close(store);
}

static void what_is_removed_is_a_hole(void **state)
{
    world *w = *state;
    int64_t contents[3];
    gk_store *store = library(w, contents), *reader = world_open(w, GK_READ);
    const gk_range hole = {2001, 2301};
    bool gone;
    assert_serves(w, reader, NULL, everything, nothing);
    assert_ok(w, gk_store_remove(store, "b", &gone, &w->err));
    assert_true(gone);
    assert_serves(w, store, NULL, everything, hole);
    assert_serves(w, reader, NULL, everything, hole);
    assert_serves(w, reader, &(gk_store_scope){.within = contents, .within_count = 3}, everything,
                  hole);
    gk_store_close(reader);
    gk_store_close(store);
}

static void products_are_those_of_the_passages(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, D);
    add_passages(w, store, "a", 40);
    /* Rows in another order than the passages. */
    static const int64_t order[] = {9, 3, 4, 5, 1, 2, 30, 20};
    enum { N = sizeof order / sizeof *order };
    float *vectors = gk_alloc_floats((size_t)N * D), query[D];
    for (size_t i = 0; i < N; i++) world_vector(order[i], D, vectors + i * D);
    assert_ok(w, gk_store_add_vectors(store, order, N, vectors, &w->err));
    gk_free(vectors);
    query_of(0, query);
    static const int64_t asked[] = {1, 2, 3, 5, 6, 9, 19, 20, 21, 30, 40, 41, 1000000};
    enum { ASKED = sizeof asked / sizeof *asked };
    float products[ASKED];
    assert_ok(w, gk_store_products(store, query, asked, ASKED, products, &w->err));
    for (size_t i = 0; i < ASKED; i++) {
        bool there = false;
        for (size_t j = 0; j < N; j++) there |= order[j] == asked[i];
        if (there)
            assert_true(fabsf(products[i] - product_of(query, asked[i])) < 1e-6F);
        else
            assert_true(isnan(products[i]));
    }
    gk_store_close(store);
}

/* ---- what is missing or damaged ------------------------------------------------------------ */

static void remove_file(const char *path) { assert_int_equal(unlink(path), 0); }

static void cut_in_a_chunk(const char *path)
{
    assert_int_equal(truncate(path, (off_t)gk_code_offset(D, 2) + 1000), 0);
}

static void cut_in_the_header(const char *path) { assert_int_equal(truncate(path, 100), 0); }

static void write_at(const char *path, size_t at, const void *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, size, (off_t)at), size);
    close(fd);
}

static void change_the_mean(const char *path) { write_at(path, 64 + 40, "damage", 6); }

static void zero_the_first_chunk(const char *path)
{
    char *zeros = gk_alloc(gk_codes_size(D));
    write_at(path, gk_code_offset(D, 0), zeros, gk_codes_size(D));
    gk_free(zeros);
}

/* One page, as a crash of the machine may leave it, of what was written last. */
static void zero_a_page_of_the_last_chunk(const char *path)
{
    static const char zeros[4096];
    write_at(path, gk_code_offset(D, 3) + 32 * 4352 + 500 * 1032, zeros, sizeof zeros);
}

static void add_a_chunk_of_garbage(const char *path)
{
    unsigned char *garbage = gk_alloc(gk_codes_size(D));
    memset(garbage, 0x5A, gk_codes_size(D));
    write_at(path, gk_code_offset(D, 4), garbage, gk_codes_size(D));
    gk_free(garbage);
}

static void put_a_text_there(const char *path)
{
    unlink(path);
    world_write(path, "no codes", 8);
}

/* The codes of other vectors: a chunk is another one's. */
static void swap_chunks(const char *path)
{
    char *data;
    size_t size;
    assert_int_equal(gk_file_read(path, &data, &size, NULL), GK_OK);
    write_at(path, gk_code_offset(D, 1), data + gk_code_offset(D, 2), gk_codes_size(D));
    gk_free(data);
}

static void check_damage(world *w, void (*damage)(const char *path))
{
    int64_t contents[3];
    gk_store_close(library(w, contents));
    char *whole, *again;
    size_t size, size_again;
    const char *path = world_path(w, "vectors/codes");
    assert_int_equal(gk_file_read(path, &whole, &size, NULL), GK_OK);
    assert_int_equal(size, gk_code_offset(D, ROWS / 1024));
    damage(path);
    gk_store *reader = world_open(w, GK_READ);
    for (int i = 0; i < 2; i++) /* the first search may do without */
        assert_serves(w, reader, NULL, everything, nothing);
    assert_int_equal(reader->vectors.codes.count, ROWS / 1024);
    gk_store *store = world_open(w, GK_WRITE);
    assert_serves(w, store, NULL, everything, nothing);
    assert_serves(w, reader, NULL, everything, nothing);
    gk_store_close(reader);
    gk_store_close(store);
    assert_int_equal(gk_file_read(path, &again, &size_again, NULL), GK_OK);
    assert_int_equal(size_again, size);
    /* Made anew it has a mean of all rows; each chunk is of its vectors under that mean. */
    store = world_open(w, GK_READ);
    assert_serves(w, store, NULL, everything, nothing);
    assert_int_equal(store->vectors.codes.mapped, ROWS / 1024);
    for (size_t i = 0; i < ROWS / 1024; i++)
        assert_true(gk_chunk_good((unsigned char *)again + gk_code_offset(D, i),
                                  gk_vectors_row(store, i * 1024), D,
                                  gk_codes_mean_of(&store->vectors.codes), true));
    gk_store_close(store);
    gk_free(whole);
    gk_free(again);
}

static void codes_that_are_missing_are_made(void **state) { check_damage(*state, remove_file); }
static void codes_that_are_cut_are_made_again(void **state)
{
    check_damage(*state, cut_in_a_chunk);
}
static void a_cut_header_is_noticed(void **state) { check_damage(*state, cut_in_the_header); }
static void a_changed_mean_is_noticed(void **state) { check_damage(*state, change_the_mean); }
static void a_lost_chunk_is_noticed(void **state) { check_damage(*state, zero_the_first_chunk); }
static void a_lost_page_at_the_end_is_noticed(void **state)
{
    check_damage(*state, zero_a_page_of_the_last_chunk);
}
static void codes_of_rows_that_are_not_there_go(void **state)
{
    check_damage(*state, add_a_chunk_of_garbage);
}
static void a_file_of_something_else_is_replaced(void **state)
{
    check_damage(*state, put_a_text_there);
}
static void codes_of_other_vectors_are_noticed(void **state) { check_damage(*state, swap_chunks); }

/* Codes that stay whole are left alone. */
static void a_good_file_stays(void **state)
{
    world *w = *state;
    int64_t contents[3];
    struct stat before, after;
    gk_store_close(library(w, contents));
    assert_int_equal(stat(world_path(w, "vectors/codes"), &before), 0);
    gk_store_close(world_open(w, GK_WRITE));
    assert_int_equal(stat(world_path(w, "vectors/codes"), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

/* ---- growth, and moves ---------------------------------------------------------------------- */

static void the_mean_is_renewed_as_the_library_grows(void **state)
{
    if (GK_SLOW_BUILD) skip();
    world *w = *state;
    gk_store *store = world_create(w, D), *reader;
    gk_code_file file;
    size_t rows = 0, first = 0;
    add_passages(w, store, "a", ENOUGH);
    assert_ok(w, world_embed(w, store, D, BATCH, NULL));
    reader = world_open(w, GK_READ);
    for (; rows < 4 * ENOUGH; rows += ENOUGH) {
        if (rows) {
            char name[16];
            snprintf(name, sizeof name, "b%zu", rows);
            add_passages(w, store, name, ENOUGH);
            assert_ok(w, world_embed(w, store, D, BATCH, NULL));
        }
        assert_true(gk_code_file_open(store, &store->vectors.file, O_RDONLY, &file));
        if (!first) first = file.mean_rows;
        assert_int_equal(file.mean_rows, rows + ENOUGH < 4 * ENOUGH ? first : 4 * ENOUGH);
        assert_int_equal(gk_code_file_chunks(&file), (rows + ENOUGH) / 1024);
        gk_code_file_close(&file);
        assert_serves(w, reader, NULL, (gk_range){1, (int64_t)(rows + ENOUGH) + 1}, nothing);
        assert_int_equal(reader->vectors.codes.mapped, (rows + ENOUGH) / 1024);
    }
    assert_int_equal(first, ENOUGH);
    gk_store_close(reader);
    gk_store_close(store);
}

static void a_move_has_codes_of_its_own(void **state)
{
    world *w = *state;
    int64_t contents[3], *ids;
    gk_store *store = library(w, contents), *reader = world_open(w, GK_READ);
    gk_store_model to = {.path = "/models/other", .fingerprint = "beef", .dimensions = D};
    size_t discarded, count;
    assert_serves(w, reader, NULL, everything, nothing);
    assert_ok(w, gk_store_move_start(store, &to, &discarded, &w->err));
    for (;;) {
        assert_ok(w, gk_store_move_unembedded(store, 0, BATCH, &ids, &count, &w->err));
        float *vectors = gk_alloc_floats(count * D);
        for (size_t i = 0; i < count; i++) /* other vectors for the same passages, the last first */
            world_vector(ids[i] + 50000, D, vectors + i * D);
        assert_ok(w, gk_store_move_add(store, ids, count, vectors, &w->err));
        gk_free(vectors);
        gk_free(ids);
        if (count == 0) break;
    }
    const char *codes = world_path(w, "vectors/codes");
    assert_true(gk_path_exists(codes));
    assert_serves(w, reader, NULL, everything, nothing);
    assert_ok(w, gk_store_move_finish(store, &w->err));
    assert_false(gk_path_exists(world_path(w, "vectors/codes")));
    assert_int_equal(size_of(world_path(w, "vectors/codes.2")), gk_code_offset(D, ROWS / 1024));
    float query[D];
    gk_candidate *items;
    world_vector(50000 + 77, D, query);
    for (int i = 0; i < 2; i++) {
        assert_ok(w, gk_store_dense(i ? store : reader, query, NULL, K, &items, &count, &w->err));
        assert_int_equal(count, K);
        assert_int_equal(items[0].passage, 77);
        gk_free(items);
    }
    assert_int_equal(reader->vectors.codes.mapped, ROWS / 1024);
    gk_store_close(reader);
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(codes_come_with_the_vectors),
        TEST(a_scope_is_kept_to),
        TEST(what_is_removed_is_a_hole),
        TEST(products_are_those_of_the_passages),
        TEST(codes_that_are_missing_are_made),
        TEST(codes_that_are_cut_are_made_again),
        TEST(a_cut_header_is_noticed),
        TEST(a_changed_mean_is_noticed),
        TEST(a_lost_chunk_is_noticed),
        TEST(a_lost_page_at_the_end_is_noticed),
        TEST(codes_of_rows_that_are_not_there_go),
        TEST(a_file_of_something_else_is_replaced),
        TEST(codes_of_other_vectors_are_noticed),
        TEST(a_good_file_stays),
        TEST(the_mean_is_renewed_as_the_library_grows),
        TEST(a_move_has_codes_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
