/* SPDX-License-Identifier: Apache-2.0 */
#include "adding.h"

#include "memory.h"

#include <stdlib.h>

static bool on_progress(void *ctx, const gk_progress *at)
{
    cli_adding *adding = ctx;
    cli_progress_add(&adding->progress, at);
    return !cli_interrupted(adding->interrupt);
}

/* Keeps a file for the JSON report. A path that is not UTF-8 is written with its bad bytes
 * replaced, since JSON knows no bytes. */
static void keep(json_t *list, const gk_file_event *event)
{
    char *path = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&path, &size);
    if (!file) return;
    const cli_terminal plain = {.file = file, .utf8 = true};
    cli_write(&plain, event->path);
    fclose(file);
    json_array_append_new(list, json_pack("{s:s, s:s}", "path", path, "reason",
                                          event->message ? event->message : ""));
    free(path);
}

static void on_file(void *ctx, const gk_file_event *event)
{
    cli_adding *adding = ctx;
    const char *why = event->message ? event->message : "";
    switch (event->outcome) {
    case GK_FILE_FAILED:
        keep(adding->failed, event);
        cli_progress_clear(&adding->progress);
        cli_error("%s: %s", event->path, why);
        break;
    case GK_FILE_SKIPPED:
        keep(adding->skipped, event);
        if (adding->quiet) break;
        cli_progress_clear(&adding->progress);
        fputs("skipped ", adding->call->err.file);
        cli_write(&adding->call->err, event->path);
        if (*why) fputs(": ", adding->call->err.file);
        cli_write(&adding->call->err, why);
        putc('\n', adding->call->err.file);
        break;
    case GK_FILE_RENAMED:
    case GK_FILE_TWIN:
        if (!*why) break; /* a second name that was free */
        cli_progress_clear(&adding->progress);
        cli_error("%s is stored as %s: %s", event->path, event->document ? event->document : "?",
                  why);
        break;
    case GK_FILE_ADDED:
    case GK_FILE_UNCHANGED:
        break;
    }
}

gk_add_options cli_adding_start(cli_adding *adding, const cli_call *call, bool quiet)
{
    *adding = (cli_adding){
        .call = call,
        .progress = cli_progress_start(&call->err, quiet),
        .interrupt = cli_interrupt_start(&call->err),
        .quiet = quiet,
        .skipped = json_array(),
        .failed = json_array(),
    };
    return (gk_add_options){
        .threads = (int)cli_number(call, "threads", 0),
        .on_progress = on_progress,
        .on_file = on_file,
        .ctx = adding,
    };
}

int cli_adding_end(cli_adding *adding, gk_status status, const gk_error *err,
                   const gk_add_report *report, const char *again)
{
    cli_interrupt_stop(adding->interrupt);
    cli_progress_clear(&adding->progress);
    if (status == GK_STOPPED) {
        cli_error("stopped; what was finished is stored. %s", again);
        return CLI_INTERRUPTED;
    }
    if (status != GK_OK) return cli_fail(err);
    return report->failed > 0 ? CLI_SOME_FAILED : CLI_DONE;
}

void cli_adding_give_json(cli_adding *adding, const gk_add_report *report)
{
    json_t *object = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:O, s:O, s:I, s:I, s:I, s:f}", "files",
        (json_int_t)report->files, "added", (json_int_t)report->added, "renamed",
        (json_int_t)report->renamed, "twins", (json_int_t)report->twins, "unchanged",
        (json_int_t)report->unchanged, "skipped", adding->skipped, "failed", adding->failed,
        "pages", (json_int_t)report->pages, "passages", (json_int_t)report->passages, "embedded",
        (json_int_t)report->embedded, "seconds", report->seconds);
    char *text = object ? json_dumps(object, JSON_REAL_PRECISION(6)) : NULL;
    cli_give_json(adding->call, text ? text : cli_format("{}"));
    json_decref(object);
}

void cli_adding_free(cli_adding *adding)
{
    json_decref(adding->skipped);
    json_decref(adding->failed);
}
