/* SPDX-License-Identifier: Apache-2.0 */
#include "train/network.h"

#include "model/bf16.h"
#include "train/attention.h"
#include "train/head.h"
#include "train/rows.h"

#include <string.h>

/* Tokens at once in the inner layer's forward, so that what lies between its two products stays in
 * the cache. */
enum { BLOCK = 192 };

/* ---- packed weights ------------------------------------------------------------------------- */

bool gk_network_takes_bf16(const gk_config *c)
{
    return gk_bf16_here() && c->hidden % GK_PANEL == 0 && c->intermediate % GK_PANEL == 0;
}

/* Room for n pairs, aligned as floats are. */
static uint32_t *alloc_pairs(size_t n) { return (uint32_t *)gk_alloc_floats(n); }

static gk_packed packed_new(size_t out, size_t in, bool bf16)
{
    if (bf16)
        return (gk_packed){.forward_pairs = alloc_pairs(out * gk_bf16_pairs(in)),
                           .backward_pairs = alloc_pairs(in * gk_bf16_pairs(out))};
    return (gk_packed){.forward = gk_alloc_floats(gk_packed_size(in, out)),
                       .backward = gk_alloc_floats(gk_packed_size(out, in))};
}

static void packed_free(gk_packed *p)
{
    gk_free(p->forward);
    gk_free(p->backward);
    gk_free(p->forward_pairs);
    gk_free(p->backward_pairs);
}

static void packed_make(const float *w, size_t out, size_t in, gk_packed *p)
{
    if (p->forward_pairs) {
        gk_bf16_pack_transposed(w, in, in, out, p->forward_pairs);
        gk_bf16_pack(w, in, out, in, p->backward_pairs);
        return;
    }
    gk_pack_transposed(w, in, in, out, p->forward);
    gk_pack(w, in, out, in, p->backward);
}

gk_packed_weights *gk_packed_weights_new(const gk_parameters *p, bool bf16)
{
    const size_t hidden = p->config.hidden, wide = p->config.intermediate;
    gk_packed_weights *w = gk_alloc(sizeof *w);
    w->bf16 = bf16;
    w->count = p->config.layers;
    w->layers = gk_alloc_array(w->count, sizeof *w->layers);
    for (size_t i = 0; i < w->count; i++)
        w->layers[i] = (gk_packed_layer){
            packed_new(3 * hidden, hidden, bf16), packed_new(hidden, hidden, bf16),
            packed_new(wide, hidden, bf16), packed_new(hidden, wide, bf16)};
    return w;
}

void gk_packed_weights_free(gk_packed_weights *w)
{
    if (!w) return;
    for (size_t i = 0; i < w->count; i++) {
        packed_free(&w->layers[i].qkv);
        packed_free(&w->layers[i].joined);
        packed_free(&w->layers[i].up);
        packed_free(&w->layers[i].down);
    }
    gk_free(w->layers);
    gk_free(w);
}

void gk_packed_weights_make(gk_packed_weights *packed, const gk_parameters *p, const float *values,
                            size_t layer)
{
    const size_t hidden = p->config.hidden, wide = p->config.intermediate;
    const gk_layer_offsets *o = &p->layers[layer];
    gk_packed_layer *l = &packed->layers[layer];
    packed_make(values + o->qkv, 3 * hidden, hidden, &l->qkv);
    packed_make(values + o->joined, hidden, hidden, &l->joined);
    packed_make(values + o->up, wide, hidden, &l->up);
    packed_make(values + o->down, hidden, wide, &l->down);
}

/* ---- activations ---------------------------------------------------------------------------- */

/* One layer's, each (T, H) where no other shape stands. */
typedef struct layer_activations {
    float *x;       /* what comes in */
    float *qkv;     /* (T, 3H) */
    float *context; /* attention's result */
    float *middle;  /* x + the joined heads, before the norm */
    float *h;       /* after it */
    float *up;      /* (T, I) the inner layer before GELU */
    float *last;    /* h + the inner layer's result, before the norm */
} layer_activations;

