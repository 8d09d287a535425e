/* SPDX-License-Identifier: Apache-2.0 */
#include "batch.h"

#include "batch_answer.h"
#include "batch_output.h"
#include "lines_done.h"
#include "memory.h"
#include "progress.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A chunk is what a kill loses and what Ctrl-C waits for. */
enum { LINES_A_THREAD = 8, CHUNK_BYTES = 1 << 22, MOST_THREADS = 64 };
#define LONGEST ((size_t)1 << 24) /* bytes of a line */

typedef struct batch {
    const cli_call *call;
    cli_batch_kind kind;
    const gk_search_options *defaults;
    const char *file;
    cli_interrupt *interrupt;
    cli_progress progress;
    cli_lines *lines;
    cli_output *output;
    cli_output_options to;
    json_t *job;
    gk_library **libraries; /* one a thread */
    size_t threads;
    cli_batch_line *chunk; /* at hand */
    size_t chunk_count;
    atomic_size_t next;    /* line of the chunk that nobody has taken */
    gk_error *errors;      /* one a thread; of the library */
    uint64_t before, done; /* lines of earlier runs, of this one */
    uint64_t rows, wrong;  /* of this one */
    uint64_t passed_bytes; /* of the input, by earlier runs */
    double start;
} batch;

static const char *batch_misuse(const cli_call *call)
{
    if (call->argument_count > 1) return "give either what is asked or --batch";
    if (cli_flag(call, "json"))
        return "give either --json or --batch, whose results are JSON lines in -o FILE.jsonl";
    return cli_value(call, "output") ? NULL
                                     : "--batch needs -o FILE.csv, FILE.jsonl or FILE.parquet";
}

bool cli_batch_check(const cli_call *call, const char *asked)
{
    static const char *const others[] = {"output", "strict", "resume", "force", "threads", "quiet"};
    if (cli_value(call, "batch")) {
        const char *why = batch_misuse(call);
        if (why) cli_error("%s", why);
        return !why;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (!cli_value(call, others[i])) continue;
        cli_error("--%s goes with --batch only", others[i]);
        return false;
    }
    if (call->argument_count > 1) return true;
    cli_error("%s takes %s: %s is missing; see 'goshawk %s --help'", call->command->name,
              call->command->arguments, asked, call->command->name);
    return false;
}

/* ---- beginning ----------------------------------------------------------------------------- */

/* What must be the same when a batch goes on. */
static json_t *describe_job(const batch *self)
{
    const gk_search_options *d = self->defaults;
    const gk_filter *f = &d->filter;
    json_t *job = json_pack(
        "{s:s, s:s, s:I, s:b, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, "
        "s:s?, s:s?}",
        "command", self->call->command->name, "library", self->call->arguments[0], "hits",
        (json_int_t)d->k, "lexical", d->lexical_only, "doc", d->document, "company", f->company,
        "ticker", f->ticker, "form", f->form, "period", f->period, "since", f->since, "until",
        f->until, "lang", f->language, "source", f->source, "as-of", f->as_of, "rerank", d->rerank);
    if (d->llm != GK_LLM_OFF) json_object_set_new(job, "llm", json_true());
    return job;
}

static gk_status read_options(batch *self, gk_error *err)
{
    const cli_call *call = self->call;
    const char *path = cli_value(call, "output");
    self->to = (cli_output_options){
        .path = path, .resume = cli_flag(call, "resume"), .force = cli_flag(call, "force")};
    self->to.fields = cli_batch_fields(self->kind, &self->to.field_count);
    if (!cli_table_format_of(path, &self->to.format))
        return cli_problem(err, GK_INVALID, "the ending of %s is not .csv, .jsonl or .parquet",
                           path);
    if (self->to.resume && self->to.force)
        return cli_problem(err, GK_INVALID, "give either --resume or --force");
    self->to.job = self->job = describe_job(self);
    if (!self->job) return cli_problem(err, GK_INVALID, "an option is not UTF-8 text");
    return GK_OK;
}

