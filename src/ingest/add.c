/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_add. Threads read files ahead; each is then stored, and its passages embedded, in order.
 * Everything finished is committed, so stopping (or a kill) costs at most the file at hand, and
 * calling again goes on. A file that holds others is unpacked below LIB/unpacked, and its members
 * are added in the same way, as deep as DEEPEST.
 */
#include "ingest/embed.h"
#include "ingest/ingest.h"
#include "ingest/kin.h"
#include "ingest/reading.h"
#include "ingest/unpack.h"
#include "library/figures.h"

#include <string.h>

/* Files that are read and wait to be stored: how many for each thread, and how many bytes. A
 * document takes about AS_MANY times its file while it waits; however large, one for each thread
 * may. */
enum { WAITING = 4, AS_MANY = 8, DEEPEST = 4 };
static const size_t WAITING_BYTES = (size_t)256 << 20;

typedef struct job {
    gk_library *library;
    const gk_model *model; /* NULL: no embedding */
    gk_add_options options;
    gk_add_report *report;
    gk_progress progress;
    char *work; /* where containers are unpacked */
    gk_registry *registry;
    const gk_concepts *concepts; /* the library's */
    int64_t facts_version;
    gk_kin *kin;
    double started;
    double work_done, work_total; /* bytes read and embedded: the measure of time left */
} job;

/* A list of files on its way. */
typedef struct line {
    job *job;
    const gk_files *files;
    gk_describing *describing;
    gk_reading *readings; /* one a file */
    gk_store **readers;   /* one a thread */
    int threads;
} line;

/* A document that was stored, and is to be embedded. */
typedef struct stored {
    int64_t content; /* 0: none */
    char *document;
    double share; /* of the work */
} stored;

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

static void tell_event(const job *j, const gk_file_event *event)
{
    size_t *const counters[] = {&j->report->added,     &j->report->renamed, &j->report->twins,
                                &j->report->unchanged, &j->report->skipped, &j->report->failed};
    ++*counters[event->outcome];
    if (j->options.on_file) j->options.on_file(j->options.ctx, event);
}

static void tell_file(const job *j, gk_file_outcome outcome, const gk_reading *r,
                      const char *document, const char *message)
{
    const gk_file_event event = {.outcome = outcome,
                                 .path = r->file->source,
                                 .document = document,
                                 .message = message,
                                 .pages = r->document ? r->document->page_count : 0,
                                 .passages = r->passages ? r->passages->count : 0};
    tell_event(j, &event);
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

/* The same path once had other bytes: what came from it is what the file was before. */
static gk_status prefer_to_before(job *j, const gk_reading *r, const char *document,
                                  int64_t content, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    char **names;
    size_t count;
    gk_status status = gk_store_sourced(j->library->store, r->file->source, arena, &names, &count,
                                        err);
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        gk_store_content before;
        if (strcmp(names[i], document) == 0) continue;
        status = gk_store_find(j->library->store, names[i], arena, &before, err);
        if (status == GK_OK) status = gk_store_prefer(j->library->store, content, before.id, err);
    }
    gk_arena_free(arena);
    return status;
}

static gk_status store_new(job *j, const gk_store_place *place, gk_reading *r, int64_t *content,
                           gk_error *err)
{
    char *title = title_of(place->document);
    const gk_description *d = r->description;
    const gk_store_addition addition = {.place = place,
                                        .source = r->file->source,
                                        .title = title,
                                        .bytes = r->bytes,
                                        .size = r->size,
                                        .document = r->document,
                                        .passages = r->passages,
                                        .values = d->values,
                                        .value_count = d->value_count,
                                        .turns = d->turns,
                                        .turn_count = d->turn_count,
                                        .sketch = d->sketch,
                                        .sketch_size = d->sketch_size,
                                        .facts = d->facts,
                                        .facts_size = d->facts_size,
                                        .facts_version = j->facts_version};
    gk_status status = gk_store_add(j->library->store, &addition, content, err);
    gk_free(title);
    if (status == GK_OK) status = gk_kin_add(j->kin, *content, r->document->format, d, err);
    if (status == GK_OK && place->outcome == GK_FILE_RENAMED)
        status = prefer_to_before(j, r, place->document, *content, err);
    if (status != GK_OK) return status;
    j->progress.pages += r->document->page_count;
    j->progress.passages += r->passages->count;
    j->report->pages += r->document->page_count;
    j->report->passages += r->passages->count;
    return GK_OK;
}

