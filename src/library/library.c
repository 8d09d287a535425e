/* SPDX-License-Identifier: Apache-2.0 */
#include "library/library.h"

#include "net/net.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- create ------------------------------------------------------------------------------- */

/* What is recorded of the model in folder: it must open, so that a wrong path shows now. */
static gk_status describe_model(const char *folder, gk_store_model *out, gk_error *err)
{
    char path[PATH_MAX];
    gk_model *model;
    const bool service = gk_is_address(folder);
    gk_status status = gk_model_open(folder, &model, err);
    if (status != GK_OK) return status;
    const char *name = service ? folder : realpath(folder, path);
    if (!name || strlen(name) >= sizeof out->path) {
        status = gk_fail(err, GK_MODEL, "%s: its path cannot be recorded", folder);
    } else {
        memcpy(out->path, name, strlen(name) + 1);
        gk_model_fingerprint(model, out->fingerprint);
        out->dimensions = gk_model_dimensions(model);
    }
    gk_model_close(model);
    return status;
}

static gk_status find_model(const char *model, gk_store_model *out, gk_error *err)
{
    *out = (gk_store_model){0};
    if (model && strcmp(model, "none") == 0) {
        memcpy(out->path, "none", sizeof "none");
        return GK_OK;
    }
    if (model) return describe_model(model, out, err);
    char *folder = NULL;
    gk_status status = gk_model_default(&folder, err);
    if (status == GK_OK) status = describe_model(folder, out, err);
    gk_free(folder);
    return status;
}

gk_status gk_library_create(const char *path, const char *model, gk_error *err)
{
    gk_store_model recorded;
    gk_status status = gk_store_check_free(path, err); /* before a model is loaded in vain */
    if (status == GK_OK) status = find_model(model, &recorded, err);
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
    *out = library;
    return GK_OK;
}

void gk_library_close(gk_library *library)
{
    if (!library) return;
    gk_store_close(library->store);
    gk_model_close(library->model);
    gk_free(library);
}

gk_status gk_library_info_get(gk_library *library, gk_library_info *out, gk_error *err)
{
    return gk_store_counts(library->store, out, err);
}

/* ---- its model ---------------------------------------------------------------------------- */

/* Opens the model in folder if it is the one that was recorded. */
static gk_status open_same(const char *folder, const gk_store_model *recorded, gk_model **out,
                           gk_error *err)
{
    gk_model *model;
    gk_status status = gk_model_open(folder, &model, err);
    if (status != GK_OK) return status;
    char fingerprint[65];
    gk_model_fingerprint(model, fingerprint);
    if (strcmp(fingerprint, recorded->fingerprint) != 0 ||
        gk_model_dimensions(model) != recorded->dimensions) {
        gk_model_close(model);
        return gk_fail(err, GK_MODEL,
                       "%s holds another model than the one that the library's vectors were made "
                       "with",
                       folder);
    }
    *out = model;
    return GK_OK;
}

gk_status gk_library_model(gk_library *library, const gk_model **out, gk_error *err)
{
    const gk_store_model *recorded = gk_store_get_model(library->store);
    *out = NULL;
    if (!library->model) {
        if (recorded->dimensions == 0)
            return gk_fail(err, GK_MODEL, "%s: the library was made without a model",
                           gk_store_path(library->store));
        gk_status status = open_same(recorded->path, recorded, &library->model, err);
        char *folder = NULL;
        /* Of two failures the first is told: it names the folder that the library knows. */
        if (status != GK_OK && gk_model_default(&folder, NULL) == GK_OK)
            open_same(folder, recorded, &library->model, NULL);
        gk_free(folder);
        if (!library->model) return status;
    }
    *out = library->model;
    return GK_OK;
}

gk_status gk_library_nearness(gk_library *library, const gk_nearness **out, gk_error *err)
{
    const gk_model *model;
    *out = &library->nearness;
    if (library->nearness_measured) return GK_OK;
    gk_status status = gk_library_model(library, &model, err);
    if (status == GK_OK) status = gk_nearness_measure(model, &library->nearness, err);
    library->nearness_measured = status == GK_OK;
    return status;
}
