/* SPDX-License-Identifier: Apache-2.0
 *
 * The search: bits, bytes, vectors. Each step hands fewer rows to the next. Threads take groups of
 * chunks in turn; each keeps its own best, and all share what is too low to be among them.
 */
#include "nearest/best.h"
#include "nearest/scan.h"

#include <math.h>
#include <stdlib.h>

enum {
    GROUP_CHUNKS = 4, /* what a thread takes at a time */
    AHEAD = 6,        /* rows of bytes that are fetched before they are needed */
    LINE = 64,
    LEAST_BYTES = 32, /* candidates of the bytes more than k */
    FEW = 4096        /* rows that are not worth a second thread */
};

typedef struct job {
    const gk_nearest *nearest;
    const gk_nearest_query *query;
    const gk_scan *scan;
    gk_prepared prepared;
    size_t width, coded; /* rows that have codes */
} job;

static bool admits(const job *j, size_t row)
{
    return !j->query->admitted || gk_rows_hold(j->query->admitted, row);
}

/* ---- threads ----------------------------------------------------------------------------------
 */

/* Work over pieces of which each thread takes the next one, into a best of its own. */
typedef struct crew {
    const job *job;
    void (*piece)(const struct job *, const void *, size_t, gk_best *);
    const void *ctx;
    size_t pieces;
    atomic_size_t next;
    gk_best_floor bar;
    gk_best *bests; /* one a thread */
} crew;

static void work(void *ctx, size_t thread)
{
    crew *c = ctx;
    for (size_t i; (i = atomic_fetch_add_explicit(&c->next, 1, memory_order_relaxed)) < c->pieces;)
        c->piece(c->job, c->ctx, i, &c->bests[thread]);
}

/* A thread that comes late finds no piece left, and is not waited for. */
static size_t threads_for(const gk_nearest_query *query, size_t rows)
{
    if (!query->pool || rows <= FEW) return 1;
    return query->threads > 0 ? (size_t)query->threads : (size_t)gk_processors();
}

/* Sets *best to the `keep` best of all pieces, in no order. rows: how many are looked at. */
static void run(const job *j, void (*piece)(const job *, const void *, size_t, gk_best *),
                const void *ctx, size_t pieces, size_t rows, size_t keep, gk_best *best)
{
    crew c = {.job = j, .piece = piece, .ctx = ctx, .pieces = pieces};
    size_t threads = threads_for(j->query, rows);
    if (threads > pieces) threads = pieces;
    c.bests = gk_alloc_array(threads ? threads : 1, sizeof *c.bests);
    atomic_init(&c.next, 0);
    gk_best_floor_start(&c.bar);
    for (size_t i = 0; i < threads; i++) gk_best_start(&c.bests[i], keep, &c.bar);
    if (threads > 1)
        gk_pool_run(j->query->pool, (int)threads, threads, work, &c);
    else if (threads)
        work(&c, 0);
    gk_best_floor bar;
    gk_best_floor_start(&bar);
    gk_best_start(best, keep, &bar);
    for (size_t i = 0; i < threads; i++) {
        gk_best_merge(best, &c.bests[i]);
        gk_best_free(&c.bests[i]);
    }
    gk_best_cut(best);
    best->bar = NULL;
    gk_free(c.bests);
}

static void fetch_bytes(const unsigned char *at, size_t size)
{
    for (size_t i = 0; i < size; i += LINE) __builtin_prefetch(at + i);
}

/* ---- bits -------------------------------------------------------------------------------------
 */

/* Which of the 32 rows of a block are admitted. */
static uint32_t admitted_of(const job *j, size_t block)
{
    if (!j->query->admitted) return UINT32_MAX;
    return (uint32_t)(j->query->admitted[block / 2] >> block % 2 * GK_BLOCK_ROWS);
}

static const unsigned char *blocks_of(const job *j, size_t chunk)
{
    const gk_nearest *n = j->nearest;
    return n->blocks ? n->blocks + chunk * GK_CHUNK_BLOCKS * gk_block_size(j->width)
                     : n->chunks[chunk];
}

