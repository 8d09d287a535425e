/* SPDX-License-Identifier: Apache-2.0 */
#include "mine/mine.h"

#include "model/model.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    BATCH = 512, /* queries at a time: what a stop waits for */
    SLICE = 16,  /* queries that a thread takes at a time */
    NEGATIVES = 4,
    DEPTH = 100
};
static const double margin = 1.03, lexical_share = 0.5;

/* A query that becomes an example. */
typedef struct job {
    size_t query; /* its number in the file */
    uint32_t positive;
    const uint32_t *answers;
    size_t answer_count;
} job;

typedef struct mining {
    const gk_mine_options *options;
    gk_mine_report *report;
    gk_model *model;
    gk_corpus *corpus;
    gk_corpus_queries *queries;
    gk_bm25 *bm25;
    gk_arena *arena;
    gk_mine_picking picking;
    float *vectors;    /* of the passages that may be trained on, in their order */
    uint32_t *allowed; /* their numbers */
    size_t allowed_count;
    float *query_vectors; /* (job_count, dimensions) */
    job *jobs;
    size_t job_count;
    gk_new_file *to;
    double start;
} mining;

/* One batch of queries. */
typedef struct batch {
    const mining *mining;
    size_t first, count; /* jobs */
    gk_found *dense, *lexical;
    gk_mine_picked *picked;
    char **lines;
} batch;

/* ---- options -------------------------------------------------------------------------------- */

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The output may take the place of a file, but not of one that is read. */
static gk_status check_output(const gk_mine_options *o, gk_error *err)
{
    const gk_exclusion *x = &o->exclusion;
    bool read = is_same_file(o->to, o->queries) || is_same_file(o->to, o->passages);
    for (size_t i = 0; i < x->document_count; i++) read |= is_same_file(o->to, x->documents[i]);
    for (size_t i = 0; i < x->query_count; i++) read |= is_same_file(o->to, x->queries[i]);
    if (read)
        return gk_fail(err, GK_INVALID, "%s is read; name another file for the examples", o->to);
    if (!o->force && gk_path_exists(o->to))
        return gk_fail(err, GK_INVALID,
                       "%s stands there already; name another file, or force it to be written anew",
                       o->to);
    return GK_OK;
}

static gk_status check_options(const gk_mine_options *o, gk_error *err)
{
    if (!o->queries || !o->passages || !o->to || !o->model)
        return gk_fail(err, GK_INVALID,
                       "mining needs queries, passages, a model and a file for the examples");
    if (!(o->margin >= 0)) return gk_fail(err, GK_INVALID, "the margin must be above 0");
    if (!(o->lexical <= 1))
        return gk_fail(err, GK_INVALID, "the share of lexical negatives must be from 0 to 1");
    return check_output(o, err);
}

static void set_picking(mining *self)
{
    const gk_mine_options *o = self->options;
    size_t depth = o->depth ? o->depth : DEPTH, count = self->corpus->count;
    self->picking = (gk_mine_picking){
        .corpus = self->corpus,
        .dimensions = gk_model_dimensions(self->model),
        .negatives = o->negatives ? o->negatives : NEGATIVES,
        .depth = depth < count ? depth : count,
        .lexical = o->lexical >= 0 ? o->lexical : lexical_share,
        .margin = o->margin > 0 ? o->margin : margin,
    };
}

/* ---- queries -------------------------------------------------------------------------------- */

/* Queries, those of equal text beside each other in the order of the file. */
typedef struct ordered {
    const char *query;
    size_t number;
} ordered;

