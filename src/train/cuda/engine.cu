/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine on a GPU. Weights, gradient and moments stay in its memory; ids, outputs and their
 * gradients pass between it and the host's.
 */
#include "train/cuda/network.cuh"
#include "train/cuda/rows.cuh"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A group has as many tokens as so many bytes of activations hold, within these bounds: enough to
 * keep a GPU busy. They do not depend on the memory there is, so that sums have one order. */
static const size_t least_tokens = 512, most_tokens = 16384, group_bytes = (size_t)1 << 30;

/* The groups of the last encode. */
typedef struct group_plan {
    size_t *order; /* of the sequences, by length */
    gk_cuda_group *groups;
    size_t count, kept; /* the first so many groups keep their activations */
    float *staged;      /* (sequences, width) outputs or their gradients, in that order */
} group_plan;

struct gk_engine {
    const gk_parameters *p; /* borrowed; its values are not used after opening */
    gk_device device;
    float *states[GK_STATES];
    gk_cuda_network network;
    size_t memory; /* for the groups' activations that are kept */
    group_plan plan;
    gk_cuda_activations own; /* of groups that keep none */
    gk_cuda_activations *kept;
    size_t kept_count, kept_capacity;
};

static size_t width(const gk_engine *e) { return e->p->scores ? 1 : e->p->config.hidden; }

/* ---- opening ----------------------------------------------------------------------------- */

static void forget_plan(gk_engine *e)
{
    gk_free(e->plan.groups);
    gk_free(e->plan.order);
    gk_free(e->plan.staged);
    e->plan = group_plan{};
}

static void cuda_close(gk_engine *e)
{
    if (!e) return;
    forget_plan(e);
    for (size_t i = 0; i < e->kept_count; i++) gk_cuda_activations_free(&e->kept[i]);
    gk_free(e->kept);
    gk_cuda_activations_free(&e->own);
    gk_cuda_network_free(&e->network);
    for (int i = 0; i < GK_STATES; i++) gk_device_free(e->states[i]);
    gk_device_close(&e->device);
    gk_free(e);
}

static void make_states(gk_engine *e)
{
    for (int i = 0; i < GK_STATES; i++) {
        e->states[i] = gk_device_floats(&e->device, e->p->total);
        gk_device_zero(&e->device, e->states[i], e->p->total);
    }
    gk_device_put(&e->device, e->p->values, e->p->total * sizeof(float), e->states[GK_WEIGHTS]);
}

/* No more than half of what is free, since a group that is computed again and the results between
 * need their room as well. */
static void bound_memory(gk_engine *e, size_t wanted)
{
    size_t left = 0, all = 0;
    if (e->device.status == GK_OK)
        gk_device_note(&e->device, "cudaMemGetInfo", cudaMemGetInfo(&left, &all));
    e->memory = wanted < left / 2 ? wanted : left / 2;
}

static gk_status cuda_open(const gk_parameters *p, const gk_engine_options *options,
                           gk_engine **out, gk_error *err)
{
    gk_engine *e = (gk_engine *)gk_alloc(sizeof *e);
    *out = NULL;
    e->p = p;
    gk_status status = gk_device_open(options->bf16, &e->device, err);
    if (status == GK_OK) {
        make_states(e);
        bound_memory(e, options->memory);
        e->network = gk_cuda_network_of(&e->device, p, e->states[GK_WEIGHTS],
                                        e->states[GK_GRADIENT]);
        status = gk_device_status(&e->device, err);
    }
    if (status == GK_OK)
        *out = e;
    else
        cuda_close(e);
    return status;
}

/* ---- groups ------------------------------------------------------------------------------ */

static int compare_length(const void *a, const void *b, void *ctx)
{
    const gk_train_sequence *s = (const gk_train_sequence *)ctx;
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    if (s[x].length != s[y].length) return s[x].length > s[y].length ? -1 : 1;
    return x < y ? -1 : x > y;
}

static size_t tokens_of_group(const gk_config *c)
{
    const size_t tokens = group_bytes / gk_cuda_activations_bytes(c, 1, 0);
    return tokens < least_tokens ? least_tokens : tokens > most_tokens ? most_tokens : tokens;
}

static void make_plan(gk_engine *e, const gk_train_sequence *sequences, size_t count)
{
    const size_t most = tokens_of_group(&e->p->config);
    forget_plan(e);
    group_plan *p = &e->plan;
    p->order = (size_t *)gk_alloc_array(count, sizeof *p->order);
    for (size_t i = 0; i < count; i++) p->order[i] = i;
    qsort_r(p->order, count, sizeof *p->order, compare_length, (void *)sequences);
    p->groups = (gk_cuda_group *)gk_alloc_array(count, sizeof *p->groups);
    p->staged = gk_alloc_floats(count * width(e));
    for (size_t i = 0; i < count;) {
        gk_cuda_group g = {sequences, p->order + i, 0, 0};
        while (i < count && (g.count == 0 || g.tokens + sequences[p->order[i]].length <= most)) {
            g.tokens += sequences[p->order[i++]].length;
            g.count++;
        }
        p->groups[p->count++] = g;
    }
}

