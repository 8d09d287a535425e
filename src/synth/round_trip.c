/* SPDX-License-Identifier: Apache-2.0
 *
 * Round trip (Alberti et al. 2019, arXiv 1906.05416; for retrieval Dai et al. 2022, arXiv
 * 2209.11755): a query is kept where a retriever finds its passage by it. What is asked too widely,
 * or about another passage, goes.
 */
#include "synth/synth.h"

enum { FIRST = 20, DEPTH = 100 /* of each list that is fused */ };

/* All queries, one after the other. */
typedef struct flat {
    const char **texts;
    size_t *places; /* of the sample */
    size_t count;
    bool *found;
} flat;

static flat flatten(const gk_synth_queries *queries, size_t count)
{
    flat f = {0};
    for (size_t i = 0; i < count; i++) f.count += queries[i].count;
    f.texts = gk_alloc_array(f.count + 1, sizeof *f.texts);
    f.places = gk_alloc_array(f.count + 1, sizeof *f.places);
    f.found = gk_alloc_array(f.count + 1, sizeof *f.found);
    size_t at = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < queries[i].count; k++) {
            f.texts[at] = queries[i].items[k].text;
            f.places[at++] = i;
        }
    return f;
}

static void flat_free(flat *f)
{
    gk_free(f->texts);
    gk_free(f->places);
    gk_free(f->found);
}

typedef struct looking {
    const gk_corpus *corpus;
    const uint32_t *sample;
    size_t first, depth;
    const flat *queries;
} looking;

static bool stands_there(const looking *l, const gk_found *found, size_t place)
{
    const gk_corpus_passage *all = l->corpus->passages;
    uint32_t twin = all[l->sample[place]].twin;
    for (size_t i = 0; i < l->first && found[i].passage != UINT32_MAX; i++)
        if (all[found[i].passage].twin == twin) return true;
    return false;
}

static void note_found(void *ctx, size_t finder, size_t first, size_t count, const gk_found *found)
{
    const looking *l = ctx;
    (void)finder;
    for (size_t i = 0; i < count; i++)
        l->queries->found[first + i] = stands_there(l, found + i * l->depth,
                                                    l->queries->places[first + i]);
}

static size_t drop_lost(const flat *f, gk_synth_queries *queries, size_t count)
{
    size_t at = 0, dropped = 0;
    for (size_t i = 0; i < count; i++) {
        size_t kept = 0;
        for (size_t k = 0; k < queries[i].count; k++) {
            if (f->found[at++])
                queries[i].items[kept++] = queries[i].items[k];
            else
                gk_free(queries[i].items[k].text);
        }
        dropped += queries[i].count - kept;
        queries[i].count = kept;
    }
    return dropped;
}

gk_status gk_synth_round_trip(const gk_corpus *corpus, const uint32_t *sample, size_t count,
                              const gk_synth_trip *trip, gk_synth_queries *queries, size_t *dropped,
                              gk_error *err)
{
    flat f = flatten(queries, count);
    looking l = {.corpus = corpus,
                 .sample = sample,
                 .first = trip->first ? trip->first : FIRST,
                 .queries = &f};
    l.depth = l.first > DEPTH ? l.first : DEPTH;
    const gk_finding finding = {.finders = &trip->model,
                                .finder_count = 1,
                                .corpus = corpus,
                                .queries = f.texts,
                                .query_count = f.count,
                                .depth = l.depth,
                                .cache = trip->cache,
                                .threads = trip->threads,
                                .watch = trip->watch,
                                .on_found = note_found,
                                .ctx = &l};
    gk_status status = gk_find(&finding, err);
    *dropped = status == GK_OK ? drop_lost(&f, queries, count) : 0;
    flat_free(&f);
    return status;
}
