/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of `goshawk eval retrieval` as tables: what each configuration finds, what kinds of
 * question are hard, why it fails, how long it takes, and the first failures.
 */
#include "eval_read.h"
#include "eval_report.h"
#include "memory.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

enum { FAILURES_SHOWN = 20 };

/* ---- figures -------------------------------------------------------------------------------- */

static const cli_column figure_columns[] = {
    {.title = "", .least = 12, .most = 64}, {.title = "hit@1", .right = true},
    {.title = "hit@5", .right = true},      {.title = "95%"},
    {.title = "hit@10", .right = true},     {.title = "hit@20", .right = true},
    {.title = "mrr", .right = true},        {.title = "ndcg@10", .right = true},
};
enum { FIGURE_COLUMNS = sizeof figure_columns / sizeof *figure_columns };

static void add_figure(cli_growing *r, const json_t *figures, const char *name, int depth,
                       bool between)
{
    double value, low, high;
    if (!eval_figure(figures, name, depth, &value, &low, &high)) {
        cli_add_cell(r, cli_format("-"));
        if (between) cli_add_cell(r, cli_format("%s", ""));
        return;
    }
    cli_add_cell(r, cli_format("%.3f", value));
    if (between) cli_add_cell(r, cli_format("%.3f to %.3f", low, high));
}

static void add_figures(cli_growing *r, char *name, const json_t *figures)
{
    cli_add_cell(r, name);
    add_figure(r, figures, "hit", 1, false);
    add_figure(r, figures, "hit", 5, true);
    add_figure(r, figures, "hit", 10, false);
    add_figure(r, figures, "hit", 20, false);
    add_figure(r, figures, "mrr", 0, false);
    add_figure(r, figures, "ndcg", 0, false);
}

static void add_skipped(cli_growing *r, const eval_row *row)
{
    cli_add_cell(r, cli_format("%s: %s", row->name, row->skipped));
    for (size_t i = 1; i < FIGURE_COLUMNS; i++) cli_add_cell(r, cli_format("%s", ""));
}

/* A row for each configuration, of those questions that have evidence at this level. */
static void write_level(const cli_terminal *to, const eval_view *view, const char *level)
{
    if (view->reference && !json_object_get(view->reference->json, level)) return;
    cli_column columns[FIGURE_COLUMNS];
    memcpy(columns, figure_columns, sizeof columns);
    columns[0].title = level;
    cli_growing r = {0};
    for (size_t i = 0; i < view->count; i++) {
        const eval_row *row = &view->rows[i];
        if (row->skipped)
            add_skipped(&r, row);
        else
            add_figures(&r, cli_format("%s", row->name), json_object_get(row->json, level));
    }
    putc('\n', to->file);
    cli_growing_write(to, columns, FIGURE_COLUMNS, &r);
}

static void write_kinds(const cli_terminal *to, const eval_view *view)
{
    const char *kind, *value;
    json_t *values, *levels;
    cli_growing r = {0};
    json_object_foreach(json_object_get(view->reference->json, "by"), kind, values)
    {
        if (json_object_size(values) < 2) continue; /* says the same as the row of all */
        json_object_foreach(values, value, levels)
        {
            const json_t *page = json_object_get(levels, "page");
            add_figures(&r, cli_format("%s (%zu)", value, eval_count(page, "questions")), page);
        }
    }
    if (!r.count) return;
    cli_column columns[FIGURE_COLUMNS];
    memcpy(columns, figure_columns, sizeof columns);
    char *title = cli_format("page, %s", view->reference->name);
    columns[0].title = title;
    putc('\n', to->file);
    cli_growing_write(to, columns, FIGURE_COLUMNS, &r);
    free(title);
}

/* ---- failures and times --------------------------------------------------------------------- */

static const cli_column reason_columns[] = {
    {.title = "failures", .least = 8, .most = 32},
    {.title = "of all", .right = true},
    {.title = "company", .right = true},
    {.title = "period", .right = true},
    {.title = "document", .right = true},
    {.title = "page", .right = true},
    {.title = "p50 ms", .right = true},
    {.title = "p99 ms", .right = true},
};
enum { REASON_COLUMNS = sizeof reason_columns / sizeof *reason_columns };

static size_t failures_of(const eval_row *row)
{
    const char *reason;
    json_t *count;
    size_t all = 0;
    json_object_foreach(json_object_get(row->json, "failures"), reason, count)
        all += (size_t)json_integer_value(count);
    return all;
}

