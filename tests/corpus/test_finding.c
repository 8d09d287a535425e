/* SPDX-License-Identifier: Apache-2.0
 *
 * Nearest vectors and ranks fused: held against plain loops.
 */
#include "corpus/best.h"
#include "world.h"

#include <math.h>

static float *random_vectors(size_t count, size_t dimensions, uint64_t seed)
{
    float *vectors = gk_alloc_floats(count * dimensions);
    gk_random random = gk_random_start(seed);
    for (size_t i = 0; i < count * dimensions; i++)
        vectors[i] = (float)gk_random_below(&random, 2001) / 1000 - 1;
    return vectors;
}

/* The same by a loop; scores in double. */
static void plain_nearest(const float *vectors, size_t count, size_t dimensions, const float *query,
                          size_t k, gk_found *found)
{
    gk_nearby best = {.items = found, .k = k};
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        for (size_t d = 0; d < dimensions; d++)
            sum += (double)vectors[i * dimensions + d] * (double)query[d];
        gk_nearby_add(&best, (gk_found){(uint32_t)i, (float)sum});
    }
    gk_nearby_sort(&best);
}

static void check_nearest(size_t count, size_t dimensions, size_t query_count, size_t k,
                          int threads)
{
    float *vectors = random_vectors(count, dimensions, 1);
    float *queries = random_vectors(query_count, dimensions, 2);
    gk_found *found = gk_alloc_array(query_count, k * sizeof *found);
    gk_found *expected = gk_alloc_array(k, sizeof *expected);
    gk_nearest(vectors, count, dimensions, queries, query_count, k, threads, found);
    for (size_t q = 0; q < query_count; q++) {
        plain_nearest(vectors, count, dimensions, queries + q * dimensions, k, expected);
        for (size_t i = 0; i < k; i++) {
            const gk_found *got = &found[q * k + i];
            if (fabsf(got->score - expected[i].score) > 1e-4F)
                fail_msg("query %zu, rank %zu: passage %u, score %f, not %u, %f", q, i,
                         got->passage, (double)got->score, expected[i].passage,
                         (double)expected[i].score);
            assert_int_equal(got->passage == UINT32_MAX, expected[i].passage == UINT32_MAX);
        }
    }
    gk_free(expected);
    gk_free(found);
    gk_free(queries);
    gk_free(vectors);
}

static void the_nearest_are_those_of_a_plain_loop(void **state)
{
    (void)state;
    check_nearest(1000, 48, 300, 7, 3); /* more queries than are taken at a time */
    check_nearest(131, 33, 5, 10, 1);   /* nothing a multiple of anything */
    check_nearest(5, 8, 2, 9, 4);       /* fewer than are wanted */
    check_nearest(0, 8, 2, 3, 2);
    check_nearest(64, 1, 1, 1, 0);
}

static void equal_scores_stand_in_the_order_of_passages(void **state)
{
    (void)state;
    enum { COUNT = 500, K = 6 };
    float *vectors = gk_alloc_floats(COUNT * 4), query[4] = {1, 0, 0, 0};
    for (size_t i = 0; i < COUNT; i++) vectors[i * 4] = i % 100 == 99 ? 2 : 1;
    for (int threads = 1; threads <= 4; threads++) {
        gk_found found[K];
        gk_nearest(vectors, COUNT, 4, query, 1, K, threads, found);
        static const uint32_t expected[K] = {99, 199, 299, 399, 499, 0};
        for (size_t i = 0; i < K; i++) assert_int_equal(found[i].passage, expected[i]);
    }
    gk_free(vectors);
}

static void what_is_no_number_is_not_found(void **state)
{
    (void)state;
    const float vectors[3 * 2] = {NAN, 1, 0.5F, 0, -1, 0}, query[2] = {1, 0};
    gk_found found[3];
    gk_nearest(vectors, 3, 2, query, 1, 3, 1, found);
    assert_int_equal(found[0].passage, 1);
    assert_int_equal(found[1].passage, 2);
    assert_int_equal(found[2].passage, UINT32_MAX);
}

static void the_best_of_many_are_kept_in_order(void **state)
{
    (void)state;
    gk_found items[5];
    gk_nearby best = {.items = items, .k = 5};
    gk_random random = gk_random_start(7);
    for (uint32_t i = 0; i < 1000; i++)
        gk_nearby_add(&best, (gk_found){i, (float)gk_random_below(&random, 50)});
    gk_nearby_sort(&best);
    for (size_t i = 0; i < 5; i++) assert_int_equal((int)items[i].score, 49);
    for (size_t i = 1; i < 5; i++) assert_true(items[i - 1].passage < items[i].passage);
}

static void a_passage_of_both_lists_comes_first(void **state)
{
    (void)state;
    enum { K = 4 };
    const gk_found none = {.passage = UINT32_MAX};
    const gk_found a[2 * K] = {{7, 9}, {3, 8}, {5, 7}, {1, 6}, none, none, none, none};
    const gk_found b[2 * K] = {{5, 0.9F}, {2, 0.8F}, {3, 0.7F}, none, {4, 1}, none, none, none};
    gk_found found[2 * K];
    gk_fuse(a, b, 2, K, found);
    /* 5: 1/63 + 1/61; 3: 1/62 + 1/63; 7: 1/61; 2: 1/62; 1 is left over */
    static const uint32_t expected[2 * K] = {5, 3, 7, 2, 4, UINT32_MAX, UINT32_MAX, UINT32_MAX};
    for (size_t i = 0; i < 2 * K; i++) assert_int_equal(found[i].passage, expected[i]);
    if (fabsf(found[0].score - (1.0F / 63 + 1.0F / 61)) > 1e-6F)
        fail_msg("score is %f", (double)found[0].score);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_are_those_of_a_plain_loop),
        cmocka_unit_test(equal_scores_stand_in_the_order_of_passages),
        cmocka_unit_test(what_is_no_number_is_not_found),
        cmocka_unit_test(the_best_of_many_are_kept_in_order),
        cmocka_unit_test(a_passage_of_both_lists_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
