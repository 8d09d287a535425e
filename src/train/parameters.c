/* SPDX-License-Identifier: Apache-2.0 */
#include "train/parameters.h"

#include "model/weights.h"

#include <string.h>

/* Offsets are multiples of this, so that every tensor is aligned for vector registers. */
enum { ALIGNED = 16 };

typedef struct reader {
    const gk_safetensors *file;
    const char *path, *prefix; /* what stands before the encoder's names in the file */
    const char *new_prefix;    /* and in the tuned model's */
    gk_parameters *to;
    gk_random random;
    gk_error *err;
} reader;

/* Room for a tensor; columns 0: of one dimension. The tensors of one joined weight follow each
 * other without a gap: `joined` is true for all but the first. */
static gk_parameter *add(reader *r, char *name, size_t rows, size_t columns, bool joined)
{
    gk_parameters *p = r->to;
    p->list = gk_grow(p->list, p->count, &p->capacity, sizeof *p->list);
    gk_parameter *t = &p->list[p->count++];
    if (!joined) p->total = (p->total + ALIGNED - 1) / ALIGNED * ALIGNED;
    *t = (gk_parameter){.name = name,
                        .rank = columns ? 2 : 1,
                        .shape = {rows, columns},
                        .offset = p->total,
                        .count = rows * (columns ? columns : 1),
                        .decays = columns > 0};
    p->total += t->count;
    return t;
}

/* A tensor of the encoder; *offset, where not NULL, is where it begins. */
static gk_status encoder_tensor(reader *r, const char *name, size_t rows, size_t columns,
                                bool joined, size_t *offset)
{
    char *full = gk_format("%s%s", r->prefix, name);
    const gk_tensor *t;
    gk_status status = gk_weights_find_floats(r->file, r->path, full, rows, columns, &t, r->err);
    if (status == GK_OK) status = gk_tensor_check_finite(t, r->path, r->err);
    gk_free(full);
    if (status != GK_OK) return status;
    gk_parameter *p = add(r, gk_format("%s%s", r->new_prefix, name), rows, columns, joined);
    if (offset) *offset = p->offset;
    return GK_OK;
}

/* NAME.weight and NAME.bias. */
static gk_status encoder_pair(reader *r, const char *name, size_t rows, size_t columns,
                              size_t *weight, size_t *bias)
{
    char *w = gk_format("%s.weight", name), *b = gk_format("%s.bias", name);
    gk_status status = encoder_tensor(r, w, rows, columns, false, weight);
    if (status == GK_OK) status = encoder_tensor(r, b, rows, 0, false, bias);
    gk_free(w);
    gk_free(b);
    return status;
}

static gk_status attention_inputs(reader *r, size_t layer, const char *part, size_t columns,
                                  size_t *offset)
{
    static const char *const names[] = {"query", "key", "value"};
    gk_status status = GK_OK;
    for (size_t i = 0; i < 3 && status == GK_OK; i++) {
        char *name = gk_format("encoder.layer.%zu.attention.self.%s.%s", layer, names[i], part);
        status = encoder_tensor(r, name, r->to->config.hidden, columns, i > 0,
                                i == 0 ? offset : NULL);
        gk_free(name);
    }
    return status;
}

static gk_status layer(reader *r, size_t index, gk_layer_offsets *l)
{
    const size_t hidden = r->to->config.hidden, wide = r->to->config.intermediate;
    const struct {
        const char *name;
        size_t rows, columns, *weight, *bias;
    } pairs[] = {
        {"attention.output.dense", hidden, hidden, &l->joined, &l->joined_bias},
        {"attention.output.LayerNorm", hidden, 0, &l->norm, &l->norm_bias},
        {"intermediate.dense", wide, hidden, &l->up, &l->up_bias},
        {"output.dense", hidden, wide, &l->down, &l->down_bias},
        {"output.LayerNorm", hidden, 0, &l->last, &l->last_bias},
    };
    gk_status status = attention_inputs(r, index, "weight", hidden, &l->qkv);
    if (status == GK_OK) status = attention_inputs(r, index, "bias", 0, &l->qkv_bias);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs && status == GK_OK; i++) {
        char *name = gk_format("encoder.layer.%zu.%s", index, pairs[i].name);
        status = encoder_pair(r, name, pairs[i].rows, pairs[i].columns, pairs[i].weight,
                              pairs[i].bias);
        gk_free(name);
    }
    return status;
}

/* Steps of a rounded weight would be too small to move it. */
static gk_status refuse_int8(const reader *r)
{
    char *words = gk_format("%sembeddings.word_embeddings.weight", r->prefix);
    const gk_tensor *t = gk_safetensors_find(r->file, words);
    gk_free(words);
    if (!t || strcmp(t->dtype, "I8") != 0) return GK_OK;
    return gk_fail(r->err, GK_MODEL,
                   "%s: holds int8 weights, which cannot be trained; start from the float32 model, "
                   "or make one with 'goshawk model export'",
                   r->path);
}

