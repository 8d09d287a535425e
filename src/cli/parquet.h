/* SPDX-License-Identifier: Apache-2.0
 *
 * parquet - a table written as an Apache Parquet file.
 */
#ifndef CLI_PARQUET_H
#define CLI_PARQUET_H

#include "rows.h"

typedef struct cli_parquet cli_parquet;

/* Begins path.tmp; *fields are used until cli_parquet_close. */
gk_status cli_parquet_open(const char *path, const cli_field *fields, size_t count,
                           cli_parquet **out, gk_error *err);

/* Adds a row, one datum a field. */
gk_status cli_parquet_add(cli_parquet *parquet, const cli_datum *row, gk_error *err);

/* Ends it and returns status, that of the work so far: for GK_OK the file takes its place at path,
 * which may fail, else it goes. NULL is allowed. */
gk_status cli_parquet_close(cli_parquet *parquet, gk_status status, gk_error *err);

#endif
