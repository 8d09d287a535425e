/* SPDX-License-Identifier: Apache-2.0 */
#include "train/cuda/network.cuh"

#include "train/cuda/embeddings.cuh"
#include "train/cuda/rows.cuh"

/* ---- activations ------------------------------------------------------------------------- */

/* One layer's, each (T, H) where no other shape stands. */
typedef struct gk_cuda_layer {
    float *x;       /* what comes in */
    float *qkv;     /* (T, 3H) */
    float *context; /* attention's result */
    float *middle;  /* x + the joined heads, before the norm */
    float *h;       /* after it */
    float *up;      /* (T, I) the inner layer before GELU */
    float *last;    /* h + the inner layer's result, before the norm */
} gk_cuda_layer;

static size_t floats_of(const gk_config *c, size_t tokens, size_t count, bool keep)
{
    const size_t layer = 8 * c->hidden + c->intermediate;
    return tokens * (2 * c->hidden + (keep ? c->layers : 1) * layer) + count * (c->hidden + 1);
}

size_t gk_cuda_activations_bytes(const gk_config *c, size_t tokens, size_t count)
{
    return floats_of(c, tokens, count, true) * sizeof(float);
}

static float *cut(float **at, size_t floats)
{
    float *start = *at;
    *at += floats;
    return start;
}

void gk_cuda_activations_shape(gk_device *d, gk_cuda_activations *a, const gk_config *c,
                               size_t tokens, size_t count, bool keep)
{
    const size_t flat = tokens * c->hidden;
    float *at = gk_room_for(d, &a->room, floats_of(c, tokens, count, keep));
    if (!a->layers) a->layers = (gk_cuda_layer *)gk_alloc_array(c->layers, sizeof *a->layers);
    a->embedded = cut(&at, flat);
    for (size_t i = 0; i < c->layers; i++) {
        gk_cuda_layer *l = &a->layers[i];
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
    a->last = cut(&at, flat);
    a->vectors = cut(&at, count * c->hidden);
    a->sizes = cut(&at, count);
}

void gk_cuda_activations_free(gk_cuda_activations *a)
{
    gk_room_free(&a->room);
    gk_free(a->layers);
    *a = gk_cuda_activations{};
}

/* ---- a network --------------------------------------------------------------------------- */

gk_cuda_network gk_cuda_network_of(gk_device *d, const gk_parameters *p, const float *values,
                                   float *gradient)
{
    gk_cuda_network n = {};
    n.device = d;
    n.p = p;
    n.values = values;
    n.gradient = gradient;
    n.attention.hidden = p->config.hidden;
    n.attention.heads = p->config.heads;
    return n;
}

void gk_cuda_network_free(gk_cuda_network *n)
{
    gk_room *const rooms[] = {&n->inner, &n->dinner, &n->dx, &n->dh, &n->sums, &n->dvector};
    gk_cuda_layout_free(&n->layout);
    gk_cuda_attention_free(&n->attention);
    gk_cuda_head_free(&n->head);
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) gk_room_free(rooms[i]);
}

static void make_room(gk_cuda_network *n, size_t tokens, bool backward)
{
    const gk_config *c = &n->p->config;
    const size_t widest = c->intermediate > 3 * c->hidden ? c->intermediate : 3 * c->hidden;
    gk_room_for(n->device, &n->inner, tokens * c->intermediate);
    if (!backward) return;
    gk_room_for(n->device, &n->dinner, tokens * widest);
    gk_room_for(n->device, &n->dx, tokens * c->hidden);
    gk_room_for(n->device, &n->dh, tokens * c->hidden);
}

/* ---- linear layers and norms ------------------------------------------------------------- */

/* y (T, out) = x (T, in) · W^T + bias + residual (T, out; or NULL) */
static void linear(const gk_cuda_network *n, size_t weight, size_t bias, size_t tokens, size_t in,
                   size_t out, const float *x, const float *residual, float *y)
{
    const gk_product p = {false, true, tokens, out, in};
    gk_device_linear(n->device, &p, x, n->values + weight, false, y);
    gk_cuda_bias(n->device, tokens, out, n->values + bias, residual, y);
}

