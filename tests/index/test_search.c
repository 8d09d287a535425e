/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever is skipped, a search gives what the formula gives for every row; whatever is not
 * admitted is not felt.
 */
#include "rows.h"

enum { TERMS = 12, ROUNDS = GK_SLOW_BUILD ? 6 : 30 };

/* A random query. */
typedef struct question {
    gk_index_term terms[TERMS];
    char names[TERMS][24];
    gk_index_query query;
} question;

static void ask(corpus *c, question *q)
{
    *q = (question){0};
    size_t n = 1 + gk_random_below(&c->random, TERMS);
    for (size_t i = 0; i < n; i++) {
        bool absent = gk_random_below(&c->random, 15) == 0;
        strcpy(q->names[i], absent ? "absent" : word_name(corpus_word(c)));
        double weight = gk_random_below(&c->random, 3) ? 1 : 0.1 + 3 * gk_random_unit(&c->random);
        q->terms[i] = (gk_index_term){q->names[i], weight};
    }
    q->query.terms = q->terms;
    q->query.term_count = n;
    static const double weights[][GK_INDEX_FIELDS] = {{0, 0}, {1, 1}, {2.5, 1}, {0.5, 1},
                                                      {1, 0}, {0, 1}, {3, 2}};
    memcpy(q->query.fields, weights[gk_random_below(&c->random, 7)], sizeof q->query.fields);
    if (gk_random_below(&c->random, 2))
        q->query.admitted = some_ranges(c, 0.1 + 0.9 * gk_random_unit(&c->random),
                                        1 + gk_random_below(&c->random, 400),
                                        &q->query.admitted_count);
    if (gk_random_below(&c->random, 3) == 0)
        q->query.within = some_ranges(c, gk_random_unit(&c->random),
                                      1 + gk_random_below(&c->random, 100), &q->query.within_count);
}

/* The corpus in so many segments. */
static void cut(corpus *c, gk_segment **segments, size_t count)
{
    size_t first = 0;
    for (size_t i = 0; i < count; i++) {
        size_t last = i + 1 == count ? c->count
                                     : first + gk_random_below(&c->random, c->count - first);
        segments[i] = segment_new(c, first, last);
        first = last;
    }
}

static void assert_by_formula(const corpus *c, const gk_index_query *q, found all)
{
    double *due = brute_force(c, q);
    size_t matches = 0;
    for (size_t i = 0; i < c->count; i++) matches += due[i] > 0;
    assert_int_equal(all.count, matches);
    for (size_t i = 0; i < all.count; i++) {
        double score = due[row_number(c, all.hits[i].row)];
        if (!(fabs(all.hits[i].score - score) < 1e-6 * (1 + score)))
            fail_msg("row %lld has %.9f, not %.9f", (long long)all.hits[i].row, all.hits[i].score,
                     score);
        if (i > 0 && all.hits[i].score > all.hits[i - 1].score) fail_msg("hit %zu is better", i);
        if (i > 0 && all.hits[i].score == all.hits[i - 1].score)
            assert_true(all.hits[i].row > all.hits[i - 1].row);
    }
    gk_free(due);
}

static void a_search_gives_what_the_formula_gives(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        corpus *c = corpus_new(seed, 20 + seed * seed * 7 % 3000, 40 + seed * 13 % 300,
                               5 + seed % 40, seed % 2);
        gk_segment *one, *some[5];
        cut(c, &one, 1);
        cut(c, some, 5);
        for (int i = 0; i < 12; i++) {
            question q;
            ask(c, &q);
            q.query.k = SIZE_MAX; /* nothing can be passed over */
            found all = find(&one, 1, &q.query), other = find(some, 5, &q.query);
            assert_by_formula(c, &q.query, all);
            assert_same(other, all, SIZE_MAX);
            gk_free(other.hits);
            static const size_t ks[] = {1, 3, 10, 100};
            for (size_t k = 0; k < 4; k++) {
                q.query.k = ks[k];
                found best = find(&one, 1, &q.query);
                assert_same(best, all, ks[k]);
                gk_free(best.hits);
                best = find(some, 5, &q.query);
                assert_same(best, all, ks[k]);
                gk_free(best.hits);
            }
            gk_free(all.hits);
        }
        for (size_t i = 0; i < 5; i++) gk_segment_close(some[i]);
        gk_segment_close(one);
        corpus_free(c);
    }
}

/* A large one, in which most blocks are passed over. */
static void many_rows_are_searched_as_exactly(void **state)
{
    (void)state;
    corpus *c = corpus_new(77, GK_SLOW_BUILD ? 8000 : 30000, 150, 30, false);
    gk_segment *one = segment_new(c, 0, c->count);
    for (int i = 0; i < 60; i++) {
        question q;
        ask(c, &q);
        q.query.k = SIZE_MAX;
        found all = find(&one, 1, &q.query);
        q.query.k = 10;
        found best = find(&one, 1, &q.query);
        assert_same(best, all, 10);
        gk_free(best.hits);
        gk_free(all.hits);
    }
    gk_segment_close(one);
    corpus_free(c);
}

/* The same corpus without the rows that are not admitted. */
static gk_segment *only(const corpus *c, const gk_range *ranges, size_t count)
{
    gk_index_builder *b = gk_index_builder_new();
    for (size_t i = 0; i < c->count; i++)
        if (in_ranges(ranges, count, c->rows[i].id)) build_row(b, c, &c->rows[i]);
    gk_segment *s = segment_of(b);
    gk_index_builder_free(b);
    return s;
}

