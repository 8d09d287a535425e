/* SPDX-License-Identifier: Apache-2.0
 *
 * dates - a date as mails, feeds, tables and EDGAR write it, as ISO 8601 in UTC.
 */
#include "read/unpack.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NO_ZONE = 100000 };

typedef struct moment {
    int year, month, day;
    int hour, minute, second; /* hour -1: no time */
    int zone;                 /* minutes east of Greenwich, or NO_ZONE */
} moment;

static const char *const months[] = {"january",   "february", "march",    "april",
                                     "may",       "june",     "july",     "august",
                                     "september", "october",  "november", "december"};

static const struct {
    const char *name;
    int zone;
} zones[] = {{"Z", 0},      {"UTC", 0},    {"GMT", 0},          {"UT", 0},     {"EST", -300},
             {"EDT", -240}, {"CST", -360}, {"CDT", -300},       {"MST", -420}, {"MDT", -360},
             {"PST", -480}, {"PDT", -420}, {"ET", NO_ZONE + 1}, {"BST", 60},   {"CET", 60},
             {"CEST", 120}, {"HKT", 480},  {"SGT", 480},        {"JST", 540},  {"KST", 540}};

static const char *skip_space(const char *s)
{
    while (isspace((unsigned char)*s) || *s == ',') s++;
    return s;
}

/* From least to most digits at *s; -1 where they are fewer. */
static int digits(const char **s, int least, int most)
{
    int value = 0, n = 0;
    while (n < most && isdigit((unsigned char)(*s)[n])) value = value * 10 + ((*s)[n++] - '0');
    if (n < least) return -1;
    *s += n;
    return value;
}

static bool take(const char **s, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(*s, word, n) != 0) return false;
    *s += n;
    return true;
}

static bool is_day(const moment *m)
{
    static const int most[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (m->year < 1900 || m->year > 2200 || m->month < 1 || m->month > 12 || m->day < 1)
        return false;
    bool leap = (m->year % 4 == 0 && m->year % 100 != 0) || m->year % 400 == 0;
    return m->day <= most[m->month - 1] - (m->month == 2 && !leap);
}

/* A month's name, or its first three letters or four ("Sept"), and a point. */
static bool take_month(const char **s, int *month)
{
    size_t n = 0;
    while (isalpha((unsigned char)(*s)[n])) n++;
    for (int i = 0; i < 12 && n >= 3; i++) {
        if (strncasecmp(*s, months[i], n) != 0 || n > strlen(months[i])) continue;
        *s += n;
        *s += **s == '.';
        *month = i + 1;
        return true;
    }
    return false;
}

/* The n-th Sunday of a month. */
static int sunday(int year, int month, int n)
{
    int weekday = (int)((gk_days_of(year, month, 1) + 4) % 7); /* 0: Sunday */
    return (weekday ? 8 - weekday : 1) + 7 * (n - 1);
}

/* New York's offset. Summer time begins and ends at two o'clock, since 2007 on the second Sunday of
 * March and the first of November; from 1987, on the first of April and the last of October. */
static int eastern(const moment *m)
{
    int first_month = m->year >= 2007 ? 3 : 4, last_month = m->year >= 2007 ? 11 : 10;
    int first = sunday(m->year, first_month, m->year >= 2007 ? 2 : 1),
        last = sunday(m->year, last_month, 1);
    if (m->year < 2007)
        while (last + 7 <= 31) last += 7;
    long at = (m->month * 100L + m->day) * 100 + m->hour;
    bool summer = at >= (first_month * 100L + first) * 100 + 2 &&
                  at < (last_month * 100L + last) * 100 + 2;
    return summer ? -240 : -300;
}

static int take_zone(const char **s, const moment *m)
{
    const char *p = *s;
    if (*p == '+' || *p == '-') {
        int sign = *p++ == '-' ? -1 : 1, hours = digits(&p, 2, 2);
        p += *p == ':';
        int minutes = digits(&p, 2, 2);
        if (hours < 0 || hours > 14) return NO_ZONE;
        *s = p;
        return sign * (hours * 60 + (minutes < 0 ? 0 : minutes));
    }
    size_t n = 0;
    while (isalpha((unsigned char)p[n])) n++;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (strlen(zones[i].name) != n || strncasecmp(p, zones[i].name, n) != 0) continue;
        *s += n;
        return zones[i].zone > NO_ZONE ? eastern(m) : zones[i].zone;
    }
    return NO_ZONE;
}

/* "T09:30:00.123+08:00", " 9:30 PM", nothing. What follows a date and is no time is passed over. */
static void take_time(const char *s, moment *m)
{
    if (*s == 'T' || *s == 't') s++;
    s = skip_space(s);
    int hour = digits(&s, 1, 2), minute = -1, second = 0;
    if (hour >= 0 && (*s == ':' || take(&s, "时") || take(&s, "時"))) {
        s += *s == ':';
        minute = digits(&s, 2, 2);
    }
    if (minute < 0) return;
    if (*s == ':') {
        s++;
        second = digits(&s, 2, 2);
        if (*s == '.' || *s == ',')
            while (isdigit((unsigned char)*++s)) {
            }
    }
    s = skip_space(s);
    bool pm = strncasecmp(s, "pm", 2) == 0 || strncasecmp(s, "p.m.", 4) == 0;
    bool am = strncasecmp(s, "am", 2) == 0 || strncasecmp(s, "a.m.", 4) == 0;
    if (am || pm) {
        hour = hour % 12 + (pm ? 12 : 0);
        s = skip_space(s + (s[1] == '.' ? 4 : 2));
    }
    if (hour > 23 || minute > 59 || second < 0 || second > 60) return;
    m->hour = hour;
    m->minute = minute;
    m->second = second > 59 ? 59 : second;
    m->zone = take_zone(&s, m);
}

