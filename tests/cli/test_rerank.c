/* SPDX-License-Identifier: Apache-2.0
 *
 * A reranker trained by the program and used by it: --rerank deep and where its folder is looked
 * for.
 */
#include "program.h"

#define TINY GK_SOURCE_DIR "/tests/model/data/tiny"

static void must_run(char *const *words)
{
    run r;
    run_words(&r, words);
    if (r.code != 0) fail_msg("goshawk %s: %d, %s", words[0], r.code, r.err);
}
#define MUST(...) must_run((char *[]){__VA_ARGS__, NULL})

/* A library of notes, and a reranker that learned next to nothing of them: run/model. */
static int set_up(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    unsetenv("GOSHAWK_RERANKER");
    FILE *examples = fopen("examples.jsonl", "w");
    if (!examples) return -1;
    for (int i = 0; i < 16; i++)
        fprintf(examples,
                "{\"query\": \"sales %d\", \"positive\": \"net sales %d\", \"negatives\": [\"cash "
                "%d\"]}\n",
                i, i, i);
    fclose(examples);
    if (mkdir("notes", 0700) != 0) return -1;
    write_file("notes/a.txt", "Freight cost more in 2022.\n");
    write_file("notes/b.txt", "Freight and net sales fell in 2021, and cash.\n");
    write_file("notes/c.txt", "The cost of freight is a cost of sales.\n");
    MUST("init", "a.lib", "--model", "none");
    MUST("add", "a.lib", "notes", "-q");
    MUST("train", "examples.jsonl", "--model", TINY, "--run", "run", "--reranker", "--steps", "4",
         "--batch", "4", "--threads", "1", "-q");
    return 0;
}

static int tear_down(void **state)
{
    leave_world(*state);
    return 0;
}

static void the_folder_is_named_or_the_library_s_or_the_environment_s(void **state)
{
    (void)state;
    static run plain, named, own, from_environment;
    RUN(&plain, "search", "a.lib", "freight", "--json");
    RUN(&named, "search", "a.lib", "freight", "--json", "--rerank", "deep", "--reranker",
        "run/model");
    assert_int_equal(named.code, 0);
    assert_true(strcmp(plain.out, named.out) != 0); /* other scores at the least */
    setenv("GOSHAWK_RERANKER", "run/model", 1);
    RUN(&from_environment, "search", "a.lib", "freight", "--json", "--rerank", "deep");
    assert_string_equal(from_environment.out, named.out);
    setenv("GOSHAWK_RERANKER", "/nonexistent", 1);
    MUST("model", "quantize", "run/model", "a.lib/reranker");
    RUN(&own, "search", "a.lib", "freight", "--json", "--rerank", "deep");
    assert_int_equal(own.code, 0);
    unsetenv("GOSHAWK_RERANKER");
    assert_int_equal(system("rm -r a.lib/reranker"), 0);
}

static void ask_and_eval_take_it(void **state)
{
    (void)state;
    static run r;
    write_file("set.jsonl",
               "{\"id\": \"1\", \"question\": \"freight cost\", \"answer\": \"more\", "
               "\"doc_name\": \"a\", \"evidence\": [{\"doc_name\": \"a\", "
               "\"evidence_page_num\": 0, \"evidence_text\": \"Freight cost more\"}]}\n");
    RUN(&r, "ask", "a.lib", "freight cost 2022", "--rerank", "deep", "--reranker", "run/model");
    assert_true(r.code == 0 || r.code == 1);
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "set.jsonl", "--rerank", "deep", "--reranker",
        "run/model", "--json");
    if (r.code != 0) fail_msg("eval: %d, %s", r.code, r.err);
    expect_part(r.out, "\"reranker\"");
    expect_part(r.out, "run/model");
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "set.jsonl", "--json");
    assert_null(strstr(r.out, "\"reranker\""));
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "search", "a.lib", "freight", "--rerank", "deep");
    assert_int_equal(r.code, 4);
    expect_part(r.err, "train one: goshawk train --reranker");
    RUN(&r, "search", "a.lib", "freight", "--rerank", "deep", "--reranker", TINY);
    assert_int_equal(r.code, 4);
    expect_part(r.err, "is no reranker");
    RUN(&r, "ask", "a.lib", "freight", "--rerank", "quick");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "--rerank takes deep, not 'quick'");
    RUN(&r, "search", "a.lib", "freight", "--reranker", "run/model");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "--rerank deep");
}

static void a_batch_finds_what_a_search_finds(void **state)
{
    (void)state;
    static run r;
    write_file("in.jsonl", "{\"query\": \"freight\"}\n{\"query\": \"sales\"}\n");
    MUST("search", "a.lib", "--batch", "in.jsonl", "-o", "hits.jsonl", "--rerank", "deep",
         "--reranker", "run/model", "-q");
    RUN(&r, "search", "a.lib", "freight", "--rerank", "deep", "--reranker", "run/model", "--json");
    char passage[64];
    const char *at = strstr(r.out, "\"passage\"");
    assert_non_null(at);
    snprintf(passage, sizeof passage, "%.*s", (int)strcspn(at, ",}"), at);
    static char rows[1 << 16];
    read_whole("hits.jsonl", rows, sizeof rows);
    rows[strcspn(rows, "\n")] = '\0';
    char squeezed[64], found[1 << 10];
    size_t n = 0;
    for (const char *c = passage; *c; c++)
        if (*c != ' ') squeezed[n++] = *c;
    squeezed[n] = '\0';
    n = 0;
    for (const char *c = rows; *c && n + 1 < sizeof found; c++)
        if (*c != ' ') found[n++] = *c;
    found[n] = '\0';
    expect_part(found, squeezed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_is_named_or_the_library_s_or_the_environment_s),
        cmocka_unit_test(ask_and_eval_take_it),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(a_batch_finds_what_a_search_finds),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
