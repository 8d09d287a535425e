/* SPDX-License-Identifier: Apache-2.0
 *
 * What a caller sees of a model: a folder or a service behind one type.
 */
#include "model/model.h"

#include "model/local.h"
#include "model/normalize.h"
#include "model/remote.h"
#include "net/net.h"

#include <stdlib.h>
#include <string.h>

struct gk_model { /* one of the two */
    gk_local *local;
    gk_remote *remote;
};

/* ---- opening -------------------------------------------------------------------------------- */

gk_status gk_model_default(char **path, gk_error *err)
{
    /* beside the program: in the build folder, and installed */
    static const char *const places[] = {"../models/default", "../share/goshawk/models/default"};
    *path = NULL;
    const char *named = getenv("GOSHAWK_MODEL");
    if (named && *named) {
        if (!gk_is_address(named) && !gk_path_exists(named))
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
                         "no embedding model in %s/%s; name one by --model or GOSHAWK_MODEL: a "
                         "sentence-transformers folder or the address of an embeddings service",
                         folder, places[0]);
    gk_free(folder);
    return status;
}

static gk_model *model_of(gk_local *local, gk_remote *remote)
{
    gk_model *m = gk_alloc(sizeof *m);
    m->local = local;
    m->remote = remote;
    return m;
}

gk_status gk_model_open_with(const char *folder, const gk_kernels *kernels, gk_model **out,
                             gk_error *err)
{
    gk_local *local;
    gk_status status = gk_local_open(folder, kernels, &local, err);
    *out = status == GK_OK ? model_of(local, NULL) : NULL;
    return status;
}

gk_status gk_model_open(const char *model, gk_model **out, gk_error *err)
{
    *out = NULL;
    if (!model) return gk_fail(err, GK_INVALID, "gk_model_open: a folder or address must be given");
    if (!gk_is_address(model)) return gk_model_open_with(model, NULL, out, err);
    gk_remote *remote;
    gk_status status = gk_remote_open(model, &remote, err);
    if (status == GK_OK) *out = model_of(NULL, remote);
    return status;
}

void gk_model_close(gk_model *m)
{
    if (!m) return;
    gk_local_close(m->local);
    gk_remote_close(m->remote);
    gk_free(m);
}

/* ---- what it is -------------------------------------------------------------------------------
 */

size_t gk_model_dimensions(const gk_model *m)
{
    return m->local ? gk_local_config(m->local)->hidden : gk_remote_dimensions(m->remote);
}

char *gk_model_service(const gk_model *m)
{
    if (m->local) return NULL;
    return gk_format("%s#%s", gk_remote_address(m->remote), gk_remote_name(m->remote));
}

void gk_model_fingerprint(const gk_model *m, char hex[65])
{
    if (m->local) {
        size_t size;
        const unsigned char *bytes = gk_safetensors_bytes(gk_local_file(m->local), &size);
        gk_sha256(bytes, size, hex);
    } else {
        char *service = gk_model_service(m);
        gk_sha256(service, strlen(service), hex);
        gk_free(service);
    }
}

/* A description and what it points to. */
typedef struct description {
    gk_model_info info; /* first, so that a pointer to it is one to the whole */
    gk_arena *arena;
} description;

static void describe_local(const gk_local *local, description *d)
{
    const gk_config *c = gk_local_config(local);
    gk_model_info *i = &d->info;
    size_t count;
    const gk_tensor *tensors = gk_safetensors_all(gk_local_file(local), &count);
    i->architecture = c->architecture == GK_BERT ? "bert" : "xlm-roberta";
    i->tokenizer = gk_local_tokenizer(local);
    i->weights = gk_local_is_int8(local) ? "int8" : "float32";
    i->pooling = c->pooling == GK_POOL_CLS ? "cls" : "mean";
    i->kernels = gk_local_kernels(local)->name;
    i->layers = c->layers;
    i->hidden = c->hidden;
    i->heads = c->heads;
    i->intermediate = c->intermediate;
    i->vocabulary = c->vocabulary;
    i->max_tokens = c->max_tokens;
    for (size_t t = 0; t < count; t++) /* scales belong to the parameters that they scale */
        if (!gk_ends_with(tensors[t].name, "_scale")) i->parameters += tensors[t].count;
    gk_safetensors_bytes(gk_local_file(local), &i->bytes);
    gk_prompt *prompts = gk_arena_array(d->arena, c->prompt_count, sizeof *prompts);
    for (size_t p = 0; p < c->prompt_count; p++)
        prompts[p] = (gk_prompt){gk_arena_strdup(d->arena, c->prompts[p].name),
                                 gk_arena_strdup(d->arena, c->prompts[p].text)};
    i->prompts = prompts;
    i->prompt_count = c->prompt_count;
}

