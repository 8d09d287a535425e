/* SPDX-License-Identifier: Apache-2.0 */
#include "model/config.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { SIZE_LIMIT = 1 << 20 }; /* keeps every product of two sizes far from overflow */

/* One JSON file of the folder: its path is named in errors. root is NULL where it is absent. */
typedef struct file {
    char *path;
    json_t *root;
} file;

static void close_file(file *f)
{
    gk_free(f->path);
    json_decref(f->root);
}

/* An optional file that is absent is GK_OK with no root. close_file in either case. */
static gk_status open_file(const char *folder, const char *name, bool optional, file *f,
                           gk_error *err)
{
    f->path = gk_path_join(folder, name);
    f->root = NULL;
    if (optional && !gk_path_exists(f->path)) return GK_OK;
    char *data;
    size_t size;
    if (gk_file_read(f->path, &data, &size, err) != GK_OK) {
        if (err) err->status = GK_MODEL;
        return GK_MODEL;
    }
    json_error_t why;
    f->root = json_loadb(data, size, JSON_REJECT_DUPLICATES, &why);
    gk_free(data);
    if (!f->root) return gk_fail(err, GK_MODEL, "%s: line %d: %s", f->path, why.line, why.text);
    return GK_OK;
}

static gk_status read_size(const file *f, const char *field, size_t *out, gk_error *err)
{
    const json_t *value = json_object_get(f->root, field);
    json_int_t n = json_is_integer(value) ? json_integer_value(value) : 0;
    if (n < 1 || n > SIZE_LIMIT)
        return gk_fail(err, GK_MODEL, "%s: %s must be a number from 1 to %d", f->path, field,
                       SIZE_LIMIT);
    *out = (size_t)n;
    return GK_OK;
}

/* Absent is as good as the one value that we have. */
static gk_status check_text(const file *f, const char *field, const char *only, gk_error *err)
{
    const json_t *value = json_object_get(f->root, field);
    const char *text = json_string_value(value);
    if (!value || (text && strcmp(text, only) == 0)) return GK_OK;
    return gk_fail(err, GK_MODEL, "%s: %s \"%s\" is not supported: only \"%s\" is", f->path, field,
                   text ? text : "", only);
}

static gk_status check_false(const file *f, const char *field, gk_error *err)
{
    if (!json_is_true(json_object_get(f->root, field))) return GK_OK;
    return gk_fail(err, GK_MODEL, "%s: %s: true is not supported", f->path, field);
}

/* XLM-RoBERTa counts a text's positions from the padding token's id + 1; its own is 1. */
static gk_status read_first_position(const file *f, size_t *out, gk_error *err)
{
    const json_t *id = json_object_get(f->root, "pad_token_id");
    json_int_t padding = id ? json_integer_value(id) : 1;
    if ((id && !json_is_integer(id)) || padding < 0 || padding >= SIZE_LIMIT)
        return gk_fail(err, GK_MODEL, "%s: pad_token_id must be an id, a number from 0", f->path);
    *out = (size_t)padding + 1;
    return GK_OK;
}

static gk_status read_bert(const file *f, gk_config *c, gk_error *err)
{
    const struct {
        const char *field;
        size_t *to;
    } sizes[] = {
        {"num_hidden_layers", &c->layers},  {"hidden_size", &c->hidden},
        {"num_attention_heads", &c->heads}, {"intermediate_size", &c->intermediate},
        {"vocab_size", &c->vocabulary},     {"max_position_embeddings", &c->positions},
        {"type_vocab_size", &c->types},
    };
    const char *type = json_string_value(json_object_get(f->root, "model_type"));
    if (!type || (strcmp(type, "bert") != 0 && strcmp(type, "xlm-roberta") != 0))
        return gk_fail(err, GK_MODEL,
                       "%s: model_type \"%s\" is not supported: only \"bert\" and \"xlm-roberta\" "
                       "are",
                       f->path, type ? type : "");
    c->architecture = strcmp(type, "bert") == 0 ? GK_BERT : GK_XLM_ROBERTA;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        gk_status status = read_size(f, sizes[i].field, sizes[i].to, err);
        if (status != GK_OK) return status;
    }
    if (c->hidden % c->heads)
        return gk_fail(err, GK_MODEL, "%s: hidden_size must be a multiple of num_attention_heads",
                       f->path);
    const json_t *epsilon = json_object_get(f->root, "layer_norm_eps");
    double value = epsilon ? json_number_value(epsilon) : 1e-12; /* 1e-12 is BERT's own */
    if ((epsilon && !json_is_number(epsilon)) || !(value >= 0 && value <= 1))
        return gk_fail(err, GK_MODEL, "%s: layer_norm_eps must be a number from 0 to 1", f->path);
    c->norm_epsilon = (float)value;
    gk_status status = check_text(f, "hidden_act", "gelu", err);
    if (status == GK_OK) status = check_text(f, "position_embedding_type", "absolute", err);
    if (status == GK_OK) status = check_false(f, "is_decoder", err);
    if (status == GK_OK && c->architecture == GK_XLM_ROBERTA)
        status = read_first_position(f, &c->first_position, err);
    if (status == GK_OK && c->positions < c->first_position + 2)
        status = gk_fail(err, GK_MODEL, "%s: max_position_embeddings must be %zu or more", f->path,
                         c->first_position + 2);
    return status;
}

