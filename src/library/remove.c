/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents go, by their names or by where they came from.
 */
#include "library/library.h"

typedef struct job {
    gk_library *library;
    const gk_remove_options *options;
    gk_remove_report *report;
} job;

static gk_status tell(const job *j, const gk_removal *removal, gk_error *err)
{
    if (!j->options->on_document || j->options->on_document(j->options->ctx, removal)) return GK_OK;
    return gk_fail(err, GK_STOPPED, "stopped");
}

/* A name or source of which nothing is stored is told and counted. */
static gk_status tell_missing(const job *j, const char *name, const char *message, gk_error *err)
{
    j->report->missing++;
    return tell(j, &(gk_removal){.document = name, .message = message}, err);
}

static gk_status remove_one(const job *j, const char *name, gk_error *err)
{
    gk_error why = {0};
    bool bytes_removed = false;
    gk_status status = gk_store_remove(j->library->store, name, &bytes_removed, &why);
    if (status == GK_NOT_FOUND) return tell_missing(j, name, why.message, err);
    if (status != GK_OK) return gk_fail(err, status, "%s", why.message);
    j->report->removed++;
    j->report->contents += bytes_removed;
    return tell(j, &(gk_removal){.document = name, .removed = true, .bytes_removed = bytes_removed},
                err);
}

static gk_status remove_sourced(const job *j, const char *source, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    char **names;
    size_t count;
    gk_status status = gk_store_sourced(j->library->store, source, arena, &names, &count, err);
    if (status == GK_OK && count == 0)
        status = tell_missing(j, source,
                              gk_arena_format(arena, "nothing was added from \"%s\"", source), err);
    for (size_t i = 0; i < count && status == GK_OK; i++) status = remove_one(j, names[i], err);
    gk_arena_free(arena);
    return status;
}

gk_status gk_remove(gk_library *library, const char *const *names, size_t count,
                    const gk_remove_options *options, gk_remove_report *report, gk_error *err)
{
    static const gk_remove_options none = {0};
    gk_remove_report own;
    job j = {library, options ? options : &none, report ? report : &own};
    *j.report = (gk_remove_report){0};
    gk_status status = gk_store_claim(library->store, err);
    for (size_t i = 0; i < count && status == GK_OK; i++) status = remove_one(&j, names[i], err);
    for (size_t i = 0; i < j.options->source_count && status == GK_OK; i++)
        status = remove_sourced(&j, j.options->sources[i], err);
    return status;
}
