/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static size_t entries(const char *folder)
{
    DIR *d = opendir(folder);
    size_t count = 0;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

static void assert_holds(world *w, const char *path, const char *bytes, size_t size)
{
    char *data;
    size_t n;
    assert_ok(w, gk_file_read(path, &data, &n, &w->err));
    assert_int_equal(n, size);
    assert_memory_equal(data, bytes, size);
    assert_int_equal(data[size], '\0');
    gk_free(data);
}

/* ---- reading ------------------------------------------------------------------------------ */

static void what_was_written_is_read(void **state)
{
    world *w = *state;
    char *path = world_path(w, "a.bin");
    static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 300000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *bytes = gk_alloc(sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++) bytes[k] = (char)(k * 31 + i);
        assert_ok(w, gk_file_write(path, bytes, sizes[i], &w->err));
        assert_holds(w, path, bytes, sizes[i]);
        gk_free(bytes);
    }
    assert_int_equal(entries(w->folder), 1);
    gk_free(path);
}

static void assert_unreadable(world *w, const char *path, const char *why)
{
    char *data = (char *)w;
    size_t size = 7;
    assert_int_equal(gk_file_read(path, &data, &size, &w->err), GK_IO);
    assert_null(data);
    assert_int_equal(size, 0);
    assert_message(w, path);
    assert_message(w, why);
}

static void what_is_no_file_is_named_with_the_reason(void **state)
{
    world *w = *state;
    char *absent = world_path(w, "absent"), *pipe_path = world_path(w, "pipe");
    char *link = world_path(w, "link");
    assert_unreadable(w, absent, "No such file");
    assert_unreadable(w, w->folder, "not a regular file");
    assert_int_equal(symlink(link, link), 0);
    assert_unreadable(w, link, strerror(ELOOP));
    /* Nobody writes to it: a reader that waits would wait for ever. */
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_unreadable(w, pipe_path, "not a regular file");
    gk_free(absent);
    gk_free(pipe_path);
    gk_free(link);
}

/* The kernel gives such files no size. */
static void a_file_that_does_not_tell_its_size_is_read_whole(void **state)
{
    world *w = *state;
    char *data;
    size_t size;
    assert_ok(w, gk_file_read("/proc/self/status", &data, &size, &w->err));
    assert_true(size > 100);
    assert_int_equal(strlen(data), size);
    assert_true(gk_starts_with(data, "Name:"));
    gk_free(data);
}

/* ---- writing ------------------------------------------------------------------------------ */

static void writing_replaces_the_whole_content(void **state)
{
    world *w = *state;
    char *path = world_path(w, "a.txt");
    assert_ok(w, gk_file_write(path, "a long first content", 20, &w->err));
    assert_ok(w, gk_file_write(path, "short", 5, &w->err));
    assert_holds(w, path, "short", 5);
    gk_free(path);
}

static void a_name_without_a_folder_is_written_here(void **state)
{
    world *w = *state;
    char *before = getcwd(NULL, 0);
    assert_int_equal(chdir(w->folder), 0);
    assert_ok(w, gk_file_write("here.txt", "x", 1, &w->err));
    assert_int_equal(chdir(before), 0);
    char *path = world_path(w, "here.txt");
    assert_holds(w, path, "x", 1);
    gk_free(path);
    free(before);
}

static void a_write_that_cannot_begin_says_why(void **state)
{
    world *w = *state;
    char *path = world_path(w, "no/such/folder");
    assert_int_equal(gk_file_write(path, "x", 1, &w->err), GK_IO);
    assert_int_equal(errno, ENOENT);
    assert_message(w, path);
    gk_free(path);
}

static void a_write_over_a_folder_fails_and_leaves_nothing(void **state)
{
    world *w = *state;
    char *path = world_path(w, "folder");
    assert_ok(w, gk_folder_make(path, &w->err));
    assert_int_equal(gk_file_write(path, "x", 1, &w->err), GK_IO);
    assert_int_equal(errno, EISDIR);
    assert_int_equal(entries(w->folder), 1);
    gk_free(path);
}

