/* SPDX-License-Identifier: Apache-2.0 - internal to ingest */
#ifndef GK_INGEST_READING_H
#define GK_INGEST_READING_H

#include "ingest/describe.h"
#include "ingest/files.h"
#include "store/store.h"

/* One file, read by any thread, stored by the caller's. */
typedef struct gk_reading {
    const gk_file *file;
    char *bytes;
    size_t size;
    char sha256[65];
    bool table;     /* it describes the files beside it: nothing is read */
    bool known;     /* the library has these bytes: nothing is read */
    bool unpacked;  /* the library has all that it holds: nothing is read */
    bool container; /* it holds other files */
    gk_document *document;
    gk_passages *passages;
    gk_description *description;
    gk_status status;
    gk_error err;
} gk_reading;

/* Reads file; store, which may be NULL, says what the library has. */
void gk_reading_do(gk_reading *reading, const gk_file *file, gk_store *store,
                   const gk_describing *describing);
void gk_reading_free(gk_reading *reading);

#endif
