/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/convert.h"
#include "convert/folder.h"
#include "convert/json_file.h"
#include "convert/rows.h"
#include "convert/tensors.h"
#include "model/cross_encoder.h"
#include "model/model.h"
#include "model/weights.h"

#include <string.h>

enum { WORD_LIMIT = 127, BLOCK = 256 /* rows that one thread takes at once */ };

/* ---- a tensor ------------------------------------------------------------------------------- */

/* A tensor of the new file and where it comes from. */
typedef struct part {
    const gk_tensor *source;
    const gk_tensor *scales; /* F32, of an int8 source that becomes float */
    int8_t *q;               /* the source as int8, of its rows and columns */
    float *steps;            /* its scales */
    bool is_steps;           /* the new tensor is the scales */
    bool raw;                /* the bytes are copied */
} part;

typedef struct rows {
    part *to;
    int limit;
} rows;

static void quantize_block(void *ctx, size_t block)
{
    const rows *r = ctx;
    const gk_tensor *t = r->to->source;
    const size_t count = t->shape[0], columns = t->shape[1];
    float *row = gk_alloc_floats(columns);
    for (size_t i = block * BLOCK; i < count && i < (block + 1) * BLOCK; i++) {
        gk_tensor_read(t, i * columns, columns, row);
        gk_quantize_row(row, columns, r->limit, r->to->q + i * columns, &r->to->steps[i]);
    }
    gk_free(row);
}

/* ---- a file --------------------------------------------------------------------------------- */

typedef struct conversion {
    const char *from;
    char *path; /* of the source's weights */
    gk_safetensors *file;
    gk_new_folder *folder;
    gk_arena *arena;
    gk_new_tensor *tensors;
    part *parts; /* one for each of tensors; content points to it */
    size_t count;
} conversion;

static void conversion_free(conversion *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->parts[i].is_steps) continue; /* shared with the tensor before */
        gk_free(c->parts[i].q);
        gk_free(c->parts[i].steps);
    }
    gk_safetensors_close(c->file);
    gk_new_folder_free(c->folder);
    gk_arena_free(c->arena);
    gk_free(c->path);
}

static gk_status conversion_open(conversion *c, const char *from, const char *to, gk_error *err)
{
    *c = (conversion){.from = from, .path = gk_path_join(from, "model.safetensors")};
    c->arena = gk_arena_new();
    gk_status status = gk_new_folder_plan(from, to, &c->folder, err);
    gk_model *model = NULL; /* what opens has the tensors it should, in the shapes it should */
    if (status == GK_OK) status = gk_model_open_with(from, NULL, &model, err);
    gk_model_close(model);
    if (status == GK_OK) status = gk_safetensors_open(c->path, &c->file, err);
    if (status != GK_OK) return status;
    size_t count;
    gk_safetensors_all(c->file, &count);
    c->tensors = gk_arena_array(c->arena, 2 * count, sizeof *c->tensors);
    c->parts = gk_arena_array(c->arena, 2 * count, sizeof *c->parts);
    return GK_OK;
}

static part *add(conversion *c, const char *name, const char *dtype, const gk_tensor *t,
                 size_t rank)
{
    part *p = &c->parts[c->count];
    p->source = t;
    gk_new_tensor *n = &c->tensors[c->count++];
    *n = (gk_new_tensor){.name = name, .dtype = dtype, .rank = rank, .content = p};
    memcpy(n->shape, t->shape, rank * sizeof *n->shape);
    return p;
}

/* A float tensor's elements, as float32. */
static void put_floats(const gk_tensor *t, gk_tensor_sink *sink)
{
    float block[4096];
    for (size_t at = 0; at < t->count; at += 4096) {
        size_t n = t->count - at < 4096 ? t->count - at : 4096;
        gk_tensor_read(t, at, n, block);
        gk_tensor_put(sink, block, n * sizeof *block);
    }
}

/* int8 (rows, columns) times the rows' scales. */
static void put_product(const gk_tensor *t, const gk_tensor *scales, gk_tensor_sink *sink)
{
    if (t->count == 0) return;
    const size_t columns = t->shape[1];
    float *row = gk_alloc_floats(columns), scale;
    for (size_t i = 0; i < t->shape[0]; i++) {
        gk_tensor_read(scales, i, 1, &scale);
        for (size_t j = 0; j < columns; j++)
            row[j] = (float)(int8_t)t->data[i * columns + j] * scale;
        gk_tensor_put(sink, row, columns * sizeof *row);
    }
    gk_free(row);
}

static void give(void *ctx, const gk_new_tensor *tensor, gk_tensor_sink *sink)
{
    (void)ctx;
    const part *p = tensor->content;
    if (p->raw)
        gk_tensor_put(sink, p->source->data, p->source->bytes);
    else if (p->is_steps)
        gk_tensor_put(sink, p->steps, p->source->shape[0] * sizeof *p->steps);
    else if (p->q)
        gk_tensor_put(sink, p->q, p->source->count);
    else if (p->scales)
        put_product(p->source, p->scales, sink);
    else
        put_floats(p->source, sink);
}

static gk_status write_weights(conversion *c, const char *format, gk_error *err)
{
    char *path = gk_path_join(gk_new_folder_path(c->folder), "model.safetensors");
    gk_status status = gk_tensors_write(path, format, c->tensors, c->count, give, c, err);
    gk_free(path);
    return status;
}

/* ---- float to int8 -------------------------------------------------------------------------- */

typedef enum use {
    UNUSED, /* an embedding's pooler, and numbers that are no weights */
    WORDS,
    LINEAR,
    OTHER
} use;

