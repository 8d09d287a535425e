/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading dates.
 */
#include "about/day.h"

#include <string.h>

static const char *const months[] = {"january",   "february", "march",    "april",
                                     "may",       "june",     "july",     "august",
                                     "september", "october",  "november", "december"};

bool day_valid(day d)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d.year < 1900 || d.year > 2199 || d.month < 1 || d.month > 12 || d.day < 1) return false;
    bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;
    return d.day <= lengths[d.month - 1] && (d.month != 2 || d.day < 29 || leap);
}

/* Days are counted from the first of March of year 0, so that numbers are positive. */
enum { TO_1970 = 719468 };

int day_number(day d) { return (int)gk_days_of(d.year, d.month, d.day) + TO_1970; }

day day_of_number(int number)
{
    day d;
    gk_date_of(number - TO_1970, &d.year, &d.month, &d.day);
    return d;
}

day day_shift(day d, int days) { return day_of_number(day_number(d) + days); }

bool day_same(day a, day b) { return a.year == b.year && a.month == b.month && a.day == b.day; }

const char *day_text(day d, char out[DAY_TEXT])
{
    snprintf(out, DAY_TEXT, "%04u-%02u-%02u", (unsigned)d.year % 10000u, (unsigned)d.month % 100u,
             (unsigned)d.day % 100u);
    return out;
}

/* A number of at least `least` and at most `most` digits at s[*at]. */
static bool number_at(const char *s, size_t n, size_t *at, int least, int most, int *out)
{
    size_t i = *at;
    int value = 0, digits = 0;
    for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
        if (++digits > most) return false;
        value = value * 10 + (s[i] - '0');
    }
    if (digits < least) return false;
    *at = i;
    *out = value;
    return true;
}

static bool text_at(const char *s, size_t n, size_t *at, const char *text)
{
    size_t length = strlen(text);
    if (n - *at < length || memcmp(s + *at, text, length) != 0) return false;
    *at += length;
    return true;
}

/* Moves past any of these characters. */
static void skip(const char *s, size_t n, size_t *at, const char *any)
{
    while (*at < n && s[*at] && strchr(any, s[*at])) ++*at;
}

static bool month_at(const char *s, size_t n, size_t *at, int *month)
{
    for (int m = 0; m < 12; m++) {
        size_t i = *at;
        size_t length = strlen(months[m]);
        if (n - i >= length && memcmp(s + i, months[m], length) == 0) {
            i += length;
        } else if (n - i >= 3 && memcmp(s + i, months[m], 3) == 0) {
            i += m == 8 && n - i >= 4 && s[i + 3] == 't' ? 4 : 3;
        } else {
            continue;
        }
        if (i < n && s[i] >= 'a' && s[i] <= 'z') return false;
        if (i < n && s[i] == '.') i++;
        *at = i;
        *month = m + 1;
        return true;
    }
    return false;
}

static void ordinal(const char *s, size_t n, size_t *at)
{
    static const char *const endings[] = {"st", "nd", "rd", "th"};
    for (size_t i = 0; i < 4; i++)
        if (text_at(s, n, at, endings[i])) return;
}

/* "december 31, 2018" */
static bool month_first(const char *s, size_t n, size_t *at, day *d)
{
    if (!month_at(s, n, at, &d->month)) return false;
    skip(s, n, at, " ");
    if (!number_at(s, n, at, 1, 2, &d->day)) return false;
    ordinal(s, n, at);
    size_t before = *at;
    skip(s, n, at, " ,.");
    return *at > before && number_at(s, n, at, 4, 4, &d->year);
}

/* "31 december 2018", "31st of december, 2018", "16th day of february, 2022" */
static bool day_first(const char *s, size_t n, size_t *at, day *d)
{
    if (!number_at(s, n, at, 1, 2, &d->day)) return false;
    ordinal(s, n, at);
    skip(s, n, at, " -");
    if (text_at(s, n, at, "day ")) skip(s, n, at, " ");
    if (text_at(s, n, at, "of ")) skip(s, n, at, " ");
    if (!month_at(s, n, at, &d->month)) return false;
    skip(s, n, at, " ,-");
    return number_at(s, n, at, 4, 4, &d->year);
}

/* "12/31/2018", "12/31/18" */
static bool slashes(const char *s, size_t n, size_t *at, day *d)
{
    if (!number_at(s, n, at, 1, 2, &d->month) || !text_at(s, n, at, "/")) return false;
    if (!number_at(s, n, at, 1, 2, &d->day) || !text_at(s, n, at, "/")) return false;
    size_t from = *at;
    if (!number_at(s, n, at, 2, 4, &d->year) || *at - from == 3) return false;
    if (*at - from == 2) d->year += d->year < 70 ? 2000 : 1900;
    return true;
}

/* "2018-12-31", "2018/12/31" */
static bool year_first(const char *s, size_t n, size_t *at, day *d)
{
    if (!number_at(s, n, at, 4, 4, &d->year) || *at >= n) return false;
    char mark = s[*at];
    if (mark != '-' && mark != '/' && mark != '.') return false;
    ++*at;
    if (!number_at(s, n, at, 1, 2, &d->month) || *at >= n || s[*at] != mark) return false;
    ++*at;
    return number_at(s, n, at, 1, 2, &d->day);
}

/* "2018年12月31日", with spaces or without */
static bool chinese(const char *s, size_t n, size_t *at, day *d)
{
    if (!number_at(s, n, at, 4, 4, &d->year)) return false;
    skip(s, n, at, " ");
    if (!text_at(s, n, at, "年")) return false;
    skip(s, n, at, " ");
    if (!number_at(s, n, at, 1, 2, &d->month)) return false;
    skip(s, n, at, " ");
    if (!text_at(s, n, at, "月")) return false;
    skip(s, n, at, " ");
    if (!number_at(s, n, at, 1, 2, &d->day)) return false;
    skip(s, n, at, " ");
    return text_at(s, n, at, "日");
}

bool day_at(const char *s, size_t n, size_t *at, day *out)
{
    static bool (*const ways[])(const char *, size_t, size_t *,
                                day *) = {month_first, day_first, slashes, year_first, chinese};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        size_t end = *at;
        day d = {0, 0, 0};
        if (!ways[i](s, n, &end, &d) || !day_valid(d)) continue;
        if (end < n && s[end] >= '0' && s[end] <= '9') continue;
        *at = end;
        *out = d;
        return true;
    }
    return false;
}

bool day_next(const char *s, size_t n, size_t *at, size_t *start, day *out)
{
    for (size_t i = *at; i < n; i++) {
        bool digit = s[i] >= '0' && s[i] <= '9';
        bool letter = s[i] >= 'a' && s[i] <= 'z';
        if (!digit && !letter) continue;
        if (i && s[i - 1] >= '0' && s[i - 1] <= '9') continue;
        if (letter && i && s[i - 1] >= 'a' && s[i - 1] <= 'z') continue;
        size_t end = i;
        if (!day_at(s, n, &end, out)) continue;
        *start = i;
        *at = end;
        return true;
    }
    *at = n;
    return false;
}

bool day_iso(const char *s, day *out)
{
    size_t at = 0, n = strnlen(s, 11);
    day d = {0, 0, 0};
    if (n < 10 || s[4] != '-' || s[7] != '-' || !year_first(s, 10, &at, &d)) return false;
    if (at != 10 || !day_valid(d)) return false;
    *out = d;
    return true;
}