static gk_status open_libraries(batch *self, gk_error *err)
{
    long threads = cli_number(self->call, "threads", sysconf(_SC_NPROCESSORS_ONLN));
    size_t count = (size_t)(threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : threads);
    if (self->defaults->llm != GK_LLM_OFF) count = 1; /* each would start a model of its own */
    self->libraries = cli_alloc_array(count, sizeof *self->libraries);
    self->errors = cli_alloc_array(count, sizeof *self->errors);
    gk_status status = GK_OK;
    for (; self->threads < count && status == GK_OK; self->threads++)
        status = gk_library_open(self->call->arguments[0], GK_READ, &self->libraries[self->threads],
                                 err);
    return status;
}

/* Opens the batch and the output, and passes over the lines whose rows that holds. */
static gk_status open_files(batch *self, gk_error *err)
{
    uint64_t hash;
    bool same;
    self->chunk = cli_alloc_array(self->threads * LINES_A_THREAD, sizeof *self->chunk);
    gk_status status = cli_lines_open(
        &(cli_lines_options){.path = self->file,
                             .kind = CLI_INPUT_LINES,
                             .chunk_lines = self->threads * LINES_A_THREAD,
                             .chunk_bytes = CHUNK_BYTES,
                             .longest = LONGEST,
                             .interrupt = self->interrupt},
        &self->lines, err);
    if (status == GK_OK)
        status = cli_output_open(&self->to, &self->output, &self->before, &hash, err);
    if (status != GK_OK || self->before == 0) return status;
    status = cli_lines_pass(self->lines, self->before, hash, &same, &self->passed_bytes, err);
    if (status == GK_OK && !same)
        return cli_problem(err, GK_INVALID,
                           "%s is not the batch that %s was begun with: its first %" PRIu64
                           " lines differ; begin anew with --force",
                           self->file, self->to.path, self->before);
    return status;
}

/* ---- a chunk ------------------------------------------------------------------------------- */

typedef struct worker {
    batch *self;
    size_t number;
    pthread_t thread;
    bool running;
} worker;

static void *work(void *ctx)
{
    const worker *w = ctx;
    batch *self = w->self;
    gk_error *err = &self->errors[w->number];
    size_t i;
    while (err->status == GK_OK && (i = atomic_fetch_add(&self->next, 1)) < self->chunk_count)
        err->status = cli_batch_answer(self->libraries[w->number], self->kind, self->defaults,
                                       self->to.format == CLI_CSV ? cli_csv_row : cli_json_row,
                                       &self->chunk[i], err);
    return NULL;
}

/* Answers the lines at hand; a thread that cannot start leaves its share to the others. */
static gk_status answer_chunk(batch *self, gk_error *err)
{
    worker *workers = cli_alloc_array(self->threads, sizeof *workers);
    atomic_store(&self->next, 0);
    for (size_t i = 0; i < self->threads; i++) {
        workers[i] = (worker){.self = self, .number = i};
        if (i > 0)
            workers[i].running = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    }
    work(&workers[0]);
    for (size_t i = 1; i < self->threads; i++)
        if (workers[i].running) pthread_join(workers[i].thread, NULL);
    free(workers);
    for (size_t i = 0; i < self->threads; i++) {
        if (self->errors[i].status == GK_OK) continue;
        *err = self->errors[i];
        return err->status;
    }
    return GK_OK;
}

static void take_chunk(batch *self, const cli_chunk *chunk)
{
    self->chunk_count = chunk->count;
    for (size_t i = 0; i < chunk->count; i++)
        self->chunk[i] = (cli_batch_line){.file = self->file,
                                          .number = chunk->first + i,
                                          .text = chunk->texts[i],
                                          .length = chunk->lengths[i]};
}

/* Writes the rows of the chunk in the order of its lines. */
static gk_status write_chunk(batch *self, gk_error *err)
{
    char *all = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&all, &size);
    if (!to) return cli_problem(err, GK_IO, "cannot write %s", self->to.path);
    for (size_t i = 0; i < self->chunk_count; i++) {
        const cli_batch_line *line = &self->chunk[i];
        if (line->size) fwrite(line->rows, 1, line->size, to);
        self->rows += line->count;
        self->wrong += line->wrong.status != GK_OK;
    }
    gk_status status = fclose(to) == 0 ? GK_OK
                                       : cli_problem(err, GK_IO, "cannot write %s", self->to.path);
    if (status == GK_OK)
        status = cli_output_add(self->output, all, size, self->chunk_count,
                                cli_lines_hash(self->lines), err);
    if (status == GK_OK) self->done += self->chunk_count;
    free(all);
    return status;
}

