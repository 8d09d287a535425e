/* SPDX-License-Identifier: Apache-2.0
 *
 * BM25 as src/index/score.c scores it, all terms of weight 1:
 *
 *   score(passage) = Σ over terms  idf · f · (k1 + 1) / (f + k1 · (1 − b + b · length / mean))
 *   idf            = ln(1 + (passages − n + 0.5) / (n + 0.5));  n: those with the term
 *
 * f is the term's frequency in the passage; lengths are in terms; k1 = 1.2, b = 0.75. A query's
 * terms count once each, and stop words not at all.
 *
 * The passages are cut into shards, each an index of its own: built by one thread, its postings in
 * the order of its terms, a passage's number within it in 16 bits. A query goes through one shard
 * after the other, so that its sums stay in the first caches.
 */
#include "base/index.h"
#include "corpus/best.h"
#include "text/text.h"

#include <math.h>
#include <string.h>

static const float K1 = 1.2F, B = 0.75F;

enum { SHARD = 8192, QUERIES = 32 /* by one thread at a time */, MOST_FREQUENT = UINT16_MAX };

typedef struct posting {
    uint16_t passage, frequency; /* passage: within the shard */
} posting;

typedef struct shard {
    const gk_corpus_passage *passages;
    size_t first, count; /* of the corpus */
    uint32_t *lengths;   /* (count) in terms */
    uint64_t total;      /* their sum */
    char *text;          /* all terms, one behind the other */
    uint32_t *term_at;   /* (term_count + 1) where each begins there */
    size_t term_count;
    gk_index terms;    /* their numbers */
    posting *postings; /* by term */
    uint32_t *list_at; /* (term_count + 1) where a term's begin */
} shard;

struct gk_bm25 {
    shard *shards;
    size_t shard_count, passages;
    float mean; /* length */
};

/* ---- building ------------------------------------------------------------------------------- */

/* A term of a passage, as building meets it. */
typedef struct mention {
    uint32_t term;
    posting posting;
} mention;

typedef struct building {
    shard *shard;
    uint16_t passage; /* at hand */
    uint32_t length;  /* of it, so far */
    size_t text_size, text_capacity, term_capacity;
    uint32_t *last; /* (term_count) number + 1 of the last mention of each term */
    size_t last_capacity;
    mention *mentions;
    size_t count, capacity;
} building;

static gk_key term_key(const void *owner, uint32_t number)
{
    const shard *s = owner;
    return (gk_key){s->text + s->term_at[number], s->term_at[number + 1] - s->term_at[number]};
}

/* The number of a term, new or not: it is put behind the others, and stays where it is new. */
static uint32_t number_of(building *b, const gk_term *term)
{
    shard *s = b->shard;
    while (b->text_size + term->length > b->text_capacity)
        s->text = gk_grow(s->text, b->text_capacity, &b->text_capacity, 1);
    /* one more than there are, for the end of the last */
    s->term_at = gk_grow(s->term_at, s->term_count + 1, &b->term_capacity, sizeof *s->term_at);
    memcpy(s->text + b->text_size, term->text, term->length);
    s->term_at[s->term_count] = (uint32_t)b->text_size;
    s->term_at[s->term_count + 1] = (uint32_t)(b->text_size + term->length);
    uint32_t number = gk_index_add(&s->terms, (uint32_t)s->term_count);
    if (number != s->term_count) return number;
    b->last = gk_grow(b->last, s->term_count, &b->last_capacity, sizeof *b->last);
    b->last[number] = 0;
    b->text_size += term->length;
    s->term_count++;
    return number;
}

static bool add_mention(void *ctx, const gk_term *term)
{
    building *b = ctx;
    b->length++;
    uint32_t number = number_of(b, term);
    mention *last = b->last[number] ? &b->mentions[b->last[number] - 1] : NULL;
    if (last && last->posting.passage == b->passage) {
        if (last->posting.frequency < MOST_FREQUENT) last->posting.frequency++;
        return true;
    }
    b->mentions = gk_grow(b->mentions, b->count, &b->capacity, sizeof *b->mentions);
    b->mentions[b->count++] = (mention){number, {b->passage, 1}};
    b->last[number] = (uint32_t)b->count;
    return true;
}

/* The mentions, in the order of passages, become postings in the order of terms. */
static void sort_mentions(const building *b)
{
    shard *s = b->shard;
    s->postings = gk_alloc_array(b->count, sizeof *s->postings);
    s->list_at = gk_alloc_array(s->term_count + 1, sizeof *s->list_at);
    for (size_t i = 0; i < b->count; i++) s->list_at[b->mentions[i].term + 1]++;
    for (size_t i = 0; i < s->term_count; i++) s->list_at[i + 1] += s->list_at[i];
    uint32_t *next = gk_alloc_array(s->term_count, sizeof *next);
    memcpy(next, s->list_at, s->term_count * sizeof *next);
    for (size_t i = 0; i < b->count; i++)
        s->postings[next[b->mentions[i].term]++] = b->mentions[i].posting;
    gk_free(next);
}

static void build_shard(void *ctx, size_t i)
{
    shard *s = &((gk_bm25 *)ctx)->shards[i];
    building b = {.shard = s};
    gk_terms *terms = gk_terms_new();
    s->terms = gk_index_new(1024, term_key, s);
    s->lengths = gk_alloc_array(s->count, sizeof *s->lengths);
    for (size_t p = 0; p < s->count; p++) {
        const char *text = s->passages[s->first + p].titled;
        b.passage = (uint16_t)p;
        b.length = 0;
        gk_terms_each(terms, text, strlen(text), add_mention, &b);
        s->lengths[p] = b.length;
        s->total += b.length;
    }
    gk_terms_free(terms);
    sort_mentions(&b);
    gk_free(b.mentions);
    gk_free(b.last);
}

