/* SPDX-License-Identifier: Apache-2.0
 *
 * What is found, against the search of all vectors one by one.
 */
#include "world.h"

enum { ROWS = GK_SLOW_BUILD ? 6000 : 20000, QUERIES = GK_SLOW_BUILD ? 10 : 40 };

/* The share of the true best k that is found, over queries of the same shape. */
static double recall(const vectors *v, spread shape, gk_nearest_query query)
{
    const size_t d = v->nearest.dimensions;
    float *queries = make_rows(QUERIES, d, shape, 99);
    size_t found = 0, wanted = 0, of;
    for (size_t i = 0; i < QUERIES; i++) {
        query.vector = queries + i * d;
        found += found_of_best(&v->nearest, &query, &of);
        wanted += of;
    }
    gk_free(queries);
    return wanted ? (double)found / (double)wanted : 1;
}

/* The candidates of a search without a setting are a twentieth of these rows: in an even spread,
 * where nothing is near, that is not quite enough. */
static void the_nearest_are_found(void **state)
{
    (void)state;
    static const struct {
        size_t dimensions;
        spread shape;
        double least;
    } cases[] = {{384, CONE, 0.999},
                 {384, EVEN, 0.95},
                 {100, CONE, 0.99},
                 {768, CONE, 0.999},
                 {37, CONE, 0.9}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vectors v = make_vectors(ROWS, cases[i].dimensions, cases[i].shape, 1);
        double ten = recall(&v, cases[i].shape, (gk_nearest_query){.k = 10});
        double hundred = recall(&v, cases[i].shape, (gk_nearest_query){.k = 100});
        if (ten < cases[i].least) fail_msg("%zu: recall@10 %.4f", cases[i].dimensions, ten);
        if (hundred < cases[i].least - 0.1)
            fail_msg("%zu: recall@100 %.4f", cases[i].dimensions, hundred);
        free_vectors(&v);
    }
}

static void more_candidates_find_more(void **state)
{
    (void)state;
    vectors v = make_vectors(ROWS, 128, EVEN, 2);
    double few = recall(&v, EVEN, (gk_nearest_query){.k = 10, .candidates = 20});
    double more = recall(&v, EVEN, (gk_nearest_query){.k = 10, .candidates = 500});
    double all = recall(&v, EVEN, (gk_nearest_query){.k = 10, .candidates = ROWS});
    assert_true(few < more && more < all);
    assert_true(all >= 0.999); /* by bytes alone */
    free_vectors(&v);
}

/* Rows in no order, one in `every`. */
static uint64_t *some_rows(size_t rows, size_t every)
{
    gk_random random = gk_random_start(every);
    uint64_t *set = gk_rows_new(rows);
    for (size_t row = 0; row < rows; row++)
        if (gk_random_below(&random, every) == 0) gk_rows_add(set, row, row + 1);
    return set;
}

static void only_what_is_admitted_is_found(void **state)
{
    (void)state;
    vectors v = make_vectors(ROWS + 500, 128, CONE, 3);
    const size_t every[] = {2, 5, 20, 100, 1000, ROWS * 100};
    for (size_t i = 0; i < sizeof every / sizeof *every; i++) {
        uint64_t *set = some_rows(ROWS + 500, every[i]);
        double share = recall(&v, CONE, (gk_nearest_query){.k = 10, .admitted = set});
        if (share < 0.99) fail_msg("one in %zu: recall@10 %.4f", every[i], share);
        gk_free(set);
    }
    static const size_t ends[][2] = {{0, 1}, {31, 33}, {1000, 5000}, {ROWS - 40, ROWS + 500}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        uint64_t *set = gk_rows_new(ROWS + 500);
        gk_rows_add(set, ends[i][0], ends[i][1]);
        double share = recall(&v, CONE, (gk_nearest_query){.k = 10, .admitted = set});
        if (share < 0.99) fail_msg("rows from %zu: recall@10 %.4f", ends[i][0], share);
        gk_free(set);
    }
    free_vectors(&v);
}

/* Any number of rows, with codes or without. */
static void small_sets_are_exact(void **state)
{
    (void)state;
    static const size_t rows[] = {1, 31, 1023, 1024, 1025, 2047, 2100};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vectors v = make_vectors(rows[i], 24, CONE, 4);
        for (size_t k = 1; k <= 3000; k *= 10) {
            double share = recall(&v, CONE, (gk_nearest_query){.k = k});
            if (share < 1) fail_msg("%zu rows, k %zu: %.4f", rows[i], k, share);
        }
        free_vectors(&v);
    }
}

static void threads_and_scans_change_nothing(void **state)
{
    (void)state;
    enum { D = 64, K = 50 };
    vectors v = make_vectors(ROWS, D, CONE, 5);
    gk_pool *pool = gk_pool_new(4);
    float *queries = make_rows(QUERIES, D, CONE, 6);
    gk_neighbour wanted[K], got[K];
    for (size_t i = 0; i < QUERIES; i++) {
        gk_nearest_query query = {.vector = queries + i * D, .k = K, .candidates = 200};
        size_t count = gk_nearest_find(&v.nearest, &query, wanted);
        assert_int_equal(count, K);
        query.pool = pool;
        for (const gk_scan *const *scan = gk_scan_available(); *scan; scan++)
            for (query.threads = 1; query.threads <= 4; query.threads++) {
                query.scan = *scan;
                assert_int_equal(gk_nearest_find(&v.nearest, &query, got), K);
                for (size_t n = 0; n < K; n++) {
                    assert_int_equal(got[n].row, wanted[n].row);
                    assert_true(got[n].score == wanted[n].score);
                }
            }
    }
    gk_pool_free(pool);
    gk_free(queries);
    free_vectors(&v);
}

