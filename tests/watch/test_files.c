/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_follow on files: what is put into a folder comes into the library, each file once and whole.
 */
#include "world.h"

static const char NOTE[] = "Kestrel Mills sold 1,200 tons of flour in March.\n";

static void a_file_that_appears_is_added_and_its_delay_told(void **state)
{
    world *w = *state;
    world_follow(w);
    await_begun(w);
    double start = gk_seconds();
    doc_write(w, "new.txt", NOTE);
    told t = await_file(w, GK_FILE_ADDED, "new", 1);
    double took = gk_seconds() - start;
    print_message("in the library %.2f s after it appeared (told: %.2f s)\n", took, t.seconds);
    assert_true(t.seconds >= 0 && t.seconds <= took);
    assert_int_equal(stored(w), 1);
    world_stop(w);
}

static void a_file_that_is_written_slowly_is_added_once_and_whole(void **state)
{
    world *w = *state;
    world_follow(w);
    await_begun(w);
    int fd = open(doc_path(w, "slow.txt"), O_WRONLY | O_CREAT, 0666);
    assert_true(fd >= 0);
    for (int i = 0; i < 5; i++) { /* longer than a file that nobody writes has to stand still */
        assert_int_equal(write(fd, NOTE, strlen(NOTE)), strlen(NOTE));
        pause_for(0.5);
    }
    assert_int_equal(count_files(w, GK_FILE_ADDED, "slow", NULL), 0);
    assert_int_equal(write(fd, "The end.\n", 9), 9);
    close(fd);
    await_file(w, GK_FILE_ADDED, "slow", 1);
    world_stop(w);
    assert_int_equal(w->report.added.files, 1);
    assert_int_equal(stored(w), 1);
}

static void downloads_and_hidden_files_are_added_when_they_get_their_name(void **state)
{
    world *w = *state;
    world_follow(w);
    await_begun(w);
    doc_write(w, "report.txt.part", NOTE);
    doc_write(w, ".hidden.txt", "Osprey Foods sold nothing.\n");
    doc_write(w, "other.txt.crdownload", "Merlin Ltd. was sold.\n");
    doc_write(w, "seen.txt", "Seen.\n");
    await_file(w, GK_FILE_ADDED, "seen", 1);
    assert_int_equal(stored(w), 1);
    doc_rename(w, "report.txt.part", "report.txt");
    doc_rename(w, ".hidden.txt", "shown.txt");
    await_file(w, GK_FILE_ADDED, "report", 1);
    await_file(w, GK_FILE_ADDED, "shown", 1);
    world_stop(w);
    assert_int_equal(stored(w), 3);
}

static void a_file_that_fails_is_tried_again_when_it_changes_only(void **state)
{
    world *w = *state;
    world_follow(w);
    await_begun(w);
    doc_write(w, "broken.pdf", "%PDF-1.4 and then nothing\n");
    told t = await_file(w, GK_FILE_FAILED, "broken.pdf", 1);
    assert_non_null(t.message);
    int fd = open(doc_path(w, "broken.pdf"), O_RDWR); /* opened and closed: nothing has changed */
    close(fd);
    doc_write(w, "good.txt", NOTE);
    await_file(w, GK_FILE_ADDED, "good", 1);
    assert_int_equal(count_files(w, GK_FILE_FAILED, "broken.pdf", NULL), 1);
    doc_write(w, "broken.pdf", "%PDF-1.4 and then still nothing\n");
    await_file(w, GK_FILE_FAILED, "broken.pdf", 2);
    world_stop(w);
    assert_int_equal(w->report.added.failed, 2);
}

static void a_file_of_an_unknown_kind_is_skipped(void **state)
{
    world *w = *state;
    doc_old(w, "picture.bin", "\x01\x02\x03\x04 no text at all");
    world_follow(w);
    await_begun(w);
    assert_int_equal(count_files(w, GK_FILE_SKIPPED, "picture.bin", NULL), 1);
    world_stop(w);
    assert_int_equal(w->report.added.failed, 0);
}

static void a_file_that_is_deleted_stays_in_the_library(void **state)
{
    world *w = *state;
    doc_old(w, "one.txt", NOTE);
    world_follow(w);
    await_begun(w);
    assert_int_equal(unlink(doc_path(w, "one.txt")), 0);
    doc_write(w, "two.txt", "Osprey Foods sold nothing.\n");
    await_file(w, GK_FILE_ADDED, "two", 1);
    world_stop(w);
    assert_int_equal(stored(w), 2);
}

static void a_burst_of_files_is_added_whole(void **state)
{
    world *w = *state;
    world_follow(w);
    await_begun(w);
    for (int i = 0; i < 40; i++)
        doc_write(w, gk_arena_format(w->arena, "n%03d.txt", i),
                  gk_arena_format(w->arena, "Kestrel Mills sold %d tons.\n", i));
    for (int i = 0; i < 40; i++)
        await_file(w, GK_FILE_ADDED, gk_arena_format(w->arena, "n%03d", i), 1);
    world_stop(w);
    assert_int_equal(stored(w), 40);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_file_that_appears_is_added_and_its_delay_told),
        TEST(a_file_that_is_written_slowly_is_added_once_and_whole),
        TEST(downloads_and_hidden_files_are_added_when_they_get_their_name),
        TEST(a_file_that_fails_is_tried_again_when_it_changes_only),
        TEST(a_file_of_an_unknown_kind_is_skipped),
        TEST(a_file_that_is_deleted_stays_in_the_library),
        TEST(a_burst_of_files_is_added_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
