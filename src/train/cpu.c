/* SPDX-License-Identifier: Apache-2.0 */
#include "train/network.h"
#include "train/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Tokens of a group: enough for tall products, few enough that a layer's activations stay in the
 * cache. */
enum { GROUP_TOKENS = 512, CHUNK = 1 << 16 /* weights that a thread takes at once */ };

/* The groups of the last encode. */
typedef struct plan {
    size_t *order; /* of the sequences, by length */
    gk_group *groups;
    size_t count, kept; /* the first so many groups keep their activations */
    float *outputs;
} plan;

/* A lane is a thread's share of the groups: group i belongs to lane i mod lanes, whatever the
 * threads' speed, so that sums of gradients have one order and a run can be repeated to the last
 * bit. */
typedef struct lane {
    gk_network *network;
    gk_activations *own; /* of groups that keep none */
    float *gradient;     /* lane 0's is the engine's */
} lane;

struct gk_engine {
    const gk_parameters *p; /* borrowed; its values are not used after opening */
    float *values, *moment_1, *moment_2;
    gk_packed_weights *packed;
    const gk_kernels *kernels;
    gk_pool *pool;
    lane *lanes;
    size_t lane_count;
    size_t memory;
    plan plan;
    gk_activations **kept; /* of the plan's groups; more than the plan has lie ready */
    size_t kept_count, kept_capacity;
    /* of the call at hand */
    const float *gradients;
    gk_adamw_step step;
};

/* ---- opening -------------------------------------------------------------------------------- */

static void pack_layer(void *ctx, size_t i)
{
    gk_engine *e = ctx;
    gk_packed_weights_make(e->packed, e->p, e->values, i);
}

static void pack(gk_engine *e)
{
    gk_pool_run(e->pool, (int)e->lane_count, e->packed->count, pack_layer, e);
}

static gk_status cpu_open(const gk_parameters *p, const gk_engine_options *options, gk_engine **out,
                          gk_error *err)
{
    if (options->bf16 && !gk_network_takes_bf16(&p->config))
        return gk_fail(err, GK_INVALID,
                       "bfloat16 needs a processor with AVX-512 BF16, and hidden and intermediate "
                       "sizes that are multiples of %d",
                       GK_PANEL);
    gk_engine *e = *out = gk_alloc(sizeof *e);
    const int threads = options->threads > 0 ? options->threads : gk_processors();
    e->p = p;
    e->memory = options->memory;
    e->values = gk_alloc_floats(p->total);
    memcpy(e->values, p->values, p->total * sizeof *e->values);
    e->moment_1 = gk_alloc_floats(p->total);
    e->moment_2 = gk_alloc_floats(p->total);
    e->packed = gk_packed_weights_new(p, options->bf16);
    e->kernels = gk_kernels_available()[0];
    e->pool = gk_pool_new(threads);
    e->lane_count = (size_t)threads;
    e->lanes = gk_alloc_array(e->lane_count, sizeof *e->lanes);
    for (size_t i = 0; i < e->lane_count; i++) {
        e->lanes[i].network = gk_network_new(p, e->values, e->packed, e->kernels);
        e->lanes[i].own = gk_activations_new();
        e->lanes[i].gradient = gk_alloc_floats(p->total);
    }
    pack(e);
    return GK_OK;
}

static void forget_plan(gk_engine *e)
{
    gk_free(e->plan.groups);
    gk_free(e->plan.order);
    gk_free(e->plan.outputs);
    e->plan = (plan){0};
}

static void cpu_close(gk_engine *e)
{
    if (!e) return;
    forget_plan(e);
    for (size_t i = 0; i < e->lane_count; i++) {
        gk_network_free(e->lanes[i].network);
        gk_activations_free(e->lanes[i].own);
        gk_free(e->lanes[i].gradient);
    }
    gk_free(e->lanes);
    for (size_t i = 0; i < e->kept_count; i++) gk_activations_free(e->kept[i]);
    gk_free(e->kept);
    gk_packed_weights_free(e->packed);
    gk_pool_free(e->pool);
    gk_free(e->values);
    gk_free(e->moment_1);
    gk_free(e->moment_2);
    gk_free(e);
}

