/* SPDX-License-Identifier: Apache-2.0 */
#include "train/loss.h"
#include "world.h"

enum { QUERIES = 3, PASSAGES = 5, DIMENSIONS = 8 };
static const size_t positives[QUERIES] = {2, 0, 4};

static void normalise(float *x, size_t rows)
{
    for (size_t i = 0; i < rows; i++, x += DIMENSIONS) {
        double sum = 0;
        for (size_t j = 0; j < DIMENSIONS; j++) sum += (double)x[j] * (double)x[j];
        for (size_t j = 0; j < DIMENSIONS; j++) x[j] = (float)((double)x[j] / sqrt(sum));
    }
}

static void fill(float *x, size_t count, uint32_t seed)
{
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1664525 + 1013904223;
        x[i] = (float)(seed >> 8) / (1 << 23) - 1;
    }
}

static gk_contrast contrast_of(const size_t *prefixes, size_t count)
{
    return (gk_contrast){QUERIES, PASSAGES, DIMENSIONS, positives, 0.1, prefixes, count};
}

static void the_loss_is_that_of_a_softmax_over_cosines(void **state)
{
    (void)state;
    /* Query i lies on axis i; passage k on axis k / 2: cosines are 0 or 1. */
    float q[QUERIES * DIMENSIONS] = {0}, p[PASSAGES * DIMENSIONS] = {0}, dq[QUERIES * DIMENSIONS],
                      dp[PASSAGES * DIMENSIONS];
    for (size_t i = 0; i < QUERIES; i++) q[i * DIMENSIONS + i] = 1;
    for (size_t k = 0; k < PASSAGES; k++) p[k * DIMENSIONS + k / 2] = 1;
    const size_t whole = DIMENSIONS;
    const gk_contrast c = contrast_of(&whole, 1);
    /* Two passages of five have cosine 1 with queries 0 and 1, one with query 2. */
    const double one = exp(10),
                 wanted = (log(2 * one + 3) - 0 + log(2 * one + 3) - 0 + log(one + 4) - 10) / 3;
    const double loss = gk_loss_contrast(&c, q, p, dq, dp);
    if (fabs(loss - wanted) > 1e-6) fail_msg("loss %.9f, wanted %.9f", loss, wanted);
}

/* The gradient along the sphere equals finite differences, for the whole vectors and for prefixes.
 */
static void gradients_equal_finite_differences(void **state)
{
    (void)state;
    static const size_t prefixes[] = {DIMENSIONS, 5, 2};
    enum { ALL = (QUERIES + PASSAGES) * DIMENSIONS };
    float x[ALL], d[ALL], side[ALL], unused[ALL];
    fill(x, ALL, 7);
    normalise(x, QUERIES + PASSAGES);
    for (size_t count = 1; count <= 3; count++) {
        const gk_contrast c = contrast_of(prefixes, count);
        gk_loss_contrast(&c, x, x + QUERIES * DIMENSIONS, d, d + QUERIES * DIMENSIONS);
        for (size_t i = 0; i < ALL; i++) {
            const double step = 1e-3;
            double loss[2];
            for (int s = 0; s < 2; s++) {
                memcpy(side, x, sizeof side);
                side[i] += (float)(s ? -step : step);
                loss[s] = gk_loss_contrast(&c, side, side + QUERIES * DIMENSIONS, unused,
                                           unused + QUERIES * DIMENSIONS);
            }
            const double measured = (loss[0] - loss[1]) / (2 * step);
            /* A prefix is made of length 1 in the loss itself, the whole vector in the network,
               too: only what lies along the sphere counts there. */
            const float *row = x + i / DIMENSIONS * DIMENSIONS,
                        *drow = d + i / DIMENSIONS * DIMENSIONS;
            double along = 0;
            for (size_t j = 0; j < DIMENSIONS; j++) along += (double)row[j] * (double)drow[j];
            const double gradient = (double)d[i] - along * (double)x[i];
            if (fabs(measured - gradient) > 2e-3 * (1 + fabs(gradient)))
                fail_msg("%zu prefixes, element %zu: measured %g, gradient %g", count, i, measured,
                         gradient);
        }
    }
}

static void a_ranking_s_loss_counts_each_query_s_scores_alone(void **state)
{
    (void)state;
    const size_t counts[] = {2, 3};
    const float scores[] = {1, -1, 0.5F, 2, 0.25F};
    float d[5];
    const double wanted = (log(1 + exp(-2)) + log(1 + exp(1.5) + exp(-0.25))) / 2;
    const double loss = gk_loss_ranking(counts, 2, scores, d);
    if (fabs(loss - wanted) > 1e-6) fail_msg("loss %.9f, wanted %.9f", loss, wanted);
    const double share = exp(2) / (exp(0.5) + exp(2) + exp(0.25)) / 2;
    if (fabs((double)d[3] - share) > 1e-6) fail_msg("gradient %g, wanted %g", (double)d[3], share);
    assert_float_equal(d[0] + d[1], 0, 1e-6);
    assert_true(d[0] < 0);
}

static void scores_far_apart_do_not_overflow(void **state)
{
    (void)state;
    const size_t counts[] = {2};
    const float scores[] = {-30000, 30000};
    float d[2];
    const double loss = gk_loss_ranking(counts, 1, scores, d);
    assert_float_equal(loss, 60000, 1);
    assert_float_equal(d[0], -1, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_loss_is_that_of_a_softmax_over_cosines),
        cmocka_unit_test(gradients_equal_finite_differences),
        cmocka_unit_test(a_ranking_s_loss_counts_each_query_s_scores_alone),
        cmocka_unit_test(scores_far_apart_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
