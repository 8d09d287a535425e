/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include "cli/eval_report.h"
#include "cli/memory.h"

#include <string.h>

/* The figures of a level: hit@1 and hit@5 are told, the rest is the same for all. */
static char *level(int questions, const char *one, const char *five)
{
    static const char format[] =
        "{\"questions\": %d, \"hit\": {\"1\": %s, \"5\": %s, \"10\": 0.9, \"20\": 1},"
        "\"recall\": {\"1\": 0, \"5\": 0, \"10\": 0.8, \"20\": 1}, \"mrr\": 0.5, \"ndcg\": 0.25,"
        "\"interval\": {\"hit\": {\"1\": [0, 1], \"5\": [0.125, 0.875], \"10\": [0, 1],"
        "\"20\": [0, 1]}, \"recall\": {\"1\": [0, 1], \"5\": [0, 1], \"10\": [0, 1],"
        "\"20\": [0, 1]}, \"mrr\": [0, 1], \"ndcg\": [0, 1]}}";
    return cli_format(format, questions, one, five);
}

/* Two questions, one found and one not; one configuration measured and one passed over. free() */
static char *retrieval_report(void)
{
    static const char format[] =
        "{\"set\": \"sets/<dev>.jsonl\", \"library\": \"a.lib\", \"measured\": \"2026-01-31\","
        "\"processor\": \"EPYC\", \"processors\": 2, \"documents\": 342, \"pages\": 49447,"
        "\"passages\": 183008, \"vectors\": 0, \"questions\": 2, \"not_in_library\": 1,"
        "\"depth\": 5, \"configurations\": [{\"name\": \"dense\", \"skipped\": \"no vectors\"},"
        "{\"name\": \"whole\", \"page\": %s, \"document\": %s, \"by\": {\"style\": {\"keywords\":"
        "{\"page\": %s}, \"question\": {\"page\": %s}}, \"language\": {\"en\": {\"page\": %s}}},"
        "\"failures\": {\"not in the library\": 0, \"nothing found\": 0, \"wrong company\": 0,"
        "\"wrong period\": 1, \"wrong document\": 0, \"wrong page\": 0},"
        "\"milliseconds\": {\"queries\": 2, \"p50\": 12.25, \"p99\": 80, \"all\": [12.25, 80]}}],"
        "\"results\": [{\"id\": \"a\", \"question\": \"Capex?\", \"evidence\": [{\"document\":"
        "\"M\", \"page\": 60}], \"found\": [null, {\"page\": 1, \"document\": 1, \"reason\": null,"
        "\"first\": {\"document\": \"M\", \"page\": 60}}]}, {\"id\": \"b\", \"question\":"
        "\"R&D <2023>?\", \"evidence\": [{\"document\": \"M\", \"page\": 7}], \"found\": [null,"
        "{\"page\": 12, \"document\": 2, \"reason\": \"wrong period\", \"first\": {\"document\":"
        "\"N\", \"page\": 3}}]}]}";
    char *levels[] = {level(2, "0.5", "0.75"), level(2, "0.625", "0.875"), level(1, "0", "0.5"),
                      level(1, "1", "1"), level(2, "0", "0")};
    char *report = cli_format(format, levels[0], levels[1], levels[2], levels[3], levels[4]);
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) free(levels[i]);
    return report;
}

static void retrieval_is_tables_of_figures_reasons_and_failures(void **state)
{
    (void)state;
    output o;
    output_open(&o, 0, false);
    char *report = retrieval_report();
    assert_true(cli_eval_retrieval_write(&o.to, report));
    free(report);
    output_expect(
        &o, "2 questions; 342 documents, 183,008 passages, none of them with vectors; on EPYC, 2 "
            "processors\n"
            "1 have no evidence document in the library and count as missed\n"
            "\n"
            "page               hit@1  hit@5  95%             hit@10  hit@20    mrr  ndcg@10\n"
            "dense: no vectors\n"
            "whole              0.500  0.750  0.125 to 0.875   0.900   1.000  0.500    0.250\n"
            "\n"
            "document           hit@1  hit@5  95%             hit@10  hit@20    mrr  ndcg@10\n"
            "dense: no vectors\n"
            "whole              0.625  0.875  0.125 to 0.875   0.900   1.000  0.500    0.250\n"
            "\n"
            "page, whole   hit@1  hit@5  95%             hit@10  hit@20    mrr  ndcg@10\n"
            "keywords (1)  0.000  0.500  0.125 to 0.875   0.900   1.000  0.500    0.250\n"
            "question (1)  1.000  1.000  0.125 to 0.875   0.900   1.000  0.500    0.250\n"
            "\n"
            "No evidence page among the first 5, since what was found there is of a wrong ...\n"
            "failures  of all  company  period  document  page  p50 ms  p99 ms\n"
            "whole          1        0       1         0     0    12.2    80.0\n"
            "\n"
            "Failures of whole, and at which rank the evidence page stands\n"
            "question     reason        evidence  at  found first\n"
            "R&D <2023>?  wrong period  M p.7     12  N p.3\n");
}

