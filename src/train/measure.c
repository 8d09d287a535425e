/* SPDX-License-Identifier: Apache-2.0 */
#include "train/measure.h"

#include "model/kernels.h"

#include <string.h>

enum { AT_ONCE = 128 /* sequences between two looks at whether to go on */ };

typedef struct measuring {
    const gk_engine_kind *kind;
    gk_engine *engine;
    const gk_reader *reader;
    const gk_examples *dev;
    const gk_watch *watch;
    size_t done, total; /* sequences */
    gk_error *err;
} measuring;

static gk_status go_on(const measuring *m)
{
    const gk_work work = {"measuring", m->done, m->total, -1};
    if (!m->watch->on_work || m->watch->on_work(m->watch->ctx, &work)) return GK_OK;
    return gk_fail(m->err, GK_STOPPED, "stopped");
}

static gk_status encode(measuring *m, gk_batch *batch, float *outputs)
{
    gk_status status = m->kind->encode(m->engine, batch->sequences, batch->count, false, outputs,
                                       m->err);
    m->done += batch->count;
    gk_batch_clear(batch);
    return status == GK_OK ? go_on(m) : status;
}

/* Vectors (count, hidden) of texts by their numbers. */
static gk_status vectors_of(measuring *m, const char *prompt, const uint32_t *texts, size_t count,
                            float *vectors)
{
    const size_t hidden = m->reader->config->hidden;
    gk_batch batch = {0};
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK;) {
        const size_t first = i;
        for (; i < count && i < first + AT_ONCE; i++)
            gk_batch_add(&batch, m->reader, prompt, m->dev->texts[texts[i]]);
        status = encode(m, &batch, vectors + first * hidden);
    }
    gk_batch_free(&batch);
    return status;
}

/* The passages of all examples, each once: their texts' numbers; *place (text_count) tells where a
 * text stands among them. */
static uint32_t *pool_of(const gk_examples *dev, uint32_t *place, size_t *count)
{
    uint32_t *pool = gk_alloc_array(dev->text_count, sizeof *pool);
    memset(place, 0xFF, dev->text_count * sizeof *place);
    *count = 0;
    for (size_t i = 0; i < dev->count; i++) {
        const gk_example *x = &dev->examples[i];
        for (size_t j = 0; j <= x->negative_count; j++) {
            const uint32_t text = j ? x->negatives[j - 1] : x->positive;
            if (place[text] != UINT32_MAX) continue;
            place[text] = (uint32_t)*count;
            pool[(*count)++] = text;
        }
    }
    return pool;
}

/* The vector (of count) nearest to each query, the first of equal ones: a product for each BLOCK of
 * vectors. */
static gk_status find_nearest(const measuring *m, const float *queries, size_t query_count,
                              const float *vectors, size_t count, size_t *nearest)
{
    enum { BLOCK = 256 };
    const size_t hidden = m->reader->config->hidden;
    const gk_epilogue none = {0};
    float *packed = gk_alloc_floats(gk_packed_size(hidden, BLOCK)),
          *cosines = gk_alloc_floats(query_count * BLOCK), *best = gk_alloc_floats(query_count);
    gk_status status = GK_OK;
    for (size_t first = 0; first < count && status == GK_OK; first += BLOCK) {
        const size_t n = count - first < BLOCK ? count - first : BLOCK;
        gk_pack_transposed(vectors + first * hidden, hidden, hidden, n, packed);
        gk_kernels_available()[0]->multiply(query_count, n, hidden, queries, hidden, packed, &none,
                                            cosines, BLOCK);
        for (size_t i = 0; i < query_count; i++)
            for (size_t j = 0; j < n; j++)
                if ((first == 0 && j == 0) || cosines[i * BLOCK + j] > best[i]) {
                    best[i] = cosines[i * BLOCK + j];
                    nearest[i] = first + j;
                }
        status = go_on(m);
    }
    gk_free(packed);
    gk_free(cosines);
    gk_free(best);
    return status;
}

static gk_status measure_vectors(measuring *m, double *recall)
{
    const gk_examples *dev = m->dev;
    const size_t hidden = m->reader->config->hidden;
    size_t count, right = 0;
    uint32_t *place = gk_alloc_array(dev->text_count, sizeof *place);
    uint32_t *pool = pool_of(dev, place, &count);
    uint32_t *queries = gk_alloc_array(dev->count, sizeof *queries);
    for (size_t i = 0; i < dev->count; i++) queries[i] = dev->examples[i].query;
    float *passages = gk_alloc_floats(count * hidden), *q = gk_alloc_floats(dev->count * hidden);
    m->total = count + dev->count;
    gk_status status = vectors_of(m, "passage", pool, count, passages);
    if (status == GK_OK) status = vectors_of(m, "query", queries, dev->count, q);
    size_t *nearest = gk_alloc_array(dev->count, sizeof *nearest);
    if (status == GK_OK) status = find_nearest(m, q, dev->count, passages, count, nearest);
    for (size_t i = 0; i < dev->count; i++) right += nearest[i] == place[dev->examples[i].positive];
    if (status == GK_OK) *recall = (double)right / (double)dev->count;
    gk_free(nearest);
    gk_free(place);
    gk_free(pool);
    gk_free(queries);
    gk_free(passages);
    gk_free(q);
    return status;
}

static gk_status measure_scores(measuring *m, double *recall)
{
    const gk_examples *dev = m->dev;
    gk_batch batch = {0};
    gk_status status = GK_OK;
    size_t right = 0;
    for (size_t i = 0; i < dev->count; i++) m->total += dev->examples[i].negative_count + 1;
    for (size_t i = 0; i < dev->count && status == GK_OK; i++) {
        const gk_example *x = &dev->examples[i];
        float *scores = gk_alloc_floats(x->negative_count + 1);
        for (size_t j = 0; j <= x->negative_count; j++)
            gk_batch_add_pair(&batch, m->reader, dev->texts[x->query],
                              dev->texts[j ? x->negatives[j - 1] : x->positive]);
        status = encode(m, &batch, scores);
        bool first = true;
        for (size_t j = 1; j <= x->negative_count; j++) first &= scores[0] > scores[j];
        right += first;
        gk_free(scores);
    }
    gk_batch_free(&batch);
    if (status == GK_OK) *recall = (double)right / (double)dev->count;
    return status;
}

gk_status gk_measure(const gk_engine_kind *kind, gk_engine *engine, const gk_reader *reader,
                     bool scores, const gk_examples *dev, const gk_watch *watch, double *recall,
                     gk_error *err)
{
    measuring m = {kind, engine, reader, dev, watch, 0, 0, err};
    return scores ? measure_scores(&m, recall) : measure_vectors(&m, recall);
}
