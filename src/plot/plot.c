/* SPDX-License-Identifier: Apache-2.0 */
#include "plot/plot.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 720, HEIGHT = 320, LEFT = 64, RIGHT = 56, TOP = 36, TITLE = 22, BOTTOM = 40 };
enum { TICKS = 5, LETTER = 7, ROW = 18 };

/* Told apart by those who see colours differently, too (Okabe and Ito). */
static const char *const colours[] = {"#c2410c", "#1d4ed8", "#047857", "#a21caf",
                                      "#b45309", "#0e7490", "#4b5563", "#be123c"};
enum { COLOURS = sizeof colours / sizeof *colours };

typedef struct axis {
    double least, most, step;
    int side; /* how many lines are measured by it */
    size_t first;
} axis;

typedef struct drawing {
    const gk_plot *plot;
    gk_string svg;
    axis x, left, right;
    double top, bottom; /* of the field */
} drawing;

/* ---- scales -------------------------------------------------------------------------------- */

static axis empty_axis(void) { return (axis){.least = INFINITY, .most = -INFINITY}; }

static void widen(axis *a, double value)
{
    if (isnan(value)) return;
    if (value < a->least) a->least = value;
    if (value > a->most) a->most = value;
}

/* 1, 2 or 5 times a power of ten: the least of which `parts` cover the range. */
static double step_for(double range, int parts)
{
    static const double kinds[] = {1, 2, 5, 10};
    double power = pow(10, floor(log10(range / parts)));
    for (size_t i = 0; i < 3; i++)
        if (kinds[i] * power * parts >= range * (1 - 1e-9)) return kinds[i] * power;
    return kinds[3] * power;
}

/* Widened to whole steps. */
static void round_axis(axis *a, bool from_zero)
{
    if (a->least > a->most) *a = (axis){.least = 0, .most = 1, .side = a->side, .first = a->first};
    if (from_zero && a->least > 0) a->least = 0;
    if (from_zero && a->most < 0) a->most = 0;
    if (a->most - a->least <= fabs(a->most) * 1e-9)
        a->most = a->least + (a->least != 0 ? fabs(a->least) : 1);
    a->step = step_for(a->most - a->least, TICKS);
    a->least = floor(a->least / a->step + 1e-9) * a->step;
    a->most = ceil(a->most / a->step - 1e-9) * a->step;
}

static double x_of(const drawing *d, double value)
{
    double span = d->x.most - d->x.least;
    double share = span > 0 ? (value - d->x.least) / span : 0.5;
    return LEFT + share * (WIDTH - LEFT - RIGHT);
}

static double y_of(const drawing *d, const axis *a, double value)
{
    return d->bottom - (value - a->least) / (a->most - a->least) * (d->bottom - d->top);
}

/* ---- text ---------------------------------------------------------------------------------- */

static void add_escaped(gk_string *to, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '<')
            gk_string_add(to, "&lt;");
        else if (c == '>')
            gk_string_add(to, "&gt;");
        else if (c == '&')
            gk_string_add(to, "&amp;");
        else if (c == '"')
            gk_string_add(to, "&quot;");
        else
            gk_string_append(to, c < ' ' ? " " : text, 1);
    }
}

static void add_text(drawing *d, double x, double y, const char *anchor, const char *colour,
                     const char *text)
{
    gk_string_addf(&d->svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">", x, y,
                   anchor, colour);
    add_escaped(&d->svg, text);
    gk_string_add(&d->svg, "</text>\n");
}