struct gk_activations {
    float *floats; /* all of them */
    size_t capacity;
    float *embedded;           /* (T, H) the sum of the embeddings, before the norm */
    float *final;              /* (T, H) the last layer's result */
    float *lengths;            /* (count) of the sequences' sums of tokens */
    layer_activations *layers; /* of what is not kept, all the same */
};

static size_t layer_floats(const gk_config *c) { return 8 * c->hidden + c->intermediate; }

static size_t floats_of(const gk_config *c, size_t tokens, size_t count, bool keep)
{
    const size_t layers = keep ? c->layers : 1;
    return tokens * (2 * c->hidden + layers * layer_floats(c)) + count;
}

size_t gk_activations_bytes(const gk_config *c, size_t tokens, size_t count)
{
    return floats_of(c, tokens, count, true) * sizeof(float);
}

static float *cut(float **at, size_t floats)
{
    float *start = *at;
    *at += floats;
    return start;
}

gk_activations *gk_activations_new(void) { return gk_alloc(sizeof(gk_activations)); }

void gk_activations_shape(gk_activations *a, const gk_config *c, size_t tokens, size_t count,
                          bool keep)
{
    const size_t flat = tokens * c->hidden, wanted = floats_of(c, tokens, count, keep);
    if (wanted > a->capacity) {
        gk_free(a->floats);
        a->floats = gk_alloc_floats(wanted);
        a->capacity = wanted;
    }
    if (!a->layers) a->layers = gk_alloc_array(c->layers, sizeof *a->layers);
    float *at = a->floats;
    a->embedded = cut(&at, flat);
    for (size_t i = 0; i < c->layers; i++) {
        layer_activations *l = &a->layers[i];
        if (i > 0 && !keep) {
            *l = a->layers[0];
            continue;
        }
        l->x = cut(&at, flat);
        l->qkv = cut(&at, 3 * flat);
        l->context = cut(&at, flat);
        l->middle = cut(&at, flat);
        l->h = cut(&at, flat);
        l->up = cut(&at, tokens * c->intermediate);
        l->last = cut(&at, flat);
    }
    a->final = cut(&at, flat);
    a->lengths = cut(&at, count);
}

void gk_activations_free(gk_activations *a)
{
    if (!a) return;
    gk_free(a->floats);
    gk_free(a->layers);
    gk_free(a);
}

/* ---- a network ------------------------------------------------------------------------------ */

struct gk_network {
    const gk_parameters *p;
    const float *values;
    const gk_packed_weights *packed;
    const gk_kernels *kernels;
    gk_attention *attention;
    size_t longest;  /* the sequence that attention has room for */
    size_t tokens;   /* that the rest has room for */
    float *inner;    /* (T, I) GELU's result */
    float *dinner;   /* (T, max(I, 3H)) its gradient, or that of queries, keys and values */
    float *packing;  /* (T, max(I, 3H)) packed: a product's right side */
    float *turned;   /* (max(I, 3H), T) its left side */
    uint32_t *pairs; /* as many: a left side as bfloat16 */
    float *dx, *dh;  /* (T, H) */
};

static size_t widest(const gk_config *c)
{
    return c->intermediate > 3 * c->hidden ? c->intermediate : 3 * c->hidden;
}

gk_network *gk_network_new(const gk_parameters *p, const float *values,
                           const gk_packed_weights *packed, const gk_kernels *kernels)
{
    gk_network *n = gk_alloc(sizeof *n);
    *n = (gk_network){.p = p, .values = values, .packed = packed, .kernels = kernels};
    return n;
}

static void free_room(gk_network *n)
{
    gk_free(n->inner);
    gk_free(n->dinner);
    gk_free(n->packing);
    gk_free(n->turned);
    gk_free(n->pairs);
    gk_free(n->dx);
    gk_free(n->dh);
}

void gk_network_free(gk_network *n)
{
    if (!n) return;
    gk_attention_free(n->attention);
    free_room(n);
    gk_free(n);
}