/* A limit on file sizes fails a write as a full disk does: in its middle. */
static void a_write_that_fails_midway_leaves_the_old_content(void **state)
{
    world *w = *state;
    char *path = world_path(w, "a.txt");
    assert_ok(w, gk_file_write(path, "the old content", 15, &w->err));
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        static char large[100000];
        struct rlimit limit = {.rlim_cur = 50000, .rlim_max = 50000};
        signal(SIGXFSZ, SIG_IGN);
        bool limited = setrlimit(RLIMIT_FSIZE, &limit) == 0;
        gk_status status = gk_file_write(path, large, sizeof large, &w->err);
        _exit(!limited ? 10 : status != GK_IO ? 11 : errno != EFBIG ? 12 : 0);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_holds(w, path, "the old content", 15);
    assert_int_equal(entries(w->folder), 1);
    gk_free(path);
}

static void a_folder_that_may_not_be_written_leaves_the_old_content(void **state)
{
    world *w = *state;
    char *path = world_path(w, "a.txt");
    assert_ok(w, gk_file_write(path, "the old content", 15, &w->err));
    assert_int_equal(chmod(w->folder, 0555), 0);
    if (geteuid() == 0 && seteuid(65534) != 0) {
        print_message("skipped: root may write everywhere, and cannot become another user here\n");
        skip();
    }
    gk_status status = gk_file_write(path, "new", 3, &w->err);
    int why = errno;
    if (getuid() == 0) assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(w->folder, 0755), 0);
    assert_int_equal(status, GK_IO);
    assert_int_equal(why, EACCES);
    assert_message(w, "Permission denied");
    assert_holds(w, path, "the old content", 15);
    gk_free(path);
}

/* ---- files that appear as a whole ---------------------------------------------------------- */

static void a_new_file_appears_when_it_is_whole(void **state)
{
    world *w = *state;
    char *path = world_path(w, "a");
    gk_new_file *file;
    assert_ok(w, gk_file_write(path, "old", 3, &w->err));
    assert_ok(w, gk_new_file_open(path, &file, &w->err));
    assert_ok(w, gk_new_file_write(file, "new ", 4, &w->err));
    assert_ok(w, gk_new_file_write(file, "one", 3, &w->err));
    assert_holds(w, path, "old", 3);
    assert_ok(w, gk_new_file_close(file, GK_OK, &w->err));
    assert_holds(w, path, "new one", 7);
    assert_int_equal(entries(w->folder), 1);
    gk_free(path);
}

static void a_new_file_that_is_given_up_leaves_nothing(void **state)
{
    world *w = *state;
    char *path = world_path(w, "a");
    gk_new_file *file;
    assert_ok(w, gk_new_file_open(path, &file, &w->err));
    assert_ok(w, gk_new_file_write(file, "half", 4, &w->err));
    assert_int_equal(gk_new_file_close(file, GK_STOPPED, &w->err), GK_STOPPED);
    assert_int_equal(entries(w->folder), 0);
    assert_ok(w, gk_new_file_close(NULL, GK_OK, &w->err));
    gk_free(path);
}

static void what_a_kill_left_is_taken_for_the_next(void **state)
{
    world *w = *state;
    char *path = world_path(w, "a"), *left = world_path(w, "a.tmp");
    gk_new_file *file;
    assert_ok(w, gk_file_write(left, "much longer", 11, &w->err));
    assert_ok(w, gk_new_file_open(path, &file, &w->err));
    assert_ok(w, gk_new_file_write(file, "short", 5, &w->err));
    assert_ok(w, gk_new_file_close(file, GK_OK, &w->err));
    assert_holds(w, path, "short", 5);
    assert_int_equal(entries(w->folder), 1);
    gk_free(path);
    gk_free(left);
}

static void two_do_not_write_one_file(void **state)
{
    world *w = *state;
    char *path = world_path(w, "a");
    gk_new_file *first, *second;
    assert_ok(w, gk_new_file_open(path, &first, &w->err));
    assert_int_equal(gk_new_file_open(path, &second, &w->err), GK_BUSY);
    assert_null(second);
    assert_message(w, "/a: another process is writing it");
    assert_ok(w, gk_new_file_close(first, GK_OK, &w->err));
    assert_ok(w, gk_new_file_open(path, &second, &w->err));
    assert_int_equal(gk_new_file_close(second, GK_IO, &w->err), GK_IO);
    assert_holds(w, path, "", 0);
    gk_free(path);
}

