/* SPDX-License-Identifier: Apache-2.0
 *
 * Which folders open, and what is said of those that do not.
 */
#include "world.h"

#include "model/model.h"

/* The folder must be refused with a message that holds both parts; it is removed. */
static void assert_refused(char *folder, const char *file, const char *what)
{
    gk_model *model;
    gk_error err = {0};
    gk_status status = gk_model_open(folder, &model, &err);
    if (status != GK_MODEL)
        fail_msg("expected \"%s ... %s\", got status %d", file, what, (int)status);
    assert_null(model);
    assert_int_equal(err.status, GK_MODEL);
    assert_contains(err.message, file);
    assert_contains(err.message, what);
    assert_null(strchr(err.message, '\n'));
    folder_remove(folder);
}

static void a_missing_folder_says_what_to_do(void **state)
{
    (void)state;
    gk_model *model;
    gk_error err = {0};
    assert_int_equal(gk_model_open("/nowhere/at/all", &model, &err), GK_MODEL);
    assert_contains(err.message, "/nowhere/at/all");
    assert_contains(err.message, "--model");
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    static const char *const names[] = {"config.json", "tokenizer.json", "model.safetensors",
                                        "1_Pooling/config.json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *folder = tiny_copy();
        folder_delete(folder, names[i]);
        assert_refused(folder, names[i], "No such file");
    }
}

static void a_file_that_is_no_json_is_named(void **state)
{
    (void)state;
    static const char *const names[] = {"config.json", "tokenizer.json", "modules.json",
                                        "1_Pooling/config.json", "sentence_bert_config.json"};
    static const char *const broken[] = {"{\"a\": 1", "", "{\"a\": 1, \"a\": 2}", "\xFF"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (size_t j = 0; j < sizeof broken / sizeof *broken; j++) {
            char *folder = tiny_copy();
            folder_write(folder, names[i], broken[j], strlen(broken[j]));
            assert_refused(folder, names[i], "line");
        }
    }
}

static void a_field_that_is_not_supported_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *file, *field, *value; /* NULL: removed */
    } cases[] = {
        {"config.json", "model_type", "\"roberta\""},
        {"config.json", "model_type", NULL},
        {"config.json", "hidden_act", "\"relu\""},
        {"config.json", "hidden_act", "3"},
        {"config.json", "position_embedding_type", "\"relative_key\""},
        {"config.json", "is_decoder", "true"},
        {"config.json", "hidden_size", "0"},
        {"config.json", "hidden_size", "-32"},
        {"config.json", "hidden_size", "\"32\""},
        {"config.json", "hidden_size", "1e300"},
        {"config.json", "hidden_size", NULL},
        {"config.json", "hidden_size", "33"},
        {"config.json", "num_attention_heads", "5"},
        {"config.json", "num_hidden_layers", "99999999999"},
        {"config.json", "intermediate_size", "3.5"},
        {"config.json", "max_position_embeddings", "1"},
        {"config.json", "layer_norm_eps", "-1"},
        {"config.json", "layer_norm_eps", "\"small\""},
        {"1_Pooling/config.json", "pooling_mode_max_tokens", "true"},
        {"1_Pooling/config.json", "pooling_mode_mean_tokens", "false"},
        {"sentence_bert_config.json", "max_seq_length", "1"},
        {"sentence_bert_config.json", "max_seq_length", "\"24\""},
        {"sentence_bert_config.json", "do_lower_case", "true"},
        {"1_Pooling/config.json", "include_prompt", "false"},
        {"config_sentence_transformers.json", "prompts", "[\"query: \"]"},
        {"config_sentence_transformers.json", "prompts", "{\"query\": 3}"},
        {"config_sentence_transformers.json", "default_prompt_name", "\"answer\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *folder = tiny_copy();
        json_t *value = cases[i].value ? json_loads(cases[i].value, JSON_DECODE_ANY, NULL) : NULL;
        folder_set(folder, cases[i].file, cases[i].field, value);
        const char *field = strstr(cases[i].field, "pooling_") ? "pooling" : cases[i].field;
        assert_refused(folder, cases[i].file, field);
    }
}

