/* SPDX-License-Identifier: Apache-2.0
 *
 * The generators by name, and all of them over the documents: each document is read as a whole, by
 * one thread, then its sampled passages are.
 */
#include "synth/synth.h"

#include <stdlib.h>
#include <string.h>

static const struct generator {
    const char *name;
    gk_synth_generator *make;
} generators[] = {
    {"heading", gk_synth_by_heading},   {"row", gk_synth_by_row},
    {"sentence", gk_synth_by_sentence}, {"headline", gk_synth_by_headline},
    {"question", gk_synth_by_question},
};
enum { GENERATORS = sizeof generators / sizeof *generators };

gk_status gk_synth_generators_read(const char *names, unsigned *chosen, gk_error *err)
{
    *chosen = names ? 0 : (1u << GENERATORS) - 1;
    while (names && *names) {
        size_t n = strcspn(names, ","), i = 0;
        while (i < GENERATORS &&
               (strlen(generators[i].name) != n || memcmp(generators[i].name, names, n) != 0))
            i++;
        if (i == GENERATORS)
            return gk_fail(err, GK_INVALID,
                           "there is no generator '%.*s': heading, row, sentence, headline and "
                           "question are known",
                           (int)n, names);
        *chosen |= 1u << i;
        names += n + (names[n] == ',');
    }
    return *chosen ? GK_OK : gk_fail(err, GK_INVALID, "no generator is named");
}

/* ---- all documents -------------------------------------------------------------------------- */

/* A document's share of the corpus and of the sample; passages are sorted by document. */
typedef struct share {
    size_t first, count;         /* of `order` */
    size_t sampled, sample_size; /* of the sample */
} share;

typedef struct making {
    const gk_corpus *corpus;
    uint32_t *order; /* all passages by document, then by number */
    const uint32_t *sample;
    share *shares;
    size_t share_count;
    unsigned chosen;
    uint64_t seed;
    gk_synth_queries *queries;
    gk_synth_stage stage;
} making;

typedef struct placed {
    const char *doc;
    uint32_t passage;
} placed;

static int by_document(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    int order = strcmp(x->doc, y->doc);
    if (order) return order;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

static uint32_t *order_passages(const gk_corpus *corpus)
{
    placed *all = gk_alloc_array(corpus->count + 1, sizeof *all);
    for (size_t i = 0; i < corpus->count; i++)
        all[i] = (placed){corpus->passages[i].doc, (uint32_t)i};
    if (corpus->count) qsort(all, corpus->count, sizeof *all, by_document);
    uint32_t *order = gk_alloc_array(corpus->count + 1, sizeof *order);
    for (size_t i = 0; i < corpus->count; i++) order[i] = all[i].passage;
    gk_free(all);
    return order;
}

/* The documents that have sampled passages. */
static void find_shares(making *m, size_t sample_count)
{
    size_t capacity = 0, at = 0;
    for (size_t i = 0; i < sample_count;) {
        const char *doc = m->corpus->passages[m->sample[i]].doc;
        share s = {.sampled = i};
        while (i < sample_count && strcmp(m->corpus->passages[m->sample[i]].doc, doc) == 0) i++;
        s.sample_size = i - s.sampled;
        while (strcmp(m->corpus->passages[m->order[at]].doc, doc) != 0) at++;
        s.first = at;
        while (at < m->corpus->count && strcmp(m->corpus->passages[m->order[at]].doc, doc) == 0)
            at++;
        s.count = at - s.first;
        m->shares = gk_grow(m->shares, m->share_count, &capacity, sizeof *m->shares);
        m->shares[m->share_count++] = s;
    }
}

static void make_queries(const making *m, const gk_synth_document *document, uint32_t number,
                         gk_synth_queries *queries)
{
    const gk_corpus_passage *passage = &m->corpus->passages[number];
    gk_arena *arena = gk_arena_new();
    gk_laid_text laid;
    size_t n = strlen(passage->text);
    gk_laid_read(passage->text, n, arena, &laid);
    gk_synth_passage p = {
        .document = document,
        .passage = passage,
        .text = passage->text,
        .length = n,
        .first = number == document->passages[0],
        .chinese = gk_synth_is_chinese(passage->text, n),
        .laid = &laid,
        .arena = arena,
        .random = gk_random_start(gk_synth_hash(passage->id, strlen(passage->id), m->seed))};
    for (size_t i = 0; i < GENERATORS; i++)
        if (m->chosen & 1u << i) generators[i].make(&p, queries);
    gk_arena_free(arena);
}

static void make_document(void *ctx, size_t i)
{
    making *m = ctx;
    const share *s = &m->shares[i];
    if (!gk_synth_stage_step(&m->stage, 0)) return;
    gk_terms *terms = gk_terms_new();
    gk_synth_document document;
    gk_synth_document_read(&document, m->corpus, m->order + s->first, s->count, terms);
    for (size_t k = 0; k < s->sample_size; k++)
        make_queries(m, &document, m->sample[s->sampled + k], &m->queries[s->sampled + k]);
    gk_synth_document_free(&document);
    gk_terms_free(terms);
    gk_synth_stage_step(&m->stage, s->sample_size);
}

gk_status gk_synth_generate(const gk_corpus *corpus, const uint32_t *sample, size_t count,
                            unsigned chosen, uint64_t seed, int threads, const gk_watch *watch,
                            gk_synth_queries *queries, gk_error *err)
{
    making m = {.corpus = corpus,
                .order = order_passages(corpus),
                .sample = sample,
                .chosen = chosen,
                .seed = seed,
                .queries = queries};
    find_shares(&m, count);
    gk_synth_stage_start(&m.stage, watch, "making queries", count);
    gk_parallel(threads, m.share_count, make_document, &m);
    gk_free(m.order);
    gk_free(m.shares);
    return gk_synth_stage_end(&m.stage, err);
}
