/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"
#include "watch.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const cli_option options[] = {
    {.name = "model",
     .value = "DIR",
     .help = "The model to start from: a float32 folder ('goshawk model export' makes one).",
     .required = true},
    {.name = "run",
     .value = "DIR",
     .help = "The run's folder: configuration, curve and plot, checkpoints, and at the end the "
             "tuned model as DIR/model.",
     .required = true},
    {.name = "dev",
     .value = "EXAMPLES",
     .help = "Examples that measure: recall@1 of their queries among all their passages. The best "
             "model by it is the result. Without it: the last one."},
    {.name = "reranker",
     .help = "Train a cross-encoder, which reads query and passage together and gives one score."},
    {.name = "batch",
     .value = "N",
     .help = "Queries in a step. Without it: 32.",
     .least = 2,
     .most = 65536},
    {.name = "negatives",
     .value = "N",
     .help = "Use up to N negatives of each example, chosen anew at each step. Without it: all.",
     .least = 0,
     .most = 1000},
    {.name = "epochs", .value = "X", .help = "Go through all examples X times. Without it: 1."},
    {.name = "steps",
     .value = "N",
     .help = "Take N steps, whatever the epochs.",
     .least = 1,
     .most = 100000000},
    {.name = "rate", .value = "X", .help = "The highest learning rate. Without it: 3e-5."},
    {.name = "warmup",
     .value = "X",
     .help = "The share of steps in which the rate rises; then it falls to 0. Without it: 0.1."},
    {.name = "temperature",
     .value = "X",
     .help = "What cosines are divided by in the loss. Without it: 0.02."},
    {.name = "decay", .value = "X", .help = "AdamW's weight decay. Without it: 0.01."},
    {.name = "clip", .value = "X", .help = "Scale a gradient down to this norm. Without it: 1."},
    {.name = "dimensions",
     .value = "N,N,...",
     .help =
         "Matryoshka: train the first N numbers of each vector to stand alone, for each N; name "
         "the whole vector, too."},
    {.name = "max-tokens",
     .value = "N",
     .help = "Cut texts after N tokens. Without it: 320, or the model's limit.",
     .least = 8,
     .most = 65536},
    {.name = "memory",
     .value = "MB",
     .help = "Keep activations up to so many megabytes; beyond, compute them twice. Changes no "
             "result. Without it: a quarter of the machine's.",
     .least = 1,
     .most = 100000000},
    {.name = "bf16",
     .help = "Mixed precision: the factors of products rounded to bfloat16, all else float32. For "
             "processors with AVX-512 BF16."},
    {.name = "evaluate",
     .value = "N",
     .help = "Measure every N steps. Without it: ten times in all.",
     .least = 1,
     .most = 100000000},
    {.name = "patience",
     .value = "N",
     .help = "Stop after N measurements without a better one. Without it: never.",
     .least = 1,
     .most = 1000000},
    {.name = "checkpoint",
     .value = "N",
     .help = "Save the state every N steps. Without it: when measuring.",
     .least = 1,
     .most = 100000000},
    {.name = "seed",
     .value = "N",
     .help = "What the order of the examples comes from. Without it: 0.",
     .least = 0,
     .most = 1000000000},
    {.name = "device",
     .value = "NAME",
     .help = "cpu, or cuda where the program was built with it. Without it: cpu."},
    {.name = "about",
     .value = "TEXT",
     .help = "For the model's card: where the texts come from and what licences they have."},
    CLI_OPTION_THREADS,
    {.name = "resume", .help = "Go on where the run in DIR was stopped or killed."},
    CLI_OPTION_QUIET,
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk train mined.jsonl --model e5-float --run runs/1 --dev dev.jsonl",
     "One pass over the examples; the best model by dev is runs/1/model."},
    {"goshawk train mined.jsonl synthetic.jsonl=0.5 --model e5-float --run runs/2 --epochs 2",
     "Two sources, of the second half as many examples as it has."},
    {"goshawk train mined.jsonl --model e5-float --run runs/1 --dev dev.jsonl --resume",
     "The first again, from where it was stopped."},
    {"goshawk train mined.jsonl --model e5-float --run runs/3 --reranker --batch 8", "A reranker."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The run is finished; DIR/model is the tuned model."},
    {CLI_WRONG_USE, "The command line is wrong, or DIR holds a run already."},
    {CLI_SOME_FAILED,
     "A file of examples cannot be read or understood; the message names the line."},
    {CLI_UNUSABLE, "The model, the folder or the system cannot be used."},
    {CLI_INTERRUPTED, "Stopped by Ctrl-C, after a checkpoint; --resume goes on."},
    {0},
};

