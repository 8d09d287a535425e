/* SPDX-License-Identifier: Apache-2.0
 *
 * `goshawk embed` as a user runs it, with the tests' model of 32 dimensions.
 */
#include "embed_world.h"

#include <jansson.h>

/* Line `line` (from 0) of a JSONL file; json_decref. */
static json_t *json_line(const char *path, size_t line)
{
    size_t size;
    char *bytes = whole(path, &size), *at = bytes;
    for (; line > 0; line--) {
        at = strchr(at, '\n');
        assert_non_null(at);
        at++;
    }
    json_error_t error;
    json_t *object = json_loads(at, JSON_DISABLE_EOF_CHECK, &error);
    if (!object) fail_msg("%.80s: %s", at, error.text);
    free(bytes);
    return object;
}

static void formats_hold_the_same_numbers(void **state)
{
    (void)state;
    run r;
    EMBED(&r, "in.txt", "-o", "same.npy");
    expect_code(&r, 0);
    expect_part(r.err, "3,000 lines embedded, ");
    assert_string_equal(r.out, "");
    EMBED(&r, "in.txt", "-o", "same.f32", "--quiet");
    expect_code(&r, 0);
    assert_string_equal(r.err, "");
    EMBED(&r, "in.txt", "-o", "same.jsonl");
    expect_code(&r, 0);
    assert_int_equal(npy_rows("same.npy"), LINES);
    size_t npy_size, f32_size, jsonl_size;
    char *npy = whole("same.npy", &npy_size), *f32 = whole("same.f32", &f32_size),
         *jsonl = whole("same.jsonl", &jsonl_size), *at = jsonl;
    assert_int_equal(f32_size, LINES * DIMENSIONS * sizeof(float));
    assert_int_equal(npy_size, HEADER + f32_size);
    assert_memory_equal(npy + HEADER, f32, f32_size);
    for (size_t i = 0; i < LINES; i++) {
        json_t *object = json_loads(at, JSON_DISABLE_EOF_CHECK, NULL);
        assert_non_null(object);
        assert_int_equal(json_integer_value(json_object_get(object, "line")), i + 1);
        const json_t *row = json_object_get(object, "embedding");
        assert_int_equal(json_array_size(row), DIMENSIONS);
        double length = 0;
        for (size_t j = 0; j < DIMENSIONS; j++) {
            float number, got = (float)json_number_value(json_array_get(row, j));
            memcpy(&number, f32 + (i * DIMENSIONS + j) * sizeof number, sizeof number);
            assert_true(number == got);
            length += (double)number * number;
        }
        assert_float_equal(length, 1, 1e-5);
        json_decref(object);
        at = strchr(at, '\n') + 1;
    }
    assert_true(at == jsonl + jsonl_size);
    free(npy);
    free(f32);
    free(jsonl);
    for (size_t i = 0; i < 3; i++) {
        static const char *const left[] = {"same.npy.goshawk", "same.f32.goshawk",
                                           "same.npy.goshawk.part"};
        assert_int_not_equal(access(left[i], F_OK), 0);
    }
}

static void a_pipe_takes_jsonl_and_f32_alone(void **state)
{
    (void)state;
    run r;
    write_file("two.txt", "net sales\ncash flow\n");
    EMBED(&r, "two.txt");
    expect_code(&r, 0);
    assert_string_equal(r.err, "");
    write_file("piped.jsonl", r.out);
    EMBED(&r, "two.txt", "-o", "two.jsonl");
    expect_same_file("piped.jsonl", "two.jsonl");
    EMBED(&r, "two.txt", "--format", "f32");
    expect_code(&r, 0);
    assert_int_equal(rename("out.txt", "piped.f32"), 0);
    EMBED(&r, "two.txt", "-o", "two.f32");
    expect_same_file("piped.f32", "two.f32");
    assert_string_equal(r.out, "");
}

static void npy_needs_a_file(void **state)
{
    (void)state;
    run r;
    EMBED(&r, "in.txt", "--format", "npy");
    expect_code(&r, 2);
    expect_part(r.err, "give -o FILE.npy");
    assert_string_equal(r.out, "");
    EMBED(&r, "in.txt", "--format", "npy", "-o", "/dev/null");
    expect_code(&r, 2);
}

static void empty_lines_have_vectors(void **state)
{
    (void)state;
    run r;
    write_file("gaps.txt", "\nsales\n\n\nsales");
    EMBED(&r, "gaps.txt", "-o", "gaps.f32");
    expect_code(&r, 0);
    size_t size;
    char *bytes = whole("gaps.f32", &size);
    const size_t row = DIMENSIONS * sizeof(float);
    assert_int_equal(size, 5 * row);
    assert_memory_equal(bytes, bytes + 2 * row, row);
    assert_memory_equal(bytes + row, bytes + 4 * row, row);
    assert_memory_not_equal(bytes, bytes + row, row);
    free(bytes);
}

