/* SPDX-License-Identifier: Apache-2.0
 *
 * How `goshawk embed` goes on after it was stopped, killed, or ran out of disk.
 */
#include "embed_world.h"

#include <jansson.h>

/* The rows of a checkpoint; 0 where there is none. */
static long checkpoint_rows(const char *path)
{
    json_t *object = json_load_file(path, 0, NULL);
    long rows = (long)json_integer_value(json_object_get(object, "rows"));
    json_decref(object);
    return rows;
}

/* Starts a run that waits for more lines in the middle of in.txt, when it has written a checkpoint.
 * *fifo keeps it waiting. */
static pid_t start_halfway(const char *out, int *fifo)
{
    unlink("in.fifo");
    assert_int_equal(mkfifo("in.fifo", 0600), 0);
    *fifo = open("in.fifo", O_RDWR);
    assert_true(*fifo >= 0);
    char *words[] = {"embed",     "--model",   MODEL, "in.fifo", "-o",
                     (char *)out, "--threads", "1",   NULL};
    pid_t child = start(words, "out.txt", "err.txt");
    size_t size;
    char *bytes = whole("in.txt", &size), path[64];
    for (size_t at = 0; at < size / 2;) {
        ssize_t n = write(*fifo, bytes + at, size / 2 - at);
        assert_true(n > 0);
        at += (size_t)n;
    }
    free(bytes);
    snprintf(path, sizeof path, "%s.goshawk", out);
    for (int i = 0; i < 6000 && checkpoint_rows(path) == 0; i++) usleep(10000);
    assert_in_range(checkpoint_rows(path), 1, LINES / 2);
    return child;
}