/* ---- groups --------------------------------------------------------------------------------- */

static int compare_length(const void *a, const void *b, void *ctx)
{
    const gk_train_sequence *s = ctx;
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    if (s[x].length != s[y].length) return s[x].length > s[y].length ? -1 : 1;
    return x < y ? -1 : x > y;
}

static void make_plan(gk_engine *e, const gk_train_sequence *sequences, size_t count)
{
    forget_plan(e);
    plan *p = &e->plan;
    p->order = gk_alloc_array(count, sizeof *p->order);
    for (size_t i = 0; i < count; i++) p->order[i] = i;
    qsort_r(p->order, count, sizeof *p->order, compare_length, (void *)sequences);
    p->groups = gk_alloc_array(count, sizeof *p->groups);
    for (size_t i = 0; i < count;) {
        gk_group g = {sequences, p->order + i, 0, 0, sequences[p->order[i]].length};
        while (i < count &&
               (g.count == 0 || g.tokens + sequences[p->order[i]].length / 2 < GROUP_TOKENS)) {
            g.tokens += sequences[p->order[i++]].length;
            g.count++;
        }
        p->groups[p->count++] = g;
    }
}

/* Activations are kept from the first group on, as far as memory goes. */
static void keep_activations(gk_engine *e)
{
    plan *p = &e->plan;
    size_t left = e->memory;
    for (; p->kept < p->count; p->kept++) {
        const gk_group *g = &p->groups[p->kept];
        const size_t bytes = gk_activations_bytes(&e->p->config, g->tokens, g->count);
        if (bytes > left) return;
        left -= bytes;
        if (p->kept < e->kept_count) continue;
        e->kept = gk_grow(e->kept, e->kept_count, &e->kept_capacity, sizeof(gk_activations *));
        e->kept[e->kept_count++] = gk_activations_new();
    }
}

/* ---- forward and backward ------------------------------------------------------------------- */

static void forward(const gk_engine *e, const lane *l, size_t group, bool keep, gk_activations *a)
{
    const gk_group *g = &e->plan.groups[group];
    gk_activations_shape(a, &e->p->config, g->tokens, g->count, keep);
    gk_network_forward(l->network, g, a, e->plan.outputs);
}

static void encode_lane(void *ctx, size_t which)
{
    const gk_engine *e = ctx;
    const lane *l = &e->lanes[which];
    for (size_t i = which; i < e->plan.count; i += e->lane_count) {
        const bool keep = i < e->plan.kept;
        forward(e, l, i, keep, keep ? e->kept[i] : l->own);
    }
}

static size_t width(const gk_engine *e) { return e->p->scores ? 1 : e->p->config.hidden; }

static gk_status cpu_encode(gk_engine *e, const gk_train_sequence *sequences, size_t count,
                            bool keep, float *outputs, gk_error *err)
{
    (void)err;
    make_plan(e, sequences, count);
    if (keep) keep_activations(e);
    e->plan.outputs = gk_alloc_floats(count * width(e));
    gk_pool_run(e->pool, (int)e->lane_count, e->lane_count, encode_lane, e);
    memcpy(outputs, e->plan.outputs, count * width(e) * sizeof *outputs);
    return GK_OK;
}

static void backward_lane(void *ctx, size_t which)
{
    const gk_engine *e = ctx;
    const lane *l = &e->lanes[which];
    for (size_t i = which; i < e->plan.count; i += e->lane_count) {
        gk_activations *a = i < e->plan.kept ? e->kept[i] : l->own;
        if (a == l->own) forward(e, l, i, true, a);
        gk_network_backward(l->network, &e->plan.groups[i], a, e->plan.outputs, e->gradients,
                            l->gradient);
    }
}

static gk_status cpu_backward(gk_engine *e, const gk_train_sequence *sequences, size_t count,
                              const float *gradients, gk_error *err)
{
    (void)sequences, (void)count, (void)err;
    e->gradients = gradients;
    gk_pool_run(e->pool, (int)e->lane_count, e->lane_count, backward_lane, e);
    return GK_OK;
}

