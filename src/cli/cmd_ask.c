/* SPDX-License-Identifier: Apache-2.0 */
#include "batch.h"
#include "commands.h"
#include "filtering.h"
#include "hits.h"
#include "layout.h"
#include "memory.h"
#include "progress.h"
#include "reranking.h"

#include <stdlib.h>

static const cli_option options[] = {
    {.name = "doc", .value = "NAME", .help = "Ask this document only."},
    CLI_OPTIONS_FILTER,
    CLI_OPTION_LEXICAL,
    {.name = "llm",
     .help = "Let a language model write the answer; it is the rule where one is "
             "configured, but not with --batch."},
    {.name = "no-llm", .help = "Do not, although one is configured."},
    CLI_OPTIONS_RERANK,
    CLI_OPTION_JSON,
    CLI_OPTIONS_BATCH,
    {0},
};
static const cli_example examples[] = {
    {"goshawk ask my.lib \"How much did 3M spend on property, plant and equipment in fiscal "
     "2018?\"",
     "The answer, and the page it stands on."},
    {"goshawk ask my.lib \"What was revenue?\" --doc 3M_2018_10K --json", "For a program."},
    {"goshawk ask my.lib \"What were net sales in the last fiscal year?\" --company 3M --as-of "
     "2019-06-30",
     "As it could have been answered on that day."},
    {"goshawk ask my.lib \"Why did gross margin fall in fiscal 2022?\" --no-llm",
     "Without the language model that 'goshawk config' named."},
    {"goshawk ask my.lib --batch questions.jsonl -o answers.csv",
     "Every line of a file, each with its own filters."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "There is an answer."},
    {CLI_NOTHING, "Declined: nothing in the library answers this. The nearest passages are shown."},
    CLI_EXIT_USE,
    {CLI_SOME_FAILED, "Lines of the batch are wrong, or it cannot be read."},
    CLI_EXIT_UNUSABLE,
    {CLI_INTERRUPTED, "A batch was stopped by Ctrl-C; --resume goes on."},
    {0},
};

static void write_citations(const cli_call *call, const gk_answer *answer)
{
    const cli_terminal *to = &call->out;
    for (size_t i = 0; i < answer->citation_count; i++) {
        const gk_citation *citation = &answer->citations[i];
        putc('\n', to->file);
        cli_style(to, CLI_CITE);
        putc('[', to->file);
        cli_write(to, citation->document);
        fprintf(to->file, " p.%d]", citation->page);
        cli_style_end(to);
        if (citation->label) {
            fputs("  ", to->file);
            cli_write(to, citation->label);
        }
        putc('\n', to->file);
        cli_layout_write(to, citation->quote, "    ", CLI_PASSAGE);
    }
    if (answer->citation_count == 0) return;
    char *line = cli_show_line(call->arguments[0], answer->citations[0].document,
                               answer->citations[0].page);
    fputs("\nto see it on its page: ", to->file);
    cli_write(to, line);
    putc('\n', to->file);
    free(line);
}

static void write_answer(const cli_call *call, const gk_answer *answer)
{
    cli_layout_write(&call->out, answer->answer, "", CLI_PASSAGE);
    if (answer->answered) {
        write_citations(call, answer);
    } else if (answer->nearest && answer->nearest->count > 0) {
        fputs("\nthe nearest passages:\n", call->out.file);
        cli_hits_write_brief(&call->out, answer->nearest, 5);
    }
}

/* What the language model is at. */
static bool on_stage(void *ctx, const char *stage)
{
    cli_progress_text(ctx, stage);
    return true;
}

static int ask(const cli_call *call, gk_search_options *search)
{
    int code;
    cli_progress progress = cli_progress_start(&call->err, !call->err.interactive);
    search->on_stage = on_stage;
    search->on_stage_ctx = &progress;
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;

    gk_error err = {0};
    gk_answer *answer = NULL;
    gk_status status = gk_ask(library, call->arguments[1], search, &answer, &err);
    cli_progress_clear(&progress);
    if (status != GK_OK) {
        code = cli_fail(&err);
    } else {
        cli_notice(answer->notice);
        if (cli_flag(call, "json"))
            cli_give_json(call, gk_answer_json(answer));
        else
            write_answer(call, answer);
        code = answer->answered ? CLI_DONE : CLI_NOTHING;
    }
    gk_answer_free(answer);
    gk_library_close(library);
    return code;
}

/* A batch has many readers of the library, each of which would start a model of its own. */
static gk_llm llm_of(const cli_call *call)
{
    if (cli_flag(call, "no-llm")) return GK_LLM_OFF;
    if (cli_flag(call, "llm")) return GK_LLM_ON;
    return cli_value(call, "batch") ? GK_LLM_OFF : GK_LLM_AS_SET;
}

static int run(const cli_call *call)
{
    char *reranker;
    if (!cli_batch_check(call, "QUESTION")) return CLI_WRONG_USE;
    if (cli_flag(call, "llm") && cli_flag(call, "no-llm")) {
        cli_error("--llm and --no-llm do not go together");
        return CLI_WRONG_USE;
    }
    int code = cli_reranker(call, call->arguments[0], &reranker);
    if (code != CLI_DONE) return code;
    gk_search_options search = {
        .document = cli_value(call, "doc"),
        .lexical_only = cli_flag(call, "lexical"),
        .filter = cli_filter(call),
        .rerank = reranker,
        .llm = llm_of(call),
    };
    code = cli_value(call, "batch") ? cli_batch(call, CLI_BATCH_ASK, &search) : ask(call, &search);
    free(reranker);
    return code;
}

const cli_command cli_ask = {
    .name = "ask",
    .arguments = "LIB [QUESTION]",
    .summary = "answer a question, with citations",
    .description =
        "Answers from the library's documents alone: the sentences or table rows that support the "
        "answer best, word for word, each with document and page. Where support is weak it says so "
        "instead and shows the nearest passages. Filters say which documents are seen, and --as-of "
        "answers as on that day. Where 'goshawk config' named a language model, that writes the "
        "answer "
        "from the passages; what they do not support is struck. --batch asks many questions and "
        "makes a table of the answers.",
    .json = "{\"question\", \"status\": \"answered\" or \"declined\", \"answer\",\n"
            " \"model\": the language model that wrote it, or null, \"notice\",\n"
            " \"citations\": [{\"document\", \"page\", \"quote\"}], \"nearest\": [...]},\n"
            "the citation that carries the answer first; pages count from 1",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
