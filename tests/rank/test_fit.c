/* SPDX-License-Identifier: Apache-2.0
 *
 * The learned order: that it finds what decides, holds to its prior where nothing does, and that
 * its figures are those a person counts.
 */
#include "rank/rank.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 3, CANDIDATES = 8, LISTS = 200 };

typedef struct examples {
    float features[LISTS][CANDIDATES][WIDTH];
    bool right[LISTS][CANDIDATES];
    gk_rank_list lists[LISTS];
} examples;

/* In each list the right one has most of the first feature; the second is noise, the third is 0. */
static examples *make(void)
{
    examples *e = gk_alloc(sizeof *e);
    gk_random random = gk_random_start(7);
    for (size_t i = 0; i < LISTS; i++) {
        size_t best = 0;
        for (size_t c = 0; c < CANDIDATES; c++) {
            e->features[i][c][0] = (float)gk_random_unit(&random);
            e->features[i][c][1] = (float)gk_random_unit(&random);
            if (e->features[i][c][0] > e->features[i][best][0]) best = c;
        }
        e->right[i][best] = true;
        e->lists[i] = (gk_rank_list){e->features[i][0], e->right[i], CANDIDATES};
    }
    return e;
}

static void what_decides_gets_the_weight(void **state)
{
    (void)state;
    examples *e = make();
    const double prior[WIDTH] = {0, 1, 0.5};
    double weights[WIDTH];
    gk_rank_fit(e->lists, LISTS, WIDTH, prior, 0.0001, weights);
    assert_true(weights[0] > 5);
    assert_true(fabs(weights[1]) < 0.3 * weights[0]);
    assert_true(fabs(weights[2] - prior[2]) < 1e-6); /* nothing speaks against the prior */
    gk_rank_figures before = gk_rank_measure(e->lists, LISTS, WIDTH, prior),
                    after = gk_rank_measure(e->lists, LISTS, WIDTH, weights);
    assert_true(after.loss < before.loss);
    assert_true(before.first < 0.4);
    assert_true(after.first > 0.9);
    gk_free(e);
}

static void a_strong_pull_keeps_the_prior(void **state)
{
    (void)state;
    examples *e = make();
    const double prior[WIDTH] = {1, 2, 3};
    double weak[WIDTH], strong[WIDTH];
    gk_rank_fit(e->lists, LISTS, WIDTH, prior, 0.001, weak);
    gk_rank_fit(e->lists, LISTS, WIDTH, prior, 100, strong);
    for (size_t i = 0; i < WIDTH; i++) assert_true(fabs(strong[i] - prior[i]) < 0.1);
    assert_true(weak[0] > 2 * strong[0]);
    gk_free(e);
}

static void figures_are_counted_by_hand(void **state)
{
    (void)state;
    const float first[] = {0.9F, 0.5F, 0.1F}, second[] = {0.5F, 0.5F}, none[] = {1};
    const bool last_right[] = {false, false, true}, tie[] = {true, false}, wrong[] = {false};
    const gk_rank_list lists[] = {{first, last_right, 3}, {second, tie, 2}, {none, wrong, 1}};
    const double weight = 1;
    gk_rank_figures f = gk_rank_measure(lists, 3, 1, &weight);
    assert_int_equal(f.lists, 2);
    assert_true(fabs(f.first) < 1e-12); /* a tie counts against the right one */
    assert_true(fabs(f.five - 1) < 1e-12);
    assert_true(fabs(f.mean_inverse - (1.0 / 3 + 1.0 / 2) / 2) < 1e-12);
    const double total = exp(0.9) + exp(0.5) + exp(0.1);
    assert_true(fabs(f.loss - (-log(exp(0.1) / total) + log(2)) / 2) < 1e-6);
}

static void lists_that_teach_nothing_change_nothing(void **state)
{
    (void)state;
    const float features[] = {1, 0};
    const bool wrong[] = {false, false}, right[] = {true, true};
    const gk_rank_list lists[] = {{features, wrong, 2}, {features, right, 2}, {NULL, NULL, 0}};
    const double prior = 0.25;
    double weight;
    gk_rank_fit(lists, 3, 1, &prior, 0.1, &weight);
    assert_true(fabs(weight - prior) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_decides_gets_the_weight),
        cmocka_unit_test(a_strong_pull_keeps_the_prior),
        cmocka_unit_test(figures_are_counted_by_hand),
        cmocka_unit_test(lists_that_teach_nothing_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
