/* SPDX-License-Identifier: Apache-2.0
 *
 * A merged segment is the one that would have been built of the rows that are left, byte for byte.
 */
#include "rows.h"

static gk_string merge(gk_segment *const *segments, size_t count, const gk_range *live,
                       size_t live_count)
{
    gk_string bytes = {0};
    gk_error err;
    if (gk_segment_merge(segments, count, live, live_count, gk_index_to_string(&bytes), &err) !=
        GK_OK)
        fail_msg("%s", err.message);
    return bytes;
}

static gk_string built(const corpus *c, const gk_range *live, size_t live_count)
{
    gk_index_builder *b = gk_index_builder_new();
    gk_string bytes = {0};
    for (size_t i = 0; i < c->count; i++)
        if (in_ranges(live, live_count, c->rows[i].id)) build_row(b, c, &c->rows[i]);
    assert_int_equal(gk_index_builder_write(b, gk_index_to_string(&bytes), NULL), GK_OK);
    gk_index_builder_free(b);
    return bytes;
}

static void assert_same_bytes(const gk_string *a, const gk_string *b)
{
    assert_int_equal(a->length, b->length);
    assert_memory_equal(a->data, b->data, a->length);
}

static void merging_is_building_anew(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= (GK_SLOW_BUILD ? 4 : 20); seed++) {
        corpus *c = corpus_new(seed, 10 + seed * 211 % 2500, 200, 20, seed % 2);
        gk_segment *parts[6];
        for (size_t i = 0; i < 6; i++)
            parts[i] = segment_new(c, c->count * i / 6, c->count * (i + 1) / 6);
        gk_string all = merge(parts, 6, NULL, 0), due = built(c, NULL, 0);
        assert_same_bytes(&all, &due);
        gk_string_free(&all);
        gk_string_free(&due);
        for (int i = 0; i < 4; i++) {
            size_t count;
            gk_range *live = some_ranges(c, 0.25 * i, 1 + gk_random_below(&c->random, 80), &count);
            all = merge(parts, 6, live, count);
            due = built(c, live, count);
            assert_same_bytes(&all, &due);
            /* And once more, from what was merged. */
            gk_segment *merged;
            assert_int_equal(gk_segment_take(all.data, all.length, &merged, NULL), GK_OK);
            gk_string again = merge(&merged, 1, NULL, 0);
            assert_same_bytes(&again, &due);
            gk_string_free(&again);
            gk_string_free(&due);
            gk_segment_close(merged);
        }
        for (size_t i = 0; i < 6; i++) gk_segment_close(parts[i]);
        corpus_free(c);
    }
}

static void rows_are_counted_by_ranges(void **state)
{
    (void)state;
    corpus *c = corpus_new(3, 700, 20, 4, true);
    gk_segment *s = segment_new(c, 0, c->count);
    assert_int_equal(gk_segment_count(s, NULL, 0), 700);
    for (int i = 0; i < 20; i++) {
        size_t count, due = 0;
        gk_range *ranges = some_ranges(c, 0.5, 1 + gk_random_below(&c->random, 30), &count);
        for (size_t k = 0; k < c->count; k++) due += in_ranges(ranges, count, c->rows[k].id);
        assert_int_equal(gk_segment_count(s, ranges, count), due);
    }
    gk_segment_close(s);
    corpus_free(c);
}

static void segments_out_of_order_are_refused(void **state)
{
    (void)state;
    corpus *c = corpus_new(3, 100, 20, 4, false);
    gk_segment *parts[] = {segment_new(c, 50, 100), segment_new(c, 0, 50)};
    gk_string bytes = {0};
    gk_error err;
    assert_int_equal(gk_segment_merge(parts, 2, NULL, 0, gk_index_to_string(&bytes), &err),
                     GK_LIBRARY);
    const gk_index_term term = {"word0", 1};
    const gk_index_query query = {.terms = &term, .term_count = 1, .k = 3};
    found f;
    assert_int_equal(gk_index_search(parts, 2, &query, &f.hits, &f.count, &err), GK_LIBRARY);
    gk_string_free(&bytes);
    gk_segment_close(parts[0]);
    gk_segment_close(parts[1]);
    corpus_free(c);
}

static void what_is_very_long_or_frequent_counts_as_65535(void **state)
{
    (void)state;
    gk_index_builder *b = gk_index_builder_new();
    for (int64_t id = 1; id <= 2; id++) {
        gk_index_builder_row(b, id);
        for (size_t i = 0; i < (id == 1 ? 70000u : 3u); i++)
            gk_index_builder_term(b, GK_INDEX_CONTEXT, "long", 4);
    }
    gk_segment *s = segment_of(b);
    gk_string bytes = merge(&s, 1, NULL, 0);
    const gk_index_term term = {"long", 1};
    const gk_index_query query = {.terms = &term, .term_count = 1, .k = 3};
    found f = find(&s, 1, &query);
    assert_int_equal(f.count, 2);
    /* f = l = 65,535 and 3, mean 32,769. */
    double idf = log(1 + 0.5 / 2.5), second = 3 * 2.2 / (3 + 1.2 * (0.25 + 0.75 * 3 / 32769.0));
    double first = 65535 * 2.2 / (65535 + 1.2 * (0.25 + 0.75 * 65535 / 32769.0));
    assert_int_equal(f.hits[0].row, 1);
    assert_true(fabs(f.hits[0].score - idf * first) < 1e-6);
    assert_true(fabs(f.hits[1].score - idf * second) < 1e-6);
    gk_free(f.hits);
    gk_string_free(&bytes);
    gk_segment_close(s);
    gk_index_builder_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merging_is_building_anew),
        cmocka_unit_test(rows_are_counted_by_ranges),
        cmocka_unit_test(segments_out_of_order_are_refused),
        cmocka_unit_test(what_is_very_long_or_frequent_counts_as_65535),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
