/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "memory.h"
#include "table.h"
#include "watch.h"

#include <jansson.h>
#include <stdlib.h>

static const cli_option options[] = {
    {.name = "set",
     .value = "FILE",
     .help = "The questions, JSON lines with id, question, answer, doc_name and evidence, as "
             "'goshawk eval retrieval' takes them."},
    {.name = "pull",
     .value = "X",
     .help = "How strongly the weights are held to those of the program: 0.001 to 1. Without it: "
             "0.003."},
    {.name = "keep",
     .help = "Let the library use the weights from now on: they go to LIB/order.json, and end when "
             "that file is removed."},
    CLI_OPTION_LEXICAL,
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk rank my.lib --set asked.jsonl", "What the weights would be, and what they would do."},
    {"goshawk rank my.lib --set asked.jsonl --keep", "The same, and searches use them."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The weights were fitted."},
    CLI_EXIT_USE,
    {CLI_SOME_FAILED, "The file cannot be read or understood; the message names the line."},
    CLI_EXIT_UNUSABLE,
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; nothing was changed."},
    {0},
};

static const cli_column columns[] = {
    {.title = "feature", .least = 8},
    {.title = "figures", .right = true},
    {.title = "words", .right = true},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static bool on_progress(void *ctx, size_t done, size_t total)
{
    cli_watch *watch = ctx;
    cli_progress_count(&watch->progress, "questions", done, total);
    return !cli_interrupted(watch->interrupt);
}

static double number(const json_t *object, const char *name)
{
    return json_number_value(json_object_get(object, name));
}

static void write_kind(const cli_terminal *to, const char *title, const json_t *kind)
{
    const json_t *before = json_object_get(kind, "held_before"),
                 *after = json_object_get(kind, "held_after");
    fprintf(to->file,
            "%s: %.0f taught; of %.0f held back, the right page first: %.1f%% before, %.1f%% "
            "after; among five: %.1f%%, %.1f%%\n",
            title, number(kind, "taught"), number(before, "questions"),
            100 * number(before, "first"), 100 * number(after, "first"),
            100 * number(before, "five"), 100 * number(after, "five"));
}

static void write_report(const cli_terminal *to, const char *text)
{
    json_t *report = json_loads(text, 0, NULL);
    const json_t *figure = json_object_get(report, "figure"),
                 *words = json_object_get(report, "text");
    json_t *weights = json_object_get(figure, "weights"), *value;
    size_t count = json_object_size(weights), i = 0;
    const char **cells = cli_alloc_array(count * COLUMNS + 1, sizeof *cells), *name;
    write_kind(to, "questions for a figure", figure);
    write_kind(to, "questions for words", words);
    json_object_foreach(weights, name, value)
    {
        cells[i++] = name;
        cells[i++] = cli_format("%.3f", json_number_value(value));
        cells[i++] = cli_format("%.3f", number(json_object_get(words, "weights"), name));
    }
    cli_table_write(to, columns, COLUMNS, cells, count);
    for (i = 0; i < count; i++) {
        free((char *)cells[i * COLUMNS + 1]);
        free((char *)cells[i * COLUMNS + 2]);
    }
    free(cells);
    json_decref(report);
}

static int run(const cli_call *call)
{
    int code;
    gk_error err = {0};
    gk_rank_options rank = {.keep = cli_flag(call, "keep")};
    if (!cli_value(call, "set")) {
        cli_error("rank needs questions: goshawk rank LIB --set FILE");
        return CLI_WRONG_USE;
    }
    if (cli_real(call, "pull", 0.001, 1, &rank.pull, &err) != GK_OK) return cli_fail(&err);
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;
    cli_watch watch;
    cli_watch_start(&watch, call, false);
    rank.eval = (gk_eval_options){
        .on_progress = on_progress, .ctx = &watch, .lexical_only = cli_flag(call, "lexical")};
    char *json = NULL;
    code = cli_watch_end(&watch, gk_rank_tune(library, cli_value(call, "set"), &rank, &json, &err),
                         &err);
    gk_library_close(library);
    if (code != CLI_DONE) return code;
    if (cli_flag(call, "json")) {
        cli_give_json(call, json);
        return CLI_DONE;
    }
    write_report(&call->out, json);
    gk_free(json);
    return CLI_DONE;
}

const cli_command cli_rank = {
    .name = "rank",
    .arguments = "LIB",
    .summary = "fit the order of pages on questions of your own",
    .description =
        "A search orders pages by a weighted sum of features: how well words and meaning fit, "
        "whether company and period do, what the page shows. This command finds the weights that "
        "put the right pages of your questions first. Questions about every fifth company are held "
        "back and measure what the weights are worth.",
    .json = "{\"questions\", \"figure\": {\"taught\", \"taught_before\", \"taught_after\",\n"
            " \"held_before\": {\"questions\", \"first\", \"five\", \"mrr\", \"loss\"},\n"
            " \"held_after\", \"weights\": {FEATURE: weight}}, \"text\": {...}}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
