/* SPDX-License-Identifier: Apache-2.0 - internal to ingest */
#ifndef GK_INGEST_REMAKE_H
#define GK_INGEST_REMAKE_H

#include "library/library.h"

typedef struct gk_remake_run {
    gk_library *library; /* opened for writing */
    int threads;         /* 0: one a processor */
    /* Called before each document, and at the end; false stops (GK_STOPPED). document is NULL at
     * the end. */
    bool (*tell)(void *ctx, size_t done, size_t total, const char *document);
    void *ctx;
} gk_remake_run;

/* Makes the facts of every content that has none, or old ones, from what is stored. Each content's
 * are one transaction, so that a stop or a kill costs those at hand. */
gk_status gk_remake_missing(const gk_remake_run *run, gk_error *err);

#endif
