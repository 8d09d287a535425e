/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of `goshawk eval embedding` as a table: a row for each model, and below it one for
 * each style, source and language.
 */
#include "eval_report.h"
#include "memory.h"
#include "table.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const cli_column columns[] = {
    {.title = "model", .least = 12, .most = 44},
    {.title = "queries", .right = true},
    {.title = "recall@1", .right = true},
    {.title = "95%"},
    {.title = "@5", .right = true},
    {.title = "@10", .right = true},
    {.title = "mrr", .right = true},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

typedef struct rows {
    char **cells; /* (count, COLUMNS), each by free() */
    size_t count, capacity;
} rows;

static char *share_of(const json_t *number)
{
    return json_is_number(number) ? cli_format("%.3f", json_number_value(number)) : NULL;
}

/* "0.378 to 0.439" */
static char *interval_of(const json_t *interval)
{
    const json_t *low = json_array_get(interval, 0), *high = json_array_get(interval, 1);
    if (!json_is_number(low) || !json_is_number(high)) return NULL;
    return cli_format("%.3f to %.3f", json_number_value(low), json_number_value(high));
}

/* One row from the figures of all queries or of some; false where one is missing. */
static bool add_row(rows *r, char *name, const json_t *figures, size_t queries)
{
    const json_t *recall = json_object_get(figures, "recall");
    const json_t *interval = json_object_get(figures, "interval");
    char count[CLI_COUNT_SIZE];
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? 2 * r->capacity : 16;
        r->cells = cli_resize(r->cells, r->capacity * COLUMNS, sizeof *r->cells);
    }
    char **row = r->cells + r->count++ * COLUMNS;
    row[0] = name;
    row[1] = cli_format("%s", cli_count(count, queries));
    row[2] = share_of(json_object_get(recall, "1"));
    row[3] = interval_of(json_object_get(json_object_get(interval, "recall"), "1"));
    row[4] = share_of(json_object_get(recall, "5"));
    row[5] = share_of(json_object_get(recall, "10"));
    row[6] = share_of(json_object_get(figures, "mrr"));
    for (size_t i = 0; i < COLUMNS; i++)
        if (!row[i]) return false;
    return true;
}

static bool add_model(rows *r, json_t *model, size_t queries)
{
    const char *name = json_string_value(json_object_get(model, "model")), *division, *value;
    json_t *by, *parts, *figures;
    bool good = name && add_row(r, cli_format("%s", name), model, queries);
    by = json_object_get(model, "by");
    json_object_foreach(by, division, parts)
    {
        if (json_object_size(parts) < 2) continue; /* says the same as the row above */
        json_object_foreach(parts, value, figures)
        {
            json_int_t count = json_integer_value(json_object_get(figures, "queries"));
            good = good &&
                   add_row(r, cli_format("  %s %s", division, value), figures, (size_t)count);
        }
    }
    return good;
}

/* "models/tuned: recall@1 +0.221 (+0.190 to +0.252) against bm25" */
static void write_difference(const cli_terminal *to, const json_t *model, const json_t *first)
{
    const json_t *difference = json_object_get(model, "difference");
    const json_t *by = json_object_get(json_object_get(difference, "recall"), "1");
    const json_t *interval = json_object_get(
        json_object_get(json_object_get(difference, "interval"), "recall"), "1");
    if (!json_is_number(by) || json_array_size(interval) != 2) return;
    char *line = cli_format("%s: recall@1 %+.3f (%+.3f to %+.3f) against %s",
                            json_string_value(json_object_get(model, "model")),
                            json_number_value(by), json_number_value(json_array_get(interval, 0)),
                            json_number_value(json_array_get(interval, 1)),
                            json_string_value(json_object_get(first, "model")));
    cli_write(to, line);
    putc('\n', to->file);
    free(line);
}

static void write_report(const cli_terminal *to, const json_t *report, const rows *r,
                         size_t queries, size_t passages)
{
    char a[CLI_COUNT_SIZE], b[CLI_COUNT_SIZE];
    const json_t *models = json_object_get(report, "models");
    json_int_t without = json_integer_value(json_object_get(report, "without_passage"));
    fprintf(to->file, "%s queries, %s passages: the share of queries with an answer found first\n",
            cli_count(a, queries), cli_count(b, passages));
    if (without > 0)
        fprintf(to->file, "%s more queries have no answer among the passages\n",
                cli_count(a, (size_t)without));
    putc('\n', to->file);
    cli_table_write(to, columns, COLUMNS, (const char *const *)r->cells, r->count);
    if (json_array_size(models) > 1) putc('\n', to->file);
    for (size_t i = 1; i < json_array_size(models); i++)
        write_difference(to, json_array_get(models, i), json_array_get(models, 0));
}

bool cli_eval_embedding_write(const cli_terminal *to, const char *json)
{
    json_t *report = json_loads(json, 0, NULL);
    json_int_t queries = 0, passages = 0;
    json_t *models = NULL;
    bool good = json_unpack(report, "{s:I, s:I, s:o}", "queries", &queries, "passages", &passages,
                            "models", &models) == 0 &&
                json_array_size(models) > 0;
    rows r = {0};
    for (size_t i = 0; good && i < json_array_size(models); i++)
        good = add_model(&r, json_array_get(models, i), (size_t)queries);
    if (good) write_report(to, report, &r, (size_t)queries, (size_t)passages);
    for (size_t i = 0; i < r.count * COLUMNS; i++) free(r.cells[i]);
    free(r.cells);
    json_decref(report);
    return good;
}
