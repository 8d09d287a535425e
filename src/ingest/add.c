/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_add. Files are read in small batches, several at once; each is then stored, and
 * its passages embedded, in order. Everything finished is committed, so stopping (or a kill) costs
 * at most the file at hand, and calling again goes on.
 */
#include "ingest/embed.h"
#include "ingest/files.h"
#include "ingest/ingest.h"
#include "library/library.h"

#include <string.h>

enum { FILE_MOST = 1 << 30 };

typedef struct job {
    gk_library *library;
    const gk_model *model; /* NULL: no embedding */
    gk_add_options options;
    gk_add_report *report;
    gk_progress progress;
    double started;
    double work_done,
        work_total; /* bytes read and embedded, or passages: the measure of time left */
} job;

/* One file on its way: read by any thread, stored by the caller's. */
typedef struct reading {
    const gk_file *file;
    char *name;
    char *bytes;
    size_t size;
    gk_store_place place; /* as it was before the batch; decided again when stored */
    gk_document *document;
    gk_passages *passages;
    gk_status status;
    gk_error err;
} reading;

static bool tell(job *j, const char *current)
{
    gk_progress *p = &j->progress;
    p->seconds = gk_seconds() - j->started;
    p->current = current;
    p->seconds_left = j->work_done > 0 && p->seconds > 0.5
                          ? p->seconds * (j->work_total - j->work_done) / j->work_done
                          : -1;
    return !j->options.on_progress || j->options.on_progress(j->options.ctx, p);
}

static void tell_file(job *j, gk_file_outcome outcome, const reading *r, const char *document,
                      const char *message)
{
    size_t *const counters[] = {&j->report->added,     &j->report->renamed, &j->report->twins,
                                &j->report->unchanged, &j->report->skipped, &j->report->failed};
    ++*counters[outcome];
    if (!j->options.on_file) return;
    gk_file_event event = {.outcome = outcome,
                           .path = r->file->path,
                           .document = document,
                           .message = message,
                           .pages = r->document ? r->document->page_count : 0,
                           .passages = r->passages ? r->passages->count : 0};
    j->options.on_file(j->options.ctx, &event);
}

/* ---- vectors ------------------------------------------------------------------------------ */

/* A document that is being embedded; `share` of the work is done when it is. */
typedef struct embedding {
    job *job;
    double share;
    const char *current;
} embedding;

static bool on_embedded(void *ctx, size_t embedded, size_t missing)
{
    const embedding *e = ctx;
    job *j = e->job;
    if (embedded == 0) {
        j->progress.embed_total += missing;
        if (missing == 0) j->work_done += e->share;
        return true;
    }
    j->progress.embedded += embedded;
    j->report->embedded += embedded;
    j->work_done += e->share * (double)embedded / (double)missing;
    return tell(j, e->current);
}

/* Embeds what content has without a vector. */
static gk_status embed_missing(job *j, int64_t content, double share, const char *current,
                               gk_error *err)
{
    if (!j->model) {
        j->work_done += share;
        return GK_OK;
    }
    embedding e = {j, share, current};
    const gk_embed_run run = {.store = j->library->store,
                              .model = j->model,
                              .threads = j->options.threads,
                              .tell = on_embedded,
                              .ctx = &e};
    return gk_embed_missing(&run, content, err);
}

/* ---- one file ----------------------------------------------------------------------------- */

static void read_one(void *ctx, size_t i)
{
    reading *r = &((reading *)ctx)[i];
    if (r->status != GK_OK || r->place.content) return;
    r->status = gk_reader_run(r->file->path, &r->document, &r->err);
    if (r->status == GK_OK) gk_split(r->document, &r->passages);
}

static void open_one(job *j, reading *r, const gk_file *file)
{
    *r = (reading){.file = file, .name = gk_files_document(file->path)};
    if (file->bytes > FILE_MOST)
        r->status = gk_fail(&r->err, GK_INPUT, "larger than 1 GiB");
    else
        r->status = gk_file_read(file->path, &r->bytes, &r->size, &r->err);
    if (r->status == GK_OK)
        r->status = gk_store_place_for(j->library->store, r->name, r->bytes, r->size, &r->place,
                                       &r->err);
}

static void close_one(reading *r)
{
    gk_free(r->name);
    gk_free(r->bytes);
    gk_free(r->place.document);
    gk_document_free(r->document);
    gk_passages_free(r->passages);
}

