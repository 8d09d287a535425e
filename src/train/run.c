/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/folder.h"
#include "text/json.h"
#include "train/card.h"
#include "train/checkpoint.h"
#include "train/folder.h"
#include "train/measure.h"
#include "train/record.h"
#include "train/schedule.h"
#include "train/step.h"
#include "train/train.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

typedef struct training {
    gk_train_options o; /* with every default filled in */
    gk_config config;
    gk_tokenizer *tokenizer;
    gk_parameters parameters;
    gk_examples *examples, *dev;
    gk_schedule schedule;
    uint32_t *positives; /* of each example: what the schedule keeps together */
    gk_reader reader;
    gk_stepping stepping;
    size_t prefixes[8], prefix_count;
    const gk_engine_kind *kind;
    gk_engine *engine;
    json_t *configuration;
    char *configuration_text;
    int lock; /* the run's folder, locked; -1: not yet */
    gk_record record;
    gk_run_progress progress;
    double started;   /* when this run's clock began, less what went before */
    double measuring; /* seconds that one evaluation takes; < 0: not known */
    uint32_t *chosen; /* (batch) */
    bool stopped_early;
    gk_error *err;
} training;

/* ---- options -------------------------------------------------------------------------------- */

static gk_status check(const gk_train_options *o, gk_error *err)
{
    if (!o->model || !o->run || o->source_count == 0)
        return gk_fail(err, GK_INVALID, "training needs a model, a run's folder and examples");
    if (gk_starts_with(o->model, "http://") || gk_starts_with(o->model, "https://"))
        return gk_fail(err, GK_INVALID, "%s: only a folder can be trained", o->model);
    if (o->patience && !o->dev)
        return gk_fail(err, GK_INVALID, "stopping early needs examples that measure (dev)");
    if (!isfinite(o->epochs + o->rate + o->warmup + o->temperature + o->decay + o->clip))
        return gk_fail(err, GK_INVALID, "rates and shares must be finite numbers");
    if (o->reranker && o->negatives == SIZE_MAX)
        return gk_fail(err, GK_INVALID, "a reranker learns from negatives; none is too few");
    for (size_t i = 0; i < o->source_count; i++)
        if (!(o->sources[i].weight >= 0) || o->sources[i].weight > 1000)
            return gk_fail(err, GK_INVALID, "%s: the weight must be from 0 to 1000",
                           o->sources[i].path);
    return GK_OK;
}

/* What the machine, or the group of processes that we belong to (cgroup v2), may use. */
static size_t memory_here(void)
{
    size_t memory = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
    FILE *file = fopen("/sys/fs/cgroup/memory.max", "re");
    unsigned long long most;
    if (file && fscanf(file, "%llu", &most) == 1 && most < memory) memory = (size_t)most;
    if (file) fclose(file);
    return memory;
}

static void fill_in(gk_train_options *o)
{
    if (!o->batch) o->batch = 32;
    if (!(o->epochs > 0)) o->epochs = 1;
    if (!(o->rate > 0)) o->rate = 3e-5;
    if (!(o->warmup >= 0)) o->warmup = 0.1;
    if (!(o->temperature > 0)) o->temperature = 0.02;
    if (!(o->decay >= 0)) o->decay = 0.01;
    if (!(o->clip > 0)) o->clip = 1;
    if (!o->memory) o->memory = memory_here() / 4;
    if (!o->negatives)
        o->negatives = SIZE_MAX; /* all: from here on a limit */
    else if (o->negatives == SIZE_MAX)
        o->negatives = 0;
}

/* Each thread holds a gradient of its own. */
static int threads_for(const gk_parameters *p)
{
    const size_t most = memory_here() / 4 / (p->total * sizeof(float));
    const int processors = gk_processors();
    return most < 1 ? 1 : most < (size_t)processors ? (int)most : processors;
}

/* ---- what is trained, and on what ------------------------------------------------------------ */

