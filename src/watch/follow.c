/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_follow. One loop: take in what happened in the folders, add the files whose time has come, add
 * what feeds brought, wait for the next.
 */
#include "net/net.h"
#include "watch/backlog.h"
#include "watch/feeds.h"
#include "watch/folders.h"
#include "watch/writer.h"

#include <poll.h>
#include <stdarg.h>
#include <string.h>

enum { BATCH = 32 };                 /* files given to gk_add at once */
static const double SLICE = 0.2;     /* the longest wait between two questions whether to stop */
static const double ONCE_WAITS = 10; /* for files that somebody is still writing, with `once` */

typedef struct following {
    gk_follow_options options;
    gk_follow_report *report;
    gk_teller teller;
    gk_backlog *backlog;
    gk_folders *folders; /* NULL: none */
    gk_feeds *feeds;     /* NULL: none */
    gk_feed *held;       /* its body is to be added */
    gk_writer writer;
    double began;
    bool begun; /* what stood in the folders is added, and we said so */
} following;

/* What is being added: files of folders, or the body of a feed. */
typedef struct adding {
    following *f;
    const gk_due *due; /* count of them */
    size_t count;
    const gk_feed *feed;
    char *broken; /* why the body as a whole could not be read */
} adding;

void gk_tell(const gk_teller *teller, gk_follow_kind kind, const char *source, const char *format,
             ...)
{
    if (!teller->on_event) return;
    gk_error message;
    va_list args;
    va_start(args, format);
    vsnprintf(message.message, sizeof message.message, format, args);
    va_end(args);
    teller->on_event(teller->ctx,
                     &(gk_follow_event){.kind = kind,
                                        .source = source,
                                        .message = kind == GK_FOLLOW_BEGUN ? NULL : message.message,
                                        .seconds = -1});
}

static bool is_stopped(const following *f)
{
    return f->options.stopped && f->options.stopped(f->options.ctx);
}

/* ---- adding -------------------------------------------------------------------------------- */

/* When the file that holds path (the file itself, or one within it) appeared. */
static double appeared(const adding *a, const char *path)
{
    if (a->feed) return a->feed->poll.at;
    double when = -1;
    size_t longest = 0;
    for (size_t i = 0; i < a->count; i++) {
        size_t n = strlen(a->due[i].path);
        if (n < longest || strncmp(path, a->due[i].path, n) != 0) continue;
        longest = n;
        when = a->due[i].appeared;
    }
    return when;
}

static void on_file(void *ctx, const gk_file_event *event)
{
    adding *a = ctx;
    bool bad = event->outcome == GK_FILE_FAILED || event->outcome == GK_FILE_SKIPPED;
    if (a->feed && bad && strcmp(event->path, a->feed->shown) == 0) {
        gk_free(a->broken);
        a->broken = gk_format("its content cannot be read: %s", event->message);
        return; /* a feed's trouble, told when it begins */
    }
    double when = appeared(a, event->path);
    const gk_follow_event told = {.kind = GK_FOLLOW_FILE,
                                  .source = a->feed ? a->feed->shown : NULL,
                                  .file = event,
                                  .seconds = when < 0 ? -1 : gk_seconds() - when};
    if (a->f->teller.on_event) a->f->teller.on_event(a->f->teller.ctx, &told);
}

static bool on_progress(void *ctx, const gk_progress *progress)
{
    const following *f = ((const adding *)ctx)->f;
    if (f->options.on_progress) f->options.on_progress(f->options.ctx, progress);
    return !is_stopped(f);
}

static void count(gk_add_report *sum, const gk_add_report *one)
{
    sum->files += one->files;
    sum->added += one->added;
    sum->renamed += one->renamed;
    sum->twins += one->twins;
    sum->unchanged += one->unchanged;
    sum->skipped += one->skipped;
    sum->failed += one->failed;
    sum->pages += one->pages;
    sum->passages += one->passages;
    sum->embedded += one->embedded;
    sum->seconds += one->seconds;
}