gk_bm25 *gk_bm25_new(const gk_corpus *corpus, int threads)
{
    gk_bm25 *bm25 = gk_alloc(sizeof *bm25);
    bm25->passages = corpus->count;
    bm25->shard_count = (corpus->count + SHARD - 1) / SHARD;
    bm25->shards = gk_alloc_array(bm25->shard_count, sizeof *bm25->shards);
    uint64_t total = 0;
    for (size_t i = 0; i < bm25->shard_count; i++) {
        size_t first = i * SHARD, left = corpus->count - first;
        bm25->shards[i] = (shard){
            .passages = corpus->passages, .first = first, .count = left < SHARD ? left : SHARD};
    }
    gk_parallel(threads, bm25->shard_count, build_shard, bm25);
    for (size_t i = 0; i < bm25->shard_count; i++) total += bm25->shards[i].total;
    bm25->mean = total ? (float)((double)total / (double)bm25->passages) : 1;
    return bm25;
}

void gk_bm25_free(gk_bm25 *bm25)
{
    if (!bm25) return;
    for (size_t i = 0; i < bm25->shard_count; i++) {
        shard *s = &bm25->shards[i];
        gk_index_free(&s->terms);
        gk_free(s->lengths);
        gk_free(s->text);
        gk_free(s->term_at);
        gk_free(s->postings);
        gk_free(s->list_at);
    }
    gk_free(bm25->shards);
    gk_free(bm25);
}

/* ---- searching ------------------------------------------------------------------------------ */

typedef struct query_terms {
    gk_arena *arena;
    char **terms; /* each once */
    size_t count, capacity;
    double *idf;     /* (count) */
    uint32_t *lists; /* (shards, count) the term's number in each shard, or UINT32_MAX */
} query_terms;

static bool add_query_term(void *ctx, const gk_term *term)
{
    query_terms *q = ctx;
    if (gk_term_is_stopword(term->text)) return true;
    for (size_t i = 0; i < q->count; i++)
        if (strcmp(q->terms[i], term->text) == 0) return true;
    q->terms = gk_grow(q->terms, q->count, &q->capacity, sizeof *q->terms);
    q->terms[q->count++] = gk_arena_strndup(q->arena, term->text, term->length);
    return true;
}

/* Looks every term up in every shard, and weighs it. */
static void look_up(const gk_bm25 *bm25, query_terms *q)
{
    q->idf = gk_arena_array(q->arena, q->count, sizeof *q->idf);
    q->lists = gk_arena_array(q->arena, q->count * bm25->shard_count, sizeof *q->lists);
    for (size_t t = 0; t < q->count; t++) {
        double n = 0, all = (double)bm25->passages;
        for (size_t i = 0; i < bm25->shard_count; i++) {
            const shard *s = &bm25->shards[i];
            gk_key key = {q->terms[t], strlen(q->terms[t])};
            uint32_t number = gk_index_find(&s->terms, key);
            q->lists[i * q->count + t] = number;
            if (number != UINT32_MAX) n += s->list_at[number + 1] - s->list_at[number];
        }
        q->idf[t] = log(1 + (all - n + 0.5) / (n + 0.5));
    }
}

static void add_list(const shard *s, uint32_t number, float scale, float mean, float *scores)
{
    for (size_t i = s->list_at[number]; i < s->list_at[number + 1]; i++) {
        posting p = s->postings[i];
        float f = p.frequency, length = (float)s->lengths[p.passage];
        scores[p.passage] += scale * f / (f + K1 * (1 - B + B * length / mean));
    }
}

static void search_shards(const gk_bm25 *bm25, const query_terms *q, float *scores, gk_nearby *best)
{
    for (size_t i = 0; i < bm25->shard_count; i++) {
        const shard *s = &bm25->shards[i];
        memset(scores, 0, s->count * sizeof *scores);
        for (size_t t = 0; t < q->count; t++) {
            uint32_t number = q->lists[i * q->count + t];
            if (number != UINT32_MAX)
                add_list(s, number, (float)q->idf[t] * (K1 + 1), bm25->mean, scores);
        }
        float least = best->count < best->k ? 0 : gk_nearby_least(best);
        for (size_t p = 0; p < s->count; p++) {
            if (!(scores[p] > least)) continue;
            gk_nearby_add(best, (gk_found){(uint32_t)(s->first + p), scores[p]});
            if (best->count == best->k) least = gk_nearby_least(best);
        }
    }
}

typedef struct searching {
    const gk_bm25 *bm25;
    const char *const *queries;
    size_t count, k;
    gk_found *found;
} searching;

static void search_some(void *ctx, size_t part)
{
    const searching *s = ctx;
    gk_terms *terms = gk_terms_new();
    float *scores = gk_alloc_floats(SHARD);
    for (size_t i = part * QUERIES; i < s->count && i < (part + 1) * QUERIES; i++) {
        query_terms q = {.arena = gk_arena_new()};
        gk_terms_each(terms, s->queries[i], strlen(s->queries[i]), add_query_term, &q);
        look_up(s->bm25, &q);
        gk_nearby best = {.items = s->found + i * s->k, .k = s->k};
        search_shards(s->bm25, &q, scores, &best);
        gk_nearby_sort(&best);
        gk_free(q.terms);
        gk_arena_free(q.arena);
    }
    gk_free(scores);
    gk_terms_free(terms);
}

void gk_bm25_search(const gk_bm25 *bm25, const char *const *queries, size_t query_count, size_t k,
                    int threads, gk_found *found)
{
    if (k == 0) return;
    searching s = {.bm25 = bm25, .queries = queries, .count = query_count, .k = k, .found = found};
    gk_parallel(threads, (query_count + QUERIES - 1) / QUERIES, search_some, &s);
}
