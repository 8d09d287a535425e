/* SPDX-License-Identifier: Apache-2.0 */
#include "model/weights.h"

#include <string.h>

/* What stands before BERT's own names: nothing, or the class that was saved around it. */
static const char *const prefixes[] = {"", "bert.", "roberta.", "0.auto_model."};

const char *gk_weights_prefix(const gk_safetensors *file)
{
    const char *prefix = "";
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        char *name = gk_format("%sembeddings.word_embeddings.weight", prefixes[i]);
        if (gk_safetensors_find(file, name)) prefix = prefixes[i];
        gk_free(name);
    }
    return prefix;
}

/* A linear layer whose weights are checked and wait to be packed. Queries, keys and values are
 * three weights of one layer, whose columns stand side by side. */
enum { PARTS = 3 };
typedef struct job {
    const gk_tensor *weights[PARTS], *scales[PARTS]; /* scales: of an int8 model */
    size_t parts;
    gk_linear *to;
    const char *wrong; /* the name of a weight that cannot be used, or NULL */
} job;

typedef struct reader {
    const gk_safetensors *file;
    const char *path, *prefix;
    const gk_config *config;
    gk_error *err;
    bool int8;
    job *jobs;
    size_t job_count, job_capacity;
} reader;

static char *shape_text(const size_t *shape, size_t rank)
{
    gk_string s = {0};
    for (size_t i = 0; i < rank; i++) gk_string_addf(&s, "%s%zu", i ? ", " : "", shape[i]);
    return gk_string_take(&s);
}

gk_status gk_weights_find(const gk_safetensors *file, const char *path, const char *name,
                          size_t rows, size_t columns, const gk_tensor **out, gk_error *err)
{
    const gk_tensor *t = *out = gk_safetensors_find(file, name);
    const size_t shape[2] = {rows, columns}, rank = columns ? 2 : 1;
    if (!t) {
        gk_fail(err, GK_MODEL, "%s: tensor %s is missing", path, name);
        return GK_MODEL;
    }
    if (t->rank == rank && memcmp(t->shape, shape, rank * sizeof *shape) == 0) return GK_OK;
    char *has = shape_text(t->shape, t->rank), *needs = shape_text(shape, rank);
    gk_fail(err, GK_MODEL, "%s: tensor %s has shape (%s), config.json needs (%s)", path, name, has,
            needs);
    gk_free(has);
    gk_free(needs);
    return GK_MODEL;
}

gk_status gk_weights_find_floats(const gk_safetensors *file, const char *path, const char *name,
                                 size_t rows, size_t columns, const gk_tensor **out, gk_error *err)
{
    gk_status status = gk_weights_find(file, path, name, rows, columns, out, err);
    if (status == GK_OK && !gk_tensor_is_float(*out))
        return gk_fail(err, GK_MODEL,
                       "%s: tensor %s has dtype %s: only F32, F16 and BF16 are supported here",
                       path, name, (*out)->dtype);
    return status;
}

typedef gk_status finding(const gk_safetensors *file, const char *path, const char *name,
                          size_t rows, size_t columns, const gk_tensor **out, gk_error *err);

/* The tensor prefix + name. */
static gk_status find_with(reader *r, finding *how, const char *name, size_t rows, size_t columns,
                           const gk_tensor **out)
{
    char *full = gk_format("%s%s", r->prefix, name);
    gk_status status = how(r->file, r->path, full, rows, columns, out, r->err);
    gk_free(full);
    return status;
}

static gk_status find_any(reader *r, const char *name, size_t rows, size_t columns,
                          const gk_tensor **out)
{
    return find_with(r, gk_weights_find, name, rows, columns, out);
}

static gk_status find(reader *r, const char *name, size_t rows, size_t columns,
                      const gk_tensor **out)
{
    return find_with(r, gk_weights_find_floats, name, rows, columns, out);
}

/* A weight: of floats, or of int8 with its scales, as the table of words has it. */
static gk_status find_weight(reader *r, const char *name, size_t rows, size_t columns,
                             const gk_tensor **weight, const gk_tensor **scales)
{
    *scales = NULL;
    if (!r->int8) return find(r, name, rows, columns, weight);
    gk_status status = find_any(r, name, rows, columns, weight);
    if (status == GK_OK && strcmp((*weight)->dtype, "I8") != 0)
        status = gk_fail(r->err, GK_MODEL,
                         "%s: tensor %s has dtype %s, the table of words has I8: one model has one "
                         "kind of weights",
                         r->path, (*weight)->name, (*weight)->dtype);
    char *scale = gk_format("%s_scale", name);
    if (status == GK_OK) status = find(r, scale, rows, 0, scales);
    gk_free(scale);
    return status;
}

