/* SPDX-License-Identifier: Apache-2.0
 *
 * rank - an order of candidates that is learned: a weighted sum of features, so that a person can
 * read why one stands before another. It knows nothing of what the features mean.
 *
 * The weights are those under which the softmax over a question's candidates gives most to those
 * that are right: the top-one loss of ListNet (Cao et al. 2007), with several right ones summed,
 * and a pull towards given weights (a Gaussian prior), which stand where the examples say nothing.
 */
#ifndef GK_RANK_H
#define GK_RANK_H

#include "base/base.h"

/* A question's candidates. Owned by the caller. */
typedef struct gk_rank_list {
    const float *features; /* (count, width) */
    const bool *right;     /* (count) */
    size_t count;
} gk_rank_list;

/* Finds weights (width) for these lists, from `prior` on, which they are pulled to with strength
 * `pull` (of the loss of one list: 0.01 is weak, 1 strong). Lists without a right candidate, or
 * with nothing else, teach nothing. The same input gives the same weights. */
void gk_rank_fit(const gk_rank_list *lists, size_t list_count, size_t width, const double *prior,
                 double pull, double *weights);

/* Where the first right candidate stands in each list by these weights; ties count against it. */
typedef struct gk_rank_figures {
    size_t lists;        /* that have a right candidate */
    double first, five;  /* share of lists whose first right one is among the first, the first 5 */
    double loss;         /* mean over the lists, in nats */
    double mean_inverse; /* mean reciprocal rank */
} gk_rank_figures;
gk_rank_figures gk_rank_measure(const gk_rank_list *lists, size_t list_count, size_t width,
                                const double *weights);

#endif
