/* SPDX-License-Identifier: Apache-2.0 */
#include "eval_plot.h"

#include "memory.h"
#include "terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what all plots share ------------------------------------------------------------------- */

void eval_escape(FILE *to, const char *text)
{
    for (size_t n = strlen(text), i = 0, used; i < n; i += used) {
        uint32_t c;
        used = cli_decode(text + i, n - i, &c);
        if (c == '<')
            fputs("&lt;", to);
        else if (c == '>')
            fputs("&gt;", to);
        else if (c == '&')
            fputs("&amp;", to);
        else if (c == '"')
            fputs("&quot;", to);
        else
            cli_put(to, c < 0x20 ? ' ' : c);
    }
}

bool eval_is_curve(const eval_view *view, const eval_row *row)
{
    return !row->skipped && (row == view->reference || strncmp(row->name, "whole-", 6) != 0);
}

int eval_colour(const eval_view *view, const eval_row *row)
{
    int colour = 1;
    if (row == view->reference) return colour;
    for (const eval_row *r = view->rows; r <= row; r++)
        if (!r->skipped && r != view->reference) colour++;
    return (colour - 1) % EVAL_COLOURS + 1;
}

void eval_svg_open(FILE *to, double width, double height, const char *title)
{
    fprintf(to, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", width, height);
    eval_escape(to, title);
    fputs("\">\n", to);
}

void eval_svg_line(FILE *to, double x1, double y1, double x2, double y2, bool base)
{
    fprintf(to, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
            base ? "axis" : "grid", x1, y1, x2, y2);
}

void eval_svg_label(FILE *to, double x, double y, const char *anchor, const char *text)
{
    fprintf(to, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    eval_escape(to, text);
    fputs("</text>\n", to);
}

/* ---- curves --------------------------------------------------------------------------------- */

enum { CURVE_DEPTH = 20 };
static const double curve_width = 560, curve_height = 300, curve_left = 42, curve_right = 118,
                    curve_top = 14, curve_bottom = 40;

static double curve_x(double k)
{
    return curve_left + (k - 1) * (curve_width - curve_left - curve_right) / (CURVE_DEPTH - 1);
}

static double curve_y(double share)
{
    return curve_top + (1 - share) * (curve_height - curve_top - curve_bottom);
}

/* shares[k - 1]: of the questions, found among the first k. */
static void shares_of(const eval_view *view, const eval_row *row, const char *level,
                      double shares[CURVE_DEPTH])
{
    size_t counts[CURVE_DEPTH] = {0}, i;
    json_t *result;
    json_array_foreach(view->results, i, result)
    {
        size_t rank = eval_count(json_array_get(json_object_get(result, "found"), row->place),
                                 level);
        for (size_t k = rank; k && k <= CURVE_DEPTH; k++) counts[k - 1]++;
    }
    for (size_t k = 0; k < CURVE_DEPTH; k++)
        shares[k] = (double)counts[k] / (double)view->questions;
}

static void curve_frame(FILE *to)
{
    for (int percent = 0; percent <= 100; percent += 25) {
        char text[16];
        double y = curve_y(percent / 100.0);
        eval_svg_line(to, curve_left, y, curve_width - curve_right, y, percent == 0);
        snprintf(text, sizeof text, "%d%%", percent);
        eval_svg_label(to, curve_left - 8, y + 4, "end", text);
    }
    static const int ticks[] = {1, 5, 10, 15, 20};
    for (size_t i = 0; i < sizeof ticks / sizeof *ticks; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", ticks[i]);
        eval_svg_label(to, curve_x(ticks[i]), curve_height - curve_bottom + 18, "middle", text);
    }
    eval_svg_label(to, (curve_x(1) + curve_x(CURVE_DEPTH)) / 2, curve_height - 4, "middle",
                   "among the first k");
}

/* Intervals stand at the depths that the report has, a little apart, so that none hides another. */
static void draw_intervals(FILE *to, const eval_row *row, const char *level, double shift)
{
    static const int depths[] = {1, 5, 10, 20};
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        double value, low, high, x = curve_x(depths[i]) + shift;
        const json_t *figures = json_object_get(row->json, level);
        if (!eval_figure(figures, "hit", depths[i], &value, &low, &high)) continue;
        fprintf(to,
                "<line class=\"between\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>"
                "<circle r=\"3.5\" cx=\"%.1f\" cy=\"%.1f\"><title>",
                x, curve_y(low), x, curve_y(high), x, curve_y(value));
        eval_escape(to, row->name);
        fprintf(to, " @%d: %.1f%% (%.1f to %.1f)</title></circle>\n", depths[i], 100 * value,
                100 * low, 100 * high);
    }
}

static void draw_curve(FILE *to, const eval_view *view, const eval_row *row, const char *level,
                       double shift)
{
    double shares[CURVE_DEPTH];
    shares_of(view, row, level, shares);
    fprintf(to, "<g class=\"c%d\"><polyline points=\"", eval_colour(view, row));
    for (int k = 1; k <= CURVE_DEPTH; k++)
        fprintf(to, "%.1f,%.1f ", curve_x(k), curve_y(shares[k - 1]));
    fputs("\"/>\n", to);
    draw_intervals(to, row, level, shift);
    fputs("</g>\n", to);
}

typedef struct end {
    const eval_row *row;
    double y;
} end;

static int downwards(const void *a, const void *b)
{
    const end *x = a, *y = b;
    return (x->y > y->y) - (x->y < y->y);
}

/* Each curve's name stands at its end; names that would overlap move apart. */
static void name_curves(FILE *to, const eval_view *view, const char *level)
{
    static const double apart = 15;
    end *ends = cli_alloc_array(view->count, sizeof *ends);
    size_t n = 0;
    for (size_t i = 0; i < view->count; i++) {
        double shares[CURVE_DEPTH];
        if (!eval_is_curve(view, &view->rows[i])) continue;
        shares_of(view, &view->rows[i], level, shares);
        ends[n++] = (end){&view->rows[i], curve_y(shares[CURVE_DEPTH - 1])};
    }
    if (n) qsort(ends, n, sizeof *ends, downwards);
    for (size_t i = 1; i < n; i++)
        if (ends[i].y < ends[i - 1].y + apart) ends[i].y = ends[i - 1].y + apart;
    double over = n ? ends[n - 1].y - curve_y(0) : 0;
    for (size_t i = n; over > 0 && i-- > 0;) {
        double most = i + 1 < n ? ends[i + 1].y - apart : curve_y(0);
        if (ends[i].y > most) ends[i].y = most;
    }
    for (size_t i = 0; i < n; i++) {
        fprintf(to, "<circle class=\"c%d key\" r=\"4\" cx=\"%.1f\" cy=\"%.1f\"/>\n",
                eval_colour(view, ends[i].row), curve_width - curve_right + 16, ends[i].y);
        eval_svg_label(to, curve_width - curve_right + 25, ends[i].y + 4, "start",
                       ends[i].row->name);
    }
    free(ends);
}

void eval_plot_curves(FILE *to, const eval_view *view, const char *level)
{
    eval_svg_open(to, curve_width, curve_height, "Share of questions found among the first k");
    curve_frame(to);
    size_t curves = 0, drawn = 0;
    for (size_t i = 0; i < view->count; i++) curves += eval_is_curve(view, &view->rows[i]);
    for (size_t i = 0; i < view->count; i++) {
        const eval_row *row = &view->rows[i];
        if (!eval_is_curve(view, row) || row == view->reference) continue;
        draw_curve(to, view, row, level, 5 * ((double)++drawn - (double)(curves - 1) / 2));
    }
    draw_curve(to, view, view->reference, level, 5 * (0 - (double)(curves - 1) / 2));
    name_curves(to, view, level);
    fputs("</svg>\n", to);
}

/* ---- rows with a scale ---------------------------------------------------------------------- */

static const double row_width = 1140, row_left = 210, row_right = 30, row_height = 30, row_top = 10;

static double row_y(size_t n) { return row_top + ((double)n + 0.5) * row_height; }
static double rows_bottom(size_t n) { return row_top + (double)n * row_height; }

/* ---- differences ---------------------------------------------------------------------------- */

enum { DIFFERENCE_DEPTH = 5 };

static bool has_difference(const eval_view *view, const eval_row *row, double *value, double *low,
                           double *high)
{
    const json_t *difference = json_object_get(row->json, "difference");
    return !row->skipped && !eval_is_curve(view, row) &&
           eval_figure(json_object_get(difference, "page"), "hit", DIFFERENCE_DEPTH, value, low,
                       high);
}

/* Half the width of the scale: a round share that holds all intervals. */
static double difference_scale(const eval_view *view, size_t *count)
{
    double most = 0.05, value, low, high;
    *count = 0;
    for (size_t i = 0; i < view->count; i++) {
        if (!has_difference(view, &view->rows[i], &value, &low, &high)) continue;
        ++*count;
        if (-low > most) most = -low;
        if (high > most) most = high;
    }
    return ceil(20 * most) / 20;
}

void eval_plot_differences(FILE *to, const eval_view *view)
{
    size_t count, n = 0;
    double scale = difference_scale(view, &count), value, low, high;
    if (!count) return;
    double middle = (row_left + row_width - row_right) / 2;
    double unit = (row_width - row_right - row_left) / 2 / scale;
    eval_svg_open(to, row_width, rows_bottom(count) + 30, "What leaving out a part changes");
    for (int i = -2; i <= 2; i++) {
        char text[24];
        double x = middle + i * scale / 2 * unit;
        eval_svg_line(to, x, row_top, x, rows_bottom(count), i == 0);
        snprintf(text, sizeof text, "%+.1f", 100 * i * scale / 2);
        eval_svg_label(to, x, rows_bottom(count) + 20, "middle", text);
    }
    for (size_t i = 0; i < view->count; i++) {
        const eval_row *row = &view->rows[i];
        if (!has_difference(view, row, &value, &low, &high)) continue;
        double y = row_y(n++);
        eval_svg_label(to, row_left - 14, y + 4, "end", row->name);
        fprintf(to,
                "<g class=\"c1\"><line class=\"between\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
                "y2=\"%.1f\"/><circle r=\"5\" cx=\"%.1f\" cy=\"%.1f\"><title>%+.1f points (%+.1f "
                "to %+.1f)</title></circle></g>\n",
                middle + low * unit, y, middle + high * unit, y, middle + value * unit, y,
                100 * value, 100 * low, 100 * high);
    }
    fputs("</svg>\n", to);
}

/* ---- failures ------------------------------------------------------------------------------- */

static size_t measured_count(const eval_view *view)
{
    size_t n = 0;
    for (size_t i = 0; i < view->count; i++) n += !view->rows[i].skipped;
    return n;
}

/* One bar: a part for each reason, a gap of the page's colour between them. */
static void draw_reasons(FILE *to, const eval_view *view, const eval_row *row, double y)
{
    static const double gap = 2, height = 16;
    double x = row_left, unit = (row_width - row_right - row_left) / (double)view->questions;
    const char *reason;
    json_t *count;
    int place = 0;
    json_object_foreach(json_object_get(row->json, "failures"), reason, count)
    {
        size_t n = (size_t)json_integer_value(count);
        double width = (double)n * unit;
        place++;
        if (!n) continue;
        fprintf(to,
                "<rect class=\"r%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>",
                place, x, y - height / 2, width > gap ? width - gap : width, height);
        eval_escape(to, row->name);
        fputs(": ", to);
        eval_escape(to, reason);
        fprintf(to, ", %zu of %zu</title></rect>\n", n, view->questions);
        if (width > 26)
            fprintf(to,
                    "<text class=\"on r%d\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%zu</text>"
                    "\n",
                    place, x + (width - gap) / 2, y + 4, n);
        x += width;
    }
}

void eval_plot_failures(FILE *to, const eval_view *view)
{
    size_t count = measured_count(view), n = 0;
    eval_svg_open(to, row_width, rows_bottom(count) + 30, "Failures by reason");
    for (int percent = 0; percent <= 100; percent += 25) {
        char text[16];
        double x = row_left + (row_width - row_right - row_left) * percent / 100;
        eval_svg_line(to, x, row_top, x, rows_bottom(count), percent == 0);
        snprintf(text, sizeof text, "%d%%", percent);
        eval_svg_label(to, x, rows_bottom(count) + 20, "middle", text);
    }
    for (size_t i = 0; i < view->count; i++) {
        const eval_row *row = &view->rows[i];
        if (row->skipped) continue;
        double y = row_y(n++);
        eval_svg_label(to, row_left - 14, y + 4, "end", row->name);
        draw_reasons(to, view, row, y);
    }
    fputs("</svg>\n", to);
}

/* ---- times ---------------------------------------------------------------------------------- */

/* A logarithmic scale over all times. */
typedef struct scale {
    double low, high; /* milliseconds */
} scale;

static scale scale_of(const eval_view *view)
{
    scale s = {.low = HUGE_VAL, .high = 0};
    for (size_t i = 0; i < view->count; i++) {
        size_t k;
        json_t *time;
        const json_t *times = json_object_get(view->rows[i].json, "milliseconds");
        json_array_foreach(json_object_get(times, "all"), k, time)
        {
            double ms = json_number_value(time);
            if (ms > 0 && ms < s.low) s.low = ms;
            if (ms > s.high) s.high = ms;
        }
    }
    if (s.high <= 0) s = (scale){1, 10};
    s.low = pow(10, floor(log10(s.low)));
    s.high = s.high * 1.05 > s.low * 2 ? s.high * 1.05 : s.low * 2;
    return s;
}

static double time_x(const scale *s, double ms)
{
    double at = ms > s->low ? log(ms / s->low) / log(s->high / s->low) : 0;
    return row_left + at * (row_width - row_right - row_left);
}

/* 1, 2, 5, 10, 20, ... times the least. */
static double tick_of(const scale *s, int i)
{
    static const int steps[] = {1, 2, 5};
    int tens = i / 3;
    return s->low * pow(10, tens) * steps[i % 3];
}

static void time_frame(FILE *to, const scale *s, double bottom)
{
    static const double apart = 42;
    double last = 0;
    for (int i = 0; tick_of(s, i) <= s->high; i++) {
        char text[32];
        double x = time_x(s, tick_of(s, i));
        if (last > 0 && x < last + apart) continue;
        last = x;
        eval_svg_line(to, x, row_top, x, bottom, false);
        snprintf(text, sizeof text, "%g ms", tick_of(s, i));
        eval_svg_label(to, x, bottom + 20, "middle", text);
    }
}

static void draw_times(FILE *to, const eval_view *view, const eval_row *row, const scale *s,
                       double y)
{
    const json_t *times = json_object_get(row->json, "milliseconds");
    static const char *const marks[] = {"p50", "p99"};
    size_t k;
    json_t *time;
    fprintf(to, "<g class=\"c%d\">\n", eval_colour(view, row));
    json_array_foreach(json_object_get(times, "all"), k, time)
        fprintf(to, "<circle class=\"query\" r=\"3\" cx=\"%.1f\" cy=\"%.1f\"/>\n",
                time_x(s, json_number_value(time)), y);
    for (size_t i = 0; i < 2; i++) {
        double ms = json_number_value(json_object_get(times, marks[i])), x = time_x(s, ms);
        fprintf(to,
                "<line class=\"mark\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"><title>%s "
                "%.1f ms</title></line>\n",
                x, y - 9, x, y + 9, marks[i], ms);
    }
    fputs("</g>\n", to);
}

void eval_plot_times(FILE *to, const eval_view *view)
{
    scale s = scale_of(view);
    size_t count = measured_count(view), n = 0;
    eval_svg_open(to, row_width, rows_bottom(count) + 30, "Time of each query");
    time_frame(to, &s, rows_bottom(count));
    for (size_t i = 0; i < view->count; i++) {
        const eval_row *row = &view->rows[i];
        if (row->skipped) continue;
        double y = row_y(n++);
        eval_svg_label(to, row_left - 14, y + 4, "end", row->name);
        draw_times(to, view, row, &s, y);
    }
    fputs("</svg>\n", to);
}
