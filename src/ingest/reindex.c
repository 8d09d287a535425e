/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_reindex: what is missing is embedded, or everything by another model; or facts are made. While
 * a move is under way the store's other writer may add documents; what the move has to embed then
 * grows.
 */
#include "ingest/embed.h"
#include "ingest/remake.h"
#include "library/library.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

typedef struct reindexing {
    gk_library *library;
    gk_reindex_options options;
    gk_reindex_report *report;
    gk_progress progress;
    double started;
} reindexing;

static void note(const reindexing *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void note(const reindexing *r, const char *format, ...)
{
    if (!r->options.on_note) return;
    char line[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    r->options.on_note(r->options.ctx, line);
}

/* ---- progress ----------------------------------------------------------------------------- */

static bool tell(reindexing *r)
{
    gk_progress *p = &r->progress;
    p->seconds = gk_seconds() - r->started;
    const size_t done = p->embedded + p->files_done, total = p->embed_total + p->files_total;
    p->seconds_left = done > 0 && p->seconds > 0.5
                          ? p->seconds * (double)(total - done) / (double)done
                          : -1;
    return !r->options.on_progress || r->options.on_progress(r->options.ctx, p);
}

static bool on_embedded(void *ctx, size_t embedded, size_t missing)
{
    reindexing *r = ctx;
    r->progress.embedded += embedded;
    r->report->embedded += embedded;
    if (embedded) return tell(r);
    r->progress.embed_total = r->progress.embedded + missing;
    return true;
}

static gk_embed_run run_with(reindexing *r, const gk_model *model, bool moving)
{
    return (gk_embed_run){.store = r->library->store,
                          .model = model,
                          .threads = r->options.threads,
                          .moving = moving,
                          .tell = on_embedded,
                          .ctx = r};
}

/* ---- the move ----------------------------------------------------------------------------- */

static void note_discarded(const reindexing *r, const gk_store_move *before)
{
    char vectors[GK_DIGITS];
    if (r->report->discarded)
        note(r, "the unfinished move to %s is given up: %s vectors", before->to.path,
             gk_digits(vectors, r->report->discarded));
}

static gk_status start(reindexing *r, const gk_store_model *to, gk_error *err)
{
    gk_store *store = r->library->store;
    gk_store_move before;
    gk_library_info info = {0};
    char done[GK_DIGITS], all[GK_DIGITS];
    gk_status status = gk_store_get_move(store, &before, err);
    if (status == GK_OK) status = gk_store_move_start(store, to, &r->report->discarded, err);
    if (status == GK_OK) status = gk_store_counts(store, &info, err);
    if (status != GK_OK) return status;
    note_discarded(r, &before);
    if (info.next_vectors)
        note(r, "going on with the move to %s: %s of %s passages are embedded", to->path,
             gk_digits(done, info.next_vectors), gk_digits(all, info.passages));
    else
        note(r, "moving from %s to %s: %s passages", info.model, to->path,
             gk_digits(all, info.passages));
    return GK_OK;
}

static gk_status embed_all(reindexing *r, const gk_model *model, gk_error *err)
{
    if (!model) return GK_OK; /* a move to "none" */
    const gk_embed_run run = run_with(r, model, true);
    return gk_embed_missing(&run, 0, err);
}

/* Becomes the writer; waits for another one, and embeds what that one adds. */
static gk_status become_writer(reindexing *r, const gk_model *model, gk_error *err)
{
    static const struct timespec pause = {.tv_nsec = 200000000L};
    for (bool told = false;; told = true) {
        gk_error why = {0};
        gk_status status = gk_store_claim(r->library->store, &why);
        if (status != GK_BUSY)
            return status == GK_OK ? status : gk_fail(err, status, "%s", why.message);
        if (!told) note(r, "%s", why.message);
        nanosleep(&pause, NULL);
        if (!tell(r)) return gk_fail(err, GK_STOPPED, "stopped; call again to go on");
        status = embed_all(r, model, err);
        if (status != GK_OK) return status;
    }
}

/* model is NULL for a move to "none". */
static gk_status move(reindexing *r, const gk_model *model, const gk_store_model *to, gk_error *err)
{
    gk_store *store = r->library->store;
    gk_status status = start(r, to, err);
    if (status == GK_OK) status = embed_all(r, model, err);
    if (status == GK_OK) status = become_writer(r, model, err);
    if (status == GK_OK) status = embed_all(r, model, err); /* nobody adds any more */
    if (status == GK_OK) status = gk_store_move_finish(store, err);
    gk_store_move_leave(store);
    r->report->moved = status == GK_OK;
    return status;
}

/* ---- what is to be done ------------------------------------------------------------------- */

static gk_status embed_missing(reindexing *r, gk_error *err)
{
    const gk_model *model;
    gk_status status = gk_library_model(r->library, &model, err);
    if (status != GK_OK) return status;
    const gk_embed_run run = run_with(r, model, false);
    return gk_embed_missing(&run, 0, err);
}

/* The library's own model was named: a move away from it is given up. */
static gk_status stay(reindexing *r, const gk_store_model *to, gk_error *err)
{
    gk_store *store = r->library->store;
    gk_store_move before;
    gk_status status = gk_store_get_move(store, &before, err);
    if (status == GK_OK) status = gk_store_move_cancel(store, &r->report->discarded, err);
    if (status != GK_OK) return status;
    note_discarded(r, &before);
    if (strcmp(gk_store_get_model(store)->path, to->path) != 0) {
        status = gk_store_set_model_path(store, to->path, err);
        if (status == GK_OK) note(r, "the same model: it is looked for in %s now", to->path);
    }
    return status;
}

/* The library's model is this one now, and open already. */
static gk_status adopt(reindexing *r, gk_loaded *loaded, gk_error *err)
{
    gk_status status = gk_library_begin(r->library, err);
    if (status != GK_OK) return status;
    gk_library_share(r->library, loaded);
    gk_library_end(r->library);
    return GK_OK;
}

static gk_status go_to_named(reindexing *r, gk_error *err)
{
    const char *name = r->options.model;
    gk_store_model to;
    gk_model *model;
    gk_status status = gk_library_describe(strcmp(name, "default") == 0 ? NULL : name, &model, &to,
                                           err);
    if (status != GK_OK) return status;
    gk_loaded *loaded = gk_loaded_of(&to, model);
    bool same = gk_store_same_model(gk_store_get_model(r->library->store), &to);
    status = same ? stay(r, &to, err) : move(r, model, &to, err);
    if (status == GK_OK) status = adopt(r, loaded, err);
    gk_loaded_release(loaded);
    return status == GK_OK && same && to.dimensions ? embed_missing(r, err) : status;
}

static gk_status go_on(reindexing *r, const gk_store_model *to, gk_error *err)
{
    const gk_model *model = NULL;
    gk_error why = {0};
    gk_loaded *loaded = gk_loaded_new(to);
    gk_status status = GK_OK;
    if (to->dimensions)
        status = gk_loaded_model(loaded, gk_store_path(r->library->store), &model, &why);
    if (status == GK_OK) {
        status = move(r, model, to, err);
        if (status == GK_OK) status = adopt(r, loaded, err);
    } else {
        gk_fail(err, status,
                "the unfinished move cannot go on: %s; put the model back, or name another with "
                "--model",
                why.message);
    }
    gk_loaded_release(loaded);
    return status;
}

static bool on_made(void *ctx, size_t done, size_t total, const char *document)
{
    reindexing *r = ctx;
    r->report->facts = done;
    r->progress.files_done = done;
    r->progress.files_total = total;
    r->progress.current = document;
    return tell(r);
}

static gk_status make_facts(reindexing *r, gk_error *err)
{
    if (r->options.model)
        return gk_fail(err, GK_INVALID, "a model and facts are two things: ask for one at a time");
    const gk_remake_run run = {
        .library = r->library, .threads = r->options.threads, .tell = on_made, .ctx = r};
    return gk_remake_missing(&run, err);
}

static gk_status reindex(reindexing *r, gk_error *err)
{
    gk_store_move unfinished;
    gk_status status = gk_store_claim(r->library->store, err);
    if (status == GK_OK) status = gk_library_begin(r->library, err);
    if (status != GK_OK) return status;
    gk_library_end(r->library);
    if (r->options.facts) return make_facts(r, err);
    if (r->options.model) return go_to_named(r, err);
    status = gk_store_get_move(r->library->store, &unfinished, err);
    if (status != GK_OK) return status;
    if (unfinished.under_way) return go_on(r, &unfinished.to, err);
    if (gk_store_get_model(r->library->store)->dimensions == 0)
        return gk_fail(err, GK_MODEL,
                       "the library was made without a model: there is nothing to embed; "
                       "--model gives it one");
    return embed_missing(r, err);
}

gk_status gk_reindex(gk_library *library, const gk_reindex_options *options,
                     gk_reindex_report *report, gk_error *err)
{
    reindexing r = {.library = library, .report = report, .started = gk_seconds()};
    if (options) r.options = *options;
    *report = (gk_reindex_report){0};
    r.progress.seconds_left = -1;
    gk_status status = reindex(&r, err);
    report->seconds = gk_seconds() - r.started;
    return status;
}
