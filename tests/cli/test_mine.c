/* SPDX-License-Identifier: Apache-2.0
 *
 * `goshawk mine` as a user runs it.
 */
#include "embed_world.h"

static int enter_mine(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    setenv("XDG_CACHE_HOME", path, 1);
    write_file(
        "p.jsonl",
        "{\"id\": \"a\", \"doc\": \"HALDEN_2023_10K\", \"text\": \"Net sales of pumps fell.\"}\n"
        "{\"id\": \"b\", \"doc\": \"HALDEN_2022_10K\", \"text\": \"The board met in June.\"}\n"
        "{\"id\": \"c\", \"doc\": \"ORBITAL_2023_10K\", \"text\": \"净利润增长百分之十。\"}\n"
        "{\"id\": \"d\", \"doc\": \"VESTMARK_2023_10K\", \"text\": \"Pumps are made of "
        "steel.\"}\n");
    write_file("q.jsonl",
               "{\"query\": \"pumps sales\", \"style\": \"keywords\", \"source\": \"filing\", "
               "\"passage_id\": \"a\"}\n"
               "{\"query\": \"净利润\", \"passage_id\": [\"c\", \"x\"]}\n"
               "{\"query\": \"When did the board meet?\", \"passage_id\": \"b\"}\n"
               "{\"query\": \"gone\", \"passage_id\": \"x\"}\n");
    return 0;
}

static int leave_mine(void **state)
{
    unsetenv("XDG_CACHE_HOME");
    leave_world(*state);
    return 0;
}

#define MINE(r, ...)                                                                               \
    RUN(r, "mine", "q.jsonl", "--passages", "p.jsonl", "--model", MODEL, "-o", "e.jsonl",          \
        "--margin", "100", __VA_ARGS__)

static void examples_are_written_and_summed_up(void **state)
{
    (void)state;
    run r;
    size_t size;
    MINE(&r, "--negatives", "2");
    expect_code(&r, 0);
    expect_part(r.out, "3 examples of 4 queries, ");
    expect_part(r.out, "negatives: ");
    expect_part(r.out, "1 queries left out: their passages are excluded or absent\n");
    assert_string_equal(r.err, "");
    char *examples = whole("e.jsonl", &size);
    expect_part(examples, "\"query\":\"净利润\",\"positive\":\"ORBITAL 2023 10K\\n净利润增长");
    expect_part(examples, "\"style\":\"keywords\",\"source\":\"filing\",\"passage_id\":\"a\"");
    free(examples);
    assert_int_equal(access("goshawk/vectors", R_OK), 0);
}

static void json_has_every_count(void **state)
{
    (void)state;
    run r;
    MINE(&r, "--json", "--cache", "kept", "--threads", "1");
    expect_code(&r, 0);
    expect_part(r.out, "{\"queries\": 4, \"examples\": 3, \"excluded\": 1, \"dense\": ");
    expect_part(r.out, "\"too_near\": 0, \"same_text\": 0, \"same_fact\": 0, \"other_sources\": 0, "
                       "\"excluded_passages\": 0, \"unmatched\": 0, \"seconds\": ");
    assert_int_equal(access("kept", R_OK), 0);
    assert_int_equal(access("goshawk", R_OK), -1);
}

static void what_is_excluded_is_left_out(void **state)
{
    (void)state;
    run r;
    size_t size;
    write_file("no.txt", "HALDEN_2022_10K\n");
    write_file("also.txt", "NOBODY\n");
    write_file("dev.jsonl", "{\"query\": \"steel\", \"passage_id\": \"d\"}\n");
    MINE(&r, "--json", "--exclude-documents", "no.txt", "--exclude-documents", "also.txt",
         "--exclude-queries", "dev.jsonl");
    expect_code(&r, 0);
    expect_part(r.out, "{\"queries\": 4, \"examples\": 2, \"excluded\": 2, ");
    expect_part(r.out, "\"excluded_passages\": 2, \"unmatched\": 1, ");
    assert_string_equal(r.err, "goshawk: also.txt excludes nothing: no passage has a name or an id "
                               "that stands there\n");
    char *examples = whole("e.jsonl", &size);
    expect_no_part(examples, "HALDEN 2022");
    expect_no_part(examples, "VESTMARK");
    free(examples);
}

