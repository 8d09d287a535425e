/* SPDX-License-Identifier: Apache-2.0
 *
 * From a file of passages to a file of queries. The queries are all in memory before the first is
 * written, so that the file is either there as a whole or not at all; what is dear, a service's
 * answers, is kept in a log as it comes.
 */
#include "synth/synth.h"

#include "text/json.h"

#include <string.h>

/* ---- numbers that a seed gives -------------------------------------------------------------- */

uint64_t gk_synth_hash(const char *bytes, size_t n, uint64_t seed)
{
    const uint64_t start = GK_HASH_START ^ seed * 0x9E3779B97F4A7C15u;
    gk_random mixed = gk_random_start(gk_hash(start, bytes, n));
    return gk_random_next(&mixed);
}

/* ---- queries -------------------------------------------------------------------------------- */

void gk_synth_add(gk_synth_queries *queries, char *text, const char *style)
{
    if (queries->count < GK_SYNTH_QUERIES_MOST) {
        char *folded = gk_fold_space(text, strlen(text));
        if (*folded)
            queries->items[queries->count++] = (gk_synth_query){folded, style};
        else
            gk_free(folded);
    }
    gk_free(text);
}

void gk_synth_queries_free(gk_synth_queries *queries)
{
    for (size_t i = 0; i < queries->count; i++) gk_free(queries->items[i].text);
    *queries = (gk_synth_queries){0};
}

/* ---- long work ------------------------------------------------------------------------------ */

void gk_synth_stage_start(gk_synth_stage *stage, const gk_watch *watch, const char *name,
                          size_t total)
{
    *stage = (gk_synth_stage){.watch = watch, .name = name, .total = total, .start = gk_seconds()};
    pthread_mutex_init(&stage->mutex, NULL);
}

bool gk_synth_stage_step(gk_synth_stage *stage, size_t done)
{
    static const double between = 0.1; /* seconds */
    pthread_mutex_lock(&stage->mutex);
    stage->done += done;
    double now = gk_seconds();
    bool tell = stage->watch && stage->watch->on_work && !atomic_load(&stage->stopped) &&
                (now - stage->told >= between || stage->done == stage->total);
    if (tell) {
        double share = stage->done ? (double)(stage->total - stage->done) / (double)stage->done
                                   : -1;
        const gk_work work = {stage->name, stage->done, stage->total,
                              share < 0 ? -1 : (now - stage->start) * share};
        stage->told = now;
        if (!stage->watch->on_work(stage->watch->ctx, &work)) atomic_store(&stage->stopped, true);
    }
    pthread_mutex_unlock(&stage->mutex);
    return !atomic_load(&stage->stopped);
}

gk_status gk_synth_stage_end(gk_synth_stage *stage, gk_error *err)
{
    pthread_mutex_destroy(&stage->mutex);
    return atomic_load(&stage->stopped) ? gk_fail(err, GK_STOPPED, "stopped while %s", stage->name)
                                        : GK_OK;
}

/* ---- a run ---------------------------------------------------------------------------------- */

typedef struct run {
    const gk_synth_options *options;
    gk_corpus *corpus;
    uint32_t *sample;
    size_t count;
    gk_synth_queries *queries; /* (count) */
    gk_synth_log *log;
    gk_synth_report *report;
} run;

/* Whether what is asked for may be written: nothing is overwritten. */
static gk_status check_output(const gk_synth_options *o, gk_error *err)
{
    bool logged = gk_synth_log_stands(o->to), written = gk_path_exists(o->to);
    if (logged && !o->service)
        return gk_fail(err, GK_INVALID,
                       "%s.goshawk holds a service's answers; go on with that service, or name "
                       "another output",
                       o->to);
    if (logged && !o->resume)
        return gk_fail(err, GK_INVALID,
                       "%s.goshawk holds answers of a run that was stopped or had failures; "
                       "resume goes on with it",
                       o->to);
    if (written && !logged)
        return gk_fail(err, GK_INVALID,
                       "%s is finished, or was not made by goshawk synth; name another output",
                       o->to);
    return GK_OK;
}

static gk_status read_passages(run *r, gk_error *err)
{
    const gk_synth_options *o = r->options;
    gk_status status = gk_corpus_read(o->passages, &o->watch, &r->corpus, err);
    gk_excluded excluded = {0};
    if (status == GK_OK) status = gk_corpus_exclude(r->corpus, &o->exclusion, &excluded, err);
    if (status != GK_OK) return status;
    r->report->excluded_passages = excluded.passages;
    r->report->unmatched = excluded.unmatched;
    r->sample = gk_synth_sample(r->corpus, o->count, o->seed, &r->count);
    r->queries = gk_alloc_array(r->count + 1, sizeof *r->queries);
    r->report->passages = r->count;
    return GK_OK;
}