/* dx (T, in) = dy (T, out) · W; add: to what dx holds */
static void linear_inputs(const gk_cuda_network *n, size_t weight, size_t tokens, size_t in,
                          size_t out, const float *dy, bool add, float *dx)
{
    const gk_product p = {false, false, tokens, in, out};
    gk_device_linear(n->device, &p, dy, n->values + weight, add, dx);
}

/* dW (out, in) += dy^T · x; dbias += dy's sums */
static void linear_weights(gk_cuda_network *n, size_t weight, size_t bias, size_t tokens, size_t in,
                           size_t out, const float *dy, const float *x)
{
    const gk_product p = {true, false, out, in, tokens};
    gk_device_linear(n->device, &p, dy, x, true, n->gradient + weight);
    gk_cuda_sum(n->device, &n->sums, tokens, out, dy, n->gradient + bias);
}

static gk_cuda_norm norm_at(const gk_cuda_network *n, size_t weight, size_t bias)
{
    return gk_cuda_norm{n->values + weight, n->values + bias, n->gradient + weight,
                        n->gradient + bias, n->p->config.norm_epsilon};
}

static void norm(const gk_cuda_network *n, size_t weight, size_t bias, size_t tokens,
                 const float *x, float *y)
{
    const gk_cuda_norm how = norm_at(n, weight, bias);
    gk_cuda_norm_forward(n->device, &how, tokens, n->p->config.hidden, x, y);
}

static void norm_backward(gk_cuda_network *n, size_t weight, size_t bias, size_t tokens,
                          const float *x, float *dx)
{
    const gk_cuda_norm how = norm_at(n, weight, bias);
    gk_cuda_norm_backward(n->device, &n->sums, &how, tokens, n->p->config.hidden, x, dx);
}

/* ---- a layer ----------------------------------------------------------------------------- */

/* y (T, H): the layer's result */
static void layer_forward(gk_cuda_network *n, const gk_cuda_group *g, size_t index,
                          const gk_cuda_layer *l, float *y)
{
    const gk_layer_offsets *o = &n->p->layers[index];
    const size_t H = n->p->config.hidden, I = n->p->config.intermediate, T = g->tokens;
    float *inner = n->inner.floats;
    linear(n, o->qkv, o->qkv_bias, T, H, 3 * H, l->x, NULL, l->qkv);
    gk_cuda_attention_forward(n->device, &n->attention, g, &n->layout, l->qkv, l->context);
    linear(n, o->joined, o->joined_bias, T, H, H, l->context, l->x, l->middle);
    norm(n, o->norm, o->norm_bias, T, l->middle, l->h);
    linear(n, o->up, o->up_bias, T, H, I, l->h, NULL, l->up);
    gk_cuda_gelu(n->device, T * I, l->up, inner);
    linear(n, o->down, o->down_bias, T, I, H, inner, l->h, l->last);
    norm(n, o->last, o->last_bias, T, l->last, y);
}

/* dx (T, H) holds the gradient of the layer's result and gets that of its input; on the way it is
 * that of what each residual connection adds up. */
static void layer_backward(gk_cuda_network *n, const gk_cuda_group *g, size_t index,
                           const gk_cuda_layer *l)
{
    const gk_layer_offsets *o = &n->p->layers[index];
    const size_t H = n->p->config.hidden, I = n->p->config.intermediate, T = g->tokens;
    float *inner = n->inner.floats, *dinner = n->dinner.floats, *dx = n->dx.floats,
          *dh = n->dh.floats;
    norm_backward(n, o->last, o->last_bias, T, l->last, dx);
    gk_cuda_gelu(n->device, T * I, l->up, inner);
    linear_weights(n, o->down, o->down_bias, T, I, H, dx, inner);
    linear_inputs(n, o->down, T, I, H, dx, false, dinner);
    gk_cuda_gelu_backward(n->device, T * I, l->up, dinner, dinner);
    linear_weights(n, o->up, o->up_bias, T, H, I, dinner, l->h);
    linear_inputs(n, o->up, T, H, I, dinner, true, dx);
    norm_backward(n, o->norm, o->norm_bias, T, l->middle, dx);
    linear_weights(n, o->joined, o->joined_bias, T, H, H, dx, l->context);
    linear_inputs(n, o->joined, T, H, H, dx, false, dh);
    gk_cuda_attention_backward(n->device, &n->attention, g, &n->layout, l->qkv, dh, dinner);
    linear_weights(n, o->qkv, o->qkv_bias, T, H, 3 * H, dinner, l->x);
    linear_inputs(n, o->qkv, T, H, 3 * H, dinner, true, dx);
}

