/* SPDX-License-Identifier: Apache-2.0
 *
 * relative - periods that are told from another day or from each other.
 */
#ifndef GK_SEARCH_RELATIVE_H
#define GK_SEARCH_RELATIVE_H

#include "search/search.h"

/* What a library has of the companies that a question names. */
typedef struct gk_newest {
    int year;          /* the latest fiscal year that a yearly paper reports; 0: none does */
    int last_year;     /* the latest fiscal year of any paper */
    gk_period quarter; /* the latest quarter; year 0: none */
    int quarter_year[5], half_year[3]; /* the latest year with this quarter, half; 0: none */
    gk_period paper;                   /* of the newest paper of the asked kind; year 0: none */
} gk_newest;

/* Finds the relative periods of q->text: q->relatives. The written ones are in absolute. */
void gk_relatives_find(gk_question *q, const gk_period *absolute, size_t count);

/* The periods of the question: those that are written, those between them where it names a range,
 * and the relative ones, told from q->today and, where newest is not NULL, from the library. */
void gk_periods_build(gk_question *q, const gk_newest *newest);

#endif
