/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static gk_status open_in(const char *folder, gk_safetensors **file, gk_error *err)
{
    char *path = gk_path_join(folder, "model.safetensors");
    gk_status status = gk_safetensors_open(path, file, err);
    gk_free(path);
    return status;
}

/* The header with size bytes of data after it must be refused, for this reason. */
static void assert_refused(const char *header, size_t size, const char *reason)
{
    char *folder = folder_new(), *data = gk_alloc(size);
    gk_safetensors *file;
    gk_error err = {0};
    write_safetensors(folder, header, data, size);
    gk_status status = open_in(folder, &file, &err);
    if (status != GK_MODEL) fail_msg("%s gave status %d, not GK_MODEL", header, (int)status);
    assert_null(file);
    assert_contains(err.message, "model.safetensors");
    assert_contains(err.message, reason);
    gk_free(data);
    folder_remove(folder);
}

static void assert_bytes_refused(const void *bytes, size_t size, const char *reason)
{
    char *folder = folder_new();
    gk_safetensors *file;
    gk_error err = {0};
    folder_write(folder, "model.safetensors", bytes, size);
    assert_int_equal(open_in(folder, &file, &err), GK_MODEL);
    assert_contains(err.message, reason);
    folder_remove(folder);
}

static void numbers_of_every_float_type_are_read(void **state)
{
    (void)state;
    static const char header[] =
        "{\"__metadata__\": {\"format\": \"pt\"},"
        "\"half\": {\"dtype\": \"F16\", \"shape\": [2, 4], \"data_offsets\": [8, 24]},"
        "\"single\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]},"
        "\"brain\": {\"dtype\": \"BF16\", \"shape\": [3], \"data_offsets\": [24, 30]},"
        "\"none\": {\"dtype\": \"F32\", \"shape\": [0, 5], \"data_offsets\": [30, 30]},"
        "\"one\": {\"dtype\": \"I8\", \"shape\": [], \"data_offsets\": [30, 31]}} ";
    static const unsigned char data[31] = {
        0x00, 0x00, 0xC0, 0x3F, 0x00, 0x00, 0x00, 0x80, /* 1.5, -0 */
        0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00, 0xFF, 0x83, /* 1, -2, 2^-24, -1023·2^-24 */
        0xFF, 0x7B, 0x00, 0xFC, 0x00, 0x80, 0x01, 0x7C, /* 65504, -inf, -0, NaN */
        0x80, 0x3F, 0x49, 0xC0, 0x00, 0x00, 0x07};      /* 1, -3.140625, 0 */
    static const float halves[] = {1, -2, 0x1p-24F, -1023 * 0x1p-24F, 65504, -INFINITY, -0.0F};
    char *folder = folder_new();
    gk_safetensors *file;
    write_safetensors(folder, header, data, sizeof data);
    must(open_in(folder, &file, err));
    float x[8];
    const gk_tensor *t = gk_safetensors_find(file, "single");
    assert_non_null(t);
    gk_tensor_read(t, 0, 2, x);
    assert_float_equal(x[0], 1.5F, 0);
    assert_true(x[1] == 0 && signbit(x[1]));
    t = gk_safetensors_find(file, "half");
    assert_non_null(t);
    assert_int_equal(t->rank, 2);
    assert_int_equal(t->shape[1], 4);
    gk_tensor_read(t, 0, 8, x);
    for (size_t i = 0; i < 7; i++)
        if (memcmp(&x[i], &halves[i], 4) != 0)
            fail_msg("half %zu is %g, not %g", i, x[i], halves[i]);
    assert_true(isnan(x[7]));
    gk_tensor_read(t, 3, 2, x);
    assert_float_equal(x[1], 65504, 0);
    t = gk_safetensors_find(file, "brain");
    assert_non_null(t);
    gk_tensor_read(t, 1, 1, x);
    assert_float_equal(x[0], -3.140625F, 0);
    t = gk_safetensors_find(file, "none");
    assert_non_null(t);
    assert_int_equal(t->count, 0);
    t = gk_safetensors_find(file, "one");
    assert_non_null(t);
    assert_int_equal(t->count, 1);
    assert_false(gk_tensor_is_float(t));
    assert_null(gk_safetensors_find(file, "__metadata__"));
    assert_null(gk_safetensors_find(file, "absent"));
    gk_safetensors_close(file);
    folder_remove(folder);
}

static void a_file_that_is_no_safetensors_is_refused(void **state)
{
    (void)state;
    assert_bytes_refused("", 0, "too short");
    assert_bytes_refused("\x02\0\0\0\0\0\0", 7, "too short");
    assert_bytes_refused("\x03\0\0\0\0\0\0\0{}", 10, "header's length");
    assert_bytes_refused("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF{}", 10, "header's length");
    assert_bytes_refused("%PDF-1.7 is something else", 26, "header's length");
    assert_bytes_refused("\x02\0\0\0\0\0\0\0{]", 10, "header");
    assert_bytes_refused("\x02\0\0\0\0\0\0\0[]", 10, "must be an object");
    assert_bytes_refused("\x02\0\0\0\0\0\0\0\xFF\xFE", 10, "header");
}

static void a_header_that_lies_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *tensors;
        size_t size;
        const char *reason;
    } cases[] = {
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}", 7, "cut off"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}", 9, "no tensor"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [0, 8]}", 8, "12 bytes"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [8, 0]}", 8,
         "data_offsets"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [-8, 0]}", 8,
         "data_offsets"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0]}", 8, "data_offsets"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8.0]}", 8,
         "data_offsets"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2]}", 8, "data_offsets"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [1],"
         " \"data_offsets\": [9223372036854775803, 9223372036854775807]}",
         8, "cut off"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [-2], \"data_offsets\": [0, 8]}", 8, "shape"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [4294967296, 4294967296],"
         " \"data_offsets\": [0, 8]}",
         8, "larger than any memory"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [4611686018427387906],"
         " \"data_offsets\": [0, 8]}",
         8, "larger than any memory"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [1,1,1,1,1,1,1,1,2],"
         " \"data_offsets\": [0, 8]}",
         8, "at most 8"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": 2, \"data_offsets\": [0, 8]}", 8, "shape"},
        {"\"a\": {\"dtype\": \"Q4\", \"shape\": [2], \"data_offsets\": [0, 8]}", 8, "dtype Q4"},
        {"\"a\": {\"dtype\": 32, \"shape\": [2], \"data_offsets\": [0, 8]}", 8, "dtype"},
        {"\"a\": [1, 2]", 8, "tensor a"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]},"
         "\"b\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [4, 12]}",
         12, "overlaps"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]},"
         "\"b\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}",
         8, "overlaps"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]},"
         "\"b\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [12, 20]}",
         20, "gap"},
        {"\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]},"
         "\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [8, 16]}",
         16, "duplicate"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *header = gk_format("{%s}", cases[i].tensors);
        assert_refused(header, cases[i].size, cases[i].reason);
        gk_free(header);
    }
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    (void)state;
    char *folder = folder_new();
    gk_safetensors *file;
    gk_error err = {0};
    assert_int_equal(open_in(folder, &file, &err), GK_MODEL);
    assert_contains(err.message, "model.safetensors: No such file");
    assert_int_equal(gk_safetensors_open(folder, &file, &err), GK_MODEL);
    assert_contains(err.message, "not a regular file");
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_every_float_type_are_read),
        cmocka_unit_test(a_file_that_is_no_safetensors_is_refused),
        cmocka_unit_test(a_header_that_lies_is_refused),
        cmocka_unit_test(a_file_that_cannot_be_read_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
