/* SPDX-License-Identifier: Apache-2.0
 *
 * eval_read - the JSON of `goshawk eval retrieval`, taken apart for those who show it.
 */
#ifndef CLI_EVAL_READ_H
#define CLI_EVAL_READ_H

#include <jansson.h>
#include <stdbool.h>

/* One configuration. Strings and JSON are the report's. */
typedef struct eval_row {
    const char *name;
    const char *skipped; /* why it was not measured; NULL: it was */
    json_t *json;
    size_t place; /* in the report, and so in each result's "found" */
} eval_row;

typedef struct eval_view {
    json_t *report;
    eval_row *rows;
    size_t count;
    const eval_row *reference; /* the whole, else the first that was measured */
    size_t questions, depth;
    json_t *results;
} eval_view;

/* False where the JSON is of another shape. Either way eval_view_close follows. */
bool eval_view_open(eval_view *view, const char *json);
void eval_view_close(eval_view *view);

/* The value, and between what it lies: of "hit" or "recall" at a depth, or (depth 0) of "mrr" or
 * "ndcg". False where the figures lack it. */
bool eval_figure(const json_t *figures, const char *name, int depth, double *value, double *low,
                 double *high);

/* A whole number of an object, 0 where it has none. */
size_t eval_count(const json_t *object, const char *key);

#endif