/* Strips "PATH: " from a message that names its file: the event names it already. */
static const char *without_path(const char *message, const char *path)
{
    size_t n = strlen(path);
    return strncmp(message, path, n) == 0 && message[n] == ':' && message[n + 1] == ' '
               ? message + n + 2
               : message;
}

/* The title that stands before each passage when embedded: the name, underscores as spaces. */
static char *title_of(const char *name)
{
    char *title = gk_strdup(name);
    for (char *p = title; *p; p++)
        if (*p == '_') *p = ' ';
    return title;
}

static gk_status store_one(job *j, reading *r, gk_error *err)
{
    gk_store *store = j->library->store;
    double share = (double)r->file->bytes;
    if (r->status != GK_OK) {
        bool unknown = r->status == GK_NOT_FOUND;
        tell_file(j, unknown && !r->file->named ? GK_FILE_SKIPPED : GK_FILE_FAILED, r, NULL,
                  without_path(r->err.message, r->file->path));
        j->work_done += share;
        return GK_OK;
    }
    gk_store_place place = {0};
    gk_status status = gk_store_place_for(store, r->name, r->bytes, r->size, &place, err);
    if (status != GK_OK) return status;
    int64_t content = place.content;
    char *note = NULL;
    if (place.outcome == GK_FILE_TWIN) {
        status = gk_store_add_twin(store, &place, r->file->path, err);
    } else if (place.outcome != GK_FILE_UNCHANGED) {
        char *title = title_of(place.document);
        status = gk_store_add(store, &place, r->file->path, title, r->bytes, r->size, r->document,
                              r->passages, &content, err);
        gk_free(title);
        if (status == GK_OK) {
            j->progress.pages += r->document->page_count;
            j->progress.passages += r->passages->count;
            j->report->pages += r->document->page_count;
            j->report->passages += r->passages->count;
        }
    }
    if (strcmp(place.document, r->name) != 0 && place.outcome != GK_FILE_UNCHANGED)
        note = gk_format("%s holds other bytes", r->name);
    if (status == GK_OK) tell_file(j, place.outcome, r, place.document, note);
    if (status == GK_OK) status = embed_missing(j, content, share, place.document, err);
    gk_free(note);
    gk_free(place.document);
    return status;
}

/* ---- the public call ----------------------------------------------------------------------- */

static gk_status job_start(job *j, gk_library *library, const gk_add_options *options,
                           gk_add_report *report, gk_error *err)
{
    *j = (job){.library = library, .report = report, .started = gk_seconds()};
    if (options) j->options = *options;
    *report = (gk_add_report){0};
    j->progress.seconds_left = -1;
    gk_status status = gk_store_claim(library->store, err);
    if (status == GK_OK) status = gk_library_begin(library, err); /* its model may be another */
    if (status != GK_OK) return status;
    gk_library_end(library);
    bool none = strcmp(gk_store_get_model(library->store)->path, "none") == 0;
    if (none || j->options.no_embed) return GK_OK;
    return gk_library_model(library, &j->model, err);
}

gk_status gk_add(gk_library *library, const char *const *paths, size_t count,
                 const gk_add_options *options, gk_add_report *report, gk_error *err)
{
    job j;
    gk_status status = job_start(&j, library, options, report, err);
    if (status != GK_OK) return status;
    gk_files files = {0};
    for (size_t i = 0; i < count; i++) gk_files_collect(&files, paths[i]);
    report->files = j.progress.files_total = files.count;
    j.work_total = (double)files.bytes;
    size_t batch = (size_t)(j.options.threads > 0 ? j.options.threads : gk_processors()) * 2;
    reading *readings = gk_alloc_array(batch, sizeof *readings);
    for (size_t i = 0; i < files.count && status == GK_OK; i += batch) {
        size_t n = files.count - i < batch ? files.count - i : batch;
        for (size_t k = 0; k < n; k++) open_one(&j, &readings[k], &files.files[i + k]);
        if (!tell(&j, readings[0].name)) status = gk_fail(err, GK_STOPPED, "stopped");
        if (status == GK_OK) gk_parallel(j.options.threads, n, read_one, readings);
        for (size_t k = 0; k < n; k++) {
            if (status == GK_OK) status = store_one(&j, &readings[k], err);
            if (status == GK_OK) {
                j.progress.files_done++;
                if (!tell(&j, readings[k].name)) status = gk_fail(err, GK_STOPPED, "stopped");
            }
            close_one(&readings[k]);
        }
    }
    gk_free(readings);
    gk_files_free(&files);
    report->seconds = gk_seconds() - j.started;
    return status;
}
