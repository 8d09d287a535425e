/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "eval_report.h"
#include "memory.h"
#include "reranking.h"
#include "watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const cli_option options[] = {
    {.name = "set",
     .value = "FILE",
     .help =
         "retrieval, answers: the questions, JSON lines with id, question, answer, doc_name and "
         "evidence, as FinanceBench has them (its pages count from 0)."},
    {.name = "names",
     .value = "FILE",
     .help = "retrieval, answers: a CSV file with the columns document and name, or document and "
             "sha256: what the library calls the set's documents."},
    {.name = "stages",
     .value = "LIST",
     .help =
         "retrieval: what is measured, side by side, separated by commas: lexical, dense, fused "
         "(both by rank), whole, or the whole less parts (whole-embedding). Without it: the "
         "whole."},
    {.name = "ablation",
     .help = "retrieval: measure the stages, the whole, and the whole less each of its parts."},
    {.name = "depth",
     .value = "N",
     .help = "retrieval: a question without an evidence page among the first N is a failure; 5.",
     .least = 1,
     .most = 1000},
    {.name = "html",
     .value = "FILE",
     .help = "retrieval, answers: write the report as a page of its own, too, with plots."},
    {.name = "tatqa",
     .value = "FILE",
     .help = "answers, in place of LIB and --set: TAT-QA's own JSON (unpacked). Each excerpt, a "
             "table and its paragraphs, is the only library of its questions."},
    {.name = "from",
     .value = "N",
     .help = "answers --tatqa: the first excerpt, from 1.",
     .least = 1,
     .most = 1000000},
    {.name = "to",
     .value = "N",
     .help = "answers --tatqa: the last excerpt.",
     .least = 1,
     .most = 1000000},
    {.name = "judgements",
     .value = "FILE",
     .help = "answers: write every judgement as a JSON line with id, judgement, reason and note, "
             "for a person to correct."},
    {.name = "overrule",
     .value = "FILE",
     .help = "answers: read such lines back; where the answer is still the same, they take the "
             "judge's place."},
    {.name = "lexical",
     .help = "retrieval, answers: search by words alone, without the embedding model."},
    CLI_OPTIONS_RERANK,
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
    {"goshawk eval retrieval my.lib --set dev.jsonl --stages lexical,dense,fused,whole",
     "Words alone, the embedding alone, both by rank, and the whole search, side by side."},
    {"goshawk eval retrieval my.lib --set dev.jsonl --ablation --html report.html",
     "What each part of the search is worth, as a page with plots."},
    {"goshawk eval retrieval my.lib --set dev.jsonl --names names.csv",
     "The same where the library's documents have other names than the set's."},
    {"goshawk eval answers my.lib --set dev.jsonl --json > report.json",
     "Every question, our answer, the judgement, the pages."},
    {"goshawk eval answers my.lib --set dev.jsonl --html report.html --judgements judged.jsonl",
     "The same as a page that begins with the hallucination rate; the judgements to correct."},
    {"goshawk eval answers my.lib --set dev.jsonl --overrule judged.jsonl",
     "Count again with a person's corrections."},
    {"goshawk eval answers --tatqa tatqa_dataset_dev.json --from 179",
     "TAT-QA from its 179th excerpt on, without a library."},
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

/* Runs an evaluation on the library that the call names; *json is gk_free's. */
static int ask(const cli_call *call, evaluation *run, gk_eval_options *eval, char **json)
{
    char *reranker;
    *json = NULL;
    int code = cli_reranker(call, call->arguments[1], &reranker);
    if (code != CLI_DONE) return code;
    gk_library *library = cli_open(call->arguments[1], GK_READ, &code);
    if (!library) {
        free(reranker);
        return code;
    }
    cli_watch watch;
    cli_watch_start(&watch, call, false);
    eval->on_progress = on_progress;
    eval->ctx = &watch;
    eval->lexical_only = cli_flag(call, "lexical");
    eval->names = cli_value(call, "names");
    eval->rerank = reranker;
    gk_error err = {0};
    code = cli_watch_end(&watch, run(library, cli_value(call, "set"), eval, json, &err), &err);
    gk_library_close(library);
    free(reranker);
    return code;
}

