/* SPDX-License-Identifier: Apache-2.0 */
#include "library/figures.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- create ------------------------------------------------------------------------------- */

/* What is recorded of an open model. */
static gk_status record(const gk_model *model, const char *folder, gk_store_model *out,
                        gk_error *err)
{
    char path[PATH_MAX];
    char *service = gk_model_service(model);
    const char *name = service ? service : realpath(folder, path);
    gk_status status = GK_OK;
    if (!name || strlen(name) >= sizeof out->path) {
        status = gk_fail(err, GK_MODEL, "%s: its path cannot be recorded", folder);
    } else {
        memcpy(out->path, name, strlen(name) + 1);
        gk_model_fingerprint(model, out->fingerprint);
        out->dimensions = gk_model_dimensions(model);
    }
    gk_free(service);
    return status;
}

gk_status gk_library_describe(const char *name, gk_model **model, gk_store_model *recorded,
                              gk_error *err)
{
    *model = NULL;
    *recorded = (gk_store_model){0};
    if (name && strcmp(name, "none") == 0) {
        memcpy(recorded->path, "none", sizeof "none");
        return GK_OK;
    }
    char *folder = name ? gk_strdup(name) : NULL;
    gk_status status = name ? GK_OK : gk_model_default(&folder, err);
    if (status == GK_OK) status = gk_model_open(folder, model, err);
    if (status == GK_OK) status = record(*model, folder, recorded, err);
    if (status != GK_OK) {
        gk_model_close(*model);
        *model = NULL;
    }
    gk_free(folder);
    return status;
}

gk_status gk_library_create(const char *path, const char *model, gk_error *err)
{
    gk_store_model recorded;
    gk_model *opened = NULL; /* it must open, so that a wrong path shows now */
    gk_status status = gk_store_check_free(path, err); /* before a model is loaded in vain */
    if (status == GK_OK) status = gk_library_describe(model, &opened, &recorded, err);
    gk_model_close(opened);
    return status == GK_OK ? gk_store_create(path, &recorded, err) : status;
}

/* ---- open --------------------------------------------------------------------------------- */

gk_status gk_library_open(const char *path, gk_mode mode, gk_library **out, gk_error *err)
{
    gk_store *store;
    *out = NULL;
    gk_status status = gk_store_open(path, mode, &store, err);
    if (status != GK_OK) return status;
    gk_library *library = gk_alloc(sizeof *library);
    library->store = store;
    library->loaded = gk_loaded_new(gk_store_get_model(store));
    *out = library;
    return GK_OK;
}

void gk_library_close(gk_library *library)
{
    if (!library) return;
    if (library->companies.drop) library->companies.drop(library->companies.value);
    if (library->reranker.drop) library->reranker.drop(library->reranker.value);
    if (library->language_model.drop) library->language_model.drop(library->language_model.value);
    gk_figures_free(library->figures);
    gk_store_close(library->store);
    gk_loaded_release(library->loaded);
    gk_free(library);
}

gk_status gk_library_info_get(gk_library *library, gk_library_info *out, gk_error *err)
{
    int64_t version;
    gk_store_facts_counts facts;
    gk_status status = gk_store_counts(library->store, out, err);
    if (status == GK_OK) status = gk_library_facts_version(library, &version, err);
    if (status == GK_OK) status = gk_store_facts_count(library->store, version, &facts, err);
    if (status != GK_OK) return status;
    out->contents = facts.contents;
    out->facts_missing = facts.missing;
    out->facts_old = facts.old;
    return GK_OK;
}

/* ---- one moment --------------------------------------------------------------------------- */

gk_status gk_library_begin(gk_library *library, gk_error *err)
{
    gk_status status = gk_store_begin(library->store, err);
    if (status != GK_OK) return status;
    const gk_store_model *recorded = gk_store_get_model(library->store);
    if (!gk_loaded_is(library->loaded, recorded)) {
        gk_loaded_release(library->loaded);
        library->loaded = gk_loaded_new(recorded);
    }
    if (library->begun++ == 0) gk_figures_begin(library);
    return GK_OK;
}

void gk_library_end(gk_library *library)
{
    library->begun--;
    gk_store_end(library->store);
}

/* ---- its model ---------------------------------------------------------------------------- */

gk_status gk_library_model(gk_library *library, const gk_model **out, gk_error *err)
{
    return gk_loaded_model(library->loaded, gk_store_path(library->store), out, err);
}

gk_status gk_library_nearness(gk_library *library, const gk_nearness **out, gk_error *err)
{
    return gk_loaded_nearness(library->loaded, gk_store_path(library->store), out, err);
}

void gk_library_share(gk_library *library, gk_loaded *loaded)
{
    if (!gk_loaded_is(loaded, gk_store_get_model(library->store))) return;
    gk_loaded_release(library->loaded);
    library->loaded = gk_loaded_share(loaded);
}
