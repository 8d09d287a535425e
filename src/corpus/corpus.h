/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus - passages and queries in files, and finding the one by the other without a library: what
 * tuning and measuring an embedding work on. The files are described in goshawk.h.
 *
 *   passages.c   a file of passages, and which of them no training may touch
 *   queries.c    a file of queries
 *   library.c    a library's passages, written to such a file
 *   vectors.c    vectors of texts, kept in a file by model and text
 *   bm25.c       BM25 over passages, in memory
 *   nearest.c    the nearest vectors, exactly
 *   fuse.c       ranks of two kinds made one
 *   finder.c     passages found by what is named: a model, BM25, or both
 *   best.c       the k best of what comes along: what bm25, nearest and fuse share
 */
#ifndef GK_CORPUS_H
#define GK_CORPUS_H

#include "base/base.h"

/* ---- passages (passages.c) --------------------------------------------------------------- */

typedef struct gk_corpus_passage {
    const char *id, *doc;
    const char *text;   /* as in the file */
    const char *titled; /* as a model reads it: the document's name, underscores as spaces, newline,
                           text */
    uint32_t twin;      /* the number of the first passage with this text: its own where none came
                           before */
    bool excluded;      /* no training may touch it */
} gk_corpus_passage;

typedef struct gk_corpus {
    gk_corpus_passage *passages; /* less than UINT32_MAX */
    size_t count;
    gk_arena *arena; /* owns the strings */
    struct gk_corpus_ids *ids;
} gk_corpus;

/* GK_INPUT names file, line and field; an id that stands twice is refused. gk_corpus_free. */
gk_status gk_corpus_read(const char *path, const gk_watch *watch, gk_corpus **out, gk_error *err);
void gk_corpus_free(gk_corpus *corpus);
/* The number of the passage with this id; UINT32_MAX where there is none. */
uint32_t gk_corpus_find(const gk_corpus *corpus, const char *id);
/* Keeps the passages for which keep (count) is true. now (count) gets the number that each has
 * from then on, UINT32_MAX for those that are gone. */
void gk_corpus_keep(gk_corpus *corpus, const bool *keep, uint32_t *now);
/* What became of an exclusion. */
typedef struct gk_excluded {
    size_t passages;  /* that no training may touch */
    size_t unmatched; /* names and ids that no passage has; they are passed over */
} gk_excluded;

/* Marks what the exclusion names, and every passage with an equal text. */
gk_status gk_corpus_exclude(gk_corpus *corpus, const gk_exclusion *exclusion, gk_excluded *out,
                            gk_error *err);

/* ---- queries (queries.c) ----------------------------------------------------------------- */

typedef struct gk_corpus_query {
    const char *query, *style, *source; /* style and source "" where the file has none */
    uint32_t *passages;                 /* those that answer; none that the corpus lacks */
    size_t passage_count;
} gk_corpus_query;

typedef struct gk_corpus_queries {
    gk_corpus_query *queries;
    size_t count;
    size_t without;  /* lines left out, since the corpus has none of their passages */
    gk_arena *arena; /* owns what the queries point to */
} gk_corpus_queries;

/* GK_INPUT as above, and where no query is left. */
gk_status gk_corpus_queries_read(const char *path, const gk_corpus *corpus, gk_corpus_queries **out,
                                 gk_error *err);
void gk_corpus_queries_free(gk_corpus_queries *queries);
/* True where passage answers: it is named, or has the text of one that is. */
bool gk_corpus_answers(const gk_corpus *corpus, const gk_corpus_query *query, uint32_t passage);

/* ---- vectors (vectors.c) ----------------------------------------------------------------- */

/* Vectors (count, dimensions) of texts, by the model's prompt ("query" or "passage"), each of
 * length 1; *vectors is gk_free's. Kept in the cache's folder (gk_eval_embedding_options), a file
 * for each model and prompt, appended to as they are computed: what a stop or a kill leaves is used
 * again. */
gk_status gk_corpus_vectors(const gk_model *model, const char *prompt, const char *const *texts,
                            size_t count, const char *cache, int threads, const gk_watch *watch,
                            float **vectors, gk_error *err);

/* ---- finding ----------------------------------------------------------------------------- */

typedef struct gk_found {
    uint32_t passage;
    float score;
} gk_found;

/* Best first, equal scores by the passage's number; where fewer than k are found, the rest has
 * passage UINT32_MAX. found is (query_count, k). */

/* By cosine: vectors (count, dimensions), queries (query_count, dimensions). */
void gk_nearest(const float *vectors, size_t count, size_t dimensions, const float *queries,
                size_t query_count, size_t k, int threads, gk_found *found);

/* BM25 (Robertson et al. 1994; k1 1.2, b 0.75, as the library's lexical search) over the titled
 * texts, with text/'s terms. */
typedef struct gk_bm25 gk_bm25;
gk_bm25 *gk_bm25_new(const gk_corpus *corpus, int threads);
void gk_bm25_free(gk_bm25 *bm25);
void gk_bm25_search(const gk_bm25 *bm25, const char *const *queries, size_t query_count, size_t k,
                    int threads, gk_found *found);

/* Reciprocal rank fusion (Cormack et al. 2009, constant 60) of two lists of k into one of k. */
void gk_fuse(const gk_found *a, const gk_found *b, size_t query_count, size_t k, gk_found *found);

/* ---- finding by name (finder.c) ---------------------------------------------------------- */

typedef struct gk_finding {
    const char *const *finders; /* each a model's folder or address, "bm25", or a model + "+bm25",
                                   both fused by rank; a model that several name embeds once */
    size_t finder_count;
    const gk_corpus *corpus;
    const char *const *queries;
    size_t query_count;
    size_t depth;      /* how many are found for each query */
    size_t dimensions; /* the first so many numbers of each vector; 0: all */
    const char *cache; /* as in gk_corpus_vectors */
    int threads;
    const gk_watch *watch;
    /* found (count, depth) is what a finder has for the queries from first on; for every finder all
     * queries come, in their order. */
    void (*on_found)(void *ctx, size_t finder, size_t first, size_t count, const gk_found *found);
    void *ctx;
} gk_finding;
gk_status gk_find(const gk_finding *finding, gk_error *err);

/* Opens every model once, so that one which is of no use is told before hours of work. */
gk_status gk_finders_check(const char *const *names, size_t count, size_t dimensions,
                           gk_error *err);

#endif
