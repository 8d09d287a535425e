/* SPDX-License-Identifier: Apache-2.0 */
#include "library/loaded.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

struct gk_loaded {
    gk_store_model recorded;
    atomic_int owners;
    pthread_mutex_t lock; /* over what follows, until it is set; it is never changed then */
    gk_model *model;
    gk_nearness nearness;
    bool measured;
};

gk_loaded *gk_loaded_new(const gk_store_model *recorded)
{
    gk_loaded *loaded = gk_alloc(sizeof *loaded);
    loaded->recorded = *recorded;
    atomic_init(&loaded->owners, 1);
    pthread_mutex_init(&loaded->lock, NULL);
    return loaded;
}

gk_loaded *gk_loaded_of(const gk_store_model *recorded, gk_model *model)
{
    gk_loaded *loaded = gk_loaded_new(recorded);
    loaded->model = model;
    return loaded;
}

gk_loaded *gk_loaded_share(gk_loaded *loaded)
{
    atomic_fetch_add(&loaded->owners, 1);
    return loaded;
}

void gk_loaded_release(gk_loaded *loaded)
{
    if (!loaded || atomic_fetch_sub(&loaded->owners, 1) > 1) return;
    gk_model_close(loaded->model);
    pthread_mutex_destroy(&loaded->lock);
    gk_free(loaded);
}

bool gk_loaded_is(const gk_loaded *loaded, const gk_store_model *recorded)
{
    return gk_store_same_model(&loaded->recorded, recorded) &&
           strcmp(loaded->recorded.path, recorded->path) == 0;
}

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
                       "%s holds another model than the one that the vectors were made with",
                       folder);
    }
    *out = model;
    return GK_OK;
}

/* Under the lock. */
static gk_status load(gk_loaded *loaded, const char *library, gk_error *err)
{
    const gk_store_model *recorded = &loaded->recorded;
    if (loaded->model) return GK_OK;
    if (recorded->dimensions == 0)
        return gk_fail(err, GK_MODEL, "%s: the library was made without a model", library);
    gk_status status = open_same(recorded->path, recorded, &loaded->model, err);
    char *folder = NULL;
    /* Of two failures the first is told: it names the folder that the library knows. */
    if (status != GK_OK && gk_model_default(&folder, NULL) == GK_OK)
        open_same(folder, recorded, &loaded->model, NULL);
    gk_free(folder);
    return loaded->model ? GK_OK : status;
}

gk_status gk_loaded_model(gk_loaded *loaded, const char *library, const gk_model **out,
                          gk_error *err)
{
    pthread_mutex_lock(&loaded->lock);
    gk_status status = load(loaded, library, err);
    *out = loaded->model;
    pthread_mutex_unlock(&loaded->lock);
    return status;
}

gk_status gk_loaded_nearness(gk_loaded *loaded, const char *library, const gk_nearness **out,
                             gk_error *err)
{
    pthread_mutex_lock(&loaded->lock);
    gk_status status = load(loaded, library, err);
    if (status == GK_OK && !loaded->measured) {
        status = gk_nearness_measure(loaded->model, &loaded->nearness, err);
        loaded->measured = status == GK_OK;
    }
    *out = &loaded->nearness;
    pthread_mutex_unlock(&loaded->lock);
    return status;
}
