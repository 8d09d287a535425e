/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static const char *const texts[] = {"the cash flow", "net sales", "净利润 人民币", "a"};
enum { TEXTS = 4 };

static void a_sound_model_agrees_with_itself(void **state)
{
    (void)state;
    for (int bert = 0; bert < 2; bert++) {
        char *from = made_folder(bert);
        gk_verify_report report;
        must(gk_model_verify(from, from, texts, TEXTS, &report, err));
        assert_int_equal(report.tensors, 8 + LAYERS * 16);
        assert_int_equal(report.texts, TEXTS);
        if (!(report.kernels_worst > 0.9999 && report.kernels_worst < 1.0001))
            fail_msg("kernels agree by %g", report.kernels_worst);
        if (!(report.worst > 0.99999 && report.mean > 0.99999))
            fail_msg("cosine with itself: mean %g, worst %g", report.mean, report.worst);
        folder_remove(from);
    }
}

static void another_model_is_compared(void **state)
{
    (void)state;
    char *from = xlm_folder(), *int8 = out_path();
    must(gk_model_quantize(from, int8, err));
    gk_verify_report report;
    must(gk_model_verify(int8, from, texts, TEXTS, &report, err));
    if (!(report.worst >= 0.98 && report.worst < 0.999999 && report.mean >= report.worst))
        fail_msg("mean %g, worst %g", report.mean, report.worst);
    out_remove(int8);
    folder_remove(from);
}

static void without_another_nothing_is_compared_and_without_texts_nothing_verified(void **state)
{
    (void)state;
    char *from = bert_folder();
    gk_verify_report report;
    gk_error problem = {0};
    must(gk_model_verify(from, NULL, texts, TEXTS, &report, err));
    assert_true(report.mean == 0 && report.worst == 0);
    assert_int_equal(report.tensors, 8 + LAYERS * 16);
    assert_int_equal(gk_model_verify(from, from, NULL, 0, &report, &problem), GK_INVALID);
    assert_non_null(strstr(problem.message, "no texts"));
    folder_remove(from);
}

static void a_number_that_is_none_is_named(void **state)
{
    (void)state;
    /* The last row of the table, which no text reaches, and a tensor that the encoder has no use
     * for: a file is whole or it is not. */
    static const char *const names[] = {"embeddings.word_embeddings.weight", "pooler.dense.weight"};
    for (size_t i = 0; i < 2; i++) {
        char *from = bert_folder();
        gk_safetensors *file = tensors_of(from);
        size_t size;
        const gk_tensor *t = gk_safetensors_find(file, names[i]);
        size_t end = (size_t)(t->data - gk_safetensors_bytes(file, &size)) + t->bytes;
        size_t last = t->count - 1;
        gk_safetensors_close(file);
        char *bytes = folder_read(from, "model.safetensors", &size);
        const float nan = NAN;
        memcpy(bytes + end - sizeof nan, &nan, sizeof nan);
        folder_write(from, "model.safetensors", bytes, size);
        gk_free(bytes);
        gk_error err = {0};
        assert_int_equal(gk_model_verify(from, NULL, texts, TEXTS, NULL, &err), GK_MODEL);
        assert_contains(err.message, names[i]);
        char *element = gk_format("element %zu", last);
        assert_contains(err.message, element);
        gk_free(element);
        folder_remove(from);
    }
}

static void other_dimensions_cannot_be_compared(void **state)
{
    (void)state;
    char *from = bert_folder(), *tiny = tiny_copy();
    gk_error err = {0};
    assert_int_equal(gk_model_verify(from, tiny, texts, TEXTS, NULL, &err), GK_INVALID);
    assert_contains(err.message, "64");
    assert_contains(err.message, "32");
    assert_int_equal(gk_model_verify(from, "/nowhere", texts, TEXTS, NULL, &err), GK_MODEL);
    assert_int_equal(gk_model_verify("/nowhere", NULL, texts, TEXTS, NULL, &err), GK_MODEL);
    folder_remove(tiny);
    folder_remove(from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_model_agrees_with_itself),
        cmocka_unit_test(another_model_is_compared),
        cmocka_unit_test(without_another_nothing_is_compared_and_without_texts_nothing_verified),
        cmocka_unit_test(a_number_that_is_none_is_named),
        cmocka_unit_test(other_dimensions_cannot_be_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
