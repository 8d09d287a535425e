/* SPDX-License-Identifier: Apache-2.0 */
#include "model/remote.h"

#include "net/net.h"
#include "text/json.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS_AT_ONCE = 64, REQUESTS_AT_ONCE = 4 };

struct gk_remote {
    char *address; /* without the name */
    char *shown;   /* the same for messages */
    char *name;
    char *key; /* NULL: none */
    size_t dimensions;
};

const char *gk_remote_address(const gk_remote *remote) { return remote->address; }
const char *gk_remote_name(const gk_remote *remote) { return remote->name; }
size_t gk_remote_dimensions(const gk_remote *remote) { return remote->dimensions; }

void gk_remote_close(gk_remote *remote)
{
    if (!remote) return;
    gk_free(remote->address);
    gk_free(remote->shown);
    gk_free(remote->name);
    gk_free(remote->key);
    gk_free(remote);
}

/* A part of the whole request: texts in, vectors out. */
typedef struct batch {
    const char *const *texts;
    const size_t *lengths; /* or NULL */
    size_t count;          /* up to TEXTS_AT_ONCE */
    const char *prompt;
} batch;

static json_t *batch_input(const batch *b)
{
    json_t *input = json_array();
    gk_string text = {0};
    for (size_t i = 0; i < b->count; i++) {
        text.length = 0;
        gk_string_add(&text, b->prompt);
        gk_string_append(&text, b->texts[i], b->lengths ? b->lengths[i] : strlen(b->texts[i]));
        /* An empty text makes services refuse all of the request. */
        if (text.length == 0) gk_string_add(&text, " ");
        json_array_append_new(input, gk_json_bytes(text.data, text.length));
    }
    gk_string_free(&text);
    return input;
}

/* gk_free */
static char *batch_request(const gk_remote *remote, const batch *b)
{
    json_t *request = json_object();
    json_object_set_new(request, "model", gk_json_text(remote->name));
    json_object_set_new(request, "input", batch_input(b));
    json_object_set_new(request, "encoding_format", json_string("float"));
    return gk_json_print(request);
}

/* *vectors is (count, *dimensions); gk_free. The key is added to the options. */
static gk_status ask(const gk_remote *remote, const batch *b, gk_http_options options,
                     size_t *dimensions, float **vectors, gk_error *err)
{
    gk_http_reply reply;
    gk_error why = {0};
    *vectors = NULL;
    options.key = remote->key;
    char *request = batch_request(remote, b);
    gk_status status = gk_http_post_json(remote->address, request, &options, &reply, &why);
    if (status == GK_OK) {
        status = gk_embeddings_read(reply.body, reply.size, b->count, dimensions, vectors, &why);
        if (status != GK_OK) gk_fail(err, GK_MODEL, "%s: %s", remote->shown, why.message);
    } else {
        gk_fail(err, GK_MODEL, "%s", why.message); /* names the address itself */
    }
    gk_free(reply.body);
    gk_free(request);
    return status == GK_OK ? GK_OK : GK_MODEL;
}

/* The value of an environment variable, or NULL where it is not set or empty. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* Takes "ADDRESS#NAME" apart; the base address that services give (".../v1") is completed. */
static gk_remote *remote_new(const char *address)
{
    gk_remote *remote = gk_alloc(sizeof *remote);
    size_t length = strcspn(address, "#");
    const char *name = address[length] && address[length + 1]
                           ? address + length + 1
                           : environment("GOSHAWK_EMBEDDING_MODEL");
    const char *key = environment("GOSHAWK_EMBEDDING_KEY");
    if (!key) key = environment("OPENAI_API_KEY");
    char *place = gk_strndup(address, length);
    if (gk_ends_with(place, "/v1/")) place[length - 1] = '\0';
    remote->address = gk_format("%s%s", place, gk_ends_with(place, "/v1") ? "/embeddings" : "");
    remote->shown = gk_http_shown(remote->address);
    remote->name = name ? gk_strdup(name) : NULL;
    remote->key = key ? gk_strdup(key) : NULL;
    gk_free(place);
    return remote;
}

/* "https://user:password@host/..." */
static bool has_user(const char *address)
{
    const char *host = strstr(address, "://");
    if (!host) return false;
    host += 3;
    return memchr(host, '@', strcspn(host, "/?#"));
}

gk_status gk_remote_open(const char *address, gk_remote **out, gk_error *err)
{
    static const char *const sample = "revenue";
    const batch one = {.texts = &sample, .count = 1, .prompt = ""};
    const gk_http_options impatient = {.attempts = 2, .seconds = 20}; /* a wrong address is no
                                                                      long wait */
    gk_remote *remote = remote_new(address);
    float *vector = NULL;
    gk_status status;
    if (has_user(address))
        status = gk_fail(
            err, GK_MODEL,
            "%s: an address is kept in libraries and must hold no user or password; the "
            "key goes into GOSHAWK_EMBEDDING_KEY",
            remote->shown);
    else if (!remote->name)
        status = gk_fail(err, GK_MODEL,
                         "%s: which model? Put its name behind the address (%s#NAME) or set "
                         "GOSHAWK_EMBEDDING_MODEL",
                         remote->shown, remote->shown);
    else
        status = ask(remote, &one, impatient, &remote->dimensions, &vector, err);
    gk_free(vector);
    if (status != GK_OK) {
        gk_remote_close(remote);
        remote = NULL;
    }
    *out = remote;
    return status;
}

typedef struct embedding {
    const gk_remote *remote;
    batch all;
    float *vectors;     /* (all.count, dimensions) */
    atomic_bool failed; /* whoever sets it writes why */
    gk_error why;
} embedding;

static bool has_failed(void *ctx)
{
    embedding *e = ctx;
    return atomic_load(&e->failed);
}

static void embed_batch(void *ctx, size_t i)
{
    embedding *e = ctx;
    if (has_failed(e)) return;
    size_t first = i * TEXTS_AT_ONCE, left = e->all.count - first;
    const batch b = {.texts = e->all.texts + first,
                     .lengths = e->all.lengths ? e->all.lengths + first : NULL,
                     .count = left < TEXTS_AT_ONCE ? left : TEXTS_AT_ONCE,
                     .prompt = e->all.prompt};
    size_t dimensions = e->remote->dimensions;
    float *vectors;
    const gk_http_options options = {.stopped = has_failed, .ctx = e};
    gk_error why = {0};
    if (ask(e->remote, &b, options, &dimensions, &vectors, &why) == GK_OK)
        memcpy(e->vectors + first * dimensions, vectors, b.count * dimensions * sizeof *vectors);
    else if (!atomic_exchange(&e->failed, true))
        e->why = why;
    gk_free(vectors);
}

gk_status gk_remote_embed(const gk_remote *remote, const char *const *texts, const size_t *lengths,
                          size_t count, const char *prompt, int threads, float *vectors,
                          gk_error *err)
{
    embedding e = {
        .remote = remote, .all = {texts, lengths, count, prompt ? prompt : ""}, .vectors = vectors};
    atomic_init(&e.failed, false);
    gk_parallel(threads > 0 ? threads : REQUESTS_AT_ONCE,
                (count + TEXTS_AT_ONCE - 1) / TEXTS_AT_ONCE, embed_batch, &e);
    return atomic_load(&e.failed) ? gk_fail(err, e.why.status, "%s", e.why.message) : GK_OK;
}