/* With --strict the first line that is wrong ends the batch; its chunk is not written. */
static gk_status check_chunk(const batch *self, gk_error *err)
{
    if (!cli_flag(self->call, "strict")) return GK_OK;
    for (size_t i = 0; i < self->chunk_count; i++) {
        if (self->chunk[i].wrong.status == GK_OK) continue;
        *err = self->chunk[i].wrong;
        return err->status = GK_INPUT;
    }
    return GK_OK;
}

static void forget_chunk(batch *self)
{
    for (size_t i = 0; i < self->chunk_count; i++) free(self->chunk[i].rows);
    self->chunk_count = 0;
}

static gk_status answer_all(batch *self, gk_error *err)
{
    self->start = cli_seconds();
    for (;;) {
        const cli_chunk *chunk;
        gk_status status = cli_lines_next(self->lines, &chunk, err);
        if (status != GK_OK) return status;
        if (chunk->count == 0) return cli_output_finish(self->output, err);
        take_chunk(self, chunk);
        status = answer_chunk(self, err);
        if (status == GK_OK) status = check_chunk(self, err);
        if (status == GK_OK) status = write_chunk(self, err);
        forget_chunk(self);
        if (status != GK_OK) return status;
        if (cli_interrupted(self->interrupt)) return cli_problem(err, GK_STOPPED, "stopped");
        cli_lines_progress(
            &self->progress, self->lines,
            &(cli_lines_done){self->before, self->done, self->passed_bytes, self->start, 1});
    }
}

/* ---- the end ------------------------------------------------------------------------------- */

/* Says how the batch ended and gives its exit code. */
static int report(batch *self, gk_status status, const gk_error *err)
{
    bool quiet = cli_flag(self->call, "quiet");
    char lines[CLI_COUNT_SIZE], rows[CLI_COUNT_SIZE], wrong[CLI_COUNT_SIZE],
        duration[CLI_DURATION_SIZE];
    gk_error pausing = {0};
    cli_progress_clear(&self->progress);
    if (status == GK_OK) {
        if (!quiet)
            fprintf(stderr, "%s line%s asked, %s row%s, %s\n", cli_count(lines, self->done),
                    self->done == 1 ? "" : "s", cli_count(rows, self->rows),
                    self->rows == 1 ? "" : "s",
                    cli_duration(duration, cli_seconds() - self->start));
        if (self->wrong)
            cli_error("%s line%s could not be asked: see the rows with an error in %s",
                      cli_count(wrong, self->wrong), self->wrong == 1 ? "" : "s", self->to.path);
        return self->wrong ? CLI_SOME_FAILED : CLI_DONE;
    }
    int code = status == GK_STOPPED ? CLI_INTERRUPTED : cli_fail(err);
    if (cli_output_pause(self->output, &pausing) != GK_OK) return cli_fail(&pausing);
    cli_error("the rows of %s lines are kept; the same command with --resume goes on",
              cli_count(lines, self->before + self->done));
    return code;
}

static void batch_free(batch *self)
{
    cli_output_close(self->output);
    cli_lines_close(self->lines);
    for (size_t i = 0; i < self->threads; i++) gk_library_close(self->libraries[i]);
    free(self->libraries);
    free(self->errors);
    free(self->chunk);
    json_decref(self->job);
    cli_interrupt_stop(self->interrupt);
}

int cli_batch(const cli_call *call, cli_batch_kind kind, const gk_search_options *defaults)
{
    gk_error err = {0};
    batch self = {.call = call,
                  .kind = kind,
                  .defaults = defaults,
                  .file = cli_value(call, "batch"),
                  .interrupt = cli_interrupt_start(&call->err),
                  .progress = cli_progress_start(&call->err, cli_flag(call, "quiet"))};
    gk_status status = read_options(&self, &err);
    if (status == GK_OK) status = open_libraries(&self, &err);
    if (status == GK_OK) status = open_files(&self, &err);
    int code;
    if (status == GK_OK)
        code = report(&self, answer_all(&self, &err), &err);
    else
        code = status == GK_STOPPED ? CLI_INTERRUPTED : cli_fail(&err);
    batch_free(&self);
    return code;
}