/* The parts of a list between commas: *names (free) point into *copy (free). */
static size_t split(const char *list, char **copy, const char ***names)
{
    size_t count = 0, capacity = 0;
    *copy = cli_format("%s", list);
    *names = NULL;
    for (char *at = *copy; at;) {
        char *comma = strchr(at, ',');
        if (comma) *comma++ = '\0';
        *names = cli_grow(*names, count, &capacity, sizeof **names);
        (*names)[count++] = at;
        at = comma;
    }
    return count;
}

typedef bool page_writer(FILE *to, const char *json);

/* Writes what `write` makes of the report to a file. */
static int write_file(const char *path, const char *json, page_writer *write)
{
    char *page = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&page, &size);
    bool good = memory && write(memory, json);
    if (memory) fclose(memory);
    if (!good) {
        free(page);
        cli_error("nothing was measured: there is no page to write");
        return CLI_UNUSABLE;
    }
    FILE *file = fopen(path, "we");
    good = file && fwrite(page, 1, size, file) == size;
    if (file && fclose(file) != 0) good = false;
    free(page);
    if (good) return CLI_DONE;
    cli_error("%s: %s", path, strerror(errno));
    return CLI_UNUSABLE;
}

static int retrieval(const cli_call *call)
{
    const char *list = cli_value(call, "stages"), *page = cli_value(call, "html");
    if ((list != NULL) + cli_flag(call, "ablation") + cli_flag(call, "lexical") > 1) {
        cli_error("give one of --stages, --ablation and --lexical");
        return CLI_WRONG_USE;
    }
    gk_eval_options eval = {.ablation = cli_flag(call, "ablation"),
                            .depth = (size_t)cli_number(call, "depth", 0)};
    char *copy = NULL, *json = NULL;
    const char **names = NULL;
    if (list) eval.configuration_count = split(list, &copy, &names);
    eval.configurations = names;
    int code = ask(call, gk_eval_retrieval, &eval, &json);
    free(names);
    free(copy);
    if (code != CLI_DONE) return code;
    if (page) code = write_file(page, json, cli_eval_retrieval_page);
    int given = give(call, json, cli_eval_retrieval_write);
    return code == CLI_DONE ? given : code;
}

/* TAT-QA's file needs no library. */
static int ask_tatqa(const cli_call *call, const char *path, char **json)
{
    gk_eval_tatqa_options eval = {.from = (size_t)cli_number(call, "from", 0),
                                  .to = (size_t)cli_number(call, "to", 0),
                                  .lexical_only = cli_flag(call, "lexical"),
                                  .overrule = cli_value(call, "overrule")};
    cli_watch watch;
    cli_watch_start(&watch, call, false);
    eval.on_progress = on_progress;
    eval.ctx = &watch;
    gk_error err = {0};
    return cli_watch_end(&watch, gk_eval_tatqa(path, &eval, json, &err), &err);
}

static bool check_answers(const cli_call *call)
{
    bool tatqa = cli_flag(call, "tatqa");
    static const char *const with_set[] = {"set", "names", "rerank", "reranker"};
    static const char *const with_tatqa[] = {"from", "to"};
    for (size_t i = 0; tatqa && i < sizeof with_set / sizeof *with_set; i++)
        if (cli_flag(call, with_set[i])) {
            cli_error("eval answers --tatqa takes no --%s", with_set[i]);
            return false;
        }
    for (size_t i = 0; !tatqa && i < sizeof with_tatqa / sizeof *with_tatqa; i++)
        if (cli_flag(call, with_tatqa[i])) {
            cli_error("eval answers takes --%s with --tatqa alone", with_tatqa[i]);
            return false;
        }
    if (tatqa && call->argument_count > 1) {
        cli_error("eval answers --tatqa takes no library, so '%s' is too much", call->arguments[1]);
        return false;
    }
    if (!tatqa && !cli_flag(call, "set")) {
        cli_error("eval answers needs --set FILE; see 'goshawk eval --help'");
        return false;
    }
    return true;
}

