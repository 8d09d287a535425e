/* SPDX-License-Identifier: Apache-2.0
 *
 * loaded - a library's embedding model, loaded when first needed. Libraries that are opened several
 * times, one for each thread, share one: its weights are in memory once, and its pool of threads
 * counts all of them as callers.
 */
#ifndef GK_LOADED_H
#define GK_LOADED_H

#include "model/model.h"
#include "model/nearness.h"
#include "store/store.h"

typedef struct gk_loaded gk_loaded;

gk_loaded *gk_loaded_new(const gk_store_model *recorded); /* with one owner */
/* One whose model is open already, and becomes its own. */
gk_loaded *gk_loaded_of(const gk_store_model *recorded, gk_model *model);
gk_loaded *gk_loaded_share(gk_loaded *loaded); /* with one more; returns it */
void gk_loaded_release(gk_loaded *loaded);     /* the last owner's frees it */

/* True where it is the model that a library records. */
bool gk_loaded_is(const gk_loaded *loaded, const gk_store_model *recorded);

/* The model and what its cosines mean, both owned by loaded and good as long as it is. GK_MODEL as
 * gk_library_model says; library is named in errors. */
gk_status gk_loaded_model(gk_loaded *loaded, const char *library, const gk_model **out,
                          gk_error *err);
gk_status gk_loaded_nearness(gk_loaded *loaded, const char *library, const gk_nearness **out,
                             gk_error *err);

#endif
