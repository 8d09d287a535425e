/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "convert/rows.h"
#include "model/weights.h"

static const char *const bert_texts[] = {"the cash flow", "net sales", "operating 利润 , 净利润",
                                         "the flows of the year, года.", "a"};
static const char *const xlm_texts[] = {"the cash flow", "sales 净利润", "人民币 Umsatz продажи",
                                        "10% of cash, the flow.", "a"};
enum { TEXTS = 5 };

/* ---- rows ----------------------------------------------------------------------------------- */

static double squared_error(const float *w, const int8_t *q, float scale, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double d = (double)w[i] - (double)scale * q[i];
        sum += d * d;
    }
    return sum;
}

static void a_row_is_rounded_to_its_steps(void **state)
{
    (void)state;
    static const int limits[] = {64, 127};
    enum { COUNT = 384 };
    float w[COUNT];
    int8_t q[COUNT];
    for (size_t i = 0; i < COUNT; i++) w[i] = made_up("row", i);
    for (size_t l = 0; l < 2; l++) {
        float scale, most = 0;
        gk_quantize_row(w, COUNT, limits[l], q, &scale);
        for (size_t i = 0; i < COUNT; i++) {
            most = fmaxf(most, fabsf(w[i]));
            if (abs(q[i]) > limits[l]) fail_msg("q is %d, the limit %d", q[i], limits[l]);
        }
        double plain = most / (float)limits[l] * most / (float)limits[l] / 12 * COUNT;
        double error = squared_error(w, q, scale, COUNT);
        if (!(error < 1.1 * plain)) fail_msg("squared error %g, rounding alone %g", error, plain);
    }
}

static void one_outlier_does_not_cost_the_others(void **state)
{
    (void)state;
    enum { COUNT = 4096 };
    float w[COUNT], scale;
    int8_t q[COUNT], naive[COUNT];
    for (size_t i = 0; i < COUNT; i++) w[i] = made_up("row", i);
    w[7] = 1.1F;
    gk_quantize_row(w, COUNT, 64, q, &scale);
    for (size_t i = 0; i < COUNT; i++) naive[i] = (int8_t)lrintf(w[i] / (1.1F / 64));
    double error = squared_error(w, q, scale, COUNT);
    double other = squared_error(w, naive, 1.1F / 64, COUNT);
    if (!(error < 0.95 * other))
        fail_msg("squared error %g, by the largest weight %g", error, other);
}

static void a_row_of_zeros_has_scale_zero(void **state)
{
    (void)state;
    static const float rows[][4] = {{0, 0, 0, 0}, {1e-38F, -1e-40F, 0, 1e-45F}};
    for (size_t i = 0; i < 2; i++) {
        float scale = 5;
        int8_t q[4] = {1, 1, 1, 1};
        gk_quantize_row(rows[i], 4, 64, q, &scale);
        if (scale != 0) fail_msg("scale is %g", (double)scale);
        for (size_t j = 0; j < 4; j++) assert_int_equal(q[j], 0);
    }
}

static void huge_weights_stay_finite(void **state)
{
    (void)state;
    static const float w[] = {3e38F, -3e38F, 1e38F, 0};
    float scale;
    int8_t q[4];
    gk_quantize_row(w, 4, 64, q, &scale);
    if (!isfinite(scale)) fail_msg("scale is %g", (double)scale);
    assert_int_equal(q[0], -q[1]);
}

/* ---- folders -------------------------------------------------------------------------------- */

static void assert_alike(const float *a, const float *b, size_t count, double least)
{
    for (size_t i = 0; i < count; i++) {
        double dot = 0;
        for (size_t j = 0; j < HIDDEN; j++) dot += (double)a[i * HIDDEN + j] * b[i * HIDDEN + j];
        if (!(dot >= least)) fail_msg("text %zu: cosine %.5f, expected %.5f", i, dot, least);
    }
}