/* Activations are kept from the first group on, as far as memory goes. */
static void keep_activations(gk_engine *e)
{
    group_plan *p = &e->plan;
    size_t left = e->memory;
    for (; p->kept < p->count; p->kept++) {
        const gk_cuda_group *g = &p->groups[p->kept];
        const size_t bytes = gk_cuda_activations_bytes(&e->p->config, g->tokens, g->count);
        if (bytes > left) return;
        left -= bytes;
        if (p->kept < e->kept_count) continue;
        e->kept = (gk_cuda_activations *)gk_grow(e->kept, e->kept_count, &e->kept_capacity,
                                                 sizeof *e->kept);
        e->kept[e->kept_count++] = gk_cuda_activations{};
    }
}

/* ---- forward and backward ---------------------------------------------------------------- */

/* Between rows of the sequences' order and those of the plan's. */
static void from_plan(const gk_engine *e, size_t count, float *outputs)
{
    const size_t w = width(e);
    for (size_t i = 0; i < count; i++)
        memcpy(outputs + e->plan.order[i] * w, e->plan.staged + i * w, w * sizeof *outputs);
}

static void to_plan(const gk_engine *e, size_t count, const float *gradients)
{
    const size_t w = width(e);
    for (size_t i = 0; i < count; i++)
        memcpy(e->plan.staged + i * w, gradients + e->plan.order[i] * w, w * sizeof *gradients);
}

static float *staged(const gk_engine *e, const gk_cuda_group *g)
{
    return e->plan.staged + (size_t)(g->order - e->plan.order) * width(e);
}

static gk_status cuda_encode(gk_engine *e, const gk_train_sequence *sequences, size_t count,
                             bool keep, float *outputs, gk_error *err)
{
    make_plan(e, sequences, count);
    if (keep) keep_activations(e);
    for (size_t i = 0; i < e->plan.count; i++) {
        const gk_cuda_group *g = &e->plan.groups[i];
        const bool kept = i < e->plan.kept;
        gk_cuda_forward(&e->network, g, kept ? &e->kept[i] : &e->own, kept, staged(e, g));
    }
    from_plan(e, count, outputs);
    return gk_device_status(&e->device, err);
}

static gk_status cuda_backward(gk_engine *e, const gk_train_sequence *sequences, size_t count,
                               const float *gradients, gk_error *err)
{
    (void)sequences;
    float *again = gk_alloc_floats(count * width(e));
    to_plan(e, count, gradients);
    for (size_t i = 0; i < e->plan.count; i++) {
        const gk_cuda_group *g = &e->plan.groups[i];
        gk_cuda_activations *a = i < e->plan.kept ? &e->kept[i] : &e->own;
        if (a == &e->own) gk_cuda_forward(&e->network, g, a, true, again);
        gk_cuda_backward(&e->network, g, a, staged(e, g));
    }
    gk_free(again);
    return gk_device_status(&e->device, err);
}

/* ---- updates and states ------------------------------------------------------------------ */

static gk_status cuda_update(gk_engine *e, const gk_adamw *how, double *norm, gk_error *err)
{
    float *gradient = e->states[GK_GRADIENT];
    *norm = sqrt(gk_cuda_squares(&e->device, &e->network.sums, e->p->total, gradient));
    const double factor = how->clip > 0 && *norm > how->clip ? how->clip / *norm : 1;
    for (size_t i = 0; i < e->p->count; i++) {
        const gk_parameter *q = &e->p->list[i];
        const gk_cuda_adamw step = {how->rate, q->decays ? how->decay : 0, (float)factor,
                                    (float)(1 - pow(0.9, (double)how->step)),
                                    (float)(1 - pow(0.999, (double)how->step))};
        gk_cuda_adamw_step(&e->device, &step, q->count, gradient + q->offset,
                           e->states[GK_MOMENT_1] + q->offset, e->states[GK_MOMENT_2] + q->offset,
                           e->states[GK_WEIGHTS] + q->offset);
    }
    gk_device_zero(&e->device, gradient, e->p->total);
    return gk_device_status(&e->device, err);
}

static gk_status cuda_get(gk_engine *e, gk_state state, float *values, gk_error *err)
{
    gk_device_get(&e->device, e->states[state], e->p->total * sizeof *values, values);
    return gk_device_status(&e->device, err);
}

static gk_status cuda_set(gk_engine *e, gk_state state, const float *values, gk_error *err)
{
    gk_device_put(&e->device, values, e->p->total * sizeof *values, e->states[state]);
    return gk_device_status(&e->device, err);
}

extern "C" const gk_engine_kind gk_engine_cuda = {
    "cuda", cuda_open, cuda_close, cuda_encode, cuda_backward, cuda_update, cuda_get, cuda_set};
