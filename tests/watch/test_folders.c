/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_follow on folders: all below them is watched, wherever it comes from.
 */
#include "world.h"

static const char NOTE[] = "Kestrel Mills sold 1,200 tons of flour in March.\n";

static void what_stands_there_is_added_and_then_the_beginning_is_told(void **state)
{
    world *w = *state;
    doc_old(w, "one.txt", NOTE);
    doc_folder(w, "2024/q1");
    doc_old(w, "2024/q1/two.md", "# Kestrel Mills\n\nOrders rose.\n");
    world_follow(w);
    await_begun(w);
    assert_int_equal(count_files(w, GK_FILE_ADDED, "one", NULL), 1);
    assert_int_equal(count_files(w, GK_FILE_ADDED, "two", NULL), 1);
    world_stop(w);
    assert_int_equal(w->report.added.added, 2);
    assert_int_equal(stored(w), 2);
}

static void what_the_library_has_is_unchanged_the_next_time(void **state)
{
    world *w = *state;
    doc_old(w, "one.txt", NOTE);
    for (int i = 0; i < 2; i++) {
        world_follow(w);
        await_said(w, GK_FOLLOW_BEGUN, NULL, (size_t)i + 1);
        world_stop(w);
    }
    assert_int_equal(count_files(w, GK_FILE_ADDED, "one", NULL), 1);
    assert_int_equal(count_files(w, GK_FILE_UNCHANGED, "one", NULL), 1);
}

static void new_folders_are_watched_with_what_is_already_in_them(void **state)
{
    world *w = *state;
    world_follow(w);
    await_begun(w);
    doc_folder(w, "a/b/c");
    doc_write(w, "a/b/c/deep.txt", NOTE);
    await_file(w, GK_FILE_ADDED, "deep", 1);
    doc_write(w, "a/b/later.txt", "Osprey Foods sold nothing.\n");
    await_file(w, GK_FILE_ADDED, "later", 1);
    world_stop(w);
}

static void a_folder_that_is_moved_in_is_added_and_watched(void **state)
{
    world *w = *state;
    const char *outside = gk_arena_format(w->arena, "%s/outside", w->folder);
    assert_int_equal(mkdir(outside, 0777), 0);
    world_follow(w);
    await_begun(w);
    doc_write(w, "../outside/in_it.txt", NOTE);
    assert_int_equal(rename(outside, doc_path(w, "inside")), 0);
    await_file(w, GK_FILE_ADDED, "in_it", 1);
    doc_write(w, "inside/after.txt", "Osprey Foods sold nothing.\n");
    await_file(w, GK_FILE_ADDED, "after", 1);
    world_stop(w);
}

static void a_folder_that_is_moved_away_is_watched_no_more(void **state)
{
    world *w = *state;
    doc_folder(w, "a");
    world_follow(w);
    await_begun(w);
    assert_int_equal(rename(doc_path(w, "a"), gk_arena_format(w->arena, "%s/elsewhere", w->folder)),
                     0);
    doc_write(w, "../elsewhere/not_ours.txt", "Not ours.\n");
    doc_write(w, "ours.txt", NOTE);
    await_file(w, GK_FILE_ADDED, "ours", 1);
    assert_int_equal(count_files(w, GK_FILE_ADDED, "not_ours", NULL), 0);
    world_stop(w);
}

static void what_lies_in_another_folder_is_watched_once(void **state)
{
    world *w = *state;
    doc_folder(w, "a");
    world_source(w, doc_path(w, "a"));
    world_source(w, w->docs);
    world_source(w, w->docs);
    world_follow(w);
    await_begun(w);
    doc_write(w, "a/one.txt", NOTE);
    await_file(w, GK_FILE_ADDED, "one", 1);
    world_stop(w);
    assert_int_equal(w->report.added.files, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_stands_there_is_added_and_then_the_beginning_is_told),
        TEST(what_the_library_has_is_unchanged_the_next_time),
        TEST(new_folders_are_watched_with_what_is_already_in_them),
        TEST(a_folder_that_is_moved_in_is_added_and_watched),
        TEST(a_folder_that_is_moved_away_is_watched_no_more),
        TEST(what_lies_in_another_folder_is_watched_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