static gk_status store_document(job *j, gk_reading *r, stored *out, gk_error *err)
{
    gk_store_place place = {0};
    gk_status status = gk_store_place_of(j->library->store, r->file->name, r->sha256, &place, err);
    if (status != GK_OK) return status;
    out->content = place.content;
    char *note = NULL;
    if (place.outcome == GK_FILE_TWIN)
        status = gk_store_add_twin(j->library->store, &place, r->file->source, err);
    else if (place.outcome != GK_FILE_UNCHANGED && r->document)
        status = store_new(j, &place, r, &out->content, err);
    else if (place.outcome != GK_FILE_UNCHANGED)
        status = gk_fail(err, GK_LIBRARY, "%s went out of the library while it was read",
                         place.document);
    if (strcmp(place.document, r->file->name) != 0 && place.outcome != GK_FILE_UNCHANGED)
        note = gk_format("%s holds other bytes", r->file->name);
    if (status == GK_OK) tell_file(j, place.outcome, r, place.document, note);
    gk_free(note);
    out->document = place.document;
    return status;
}

static gk_status add_files(job *j, const gk_files *files, int depth, gk_error *err);

static void tell_left_out(const job *j, const gk_unpacked *unpacked)
{
    for (size_t i = 0; i < unpacked->left_out_count; i++) {
        const gk_file_event event = {.outcome = GK_FILE_SKIPPED,
                                     .path = unpacked->left_out[i].source,
                                     .message = unpacked->left_out[i].reason};
        tell_event(j, &event);
    }
}

/* Adds what a file holds. A container all of whose members are stored is not unpacked again. */
static gk_status add_members(job *j, gk_reading *r, int depth, gk_error *err)
{
    gk_unpacked unpacked;
    gk_error why = {0};
    if (depth >= DEEPEST) {
        tell_file(j, GK_FILE_FAILED, r, NULL, "holds files within files, deeper than allowed");
        return GK_OK;
    }
    gk_status status = gk_unpack(r->file, j->work, &unpacked, &why);
    if (status == GK_INPUT) {
        tell_file(j, GK_FILE_FAILED, r, NULL, why.message);
        return GK_OK;
    }
    if (status != GK_OK) return gk_fail(err, status, "%s", why.message);
    size_t failed = j->report->failed;
    j->report->files += unpacked.files.count;
    j->progress.files_total += unpacked.files.count;
    j->work_total += (double)unpacked.files.bytes;
    tell_left_out(j, &unpacked);
    status = add_files(j, &unpacked.files, depth + 1, err);
    if (status == GK_OK && j->report->failed == failed)
        status = gk_store_remember_container(j->library->store, r->sha256, err);
    gk_unpacked_free(&unpacked);
    return status;
}

/* What becomes of a file; *out is what it leaves to be embedded. */
static gk_status store_one(job *j, gk_reading *r, int depth, stored *out, gk_error *err)
{
    if (r->table) {
        tell_file(j, GK_FILE_SKIPPED, r, NULL, "describes the files beside it");
        return GK_OK;
    }
    if (r->status != GK_OK) {
        bool skipped = r->status == GK_NOT_FOUND && !r->file->named;
        tell_file(j, skipped ? GK_FILE_SKIPPED : GK_FILE_FAILED, r, NULL,
                  without_path(r->err.message, r->file->path));
        return GK_OK;
    }
    if (r->container) return add_members(j, r, depth, err);
    if (!r->unpacked) return store_document(j, r, out, err);
    tell_file(j, GK_FILE_UNCHANGED, r, NULL, NULL);
    return GK_OK;
}

/* ---- a list of files ----------------------------------------------------------------------- */

static void read_ahead(void *ctx, size_t i, int thread)
{
    const line *l = ctx;
    gk_store **reader = &l->readers[thread];
    if (!*reader) gk_store_open(gk_store_path(l->job->library->store), GK_READ, reader, NULL);
    gk_reading_do(&l->readings[i], &l->files->files[i], *reader, l->describing);
}

static size_t cost(void *ctx, size_t i)
{
    const line *l = ctx;
    size_t most = WAITING_BYTES / (size_t)l->threads, one = l->files->files[i].bytes * AS_MANY;
    return one < most ? one : most;
}

/* Stores file i, makes room for another to be read, and embeds what was stored. */
static gk_status take_one(const line *l, gk_ahead *ahead, size_t i, int depth, gk_error *err)
{
    job *j = l->job;
    stored now = {.share = (double)l->files->files[i].bytes};
    gk_ahead_wait(ahead, i);
    gk_status status = store_one(j, &l->readings[i], depth, &now, err);
    gk_reading_free(&l->readings[i]);
    gk_ahead_give_back(ahead, i);
    if (status == GK_OK && now.content)
        status = embed_missing(j, now.content, now.share, now.document, err);
    else
        j->work_done += now.share;
    gk_free(now.document);
    j->progress.files_done++;
    return status;
}

