/* SPDX-License-Identifier: Apache-2.0
 *
 * The calls to a chat service: several at once, each about one passage. net/ repeats what may pass;
 * an answer that cannot be read is asked for again here. A passage that gets none is counted and
 * left out; what would fail for every passage (a wrong key, a name that is not known, a service
 * that is gone) ends the run, and the log has what was answered until then.
 */
#include "synth/synth.h"

#include "chat/chat.h"
#include "net/net.h"

#include <stdlib.h>
#include <string.h>

enum {
    CONCURRENCY = 8,
    READ_ATTEMPTS = 3,  /* for one passage, where the answer cannot be read */
    FAILURES_MOST = 24, /* in a row, before any more would be a waste */
    TOKENS_OUT = 110,   /* of an answer with two queries, about */
    SECONDS = 180,      /* a local model may think for long */
    REPLY_MOST = 4 << 20
};

typedef struct service {
    char *address, *shown, *name, *key;
} service;

typedef struct asking {
    const gk_corpus *corpus;
    const uint32_t *sample;
    const service *service;
    const gk_synth_prompt *prompt;
    gk_synth_log *log;
    gk_synth_queries *queries;
    const size_t *open; /* places of the sample that have no answer yet */
    gk_synth_stage stage;
    pthread_mutex_t mutex; /* what follows */
    gk_synth_report *report;
    size_t failures_in_a_row;
    size_t answered; /* in the log, too */
    bool ended;
    gk_error why;
} asking;

/* ---- the service ---------------------------------------------------------------------------- */

static void service_free(service *s)
{
    gk_free(s->address);
    gk_free(s->shown);
    gk_free(s->name);
    gk_free(s->key);
}

/* Takes "ADDRESS#NAME" apart. */
static gk_status service_read(const char *address, service *s, gk_error *err)
{
    size_t length = strcspn(address, "#");
    const char *set = getenv("GOSHAWK_CHAT_MODEL"), *key = gk_chat_key();
    const char *name = address[length] && address[length + 1] ? address + length + 1 : set;
    *s = (service){.address = gk_chat_address(address, length),
                   .name = name && *name ? gk_strdup(name) : NULL,
                   .key = key ? gk_strdup(key) : NULL};
    s->shown = gk_http_shown(s->address);
    if (!gk_is_address(s->address))
        return gk_fail(err, GK_INVALID, "%s is not an address of http or https", s->shown);
    if (!s->name)
        return gk_fail(err, GK_INVALID,
                       "%s: which model? Put its name behind the address (%s#NAME) or set "
                       "GOSHAWK_CHAT_MODEL",
                       s->shown, s->shown);
    return GK_OK;
}

/* ---- one passage ---------------------------------------------------------------------------- */

static bool is_stopped(void *ctx)
{
    asking *a = ctx;
    pthread_mutex_lock(&a->mutex);
    bool ended = a->ended;
    pthread_mutex_unlock(&a->mutex);
    return ended || !gk_synth_stage_step(&a->stage, 0);
}

static void end_all(asking *a, const gk_error *why)
{
    if (!a->ended) a->why = *why;
    a->ended = true;
}

static void note_call(asking *a, const gk_synth_reply *reply)
{
    pthread_mutex_lock(&a->mutex);
    a->report->calls++;
    a->report->tokens_in += reply->tokens_in;
    a->report->tokens_out += reply->tokens_out;
    pthread_mutex_unlock(&a->mutex);
}

/* True for a refusal that another passage would get as well. */
static bool hopeless(long status)
{
    return status == 401 || status == 402 || status == 403 || status == 404 || status == 405;
}

/* One call and its answer. *again: another call may give one that can be read. */
static gk_status call(asking *a, const char *request, gk_synth_reply *reply, bool *again,
                      gk_error *err)
{
    const gk_http_options http = {.key = a->service->key,
                                  .seconds = SECONDS,
                                  .limit = REPLY_MOST,
                                  .stopped = is_stopped,
                                  .ctx = a};
    gk_http_reply answer;
    *again = false;
    *reply = (gk_synth_reply){0};
    gk_status status = gk_http_post_json(a->service->address, request, &http, &answer, err);
    if (status == GK_OK) {
        status = gk_synth_reply_read(answer.body, answer.size, reply, err);
        *again = status != GK_OK;
    } else if (hopeless(answer.status)) {
        pthread_mutex_lock(&a->mutex);
        end_all(a, err);
        pthread_mutex_unlock(&a->mutex);
    }
    if (status != GK_STOPPED) note_call(a, reply);
    gk_free(answer.body);
    return status;
}

static gk_status ask_passage(asking *a, const gk_corpus_passage *passage, gk_synth_reply *reply,
                             gk_error *err)
{
    char *request = gk_synth_prompt_request(a->prompt, a->service->name, passage->titled);
    bool again = true;
    gk_status status = GK_MODEL;
    for (int i = 0; i < READ_ATTEMPTS && status != GK_OK && again; i++)
        status = call(a, request, reply, &again, err);
    gk_free(request);
    return status;
}

