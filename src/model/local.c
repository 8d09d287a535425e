/* SPDX-License-Identifier: Apache-2.0 */
#include "model/local.h"

#include "model/normalize.h"
#include "model/windows.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct gk_local {
    gk_config config;
    gk_tokenizer *tokenizer;
    gk_safetensors *file; /* the table of words stays in it */
    gk_weights weights;
    const gk_kernels *kernels;
    gk_pool *pool;
};

/* ---- opening -------------------------------------------------------------------------------- */

static gk_status choose_kernels(gk_local *m, gk_error *err)
{
    const gk_kernels *const *all = gk_kernels_available();
    const char *named = getenv("GOSHAWK_KERNELS");
    m->kernels = all[0];
    if (!named || !*named) return GK_OK;
    gk_string names = {0};
    for (size_t i = 0; all[i]; i++) {
        if (strcmp(all[i]->name, named) == 0) {
            m->kernels = all[i];
            gk_string_free(&names);
            return GK_OK;
        }
        gk_string_addf(&names, "%s%s", i ? ", " : "", all[i]->name);
    }
    gk_fail(err, GK_MODEL, "GOSHAWK_KERNELS names %s; this processor has %s", named, names.data);
    gk_string_free(&names);
    return GK_MODEL;
}

/* The two slow parts of opening, side by side: the tokenizer and the weights. */
typedef struct opening {
    gk_local *model;
    const char *tokenizer, *weights; /* paths */
    gk_status status[2];
    gk_error err[2];
} opening;

static void open_part(void *ctx, size_t part)
{
    opening *o = ctx;
    gk_local *m = o->model;
    gk_error *err = &o->err[part];
    gk_status status;
    if (part == 0) {
        status = gk_tokenizer_open(o->tokenizer, &m->tokenizer, err);
    } else {
        status = gk_safetensors_open(o->weights, &m->file, err);
        if (status == GK_OK)
            status = gk_weights_read(m->file, o->weights, &m->config, &m->weights, err);
    }
    o->status[part] = status;
}

static gk_status open_parts(gk_local *m, const char *folder, gk_error *err)
{
    char *tokenizer = gk_path_join(folder, "tokenizer.json");
    char *weights = gk_path_join(folder, "model.safetensors");
    opening o = {.model = m, .tokenizer = tokenizer, .weights = weights};
    gk_pool_run(m->pool, 2, 2, open_part, &o);
    gk_status status = GK_OK;
    for (size_t i = 0; i < 2 && status == GK_OK; i++)
        if (o.status[i] != GK_OK) status = gk_fail(err, o.status[i], "%s", o.err[i].message);
    if (status == GK_OK && gk_tokenizer_size(m->tokenizer) > m->config.vocabulary)
        status = gk_fail(err, GK_MODEL,
                         "%s: has ids up to %zu, but config.json's vocab_size is %zu", tokenizer,
                         gk_tokenizer_size(m->tokenizer) - 1, m->config.vocabulary);
    gk_free(tokenizer);
    gk_free(weights);
    return status;
}

typedef gk_status config_reader(const char *folder, gk_config *out, gk_error *err);

