/* SPDX-License-Identifier: Apache-2.0
 *
 * nearness - what a cosine means. Models differ: unrelated texts lie near 0.1 in one and near 0.7
 * in another. So a model is asked once what it makes of some questions, each with the passage that
 * answers it and with those that answer the others.
 */
#ifndef GK_NEARNESS_H
#define GK_NEARNESS_H

#include "base/base.h"

typedef struct gk_nearness {
    double unrelated; /* mean cosine of a question with what answers another */
    double related;   /* mean cosine of a question with its answer */
} gk_nearness;

gk_status gk_nearness_measure(const gk_model *model, gk_nearness *out, gk_error *err);

/* 0 for a cosine of unrelated texts, 1 for one of a question and its answer, in line with it below,
 * between and above. */
double gk_near(const gk_nearness *nearness, double cosine);

#endif
