/* SPDX-License-Identifier: Apache-2.0 */
#include "batch.h"
#include "commands.h"
#include "filtering.h"
#include "hits.h"
#include "reranking.h"

#include <stdlib.h>

static const cli_option options[] = {
    {.letter = 'k',
     .name = "hits",
     .value = "N",
     .help = "Show at most N passages (10).",
     .least = 1,
     .most = 1000},
    {.name = "doc", .value = "NAME", .help = "Search this document only."},
    CLI_OPTIONS_FILTER,
    CLI_OPTION_LEXICAL,
    CLI_OPTIONS_RERANK,
    CLI_OPTION_JSON,
    CLI_OPTIONS_BATCH,
    {0},
};
static const cli_example examples[] = {
    {"goshawk search my.lib \"capital expenditures 2018\" -k 5", "The five best passages."},
    {"goshawk search my.lib \"dividend\" --doc 3M_2018_10K", "In one document."},
    {"goshawk search my.lib \"net sales\" --company 3M --period FY2018 --form 10-K",
     "In the papers of one company, year and form."},
    {"goshawk search my.lib \"supply chain\" --as-of 2023-11-03",
     "What could have been found at the end of that day."},
    {"goshawk search my.lib \"capital expenditures 2018\" --rerank deep --reranker run/model",
     "With a reranker of your own, which takes its time."},
    {"goshawk search my.lib 货币政策 --json", "For a program."},
    {"goshawk search my.lib --batch queries.jsonl -o hits.parquet",
     "Every line of a file, each with its own filters."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "At least one passage was found."},
    {CLI_NOTHING, "Nothing matches, or there is no such document."},
    CLI_EXIT_USE,
    {CLI_SOME_FAILED, "Lines of the batch are wrong, or it cannot be read."},
    CLI_EXIT_UNUSABLE,
    {CLI_INTERRUPTED, "A batch was stopped by Ctrl-C; --resume goes on."},
    {0},
};

static int find(const cli_call *call, const gk_search_options *search)
{
    int code;
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;

    gk_error err = {0};
    gk_hits *hits = NULL;
    if (gk_search(library, call->arguments[1], search, &hits, &err) != GK_OK) {
        code = cli_fail(&err);
    } else {
        cli_notice(hits->notice);
        if (cli_flag(call, "json"))
            cli_give_json(call, gk_hits_json(hits));
        else
            cli_hits_write(&call->out, hits);
        if (hits->count == 0) {
            cli_error("nothing matches; try other words, or 'goshawk docs' for what is stored");
            code = CLI_NOTHING;
        }
    }
    gk_hits_free(hits);
    gk_library_close(library);
    return code;
}

static int run(const cli_call *call)
{
    char *reranker;
    if (!cli_batch_check(call, "QUERY")) return CLI_WRONG_USE;
    int code = cli_reranker(call, call->arguments[0], &reranker);
    if (code != CLI_DONE) return code;
    const gk_search_options search = {
        .k = (size_t)cli_number(call, "hits", 10),
        .document = cli_value(call, "doc"),
        .lexical_only = cli_flag(call, "lexical"),
        .filter = cli_filter(call),
        .rerank = reranker,
    };
    code = cli_value(call, "batch") ? cli_batch(call, CLI_BATCH_SEARCH, &search)
                                    : find(call, &search);
    free(reranker);
    return code;
}

const cli_command cli_search = {
    .name = "search",
    .arguments = "LIB [QUERY]",
    .summary = "find the passages nearest to a query",
    .description =
        "Searches by words (BM25) and by meaning (vectors), and shows the best passages "
        "of both with the matched words marked. Scores can be compared within one result "
        "only. Filters say which documents are seen: what they leave out is not counted in any "
        "score, and --as-of answers as on that day. --batch asks many queries and makes a table "
        "of their hits.",
    .json = "{\"query\", \"hits\": [{\"document\", \"page\", \"passage\", \"score\", \"text\", "
            "...}]},\n"
            "best first; pages count from 1",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
