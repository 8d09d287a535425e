/* SPDX-License-Identifier: Apache-2.0
 *
 * batch_line - one line of a batch: a JSON object that says what is asked for, and of which
 * documents. docs/filters.md has the fields.
 */
#ifndef CLI_BATCH_LINE_H
#define CLI_BATCH_LINE_H

#include "goshawk.h"

#include <jansson.h>

/* A line, read. Strings are the object's or the defaults'. */
typedef struct cli_request {
    json_t *object;   /* NULL: the line is blank, nothing is asked for */
    char *number;     /* the id, where the line gives a number */
    const char *text; /* the query or question */
    const char *id;   /* or NULL */
    gk_search_options options;
} cli_request;

/* Reads a line of length bytes. What it does not say is as in *defaults. False: *why (free()) names
 * the field that is wrong; id and text are set where they could be read. cli_request_free follows
 * either way. */
bool cli_request_read(const char *line, size_t length, const gk_search_options *defaults,
                      cli_request *out, char **why);
void cli_request_free(cli_request *request);

#endif
