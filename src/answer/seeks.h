/* SPDX-License-Identifier: Apache-2.0
 *
 * seeks - what a question in words seeks, and whether a sentence could be an answer to it at all: a
 * reason gives one, a date has one, "how much" has a figure (seeks.c).
 */
#ifndef GK_ANSWER_SEEKS_H
#define GK_ANSWER_SEEKS_H

#include "answer/answer.h"

typedef struct gk_seeks {
    bool reason, time, figure;
    bool deals;            /* acquisitions or divestitures, of which a sentence must tell one */
    bool *asking;          /* one a term of the question: it asks, and names nothing */
    gk_number numbers[16]; /* figures of the question, by which a sentence is known again */
    size_t number_count;
} gk_seeks;

void gk_seeks_read(const gk_question *question, gk_arena *arena, gk_seeks *out);

/* The share of the terms that name something which are seen; 0 where none does. */
double gk_seeks_coverage(const gk_seeks *seeks, const gk_seen *seen);

/* How much more, or less, a sentence answers than its words say; false where it answers not at all.
 */
bool gk_seeks_fit(const gk_seeks *seeks, const char *sentence, double *more);

#endif
