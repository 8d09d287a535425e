/* SPDX-License-Identifier: Apache-2.0
 *
 * interval - what the digits of a figure leave open, and the arithmetic over it.
 */
#ifndef GK_VERIFY_INTERVAL_H
#define GK_VERIFY_INTERVAL_H

#include "verify/checks.h"

typedef struct gk_interval {
    double low, high;
} gk_interval;

/* What a figure may be, by its rounding; 5 % is 0.05. */
gk_interval gk_interval_of(const gk_figure *figure);
/* a / b; false where b may be 0. */
bool gk_interval_over(gk_interval a, gk_interval b, gk_interval *out);
gk_interval gk_interval_times(gk_interval a, gk_interval b);
/* Whether the shown figure lies in the interval, at its own rounding. bare: no term says its scale,
 * so that the figure may be shown at another. */
bool gk_interval_shows(const gk_figure *figure, gk_interval value, bool bare);

/* derive.c: figures that follow by what the words name, in the claim at `which`; and figures that
 * another sentence of the answer computed. True where there was one. */
bool gk_figures_derive(gk_check *check, size_t which);

#endif