static int answers(const cli_call *call)
{
    if (!check_answers(call)) return CLI_WRONG_USE;
    const char *tatqa = cli_value(call, "tatqa"), *page = cli_value(call, "html");
    const char *judgements = cli_value(call, "judgements");
    gk_eval_options eval = {.overrule = cli_value(call, "overrule")};
    char *json = NULL;
    int code = tatqa ? ask_tatqa(call, tatqa, &json) : ask(call, gk_eval_answers, &eval, &json);
    if (code != CLI_DONE) return code;
    if (page) code = write_file(page, json, cli_eval_answers_page);
    if (judgements) {
        int written = write_file(judgements, json, cli_eval_judgements);
        if (code == CLI_DONE) code = written;
    }
    int given = give(call, json, cli_eval_answers_write);
    return code == CLI_DONE ? given : code;
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

enum { MOST_NAMES = 13 };
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
    {"retrieval",
     true,
     retrieval,
     {"set"},
     {"names", "stages", "ablation", "lexical", "rerank", "reranker", "depth", "html", "json"}},
    {"answers",
     true,
     answers,
     {0}, /* set or tatqa: check_answers */
     {"set", "tatqa", "names", "lexical", "rerank", "reranker", "html", "json", "from", "to",
      "judgements", "overrule"}},
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
    bool library = kind->library && !cli_flag(call, "tatqa");
    size_t wanted = library ? 2 : 1;
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
        "retrieval LIB: how often a page, a document and, where the set gives its text, a passage "
        "that holds the evidence stands among the first 1, 5, 10 and 20 found, with 95% intervals; "
        "mrr is the mean reciprocal rank of the first among the first 100, ndcg the discounted "
        "gain "
        "of all over the first 10. By kind of question, with the time that a query takes, and with "
        "each failure and its reason: another company's documents, another period's, another "
        "document, another page. answers LIB: asks every question and judges the answer by the "
        "expected one: right, wrong or declined, by kind of question, with 95% intervals and the "
        "reason of every judgement, which a person may overrule; cited pages against the "
        "evidence's; numbers that nothing cited holds; and first of all the hallucination rate: "
        "how many answers are wrong or show such a number. embedding: how often a "
        "passage that answers a query, or one with the same text, is among the first 1, 5, 10 of "
        "all passages, by style, source and language; needs no library.",
    .json = "retrieval: {\"questions\", \"configurations\": [{\"name\", \"page\": {\"hit\":\n"
            "  {\"1\", \"5\", \"10\", \"20\"}, \"recall\", \"mrr\", \"ndcg\", \"interval\"},\n"
            "  \"document\", \"passage\", \"difference\", \"by\", \"failures\", "
            "\"milliseconds\"}],\n  \"results\": [{\"id\", \"question\", \"evidence\", "
            "\"found\": [...]}]}\n"
            "answers: {\"questions\", \"right\", \"wrong\", \"declined\", \"hallucinated\", "
            "\"share\",\n  \"interval\", \"numbers\", \"unsupported\", \"by\", "
            "\"milliseconds\",\n  \"results\": [{\"id\", \"expected\", \"answer\", "
            "\"judgement\", \"reason\", ...}]}\n"
            "embedding: {\"queries\", \"passages\", \"models\": [{\"model\", \"recall\": {\"1\", "
            "\"5\",\n  \"10\"}, \"mrr\", \"interval\", \"difference\", \"by\": {\"style\", "
            "\"source\",\n  \"language\"}}]}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
