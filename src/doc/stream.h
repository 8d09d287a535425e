/* SPDX-License-Identifier: Apache-2.0 - internal to doc: records of a stream, written and read */
#ifndef GK_DOC_STREAM_H
#define GK_DOC_STREAM_H

#include "doc/doc.h"

#include <jansson.h>

enum {
    GK_STREAM_VERSION = 2,
    GK_RECORD_VALUES = 1 << 20, /* the most that a record holds: the boxes of some 200,000 lines */
    /* Points: more than any page measures (PDF 1.7 allows 14,400), far less than a float holds. */
    GK_STREAM_LARGEST = 1000000
};

/* What is still to be read, and the record at hand. */
typedef struct gk_records {
    const char *at, *end;
    size_t record;   /* number of the record at hand, from 1 */
    json_t *json;    /* an object; owned */
    gk_arena *arena; /* for what is taken */
    gk_error *err;
} gk_records;

/* Reads the next line into json. */
gk_status gk_records_next(gk_records *r);
void gk_records_close(gk_records *r);

gk_status gk_records_wrong(const gk_records *r, const char *field, const char *why);
gk_status gk_records_count(const gk_records *r, const char *field, size_t *out);
/* A string without control characters but '\t' and `also`; missing is an error, in the second
 * *out = NULL. length may be NULL. */
gk_status gk_records_text(const gk_records *r, const char *field, char also, char **out,
                          size_t *length);
gk_status gk_records_optional(const gk_records *r, const char *field, char also, char **out);
/* The same of any JSON value. */
gk_status gk_records_string(const gk_records *r, const json_t *value, const char *field, char also,
                            char **out, size_t *length);

#endif
