/* SPDX-License-Identifier: Apache-2.0 */
#include "../net/server.h"
#include "embed_world.h"

static int enter_synth(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    setenv("XDG_CACHE_HOME", path, 1);
    unsetenv("GOSHAWK_CHAT_MODEL");
    FILE *file = fopen("p.jsonl", "w");
    assert_non_null(file);
    for (int i = 0; i < 12; i++)
        fprintf(
            file,
            "{\"id\": \"p%d\", \"doc\": \"HALDEN_20%d_10K\", \"text\": \"Works in hall %c were "
            "postponed by %d weeks since contractors were absent, which lowered the operating "
            "costs of region %c by %d million and left output unchanged during the winter.\"}\n",
            i, 12 + i / 3, 'A' + i, 3 + i, 'A' + i, 10 + 7 * i);
    assert_int_equal(fclose(file), 0);
    return 0;
}

#define SYNTH(r, ...) RUN(r, "synth", "p.jsonl", "-o", "q.jsonl", __VA_ARGS__)

static void queries_are_written_and_summed_up(void **state)
{
    (void)state;
    run r;
    size_t size;
    SYNTH(&r, "--source", "memo", "--seed", "4");
    expect_code(&r, 0);
    expect_part(r.out, "queries of 12 passages");
    char *queries = whole("q.jsonl", &size);
    expect_part(queries, "\"style\":\"sentence\",\"source\":\"memo\",\"passage_id\":\"p");
    free(queries);
}

static void json_has_every_count(void **state)
{
    (void)state;
    run r;
    SYNTH(&r, "--json", "--count", "5", "--model", "bm25", "--round-trip", "12");
    expect_code(&r, 0);
    expect_part(r.out, "{\"passages\": 5, \"queries\": ");
    expect_part(r.out, "\"failed\": 0, \"calls\": 0, \"tokens_in\": 0, \"tokens_out\": 0, "
                       "\"cost\": null, ");
}

static void a_file_that_stands_there_is_left_alone(void **state)
{
    (void)state;
    run r;
    write_file("q.jsonl", "mine\n");
    SYNTH(&r, "-q");
    expect_code(&r, 2);
    expect_part(r.err, "q.jsonl is finished, or was not made by goshawk synth");
    size_t size;
    char *queries = whole("q.jsonl", &size);
    assert_string_equal(queries, "mine\n");
    free(queries);
}

static void excluded_documents_get_no_queries(void **state)
{
    (void)state;
    run r;
    write_file("a.txt", "HALDEN_2012_10K\n");
    write_file("b.txt", "HALDEN_2013_10K\nHALDEN_2014_10K\n");
    SYNTH(&r, "--exclude-documents", "a.txt", "--exclude-documents", "b.txt", "--json");
    expect_code(&r, 0);
    expect_part(r.out, "{\"passages\": 3, ");
    expect_part(r.out, "\"excluded_passages\": 9, \"unmatched\": 0, ");
    assert_string_equal(r.err, "");
    write_file("c.txt", "HALDEN_2012_10K.pdf\n");
    unlink("q.jsonl");
    SYNTH(&r, "--exclude-documents", "a.txt", "--exclude-documents", "c.txt");
    expect_code(&r, 0);
    expect_part(r.out, "3 passages excluded; 1 of the names and ids to exclude is of none\n");
    expect_part(r.err, "c.txt excludes nothing: ");
}

static void an_estimate_has_the_money(void **state)
{
    (void)state;
    run r;
    SYNTH(&r, "--service", "http://127.0.0.1:9/v1#stub", "--estimate", "--price-in", "1000",
          "--price-out", "0");
    expect_code(&r, 0);
    expect_part(r.out, "12 calls, about ");
    expect_part(r.out, " in all\n");
    assert_int_equal(access("q.jsonl", F_OK), -1);
    SYNTH(&r, "--service", "http://127.0.0.1:9/v1#stub", "--estimate", "--json");
    expect_part(r.out, "\"calls\": 12, ");
}