static void append(const char *path, const char *text)
{
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static const char *const outputs[] = {"halves.npy", "halves.f32", "halves.jsonl"};
static const char *const references[] = {"whole.npy", "whole.f32", "whole.jsonl"};

static void make_references(void)
{
    run r;
    for (size_t i = 0; i < 3; i++) {
        EMBED(&r, "in.txt", "-o", (char *)references[i], "--threads", "1", "--force");
        expect_code(&r, 0);
    }
}

static void a_killed_run_goes_on_to_the_same_bytes(void **state)
{
    (void)state;
    make_references();
    for (size_t i = 0; i < 3; i++) {
        int fifo;
        pid_t child = start_halfway(outputs[i], &fifo);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(exit_of(child), 128 + SIGKILL);
        close(fifo);
        if (i == 0) assert_in_range(npy_rows(outputs[i]), 1, LINES / 2);
        append(outputs[i], "{\"line\":2,\"embed"); /* a torn row */
        run r;
        EMBED(&r, "in.txt", "-o", (char *)outputs[i], "--threads", "1");
        expect_code(&r, 2);
        expect_part(r.err, "holds a run that was stopped; --resume goes on with it");
        EMBED(&r, "in.txt", "-o", (char *)outputs[i], "--threads", "1", "--resume");
        expect_code(&r, 0);
        expect_same_file(outputs[i], references[i]);
        EMBED(&r, "in.txt", "-o", (char *)outputs[i], "--threads", "1", "--resume");
        expect_code(&r, 2); /* it is finished */
        unlink(outputs[i]);
    }
}

static void ctrl_c_stops_cleanly(void **state)
{
    (void)state;
    make_references();
    int fifo;
    pid_t child = start_halfway("halves.npy", &fifo);
    assert_int_equal(kill(child, SIGINT), 0);
    assert_int_equal(exit_of(child), 130);
    close(fifo);
    run r;
    read_whole("err.txt", r.err, sizeof r.err);
    expect_part(r.err, "lines are in halves.npy; the same command with --resume goes on");
    size_t size, rows = npy_rows("halves.npy");
    free(whole("halves.npy", &size));
    assert_int_equal(size, HEADER + rows * DIMENSIONS * sizeof(float));
    EMBED(&r, "in.txt", "-o", "halves.npy", "--threads", "1", "--resume");
    expect_code(&r, 0);
    expect_same_file("halves.npy", "whole.npy");
    unlink("halves.npy");
}

static void a_file_has_one_writer(void **state)
{
    (void)state;
    int fifo;
    pid_t child = start_halfway("halves.npy", &fifo);
    run r;
    char *words[] = {"embed", "--model", MODEL, "in.txt", "-o", "halves.npy", "--resume", NULL};
    r.code = exit_of(start(words, "out2.txt", "err2.txt"));
    read_whole("err2.txt", r.err, sizeof r.err);
    expect_code(&r, 4);
    expect_part(r.err, "another goshawk embed is writing halves.npy");
    words[6] = "--force";
    assert_int_equal(exit_of(start(words, "out2.txt", "err2.txt")), 4);
    assert_int_equal(kill(child, SIGTERM), 0);
    assert_int_equal(exit_of(child), 130);
    close(fifo);
    EMBED(&r, "in.txt", "-o", "halves.npy", "--threads", "1", "--resume");
    expect_code(&r, 0);
    unlink("halves.npy");
}

static void another_run_is_not_gone_on_with(void **state)
{
    (void)state;
    int fifo;
    pid_t child = start_halfway("halves.npy", &fifo);
    assert_int_equal(kill(child, SIGTERM), 0);
    assert_int_equal(exit_of(child), 130);
    close(fifo);
    size_t size, now;
    char *before = whole("halves.npy", &size);
    run r;
    EMBED(&r, "in.txt", "-o", "halves.npy", "--resume", "--prompt", "query");
    expect_code(&r, 2);
    expect_part(r.err, "begun with another prompt (none, now \"query\")");
    EMBED(&r, "in.txt", "-o", "halves.npy", "--resume", "--dimensions", "16");
    expect_code(&r, 2);
    expect_part(r.err, "begun with another number of dimensions (32, now 16)");
    EMBED(&r, "in.txt", "-o", "halves.npy", "--resume", "--window");
    expect_code(&r, 2);
    EMBED(&r, "in.txt", "-o", "halves.npy", "--resume", "--format", "f32");
    expect_code(&r, 2);
    write_file("short.txt", "net sales of 0 was $0 million, cash flow of the year\n");
    EMBED(&r, "short.txt", "-o", "halves.npy", "--resume");
    expect_code(&r, 2);
    expect_part(r.err, "the input is not the one that halves.npy was begun with");
    assert_int_equal(system("sed '1s/net/gross/' in.txt >other.txt"), 0);
    EMBED(&r, "other.txt", "-o", "halves.npy", "--resume");
    expect_code(&r, 2);
    expect_part(r.err, "the input is not the one that halves.npy was begun with");

    char *after = whole("halves.npy", &now);
    assert_int_equal(now, size);
    assert_memory_equal(after, before, size);
    free(after);
    free(before);

    assert_int_equal(truncate("halves.npy", 1000), 0);
    EMBED(&r, "in.txt", "-o", "halves.npy", "--resume");
    expect_code(&r, 2);
    expect_part(r.err, "shorter than its checkpoint");
    write_file("halves.npy.goshawk", "{\"kind\": \"goshawk embed 1\", \"rows\": -1}");
    EMBED(&r, "in.txt", "-o", "halves.npy", "--resume");
    expect_code(&r, 2);
    expect_part(r.err, "halves.npy.goshawk is no checkpoint");
    EMBED(&r, "in.txt", "-o", "halves.npy", "--force");
    expect_code(&r, 0);
    assert_int_equal(npy_rows("halves.npy"), LINES);
    unlink("halves.npy");
}

static void a_full_disk_is_reported_and_gone_on_from(void **state)
{
    (void)state;
    char err[4096];
    make_references();
    unlink("full.npy");
    static const char line[] = "trap '' XFSZ; ulimit -f 400; $E in.txt -o full.npy --threads 1";
    assert_int_equal(shell(line, err, sizeof err), 4);
    expect_part(err, "cannot write full.npy: File too large");
    expect_part(err, "--resume goes on");
    assert_in_range(npy_rows("full.npy"), 1, LINES - 1);
    run r;
    EMBED(&r, "in.txt", "-o", "full.npy", "--threads", "1", "--resume");
    expect_code(&r, 0);
    expect_same_file("full.npy", "whole.npy");
    assert_int_equal(shell("$E in.txt >/dev/full", err, sizeof err), 4);
    assert_string_equal(err, "goshawk: cannot write standard output: No space left on device\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_run_goes_on_to_the_same_bytes),
        cmocka_unit_test(ctrl_c_stops_cleanly),
        cmocka_unit_test(a_file_has_one_writer),
        cmocka_unit_test(another_run_is_not_gone_on_with),
        cmocka_unit_test(a_full_disk_is_reported_and_gone_on_from),
    };
    return cmocka_run_group_tests(tests, enter_embed_world, leave_embed_world);
}
