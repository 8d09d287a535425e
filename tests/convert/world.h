/* SPDX-License-Identifier: Apache-2.0
 *
 * world - small model folders with made-up weights: a BERT with a WordPiece vocabulary and an
 * XLM-RoBERTa with a Unigram one, both with what real folders carry along.
 */
#ifndef GK_TEST_CONVERT_WORLD_H
#define GK_TEST_CONVERT_WORLD_H

#include "../model/world.h"
#include "convert/tensors.h"
#include "model/model.h"

#include <dirent.h>
#include <sys/resource.h>

enum { HIDDEN = 64, INNER = 96, LAYERS = 2, POSITIONS = 40 };

/* ---- vocabularies --------------------------------------------------------------------------- */

typedef struct scored {
    const char *text;
    double score;
} scored;

/* Ids are places. The sign that begins a word is U+2581. */
static const scored unigram[] = {
    {"<s>", 0},         {"<pad>", 0},     {"</s>", 0},    {"<unk>", 0},     {",", -3.5},
    {".", -3.6},        {"▁", -3.9},      {"s", -4.0},    {"▁the", -4.1},   {"▁cash", -5.5},
    {"▁flow", -5.25},   {"▁sales", -5.1}, {"▁sal", -6.1}, {"es", -6.2},     {"▁Umsatz", -6.3},
    {"▁продажи", -5.0}, {"ция", -5.05},   {"净利", -7.0}, {"净利润", -7.5}, {"人民币", -7.25},
    {"▁売上", -6.0},    {"の", -6.5},     {"净", -8.0},   {"利", -8.1},     {"润", -8.2},
    {"人", -8.3},       {"民", -8.4},     {"币", -8.5},   {"▁a", -8.6},     {"c", -8.7},
    {"a", -8.8},        {"h", -8.9},      {"f", -9.0},    {"l", -9.1},      {"o", -9.2},
    {"w", -9.3},        {"e", -9.4},      {"t", -9.5},    {"U", -9.6},      {"m", -9.7},
    {"z", -9.8},        {"п", -9.9},      {"р", -10.0},   {"1", -10.1},     {"▁10%", -6.6},
    {"A股", -6.7},      {"ab|cd", -6.8},  {"fy2", -6.9},  {"2年", -7.1},    {":", -7.2},
    {"▁query", -7.3},   {"qqqq", -15.0},  {"<mask>", 0},
};
enum { UNIGRAM = sizeof unigram / sizeof *unigram, UNIGRAM_MASK = UNIGRAM - 1 };

static const char *const wordpiece[] = {
    "[PAD]",     "[unused0]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the",
    "cash",      "flow",      "sales",     "##ing", "##s",   "год",   "net",    "利润",
    "operating", "c",         "##c",       "a",     "##a",   "s",     "h",      "##h",
    "f",         "##f",       "l",         "##l",   "o",     "##o",   "w",      "##w",
    "净",        "##净",      "n",         "##n",   "e",     "##e",   "t",      "##t",
    "i",         "##i",       "g",         "##g",   ",",     ".",
};
enum { WORDPIECE = sizeof wordpiece / sizeof *wordpiece };

static inline json_t *added_token(const char *content, int id)
{
    return json_pack("{s:i, s:s, s:b, s:b, s:b, s:b, s:b}", "id", id, "content", content,
                     "single_word", 0, "lstrip", 0, "rstrip", 0, "normalized", 0, "special", 1);
}