static void wrong_use_is_said(void **state)
{
    (void)state;
    static const struct {
        char *a, *b, *said;
    } cases[] = {
        {"--resume", NULL, "--resume is for a service"},
        {"--estimate", NULL, "--estimate is for a service"},
        {"--round-trip", "5", "--round-trip is of --model"},
        {"--generators", "rows", "there is no generator 'rows'"},
        {"--price-in", "much", "--price-in must be a number"},
        {"--price-in", "1", "both --price-in and --price-out"},
        {"--service", "http://127.0.0.1:9/v1", "GOSHAWK_CHAT_MODEL"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run r;
        SYNTH(&r, cases[i].a, cases[i].b);
        expect_code(&r, 2);
        expect_part(r.err, cases[i].said);
    }
}

static void a_wrong_line_is_named(void **state)
{
    (void)state;
    run r;
    write_file("p.jsonl", "{\"id\": \"a\", \"doc\": \"D\", \"text\": \"x\"}\n{\"id\": \"b\"}\n");
    SYNTH(&r, "-q");
    expect_code(&r, 3);
    expect_part(r.err, "p.jsonl");
    expect_part(r.err, "2");
}

/* ---- a service ------------------------------------------------------------------------------ */

typedef struct behaviour {
    atomic_bool refuses; /* every third request */
    atomic_int slow;     /* milliseconds */
} behaviour;

/* Queries with the number of weeks in them, so that each passage has its own. */
static void answer(void *ctx, const server_request *request, gk_string *reply)
{
    behaviour *b = ctx;
    usleep((useconds_t)atomic_load(&b->slow) * 1000);
    if (atomic_load(&b->refuses) && request->nth % 3 == 0) {
        server_reply(reply, "400 Bad Request", "", "{}");
        return;
    }
    const char *by = strstr(request->body, "postponed by "), *last = NULL;
    for (; by; by = strstr(by + 1, "postponed by ")) last = by;
    char *body = gk_format("{\"choices\": [{\"message\": {\"content\": \"{\\\"queries\\\": "
                           "[\\\"late by %d wks\\\"]}\"}}], \"usage\": {\"prompt_tokens\": 100, "
                           "\"completion_tokens\": 10}}",
                           last ? atoi(last + strlen("postponed by ")) : 0);
    server_reply(reply, "200 OK", "", body);
    gk_free(body);
}

static void passages_that_failed_are_told_and_resumed(void **state)
{
    (void)state;
    run r;
    behaviour b = {.refuses = true};
    server_without_proxy();
    server *s = server_start(answer, &b);
    char address[64];
    snprintf(address, sizeof address, "http://127.0.0.1:%d/v1#stub", s->port);
    SYNTH(&r, "--service", address, "--concurrency", "1");
    expect_code(&r, 3);
    expect_part(r.err, "12 calls, about "); /* the estimate, before */
    expect_part(r.err, "nothing usable for 4 passages; the same command with --resume asks again");
    expect_part(r.out, "8 queries of 12 passages");
    atomic_store(&b.refuses, false);
    SYNTH(&r, "--service", address, "--resume", "--json", "-q");
    expect_code(&r, 0);
    expect_part(r.out, "\"queries\": 12, \"filtered\": 0, \"failed\": 0, \"calls\": 4, ");
    assert_int_equal(access("q.jsonl.goshawk", F_OK), -1);
    server_stop(s);
}

static void ctrl_c_keeps_the_answers(void **state)
{
    (void)state;
    run r;
    behaviour b = {.slow = 100};
    server_without_proxy();
    server *s = server_start(answer, &b);
    char address[64], *words[] = {(char *)"synth",         (char *)"p.jsonl",   (char *)"-o",
                                  (char *)"q.jsonl",       (char *)"--service", address,
                                  (char *)"--concurrency", (char *)"1",         NULL};
    snprintf(address, sizeof address, "http://127.0.0.1:%d/v1#stub", s->port);
    pid_t child = start(words, "out.txt", "err.txt");
    while (atomic_load(&s->requests) < 3) usleep(10 * 1000);
    kill(child, SIGINT);
    r.code = exit_of(child);
    read_whole("err.txt", r.err, sizeof r.err);
    expect_code(&r, 130);
    expect_part(r.err, "the answers are kept in q.jsonl.goshawk");
    assert_int_equal(access("q.jsonl", F_OK), -1);
    size_t before = atomic_load(&s->requests);
    atomic_store(&b.slow, 0);
    SYNTH(&r, "--service", address, "--resume");
    expect_code(&r, 0);
    expect_part(r.out, "12 queries of 12 passages");
    assert_in_range(server_stop(s) - before, 12 - before, 13 - before);
}

int main(void)
{
#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, enter_synth, leave_embed_world)
    const struct CMUnitTest tests[] = {
        IN_WORLD(queries_are_written_and_summed_up),
        IN_WORLD(json_has_every_count),
        IN_WORLD(a_file_that_stands_there_is_left_alone),
        IN_WORLD(excluded_documents_get_no_queries),
        IN_WORLD(an_estimate_has_the_money),
        IN_WORLD(wrong_use_is_said),
        IN_WORLD(a_wrong_line_is_named),
        IN_WORLD(passages_that_failed_are_told_and_resumed),
        IN_WORLD(ctrl_c_keeps_the_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
