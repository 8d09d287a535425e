/* SPDX-License-Identifier: Apache-2.0
 *
 * quarter - the reporting periods that releases and calls speak of: "fourth quarter and full year
 * 2022", "Q4 FY23", "2022 Fourth-Quarter", "fiscal 2023 results".
 */
#ifndef GK_ABOUT_QUARTER_H
#define GK_ABOUT_QUARTER_H

#include "about/flow.h"

typedef struct quarter {
    int quarter; /* 1 to 4; 0: the year */
    int year;    /* as it is called; 0: not said */
    size_t at;
} quarter;

/* The next quarter that is named in [*at, to), with its year where one is; moves *at past it. */
bool quarter_next(const flow *f, size_t *at, size_t to, quarter *out);
/* The next year's results that are named: "fiscal 2023 results", "full-year 2022". */
bool quarter_year_next(const flow *f, size_t *at, size_t to, quarter *out);

#endif