static void make_room(gk_network *n, const gk_group *g)
{
    const gk_config *c = &n->p->config;
    if (g->longest > n->longest) {
        gk_attention_free(n->attention);
        n->attention = gk_attention_new(n->kernels, c->hidden, c->heads, g->longest);
        n->longest = g->longest;
    }
    if (g->tokens <= n->tokens) return;
    free_room(n);
    n->tokens = g->tokens;
    n->inner = gk_alloc_floats(g->tokens * c->intermediate);
    n->dinner = gk_alloc_floats(g->tokens * widest(c));
    n->packing = gk_alloc_floats(gk_packed_size(g->tokens, widest(c)));
    n->turned = gk_alloc_floats(g->tokens * widest(c));
    if (n->packed->bf16) n->pairs = alloc_pairs(gk_bf16_pairs(g->tokens + 1) * widest(c));
    n->dx = gk_alloc_floats(g->tokens * c->hidden);
    n->dh = gk_alloc_floats(g->tokens * c->hidden);
}

/* ---- linear layers -------------------------------------------------------------------------- */

/* c (m, n) = a (m, k) · packed + what the epilogue adds; a's rows are k floats apart. */
static void multiply(const gk_network *n, size_t m, size_t columns, size_t k, const float *a,
                     const float *packed, const uint32_t *pairs, const gk_epilogue *e, float *c)
{
    if (!n->packed->bf16) {
        n->kernels->multiply(m, columns, k, a, k, packed, e, c, columns);
        return;
    }
    gk_bf16_round(a, k, m, k, n->pairs);
    gk_bf16_multiply(m, columns, k, n->pairs, pairs, e, c, columns);
}

/* y (rows, out) = x (rows, in) · W^T + bias + residual (rows, out; or NULL) */
static void linear(const gk_network *n, const gk_packed *w, size_t bias, size_t rows, size_t in,
                   size_t out, const float *x, const float *residual, float *y)
{
    const gk_epilogue e = {n->values + bias, residual, out, false};
    multiply(n, rows, out, in, x, w->forward, w->forward_pairs, &e, y);
}

/* dx (T, in) = dy (T, out) · W + residual (T, in; or NULL) */
static void linear_inputs(const gk_network *n, const gk_packed *w, size_t rows, size_t in,
                          size_t out, const float *dy, const float *residual, float *dx)
{
    const gk_epilogue e = {NULL, residual, in, false};
    multiply(n, rows, in, out, dy, w->backward, w->backward_pairs, &e, dx);
}

/* dW (out, in) += dy^T · x; dbias += dy's sums */
static void linear_weights(const gk_network *n, size_t rows, size_t in, size_t out, const float *dy,
                           const float *x, float *dweight, float *dbias)
{
    const gk_epilogue e = {NULL, dweight, in, false};
    uint32_t *pairs = (uint32_t *)n->packing;
    gk_rows_turn(dy, out, rows, out, n->turned, rows);
    if (n->packed->bf16)
        gk_bf16_pack(x, in, rows, in, pairs);
    else
        gk_pack(x, in, rows, in, n->packing);
    multiply(n, out, in, rows, n->turned, n->packing, pairs, &e, dweight);
    gk_rows_sum(dy, rows, out, dbias);
}

/* y = normalise(x) · weight + bias */
static void norm(const gk_network *n, size_t weight, size_t bias, size_t rows, const float *x,
                 float *y)
{
    const size_t hidden = n->p->config.hidden;
    memcpy(y, x, rows * hidden * sizeof *y);
    for (size_t i = 0; i < rows; i++)
        n->kernels->norm(y + i * hidden, n->values + weight, n->values + bias, hidden,
                         n->p->config.norm_epsilon);
}

static void norm_backward(const gk_network *n, size_t weight, size_t bias, size_t rows,
                          const float *x, const float *dy, float *gradient, float *dx)
{
    const gk_norm_gradient how = {n->values + weight, gradient + weight, gradient + bias,
                                  n->p->config.norm_epsilon};
    gk_rows_norm_backward(&how, x, dy, rows, n->p->config.hidden, dx);
}

