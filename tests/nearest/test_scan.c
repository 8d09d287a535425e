/* SPDX-License-Identifier: Apache-2.0
 *
 * Every scan that this processor has, against the portable one, to the last bit; and that one
 * against sums in double. It needs base and src/nearest alone, so that tools/test_neon.sh can run
 * it under emulation.
 */
#include "world.h"

static void the_portable_scan_is_always_there(void **state)
{
    (void)state;
    const gk_scan *const *scan = gk_scan_available();
    while (scan[1]) scan++;
    assert_string_equal((*scan)->name, "portable");
}

static void scans_are_either_available_or_missing(void **state)
{
    (void)state;
    for (const char *const *name = gk_scan_missing(); *name; name++) {
        print_message("[  SKIPPED ] kernels %s: this processor has no such instructions\n", *name);
        for (const gk_scan *const *scan = gk_scan_available(); *scan; scan++)
            if (strcmp((*scan)->name, *name) == 0) fail_msg("%s are available and missing", *name);
    }
}

static const size_t widths[] = {8,   16,  24,  32,  40,   56,   64,   72,  104,
                                128, 384, 392, 768, 1024, 1032, 2048, 4096};
enum { WIDTHS = sizeof widths / sizeof *widths };

/* A block of random signs, with shifts and factors of all kinds. */
static unsigned char *random_block(size_t width, gk_random *random)
{
    const size_t size = gk_block_size(width), signs = gk_signs_size(width);
    unsigned char *block = (unsigned char *)gk_alloc_floats(size / sizeof(float));
    for (size_t i = 0; i < signs; i++) block[i] = (unsigned char)gk_random_next(random);
    for (size_t i = 0; i < 2 * GK_BLOCK_ROWS; i++) {
        float x = gk_random_normal(random);
        if (i % 11 == 10) x = i % 2 ? -INFINITY : 0;
        memcpy(block + signs + i * sizeof x, &x, sizeof x);
    }
    return block;
}

static gk_prepared prepared_for(size_t width, gk_random *random)
{
    gk_prepared prepared;
    float *query = gk_alloc_floats(width), *mean = gk_alloc_floats(width);
    for (size_t i = 0; i < width; i++) {
        query[i] = gk_random_normal(random);
        mean[i] = gk_random_normal(random) / 4;
    }
    assert_true(gk_prepare(&prepared, query, mean, width));
    gk_free(query);
    gk_free(mean);
    return prepared;
}

static void compare_blocks(const gk_scan *scan, const unsigned char *block,
                           const gk_prepared *query)
{
    float wanted[GK_BLOCK_ROWS], got[GK_BLOCK_ROWS];
    gk_scan_portable.block(block, query, 0, wanted);
    /* A limit that is one of the estimates: what is as good is good enough. */
    for (size_t i = 0; i < GK_BLOCK_ROWS; i += 5) {
        uint32_t mask = gk_scan_portable.block(block, query, wanted[i], wanted);
        uint32_t own = scan->block(block, query, wanted[i], got);
        for (size_t j = 0; j < GK_BLOCK_ROWS; j++)
            if (memcmp(&got[j], &wanted[j], sizeof got[j]) != 0)
                fail_msg("%s, width %zu, row %zu: %.9g, not %.9g", scan->name, query->width, j,
                         (double)got[j], (double)wanted[j]);
        if (own != mask) fail_msg("%s, width %zu: %x, not %x", scan->name, query->width, own, mask);
        assert_true(wanted[i] != wanted[i] || mask >> i & 1);
    }
}

static void scans_of_signs_agree_to_the_last_bit(void **state)
{
    (void)state;
    gk_random random = gk_random_start(1);
    for (size_t w = 0; w < WIDTHS; w++)
        for (int round = 0; round < 4; round++) {
            unsigned char *block = random_block(widths[w], &random);
            gk_prepared query = prepared_for(widths[w], &random);
            /* Sums as high and as low as they get. */
            if (round == 2)
                memset(query.tables, GK_ENTRY_LIMIT, widths[w] <= 2048 ? 4 * widths[w] : 0);
            if (round == 3) memset(block, 0, gk_signs_size(widths[w]));
            for (const gk_scan *const *scan = gk_scan_available(); *scan; scan++)
                compare_blocks(*scan, block, &query);
            gk_prepared_free(&query);
            gk_free(block);
        }
}

