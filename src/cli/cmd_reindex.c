/* SPDX-License-Identifier: Apache-2.0 */
#include "adding.h"
#include "memory.h"

static const cli_option options[] = {
    {.name = "model",
     .value = "DIR",
     .help = "Move the library to this model: a folder, the address of an embeddings service, "
             "'default' or 'none'. The library's own model gives up an unfinished move."},
    {.name = "facts",
     .help = "Instead of vectors make facts (goshawk facts): of every document that has none, or "
             "whose facts were made by an earlier program or another LIB/concepts.txt."},
    CLI_OPTION_THREADS,
    CLI_OPTION_QUIET,
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk reindex my.lib", "Compute what add --no-embed, or a stop, left out."},
    {"goshawk reindex my.lib --threads 1", "The same beside other work."},
    {"goshawk reindex my.lib --model tuned/model", "Move to another model, or go on with that."},
    {"goshawk reindex my.lib --model default", "Move back."},
    {"goshawk reindex my.lib --facts", "Give documents their facts that were added before."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "Every passage has its vector, by the model that was asked for, or every document "
               "its facts."},
    CLI_EXIT_USE,
    CLI_EXIT_UNUSABLE,
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; goshawk reindex LIB continues."},
    {0},
};

static void on_note(void *ctx, const char *line)
{
    cli_adding *adding = ctx;
    if (adding->quiet) return;
    cli_progress_clear(&adding->progress);
    cli_error("%s", line);
}

static void summary(const cli_call *call, const gk_reindex_report *report, const char *model)
{
    FILE *out = call->out.file;
    char n[CLI_COUNT_SIZE], duration[CLI_DURATION_SIZE];
    if (cli_flag(call, "facts")) {
        fprintf(out, "facts of %s document%s made, %s\n", cli_count(n, report->facts),
                report->facts == 1 ? "" : "s", cli_duration(duration, report->seconds));
        return;
    }
    fprintf(out, "%s passage%s embedded, %s\n", cli_count(n, report->embedded),
            report->embedded == 1 ? "" : "s", cli_duration(duration, report->seconds));
    if (!report->moved) return;
    fputs("the library's model is ", out);
    cli_write(&call->out, model);
    fputs(" now\n", out);
}

/* A path that is not UTF-8 is null, since JSON knows no bytes. */
static void give_json(const cli_call *call, const gk_reindex_report *report, const char *model)
{
    json_t *object = json_pack("{s:o?, s:b, s:I, s:I, s:I, s:f}", "model", json_string(model),
                               "moved", report->moved, "embedded", (json_int_t)report->embedded,
                               "discarded", (json_int_t)report->discarded, "facts",
                               (json_int_t)report->facts, "seconds", report->seconds);
    char *text = object ? json_dumps(object, JSON_REAL_PRECISION(6)) : NULL;
    cli_give_json(call, text ? text : cli_format("{}"));
    json_decref(object);
}

static int run(const cli_call *call)
{
    int code;
    if (cli_flag(call, "facts") && cli_value(call, "model")) {
        cli_error("--facts and --model are two things; give one");
        return CLI_WRONG_USE;
    }
    gk_library *library = cli_open(call->arguments[0], GK_WRITE, &code);
    if (!library) return code;

    cli_adding adding;
    const gk_add_options add = cli_adding_start(&adding, call, cli_flag(call, "quiet"));
    const gk_reindex_options reindex = {.model = cli_value(call, "model"),
                                        .facts = cli_flag(call, "facts"),
                                        .threads = add.threads,
                                        .on_progress = add.on_progress,
                                        .on_note = on_note,
                                        .ctx = add.ctx};
    gk_reindex_report report = {0};
    gk_library_info info = {0};
    gk_error err = {0};
    gk_status status = gk_reindex(library, &reindex, &report, &err);
    const gk_add_report none_failed = {0};
    code = cli_adding_end(&adding, status, &err, &none_failed,
                          cli_flag(call, "facts") ? "goshawk reindex --facts continues."
                                                  : "goshawk reindex continues.");
    if ((status == GK_OK || status == GK_STOPPED) &&
        gk_library_info_get(library, &info, &err) == GK_OK) {
        if (cli_flag(call, "json"))
            give_json(call, &report, info.model);
        else if (!adding.quiet)
            summary(call, &report, info.model);
    }
    cli_adding_free(&adding);
    gk_library_close(library);
    return code;
}

const cli_command cli_reindex = {
    .name = "reindex",
    .arguments = "LIB",
    .summary = "compute missing vectors or facts, or move to another model",
    .description =
        "Embeds every passage that has no vector yet. May be stopped at any moment and run again: "
        "it continues where it was.\n\nWith --model every passage is embedded by that model. "
        "Meanwhile the old model and its vectors serve searches, and documents may be added, which "
        "then get vectors of both. When every passage has its new vector, the library switches to "
        "them at once; a running goshawk serve notices. A stop, a kill or a crash loses nothing: "
        "goshawk reindex LIB goes on. Another --model meanwhile begins anew.\n\nWith --facts the "
        "figures of documents become facts, as goshawk add makes them since it can: those that "
        "were added before, and those whose facts an earlier program made. Nothing is read again "
        "but what is stored.",
    .json = "{\"model\", \"moved\", \"embedded\", \"discarded\", \"facts\", \"seconds\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
