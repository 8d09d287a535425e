/* SPDX-License-Identifier: Apache-2.0
 *
 * What the program does without a library: help, wrong use, output that cannot be written.
 */
#include "program.h"

static int set_up(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    return 0;
}

static int tear_down(void **state)
{
    leave_world(*state);
    return 0;
}

static void help_and_version_go_to_standard_output(void **state)
{
    (void)state;
    run r;
    RUN(&r, "--help");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "  search ");
    assert_string_equal(r.err, "");
    RUN(&r, "search", "--help");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "goshawk search LIB [QUERY] [-k N]");
    RUN(&r, "help", "add");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "goshawk add LIB PATH...");
    RUN(&r, "--version");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "goshawk 0.");
}

static void wrong_use_exits_2_and_says_what_to_do(void **state)
{
    (void)state;
    run r;
    run_words(&r, (char *[]){NULL});
    assert_int_equal(r.code, 2);
    expect_part(r.err, "goshawk init my.lib");
    assert_string_equal(r.out, "");
    RUN(&r, "serach", "lib", "x");
    assert_int_equal(r.code, 2);
    assert_string_equal(r.err, "goshawk: there is no command 'serach'; did you mean 'search'?\n");
    RUN(&r, "search", "lib", "x", "--lexcal");
    assert_int_equal(r.code, 2);
    assert_string_equal(r.err, "goshawk: search has no option --lexcal; did you mean --lexical?\n");
    RUN(&r, "search", "lib", "x", "-k", "0");
    assert_int_equal(r.code, 2);
    RUN(&r, "search", "lib", "two", "words");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "in quotes");
    RUN(&r, "eval", "retrieval", "lib");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "--set FILE");
    RUN(&r, "eval", "speed", "lib", "--set", "x");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "'retrieval', 'answers' or 'embedding', not 'speed'");
    RUN(&r, "show", "lib", "doc", "--lines", "3-2");
    assert_int_equal(r.code, 2);
    RUN(&r, "show", "lib", "doc", "--dpi", "90");
    assert_int_equal(r.code, 2);
    RUN(&r, "--quiet", "add");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "the command comes first");
}

static void an_absent_library_exits_4(void **state)
{
    (void)state;
    write_file("set.jsonl", "");
    char *const calls[][5] = {
        {"search", "no.lib", "x"},      {"ask", "no.lib", "x"}, {"docs", "no.lib"},
        {"show", "no.lib", "x"},        {"reindex", "no.lib"},  {"add", "no.lib", "set.jsonl"},
        {"serve", "no.lib", "--quiet"},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        run r;
        run_words(&r, calls[i]);
        if (r.code != 4) print_error("%s: %s", calls[i][0], r.err);
        assert_int_equal(r.code, 4);
        expect_part(r.err, "no.lib");
        assert_string_equal(r.out, "");
    }
    run r;
    RUN(&r, "eval", "retrieval", "no.lib", "--set", "set.jsonl");
    assert_int_equal(r.code, 4);
}

static void messages_hold_no_escape_sequences(void **state)
{
    (void)state;
    run r;
    RUN(&r, "\033[2Jfoo");
    assert_int_equal(r.code, 2);
    expect_no_part(r.err, "\033");
}

static void a_full_device_is_reported(void **state)
{
    (void)state;
    char *words[] = {"--help", NULL};
    assert_int_equal(exit_of(start(words, "/dev/full", "err.txt")), 4);
    run r;
    read_whole("err.txt", r.err, sizeof r.err);
    expect_part(r.err, "cannot write to standard output: No space left on device");
}

/* What the shell does with a line; its exit status, *err its standard error. */
static int shell(const char *line, char *err, size_t size)
{
    char *whole = NULL;
    assert_true(asprintf(&whole, "exec 2>err.txt; %s", line) > 0);
    int status = system(whole);
    free(whole);
    read_whole("err.txt", err, size);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_closed_pipe_ends_quietly(void **state)
{
    (void)state;
    char err[4096];
    /* With SIGPIPE as usual, and ignored, as some parents leave it. */
    shell(PROGRAM " help --markdown | true", err, sizeof err);
    assert_string_equal(err, "");
    shell("trap '' PIPE; " PROGRAM " help --markdown | true", err, sizeof err);
    assert_string_equal(err, "");
}

static void a_closed_output_is_reported(void **state)
{
    (void)state;
    char err[4096];
    assert_int_equal(shell(PROGRAM " --help >&-", err, sizeof err), 4);
    expect_part(err, "cannot write to standard output");
}

static void colour_is_for_terminals_without_NO_COLOR(void **state)
{
    (void)state;
    run r;
    RUN(&r, "--help");
    expect_no_part(r.out, "\033");
    RUN_ON_TERMINAL(&r, 80, "--help");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "\033[1mUsage");
    setenv("NO_COLOR", "1", 1);
    RUN_ON_TERMINAL(&r, 80, "--help");
    unsetenv("NO_COLOR");
    expect_part(r.out, "Usage");
    expect_no_part(r.out, "\033");
    setenv("TERM", "dumb", 1);
    RUN_ON_TERMINAL(&r, 80, "--help");
    setenv("TERM", "xterm", 1);
    expect_no_part(r.out, "\033");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_and_version_go_to_standard_output),
        cmocka_unit_test(wrong_use_exits_2_and_says_what_to_do),
        cmocka_unit_test(an_absent_library_exits_4),
        cmocka_unit_test(messages_hold_no_escape_sequences),
        cmocka_unit_test(a_full_device_is_reported),
        cmocka_unit_test(a_closed_pipe_ends_quietly),
        cmocka_unit_test(a_closed_output_is_reported),
        cmocka_unit_test(colour_is_for_terminals_without_NO_COLOR),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
