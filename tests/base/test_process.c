/* SPDX-License-Identifier: Apache-2.0
 *
 * Child processes are small shell scripts here.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <unistd.h>

enum { LONG = 60, PLENTY = 64 << 20 };

static gk_status shell(const char *script, double seconds, size_t limit, gk_process_result *result,
                       gk_error *err)
{
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    return gk_process_run(argv, seconds, limit, result, err);
}

static gk_process_result shell_ok(const char *script)
{
    gk_process_result result;
    gk_error err = {0};
    if (shell(script, LONG, PLENTY, &result, &err) != GK_OK)
        fail_msg("%s: %s", script, err.message);
    return result;
}

static void output_errors_and_exit_code_come_back(void **state)
{
    (void)state;
    gk_process_result r = shell_ok("printf 'one\\0two\\n'; echo oops >&2; exit 3");
    assert_int_equal(r.size, 8);
    assert_memory_equal(r.out, "one\0two\n", 9);
    assert_string_equal(r.errors, "oops");
    assert_int_equal(r.exit_code, 3);
    gk_process_result_free(&r);
    assert_null(r.out);
    r = shell_ok(":");
    assert_string_equal(r.out, "");
    assert_string_equal(r.errors, "");
    assert_int_equal(r.exit_code, 0);
    gk_process_result_free(&r);
}

static void arguments_go_to_the_program_as_they_are(void **state)
{
    (void)state;
    const char *const argv[] = {"/bin/echo", "a b", "$HOME", "*", "", NULL};
    gk_process_result r;
    assert_int_equal(gk_process_run(argv, LONG, PLENTY, &r, NULL), GK_OK);
    assert_string_equal(r.out, "a b $HOME * \n");
    gk_process_result_free(&r);
}

static void white_space_after_the_errors_is_removed(void **state)
{
    (void)state;
    gk_process_result r = shell_ok("printf '  first\\nsecond \\n\\t \\n\\n' >&2");
    assert_string_equal(r.errors, "  first\nsecond");
    gk_process_result_free(&r);
    r = shell_ok("printf '\\n\\n' >&2");
    assert_string_equal(r.errors, "");
    gk_process_result_free(&r);
}

static void only_the_beginning_of_many_errors_is_kept(void **state)
{
    (void)state;
    gk_process_result r = shell_ok("echo first >&2; head -c 1000000 /dev/zero | tr '\\0' e >&2");
    assert_true(gk_starts_with(r.errors, "first\neeee"));
    assert_in_range(strlen(r.errors), 1000, 1 << 16);
    assert_int_equal(r.exit_code, 0);
    gk_process_result_free(&r);
}

static void a_signal_that_ended_it_shows_in_the_code(void **state)
{
    (void)state;
    static const int signals[] = {SIGKILL, SIGTERM, SIGSEGV, SIGPIPE};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        char *script = gk_format("echo said; kill -%d $$", signals[i]);
        gk_process_result r = shell_ok(script);
        assert_string_equal(r.out, "said\n");
        assert_int_equal(r.exit_code, 128 + signals[i]);
        gk_process_result_free(&r);
        gk_free(script);
    }
}

/* Whatever the parent ignores or blocks. */
static void a_child_starts_with_its_signals_as_usual(void **state)
{
    (void)state;
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    void (*handler)(int) = signal(SIGPIPE, SIG_IGN);
    gk_process_result term = shell_ok("kill -TERM $$; sleep 30");
    gk_process_result pipe_result = shell_ok("kill -PIPE $$; sleep 30");
    signal(SIGPIPE, handler);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(term.exit_code, 128 + SIGTERM);
    assert_int_equal(pipe_result.exit_code, 128 + SIGPIPE);
    gk_process_result_free(&term);
    gk_process_result_free(&pipe_result);
}

static void a_child_has_nothing_to_read(void **state)
{
    (void)state;
    gk_process_result r = shell_ok("cat; echo end");
    assert_string_equal(r.out, "end\n");
    gk_process_result_free(&r);
}

/* More than a pipe holds, to both streams by turns: who reads one after the other would hang. */
static void much_output_on_both_streams_does_not_hang(void **state)
{
    (void)state;
    gk_process_result r = shell_ok("i=0; while [ $i -lt 40 ]; do"
                                   " head -c 100000 /dev/zero | tr '\\0' o;"
                                   " head -c 100000 /dev/zero | tr '\\0' e >&2;"
                                   " i=$((i+1)); done");
    assert_int_equal(r.size, 4000000);
    for (size_t i = 0; i < r.size; i++)
        if (r.out[i] != 'o') fail_msg("byte %zu is %d", i, r.out[i]);
    assert_int_equal(strspn(r.errors, "e"), strlen(r.errors));
    gk_process_result_free(&r);
}

/* ---- limits ------------------------------------------------------------------------------- */