/* ---- embeddings ----------------------------------------------------------------------------- */

/* The three rows that token t of a sequence is the sum of, as offsets. */
typedef struct token_rows {
    size_t word, position, type;
} token_rows;

static token_rows rows_of(const gk_parameters *p, const gk_train_sequence *s, size_t t)
{
    const size_t hidden = p->config.hidden;
    return (token_rows){p->words + (size_t)s->ids[t] * hidden,
                        p->positions + (p->config.first_position + t) * hidden,
                        p->types + (t < s->second ? 0 : hidden)};
}

/* x = normalise(word + position + type) */
static void embed(const gk_network *n, const gk_group *g, gk_activations *a)
{
    const size_t hidden = n->p->config.hidden;
    float *x = a->embedded;
    for (size_t i = 0; i < g->count; i++) {
        const gk_train_sequence *s = &g->sequences[g->order[i]];
        for (size_t t = 0; t < s->length; t++, x += hidden) {
            const token_rows r = rows_of(n->p, s, t);
            for (size_t j = 0; j < hidden; j++)
                x[j] = n->values[r.word + j] + n->values[r.position + j] + n->values[r.type + j];
        }
    }
    norm(n, n->p->norm, n->p->norm_bias, g->tokens, a->embedded, a->layers[0].x);
}

static void embed_backward(const gk_network *n, const gk_group *g, const gk_activations *a,
                           float *dx, float *gradient)
{
    const size_t hidden = n->p->config.hidden;
    norm_backward(n, n->p->norm, n->p->norm_bias, g->tokens, a->embedded, dx, gradient, dx);
    for (size_t i = 0; i < g->count; i++) {
        const gk_train_sequence *s = &g->sequences[g->order[i]];
        for (size_t t = 0; t < s->length; t++, dx += hidden) {
            const token_rows r = rows_of(n->p, s, t);
            gk_rows_plus(dx, hidden, gradient + r.word);
            gk_rows_plus(dx, hidden, gradient + r.position);
            gk_rows_plus(dx, hidden, gradient + r.type);
        }
    }
}

/* ---- a layer -------------------------------------------------------------------------------- */

static void attend(const gk_network *n, const gk_group *g, const layer_activations *l)
{
    const size_t hidden = n->p->config.hidden;
    for (size_t i = 0, t = 0; i < g->count; i++) {
        const size_t length = g->sequences[g->order[i]].length;
        gk_attention_forward(n->attention, length, l->qkv + t * 3 * hidden,
                             l->context + t * hidden);
        t += length;
    }
}

static void attend_backward(const gk_network *n, const gk_group *g, const layer_activations *l,
                            const float *dcontext, float *dqkv)
{
    const size_t hidden = n->p->config.hidden;
    for (size_t i = 0, t = 0; i < g->count; i++) {
        const size_t length = g->sequences[g->order[i]].length;
        gk_attention_backward(n->attention, length, l->qkv + t * 3 * hidden, dcontext + t * hidden,
                              dqkv + t * 3 * hidden);
        t += length;
    }
}

/* y (T, H): the layer's result */
static void layer_forward(const gk_network *n, const gk_group *g, size_t index,
                          const layer_activations *l, float *y)
{
    const gk_layer_offsets *o = &n->p->layers[index];
    const gk_packed_layer *w = &n->packed->layers[index];
    const size_t H = n->p->config.hidden, I = n->p->config.intermediate, T = g->tokens;
    linear(n, &w->qkv, o->qkv_bias, T, H, 3 * H, l->x, NULL, l->qkv);
    attend(n, g, l);
    linear(n, &w->joined, o->joined_bias, T, H, H, l->context, l->x, l->middle);
    norm(n, o->norm, o->norm_bias, T, l->middle, l->h);
    for (size_t t = 0, rows; t < T; t += rows) {
        rows = T - t < BLOCK ? T - t : BLOCK;
        linear(n, &w->up, o->up_bias, rows, H, I, l->h + t * H, NULL, l->up + t * I);
        gk_rows_gelu(l->up + t * I, rows * I, n->inner);
        linear(n, &w->down, o->down_bias, rows, I, H, n->inner, l->h + t * H, l->last + t * H);
    }
    norm(n, o->last, o->last_bias, T, l->last, y);
}