static void scan_bits(const job *j, const void *ctx, size_t group, gk_best *best)
{
    (void)ctx;
    const size_t first = group * GROUP_CHUNKS, size = gk_block_size(j->width);
    float estimates[GK_BLOCK_ROWS];
    for (size_t c = first; c < first + GROUP_CHUNKS && c < j->nearest->chunk_count; c++) {
        const unsigned char *at = blocks_of(j, c);
        for (size_t b = 0; b < GK_CHUNK_BLOCKS; b++, at += size) {
            const size_t block = c * GK_CHUNK_BLOCKS + b;
            uint32_t mask = admitted_of(j, block);
            if (!mask) continue;
            fetch_bytes(at + GK_BLOCKS_AHEAD * size, size);
            mask &= j->scan->block(at, &j->prepared, gk_best_least(best->bar), estimates);
            for (; mask; mask &= mask - 1) {
                unsigned i = (unsigned)__builtin_ctz(mask);
                gk_best_add(best, estimates[i], block * GK_BLOCK_ROWS + i);
            }
        }
    }
}

/* ---- bytes ------------------------------------------------------------------------------------
 */

static const unsigned char *bytes_of(const job *j, size_t row)
{
    return j->nearest->chunks[row / GK_CHUNK_ROWS] + gk_bytes_offset(j->width, row % GK_CHUNK_ROWS);
}

static void fetch(const job *j, size_t row)
{
    fetch_bytes(bytes_of(j, row), gk_bytes_size(j->width));
}

static void score_bytes(const job *j, size_t row, gk_best *best)
{
    const unsigned char *at = bytes_of(j, row);
    const float *numbers = (const float *)(const void *)(at + j->width); /* scale, shift */
    int32_t product = j->scan->product((const int8_t *)at, j->prepared.numbers, j->width);
    float score = numbers[1] + numbers[0] * (j->prepared.unit * (float)product);
    if (score >= gk_best_least(best->bar)) gk_best_add(best, score, row);
}

static void score_list(const job *j, const size_t *rows, size_t count, gk_best *best)
{
    for (size_t i = 0; i < count && i < AHEAD; i++) fetch(j, rows[i]);
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count) fetch(j, rows[i + AHEAD]);
        score_bytes(j, rows[i], best);
    }
}

/* The admitted rows of a group of chunks. */
static void scan_bytes(const job *j, const void *ctx, size_t group, gk_best *best)
{
    (void)ctx;
    const size_t first = group * GROUP_CHUNKS * GK_CHUNK_ROWS;
    size_t rows[GROUP_CHUNKS * GK_CHUNK_ROWS], count = 0, last = first + sizeof rows / sizeof *rows;
    if (last > j->coded) last = j->coded;
    for (size_t row = first; row < last; row += GK_BLOCK_ROWS)
        for (uint32_t mask = admitted_of(j, row / GK_BLOCK_ROWS); mask; mask &= mask - 1)
            rows[count++] = row + (unsigned)__builtin_ctz(mask);
    score_list(j, rows, count, best);
}

/* What the bits gave. */
typedef struct list {
    size_t *rows, count;
} list;

enum { PIECE = 512 }; /* rows of a list that a thread takes at a time */

static void score_piece(const job *j, const void *ctx, size_t i, gk_best *best)
{
    const list *l = ctx;
    const size_t left = l->count - i * PIECE;
    score_list(j, l->rows + i * PIECE, left < PIECE ? left : PIECE, best);
}

/* ---- vectors ----------------------------------------------------------------------------------
 */

static void score_vectors(const job *j, size_t first, size_t last, gk_best *best)
{
    const gk_nearest *n = j->nearest;
    for (size_t row = first; row < last; row++) {
        if (!admits(j, row)) continue;
        float score;
        gk_products(n->vectors + row * n->dimensions, j->query->vector, n->dimensions, 1, &score);
        if (score >= gk_best_least(best->bar)) gk_best_add(best, score, row);
    }
}

static void score_tail(const job *j, const void *ctx, size_t i, gk_best *best)
{
    (void)ctx;
    const size_t first = j->coded + i * GK_CHUNK_ROWS, last = first + GK_CHUNK_ROWS;
    score_vectors(j, first, last < j->nearest->rows ? last : j->nearest->rows, best);
}

/* All that are admitted of a chunk that has codes: where they are few. */
static void score_chunk(const job *j, const void *ctx, size_t chunk, gk_best *best)
{
    (void)ctx;
    const size_t first = chunk * GK_CHUNK_ROWS;
    for (size_t row = first; row < first + GK_CHUNK_ROWS; row += GK_BLOCK_ROWS)
        if (admitted_of(j, row / GK_BLOCK_ROWS)) score_vectors(j, row, row + GK_BLOCK_ROWS, best);
}

/* ---- the steps --------------------------------------------------------------------------------
 */