/* FILE or FILE=WEIGHT; gives false where the weight is none. *path is free()'d. */
static bool read_source(const char *argument, gk_train_source *source, char **path)
{
    *path = cli_format("%s", argument);
    *source = (gk_train_source){*path, 1};
    char *weight = strrchr(*path, '=');
    if (!weight) return true;
    char *end;
    const double value = strtod(weight + 1, &end);
    if (end == weight + 1 || *end) return true; /* a name with a sign in it */
    *weight = '\0';
    source->weight = value;
    return value > 0 && value <= 1000;
}

/* "384,192,96" into dimensions, up to 8 of them. */
static gk_status read_dimensions(const char *text, size_t dimensions[8], gk_error *err)
{
    for (size_t i = 0; text && *text; i++) {
        char *end;
        const long value = strtol(text, &end, 10);
        if (end == text || value < 1 || (*end && *end != ',') || i == 8)
            return cli_problem(err, GK_INVALID,
                               "--dimensions takes up to eight numbers with commas between, as in "
                               "384,192,96");
        dimensions[i] = (size_t)value;
        text = *end ? end + 1 : end;
    }
    return GK_OK;
}

static gk_status read_options(const cli_call *call, gk_train_options *train, gk_error *err)
{
    const char *negatives = cli_value(call, "negatives");
    const size_t wanted = (size_t)cli_number(call, "negatives", 0);
    *train = (gk_train_options){
        .dev = cli_value(call, "dev"),
        .model = cli_value(call, "model"),
        .run = cli_value(call, "run"),
        .resume = cli_flag(call, "resume"),
        .reranker = cli_flag(call, "reranker"),
        .batch = (size_t)cli_number(call, "batch", 0),
        .negatives = wanted      ? wanted
                     : negatives ? SIZE_MAX
                                 : 0, /* 0 there: none */
        .steps = (size_t)cli_number(call, "steps", 0),
        .warmup = -1,
        .decay = -1,
        .max_tokens = (size_t)cli_number(call, "max-tokens", 0),
        .bf16 = cli_flag(call, "bf16"),
        .memory = (size_t)cli_number(call, "memory", 0) << 20,
        .evaluate = (size_t)cli_number(call, "evaluate", 0),
        .patience = (size_t)cli_number(call, "patience", 0),
        .checkpoint = (size_t)cli_number(call, "checkpoint", 0),
        .seed = (uint64_t)cli_number(call, "seed", 0),
        .threads = (int)cli_number(call, "threads", 0),
        .device = cli_value(call, "device"),
        .about = cli_value(call, "about"),
    };
    const struct {
        const char *name;
        double least, most, *value;
    } reals[] = {
        {"epochs", 0.001, 10000, &train->epochs},
        {"rate", 1e-12, 1, &train->rate},
        {"warmup", 0, 1, &train->warmup},
        {"decay", 0, 1, &train->decay},
        {"temperature", 1e-4, 10, &train->temperature},
        {"clip", 1e-6, 1e6, &train->clip},
    };
    gk_status status = read_dimensions(cli_value(call, "dimensions"), train->dimensions, err);
    for (size_t i = 0; i < sizeof reals / sizeof *reals && status == GK_OK; i++)
        status = cli_real(call, reals[i].name, reals[i].least, reals[i].most, reals[i].value, err);
    return status;
}

/* ---- progress ------------------------------------------------------------------------------- */

static void show(cli_watch *watch, const gk_train_step *s)
{
    char left[CLI_DURATION_SIZE], recall[64] = "";
    if (s->best >= 0) snprintf(recall, sizeof recall, ", %.3f at best on dev", s->best);
    char *line = cli_format("step %zu/%zu, loss %.3f%s, %.2f pairs/s%s%s", s->step, s->steps,
                            s->loss, recall, s->pairs_a_second, s->seconds_left >= 0 ? ", " : "",
                            s->seconds_left >= 0 ? cli_duration(left, s->seconds_left) : "");
    cli_progress_text(&watch->progress, line);
    free(line);
}

