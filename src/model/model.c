/* SPDX-License-Identifier: Apache-2.0
 *
 * A model folder opened, and texts through tokenizer and encoder.
 */
#include "model/model.h"

#include "model/encoder.h"
#include "text/text.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct gk_model {
    gk_config config;
    gk_wordpiece *tokenizer;
    gk_safetensors *file; /* the weights' words stay in it */
    gk_weights weights;
    const gk_kernels *kernels;
    char fingerprint[65];
};

/* ---- opening -------------------------------------------------------------------------------- */

gk_status gk_model_default(char **path, gk_error *err)
{
    static const char *const places[] = {"models/all-MiniLM-L6-v2",
                                         "../share/goshawk/models/all-MiniLM-L6-v2"};
    *path = NULL;
    const char *named = getenv("GOSHAWK_MODEL");
    if (named && *named) {
        if (!gk_path_exists(named))
            return gk_fail(err, GK_MODEL, "GOSHAWK_MODEL names %s, which does not exist", named);
        *path = gk_strdup(named);
        return GK_OK;
    }
    char *folder = gk_program_folder();
    for (size_t i = 0; i < sizeof places / sizeof *places && !*path; i++) {
        char *place = gk_path_join(folder, places[i]);
        if (gk_path_exists(place))
            *path = place;
        else
            gk_free(place);
    }
    gk_status status = GK_OK;
    if (!*path)
        status = gk_fail(err, GK_MODEL,
                         "no embedding model in %s/%s; run ./setup to fetch it, or pass --model "
                         "with a sentence-transformers folder",
                         folder, places[0]);
    gk_free(folder);
    return status;
}

typedef struct opening {
    gk_model *model;
    const char *path; /* of the weights */
    gk_status status;
    gk_error err;
} opening;

/* The two slow parts of opening, side by side: the weights' checksum and their layout. */
static void open_part(void *ctx, size_t part)
{
    opening *o = ctx;
    gk_model *m = o->model;
    if (part == 0) {
        o->status = gk_weights_read(m->file, o->path, &m->config, &m->weights, &o->err);
    } else {
        size_t size;
        const unsigned char *bytes = gk_safetensors_bytes(m->file, &size);
        gk_sha256(bytes, size, m->fingerprint);
    }
}

static gk_status open_weights(gk_model *m, const char *path, gk_error *err)
{
    gk_status status = gk_safetensors_open(path, &m->file, err);
    if (status != GK_OK) return status;
    opening o = {.model = m, .path = path};
    gk_parallel(2, 2, open_part, &o);
    return o.status == GK_OK ? GK_OK : gk_fail(err, o.status, "%s", o.err.message);
}

static gk_status open_tokenizer(gk_model *m, const char *path, gk_error *err)
{
    gk_status status = gk_wordpiece_open(path, &m->tokenizer, err);
    if (status != GK_OK) return status;
    size_t size = gk_wordpiece_size(m->tokenizer);
    if (size <= m->config.vocabulary) return GK_OK;
    return gk_fail(err, GK_MODEL, "%s: has ids up to %zu, but config.json's vocab_size is %zu",
                   path, size - 1, m->config.vocabulary);
}

gk_status gk_model_open(const char *folder, gk_model **out, gk_error *err)
{
    *out = NULL;
    struct stat st;
    if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
        return gk_fail(err, GK_MODEL,
                       "%s: no such model folder; run ./setup to fetch the default one, or pass "
                       "--model with a sentence-transformers folder",
                       folder);
    gk_model *m = gk_alloc(sizeof *m);
    m->kernels = gk_kernels_available()[0];
    char *tokenizer = gk_path_join(folder, "tokenizer.json");
    char *weights = gk_path_join(folder, "model.safetensors");
    gk_status status = gk_config_read(folder, &m->config, err);
    if (status == GK_OK) status = open_tokenizer(m, tokenizer, err);
    if (status == GK_OK) status = open_weights(m, weights, err);
    gk_free(tokenizer);
    gk_free(weights);
    if (status == GK_OK)
        *out = m;
    else
        gk_model_close(m);
    return status;
}

void gk_model_close(gk_model *m)
{
    if (!m) return;
    gk_weights_free(&m->weights);
    gk_safetensors_close(m->file);
    gk_wordpiece_free(m->tokenizer);
    gk_free(m);
}

size_t gk_model_dimensions(const gk_model *m) { return m->config.hidden; }

const char *gk_model_fingerprint(const gk_model *m) { return m->fingerprint; }

/* ---- embedding ------------------------------------------------------------------------------ */

