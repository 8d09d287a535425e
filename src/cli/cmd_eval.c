/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "eval_report.h"
#include "watch.h"

#include <string.h>

static const cli_option options[] = {
    {.name = "set",
     .value = "FILE",
     .help =
         "retrieval, answers: the questions, JSON lines with id, question, answer, doc_name and "
         "evidence, as FinanceBench has them (its pages count from 0)."},
    {.name = "stage",
     .value = "STAGE",
     .help = "retrieval: measure one stage alone: lexical, dense, or fused (both by rank). Without "
             "it: the whole search."},
    {.name = "lexical",
     .help = "retrieval, answers: search by words alone, without the embedding model."},
    {.name = "model",
     .value = "MODEL",
     .help = "embedding: a model's folder or address, bm25, or MODEL+bm25, both fused by rank. May "
             "be given several times.",
     .repeated = true},
    {.name = "queries",
     .value = "FILE",
     .help = "embedding: JSON lines with query, passage_id (an id or a list of them), style and "
             "source."},
    {.name = "passages", .value = "FILE", .help = "embedding: JSON lines with id, doc and text."},
    {.name = "limit",
     .value = "N",
     .help = "embedding: search N passages alone: those that answer, and others drawn at random, "
             "the same ones every time.",
     .least = 1,
     .most = 1000000000},
    {.name = "dimensions",
     .value = "N",
     .help = "embedding: use the first N numbers of each vector, made of length 1 again "
             "(Matryoshka).",
     .least = 1,
     .most = 1 << 20},
    {.name = "results", .help = "embedding, with --json: the rank of each query, too."},
    {.name = "cache",
     .value = "DIR",
     .help = "embedding: keep vectors here, by model and text. Without it: goshawk/vectors in "
             "$XDG_CACHE_HOME or ~/.cache."},
    {.name = "threads",
     .value = "N",
     .help = "embedding: use N threads. Without it: one for each processor.",
     .least = 1,
     .most = 1024},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk eval retrieval my.lib --set dev.jsonl", "How often the right page is found."},
    {"goshawk eval retrieval my.lib --set dev.jsonl --stage dense",
     "How often the embedding alone finds it."},
    {"goshawk eval answers my.lib --set dev.jsonl --json > report.json",
     "Every question, our answer, the judgement, the pages."},
    {"goshawk eval embedding --model bm25 --model models/default --model models/default+bm25 "
     "--queries dev.jsonl --passages passages.jsonl",
     "Words, a model and both side by side; 'goshawk passages' writes a library's passages."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The evaluation ran, whatever it found."},
    CLI_EXIT_USE,
    {CLI_SOME_FAILED, "A file cannot be read or understood; the message names the line."},
    CLI_EXIT_UNUSABLE,
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; vectors computed so far are kept."},
    {0},
};

/* ---- a library and its questions ------------------------------------------------------------ */

typedef gk_status evaluation(gk_library *library, const char *set_path,
                             const gk_eval_options *options, char **json, gk_error *err);
typedef bool report_writer(const cli_terminal *to, const char *json);

/* Prints the report, as JSON where that is asked for. */
static int give(const cli_call *call, char *json, report_writer *write)
{
    if (cli_flag(call, "json")) {
        cli_give_json(call, json);
        return CLI_DONE;
    }
    bool good = write(&call->out, json);
    gk_free(json);
    if (good) return CLI_DONE;
    cli_error("the report is not as expected; --json prints it as it is");
    return CLI_UNUSABLE;
}

static bool on_progress(void *ctx, size_t done, size_t total)
{
    cli_watch *watch = ctx;
    cli_progress_count(&watch->progress, "questions", done, total);
    return !cli_interrupted(watch->interrupt);
}

static int ask(const cli_call *call, evaluation *run, report_writer *write)
{
    int code;
    gk_library *library = cli_open(call->arguments[1], GK_READ, &code);
    if (!library) return code;
    cli_watch watch;
    cli_watch_start(&watch, call, false);
    const gk_eval_options eval = {.on_progress = on_progress,
                                  .ctx = &watch,
                                  .lexical_only = cli_flag(call, "lexical"),
                                  .stage = cli_value(call, "stage")};
    gk_error err = {0};
    char *json = NULL;
    code = cli_watch_end(&watch, run(library, cli_value(call, "set"), &eval, &json, &err), &err);
    gk_library_close(library);
    return code == CLI_DONE ? give(call, json, write) : code;
}

static int retrieval(const cli_call *call)
{
    if (cli_flag(call, "stage") && cli_flag(call, "lexical")) {
        cli_error("give either --stage or --lexical");
        return CLI_WRONG_USE;
    }
    return ask(call, gk_eval_retrieval, cli_eval_retrieval_write);
}

static int answers(const cli_call *call)
{
    return ask(call, gk_eval_answers, cli_eval_answers_write);
}

/* ---- models, queries and passages ----------------------------------------------------------- */

static int embedding(const cli_call *call)
{
    gk_eval_embedding_options eval = {
        .queries = cli_value(call, "queries"),
        .passages = cli_value(call, "passages"),
        .limit = (size_t)cli_number(call, "limit", 0),
        .dimensions = (size_t)cli_number(call, "dimensions", 0),
        .results = cli_flag(call, "results"),
        .threads = (int)cli_number(call, "threads", 0),
        .cache = cli_value(call, "cache"),
    };
    eval.models = cli_values(call, "model", &eval.model_count);
    cli_watch watch;
    eval.watch = cli_watch_start(&watch, call, false);
    gk_error err = {0};
    char *json = NULL;
    int code = cli_watch_end(&watch, gk_eval_embedding(&eval, &json, &err), &err);
    return code == CLI_DONE ? give(call, json, cli_eval_embedding_write) : code;
}

/* ---- which of them -------------------------------------------------------------------------- */

enum { MOST_NAMES = 10 };
static const struct kind {
    const char *name;
    bool library; /* takes LIB */
    int (*run)(const cli_call *call);
    const char *needs[MOST_NAMES], *takes[MOST_NAMES]; /* options; NULL ends */
} kinds[] = {
    {"embedding",
     false,
     embedding,
     {"model", "queries", "passages"},
     {"limit", "dimensions", "results", "cache", "threads", "json"}},
    {"retrieval", true, retrieval, {"set"}, {"stage", "lexical", "json"}},
    {"answers", true, answers, {"set"}, {"lexical", "json"}},
};

static bool holds(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0) return true;
    return false;
}