static void a_position_table_that_the_padding_fills_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *value, *what;
    } cases[] = {
        {"38", "max_position_embeddings"}, {"-1", "pad_token_id"}, {"\"1\"", "pad_token_id"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *folder = folder_copy(TINY_XLMR);
        folder_set(folder, "config.json", "pad_token_id",
                   json_loads(cases[i].value, JSON_DECODE_ANY, NULL));
        assert_refused(folder, "config.json", cases[i].what);
    }
}

static void modules_that_we_do_not_have_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *modules, *what;
    } cases[] = {
        {"{}", "must list"},
        {"[]", "must list"},
        {"[{\"type\": \"Transformer\", \"path\": \"\"}]", "must list"},
        {"[{\"type\": \"Transformer\", \"path\": \"\"}, 7]", "module 1"},
        {"[{\"type\": \"Transformer\", \"path\": \"0_T\"}, {\"type\": \"Pooling\", \"path\": "
         "\"\"}]",
         "0_T"},
        {"[{\"type\": \"a.Transformer\", \"path\": \"\"}, {\"type\": \"a.Pooling\", \"path\": "
         "\"1_Pooling\"}, {\"type\": \"a.Dense\", \"path\": \"2_Dense\"}]",
         "a.Dense"},
        {"[{\"type\": \"Pooling\", \"path\": \"1_Pooling\"}, {\"type\": \"Normalize\", \"path\": "
         "\"\"}]",
         "Pooling"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *folder = tiny_copy();
        folder_write(folder, "modules.json", cases[i].modules, strlen(cases[i].modules));
        assert_refused(folder, "modules.json", cases[i].what);
    }
}

/* ---- weights -------------------------------------------------------------------------------- */

#define QUERY "encoder.layer.1.attention.self.query.weight"

static json_t *without_query(json_t *header)
{
    /* Renamed: a removed one would leave a gap. */
    json_object_set(header, "other", json_object_get(header, QUERY));
    json_object_del(header, QUERY);
    return header;
}

static json_t *with_flat_query(json_t *header)
{
    json_object_set_new(json_object_get(header, QUERY), "shape", json_pack("[i, i]", 16, 64));
    return header;
}

static json_t *with_short_norm(json_t *header)
{
    json_object_set_new(json_object_get(header, "embeddings.LayerNorm.bias"), "shape",
                        json_pack("[i, i]", 1, 32));
    return header;
}

static json_t *with_whole_numbers(json_t *header)
{
    json_object_set_new(json_object_get(header, QUERY), "dtype", json_string("I16"));
    return header;
}

static json_t *with_overlap(json_t *header)
{
    json_t *here = json_object_get(header, QUERY);
    json_t *there = json_object_get(header, "encoder.layer.1.attention.self.key.weight");
    json_object_set(here, "data_offsets", json_object_get(there, "data_offsets"));
    return header;
}

static json_t *with_far_offset(json_t *header)
{
    json_object_set_new(json_object_get(header, QUERY), "data_offsets",
                        json_pack("[I, I]", (json_int_t)1 << 40, ((json_int_t)1 << 40) + 2048));
    return header;
}