static void an_int8_folder_says_nearly_the_same(void **state)
{
    (void)state;
    for (int bert = 0; bert < 2; bert++) {
        const char *const *texts = bert ? bert_texts : xlm_texts;
        char *from = made_folder(bert), *to = out_path();
        must(gk_model_quantize(from, to, err));
        float *before = vectors_of(from, texts, TEXTS), *after = vectors_of(to, texts, TEXTS);
        assert_alike(before, after, TEXTS, 0.98);
        gk_model *model;
        gk_model_info *info;
        must(gk_model_open(to, &model, err));
        must(gk_model_info_get(model, &info, err));
        assert_string_equal(info->weights, "int8");
        assert_string_equal(info->prompts[0].text, "query: ");
        gk_model_info_free(info);
        gk_model_close(model);
        gk_free(before);
        gk_free(after);
        out_remove(to);
        folder_remove(from);
    }
}

static void an_int8_file_holds_what_the_encoder_uses(void **state)
{
    (void)state;
    char *from = xlm_folder(), *to = out_path();
    must(gk_model_quantize(from, to, err));
    gk_safetensors *file = tensors_of(to);
    static const struct {
        const char *name, *dtype;
        int limit;
    } cases[] = {
        {"embeddings.word_embeddings.weight", "I8", 127},
        {"embeddings.word_embeddings.weight_scale", "F32", 0},
        {"encoder.layer.1.attention.self.query.weight", "I8", GK_WEIGHT_LIMIT},
        {"encoder.layer.0.output.dense.weight", "I8", GK_WEIGHT_LIMIT},
        {"encoder.layer.0.output.dense.weight_scale", "F32", 0},
        {"encoder.layer.0.output.dense.bias", "F32", 0},
        {"encoder.layer.0.output.LayerNorm.weight", "F32", 0},
        {"embeddings.position_embeddings.weight", "F32", 0},
        {"embeddings.position_ids", NULL, 0},
        {"pooler.dense.weight", NULL, 0},
        {"lm_head.bias", NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const gk_tensor *t = gk_safetensors_find(file, cases[i].name);
        if (!t != !cases[i].dtype) fail_msg("%s is %s", cases[i].name, t ? "there" : "not there");
        if (!t) continue;
        assert_string_equal(t->dtype, cases[i].dtype);
        int most = 0;
        for (size_t j = 0; cases[i].limit && j < t->count; j++)
            most = abs((int8_t)t->data[j]) > most ? abs((int8_t)t->data[j]) : most;
        assert_int_equal(most, cases[i].limit); /* the range is used, and kept to */
    }
    gk_safetensors_close(file);
    out_remove(to);
    folder_remove(from);
}

static void int8_again_is_refused(void **state)
{
    (void)state;
    char *from = bert_folder(), *to = out_path(), *again = out_path();
    must(gk_model_quantize(from, to, err));
    gk_error err = {0};
    assert_int_equal(gk_model_quantize(to, again, &err), GK_MODEL);
    assert_contains(err.message, "model.safetensors");
    assert_contains(err.message, "int8 already");
    assert_nothing_made(again);
    out_remove(again);
    out_remove(to);
    folder_remove(from);
}

/* Puts a number in place of one element of the folder's weights. */
static void poison(const char *folder, const char *tensor, float value)
{
    gk_safetensors *file = tensors_of(folder);
    size_t size;
    size_t at = (size_t)(gk_safetensors_find(file, tensor)->data -
                         gk_safetensors_bytes(file, &size));
    gk_safetensors_close(file);
    char *bytes = folder_read(folder, "model.safetensors", &size);
    memcpy(bytes + at + 5 * sizeof value, &value, sizeof value);
    folder_write(folder, "model.safetensors", bytes, size);
    gk_free(bytes);
}

static void a_weight_that_is_no_number_is_named(void **state)
{
    (void)state;
    static const char name[] = "encoder.layer.1.intermediate.dense.weight";
    static const float values[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        char *from = bert_folder(), *to = out_path();
        poison(from, name, values[i]);
        gk_error err = {0};
        assert_int_equal(gk_model_quantize(from, to, &err), GK_MODEL);
        assert_contains(err.message, name);
        assert_contains(err.message, "element 5");
        assert_nothing_made(to);
        out_remove(to);
        folder_remove(from);
    }
}

/* ---- export --------------------------------------------------------------------------------- */

static void an_export_is_within_a_step(void **state)
{
    (void)state;
    char *from = xlm_folder(), *int8 = out_path(), *to = out_path();
    must(gk_model_quantize(from, int8, err));
    must(gk_model_export(int8, to, err));
    gk_safetensors *first = tensors_of(from), *middle = tensors_of(int8), *last = tensors_of(to);
    size_t count, n, m;
    const gk_tensor *all = gk_safetensors_all(last, &count);
    assert_int_equal(count, 5 + LAYERS * 16);
    for (size_t i = 0; i < count; i++) {
        float *a = floats(first, all[i].name, &n), *b = floats(last, all[i].name, &m);
        assert_int_equal(n, m);
        char *name = gk_format("%s_scale", all[i].name);
        bool rounded = gk_safetensors_find(middle, name);
        float *scales = rounded ? floats(middle, name, &m) : NULL;
        double sum = 0, steps = 0;
        for (size_t j = 0; j < n; j++) {
            double step = scales ? scales[j / all[i].shape[1]] : 0, d = (double)a[j] - b[j];
            sum += d * d;
            steps += step * step;
        }
        /* Rounding alone gives a twelfth; the few that are cut off may cost as much again. */
        if (!(sum <= steps / 6)) fail_msg("%s: squared error %g of %g", all[i].name, sum, steps);
        gk_free(name);
        gk_free(scales);
        gk_free(a);
        gk_free(b);
    }
    gk_safetensors_close(first);
    gk_safetensors_close(middle);
    gk_safetensors_close(last);
    float *a = vectors_of(int8, xlm_texts, TEXTS), *b = vectors_of(to, xlm_texts, TEXTS);
    assert_alike(a, b, TEXTS, 0.999); /* what is left is the rounding of activations */
    gk_free(a);
    gk_free(b);
    out_remove(to);
    out_remove(int8);
    folder_remove(from);
}

static void an_export_of_floats_keeps_every_tensor(void **state)
{
    (void)state;
    char *from = bert_folder(), *to = out_path();
    must(gk_model_export(from, to, err));
    gk_safetensors *first = tensors_of(from), *last = tensors_of(to);
    size_t count, copied;
    const gk_tensor *all = gk_safetensors_all(first, &count);
    gk_safetensors_all(last, &copied);
    assert_int_equal(count, copied);
    for (size_t i = 0; i < count; i++) {
        const gk_tensor *t = gk_safetensors_find(last, all[i].name);
        if (!t) fail_msg("%s is not there", all[i].name);
        assert_string_equal(t->dtype, all[i].dtype);
        assert_memory_equal(t->data, all[i].data, t->bytes);
    }
    gk_safetensors_close(first);
    gk_safetensors_close(last);
    out_remove(to);
    folder_remove(from);
}

static void halves_become_float32(void **state)
{
    (void)state;
    char *from = tiny_copy(), *to = out_path(); /* its weights are F16 */
    folder_set(from, "config.json", "torch_dtype", json_string("float16"));
    must(gk_model_export(from, to, err));
    gk_safetensors *first = tensors_of(from), *last = tensors_of(to);
    size_t n, m;
    float *a = floats(first, "encoder.layer.1.output.dense.weight", &n);
    float *b = floats(last, "encoder.layer.1.output.dense.weight", &m);
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n * sizeof *a);
    assert_string_equal(gk_safetensors_find(last, "embeddings.LayerNorm.bias")->dtype, "F32");
    json_t *config = folder_json(to, "config.json");
    assert_string_equal(json_string_value(json_object_get(config, "torch_dtype")), "float32");
    assert_int_equal(json_integer_value(json_object_get(config, "hidden_size")), 32);
    json_decref(config);
    gk_free(a);
    gk_free(b);
    gk_safetensors_close(first);
    gk_safetensors_close(last);
    out_remove(to);
    folder_remove(from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_rounded_to_its_steps),
        cmocka_unit_test(one_outlier_does_not_cost_the_others),
        cmocka_unit_test(a_row_of_zeros_has_scale_zero),
        cmocka_unit_test(huge_weights_stay_finite),
        cmocka_unit_test(an_int8_folder_says_nearly_the_same),
        cmocka_unit_test(an_int8_file_holds_what_the_encoder_uses),
        cmocka_unit_test(int8_again_is_refused),
        cmocka_unit_test(a_weight_that_is_no_number_is_named),
        cmocka_unit_test(an_export_is_within_a_step),
        cmocka_unit_test(an_export_of_floats_keeps_every_tensor),
        cmocka_unit_test(halves_become_float32),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