static bool on_step(void *ctx, const gk_train_step *step)
{
    cli_watch *watch = ctx;
    show(watch, step);
    return !cli_interrupted(watch->interrupt);
}

/* ---- the end -------------------------------------------------------------------------------- */

/* A number, or null for one that was not measured. */
static json_t *measured(double value) { return value >= 0 ? json_real(value) : json_null(); }

static void give_json(const cli_call *call, const char *model, const gk_train_report *r)
{
    json_t *all = json_pack(
        "{s:s%, s:I, s:I, s:I, s:f, s:o, s:o, s:o, s:I, s:b, s:f, s:f}", "model", model,
        strlen(model), "steps", (json_int_t)r->steps, "examples", (json_int_t)r->examples,
        "parameters", (json_int_t)r->parameters, "loss", r->loss, "recall_before",
        measured(r->before), "recall_best", measured(r->best), "recall_last", measured(r->recall),
        "best_step", (json_int_t)r->best_step, "stopped_early", r->stopped_early, "pairs_a_second",
        r->pairs_a_second, "seconds", r->seconds);
    cli_give_json(call, json_dumps(all, JSON_REAL_PRECISION(8)));
    json_decref(all);
}

static void summary(const cli_call *call, const char *model, const gk_train_report *r)
{
    char steps[CLI_COUNT_SIZE], duration[CLI_DURATION_SIZE];
    FILE *out = call->out.file;
    fprintf(out, "%s: %s steps in %s, %.2f pairs/s%s\n", model, cli_count(steps, r->steps),
            cli_duration(duration, r->seconds), r->pairs_a_second,
            r->stopped_early ? ", stopped early" : "");
    if (r->before >= 0)
        fprintf(out, "%s on dev: %.3f before, %.3f at best (step %zu), %.3f at the end\n",
                cli_flag(call, "reranker") ? "positives put first" : "recall@1", r->before, r->best,
                r->best_step, r->recall);
}

static gk_status train(const cli_call *call, cli_watch *watch, gk_train_report *report,
                       gk_error *err)
{
    gk_train_options train;
    gk_train_source *sources = cli_alloc_array(call->argument_count, sizeof *sources);
    char **paths = cli_alloc_array(call->argument_count, sizeof *paths);
    gk_status status = read_options(call, &train, err);
    for (size_t i = 0; i < call->argument_count && status == GK_OK; i++)
        if (!read_source(call->arguments[i], &sources[i], &paths[i]))
            status = cli_problem(err, GK_INVALID, "%s: the weight must be above 0 and up to 1000",
                                 call->arguments[i]);
    train.sources = sources;
    train.source_count = call->argument_count;
    train.watch = cli_watch_start(watch, call, cli_flag(call, "quiet"));
    train.on_step = on_step;
    train.ctx = watch;
    if (status == GK_OK) status = gk_train(&train, report, err);
    for (size_t i = 0; i < call->argument_count; i++) free(paths[i]);
    free(paths);
    free(sources);
    return status;
}

static int run(const cli_call *call)
{
    gk_error err = {0};
    gk_train_report report = {0};
    cli_watch watch;
    const gk_status status = train(call, &watch, &report, &err);
    const int code = cli_watch_end(&watch, status, &err);
    if (code != CLI_DONE) return code;
    char *model = cli_format("%s/model", cli_value(call, "run"));
    if (cli_flag(call, "json"))
        give_json(call, model, &report);
    else if (!cli_flag(call, "quiet"))
        summary(call, model, &report);
    free(model);
    return CLI_DONE;
}

const cli_command cli_train = {
    .name = "train",
    .arguments = "EXAMPLES[=WEIGHT]...",
    .summary = "tune an embedding model, or a reranker, on examples",
    .description =
        "Reads EXAMPLES, JSON lines with query, positive and negatives as 'goshawk mine' writes "
        "them, and trains all weights of the model: each query has to choose its positive among "
        "all passages of its batch. The run's folder gets run.json, curve.csv and curve.svg, and "
        "can be resumed to the last bit. The result is a sentence-transformers folder; 'goshawk "
        "model quantize' makes its int8 form.",
    .json = "{\"model\", \"steps\", \"examples\", \"parameters\", \"loss\", \"recall_before\",\n"
            "  \"recall_best\", \"recall_last\", \"best_step\", \"stopped_early\",\n"
            "  \"pairs_a_second\", \"seconds\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
