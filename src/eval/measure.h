/* SPDX-License-Identifier: Apache-2.0
 *
 * measure - ranks made figures, with 95% confidence intervals: recall at 1, 5 and 10, and the mean
 * reciprocal rank over the first 100.
 *
 * Intervals are percentiles of a bootstrap (Efron 1979) that draws clusters, not queries: queries
 * about one passage succeed and fail together, and counting them as independent would make the
 * intervals too narrow. The draws come from a fixed seed, so the same ranks give the same figures.
 */
#ifndef GK_EVAL_MEASURE_H
#define GK_EVAL_MEASURE_H

#include "base/base.h"

#include <jansson.h>

enum { GK_MEASURE_DEPTH = 100 }; /* how far ranks are looked for */

/* Of one query. */
typedef struct gk_eval_rank {
    uint32_t rank;    /* from 1; 0: not among the first GK_MEASURE_DEPTH */
    uint32_t cluster; /* equal for queries that stand or fall together */
} gk_eval_rank;

/* A mean, and between what it lies. */
typedef struct gk_eval_mean {
    double value, low, high;
} gk_eval_mean;

/* The mean of each column of values (count > 0, columns), by that bootstrap; returns how many
 * clusters there are. */
size_t gk_eval_means(const double *values, const uint32_t *clusters, size_t count, size_t columns,
                     gk_eval_mean *means);

/* Where all shares are 0, or all 1, every draw is the same, and the bootstrap's interval has no
 * width. There the other end is that of Wilson's interval (1927) for so many clusters. */
void gk_eval_widen(gk_eval_mean *mean, size_t clusters);

/* {"queries", "recall": {"1", "5", "10"}, "mrr", "interval": {"recall": {"1": [low, high], ...},
 * "mrr": [low, high]}} of count > 0 queries. */
json_t *gk_eval_measure(const gk_eval_rank *queries, size_t count);

/* {"recall", "mrr", "interval"} of the same queries' differences, those of queries less those of
 * before: clusters are drawn once for both, so that what both find hard cancels out. */
json_t *gk_eval_measure_difference(const gk_eval_rank *queries, const gk_eval_rank *before,
                                   size_t count);

#endif
