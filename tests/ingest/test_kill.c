/* SPDX-License-Identifier: Apache-2.0
 *
 * The program from outside: killed at random moments of `goshawk add`, met by a second writer, on a
 * full disk. What it did before stays, and the same command given again ends where an undisturbed
 * one does. The model is tests/model/data/tiny.
 */
#include "../namespace.h"
#include "program.h"

enum { KILLS = GK_SLOW_BUILD ? 6 : 20 };

static void init(world *w)
{
    world_remove(w->path);
    output(w, PROGRAM_ARGS("init", w->path, "--model", TINY));
}

/* ---- what must hold ------------------------------------------------------------------------- */

/* The library as a user sees it: the list of documents, without times, and what searches find. */
typedef struct view {
    json_t *documents;
    const char *found;
} view;

static json_t *documents_of(world *w)
{
    json_t *root = json_loads(output(w, PROGRAM_ARGS("docs", w->path, "--json")), 0, NULL);
    json_t *list = json_incref(json_object_get(root, "documents"));
    json_decref(root);
    assert_true(json_is_array(list));
    for (size_t i = 0; i < json_array_size(list); i++)
        assert_int_equal(json_object_del(json_array_get(list, i), "added"), 0);
    return list;
}

static view look(world *w)
{
    static const char *const queries[] = {"dues of berth 7 in 2021", "net cash flow of the year",
                                          "document 17 lantern"};
    gk_string found = {0};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        gk_string_add(&found, output(w, PROGRAM_ARGS("search", w->path, queries[i], "--json")));
        gk_string_add(&found, "\n");
    }
    view v = {documents_of(w), gk_arena_strdup(w->arena, found.data)};
    gk_string_free(&found);
    return v;
}

static json_t *find(const json_t *documents, const char *name)
{
    for (size_t i = 0; i < json_array_size(documents); i++) {
        json_t *d = json_array_get(documents, i);
        if (!strcmp(json_string_value(json_object_get(d, "document")), name)) return d;
    }
    return NULL;
}

/* What is listed is whole: all fields but the number of vectors are what they are in the end. */
static size_t check_listed(world *w, const view *whole)
{
    json_t *listed = documents_of(w);
    size_t count = json_array_size(listed);
    for (size_t i = 0; i < count; i++) {
        json_t *got = json_array_get(listed, i);
        json_t *due = json_deep_copy(
            find(whole->documents, json_string_value(json_object_get(got, "document"))));
        json_int_t vectors = json_integer_value(json_object_get(got, "vectors"));
        assert_in_range(vectors, 0, json_integer_value(json_object_get(due, "passages")));
        json_object_del(got, "vectors");
        json_object_del(due, "vectors");
        if (!json_equal(got, due))
            fail_msg("listed: %s\ndue: %s", json_dumps(got, 0), due ? json_dumps(due, 0) : "none");
        json_decref(due);
    }
    json_decref(listed);
    return count;
}

static void check_finished(world *w, const view *whole)
{
    output(w, PROGRAM_ARGS("add", w->path, w->docs));
    view now = look(w);
    if (!json_equal(now.documents, whole->documents))
        fail_msg("documents: %s\ndue: %s", json_dumps(now.documents, 0),
                 json_dumps(whole->documents, 0));
    assert_string_equal(now.found, whole->found);
    check_database(w);
    json_decref(now.documents);
}

/* An undisturbed library; *seconds (may be NULL) is how long adding took. */
static view undisturbed(world *w, double *seconds)
{
    init(w);
    double before = gk_seconds();
    output(w, PROGRAM_ARGS("add", w->path, w->docs));
    if (seconds) *seconds = gk_seconds() - before;
    view whole = look(w);
    assert_int_equal(json_array_size(whole.documents), DOCUMENTS);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        json_t *d = json_array_get(whole.documents, i);
        assert_true(json_integer_value(json_object_get(d, "vectors")) > 0);
        assert_true(json_equal(json_object_get(d, "vectors"), json_object_get(d, "passages")));
    }
    return whole;
}

/* ---- killed --------------------------------------------------------------------------------- */

static bool add_and_kill(world *w, double after)
{
    return kill_after(start(PROGRAM_ARGS("add", w->path, w->docs)), after);
}

static void adding_killed_at_any_moment_is_finished_by_adding_again(void **state)
{
    world *w = *state;
    uint64_t seed = 2021;
    double duration;
    write_docs(w);
    view whole = undisturbed(w, &duration);
    size_t killed = 0, partly = 0;
    for (int k = 0; k < KILLS; k++) {
        init(w);
        /* One moment in each twentieth of the time that it takes. */
        double within = (double)(next_random(&seed) % 1000) / 1000;
        killed += add_and_kill(w, duration * (k + within) / KILLS);
        check_database(w);
        size_t listed = check_listed(w, &whole);
        partly += listed > 0 && listed < DOCUMENTS;
        check_finished(w, &whole);
    }
    print_message("killed %zu times, %zu times with a part of the documents stored\n", killed,
                  partly);
    assert_true(killed > 0);
    json_decref(whole.documents);
}

static void adding_killed_again_and_again_gets_there(void **state)
{
    world *w = *state;
    uint64_t seed = 7;
    double duration;
    write_docs(w);
    view whole = undisturbed(w, &duration);
    init(w);
    size_t listed = 0;
    for (int k = 0; k < 8; k++) {
        add_and_kill(w, duration * (0.1 + (double)(next_random(&seed) % 1000) / 4000));
        size_t now = check_listed(w, &whole);
        if (now < listed) fail_msg("%zu documents were listed, now %zu", listed, now);
        listed = now;
    }
    check_finished(w, &whole);
    json_decref(whole.documents);
}

