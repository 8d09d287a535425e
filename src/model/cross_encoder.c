/* SPDX-License-Identifier: Apache-2.0 */
#include "model/cross_encoder.h"

#include "model/local.h"
#include "model/pairs.h"
#include "model/weights.h"

#include <math.h>
#include <string.h>

/* The names of the head's four tensors, by the class that the folder was saved from. */
enum { DENSE, DENSE_BIAS, OUT, OUT_BIAS, PARTS };
static const char *const heads[][PARTS] = {
    {"bert.pooler.dense.weight", "bert.pooler.dense.bias", "classifier.weight", "classifier.bias"},
    {"classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight",
     "classifier.out_proj.bias"},
};
enum { HEADS = sizeof heads / sizeof *heads };

struct gk_cross_encoder {
    gk_local *local;
    size_t hidden;
    float *parts[PARTS]; /* (hidden, hidden), (hidden), (hidden), (1) */
};

/* ---- opening -------------------------------------------------------------------------------- */

/* The head that the file has; NULL: none. */
static const char *const *head_of(const gk_safetensors *file)
{
    for (size_t i = 0; i < HEADS; i++)
        if (gk_safetensors_find(file, heads[i][OUT])) return heads[i];
    return NULL;
}

bool gk_cross_encoder_has_head(const gk_safetensors *file) { return head_of(file) != NULL; }

bool gk_cross_encoder_is_head(const char *name)
{
    for (size_t i = 0; i < HEADS; i++)
        for (size_t part = 0; part < PARTS; part++)
            if (strcmp(heads[i][part], name) == 0) return true;
    return false;
}

static gk_status read_part(gk_cross_encoder *e, const char *path, const char *name, size_t part,
                           gk_error *err)
{
    const size_t hidden = e->hidden;
    const size_t shapes[PARTS][2] = {{hidden, hidden}, {hidden, 0}, {1, hidden}, {1, 0}};
    const gk_tensor *t;
    gk_status status = gk_weights_find_floats(gk_local_file(e->local), path, name, shapes[part][0],
                                              shapes[part][1], &t, err);
    if (status == GK_OK) status = gk_tensor_check_finite(t, path, err);
    if (status != GK_OK) return status;
    e->parts[part] = gk_alloc_floats(t->count);
    gk_tensor_read(t, 0, t->count, e->parts[part]);
    return GK_OK;
}

static gk_status read_head(gk_cross_encoder *e, const char *folder, gk_error *err)
{
    const char *const *names = head_of(gk_local_file(e->local));
    if (!names)
        return gk_fail(err, GK_MODEL,
                       "%s: is no reranker: model.safetensors has no classifier; train one: "
                       "goshawk train --reranker",
                       folder);
    char *path = gk_path_join(folder, "model.safetensors");
    gk_status status = GK_OK;
    for (size_t i = 0; i < PARTS && status == GK_OK; i++)
        status = read_part(e, path, names[i], i, err);
    gk_free(path);
    return status;
}

/* What pairs need of the rest. */
static gk_status check_pairs(const gk_cross_encoder *e, const char *folder, gk_error *err)
{
    const size_t most = gk_local_config(e->local)->max_tokens;
    if (!gk_tokenizer_pair(gk_local_get_tokenizer(e->local)).known)
        return gk_fail(err, GK_MODEL,
                       "%s: tokenizer.json: post_processor.pair must be a token, the first text, "
                       "one or two closing tokens, the second text and a closing token",
                       folder);
    if (most < GK_PAIR_LEAST)
        return gk_fail(err, GK_MODEL,
                       "%s: takes %zu tokens only, too few for a query and a passage", folder,
                       most);
    return GK_OK;
}

gk_status gk_cross_encoder_open(const char *folder, gk_cross_encoder **out, gk_error *err)
{
    *out = NULL;
    gk_cross_encoder *e = gk_alloc(sizeof *e);
    gk_status status = gk_local_open_pairs(folder, &e->local, err);
    if (status == GK_OK) {
        e->hidden = gk_local_config(e->local)->hidden;
        status = read_head(e, folder, err);
    }
    if (status == GK_OK) status = check_pairs(e, folder, err);
    if (status == GK_OK)
        *out = e;
    else
        gk_cross_encoder_close(e);
    return status;
}

void gk_cross_encoder_close(gk_cross_encoder *e)
{
    if (!e) return;
    for (size_t i = 0; i < PARTS; i++) gk_free(e->parts[i]);
    gk_local_close(e->local);
    gk_free(e);
}

/* ---- scores --------------------------------------------------------------------------------- */

typedef struct scoring {
    const gk_cross_encoder *encoder;
    const char *query;
    const char *const *passages;
    gk_ids *ids;            /* of the pairs */
    gk_sequence *sequences; /* in the order of the passages until they are encoded */
    float *vectors;         /* (count, hidden): the first tokens' */
    float *scores;
} scoring;

static void tokenize(void *ctx, size_t i)
{
    const scoring *s = ctx;
    const gk_local *local = s->encoder->local;
    gk_ids *ids = &s->ids[i];
    const size_t second = gk_pair_make(
        gk_local_get_tokenizer(local), gk_local_config(local)->max_tokens, s->query,
        strlen(s->query), s->passages[i], strlen(s->passages[i]), ids);
    s->sequences[i] = (gk_sequence){ids->ids, ids->count, s->vectors + i * s->encoder->hidden,
                                    second};
}

static double dot(const float *a, const float *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

static void apply_head(void *ctx, size_t i)
{
    const scoring *s = ctx;
    const gk_cross_encoder *e = s->encoder;
    const float *x = s->vectors + i * e->hidden;
    double sum = (double)*e->parts[OUT_BIAS];
    for (size_t j = 0; j < e->hidden; j++) {
        const double unit = dot(e->parts[DENSE] + j * e->hidden, x, e->hidden) +
                            (double)e->parts[DENSE_BIAS][j];
        sum += (double)e->parts[OUT][j] * tanh(unit);
    }
    s->scores[i] = (float)sum;
}

void gk_cross_encoder_score(const gk_cross_encoder *e, const char *query,
                            const char *const *passages, size_t count, int threads, float *scores)
{
    if (count == 0) return;
    if (threads <= 0) threads = gk_processors();
    gk_pool *pool = gk_local_pool(e->local);
    scoring s = {.encoder = e,
                 .query = query,
                 .passages = passages,
                 .ids = gk_alloc_array(count, sizeof *s.ids),
                 .sequences = gk_alloc_array(count, sizeof *s.sequences),
                 .vectors = gk_alloc_floats(count * e->hidden),
                 .scores = scores};
    gk_pool_run(pool, threads, count, tokenize, &s);
    gk_local_encode(e->local, s.sequences, count, threads);
    gk_pool_run(pool, threads, count, apply_head, &s);
    for (size_t i = 0; i < count; i++) gk_free(s.ids[i].ids);
    gk_free(s.ids);
    gk_free(s.sequences);
    gk_free(s.vectors);
}
