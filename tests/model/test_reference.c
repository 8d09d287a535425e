/* SPDX-License-Identifier: Apache-2.0
 *
 * Real models against what the reference libraries made of the same texts
 * (tools/reference_ids.py, tools/reference_vectors.py): the default one, and all-MiniLM-L6-v2 where
 * tools/fetch_model.sh has placed it.
 */
#include "world.h"

#include "model/model.h"
#include "tokenizer/tokenizer.h"

#define DATA    GK_SOURCE_DIR "/tests/model/data"
#define DEFAULT GK_SOURCE_DIR "/models/default"
#define MINILM  GK_SOURCE_DIR "/build/models/all-MiniLM-L6-v2"

static bool is_there(const char *folder)
{
    if (gk_path_exists(folder)) return true;
    print_message("skipped: no model in %s; tools/fetch_model.sh gets it\n", folder);
    return false;
}

static void assert_ids(const char *text, const json_t *wanted, const int32_t *ids, size_t count)
{
    size_t n = json_array_size(wanted);
    for (size_t i = 0; i < n && i < count; i++)
        if (json_integer_value(json_array_get(wanted, i)) != ids[i])
            fail_msg("\"%.60s\": id %zu is %d, not %d", text, i, (int)ids[i],
                     (int)json_integer_value(json_array_get(wanted, i)));
    if (n != count) fail_msg("\"%.60s\": %zu ids, not %zu", text, count, n);
}

/* The ids of every text, between the template's tokens. */
static void check_ids(const char *folder, const char *reference)
{
    char *path = gk_path_join(folder, "tokenizer.json");
    gk_tokenizer *tokenizer;
    must(gk_tokenizer_open(path, &tokenizer, err));
    json_t *cases = folder_json(DATA, reference), *one;
    assert_true(json_array_size(cases) >= 20);
    size_t i;
    json_array_foreach(cases, i, one)
    {
        const char *text = json_string_value(json_object_get(one, "text"));
        json_t *wanted = json_object_get(one, "ids");
        const size_t last = json_array_size(wanted) - 1;
        gk_ids ids = {0};
        gk_tokenizer_encode(tokenizer, text, strlen(text), SIZE_MAX, &ids);
        assert_int_equal(json_integer_value(json_array_get(wanted, 0)),
                         gk_tokenizer_opening(tokenizer));
        assert_int_equal(json_integer_value(json_array_get(wanted, last)),
                         gk_tokenizer_closing(tokenizer));
        json_array_remove(wanted, last);
        json_array_remove(wanted, 0);
        assert_ids(text, wanted, ids.ids, ids.count);
        gk_free(ids.ids);
    }
    json_decref(cases);
    gk_tokenizer_free(tokenizer);
    gk_free(path);
}

static void minilm_gives_the_reference_ids(void **state)
{
    (void)state;
    if (!is_there(MINILM)) skip();
    check_ids(MINILM, "ids.json");
}

static void the_default_model_gives_the_reference_ids(void **state)
{
    (void)state;
    check_ids(DEFAULT, "ids_default.json");
}

static void minilm_gives_the_reference_vectors(void **state)
{
    (void)state;
    if (!is_there(MINILM)) skip();
    gk_model *model;
    must(gk_model_open(MINILM, &model, err));
    size_t dimensions = gk_model_dimensions(model);
    references r = references_read(DATA "/sample_vectors.jsonl", dimensions);
    assert_true(r.count >= 20);
    float *vectors = gk_alloc_floats(r.count * dimensions);
    must(gk_model_embed(model, (const char *const *)r.texts, NULL, r.count, NULL, vectors, err));
    assert_vectors(&r, vectors, 5e-4); /* stored as float16 */
    gk_free(vectors);
    references_free(&r);
    gk_model_close(model);
}

/* English and Chinese passages; the reference is the same model before it was quantised. */
static void the_default_model_is_near_the_float_vectors(void **state)
{
    (void)state;
    gk_model *model;
    must(gk_model_open(DEFAULT, &model, err));
    size_t d = gk_model_dimensions(model);
    references r = references_read(DATA "/default_vectors.jsonl", d);
    assert_true(r.count >= 20);
    float *vectors = gk_alloc_floats(r.count * d);
    const gk_embed_options options = {.prompt = "passage"};
    must(
        gk_model_embed(model, (const char *const *)r.texts, NULL, r.count, &options, vectors, err));
    for (size_t i = 0; i < r.count; i++) {
        double ab = 0, bb = 0;
        for (size_t j = 0; j < d; j++) {
            ab += (double)vectors[i * d + j] * r.vectors[i * d + j];
            bb += (double)r.vectors[i * d + j] * r.vectors[i * d + j];
        }
        if (!(ab / sqrt(bb) >= 0.98))
            fail_msg("text %zu \"%.40s\": cosine %.4f", i, r.texts[i], ab / sqrt(bb));
    }
    gk_free(vectors);
    references_free(&r);
    gk_model_close(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minilm_gives_the_reference_ids),
        cmocka_unit_test(the_default_model_gives_the_reference_ids),
        cmocka_unit_test(minilm_gives_the_reference_vectors),
        cmocka_unit_test(the_default_model_is_near_the_float_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