static gk_status add(adding *a, const char *const *paths, size_t n, gk_error *err)
{
    following *f = a->f;
    gk_add_report report;
    const gk_add_options options = {.no_embed = f->options.no_embed,
                                    .threads = f->options.threads,
                                    .on_progress = on_progress,
                                    .on_file = on_file,
                                    .ctx = a,
                                    .met = true,
                                    .source = a->feed ? a->feed->shown : NULL};
    gk_status status = gk_writer_add(&f->writer, paths, n, &options, &report, err);
    if (a->broken && report.skipped > 0)
        report.skipped--; /* counted as a trouble instead */
    else if (a->broken && report.failed > 0)
        report.failed--;
    count(&f->report->added, &report);
    return status;
}

/* Adds files whose time has come; *any: there were some. */
static gk_status add_files(following *f, bool *any, gk_error *err)
{
    gk_due due[BATCH];
    const char *paths[BATCH];
    double now = gk_seconds();
    size_t n = gk_writer_is_ready(&f->writer, now) ? gk_backlog_take(f->backlog, now, due, BATCH)
                                                   : 0;
    if (n == 0) return GK_OK;
    *any = true;
    for (size_t i = 0; i < n; i++) paths[i] = due[i].path;
    adding a = {.f = f, .due = due, .count = n};
    gk_status status = add(&a, paths, n, err);
    for (size_t i = 0; i < n; i++) {
        if (status == GK_OK)
            gk_backlog_done(f->backlog, &due[i]);
        else
            gk_backlog_again(f->backlog, &due[i], f->writer.again);
    }
    return status == GK_BUSY ? GK_OK : status;
}

/* Adds what a feed brought. */
static gk_status add_body(following *f, bool *any, gk_error *err)
{
    if (!f->feeds) return GK_OK;
    if (!f->held) f->held = gk_feeds_next(f->feeds);
    if (!f->held || !gk_writer_is_ready(&f->writer, gk_seconds())) return GK_OK;
    *any = true;
    const char *path = f->held->poll.file;
    adding a = {.f = f, .feed = f->held};
    gk_status status = add(&a, &path, 1, err);
    if (status == GK_OK) {
        gk_feeds_done(f->feeds, f->held, a.broken);
        f->held = NULL;
    }
    gk_free(a.broken);
    return status == GK_BUSY ? GK_OK : status;
}

/* ---- the loop ------------------------------------------------------------------------------ */

/* Waits until something happens, at most so many seconds. */
static void wait_for(const following *f, double seconds)
{
    struct pollfd fds[] = {
        {.fd = f->folders ? gk_folders_fd(f->folders) : -1, .events = POLLIN},
        {.fd = f->feeds && !f->held ? gk_feeds_fd(f->feeds) : -1, .events = POLLIN}};
    if (seconds > SLICE) seconds = SLICE;
    poll(fds, sizeof fds / sizeof *fds, seconds > 0 ? (int)(seconds * 1000) + 1 : 0);
}

/* Whether all that is asked for `once` is done. */
static bool is_over(const following *f)
{
    size_t written, waiting = gk_backlog_count(f->backlog, &written);
    if (!f->options.once || f->held || (f->feeds && !gk_feeds_are_over(f->feeds))) return false;
    if (waiting == 0) return true;
    if (f->writer.waiting || gk_seconds() - f->began < ONCE_WAITS) return false;
    gk_tell(&f->teller, GK_FOLLOW_NOTE, NULL,
            "%zu files are still being written; they are left for the next time", waiting);
    return true;
}

static void tell_begun(following *f)
{
    size_t written;
    if (f->begun || gk_backlog_count(f->backlog, &written) > 0) return;
    f->begun = true;
    gk_tell(&f->teller, GK_FOLLOW_BEGUN, NULL, "%s", "");
}

