/* SPDX-License-Identifier: Apache-2.0
 *
 * lines - files of JSON lines, read one object at a time, each field checked.
 */
#ifndef GK_TEXT_LINES_H
#define GK_TEXT_LINES_H

#include "base/base.h"

#include <jansson.h>

typedef struct gk_lines gk_lines;

/* Every failure is GK_INPUT and names the file, and where there is one the line. */
gk_status gk_lines_open(const char *path, gk_lines **out, gk_error *err);
void gk_lines_close(gk_lines *lines);

/* The object of the next line that is not blank; it lives until the next call. NULL at the end. */
gk_status gk_lines_next(gk_lines *lines, const json_t **object, gk_error *err);

/* The next line as it stands, its end, white space around it and a byte order mark before the first
 * removed; NULL at the end. *length, where not NULL, is in bytes: the line may hold NULs. */
gk_status gk_lines_next_text(gk_lines *lines, const char **text, size_t *length, gk_error *err);

/* A field that must be a text with something in it. */
gk_status gk_lines_text(const gk_lines *lines, const json_t *object, const char *field,
                        const char **text, gk_error *err);
/* A field that may be absent or null, and then is "". */
gk_status gk_lines_text_or_none(const gk_lines *lines, const json_t *object, const char *field,
                                const char **text, gk_error *err);

/* A field that is a text or a list of texts: at(ctx, text) for each of them. At least one. */
gk_status gk_lines_each_text(const gk_lines *lines, const json_t *object, const char *field,
                             void (*at)(void *ctx, const char *text), void *ctx, gk_error *err);

/* GK_INPUT: "FILE line N: ..." */
gk_status gk_lines_fail(const gk_lines *lines, gk_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* How much of the file is read, from 0 to 1; < 0: not known. */
double gk_lines_share(const gk_lines *lines);

#endif