static void write_reasons(const cli_terminal *to, const eval_view *view)
{
    static const char *const reasons[] = {"wrong company", "wrong period", "wrong document",
                                          "wrong page"};
    static const char *const times[] = {"p50", "p99"};
    cli_growing r = {0};
    for (size_t i = 0; i < view->count; i++) {
        const eval_row *row = &view->rows[i];
        if (row->skipped) continue;
        const json_t *failures = json_object_get(row->json, "failures");
        cli_add_cell(&r, cli_format("%s", row->name));
        cli_add_cell(&r, cli_format("%zu", failures_of(row)));
        for (size_t k = 0; k < 4; k++)
            cli_add_cell(&r, cli_format("%zu", eval_count(failures, reasons[k])));
        for (size_t k = 0; k < 2; k++)
            cli_add_cell(
                &r, cli_format("%.1f", json_number_value(json_object_get(
                                           json_object_get(row->json, "milliseconds"), times[k]))));
    }
    fprintf(
        to->file,
        "\nNo evidence page among the first %zu, since what was found there is of a wrong ...\n",
        view->depth);
    cli_growing_write(to, reason_columns, REASON_COLUMNS, &r);
}

static const cli_column failure_columns[] = {
    {.title = "question", .least = 20, .most = 60},    {.title = "reason"},
    {.title = "evidence", .least = 10, .most = 36},    {.title = "at", .right = true},
    {.title = "found first", .least = 10, .most = 36},
};
enum { FAILURE_COLUMNS = sizeof failure_columns / sizeof *failure_columns };

/* "NAME p.7"; "-" where there is none. */
static char *place_of(const json_t *place)
{
    const char *document = json_string_value(json_object_get(place, "document"));
    if (!document) return cli_format("-");
    return cli_format("%s p.%zu", document, eval_count(place, "page"));
}

static void add_failure(cli_growing *r, const json_t *result, const json_t *found)
{
    const char *question = json_string_value(json_object_get(result, "question"));
    size_t rank = eval_count(found, "page");
    cli_add_cell(r, cli_format("%s", question ? question : "?"));
    cli_add_cell(r, cli_format("%s", json_string_value(json_object_get(found, "reason"))));
    cli_add_cell(r, place_of(json_array_get(json_object_get(result, "evidence"), 0)));
    cli_add_cell(r, rank ? cli_format("%zu", rank) : cli_format("-"));
    cli_add_cell(r, place_of(json_object_get(found, "first")));
}

static void write_failures(const cli_terminal *to, const eval_view *view)
{
    size_t i, all = 0;
    json_t *result;
    cli_growing r = {0};
    json_array_foreach(view->results, i, result)
    {
        const json_t *found = json_array_get(json_object_get(result, "found"),
                                             view->reference->place);
        if (!json_is_string(json_object_get(found, "reason"))) continue;
        if (all++ < FAILURES_SHOWN) add_failure(&r, result, found);
    }
    if (!all) return;
    fprintf(to->file, "\nFailures of %s, and at which rank the evidence page stands\n",
            view->reference->name);
    cli_growing_write(to, failure_columns, FAILURE_COLUMNS, &r);
    if (all > FAILURES_SHOWN)
        fprintf(to->file, "%zu more: --json and --html have them all\n", all - FAILURES_SHOWN);
}

/* ---- all of it ------------------------------------------------------------------------------ */

static void write_head(const cli_terminal *to, const eval_view *view)
{
    char a[CLI_COUNT_SIZE], b[CLI_COUNT_SIZE], c[CLI_COUNT_SIZE];
    const json_t *report = view->report;
    size_t vectors = eval_count(report, "vectors"), passages = eval_count(report, "passages");
    size_t absent = eval_count(report, "not_in_library");
    const char *processor = json_string_value(json_object_get(report, "processor"));
    fprintf(to->file, "%s %s; %s documents, %s passages", cli_count(a, view->questions),
            view->questions == 1 ? "question" : "questions",
            cli_count(b, eval_count(report, "documents")), cli_count(c, passages));
    if (vectors < passages)
        fprintf(to->file, ", %s of them with vectors", vectors ? cli_count(a, vectors) : "none");
    fputs("; on ", to->file);
    cli_write(to, processor ? processor : "an unknown processor");
    fprintf(to->file, ", %zu processors\n", eval_count(report, "processors"));
    if (absent)
        fprintf(to->file, "%s have no evidence document in the library and count as missed\n",
                cli_count(a, absent));
}

bool cli_eval_retrieval_write(const cli_terminal *to, const char *json)
{
    static const char *const levels[] = {"page", "document", "passage"};
    eval_view view;
    bool good = eval_view_open(&view, json);
    if (good) {
        write_head(to, &view);
        for (size_t i = 0; i < 3; i++) write_level(to, &view, levels[i]);
        if (view.reference) {
            write_kinds(to, &view);
            write_reasons(to, &view);
            write_failures(to, &view);
        }
    }
    eval_view_close(&view);
    return good;
}
