/* SPDX-License-Identifier: Apache-2.0
 *
 * The public functions: gk_model_embed and what tells of a model.
 */
#include "world.h"

#include "model/model.h"

enum { DIMENSIONS = 32, TEXTS = 300 };

static gk_model *tiny_open(void)
{
    gk_model *model;
    must(gk_model_open(TINY, &model, err));
    return model;
}

static void the_model_tells_its_size_and_its_fingerprint(void **state)
{
    (void)state;
    gk_model *model = tiny_open();
    size_t size;
    char hex[65], *bytes = folder_read(TINY, "model.safetensors", &size);
    gk_sha256(bytes, size, hex);
    assert_int_equal(gk_model_dimensions(model), DIMENSIONS);
    assert_string_equal(gk_model_fingerprint(model), hex);
    gk_free(bytes);
    gk_model_close(model);
}

/* Texts of many lengths, no two the same, some cut at the model's limit, one empty. */
static char **make_texts(void)
{
    char **texts = gk_alloc_array(TEXTS, sizeof *texts);
    for (int i = 0; i < TEXTS; i++) {
        gk_string s = {0};
        for (int j = 0; j < i * 7 % 31; j++)
            gk_string_addf(&s, "%s %d ", j % 3 ? "cash flow" : "sales", i * j);
        texts[i] = gk_string_take(&s);
    }
    return texts;
}

static void a_vector_does_not_depend_on_its_company(void **state)
{
    (void)state;
    gk_model *model = tiny_open();
    char **texts = make_texts();
    float *alone = gk_alloc_floats(TEXTS * DIMENSIONS), *all = gk_alloc_floats(TEXTS * DIMENSIONS);
    for (size_t i = 0; i < TEXTS; i++)
        must(gk_model_embed(model, (const char *const *)texts + i, 1, 1, alone + i * DIMENSIONS,
                            err));
    static const int threads[] = {0, 1, 2, 7, 1000};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        memset(all, 0, TEXTS * DIMENSIONS * sizeof *all);
        must(gk_model_embed(model, (const char *const *)texts, TEXTS, threads[t], all, err));
        for (size_t i = 0; i < TEXTS * DIMENSIONS; i++)
            if (fabsf(all[i] - alone[i]) > 1e-6F)
                fail_msg("%d threads, text %zu: %.8f, alone %.8f", threads[t], i / DIMENSIONS,
                         all[i], alone[i]);
    }
    for (size_t i = 0; i < TEXTS; i++) gk_free(texts[i]);
    gk_free(texts);
    gk_free(alone);
    gk_free(all);
    gk_model_close(model);
}

static void text_of_any_bytes_has_a_vector_of_length_one(void **state)
{
    (void)state;
    static const char *const texts[] = {"\xFF\xFE\x80 sales \xC3", "\xED\xA0\x80\xF4\x90\x80\x80",
                                        "\x01\x02\x7F", "[SEP][CLS][PAD]"};
    enum { COUNT = sizeof texts / sizeof *texts };
    gk_model *model = tiny_open();
    float vectors[COUNT * DIMENSIONS];
    must(gk_model_embed(model, texts, COUNT, 0, vectors, err));
    for (size_t i = 0; i < COUNT; i++) {
        double squares = 0;
        for (size_t j = 0; j < DIMENSIONS; j++) squares += pow(vectors[i * DIMENSIONS + j], 2);
        assert_float_equal((float)squares, 1, 1e-5F);
    }
    gk_model_close(model);
}

static void no_texts_are_no_failure_but_missing_ones_are(void **state)
{
    (void)state;
    gk_model *model = tiny_open();
    gk_error err = {0};
    float vector[DIMENSIONS];
    assert_int_equal(gk_model_embed(model, NULL, 0, 0, NULL, &err), GK_OK);
    assert_int_equal(gk_model_embed(model, NULL, 1, 0, vector, &err), GK_INVALID);
    gk_model_close(model);
    gk_model_close(NULL);
}

static void the_default_is_what_the_environment_names(void **state)
{
    (void)state;
    const char *was = getenv("GOSHAWK_MODEL");
    char *kept = was ? gk_strdup(was) : NULL, *path;
    gk_error err = {0};
    setenv("GOSHAWK_MODEL", TINY, 1);
    assert_int_equal(gk_model_default(&path, &err), GK_OK);
    assert_string_equal(path, TINY);
    gk_free(path);
    setenv("GOSHAWK_MODEL", "/nowhere/at/all", 1);
    assert_int_equal(gk_model_default(&path, &err), GK_MODEL);
    assert_null(path);
    assert_contains(err.message, "GOSHAWK_MODEL");
    assert_contains(err.message, "/nowhere/at/all");
    unsetenv("GOSHAWK_MODEL"); /* no model stands beside this program */
    assert_int_equal(gk_model_default(&path, &err), GK_MODEL);
    assert_contains(err.message, "./setup");
    assert_contains(err.message, "--model");
    if (kept) setenv("GOSHAWK_MODEL", kept, 1);
    gk_free(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_model_tells_its_size_and_its_fingerprint),
        cmocka_unit_test(a_vector_does_not_depend_on_its_company),
        cmocka_unit_test(text_of_any_bytes_has_a_vector_of_length_one),
        cmocka_unit_test(no_texts_are_no_failure_but_missing_ones_are),
        cmocka_unit_test(the_default_is_what_the_environment_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
