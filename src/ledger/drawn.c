/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"
#include "plot/plot.h"

#include <math.h>
#include <string.h>

enum { LINES_MOST = 12 };

static const char *name_of(const gk_fact_series *series, size_t i, gk_arena *arena)
{
    const struct gk_fact_series_row *row = &series->rows[i];
    bool companies = false;
    for (size_t k = 0; k < series->row_count; k++)
        companies = companies || strcmp(series->rows[k].company, row->company) != 0;
    return gk_arena_format(arena, "%s%s%s%s%s", companies ? row->company : "",
                           companies ? ": " : "", row->name, *row->member ? ", " : "", row->member);
}

static gk_plot_line line_of(const gk_fact_series *series, size_t i, gk_arena *arena)
{
    double *x = gk_arena_array(arena, series->period_count, sizeof *x);
    double *y = gk_arena_array(arena, series->period_count, sizeof *y);
    for (size_t k = 0; k < series->period_count; k++) {
        const gk_fact_entry *entry = series->rows[i].entries[k];
        x[k] = (double)k;
        y[k] = entry ? entry->value : (double)NAN;
    }
    return (gk_plot_line){.name = name_of(series, i, arena),
                          .x = x,
                          .y = y,
                          .count = series->period_count,
                          .dots = true};
}

char *gk_fact_series_svg(const gk_fact_series *series, const char *title)
{
    gk_plot_line lines[LINES_MOST];
    size_t count = 0;
    if (!series->row_count || !series->period_count) return NULL;
    gk_arena *arena = gk_arena_new();
    for (size_t i = 0; i < series->row_count && count < LINES_MOST; i++)
        if (strcmp(series->rows[i].unit, series->rows[0].unit) == 0)
            lines[count++] = line_of(series, i, arena);
    const char *scale = count == 1 && *series->rows[0].unit
                            ? gk_arena_format(arena, "%s, %s", lines[0].name, series->rows[0].unit)
                        : count == 1 ? lines[0].name
                                     : series->rows[0].unit;
    const gk_plot plot = {.title = title,
                          .titled = true,
                          .lines = lines,
                          .line_count = count,
                          .x_labels = series->periods,
                          .x_label_count = series->period_count,
                          .left_name = scale,
                          .from_zero = true};
    char *svg = gk_plot_svg(&plot);
    gk_arena_free(arena);
    return svg;
}