static float *floats_of(const gk_tensor *t)
{
    float *floats = gk_alloc_floats(t->count);
    gk_tensor_read(t, 0, t->count, floats);
    return floats;
}

static gk_status read_vector(reader *r, const char *name, const char *part, size_t n, float **out)
{
    char *full = gk_format("%s.%s", name, part);
    const gk_tensor *t;
    gk_status status = find(r, full, n, 0, &t);
    if (status == GK_OK) *out = floats_of(t);
    gk_free(full);
    return status;
}

static gk_status read_norm(reader *r, const char *name, gk_norm *out)
{
    gk_status status = read_vector(r, name, "weight", r->config->hidden, &out->weight);
    if (status == GK_OK) status = read_vector(r, name, "bias", r->config->hidden, &out->bias);
    return status;
}

/* The longest sum of products of bytes that fits 32 bits: 255 · GK_WEIGHT_LIMIT · 2^17 < 2^31. */
enum { INT8_DEPTH = 1 << 17 };

/* A layer of up to PARTS tensors, each (out / parts, in). */
static gk_status read_linear(reader *r, size_t layer, const char *const *names, size_t parts,
                             size_t in, size_t out, gk_linear *to)
{
    job j = {.to = to, .parts = parts};
    const size_t rows = out / parts;
    gk_status status = GK_OK;
    to->in = in;
    to->out = out;
    to->bias = gk_alloc_floats(out);
    for (size_t i = 0; i < parts && status == GK_OK; i++) {
        char *weight = gk_format("encoder.layer.%zu.%s.weight", layer, names[i]);
        char *bias = gk_format("encoder.layer.%zu.%s.bias", layer, names[i]);
        const gk_tensor *t;
        status = find(r, bias, rows, 0, &t);
        if (status == GK_OK) gk_tensor_read(t, 0, rows, to->bias + i * rows);
        if (status == GK_OK) status = find_weight(r, weight, rows, in, &j.weights[i], &j.scales[i]);
        if (status == GK_OK && r->int8 && in > INT8_DEPTH)
            status = gk_fail(r->err, GK_MODEL,
                             "%s: tensor %s: rows of more than %d elements are not supported in "
                             "int8",
                             r->path, j.weights[i]->name, INT8_DEPTH);
        gk_free(weight);
        gk_free(bias);
    }
    if (status != GK_OK) return status;
    r->jobs = gk_grow(r->jobs, r->job_count, &r->job_capacity, sizeof *r->jobs);
    r->jobs[r->job_count++] = j;
    return GK_OK;
}

static gk_status read_layer_norm(reader *r, size_t layer, const char *name, gk_norm *out)
{
    char *full = gk_format("encoder.layer.%zu.%s.LayerNorm", layer, name);
    gk_status status = read_norm(r, full, out);
    gk_free(full);
    return status;
}

static gk_status read_layer(reader *r, size_t index, gk_layer *layer)
{
    static const char *const qkv[] = {"attention.self.query", "attention.self.key",
                                      "attention.self.value"},
                             *const joined[] = {"attention.output.dense"},
                             *const up[] = {"intermediate.dense"}, *const down[] = {"output.dense"};
    const size_t hidden = r->config->hidden, wide = r->config->intermediate;
    gk_status status = read_linear(r, index, qkv, PARTS, hidden, PARTS * hidden, &layer->qkv);
    if (status == GK_OK) status = read_linear(r, index, joined, 1, hidden, hidden, &layer->joined);
    if (status == GK_OK) status = read_linear(r, index, up, 1, hidden, wide, &layer->up);
    if (status == GK_OK) status = read_linear(r, index, down, 1, wide, hidden, &layer->down);
    if (status == GK_OK)
        status = read_layer_norm(r, index, "attention.output", &layer->attention_norm);
    if (status == GK_OK) status = read_layer_norm(r, index, "output", &layer->output_norm);
    return status;
}