static use use_of(const gk_tensor *t, const char *prefix, bool head)
{
    if (head && gk_tensor_is_float(t) && gk_cross_encoder_is_head(t->name)) return OTHER;
    if (!gk_starts_with(t->name, prefix) || !gk_tensor_is_float(t) || t->count == 0) return UNUSED;
    const char *name = t->name + strlen(prefix);
    if (strcmp(name, "embeddings.word_embeddings.weight") == 0) return WORDS;
    if (gk_starts_with(name, "embeddings.")) return OTHER;
    if (!gk_starts_with(name, "encoder.layer.")) return UNUSED;
    return t->rank == 2 && gk_ends_with(name, ".weight") ? LINEAR : OTHER;
}

static gk_status quantize_tensor(conversion *c, const gk_tensor *t, int limit, gk_error *err)
{
    gk_status status = gk_tensor_check_finite(t, c->path, err);
    if (status != GK_OK) return status;
    part *p = add(c, t->name, "I8", t, 2);
    p->q = gk_alloc(t->count);
    p->steps = gk_alloc_floats(t->shape[0]);
    rows r = {p, limit};
    gk_parallel(0, (t->shape[0] + BLOCK - 1) / BLOCK, quantize_block, &r);
    part *steps = add(c, gk_arena_format(c->arena, "%s_scale", t->name), "F32", t, 1);
    steps->steps = p->steps;
    steps->is_steps = true;
    return GK_OK;
}

/* Of a tensor NAME_scale the one NAME beside it; else NULL. */
static const gk_tensor *scaled_by(const conversion *c, const gk_tensor *t)
{
    if (!gk_ends_with(t->name, "_scale")) return NULL;
    char *name = gk_strndup(t->name, strlen(t->name) - strlen("_scale"));
    const gk_tensor *of = gk_safetensors_find(c->file, name);
    gk_free(name);
    return of;
}

static gk_status quantize_all(conversion *c, gk_error *err)
{
    const char *prefix = gk_weights_prefix(c->file);
    const bool head = gk_cross_encoder_has_head(c->file);
    size_t count;
    const gk_tensor *all = gk_safetensors_all(c->file, &count);
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        switch (scaled_by(c, &all[i]) ? UNUSED : use_of(&all[i], prefix, head)) {
        case UNUSED:
            break;
        case WORDS:
            status = quantize_tensor(c, &all[i], WORD_LIMIT, err);
            break;
        case LINEAR:
            status = quantize_tensor(c, &all[i], GK_WEIGHT_LIMIT, err);
            break;
        case OTHER:
            add(c, all[i].name, "F32", &all[i], all[i].rank);
            break;
        }
    }
    return status;
}

static gk_status check_float(const conversion *c, gk_error *err)
{
    size_t count;
    const gk_tensor *all = gk_safetensors_all(c->file, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].dtype, "I8") == 0)
            return gk_fail(err, GK_MODEL, "%s: the weights are int8 already (tensor %s)", c->path,
                           all[i].name);
    return GK_OK;
}

gk_status gk_model_quantize(const char *from, const char *to, gk_error *err)
{
    conversion c;
    gk_status status = conversion_open(&c, from, to, err);
    if (status == GK_OK) status = check_float(&c, err);
    if (status == GK_OK) status = quantize_all(&c, err);
    if (status == GK_OK) status = gk_new_folder_fill(c.folder, NULL, err);
    if (status == GK_OK) status = write_weights(&c, "goshawk-int8", err);
    if (status == GK_OK) status = gk_new_folder_finish(c.folder, err);
    conversion_free(&c);
    return status;
}

/* ---- to float32 ----------------------------------------------------------------------------- */

/* Of a tensor NAME of int8, NAME_scale; else NULL. */
static const gk_tensor *scales_of(const conversion *c, const gk_tensor *t)
{
    if (strcmp(t->dtype, "I8") != 0 || t->rank != 2) return NULL;
    char *name = gk_format("%s_scale", t->name);
    const gk_tensor *scales = gk_safetensors_find(c->file, name);
    gk_free(name);
    bool fits = scales && gk_tensor_is_float(scales) && scales->rank == 1 &&
                scales->shape[0] == t->shape[0];
    return fits ? scales : NULL;
}

static bool is_scales(const conversion *c, const gk_tensor *t)
{
    const gk_tensor *of = scaled_by(c, t);
    return of && scales_of(c, of) == t;
}

static void export_all(conversion *c)
{
    size_t count;
    const gk_tensor *all = gk_safetensors_all(c->file, &count);
    for (size_t i = 0; i < count; i++) {
        const gk_tensor *t = &all[i], *scales = scales_of(c, t);
        if (is_scales(c, t)) continue;
        bool floats = scales || gk_tensor_is_float(t);
        part *p = add(c, t->name, floats ? "F32" : t->dtype, t, t->rank);
        p->scales = scales;
        p->raw = !floats;
    }
}

static gk_status write_config(const conversion *c, gk_error *err)
{
    json_t *config;
    gk_status status = gk_json_file_read(c->from, "config.json", false, &config, err);
    if (status != GK_OK) return status;
    gk_json_set_float32(config);
    status = gk_json_file_write(gk_new_folder_path(c->folder), "config.json", config, false, err);
    json_decref(config);
    return status;
}

gk_status gk_model_export(const char *from, const char *to, gk_error *err)
{
    static const char *const rewritten[] = {"config.json", NULL};
    conversion c;
    gk_status status = conversion_open(&c, from, to, err);
    if (status == GK_OK) export_all(&c);
    if (status == GK_OK) status = gk_new_folder_fill(c.folder, rewritten, err);
    if (status == GK_OK) status = write_config(&c, err);
    if (status == GK_OK) status = write_weights(&c, "pt", err);
    if (status == GK_OK) status = gk_new_folder_finish(c.folder, err);
    conversion_free(&c);
    return status;
}