static void products_of_bytes_agree_to_the_last_bit(void **state)
{
    (void)state;
    gk_random random = gk_random_start(2);
    for (size_t w = 0; w < WIDTHS; w++)
        for (int round = 0; round < 3; round++) {
            const size_t width = widths[w];
            /* As long as it is said to be, and not aligned. */
            int8_t *room = gk_alloc_array(width + 1, 1), *row = room + 1;
            int16_t *numbers = gk_alloc_array(width, sizeof *numbers);
            int most = (int)(2147483000.0F / 127 / (float)width), wanted = 0;
            if (most > 16383) most = 16383;
            for (size_t i = 0; i < width; i++) {
                row[i] = (int8_t)((int)gk_random_below(&random, 255) - 127);
                numbers[i] = (int16_t)((int)gk_random_below(&random, 2 * (size_t)most) - most);
                if (round) row[i] = round == 1 ? 127 : -127;
                if (round) numbers[i] = (int16_t)most;
                wanted += row[i] * numbers[i];
            }
            for (const gk_scan *const *scan = gk_scan_available(); *scan; scan++)
                if ((*scan)->product(row, numbers, width) != wanted)
                    fail_msg("%s, width %zu", (*scan)->name, width);
            gk_free(room);
            gk_free(numbers);
        }
}

/* The sum of the tables' entries, made a number again, is near Σ ± p. */
static void tables_give_the_products_with_signs(void **state)
{
    (void)state;
    gk_random random = gk_random_start(3);
    for (size_t w = 0; w < WIDTHS; w++) {
        const size_t width = widths[w];
        gk_prepared query = prepared_for(width, &random);
        for (int round = 0; round < 20; round++) {
            double wanted = 0;
            uint32_t sum = 0;
            for (size_t g = 0; g < width / 4; g++) {
                unsigned signs = (unsigned)gk_random_below(&random, 16);
                sum += query.tables[g * GK_TABLE + signs];
                for (unsigned i = 0; i < 4; i++)
                    wanted += (signs >> i & 1 ? 1 : -1) * (double)query.centred[4 * g + i];
            }
            assert_true(sum <= UINT16_MAX);
            double got = (double)sum * query.step - query.offset;
            /* Each entry is off by half a step at most, and mostly they cancel. */
            double bound = query.step * (0.5 + 2 * sqrt((double)width / 4));
            if (!(fabs(got - wanted) < bound))
                fail_msg("width %zu: %.6g, not %.6g", width, got, wanted);
        }
        gk_prepared_free(&query);
    }
}

static void queries_that_are_no_numbers_are_refused(void **state)
{
    (void)state;
    const float bad[] = {NAN, INFINITY, -INFINITY, 3e38F};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        float query[8] = {1, 2, 3}, mean[8] = {1};
        gk_prepared prepared;
        query[5] = bad[i];
        assert_false(gk_prepare(&prepared, query, mean, 8));
        gk_prepared_free(&prepared);
    }
}

static void a_query_that_is_the_mean_is_no_failure(void **state)
{
    (void)state;
    const float query[8] = {1, 2, 3};
    gk_prepared prepared;
    assert_true(gk_prepare(&prepared, query, query, 8));
    assert_true(prepared.step == 0 && prepared.unit == 0 && prepared.base == 14);
    gk_prepared_free(&prepared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_portable_scan_is_always_there),
        cmocka_unit_test(scans_are_either_available_or_missing),
        cmocka_unit_test(scans_of_signs_agree_to_the_last_bit),
        cmocka_unit_test(products_of_bytes_agree_to_the_last_bit),
        cmocka_unit_test(tables_give_the_products_with_signs),
        cmocka_unit_test(queries_that_are_no_numbers_are_refused),
        cmocka_unit_test(a_query_that_is_the_mean_is_no_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
