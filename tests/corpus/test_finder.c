/* SPDX-License-Identifier: Apache-2.0
 *
 * Finders by their names: what each finds is what BM25, vectors and their fusion find.
 */
#include "world.h"

enum { PASSAGES = 6, QUERIES = 600 /* more than are looked up at a time */, DEPTH = 4 };

static const char passages[] =
    "{\"id\": \"a\", \"doc\": \"HALDEN_2023\", \"text\": \"Net sales of pumps fell.\"}\n"
    "{\"id\": \"b\", \"doc\": \"HALDEN_2023\", \"text\": \"The board paid a dividend.\"}\n"
    "{\"id\": \"c\", \"doc\": \"HALDEN_2022\", \"text\": \"Net sales of tractors rose.\"}\n"
    "{\"id\": \"d\", \"doc\": \"VESTMARK\", \"text\": \"净利润增长。\"}\n"
    "{\"id\": \"e\", \"doc\": \"ORBITAL\", \"text\": \"The company sells pumps.\"}\n"
    "{\"id\": \"f\", \"doc\": \"OTHER\", \"text\": \"Nothing of the kind.\"}\n";
static const char *const words[] = {"pumps", "dividend of Halden", "净利润", "tractors sales"};

typedef struct lists {
    gk_found found[3][QUERIES * DEPTH];
    size_t next[3]; /* the query that must come next */
} lists;

static void keep(void *ctx, size_t finder, size_t first, size_t count, const gk_found *found)
{
    lists *l = ctx;
    assert_in_range(finder, 0, 2);
    assert_int_equal(first, l->next[finder]);
    l->next[finder] += count;
    assert_true(l->next[finder] <= QUERIES);
    memcpy(l->found[finder] + first * DEPTH, found, count * DEPTH * sizeof *found);
}

static void expect_same(const char *what, const gk_found *got, const gk_found *expected)
{
    for (size_t i = 0; i < (size_t)QUERIES * DEPTH; i++)
        if (got[i].passage != expected[i].passage)
            fail_msg("%s, query %zu, rank %zu: passage %u, not %u", what, i / DEPTH, i % DEPTH,
                     got[i].passage, expected[i].passage);
}

static void each_name_finds_what_it_says(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, passages);
    const char *queries[QUERIES], *texts[PASSAGES];
    for (size_t i = 0; i < QUERIES; i++) queries[i] = words[i % 4];
    for (size_t i = 0; i < PASSAGES; i++) texts[i] = corpus->passages[i].titled;
    static const char *const names[] = {TINY "+bm25", "bm25", TINY};
    lists *l = gk_alloc(sizeof *l), *e = gk_alloc(sizeof *e);
    const gk_finding finding = {.finders = names,
                                .finder_count = 3,
                                .corpus = corpus,
                                .queries = queries,
                                .query_count = QUERIES,
                                .depth = DEPTH,
                                .cache = "",
                                .threads = 2,
                                .on_found = keep,
                                .ctx = l};
    assert_ok(w, gk_find(&finding, &w->err));
    gk_model *model;
    assert_ok(w, gk_model_open(TINY, &model, &w->err));
    float *of_passages, *of_queries;
    assert_ok(w, gk_corpus_vectors(model, "passage", texts, PASSAGES, "", 1, NULL, &of_passages,
                                   &w->err));
    assert_ok(
        w, gk_corpus_vectors(model, "query", queries, QUERIES, "", 1, NULL, &of_queries, &w->err));
    gk_bm25 *bm25 = gk_bm25_new(corpus, 1);
    gk_bm25_search(bm25, queries, QUERIES, DEPTH, 1, e->found[1]);
    gk_nearest(of_passages, PASSAGES, gk_model_dimensions(model), of_queries, QUERIES, DEPTH, 1,
               e->found[2]);
    gk_fuse(e->found[2], e->found[1], QUERIES, DEPTH, e->found[0]);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(l->next[i], QUERIES);
        expect_same(names[i], l->found[i], e->found[i]);
    }
    assert_int_equal(l->found[1][0].passage, 4); /* the shorter of the two about pumps */
    gk_bm25_free(bm25);
    gk_free(of_passages);
    gk_free(of_queries);
    gk_model_close(model);
    gk_free(l);
    gk_free(e);
    gk_corpus_free(corpus);
}

static void a_model_is_opened_by_its_name_without_bm25(void **state)
{
    world *w = *state;
    const char *name = "/nowhere/model+bm25";
    assert_int_equal(gk_finders_check(&name, 1, 0, &w->err), GK_MODEL);
    assert_contains(w->err.message, "/nowhere/model");
    if (strstr(w->err.message, "+bm25")) fail_msg("%s", w->err.message);
    name = "./bm25"; /* a folder */
    assert_int_equal(gk_finders_check(&name, 1, 0, &w->err), GK_MODEL);
    assert_contains(w->err.message, "./bm25");
    static const char *const good[] = {"bm25", TINY, TINY "+bm25"};
    assert_ok(w, gk_finders_check(good, 3, 32, &w->err));
    assert_int_equal(gk_finders_check(good, 3, 33, &w->err), GK_INVALID);
    assert_contains(w->err.message, "33 dimensions are more than the 32 of " TINY);
}

static bool stop(void *ctx, const gk_work *work) { return strcmp(work->stage, ctx) != 0; }

static void a_search_may_be_stopped(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, passages);
    static const char *const names[] = {"bm25"}, *const stages[] = {"indexing passages",
                                                                    "searching"};
    for (size_t i = 0; i < 2; i++) {
        const gk_watch watch = {stop, (void *)stages[i]};
        lists *l = gk_alloc(sizeof *l);
        const gk_finding finding = {.finders = names,
                                    .finder_count = 1,
                                    .corpus = corpus,
                                    .queries = words,
                                    .query_count = 4,
                                    .depth = DEPTH,
                                    .watch = &watch,
                                    .on_found = keep,
                                    .ctx = l};
        assert_int_equal(gk_find(&finding, &w->err), GK_STOPPED);
        assert_contains(w->err.message, stages[i]);
        assert_int_equal(l->next[0], 0);
        gk_free(l);
    }
    gk_corpus_free(corpus);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(each_name_finds_what_it_says),
        test(a_model_is_opened_by_its_name_without_bm25),
        test(a_search_may_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
