/* SPDX-License-Identifier: Apache-2.0
 *
 * What is read at once is of one moment, the model and the file of its vectors among it, and those
 * of the index, although another process may move the library to another model or merge its
 * segments at any time.
 */
#include "store/internal.h"

gk_status gk_store_read_model(gk_store *store, gk_error *err)
{
    gk_store_model model;
    int64_t number;
    gk_status status = gk_meta_get_model(store, GK_META_SERVING, &model, &number, err);
    if (status != GK_OK) return status;
    store->model = model;
    store->vectors.file.number = number;
    store->vectors.file.dimensions = model.dimensions;
    return GK_OK;
}

/* Reads what this epoch has of its own. The writer's file is as it was repaired; a reader's may
 * have been made anew since, or be another model's. */
static gk_status renew_to(gk_store *store, int64_t epoch, gk_error *err)
{
    if (store->mode == GK_READ) gk_vectors_close(&store->vectors);
    store->vectors.rows = 0;
    gk_status status = gk_store_read_model(store, err);
    if (status == GK_OK) store->epoch = epoch;
    return status;
}

gk_status gk_store_renew(gk_store *store, gk_error *err)
{
    for (int64_t before = 0, index_before = -1;;) {
        int64_t epoch, index;
        gk_status status = gk_meta_epoch(store, &epoch, err);
        if (status == GK_OK) status = gk_meta_index(store, &index, err);
        if (status == GK_OK) status = gk_meta_cards(store, &store->cards_state, err);
        if (status == GK_OK && epoch != store->epoch) status = renew_to(store, epoch, err);
        if (status != GK_OK || store->mode == GK_WRITE ||
            (gk_vectors_hold(store, NULL) && gk_segments_hold(store, NULL) == GK_OK) ||
            (epoch == before && index == index_before))
            return status;
        /* A file may be gone since a move or a merge ended after this transaction began: then the
         * next one sees another epoch, or another state of the index. If it sees the same, the file
         * is lost, and whoever needs it says so. */
        before = epoch;
        index_before = index;
        status = gk_sql_again(store, err);
        if (status != GK_OK) return status;
    }
}

gk_status gk_store_begin(gk_store *store, gk_error *err) { return gk_sql_begin_read(store, err); }

void gk_store_end(gk_store *store) { gk_sql_end_read(store); }