static int by_text(const void *a, const void *b)
{
    const ordered *x = a, *y = b;
    int order = strcmp(x->query, y->query);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* The first of a query's passages that may be trained on; UINT32_MAX: none. */
static uint32_t positive_of(const mining *self, const gk_corpus_query *query)
{
    for (size_t i = 0; i < query->passage_count; i++)
        if (!self->corpus->passages[query->passages[i]].excluded) return query->passages[i];
    return UINT32_MAX;
}

/* Gives the queries order[0 .. count), which have one text, the passages of all of them. */
static void share_answers(const mining *self, const ordered *order, size_t count, job *jobs)
{
    size_t answer_count = 0;
    for (size_t i = 0; i < count; i++)
        answer_count += self->queries->queries[order[i].number].passage_count;
    uint32_t *answers = gk_arena_array(self->arena, answer_count, sizeof *answers), *at = answers;
    for (size_t i = 0; i < count; i++) {
        const gk_corpus_query *query = &self->queries->queries[order[i].number];
        memcpy(at, query->passages, query->passage_count * sizeof *at);
        at += query->passage_count;
        jobs[order[i].number] = (job){order[i].number, positive_of(self, query), answers,
                                      answer_count};
    }
}

/* A number that looks random, the same for the same seed. */
static uint64_t lot(uint64_t seed, size_t number)
{
    const uint64_t both[2] = {seed, number};
    return gk_hash(GK_HASH_START, both, sizeof both);
}

/* Keeps `limit` of the jobs, drawn by the seed, in the order of the file. */
static void draw(mining *self)
{
    size_t limit = self->options->limit, kept = 0;
    if (limit == 0 || limit >= self->job_count) return;
    uint64_t *lots = gk_arena_array(self->arena, self->job_count, sizeof *lots);
    for (size_t i = 0; i < self->job_count; i++)
        lots[i] = lot(self->options->seed, self->jobs[i].query);
    gk_hash_set drawn = gk_set_of(lots, self->job_count);
    uint64_t last = drawn.items[limit - 1];
    for (size_t i = 0; i < self->job_count && kept < limit; i++)
        if (lot(self->options->seed, self->jobs[i].query) <= last)
            self->jobs[kept++] = self->jobs[i];
    self->job_count = kept;
}

static bool is_asked_for(const gk_mine_options *o, const gk_corpus_query *query)
{
    for (size_t i = 0; i < o->source_count; i++)
        if (strcmp(o->sources[i], query->source) == 0) return true;
    return o->source_count == 0;
}

/* A source that no query has is a word mistyped. */
static gk_status check_sources(const mining *self, gk_error *err)
{
    const gk_mine_options *o = self->options;
    for (size_t s = 0; s < o->source_count; s++) {
        bool found = false;
        for (size_t i = 0; i < self->queries->count && !found; i++)
            found = strcmp(self->queries->queries[i].source, o->sources[s]) == 0;
        if (!found)
            return gk_fail(err, GK_INVALID,
                           "no query of %s that has its passage is of the source '%s'", o->queries,
                           o->sources[s]);
    }
    return GK_OK;
}

/* Of a query of another source the passages answer its text, too; so all are gone through. */
static void find_jobs(mining *self)
{
    size_t count = self->queries->count;
    ordered *order = gk_arena_array(self->arena, count, sizeof *order);
    self->jobs = gk_arena_array(self->arena, count, sizeof *self->jobs);
    for (size_t i = 0; i < count; i++) order[i] = (ordered){self->queries->queries[i].query, i};
    if (count > 1) qsort(order, count, sizeof *order, by_text);
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count && strcmp(order[first].query, order[end].query) == 0) end++;
        share_answers(self, order + first, end - first, self->jobs);
    }
    for (size_t i = 0; i < count; i++) {
        bool asked = is_asked_for(self->options, &self->queries->queries[i]);
        self->report->other_sources += !asked;
        if (asked && self->jobs[i].positive != UINT32_MAX)
            self->jobs[self->job_count++] = self->jobs[i];
    }
    self->report->queries = count + self->queries->without;
    self->report->excluded = self->report->queries - self->report->other_sources - self->job_count;
    draw(self);
}

/* ---- vectors -------------------------------------------------------------------------------- */

/* Marks what BM25 finds for the queries of one batch. */
static void mark_found(const mining *self, size_t first, size_t count, size_t k, bool *wanted)
{
    const char *texts[BATCH];
    gk_found *found = gk_alloc_array(count * k, sizeof *found);
    for (size_t i = 0; i < count; i++)
        texts[i] = self->queries->queries[self->jobs[first + i].query].query;
    gk_bm25_search(self->bm25, texts, count, k, self->options->threads, found);
    for (size_t i = 0; i < count * k; i++)
        if (found[i].passage != UINT32_MAX) wanted[found[i].passage] = true;
    gk_free(found);
}

/* (passages) those that `among` leaves; NULL: all. */
static const bool *wanted_passages(const mining *self)
{
    size_t k = self->options->among;
    if (k == 0 || k >= self->corpus->count) return NULL;
    bool *wanted = gk_arena_array(self->arena, self->corpus->count, sizeof *wanted);
    for (size_t i = 0; i < self->job_count; i++)
        for (size_t a = 0; a < self->jobs[i].answer_count; a++)
            wanted[self->jobs[i].answers[a]] = true;
    for (size_t first = 0; first < self->job_count; first += BATCH) {
        size_t left = self->job_count - first;
        mark_found(self, first, left < BATCH ? left : BATCH, k, wanted);
    }
    return wanted;
}