static void jsonl_keeps_ids_and_gives_the_same_vectors(void **state)
{
    (void)state;
    run r;
    write_file("texts.jsonl", "{\"id\": \"A#1\", \"text\": \"net sales\"}\n"
                              "{\"text\": \"cash flow\"}\n"
                              "{\"id\": 12345678901, \"text\": \"\"}\n");
    write_file("texts.txt", "net sales\ncash flow\n\n");
    EMBED(&r, "texts.jsonl", "-o", "ids.jsonl");
    expect_code(&r, 0);
    json_t *first = json_line("ids.jsonl", 0), *second = json_line("ids.jsonl", 1),
           *third = json_line("ids.jsonl", 2);
    assert_string_equal(json_string_value(json_object_get(first, "id")), "A#1");
    assert_null(json_object_get(first, "line"));
    assert_int_equal(json_integer_value(json_object_get(second, "line")), 2);
    assert_true(json_integer_value(json_object_get(third, "id")) == 12345678901);
    json_decref(first);
    json_decref(second);
    json_decref(third);
    EMBED(&r, "texts.jsonl", "-o", "a.f32");
    EMBED(&r, "texts.txt", "-o", "b.f32");
    expect_same_file("a.f32", "b.f32");
    EMBED(&r, "texts.jsonl", "-o", "c.f32", "--input", "lines");
    expect_code(&r, 0);
    size_t a, c;
    char *as_json = whole("a.f32", &a), *as_lines = whole("c.f32", &c);
    assert_int_equal(a, c);
    assert_memory_not_equal(as_json, as_lines, a);
    free(as_json);
    free(as_lines);
}

static void a_wrong_line_exits_3_and_can_be_mended(void **state)
{
    (void)state;
    run r;
    FILE *file = fopen("bad.jsonl", "w"), *good = fopen("good.jsonl", "w");
    assert_non_null(file);
    assert_non_null(good);
    for (int i = 1; i <= LINES; i++) {
        fprintf(file, i == 2900 ? "{\"txt\": \"%d\"}\n" : "{\"text\": \"%d\"}\n", i);
        fprintf(good, "{\"text\": \"%d\"}\n", i);
    }
    fclose(file);
    fclose(good);
    EMBED(&r, "bad.jsonl", "-o", "mended.npy", "--threads", "1");
    expect_code(&r, 3);
    expect_part(r.err, "bad.jsonl, line 2900: \"text\" is missing");
    expect_part(r.err, "lines are in mended.npy; the same command with --resume goes on");
    assert_in_range(npy_rows("mended.npy"), 1, 2899);
    EMBED(&r, "good.jsonl", "-o", "mended.npy", "--threads", "1", "--resume");
    expect_code(&r, 0);
    EMBED(&r, "good.jsonl", "-o", "good.npy", "--threads", "1");
    expect_same_file("mended.npy", "good.npy");
}

static void an_empty_input_gives_an_empty_file(void **state)
{
    (void)state;
    run r;
    write_file("nothing.txt", "");
    EMBED(&r, "nothing.txt", "-o", "nothing.npy");
    expect_code(&r, 0);
    expect_part(r.err, "0 lines embedded");
    assert_int_equal(npy_rows("nothing.npy"), 0);
    size_t size;
    free(whole("nothing.npy", &size));
    assert_int_equal(size, HEADER);
    EMBED(&r, "-o", "nothing.jsonl"); /* standard input is empty */
    expect_code(&r, 0);
    free(whole("nothing.jsonl", &size));
    assert_int_equal(size, 0);
    EMBED(&r, "nothing.txt");
    expect_code(&r, 0);
    assert_string_equal(r.out, "");
}

static void a_file_is_not_overwritten_unasked(void **state)
{
    (void)state;
    run r;
    char text[16];
    write_file("kept.f32", "precious");
    EMBED(&r, "in.txt", "-o", "kept.f32");
    expect_code(&r, 2);
    expect_part(r.err, "kept.f32 exists; --force");
    EMBED(&r, "in.txt", "-o", "kept.f32", "--resume");
    expect_code(&r, 2);
    expect_part(r.err, "is finished, or was not made by goshawk embed");
    read_whole("kept.f32", text, sizeof text);
    assert_string_equal(text, "precious");
    assert_int_not_equal(access("kept.f32.goshawk", F_OK), 0);
    EMBED(&r, "in.txt", "-o", "kept.f32", "--force");
    expect_code(&r, 0);
    EMBED(&r, "in.txt", "-o", "new.f32", "--resume"); /* there is none yet: it begins */
    expect_code(&r, 0);
    expect_same_file("kept.f32", "new.f32");
}

