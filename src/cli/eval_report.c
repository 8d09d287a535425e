/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of `goshawk eval answers` as a table: a row for each question.
 */
#include "eval_report.h"

#include "memory.h"
#include "table.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const cli_column answer_columns[] = {
    {.title = "question", .least = 14, .most = 60}, {.title = "expected", .least = 8, .most = 28},
    {.title = "answer", .least = 8, .most = 44},    {.title = "judged", .least = 5},
    {.title = "reason", .least = 8, .most = 40},    {.title = "cited", .least = 8, .most = 44},
    {.title = "evidence", .least = 8, .most = 44},  {.title = "hit"},
};
enum { ANSWER_COLUMNS = sizeof answer_columns / sizeof *answer_columns };

static char *text_of(const json_t *result, const char *key)
{
    const json_t *value = json_object_get(result, key);
    if (json_is_string(value)) return cli_format("%s", json_string_value(value));
    if (json_is_null(value) || !value) return cli_format("-");
    char *text = json_dumps(value, JSON_ENCODE_ANY); /* an expected answer may be a number */
    return text ? text : cli_format("?");
}

/* "3M_2018_10K p.60, p.61": a document is named once for pages that follow each other. */
static char *pages_of(const json_t *list)
{
    char *text = cli_format("%s", "");
    const char *before = NULL;
    size_t i;
    json_t *place;
    json_array_foreach(list, i, place)
    {
        const char *document = json_string_value(json_object_get(place, "document"));
        long long page = json_integer_value(json_object_get(place, "page"));
        if (!document) continue;
        bool same = before && json_equal(json_object_get(json_array_get(list, i - 1), "document"),
                                         json_object_get(place, "document"));
        char *longer = cli_format("%s%s%s%sp.%lld", text, *text ? ", " : "", same ? "" : document,
                                  same ? "" : " ", page);
        free(text);
        text = longer;
        before = document;
    }
    return text;
}

static void fill_row(char **row, const json_t *result)
{
    row[0] = text_of(result, "question");
    row[1] = text_of(result, "expected");
    row[2] = text_of(result, "answer");
    row[3] = text_of(result, "judgement");
    row[4] = text_of(result, json_object_get(result, "note") ? "note" : "reason");
    row[5] = pages_of(json_object_get(result, "citations"));
    row[6] = pages_of(json_object_get(result, "evidence"));
    row[7] = cli_format("%s", json_is_true(json_object_get(result, "page_hit")) ? "yes" : "no");
}

/* ---- by kind -------------------------------------------------------------------------------- */

static const cli_column kind_columns[] = {
    {.title = "", .least = 12, .most = 44},
    {.title = "questions", .right = true},
    {.title = "right", .right = true},
    {.title = "wrong", .right = true},
    {.title = "declined", .right = true},
    {.title = "right %", .right = true},
    {.title = "95%"},
    {.title = "hallucinated", .right = true},
};
enum { KIND_COLUMNS = sizeof kind_columns / sizeof *kind_columns };

static char *whole_of(const json_t *counts, const char *key)
{
    return cli_format("%lld", (long long)json_integer_value(json_object_get(counts, key)));
}

static void add_kind(cli_growing *r, char *name, const json_t *counts)
{
    static const char *const columns[] = {"questions", "right", "wrong", "declined"};
    const json_t *between = json_object_get(json_object_get(counts, "interval"), "right");
    cli_add_cell(r, name);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        cli_add_cell(r, whole_of(counts, columns[i]));
    double share = json_number_value(json_object_get(json_object_get(counts, "share"), "right"));
    cli_add_cell(r, cli_format("%.1f", 100 * share));
    cli_add_cell(r, cli_format("%.1f to %.1f", 100 * json_number_value(json_array_get(between, 0)),
                               100 * json_number_value(json_array_get(between, 1))));
    cli_add_cell(r, whole_of(counts, "hallucinated"));
}

