/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "embed_output.h"
#include "lines_done.h"
#include "memory.h"
#include "progress.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const cli_option options[] = {
    {.name = "model",
     .value = "MODEL",
     .help = "A sentence-transformers folder, or the address of an OpenAI-compatible service "
             "(https://host/v1/embeddings#NAME). Without it: $GOSHAWK_MODEL, else the model that "
             "comes with the program."},
    {.name = "prompt",
     .value = "NAME",
     .help = "Put the model's prompt of this name (query, passage) before each text. Without it: "
             "the model's default, mostly none."},
    {.name = "prompt-text", .value = "TEXT", .help = "Put TEXT before each text instead."},
    {.name = "dimensions",
     .value = "N",
     .help = "Keep the first N numbers of each vector, made of length 1 again (Matryoshka).",
     .least = 1,
     .most = 1 << 20},
    {.name = "window",
     .help = "Embed a text that is longer than the model takes in windows, and average. Without "
             "it such a text is cut."},
    {.name = "input",
     .value = "KIND",
     .help = "lines, jsonl (objects with \"text\" and perhaps \"id\"), or auto, which looks at the "
             "first line. Without it: auto."},
    {.name = "format",
     .value = "FORMAT",
     .help = "npy, jsonl or f32 (numbers alone). Without it: by FILE's ending, else jsonl."},
    {.letter = 'o',
     .name = "output",
     .value = "FILE",
     .help = "Write here instead of to standard output. A file that stands there is left alone."},
    {.name = "resume", .help = "Go on where the run that wrote FILE was stopped or killed."},
    {.name = "force", .help = "Write FILE anew, whatever it holds."},
    {.name = "threads",
     .value = "N",
     .help = "Use up to N threads, at most one for each processor. Without it: one for "
             "each.",
     .least = 1,
     .most = 1024},
    CLI_OPTION_QUIET,
    {0},
};
static const cli_example examples[] = {
    {"goshawk embed passages.jsonl --prompt passage -o passages.npy",
     "One vector for each line, for numpy.load."},
    {"goshawk embed passages.jsonl --prompt passage -o passages.npy --resume",
     "The same, from where it was stopped."},
    {"goshawk embed questions.txt --prompt query", "The vectors as JSON lines."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "Every line has its vector."},
    CLI_EXIT_USE,
    {CLI_SOME_FAILED, "The input cannot be read or understood; the message names the line."},
    {CLI_UNUSABLE, "The model, the output or the system cannot be used."},
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; with -o FILE, --resume goes on."},
    {0},
};

/* A word of an option and what it stands for; tables are in the order of the enumeration. */
typedef struct word {
    const char *name;
    int meaning;
} word;

static const word kinds[] = {
    {"auto", CLI_INPUT_AUTO}, {"lines", CLI_INPUT_LINES}, {"jsonl", CLI_INPUT_JSONL}, {0}};
static const word formats[] = {{"npy", CLI_NPY}, {"jsonl", CLI_JSONL}, {"f32", CLI_F32}, {0}};

/* The longest line; jansson and the tokenizer hold copies of it. */
#define LONGEST ((size_t)1 << 30)

/* A chunk is what is lost by a kill and what Ctrl-C waits for: large enough to keep every thread
 * busy, some seconds of work at most. */
enum { LINES_A_THREAD = 256, BYTES_A_THREAD = 1 << 16, MOST_THREADS = 64 };

/* One run, from options to the last vector. */
typedef struct embedding {
    const cli_call *call;
    cli_interrupt *interrupt;
    gk_model *model;
    cli_lines *lines;
    cli_vectors *vectors;
    gk_embed_options embed;
    size_t dimensions;
    cli_vector_format format;
    cli_input_kind kind;
    json_t *job;
    cli_vectors_options output;
    cli_progress progress;
    float *rows;           /* of the chunk at hand */
    size_t row_capacity;   /* rows that it has room for */
    uint64_t before, done; /* lines of earlier runs, of this one */
    uint64_t passed_bytes; /* of the input, by earlier runs */
    double start;
} embedding;

/* Reads an option whose values are words; *meaning stays as it is where it is not given. */
static gk_status read_word(const cli_call *call, const char *option, const word *words,
                           int *meaning, gk_error *err)
{
    const char *value = cli_value(call, option);
    if (!value) return GK_OK;
    for (const word *w = words; w->name; w++) {
        if (strcmp(w->name, value) != 0) continue;
        *meaning = w->meaning;
        return GK_OK;
    }
    return cli_problem(err, GK_INVALID, "--%s must be %s, %s or %s, not '%s'", option,
                       words[0].name, words[1].name, words[2].name, value);
}