static void what_cannot_work_leaves_no_file(void **state)
{
    (void)state;
    run r;
    RUN(&r, "embed", "--model", "no-model", "in.txt", "-o", "none.npy");
    expect_code(&r, 4);
    EMBED(&r, "in.txt", "-o", "none.npy", "--prompt", "nosuch");
    expect_code(&r, 2);
    expect_part(r.err, "nosuch");
    EMBED(&r, "in.txt", "-o", "none.npy", "--dimensions", "33");
    expect_code(&r, 2);
    expect_part(r.err, "more than the model's 32");
    EMBED(&r, "absent.txt", "-o", "none.npy");
    expect_code(&r, 3);
    EMBED(&r, "in.txt", "-o", "none.npy", "--format", "csv");
    expect_code(&r, 2);
    expect_part(r.err, "--format must be npy, jsonl or f32, not 'csv'");
    EMBED(&r, "in.txt", "-o", "none.bin");
    expect_code(&r, 2);
    expect_part(r.err, "say which by --format");
    EMBED(&r, "in.txt", "-o", "none.npy", "--prompt", "query", "--prompt-text", "x");
    expect_code(&r, 2);
    EMBED(&r, "in.txt", "-o", "none.npy", "--resume", "--force");
    expect_code(&r, 2);
    EMBED(&r, "in.txt", "--resume");
    expect_code(&r, 2);
    expect_part(r.err, "-o FILE");
    assert_int_not_equal(access("none.npy", F_OK), 0);
    assert_int_not_equal(access("none.npy.goshawk", F_OK), 0);
    EMBED(&r, "in.txt", "-o", "no-folder/none.npy");
    expect_code(&r, 4);
    expect_part(r.err, "cannot write no-folder/none.npy: No such file");
}

static void a_closed_pipe_ends_quietly(void **state)
{
    (void)state;
    char err[4096];
    shell("$E in.txt | head -c 10 >/dev/null", err, sizeof err);
    assert_string_equal(err, "");
    assert_int_equal(shell("trap '' PIPE; ($E in.txt; echo $? >code) | true", err, sizeof err), 0);
    assert_string_equal(err, "");
    char code[8];
    read_whole("code", code, sizeof code);
    assert_string_equal(code, "0\n");
}

static void standard_input_is_read(void **state)
{
    (void)state;
    char err[4096];
    assert_int_equal(shell("$E -o std.f32 <in.txt && cat in.txt | $E - --format f32 >pipe.f32 && "
                           "cmp std.f32 pipe.f32",
                           err, sizeof err),
                     0);
    expect_part(err, "3,000 lines embedded");
}

static void a_very_long_line_is_one_vector(void **state)
{
    (void)state;
    enum { WORDS = 1 << 19 };
    FILE *file = fopen("long.txt", "w");
    assert_non_null(file);
    fputs("sales\n", file);
    for (int i = 0; i < WORDS; i++) fputs("net cash ", file);
    fputs("\nsales\n", file);
    assert_int_equal(fclose(file), 0);
    run r;
    EMBED(&r, "long.txt", "-o", "long.f32");
    expect_code(&r, 0);
    size_t size;
    char *bytes = whole("long.f32", &size);
    const size_t row = DIMENSIONS * sizeof(float);
    assert_int_equal(size, 3 * row);
    assert_memory_equal(bytes, bytes + 2 * row, row);
    assert_memory_not_equal(bytes, bytes + row, row);
    free(bytes);
}

static void fewer_dimensions_are_the_first_ones(void **state)
{
    (void)state;
    run r;
    write_file("one.txt", "net sales\n");
    EMBED(&r, "one.txt", "-o", "all.jsonl");
    EMBED(&r, "one.txt", "-o", "eight.jsonl", "--dimensions", "8");
    expect_code(&r, 0);
    json_t *all = json_line("all.jsonl", 0), *eight = json_line("eight.jsonl", 0);
    const json_t *a = json_object_get(all, "embedding"), *b = json_object_get(eight, "embedding");
    assert_int_equal(json_array_size(b), 8);
    double length = 0;
    for (size_t i = 0; i < 8; i++)
        length += json_number_value(json_array_get(b, i)) * json_number_value(json_array_get(b, i));
    assert_float_equal(length, 1, 1e-5);
    double ratio = json_number_value(json_array_get(a, 0)) /
                   json_number_value(json_array_get(b, 0));
    for (size_t i = 0; i < 8; i++)
        assert_float_equal(json_number_value(json_array_get(a, i)),
                           ratio * json_number_value(json_array_get(b, i)), 1e-5);
    json_decref(all);
    json_decref(eight);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_hold_the_same_numbers),
        cmocka_unit_test(a_pipe_takes_jsonl_and_f32_alone),
        cmocka_unit_test(npy_needs_a_file),
        cmocka_unit_test(empty_lines_have_vectors),
        cmocka_unit_test(jsonl_keeps_ids_and_gives_the_same_vectors),
        cmocka_unit_test(a_wrong_line_exits_3_and_can_be_mended),
        cmocka_unit_test(an_empty_input_gives_an_empty_file),
        cmocka_unit_test(a_file_is_not_overwritten_unasked),
        cmocka_unit_test(what_cannot_work_leaves_no_file),
        cmocka_unit_test(a_closed_pipe_ends_quietly),
        cmocka_unit_test(standard_input_is_read),
        cmocka_unit_test(a_very_long_line_is_one_vector),
        cmocka_unit_test(fewer_dimensions_are_the_first_ones),
    };
    return cmocka_run_group_tests(tests, enter_embed_world, leave_embed_world);
}
