/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_follow as a whole: what it waits for, what it says of it, what it refuses.
 */
#include "world.h"

static const char NOTE[] = "Kestrel Mills sold 1,200 tons of flour in March.\n";

static void a_library_in_the_folder_is_no_folder_of_documents(void **state)
{
    world *w = *state;
    const char *inner = doc_path(w, "inner.lib");
    world_follow(w);
    await_begun(w);
    assert_ok(w, gk_library_create(inner, "none", &w->err));
    doc_write(w, "inner.lib/stray.txt", "Stray.\n");
    doc_write(w, "one.txt", NOTE);
    await_file(w, GK_FILE_ADDED, "one", 1);
    pause_for(2.7); /* longer than what stands still needs */
    world_stop(w);
    assert_int_equal(w->report.added.files, 1);
}

static void it_waits_while_another_process_writes_and_says_so_once(void **state)
{
    world *w = *state;
    gk_library *other;
    world_follow(w);
    await_begun(w);
    assert_ok(w, gk_library_open(w->lib, GK_WRITE, &other, &w->err)); /* it is free in between */
    doc_write(w, "one.txt", NOTE);
    await_said(w, GK_FOLLOW_WAITING, "wait until it is done", 1);
    doc_write(w, "two.txt", "Osprey Foods sold nothing.\n");
    pause_for(1.3); /* tries again meanwhile */
    gk_library_close(other);
    await_file(w, GK_FILE_ADDED, "one", 1);
    await_file(w, GK_FILE_ADDED, "two", 1);
    await_said(w, GK_FOLLOW_WELL, NULL, 1);
    assert_int_equal(count_said(w, GK_FOLLOW_WAITING, NULL), 1);
    world_stop(w);
}

static void a_folder_that_goes_and_comes_back_is_said_and_watched_again(void **state)
{
    world *w = *state;
    const char *away = gk_arena_format(w->arena, "%s/away", w->folder);
    world_follow(w);
    await_begun(w);
    assert_int_equal(rename(w->docs, away), 0);
    await_said(w, GK_FOLLOW_TROUBLE, "gone", 1);
    assert_int_equal(rename(away, w->docs), 0);
    await_said(w, GK_FOLLOW_WELL, "again", 1);
    doc_write(w, "one.txt", NOTE);
    await_file(w, GK_FILE_ADDED, "one", 1);
    world_stop(w);
    assert_int_equal(w->report.troubles, 0);
}

static void folders_are_looked_at_where_the_system_does_not_tell(void **state)
{
    world *w = *state;
    w->options.look = 0.3;
    world_follow(w);
    await_begun(w);
    doc_folder(w, "a");
    doc_write(w, "a/one.txt", NOTE);
    doc_write(w, "broken.pdf", "%PDF-1.4 and then nothing\n");
    await_file(w, GK_FILE_ADDED, "one", 1);
    await_file(w, GK_FILE_FAILED, "broken.pdf", 1);
    pause_for(0.7); /* is looked at twice more */
    world_stop(w);
    assert_int_equal(w->report.added.files, 2);
}

static void once_adds_what_is_there_and_ends(void **state)
{
    world *w = *state;
    doc_write(w, "one.txt", NOTE); /* so new that it has to stand still first */
    w->options.once = true;
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(w->report.added.added, 1);
    assert_int_equal(stored(w), 1);
}

static void what_cannot_be_watched_is_refused(void **state)
{
    world *w = *state;
    doc_write(w, "one.txt", NOTE);
    const struct {
        const char *library, *source;
        gk_status status;
        const char *says;
    } cases[] = {{w->lib, doc_path(w, "one.txt"), GK_INVALID, "neither a folder nor an address"},
                 {w->lib, doc_path(w, "nowhere"), GK_IO, "No such file"},
                 {w->lib, "ftp://example.com/feed", GK_IO, "No such file"},
                 {w->lib, w->lib, GK_INVALID, "a library"},
                 {w->docs, w->docs, GK_LIBRARY, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_error err = {0};
        gk_status status = gk_follow(cases[i].library, &cases[i].source, 1, NULL, NULL, &err);
        if (status != cases[i].status || !strstr(err.message, cases[i].says))
            fail_msg("%s: status %d, \"%s\", not %d, \"%s\"", cases[i].source, status, err.message,
                     cases[i].status, cases[i].says);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_library_in_the_folder_is_no_folder_of_documents),
        TEST(it_waits_while_another_process_writes_and_says_so_once),
        TEST(a_folder_that_goes_and_comes_back_is_said_and_watched_again),
        TEST(folders_are_looked_at_where_the_system_does_not_tell),
        TEST(once_adds_what_is_there_and_ends),
        TEST(what_cannot_be_watched_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
