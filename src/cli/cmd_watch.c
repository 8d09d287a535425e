/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "interrupt.h"
#include "memory.h"
#include "progress.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const cli_option options[] = {
    {.name = "once", .help = "Add what is there, poll each feed once, and end: for cron."},
    {.name = "every",
     .value = "SECONDS",
     .help = "Poll a feed so often (300); at least every 30 seconds, but on this machine.",
     .least = 1,
     .most = 86400},
    {.name = "poll",
     .value = "SECONDS",
     .help = "Look at the folders so often instead of being told of changes by the system: for "
             "folders of other machines (NFS, SMB).",
     .least = 1,
     .most = 86400},
    {.name = "no-embed",
     .help = "Store and index by words only; goshawk reindex computes the vectors later."},
    CLI_OPTION_THREADS,
    {.letter = 'q',
     .name = "quiet",
     .help = "No progress and no line for what goes well; failures and troubles are still said."},
    {.name = "json", .help = "Print one JSON object for each event, a line each."},
    {0},
};
static const cli_example examples[] = {
    {"goshawk watch my.lib ~/inbox", "What is put into ~/inbox can be found seconds later."},
    {"goshawk watch my.lib https://news.example/rss.xml", "A feed, asked every five minutes."},
    {"goshawk watch my.lib ~/inbox https://news.example/rss.xml --once --quiet", "For cron."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "Stopped by Ctrl-C or SIGTERM; with --once: all is stored."},
    CLI_EXIT_USE,
    {CLI_SOME_FAILED, "With --once: some files failed, or a feed could not be read."},
    {CLI_UNUSABLE, "The library, its model, a folder or the system cannot be used."},
    {CLI_INTERRUPTED, "With --once: stopped by Ctrl-C; the same command continues."},
    {0},
};

typedef struct watching {
    const cli_call *call;
    cli_progress progress;
    cli_interrupt *interrupt;
    bool quiet, json;
} watching;

static bool stopped(void *ctx)
{
    const watching *w = ctx;
    return cli_interrupted(w->interrupt);
}

static void on_progress(void *ctx, const gk_progress *at)
{
    watching *w = ctx;
    if (w->progress.to.interactive) cli_progress_add(&w->progress, at); /* a log has its lines */
}

/* ---- lines for people ---------------------------------------------------------------------- */

static const char *clock_now(char buffer[16])
{
    time_t now = time(NULL);
    struct tm tm;
    localtime_r(&now, &tm);
    strftime(buffer, 16, "%H:%M:%S", &tm);
    return buffer;
}

/* A line: the time, then text that may be of strangers. Each is flushed: others wait for it. */
static void say(watching *w, const cli_terminal *to, const char *text)
{
    char at[16];
    cli_progress_clear(&w->progress);
    fprintf(to->file, "%s ", clock_now(at));
    cli_write(to, text);
    putc('\n', to->file);
    fflush(to->file);
}

/* "0.8 s after it appeared", "from ADDRESS", or "" */
static char *origin(const gk_follow_event *event)
{
    if (event->source) return cli_format(" from %s", event->source);
    if (event->seconds < 0) return cli_format("%s", "");
    return cli_format(" %.1f s after it appeared", event->seconds);
}

static void say_added(watching *w, const gk_follow_event *event)
{
    const gk_file_event *file = event->file;
    if (w->quiet) return;
    char *from = origin(event), *note = file->message ? cli_format(" (%s)", file->message) : NULL;
    char *line = file->outcome == GK_FILE_TWIN
                     ? cli_format("%s is a second name of a stored document%s%s", file->document,
                                  from, note ? note : "")
                     : cli_format("added %s (%zu page%s)%s%s", file->document, file->pages,
                                  file->pages == 1 ? "" : "s", from, note ? note : "");
    say(w, &w->call->out, line);
    free(line);
    free(note);
    free(from);
}

static void say_file(watching *w, const gk_follow_event *event)
{
    const gk_file_event *file = event->file;
    bool failed = file->outcome == GK_FILE_FAILED;
    if (file->outcome == GK_FILE_UNCHANGED) return;
    if (!failed && file->outcome != GK_FILE_SKIPPED) {
        say_added(w, event);
        return;
    }
    if (!failed && w->quiet) return;
    char *line = cli_format("%s %s: %s", failed ? "failed" : "skipped", file->path,
                            file->message ? file->message : "");
    say(w, &w->call->err, line);
    free(line);
}