/* Drops what copies its passage; a generator's queries may. */
static size_t drop_copies(const run *r)
{
    size_t dropped = 0;
    for (size_t i = 0; i < r->count; i++) {
        gk_synth_queries *q = &r->queries[i];
        size_t kept = 0;
        for (size_t k = 0; k < q->count; k++) {
            if (gk_synth_copies(q->items[k].text, r->corpus->passages[r->sample[i]].text))
                gk_free(q->items[k].text);
            else
                q->items[kept++] = q->items[k];
        }
        dropped += q->count - kept;
        q->count = kept;
    }
    return dropped;
}

static gk_status make(run *r, unsigned generators, gk_error *err)
{
    const gk_synth_options *o = r->options;
    if (!o->service)
        return o->estimate ? GK_OK
                           : gk_synth_generate(r->corpus, r->sample, r->count, generators, o->seed,
                                               o->threads, &o->watch, r->queries, err);
    const gk_synth_chat_options chat = {.service = o->service,
                                        .examples = o->examples,
                                        .to = o->to,
                                        .resume = o->resume,
                                        .estimate = o->estimate,
                                        .concurrency = o->concurrency,
                                        .watch = &o->watch};
    return gk_synth_ask(r->corpus, r->sample, r->count, &chat, r->queries, &r->log, r->report, err);
}

static gk_status filter(run *r, gk_error *err)
{
    const gk_synth_options *o = r->options;
    size_t lost = 0;
    gk_status status = GK_OK;
    if (o->service) r->report->filtered += drop_copies(r);
    r->report->filtered += gk_synth_drop_doubles(r->queries, r->count);
    if (o->model) {
        const gk_synth_trip trip = {.model = o->model,
                                    .first = o->round_trip,
                                    .cache = o->cache,
                                    .threads = o->threads,
                                    .watch = &o->watch};
        status = gk_synth_round_trip(r->corpus, r->sample, r->count, &trip, r->queries, &lost, err);
    }
    r->report->filtered += lost;
    return status;
}

static gk_status write_queries(const run *r, gk_error *err)
{
    const char *source = r->options->source ? r->options->source : "filing";
    gk_string out = {0};
    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; k < r->queries[i].count; k++) {
            json_t *line = json_object();
            json_object_set_new(line, "query", gk_json_text(r->queries[i].items[k].text));
            json_object_set_new(line, "style", gk_json_text(r->queries[i].items[k].style));
            json_object_set_new(line, "source", gk_json_text(source));
            json_object_set_new(line, "passage_id",
                                gk_json_text(r->corpus->passages[r->sample[i]].id));
            char *text = gk_json_print(line);
            gk_string_add(&out, text);
            gk_string_add(&out, "\n");
            gk_free(text);
            r->report->queries++;
        }
    gk_new_file *file;
    gk_status status = gk_new_file_open(r->options->to, &file, err);
    if (status == GK_OK) status = gk_new_file_write(file, out.data, out.length, err);
    gk_string_free(&out);
    return gk_new_file_close(file, status, err);
}

static void run_free(run *r, bool done)
{
    for (size_t i = 0; i < r->count; i++) gk_synth_queries_free(&r->queries[i]);
    gk_free(r->queries);
    gk_free(r->sample);
    gk_corpus_free(r->corpus);
    gk_synth_log_close(r->log, done);
}

gk_status gk_synth(const gk_synth_options *options, gk_synth_report *report, gk_error *err)
{
    double start = gk_seconds();
    unsigned generators;
    *report = (gk_synth_report){0};
    run r = {.options = options, .report = report};
    gk_status status = gk_synth_generators_read(options->generators, &generators, err);
    if (status == GK_OK) status = check_output(options, err);
    if (status == GK_OK && options->model) status = gk_finders_check(&options->model, 1, 0, err);
    if (status == GK_OK) status = read_passages(&r, err);
    if (status == GK_OK) status = make(&r, generators, err);
    bool writing = status == GK_OK && !options->estimate;
    if (writing) status = filter(&r, err);
    if (writing && status == GK_OK) status = write_queries(&r, err);
    run_free(&r, writing && status == GK_OK && report->failed == 0);
    report->seconds = gk_seconds() - start;
    return status;
}
