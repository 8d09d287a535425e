/* SPDX-License-Identifier: Apache-2.0
 *
 * retrieval - the parts of a measurement of retrieval.
 *
 * A piece of evidence is a page, the document that it stands in, or, where the set gives its text,
 * a passage. What was found is ranked at the same three levels: documents and pages by their best
 * passage, each counted once.
 */
#ifndef GK_EVAL_RETRIEVAL_H
#define GK_EVAL_RETRIEVAL_H

#include "eval/eval.h"
#include "search/search.h"

/* ---- what is measured (configuration.c) ----------------------------------------------------- */

typedef struct gk_eval_configuration {
    const char *name; /* the caller's */
    bool alone;       /* one stage, without what the search adds */
    gk_stage stage;
    gk_search_options search; /* of the whole, less the parts that the name takes away */
} gk_eval_configuration;

/* "lexical", "dense", "fused", "whole", or the whole less parts ("whole-embedding"). GK_INVALID
 * names what is understood. */
gk_status gk_eval_configuration_of(const char *name, gk_eval_configuration *out, gk_error *err);
/* Whether it is the embedding's, and says nothing where there are no vectors. */
bool gk_eval_configuration_embeds(const gk_eval_configuration *configuration);
/* The names of an ablation's configurations: the stages, the whole, and the whole less each of its
 * parts. */
const char **gk_eval_ablation(gk_arena *arena, size_t *count);
/* The passages that a question finds, best first. */
gk_status gk_eval_find(gk_library *library, const gk_eval_question *question,
                       const gk_eval_configuration *configuration, size_t k, gk_retrieved *out,
                       gk_error *err);

/* ---- where the evidence stands (standing.c) ------------------------------------------------- */

typedef enum gk_eval_level {
    GK_EVAL_PAGE,
    GK_EVAL_DOCUMENT,
    GK_EVAL_PASSAGE,
    GK_EVAL_LEVELS
} gk_eval_level;
extern const char *const gk_eval_levels[GK_EVAL_LEVELS]; /* "page", ... */

/* Of one question at one level. */
typedef struct gk_eval_standing {
    uint32_t *ranks; /* of each piece of the evidence, from 1; 0: not found; gk_free */
    size_t count;    /* 0: the question names none at this level */
    uint32_t first;  /* the best of them; 0: none is found */
} gk_eval_standing;

gk_status gk_eval_stand(gk_library *library, const gk_eval_question *question,
                        const gk_retrieved *found, gk_eval_standing out[GK_EVAL_LEVELS],
                        gk_error *err);
void gk_eval_standing_free(gk_eval_standing standing[GK_EVAL_LEVELS]);

/* ---- why it does not stand further up (reason.c) -------------------------------------------- */

typedef enum gk_eval_reason {
    GK_EVAL_FOUND, /* an evidence page is among the first `depth` pages */
    GK_EVAL_ABSENT,
    GK_EVAL_NOTHING,
    GK_EVAL_WRONG_COMPANY,
    GK_EVAL_WRONG_PERIOD,
    GK_EVAL_WRONG_DOCUMENT,
    GK_EVAL_WRONG_PAGE,
    GK_EVAL_REASONS
} gk_eval_reason;
extern const char *const gk_eval_reasons[GK_EVAL_REASONS]; /* "found", "wrong company", ... */

/* The first `depth` pages decide: none of a document of the evidence's company is a wrong company;
 * of those, none of its fiscal year and period is a wrong period; of those, none of the document
 * itself is a wrong document; else it is another page of the right document. What is not known of
 * a document (cards) decides nothing. */
gk_eval_reason gk_eval_why(const gk_eval_question *question, const gk_retrieved *found,
                           uint32_t page_rank, size_t depth, const gk_store_card *cards,
                           size_t card_count);

/* ---- figures (figures.c) -------------------------------------------------------------------- */

/* One configuration's standings: (questions, GK_EVAL_LEVELS). */
typedef gk_eval_standing gk_eval_standings[GK_EVAL_LEVELS];

/* Questions on one page stand and fall together: equal numbers for those whose first evidence is
 * the same. gk_free. */
uint32_t *gk_eval_clusters(const gk_eval_set *set);

/* {"questions", "page": {"hit": {"1", "5", "10", "20"}, "recall": {...}, "mrr", "ndcg", "interval":
 * {the same, [low, high] each}}, "document", "passage"} of the questions with chosen[i]; NULL: all.
 * A level of which no question has evidence is left out. */
json_t *gk_eval_figures(const gk_eval_standings *standings, const uint32_t *clusters,
                        const bool *chosen, size_t count);
/* The same less before's, on the same questions. */
json_t *gk_eval_figures_difference(const gk_eval_standings *standings,
                                   const gk_eval_standings *before, const uint32_t *clusters,
                                   size_t count);

/* ---- the machine (processor.c) -------------------------------------------------------------- */

/* "AMD EPYC 7763 64-Core Processor"; gk_free. */
char *gk_eval_processor(void);

#endif