static void say_event(watching *w, const gk_follow_event *event)
{
    static const char *const words[] = {
        [GK_FOLLOW_TROUBLE] = "trouble",
        [GK_FOLLOW_WAITING] = "waiting",
        [GK_FOLLOW_WELL] = "well again",
        [GK_FOLLOW_NOTE] = "note",
    };
    char *line;
    if (event->kind == GK_FOLLOW_BEGUN) {
        if (w->quiet || cli_flag(w->call, "once")) return;
        line = cli_format("watching; what was there is stored. Ctrl-C stops");
    } else {
        line = cli_format("%s: %s%s%s", words[event->kind], event->source ? event->source : "",
                          event->source ? ": " : "", event->message);
    }
    say(w, &w->call->err, line);
    free(line);
}

/* ---- lines for programs -------------------------------------------------------------------- */

/* A path or name may hold any bytes, JSON only characters. */
static json_t *text_of(const char *bytes)
{
    if (!bytes) return json_null();
    json_t *text = json_string(bytes);
    if (text) return text;
    char *written = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&written, &size);
    if (!file) return json_null();
    const cli_terminal plain = {.file = file, .utf8 = true};
    cli_write(&plain, bytes);
    fclose(file);
    text = json_string(written);
    free(written);
    return text ? text : json_null();
}

static void give(const watching *w, json_t *object)
{
    char *text = object ? json_dumps(object, JSON_REAL_PRECISION(6)) : NULL;
    cli_give_json(w->call, text ? text : cli_format("{}"));
    fflush(w->call->out.file);
    json_decref(object);
}

static json_t *json_event(const gk_follow_event *event)
{
    static const char *const kinds[] = {
        [GK_FOLLOW_FILE] = "file",       [GK_FOLLOW_BEGUN] = "begun",
        [GK_FOLLOW_TROUBLE] = "trouble", [GK_FOLLOW_WAITING] = "waiting",
        [GK_FOLLOW_WELL] = "well",       [GK_FOLLOW_NOTE] = "note",
    };
    char at[32];
    time_t now = time(NULL);
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", &tm);
    json_t *object = json_object();
    json_object_set_new(object, "time", json_string(at));
    json_object_set_new(object, "event", json_string(kinds[event->kind]));
    json_object_set_new(object, "source", text_of(event->source));
    return object;
}

static void give_file(const watching *w, const gk_follow_event *event)
{
    static const char *const outcomes[] = {
        [GK_FILE_ADDED] = "added",     [GK_FILE_RENAMED] = "renamed",
        [GK_FILE_TWIN] = "twin",       [GK_FILE_UNCHANGED] = "unchanged",
        [GK_FILE_SKIPPED] = "skipped", [GK_FILE_FAILED] = "failed",
    };
    const gk_file_event *file = event->file;
    json_t *object = json_event(event);
    json_object_set_new(object, "outcome", json_string(outcomes[file->outcome]));
    json_object_set_new(object, "path", text_of(file->path));
    json_object_set_new(object, "document", text_of(file->document));
    json_object_set_new(object, "pages", json_integer((json_int_t)file->pages));
    json_object_set_new(object, "passages", json_integer((json_int_t)file->passages));
    json_object_set_new(object, "seconds",
                        event->seconds < 0 ? json_null() : json_real(event->seconds));
    json_object_set_new(object, "message", text_of(file->message));
    give(w, object);
}

static void give_end(const watching *w, const gk_follow_report *report)
{
    const gk_add_report *a = &report->added;
    const struct {
        const char *name;
        size_t n;
    } counts[] = {
        {"added", a->added},         {"renamed", a->renamed},   {"twins", a->twins},
        {"unchanged", a->unchanged}, {"skipped", a->skipped},   {"failed", a->failed},
        {"pages", a->pages},         {"passages", a->passages}, {"embedded", a->embedded},
        {"polls", report->polls},    {"same", report->same},    {"troubles", report->troubles}};
    json_t *object = json_pack("{s:s}", "event", "end");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        json_object_set_new(object, counts[i].name, json_integer((json_int_t)counts[i].n));
    give(w, object);
}