static inline json_t *template_of(const char *opening, int opening_id, const char *closing,
                                  int closing_id)
{
    json_t *tokens = json_object();
    json_object_set_new(
        tokens, opening,
        json_pack("{s:s, s:[i], s:[s]}", "id", opening, "ids", opening_id, "tokens", opening));
    json_object_set_new(
        tokens, closing,
        json_pack("{s:s, s:[i], s:[s]}", "id", closing, "ids", closing_id, "tokens", closing));
    json_t *first = json_pack("{s:{s:s, s:i}}", "SpecialToken", "id", opening, "type_id", 0);
    json_t *last = json_pack("{s:{s:s, s:i}}", "SpecialToken", "id", closing, "type_id", 0);
    json_t *a = json_pack("{s:{s:s, s:i}}", "Sequence", "id", "A", "type_id", 0);
    json_t *b = json_pack("{s:{s:s, s:i}}", "Sequence", "id", "B", "type_id", 0);
    return json_pack("{s:s, s:[O, O, O], s:[o, o, O, o, o], s:o}", "type", "TemplateProcessing",
                     "single", first, a, last, "pair", first, a, last, b, last, "special_tokens",
                     tokens);
}

static inline json_t *unigram_tokenizer(void)
{
    json_t *added = json_array(), *pieces = json_array();
    for (int i = 0; i < 4; i++) json_array_append_new(added, added_token(unigram[i].text, i));
    json_array_append_new(added, added_token("<mask>", UNIGRAM_MASK));
    for (size_t i = 0; i < UNIGRAM; i++)
        json_array_append_new(pieces, json_pack("[s, f]", unigram[i].text, unigram[i].score));
    json_t *space = json_pack("{s:s, s:s, s:s, s:b}", "type", "Metaspace", "replacement", "▁",
                              "prepend_scheme", "always", "split", 1);
    return json_pack(
        "{s:s, s:n, s:{s:i, s:s}, s:o, s:{s:s}, s:O, s:o, s:o, s:{s:s, s:i, s:o, s:b}}", "version",
        "1.0", "truncation", "padding", "pad_id", 1, "pad_token", "<pad>", "added_tokens", added,
        "normalizer", "type", "NFKC", "pre_tokenizer", space, "post_processor",
        template_of("<s>", 0, "</s>", 2), "decoder", space, "model", "type", "Unigram", "unk_id", 3,
        "vocab", pieces, "byte_fallback", 0);
}

static inline json_t *wordpiece_tokenizer(void)
{
    static const int special[] = {0, 3, 4, 5, 6};
    json_t *added = json_array(), *pieces = json_object();
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        json_array_append_new(added, added_token(wordpiece[special[i]], special[i]));
    for (size_t i = 0; i < WORDPIECE; i++)
        json_object_set_new(pieces, wordpiece[i], json_integer((json_int_t)i));
    return json_pack("{s:s, s:n, s:n, s:o, s:{s:s, s:b, s:b, s:n, s:b}, s:{s:s}, s:o, s:{s:s, s:s, "
                     "s:b}, s:{s:s, "
                     "s:s, s:s, s:i, s:o}}",
                     "version", "1.0", "truncation", "padding", "added_tokens", added, "normalizer",
                     "type", "BertNormalizer", "clean_text", 1, "handle_chinese_chars", 1,
                     "strip_accents", "lowercase", 1, "pre_tokenizer", "type", "BertPreTokenizer",
                     "post_processor", template_of("[CLS]", 4, "[SEP]", 5), "decoder", "type",
                     "WordPiece", "prefix", "##", "cleanup", 1, "model", "type", "WordPiece",
                     "unk_token", "[UNK]", "continuing_subword_prefix", "##",
                     "max_input_chars_per_word", 100, "vocab", pieces);
}

/* ---- weights -------------------------------------------------------------------------------- */

/* The element at place i of the tensor of that name: about normal, the same at every run. */
static inline float made_up(const char *name, size_t i)
{
    uint64_t h = 0xcbf29ce484222325U ^ i * 0x9E3779B97F4A7C15U;
    for (; *name; name++) h = (h ^ (unsigned char)*name) * 0x100000001b3U;
    float sum = 0;
    for (int k = 0; k < 4; k++) {
        h = h * 6364136223846793005U + 1442695040888963407U;
        sum += (float)(h >> 40) / (float)(1 << 24) - 0.5F;
    }
    return sum * 0.35F;
}

