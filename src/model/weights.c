/* SPDX-License-Identifier: Apache-2.0 */
#include "model/weights.h"

#include <string.h>

/* What stands before BERT's own names: nothing, or the class that was saved around it. */
static const char *const prefixes[] = {"", "bert.", "0.auto_model."};

/* A linear layer whose weight is checked and waits to be packed. */
typedef struct job {
    const gk_tensor *weight;
    gk_linear *to;
} job;

typedef struct reader {
    const gk_safetensors *file;
    const char *path, *prefix;
    const gk_config *config;
    gk_error *err;
    job *jobs;
    size_t job_count, job_capacity;
} reader;

static char *shape_text(const size_t *shape, size_t rank)
{
    gk_string s = {0};
    for (size_t i = 0; i < rank; i++) gk_string_addf(&s, "%s%zu", i ? ", " : "", shape[i]);
    return gk_string_take(&s);
}

/* The tensor prefix + name, which must have the shape; columns 0: of one dimension. */
static gk_status find(reader *r, const char *name, size_t rows, size_t columns,
                      const gk_tensor **out)
{
    char *full = gk_format("%s%s", r->prefix, name);
    const gk_tensor *t = gk_safetensors_find(r->file, full);
    const size_t shape[2] = {rows, columns}, rank = columns ? 2 : 1;
    gk_status status = GK_OK;
    if (!t) {
        status = gk_fail(r->err, GK_MODEL, "%s: tensor %s is missing", r->path, full);
    } else if (t->rank != rank || memcmp(t->shape, shape, rank * sizeof *shape) != 0) {
        char *has = shape_text(t->shape, t->rank), *needs = shape_text(shape, rank);
        status = gk_fail(r->err, GK_MODEL, "%s: tensor %s has shape (%s), config.json needs (%s)",
                         r->path, full, has, needs);
        gk_free(has);
        gk_free(needs);
    } else if (!gk_tensor_is_float(t)) {
        status = gk_fail(r->err, GK_MODEL,
                         "%s: tensor %s has dtype %s: only F32, F16 and BF16 are supported",
                         r->path, full, t->dtype);
    }
    gk_free(full);
    *out = t;
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

static gk_status read_linear(reader *r, const char *name, size_t in, size_t out, gk_linear *to)
{
    job j = {.to = to};
    to->in = in;
    to->out = out;
    gk_status status = read_vector(r, name, "bias", out, &to->bias);
    char *weight = gk_format("%s.weight", name);
    if (status == GK_OK) status = find(r, weight, out, in, &j.weight);
    gk_free(weight);
    if (status != GK_OK) return status;
    r->jobs = gk_grow(r->jobs, r->job_count, &r->job_capacity, sizeof *r->jobs);
    r->jobs[r->job_count++] = j;
    return GK_OK;
}

static gk_status read_layer(reader *r, size_t index, gk_layer *layer)
{
    const size_t hidden = r->config->hidden, wide = r->config->intermediate;
    const struct {
        const char *name;
        size_t in, out;
        gk_linear *to;
    } linears[] = {
        {"attention.self.query", hidden, hidden, &layer->query},
        {"attention.self.key", hidden, hidden, &layer->key},
        {"attention.self.value", hidden, hidden, &layer->value},
        {"attention.output.dense", hidden, hidden, &layer->joined},
        {"intermediate.dense", hidden, wide, &layer->up},
        {"output.dense", wide, hidden, &layer->down},
    };
    const struct {
        const char *name;
        gk_norm *to;
    } norms[] = {
        {"attention.output.LayerNorm", &layer->attention_norm},
        {"output.LayerNorm", &layer->output_norm},
    };
    gk_status status = GK_OK;
    for (size_t i = 0; i < sizeof linears / sizeof *linears && status == GK_OK; i++) {
        char *name = gk_format("encoder.layer.%zu.%s", index, linears[i].name);
        status = read_linear(r, name, linears[i].in, linears[i].out, linears[i].to);
        gk_free(name);
    }
    for (size_t i = 0; i < sizeof norms / sizeof *norms && status == GK_OK; i++) {
        char *name = gk_format("encoder.layer.%zu.%s", index, norms[i].name);
        status = read_norm(r, name, norms[i].to);
        gk_free(name);
    }
    return status;
}

/* A text is one segment, so the first token type belongs to every token: added once, here. */
static gk_status read_embeddings(reader *r, gk_weights *w)
{
    const gk_config *c = r->config;
    const gk_tensor *positions = NULL, *types = NULL;
    gk_status status = find(r, "embeddings.word_embeddings.weight", c->vocabulary, c->hidden,
                            &w->words);
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
    gk_free(type);
    return GK_OK;
}

static void pack_job(void *ctx, size_t i)
{
    const job *j = &((const reader *)ctx)->jobs[i];
    gk_linear *to = j->to;
    float *floats = floats_of(j->weight);
    to->packed = gk_alloc_floats(gk_packed_size(to->in, to->out));
    gk_pack_transposed(floats, to->in, to->in, to->out, to->packed);
    gk_free(floats);
}

gk_status gk_weights_read(const gk_safetensors *file, const char *path, const gk_config *config,
                          gk_weights *out, gk_error *err)
{
    *out = (gk_weights){0};
    reader r = {.file = file, .path = path, .prefix = "", .config = config, .err = err};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        char *name = gk_format("%sembeddings.word_embeddings.weight", prefixes[i]);
        if (gk_safetensors_find(file, name)) r.prefix = prefixes[i];
        gk_free(name);
    }
    gk_status status = read_embeddings(&r, out);
    if (status == GK_OK) {
        out->layers = gk_alloc_array(config->layers, sizeof *out->layers);
        out->layer_count = config->layers;
    }
    for (size_t i = 0; i < config->layers && status == GK_OK; i++)
        status = read_layer(&r, i, &out->layers[i]);
    if (status == GK_OK) gk_parallel(0, r.job_count, pack_job, &r);
    gk_free(r.jobs);
    return status;
}

static void free_linear(gk_linear *linear)
{
    gk_free(linear->packed);
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
        free_linear(&l->query);
        free_linear(&l->key);
        free_linear(&l->value);
        free_linear(&l->joined);
        free_linear(&l->up);
        free_linear(&l->down);
        free_norm(&l->attention_norm);
        free_norm(&l->output_norm);
    }
    gk_free(w->layers);
    gk_free(w->positions);
    free_norm(&w->embedding_norm);
    *w = (gk_weights){0};
}