static void on_event(void *ctx, const gk_follow_event *event)
{
    watching *w = ctx;
    if (!w->json && event->file) {
        say_file(w, event);
    } else if (!w->json) {
        say_event(w, event);
    } else if (event->file) {
        give_file(w, event);
    } else {
        json_t *object = json_event(event);
        json_object_set_new(object, "message", text_of(event->message));
        give(w, object);
    }
}

/* ---- the command --------------------------------------------------------------------------- */

static void summary(const watching *w, const gk_follow_report *report)
{
    const gk_add_report *a = &report->added;
    char added[CLI_COUNT_SIZE], pages[CLI_COUNT_SIZE], same[CLI_COUNT_SIZE], bad[CLI_COUNT_SIZE];
    fprintf(w->call->out.file, "%s added (%s page%s), %s stored already, %s failed\n",
            cli_count(added, a->added + a->renamed + a->twins), cli_count(pages, a->pages),
            a->pages == 1 ? "" : "s", cli_count(same, a->unchanged),
            cli_count(bad, a->failed + report->troubles));
}

static int exit_code(bool once, gk_status status, const gk_follow_report *report,
                     const gk_error *err)
{
    bool stopped_by_user = status == GK_STOPPED;
    if (stopped_by_user) return once ? CLI_INTERRUPTED : CLI_DONE;
    if (status != GK_OK) return cli_fail(err);
    return report->added.failed + report->troubles > 0 ? CLI_SOME_FAILED : CLI_DONE;
}

static int run(const cli_call *call)
{
    watching w = {.call = call, .quiet = cli_flag(call, "quiet"), .json = cli_flag(call, "json")};
    w.progress = cli_progress_start(&call->err, w.quiet || w.json);
    w.interrupt = cli_interrupt_start(&call->err);
    bool once = cli_flag(call, "once");
    const gk_follow_options follow = {.once = once,
                                      .no_embed = cli_flag(call, "no-embed"),
                                      .threads = (int)cli_number(call, "threads", 0),
                                      .look = (double)cli_number(call, "poll", 0),
                                      .every = (double)cli_number(call, "every", 0),
                                      .stopped = stopped,
                                      .on_event = on_event,
                                      .on_progress = on_progress,
                                      .ctx = &w};
    gk_follow_report report = {0};
    gk_error err = {0};
    gk_status status = gk_follow(call->arguments[0], call->arguments + 1, call->argument_count - 1,
                                 &follow, &report, &err);
    cli_interrupt_stop(w.interrupt);
    cli_progress_clear(&w.progress);
    int code = exit_code(once, status, &report, &err);
    if (status != GK_OK && status != GK_STOPPED) return code;
    if (w.json)
        give_end(&w, &report);
    else if (!w.quiet)
        summary(&w, &report);
    return code;
}

/* Its name is not cli_watch: that is how commands watch their own work. */
const cli_command cli_follow = {
    .name = "watch",
    .arguments = "LIB SOURCE...",
    .summary = "add what appears in folders and feeds",
    .description =
        "Adds what stands in folders and all below them, and then, within seconds, what is put "
        "there, until Ctrl-C. A file is added when it is whole: closed, moved in, or unchanged for "
        "a while; hidden files, and names that downloads have until they are whole (.part, "
        ".crdownload, .tmp and such), are left alone. A file that failed is tried again when it "
        "changes; one that is deleted stays in the library.\n\nA SOURCE that is an address of http "
        "or https is a feed (RSS, Atom): its new entries become documents. It is polled politely: "
        "only what changed is sent again, and what the server says of pauses is heeded. "
        "$GOSHAWK_CONTACT, an address of mail or a page, tells servers whom to write to; some "
        "(sec.gov) want one. docs/watching.md has the whole.\n\nThe library is open for writing "
        "only while there is something to add, so that other commands may write, too.",
    .json = "{\"time\", \"event\": \"file\", \"source\", \"outcome\", \"path\", \"document\", "
            "\"pages\",\n \"passages\", \"seconds\", \"message\"}\n"
            "{\"time\", \"event\": \"begun\"|\"trouble\"|\"waiting\"|\"well\"|\"note\", "
            "\"source\", \"message\"}\n"
            "{\"event\": \"end\", \"added\", \"renamed\", \"twins\", \"unchanged\", \"skipped\", "
            "\"failed\",\n \"pages\", \"passages\", \"embedded\", \"polls\", \"same\", "
            "\"troubles\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