static gk_status store_in_order(const line *l, gk_ahead *ahead, int depth, gk_error *err)
{
    job *j = l->job;
    gk_status status = GK_OK;
    for (size_t i = 0; i < l->files->count && status == GK_OK; i++) {
        if (!tell(j, l->files->files[i].name)) return gk_fail(err, GK_STOPPED, "stopped");
        status = take_one(l, ahead, i, depth, err);
    }
    if (status == GK_OK && !tell(j, NULL)) status = gk_fail(err, GK_STOPPED, "stopped");
    return status;
}

static void on_wrong_table(void *ctx, const char *path, const char *why)
{
    const gk_file_event event = {
        .outcome = GK_FILE_FAILED, .path = path, .message = without_path(why, path)};
    tell_event(ctx, &event);
}

static gk_status add_files(job *j, const gk_files *files, int depth, gk_error *err)
{
    int threads = j->options.threads > 0 ? j->options.threads : gk_processors();
    line l = {.job = j, .files = files, .threads = threads};
    l.describing = gk_describing_new(j->registry, j->concepts, files, on_wrong_table, j);
    l.readings = gk_alloc_array(files->count + 1, sizeof *l.readings);
    l.readers = gk_alloc_array((size_t)threads, sizeof *l.readers);
    const gk_ahead_work work = {.count = files->count,
                                .work = read_ahead,
                                .cost = cost,
                                .ctx = &l,
                                .threads = threads,
                                .most = (size_t)threads * WAITING,
                                .budget = WAITING_BYTES};
    gk_ahead *ahead = gk_ahead_start(&work);
    gk_status status = store_in_order(&l, ahead, depth, err);
    size_t begun;
    gk_ahead_stop(ahead, &begun);
    for (size_t i = 0; i < begun; i++) gk_reading_free(&l.readings[i]);
    for (int i = 0; i < threads; i++) gk_store_close(l.readers[i]);
    gk_free(l.readings);
    gk_free(l.readers);
    gk_describing_free(l.describing);
    return status;
}

/* ---- the public call ----------------------------------------------------------------------- */

/* Reads the library's registry of companies, or the one that takes its place; *out is NULL where
 * there is none. */
static gk_status read_registry(const char *library, const char *given, gk_registry **out,
                               gk_error *err)
{
    char *own = gk_path_join(library, "companies.csv"), *bytes = NULL;
    size_t size;
    gk_status status = GK_OK;
    if (given || gk_path_exists(own)) status = gk_registry_read(given ? given : own, out, err);
    if (status == GK_OK && given) {
        status = gk_file_read(given, &bytes, &size, err);
        if (status == GK_OK) status = gk_file_write(own, bytes, size, err);
        gk_free(bytes);
    }
    gk_free(own);
    return status;
}

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
    status = gk_library_concepts(library, &j->concepts, err);
    if (status == GK_OK) status = gk_library_facts_version(library, &j->facts_version, err);
    if (status != GK_OK) return status;
    const char *path = gk_store_path(library->store);
    j->work = gk_path_join(path, "unpacked");
    gk_folder_remove(j->work); /* what a kill left; the writer's lock is ours */
    status = read_registry(path, j->options.companies, &j->registry, err);
    j->kin = gk_kin_new(library->store);
    bool none = strcmp(gk_store_get_model(library->store)->path, "none") == 0;
    if (status != GK_OK || none || j->options.no_embed) return status;
    return gk_library_model(library, &j->model, err);
}

static void job_end(job *j)
{
    if (j->work) gk_folder_remove(j->work);
    gk_kin_free(j->kin);
    gk_registry_free(j->registry);
    gk_free(j->work);
    j->report->seconds = gk_seconds() - j->started;
}

static void apply(const gk_add_options *options, gk_files *files)
{
    for (size_t i = 0; i < files->count && options->met; i++) files->files[i].named = false;
    if (!options->source || files->count != 1) return;
    gk_free(files->files[0].source);
    files->files[0].source = gk_strdup(options->source);
}

gk_status gk_add(gk_library *library, const char *const *paths, size_t count,
                 const gk_add_options *options, gk_add_report *report, gk_error *err)
{
    job j;
    gk_status status = job_start(&j, library, options, report, err);
    if (status == GK_OK) {
        gk_files files = {0};
        for (size_t i = 0; i < count; i++) gk_files_collect(&files, paths[i]);
        apply(&j.options, &files);
        report->files = j.progress.files_total = files.count;
        j.work_total = (double)files.bytes;
        status = add_files(&j, &files, 0, err);
        gk_files_free(&files);
    }
    job_end(&j);
    return status;
}