/* All the same: the lowest rows count as the best. */
static void equals_come_in_the_order_of_their_rows(void **state)
{
    (void)state;
    enum { D = 16, N = 9 * GK_CHUNK_ROWS, K = 100 };
    float *x = gk_alloc_floats(N * D);
    for (size_t i = 0; i < N; i++) x[i * D + 3] = 1;
    vectors v = with_codes(x, N, D);
    gk_pool *pool = gk_pool_new(3);
    gk_neighbour out[K];
    float query[D] = {0.5F, 0, 0, 0.5F};
    for (int threads = 1; threads <= 3; threads++) {
        gk_nearest_query q = {.vector = query, .k = K, .pool = pool, .threads = threads};
        assert_int_equal(gk_nearest_find(&v.nearest, &q, out), K);
        for (size_t i = 0; i < K; i++) assert_int_equal(out[i].row, i);
    }
    gk_pool_free(pool);
    free_vectors(&v);
}

static void vectors_that_are_no_numbers_are_never_found(void **state)
{
    (void)state;
    enum { D = 32, N = 5 * GK_CHUNK_ROWS };
    const float bad[] = {NAN, INFINITY, -INFINITY, -NAN};
    float *x = make_rows(N, D, CONE, 8);
    for (size_t row = 0; row < N; row += 3) x[row * D + row % D] = bad[row % 4];
    vectors v = with_codes(x, N, D);
    for (size_t i = 0; i < D; i++) assert_true(isfinite(v.mean[i]) && fabsf(v.mean[i]) < 1);
    for (size_t k = 10; k <= 10000; k *= 10) {
        gk_neighbour *out = gk_alloc_array(k, sizeof *out);
        gk_nearest_query query = {.vector = x + D, .k = k};
        size_t count = gk_nearest_find(&v.nearest, &query, out);
        assert_true(count <= N - N / 3 && count >= (k < N / 3 ? k : N / 3));
        for (size_t i = 0; i < count; i++) assert_int_not_equal(out[i].row % 3, 0);
        gk_free(out);
    }
    const float query[D] = {NAN};
    gk_neighbour one;
    gk_nearest_query no_number = {.vector = query, .k = 1};
    assert_int_equal(gk_nearest_find(&v.nearest, &no_number, &one), 0);
    free_vectors(&v);
}

/* Vectors far from the mean that the codes were made with: it serves less well, but serves. */
static void an_old_mean_still_serves(void **state)
{
    (void)state;
    vectors v = make_vectors(ROWS, 384, CONE, 9);
    for (size_t i = 0; i < 384; i++) v.mean[i] *= i % 2 ? 0.9F : 1.1F;
    for (size_t i = 0; i < v.nearest.chunk_count; i++)
        gk_codes_write(v.rows + i * GK_CHUNK_ROWS * 384, 384, v.mean, v.chunks[i]);
    double share = recall(&v, CONE, (gk_nearest_query){.k = 10});
    if (share < 0.99) fail_msg("recall@10 %.4f", share);
    free_vectors(&v);
}

static void damage_to_a_code_shows(void **state)
{
    (void)state;
    enum { D = 40, ROW = 777 };
    vectors v = make_vectors(GK_CHUNK_ROWS, D, CONE, 10);
    const float *row = v.rows + ROW * D;
    unsigned char *chunk = v.chunks[0];
    assert_true(gk_codes_agree(chunk, ROW, row, D, v.mean));
    assert_false(gk_codes_agree(chunk, ROW - 1, row, D, v.mean));
    size_t felt = 0;
    for (size_t i = 0; i < gk_codes_size(D); i++) {
        chunk[i] ^= 0x55;
        felt += !gk_codes_agree(chunk, ROW, row, D, v.mean);
        chunk[i] ^= 0x55;
    }
    /* signs, shift and factor; elements, scale and shift */
    assert_int_equal(felt, D / 4 + 8 + D + 8);
    v.mean[0] += 0.01F;
    assert_false(gk_codes_agree(chunk, ROW, row, D, v.mean));
    free_vectors(&v);
}

static void sets_of_rows_hold_what_was_added(void **state)
{
    (void)state;
    enum { N = 300 };
    for (size_t first = 0; first <= 200; first += 7)
        for (size_t last = first; last <= N; last += 11) {
            uint64_t *set = gk_rows_new(N);
            gk_rows_add(set, first, last);
            for (size_t row = 0; row < N; row++)
                assert_int_equal(gk_rows_hold(set, row), row >= first && row < last);
            assert_int_equal(gk_rows_count(set, 0, N), last - first);
            assert_int_equal(gk_rows_count(set, 0, 70),
                             first < 70 ? (last < 70 ? last : 70) - first : 0);
            gk_free(set);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_are_found),
        cmocka_unit_test(more_candidates_find_more),
        cmocka_unit_test(only_what_is_admitted_is_found),
        cmocka_unit_test(small_sets_are_exact),
        cmocka_unit_test(threads_and_scans_change_nothing),
        cmocka_unit_test(equals_come_in_the_order_of_their_rows),
        cmocka_unit_test(vectors_that_are_no_numbers_are_never_found),
        cmocka_unit_test(an_old_mean_still_serves),
        cmocka_unit_test(damage_to_a_code_shows),
        cmocka_unit_test(sets_of_rows_hold_what_was_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
