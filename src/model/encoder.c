/* SPDX-License-Identifier: Apache-2.0 */
#include "model/encoder.h"

#include <math.h>
#include <string.h>

/* T: tokens of all sequences, L: of the longest, H: hidden, I: intermediate, D: head size H / heads
 */
struct gk_workspace {
    float *x;       /* (T, H) what flows from layer to layer */
    float *change;  /* (T, H) what a half-layer adds to it */
    float *context; /* (T, H) attention's result */
    float *wide; /* (T, max(3H, I)) queries, keys and values side by side; later the inner layer */
    float *keys; /* (D, L) packed: one head's */
    float *values; /* (L, D) packed: one head's */
    float *scores; /* (QUERIES, L up to whole panels) */
};

enum { QUERIES = 96 }; /* at once: their scores stay in the second cache */

static size_t whole_panels(size_t n) { return (n + GK_PANEL - 1) / GK_PANEL * GK_PANEL; }

gk_workspace *gk_workspace_new(const gk_config *c, size_t tokens, size_t longest)
{
    gk_workspace *s = gk_alloc(sizeof *s);
    size_t head = c->hidden / c->heads;
    size_t wide = c->intermediate > 3 * c->hidden ? c->intermediate : 3 * c->hidden;
    s->x = gk_alloc_floats(tokens * c->hidden);
    s->change = gk_alloc_floats(tokens * c->hidden);
    s->context = gk_alloc_floats(tokens * c->hidden);
    s->wide = gk_alloc_floats(tokens * wide);
    s->keys = gk_alloc_floats(gk_packed_size(head, longest));
    s->values = gk_alloc_floats(gk_packed_size(longest, head));
    s->scores = gk_alloc_floats(QUERIES * whole_panels(longest));
    return s;
}

void gk_workspace_free(gk_workspace *s)
{
    if (!s) return;
    gk_free(s->x);
    gk_free(s->change);
    gk_free(s->context);
    gk_free(s->wide);
    gk_free(s->keys);
    gk_free(s->values);
    gk_free(s->scores);
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

/* y (tokens, out), rows ldy apart, = x (tokens, in) · W^T + bias */
static void linear(const pass *p, const gk_linear *l, const float *x, float *y, size_t ldy)
{
    p->k->multiply(p->tokens, l->out, l->in, x, l->in, l->packed, l->bias, y, ldy);
}

/* x = normalise(x + change) */
static void add_norm(const pass *p, const gk_norm *norm)
{
    const size_t hidden = p->c->hidden;
    for (size_t t = 0; t < p->tokens; t++)
        p->k->add_norm(p->s->x + t * hidden, p->s->change + t * hidden, norm->weight, norm->bias,
                       hidden, p->c->norm_epsilon);
}

/* x = normalise(word + position + type) */
static void embed(const pass *p)
{
    const size_t hidden = p->c->hidden;
    float *x = p->s->x, *change = p->s->change;
    for (size_t i = 0; i < p->count; i++) {
        const gk_sequence *q = &p->sequences[i];
        for (size_t t = 0; t < q->length; t++, x += hidden)
            gk_tensor_read(p->w->words, (size_t)q->ids[t] * hidden, hidden, x);
        memcpy(change, p->w->positions, q->length * hidden * sizeof *change);
        change += q->length * hidden;
    }
    add_norm(p, &p->w->embedding_norm);
}

/* One head of one sequence: context (length, D) = softmax(Q · K^T / √D) · V. qkv and context are at
 * the head's first column of the sequence's first row. */
static void attend_head(const pass *p, size_t length, const float *qkv, float *context)
{
    const size_t hidden = p->c->hidden, row = 3 * hidden, head = hidden / p->c->heads;
    const size_t ld = whole_panels(length);
    const float scale = 1 / sqrtf((float)head);
    float *scores = p->s->scores;
    gk_pack_transposed(qkv + hidden, row, head, length, p->s->keys);
    gk_pack(qkv + 2 * hidden, row, length, head, p->s->values);
    for (size_t from = 0; from < length; from += QUERIES) {
        size_t rows = length - from < QUERIES ? length - from : QUERIES;
        p->k->multiply(rows, length, head, qkv + from * row, row, p->s->keys, NULL, scores, ld);
        for (size_t i = 0; i < rows; i++) p->k->softmax(scores + i * ld, length, scale);
        p->k->multiply(rows, head, length, scores, ld, p->s->values, NULL, context + from * hidden,
                       hidden);
    }
}

/* change = the attention half of a layer, before its norm */
static void attend(const pass *p, const gk_layer *layer)
{
    const size_t hidden = p->c->hidden, head = hidden / p->c->heads;
    float *qkv = p->s->wide, *context = p->s->context;
    linear(p, &layer->query, p->s->x, qkv, 3 * hidden);
    linear(p, &layer->key, p->s->x, qkv + hidden, 3 * hidden);
    linear(p, &layer->value, p->s->x, qkv + 2 * hidden, 3 * hidden);
    for (size_t i = 0; i < p->count; i++) {
        const size_t length = p->sequences[i].length;
        for (size_t h = 0; h < p->c->heads; h++)
            attend_head(p, length, qkv + h * head, context + h * head);
        qkv += length * 3 * hidden;
        context += length * hidden;
    }
    linear(p, &layer->joined, p->s->context, p->s->change, hidden);
}

/* change = the feed-forward half */
static void feed_forward(const pass *p, const gk_layer *layer)
{
    const size_t wide = p->c->intermediate;
    linear(p, &layer->up, p->s->x, p->s->wide, wide);
    p->k->gelu(p->s->wide, p->tokens * wide);
    linear(p, &layer->down, p->s->wide, p->s->change, p->c->hidden);
}

/* The mean of the tokens, or the first; then to length 1. A mean need not be divided for that. */
static void pool(const pass *p)
{
    const size_t hidden = p->c->hidden;
    const float *x = p->s->x;
    for (size_t i = 0; i < p->count; i++) {
        const gk_sequence *q = &p->sequences[i];
        const size_t used = p->c->pooling == GK_POOL_CLS ? 1 : q->length;
        memset(q->vector, 0, hidden * sizeof *q->vector);
        for (size_t t = 0; t < used; t++)
            for (size_t j = 0; j < hidden; j++) q->vector[j] += x[t * hidden + j];
        double squares = 0;
        for (size_t j = 0; j < hidden; j++) squares += (double)q->vector[j] * q->vector[j];
        const float scale = squares > 0 ? (float)(1 / sqrt(squares)) : 0;
        for (size_t j = 0; j < hidden; j++) q->vector[j] *= scale;
        x += q->length * hidden;
    }
}

void gk_encode(const gk_config *config, const gk_weights *weights, const gk_kernels *kernels,
               gk_workspace *workspace, const gk_sequence *sequences, size_t count)
{
    pass p = {config, weights, kernels, workspace, sequences, count, 0};
    for (size_t i = 0; i < count; i++) p.tokens += sequences[i].length;
    embed(&p);
    for (size_t i = 0; i < weights->layer_count; i++) {
        attend(&p, &weights->layers[i]);
        add_norm(&p, &weights->layers[i].attention_norm);
        feed_forward(&p, &weights->layers[i]);
        add_norm(&p, &weights->layers[i].output_norm);
    }
    pool(&p);
}
