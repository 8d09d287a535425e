/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of `goshawk eval answers` as a table: a row for each question.
 */
#include "eval_report.h"

#include "memory.h"
#include "table.h"

#include <jansson.h>
#include <stdlib.h>

static const cli_column answer_columns[] = {
    {.title = "question", .least = 14, .most = 60},
    {.title = "expected", .least = 8, .most = 28},
    {.title = "answer", .least = 8, .most = 44},
    {.title = "judged", .least = 5},
    {.title = "cited", .least = 8, .most = 44},
    {.title = "evidence", .least = 8, .most = 44},
    {.title = "hit"},
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
    row[4] = pages_of(json_object_get(result, "citations"));
    row[5] = pages_of(json_object_get(result, "evidence"));
    row[6] = cli_format("%s", json_is_true(json_object_get(result, "page_hit")) ? "yes" : "no");
}

bool cli_eval_answers_write(const cli_terminal *to, const char *json)
{
    json_t *report = json_loads(json, 0, NULL);
    json_int_t questions, right, wrong, declined;
    json_t *results;
    double hit;
    if (json_unpack(report, "{s:I, s:I, s:I, s:I, s:F, s:o}", "questions", &questions, "right",
                    &right, "wrong", &wrong, "declined", &declined, "citation_page_hit", &hit,
                    "results", &results) != 0) {
        json_decref(report);
        return false;
    }
    size_t rows = json_array_size(results), cells = rows * ANSWER_COLUMNS;
    char **table = cli_alloc_array(cells, sizeof *table);
    for (size_t i = 0; i < rows; i++)
        fill_row(table + i * ANSWER_COLUMNS, json_array_get(results, i));
    cli_table_write(to, answer_columns, ANSWER_COLUMNS, (const char *const *)table, rows);
    for (size_t i = 0; i < cells; i++) free(table[i]);
    free(table);
    fprintf(to->file,
            "\n%lld %s: %lld right, %lld wrong, %lld declined\n"
            "the cited pages hold the evidence for %.1f %%\n",
            (long long)questions, questions == 1 ? "question" : "questions", (long long)right,
            (long long)wrong, (long long)declined, 100 * hit);
    json_decref(report);
    return true;
}
