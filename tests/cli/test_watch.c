/* SPDX-License-Identifier: Apache-2.0
 *
 * `goshawk watch`: its lines for people and for programs, and how it ends.
 */
#include "program.h"

#include <time.h>

static const char TEXT[] = "Kestrel Mills sold 1,200 tons of flour in March.\n";

static int setup(void **state)
{
    static char path[64];
    run r;
    enter_world(path);
    *state = path;
    mkdir("docs", 0777);
    write_file("docs/one.txt", TEXT);
    RUN(&r, "init", "lib", "--model", "none");
    return r.code;
}

static int teardown(void **state)
{
    leave_world(*state);
    return 0;
}

/* Waits until the file holds part. */
static void await_part(const char *path, const char *part, char *text, size_t size)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    for (int i = 0; i < 3000; i++) {
        read_whole(path, text, size);
        if (strstr(text, part)) return;
        nanosleep(&pause, NULL);
    }
    assert_string_equal(text, part); /* shows both */
}

static void once_adds_what_is_there_and_says_what(void **state)
{
    (void)state;
    run r;
    RUN(&r, "watch", "lib", "docs", "--once");
    assert_int_equal(r.code, 0);
    expect_part(r.out, " added one (1 page)\n");
    expect_part(r.out, "1 added (1 page), 0 stored already, 0 failed\n");
    RUN(&r, "watch", "lib", "docs", "--once", "--quiet");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.out, "");
    assert_string_equal(r.err, "");
}

static void what_failed_is_said_and_is_the_exit_status(void **state)
{
    (void)state;
    run r;
    write_file("docs/bad.pdf", "%PDF-1.4 and then nothing\n");
    RUN(&r, "watch", "lib", "docs", "--once", "--quiet");
    assert_int_equal(r.code, 3);
    expect_part(r.err, " failed docs/bad.pdf: ");
    RUN(&r, "watch", "lib", "http://127.0.0.1:1/feed", "--once");
    assert_int_equal(r.code, 3);
    expect_part(r.err, " trouble: http://127.0.0.1:1/feed: ");
}

static void programs_get_a_line_for_each_event(void **state)
{
    (void)state;
    run r;
    RUN(&r, "watch", "lib", "docs", "--once", "--json");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.err, "");
    expect_part(r.out, "\"event\": \"file\", \"source\": null, \"outcome\": \"added\", \"path\": "
                       "\"docs/one.txt\", \"document\": \"one\", \"pages\": 1");
    expect_part(r.out, "\"event\": \"begun\"");
    expect_part(r.out, "{\"event\": \"end\", \"added\": 1, ");
}

static void it_goes_on_until_it_is_asked_to_stop(void **state)
{
    (void)state;
    char text[1 << 14];
    char *const words[] = {"watch", "lib", "docs", NULL};
    pid_t child = start(words, "out.txt", "err.txt");
    await_part("err.txt", "watching; what was there is stored", text, sizeof text);
    write_file("docs/two.txt", "Osprey Foods sold nothing.\n");
    await_part("out.txt", "added two (1 page)", text, sizeof text);
    expect_part(text, "after it appeared\n");
    kill(child, SIGINT);
    assert_int_equal(exit_of(child), 0);
    await_part("out.txt", "2 added (2 pages)", text, sizeof text);
}

static void wrong_use_is_refused(void **state)
{
    (void)state;
    run r;
    RUN(&r, "watch", "lib");
    assert_int_equal(r.code, 2);
    RUN(&r, "watch", "lib", "docs/one.txt");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "neither a folder nor an address");
    RUN(&r, "watch", "no.lib", "docs");
    assert_int_equal(r.code, 4);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(once_adds_what_is_there_and_says_what),
        TEST(what_failed_is_said_and_is_the_exit_status),
        TEST(programs_get_a_line_for_each_event),
        TEST(it_goes_on_until_it_is_asked_to_stop),
        TEST(wrong_use_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