static void what_is_not_admitted_moves_no_score_by_a_bit(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        corpus *c = corpus_new(100 + seed, 300 + seed * 331 % 2000, 120, 25, true);
        gk_segment *whole[3];
        cut(c, whole, 3);
        for (int i = 0; i < 6; i++) {
            question q;
            ask(c, &q);
            q.query.admitted = some_ranges(c, 0.5, 1 + gk_random_below(&c->random, 60),
                                           &q.query.admitted_count);
            q.query.k = 20;
            gk_segment *alone = only(c, q.query.admitted, q.query.admitted_count);
            found due, hits = find(whole, 3, &q.query);
            q.query.admitted = NULL;
            due = find(&alone, 1, &q.query);
            assert_same(hits, due, SIZE_MAX);
            gk_free(hits.hits);
            gk_free(due.hits);
            gk_segment_close(alone);
        }
        for (size_t i = 0; i < 3; i++) gk_segment_close(whole[i]);
        corpus_free(c);
    }
}

static void equals_come_by_id(void **state)
{
    (void)state;
    gk_index_builder *b = gk_index_builder_new();
    gk_segment *segments[2];
    for (int64_t id = 1; id <= 6000; id++) {
        gk_index_builder_row(b, id);
        gk_index_builder_term(b, GK_INDEX_TEXT, "same", 4);
        gk_index_builder_term(b, GK_INDEX_TEXT, id % 3 ? "odd" : "even", id % 3 ? 3 : 4);
        if (id == 2500) segments[0] = segment_of(b);
    }
    segments[1] = segment_of(b);
    const gk_index_term terms[] = {{"same", 1}, {"even", 0.5}};
    const gk_index_query query = {.terms = terms, .term_count = 2, .k = 7};
    found f = find(segments, 2, &query);
    assert_int_equal(f.count, 7);
    for (size_t i = 0; i < 7; i++) assert_int_equal(f.hits[i].row, 3 * (i + 1));
    gk_free(f.hits);
    gk_segment_close(segments[0]);
    gk_segment_close(segments[1]);
    gk_index_builder_free(b);
}

static void the_context_weighs_what_the_query_says(void **state)
{
    (void)state;
    gk_index_builder *b = gk_index_builder_new();
    static const char *const rows[][2] = {{"", "lamp quay"}, {"lamp", "quay"}, {"quay", "tide"}};
    for (size_t i = 0; i < 3; i++) {
        gk_index_builder_row(b, (int64_t)i + 1);
        for (int field = 0; field < 2; field++)
            for (const char *at = rows[i][field]; *at; at += strspn(at, " ")) {
                size_t n = strcspn(at, " ");
                gk_index_builder_term(b, (gk_index_field)field, at, n);
                at += n;
            }
    }
    gk_segment *s = segment_of(b);
    const gk_index_term term = {"lamp", 1};
    gk_index_query query = {.terms = &term, .term_count = 1, .k = 5};
    found f = find(&s, 1, &query);
    assert_int_equal(f.count, 2);
    assert_true(f.hits[0].score == f.hits[1].score);
    gk_free(f.hits);
    query.fields[GK_INDEX_CONTEXT] = 3;
    query.fields[GK_INDEX_TEXT] = 1;
    f = find(&s, 1, &query);
    assert_int_equal(f.hits[0].row, 2);
    assert_true(f.hits[0].score > f.hits[1].score);
    gk_free(f.hits);
    query.fields[GK_INDEX_CONTEXT] = 0;
    f = find(&s, 1, &query);
    assert_int_equal(f.count, 1);
    assert_int_equal(f.hits[0].row, 1);
    gk_free(f.hits);
    query.fields[GK_INDEX_TEXT] = -1;
    gk_error err;
    assert_int_equal(gk_index_search(&s, 1, &query, &f.hits, &f.count, &err), GK_INVALID);
    gk_segment_close(s);
    gk_index_builder_free(b);
}

static void nothing_is_found_in_nothing(void **state)
{
    (void)state;
    corpus *c = corpus_new(5, 50, 30, 10, false);
    gk_segment *empty = segment_new(c, 0, 0), *s = segment_new(c, 0, 50);
    const gk_index_term terms[] = {{"word0", 1}, {"", 1}, {"word1", 0}, {"word2", NAN}};
    const gk_range none = {1000, 2000};
    gk_index_query query = {.terms = terms, .term_count = 4, .k = 5};
    found f = find(&empty, 1, &query);
    assert_int_equal(f.count, 0);
    gk_free(f.hits);
    f = find(NULL, 0, &query);
    assert_int_equal(f.count, 0);
    gk_free(f.hits);
    f = find(&s, 1, &query);
    assert_int_equal(f.count, 5);
    gk_free(f.hits);
    query.admitted = &none;
    for (query.admitted_count = 0; query.admitted_count < 2; query.admitted_count++) {
        f = find(&s, 1, &query);
        assert_int_equal(f.count, 0);
        gk_free(f.hits);
    }
    query.admitted = NULL;
    query.k = 0;
    f = find(&s, 1, &query);
    assert_int_equal(f.count, 0);
    gk_free(f.hits);
    gk_segment_close(s);
    gk_segment_close(empty);
    corpus_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_gives_what_the_formula_gives),
        cmocka_unit_test(many_rows_are_searched_as_exactly),
        cmocka_unit_test(what_is_not_admitted_moves_no_score_by_a_bit),
        cmocka_unit_test(equals_come_by_id),
        cmocka_unit_test(the_context_weighs_what_the_query_says),
        cmocka_unit_test(nothing_is_found_in_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
