/* SPDX-License-Identifier: Apache-2.0
 *
 * batch_output - the file that a batch writes: rows that can be gone on with after a stop.
 *
 * CSV and JSON lines grow in place. Parquet cannot: its rows gather as JSON lines in FILE.rows, and
 * the end makes FILE of them. Beside what is not finished stands FILE.goshawk (embed_checkpoint.h):
 * how many lines of the batch are done, the bytes that hold their rows, and a hash of the lines.
 * Going on cuts the rows to those bytes, so that whatever a killed run left behind them is gone.
 */
#ifndef CLI_BATCH_OUTPUT_H
#define CLI_BATCH_OUTPUT_H

#include "rows.h"

typedef enum cli_table_format { CLI_CSV, CLI_JSONL_ROWS, CLI_PARQUET } cli_table_format;

/* By the file's ending; false where it is none of ours. */
bool cli_table_format_of(const char *path, cli_table_format *format);

typedef struct cli_output_options {
    const char *path;
    cli_table_format format;
    const cli_field *fields;
    size_t field_count;
    bool resume, force; /* as cli_vectors_options has them */
    const json_t *job;  /* the same when a run goes on */
} cli_output_options;

typedef struct cli_output cli_output;

/* Begins or goes on: *lines are done already, of that hash. *options is used until
 * cli_output_close. GK_INVALID where the file must not be touched; GK_BUSY; GK_IO. */
gk_status cli_output_open(const cli_output_options *options, cli_output **out, uint64_t *lines,
                          uint64_t *hash, gk_error *err);

/* Adds the rows of the next `lines` lines, as cli_csv_row or cli_json_row wrote them (Parquet's
 * gather as JSON lines); hash is that of all lines to their end. */
gk_status cli_output_add(cli_output *output, const char *rows, size_t size, uint64_t lines,
                         uint64_t hash, gk_error *err);

gk_status cli_output_finish(cli_output *output,
                            gk_error *err);                    /* complete: no checkpoint remains */
gk_status cli_output_pause(cli_output *output, gk_error *err); /* to be gone on with */
void cli_output_close(cli_output *output);                     /* NULL is allowed */

#endif