/* The format that a file's ending stands for; false where it is none of ours. */
static bool format_of(const char *path, int *format)
{
    const char *dot = strrchr(path, '.');
    for (const word *w = formats; dot && w->name; w++) {
        if (strcmp(dot + 1, w->name) != 0) continue;
        *format = w->meaning;
        return true;
    }
    return false;
}

static gk_status read_options(embedding *self, gk_error *err)
{
    const cli_call *call = self->call;
    const char *path = cli_value(call, "output");
    int format = CLI_JSONL, kind = CLI_INPUT_AUTO;
    if (!cli_value(call, "format") && path && !format_of(path, &format))
        return cli_problem(err, GK_INVALID,
                           "the ending of %s is not .npy, .jsonl or .f32; say which by --format",
                           path);
    gk_status status = read_word(call, "format", formats, &format, err);
    if (status == GK_OK) status = read_word(call, "input", kinds, &kind, err);
    if (status != GK_OK) return status;
    if (cli_flag(call, "resume") && !path)
        return cli_problem(err, GK_INVALID, "--resume goes on with a file: give it by -o FILE");
    if (cli_flag(call, "resume") && cli_flag(call, "force"))
        return cli_problem(err, GK_INVALID, "give either --resume or --force");
    if (cli_value(call, "prompt") && cli_value(call, "prompt-text"))
        return cli_problem(err, GK_INVALID, "give either --prompt or --prompt-text");
    if (!path && format == CLI_F32 && isatty(STDOUT_FILENO))
        return cli_problem(err, GK_INVALID,
                           "f32 is nothing to look at: give -o FILE.f32, or a pipe");
    self->format = (cli_vector_format)format;
    self->kind = (cli_input_kind)kind;
    self->embed = (gk_embed_options){
        .prompt = cli_value(call, "prompt"),
        .prompt_text = cli_value(call, "prompt-text"),
        .dimensions = (size_t)cli_number(call, "dimensions", 0),
        .windowed = cli_flag(call, "window"),
        .threads = (int)cli_number(call, "threads", 0),
    };
    return GK_OK;
}

/* What must be the same when a run goes on. */
static gk_status describe_job(embedding *self, gk_error *err)
{
    char fingerprint[65];
    gk_model_fingerprint(self->model, fingerprint);
    self->job = json_pack("{s:s, s:s, s:s?, s:s?, s:I, s:b, s:s}", "model", fingerprint, "format",
                          formats[self->format].name, "prompt", self->embed.prompt, "prompt text",
                          self->embed.prompt_text, "number of dimensions",
                          (json_int_t)self->dimensions, "window", self->embed.windowed, "input",
                          kinds[self->kind].name);
    return self->job ? GK_OK
                     : cli_problem(err, GK_INVALID, "--prompt or --prompt-text is not UTF-8");
}

static gk_status open_model(embedding *self, gk_error *err)
{
    const char *given = cli_value(self->call, "model");
    char *path = NULL;
    gk_status status = given ? GK_OK : gk_model_default(&path, err);
    if (status == GK_OK) status = gk_model_open(given ? given : path, &self->model, err);
    gk_free(path);
    if (status != GK_OK) return status;
    size_t all = gk_model_dimensions(self->model), wanted = self->embed.dimensions;
    if (wanted > all)
        return cli_problem(err, GK_INVALID, "--dimensions %zu is more than the model's %zu", wanted,
                           all);
    self->dimensions = wanted ? wanted : all;
    return cli_value(self->call, "output") ? describe_job(self, err) : GK_OK;
}

static gk_status open_input(embedding *self, gk_error *err)
{
    const cli_call *call = self->call;
    long threads = cli_number(call, "threads", sysconf(_SC_NPROCESSORS_ONLN));
    size_t share = (size_t)(threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : threads);
    const char *path = call->argument_count > 0 ? call->arguments[0] : NULL;
    if (!path && isatty(STDIN_FILENO) && !cli_flag(call, "quiet"))
        cli_notice("reading lines from the terminal; Ctrl-D ends them");
    return cli_lines_open(&(cli_lines_options){.path = path,
                                               .kind = self->kind,
                                               .chunk_lines = share * LINES_A_THREAD,
                                               .chunk_bytes = share * BYTES_A_THREAD,
                                               .longest = LONGEST,
                                               .interrupt = self->interrupt},
                          &self->lines, err);
}

/* Opens the output and passes over the lines whose vectors it holds. */
static gk_status open_output(embedding *self, gk_error *err)
{
    const cli_call *call = self->call;
    uint64_t hash;
    bool same;
    self->output = (cli_vectors_options){
        .path = cli_value(call, "output"),
        .format = self->format,
        .dimensions = self->dimensions,
        .resume = cli_flag(call, "resume"),
        .force = cli_flag(call, "force"),
        .job = self->job,
    };
    gk_status status = cli_vectors_open(&self->output, &self->vectors, &self->before, &hash, err);
    if (status != GK_OK || self->before == 0) return status;
    status = cli_lines_pass(self->lines, self->before, hash, &same, &self->passed_bytes, err);
    if (status == GK_OK && !same)
        return cli_problem(err, GK_INVALID,
                           "the input is not the one that %s was begun with: its first %" PRIu64
                           " lines differ; begin anew with --force",
                           self->output.path, self->before);
    return status;
}

