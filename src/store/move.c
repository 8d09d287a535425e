/* SPDX-License-Identifier: Apache-2.0
 *
 * A move to another model. Its vectors gather in a vector file with a number of its own, whose rows
 * next_vector names, while those of the old model serve; meta's next_* say where it goes. The
 * switch is one transaction: next_vector becomes vector, next_model becomes model, the epoch rises.
 *
 * Who moves the library holds LIB/lock-move, so that others may write to it for the hours that the
 * move takes; only its beginning and its end need LIB/lock. The two writers meet in SQLite alone,
 * which lets one commit after the other.
 */
#include "store/internal.h"

#include <string.h>

/* Fewer than the file has rows where passages were removed. */
static gk_status count_vectors(gk_store *store, size_t *vectors, gk_error *err)
{
    sqlite3_stmt *query;
    bool row = false;
    gk_status status = gk_sql_get(store, SQL_NEXT_COUNT, &query, err);
    if (status == GK_OK) status = gk_sql_step(store, query, &row, err);
    if (row) *vectors = (size_t)sqlite3_column_int64(query, 0);
    if (row) sqlite3_reset(query);
    return status;
}

/* What meta says of an unfinished move; *file is 0 without one. */
static gk_status read_move(gk_store *store, gk_store_model *to, int64_t *file, size_t *vectors,
                           gk_error *err)
{
    *vectors = 0;
    gk_status status = gk_meta_get_model(store, GK_META_NEXT, to, file, err);
    return status == GK_OK && *file ? count_vectors(store, vectors, err) : status;
}

static gk_status read_move_now(gk_store *store, gk_store_model *to, int64_t *file, size_t *vectors,
                               gk_error *err)
{
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = read_move(store, to, file, vectors, err);
    gk_sql_end_read(store);
    return status;
}

gk_status gk_store_get_move(gk_store *store, gk_store_move *move, gk_error *err)
{
    int64_t file = 0;
    *move = (gk_store_move){0};
    gk_status status = read_move_now(store, &move->to, &file, &move->vectors, err);
    move->under_way = status == GK_OK && file != 0;
    return status;
}

/* The last two parts of a path, which tell one model from another: a tuned one often stands in a
 * folder called "model". The rest is nothing that a server's clients need to know. */
static const char *short_name(const char *path)
{
    const char *name = gk_path_name(path), *at = name > path ? name - 1 : name;
    while (at > path && at[-1] != '/') at--;
    return at;
}

gk_status gk_store_notice(gk_store *store, char **out, gk_error *err)
{
    gk_library_info info;
    char done[GK_DIGITS], all[GK_DIGITS];
    *out = NULL;
    gk_status status = gk_store_counts(store, &info, err);
    if (status != GK_OK || !*info.next_model) return status;
    *out = gk_format("moving to %s: %s of %s passages; until then %s", short_name(info.next_model),
                     gk_digits(done, info.next_vectors), gk_digits(all, info.passages),
                     store->model.dimensions ? "the old vectors serve" : "words alone serve");
    return GK_OK;
}

static gk_status run_one(gk_store *store, gk_sql which, gk_error *err)
{
    sqlite3_stmt *statement;
    gk_status status = gk_sql_get(store, which, &statement, err);
    return status == GK_OK ? gk_sql_run(store, statement, err) : status;
}

static gk_status take_locks(gk_store *store, gk_error *err)
{
    gk_status status = gk_store_claim(store, err);
    if (status != GK_OK) return status;
    return gk_store_lock(store, "lock-move", "is being moved to another model by",
                         &store->move_lock, err);
}

static gk_status forget_move(gk_store *store, gk_error *err)
{
    gk_status status = run_one(store, SQL_NEXT_CLEAR, err);
    return status == GK_OK ? run_one(store, SQL_META_FORGET_NEXT, err) : status;
}

/* ---- start -------------------------------------------------------------------------------- */

/* Records where the move goes: anew, or only under another path. */
static gk_status record_move(gk_store *store, const gk_store_model *to, bool anew, gk_error *err)
{
    gk_status status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    if (anew) status = forget_move(store, err);
    if (status == GK_OK)
        status = gk_meta_set_model(store, GK_META_NEXT, to, store->coming.number, err);
    return gk_sql_end_write(store, status, err);
}

static gk_status begin_move(gk_store *store, const gk_store_model *to, size_t *discarded,
                            gk_error *err)
{
    gk_store_model before;
    int64_t serving = store->vectors.file.number, file;
    size_t vectors;
    gk_status status = read_move_now(store, &before, &file, &vectors, err);
    if (status != GK_OK) return status;
    bool anew = file == 0 || !gk_store_same_model(&before, to);
    if (anew) *discarded = vectors;
    int64_t newest = file > serving ? file : serving;
    gk_vector_file_close(&store->coming);
    store->coming.number = anew ? newest + 1 : file;
    store->coming.dimensions = to->dimensions;
    if (anew && to->dimensions) status = gk_vector_file_create(store, &store->coming, err);
    if (status == GK_OK && (anew || strcmp(before.path, to->path) != 0))
        status = record_move(store, to, anew, err);
    if (status != GK_OK) return status;
    gk_vector_files_tidy(store, serving, store->coming.number);
    return gk_vectors_repair(store, GK_VECTORS_COMING, err);
}

