/* SPDX-License-Identifier: Apache-2.0
 *
 * eval - measuring retrieval and answers on a set of questions, and embedding models on a file of
 * queries. The public half is in goshawk.h (gk_eval_*); docs/evaluation.md describes the files and
 * the figures.
 *
 *   set.c        reading a set: JSON lines, each checked
 *   retrieval.c  where the evidence stands among the results
 *   answers.c    right, wrong or declined, and whether the evidence was cited
 *   judge.c      how an answer is held against the expected one
 *   embedding.c  queries against passages, by one model or several
 *   measure.c    ranks made figures, with intervals
 */
#ifndef GK_EVAL_H
#define GK_EVAL_H

#include "library/library.h"

#include <jansson.h>

typedef struct gk_evidence {
    const char *document;
    int page;        /* from 1 here; sets count from 0 */
    int64_t content; /* 0: not in the library */
} gk_evidence;

typedef struct gk_eval_question {
    const char *id, *question, *answer;
    gk_evidence *evidence;
    size_t evidence_count;
} gk_eval_question;

typedef struct gk_eval_set {
    gk_arena *arena; /* owns everything below */
    gk_eval_question *questions;
    size_t count;
    size_t not_in_library; /* questions none of whose evidence documents the library has */
} gk_eval_set;

/* GK_INPUT names the file, the line and the field. Evidence documents are looked up in library, by
 * any of their names. */
gk_status gk_eval_set_read(gk_library *library, const char *path, gk_eval_set **out, gk_error *err);
void gk_eval_set_free(gk_eval_set *set);

/* Whether answer says what expected says. Rules, in this order:
 *   1. expected is empty: nothing in the documents answers; any answer is wrong.
 *   2. expected begins with yes or no (是, 否): answer must begin likewise, and all figures of
 *      expected must stand in it.
 *   3. expected is a figure with at most a unit: the first figure of answer must be it. Scales come
 *      from the figures' own words, or from the unit that the question asks for; the difference may
 *      be half a unit of expected's last digit that is not 0, and 3% at the most; signs count only
 *      where expected is negative; an amount of money is no percentage.
 *   4. else: every figure of expected must stand in answer, and half of expected's telling words
 *      that are not in the question must, too: a third where it has figures, two thirds where it
 *      has at most four such words, none where it has figures and at most three. Where it has
 *      neither (a year, or one of the things that the question offers), all of it must. */
bool gk_judge(const char *question, const char *expected, const char *answer);

#endif
