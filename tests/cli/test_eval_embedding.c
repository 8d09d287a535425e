/* SPDX-License-Identifier: Apache-2.0
 *
 * `goshawk eval` with its three kinds, and `goshawk passages`, as a user runs them.
 */
#include "embed_world.h"

#define PASSAGES "--queries", "q.jsonl", "--passages", "p.jsonl"

static int set_up(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    write_file("p.jsonl",
               "{\"id\": \"a\", \"doc\": \"A_1\", \"text\": \"Net sales of pumps fell.\"}\n"
               "{\"id\": \"b\", \"doc\": \"B\", \"text\": \"The board met.\"}\n");
    write_file("q.jsonl", "{\"query\": \"pumps\", \"style\": \"keywords\", \"passage_id\": \"a\"}\n"
                          "{\"query\": \"When did the board meet?\", \"passage_id\": [\"b\"]}\n");
    setenv("XDG_CACHE_HOME", path, 1);
    return 0;
}

static int tear_down(void **state)
{
    unsetenv("XDG_CACHE_HOME");
    leave_world(*state);
    return 0;
}

static void models_stand_side_by_side(void **state)
{
    (void)state;
    run r;
    RUN(&r, "eval", "embedding", "--model", "bm25", "--model", MODEL "+bm25", PASSAGES);
    expect_code(&r, 0);
    expect_part(r.out, "2 queries, 2 passages: the share of queries with an answer found first\n");
    expect_part(r.out, "  style keywords ");
    expect_part(r.out, "+bm25: recall@1 +0.000 ");
    assert_string_equal(r.err, "");
    RUN(&r, "eval", "embedding", "--model", MODEL, PASSAGES, "--json", "--results", "--cache",
        "kept", "--dimensions", "8", "--limit", "2", "--threads", "1");
    expect_code(&r, 0);
    assert_true(strncmp(r.out, "{\"queries\":2,", 13) == 0);
    expect_part(r.out, "\"results\":[{\"query\":\"pumps\",");
    assert_int_equal(access("goshawk/vectors", R_OK), 0);
    assert_int_equal(access("kept", R_OK), 0);
}

static void wrong_use_is_told(void **state)
{
    (void)state;
    run r;
    RUN(&r, "eval", "embedings", "--model", "bm25");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "'retrieval', 'answers' or 'embedding', not 'embedings'");
    RUN(&r, "eval", "embedding", PASSAGES);
    assert_int_equal(r.code, 2);
    expect_part(r.err, "eval embedding needs --model MODEL");
    RUN(&r, "eval", "embedding", "a.lib", "--model", "bm25", PASSAGES);
    assert_int_equal(r.code, 2);
    expect_part(r.err, "takes no library, so 'a.lib' is too much");
    RUN(&r, "eval", "embedding", "--model", "bm25", PASSAGES, "--stages", "dense");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "eval embedding takes no --stages");
    RUN(&r, "eval", "retrieval", "--set", "s.jsonl");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "eval retrieval needs a library");
    RUN(&r, "eval", "answers", "a.lib", "--set", "s.jsonl", "--stages", "dense");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "eval answers takes no --stages");
    RUN(&r, "eval", "answers", "a.lib");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "eval answers needs --set FILE");
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "s.jsonl", "--stages", "dense", "--lexical");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "give one of --stages, --ablation and --lexical");
    RUN(&r, "eval", "answers", "a.lib", "--set", "s.jsonl", "--from", "2");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "eval answers takes --from with --tatqa alone");
    RUN(&r, "eval", "answers", "--tatqa", "t.json", "--set", "s.jsonl");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "eval answers --tatqa takes no --set");
    RUN(&r, "eval", "answers", "a.lib", "--tatqa", "t.json");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "'a.lib' is too much");
}

static void a_file_that_is_wrong_exits_3(void **state)
{
    (void)state;
    run r;
    write_file("q.jsonl",
               "{\"query\": \"pumps\", \"passage_id\": \"a\"}\n{\"query\": \"board\"}\n");
    RUN(&r, "eval", "embedding", "--model", "bm25", PASSAGES);
    assert_int_equal(r.code, 3);
    assert_string_equal(r.err, "goshawk: q.jsonl line 2: field \"passage_id\" must be a text or a "
                               "list of texts\n");
    RUN(&r, "eval", "embedding", "--model", "no/such/folder", PASSAGES);
    assert_int_equal(r.code, 4);
}

/* A library of one document of two pages. */
static void make_library(run *r)
{
    write_file("NEWS_1.txt", "Halden won a contract for pumps in Vestmark, it said on Monday.\n\f"
                             "The board met on Tuesday and decided to pay a dividend in June.\n");
    RUN(r, "init", "a.lib", "--model", MODEL);
    expect_code(r, 0);
    RUN(r, "add", "a.lib", "NEWS_1.txt");
    expect_code(r, 0);
}