static void weights_that_do_not_fit_are_named(void **state)
{
    (void)state;
    static const struct {
        json_t *(*edit)(json_t *header);
        const char *tensor, *what;
    } cases[] = {
        {without_query, QUERY, "is missing"},
        {with_flat_query, QUERY, "shape (16, 64), config.json needs (32, 32)"},
        {with_short_norm, "embeddings.LayerNorm.bias", "shape (1, 32), config.json needs (32)"},
        {with_whole_numbers, QUERY, "dtype I16"},
        {with_overlap, "attention.self", "overlaps"},
        {with_far_offset, QUERY, "cut off"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *folder = tiny_copy();
        edit_header(folder, cases[i].edit);
        assert_refused(folder, cases[i].tensor, cases[i].what);
    }
}

/* ---- int8 weights --------------------------------------------------------------------------- */

static json_t *without_scale(json_t *header)
{
    json_object_set(header, "other", json_object_get(header, QUERY "_scale"));
    json_object_del(header, QUERY "_scale");
    return header;
}

static json_t *with_flat_scale(json_t *header)
{
    json_object_set_new(json_object_get(header, QUERY "_scale"), "shape",
                        json_pack("[i, i]", 1, 32));
    return header;
}

static json_t *with_whole_scale(json_t *header)
{
    json_object_set_new(json_object_get(header, QUERY "_scale"), "dtype", json_string("I32"));
    return header;
}

static json_t *with_unsigned_query(json_t *header)
{
    json_object_set_new(json_object_get(header, QUERY), "dtype", json_string("U8"));
    return header;
}

static json_t *without_word_scale(json_t *header)
{
    static const char name[] = "embeddings.word_embeddings.weight_scale";
    json_object_set(header, "other", json_object_get(header, name));
    json_object_del(header, name);
    return header;
}

static void int8_weights_that_do_not_fit_are_named(void **state)
{
    (void)state;
    static const struct {
        json_t *(*edit)(json_t *header);
        const char *tensor, *what;
    } cases[] = {
        {without_scale, QUERY "_scale", "is missing"},
        {with_flat_scale, QUERY "_scale", "shape (1, 32), config.json needs (32)"},
        {with_whole_scale, QUERY "_scale", "dtype I32"},
        {with_unsigned_query, QUERY, "dtype U8"},
        {without_word_scale, "word_embeddings.weight_scale", "is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *folder = folder_copy(TINY_INT8);
        edit_header(folder, cases[i].edit);
        assert_refused(folder, cases[i].tensor, cases[i].what);
    }
}

/* 65 would let a sum of two products overflow 16 bits. */
static void an_int8_weight_beyond_its_limit_is_named(void **state)
{
    (void)state;
    static const int8_t values[] = {65, -65, 127, -128};
    size_t size;
    char *path = gk_path_join(TINY_INT8, "model.safetensors");
    gk_safetensors *file;
    must(gk_safetensors_open(path, &file, err));
    const unsigned char *start = gk_safetensors_bytes(file, &size);
    const size_t at = (size_t)(gk_safetensors_find(file, QUERY)->data - start) + 100;
    gk_safetensors_close(file);
    gk_free(path);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char *folder = folder_copy(TINY_INT8);
        char *bytes = folder_read(folder, "model.safetensors", &size);
        bytes[at] = (char)values[i];
        folder_write(folder, "model.safetensors", bytes, size);
        gk_free(bytes);
        assert_refused(folder, QUERY, "beyond 64");
    }
}

static void a_cut_file_is_refused_wherever_it_is_cut(void **state)
{
    (void)state;
    size_t size;
    char *bytes = folder_read(TINY, "model.safetensors", &size);
    const size_t cuts[] = {0, 4, 8, 9, 100, 3000, size / 2, size - 1};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        char *folder = tiny_copy();
        folder_write(folder, "model.safetensors", bytes, cuts[i]);
        assert_refused(folder, "model.safetensors", ": ");
    }
    gk_free(bytes);
}

static void a_tokenizer_with_too_many_ids_is_refused(void **state)
{
    (void)state;
    char *folder = tiny_copy();
    json_t *root = folder_json(folder, "tokenizer.json");
    json_object_set_new(json_object_get(json_object_get(root, "model"), "vocab"), "extra",
                        json_integer(5000));
    folder_save_json(folder, "tokenizer.json", root);
    assert_refused(folder, "tokenizer.json", "5000");
}

/* ---- folders that open ---------------------------------------------------------------------- */

enum { DIMENSIONS = 32 };