/* "0.25", "1.5 B": with as many decimals as the axis' steps need. */
static char *number_text(const axis *a, double value)
{
    static const struct unit {
        double size;
        const char *name;
    } units[] = {{1e12, " T"}, {1e9, " B"}, {1e6, " M"}, {1e4, " K"}, {0, ""}};
    double largest = fmax(fabs(a->least), fabs(a->most));
    size_t k = 0;
    while (units[k].size > 0 && largest < units[k].size) k++;
    double size = k == 3 ? 1e3 : units[k].size > 0 ? units[k].size : 1;
    int decimals = 0;
    for (double step = a->step / size; decimals < 6 && step < 0.999; step *= 10) decimals++;
    double shown = value / size;
    return gk_format("%.*f%s", decimals, shown == 0 ? 0 : shown, units[k].name);
}

/* ---- the frame ----------------------------------------------------------------------------- */

static const char *colour_of(size_t line) { return colours[line % COLOURS]; }

/* A scale that one line alone is measured by has its colour. */
static const char *axis_colour(const axis *a)
{
    return a->side == 1 ? colour_of(a->first) : "#555";
}

static void draw_scale(drawing *d, const axis *a, bool right)
{
    const char *name = right ? d->plot->right_name : d->plot->left_name;
    double x = right ? WIDTH - RIGHT : LEFT;
    int steps = (int)lround((a->most - a->least) / a->step);
    if (!a->side) return;
    for (int i = 0; i <= steps; i++) {
        double value = a->least + i * a->step, y = y_of(d, a, value);
        char *text = number_text(a, value);
        if (!right)
            gk_string_addf(&d->svg, "<path d=\"M%d %.1fH%d\" stroke=\"#e5e5e5\"/>\n", LEFT, y,
                           WIDTH - RIGHT);
        add_text(d, right ? x + 6 : x - 6, y + 4, right ? "start" : "end", axis_colour(a), text);
        gk_free(text);
    }
    if (name && *name) add_text(d, x, d->top - 10, right ? "end" : "start", axis_colour(a), name);
}

static void draw_numbers(drawing *d)
{
    int steps = (int)floor((d->x.most - d->x.least) / d->x.step + 1e-9);
    for (int i = 0; i <= steps; i++) {
        double value = d->x.least + i * d->x.step;
        char *text = number_text(&d->x, value);
        add_text(d, x_of(d, value), d->bottom + 16, "middle", "#555", text);
        gk_free(text);
    }
}

/* Where labels would touch, some are left out; the last one stands. */
static void draw_labels(drawing *d)
{
    size_t count = d->plot->x_label_count, longest = 1;
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(d->plot->x_labels[i]);
        if (n > longest) longest = n;
    }
    size_t room = (WIDTH - LEFT - RIGHT) / ((longest + 2) * LETTER);
    size_t every = room ? (count + room - 1) / room : count;
    if (every == 0) every = 1;
    for (size_t i = 0; i < count; i++)
        if ((count - 1 - i) % every == 0)
            add_text(d, x_of(d, (double)i), d->bottom + 16, "middle", "#555", d->plot->x_labels[i]);
}

static void draw_frame(drawing *d)
{
    draw_scale(d, &d->left, false);
    draw_scale(d, &d->right, true);
    if (d->plot->x_labels)
        draw_labels(d);
    else
        draw_numbers(d);
    gk_string_addf(&d->svg, "<path d=\"M%d %.1fV%.1fH%d\" fill=\"none\" stroke=\"#888\"/>\n", LEFT,
                   d->top, d->bottom, WIDTH - RIGHT);
    if (d->plot->x_name && *d->plot->x_name)
        add_text(d, WIDTH / 2.0, d->bottom + 34, "middle", "#555", d->plot->x_name);
    if (d->plot->titled) add_text(d, LEFT, 16, "start", "#111", d->plot->title);
}

/* ---- the lines ----------------------------------------------------------------------------- */

static void draw_line(drawing *d, size_t i)
{
    const gk_plot_line *line = &d->plot->lines[i];
    const axis *a = line->right ? &d->right : &d->left;
    bool open = false;
    gk_string_addf(&d->svg, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" d=\"",
                   colour_of(i));
    for (size_t k = 0; k < line->count; k++) {
        if (isnan(line->y[k])) {
            open = false;
            continue;
        }
        gk_string_addf(&d->svg, "%s%.1f %.1f", open ? "L" : "M", x_of(d, line->x[k]),
                       y_of(d, a, line->y[k]));
        open = true;
    }
    gk_string_add(&d->svg, "\"/>\n");
}

