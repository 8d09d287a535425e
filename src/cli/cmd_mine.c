/* SPDX-License-Identifier: Apache-2.0 */
#include "exclusion.h"
#include "memory.h"

#include <stdlib.h>

static const cli_option options[] = {
    {.name = "passages",
     .value = "FILE",
     .help = "The passages: JSON lines with id, doc and text.",
     .required = true},
    {.name = "model",
     .value = "MODEL",
     .help = "The model whose nearest passages are looked through: a folder or an address.",
     .required = true},
    {.letter = 'o',
     .name = "output",
     .value = "EXAMPLES",
     .help = "Write the examples here. A file that stands there is left alone.",
     .required = true},
    {.name = "source",
     .value = "NAME",
     .help = "Only queries of this source become examples. May be given several times.",
     .repeated = true},
    CLI_OPTION_EXCLUDE_DOCUMENTS,
    CLI_OPTION_EXCLUDE_QUERIES,
    {.name = "negatives",
     .value = "N",
     .help = "Negatives for each query. Without it: 4.",
     .least = 1,
     .most = 1000},
    {.name = "lexical",
     .value = "X",
     .help = "The share of them that BM25 finds, from 0 to 1. Without it: 0.5."},
    {.name = "depth",
     .value = "N",
     .help = "Look through the first N passages of the model and of BM25. Without it: 100.",
     .least = 1,
     .most = 100000},
    {.name = "among",
     .value = "N",
     .help =
         "Embed only the passages that BM25 finds among the first N for one of the queries, and "
         "those that answer one: of a large archive that is a part. Without it: all passages.",
     .least = 1,
     .most = 1000000},
    {.name = "margin",
     .value = "X",
     .help = "Refuse a passage whose cosine with the query is above X times the positive's. "
             "Without it: 1.03."},
    {.name = "limit",
     .value = "N",
     .help = "Use N queries alone, drawn by the seed.",
     .least = 1,
     .most = 1000000000},
    {.name = "seed",
     .value = "N",
     .help = "What --limit draws by. Without it: 0.",
     .least = 0,
     .most = 1000000000},
    {.name = "force", .help = "Replace EXAMPLES, whatever it holds."},
    CLI_OPTION_CACHE,
    CLI_OPTION_THREADS,
    CLI_OPTION_QUIET,
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk mine queries.jsonl --passages passages.jsonl --model models/default -o train.jsonl",
     "Four negatives for each query, found by the model and by BM25 in turns."},
    {"goshawk mine queries.jsonl --passages passages.jsonl --model runs/1/model -o second.jsonl "
     "--exclude-queries dev.jsonl",
     "With the model that the first examples made; nothing of what measures."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "EXAMPLES has a line for each query whose passage may be trained on."},
    {CLI_WRONG_USE, "The command line is wrong, or EXAMPLES stands there already or is read."},
    {CLI_SOME_FAILED, "A file cannot be understood; the message names the line and the field."},
    {CLI_UNUSABLE, "The model, the output or the system cannot be used."},
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; EXAMPLES is as it was. The vectors are kept."},
    {0},
};

static gk_status read_options(const cli_call *call, gk_mine_options *mine, gk_error *err)
{
    *mine = (gk_mine_options){
        .queries = call->arguments[0],
        .passages = cli_value(call, "passages"),
        .to = cli_value(call, "output"),
        .model = cli_value(call, "model"),
        .negatives = (size_t)cli_number(call, "negatives", 0),
        .lexical = -1,
        .depth = (size_t)cli_number(call, "depth", 0),
        .among = (size_t)cli_number(call, "among", 0),
        .limit = (size_t)cli_number(call, "limit", 0),
        .seed = (uint64_t)cli_number(call, "seed", 0),
        .force = cli_flag(call, "force"),
        .threads = (int)cli_number(call, "threads", 0),
        .cache = cli_value(call, "cache"),
    };
    mine->sources = cli_values(call, "source", &mine->source_count);
    gk_status status = cli_real(call, "lexical", 0, 1, &mine->lexical, err);
    return status == GK_OK ? cli_real(call, "margin", 0.01, 100, &mine->margin, err) : status;
}

static void give_json(const cli_call *call, const gk_mine_report *report)
{
    cli_give_json(
        call, cli_format("{\"queries\": %zu, \"examples\": %zu, \"excluded\": %zu, \"dense\": %zu, "
                         "\"lexical\": %zu, \"too_near\": %zu, \"same_text\": %zu, \"same_fact\": "
                         "%zu, \"other_sources\": %zu, \"excluded_passages\": %zu, "
                         "\"unmatched\": %zu, \"seconds\": %.3f}",
                         report->queries, report->examples, report->excluded, report->dense,
                         report->lexical, report->too_near, report->same_text, report->same_fact,
                         report->other_sources, report->excluded_passages, report->unmatched,
                         report->seconds));
}

static void summary(const cli_call *call, const gk_mine_report *report)
{
    char a[CLI_COUNT_SIZE], b[CLI_COUNT_SIZE], c[CLI_COUNT_SIZE], duration[CLI_DURATION_SIZE];
    FILE *out = call->out.file;
    fprintf(out, "%s examples of %s queries, %s\n", cli_count(a, report->examples),
            cli_count(b, report->queries), cli_duration(duration, report->seconds));
    fprintf(out, "negatives: %s by the model, %s by BM25\n", cli_count(a, report->dense),
            cli_count(b, report->lexical));
    fprintf(out, "refused: %s too near, %s of the same text, %s of the same fact\n",
            cli_count(a, report->too_near), cli_count(b, report->same_text),
            cli_count(c, report->same_fact));
    if (report->other_sources > 0)
        fprintf(out, "%s queries of other sources left out\n", cli_count(a, report->other_sources));
    if (report->excluded > 0)
        fprintf(out, "%s queries left out: their passages are excluded or absent\n",
                cli_count(a, report->excluded));
    cli_exclusion_summary(out, report->excluded_passages, report->unmatched);
}

static int run(const cli_call *call)
{
    gk_error err = {0};
    gk_mine_options mine;
    gk_mine_report report;
    if (read_options(call, &mine, &err) != GK_OK) return cli_fail(&err);
    cli_watch watch;
    mine.watch = cli_watch_start(&watch, call, cli_flag(call, "quiet"));
    mine.exclusion = cli_exclusion(call, &watch);
    gk_status status = gk_mine(&mine, &report, &err);
    int code = cli_watch_end(&watch, status, &err);
    if (code != CLI_DONE) return code;
    if (cli_flag(call, "json"))
        give_json(call, &report);
    else if (!cli_flag(call, "quiet"))
        summary(call, &report);
    return CLI_DONE;
}

const cli_command cli_mine = {
    .name = "mine",
    .arguments = "QUERIES",
    .summary = "find hard negatives for queries, to train with",
    .description =
        "Reads QUERIES, JSON lines with query and passage_id, and writes for each an example: the "
        "query, the passage that answers and passages that only look like it, found by the model "
        "and by BM25 in turns. What may be a right answer, too, is refused: a passage with the "
        "same text or the same figures, one like it of another year where the query names no year, "
        "and one that is nearer to the query than the margin allows.",
    .json =
        "{\"queries\", \"examples\", \"excluded\", \"dense\", \"lexical\", \"too_near\",\n"
        "  \"same_text\", \"same_fact\", \"other_sources\", \"excluded_passages\", \"unmatched\",\n"
        "  \"seconds\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
