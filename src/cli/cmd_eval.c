/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "eval_report.h"
#include "progress.h"

#include <string.h>

static const cli_option options[] = {
    {.name = "set",
     .value = "FILE",
     .help = "The questions: JSON lines with id, question, answer, doc_name and evidence, as "
             "FinanceBench has them (its pages count from 0).",
     .required = true},
    CLI_OPTION_LEXICAL,
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk eval retrieval my.lib --set dev.jsonl", "How often the right page is found."},
    {"goshawk eval answers my.lib --set dev.jsonl --json > report.json",
     "Every question, our answer, the judgement, the pages."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The evaluation ran, whatever it found."},
    CLI_EXIT_USE,
    {CLI_SOME_FAILED, "FILE cannot be read or understood; the message names the line."},
    CLI_EXIT_UNUSABLE,
    {0},
};

typedef gk_status evaluation(gk_library *library, const char *set_path,
                             const gk_eval_options *options, char **json, gk_error *err);

static const struct kind {
    const char *name;
    evaluation *run;
    bool (*report)(const cli_terminal *to, const char *json);
} kinds[] = {
    {"retrieval", gk_eval_retrieval, cli_eval_retrieval_write},
    {"answers", gk_eval_answers, cli_eval_answers_write},
};

static bool on_progress(void *ctx, size_t done, size_t total)
{
    cli_progress_count(ctx, "questions", done, total);
    return true;
}

static int evaluate(const cli_call *call, const struct kind *kind, gk_library *library)
{
    cli_progress progress = cli_progress_start(&call->err, false);
    const gk_eval_options eval = {
        .on_progress = on_progress, .ctx = &progress, .lexical_only = cli_flag(call, "lexical")};
    gk_error err = {0};
    char *json = NULL;
    gk_status status = kind->run(library, cli_value(call, "set"), &eval, &json, &err);
    cli_progress_clear(&progress);
    if (status != GK_OK) return cli_fail(&err);
    if (cli_flag(call, "json")) {
        cli_give_json(call, json);
        return CLI_DONE;
    }
    bool good = kind->report(&call->out, json);
    gk_free(json);
    if (good) return CLI_DONE;
    cli_error("the report is not as expected; --json prints it as it is");
    return CLI_UNUSABLE;
}

static int run(const cli_call *call)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(call->arguments[0], kinds[i].name) != 0) continue;
        int code;
        gk_library *library = cli_open(call->arguments[1], GK_READ, &code);
        if (library) code = evaluate(call, &kinds[i], library);
        gk_library_close(library);
        return code;
    }
    cli_error("eval takes 'retrieval' or 'answers', not '%s'", call->arguments[0]);
    return CLI_WRONG_USE;
}

const cli_command cli_eval = {
    .name = "eval",
    .arguments = "retrieval|answers LIB",
    .summary = "measure retrieval or answers with a set of questions",
    .description =
        "retrieval: how often a document, and a page, that holds the evidence stands among the "
        "first "
        "1, 5, 10 (and 20) found; mrr is the mean reciprocal rank of the first evidence page among "
        "the first 100. answers: asks every question and compares the answer with the expected "
        "one, "
        "and its first three cited pages with the evidence.",
    .json = "retrieval: {\"questions\", \"document_hit\": {\"1\", \"5\", \"10\"},\n"
            "  \"page_hit\": {\"1\", \"5\", \"10\", \"20\"}, \"mrr\", \"results\": [...]}\n"
            "answers: {\"questions\", \"right\", \"wrong\", \"declined\", \"citation_page_hit\",\n"
            "  \"results\": [...]}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
