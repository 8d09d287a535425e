/* SPDX-License-Identifier: Apache-2.0
 *
 * How `goshawk embed` reads its texts.
 */
#include "program.h"

#include "cli/embed_input.h"

static int set_up(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    return 0;
}

static int tear_down(void **state)
{
    leave_world(*state);
    return 0;
}

static const cli_lines_options small = {
    .path = "in", .chunk_lines = 3, .chunk_bytes = 100, .longest = 1000};

static void write_bytes(const char *bytes, size_t n)
{
    FILE *file = fopen("in", "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static cli_lines *opened(const cli_lines_options *options)
{
    cli_lines *lines = NULL;
    gk_error err = {0};
    if (cli_lines_open(options, &lines, &err) != GK_OK) fail_msg("%s", err.message);
    return lines;
}

static const cli_chunk *next(cli_lines *lines)
{
    const cli_chunk *chunk = NULL;
    gk_error err = {0};
    if (cli_lines_next(lines, &chunk, &err) != GK_OK) fail_msg("%s", err.message);
    return chunk;
}

static void expect_text(const cli_chunk *chunk, size_t i, const char *text, size_t length)
{
    assert_int_equal(chunk->lengths[i], length);
    assert_memory_equal(chunk->texts[i], text, length);
}

static void every_line_is_a_text(void **state)
{
    (void)state;
    static const char bytes[] = "\xEF\xBB\xBF"
                                "one\r\n\n \0x\nfour\r\r\nlast";
    write_bytes(bytes, sizeof bytes - 1);
    cli_lines *lines = opened(&small);
    const cli_chunk *chunk = next(lines);
    assert_int_equal(chunk->count, 3);
    assert_int_equal(chunk->first, 1);
    expect_text(chunk, 0, "one", 3);
    expect_text(chunk, 1, "", 0);
    expect_text(chunk, 2, " \0x", 3);
    chunk = next(lines);
    assert_int_equal(chunk->count, 2);
    assert_int_equal(chunk->first, 4);
    expect_text(chunk, 0, "four\r", 5);
    expect_text(chunk, 1, "last", 4);
    assert_int_equal(next(lines)->count, 0);
    uint64_t done, total;
    cli_lines_bytes(lines, &done, &total);
    assert_int_equal(done, sizeof bytes - 1);
    assert_int_equal(total, sizeof bytes - 1);
    cli_lines_close(lines);
}

static void a_line_break_at_the_end_begins_no_line(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t lines;
    } cases[] = {{"", 0},      {"\n", 1}, {"a", 1},       {"a\n", 1},
                 {"a\n\n", 2}, {"\r", 1}, {"\xEF\xBB", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_bytes(cases[i].bytes, strlen(cases[i].bytes));
        cli_lines *lines = opened(&small);
        size_t count = next(lines)->count;
        if (count != cases[i].lines) print_error("case %zu\n", i);
        assert_int_equal(count, cases[i].lines);
        cli_lines_close(lines);
    }
}

static void a_chunk_ends_by_its_lines_alone(void **state)
{
    (void)state;
    char bytes[400];
    memset(bytes, 'x', sizeof bytes);
    bytes[119] = bytes[150] = bytes[160] = bytes[170] = bytes[180] = '\n';
    write_bytes(bytes, sizeof bytes);
    /* 119 bytes reach the limit, then three lines, then the rest. */
    static const size_t expected[] = {1, 3, 2, 0};
    cli_lines *lines = opened(&small);
    for (size_t i = 0; i < 4; i++) assert_int_equal(next(lines)->count, expected[i]);
    cli_lines_close(lines);

    /* The same through a pipe, a byte at a time. */
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t writer = fork();
    assert_true(writer >= 0);
    if (writer == 0) {
        for (size_t i = 0; i < sizeof bytes; i++)
            if (write(ends[1], bytes + i, 1) != 1) _exit(1);
        _exit(0);
    }
    close(ends[1]);
    char path[32];
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    cli_lines_options piped = small;
    piped.path = path;
    lines = opened(&piped);
    for (size_t i = 0; i < 4; i++) assert_int_equal(next(lines)->count, expected[i]);
    cli_lines_close(lines);
    close(ends[0]);
    assert_int_equal(exit_of(writer), 0);
}

static void the_hash_tells_lines_apart(void **state)
{
    (void)state;
    static const char *const inputs[] = {"ab\nc\n", "a\nbc\n", "ab\nd\n", "ab\nc\n\n"};
    uint64_t hashes[4], passed;
    gk_error err = {0};
    for (size_t i = 0; i < 4; i++) {
        write_bytes(inputs[i], strlen(inputs[i]));
        cli_lines *lines = opened(&small);
        assert_true(next(lines)->count > 0);
        hashes[i] = cli_lines_hash(lines);
        cli_lines_close(lines);
        lines = opened(&small);
        assert_int_equal(cli_lines_skip(lines, 100, &passed, &err), GK_OK);
        assert_int_equal(passed, i == 3 ? 3 : 2);
        assert_true(cli_lines_hash(lines) == hashes[i]);
        cli_lines_close(lines);
        for (size_t j = 0; j < i; j++) assert_true(hashes[i] != hashes[j]);
    }
}

static void skipped_lines_leave_the_rest(void **state)
{
    (void)state;
    char *bytes = calloc(50000, 8);
    assert_non_null(bytes);
    size_t n = 0;
    for (int i = 1; i <= 50000; i++) n += (size_t)sprintf(bytes + n, "%d\n", i);
    write_bytes(bytes, n);
    free(bytes);
    cli_lines *lines = opened(&small);
    uint64_t passed;
    gk_error err = {0};
    assert_int_equal(cli_lines_skip(lines, 49998, &passed, &err), GK_OK);
    const cli_chunk *chunk = next(lines);
    assert_int_equal(chunk->first, 49999);
    assert_int_equal(chunk->count, 2);
    expect_text(chunk, 1, "50000", 5);
    cli_lines_close(lines);
}

static void jsonl_gives_texts_and_ids(void **state)
{
    (void)state;
    static const char bytes[] = " {\"id\": [7, \"x\"], \"text\": \"a\\u0000b\\u00e9\"}\r\n"
                                "{\"text\": \"\", \"other\": {}}\n";
    write_bytes(bytes, sizeof bytes - 1);
    cli_lines *lines = opened(&small);
    const cli_chunk *chunk = next(lines);
    assert_int_equal(chunk->count, 2);
    expect_text(chunk, 0, "a\0b\xC3\xA9", 5);
    assert_int_equal(json_array_size(chunk->ids[0]), 2);
    expect_text(chunk, 1, "", 0);
    assert_null(chunk->ids[1]);
    cli_lines_close(lines);

    cli_lines_options plain = small;
    plain.kind = CLI_INPUT_LINES;
    lines = opened(&plain);
    expect_text(next(lines), 1, "{\"text\": \"\", \"other\": {}}", 25);
    cli_lines_close(lines);
}

static void a_brace_alone_makes_no_jsonl(void **state)
{
    (void)state;
    static const char bytes[] = "{net sales}\n{\"text\": \"a\"}\n";
    write_bytes(bytes, sizeof bytes - 1);
    cli_lines *lines = opened(&small);
    const cli_chunk *chunk = next(lines);
    assert_int_equal(chunk->count, 2);
    expect_text(chunk, 1, "{\"text\": \"a\"}", 13);
    cli_lines_close(lines);
}

static void expect_failure(const cli_lines_options *options, const char *bytes, const char *part)
{
    write_bytes(bytes, strlen(bytes));
    cli_lines *lines = opened(options);
    const cli_chunk *chunk = NULL;
    gk_error err = {0};
    gk_status status;
    do status = cli_lines_next(lines, &chunk, &err);
    while (status == GK_OK && chunk->count > 0);
    assert_int_equal(status, GK_INPUT);
    expect_part(err.message, part);
    cli_lines_close(lines);
}

static void a_wrong_line_is_named(void **state)
{
    (void)state;
    expect_failure(&small, "{\"text\": \"a\"}\n{\"text\": \"b\"}\n{\"text\": }\n",
                   "in, line 3 is not JSON: ");
    expect_failure(&small, "{\"text\": \"a\"}\n\n", "in, line 2 is not JSON: it is empty");
    expect_failure(&small, "{\"text\": \"a\"}\n{\"text\": \"\xFF\"}\n", "in, line 2 is not JSON: ");
    expect_failure(&small, "{\"text\": \"a\"}\n{\"txt\": \"b\"}\n",
                   "in, line 2: \"text\" is missing; it must be a string");
    expect_failure(&small, "{\"text\": \"a\"}\n{\"text\": 5}\n",
                   "in, line 2: \"text\" is not a string");
    expect_failure(&small, "{\"text\": \"a\"}\n[\"text\"]\n", "in, line 2: \"text\" is missing");
    expect_failure(
        &small, "{\"text\": \"a\"}\n{\"text\": \"a\"}\n{\"text\": \"a\"}\n{\"text\": \"a\"}\nx\n",
        "in, line 5 is not JSON: ");
    expect_failure(&small, "{\"content\": \"a\"}\n",
                   "line 1 is a JSON object without a string \"text\"; --input lines ");
    cli_lines_options jsonl = small;
    jsonl.kind = CLI_INPUT_JSONL;
    expect_failure(&jsonl, "net sales\n", "in, line 1 is not JSON: ");
}

static void a_line_past_the_limit_is_named(void **state)
{
    (void)state;
    cli_lines_options options = small;
    options.longest = 1 << 20;
    char *bytes = malloc((2 << 20) + 3);
    assert_non_null(bytes);
    memset(bytes, 'x', (2 << 20) + 2);
    bytes[1] = '\n';
    bytes[(2 << 20) + 2] = '\0';
    expect_failure(&options, bytes, "in, line 2 is longer than 1 MB; ");
    free(bytes);
}

static void what_cannot_be_read_is_named(void **state)
{
    (void)state;
    cli_lines *lines = NULL;
    const cli_chunk *chunk;
    gk_error err = {0};
    cli_lines_options absent = small;
    absent.path = "absent.txt";
    assert_int_equal(cli_lines_open(&absent, &lines, &err), GK_INPUT);
    expect_part(err.message, "cannot read absent.txt: No such file");
    absent.path = "/tmp";
    lines = opened(&absent);
    assert_int_equal(cli_lines_next(lines, &chunk, &err), GK_INPUT);
    expect_part(err.message, "cannot read /tmp: Is a directory");
    cli_lines_close(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_is_a_text),
        cmocka_unit_test(a_line_break_at_the_end_begins_no_line),
        cmocka_unit_test(a_chunk_ends_by_its_lines_alone),
        cmocka_unit_test(the_hash_tells_lines_apart),
        cmocka_unit_test(skipped_lines_leave_the_rest),
        cmocka_unit_test(jsonl_gives_texts_and_ids),
        cmocka_unit_test(a_brace_alone_makes_no_jsonl),
        cmocka_unit_test(a_wrong_line_is_named),
        cmocka_unit_test(a_line_past_the_limit_is_named),
        cmocka_unit_test(what_cannot_be_read_is_named),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