/* dx (T, H) holds the gradient of the layer's result and gets that of its input. */
static void layer_backward(const gk_network *n, const gk_group *g, size_t index,
                           const layer_activations *l, float *gradient)
{
    const gk_layer_offsets *o = &n->p->layers[index];
    const gk_packed_layer *w = &n->packed->layers[index];
    const size_t H = n->p->config.hidden, I = n->p->config.intermediate, T = g->tokens;
    float *dx = n->dx, *dh = n->dh, *dinner = n->dinner;
    norm_backward(n, o->last, o->last_bias, T, l->last, dx, gradient, dx);
    gk_rows_gelu(l->up, T * I, n->inner);
    linear_weights(n, T, I, H, dx, n->inner, gradient + o->down, gradient + o->down_bias);
    linear_inputs(n, &w->down, T, I, H, dx, NULL, dinner);
    gk_rows_gelu_backward(l->up, dinner, T * I, dinner);
    linear_weights(n, T, H, I, dinner, l->h, gradient + o->up, gradient + o->up_bias);
    linear_inputs(n, &w->up, T, H, I, dinner, dx, dh);
    norm_backward(n, o->norm, o->norm_bias, T, l->middle, dh, gradient, dh);
    linear_weights(n, T, H, H, dh, l->context, gradient + o->joined, gradient + o->joined_bias);
    linear_inputs(n, &w->joined, T, H, H, dh, NULL, dx);
    attend_backward(n, g, l, dx, dinner);
    linear_weights(n, T, H, 3 * H, dinner, l->x, gradient + o->qkv, gradient + o->qkv_bias);
    linear_inputs(n, &w->qkv, T, H, 3 * H, dinner, dh, dx);
}

/* ---- the whole ------------------------------------------------------------------------------ */

void gk_network_forward(gk_network *n, const gk_group *g, gk_activations *a, float *outputs)
{
    const gk_parameters *p = n->p;
    const size_t layers = p->config.layers, hidden = p->config.hidden;
    make_room(n, g);
    embed(n, g, a);
    for (size_t i = 0; i < layers; i++)
        layer_forward(n, g, i, &a->layers[i], i + 1 < layers ? a->layers[i + 1].x : a->final);
    const float *x = a->final;
    for (size_t i = 0; i < g->count; i++) {
        const size_t at = g->order[i], length = g->sequences[at].length;
        if (p->scores)
            outputs[at] = gk_head_score(p, n->values, x);
        else
            a->lengths[i] = gk_head_pool(&p->config, x, length, outputs + at * hidden);
        x += length * hidden;
    }
}

void gk_network_backward(gk_network *n, const gk_group *g, const gk_activations *a,
                         const float *outputs, const float *gradients, float *gradient)
{
    const gk_parameters *p = n->p;
    const size_t hidden = p->config.hidden;
    make_room(n, g);
    const float *x = a->final;
    float *dx = n->dx;
    for (size_t i = 0; i < g->count; i++) {
        const size_t at = g->order[i], length = g->sequences[at].length;
        memset(dx, 0, length * hidden * sizeof *dx);
        if (p->scores)
            gk_head_score_backward(p, n->values, x, gradients[at], gradient, dx);
        else
            gk_head_pool_backward(&p->config, outputs + at * hidden, a->lengths[i],
                                  gradients + at * hidden, length, dx);
        x += length * hidden;
        dx += length * hidden;
    }
    for (size_t i = p->config.layers; i-- > 0;) layer_backward(n, g, i, &a->layers[i], gradient);
    embed_backward(n, g, a, n->dx, gradient);
}
