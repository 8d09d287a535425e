/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include "cli/eval_report.h"

static void retrieval_is_a_small_table(void **state)
{
    (void)state;
    output o;
    output_open(&o, 0, false);
    assert_true(cli_eval_retrieval_write(
        &o.to,
        "{\"questions\": 150, \"document_hit\": {\"1\": 0.5, \"5\": 0.75, \"10\": 1},"
        "\"page_hit\": {\"1\": 0.25, \"5\": 0.5, \"10\": 0.6, \"20\": 0.625}, \"mrr\": 0.3333,"
        "\"results\": []}"));
    output_expect(&o, "150 questions: the share whose evidence is found\n\n"
                      "among the first      1      5     10     20\n"
                      "document         0.500  0.750  1.000      -\n"
                      "page             0.250  0.500  0.600  0.625\n\n"
                      "mean reciprocal rank of the page: 0.333\n");
}

static void every_answer_has_its_row(void **state)
{
    (void)state;
    output o;
    output_open(&o, 0, false);
    assert_true(cli_eval_answers_write(
        &o.to,
        "{\"questions\": 2, \"right\": 1, \"wrong\": 0, \"declined\": 1, \"citation_page_hit\": "
        "0.5,"
        "\"results\": [{\"id\": \"a\", \"question\": \"Capex?\", \"expected\": \"$1,577\","
        "\"answer\": \"1,577\", \"status\": \"answered\", \"judgement\": \"right\","
        "\"citations\": [{\"document\": \"M\", \"page\": 60}, {\"document\": \"M\", \"page\": 61}],"
        "\"evidence\": [{\"document\": \"M\", \"page\": 60}], \"page_hit\": true},"
        "{\"id\": \"b\", \"question\": \"货币?\", \"expected\": 7, \"answer\": null,"
        "\"status\": \"declined\", \"judgement\": \"declined\", \"citations\": [],"
        "\"evidence\": [{\"document\": \"N\", \"page\": 1}], \"page_hit\": false}]}"));
    output_expect(&o, "question  expected  answer  judged    cited         evidence  hit\n"
                      "Capex?    $1,577    1,577   right     M p.60, p.61  M p.60    yes\n"
                      "货币?     7         -       declined                N p.1     no\n"
                      "\n2 questions: 1 right, 0 wrong, 1 declined\n"
                      "the cited pages hold the evidence for 50.0 %\n");
}

#define FIGURES(queries, one)                                                                      \
    "\"queries\": " queries ", \"recall\": {\"1\": " one                                           \
    ", \"5\": 0.75, \"10\": 1}, \"mrr\": 0.6,"                                                     \
    "\"interval\": {\"recall\": {\"1\": [0.25, 0.75]}, \"mrr\": [0, 1]}"

static void every_model_has_a_row_and_its_parts(void **state)
{
    (void)state;
    output o;
    output_open(&o, 0, false);
    assert_true(cli_eval_embedding_write(
        &o.to,
        "{\"queries\": 1138, \"without_passage\": 2, \"passages\": 228307, \"models\": "
        "[{\"model\": "
        "\"bm25\"," FIGURES(
            "0",
            "0.5") ", \"by\": {\"style\": {\"question\": "
                   "{" FIGURES("1000", "0.4") "}, \"keywords\": {" FIGURES(
                       "138",
                       "0.6") "}},"
                              "\"language\": {\"en\": {" FIGURES(
                                  "1138",
                                  "0.5") "}}}},"
                                         "{\"model\": \"m\"," FIGURES(
                                             "0",
                                             "0.625") ", \"by\": {}, \"difference\": {\"recall\": "
                                                      "{\"1\": 0.125}, \"interval\": {\"recall\": "
                                                      "{\"1\": [-0.01, 0.25]}}}}]}"));
    output_expect(
        &o, "1,138 queries, 228,307 passages: the share of queries with an answer found first\n"
            "2 more queries have no answer among the passages\n\n"
            "model             queries  recall@1  95%                @5    @10    mrr\n"
            "bm25                1,138     0.500  0.250 to 0.750  0.750  1.000  0.600\n"
            "  style question    1,000     0.400  0.250 to 0.750  0.750  1.000  0.600\n"
            "  style keywords      138     0.600  0.250 to 0.750  0.750  1.000  0.600\n"
            "m                   1,138     0.625  0.250 to 0.750  0.750  1.000  0.600\n"
            "\nm: recall@1 +0.125 (-0.010 to +0.250) against bm25\n");
}

static void json_of_another_shape_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "[]",
                                        "{}",
                                        "{\"questions\": \"many\"}",
                                        "{\"questions\": 1, \"mrr\": 1}",
                                        "{\"queries\": 1, \"passages\": 1, \"models\": []}",
                                        "{\"queries\": 1, \"passages\": 1, \"models\": [{}]}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        output o;
        output_open(&o, 0, false);
        assert_false(cli_eval_retrieval_write(&o.to, wrong[i]));
        assert_false(cli_eval_answers_write(&o.to, wrong[i]));
        assert_false(cli_eval_embedding_write(&o.to, wrong[i]));
        output_expect(&o, "");
    }
}

int main(void)
{
    cli_locale_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retrieval_is_a_small_table),
        cmocka_unit_test(every_answer_has_its_row),
        cmocka_unit_test(every_model_has_a_row_and_its_parts),
        cmocka_unit_test(json_of_another_shape_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
