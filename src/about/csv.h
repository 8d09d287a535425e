/* SPDX-License-Identifier: Apache-2.0
 *
 * csv - comma-separated values after RFC 4180: fields in quotes may hold commas, line ends and
 * doubled quotes.
 */
#ifndef GK_ABOUT_CSV_H
#define GK_ABOUT_CSV_H

#include "base/base.h"

enum { CSV_FIELDS = 64 };

typedef struct csv {
    const char *name; /* what errors call the file; borrowed */
    const char *s;    /* borrowed */
    size_t n, at;
    int line;      /* of the row that was read last, from 1 */
    int next_line; /* where the next one begins */
    gk_arena *arena;
    char *fields[CSV_FIELDS]; /* of the row, from the arena; without spaces at both ends */
    size_t count;
} csv;

/* Begins to read; a byte order mark is passed over. GK_INPUT for what is no UTF-8 or holds NUL. */
gk_status csv_open(csv *c, const char *name, const char *s, size_t n, gk_arena *arena,
                   gk_error *err);
/* The next row that is not empty. *more is false at the end. */
gk_status csv_row(csv *c, bool *more, gk_error *err);

#endif
