/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/renumber.h"

#include "convert/json_file.h"
#include "convert/tensors.h"
#include "model/weights.h"

#include <stdlib.h>
#include <string.h>

/* ---- ids in JSON ---------------------------------------------------------------------------- */

/* config.json: pad_token_id, bos_token_id, ... a number, or an array of them. */
static void map_config(json_t *config, gk_id_map *map, void *ctx)
{
    const char *key;
    json_t *value, *id;
    size_t i;
    json_object_foreach(config, key, value)
    {
        if (!gk_ends_with(key, "_token_id")) continue;
        if (json_is_integer(value)) json_integer_set(value, map(ctx, json_integer_value(value)));
        json_array_foreach(value, i, id) if (json_is_integer(id))
            json_integer_set(id, map(ctx, json_integer_value(id)));
    }
}

/* tokenizer_config.json: added_tokens_decoder, id -> token. */
static void map_decoder(json_t *config, gk_id_map *map, void *ctx)
{
    json_t *decoder = json_object_get(config, "added_tokens_decoder"), *token;
    if (!json_is_object(decoder)) return;
    json_t *mapped = json_object();
    const char *id;
    json_object_foreach(decoder, id, token)
    {
        char *new_id = gk_format("%" JSON_INTEGER_FORMAT, map(ctx, strtoll(id, NULL, 10)));
        json_object_set(mapped, new_id, token);
        gk_free(new_id);
    }
    json_object_set_new(config, "added_tokens_decoder", mapped);
}

/* added_tokens.json: token -> id. */
static void map_tokens(json_t *tokens, gk_id_map *map, void *ctx)
{
    const char *token;
    json_t *id;
    json_object_foreach(tokens, token, id) if (json_is_integer(id))
        json_integer_set(id, map(ctx, json_integer_value(id)));
}

/* The files beside tokenizer.json that hold ids. */
static const struct id_file {
    const char *name;
    bool optional;
    void (*map)(json_t *root, gk_id_map *map, void *ctx);
} id_files[] = {
    {"config.json", false, map_config},
    {"tokenizer_config.json", true, map_decoder},
    {"added_tokens.json", true, map_tokens},
};
enum { ID_FILES = sizeof id_files / sizeof *id_files };

typedef struct marking {
    bool *keep;
    size_t count;
    json_int_t wrong; /* an id that the vocabulary lacks; -1: none was met */
} marking;

static json_int_t mark(void *ctx, json_int_t id)
{
    marking *m = ctx;
    if (id >= (json_int_t)m->count)
        m->wrong = id;
    else if (id >= 0) /* a negative one means none */
        m->keep[id] = true;
    return id;
}

static gk_status check_marks(const marking *m, const char *folder, const char *name, gk_error *err)
{
    if (m->wrong < 0) return GK_OK;
    return gk_fail(err, GK_MODEL, "%s/%s: names the id %lld; the vocabulary ends at %zu", folder,
                   name, (long long)m->wrong, m->count - 1);
}

gk_status gk_named_ids(const char *from, const gk_pieces *v, bool *keep, gk_error *err)
{
    marking m = {keep, v->count, -1};
    gk_pieces_map(v->root, mark, &m); /* it maps each id to itself */
    gk_status status = check_marks(&m, from, "tokenizer.json", err);
    for (size_t i = 0; i < ID_FILES && status == GK_OK; i++) {
        json_t *root;
        status = gk_json_file_read(from, id_files[i].name, id_files[i].optional, &root, err);
        if (status == GK_OK) id_files[i].map(root, mark, &m);
        if (status == GK_OK) status = check_marks(&m, from, id_files[i].name, err);
        json_decref(root);
    }
    return status;
}

/* ---- new ids -------------------------------------------------------------------------------- */

typedef struct numbers {
    const bool *keep;
    int32_t *of; /* the new id of each old one that is kept */
    size_t before, after;
} numbers;

static numbers numbers_new(const bool *keep, size_t count)
{
    numbers n = {keep, gk_alloc_array(count, sizeof *n.of), count, 0};
    for (size_t id = 0; id < count; id++)
        if (keep[id]) n.of[id] = (int32_t)n.after++;
    return n;
}

static json_int_t renumber(void *ctx, json_int_t id)
{
    const numbers *n = ctx;
    return id >= 0 && (size_t)id < n->before ? n->of[id] : id;
}

static gk_status write_id_file(const char *from, const char *to, const struct id_file *file,
                               numbers *n, gk_error *err)
{
    json_t *root;
    gk_status status = gk_json_file_read(from, file->name, file->optional, &root, err);
    if (status != GK_OK || !root) return status;
    file->map(root, renumber, n);
    if (file->map == map_config)
        json_object_set_new(root, "vocab_size", json_integer((json_int_t)n->after));
    status = gk_json_file_write(to, file->name, root, false, err);
    json_decref(root);
    return status;
}

