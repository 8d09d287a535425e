/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static void put_numbers(void *ctx, const gk_new_tensor *t, gk_tensor_sink *sink)
{
    (void)ctx;
    const unsigned char *first = t->content;
    size_t bytes = gk_dtype_bytes(t->dtype);
    for (size_t i = 0; i < t->rank; i++) bytes *= t->shape[i];
    for (size_t i = 0; i < bytes; i++) { /* byte by byte: pieces may be of any size */
        unsigned char byte = (unsigned char)(*first + i);
        gk_tensor_put(sink, &byte, 1);
    }
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    static const unsigned char starts[] = {1, 50, 100, 200};
    gk_new_tensor tensors[] = {
        {"b", "I8", 2, {3, 5}, &starts[0]},
        {"z", "F32", 1, {4}, &starts[1]},
        {"a \"quoted\" 名", "F32", 2, {2, 2}, &starts[2]},
        {"scalar", "I64", 0, {0}, &starts[3]},
    };
    char *folder = folder_new(), *path = gk_path_join(folder, "x.safetensors");
    must(gk_tensors_write(path, "test", tensors, 4, put_numbers, NULL, err));
    gk_safetensors *file;
    must(gk_safetensors_open(path, &file, err));
    size_t count, size;
    gk_safetensors_all(file, &count);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < 4; i++) {
        const gk_tensor *t = gk_safetensors_find(file, tensors[i].name);
        if (!t) fail_msg("%s is not there", tensors[i].name);
        assert_string_equal(t->dtype, tensors[i].dtype);
        assert_int_equal(t->rank, tensors[i].rank);
        for (size_t j = 0; j < t->rank; j++) assert_int_equal(t->shape[j], tensors[i].shape[j]);
        for (size_t j = 0; j < t->bytes; j++)
            assert_int_equal(t->data[j],
                             (unsigned char)(*(const unsigned char *)tensors[i].content + j));
    }
    const unsigned char *bytes = gk_safetensors_bytes(file, &size);
    assert_int_equal(gk_safetensors_find(file, "scalar")->data - bytes,
                     size - 8 - 2 * 16 - 15); /* the widest elements come first */
    assert_int_equal((gk_safetensors_find(file, "scalar")->data - bytes) % 8, 0);
    assert_true(gk_safetensors_find(file, "a \"quoted\" 名")->data <
                gk_safetensors_find(file, "z")->data);
    gk_safetensors_close(file);
    gk_free(path);
    folder_remove(folder);
}

static void put_too_little(void *ctx, const gk_new_tensor *t, gk_tensor_sink *sink)
{
    (void)t;
    gk_tensor_put(sink, "123456789", *(const size_t *)ctx);
}

static void a_tensor_without_its_bytes_is_named(void **state)
{
    (void)state;
    static const size_t sizes[] = {7, 9};
    for (size_t i = 0; i < 2; i++) {
        gk_new_tensor tensor = {"short", "F32", 1, {2}, NULL};
        char *folder = folder_new(), *path = gk_path_join(folder, "x.safetensors");
        gk_error err = {0};
        size_t given = sizes[i];
        assert_int_equal(gk_tensors_write(path, "test", &tensor, 1, put_too_little, &given, &err),
                         GK_IO);
        assert_contains(err.message, "short");
        gk_free(path);
        folder_remove(folder);
    }
}

static void a_file_that_stands_is_left_alone(void **state)
{
    (void)state;
    gk_new_tensor tensor = {"x", "F32", 1, {0}, NULL};
    char *folder = folder_new(), *path = gk_path_join(folder, "x.safetensors");
    write_text(folder, "x.safetensors", "mine");
    gk_error err = {0};
    assert_int_equal(gk_tensors_write(path, "test", &tensor, 1, put_numbers, NULL, &err), GK_IO);
    size_t size;
    char *data = folder_read(folder, "x.safetensors", &size);
    assert_string_equal(data, "mine");
    gk_free(data);
    gk_free(path);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_tensor_without_its_bytes_is_named),
        cmocka_unit_test(a_file_that_stands_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