static void a_librarys_passages_are_what_eval_reads(void **state)
{
    (void)state;
    run r;
    make_library(&r);
    RUN(&r, "passages", "a.lib", "-o", "p.jsonl");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "p.jsonl exists; name a new file");
    RUN(&r, "passages", "a.lib", "-o", "new.jsonl");
    expect_code(&r, 0);
    assert_string_equal(r.out, "");
    assert_string_equal(r.err, "2 passages written\n");
    RUN(&r, "passages", "a.lib");
    expect_code(&r, 0);
    assert_string_equal(
        r.out,
        "{\"id\":\"NEWS_1#1#0\",\"doc\":\"NEWS_1\",\"text\":\"Halden won a contract for pumps "
        "in Vestmark, it said on Monday.\"}\n"
        "{\"id\":\"NEWS_1#2#0\",\"doc\":\"NEWS_1\",\"text\":\"The board met on Tuesday and "
        "decided to pay a dividend in June.\"}\n");
    assert_string_equal(r.err, "");
    write_file("q.jsonl", "{\"query\": \"dividend\", \"passage_id\": \"NEWS_1#2#0\"}\n");
    RUN(&r, "eval", "embedding", "--model", "bm25", "--queries", "q.jsonl", "--passages",
        "new.jsonl", "--json");
    expect_code(&r, 0);
    expect_part(r.out, "\"recall\":{\"1\":1.0,");
}

static void a_reader_that_goes_is_no_failure(void **state)
{
    (void)state;
    run r;
    make_library(&r);
    /* The reader closes its end first, and only then lets the program begin. */
    assert_int_equal(system("mkfifo go; bash -c 'trap \"\" PIPE; { cat go >all.txt; " PROGRAM
                            " passages a.lib 2>err.txt; echo $? >code.txt; } | "
                            "{ exec 0<&-; echo >go; }'"),
                     0);
    read_whole("code.txt", r.out, sizeof r.out);
    assert_string_equal(r.out, "0\n");
    read_whole("err.txt", r.err, sizeof r.err);
    assert_string_equal(r.err, "");
}

static void one_stage_is_measured(void **state)
{
    (void)state;
    run r;
    make_library(&r);
    write_file("s.jsonl",
               "{\"id\": \"1\", \"question\": \"dividend\", \"answer\": \"\", \"doc_name\": "
               "\"NEWS_1\", \"evidence\": [{\"page\": 1}]}\n");
    static const char *const stages[] = {"lexical", "dense", "fused"};
    for (size_t i = 0; i < 3; i++) {
        RUN(&r, "eval", "retrieval", "a.lib", "--set", "s.jsonl", "--stages", (char *)stages[i]);
        expect_code(&r, 0);
        expect_part(r.out, "hit@1  hit@5");
    }
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "s.jsonl", "--stages", "lexical,whole", "--html",
        "report.html", "--json");
    expect_code(&r, 0);
    expect_part(r.out, "\"configurations\":[{\"name\":\"lexical\",");
    read_whole("report.html", r.out, sizeof r.out);
    expect_part(r.out, "<title>s.jsonl: how often the page is found</title>");
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "s.jsonl", "--html", "absent/report.html");
    assert_int_equal(r.code, 4);
    expect_part(r.err, "absent/report.html: No such file or directory");
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "s.jsonl", "--names", "absent.csv");
    assert_int_equal(r.code, 3);
    expect_part(r.err, "absent.csv: No such file or directory");
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "s.jsonl", "--stages", "whole,whole");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "'whole' is named twice");
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "s.jsonl", "--stages", "sparse");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "'sparse' is nothing that can be measured");
}

static void ctrl_c_keeps_the_vectors(void **state)
{
    (void)state;
    FILE *file = fopen("p.jsonl", "w");
    assert_non_null(file);
    for (int i = 0; i < 60000; i++)
        fprintf(file, "{\"id\": \"%d\", \"doc\": \"D\", \"text\": \"net sales of %d were %d\"}\n",
                i, i, i * 7);
    fclose(file);
    write_file("q.jsonl", "{\"query\": \"net sales\", \"passage_id\": \"1\"}\n");
    int terminal;
    char seen[1 << 14];
    pid_t child = start_on_terminal(
        (char *[]){"eval", "embedding", "--model", MODEL, PASSAGES, "--cache", "kept", NULL}, 100,
        &terminal);
    read_terminal(terminal, seen, sizeof seen, "embedding passages");
    expect_part(seen, "embedding passages");
    read_terminal(terminal, seen, sizeof seen, " left"); /* so a first batch is done */
    kill(child, SIGINT);
    read_terminal(terminal, seen, sizeof seen, NULL);
    assert_int_equal(exit_of(child), 130);
    expect_part(seen, "of 60000 texts embedded");
    close(terminal);
    run r;
    assert_int_equal(system("cat kept/*-passage.vectors | wc -c > size.txt"), 0);
    read_whole("size.txt", r.out, sizeof r.out);
    assert_true(atol(r.out) > 48);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        test(models_stand_side_by_side),        test(wrong_use_is_told),
        test(a_file_that_is_wrong_exits_3),     test(a_librarys_passages_are_what_eval_reads),
        test(a_reader_that_goes_is_no_failure), test(one_stage_is_measured),
        test(ctrl_c_keeps_the_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
