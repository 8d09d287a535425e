/* SPDX-License-Identifier: Apache-2.0 */
#include "exclusion.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static const cli_option options[] = {
    {.letter = 'o',
     .name = "output",
     .value = "QUERIES",
     .help = "Write the queries here. A file that stands there is left alone.",
     .required = true},
    {.name = "count",
     .value = "N",
     .help = "Sample N passages, from all documents in turn. Without it: all passages.",
     .least = 1,
     .most = 1000000000},
    {.name = "seed",
     .value = "N",
     .help = "What the sample and the generators draw by: the same seed gives the same file. "
             "Without it: 0.",
     .least = 0,
     .most = 1000000000},
    {.name = "generators",
     .value = "NAMES",
     .help = "heading, row, sentence, headline, question, separated by commas. Without it: all of "
             "them."},
    {.name = "service",
     .value = "ADDRESS",
     .help = "Ask an OpenAI-compatible chat service instead "
             "(https://host/v1/chat/completions#NAME). The key is $GOSHAWK_CHAT_KEY, else "
             "$OPENAI_API_KEY."},
    {.name = "examples",
     .value = "FILE",
     .help = "Queries about passages of PASSAGES that show the service what is wanted. Without it: "
             "three of our own."},
    {.name = "concurrency",
     .value = "N",
     .help = "Calls to the service at once. Without it: 8.",
     .least = 1,
     .most = 256},
    {.name = "estimate",
     .help = "Say how many calls and tokens there would be, and ask and write nothing."},
    {.name = "price-in", .value = "X", .help = "What a million tokens of requests costs."},
    {.name = "price-out", .value = "X", .help = "What a million tokens of answers costs."},
    {.name = "resume",
     .help = "Go on with the answers that stand in QUERIES.goshawk; passages that failed are asked "
             "about again."},
    {.name = "model",
     .value = "MODEL",
     .help = "Keep a query only where this finds its passage again: a model's folder or address, "
             "bm25, or MODEL+bm25 (fused by rank)."},
    {.name = "round-trip",
     .value = "N",
     .help = "With --model: the passage must be among the first N. Without it: 20.",
     .least = 1,
     .most = 10000},
    CLI_OPTION_EXCLUDE_DOCUMENTS,
    CLI_OPTION_EXCLUDE_QUERIES,
    {.name = "source",
     .value = "TEXT",
     .help = "What the queries say as their source. Without it: filing."},
    CLI_OPTION_CACHE,
    CLI_OPTION_THREADS,
    CLI_OPTION_QUIET,
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk synth passages.jsonl -o queries.jsonl --model bm25",
     "Queries by the built-in generators, those that BM25 finds the passage by."},
    {"goshawk synth passages.jsonl -o asked.jsonl --count 20000 --estimate "
     "--service https://host/v1/chat/completions#NAME --price-in 0.15 --price-out 0.60",
     "What it would cost to have a language model write them."},
    {"goshawk synth passages.jsonl -o asked.jsonl --count 20000 --resume "
     "--service https://host/v1/chat/completions#NAME",
     "Have them written, from where it was stopped."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "QUERIES is written."},
    {CLI_WRONG_USE, "The command line is wrong, the service refuses the request, or QUERIES stands "
                    "there already."},
    {CLI_SOME_FAILED,
     "A file cannot be understood, and the message names the line; or QUERIES is written, but the "
     "service gave nothing usable for some passages, which --resume asks about again."},
    {CLI_UNUSABLE, "The service, the model, the output or the system cannot be used."},
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; --resume goes on with the answers of a service."},
    {0},
};

/* What a million tokens costs; < 0: not known. */
typedef struct prices {
    double in, out;
} prices;

static gk_status read_options(const cli_call *call, gk_synth_options *synth, prices *p,
                              gk_error *err)
{
    *synth = (gk_synth_options){
        .passages = call->arguments[0],
        .to = cli_value(call, "output"),
        .generators = cli_value(call, "generators"),
        .source = cli_value(call, "source"),
        .service = cli_value(call, "service"),
        .examples = cli_value(call, "examples"),
        .model = cli_value(call, "model"),
        .round_trip = (size_t)cli_number(call, "round-trip", 0),
        .count = (size_t)cli_number(call, "count", 0),
        .seed = (uint64_t)cli_number(call, "seed", 0),
        .resume = cli_flag(call, "resume"),
        .estimate = cli_flag(call, "estimate"),
        .concurrency = (int)cli_number(call, "concurrency", 0),
        .threads = (int)cli_number(call, "threads", 0),
        .cache = cli_value(call, "cache"),
    };
    static const char *const of_service[] = {"examples", "concurrency", "estimate", "resume"};
    for (size_t i = 0; i < sizeof of_service / sizeof *of_service; i++)
        if (!synth->service && cli_value(call, of_service[i]))
            return cli_problem(err, GK_INVALID, "--%s is for a service: give --service ADDRESS",
                               of_service[i]);
    if (synth->service && synth->generators)
        return cli_problem(err, GK_INVALID, "give either --generators or --service");
    if (synth->round_trip && !synth->model)
        return cli_problem(err, GK_INVALID, "--round-trip is of --model: give that, too");
    *p = (prices){-1, -1};
    gk_status status = cli_real(call, "price-in", 0, 1e6, &p->in, err);
    if (status == GK_OK) status = cli_real(call, "price-out", 0, 1e6, &p->out, err);
    if (status == GK_OK && (p->in < 0) != (p->out < 0))
        return cli_problem(err, GK_INVALID, "give both --price-in and --price-out");
    return status;
}

