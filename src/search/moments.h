/* SPDX-License-Identifier: Apache-2.0
 *
 * moments - days and times as a filter has them and as documents are published.
 */
#ifndef GK_SEARCH_MOMENTS_H
#define GK_SEARCH_MOMENTS_H

#include "base/base.h"

typedef enum gk_precision { GK_YEAR, GK_MONTH, GK_DAY, GK_TIME } gk_precision;

/* The seconds since 1970 (UTC, without leap seconds) from the first to the last that a text means:
 * "2023" means a year of them, "2023-11-03" a day, a time one second or one minute. */
typedef struct gk_moments {
    int64_t first, last;
    gk_precision precision;
} gk_moments;

/* Reads "2023", "2023-11", "2023-11-03", "2023-11-03T16:00", "2023-11-03T16:00:00Z" and
 * "2023-11-03T16:00:00+08:00": without a zone a time is UTC. Years are 1000 to 9999. False where
 * text is anything else, or no day of the calendar. */
bool gk_moments_read(const char *text, gk_moments *out);

#endif
