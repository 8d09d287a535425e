/* SPDX-License-Identifier: Apache-2.0
 *
 * day - dates as filings, news and tables write them.
 */
#ifndef GK_ABOUT_DAY_H
#define GK_ABOUT_DAY_H

#include "base/base.h"

typedef struct day {
    int year, month, day; /* year 0: none */
} day;

/* The date that stands at s[*at], in lower case; moves *at past it. "december 31, 2018",
 * "dec. 31 2018", "31 december 2018", "12/31/2018", "12/31/18", "2018-12-31", "2018年12月31日". */
bool day_at(const char *s, size_t n, size_t *at, day *out);
/* The next date in s[*at, n); *start is where it begins; moves *at past it. */
bool day_next(const char *s, size_t n, size_t *at, size_t *start, day *out);

/* "2018-12-31", also the first ten bytes of a time; strict. */
bool day_iso(const char *s, day *out);
enum { DAY_TEXT = 11 };
const char *day_text(day d, char out[DAY_TEXT]); /* "2018-12-31" */

bool day_valid(day d);
int day_number(day d); /* days since 1 January of year 1: differences count */
day day_of_number(int number);
day day_shift(day d, int days);
bool day_same(day a, day b);

#endif
