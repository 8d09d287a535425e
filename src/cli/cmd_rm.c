/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "interrupt.h"
#include "memory.h"

#include <jansson.h>
#include <stdlib.h>

static const cli_option options[] = {
    {.name = "source",
     .value = "PATH",
     .help = "Remove what was added from this file, from this folder or below it, or out of this "
             "archive: the path as it was given to add. May be given several times.",
     .repeated = true},
    CLI_OPTION_QUIET,
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk rm my.lib 3M_2018_10K", "The document, its text, vectors and original are gone."},
    {"goshawk rm my.lib --source filings/2018", "All that was added from this folder."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "All that was named is gone."},
    {CLI_NOTHING, "Nothing that was named is there."},
    CLI_EXIT_USE,
    {CLI_SOME_FAILED, "Some of what was named is not there; the rest is gone."},
    CLI_EXIT_UNUSABLE,
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; what was printed is gone."},
    {0},
};

typedef struct job {
    const cli_call *call;
    cli_interrupt *interrupt;
    bool quiet;
    json_t *removed, *missing; /* NULL: text */
} job;

/* Bytes that are not UTF-8 make no JSON string. */
static void append(json_t *list, json_t *value)
{
    json_array_append_new(list, value ? value : json_null());
}

static bool on_document(void *ctx, const gk_removal *removal)
{
    const job *j = ctx;
    if (!removal->removed) cli_error("%s", removal->message);
    if (j->removed && removal->removed)
        append(j->removed, json_pack("{s:o?, s:b}", "document", json_string(removal->document),
                                     "bytes_removed", removal->bytes_removed));
    else if (j->removed)
        append(j->missing, json_string(removal->document));
    else if (removal->removed && !j->quiet) {
        fputs("removed ", j->call->out.file);
        cli_write(&j->call->out, removal->document);
        fputs(removal->bytes_removed ? "\n" : ", which has another name\n", j->call->out.file);
    }
    return !cli_interrupted(j->interrupt);
}

static int result(gk_status status, const gk_error *err, const gk_remove_report *report)
{
    if (status == GK_STOPPED) return CLI_INTERRUPTED;
    if (status != GK_OK) return cli_fail(err);
    if (report->missing == 0) return CLI_DONE;
    return report->removed ? CLI_SOME_FAILED : CLI_NOTHING;
}

static int run(const cli_call *call)
{
    size_t sources;
    const char *const *paths = cli_values(call, "source", &sources);
    if (call->argument_count < 2 && sources == 0) {
        cli_error("rm needs a DOCUMENT or --source PATH; see 'goshawk rm --help'");
        return CLI_WRONG_USE;
    }
    int code;
    gk_library *library = cli_open(call->arguments[0], GK_WRITE, &code);
    if (!library) return code;
    job j = {.call = call,
             .interrupt = cli_interrupt_start(&call->err),
             .quiet = cli_flag(call, "quiet")};
    if (cli_flag(call, "json")) {
        j.removed = json_array();
        j.missing = json_array();
    }
    const gk_remove_options how = {
        .sources = paths, .source_count = sources, .on_document = on_document, .ctx = &j};
    gk_remove_report report = {0};
    gk_error err = {0};
    gk_status status = gk_remove(library, call->arguments + 1, call->argument_count - 1, &how,
                                 &report, &err);
    code = result(status, &err, &report);
    if (j.removed) {
        json_t *object = json_pack("{s:o, s:o, s:I}", "removed", j.removed, "missing", j.missing,
                                   "contents", (json_int_t)report.contents);
        char *text = json_dumps(object, JSON_COMPACT);
        cli_give_json(call, text ? text : cli_format("{}"));
        json_decref(object);
    }
    cli_interrupt_stop(j.interrupt);
    gk_library_close(library);
    return code;
}

const cli_command cli_rm = {
    .name = "rm",
    .arguments = "LIB [DOCUMENT]...",
    .summary = "remove documents",
    .description =
        "Removes documents by name, at once and for good: nothing is asked. With the last name of "
        "its bytes a document's text, index entries, vectors and stored original go; a twin "
        "(goshawk docs) keeps them. Each document is there as a whole or gone as a whole, whatever "
        "happens, and searches that are under way see it or do not. The files that were added are "
        "not touched.",
    .json = "{\"removed\": [{\"document\", \"bytes_removed\"}], \"missing\": [...], \"contents\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
