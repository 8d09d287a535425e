/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <signal.h>
#include <sys/stat.h>

static void what_stands_is_never_overwritten(void **state)
{
    (void)state;
    char *from = bert_folder(), *to = folder_new();
    write_text(to, "mine.txt", "mine");
    char *file = gk_path_join(to, "mine.txt"), *link = gk_path_join(to, "link");
    assert_int_equal(symlink("nowhere", link), 0);
    const char *const places[] = {to, file, link, from};
    for (size_t i = 0; i < 4; i++) {
        gk_error err = {0};
        assert_int_equal(gk_model_quantize(from, places[i], &err), GK_INVALID);
        assert_contains(err.message, places[i]);
        assert_int_equal(gk_model_export(from, places[i], &err), GK_INVALID);
        assert_int_equal(gk_model_trim(from, places[i], NULL, NULL, &err), GK_INVALID);
    }
    assert_int_equal(entries(to), 2);
    gk_free(file);
    gk_free(link);
    folder_remove(to);
    folder_remove(from);
}

static void an_empty_folder_is_filled(void **state)
{
    (void)state;
    char *from = bert_folder(), *to = folder_new(), *slash = gk_format("%s/", to);
    must(gk_model_export(from, slash, err));
    assert_true(has_file(to, "model.safetensors"));
    gk_free(slash);
    folder_remove(to);
    folder_remove(from);
}

static void a_place_inside_the_model_or_nowhere_is_refused(void **state)
{
    (void)state;
    char *from = bert_folder(), *inside = gk_path_join(from, "1_Pooling/new");
    gk_error err = {0};
    assert_int_equal(gk_model_export(from, inside, &err), GK_INVALID);
    assert_contains(err.message, "inside");
    assert_int_equal(gk_model_export(from, "/nowhere/at/all/new", &err), GK_IO);
    assert_contains(err.message, "/nowhere/at/all");
    assert_int_equal(gk_model_export(from, "", &err), GK_INVALID);
    assert_int_equal(entries(from), 7);
    gk_free(inside);
    folder_remove(from);
}

static void all_but_weights_comes_along(void **state)
{
    (void)state;
    char *from = bert_folder(), *to = out_path();
    static const char *const folders[] = {"onnx", "2_Normalize", "assets", "assets/deep"};
    for (size_t i = 0; i < 4; i++) {
        char *path = gk_path_join(from, folders[i]);
        must(gk_folder_make(path, err));
        gk_free(path);
    }
    static const struct {
        const char *name;
        bool copied;
    } cases[] = {
        {"LICENSE", true},
        {"assets/picture.txt", true},
        {"vocab.txt", true},
        {"pytorch_model.bin", false},
        {"onnx/model.onnx", false},
        {".gitattributes", false},
        {"assets/deep/x.txt", false},
        {"openvino_model.xml", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        write_text(from, cases[i].name, cases[i].name);
    must(gk_model_quantize(from, to, err));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (has_file(to, cases[i].name) != cases[i].copied)
            fail_msg("%s is %scopied", cases[i].name, cases[i].copied ? "not " : "");
        if (!cases[i].copied) continue;
        size_t size;
        char *text = folder_read(to, cases[i].name, &size);
        assert_string_equal(text, cases[i].name);
        gk_free(text);
    }
    assert_false(has_file(to, "onnx"));
    out_remove(to);
    folder_remove(from);
}

static void a_full_disk_leaves_nothing(void **state)
{
    (void)state;
    char *from = bert_folder();
    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    /* In the weights' data, in their header, in the small files. */
    static const rlim_t limits[] = {100000, 4096, 100, 0};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        char *to = out_path();
        gk_error err[3] = {{0}};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){limits[i], old.rlim_max}), 0);
        gk_status exported = gk_model_export(from, to, &err[0]);
        gk_status trimmed = gk_model_trim(from, to, NULL, NULL, &err[1]);
        gk_status quantized = limits[i] < 50000 ? gk_model_quantize(from, to, &err[2]) : GK_IO;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        if (exported != GK_IO) fail_msg("limit %zu: %s", (size_t)limits[i], err[0].message);
        if (trimmed != GK_IO) fail_msg("limit %zu: %s", (size_t)limits[i], err[1].message);
        if (quantized != GK_IO) fail_msg("limit %zu: %s", (size_t)limits[i], err[2].message);
        assert_nothing_made(to);
        out_remove(to);
    }
    signal(SIGXFSZ, before);
    folder_remove(from);
}

static void a_model_that_does_not_open_makes_none(void **state)
{
    (void)state;
    char *from = bert_folder(), *to = out_path();
    folder_delete(from, "1_Pooling/config.json");
    gk_error err = {0};
    assert_int_equal(gk_model_quantize(from, to, &err), GK_MODEL);
    assert_contains(err.message, "1_Pooling/config.json");
    assert_int_equal(gk_model_export(from, to, &err), GK_MODEL);
    assert_int_equal(gk_model_trim(from, to, NULL, NULL, &err), GK_MODEL);
    assert_nothing_made(to);
    out_remove(to);
    folder_remove(from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_is_never_overwritten),
        cmocka_unit_test(an_empty_folder_is_filled),
        cmocka_unit_test(a_place_inside_the_model_or_nowhere_is_refused),
        cmocka_unit_test(all_but_weights_comes_along),
        cmocka_unit_test(a_full_disk_leaves_nothing),
        cmocka_unit_test(a_model_that_does_not_open_makes_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