static inline void put_made_up(void *ctx, const gk_new_tensor *t, gk_tensor_sink *sink)
{
    (void)ctx;
    size_t count = 1;
    for (size_t i = 0; i < t->rank; i++) count *= t->shape[i];
    if (strcmp(t->dtype, "I64") == 0) {
        for (int64_t i = 0; i < (int64_t)count; i++) gk_tensor_put(sink, &i, sizeof i);
        return;
    }
    bool norm = strstr(t->name, "LayerNorm.weight");
    for (size_t i = 0; i < count; i++) {
        float value = made_up(t->name, i) + (norm ? 1 : 0);
        gk_tensor_put(sink, &value, sizeof value);
    }
}

/* All tensors of BERT, and three that the encoder has no use for. */
static inline void write_made_up(const char *folder, size_t vocabulary)
{
    static const struct {
        const char *name;
        size_t rows, columns;
    } parts[] = {
        {"attention.self.query.weight", HIDDEN, HIDDEN},
        {"attention.self.key.weight", HIDDEN, HIDDEN},
        {"attention.self.value.weight", HIDDEN, HIDDEN},
        {"attention.output.dense.weight", HIDDEN, HIDDEN},
        {"intermediate.dense.weight", INNER, HIDDEN},
        {"output.dense.weight", HIDDEN, INNER},
        {"attention.self.query.bias", HIDDEN, 0},
        {"attention.self.key.bias", HIDDEN, 0},
        {"attention.self.value.bias", HIDDEN, 0},
        {"attention.output.dense.bias", HIDDEN, 0},
        {"attention.output.LayerNorm.weight", HIDDEN, 0},
        {"attention.output.LayerNorm.bias", HIDDEN, 0},
        {"intermediate.dense.bias", INNER, 0},
        {"output.dense.bias", HIDDEN, 0},
        {"output.LayerNorm.weight", HIDDEN, 0},
        {"output.LayerNorm.bias", HIDDEN, 0},
    };
    enum { PARTS = sizeof parts / sizeof *parts };
    gk_new_tensor tensors[8 + LAYERS * PARTS] = {
        {"embeddings.word_embeddings.weight", "F32", 2, {vocabulary, HIDDEN}, NULL},
        {"embeddings.position_embeddings.weight", "F32", 2, {POSITIONS, HIDDEN}, NULL},
        {"embeddings.token_type_embeddings.weight", "F32", 2, {2, HIDDEN}, NULL},
        {"embeddings.LayerNorm.weight", "F32", 1, {HIDDEN}, NULL},
        {"embeddings.LayerNorm.bias", "F32", 1, {HIDDEN}, NULL},
        {"embeddings.position_ids", "I64", 2, {1, POSITIONS}, NULL},
        {"pooler.dense.weight", "F32", 2, {HIDDEN, HIDDEN}, NULL},
        {"lm_head.bias", "F32", 1, {vocabulary}, NULL},
    };
    gk_arena *arena = gk_arena_new();
    size_t count = 8;
    for (int layer = 0; layer < LAYERS; layer++)
        for (size_t i = 0; i < PARTS; i++)
            tensors[count++] = (gk_new_tensor){
                gk_arena_format(arena, "encoder.layer.%d.%s", layer, parts[i].name),
                "F32",
                parts[i].columns ? 2 : 1,
                {parts[i].rows, parts[i].columns},
                NULL};
    char *path = gk_path_join(folder, "model.safetensors");
    must(gk_tensors_write(path, "pt", tensors, count, put_made_up, NULL, err));
    gk_free(path);
    gk_arena_free(arena);
}

/* ---- folders -------------------------------------------------------------------------------- */

static inline void write_text(const char *folder, const char *name, const char *text)
{
    folder_write(folder, name, text, strlen(text));
}

