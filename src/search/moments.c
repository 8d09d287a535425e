/* SPDX-License-Identifier: Apache-2.0 */
#include "search/moments.h"

#include <string.h>

enum { DAY = 86400, HOUR = 3600, MINUTE = 60 };

/* Takes so many digits; false where there are fewer. */
static bool take_digits(const char **s, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++, (*s)++) {
        if (**s < '0' || **s > '9') return false;
        *out = *out * 10 + (**s - '0');
    }
    return true;
}

static bool take(const char **s, char c)
{
    if (**s != c) return false;
    (*s)++;
    return true;
}

/* Days from 1970-01-01 to the first of a month of the Gregorian calendar; months past December go
 * on in the next year. */
static int64_t days_to(int year, int month)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    year += (month - 1) / 12;
    month = (month - 1) % 12 + 1;
    int64_t past = year - 1; /* whole years */
    int64_t days = past * 365 + past / 4 - past / 100 + past / 400 + before[month - 1];
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days + (month > 2 && leap) - 719162; /* those to 1970 */
}

/* "+08:00", "Z" or nothing, to the end. */
static bool take_zone(const char *s, int64_t *seconds)
{
    int hours, minutes;
    *seconds = 0;
    if (*s == '\0' || strcmp(s, "Z") == 0 || strcmp(s, "z") == 0) return true;
    bool west = *s == '-';
    if (!take(&s, '+') && !take(&s, '-')) return false;
    if (!take_digits(&s, 2, &hours) || !take(&s, ':') || !take_digits(&s, 2, &minutes) || *s)
        return false;
    *seconds = (west ? -1 : 1) * (hours * (int64_t)HOUR + minutes * (int64_t)MINUTE);
    return hours < 24 && minutes < 60;
}

/* What follows the day: "T16:00", "T16:00:30Z". */
static bool read_time(const char *s, int64_t day, gk_moments *out)
{
    int hour, minute, second = 0;
    int64_t zone;
    if (!take(&s, 'T') && !take(&s, 't')) return false;
    if (!take_digits(&s, 2, &hour) || !take(&s, ':') || !take_digits(&s, 2, &minute)) return false;
    bool exact = take(&s, ':');
    if (exact && !take_digits(&s, 2, &second)) return false;
    if (hour > 23 || minute > 59 || second > 59 || !take_zone(s, &zone)) return false;
    out->first = day * DAY + hour * (int64_t)HOUR + minute * (int64_t)MINUTE + second - zone;
    out->last = out->first + (exact ? 0 : MINUTE - 1);
    out->precision = GK_TIME;
    return true;
}

bool gk_moments_read(const char *text, gk_moments *out)
{
    int year, month, day;
    const char *s = text;
    *out = (gk_moments){0};
    if (!take_digits(&s, 4, &year) || year < 1000) return false;
    if (*s == '\0') {
        *out = (gk_moments){days_to(year, 1) * DAY, days_to(year + 1, 1) * DAY - 1, GK_YEAR};
        return true;
    }
    if (!take(&s, '-') || !take_digits(&s, 2, &month) || month < 1 || month > 12) return false;
    int64_t from = days_to(year, month), to = days_to(year, month + 1);
    if (*s == '\0') {
        *out = (gk_moments){from * DAY, to * DAY - 1, GK_MONTH};
        return true;
    }
    if (!take(&s, '-') || !take_digits(&s, 2, &day) || day < 1 || day > to - from) return false;
    from += day - 1;
    *out = (gk_moments){from * DAY, (from + 1) * DAY - 1, GK_DAY};
    return *s == '\0' || read_time(s, from, out);
}
