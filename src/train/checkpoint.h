/* SPDX-License-Identifier: Apache-2.0
 *
 * checkpoint - a run's state on disk: safetensors files in the run's folder, each written beside
 * its place and moved there when it is whole.
 *
 *   state.safetensors  "weights", "moment_1", "moment_2" (F32, one array each, as parameters.h lays
 *                      them out), "progress" (F64), "configuration" (U8: JSON text)
 *   best.safetensors   "weights" of the best model by dev
 *
 * A run that goes on from state.safetensors takes the same steps as one that never stopped, to the
 * last bit.
 */
#ifndef GK_TRAIN_CHECKPOINT_H
#define GK_TRAIN_CHECKPOINT_H

#include "train/engine.h"

/* Where a run is. */
typedef struct gk_run_progress {
    double step; /* steps done */
    double
        recorded; /* of them those that curve.csv has: one fewer while the last is being measured */
    double loss, rate, gradient; /* of the last step */
    double before;               /* recall of the model it started from; < 0: not measured */
    double recall;               /* the newest; < 0: none */
    double best;                 /* the best; < 0: none */
    double best_step;            /* where that was */
    double stale;                /* evaluations since */
    double seconds, training;    /* of all runs together: in all, and of steps alone */
} gk_run_progress;

gk_status gk_checkpoint_write(const char *run, const gk_engine_kind *kind, gk_engine *engine,
                              const gk_parameters *p, const gk_run_progress *progress,
                              const char *configuration, gk_error *err);

bool gk_checkpoint_stands(const char *run);

/* Fills the engine and *progress. *found is false, with GK_OK, where the run has no state.
 * GK_INVALID where it was made with another configuration: names what differs. */
gk_status gk_checkpoint_read(const char *run, const gk_engine_kind *kind, gk_engine *engine,
                             const gk_parameters *p, const char *configuration,
                             gk_run_progress *progress, bool *found, gk_error *err);

/* GK_INVALID names a field of configuration (`now`) that is another in `then`; path is what `then`
 * stands in. Both are JSON texts. */
gk_status gk_configuration_check(const char *path, const char *now, const char *then, size_t size,
                                 gk_error *err);

/* The weights alone. */
gk_status gk_best_write(const char *run, const gk_engine_kind *kind, gk_engine *engine,
                        const gk_parameters *p, gk_error *err);
/* Into values (total). GK_NOT_FOUND where there are none. */
gk_status gk_best_read(const char *run, const gk_parameters *p, float *values, gk_error *err);

#endif