static void assert_stopped(const char *script, double seconds, size_t limit, const char *why)
{
    gk_process_result r;
    gk_error err = {0};
    gk_status status = shell(script, seconds, limit, &r, &err);
    if (status != GK_INPUT) fail_msg("%s: status %d", script, status);
    if (!strstr(err.message, why)) fail_msg("%s: \"%s\" lacks \"%s\"", script, err.message, why);
    assert_null(r.out);
    assert_null(r.errors);
}

static void a_child_is_killed_past_its_time(void **state)
{
    (void)state;
    assert_stopped("exec sleep 1000", 0.2, PLENTY, "longer than 0.2 seconds");
    assert_stopped("trap '' TERM INT HUP; echo x; while :; do :; done", 0.2, PLENTY, "longer");
    assert_stopped("while echo y; do :; done", 0.2, (size_t)1 << 40, "longer");
}

static void a_child_that_closed_its_output_is_killed_past_its_time(void **state)
{
    (void)state;
    assert_stopped("exec >&- 2>&-; exec sleep 1000", 0.3, PLENTY, "longer than 0.3 seconds");
}

static void a_child_that_closed_its_output_may_end_in_time(void **state)
{
    (void)state;
    gk_process_result r = shell_ok("echo x; exec >&- 2>&-; sleep 0.1; exit 9");
    assert_string_equal(r.out, "x\n");
    assert_int_equal(r.exit_code, 9);
    gk_process_result_free(&r);
}

static void output_past_the_limit_ends_it(void **state)
{
    (void)state;
    gk_process_result r;
    assert_int_equal(shell("printf 12345", LONG, 5, &r, NULL), GK_OK);
    assert_string_equal(r.out, "12345");
    gk_process_result_free(&r);
    assert_stopped("printf 123456", LONG, 5, "more than 5 bytes");
    assert_stopped("cat /dev/zero", LONG, 1000000, "more than 1000000 bytes");
}

static size_t open_files(void)
{
    DIR *d = opendir("/proc/self/fd");
    size_t count = 0;
    assert_non_null(d);
    while (readdir(d)) count++;
    closedir(d);
    return count;
}

static void a_program_that_is_not_there_is_named(void **state)
{
    (void)state;
    static const char *const paths[] = {"/no/such/program", "/tmp", "/proc/self/status"};
    size_t before = open_files();
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const char *const argv[] = {paths[i], NULL};
        gk_process_result r;
        gk_error err = {0};
        assert_int_equal(gk_process_run(argv, LONG, PLENTY, &r, &err), GK_IO);
        if (!strstr(err.message, paths[i])) fail_msg("\"%s\" lacks %s", err.message, paths[i]);
        assert_null(r.out);
    }
    assert_int_equal(open_files(), before);
}

static void run_one(void *ctx, size_t i)
{
    gk_process_result *results = ctx;
    char *script = gk_format("echo %zu; exit %zu", i, i);
    shell(script, LONG, PLENTY, &results[i], NULL);
    gk_free(script);
}

static void many_run_at_once_and_leave_no_file_open(void **state)
{
    (void)state;
    enum { COUNT = 40 };
    gk_process_result results[COUNT];
    size_t before = open_files();
    gk_parallel(8, COUNT, run_one, results);
    assert_int_equal(open_files(), before);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(results[i].exit_code, i);
        assert_int_equal(strtoul(results[i].out, NULL, 10), i);
        gk_process_result_free(&results[i]);
    }
}

static void a_child_has_a_process_group_of_its_own(void **state)
{
    (void)state;
    static const char *const argv[] = {"/bin/cat", "/proc/self/stat", NULL};
    gk_process_result r;
    assert_int_equal(gk_process_run(argv, LONG, PLENTY, &r, NULL), GK_OK);
    int pid = 0, parent = 0, group = 0;
    assert_int_equal(sscanf(r.out, "%d (cat) %*c %d %d", &pid, &parent, &group), 3);
    assert_int_equal(parent, getpid());
    assert_int_equal(group, pid);
    gk_process_result_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_errors_and_exit_code_come_back),
        cmocka_unit_test(arguments_go_to_the_program_as_they_are),
        cmocka_unit_test(white_space_after_the_errors_is_removed),
        cmocka_unit_test(only_the_beginning_of_many_errors_is_kept),
        cmocka_unit_test(a_signal_that_ended_it_shows_in_the_code),
        cmocka_unit_test(a_child_starts_with_its_signals_as_usual),
        cmocka_unit_test(a_child_has_a_process_group_of_its_own),
        cmocka_unit_test(a_child_has_nothing_to_read),
        cmocka_unit_test(much_output_on_both_streams_does_not_hang),
        cmocka_unit_test(a_child_is_killed_past_its_time),
        cmocka_unit_test(a_child_that_closed_its_output_is_killed_past_its_time),
        cmocka_unit_test(a_child_that_closed_its_output_may_end_in_time),
        cmocka_unit_test(output_past_the_limit_ends_it),
        cmocka_unit_test(a_program_that_is_not_there_is_named),
        cmocka_unit_test(many_run_at_once_and_leave_no_file_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
