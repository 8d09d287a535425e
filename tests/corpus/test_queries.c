/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static const char passages[] = "{\"id\": \"a\", \"doc\": \"A\", \"text\": \"one\"}\n"
                               "{\"id\": \"b\", \"doc\": \"B\", \"text\": \"two\"}\n"
                               "{\"id\": \"c\", \"doc\": \"C\", \"text\": \"one\"}\n";

static gk_corpus_queries *read_queries(world *w, const gk_corpus *corpus, const char *lines)
{
    gk_corpus_queries *queries;
    assert_ok(w, gk_corpus_queries_read(world_write(w, "queries.jsonl", lines), corpus, &queries,
                                        &w->err));
    return queries;
}

static void one_passage_or_several_may_answer(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, passages);
    gk_corpus_queries *queries = read_queries(
        w, corpus,
        "{\"query\": \"q1\", \"style\": \"keywords\", \"source\": \"news\", \"passage_id\": "
        "\"b\"}\n"
        "{\"query\": \"q2\", \"style\": null, \"passage_id\": [\"c\", \"absent\", \"b\", "
        "\"c\"]}\n");
    assert_int_equal(queries->count, 2);
    assert_int_equal(queries->without, 0);
    const gk_corpus_query *q = queries->queries;
    assert_string_equal(q[0].query, "q1");
    assert_string_equal(q[0].style, "keywords");
    assert_string_equal(q[0].source, "news");
    assert_int_equal(q[0].passage_count, 1);
    assert_int_equal(q[0].passages[0], 1);
    assert_string_equal(q[1].style, "");
    assert_string_equal(q[1].source, "");
    assert_int_equal(q[1].passage_count, 2);
    assert_int_equal(q[1].passages[0], 2);
    assert_int_equal(q[1].passages[1], 1);
    gk_corpus_queries_free(queries);
    gk_corpus_free(corpus);
}

static void an_equal_text_answers_too(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, passages);
    gk_corpus_queries *queries = read_queries(w, corpus,
                                              "{\"query\": \"q\", \"passage_id\": \"c\"}");
    assert_true(gk_corpus_answers(corpus, queries->queries, 0));
    assert_false(gk_corpus_answers(corpus, queries->queries, 1));
    assert_true(gk_corpus_answers(corpus, queries->queries, 2));
    gk_corpus_queries_free(queries);
    gk_corpus_free(corpus);
}

static void a_query_without_passages_is_left_out_and_counted(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, passages);
    gk_corpus_queries *queries = read_queries(
        w, corpus,
        "{\"query\": \"q1\", \"passage_id\": \"absent\"}\n"
        "{\"query\": \"q2\", \"passage_id\": \"a\"}\n"
        "{\"query\": \"q3\", \"passage_id\": [\"x\", \"y\"]}");
    assert_int_equal(queries->count, 1);
    assert_int_equal(queries->without, 2);
    assert_string_equal(queries->queries[0].query, "q2");
    gk_corpus_queries_free(queries);
    gk_corpus_free(corpus);
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
    static const struct {
        const char *lines, *part;
    } wrong[] = {
        {"", "holds no query"},
        {"{\"query\": \"q\", \"passage_id\": \"absent\"}\n", "none of its 1 queries"},
        {"\n{\"passage_id\": \"a\"}", "line 2: field \"query\" must be a text"},
        {"{\"query\": \"\\t\", \"passage_id\": \"a\"}", "field \"query\" is empty"},
        {"{\"query\": \"q\"}", "field \"passage_id\" must be"},
        {"{\"query\": \"q\", \"passage_id\": 5}", "field \"passage_id\" must be"},
        {"{\"query\": \"q\", \"passage_id\": []}", "field \"passage_id\" must be"},
        {"{\"query\": \"q\", \"passage_id\": [\"a\", null]}", "field \"passage_id\" must be"},
        {"{\"query\": \"q\", \"passage_id\": \"a\", \"style\": 1}",
         "field \"style\" must be a text"},
        {"{\"query\": \"q\", \"passage_id\": \"a\", \"source\": []}", "field \"source\" must be"},
    };
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, passages);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gk_corpus_queries *queries = (gk_corpus_queries *)w;
        const char *path = world_write(w, "wrong.jsonl", wrong[i].lines);
        assert_int_equal(gk_corpus_queries_read(path, corpus, &queries, &w->err), GK_INPUT);
        assert_null(queries);
        assert_contains(w->err.message, "wrong.jsonl");
        assert_contains(w->err.message, wrong[i].part);
    }
    gk_corpus_free(corpus);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(one_passage_or_several_may_answer),
        test(an_equal_text_answers_too),
        test(a_query_without_passages_is_left_out_and_counted),
        test(what_is_wrong_is_named_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