static int by_row(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

static list rows_of(const gk_best *best)
{
    list l = {gk_alloc_array(best->count, sizeof *l.rows), best->count};
    for (size_t i = 0; i < best->count; i++) l.rows[i] = gk_best_row(best->keys[i]);
    if (l.count) qsort(l.rows, l.count, sizeof *l.rows, by_row);
    return l;
}

/* How many admitted rows have codes, and in how many blocks they stand. */
static size_t count_admitted(const job *j, size_t *blocks)
{
    *blocks = j->coded / GK_BLOCK_ROWS;
    if (!j->query->admitted) return j->coded;
    size_t all = *blocks, count = 0;
    *blocks = 0;
    for (size_t b = 0; b < all; b++) {
        uint32_t mask = admitted_of(j, b);
        count += (size_t)__builtin_popcount(mask);
        *blocks += mask != 0;
    }
    return count;
}

static size_t candidates_of(const gk_nearest_query *query)
{
    if (query->candidates) return query->candidates > query->k ? query->candidates : query->k;
    if (query->k > UINT32_MAX / GK_CANDIDATES_OF_K) return UINT32_MAX;
    return GK_CANDIDATES + query->k * GK_CANDIDATES_OF_K;
}

/* The best of all rows with codes by their bytes: of those that the bits give, or, where reading
 * the bytes of all that are admitted costs no more, of all. */
static void find_by_bytes(const job *j, size_t admitted, size_t blocks, size_t keep, gk_best *best)
{
    const size_t groups = (j->nearest->chunk_count + GROUP_CHUNKS - 1) / GROUP_CHUNKS;
    const size_t candidates = candidates_of(j->query);
    if (admitted <= 2 * candidates ||
        2 * admitted * gk_bytes_size(j->width) <= blocks * gk_block_size(j->width)) {
        run(j, scan_bytes, NULL, groups, admitted, keep, best);
        return;
    }
    gk_best by_bits;
    run(j, scan_bits, NULL, groups, admitted, candidates, &by_bits);
    list l = rows_of(&by_bits);
    run(j, score_piece, &l, (l.count + PIECE - 1) / PIECE, l.count, keep, best);
    gk_free(l.rows);
    gk_best_free(&by_bits);
}

/* Adds the exact scores of the best of the rows with codes. */
static void add_coded(const job *j, gk_best *best)
{
    const size_t k = j->query->k, keep = k + (k > LEAST_BYTES ? k : LEAST_BYTES);
    size_t blocks, admitted = count_admitted(j, &blocks);
    gk_best few;
    if (admitted <= keep) {
        run(j, score_chunk, NULL, j->nearest->chunk_count, admitted, k, &few);
        gk_best_merge(best, &few);
        gk_best_free(&few);
        return;
    }
    find_by_bytes(j, admitted, blocks, keep, &few);
    list l = rows_of(&few);
    for (size_t i = 0; i < l.count; i++) score_vectors(j, l.rows[i], l.rows[i] + 1, best);
    gk_free(l.rows);
    gk_best_free(&few);
}

static int best_first(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? 1 : -(x > y);
}

static size_t write_out(gk_best *best, gk_neighbour *out)
{
    if (best->count) qsort(best->keys, best->count, sizeof *best->keys, best_first);
    for (size_t i = 0; i < best->count; i++)
        out[i] = (gk_neighbour){gk_best_row(best->keys[i]), gk_best_score(best->keys[i])};
    return best->count;
}

size_t gk_nearest_find(const gk_nearest *nearest, const gk_nearest_query *query, gk_neighbour *out)
{
    job j = {.nearest = nearest, .query = query, .scan = query->scan};
    if (query->k == 0 || nearest->rows == 0) return 0;
    if (!j.scan) j.scan = gk_scan_available()[0];
    j.width = gk_codes_width(nearest->dimensions);
    j.coded = nearest->chunk_count * GK_CHUNK_ROWS;
    const size_t tail = nearest->rows - j.coded;
    gk_best best;
    gk_best_floor bar;
    run(&j, score_tail, NULL, (tail + GK_CHUNK_ROWS - 1) / GK_CHUNK_ROWS, tail, query->k, &best);
    gk_best_floor_start(&bar);
    best.bar = &bar;
    if (j.coded && gk_prepare(&j.prepared, query->vector, nearest->mean, nearest->dimensions))
        add_coded(&j, &best);
    gk_prepared_free(&j.prepared);
    gk_best_cut(&best);
    size_t count = write_out(&best, out);
    gk_best_free(&best);
    return count;
}
