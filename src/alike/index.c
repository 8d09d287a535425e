/* SPDX-License-Identifier: Apache-2.0
 *
 * index - locality-sensitive hashing by bands (J. Leskovec, A. Rajaraman, J. Ullman: Mining of
 * Massive Datasets, ch. 3): sketches that agree in all values of a band meet in a bucket. With 64
 * bands of 4, two texts that share half of their runs of words meet with a probability of 98%, that
 * share a third with 55%, a twentieth with 0.04%.
 *
 * A sketch adds one entry for each band, so that an entry's number says whose it is and of which
 * band; the entry holds the one before it in its bucket, and a tag that tells most strangers apart.
 * Entries stand in blocks, each twice as large as the one before, which have buckets of their own:
 * nothing is ever moved.
 */
#include "alike/alike.h"

#include <stdlib.h>
#include <string.h>

enum {
    BANDS = 64,
    ROWS = GK_SKETCH_TEXT / BANDS,
    FIRST_BLOCK = 256, /* sketches */
    LARGEST_BLOCK = 1 << 20,
    LOAD = 2,  /* entries a bucket */
    WALK = 256 /* entries looked at in a bucket, the newest first: copies without end of
                  one text cost no more */
};

typedef struct block {
    size_t first, count, capacity; /* sketches */
    uint32_t *before;              /* (entries) the number of the entry before + 1; 0: none */
    uint8_t *tags;                 /* (entries) */
    uint32_t *newest;              /* (buckets) the number of an entry + 1; 0: none */
    size_t buckets;                /* a power of two */
} block;

struct gk_alike_index {
    int64_t *ids; /* in the order of adding */
    size_t count, id_capacity;
    block *blocks;
    size_t block_count, block_capacity;
};

gk_alike_index *gk_alike_index_new(void) { return gk_alloc(sizeof(gk_alike_index)); }

void gk_alike_index_free(gk_alike_index *index)
{
    if (!index) return;
    for (size_t i = 0; i < index->block_count; i++) {
        gk_free(index->blocks[i].before);
        gk_free(index->blocks[i].tags);
        gk_free(index->blocks[i].newest);
    }
    gk_free(index->blocks);
    gk_free(index->ids);
    gk_free(index);
}

/* The block that takes the next sketch. */
static block *open_block(gk_alike_index *index)
{
    block *last = index->block_count ? &index->blocks[index->block_count - 1] : NULL;
    if (last && last->count < last->capacity) return last;
    size_t capacity = last ? 2 * last->capacity : FIRST_BLOCK;
    if (capacity > LARGEST_BLOCK) capacity = LARGEST_BLOCK;
    index->blocks = gk_grow(index->blocks, index->block_count, &index->block_capacity,
                            sizeof *index->blocks);
    block *b = &index->blocks[index->block_count++];
    *b = (block){.first = index->count, .capacity = capacity, .buckets = capacity * BANDS / LOAD};
    b->before = gk_alloc_array(capacity * BANDS, sizeof *b->before);
    b->tags = gk_alloc_array(capacity * BANDS, sizeof *b->tags);
    b->newest = gk_alloc_array(b->buckets, sizeof *b->newest);
    return b;
}

static uint64_t band_hash(const gk_sketch *sketch, size_t band)
{
    uint64_t hash = band + 1;
    for (size_t i = band * ROWS; i < (band + 1) * ROWS; i++) {
        hash = (hash ^ sketch->text[i]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return hash;
}

static uint8_t tag_of(uint64_t hash) { return (uint8_t)(hash >> 56); }

void gk_alike_index_add(gk_alike_index *index, int64_t id, const gk_sketch *sketch)
{
    if (!sketch->shingles) return;
    block *b = open_block(index);
    for (size_t band = 0; band < BANDS; band++) {
        uint64_t hash = band_hash(sketch, band);
        size_t entry = b->count * BANDS + band;
        uint32_t *bucket = &b->newest[hash & (b->buckets - 1)];
        b->before[entry] = *bucket;
        b->tags[entry] = tag_of(hash);
        *bucket = (uint32_t)entry + 1;
    }
    b->count++;
    index->ids = gk_grow(index->ids, index->count, &index->id_capacity, sizeof *index->ids);
    index->ids[index->count++] = id;
}

/* Sketches that were met, by their numbers, once for each band. */
typedef struct meetings {
    size_t *sketches; /* gk_free */
    size_t count, capacity;
} meetings;

static void walk(const block *b, uint64_t hash, size_t band, meetings *out)
{
    uint32_t at = b->newest[hash & (b->buckets - 1)];
    for (size_t steps = 0; at && steps < WALK; steps++, at = b->before[at - 1]) {
        size_t entry = at - 1;
        if (entry % BANDS != band || b->tags[entry] != tag_of(hash)) continue;
        out->sketches = gk_grow(out->sketches, out->count, &out->capacity, sizeof *out->sketches);
        out->sketches[out->count++] = b->first + entry / BANDS;
    }
}

static int by_number(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* A sketch and in how many bands it was met. */
typedef struct met {
    size_t sketch, bands;
} met;

static bool before(const met *a, const met *b)
{
    return a->bands > b->bands || (a->bands == b->bands && a->sketch > b->sketch);
}

/* Puts m where it belongs among the best; the last of too many goes. */
static void rank(met *best, size_t *count, size_t most, met m)
{
    size_t at = *count < most ? (*count)++ : most;
    while (at > 0 && before(&m, &best[at - 1])) {
        if (at < most) best[at] = best[at - 1];
        at--;
    }
    if (at < most) best[at] = m;
}

size_t gk_alike_index_find(const gk_alike_index *index, const gk_sketch *sketch, int64_t *ids,
                           size_t most)
{
    meetings all = {0};
    met best[GK_ALIKE_MOST];
    size_t count = 0;
    if (most > GK_ALIKE_MOST) most = GK_ALIKE_MOST;
    if (!sketch->shingles || !most) return 0;
    for (size_t band = 0; band < BANDS; band++) {
        uint64_t hash = band_hash(sketch, band);
        for (size_t i = 0; i < index->block_count; i++) walk(&index->blocks[i], hash, band, &all);
    }
    if (all.count) qsort(all.sketches, all.count, sizeof *all.sketches, by_number);
    for (size_t i = 0, end; i < all.count; i = end) {
        for (end = i; end < all.count && all.sketches[end] == all.sketches[i]; end++) continue;
        rank(best, &count, most, (met){all.sketches[i], end - i});
    }
    for (size_t i = 0; i < count; i++) ids[i] = index->ids[best[i].sketch];
    gk_free(all.sketches);
    return count;
}
