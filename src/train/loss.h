/* SPDX-License-Identifier: Apache-2.0
 *
 * loss - how far outputs are from what they should be, and its gradient.
 */
#ifndef GK_TRAIN_LOSS_H
#define GK_TRAIN_LOSS_H

#include <stddef.h>

/* InfoNCE (van den Oord et al. 2018, arXiv 1807.03748): each query must choose its passage among
 * all passages of the batch, the positives and negatives of the other queries included: loss = mean
 * over queries of -log softmax(cosines / temperature)[positive]. Matryoshka (Kusupati et al. 2022,
 * arXiv 2205.13147): the mean of that loss over prefixes of the vectors, each made of length 1
 * again. */
typedef struct gk_contrast {
    size_t queries, passages, dimensions; /* of the whole vectors */
    const size_t *positives;              /* (queries) which passage is right */
    double temperature;
    const size_t *prefixes; /* prefix_count of them, each 1 to dimensions */
    size_t prefix_count;
} gk_contrast;

/* q (queries, dimensions) and p (passages, dimensions) of length 1; dq and dp get the gradients. */
double gk_loss_contrast(const gk_contrast *c, const float *q, const float *p, float *dq, float *dp);

/* For a cross-encoder: each query's scores stand one after the other, the positive's first;
 * `counts` (queries) says how many. loss = mean of -log softmax(scores)[0]. */
double gk_loss_ranking(const size_t *counts, size_t queries, const float *scores, float *dscores);

#endif