/* False, and a word about it, where the kind lacks something or does not take it. */
static bool check_use(const cli_call *call, const struct kind *kind)
{
    size_t wanted = kind->library ? 2 : 1;
    if (call->argument_count < wanted) {
        cli_error("eval %s needs a library: goshawk eval %s LIB --set FILE", kind->name,
                  kind->name);
        return false;
    }
    if (call->argument_count > wanted) {
        cli_error("eval %s takes no library, so '%s' is too much", kind->name, call->arguments[1]);
        return false;
    }
    for (const cli_option *o = options; o->name; o++) {
        bool given = cli_flag(call, o->name), needed = holds(kind->needs, o->name);
        if (given && !needed && !holds(kind->takes, o->name)) {
            cli_error("eval %s takes no --%s", kind->name, o->name);
            return false;
        }
        if (needed && !given) {
            cli_error("eval %s needs --%s %s; see 'goshawk eval --help'", kind->name, o->name,
                      o->value);
            return false;
        }
    }
    return true;
}

static int run(const cli_call *call)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(call->arguments[0], kinds[i].name) == 0)
            return check_use(call, &kinds[i]) ? kinds[i].run(call) : CLI_WRONG_USE;
    cli_error("eval takes 'retrieval', 'answers' or 'embedding', not '%s'", call->arguments[0]);
    return CLI_WRONG_USE;
}

const cli_command cli_eval = {
    .name = "eval",
    .arguments = "retrieval|answers|embedding [LIB]",
    .summary = "measure retrieval, answers, or embedding models",
    .description =
        "retrieval LIB: how often a document, and a page, that holds the evidence stands among the "
        "first 1, 5, 10 (and 20) found; mrr is the mean reciprocal rank of the first evidence page "
        "among the first 100. answers LIB: asks every question and compares the answer with the "
        "expected one, and its first three cited pages with the evidence. embedding: how often a "
        "passage that answers a query, or one with the same text, is among the first 1, 5, 10 of "
        "all passages, by style, source and language; needs no library.",
    .json = "retrieval: {\"questions\", \"document_hit\": {\"1\", \"5\", \"10\"},\n"
            "  \"page_hit\": {\"1\", \"5\", \"10\", \"20\"}, \"mrr\", \"results\": [...]}\n"
            "answers: {\"questions\", \"right\", \"wrong\", \"declined\", \"citation_page_hit\",\n"
            "  \"results\": [...]}\n"
            "embedding: {\"queries\", \"passages\", \"models\": [{\"model\", \"recall\": {\"1\", "
            "\"5\",\n  \"10\"}, \"mrr\", \"interval\", \"difference\", \"by\": {\"style\", "
            "\"source\",\n  \"language\"}}]}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
