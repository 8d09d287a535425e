/* SPDX-License-Identifier: Apache-2.0 */
#include "model/encoder.h"

#include "model/normalize.h"

#include <math.h>
#include <string.h>

/* T: tokens of all sequences, B: of a block, L: of the longest sequence, H: hidden, I:
 * intermediate, D: head size H / heads */
struct gk_workspace {
    float *x;               /* (T, H) what flows from layer to layer */
    float *context;         /* (T, H) attention's result */
    float *qkv;             /* (T, 3H) queries, keys and values side by side */
    float *wide;            /* (B, I) the inner layer */
    gk_attention_room room; /* one head's, of a sequence of L */
    uint8_t *bytes; /* (B, max(H, I)) a linear layer's input, quantised, rows `stride` apart */
    float *scales;  /* (B) of its rows */
    size_t stride;
};

/* Tokens at once in a layer's second half, so that what lies between its two products stays in the
 * cache. */
enum { BLOCK = 192 };

gk_workspace *gk_workspace_new(const gk_config *c, size_t tokens, size_t longest)
{
    gk_workspace *s = gk_alloc(sizeof *s);
    size_t head = c->hidden / c->heads, block = tokens < BLOCK ? tokens : BLOCK;
    size_t widest = c->intermediate > c->hidden ? c->intermediate : c->hidden;
    s->stride = (widest + 63) / 64 * 64;
    s->x = gk_alloc_floats(tokens * c->hidden);
    s->context = gk_alloc_floats(tokens * c->hidden);
    s->qkv = gk_alloc_floats(tokens * c->hidden * 3);
    s->wide = gk_alloc_floats(block * c->intermediate);
    s->room.keys = gk_alloc_floats(gk_packed_size(head, longest));
    s->room.values = gk_alloc_floats(gk_packed_size(longest + 1, head));
    s->room.scores = gk_alloc_floats(GK_QUERIES * gk_whole_panels(longest));
    s->room.queries = gk_alloc_floats(GK_QUERIES * head);
    s->bytes = (uint8_t *)gk_alloc_floats(block * s->stride / sizeof(float));
    s->scales = gk_alloc_floats(block);
    return s;
}

void gk_workspace_free(gk_workspace *s)
{
    if (!s) return;
    gk_free(s->x);
    gk_free(s->context);
    gk_free(s->qkv);
    gk_free(s->wide);
    gk_free(s->room.keys);
    gk_free(s->room.values);
    gk_free(s->room.scores);
    gk_free(s->room.queries);
    gk_free(s->bytes);
    gk_free(s->scales);
    gk_free(s);
}

/* What every step needs. */
typedef struct pass {
    const gk_config *c;
    const gk_weights *w;
    const gk_kernels *k;
    gk_workspace *s;
    const gk_sequence *sequences;
    size_t count, tokens; /* of all sequences */
} pass;

/* y (rows, out) = x (rows, in) · W^T + bias, then gelu or the residual (rows, out); y may be the
 * residual. rows <= BLOCK. */
static void linear(const pass *p, const gk_linear *l, size_t rows, const float *x, bool gelu,
                   const float *residual, float *y)
{
    const gk_epilogue e = {l->bias, residual, l->out, gelu};
    gk_workspace *s = p->s;
    if (!p->w->int8) {
        p->k->multiply(rows, l->out, l->in, x, l->in, l->packed, &e, y, l->out);
        return;
    }
    for (size_t i = 0; i < rows; i++)
        p->k->quantize(x + i * l->in, l->in, s->bytes + i * s->stride, &s->scales[i]);
    p->k->multiply_int8(rows, s->bytes, s->stride, s->scales, &l->int8, &e, y, l->out);
}

static void norm(const pass *p, const gk_norm *norm, size_t rows, float *x)
{
    const size_t hidden = p->c->hidden;
    for (size_t i = 0; i < rows; i++)
        p->k->norm(x + i * hidden, norm->weight, norm->bias, hidden, p->c->norm_epsilon);
}

static void read_word(const pass *p, int32_t id, float *x)
{
    const size_t hidden = p->c->hidden;
    gk_tensor_read(p->w->words, (size_t)id * hidden, hidden, x);
    if (!p->w->int8) return;
    float scale;
    gk_tensor_read(p->w->scales, (size_t)id, 1, &scale);
    for (size_t j = 0; j < hidden; j++) x[j] *= scale;
}