static gk_status open_model(training *t)
{
    char *tokenizer = gk_path_join(t->o.model, "tokenizer.json");
    gk_status status = gk_config_read(t->o.model, &t->config, t->err);
    if (status == GK_OK) status = gk_tokenizer_open(tokenizer, &t->tokenizer, t->err);
    if (status == GK_OK && gk_tokenizer_size(t->tokenizer) > t->config.vocabulary)
        status = gk_fail(t->err, GK_MODEL, "%s: has more ids than config.json's vocab_size",
                         tokenizer);
    if (status == GK_OK)
        status = gk_parameters_read(t->o.model, &t->config, t->o.reranker, t->o.seed,
                                    &t->parameters, t->err);
    gk_free(tokenizer);
    if (status != GK_OK) return status;
    if (t->o.threads <= 0) t->o.threads = threads_for(&t->parameters);
    const size_t most = t->config.max_tokens;
    if (!t->o.max_tokens) t->o.max_tokens = most < 320 ? most : 320;
    if (t->o.max_tokens > most)
        return gk_fail(t->err, GK_INVALID, "the model takes %zu tokens, not %zu", most,
                       t->o.max_tokens);
    if (t->o.max_tokens < 8)
        return gk_fail(t->err, GK_INVALID, "texts of %zu tokens are too short", t->o.max_tokens);
    t->reader = (gk_reader){t->tokenizer, &t->config, t->o.max_tokens};
    return GK_OK;
}

static gk_status choose_prefixes(training *t)
{
    for (; t->prefix_count < 8 && t->o.dimensions[t->prefix_count]; t->prefix_count++) {
        const size_t prefix = t->o.dimensions[t->prefix_count];
        if (prefix > t->config.hidden)
            return gk_fail(t->err, GK_INVALID, "the model's vectors have %zu dimensions, not %zu",
                           t->config.hidden, prefix);
        t->prefixes[t->prefix_count] = prefix;
    }
    if (t->prefix_count && t->o.reranker)
        return gk_fail(t->err, GK_INVALID, "a reranker gives no vectors to be cut");
    if (!t->prefix_count) t->prefixes[t->prefix_count++] = t->config.hidden;
    return GK_OK;
}

static gk_status read_examples(training *t)
{
    gk_source *sources = gk_alloc_array(t->o.source_count, sizeof *sources);
    gk_status status = GK_OK;
    t->examples = gk_examples_new();
    for (size_t i = 0; i < t->o.source_count && status == GK_OK; i++) {
        const gk_train_source *s = &t->o.sources[i];
        const size_t before = t->examples->count;
        status = gk_examples_read(t->examples, s->path, t->o.reranker, &t->o.watch, t->err);
        sources[i] = (gk_source){before, t->examples->count - before,
                                 s->weight > 0 ? s->weight : 1};
    }
    if (status == GK_OK && t->o.dev) {
        t->dev = gk_examples_new();
        status = gk_examples_read(t->dev, t->o.dev, t->o.reranker, &t->o.watch, t->err);
    }
    t->positives = gk_alloc_array(t->examples->count, sizeof *t->positives);
    for (size_t i = 0; i < t->examples->count; i++)
        t->positives[i] = t->examples->examples[i].positive;
    t->schedule = gk_schedule_make(sources, t->o.source_count, t->positives, t->o.batch, t->o.seed);
    if (status != GK_OK) return status;
    if (t->schedule.per_epoch < t->o.batch)
        return gk_fail(t->err, GK_INVALID, "a batch of %zu is more than the %zu examples",
                       t->o.batch, t->schedule.per_epoch);
    return GK_OK;
}

static void plan_steps(training *t)
{
    gk_train_options *o = &t->o;
    if (!o->steps) {
        const double steps = o->epochs * (double)t->schedule.per_epoch / (double)o->batch;
        o->steps = steps < 1 ? 1 : (size_t)floor(steps);
    }
    if (!o->evaluate) o->evaluate = (o->steps + 9) / 10;
    if (!o->checkpoint) o->checkpoint = o->evaluate;
}

