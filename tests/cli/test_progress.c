/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include "cli/progress.h"

static const gk_progress half = {
    .files_done = 3,
    .files_total = 8,
    .pages = 412,
    .passages = 3021,
    .embedded = 1200,
    .embed_total = 3021,
    .seconds = 50,
    .seconds_left = 130,
    .current = "filings/pdf/3M_2018_10K.pdf",
};

static void expect_line(const gk_progress *at, int width, const char *expected)
{
    char *line = cli_progress_line(at, width);
    assert_string_equal(line, expected);
    free(line);
}

static void a_line_says_all_where_there_is_room(void **state)
{
    (void)state;
    expect_line(&half, 0,
                "3/8 files, 412 pages, 3,021 passages, 1,200/3,021 embedded, 24 passages/s, "
                "2 min 10 s left, 3M_2018_10K.pdf");
}

static void a_narrow_line_keeps_what_matters(void **state)
{
    (void)state;
    expect_line(&half, 60, "3/8 files, 412 pages, 1,200/3,021 embedded, 2 min 10 s left");
    expect_line(&half, 35, "3/8 files, 1,200/3,021 embedded");
    expect_line(&half, 3, "3/8 files");
}

static void what_is_not_known_is_not_said(void **state)
{
    (void)state;
    const gk_progress start = {.files_total = 1200, .seconds_left = -1};
    expect_line(&start, 0, "0/1,200 files");
    const gk_progress lexical = {
        .files_done = 1, .files_total = 2, .pages = 300, .seconds = 10, .seconds_left = -1};
    expect_line(&lexical, 0, "1/2 files, 300 pages, 30 pages/s");
}

static void durations_are_short(void **state)
{
    (void)state;
    char buffer[CLI_DURATION_SIZE];
    assert_string_equal(cli_duration(buffer, 0.2), "0 s");
    assert_string_equal(cli_duration(buffer, 59.4), "59 s");
    assert_string_equal(cli_duration(buffer, 60), "1 min 0 s");
    assert_string_equal(cli_duration(buffer, 3900), "1 h 5 min");
    assert_string_equal(cli_duration(buffer, -4), "0 s");
    assert_string_equal(cli_duration(buffer, 1e300), "1000000 h 0 min");
}

static void a_terminal_line_is_drawn_in_place_and_removed(void **state)
{
    (void)state;
    output o;
    output_open(&o, 40, true);
    o.to.interactive = true;
    cli_progress progress = cli_progress_start(&o.to, false);
    progress.wrote_at -= 1; /* as if a second had passed */
    cli_progress_count(&progress, "questions", 3, 150);
    cli_progress_count(&progress, "questions", 4, 150); /* too soon after */
    cli_progress_clear(&progress);
    cli_progress_clear(&progress);
    output_expect(&o, "\r\033[K3/150 questions\r\033[K");
}

static void a_pipe_gets_a_plain_line_now_and_then(void **state)
{
    (void)state;
    output o;
    output_open(&o, 0, false);
    cli_progress progress = cli_progress_start(&o.to, false);
    progress.wrote_at -= 9;
    cli_progress_add(&progress, &half); /* not yet ten seconds */
    progress.wrote_at -= 2;
    cli_progress_count(&progress, "questions", 4, 150);
    cli_progress_clear(&progress);
    output_expect(&o, "4/150 questions\n");
}

static void silence_is_kept(void **state)
{
    (void)state;
    output o;
    output_open(&o, 80, true);
    o.to.interactive = true;
    cli_progress progress = cli_progress_start(&o.to, true);
    progress.wrote_at -= 100;
    cli_progress_count(&progress, "questions", 4, 150);
    cli_progress_clear(&progress);
    output_expect(&o, "");
}

int main(void)
{
    cli_locale_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_all_where_there_is_room),
        cmocka_unit_test(a_narrow_line_keeps_what_matters),
        cmocka_unit_test(what_is_not_known_is_not_said),
        cmocka_unit_test(durations_are_short),
        cmocka_unit_test(a_terminal_line_is_drawn_in_place_and_removed),
        cmocka_unit_test(a_pipe_gets_a_plain_line_now_and_then),
        cmocka_unit_test(silence_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