static gk_status embed_chunk(embedding *self, const cli_chunk *chunk, gk_error *err)
{
    if (chunk->count > self->row_capacity) {
        self->row_capacity = chunk->count;
        free(self->rows);
        self->rows = cli_alloc_array(chunk->count * self->dimensions, sizeof *self->rows);
    }
    gk_status status = gk_model_embed(self->model, chunk->texts, chunk->lengths, chunk->count,
                                      &self->embed, self->rows, err);
    if (status != GK_OK) return status;
    status = cli_vectors_add(self->vectors, self->rows, chunk, cli_lines_hash(self->lines), err);
    if (status == GK_OK) self->done += chunk->count;
    return status;
}

static gk_status embed_all(embedding *self, gk_error *err)
{
    self->start = cli_seconds();
    for (;;) {
        const cli_chunk *chunk;
        gk_status status = cli_lines_next(self->lines, &chunk, err);
        if (status != GK_OK) return status;
        if (chunk->count == 0) return cli_vectors_finish(self->vectors, err);
        status = embed_chunk(self, chunk, err);
        if (status != GK_OK) return status;
        if (cli_interrupted(self->interrupt)) return cli_problem(err, GK_STOPPED, "stopped");
        cli_lines_progress(
            &self->progress, self->lines,
            &(cli_lines_done){self->before, self->done, self->passed_bytes, self->start, 0});
    }
}

/* Says how the run ended and gives its exit code. */
static int report(embedding *self, gk_status status, gk_error *err)
{
    bool resumable = false, quiet = !self->output.path || cli_flag(self->call, "quiet");
    char n[CLI_COUNT_SIZE], duration[CLI_DURATION_SIZE];
    cli_progress_clear(&self->progress);
    double seconds = cli_seconds() - self->start;
    gk_error pausing;
    if (status != GK_OK && cli_vectors_pause(self->vectors, &resumable, &pausing) != GK_OK)
        cli_fail(&pausing);
    bool closed_pipe = status == GK_STOPPED && !cli_interrupted(self->interrupt);
    int code = status == GK_OK || closed_pipe ? CLI_DONE
               : status == GK_STOPPED         ? CLI_INTERRUPTED
                                              : cli_fail(err);
    if (status == GK_OK && !quiet)
        fprintf(stderr, "%s line%s embedded, %s, %.0f lines/s\n", cli_count(n, self->done),
                self->done == 1 ? "" : "s", cli_duration(duration, seconds),
                (double)self->done / (seconds > 0 ? seconds : 1));
    if (resumable)
        cli_error("%s lines are in %s; the same command with --resume goes on",
                  cli_count(n, self->before + self->done), self->output.path);
    return code;
}

static int run(const cli_call *call)
{
    gk_error err = {0};
    embedding self = {.call = call,
                      .interrupt = cli_interrupt_start(&call->err),
                      .progress = cli_progress_start(&call->err, cli_flag(call, "quiet"))};
    gk_status status = read_options(&self, &err);
    if (status == GK_OK) status = open_model(&self, &err);
    if (status == GK_OK) status = open_input(&self, &err);
    if (status == GK_OK) status = open_output(&self, &err);
    int code;
    if (status == GK_OK)
        code = report(&self, embed_all(&self, &err), &err);
    else
        code = status == GK_STOPPED ? CLI_INTERRUPTED : cli_fail(&err);
    cli_vectors_close(self.vectors);
    cli_lines_close(self.lines);
    gk_model_close(self.model);
    json_decref(self.job);
    free(self.rows);
    cli_interrupt_stop(self.interrupt);
    return code;
}

const cli_command cli_embed = {
    .name = "embed",
    .arguments = "[FILE]",
    .summary = "turn lines into vectors",
    .description =
        "Reads FILE, or standard input, and gives each line its vector, an empty line, too, so "
        "that row N belongs to line N. Memory does not grow with the input. Ctrl-C stops after "
        "what is at hand, and what is written stays valid. Until a file is finished, "
        "OUTPUT.goshawk stands beside it and tells how far it is and what it is made with: "
        "--resume goes on from there, and refuses another model, other options or another input. "
        "npy needs -o, since its beginning tells how many rows follow. In jsonl each line is "
        "{\"line\": N, \"embedding\": [...]}, with \"id\" in place of \"line\" where the input has "
        "one.",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