/* A source for the record: {"path", "weight", "examples", "by_source": {NAME: examples}}. */
static json_t *describe_source(const training *t, size_t index)
{
    const gk_source *s = &t->schedule.sources[index];
    json_t *by = json_object();
    for (size_t i = s->first; i < s->first + s->count; i++) {
        const char *name = t->examples->sources[t->examples->examples[i].source];
        const json_int_t before = json_integer_value(json_object_get(by, name));
        json_object_set_new(by, name, json_integer(before + 1));
    }
    return json_pack("{s:o, s:f, s:I, s:o}", "path", gk_json_text(t->o.sources[index].path),
                     "weight", s->weight, "examples", (json_int_t)s->count, "by_source", by);
}

/* What a resumed run must have in common with the one that it goes on from. */
static json_t *describe(const training *t)
{
    const gk_train_options *o = &t->o;
    json_t *sources = json_array(), *dimensions = json_array();
    for (size_t i = 0; i < o->source_count; i++)
        json_array_append_new(sources, describe_source(t, i));
    for (size_t i = 0; i < t->prefix_count; i++)
        json_array_append_new(dimensions, json_integer((json_int_t)t->prefixes[i]));
    json_t *negatives = o->negatives == SIZE_MAX ? json_string("all")
                                                 : json_integer((json_int_t)o->negatives);
    char content[17], dev_content[17];
    snprintf(content, sizeof content, "%016llx", (unsigned long long)t->examples->digest);
    snprintf(dev_content, sizeof dev_content, "%016llx",
             (unsigned long long)(t->dev ? t->dev->digest : 0));
    json_t *all = json_pack("{s:o, s:s, s:o, s:s, s:o, s:s, s:I, s:o, s:I, s:f}", "model",
                            gk_json_text(o->model), "kind", o->reranker ? "reranker" : "embedding",
                            "sources", sources, "content", content, "dev", gk_json_text(o->dev),
                            "dev_content", dev_content, "batch", (json_int_t)o->batch, "negatives",
                            negatives, "steps", (json_int_t)o->steps, "rate", o->rate);
    json_object_update_new(
        all, json_pack("{s:f, s:f, s:f, s:f, s:o, s:I, s:I, s:I, s:I, s:i, s:s, s:b}", "warmup",
                       o->warmup, "temperature", o->temperature, "decay", o->decay, "clip", o->clip,
                       "dimensions", dimensions, "max_tokens", (json_int_t)o->max_tokens,
                       "evaluate", (json_int_t)o->evaluate, "patience", (json_int_t)o->patience,
                       "seed", (json_int_t)o->seed, "threads", o->threads, "device", t->kind->name,
                       "bf16", o->bf16));
    return all;
}

static gk_status open_engine(training *t)
{
    const gk_train_options *o = &t->o;
    const gk_engine_options options = {o->threads, o->bf16, o->memory};
    gk_status status = t->kind->open(&t->parameters, &options, &t->engine, t->err);
    t->stepping = (gk_stepping){t->kind,         t->engine,    &t->reader,     t->examples,
                                o->reranker,     o->negatives, o->temperature, t->prefixes,
                                t->prefix_count, o->seed};
    t->chosen = gk_alloc_array(o->batch, sizeof *t->chosen);
    return status;
}

/* ---- the run's folder ------------------------------------------------------------------------ */

