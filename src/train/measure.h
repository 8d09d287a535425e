/* SPDX-License-Identifier: Apache-2.0
 *
 * measure - how good a model in training is on examples that it does not learn from.
 */
#ifndef GK_TRAIN_MEASURE_H
#define GK_TRAIN_MEASURE_H

#include "train/examples.h"

/* Of an embedding recall@1: the share of queries to which, of all positives and negatives of all
 * examples, their own positive is nearest. Of a cross-encoder the share of queries whose positive
 * has the highest score among its own negatives. GK_STOPPED where watch says so; *recall is set
 * with GK_OK alone. */
gk_status gk_measure(const gk_engine_kind *kind, gk_engine *engine, const gk_reader *reader,
                     bool scores, const gk_examples *dev, const gk_watch *watch, double *recall,
                     gk_error *err);

#endif
