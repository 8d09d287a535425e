/* SPDX-License-Identifier: Apache-2.0
 *
 * rows - the rows of a table of results, as CSV or JSON lines.
 *
 * CSV is RFC 4180 with LF: the first line names the fields; a value that holds a comma, a quotation
 * mark or a line break stands in quotation marks; what is not known is empty. A JSON line is an
 * object with every field; what is not known is null.
 */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "goshawk.h"

#include <jansson.h>
#include <stdio.h>

typedef enum cli_type {
    CLI_INTEGER,
    CLI_REAL,
    CLI_TEXT,
    CLI_JSON /* text that is JSON: in a JSON line it stands as it is */
} cli_type;

typedef struct cli_field {
    const char *name;
    cli_type type;
} cli_field;

/* A value of its field's type. */
typedef struct cli_datum {
    bool known;
    int64_t integer;
    double real;
    const char *text; /* not the datum's; a byte of it that is not UTF-8 becomes U+FFFD */
} cli_datum;

cli_datum cli_integer(int64_t value);
cli_datum cli_real_number(double value);
cli_datum cli_text(const char *text); /* NULL is not known */

/* All three write a line break at the end; errors are the file's. */
void cli_csv_heading(FILE *to, const cli_field *fields, size_t count);
void cli_csv_row(FILE *to, const cli_field *fields, size_t count, const cli_datum *row);
void cli_json_row(FILE *to, const cli_field *fields, size_t count, const cli_datum *row);

/* A row that cli_json_row wrote. Its texts live as long as *owner, which is json_decref's. False
 * where line is none. */
bool cli_json_row_read(const char *line, size_t length, const cli_field *fields, size_t count,
                       cli_datum *row, json_t **owner);

#endif