static gk_status loop(following *f, gk_error *err)
{
    for (;;) {
        bool any = false;
        double now = gk_seconds();
        double wait = f->folders ? gk_folders_step(f->folders, now) : SLICE;
        gk_status status = add_files(f, &any, err);
        if (status == GK_OK) status = add_body(f, &any, err);
        if (status != GK_OK) return status;
        if (is_stopped(f)) return gk_fail(err, GK_STOPPED, "stopped");
        if (any) continue;
        gk_writer_close(&f->writer);
        tell_begun(f);
        if (is_over(f)) return GK_OK;
        double due = gk_backlog_wait(f->backlog, now);
        wait_for(f, due >= 0 && due < wait ? due : wait);
    }
}

/* ---- beginning and end --------------------------------------------------------------------- */

static gk_status begin_folders(following *f, const char *const *paths, size_t n, gk_error *err)
{
    if (n == 0) return GK_OK;
    const gk_folders_options options = {.told = !f->options.once && f->options.look <= 0,
                                        .look = f->options.once ? 0 : f->options.look,
                                        .teller = f->teller};
    return gk_folders_open(paths, n, &options, f->backlog, &f->folders, err);
}

/* The polite pause between polls; servers on this machine are not asked to be spared. */
static double pause_of(const gk_follow_options *options, const char *const *urls, size_t n)
{
    enum { USUAL = 300, LEAST = 30 };
    double every = options->every > 0 ? options->every : USUAL;
    bool near = true;
    for (size_t i = 0; i < n; i++) near = near && gk_feed_is_near(urls[i]);
    return near || every >= LEAST ? every : LEAST;
}

static gk_status begin_feeds(following *f, const char *const *urls, size_t n, gk_error *err)
{
    if (n == 0) return GK_OK;
    const gk_feeds_options options = {.library_path = f->writer.path,
                                      .every = pause_of(&f->options, urls, n),
                                      .seconds = f->options.answer,
                                      .limit = f->options.body,
                                      .once = f->options.once,
                                      .teller = f->teller};
    return gk_feeds_start(urls, n, &options, &f->feeds, err);
}

/* Tells folders from feeds; fails where the library is none. */
static gk_status begin(following *f, const char *const *sources, size_t n, gk_error *err)
{
    gk_library *library;
    gk_status status = gk_library_open(f->writer.path, GK_READ, &library, err);
    if (status != GK_OK) return status;
    gk_library_close(library);
    if (n == 0) return gk_fail(err, GK_INVALID, "there is nothing to watch");
    const char **paths = gk_alloc_array(n, sizeof *paths), **urls = gk_alloc_array(n, sizeof *urls);
    size_t path_count = 0, url_count = 0;
    for (size_t i = 0; i < n; i++) {
        if (gk_is_address(sources[i]))
            urls[url_count++] = sources[i];
        else
            paths[path_count++] = sources[i];
    }
    status = begin_folders(f, paths, path_count, err);
    if (status == GK_OK) status = begin_feeds(f, urls, url_count, err);
    gk_free(paths);
    gk_free(urls);
    return status;
}

gk_status gk_follow(const char *library_path, const char *const *sources, size_t n,
                    const gk_follow_options *options, gk_follow_report *report, gk_error *err)
{
    gk_follow_report unwanted;
    following f = {.report = report ? report : &unwanted, .began = gk_seconds()};
    *f.report = (gk_follow_report){0};
    if (options) f.options = *options;
    f.teller = (gk_teller){f.options.on_event, f.options.ctx};
    f.backlog = gk_backlog_new();
    f.writer = (gk_writer){.path = library_path, .teller = f.teller, .patient = !f.options.once};
    gk_status status = begin(&f, sources, n, err);
    if (status == GK_OK) status = loop(&f, err);
    if (f.feeds) gk_feeds_count(f.feeds, f.report);
    gk_feeds_stop(f.feeds);
    if (f.folders) f.report->troubles += gk_folders_gone(f.folders);
    gk_folders_close(f.folders);
    gk_writer_free(&f.writer);
    gk_backlog_free(f.backlog);
    return status;
}