static void exclusions_and_sources_are_summed_up(void **state)
{
    (void)state;
    run r;
    write_file("no.txt", "VESTMARK_2023_10K\nNOBODY\n");
    MINE(&r, "--exclude-documents", "no.txt", "--source", "filing");
    expect_code(&r, 0);
    expect_part(r.out, "1 examples of 4 queries, ");
    expect_part(r.out, "2 queries of other sources left out\n");
    expect_part(r.out, "1 passage excluded; 1 of the names and ids to exclude is of none\n");
    MINE(&r, "--force", "--source", "filings");
    expect_code(&r, 2);
    expect_part(r.err, "is of the source 'filings'");
}

static void a_file_that_is_read_is_not_replaced(void **state)
{
    (void)state;
    run r;
    RUN(&r, "mine", "q.jsonl", "--passages", "p.jsonl", "--model", MODEL, "-o", "./q.jsonl",
        "--force");
    expect_code(&r, 2);
    expect_part(r.err, "./q.jsonl is read; name another file");
}

static void a_file_that_stands_needs_force(void **state)
{
    (void)state;
    run r;
    write_file("e.jsonl", "mine\n");
    MINE(&r, "-q");
    expect_code(&r, 2);
    expect_part(r.err, "e.jsonl stands there already");
    size_t size;
    char *kept = whole("e.jsonl", &size);
    assert_string_equal(kept, "mine\n");
    free(kept);
    MINE(&r, "-q", "--force");
    expect_code(&r, 0);
    assert_string_equal(r.out, "");
    char *examples = whole("e.jsonl", &size);
    expect_no_part(examples, "mine");
    free(examples);
}

static void wrong_use_is_told(void **state)
{
    (void)state;
    static const struct {
        char *option, *value, *said;
    } cases[] = {
        {"--margin", "0", "--margin"},     {"--margin", "near", "--margin"},
        {"--lexical", "1.5", "--lexical"}, {"--negatives", "0", "--negatives"},
        {"--depth", "none", "--depth"},
    };
    run r;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        RUN(&r, "mine", "q.jsonl", "--passages", "p.jsonl", "--model", MODEL, "-o", "e.jsonl",
            cases[i].option, cases[i].value);
        expect_code(&r, 2);
        expect_part(r.err, cases[i].said);
    }
    RUN(&r, "mine", "q.jsonl", "--model", MODEL, "-o", "e.jsonl");
    expect_code(&r, 2);
    expect_part(r.err, "--passages");
    assert_int_equal(access("e.jsonl", F_OK), -1);
}

static void what_cannot_be_read_or_used_has_its_code(void **state)
{
    (void)state;
    run r;
    RUN(&r, "mine", "q.jsonl", "--passages", "p.jsonl", "--model", "none", "-o", "e.jsonl");
    expect_code(&r, 4);
    expect_part(r.err, "none");
    write_file("q.jsonl", "{\"query\": \"pumps\", \"passage_id\": \"a\"}\n{\"query\": \"\"}\n");
    MINE(&r, "-q");
    expect_code(&r, 3);
    expect_part(r.err, "q.jsonl");
    expect_part(r.err, "2");
    assert_int_equal(access("e.jsonl", F_OK), -1);
}

static void ctrl_c_leaves_no_file(void **state)
{
    (void)state;
    FILE *file = fopen("q.jsonl", "w");
    assert_non_null(file);
    for (int i = 0; i < 200000; i++)
        fprintf(file, "{\"query\": \"pumps number %d\", \"passage_id\": \"a\"}\n", i);
    assert_int_equal(fclose(file), 0);
    char *words[] = {(char *)"mine",    (char *)"q.jsonl", (char *)"--passages",
                     (char *)"p.jsonl", (char *)"--model", (char *)MODEL,
                     (char *)"-o",      (char *)"e.jsonl", NULL};
    pid_t child = start(words, "out.txt", "err.txt");
    usleep(300000);
    assert_int_equal(kill(child, SIGINT), 0);
    run r = {.code = exit_of(child)};
    read_whole("err.txt", r.err, sizeof r.err);
    expect_code(&r, 130);
    assert_int_equal(access("e.jsonl", F_OK), -1);
    assert_int_equal(access("e.jsonl.tmp", F_OK), -1);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_mine, leave_mine)
    const struct CMUnitTest tests[] = {
        TEST(examples_are_written_and_summed_up),
        TEST(json_has_every_count),
        TEST(what_is_excluded_is_left_out),
        TEST(exclusions_and_sources_are_summed_up),
        TEST(a_file_that_is_read_is_not_replaced),
        TEST(a_file_that_stands_needs_force),
        TEST(wrong_use_is_told),
        TEST(what_cannot_be_read_or_used_has_its_code),
        TEST(ctrl_c_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
