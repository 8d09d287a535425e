/* SPDX-License-Identifier: Apache-2.0
 *
 * eval_plot - the plots of the page of `goshawk eval retrieval`, as SVG. Colours are the page's
 * variables, so that a plot follows its light and dark.
 */
#ifndef CLI_EVAL_PLOT_H
#define CLI_EVAL_PLOT_H

#include "eval_read.h"

#include <stdio.h>

/* Text as HTML and SVG take it: what is markup is escaped, what is no character replaced. */
void eval_escape(FILE *to, const char *text);

/* What plots are made of; "</svg>" ends one. */
void eval_svg_open(FILE *to, double width, double height, const char *title);
void eval_svg_line(FILE *to, double x1, double y1, double x2, double y2, bool base);
void eval_svg_label(FILE *to, double x, double y, const char *anchor, const char *text);

enum { EVAL_COLOURS = 8 };
/* Which of the page's colours, from 1, a configuration has; the reference has the first. */
int eval_colour(const eval_view *view, const eval_row *row);
/* Whether it is drawn as a curve: parts that are left out have a plot of their own. */
bool eval_is_curve(const eval_view *view, const eval_row *row);

/* The share of questions found among the first k of a level, for k from 1 to 20. */
void eval_plot_curves(FILE *to, const eval_view *view, const char *level);
/* What leaving out a part changes, at one depth, with intervals; nothing where nothing was left
 * out. */
void eval_plot_differences(FILE *to, const eval_view *view);
void eval_plot_failures(FILE *to, const eval_view *view);
void eval_plot_times(FILE *to, const eval_view *view);

#endif