gk_status gk_store_move_start(gk_store *store, const gk_store_model *to, size_t *discarded,
                              gk_error *err)
{
    *discarded = 0;
    gk_status status = take_locks(store, err);
    if (status == GK_OK) status = begin_move(store, to, discarded, err);
    gk_store_unlock(status == GK_OK ? &store->lock : &store->move_lock);
    return status;
}

/* ---- on the way --------------------------------------------------------------------------- */

static gk_status check_moving(const gk_store *store, gk_error *err)
{
    if (store->move_lock >= 0) return GK_OK;
    return gk_fail(err, GK_INVALID, "%s: no move to another model was started", store->path);
}

gk_status gk_store_move_unembedded(gk_store *store, int64_t after, size_t limit, int64_t **ids,
                                   size_t *count, gk_error *err)
{
    *ids = NULL;
    *count = 0;
    gk_status status = check_moving(store, err);
    if (status != GK_OK || store->coming.dimensions == 0) return status;
    return gk_vectors_unembedded(store, GK_VECTORS_COMING, 0, after, limit, ids, count, err);
}

gk_status gk_store_move_unembedded_count(gk_store *store, size_t *count, gk_error *err)
{
    *count = 0;
    gk_status status = check_moving(store, err);
    if (status != GK_OK || store->coming.dimensions == 0) return status;
    return gk_vectors_unembedded_count(store, GK_VECTORS_COMING, 0, count, err);
}

gk_status gk_store_move_add(gk_store *store, const int64_t *ids, size_t count, const float *vectors,
                            gk_error *err)
{
    gk_status status = check_moving(store, err);
    if (status == GK_OK && store->coming.dimensions == 0)
        status = gk_fail(err, GK_INVALID, "%s moves to no model: there are no vectors to add",
                         store->path);
    if (status != GK_OK || count == 0) return status;
    return gk_vectors_append(store, GK_VECTORS_COMING, ids, count, vectors, err);
}

/* ---- the end ------------------------------------------------------------------------------ */

static gk_status switch_over(gk_store *store, const gk_store_model *to, gk_error *err)
{
    static const gk_sql steps[] = {SQL_VECTOR_CLEAR, SQL_VECTOR_TAKE_NEXT, SQL_META_TAKE_ROWS};
    gk_status status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    for (size_t i = 0; status == GK_OK && i < sizeof steps / sizeof *steps; i++)
        status = run_one(store, steps[i], err);
    if (status == GK_OK) status = forget_move(store, err);
    if (status == GK_OK)
        status = gk_meta_set_model(store, GK_META_SERVING, to, store->coming.number, err);
    if (status == GK_OK) status = gk_meta_raise_epoch(store, err);
    return gk_sql_end_write(store, status, err);
}

gk_status gk_store_move_finish(gk_store *store, gk_error *err)
{
    gk_store_model to;
    int64_t file;
    size_t vectors, missing;
    gk_status status = gk_store_claim(store, err);
    if (status == GK_OK) status = gk_store_move_unembedded_count(store, &missing, err);
    if (status == GK_OK && missing)
        status = gk_fail(err, GK_INVALID, "%s: %zu passages have no vector of the new model",
                         store->path, missing);
    if (status == GK_OK) status = read_move_now(store, &to, &file, &vectors, err);
    if (status == GK_OK) status = switch_over(store, &to, err);
    if (status != GK_OK) return status;
    gk_vectors_close(&store->vectors);
    store->vectors.file = store->coming;
    store->coming.fd = -1;
    store->model = to;
    store->epoch = 0;
    gk_vector_files_tidy(store, store->vectors.file.number, 0);
    gk_store_unlock(&store->move_lock);
    return GK_OK;
}

void gk_store_move_leave(gk_store *store)
{
    gk_vector_file_close(&store->coming);
    gk_store_unlock(&store->move_lock);
    gk_store_claim(store, NULL);
}

gk_status gk_store_move_cancel(gk_store *store, size_t *discarded, gk_error *err)
{
    gk_store_model to;
    int64_t file;
    *discarded = 0;
    gk_status status = read_move_now(store, &to, &file, discarded, err);
    if (status != GK_OK || file == 0) return status;
    status = take_locks(store, err);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status == GK_OK) {
        status = forget_move(store, err);
        status = gk_sql_end_write(store, status, err);
    }
    if (status == GK_OK) gk_vector_files_tidy(store, store->vectors.file.number, 0);
    gk_store_unlock(&store->move_lock);
    return status;
}

gk_status gk_store_set_model_path(gk_store *store, const char *path, gk_error *err)
{
    gk_status status = gk_store_claim(store, err);
    if (status == GK_OK) status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    status = gk_meta_put(store, "model", path, err);
    if (status == GK_OK) status = gk_meta_raise_epoch(store, err);
    return gk_sql_end_write(store, status, err);
}
