/* SPDX-License-Identifier: Apache-2.0
 *
 * schedule - which examples a step sees and how large its learning rate is: functions of the seed
 * and the step alone, so that a resumed run goes on as if it had never stopped.
 */
#ifndef GK_TRAIN_SCHEDULE_H
#define GK_TRAIN_SCHEDULE_H

#include "base/base.h"

/* A source: examples first .. first + count. A weight of 2 draws each twice in an epoch, one of 0.5
 * every other one, chosen anew each epoch. */
typedef struct gk_source {
    size_t first, count;
    double weight;
} gk_source;

typedef struct gk_schedule {
    gk_source *sources; /* gk_free's */
    size_t source_count, batch;
    const uint32_t *keys; /* borrowed: of each example */
    size_t per_epoch;     /* examples drawn */
    uint64_t seed;
    uint32_t *order; /* (per_epoch) of the epoch at hand */
    size_t epoch;    /* SIZE_MAX: none yet */
} gk_schedule;

/* Takes sources. Examples of one source with equal keys stand next to each other in the order, so
 * that two queries of one passage mostly share a batch, where the passage is encoded once.
 * gk_schedule_free. */
gk_schedule gk_schedule_make(gk_source *sources, size_t count, const uint32_t *keys, size_t batch,
                             uint64_t seed);
void gk_schedule_free(gk_schedule *schedule);
/* The examples of a step (from 0): `batch` of them. */
void gk_schedule_step(gk_schedule *schedule, size_t step, uint32_t *examples);

/* Of step (from 0) of steps: rises in a line over the first share of them, falls in a line to 0. */
double gk_schedule_rate(size_t step, size_t steps, double highest, double warmup);

#endif