/* < 0: the prices are not known. */
static double cost(const gk_synth_report *report, const prices *p)
{
    if (p->in < 0) return -1;
    return ((double)report->tokens_in * p->in + (double)report->tokens_out * p->out) / 1e6;
}

/* "1,200 calls, about 1,934,000 tokens in and 132,000 out, about 0.37" */
static void write_estimate(FILE *to, const gk_synth_report *report, const prices *p)
{
    char calls[CLI_COUNT_SIZE], in[CLI_COUNT_SIZE], out[CLI_COUNT_SIZE], money[48] = "";
    if (p->in >= 0) snprintf(money, sizeof money, ", about %.2f in all", cost(report, p));
    fprintf(to, "%s calls, about %s tokens in and %s out%s\n", cli_count(calls, report->calls),
            cli_count(in, report->tokens_in), cli_count(out, report->tokens_out), money);
}

static void give_json(const cli_call *call, const gk_synth_report *report, const prices *p)
{
    char money[32] = "null";
    if (p->in >= 0) snprintf(money, sizeof money, "%.4f", cost(report, p));
    cli_give_json(call,
                  cli_format("{\"passages\": %zu, \"queries\": %zu, \"filtered\": %zu, "
                             "\"failed\": %zu, \"calls\": %zu, \"tokens_in\": %zu, "
                             "\"tokens_out\": %zu, \"cost\": %s, \"excluded_passages\": %zu, "
                             "\"unmatched\": %zu, \"seconds\": %.3f}",
                             report->passages, report->queries, report->filtered, report->failed,
                             report->calls, report->tokens_in, report->tokens_out, money,
                             report->excluded_passages, report->unmatched, report->seconds));
}

static void summary(const cli_call *call, const gk_synth_report *report, const prices *p)
{
    char a[CLI_COUNT_SIZE], b[CLI_COUNT_SIZE], c[CLI_COUNT_SIZE], duration[CLI_DURATION_SIZE];
    FILE *out = call->out.file;
    fprintf(out, "%s queries of %s passages, %s dropped, %s\n", cli_count(a, report->queries),
            cli_count(b, report->passages), cli_count(c, report->filtered),
            cli_duration(duration, report->seconds));
    cli_exclusion_summary(out, report->excluded_passages, report->unmatched);
    if (!report->calls) return;
    fprintf(out, "%s calls, %s tokens in, %s out", cli_count(a, report->calls),
            cli_count(b, report->tokens_in), cli_count(c, report->tokens_out));
    if (p->in >= 0) fprintf(out, ", %.2f in all", cost(report, p));
    putc('\n', out);
}

/* Passages that failed make the exit code tell of it. */
static int report_run(const cli_call *call, const gk_synth_options *synth,
                      const gk_synth_report *report, const prices *p)
{
    char n[CLI_COUNT_SIZE];
    if (cli_flag(call, "json"))
        give_json(call, report, p);
    else if (synth->estimate)
        write_estimate(call->out.file, report, p);
    else if (!cli_flag(call, "quiet"))
        summary(call, report, p);
    if (!report->failed) return CLI_DONE;
    cli_error("the service gave nothing usable for %s passage%s; the same command with --resume "
              "asks again",
              cli_count(n, report->failed), report->failed == 1 ? "" : "s");
    return CLI_SOME_FAILED;
}

/* What a service is about to be asked, on standard error. */
static gk_status announce(const cli_call *call, const gk_synth_options *synth, const prices *p,
                          gk_error *err)
{
    gk_synth_options estimate = *synth;
    gk_synth_report report;
    if (!synth->service || synth->estimate || cli_flag(call, "quiet")) return GK_OK;
    estimate.estimate = true;
    estimate.exclusion.on_idle = NULL; /* the run itself tells of it */
    gk_status status = gk_synth(&estimate, &report, err);
    if (status == GK_OK) write_estimate(stderr, &report, p);
    return status;
}

static int run(const cli_call *call)
{
    gk_error err = {0};
    gk_synth_options synth;
    gk_synth_report report = {0};
    prices p = {-1, -1};
    if (read_options(call, &synth, &p, &err) != GK_OK) return cli_fail(&err);
    cli_watch watch;
    synth.watch = cli_watch_start(&watch, call, cli_flag(call, "quiet"));
    synth.exclusion = cli_exclusion(call, &watch);
    gk_status status = announce(call, &synth, &p, &err);
    if (status == GK_OK) status = gk_synth(&synth, &report, &err);
    int code = cli_watch_end(&watch, status, &err);
    if (code == CLI_DONE) return report_run(call, &synth, &report, &p);
    if (report.calls > report.failed)
        cli_error("the answers are kept in %s.goshawk; the same command with --resume goes on",
                  synth.to);
    return code;
}

const cli_command cli_synth = {
    .name = "synth",
    .arguments = "PASSAGES",
    .summary = "make queries for passages, to train or measure an embedding with",
    .description =
        "Reads PASSAGES, JSON lines with id, doc and text, samples some, and writes queries that "
        "each should find its passage. Built-in generators need no language model: a heading, a "
        "table's row with its period, a sentence cropped, a headline, a printed question, each "
        "with the company's name as the document writes it. Or a chat service writes them; its "
        "answers are kept in QUERIES.goshawk as they come, so that a stop loses no more than the "
        "calls under way, and queries that copy the passage are dropped. A query that several "
        "passages have is dropped, and so are covers, signatures and lists of exhibits.",
    .json = "{\"passages\", \"queries\", \"filtered\", \"failed\", \"calls\", \"tokens_in\",\n"
            "  \"tokens_out\", \"cost\", \"excluded_passages\", \"unmatched\", \"seconds\"}; cost "
            "is null "
            "without prices",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