static gk_status encoder(reader *r)
{
    gk_parameters *p = r->to;
    const gk_config *c = &p->config;
    gk_status status = encoder_tensor(r, "embeddings.word_embeddings.weight", c->vocabulary,
                                      c->hidden, false, &p->words);
    if (status == GK_OK)
        status = encoder_tensor(r, "embeddings.position_embeddings.weight", c->positions, c->hidden,
                                false, &p->positions);
    if (status == GK_OK)
        status = encoder_tensor(r, "embeddings.token_type_embeddings.weight", c->types, c->hidden,
                                false, &p->types);
    if (status == GK_OK)
        status = encoder_pair(r, "embeddings.LayerNorm", c->hidden, 0, &p->norm, &p->norm_bias);
    p->layers = gk_alloc_array(c->layers, sizeof *p->layers);
    for (size_t i = 0; i < c->layers && status == GK_OK; i++) status = layer(r, i, &p->layers[i]);
    return status;
}

/* The head's tensors, by the names that sequence-classification models of the architecture have. */
static void head(reader *r)
{
    gk_parameters *p = r->to;
    const size_t hidden = p->config.hidden;
    const bool bert = p->config.architecture == GK_BERT;
    const struct {
        const char *name;
        size_t rows, columns, *offset;
    } parts[] = {
        {bert ? "bert.pooler.dense.weight" : "classifier.dense.weight", hidden, hidden, &p->dense},
        {bert ? "bert.pooler.dense.bias" : "classifier.dense.bias", hidden, 0, &p->dense_bias},
        {bert ? "classifier.weight" : "classifier.out_proj.weight", 1, hidden, &p->out},
        {bert ? "classifier.bias" : "classifier.out_proj.bias", 1, 0, &p->out_bias},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        *parts[i].offset =
            add(r, gk_strdup(parts[i].name), parts[i].rows, parts[i].columns, false)->offset;
}

/* Of a tensor of the tuned model the one that it starts from; NULL: there is none of its shape. */
static const gk_tensor *source(const reader *r, const gk_parameter *p)
{
    const char *name = p->name;
    const gk_tensor *t = gk_safetensors_find(r->file, name);
    if (!t && gk_starts_with(name, r->new_prefix)) {
        char *full = gk_format("%s%s", r->prefix, name + strlen(r->new_prefix));
        t = gk_safetensors_find(r->file, full);
        gk_free(full);
    }
    return t && gk_tensor_is_float(t) && t->rank == p->rank &&
                   memcmp(t->shape, p->shape, p->rank * sizeof *p->shape) == 0
               ? t
               : NULL;
}

/* The file's values; of a head that it has not, weights of standard deviation 0.02, as BERT's are
 * made, and biases of 0. */
static void fill(reader *r)
{
    gk_parameters *p = r->to;
    p->total = (p->total + ALIGNED - 1) / ALIGNED * ALIGNED;
    p->values = gk_alloc_floats(p->total);
    for (size_t i = 0; i < p->count; i++) {
        const gk_parameter *q = &p->list[i];
        const gk_tensor *t = source(r, q);
        float *to = p->values + q->offset;
        if (t)
            gk_tensor_read(t, 0, t->count, to);
        else if (q->decays)
            for (size_t j = 0; j < q->count; j++) to[j] = 0.02F * gk_random_normal(&r->random);
    }
}

gk_status gk_parameters_read(const char *folder, const gk_config *config, bool scores,
                             uint64_t seed, gk_parameters *out, gk_error *err)
{
    *out = (gk_parameters){.config = *config, .scores = scores};
    char *path = gk_path_join(folder, "model.safetensors");
    gk_safetensors *file = NULL;
    gk_status status = gk_safetensors_open(path, &file, err);
    if (status == GK_OK) {
        reader r = {.file = file,
                    .path = path,
                    .prefix = gk_weights_prefix(file),
                    .to = out,
                    .random = gk_random_start(seed),
                    .err = err};
        r.new_prefix = !scores ? r.prefix : config->architecture == GK_BERT ? "bert." : "roberta.";
        status = refuse_int8(&r);
        if (status == GK_OK) status = encoder(&r);
        if (status == GK_OK && scores) head(&r);
        if (status == GK_OK) fill(&r);
    }
    gk_safetensors_close(file);
    gk_free(path);
    return status;
}

void gk_parameters_free(gk_parameters *p)
{
    for (size_t i = 0; i < p->count; i++) gk_free(p->list[i].name);
    gk_free(p->list);
    gk_free(p->layers);
    gk_free(p->values);
    *p = (gk_parameters){0};
}