/* Older folders flag each way of pooling, newer ones name it. */
static gk_status read_pooling(const file *f, gk_pooling *pooling, gk_error *err)
{
    static const char flag[] = "pooling_mode_";
    const char *name = json_string_value(json_object_get(f->root, "pooling_mode")), *key;
    json_t *value;
    const json_t *included = json_object_get(f->root, "include_prompt");
    if (json_is_false(included))
        return gk_fail(err, GK_MODEL, "%s: include_prompt: false is not supported", f->path);
    json_object_foreach(f->root, key, value)
    {
        if (!gk_starts_with(key, flag) || !json_is_true(value)) continue;
        if (name)
            return gk_fail(err, GK_MODEL, "%s: several ways of pooling at once are not supported",
                           f->path);
        name = key + sizeof flag - 1;
    }
    if (name && (strcmp(name, "mean") == 0 || strcmp(name, "mean_tokens") == 0))
        *pooling = GK_POOL_MEAN;
    else if (name && (strcmp(name, "cls") == 0 || strcmp(name, "cls_token") == 0))
        *pooling = GK_POOL_CLS;
    else
        return gk_fail(err, GK_MODEL,
                       "%s: pooling_mode \"%s\" is not supported: only mean and cls are", f->path,
                       name ? name : "");
    return GK_OK;
}

static gk_status read_pooling_of(const char *folder, const char *path, gk_pooling *pooling,
                                 gk_error *err)
{
    char *name = gk_path_join(path, "config.json");
    file f;
    gk_status status = open_file(folder, name, false, &f, err);
    if (status == GK_OK) status = read_pooling(&f, pooling, err);
    close_file(&f);
    gk_free(name);
    return status;
}

/* The steps after the encoder. "a.b.Pooling" is a Pooling wherever its class now lives. */
static gk_status read_module(const char *folder, const file *f, const json_t *module, size_t index,
                             gk_config *c, gk_error *err)
{
    const char *type = json_string_value(json_object_get(module, "type"));
    const char *path = json_string_value(json_object_get(module, "path"));
    const char *dot = type ? strrchr(type, '.') : NULL, *kind = dot ? dot + 1 : type;
    if (!type || !path)
        return gk_fail(err, GK_MODEL, "%s: module %zu must have a type and a path", f->path, index);
    if (index == 0 && strcmp(kind, "Transformer") == 0) {
        if (*path == '\0') return GK_OK;
        return gk_fail(err, GK_MODEL, "%s: the Transformer's path must be empty, not \"%s\"",
                       f->path, path);
    }
    if (index == 1 && strcmp(kind, "Pooling") == 0)
        return read_pooling_of(folder, path, &c->pooling, err);
    if (index == 2 && strcmp(kind, "Normalize") == 0) return GK_OK; /* vectors always are */
    return gk_fail(err, GK_MODEL,
                   "%s: module %zu, %s, is not supported: Transformer, Pooling and "
                   "Normalize are, in this order",
                   f->path, index, type);
}

/* Without modules.json: 1_Pooling where it stands, else the mean, as sentence-transformers has it.
 */
static gk_status read_modules(const char *folder, gk_config *c, gk_error *err)
{
    file f;
    gk_status status = open_file(folder, "modules.json", true, &f, err);
    if (status == GK_OK && f.root) {
        if (json_array_size(f.root) < 2)
            status = gk_fail(err, GK_MODEL, "%s: must list a Transformer and a Pooling", f.path);
        for (size_t i = 0; i < json_array_size(f.root) && status == GK_OK; i++)
            status = read_module(folder, &f, json_array_get(f.root, i), i, c, err);
    } else if (status == GK_OK) {
        char *pooling = gk_path_join(folder, "1_Pooling/config.json");
        if (gk_path_exists(pooling))
            status = read_pooling_of(folder, "1_Pooling", &c->pooling, err);
        gk_free(pooling);
    }
    close_file(&f);
    return status;
}