static gk_status open_as(const char *folder, const gk_kernels *kernels, config_reader *read_config,
                         gk_local **out, gk_error *err)
{
    gk_local *m = gk_alloc(sizeof *m);
    m->kernels = kernels;
    m->pool = gk_pool_new(0);
    gk_status status = kernels ? GK_OK : choose_kernels(m, err);
    if (status == GK_OK) status = read_config(folder, &m->config, err);
    if (status == GK_OK) status = open_parts(m, folder, err);
    if (status == GK_OK)
        *out = m;
    else
        gk_local_close(m);
    return status;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

gk_status gk_local_open(const char *folder, const gk_kernels *kernels, gk_local **out,
                        gk_error *err)
{
    *out = NULL;
    if (!is_folder(folder))
        return gk_fail(err, GK_MODEL,
                       "%s: no such model folder; --model and GOSHAWK_MODEL take a "
                       "sentence-transformers folder or the address of an embeddings service",
                       folder);
    return open_as(folder, kernels, gk_config_read, out, err);
}

gk_status gk_local_open_pairs(const char *folder, gk_local **out, gk_error *err)
{
    *out = NULL;
    if (!is_folder(folder))
        return gk_fail(err, GK_MODEL,
                       "%s: no such folder of a reranker; train one: goshawk train --reranker",
                       folder);
    return open_as(folder, NULL, gk_config_read_pairs, out, err);
}

void gk_local_close(gk_local *m)
{
    if (!m) return;
    gk_weights_free(&m->weights);
    gk_safetensors_close(m->file);
    gk_tokenizer_free(m->tokenizer);
    gk_config_free(&m->config);
    gk_pool_free(m->pool);
    gk_free(m);
}

const gk_config *gk_local_config(const gk_local *m) { return &m->config; }
const gk_kernels *gk_local_kernels(const gk_local *m) { return m->kernels; }
const gk_safetensors *gk_local_file(const gk_local *m) { return m->file; }
const char *gk_local_tokenizer(const gk_local *m) { return gk_tokenizer_kind(m->tokenizer); }
bool gk_local_is_int8(const gk_local *m) { return m->weights.int8; }
const gk_tokenizer *gk_local_get_tokenizer(const gk_local *m) { return m->tokenizer; }
gk_pool *gk_local_pool(const gk_local *m) { return m->pool; }

/* ---- sequences into vectors -----------------------------------------------------------------
 */

/* Tokens that go through the encoder together: enough that reading the weights from memory costs
 * little beside the arithmetic, few enough that they stay in the cache. */
enum { GROUP_TOKENS = 512, TEXTS_AT_ONCE = 16 };

typedef struct group {
    size_t first, count; /* sequences */
} group;

typedef struct encoding {
    const gk_local *model;
    gk_sequence *sequences; /* by length */
    size_t count;
    group *groups;
    size_t group_count, group_tokens, longest; /* the last two: the greatest of any group */
    gk_workspace *_Atomic *workspaces;         /* (places) not in use, or NULL */
    size_t places;
} encoding;

/* Longest first, so that the last groups to be taken up are the short ones. */
static int compare_length(const void *a, const void *b)
{
    const gk_sequence *x = a, *y = b;
    if (x->length != y->length) return x->length > y->length ? -1 : 1;
    return (x->vector > y->vector) - (x->vector < y->vector);
}

/* As many groups as keep every thread busy to the end, none much above GROUP_TOKENS. */
static void make_groups(encoding *e, int threads)
{
    size_t tokens = 0, at_once = (size_t)threads;
    const size_t count = e->count;
    for (size_t i = 0; i < count; i++) tokens += e->sequences[i].length;
    size_t wanted = (tokens + GROUP_TOKENS - 1) / GROUP_TOKENS;
    wanted = (wanted + at_once - 1) / at_once * at_once;
    const size_t target = (tokens + wanted - 1) / wanted;
    e->groups = gk_alloc_array(count, sizeof *e->groups);
    for (size_t i = 0; i < count;) {
        group g = {i, 0};
        size_t sum = 0;
        while (i < count && (g.count == 0 || sum + e->sequences[i].length / 2 < target)) {
            sum += e->sequences[i++].length;
            g.count++;
        }
        if (sum > e->group_tokens) e->group_tokens = sum;
        e->groups[e->group_count++] = g;
    }
    e->longest = e->sequences[0].length;
}

/* A workspace that no other thread has: one that lies in a place, or a new one. */
static gk_workspace *take_workspace(encoding *e)
{
    for (size_t i = 0; i < e->places; i++) {
        gk_workspace *workspace = atomic_exchange(&e->workspaces[i], NULL);
        if (workspace) return workspace;
    }
    return gk_workspace_new(&e->model->config, e->group_tokens, e->longest);
}

static void give_workspace(encoding *e, gk_workspace *workspace)
{
    for (size_t i = 0; i < e->places; i++) {
        gk_workspace *none = NULL;
        if (atomic_compare_exchange_strong(&e->workspaces[i], &none, workspace)) return;
    }
    gk_workspace_free(workspace);
}

/* One item of the pool's is one group, so that a thread soon looks whether it is wanted elsewhere.
 */
static void encode_group(void *ctx, size_t i)
{
    encoding *e = ctx;
    const gk_local *m = e->model;
    gk_workspace *workspace = take_workspace(e);
    gk_encode(&m->config, &m->weights, m->kernels, workspace, e->sequences + e->groups[i].first,
              e->groups[i].count);
    give_workspace(e, workspace);
}

static void encode_groups(encoding *e, int threads)
{
    e->places = (size_t)threads < e->group_count ? (size_t)threads : e->group_count;
    e->workspaces = gk_alloc_array(e->places, sizeof *e->workspaces);
    for (size_t i = 0; i < e->places; i++) atomic_init(&e->workspaces[i], NULL);
    gk_pool_run(e->model->pool, threads, e->group_count, encode_group, e);
    for (size_t i = 0; i < e->places; i++) gk_workspace_free(atomic_load(&e->workspaces[i]));
    gk_free((void *)e->workspaces);
}

void gk_local_encode(const gk_local *m, gk_sequence *sequences, size_t count, int threads)
{
    if (count == 0) return;
    if (threads <= 0) threads = gk_processors();
    encoding e = {.model = m, .sequences = sequences, .count = count};
    qsort(sequences, count, sizeof *sequences, compare_length);
    make_groups(&e, threads);
    encode_groups(&e, threads);
    gk_free(e.groups);
}

/* ---- texts into sequences ---------------------------------------------------------------------
 */

typedef struct embedding {
    const gk_local *model;
    const char *const *texts;
    const size_t *lengths;
    size_t count, dimensions;
    gk_windower windower;
    gk_ids *ids;            /* one a text: its windows */
    float *vectors;         /* (count, dimensions): the result */
    float *whole;           /* (sequence_count, hidden): vectors before they are averaged or cut;
                               NULL where the encoder's are the result */
    gk_sequence *sequences; /* in the order of the texts */
    size_t sequence_count;
} embedding;

static void tokenize(void *ctx, size_t chunk)
{
    embedding *e = ctx;
    for (size_t i = chunk * TEXTS_AT_ONCE; i < e->count && i < (chunk + 1) * TEXTS_AT_ONCE; i++) {
        size_t n = e->lengths ? e->lengths[i] : strlen(e->texts[i]);
        gk_windows_make(&e->windower, e->texts[i], n, &e->ids[i]);
    }
}

static size_t windows_of(const embedding *e, size_t text)
{
    return gk_windows_count(e->ids[text].count, e->windower.limit);
}

static void make_sequences(embedding *e)
{
    const size_t hidden = e->model->config.hidden, limit = e->windower.limit;
    for (size_t i = 0; i < e->count; i++) e->sequence_count += windows_of(e, i);
    e->sequences = gk_alloc_array(e->sequence_count, sizeof *e->sequences);
    if (e->sequence_count > e->count || e->dimensions < hidden)
        e->whole = gk_alloc_floats(e->sequence_count * hidden);
    float *vector = e->whole ? e->whole : e->vectors;
    gk_sequence *s = e->sequences;
    for (size_t i = 0; i < e->count; i++) {
        const gk_ids *ids = &e->ids[i];
        for (size_t at = 0; at < ids->count; at += limit, vector += hidden) {
            size_t left = ids->count - at;
            *s++ = (gk_sequence){ids->ids + at, left < limit ? left : limit, vector, 0};
        }
    }
}

/* The windows' vectors, weighted by their tokens; cut to the dimensions; of length 1. */
static void join_windows(embedding *e)
{
    const size_t hidden = e->model->config.hidden, limit = e->windower.limit;
    const float *from = e->whole;
    float *to = e->vectors;
    for (size_t i = 0; i < e->count; i++, to += e->dimensions) {
        memset(to, 0, e->dimensions * sizeof *to);
        for (size_t at = 0; at < e->ids[i].count; at += limit, from += hidden) {
            size_t left = e->ids[i].count - at;
            const float weight = (float)(left < limit ? left : limit);
            for (size_t j = 0; j < e->dimensions; j++) to[j] += weight * from[j];
        }
        gk_vector_normalize(to, e->dimensions);
    }
}

void gk_local_embed(const gk_local *m, const char *const *texts, const size_t *lengths,
                    size_t count, const char *prompt, const gk_embed_options *options,
                    float *vectors)
{
    if (count == 0) return;
    gk_ids prompt_ids = {0};
    int threads = options->threads > 0 ? options->threads : gk_processors();
    embedding e = {.model = m,
                   .texts = texts,
                   .lengths = lengths,
                   .count = count,
                   .vectors = vectors,
                   .windower = {m->tokenizer, prompt ? prompt : "", &prompt_ids,
                                m->config.max_tokens,
                                options->windowed && m->config.max_tokens > 2}};
    e.dimensions = options->dimensions ? options->dimensions : m->config.hidden;
    if (prompt && options->windowed)
        gk_tokenizer_encode(m->tokenizer, prompt, strlen(prompt), SIZE_MAX, &prompt_ids);
    e.ids = gk_alloc_array(count, sizeof *e.ids);
    gk_pool_run(m->pool, threads, (count + TEXTS_AT_ONCE - 1) / TEXTS_AT_ONCE, tokenize, &e);
    make_sequences(&e);
    gk_local_encode(m, e.sequences, e.sequence_count, threads);
    if (e.whole) join_windows(&e);
    for (size_t i = 0; i < count; i++) gk_free(e.ids[i].ids);
    gk_free(e.ids);
    gk_free(e.whole);
    gk_free(e.sequences);
    gk_free(prompt_ids.ids);
}