/* Tokens that go through the encoder together: enough that reading the weights from memory costs
 * little beside the arithmetic, few enough that they stay in the cache. */
enum { GROUP_TOKENS = 512, TEXTS_AT_ONCE = 16 };

typedef struct group {
    size_t first, count; /* sequences */
} group;

typedef struct embedding {
    const gk_model *model;
    const char *const *texts;
    float *vectors;
    gk_sequence *sequences; /* one a text, later by length */
    size_t count;
    group *groups;
    size_t group_count, group_tokens, longest; /* the last two: the greatest of any group */
    atomic_size_t next;
} embedding;

static void tokenize(void *ctx, size_t chunk)
{
    embedding *e = ctx;
    const gk_model *m = e->model;
    const size_t limit = m->config.max_tokens, dimensions = m->config.hidden;
    int32_t *ids = gk_alloc_array(limit, sizeof *ids);
    for (size_t i = chunk * TEXTS_AT_ONCE; i < e->count && i < (chunk + 1) * TEXTS_AT_ONCE; i++) {
        const char *text = e->texts[i];
        size_t n = gk_wordpiece_encode(m->tokenizer, text, strlen(text), ids, limit);
        int32_t *copy = gk_alloc_array(n, sizeof *copy);
        memcpy(copy, ids, n * sizeof *copy);
        e->sequences[i] = (gk_sequence){copy, n, e->vectors + i * dimensions};
    }
    gk_free(ids);
}

/* Longest first, so that the last groups to be taken up are the short ones. */
static int compare_length(const void *a, const void *b)
{
    const gk_sequence *x = a, *y = b;
    if (x->length != y->length) return x->length > y->length ? -1 : 1;
    return (x->vector > y->vector) - (x->vector < y->vector);
}

/* As many groups as keep every thread busy to the end, none much above GROUP_TOKENS. */
static void make_groups(embedding *e, int threads)
{
    size_t tokens = 0, at_once = (size_t)threads;
    for (size_t i = 0; i < e->count; i++) tokens += e->sequences[i].length;
    size_t wanted = (tokens + GROUP_TOKENS - 1) / GROUP_TOKENS;
    wanted = (wanted + at_once - 1) / at_once * at_once;
    const size_t target = (tokens + wanted - 1) / wanted;
    e->groups = gk_alloc_array(e->count, sizeof *e->groups);
    for (size_t i = 0; i < e->count;) {
        group g = {i, 0};
        size_t sum = 0;
        while (i < e->count && (g.count == 0 || sum + e->sequences[i].length / 2 < target)) {
            sum += e->sequences[i++].length;
            g.count++;
        }
        if (sum > e->group_tokens) e->group_tokens = sum;
        e->groups[e->group_count++] = g;
    }
    e->longest = e->sequences[0].length;
}

/* One thread's work: group after group, in one workspace. */
static void encode_groups(void *ctx, size_t worker)
{
    (void)worker;
    embedding *e = ctx;
    const gk_model *m = e->model;
    gk_workspace *workspace = NULL;
    size_t i;
    while ((i = atomic_fetch_add(&e->next, 1)) < e->group_count) {
        if (!workspace) workspace = gk_workspace_new(&m->config, e->group_tokens, e->longest);
        gk_encode(&m->config, &m->weights, m->kernels, workspace, e->sequences + e->groups[i].first,
                  e->groups[i].count);
    }
    gk_workspace_free(workspace);
}

gk_status gk_model_embed(const gk_model *model, const char *const *texts, size_t count, int threads,
                         float *vectors, gk_error *err)
{
    if (!model || (count && (!texts || !vectors)))
        return gk_fail(err, GK_INVALID, "gk_model_embed: model, texts and vectors must be given");
    if (count == 0) return GK_OK;
    if (threads <= 0) threads = gk_processors();
    embedding e = {.model = model, .texts = texts, .vectors = vectors, .count = count};
    atomic_init(&e.next, 0);
    e.sequences = gk_alloc_array(count, sizeof *e.sequences);
    gk_parallel(threads, (count + TEXTS_AT_ONCE - 1) / TEXTS_AT_ONCE, tokenize, &e);
    qsort(e.sequences, count, sizeof *e.sequences, compare_length);
    make_groups(&e, threads);
    size_t workers = (size_t)threads < e.group_count ? (size_t)threads : e.group_count;
    gk_parallel(threads, workers, encode_groups, &e);
    for (size_t i = 0; i < count; i++) gk_free((void *)e.sequences[i].ids);
    gk_free(e.sequences);
    gk_free(e.groups);
    return GK_OK;
}