gk_status gk_model_info_get(const gk_model *m, gk_model_info **out, gk_error *err)
{
    *out = NULL;
    if (!m) return gk_fail(err, GK_INVALID, "gk_model_info_get: a model must be given");
    description *d = gk_alloc(sizeof *d);
    d->arena = gk_arena_new();
    d->info.architecture = "service";
    if (m->local) describe_local(m->local, d);
    d->info.dimensions = gk_model_dimensions(m);
    *out = &d->info;
    return GK_OK;
}

void gk_model_info_free(gk_model_info *info)
{
    if (!info) return;
    description *d = (description *)info;
    gk_arena_free(d->arena);
    gk_free(d);
}

/* ---- embedding ------------------------------------------------------------------------------ */

/* The roles that a text can have in search. A model that has no prompt for one takes it as it is.
 */
/* Names that mean no prompt where the model has none. */
static bool is_role(const char *name)
{
    return strcmp(name, "query") == 0 || strcmp(name, "passage") == 0 ||
           strcmp(name, "document") == 0;
}

/* The text of the prompt that the options ask for; NULL: none. */
static gk_status find_prompt(const gk_model *m, const gk_embed_options *o, const char **text,
                             gk_error *err)
{
    const gk_config *c = m->local ? gk_local_config(m->local) : NULL;
    const char *name = o->prompt ? o->prompt : c ? c->default_prompt : NULL;
    *text = o->prompt_text;
    if (*text || !name) return GK_OK;
    if (c) *text = gk_prompt_find(c->prompts, c->prompt_count, name);
    if (*text || is_role(name)) return GK_OK;
    gk_string names = {0};
    for (size_t i = 0; c && i < c->prompt_count; i++)
        gk_string_addf(&names, "%s%s", i ? ", " : "", c->prompts[i].name);
    gk_fail(err, GK_INVALID, "the model has no prompt \"%s\"; it has %s", name,
            names.data ? names.data : "none");
    gk_string_free(&names);
    return GK_INVALID;
}

/* A service's vectors cut to the dimensions that were asked for. */
static gk_status embed_remote(const gk_remote *remote, const char *const *texts,
                              const size_t *lengths, size_t count, const char *prompt,
                              const gk_embed_options *o, float *vectors, gk_error *err)
{
    const size_t whole = gk_remote_dimensions(remote), cut = o->dimensions;
    if (cut == 0 || cut == whole)
        return gk_remote_embed(remote, texts, lengths, count, prompt, o->threads, vectors, err);
    float *all = gk_alloc_floats(count * whole);
    gk_status status = gk_remote_embed(remote, texts, lengths, count, prompt, o->threads, all, err);
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        memcpy(vectors + i * cut, all + i * whole, cut * sizeof *vectors);
        gk_vector_normalize(vectors + i * cut, cut);
    }
    gk_free(all);
    return status;
}

gk_status gk_model_embed(const gk_model *m, const char *const *texts, const size_t *lengths,
                         size_t count, const gk_embed_options *options, float *vectors,
                         gk_error *err)
{
    static const gk_embed_options standard = {0};
    const gk_embed_options *o = options ? options : &standard;
    if (!m || (count && (!texts || !vectors)))
        return gk_fail(err, GK_INVALID, "gk_model_embed: model, texts and vectors must be given");
    if (o->dimensions > gk_model_dimensions(m))
        return gk_fail(err, GK_INVALID, "dimensions %zu: the model has %zu", o->dimensions,
                       gk_model_dimensions(m));
    const char *prompt;
    gk_status status = find_prompt(m, o, &prompt, err);
    if (status != GK_OK) return status;
    if (m->remote) return embed_remote(m->remote, texts, lengths, count, prompt, o, vectors, err);
    gk_local_embed(m->local, texts, lengths, count, prompt, o, vectors);
    return GK_OK;
}
