/* SPDX-License-Identifier: Apache-2.0
 *
 * cited - files that hold what an answer rests on: plain text, its pages apart by form feeds, or
 * JSON (one object a line, a list, or one object) with the fields of gk_cited_text.
 */
#ifndef CLI_CITED_H
#define CLI_CITED_H

#include "goshawk.h"

typedef struct cli_cited {
    gk_cited_text *texts;
    size_t count, capacity;
    char **strings; /* what the texts point to */
    size_t string_count, string_capacity;
} cli_cited;

/* Adds what the file holds. */
gk_status cli_cited_read(cli_cited *cited, const char *path, gk_error *err);
void cli_cited_free(cli_cited *cited);

/* The whole of a file ("-": standard input), with a NUL behind it; free(). */
gk_status cli_file_text(const char *path, char **text, gk_error *err);

#endif
