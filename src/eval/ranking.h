/* SPDX-License-Identifier: Apache-2.0
 *
 * ranking - where the answers of queries stand among all passages, by a model's vectors, by BM25,
 * or by both.
 */
#ifndef GK_EVAL_RANKING_H
#define GK_EVAL_RANKING_H

#include "corpus/corpus.h"

/* What ranks: a model, "bm25", or both fused by rank. */
typedef struct gk_ranker {
    const char *name; /* as the caller gave it */
    char *model;      /* a folder or an address; NULL: BM25 alone */
    bool lexical;     /* BM25, alone or beside the model */
} gk_ranker;

/* "X", "bm25" or "X+bm25". gk_ranker_free. */
gk_ranker gk_ranker_of(const char *name);
void gk_ranker_free(gk_ranker *ranker);

/* For each ranker and query the rank (ranker_count, queries->count) of the first passage that
 * answers, from 1, or 0 where none is among the first depth. A model that several rankers name is
 * used once. gk_free. */
gk_status gk_rank(const gk_ranker *rankers, size_t ranker_count, const gk_corpus *corpus,
                  const gk_corpus_queries *queries, size_t depth,
                  const gk_eval_embedding_options *options, uint32_t **ranks, gk_error *err);

/* Opens every model once, so that one which is of no use is told before hours of work. */
gk_status gk_rankers_check(const gk_ranker *rankers, size_t ranker_count, size_t dimensions,
                           gk_error *err);

#endif
