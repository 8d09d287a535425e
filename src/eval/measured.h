/* SPDX-License-Identifier: Apache-2.0
 *
 * measured - what is counted of answers, and the report of it: of a library's (answers.c) and of
 * TAT-QA's excerpts (tatqa.c).
 */
#ifndef GK_EVAL_MEASURED_H
#define GK_EVAL_MEASURED_H

#include "eval/eval.h"

typedef enum gk_verdict_of { GK_RIGHT, GK_WRONG, GK_DECLINED, GK_VERDICTS_OF } gk_verdict_of;
extern const char *const gk_verdict_names[GK_VERDICTS_OF]; /* "right", "wrong", "declined" */

/* ---- numbers that nothing cited holds (support.c) ------------------------------------------- */

typedef struct gk_support {
    size_t numbers;      /* that the answer shows */
    json_t *unsupported; /* an array: the texts of those that are in no cited page and follow from
                            no computation that is shown; the caller's reference */
} gk_support;
gk_status gk_eval_support(gk_library *library, const gk_answer *answer, gk_support *out,
                          gk_error *err);

/* ---- one answer ----------------------------------------------------------------------------- */

typedef struct gk_measured {
    gk_verdict_of verdict;
    bool overruled;
    size_t cited, evidence; /* pages, each counted once */
    size_t cited_rightly;   /* cited pages that are evidence */
    size_t evidence_cited;  /* evidence pages that are cited */
    bool hit;               /* one of the first three citations is an evidence page */
    size_t numbers, unsupported;
    double exact, f1; /* TAT-QA's own measures; 0 elsewhere */
    double milliseconds;
} gk_measured;

/* {"questions", "right", "wrong", "declined", "hallucinated": counts; "share": {"right", "wrong",
 * "declined", "hallucination", "page_hit", "precision", "recall"}, "interval": {the same, [low,
 * high] each}, "numbers", "unsupported"} of the answers with chosen[i] (NULL: all). Precision is
 * the mean over those that cite, recall over those that answered; null where there is none. An
 * answer hallucinates that is wrong or shows a number without support. tatqa: "exact" and "f1" are
 * shares, too, and pages are left out. */
json_t *gk_eval_count(const gk_measured *answers, const uint32_t *clusters, const bool *chosen,
                      size_t count, bool tatqa);
/* {"p50", "p99", "all"} of the times. */
json_t *gk_eval_times(const gk_measured *answers, size_t count);

/* For each value of a kind the answers that have it: {value: gk_eval_count}. kind_of may give NULL:
 * "none". */
json_t *gk_eval_count_by(const gk_measured *answers, const uint32_t *clusters, size_t count,
                         bool tatqa, const char *(*kind_of)(const void *ctx, size_t i),
                         const void *ctx);

/* ---- overrulings (overrule.c) ---------------------------------------------------------------- */

/* A person's judgements: JSON lines with id, judgement (right, wrong, declined), note and, where it
 * was judged on, the answer; one about another answer than is now given counts for nothing. */
typedef struct gk_overrulings gk_overrulings;
/* path NULL: none. GK_INPUT names file, line and field. */
gk_status gk_overrulings_read(const char *path, gk_arena *arena, gk_overrulings **out,
                              gk_error *err);
/* Whether there is one for this answer; *note is "" where it has none. */
bool gk_overruled(gk_overrulings *overrulings, const char *id, const char *answer,
                  gk_verdict_of *verdict, const char **note);
/* Lines that were about another answer, or about no question of the set. */
void gk_overrulings_unused(const gk_overrulings *overrulings, size_t *stale, size_t *unknown);

#endif