static void draw_dots(drawing *d, size_t i)
{
    const gk_plot_line *line = &d->plot->lines[i];
    const axis *a = line->right ? &d->right : &d->left;
    for (size_t k = 0; k < line->count && line->dots; k++) {
        if (isnan(line->y[k])) continue;
        size_t at = line->x[k] >= 0 ? (size_t)line->x[k] : SIZE_MAX;
        gk_string_addf(&d->svg, "<circle r=\"3\" cx=\"%.1f\" cy=\"%.1f\" fill=\"%s\"><title>",
                       x_of(d, line->x[k]), y_of(d, a, line->y[k]), colour_of(i));
        add_escaped(&d->svg, line->name);
        if (d->plot->x_labels && at < d->plot->x_label_count) {
            gk_string_add(&d->svg, ", ");
            add_escaped(&d->svg, d->plot->x_labels[at]);
        }
        gk_string_addf(&d->svg, ": %.15g</title></circle>\n", line->y[k]);
    }
}

/* Where one scale measures several lines, their names stand below. */
static bool has_legend(const drawing *d) { return d->left.side > 1 || d->right.side > 1; }

static void draw_legend(drawing *d)
{
    for (size_t i = 0; i < d->plot->line_count; i++) {
        double y = d->bottom + BOTTOM + (double)i * ROW;
        gk_string_addf(&d->svg, "<circle r=\"4\" cx=\"%d\" cy=\"%.1f\" fill=\"%s\"/>\n", LEFT + 4,
                       y - 4, colour_of(i));
        add_text(d, LEFT + 16, y, "start", "#333", d->plot->lines[i].name);
    }
}

static void measure(drawing *d)
{
    d->x = d->left = d->right = empty_axis();
    for (size_t i = 0; i < d->plot->line_count; i++) {
        const gk_plot_line *line = &d->plot->lines[i];
        axis *a = line->right ? &d->right : &d->left;
        if (a->side++ == 0) a->first = i;
        for (size_t k = 0; k < line->count; k++) {
            widen(&d->x, line->x[k]);
            widen(a, line->y[k]);
        }
    }
    if (d->plot->x_labels) {
        d->x.least = 0;
        d->x.most = d->plot->x_label_count ? (double)(d->plot->x_label_count - 1) : 0;
    } else {
        widen(&d->x, 0);
        if (d->x.most <= d->x.least) d->x.most = d->x.least + 1;
        d->x.step = step_for(d->x.most - d->x.least, TICKS);
    }
    round_axis(&d->left, d->plot->from_zero);
    round_axis(&d->right, d->plot->from_zero);
}

char *gk_plot_svg(const gk_plot *plot)
{
    drawing d = {.plot = plot};
    measure(&d);
    d.top = TOP + (plot->titled ? TITLE : 0);
    double height = HEIGHT + (plot->titled ? TITLE : 0);
    d.bottom = height - BOTTOM;
    if (has_legend(&d)) height += (double)(plot->line_count * ROW);
    gk_string_addf(&d.svg,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" "
                   "font-family=\"sans-serif\" font-size=\"12\">\n<title>",
                   WIDTH, height);
    add_escaped(&d.svg, plot->title);
    gk_string_add(&d.svg, "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    draw_frame(&d);
    for (size_t i = 0; i < plot->line_count; i++) draw_line(&d, i);
    for (size_t i = 0; i < plot->line_count; i++) draw_dots(&d, i);
    if (has_legend(&d)) draw_legend(&d);
    gk_string_add(&d.svg, "</svg>\n");
    return gk_string_take(&d.svg);
}