static void the_page_holds_what_was_measured_and_escapes_it(void **state)
{
    (void)state;
    output o;
    output_open(&o, 0, false);
    char *report = retrieval_report();
    assert_true(cli_eval_retrieval_page(o.to.file, report));
    free(report);
    fclose(o.to.file);
    static const char *const parts[] = {
        "<!doctype html>", "&lt;dev&gt;.jsonl", "R&amp;D &lt;2023&gt;?",
        "75.0%",           "no vectors",        "wrong period, 1 of 2",
        "p50 12.2 ms",     "M&nbsp;p.&nbsp;7",  "prefers-color-scheme:dark",
        "</html>"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(o.text, parts[i])) fail_msg("the page lacks %s", parts[i]);
    static const char *const never[] = {"<2023>", "<script", "http://", "https://", "nan", "inf"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (strstr(o.text, never[i])) fail_msg("the page holds %s", never[i]);
    free(o.text);
}

static void every_answer_has_its_row(void **state)
{
    (void)state;
    output o;
    output_open(&o, 0, false);
    assert_true(cli_eval_answers_write(
        &o.to,
        "{\"questions\": 2, \"right\": 1, \"wrong\": 0, \"declined\": 1, "
        "\"unsupported\": 1, \"numbers\": 3, \"overruled\": 1,"
        "\"share\": {\"right\": 0.5, \"hallucination\": 0, \"page_hit\": 0.5},"
        "\"interval\": {\"right\": [0.25, 0.75], \"hallucination\": [0, 0.5],"
        "\"page_hit\": [0.25, 0.75]}, \"by\": {},"
        "\"results\": [{\"id\": \"a\", \"question\": \"Capex?\", \"expected\": \"$1,577\","
        "\"answer\": \"1,577\", \"status\": \"answered\", \"judgement\": \"right\","
        "\"reason\": \"same\","
        "\"citations\": [{\"document\": \"M\", \"page\": 60}, {\"document\": \"M\", \"page\": 61}],"
        "\"evidence\": [{\"document\": \"M\", \"page\": 60}], \"page_hit\": true},"
        "{\"id\": \"b\", \"question\": \"货币?\", \"expected\": 7, \"answer\": null,"
        "\"status\": \"declined\", \"judgement\": \"declined\", \"citations\": [],"
        "\"evidence\": [{\"document\": \"N\", \"page\": 1}], \"page_hit\": false}]}"));
    static const char *const parts[] = {
        "question  expected  answer  judged    reason  cited         evidence  hit\n"
        "Capex?    $1,577    1,577   right     same    M p.60, p.61  M p.60    yes\n"
        "货币?     7         -       declined  -                     N p.1     no\n",
        "2 questions: 1 right, 0 wrong, 1 declined\n"
        "hallucination rate 0.0 % (0.0 to 50.0)\n1 of 3 numbers shown without support\n"
        "the cited pages hold the evidence for 50.0 % (25.0 to 75.0)\n1 judgements overruled\n"};
    fclose(o.to.file);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(o.text, parts[i])) fail_msg("%s\nlacks\n%s", o.text, parts[i]);
    free(o.text);
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
        assert_false(cli_eval_retrieval_page(o.to.file, wrong[i]));
        assert_false(cli_eval_answers_write(&o.to, wrong[i]));
        assert_false(cli_eval_embedding_write(&o.to, wrong[i]));
        output_expect(&o, "");
    }
}

int main(void)
{
    cli_locale_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retrieval_is_tables_of_figures_reasons_and_failures),
        cmocka_unit_test(the_page_holds_what_was_measured_and_escapes_it),
        cmocka_unit_test(every_answer_has_its_row),
        cmocka_unit_test(every_model_has_a_row_and_its_parts),
        cmocka_unit_test(json_of_another_shape_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
