/* SPDX-License-Identifier: Apache-2.0 - internal to ingest */
#ifndef GK_INGEST_EMBED_H
#define GK_INGEST_EMBED_H

#include "model/model.h"
#include "store/store.h"

typedef struct gk_embed_run {
    gk_store *store;
    const gk_model *model;
    int threads;
    bool moving; /* the vectors are of the model that the store moves to */
    /* Called with 0 before the first batch, then after each with its size; missing: how many there
     * were to make. False stops. */
    bool (*tell)(void *ctx, size_t embedded, size_t missing);
    void *ctx;
} gk_embed_run;

/* Embeds the passages of content (0: of all; in a move always all) that have no vector, batch by
 * batch, each a commit. GK_STOPPED where tell says so. */
gk_status gk_embed_missing(const gk_embed_run *run, int64_t content, gk_error *err);

#endif