static void a_device_is_written_to_as_it_stands(void **state)
{
    world *w = *state;
    gk_new_file *file;
    if (access("/dev/full", W_OK) != 0) skip();
    assert_ok(w, gk_new_file_open("/dev/full", &file, &w->err));
    assert_int_equal(gk_new_file_write(file, "x", 1, &w->err), GK_IO);
    assert_message(w, "/dev/full: No space left");
    assert_int_equal(gk_new_file_close(file, GK_STOPPED, &w->err), GK_STOPPED);
    assert_int_equal(access("/dev/full", W_OK), 0);
    assert_int_equal(gk_new_file_open(w->folder, &file, &w->err), GK_IO);
    assert_int_equal(gk_new_file_open("/no/such/folder/a", &file, &w->err), GK_IO);
    assert_message(w, "/no/such/folder/a: ");
}

/* ---- folders and paths -------------------------------------------------------------------- */

static void a_folder_is_made_with_its_parents(void **state)
{
    world *w = *state;
    char *deep = world_path(w, "a/b//c/"), *part = world_path(w, "a/b/c");
    assert_false(gk_path_exists(part));
    assert_ok(w, gk_folder_make(deep, &w->err));
    assert_true(gk_path_exists(part));
    assert_ok(w, gk_folder_make(part, &w->err));
    assert_ok(w, gk_folder_make("/", &w->err));
    assert_int_equal(gk_folder_make("", &w->err), GK_IO);
    assert_ok(w, gk_folder_sync(part, &w->err));
    gk_free(deep);
    gk_free(part);
}

static void a_file_is_no_folder(void **state)
{
    world *w = *state;
    char *file = world_path(w, "file"), *below = world_path(w, "file/below");
    assert_ok(w, gk_file_write(file, "x", 1, &w->err));
    assert_int_equal(gk_folder_make(file, &w->err), GK_IO);
    assert_message(w, "not a folder");
    assert_int_equal(gk_folder_make(below, &w->err), GK_IO);
    assert_message(w, below);
    assert_int_equal(gk_folder_sync(file, &w->err), GK_IO);
    assert_holds(w, file, "x", 1);
    gk_free(file);
    gk_free(below);
}

static void paths_are_joined_and_taken_apart(void **state)
{
    (void)state;
    static const char *const joins[][3] = {
        {"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"/", "b", "/b"}, {"a", "b/c", "a/b/c"}};
    for (size_t i = 0; i < sizeof joins / sizeof *joins; i++) {
        char *joined = gk_path_join(joins[i][0], joins[i][1]);
        assert_string_equal(joined, joins[i][2]);
        gk_free(joined);
    }
    assert_string_equal(gk_path_name("/a/b/c.txt"), "c.txt");
    assert_string_equal(gk_path_name("c.txt"), "c.txt");
    assert_string_equal(gk_path_name("a/"), "");
    char *folder = gk_program_folder();
    char *self = gk_path_join(folder, "test_base_file");
    assert_true(gk_path_exists(self));
    gk_free(folder);
    gk_free(self);
}

/* FIPS 180-2, appendix B, and the empty message. */
static void sha256_gives_the_standards_values(void **state)
{
    (void)state;
    static const char *const known[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char hex[65];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        gk_sha256(known[i][0], strlen(known[i][0]), hex);
        assert_string_equal(hex, known[i][1]);
    }
    char *million = gk_alloc(1000000);
    memset(million, 'a', 1000000);
    gk_sha256(million, 1000000, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    gk_free(million);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_read),
        TEST(what_is_no_file_is_named_with_the_reason),
        TEST(a_file_that_does_not_tell_its_size_is_read_whole),
        TEST(writing_replaces_the_whole_content),
        TEST(a_name_without_a_folder_is_written_here),
        TEST(a_write_that_cannot_begin_says_why),
        TEST(a_write_over_a_folder_fails_and_leaves_nothing),
        TEST(a_write_that_fails_midway_leaves_the_old_content),
        TEST(a_folder_that_may_not_be_written_leaves_the_old_content),
        TEST(a_new_file_appears_when_it_is_whole),
        TEST(a_new_file_that_is_given_up_leaves_nothing),
        TEST(what_a_kill_left_is_taken_for_the_next),
        TEST(two_do_not_write_one_file),
        TEST(a_device_is_written_to_as_it_stands),
        TEST(a_folder_is_made_with_its_parents),
        TEST(a_file_is_no_folder),
        cmocka_unit_test(paths_are_joined_and_taken_apart),
        cmocka_unit_test(sha256_gives_the_standards_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