/* Nearly every token is of the first type: added once, here. */
static gk_status read_embeddings(reader *r, gk_weights *w)
{
    const gk_config *c = r->config;
    const gk_tensor *positions = NULL, *types = NULL;
    static const char words[] = "embeddings.word_embeddings.weight";
    gk_status status = find_any(r, words, c->vocabulary, c->hidden, &w->words);
    if (status != GK_OK) return status;
    w->int8 = r->int8 = strcmp(w->words->dtype, "I8") == 0;
    status = find_weight(r, words, c->vocabulary, c->hidden, &w->words, &w->scales);
    if (status == GK_OK)
        status = find(r, "embeddings.position_embeddings.weight", c->positions, c->hidden,
                      &positions);
    if (status == GK_OK)
        status = find(r, "embeddings.token_type_embeddings.weight", c->types, c->hidden, &types);
    if (status == GK_OK) status = read_norm(r, "embeddings.LayerNorm", &w->embedding_norm);
    if (status != GK_OK) return status;
    w->positions = floats_of(positions);
    float *type = floats_of(types);
    for (size_t p = 0; p < c->positions; p++)
        for (size_t i = 0; i < c->hidden; i++) w->positions[p * c->hidden + i] += type[i];
    if (c->types > 1) {
        w->second = gk_alloc_floats(c->hidden);
        for (size_t i = 0; i < c->hidden; i++) w->second[i] = type[c->hidden + i] - type[i];
    }
    gk_free(type);
    return GK_OK;
}

/* Queries, keys and values become one matrix, so that one product makes all three. */
static void pack_floats(const job *j)
{
    gk_linear *to = j->to;
    const size_t part = to->out / j->parts * to->in;
    float *floats = gk_alloc_floats(to->out * to->in);
    for (size_t i = 0; i < j->parts; i++) gk_tensor_read(j->weights[i], 0, part, floats + i * part);
    to->packed = gk_alloc_floats(gk_packed_size(to->in, to->out));
    gk_pack_transposed(floats, to->in, to->in, to->out, to->packed);
    gk_free(floats);
}

/* True where every value is one that the products are exact for. */
static bool within_limit(const gk_tensor *t)
{
    const int8_t *q = (const int8_t *)t->data;
    int most = 0;
    for (size_t i = 0; i < t->count; i++) {
        int value = q[i] < 0 ? -q[i] : q[i];
        most = value > most ? value : most;
    }
    return most <= GK_WEIGHT_LIMIT;
}

static void pack_int8(job *j)
{
    gk_linear *to = j->to;
    const size_t rows = to->out / j->parts;
    float *scales = gk_alloc_floats(rows);
    to->int8 = gk_int8_new(to->in, to->out);
    for (size_t i = 0; i < j->parts; i++) {
        if (!within_limit(j->weights[i])) j->wrong = j->weights[i]->name;
        gk_tensor_read(j->scales[i], 0, rows, scales);
        gk_int8_pack((const int8_t *)j->weights[i]->data, scales, rows, i * rows, &to->int8);
    }
    gk_free(scales);
}

static void pack_job(void *ctx, size_t i)
{
    const reader *r = ctx;
    if (r->int8)
        pack_int8(&r->jobs[i]);
    else
        pack_floats(&r->jobs[i]);
}

gk_status gk_weights_read(const gk_safetensors *file, const char *path, const gk_config *config,
                          gk_weights *out, gk_error *err)
{
    *out = (gk_weights){0};
    reader r = {.file = file, .path = path, .config = config, .err = err};
    r.prefix = gk_weights_prefix(file);
    gk_status status = read_embeddings(&r, out);
    if (status == GK_OK) {
        out->layers = gk_alloc_array(config->layers, sizeof *out->layers);
        out->layer_count = config->layers;
    }
    for (size_t i = 0; i < config->layers && status == GK_OK; i++)
        status = read_layer(&r, i, &out->layers[i]);
    if (status == GK_OK) gk_parallel(0, r.job_count, pack_job, &r);
    for (size_t i = 0; i < r.job_count && status == GK_OK; i++)
        if (r.jobs[i].wrong)
            status = gk_fail(err, GK_MODEL, "%s: tensor %s has values beyond %d", path,
                             r.jobs[i].wrong, GK_WEIGHT_LIMIT);
    gk_free(r.jobs);
    return status;
}

static void free_linear(gk_linear *linear)
{
    gk_free(linear->packed);
    gk_int8_free(&linear->int8);
    gk_free(linear->bias);
}

static void free_norm(gk_norm *norm)
{
    gk_free(norm->weight);
    gk_free(norm->bias);
}

void gk_weights_free(gk_weights *w)
{
    for (size_t i = 0; i < w->layer_count; i++) {
        gk_layer *l = &w->layers[i];
        free_linear(&l->qkv);
        free_linear(&l->joined);
        free_linear(&l->up);
        free_linear(&l->down);
        free_norm(&l->attention_norm);
        free_norm(&l->output_norm);
    }
    gk_free(w->layers);
    gk_free(w->positions);
    gk_free(w->second);
    free_norm(&w->embedding_norm);
    *w = (gk_weights){0};
}
