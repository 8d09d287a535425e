/* SPDX-License-Identifier: Apache-2.0
 *
 * eval - measuring retrieval and answers on a set of questions, and embedding models on a file of
 * queries. The public half is in goshawk.h (gk_eval_*); docs/evaluation.md describes the files and
 * the figures.
 *
 *   set.c            reading a set: JSON lines, each checked
 *   names.c          the library's names for a set's documents
 *   retrieval.c      every question, by every configuration
 *   configuration.c  what is measured: a stage alone, the whole, the whole less parts
 *   standing.c       where the evidence stands among what was found
 *   reason.c         why it does not stand further up
 *   figures.c        standings made figures, and their report (retrieval.h)
 *   answers.c        right, wrong or declined, and what was cited
 *   count.c          … made figures, with intervals (measured.h)
 *   support.c        numbers that nothing cited holds
 *   overrule.c       a person's judgements
 *   tatqa.c          the same of TAT-QA's excerpts (tatqa.h; tatqa_read.c, tatqa_score.c)
 *   judge.c          how an answer is held against the expected one (judge.h)
 *   embedding.c      queries against passages, by one model or several
 *   measure.c        ranks made figures, with intervals
 *   processor.c      what a time was taken on
 */
#ifndef GK_EVAL_H
#define GK_EVAL_H

#include "library/library.h"

#include <jansson.h>

typedef struct gk_evidence {
    const char *document; /* as the set names it */
    int page;             /* from 1 here; sets count from 0 */
    const char *passage;  /* its text, or NULL: the page as a whole */
    int64_t content;      /* 0: not in the library */
} gk_evidence;

/* What a question may be told apart by, beside its language. */
enum { GK_EVAL_KINDS = 4 };
extern const char *const gk_eval_kinds[GK_EVAL_KINDS]; /* "question_type", ... */

typedef struct gk_eval_question {
    size_t line; /* of the file */
    const char *id, *question;
    const char *answer; /* NULL: the line has none */
    gk_evidence *evidence;
    size_t evidence_count;
    const char *kinds[GK_EVAL_KINDS]; /* by gk_eval_kinds; NULL: the line has none */
    gk_filter filter;                 /* its own; empty where it has none */
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
/* The same where the library has other names for them: names is a file (names.c), or NULL. */
gk_status gk_eval_set_read_named(gk_library *library, const char *path, const char *names,
                                 gk_eval_set **out, gk_error *err);
void gk_eval_set_free(gk_eval_set *set);

/* ---- the library's names for a set's documents (names.c) ------------------------------------ */

typedef struct gk_eval_names gk_eval_names;
/* A CSV file with the columns document and name, or document and sha256: of the file that was
 * added. GK_INPUT names the file, and the line. The arena owns them. */
gk_status gk_eval_names_read(const char *path, gk_arena *arena, gk_eval_names **out, gk_error *err);
/* The content that a set calls `document`; *content 0: the library has none. names may be NULL. */
gk_status gk_eval_names_find(const gk_eval_names *names, gk_library *library, const char *document,
                             int64_t *content, gk_error *err);

/* ---- judging an answer (judge.c) ------------------------------------------------------------ */

/* Whether answer says what expected says; *why (NULL: not wanted) gains the reason. Rules, in this
 * order:
 *   1. expected is empty: nothing in the documents answers; any answer is wrong.
 *   2. expected begins with yes or no (是, 否): answer must begin likewise, or take the question up
 *      with or without a negation. Then expected's first figure decides, or all of them where the
 *      question asks for figures; a change may follow from two figures that the answer shows.
 *   3. the question offers a choice (two directions, too): answer must name the same first; figures
 *      as in 2.
 *   4. expected is one figure with hardly a word: the first figure of answer must be it.
 *   5. the question asks which or who: the name before expected's first figure decides.
 *   6. expected has figures: all of them must stand in answer, and a third of its telling words
 * that are not in the question; none where there are at most three.
 *   7. else words: expected as it stands, or half of its telling words; two thirds of at most four.
 * Figures in expected's parentheses only explain. Two figures are the same where their units do not
 * exclude each other (scales come from the figures' own words, or from the question), they differ
 * by half of expected's last digit, at most by 3%, and have one sign: "a decrease of 5" is -5. An
 * answer that is rounded to three digits or more passes where the question leaves the rounding
 * open.
 */
bool gk_judge(const char *question, const char *expected, const char *answer, gk_string *why);

#endif