/* x = normalise(word + position + type) */
static void embed(const pass *p)
{
    const size_t hidden = p->c->hidden;
    float *x = p->s->x;
    for (size_t i = 0; i < p->count; i++) {
        const gk_sequence *q = &p->sequences[i];
        const float *position = p->w->positions + p->c->first_position * hidden;
        for (size_t t = 0; t < q->length; t++, x += hidden, position += hidden) {
            read_word(p, q->ids[t], x);
            for (size_t j = 0; j < hidden; j++) x[j] += position[j];
            if (!q->second || t < q->second || !p->w->second) continue;
            for (size_t j = 0; j < hidden; j++) x[j] += p->w->second[j];
        }
    }
    norm(p, &p->w->embedding_norm, p->tokens, p->s->x);
}

/* context = softmax(queries · keys^T / √D) · values */
static void attend_head(const pass *p, const gk_head *h)
{
    const size_t ld = gk_whole_panels(h->length);
    const float scale = 1 / sqrtf((float)h->size);
    const gk_epilogue none = {0};
    const gk_attention_room *room = &p->s->room;
    gk_pack_transposed(h->keys, h->stride, h->size, h->length, room->keys);
    gk_pack(h->values, h->stride, h->length, h->size, room->values);
    for (size_t from = 0; from < h->length; from += GK_QUERIES) {
        size_t rows = h->length - from < GK_QUERIES ? h->length - from : GK_QUERIES;
        p->k->multiply(rows, h->length, h->size, h->queries + from * h->stride, h->stride,
                       room->keys, &none, room->scores, ld);
        for (size_t i = 0; i < rows; i++) p->k->softmax(room->scores + i * ld, h->length, scale);
        p->k->multiply(rows, h->size, h->length, room->scores, ld, room->values, &none,
                       h->context + from * h->context_stride, h->context_stride);
    }
}

/* context = attention over all heads of all sequences */
static void attend(const pass *p)
{
    const size_t hidden = p->c->hidden, head = hidden / p->c->heads;
    const bool rough = p->w->int8 && p->k->attend_bf16 && head % GK_PANEL == 0;
    const float *qkv = p->s->qkv;
    float *context = p->s->context;
    for (size_t i = 0; i < p->count; i++) {
        const size_t length = p->sequences[i].length;
        for (size_t n = 0; n < p->c->heads; n++) {
            const float *queries = qkv + n * head;
            const gk_head h = {length,
                               head,
                               queries,
                               queries + hidden,
                               queries + 2 * hidden,
                               3 * hidden,
                               context + n * head,
                               hidden};
            if (rough)
                p->k->attend_bf16(&h, &p->s->room);
            else
                attend_head(p, &h);
        }
        qkv += length * 3 * hidden;
        context += length * hidden;
    }
}

static void layer(const pass *p, const gk_layer *layer)
{
    const size_t hidden = p->c->hidden;
    gk_workspace *s = p->s;
    for (size_t t = 0, rows; t < p->tokens; t += rows) {
        rows = p->tokens - t < BLOCK ? p->tokens - t : BLOCK;
        linear(p, &layer->qkv, rows, s->x + t * hidden, false, NULL, s->qkv + t * 3 * hidden);
    }
    attend(p);
    for (size_t t = 0, rows; t < p->tokens; t += rows) {
        float *x = s->x + t * hidden;
        rows = p->tokens - t < BLOCK ? p->tokens - t : BLOCK;
        linear(p, &layer->joined, rows, s->context + t * hidden, false, x, x);
        norm(p, &layer->attention_norm, rows, x);
        linear(p, &layer->up, rows, x, true, NULL, s->wide);
        linear(p, &layer->down, rows, s->wide, false, x, x);
        norm(p, &layer->output_norm, rows, x);
    }
}

/* The mean of the tokens, or the first; then to length 1, but for a cross-encoder's. A mean need
 * not be divided for that. */
static void pool(const pass *p)
{
    const size_t hidden = p->c->hidden;
    const float *x = p->s->x;
    for (size_t i = 0; i < p->count; i++) {
        const gk_sequence *q = &p->sequences[i];
        const size_t used = p->c->pooling == GK_POOL_MEAN ? q->length : 1;
        memset(q->vector, 0, hidden * sizeof *q->vector);
        for (size_t t = 0; t < used; t++)
            for (size_t j = 0; j < hidden; j++) q->vector[j] += x[t * hidden + j];
        if (p->c->pooling != GK_POOL_FIRST) gk_vector_normalize(q->vector, hidden);
        x += q->length * hidden;
    }
}

void gk_encode(const gk_config *config, const gk_weights *weights, const gk_kernels *kernels,
               gk_workspace *workspace, const gk_sequence *sequences, size_t count)
{
    pass p = {config, weights, kernels, workspace, sequences, count, 0};
    for (size_t i = 0; i < count; i++) p.tokens += sequences[i].length;
    embed(&p);
    for (size_t i = 0; i < weights->layer_count; i++) layer(&p, &weights->layers[i]);
    pool(&p);
}
