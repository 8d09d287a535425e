/* SPDX-License-Identifier: Apache-2.0
 *
 * Passages without a vector get one.
 */
#include "ingest/embed.h"

#include "ingest/ingest.h"

enum { BATCH = 64 };

/* A passage that was removed meanwhile, as it may be during a move, has no text; what is made of
 * that is thrown away (gk_store_move_add). */
static gk_status read_texts(gk_store *store, const int64_t *ids, size_t count, char **texts,
                            gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    gk_store_content content = {0};
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        gk_store_passage p;
        status = gk_store_passage_get(store, ids[i], arena, &p, err);
        if (status == GK_OK && p.content != content.id)
            status = gk_store_content_by_id(store, p.content, arena, &content, err);
        texts[i] = status == GK_OK ? gk_passage_embed_text(content.title, p.passage.context, p.text)
                                   : gk_strdup("");
        if (status == GK_NOT_FOUND) status = GK_OK;
    }
    gk_arena_free(arena);
    return status;
}

static gk_status embed_batch(const gk_embed_run *run, const int64_t *ids, size_t count,
                             gk_error *err)
{
    char *texts[BATCH] = {0};
    gk_status status = read_texts(run->store, ids, count, texts, err);
    if (status == GK_OK) {
        float *vectors = gk_alloc_array(count * gk_model_dimensions(run->model), sizeof *vectors);
        const gk_embed_options options = {.prompt = "passage", .threads = run->threads};
        status = gk_model_embed(run->model, (const char *const *)texts, NULL, count, &options,
                                vectors, err);
        if (status == GK_OK)
            status = run->moving ? gk_store_move_add(run->store, ids, count, vectors, err)
                                 : gk_store_add_vectors(run->store, ids, count, vectors, err);
        gk_free(vectors);
    }
    for (size_t i = 0; i < count; i++) gk_free(texts[i]);
    return status;
}

static gk_status count_missing(const gk_embed_run *run, int64_t content, size_t *count,
                               gk_error *err)
{
    return run->moving ? gk_store_move_unembedded_count(run->store, count, err)
                       : gk_store_unembedded_count(run->store, content, count, err);
}

static gk_status next_missing(const gk_embed_run *run, int64_t content, int64_t after,
                              int64_t **ids, size_t *count, gk_error *err)
{
    return run->moving ? gk_store_move_unembedded(run->store, after, BATCH, ids, count, err)
                       : gk_store_unembedded(run->store, content, after, BATCH, ids, count, err);
}

static gk_status tell(const gk_embed_run *run, size_t embedded, size_t missing, gk_error *err)
{
    return run->tell(run->ctx, embedded, missing)
               ? GK_OK
               : gk_fail(err, GK_STOPPED, "stopped; call again to go on");
}

gk_status gk_embed_missing(const gk_embed_run *run, int64_t content, gk_error *err)
{
    size_t missing, count = 0;
    gk_status status = count_missing(run, content, &missing, err);
    if (status == GK_OK) status = tell(run, 0, missing, err);
    int64_t after = 0;
    for (size_t done = 0; done < missing && status == GK_OK; done += count) {
        int64_t *ids;
        status = next_missing(run, content, after, &ids, &count, err);
        if (status != GK_OK || count == 0) break;
        status = embed_batch(run, ids, count, err);
        after = ids[count - 1];
        gk_free(ids);
        if (status == GK_OK) status = tell(run, count, missing, err);
    }
    return status;
}