static inline char *made_folder(bool bert)
{
    char *folder = folder_new(), *pooling = gk_path_join(folder, "1_Pooling");
    must(gk_folder_make(pooling, err));
    gk_free(pooling);
    size_t vocabulary = bert ? WORDPIECE : UNIGRAM;
    folder_save_json(folder, "config.json",
                     json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:s, s:f, s:i, s:i, s:n}",
                               "model_type", bert ? "bert" : "xlm-roberta", "vocab_size",
                               (int)vocabulary + 3, "hidden_size", HIDDEN, "num_hidden_layers",
                               LAYERS, "num_attention_heads", 4, "intermediate_size", INNER,
                               "max_position_embeddings", POSITIONS, "type_vocab_size", 2,
                               "hidden_act", "gelu", "layer_norm_eps", 1e-5, "pad_token_id",
                               bert ? 0 : 1, "eos_token_id", bert ? 5 : 2, "bos_token_id"));
    folder_save_json(folder, "tokenizer.json", bert ? wordpiece_tokenizer() : unigram_tokenizer());
    folder_save_json(folder, "config_sentence_transformers.json",
                     json_pack("{s:{s:s, s:s}}", "prompts", "query", "query: ", "passage", ""));
    write_text(folder, "1_Pooling/config.json",
               "{\"word_embedding_dimension\": 64, \"pooling_mode_mean_tokens\": true}");
    write_text(
        folder, "modules.json",
        "[{\"idx\": 0, \"path\": \"\", \"type\": \"sentence_transformers.models.Transformer\"},"
        " {\"idx\": 1, \"path\": \"1_Pooling\", \"type\": "
        "\"sentence_transformers.models.Pooling\"}]");
    write_text(folder, "README.md", "# A model\n");
    write_made_up(folder, vocabulary + 3); /* the table is longer than the vocabulary, as E5's is */
    return folder;
}

static inline char *bert_folder(void) { return made_folder(true); }
static inline char *xlm_folder(void) { return made_folder(false); }

/* A path beside the folder for one to be made; out_remove. */
static inline char *out_path(void)
{
    char *folder = folder_new(), *path = gk_path_join(folder, "out");
    gk_free(folder);
    return path;
}

/* Names in a folder but . and .. */
static inline size_t entries(const char *path)
{
    DIR *dir = opendir(path);
    size_t count = 0;
    const struct dirent *e;
    while (dir && (e = readdir(dir))) count += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
    if (dir) closedir(dir);
    return count;
}

static inline void out_remove(char *path)
{
    *strrchr(path, '/') = '\0';
    folder_remove(path);
}

/* Nothing stands at the path, nor beside it. */
static inline void assert_nothing_made(const char *path)
{
    char *parent = gk_strndup(path, (size_t)(strrchr(path, '/') - path));
    size_t count = entries(parent);
    if (count) fail_msg("%zu entries are left in %s", count, parent);
    gk_free(parent);
}

static inline bool has_file(const char *folder, const char *name)
{
    char *path = gk_path_join(folder, name);
    bool has = gk_path_exists(path);
    gk_free(path);
    return has;
}

static inline gk_safetensors *tensors_of(const char *folder)
{
    char *path = gk_path_join(folder, "model.safetensors");
    gk_safetensors *file;
    must(gk_safetensors_open(path, &file, err));
    gk_free(path);
    return file;
}

/* The tensor as floats; gk_free. */
static inline float *floats(const gk_safetensors *file, const char *name, size_t *count)
{
    const gk_tensor *t = gk_safetensors_find(file, name);
    if (!t) fail_msg("there is no tensor %s", name);
    if (!gk_tensor_is_float(t)) fail_msg("tensor %s has dtype %s", name, t->dtype);
    float *values = gk_alloc_floats(t->count);
    gk_tensor_read(t, 0, t->count, values);
    *count = t->count;
    return values;
}

/* (count, HIDDEN); gk_free */
static inline float *vectors_of(const char *folder, const char *const *texts, size_t count)
{
    gk_model *model;
    must(gk_model_open(folder, &model, err));
    float *vectors = gk_alloc_floats(count * HIDDEN);
    must(gk_model_embed(model, texts, NULL, count, NULL, vectors, err));
    gk_model_close(model);
    return vectors;
}

#endif
