/* SPDX-License-Identifier: Apache-2.0
 *
 * `goshawk reindex --model`: what it says of a move, stopped and gone on with. The models are those
 * of tests/model/data.
 */
#include "goshawk.h"
#include "program.h"

#include <jansson.h>

#define TINY  GK_SOURCE_DIR "/tests/model/data/tiny"
#define OTHER GK_SOURCE_DIR "/tests/model/data/tiny_xlmr"

enum { PAGES = 200 };

static int set_up(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    FILE *file = fopen("calls.txt", "w");
    if (!file) return -1;
    for (int i = 0; i < PAGES; i++) fprintf(file, "net sales of %d was $%d million.\n\f", i, i * 7);
    return fclose(file);
}

static int tear_down(void **state)
{
    leave_world(*state);
    return 0;
}

static void make_library(void)
{
    run r;
    assert_int_equal(system("rm -rf lib"), 0);
    RUN(&r, "init", "lib", "--model", TINY);
    assert_int_equal(r.code, 0);
    RUN(&r, "add", "lib", "calls.txt", "--quiet");
    assert_int_equal(r.code, 0);
}

static bool stop(void *ctx, const gk_progress *progress)
{
    (void)ctx;
    return progress->embedded == 0;
}

/* Embeds one batch by the other model. */
static void move_a_little(void)
{
    gk_library *library;
    gk_reindex_report report;
    const gk_reindex_options options = {.model = OTHER, .on_progress = stop};
    assert_int_equal(gk_library_open("lib", GK_WRITE, &library, NULL), GK_OK);
    assert_int_equal(gk_reindex(library, &options, &report, NULL), GK_STOPPED);
    gk_library_close(library);
}

static void a_move_says_where_it_goes(void **state)
{
    (void)state;
    run r;
    make_library();
    RUN(&r, "reindex", "lib", "--model", OTHER);
    assert_int_equal(r.code, 0);
    expect_part(r.err, "goshawk: moving from " TINY " to " OTHER ": 200 passages\n");
    expect_part(r.out, "200 passages embedded, ");
    expect_part(r.out, "\nthe library's model is " OTHER " now\n");
    RUN(&r, "reindex", "lib");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.err, "");
    expect_part(r.out, "0 passages embedded");
    RUN(&r, "reindex", "lib", "--model", TINY, "--quiet");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.err, "");
    assert_string_equal(r.out, "");
}

static void an_unfinished_move_is_seen_everywhere(void **state)
{
    (void)state;
    static const char line[] =
        "goshawk: moving to data/tiny_xlmr: 64 of 200 passages; until then the old vectors serve\n";
    run r;
    make_library();
    move_a_little();
    RUN(&r, "docs", "lib");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.err, line);
    RUN(&r, "search", "lib", "net sales");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.err, line);
    RUN(&r, "reindex", "lib");
    assert_int_equal(r.code, 0);
    expect_part(r.err,
                "goshawk: going on with the move to " OTHER ": 64 of 200 passages are embedded\n");
    expect_part(r.out, "136 passages embedded, ");
    RUN(&r, "docs", "lib");
    assert_string_equal(r.err, "");
}

static void a_program_gets_json(void **state)
{
    (void)state;
    run r;
    make_library();
    move_a_little();
    RUN(&r, "reindex", "lib", "--model", TINY, "--json");
    assert_int_equal(r.code, 0);
    expect_part(r.err, "the unfinished move to " OTHER " is given up: 64 vectors");
    json_t *json = json_loads(r.out, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(json, "model")), TINY);
    assert_true(json_is_false(json_object_get(json, "moved")));
    assert_int_equal(json_integer_value(json_object_get(json, "embedded")), 0);
    assert_int_equal(json_integer_value(json_object_get(json, "discarded")), 64);
    assert_true(json_is_number(json_object_get(json, "seconds")));
    json_decref(json);
    RUN(&r, "reindex", "lib", "--model", "none", "--json");
    json = json_loads(r.out, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(json, "model")), "none");
    assert_true(json_is_true(json_object_get(json, "moved")));
    json_decref(json);
    RUN(&r, "reindex", "lib");
    assert_int_equal(r.code, 4);
    expect_part(r.err, "--model gives it one");
}

static void a_model_that_is_none_changes_nothing(void **state)
{
    (void)state;
    run r;
    make_library();
    RUN(&r, "reindex", "lib", "--model", "nowhere");
    assert_int_equal(r.code, 4);
    expect_part(r.err, "nowhere");
    assert_string_equal(r.out, "");
    RUN(&r, "docs", "lib");
    assert_string_equal(r.err, "");
}

/* Started and stopped by Ctrl-C at whatever moment; the next run ends it. */
static void ctrl_c_loses_nothing(void **state)
{
    (void)state;
    make_library();
    char *const words[] = {"reindex", "lib", "--model", OTHER, NULL};
    for (int i = 0; i < 12; i++) {
        pid_t child = start(words, "out.txt", "err.txt");
        usleep(5000u * (unsigned)i);
        kill(child, SIGINT);
        int code = exit_of(child);
        /* Before it listens, the signal ends it. */
        if (code != 0 && code != 130) fail_msg("exit %d", code);
        run r;
        RUN(&r, "search", "lib", "net sales of 7", "--json");
        assert_int_equal(r.code, 0);
    }
    run r;
    RUN(&r, "reindex", "lib", "--model", OTHER, "--json");
    assert_int_equal(r.code, 0);
    expect_part(r.out, OTHER);
    RUN(&r, "docs", "lib", "--json");
    expect_part(r.out, "\"vectors\":200");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_move_says_where_it_goes),
        cmocka_unit_test(an_unfinished_move_is_seen_everywhere),
        cmocka_unit_test(a_program_gets_json),
        cmocka_unit_test(a_model_that_is_none_changes_nothing),
        cmocka_unit_test(ctrl_c_loses_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