/* Only what may be trained on is embedded: nothing else can become a negative. */
static gk_status embed_passages(mining *self, gk_error *err)
{
    const gk_mine_options *o = self->options;
    const bool *wanted = wanted_passages(self);
    size_t count = self->corpus->count;
    const char **texts = gk_alloc_array(count + 1, sizeof *texts);
    uint32_t *rows = gk_arena_array(self->arena, count + 1, sizeof *rows);
    self->allowed = gk_arena_array(self->arena, count + 1, sizeof *self->allowed);
    for (size_t i = 0; i < count; i++) {
        rows[i] = UINT32_MAX;
        if (self->corpus->passages[i].excluded || (wanted && !wanted[i])) continue;
        rows[i] = (uint32_t)self->allowed_count;
        texts[self->allowed_count] = self->corpus->passages[i].titled;
        self->allowed[self->allowed_count++] = (uint32_t)i;
    }
    gk_status status = gk_corpus_vectors(self->model, "passage", texts, self->allowed_count,
                                         o->cache, o->threads, &o->watch, &self->vectors, err);
    self->picking.vectors = self->vectors;
    self->picking.rows = rows;
    gk_free(texts);
    return status;
}

static gk_status embed_queries(mining *self, gk_error *err)
{
    const gk_mine_options *o = self->options;
    const char **texts = gk_alloc_array(self->job_count + 1, sizeof *texts);
    for (size_t i = 0; i < self->job_count; i++)
        texts[i] = self->queries->queries[self->jobs[i].query].query;
    gk_status status = gk_corpus_vectors(self->model, "query", texts, self->job_count, o->cache,
                                         o->threads, &o->watch, &self->query_vectors, err);
    gk_free(texts);
    return status;
}

/* ---- mining --------------------------------------------------------------------------------- */

static void find_candidates(batch *b)
{
    const mining *self = b->mining;
    size_t dimensions = self->picking.dimensions, depth = self->picking.depth;
    const char **texts = gk_alloc_array(b->count, sizeof *texts);
    for (size_t i = 0; i < b->count; i++)
        texts[i] = self->queries->queries[self->jobs[b->first + i].query].query;
    gk_nearest(self->vectors, self->allowed_count, dimensions,
               self->query_vectors + b->first * dimensions, b->count, depth, self->options->threads,
               b->dense);
    for (size_t i = 0; i < b->count * depth; i++)
        if (b->dense[i].passage != UINT32_MAX)
            b->dense[i].passage = self->allowed[b->dense[i].passage];
    gk_bm25_search(self->bm25, texts, b->count, depth, self->options->threads, b->lexical);
    gk_free(texts);
}

static void pick_one(const batch *b, size_t i, gk_terms *terms)
{
    const mining *self = b->mining;
    const gk_mine_picking *picking = &self->picking;
    const job *at = &self->jobs[b->first + i];
    gk_arena *arena = gk_arena_new();
    gk_mine_picked *picked = &b->picked[i];
    *picked = (gk_mine_picked){
        .query = &self->queries->queries[at->query],
        .answers = at->answers,
        .answer_count = at->answer_count,
        .positive = at->positive,
        .vector = self->query_vectors + (b->first + i) * picking->dimensions,
        .dense = b->dense + i * picking->depth,
        .lexical = b->lexical + i * picking->depth,
        .negatives = gk_arena_array(arena, picking->negatives, sizeof *picked->negatives),
    };
    gk_mine_pick(picking, terms, arena, picked);
    b->lines[i] = gk_mine_example(self->corpus, picked);
    gk_arena_free(arena);
}

static void pick_slice(void *ctx, size_t slice)
{
    const batch *b = ctx;
    gk_terms *terms = gk_terms_new();
    for (size_t i = slice * SLICE; i < b->count && i < (slice + 1) * SLICE; i++)
        pick_one(b, i, terms);
    gk_terms_free(terms);
}

static void count_batch(const batch *b, gk_mine_report *report)
{
    for (size_t i = 0; i < b->count; i++) {
        const gk_mine_picked *picked = &b->picked[i];
        report->lexical += picked->by_lexical;
        report->dense += picked->count - picked->by_lexical;
        report->too_near += picked->refused[GK_TOO_NEAR];
        report->same_text += picked->refused[GK_SAME_TEXT];
        report->same_fact += picked->refused[GK_SAME_FACT];
    }
    report->examples += b->count;
}

