/* SPDX-License-Identifier: Apache-2.0
 *
 * plot - lines over an axis, as SVG: the curve of a training, a line item over the years.
 */
#ifndef GK_PLOT_H
#define GK_PLOT_H

#include "base/base.h"

typedef struct gk_plot_line {
    const char *name;
    const double *x, *y; /* y NAN: nothing there, and the line is broken */
    size_t count;
    bool right; /* its scale stands on the right */
    bool dots;  /* each value has one, which tells it */
} gk_plot_line;

typedef struct gk_plot {
    const char *title;
    bool titled; /* the title is written above; else it is only the picture's name */
    const gk_plot_line *lines;
    size_t line_count;
    const char *x_name;
    const char *const *x_labels; /* of x = 0, 1, ...; NULL: x is numbers, from 0 */
    size_t x_label_count;
    const char *left_name, *right_name; /* of the scales; "" for none */
    bool from_zero;                     /* scales begin at 0 where no value is below */
} gk_plot;

/* gk_free. */
char *gk_plot_svg(const gk_plot *plot);

#endif
