/* SPDX-License-Identifier: Apache-2.0
 *
 * step - one step of a training, up to its gradient: a batch of examples, forward, loss, backward.
 * The update is the caller's.
 */
#ifndef GK_TRAIN_STEP_H
#define GK_TRAIN_STEP_H

#include "train/examples.h"

typedef struct gk_stepping {
    const gk_engine_kind *kind;
    gk_engine *engine;
    const gk_reader *reader;
    const gk_examples *examples;
    bool scores;
    size_t negatives; /* of each example, chosen anew at each step where it has more */
    double temperature;
    const size_t *prefixes; /* as in loss.h; of an embedding alone */
    size_t prefix_count;
    uint64_t seed;
} gk_stepping;

/* The examples chosen (count of them) through forward, loss and backward; the gradient waits for
 * the update. `step` chooses the negatives. */
gk_status gk_step_gradient(const gk_stepping *s, const uint32_t *chosen, size_t count, size_t step,
                           double *loss, gk_error *err);

#endif