/* Writes the lines, and frees them. */
static gk_status write_batch(const batch *b, gk_error *err)
{
    gk_string all = {0};
    for (size_t i = 0; i < b->count; i++) {
        gk_string_add(&all, b->lines[i]);
        gk_free(b->lines[i]);
    }
    gk_status status = gk_new_file_write(b->mining->to, all.data, all.length, err);
    gk_string_free(&all);
    return status;
}

static gk_status mine_batch(mining *self, batch *b, gk_error *err)
{
    find_candidates(b);
    gk_parallel(self->options->threads, (b->count + SLICE - 1) / SLICE, pick_slice, b);
    gk_status status = write_batch(b, err);
    if (status == GK_OK) count_batch(b, self->report);
    return status;
}

static gk_status show(const mining *self, size_t done, gk_error *err)
{
    const gk_watch *watch = &self->options->watch;
    double seconds = gk_seconds() - self->start, left = -1;
    if (done > 0) left = seconds / (double)done * (double)(self->job_count - done);
    const gk_work work = {"mining", done, self->job_count, left};
    if (!watch->on_work || watch->on_work(watch->ctx, &work)) return GK_OK;
    return gk_fail(err, GK_STOPPED, "stopped; %s is not written", self->options->to);
}

static gk_status mine_all(mining *self, gk_error *err)
{
    size_t depth = self->picking.depth;
    batch b = {.mining = self,
               .dense = gk_alloc_array(BATCH * depth, sizeof *b.dense),
               .lexical = gk_alloc_array(BATCH * depth, sizeof *b.lexical),
               .picked = gk_alloc_array(BATCH, sizeof *b.picked),
               .lines = gk_alloc_array(BATCH, sizeof *b.lines)};
    gk_status status = gk_new_file_open(self->options->to, &self->to, err);
    self->start = gk_seconds();
    if (status == GK_OK) status = show(self, 0, err);
    while (status == GK_OK && b.first < self->job_count) {
        size_t left = self->job_count - b.first;
        b.count = left < BATCH ? left : BATCH;
        status = mine_batch(self, &b, err);
        b.first += b.count;
        if (status == GK_OK) status = show(self, b.first, err);
    }
    status = gk_new_file_close(self->to, status, err);
    gk_free(b.dense);
    gk_free(b.lexical);
    gk_free(b.picked);
    gk_free(b.lines);
    return status;
}

static gk_status read_all(mining *self, gk_error *err)
{
    const gk_mine_options *o = self->options;
    gk_status status = gk_model_open(o->model, &self->model, err);
    if (status == GK_OK) status = gk_corpus_read(o->passages, &o->watch, &self->corpus, err);
    gk_excluded excluded = {0};
    if (status == GK_OK) status = gk_corpus_exclude(self->corpus, &o->exclusion, &excluded, err);
    self->report->excluded_passages = excluded.passages;
    self->report->unmatched = excluded.unmatched;
    if (status == GK_OK)
        status = gk_corpus_queries_read(o->queries, self->corpus, &self->queries, err);
    return status == GK_OK ? check_sources(self, err) : status;
}

gk_status gk_mine(const gk_mine_options *options, gk_mine_report *report, gk_error *err)
{
    gk_mine_report unread;
    mining self = {.options = options, .report = report ? report : &unread};
    *self.report = (gk_mine_report){0};
    double start = gk_seconds();
    gk_status status = check_options(options, err);
    if (status != GK_OK) return status;
    self.arena = gk_arena_new();
    status = read_all(&self, err);
    if (status == GK_OK) {
        set_picking(&self);
        find_jobs(&self);
        self.bm25 = gk_bm25_new(self.corpus, options->threads);
        status = embed_passages(&self, err);
    }
    if (status == GK_OK) status = embed_queries(&self, err);
    if (status == GK_OK) status = mine_all(&self, err);
    self.report->seconds = gk_seconds() - start;
    gk_bm25_free(self.bm25);
    gk_free(self.vectors);
    gk_free(self.query_vectors);
    gk_corpus_queries_free(self.queries);
    gk_corpus_free(self.corpus);
    gk_model_close(self.model);
    gk_arena_free(self.arena);
    return status;
}
