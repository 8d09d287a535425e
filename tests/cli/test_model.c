/* SPDX-License-Identifier: Apache-2.0
 *
 * `goshawk model` as a user runs it, with the tests' model of 32 dimensions.
 */
#include "program.h"

#include <jansson.h>

#define MODEL GK_SOURCE_DIR "/tests/model/data/tiny"

static int set_up(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    write_file("lines.txt", "Net cash flow was $1,577 million.\nthe fiscal year ended\n\n");
    write_file("texts.jsonl", "{\"id\": 7, \"text\": \"net sales\"}\n{\"text\": \"cash\"}\n");
    return 0;
}

static int tear_down(void **state)
{
    leave_world(*state);
    return 0;
}

static void expect_code(const run *r, int code)
{
    if (r->code != code) print_error("%s", r->err);
    assert_int_equal(r->code, code);
}

static json_t *parsed(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, 0, &error);
    if (!value) assert_string_equal(text, error.text);
    return value;
}

static double number(const json_t *object, const char *field)
{
    const json_t *value = json_object_get(object, field);
    if (!json_is_number(value)) fail_msg("%s is no number", field);
    return json_number_value(value);
}

static void info_tells_what_a_model_is(void **state)
{
    (void)state;
    run r;
    RUN(&r, "model", "info", MODEL);
    expect_code(&r, 0);
    expect_part(r.out, "architecture   bert");
    expect_part(r.out, "tokenizer      WordPiece");
    expect_part(r.out, "weights        float32");
    expect_part(r.out, "pooling        mean");
    expect_part(r.out, "dimensions     32");
    expect_part(r.out, "max tokens     24");
    expect_part(r.out, "kernels ");
    RUN(&r, "model", "info", MODEL, "--json");
    expect_code(&r, 0);
    json_t *object = parsed(r.out);
    assert_true(number(object, "layers") == 2);
    assert_true(number(object, "dimensions") == 32);
    assert_true(number(object, "bytes") > 1000);
    assert_int_equal(json_string_length(json_object_get(object, "fingerprint")), 64);
    assert_true(json_is_object(json_object_get(object, "prompts")));
    json_decref(object);
}

static void int8_and_back_says_the_same(void **state)
{
    (void)state;
    run r;
    RUN(&r, "model", "quantize", MODEL, "int8");
    expect_code(&r, 0);
    expect_part(r.out, "weights        int8");
    RUN(&r, "model", "export", "int8", "float", "--float", "--json");
    expect_code(&r, 0);
    json_t *object = parsed(r.out);
    assert_string_equal(json_string_value(json_object_get(object, "weights")), "float32");
    assert_string_equal(json_string_value(json_object_get(object, "folder")), "float");
    json_decref(object);
    RUN(&r, "model", "verify", "float", "--against", MODEL, "--json");
    expect_code(&r, 0);
    object = parsed(r.out);
    assert_true(number(object, "texts") == 12);
    if (!(number(object, "worst") > 0.98)) fail_msg("worst cosine %g", number(object, "worst"));
    assert_true(number(object, "kernels_worst") > 0.999);
    json_decref(object);
    RUN(&r, "model", "verify", "int8", "--texts", "lines.txt");
    expect_code(&r, 0);
    expect_part(r.out, "texts          3");
    expect_no_part(r.out, "against");
}

static void trim_reads_lines_and_jsonl(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        double texts;
    } cases[] = {{"lines.txt", 3}, {"texts.jsonl", 2}, {"-", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char to[16];
        snprintf(to, sizeof to, "trimmed%zu", i);
        run r;
        RUN(&r, "model", "trim", MODEL, to, "--texts", (char *)cases[i].file, "--json");
        expect_code(&r, 0);
        json_t *object = parsed(r.out);
        const json_t *report = json_object_get(object, "trim");
        if (number(report, "texts") != cases[i].texts)
            fail_msg("%s: %g texts", cases[i].file, number(report, "texts"));
        assert_true(number(report, "after") == number(object, "vocabulary"));
        assert_true(number(report, "after") < number(report, "before"));
        json_decref(object);
    }
    run r;
    RUN(&r, "model", "trim", MODEL, "filled", "--texts", "texts.jsonl", "--pieces", "80");
    expect_code(&r, 0);
    expect_part(r.out, "vocabulary     80");
}

static void texts_that_cannot_be_read_make_nothing(void **state)
{
    (void)state;
    write_file("broken.jsonl", "{\"text\": \"a\"}\n{\"text\": 7}\n");
    static const char *const files[] = {"broken.jsonl", "absent.txt"};
    for (size_t i = 0; i < 2; i++) {
        run r;
        RUN(&r, "model", "trim", MODEL, "never", "--texts", (char *)files[i]);
        expect_code(&r, 3);
        expect_part(r.err, files[i]);
        assert_int_equal(access("never", F_OK), -1);
        RUN(&r, "model", "verify", MODEL, "--texts", (char *)files[i]);
        expect_code(&r, 3);
        expect_part(r.err, files[i]);
    }
}

static void wrong_use_is_explained(void **state)
{
    (void)state;
    assert_int_equal(mkdir("mine", 0700), 0);
    write_file("mine/x", "x");
    static const struct {
        const char *words[6], *message;
        int code;
    } cases[] = {
        {{"tell", MODEL}, "not 'tell'", 2},
        {{"info"}, "MODEL", 2},
        {{"info", MODEL, "x"}, "model info takes one MODEL", 2},
        {{"trim", MODEL}, "model trim takes FROM and TO", 2},
        {{"quantize", MODEL, "x", "--texts", "lines.txt"}, "no option --texts", 2},
        {{"info", MODEL, "--float"}, "no option --float", 2},
        {{"trim", MODEL, "x", "--pieces", "0"}, "--pieces must be a whole number", 2},
        {{"quantize", MODEL, "mine"}, "mine: stands already", 2},
        {{"export", "/nowhere", "x"}, "/nowhere", 4},
        {{"info", "/nowhere"}, "/nowhere", 4},
        {{"verify", MODEL, "--against", "/nowhere"}, "/nowhere", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *words[8] = {(char *)"model"};
        for (size_t j = 0; j < 6 && cases[i].words[j]; j++)
            words[j + 1] = (char *)cases[i].words[j];
        run r;
        run_words(&r, words);
        expect_code(&r, cases[i].code);
        expect_part(r.err, cases[i].message);
        assert_int_equal(access("x", F_OK), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(info_tells_what_a_model_is),
        cmocka_unit_test(int8_and_back_says_the_same),
        cmocka_unit_test(trim_reads_lines_and_jsonl),
        cmocka_unit_test(texts_that_cannot_be_read_make_nothing),
        cmocka_unit_test(wrong_use_is_explained),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
