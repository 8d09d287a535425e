/* SPDX-License-Identifier: Apache-2.0
 *
 * tatqa - TAT-QA (Zhu et al. 2021): excerpts of reports, each a table and its paragraphs, with
 * questions of their own; and its own measures of an answer.
 */
#ifndef GK_EVAL_TATQA_H
#define GK_EVAL_TATQA_H

#include "base/base.h"

#include <jansson.h>

typedef struct gk_tatqa_question {
    const char *id, *question, *derivation;
    const char *type, *from; /* "arithmetic", "table-text" */
    const char *scale;       /* "", "thousand", "million", "billion", "percent" */
    const char **answers;    /* as its file has them; numbers as "%.10g" */
    size_t answer_count;
} gk_tatqa_question;

typedef struct gk_tatqa_excerpt {
    const char *html; /* the table and its paragraphs, as a document */
    gk_tatqa_question *questions;
    size_t question_count;
} gk_tatqa_excerpt;

typedef struct gk_tatqa_set {
    gk_arena *arena; /* owns everything below */
    gk_tatqa_excerpt *excerpts;
    size_t count;
} gk_tatqa_set;

/* GK_INPUT names file, excerpt and field. */
gk_status gk_tatqa_read(const char *path, gk_tatqa_set **out, gk_error *err);
void gk_tatqa_free(gk_tatqa_set *set);

/* ---- its measures (tatqa_score.c) ------------------------------------------------------------ */

/* What of a written answer is the answer itself: the figure or name that it begins with, or what it
 * quotes; through *scale the figure's scale in TAT-QA's words. gk_free. */
char *gk_tatqa_span(const char *answer, const char **scale);
/* Exact match (0 or 1) and F1, as TAT-QA's own program computes them: numbers rounded to two
 * decimals and times their scale, words without case, articles and punctuation, the parts of an
 * answer sorted. Of arithmetic and count the F1 is the exact match. */
void gk_tatqa_score(const gk_tatqa_question *question, const char *predicted, const char *scale,
                    double *exact, double *f1);
/* What the judge is to expect: the answers with their scale. gk_free. */
char *gk_tatqa_expected(const gk_tatqa_question *question);

#endif
