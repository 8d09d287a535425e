/* SPDX-License-Identifier: Apache-2.0
 *
 * goshawk-read from outside: shell scripts stand in for it and end in every way that it may.
 */
#include "doc/doc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka.h wants the four above before it. */
#include <cmocka.h>

typedef struct world {
    char folder[64];
    char *script;
} world;

static int setup(void **state)
{
    world *w = gk_alloc(sizeof *w);
    strcpy(w->folder, "/tmp/gk_reader_XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    w->script = gk_path_join(w->folder, "reader");
    setenv("GOSHAWK_READ", w->script, 1);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    unlink(w->script);
    rmdir(w->folder);
    gk_free(w->script);
    gk_free(w);
    return 0;
}

static void script(const world *w, const char *body)
{
    char *text = gk_format("#!/bin/sh\n%s\n", body);
    assert_int_equal(gk_file_write(w->script, text, strlen(text), NULL), GK_OK);
    assert_int_equal(chmod(w->script, 0755), 0);
    gk_free(text);
}

static void expect_failure(const world *w, const char *body, gk_status status, const char *message)
{
    script(w, body);
    gk_document *d = NULL;
    gk_error err = {0};
    gk_status got = gk_reader_run("/some/file.pdf", &d, &err);
    assert_null(d);
    assert_string_equal(err.message, message);
    assert_int_equal(got, status);
}

static void the_document_comes_from_the_stream(void **state)
{
    script(*state,
           "echo "
           "'{\"goshawk\":\"document\",\"version\":2,\"format\":\"text\",\"title\":\"\",\"pages\":"
           "1}'\n"
           "echo \"{\\\"page\\\":1,\\\"width\\\":0,\\\"height\\\":0,\\\"text\\\":\\\"$*\\\"}\"\n"
           "echo '{\"end\":1}'");
    gk_document *d = NULL;
    gk_error err = {0};
    gk_status status = gk_reader_run("--odd name", &d, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, GK_OK);
    assert_string_equal(d->pages[0].text,
                        "-- --odd name"); /* a name is never taken for an option */
    gk_document_free(d);
}

static void the_exit_status_says_what_failed(void **state)
{
    expect_failure(*state, "echo 'is encrypted' >&2; exit 3", GK_INPUT, "is encrypted");
    expect_failure(*state, "echo 'unknown kind (.xlsx)' >&2; exit 4", GK_NOT_FOUND,
                   "unknown kind (.xlsx)");
    expect_failure(*state, "echo 'usage: x' >&2; echo more >&2; exit 2", GK_INVALID, "usage: x");
    expect_failure(*state, "exit 3", GK_INPUT, "the reader failed and did not say why");
}

static void a_crash_is_told_with_its_signal(void **state)
{
    expect_failure(*state, "kill -SEGV $$", GK_INPUT, "the reader crashed (signal 11)");
}

static void a_stream_that_ends_early_is_an_error(void **state)
{
    expect_failure(
        *state,
        "echo "
        "'{\"goshawk\":\"document\",\"version\":2,\"format\":\"pdf\",\"title\":\"\",\"pages\":1}'",
        GK_INPUT, "the reader's stream is broken: record 2: the stream ends before its end record");
}

static void a_reader_that_is_not_there_is_named(void **state)
{
    (void)state;
    setenv("GOSHAWK_READ", "/nowhere/goshawk-read", 1);
    gk_document *d = NULL;
    gk_error err = {0};
    assert_int_equal(gk_reader_run("x.pdf", &d, &err), GK_IO);
    assert_string_equal(err.message,
                        "GOSHAWK_READ names /nowhere/goshawk-read, which cannot be run");
}

static void a_picture_is_what_the_reader_prints(void **state)
{
    script(*state, "printf '%s\\0%s' \"$*\" end");
    unsigned char *png = NULL;
    size_t size = 0;
    gk_error err = {0};
    assert_int_equal(gk_reader_draw("a.pdf", 12, 90, &png, &size, &err), GK_OK);
    const char expected[] = "--page 12 --dpi 90 -- a.pdf\0end";
    assert_int_equal(size, sizeof expected - 1);
    assert_memory_equal(png, expected, size);
    gk_free(png);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_document_comes_from_the_stream, setup, teardown),
        cmocka_unit_test_setup_teardown(the_exit_status_says_what_failed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_crash_is_told_with_its_signal, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stream_that_ends_early_is_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reader_that_is_not_there_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(a_picture_is_what_the_reader_prints, setup, teardown),
    };
    return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