/* vocab.txt, WordPiece's older form: a piece a line, in the order of ids. */
static gk_status write_lines(const char *from, const char *to, const gk_pieces *v, const numbers *n,
                             gk_error *err)
{
    char *old = gk_path_join(from, "vocab.txt"), *path = gk_path_join(to, "vocab.txt");
    gk_status status = GK_OK;
    if (!v->unigram && gk_path_exists(old)) {
        gk_string lines = {0};
        for (size_t id = 0; id < n->before; id++)
            if (n->keep[id] && v->pieces[id].text)
                gk_string_addf(&lines, "%s\n", v->pieces[id].text);
        status = gk_file_write(path, lines.data ? lines.data : "", lines.length, err);
        gk_string_free(&lines);
    }
    gk_free(old);
    gk_free(path);
    return status;
}

/* ---- weights -------------------------------------------------------------------------------- */

/* Copies a tensor, or of the table of words and its scales the rows that are kept. */
typedef struct copying {
    const numbers *numbers;
    char *words, *scales; /* their names; scales NULL: the model is no int8 one */
} copying;

static bool has_rows(const copying *c, const char *name)
{
    return strcmp(name, c->words) == 0 || (c->scales && strcmp(name, c->scales) == 0);
}

static void give(void *ctx, const gk_new_tensor *tensor, gk_tensor_sink *sink)
{
    const copying *c = ctx;
    const gk_tensor *t = tensor->content;
    if (!has_rows(c, t->name)) {
        gk_tensor_put(sink, t->data, t->bytes);
        return;
    }
    const size_t row = t->bytes / t->shape[0];
    for (size_t id = 0; id < c->numbers->before; id++)
        if (c->numbers->keep[id]) gk_tensor_put(sink, t->data + id * row, row);
}

/* What predicts words has a row a piece as well, and no reader of embeddings wants it. */
static bool is_head(const char *name)
{
    return gk_starts_with(name, "cls.") || gk_starts_with(name, "lm_head.");
}

static gk_status write_tensors(const gk_safetensors *file, const char *path, copying *c,
                               gk_error *err)
{
    size_t all_count, count = 0;
    const gk_tensor *all = gk_safetensors_all(file, &all_count);
    gk_new_tensor *tensors = gk_alloc_array(all_count, sizeof *tensors);
    const char *format = c->scales ? "goshawk-int8" : "pt";
    for (size_t i = 0; i < all_count; i++) {
        const gk_tensor *t = &all[i];
        if (is_head(t->name)) continue;
        gk_new_tensor *n = &tensors[count++];
        *n = (gk_new_tensor){.name = t->name, .dtype = t->dtype, .rank = t->rank, .content = t};
        memcpy(n->shape, t->shape, sizeof n->shape);
        if (has_rows(c, t->name)) n->shape[0] = c->numbers->after;
    }
    gk_status status = gk_tensors_write(path, format, tensors, count, give, c, err);
    gk_free(tensors);
    return status;
}

static gk_status write_weights(const char *from, const char *to, const numbers *n, gk_error *err)
{
    char *old = gk_path_join(from, "model.safetensors");
    char *path = gk_path_join(to, "model.safetensors");
    gk_safetensors *file;
    gk_status status = gk_safetensors_open(old, &file, err);
    if (status == GK_OK) {
        copying c = {.numbers = n};
        c.words = gk_format("%sembeddings.word_embeddings.weight", gk_weights_prefix(file));
        const gk_tensor *words = gk_safetensors_find(file, c.words);
        if (words && strcmp(words->dtype, "I8") == 0) c.scales = gk_format("%s_scale", c.words);
        status = write_tensors(file, path, &c, err);
        gk_free(c.words);
        gk_free(c.scales);
    }
    gk_safetensors_close(file);
    gk_free(old);
    gk_free(path);
    return status;
}

/* ---- the folder ----------------------------------------------------------------------------- */

gk_status gk_renumbered_write(const char *from, gk_new_folder *to, gk_pieces *v, const bool *keep,
                              gk_error *err)
{
    /* Written anew, or the whole vocabulary in a form that readers of tokenizer.json do not need.
     */
    static const char *const except[] = {"tokenizer.json",
                                         "config.json",
                                         "tokenizer_config.json",
                                         "added_tokens.json",
                                         "vocab.txt",
                                         "unigram.json",
                                         "sentencepiece.bpe.model",
                                         "spiece.model",
                                         "tokenizer.model",
                                         NULL};
    numbers n = numbers_new(keep, v->count);
    gk_status status = gk_new_folder_fill(to, except, err);
    const char *path = gk_new_folder_path(to);
    for (size_t i = 0; i < ID_FILES && status == GK_OK; i++)
        status = write_id_file(from, path, &id_files[i], &n, err);
    if (status == GK_OK) status = write_lines(from, path, v, &n, err);
    if (status == GK_OK) {
        gk_pieces_map(v->root, renumber, &n);
        gk_pieces_keep(v, keep);
        status = gk_json_file_write(path, "tokenizer.json", v->root, true, err);
    }
    if (status == GK_OK) status = write_weights(from, path, &n, err);
    gk_free(n.of);
    return status;
}
