/* SPDX-License-Identifier: Apache-2.0
 *
 * record - what a run's folder tells a person: curve.csv (a line a step), curve.svg (loss and
 * recall over the steps), run.json (configuration and result).
 */
#ifndef GK_TRAIN_RECORD_H
#define GK_TRAIN_RECORD_H

#include "base/base.h"

#include <jansson.h>

typedef struct gk_record {
    char *run; /* the folder */
    gk_train_step *steps;
    size_t count, capacity;
    FILE *csv;
} gk_record;

/* Opens the record of a run of which `done` steps are kept: lines of later ones, which a resumed
 * run takes again, are dropped. gk_record_close in any case. */
gk_status gk_record_open(const char *run, size_t done, gk_record *out, gk_error *err);
void gk_record_close(gk_record *record);

gk_status gk_record_step(gk_record *record, const gk_train_step *step, gk_error *err);
/* Brings the lines to the disk: before a checkpoint that counts them. */
gk_status gk_record_sync(gk_record *record, gk_error *err);
gk_status gk_record_plot(const gk_record *record, gk_error *err);
/* Borrows both; result may be NULL. */
gk_status gk_record_run(const char *run, json_t *configuration, json_t *result, gk_error *err);

#endif
