/* SPDX-License-Identifier: Apache-2.0
 *
 * candidates - the passages that may answer: those that hold the question's words, those that are
 * near to it in meaning, over all that is admitted and over the documents that fit the question
 * best. Each stands once in a pool, with all that it was found by. Nothing outside search/ includes
 * this.
 */
#ifndef GK_SEARCH_CANDIDATES_H
#define GK_SEARCH_CANDIDATES_H

#include "search/search.h"

typedef struct gk_candidates {
    gk_found_passage *found;
    size_t count, capacity;
    size_t *slots; /* by passage: index of a found one, and one more; 0: free */
    size_t room;
} gk_candidates;
void gk_candidates_clear(gk_candidates *pool);

/* Where candidates are looked for. */
typedef struct gk_looking {
    gk_library *library;
    gk_question *question;
    const gk_admission *admission;
    const int64_t *focus; /* documents that are looked at by themselves, the best first */
    size_t focus_count;
    bool only_focus;        /* nothing else is looked at */
    const int64_t *allowed; /* contents that may answer, upwards; NULL: all that are admitted */
    size_t allowed_count;
    size_t depth; /* candidates from each way */
} gk_looking;

/* The scores are BM25. */
gk_status gk_gather_words(const gk_looking *looking, gk_candidates *pool, gk_error *err);
/* Adds those that are near in meaning; every passage of the pool that has a vector gets its cosine,
 * in the measure of gk_near. GK_MODEL where the model is not to be had. */
gk_status gk_gather_near(const gk_looking *looking, gk_candidates *pool, gk_error *err);

#endif
