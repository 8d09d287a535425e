/* SPDX-License-Identifier: Apache-2.0 */
#include "rank/rank.h"

#include <math.h>
#include <string.h>

/* Adam (Kingma, Ba 2015) over all lists at once; the problem is convex, and small. */
enum { ROUNDS = 400 };
static const double rate = 0.05, decay_1 = 0.9, decay_2 = 0.999, least = 1e-9;

static double score_of(const float *features, const double *weights, size_t width)
{
    double sum = 0;
    for (size_t i = 0; i < width; i++) sum += weights[i] * features[i];
    return sum;
}

static bool teaches(const gk_rank_list *list)
{
    size_t right = 0;
    for (size_t i = 0; i < list->count; i++) right += list->right[i];
    return right > 0 && right < list->count;
}

/* The softmax of the candidates' scores into shares (count), and what of it the right ones have. */
static double share_out(const gk_rank_list *list, const double *weights, size_t width,
                        double *shares)
{
    double most = -INFINITY, total = 0, right = 0;
    for (size_t i = 0; i < list->count; i++) {
        shares[i] = score_of(list->features + i * width, weights, width);
        if (shares[i] > most) most = shares[i];
    }
    for (size_t i = 0; i < list->count; i++) total += shares[i] = exp(shares[i] - most);
    for (size_t i = 0; i < list->count; i++) {
        shares[i] /= total;
        if (list->right[i]) right += shares[i];
    }
    return right > least ? right : least;
}

/* Adds the gradient of -ln(share of the right ones). */
static void add_gradient(const gk_rank_list *list, const double *weights, size_t width,
                         double *shares, double *gradient)
{
    const double right = share_out(list, weights, width, shares);
    for (size_t i = 0; i < list->count; i++) {
        const double pull = list->right[i] ? shares[i] - shares[i] / right : shares[i];
        const float *features = list->features + i * width;
        for (size_t k = 0; k < width; k++) gradient[k] += pull * features[k];
    }
}

static size_t longest(const gk_rank_list *lists, size_t count)
{
    size_t most = 1;
    for (size_t i = 0; i < count; i++)
        if (lists[i].count > most) most = lists[i].count;
    return most;
}

void gk_rank_fit(const gk_rank_list *lists, size_t list_count, size_t width, const double *prior,
                 double pull, double *weights)
{
    double *shares = gk_alloc_array(longest(lists, list_count), sizeof *shares),
           *gradient = gk_alloc_array(width, sizeof *gradient),
           *mean = gk_alloc_array(width, sizeof *mean),
           *square = gk_alloc_array(width, sizeof *square);
    size_t teaching = 0;
    for (size_t i = 0; i < list_count; i++) teaching += teaches(&lists[i]);
    memcpy(weights, prior, width * sizeof *weights);
    for (int round = 1; teaching && round <= ROUNDS; round++) {
        for (size_t k = 0; k < width; k++)
            gradient[k] = pull * (weights[k] - prior[k]) * (double)teaching;
        for (size_t i = 0; i < list_count; i++)
            if (teaches(&lists[i])) add_gradient(&lists[i], weights, width, shares, gradient);
        const double step = rate * (1 - (double)round / (ROUNDS + 1));
        for (size_t k = 0; k < width; k++) {
            const double g = gradient[k] / (double)teaching;
            mean[k] = decay_1 * mean[k] + (1 - decay_1) * g;
            square[k] = decay_2 * square[k] + (1 - decay_2) * g * g;
            const double m = mean[k] / (1 - pow(decay_1, round)),
                         s = square[k] / (1 - pow(decay_2, round));
            weights[k] -= step * m / (sqrt(s) + least);
        }
    }
    gk_free(square);
    gk_free(mean);
    gk_free(gradient);
    gk_free(shares);
}

/* The place of the first right candidate, from 1; 0: there is none. */
static size_t place_of(const gk_rank_list *list, const double *weights, size_t width)
{
    double best = -INFINITY;
    size_t before = 0;
    bool any = false;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->right[i]) continue;
        const double score = score_of(list->features + i * width, weights, width);
        if (!any || score > best) best = score;
        any = true;
    }
    for (size_t i = 0; any && i < list->count; i++)
        before += !list->right[i] && score_of(list->features + i * width, weights, width) >= best;
    return any ? before + 1 : 0;
}

gk_rank_figures gk_rank_measure(const gk_rank_list *lists, size_t list_count, size_t width,
                                const double *weights)
{
    gk_rank_figures f = {0};
    double *shares = gk_alloc_array(longest(lists, list_count), sizeof *shares);
    for (size_t i = 0; i < list_count; i++) {
        const size_t place = place_of(&lists[i], weights, width);
        if (!place) continue;
        f.lists++;
        f.first += place == 1;
        f.five += place <= 5;
        f.mean_inverse += 1.0 / (double)place;
        f.loss -= log(share_out(&lists[i], weights, width, shares));
    }
    gk_free(shares);
    if (!f.lists) return f;
    f.first /= (double)f.lists;
    f.five /= (double)f.lists;
    f.mean_inverse /= (double)f.lists;
    f.loss /= (double)f.lists;
    return f;
}
