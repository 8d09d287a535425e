/* SPDX-License-Identifier: Apache-2.0
 *
 * office_date - dates and times of day, which a spreadsheet keeps as days since a first one.
 */
#include "read/office_format.h"

#include <math.h>
#include <string.h>

static const double LAST_DAY = 2958465; /* 9999-12-31 */

typedef struct moment {
    int year, month, day, weekday; /* weekday 0: Sunday */
    int hour, minute, second;
    double fraction; /* of a second */
    double value;    /* days, rounded to what is shown */
} moment;

/* The date of a day counted from 1970-01-01. */
static void set_date(moment *m, long day)
{
    gk_date_of(day, &m->year, &m->month, &m->day);
    m->weekday = (int)((day + 4 + 700000) % 7);
}

/* The days of 1900 count a February 29 that never was. Day 0 is January 0. */
static void set_day(moment *m, long serial, bool from_1904)
{
    enum { SERIAL_1970 = 25569, SERIAL_1904 = 1462 };
    if (from_1904) serial += SERIAL_1904;
    set_date(m, serial - SERIAL_1970 + (serial < 60));
    if (serial == 60) *m = (moment){.year = 1900, .month = 2, .day = 29, .weekday = 3};
    if (serial == 0) *m = (moment){.year = 1900, .month = 1, .day = 0, .weekday = 6};
}

static moment moment_of(double value, int places, bool from_1904)
{
    moment m = {0};
    double unit = pow(10, places), ticks = round(value * 86400 * unit);
    double days = floor(ticks / (86400 * unit)), left = ticks - days * 86400 * unit;
    long seconds = (long)floor(left / unit);
    set_day(&m, (long)days, from_1904);
    m.hour = (int)(seconds / 3600);
    m.minute = (int)(seconds / 60 % 60);
    m.second = (int)(seconds % 60);
    m.fraction = left / unit - (double)seconds;
    m.value = ticks / (86400 * unit);
    return m;
}

static void add_name(const char *const *names, int i, size_t letters, gk_string *to)
{
    size_t n = strlen(names[i]);
    gk_string_append(to, names[i], letters < n ? letters : n);
}

static void add_month(const moment *m, int letters, gk_string *to)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    if (letters <= 2)
        gk_string_addf(to, "%0*d", letters, m->month);
    else
        add_name(names, m->month - 1, letters == 3 ? 3 : letters == 5 ? 1 : 9, to);
}

static void add_day(const moment *m, int letters, gk_string *to)
{
    static const char *const names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                        "Thursday", "Friday", "Saturday"};
    if (letters <= 2)
        gk_string_addf(to, "%0*d", letters, m->day);
    else
        add_name(names, m->weekday, letters == 3 ? 3 : 9, to);
}

static void add_hour(const moment *m, int letters, bool half_days, gk_string *to)
{
    int hour = half_days ? (m->hour + 11) % 12 + 1 : m->hour;
    gk_string_addf(to, "%0*d", letters > 2 ? 2 : letters, hour);
}

/* The word for the half of the day that it is, of "AM/PM". */
static void add_half(const char *words, bool afternoon, gk_string *to)
{
    size_t first = strcspn(words, "/");
    if (afternoon)
        gk_string_add(to, words + first + 1);
    else
        gk_string_append(to, words, first);
}

static void add_elapsed(const moment *m, const gk_format_token *t, gk_string *to)
{
    double in_a_day = t->c == 'h' ? 24 : t->c == 'm' ? 1440 : 86400;
    gk_string_addf(to, "%0*.0f", t->count > 9 ? 9 : t->count, floor(m->value * in_a_day + 1e-6));
}

static void add_part(const gk_format_section *s, const moment *m, const gk_format_token *t,
                     gk_string *to)
{
    int two = t->count > 2 ? 2 : t->count;
    if (t->c == 'y')
        gk_string_addf(to, t->count <= 2 ? "%02d" : "%04d",
                       t->count <= 2 ? m->year % 100 : m->year);
    else if (t->c == 'm')
        add_month(m, t->count, to);
    else if (t->c == 'd')
        add_day(m, t->count, to);
    else if (t->c == 'h')
        add_hour(m, t->count, s->has_12_hours, to);
    else if (t->c == 's')
        gk_string_addf(to, "%0*d", two, m->second);
}

static int places(const gk_format_section *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->tokens[i].kind == GK_FORMAT_FRACTION) return s->tokens[i].count;
    return 0;
}

void gk_format_add_date(const gk_format_section *s, double value, bool from_1904, gk_string *to)
{
    if (value < 0 || value > LAST_DAY) {
        gk_format_add_general(value, to);
        return;
    }
    moment m = moment_of(value, places(s), from_1904);
    for (size_t i = 0; i < s->count; i++) {
        const gk_format_token *t = &s->tokens[i];
        if (t->kind == GK_FORMAT_DATE)
            add_part(s, &m, t, to);
        else if (t->kind == GK_FORMAT_MINUTES)
            gk_string_addf(to, "%0*d", t->count, m.minute);
        else if (t->kind == GK_FORMAT_ELAPSED)
            add_elapsed(&m, t, to);
        else if (t->kind == GK_FORMAT_FRACTION)
            gk_string_addf(to, ".%0*.0f", t->count, floor(m.fraction * pow(10, t->count) + 0.5));
        else if (t->kind == GK_FORMAT_HALF_DAY)
            add_half(t->text, m.hour >= 12, to);
        else if (t->kind == GK_FORMAT_TEXT_HERE)
            gk_format_add_general(value, to);
        else if (t->kind == GK_FORMAT_POINT)
            gk_string_add(to, ".");
        else if (t->kind == GK_FORMAT_DIGIT)
            gk_string_append(to, &t->c, 1);
        else if (t->text)
            gk_string_add(to, t->text);
    }
}