/* The folder must open and give these vectors; it is removed. */
static void assert_gives(char *folder, const char *vectors)
{
    references r = references_read(vectors, DIMENSIONS);
    float *got = gk_alloc_floats(r.count * DIMENSIONS);
    gk_model *model;
    must(gk_model_open(folder, &model, err));
    must(gk_model_embed(model, (const char *const *)r.texts, NULL, r.count, NULL, got, err));
    assert_vectors(&r, got, 1e-4);
    gk_model_close(model);
    gk_free(got);
    references_free(&r);
    folder_remove(folder);
}

static json_t *with_prefix(json_t *header, const char *prefix)
{
    json_t *renamed = json_object(), *value;
    const char *name;
    json_object_foreach(header, name, value)
    {
        char *full = gk_format("%s%s", strcmp(name, "__metadata__") ? prefix : "", name);
        json_object_set(renamed, full, value);
        gk_free(full);
    }
    json_decref(header);
    return renamed;
}

static json_t *with_bert(json_t *header) { return with_prefix(header, "bert."); }
static json_t *with_module(json_t *header) { return with_prefix(header, "0.auto_model."); }

static void tensor_names_may_have_a_prefix(void **state)
{
    (void)state;
    char *folder = tiny_copy();
    edit_header(folder, with_bert);
    assert_gives(folder, TINY "/vectors.jsonl");
    folder = tiny_copy();
    edit_header(folder, with_module);
    assert_gives(folder, TINY "/vectors.jsonl");
}

static void pooling_may_be_named_the_old_and_the_new_way(void **state)
{
    (void)state;
    static const struct {
        const char *config, *vectors;
    } cases[] = {
        {"{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false}",
         TINY "/vectors_cls.jsonl"},
        {"{\"embedding_dimension\": 32, \"pooling_mode\": \"cls\"}", TINY "/vectors_cls.jsonl"},
        {"{\"embedding_dimension\": 32, \"pooling_mode\": \"mean\"}", TINY "/vectors.jsonl"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *folder = tiny_copy();
        folder_write(folder, "1_Pooling/config.json", cases[i].config, strlen(cases[i].config));
        assert_gives(folder, cases[i].vectors);
    }
}

static void a_plain_transformer_folder_pools_the_mean(void **state)
{
    (void)state;
    char *folder = tiny_copy();
    folder_delete(folder, "modules.json");
    folder_delete(folder, "1_Pooling/config.json");
    folder_delete(folder, "tokenizer_config.json");
    assert_gives(folder, TINY "/vectors.jsonl");
}

static void the_limit_may_stand_in_the_tokenizers_file(void **state)
{
    (void)state;
    char *folder = tiny_copy();
    folder_delete(folder, "sentence_bert_config.json");
    folder_set(folder, "tokenizer_config.json", "model_max_length", json_integer(24));
    assert_gives(folder, TINY "/vectors.jsonl");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_folder_says_what_to_do),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(a_file_that_is_no_json_is_named),
        cmocka_unit_test(a_field_that_is_not_supported_is_named),
        cmocka_unit_test(a_position_table_that_the_padding_fills_is_named),
        cmocka_unit_test(modules_that_we_do_not_have_are_named),
        cmocka_unit_test(weights_that_do_not_fit_are_named),
        cmocka_unit_test(int8_weights_that_do_not_fit_are_named),
        cmocka_unit_test(an_int8_weight_beyond_its_limit_is_named),
        cmocka_unit_test(a_cut_file_is_refused_wherever_it_is_cut),
        cmocka_unit_test(a_tokenizer_with_too_many_ids_is_refused),
        cmocka_unit_test(tensor_names_may_have_a_prefix),
        cmocka_unit_test(pooling_may_be_named_the_old_and_the_new_way),
        cmocka_unit_test(a_plain_transformer_folder_pools_the_mean),
        cmocka_unit_test(the_limit_may_stand_in_the_tokenizers_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
