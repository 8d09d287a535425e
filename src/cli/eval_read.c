/* SPDX-License-Identifier: Apache-2.0 */
#include "eval_read.h"

#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t eval_count(const json_t *object, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(object, key));
    return n > 0 ? (size_t)n : 0;
}

bool eval_figure(const json_t *figures, const char *name, int depth, double *value, double *low,
                 double *high)
{
    const json_t *at = json_object_get(figures, name);
    const json_t *between = json_object_get(json_object_get(figures, "interval"), name);
    if (depth) {
        char key[16];
        snprintf(key, sizeof key, "%d", depth);
        at = json_object_get(at, key);
        between = json_object_get(between, key);
    }
    *value = json_number_value(at);
    *low = json_number_value(json_array_get(between, 0));
    *high = json_number_value(json_array_get(between, 1));
    return json_is_number(at) && json_array_size(between) == 2;
}

/* What every reader takes for granted of a configuration that was measured. */
static bool is_whole(const json_t *row)
{
    static const char *const levels[] = {"page", "document"};
    static const int depths[] = {1, 5, 10, 20};
    double value, low, high;
    for (size_t l = 0; l < 2; l++) {
        const json_t *figures = json_object_get(row, levels[l]);
        for (size_t d = 0; d < sizeof depths / sizeof *depths; d++)
            if (!eval_figure(figures, "hit", depths[d], &value, &low, &high) ||
                !eval_figure(figures, "recall", depths[d], &value, &low, &high))
                return false;
        if (!eval_figure(figures, "mrr", 0, &value, &low, &high) ||
            !eval_figure(figures, "ndcg", 0, &value, &low, &high))
            return false;
    }
    const json_t *times = json_object_get(row, "milliseconds");
    return json_is_number(json_object_get(times, "p50")) &&
           json_is_number(json_object_get(times, "p99")) &&
           json_is_array(json_object_get(times, "all")) &&
           json_is_object(json_object_get(row, "failures"));
}

static bool read_rows(eval_view *view, const json_t *configurations)
{
    size_t i;
    json_t *row;
    view->rows = cli_alloc_array(json_array_size(configurations), sizeof *view->rows);
    json_array_foreach(configurations, i, row)
    {
        eval_row *r = &view->rows[view->count++];
        *r = (eval_row){.name = json_string_value(json_object_get(row, "name")),
                        .skipped = json_string_value(json_object_get(row, "skipped")),
                        .json = row,
                        .place = i};
        if (!r->name || (!r->skipped && !is_whole(row))) return false;
        if (r->skipped) continue;
        if (!view->reference || strcmp(r->name, "whole") == 0) view->reference = r;
    }
    return view->count > 0;
}

bool eval_view_open(eval_view *view, const char *json)
{
    *view = (eval_view){.report = json_loads(json, 0, NULL)};
    json_t *configurations = NULL;
    json_int_t questions = 0, depth = 0;
    if (json_unpack(view->report, "{s:I, s:I, s:o, s:o}", "questions", &questions, "depth", &depth,
                    "configurations", &configurations, "results", &view->results) != 0 ||
        questions <= 0 || depth <= 0 || !json_is_array(view->results))
        return false;
    view->questions = (size_t)questions;
    view->depth = (size_t)depth;
    return read_rows(view, configurations);
}

void eval_view_close(eval_view *view)
{
    free(view->rows);
    json_decref(view->report);
}