/* '-', '/', '.' or the word. */
static bool take_separator(const char **s, const char *word)
{
    return take(s, "-") || take(s, "/") || take(s, ".") || take(s, word);
}

/* "2024-01-05", "2024/1/5", "2024.01.05", "2024年1月5日". */
static bool year_first(const char *s, moment *m)
{
    m->year = digits(&s, 4, 4);
    if (m->year < 0 || !take_separator(&s, "年")) return false;
    m->month = digits(&s, 1, 2);
    if (m->month < 0 || !take_separator(&s, "月")) return false;
    m->day = digits(&s, 1, 2);
    take(&s, "日");
    if (!is_day(m)) return false;
    take_time(s, m);
    return true;
}

/* "Fri, 05 Jan 2024", "5-Jan-24". */
static bool day_first(const char *s, moment *m)
{
    if (isalpha((unsigned char)*s)) {
        while (isalpha((unsigned char)*s)) s++;
        s = skip_space(*s == '.' ? s + 1 : s);
    }
    m->day = digits(&s, 1, 2);
    s = skip_space(*s == '-' ? s + 1 : s);
    if (m->day < 0 || !take_month(&s, &m->month)) return false;
    s = skip_space(*s == '-' ? s + 1 : s);
    const char *start = s;
    m->year = digits(&s, 2, 4);
    if (s - start == 2) m->year += m->year < 70 ? 2000 : 1900;
    if (!is_day(m)) return false;
    take_time(s, m);
    return true;
}

/* "January 5, 2024". */
static bool month_first(const char *s, moment *m)
{
    if (!take_month(&s, &m->month)) return false;
    s = skip_space(s);
    m->day = digits(&s, 1, 2);
    s = skip_space(s);
    m->year = digits(&s, 4, 4);
    if (!is_day(m)) return false;
    take_time(s, m);
    return true;
}

/* "01/05/2024", where the style or a number beyond 12 says which is the month. */
static bool slashes(const char *s, gk_date_style style, moment *m)
{
    int a = digits(&s, 1, 2);
    if (a < 0 || *s++ != '/') return false;
    int b = digits(&s, 1, 2);
    if (b < 0 || *s++ != '/') return false;
    m->year = digits(&s, 4, 4);
    if (style != GK_DATE_US && a <= 12 && b <= 12 && a != b) return false;
    m->month = a > 12 ? b : a;
    m->day = a > 12 ? a : b;
    if (!is_day(m)) return false;
    take_time(s, m);
    return true;
}

/* "20240105", "20240105093000", and seconds or milliseconds since 1970. */
static bool only_digits(const char *s, moment *m)
{
    size_t n = strspn(s, "0123456789");
    if (s[n] != '\0' && s[n] != '.') return false;
    if (n == 8 || n == 14) {
        m->year = digits(&s, 4, 4);
        m->month = digits(&s, 2, 2);
        m->day = digits(&s, 2, 2);
        if (n == 14) {
            m->hour = digits(&s, 2, 2);
            m->minute = digits(&s, 2, 2);
            m->second = digits(&s, 2, 2);
        }
        return is_day(m) && m->hour <= 23 && m->minute <= 59 && m->second <= 59;
    }
    if (n != 10 && n != 13) return false;
    long long seconds = strtoll(s, NULL, 10) / (n == 13 ? 1000 : 1);
    gk_date_of(seconds / 86400, &m->year, &m->month, &m->day);
    m->hour = (int)(seconds % 86400 / 3600);
    m->minute = (int)(seconds % 3600 / 60);
    m->second = (int)(seconds % 60);
    m->zone = 0;
    return true;
}

/* The first ten bytes of a date. */
static void write_day(const moment *m, char out[GK_DATE_SIZE])
{
    snprintf(out, GK_DATE_SIZE, "%04u-%02u-%02u", (unsigned)m->year % 10000,
             (unsigned)m->month % 100, (unsigned)m->day % 100);
}

bool gk_date_read(const char *text, gk_date_style style, const char *zone, char out[GK_DATE_SIZE])
{
    moment m = {.hour = -1, .zone = NO_ZONE};
    const char *s = skip_space(text);
    if (!only_digits(s, &m)) {
        m = (moment){.hour = -1, .zone = NO_ZONE};
        if (!year_first(s, &m) && !day_first(s, &m) && !month_first(s, &m) &&
            !slashes(s, style, &m))
            return false;
    }
    if (m.hour >= 0 && m.zone == NO_ZONE && style == GK_DATE_EASTERN) m.zone = eastern(&m);
    if (m.hour >= 0 && m.zone == NO_ZONE && zone) m.zone = take_zone(&zone, &m);
    if (m.hour < 0 || m.zone == NO_ZONE) {
        write_day(&m, out);
        return true;
    }
    long long at = gk_days_of(m.year, m.month, m.day) * 1440 + m.hour * 60LL + m.minute - m.zone;
    gk_date_of(at >= 0 ? at / 1440 : (at - 1439) / 1440, &m.year, &m.month, &m.day);
    unsigned minutes = (unsigned)(((at % 1440) + 1440) % 1440);
    write_day(&m, out);
    snprintf(out + 10, GK_DATE_SIZE - 10, "T%02u:%02u:%02uZ", minutes / 60, minutes % 60,
             (unsigned)m.second % 60);
    return true;
}