/* ---- two writers ---------------------------------------------------------------------------- */

/* A reader that says on one pipe that it is at work, and waits for a word on another. */
static const char *waiting_reader(world *w)
{
    const char *reader = gk_arena_format(w->arena, "%s/reader", w->folder);
    const char *real = getenv("GOSHAWK_READ");
    char *script = gk_format(
        "#!/bin/sh\necho ready > %s/ready\nread word < %s/go\nexec %s \"$@\"\n", w->folder,
        w->folder, real ? real : GK_BINARY_DIR "/goshawk-read");
    assert_ok(w, gk_file_write(reader, script, strlen(script), &w->err));
    assert_int_equal(chmod(reader, 0755), 0);
    assert_int_equal(mkfifo(gk_arena_format(w->arena, "%s/ready", w->folder), 0600), 0);
    assert_int_equal(mkfifo(gk_arena_format(w->arena, "%s/go", w->folder), 0600), 0);
    gk_free(script);
    return reader;
}

/* Opens a pipe, which waits for its other end, and passes a word. */
static void through_pipe(world *w, const char *name, int flags)
{
    char word[16] = "go\n", *path = gk_path_join(w->folder, name);
    int fd = open(path, flags | O_CLOEXEC);
    assert_true(fd >= 0);
    ssize_t n = flags == O_RDONLY ? read(fd, word, sizeof word) : write(fd, word, 3);
    assert_true(n > 0);
    close(fd);
    gk_free(path);
}

static void a_second_writer_is_told_to_wait(void **state)
{
    world *w = *state;
    doc_text(w, "a.txt", "The first lantern.\n");
    doc_text(w, "../other.txt", "The second lantern.\n");
    const char *other = gk_arena_format(w->arena, "%s/other.txt", w->folder);
    const char *before = getenv("GOSHAWK_READ");
    char *kept = before ? gk_strdup(before) : NULL;
    init(w);
    setenv("GOSHAWK_READ", waiting_reader(w), 1);
    pid_t first = start(PROGRAM_ARGS("add", w->path, w->docs));
    if (kept)
        setenv("GOSHAWK_READ", kept, 1);
    else
        unsetenv("GOSHAWK_READ");
    through_pipe(w, "ready", O_RDONLY);

    static const char *const commands[] = {"add", "reindex"};
    for (size_t i = 0; i < 2; i++) {
        gk_process_result r = run(w, i == 0 ? PROGRAM_ARGS("add", w->path, other)
                                            : PROGRAM_ARGS("reindex", w->path));
        if (r.exit_code != 4) fail_msg("%s: exit %d: %s", commands[i], r.exit_code, r.errors);
        char *due = gk_format("goshawk: %s is being written by process %ld: wait until it is done",
                              w->path, (long)first);
        assert_string_equal(r.errors, due);
        gk_free(due);
        gk_process_result_free(&r);
    }
    /* Readers are not in the way, nor is a writer in theirs. */
    output(w, PROGRAM_ARGS("docs", w->path));

    through_pipe(w, "go", O_WRONLY);
    assert_int_equal(wait_for(first), 0);
    output(w, PROGRAM_ARGS("add", w->path, other));
    json_t *documents = documents_of(w);
    assert_int_equal(json_array_size(documents), 2);
    json_decref(documents);
    gk_free(kept);
}

/* ---- a full disk ---------------------------------------------------------------------------- */

static int disk_teardown(void **state)
{
    world *w = *state;
    char *disk = gk_path_join(w->folder, "disk");
    umount2(disk, MNT_DETACH);
    gk_free(disk);
    return world_teardown(state);
}

static void adding_on_a_full_disk_goes_on_with_room(void **state)
{
    world *w = *state;
    write_docs(w);
    view whole = undisturbed(w, NULL);
    char *disk = gk_path_join(w->folder, "disk");
    assert_int_equal(mkdir(disk, 0777), 0);
    need_namespace();
    need_disk(disk, "2m", false);
    snprintf(w->path, sizeof w->path, "%s/disk/a.lib", w->folder);
    init(w);
    gk_process_result r = run(w, PROGRAM_ARGS("add", w->path, w->docs));
    if (r.exit_code != 4) fail_msg("exit %d: %s", r.exit_code, r.errors);
    assert_part(r.errors, "the disk is full: make room for");
    assert_part(r.errors, "what was finished is kept");
    if (strchr(r.errors, '\n')) fail_msg("not one line: %s", r.errors);
    gk_process_result_free(&r);

    need_disk(disk, "3m", true); /* some room; not enough */
    size_t listed = check_listed(w, &whole);
    assert_in_range(listed, 1, DOCUMENTS - 1);
    check_database(w);
    r = run(w, PROGRAM_ARGS("add", w->path, w->docs));
    if (r.exit_code != 4) fail_msg("exit %d: %s", r.exit_code, r.errors);
    gk_process_result_free(&r);

    need_disk(disk, "64m", true);
    size_t now = check_listed(w, &whole);
    if (now < listed) fail_msg("%zu documents were listed, now %zu", listed, now);
    check_finished(w, &whole);
    json_decref(whole.documents);
    gk_free(disk);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_second_writer_is_told_to_wait),
        TEST(adding_killed_at_any_moment_is_finished_by_adding_again),
        TEST(adding_killed_again_and_again_gets_there),
        cmocka_unit_test_setup_teardown(adding_on_a_full_disk_goes_on_with_room, world_setup,
                                        disk_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