/* Lowers *limit to the file's field; a file or a field that is absent, or null, leaves it. */
static gk_status read_limit(const file *f, const char *field, size_t *limit, bool *found,
                            gk_error *err)
{
    const json_t *value = json_object_get(f->root, field);
    *found = value && !json_is_null(value);
    if (!*found) return GK_OK;
    double n = json_number_value(value); /* "no limit" is written as 1e30 */
    if (!json_is_number(value) || !(n >= 2))
        return gk_fail(err, GK_MODEL, "%s: %s must be a number from 2", f->path, field);
    if (n < (double)*limit) *limit = (size_t)n;
    return GK_OK;
}

static gk_status read_max_tokens(const char *folder, gk_config *c, gk_error *err)
{
    c->max_tokens = c->positions - c->first_position;
    file f;
    bool found = false;
    gk_status status = open_file(folder, "sentence_bert_config.json", true, &f, err);
    if (status == GK_OK) status = check_false(&f, "do_lower_case", err);
    if (status == GK_OK) status = read_limit(&f, "max_seq_length", &c->max_tokens, &found, err);
    close_file(&f);
    if (status != GK_OK || found) return status;
    status = open_file(folder, "tokenizer_config.json", true, &f, err);
    if (status == GK_OK) status = read_limit(&f, "model_max_length", &c->max_tokens, &found, err);
    close_file(&f);
    return status;
}

static gk_status read_prompts(const char *folder, gk_config *c, gk_error *err)
{
    file f;
    gk_status status = open_file(folder, "config_sentence_transformers.json", true, &f, err);
    json_t *prompts = json_object_get(f.root, "prompts"), *text;
    const json_t *chosen = json_object_get(f.root, "default_prompt_name");
    const char *name;
    if (status == GK_OK && prompts && !json_is_null(prompts) && !json_is_object(prompts))
        status = gk_fail(err, GK_MODEL, "%s: prompts must be an object of names and texts", f.path);
    c->prompts = gk_alloc_array(json_object_size(prompts), sizeof *c->prompts);
    json_object_foreach(prompts, name, text)
    {
        if (status == GK_OK && !json_is_string(text))
            status = gk_fail(err, GK_MODEL, "%s: prompts: %s must be a text", f.path, name);
        if (status != GK_OK) break;
        gk_prompt *prompt = &c->prompts[c->prompt_count++];
        *prompt = (gk_prompt){gk_strdup(name), gk_strdup(json_string_value(text))};
        if (json_is_string(chosen) && strcmp(json_string_value(chosen), name) == 0)
            c->default_prompt = prompt->name;
    }
    if (status == GK_OK && chosen && !json_is_null(chosen) && !c->default_prompt)
        status = gk_fail(err, GK_MODEL, "%s: default_prompt_name must be one of the prompts",
                         f.path);
    close_file(&f);
    return status;
}

static gk_status read_config(const char *folder, gk_config *out, gk_error *err)
{
    *out = (gk_config){0};
    file f;
    gk_status status = open_file(folder, "config.json", false, &f, err);
    if (status == GK_OK) status = read_bert(&f, out, err);
    close_file(&f);
    return status;
}

gk_status gk_config_read_pairs(const char *folder, gk_config *out, gk_error *err)
{
    gk_status status = read_config(folder, out, err);
    out->pooling = GK_POOL_FIRST;
    if (status == GK_OK) status = read_max_tokens(folder, out, err);
    return status;
}

gk_status gk_config_read(const char *folder, gk_config *out, gk_error *err)
{
    gk_status status = read_config(folder, out, err);
    if (status == GK_OK) status = read_modules(folder, out, err);
    if (status == GK_OK) status = read_max_tokens(folder, out, err);
    if (status == GK_OK) status = read_prompts(folder, out, err);
    return status;
}

void gk_config_free(gk_config *c)
{
    for (size_t i = 0; i < c->prompt_count; i++) {
        gk_free((void *)c->prompts[i].name);
        gk_free((void *)c->prompts[i].text);
    }
    gk_free(c->prompts);
    *c = (gk_config){0};
}

/* ---- prompts -------------------------------------------------------------------------------- */

static bool is_document(const char *name)
{
    return strcmp(name, "passage") == 0 || strcmp(name, "document") == 0;
}

const char *gk_prompt_find(const gk_prompt *prompts, size_t count, const char *name)
{
    const char *text = NULL;
    for (size_t i = 0; i < count; i++) {
        const gk_prompt *p = &prompts[i];
        if (strcmp(p->name, name) == 0) return p->text;
        if (!text && is_document(name) && is_document(p->name)) text = p->text;
    }
    return text;
}
