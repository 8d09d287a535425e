/* SPDX-License-Identifier: Apache-2.0
 *
 * batch_answer - one line of a batch, answered: its rows.
 */
#ifndef CLI_BATCH_ANSWER_H
#define CLI_BATCH_ANSWER_H

#include "batch.h"
#include "rows.h"

/* The fields of a row, in the order of the table; docs/filters.md describes them. */
const cli_field *cli_batch_fields(cli_batch_kind kind, size_t *count);

typedef void cli_row_writer(FILE *to, const cli_field *fields, size_t count, const cli_datum *row);

/* A line that is asked, and what came of it. {0} but for what is above the gap. */
typedef struct cli_batch_line {
    const char *file; /* for messages */
    uint64_t number;  /* from 1 */
    const char *text;
    size_t length;

    char *rows; /* as the writer wrote them; free() */
    size_t size, count;
    gk_error
        wrong; /* where its status is not GK_OK: what is wrong with the line; its row says so */
} cli_batch_line;

/* Answers a line. GK_OK also where the line is wrong; anything else concerns the library. */
gk_status cli_batch_answer(gk_library *library, cli_batch_kind kind,
                           const gk_search_options *defaults, cli_row_writer *write,
                           cli_batch_line *line, gk_error *err);

#endif
