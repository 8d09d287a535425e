/* SPDX-License-Identifier: Apache-2.0
 *
 * year - how a company names its fiscal years. The year that ended on 28 January 2023 is "fiscal
 * 2022" to one retailer and "fiscal 2023" to the next: its own text decides.
 */
#ifndef GK_ABOUT_YEAR_H
#define GK_ABOUT_YEAR_H

#include "about/day.h"
#include "about/flow.h"

/* The name of the fiscal year that ends on `end`, as the text has it; *said is false where the text
 * says nothing of it and a rule decides: the year in which it ends, or in January's first ten days
 * the one before. */
int year_named(const flow *f, day end, bool *said);

/* "fiscal 2023", "fiscal year 2023", "FY23", "2023 fiscal year" at or after *at, before `to`:
 * the year, 0 where there is none. Moves *at past it; *start is where it begins. */
int year_label_next(const flow *f, size_t *at, size_t to, size_t *start);

/* A year of four digits, or of two after an apostrophe or `FY`, at s[*at]; moves past it; 0. */
int year_number_at(const flow *f, size_t *at, bool two);

/* The end of the fiscal year before `end` that the text names most often ("for the year ended
 * December 31, 2022"), at most 400 days before it; year 0 where it names none. */
day year_end_before(const flow *f, day end);

#endif