/* One process at a time trains in a folder; the lock goes with the process. */
static gk_status lock_run(training *t)
{
    gk_status status = gk_folder_make(t->o.run, t->err);
    if (status != GK_OK) return status;
    t->lock = open(t->o.run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (t->lock < 0) return gk_fail(t->err, GK_IO, "%s: %s", t->o.run, strerror(errno));
    if (flock(t->lock, LOCK_EX | LOCK_NB) == 0) return GK_OK;
    return gk_fail(t->err, GK_BUSY, "%s: another process is training there", t->o.run);
}

/* The tuned model's place must be one that it can be written to: better known now than at the end.
 */
static gk_status check_place(const training *t, const char *model)
{
    gk_new_folder *folder = NULL;
    gk_status status = GK_OK;
    if (!gk_path_exists(model)) status = gk_new_folder_plan(t->o.model, model, &folder, t->err);
    gk_new_folder_free(folder);
    return status;
}

/* A run that has no state yet must have been started with the same options, too. */
static gk_status check_record(const training *t, const char *path)
{
    char *text;
    size_t size;
    gk_status status = gk_file_read(path, &text, &size, t->err);
    if (status != GK_OK) return status;
    json_t *record = json_loadb(text, size, 0, NULL);
    char *then = json_dumps(json_object_get(record, "configuration"), JSON_COMPACT);
    status = gk_configuration_check(path, t->configuration_text, then ? then : "",
                                    then ? strlen(then) : 0, t->err);
    gk_free(then);
    json_decref(record);
    gk_free(text);
    return status;
}

static gk_status open_run(training *t)
{
    const gk_train_options *o = &t->o;
    char *config = gk_path_join(o->run, "run.json"), *model = gk_path_join(o->run, "model");
    bool found = false;
    gk_status status = GK_OK;
    t->progress = (gk_run_progress){.before = -1, .recall = -1, .best = -1};
    if (o->resume)
        status = gk_checkpoint_read(o->run, t->kind, t->engine, &t->parameters,
                                    t->configuration_text, &t->progress, &found, t->err);
    const bool stands = gk_path_exists(config) || gk_checkpoint_stands(o->run);
    if (status == GK_OK && stands && !o->resume)
        status = gk_fail(t->err, GK_INVALID,
                         "%s: holds a run already; resume it, or name another folder", o->run);
    if (status == GK_OK && gk_path_exists(model))
        status = gk_fail(t->err, GK_INVALID, "%s: the run is finished: %s stands", o->run, model);
    if (status == GK_OK && !found && gk_path_exists(config)) status = check_record(t, config);
    if (status == GK_OK) status = gk_record_run(o->run, t->configuration, NULL, t->err);
    if (status == GK_OK)
        status = gk_record_open(o->run, (size_t)t->progress.recorded, &t->record, t->err);
    t->started = gk_seconds() - t->progress.seconds;
    gk_free(config);
    gk_free(model);
    return status;
}

static gk_status save(training *t)
{
    t->progress.seconds = gk_seconds() - t->started;
    gk_status status = gk_record_sync(&t->record, t->err);
    if (status != GK_OK) return status;
    return gk_checkpoint_write(t->o.run, t->kind, t->engine, &t->parameters, &t->progress,
                               t->configuration_text, t->err);
}

/* ---- steps ---------------------------------------------------------------------------------- */

static gk_status measure(training *t, double *recall)
{
    const double from = gk_seconds();
    gk_status status = gk_measure(t->kind, t->engine, &t->reader, t->o.reranker, t->dev,
                                  &t->o.watch, recall, t->err);
    if (status == GK_OK) t->measuring = gk_seconds() - from;
    return status;
}

static bool is_due(const training *t, size_t step)
{
    return t->dev && (step % t->o.evaluate == 0 || step == t->o.steps);
}

static gk_status take_step(training *t)
{
    gk_run_progress *p = &t->progress;
    const size_t step = (size_t)p->step;
    const double from = gk_seconds();
    gk_schedule_step(&t->schedule, step, t->chosen);
    p->rate = gk_schedule_rate(step, t->o.steps, t->o.rate, t->o.warmup);
    gk_status status = gk_step_gradient(&t->stepping, t->chosen, t->o.batch, step, &p->loss,
                                        t->err);
    const gk_adamw how = {step + 1, (float)p->rate, (float)t->o.decay, (float)t->o.clip};
    if (status == GK_OK) status = t->kind->update(t->engine, &how, &p->gradient, t->err);
    if (status == GK_OK && !(isfinite(p->loss) && isfinite(p->gradient)))
        status = gk_fail(t->err, GK_MODEL,
                         "step %zu: loss or gradient is no number; a lower learning rate may help",
                         step + 1);
    p->step++;
    p->training += gk_seconds() - from;
    return status;
}

/* Measures the step at hand and keeps the weights where it is the best. */
static gk_status judge(training *t)
{
    gk_run_progress *p = &t->progress;
    gk_status status = measure(t, &p->recall);
    if (status != GK_OK) return status;
    p->stale++;
    if (p->recall <= p->best) return GK_OK;
    p->best = p->recall;
    p->best_step = p->step;
    p->stale = 0;
    return gk_best_write(t->o.run, t->kind, t->engine, &t->parameters, t->err);
}

static double seconds_left(const training *t, double pairs_a_second)
{
    const double left = (double)t->o.steps - t->progress.step;
    const double evaluations = t->dev ? ceil(left / (double)t->o.evaluate) : 0;
    if (evaluations > 0 && t->measuring < 0) return -1;
    return left * (double)t->o.batch / pairs_a_second +
           (evaluations > 0 ? evaluations * t->measuring : 0);
}

static gk_train_step step_of(const training *t)
{
    const gk_run_progress *p = &t->progress;
    const double pairs = p->step * (double)t->o.batch, pace = pairs / p->training;
    return (gk_train_step){.step = (size_t)p->step,
                           .steps = t->o.steps,
                           .epoch = pairs / (double)t->schedule.per_epoch,
                           .loss = p->loss,
                           .rate = p->rate,
                           .gradient = p->gradient,
                           .recall = is_due(t, (size_t)p->step) ? p->recall : -1,
                           .best = p->best,
                           .pairs_a_second = pace,
                           .seconds = gk_seconds() - t->started,
                           .seconds_left = seconds_left(t, pace)};
}

/* What follows a step: measuring, the record, the checkpoint. */
static gk_status finish_step(training *t, bool *go_on)
{
    gk_run_progress *p = &t->progress;
    const size_t step = (size_t)p->step;
    const bool due = is_due(t, step);
    gk_status status = due ? judge(t) : GK_OK;
    if (status != GK_OK) return status;
    const gk_train_step row = step_of(t);
    status = gk_record_step(&t->record, &row, t->err);
    p->recorded = p->step;
    if (status == GK_OK && due) status = gk_record_plot(&t->record, t->err);
    if (status == GK_OK && (step % t->o.checkpoint == 0 || step == t->o.steps)) status = save(t);
    *go_on = !t->o.on_step || t->o.on_step(t->o.ctx, &row);
    return status;
}

static bool is_over(const training *t)
{
    return t->progress.step >= (double)t->o.steps ||
           (t->o.patience && t->progress.stale >= (double)t->o.patience);
}

static gk_status stop(training *t)
{
    gk_status status = save(t);
    return status == GK_OK ? gk_fail(t->err, GK_STOPPED, "stopped") : status;
}

static gk_status run_steps(training *t)
{
    gk_run_progress *p = &t->progress;
    gk_status status = GK_OK;
    bool go_on = true;
    if (t->dev && p->before < 0) status = measure(t, &p->before);
    while (status == GK_OK && go_on) {
        if (p->recorded < p->step)
            status = finish_step(t, &go_on);
        else if (is_over(t))
            return GK_OK;
        else
            status = take_step(t);
    }
    return status == GK_OK || status == GK_STOPPED ? stop(t) : status;
}

/* ---- the result ------------------------------------------------------------------------------ */

static json_t *result_of(const training *t)
{
    const gk_run_progress *p = &t->progress;
    json_t *result = json_pack(
        "{s:I, s:b, s:f, s:I, s:I, s:f, s:f}", "steps", (json_int_t)p->step, "stopped_early",
        t->stopped_early, "loss", p->loss, "parameters", (json_int_t)t->parameters.total,
        "examples", (json_int_t)t->examples->count, "pairs_a_second",
        p->step * (double)t->o.batch / p->training, "seconds", gk_seconds() - t->started);
    if (t->dev)
        json_object_update_new(result, json_pack("{s:f, s:f, s:f, s:I, s:I}", "recall_before",
                                                 p->before, "recall_last", p->recall, "recall_best",
                                                 p->best, "best_step", (json_int_t)p->best_step,
                                                 "dev_queries", (json_int_t)t->dev->count));
    return result;
}

static gk_status write_result(training *t, char *to)
{
    float *values = gk_alloc_floats(t->parameters.total);
    json_t *result = result_of(t);
    gk_status status = t->dev ? gk_best_read(t->o.run, &t->parameters, values, t->err)
                              : t->kind->get(t->engine, GK_WEIGHTS, values, t->err);
    if (status == GK_OK) status = gk_record_plot(&t->record, t->err);
    if (status == GK_OK) status = gk_record_run(t->o.run, t->configuration, result, t->err);
    if (status == GK_OK) {
        char *card = gk_card_make(t->o.model, t->o.about, t->configuration, result);
        status = gk_tuned_write(t->o.model, to, &t->parameters, values, card, t->err);
        gk_free(card);
    }
    json_decref(result);
    gk_free(values);
    return status;
}

/* The checkpoint and the best weights are in the model by now. */
static void remove_states(const training *t)
{
    static const char *const names[] = {"state.safetensors", "best.safetensors"};
    for (size_t i = 0; i < 2; i++) {
        char *path = gk_path_join(t->o.run, names[i]);
        unlink(path);
        gk_free(path);
    }
}

static void report_on(const training *t, gk_train_report *report)
{
    const gk_run_progress *p = &t->progress;
    *report = (gk_train_report){.steps = (size_t)p->step,
                                .examples = t->examples->count,
                                .parameters = t->parameters.total,
                                .loss = p->loss,
                                .recall = p->recall,
                                .best = p->best,
                                .before = p->before,
                                .best_step = (size_t)p->best_step,
                                .stopped_early = t->stopped_early,
                                .pairs_a_second = p->step * (double)t->o.batch / p->training,
                                .seconds = gk_seconds() - t->started};
}

static void training_free(training *t)
{
    if (t->lock >= 0) close(t->lock);
    gk_record_close(&t->record);
    if (t->engine) t->kind->close(t->engine);
    json_decref(t->configuration);
    gk_free(t->configuration_text);
    gk_schedule_free(&t->schedule);
    gk_examples_free(t->examples);
    gk_examples_free(t->dev);
    gk_parameters_free(&t->parameters);
    gk_tokenizer_free(t->tokenizer);
    gk_config_free(&t->config);
    gk_free(t->positives);
    gk_free(t->chosen);
}

static gk_status prepare(training *t, const char *model)
{
    gk_status status = check(&t->o, t->err);
    if (status == GK_OK) status = gk_engine_find(t->o.device, &t->kind, t->err);
    if (status != GK_OK) return status;
    fill_in(&t->o);
    status = lock_run(t);
    if (status == GK_OK) status = check_place(t, model);
    if (status == GK_OK) status = open_model(t);
    if (status == GK_OK) status = choose_prefixes(t);
    if (status == GK_OK) status = read_examples(t);
    if (status != GK_OK) return status;
    plan_steps(t);
    t->configuration = describe(t);
    t->configuration_text = json_dumps(t->configuration, JSON_COMPACT);
    status = open_engine(t);
    return status == GK_OK ? open_run(t) : status;
}

gk_status gk_train(const gk_train_options *options, gk_train_report *report, gk_error *err)
{
    training t = {.o = *options, .measuring = -1, .lock = -1, .err = err};
    char *model = options->run ? gk_path_join(options->run, "model") : NULL;
    gk_status status = prepare(&t, model);
    if (status == GK_OK) status = run_steps(&t);
    if (status == GK_OK) {
        t.stopped_early = t.progress.step < (double)t.o.steps;
        status = write_result(&t, model);
    }
    if (status == GK_OK) {
        remove_states(&t);
        if (report) report_on(&t, report);
    }
    training_free(&t);
    gk_free(model);
    return status;
}