/* ---- the whole --------------------------------------------------------------------------- */

/* The outputs, from the last layer's result. */
static void finish(gk_cuda_network *n, const gk_cuda_group *g, const gk_cuda_activations *a,
                   float *outputs)
{
    const gk_parameters *p = n->p;
    const size_t width = p->scores ? 1 : p->config.hidden;
    if (p->scores)
        gk_cuda_score(n->device, &n->head, p, n->values, &n->layout, g->count, a->last, a->vectors,
                      a->sizes);
    else
        gk_cuda_pool(n->device, &p->config, &n->layout, g->count, a->last, a->vectors, a->sizes);
    gk_device_get(n->device, p->scores ? a->sizes : a->vectors, g->count * width * sizeof *outputs,
                  outputs);
}

void gk_cuda_forward(gk_cuda_network *n, const gk_cuda_group *g, gk_cuda_activations *a, bool keep,
                     float *outputs)
{
    const gk_parameters *p = n->p;
    const size_t layers = p->config.layers;
    make_room(n, g->tokens, false);
    gk_cuda_activations_shape(n->device, a, &p->config, g->tokens, g->count, keep);
    gk_cuda_lay_out(n->device, &p->config, g, false, &n->layout);
    gk_cuda_embed(n->device, p, n->values, &n->layout, g->tokens, a->embedded);
    norm(n, p->norm, p->norm_bias, g->tokens, a->embedded, a->layers[0].x);
    for (size_t i = 0; i < layers; i++)
        layer_forward(n, g, i, &a->layers[i], i + 1 < layers ? a->layers[i + 1].x : a->last);
    finish(n, g, a, outputs);
}

/* dx, from the outputs' gradients on the host. */
static void begin_backward(gk_cuda_network *n, const gk_cuda_group *g, const gk_cuda_activations *a,
                           const float *gradients)
{
    const gk_parameters *p = n->p;
    const size_t floats = g->count * (p->scores ? 1 : p->config.hidden);
    float *given = gk_room_for(n->device, &n->dvector, floats), *dx = n->dx.floats;
    gk_device_put(n->device, gradients, floats * sizeof *gradients, given);
    if (!p->scores) {
        gk_cuda_pool_backward(n->device, &p->config, &n->layout, g->count, a->vectors, a->sizes,
                              given, dx);
        return;
    }
    gk_device_zero(n->device, dx, g->tokens * p->config.hidden);
    gk_cuda_score_backward(n->device, &n->head, p, n->values, &n->layout, g->count, a->last,
                           a->vectors, given, n->gradient, dx);
}

void gk_cuda_backward(gk_cuda_network *n, const gk_cuda_group *g, const gk_cuda_activations *a,
                      const float *gradients)
{
    const gk_parameters *p = n->p;
    make_room(n, g->tokens, true);
    gk_cuda_lay_out(n->device, &p->config, g, true, &n->layout);
    begin_backward(n, g, a, gradients);
    for (size_t i = p->config.layers; i-- > 0;) layer_backward(n, g, i, &a->layers[i]);
    norm_backward(n, p->norm, p->norm_bias, g->tokens, a->embedded, n->dx.floats);
    gk_cuda_embed_backward(n->device, p, &n->layout, n->dx.floats, n->dh.floats, n->gradient);
}