/* A failure of one passage; many in a row are the service's. */
static void note_failure(asking *a, const gk_error *why)
{
    pthread_mutex_lock(&a->mutex);
    a->report->failed++;
    bool never_there = !a->answered && why->status == GK_IO; /* net/ tried for half a minute */
    if (++a->failures_in_a_row >= FAILURES_MOST || never_there) end_all(a, why);
    pthread_mutex_unlock(&a->mutex);
}

static void ask_one(void *ctx, size_t i)
{
    asking *a = ctx;
    const gk_corpus_passage *passage = &a->corpus->passages[a->sample[a->open[i]]];
    gk_synth_reply reply = {0};
    gk_error why = {0};
    if (is_stopped(a)) return;
    gk_status status = ask_passage(a, passage, &reply, &why);
    if (status == GK_STOPPED) return;
    if (status != GK_OK) {
        note_failure(a, &why);
    } else if (gk_synth_log_add(a->log, passage->id, passage->titled, &reply, &why) != GK_OK) {
        pthread_mutex_lock(&a->mutex);
        end_all(a, &why); /* a full disk, for one */
        pthread_mutex_unlock(&a->mutex);
        gk_synth_queries_free(&reply.queries);
    } else {
        a->queries[a->open[i]] = reply.queries;
        pthread_mutex_lock(&a->mutex);
        a->failures_in_a_row = 0;
        a->answered++;
        pthread_mutex_unlock(&a->mutex);
    }
    gk_synth_stage_step(&a->stage, 1);
}

/* ---- all ------------------------------------------------------------------------------------ */

static void copy_queries(gk_synth_queries *to, const gk_synth_queries *from)
{
    for (size_t i = 0; i < from->count; i++)
        gk_synth_add(to, gk_strdup(from->items[i].text), from->items[i].style);
}

/* Takes what the log has; *open (gk_free) are the places that it lacks. */
static size_t find_open(const asking *a, size_t count, size_t **open)
{
    size_t found = 0;
    *open = gk_alloc_array(count + 1, sizeof **open);
    for (size_t i = 0; i < count; i++) {
        const gk_corpus_passage *p = &a->corpus->passages[a->sample[i]];
        const gk_synth_reply *reply = gk_synth_log_find(a->log, p->id, p->titled);
        if (reply)
            copy_queries(&a->queries[i], &reply->queries);
        else
            (*open)[found++] = i;
    }
    return found;
}

static void estimate(const asking *a, size_t count)
{
    size_t fixed = gk_synth_prompt_tokens(a->prompt);
    for (size_t i = 0; i < count; i++)
        a->report->tokens_in += fixed +
                                gk_synth_tokens(a->corpus->passages[a->sample[a->open[i]]].titled);
    a->report->calls = count;
    a->report->tokens_out = count * TOKENS_OUT;
}

static gk_status ask_all(asking *a, size_t count, int concurrency, const gk_watch *watch,
                         gk_error *err)
{
    pthread_mutex_init(&a->mutex, NULL);
    gk_synth_stage_start(&a->stage, watch, "asking", count);
    gk_parallel(concurrency > 0 ? concurrency : CONCURRENCY, count, ask_one, a);
    pthread_mutex_destroy(&a->mutex);
    gk_status status = gk_synth_stage_end(&a->stage, err);
    if (status != GK_OK || !a->ended) return status;
    return gk_fail(err, a->why.status, "%s", a->why.message);
}

/* An estimate reads the log where there is one, and makes none. */
static bool wants_log(const gk_synth_chat_options *options)
{
    return !options->estimate || (options->resume && gk_synth_log_stands(options->to));
}

gk_status gk_synth_ask(const gk_corpus *corpus, const uint32_t *sample, size_t count,
                       const gk_synth_chat_options *options, gk_synth_queries *queries,
                       gk_synth_log **log, gk_synth_report *report, gk_error *err)
{
    service s = {0};
    gk_synth_prompt prompt = {0};
    size_t *open = NULL;
    *log = NULL;
    gk_status status = service_read(options->service, &s, err);
    if (status == GK_OK) status = gk_synth_prompt_read(corpus, options->examples, &prompt, err);
    if (status == GK_OK && wants_log(options))
        status = gk_synth_log_open(options->to, s.name, options->resume, log, err);
    if (status == GK_OK) {
        asking a = {.corpus = corpus,
                    .sample = sample,
                    .service = &s,
                    .prompt = &prompt,
                    .log = *log,
                    .queries = queries,
                    .report = report};
        size_t left = find_open(&a, count, &open);
        a.open = open;
        a.answered = count - left;
        if (options->estimate)
            estimate(&a, left);
        else
            status = ask_all(&a, left, options->concurrency, options->watch, err);
    }
    gk_free(open);
    gk_synth_prompt_free(&prompt);
    service_free(&s);
    return status;
}