static void write_kinds(const cli_terminal *to, json_t *report)
{
    cli_growing r = {0};
    const char *kind, *value;
    json_t *values, *counts;
    add_kind(&r, cli_format("all"), report);
    json_object_foreach(json_object_get(report, "by"), kind, values)
    {
        if (json_object_size(values) < 2) continue; /* says the same as the row above */
        json_object_foreach(values, value, counts)
            add_kind(&r, cli_format("  %s %s", kind, value), counts);
    }
    cli_growing_write(to, kind_columns, KIND_COLUMNS, &r);
}

/* ---- the whole ------------------------------------------------------------------------------ */

/* "citation precision 61.0 %" where the report has it. */
static void write_share(const cli_terminal *to, const json_t *report, const char *key,
                        const char *name)
{
    const json_t *share = json_object_get(json_object_get(report, "share"), key);
    const json_t *between = json_object_get(json_object_get(report, "interval"), key);
    if (!json_is_number(share)) return;
    fprintf(to->file, "%s %.1f %% (%.1f to %.1f)\n", name, 100 * json_number_value(share),
            100 * json_number_value(json_array_get(between, 0)),
            100 * json_number_value(json_array_get(between, 1)));
}

static void write_totals(const cli_terminal *to, const json_t *report)
{
    long long questions = json_integer_value(json_object_get(report, "questions"));
    long long overruled = json_integer_value(json_object_get(report, "overruled"));
    long long stale = json_integer_value(json_object_get(report, "overrulings_stale"));
    const json_t *times = json_object_get(report, "milliseconds");
    fprintf(to->file, "\n%lld %s: %lld right, %lld wrong, %lld declined\n", questions,
            questions == 1 ? "question" : "questions",
            (long long)json_integer_value(json_object_get(report, "right")),
            (long long)json_integer_value(json_object_get(report, "wrong")),
            (long long)json_integer_value(json_object_get(report, "declined")));
    write_share(to, report, "hallucination", "hallucination rate");
    fprintf(to->file, "%lld of %lld numbers shown without support\n",
            (long long)json_integer_value(json_object_get(report, "unsupported")),
            (long long)json_integer_value(json_object_get(report, "numbers")));
    write_share(to, report, "page_hit", "the cited pages hold the evidence for");
    write_share(to, report, "precision", "citation precision");
    write_share(to, report, "recall", "citation recall");
    write_share(to, report, "exact", "exact match");
    write_share(to, report, "f1", "F1");
    if (json_is_object(times))
        fprintf(to->file, "half of the questions within %.0f ms, 99 %% within %.0f ms\n",
                json_number_value(json_object_get(times, "p50")),
                json_number_value(json_object_get(times, "p99")));
    if (overruled) fprintf(to->file, "%lld judgements overruled\n", overruled);
    if (stale)
        fprintf(to->file, "%lld overrulings are about another answer than is given now\n", stale);
}

/* Of many questions the wrong ones alone have rows. */
enum { MANY = 200 };

bool cli_eval_answers_write(const cli_terminal *to, const char *json)
{
    json_t *report = json_loads(json, 0, NULL), *results, *result;
    json_int_t questions, right, wrong, declined;
    if (json_unpack(report, "{s:I, s:I, s:I, s:I, s:o}", "questions", &questions, "right", &right,
                    "wrong", &wrong, "declined", &declined, "results", &results) != 0) {
        json_decref(report);
        return false;
    }
    size_t count = json_array_size(results), shown = 0, i;
    char **table = cli_alloc_array(count * ANSWER_COLUMNS, sizeof *table);
    json_array_foreach(results, i, result)
    {
        const char *judgement = json_string_value(json_object_get(result, "judgement"));
        if (count > MANY && (!judgement || strcmp(judgement, "wrong") != 0)) continue;
        fill_row(table + shown++ * ANSWER_COLUMNS, result);
    }
    if (shown)
        cli_table_write(to, answer_columns, ANSWER_COLUMNS, (const char *const *)table, shown);
    if (shown) putc('\n', to->file);
    for (size_t k = 0; k < shown * ANSWER_COLUMNS; k++) free(table[k]);
    free(table);
    write_kinds(to, report);
    write_totals(to, report);
    json_decref(report);
    return true;
}