/* ---- updates -------------------------------------------------------------------------------- */

/* Chunks are cut at the parameters' borders, since weight decay is one parameter's; `work` gets
 * each. */
static size_t chunks_of(const gk_parameter *q) { return (q->count + CHUNK - 1) / CHUNK; }

typedef struct chunk {
    size_t offset, count;
    bool decays;
} chunk;

static chunk chunk_at(const gk_parameters *p, size_t i)
{
    size_t at = 0;
    while (i >= chunks_of(&p->list[at])) i -= chunks_of(&p->list[at++]);
    const gk_parameter *q = &p->list[at];
    const size_t left = q->count - i * CHUNK;
    return (chunk){q->offset + i * CHUNK, left < CHUNK ? left : CHUNK, q->decays};
}

static size_t chunk_count(const gk_parameters *p)
{
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) count += chunks_of(&p->list[i]);
    return count;
}

/* The lanes' gradients into the first one's. */
static void gather(void *ctx, size_t i)
{
    const gk_engine *e = ctx;
    const chunk c = chunk_at(e->p, i);
    for (size_t j = 1; j < e->lane_count; j++) {
        float *from = e->lanes[j].gradient + c.offset;
        gk_rows_plus(from, c.count, e->lanes[0].gradient + c.offset);
        memset(from, 0, c.count * sizeof *from);
    }
}

static void gather_all(gk_engine *e)
{
    gk_pool_run(e->pool, (int)e->lane_count, chunk_count(e->p), gather, e);
}

static void step_chunk(void *ctx, size_t i)
{
    const gk_engine *e = ctx;
    const chunk c = chunk_at(e->p, i);
    gk_adamw_step how = e->step;
    if (!c.decays) how.decay = 0;
    float *gradient = e->lanes[0].gradient + c.offset;
    gk_rows_adamw(&how, c.count, gradient, e->moment_1 + c.offset, e->moment_2 + c.offset,
                  e->values + c.offset);
    memset(gradient, 0, c.count * sizeof *gradient);
}

static gk_status cpu_update(gk_engine *e, const gk_adamw *how, double *norm, gk_error *err)
{
    (void)err;
    gather_all(e);
    double squares = 0;
    for (size_t i = 0; i < e->p->count; i++)
        squares += gk_rows_squares(e->lanes[0].gradient + e->p->list[i].offset,
                                   e->p->list[i].count);
    *norm = sqrt(squares);
    const double factor = how->clip > 0 && *norm > how->clip ? how->clip / *norm : 1;
    e->step = (gk_adamw_step){how->rate, how->decay, (float)factor,
                              (float)(1 - pow(0.9, (double)how->step)),
                              (float)(1 - pow(0.999, (double)how->step))};
    gk_pool_run(e->pool, (int)e->lane_count, chunk_count(e->p), step_chunk, e);
    pack(e);
    return GK_OK;
}

/* ---- states --------------------------------------------------------------------------------- */

static float *state_of(gk_engine *e, gk_state state)
{
    float *const states[GK_STATES] = {e->values, e->lanes[0].gradient, e->moment_1, e->moment_2};
    return states[state];
}

static gk_status cpu_get(gk_engine *e, gk_state state, float *values, gk_error *err)
{
    (void)err;
    if (state == GK_GRADIENT) gather_all(e);
    memcpy(values, state_of(e, state), e->p->total * sizeof *values);
    return GK_OK;
}

static gk_status cpu_set(gk_engine *e, gk_state state, const float *values, gk_error *err)
{
    (void)err;
    if (state == GK_GRADIENT) gather_all(e); /* the other lanes' are 0 then */
    memcpy(state_of(e, state), values, e->p->total * sizeof *values);
    if (state == GK_WEIGHTS) pack(e);
    return GK_OK;
}

const gk_engine_kind gk_engine_cpu = {"cpu",        cpu_open,   cpu_close, cpu_encode,
                                      cpu_backward, cpu_update, cpu_get,   cpu_set};
