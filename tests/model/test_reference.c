/* SPDX-License-Identifier: Apache-2.0
 *
 * The real model, where set-up has fetched it, against what the reference libraries made of the
 * same texts: tools/reference_ids.py and tools/reference_vectors.py.
 */
#include "world.h"

#include "model/model.h"
#include "text/text.h"

#define DATA GK_SOURCE_DIR "/tests/model/data"

/* The default model's folder, or NULL with a line that says so. */
static char *real_folder(void)
{
    const char *named = getenv("GOSHAWK_MODEL");
    char *folder = gk_strdup(named && *named ? named : GK_BINARY_DIR "/models/all-MiniLM-L6-v2");
    if (gk_path_exists(folder)) return folder;
    print_message("skipped: no model in %s; tools/fetch_model.sh gets it\n", folder);
    gk_free(folder);
    return NULL;
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

static void the_tokenizer_gives_the_reference_ids(void **state)
{
    (void)state;
    enum { LIMIT = 1000 };
    char *folder = real_folder();
    if (!folder) skip();
    char *path = gk_path_join(folder, "tokenizer.json");
    gk_wordpiece *tokenizer;
    must(gk_wordpiece_open(path, &tokenizer, err));
    json_t *cases = folder_json(DATA, "ids.json"), *one;
    assert_true(json_array_size(cases) >= 20);
    size_t i;
    json_array_foreach(cases, i, one)
    {
        const char *text = json_string_value(json_object_get(one, "text"));
        int32_t ids[LIMIT];
        size_t count = gk_wordpiece_encode(tokenizer, text, strlen(text), ids, LIMIT);
        assert_ids(text, json_object_get(one, "ids"), ids, count);
    }
    json_decref(cases);
    gk_wordpiece_free(tokenizer);
    gk_free(path);
    gk_free(folder);
}

static void the_encoder_gives_the_reference_vectors(void **state)
{
    (void)state;
    char *folder = real_folder();
    if (!folder) skip();
    gk_model *model;
    must(gk_model_open(folder, &model, err));
    size_t dimensions = gk_model_dimensions(model);
    references r = references_read(DATA "/sample_vectors.jsonl", dimensions);
    assert_true(r.count >= 20);
    float *vectors = gk_alloc_floats(r.count * dimensions);
    must(gk_model_embed(model, (const char *const *)r.texts, r.count, 0, vectors, err));
    assert_vectors(&r, vectors, 5e-4); /* stored as float16 */
    gk_free(vectors);
    references_free(&r);
    gk_model_close(model);
    gk_free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tokenizer_gives_the_reference_ids),
        cmocka_unit_test(the_encoder_gives_the_reference_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
