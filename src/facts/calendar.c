/* SPDX-License-Identifier: Apache-2.0
 *
 * The company's fiscal year. The document says of itself which period it covers; from there years
 * and quarters are counted. A fiscal year of 52 or 53 weeks does not end on the same day each year:
 * the dates that the document names tell the days, since a report names the ends of its periods
 * again and again.
 */
#include "facts/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { QUARTER_DAYS = 91, NEAR = 9, FAR = 20 };

/* ---- days --------------------------------------------------------------------------------- */

int gk_facts_day(int year, int month, int day)
{
    if (day) return (int)gk_days_of(year, month, day);
    return (int)gk_days_of(year + (month == 12), month % 12 + 1, 1) - 1;
}

int gk_facts_written(int counted)
{
    int year, month, day;
    gk_date_of(counted, &year, &month, &day);
    return year * 10000 + month * 100 + day;
}

int gk_facts_counted(int written)
{
    return (int)gk_days_of(written / 10000, written / 100 % 100, written % 100);
}

static bool is_month_end(int counted) { return gk_facts_written(counted + 1) % 100 == 1; }

/* The same day `months` later or earlier; the end of the month stays one. */
static int months_on(int counted, int months)
{
    int written = gk_facts_written(counted);
    int month = written / 10000 * 12 + written / 100 % 100 - 1 + months;
    int last = gk_facts_day(month / 12, month % 12 + 1, 0);
    if (is_month_end(counted)) return last;
    int day = gk_facts_day(month / 12, month % 12 + 1, 1) + written % 100 - 1;
    return day < last ? day : last;
}

/* ---- dates that the document names -------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
    int x = ((const gk_facts_seen *)a)->day, y = ((const gk_facts_seen *)b)->day;
    return (x > y) - (x < y);
}

static void read_seen(const gk_document *document, gk_arena *arena, gk_facts_calendar *out)
{
    gk_facts_seen *seen = NULL;
    size_t count = 0, capacity = 0;
    for (size_t p = 0; p < document->page_count; p++) {
        const gk_doc_page *page = &document->pages[p];
        gk_period period;
        for (size_t at = 0; gk_period_next(page->text, page->length, &at, &period);) {
            if (!period.day) continue;
            seen = gk_grow(seen, count, &capacity, sizeof *seen);
            seen[count++] = (gk_facts_seen){gk_facts_day(period.year, period.month, period.day), 1};
        }
    }
    if (count) qsort(seen, count, sizeof *seen, by_day);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && seen[kept - 1].day == seen[i].day)
            seen[kept - 1].count++;
        else
            seen[kept++] = seen[i];
    }
    out->seen = gk_arena_keep(arena, seen, kept, sizeof *seen);
    out->seen_count = kept;
}

int gk_facts_near(const gk_facts_calendar *calendar, int day, int apart)
{
    int best = day, most = 0;
    size_t low = 0, high = calendar->seen_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (calendar->seen[middle].day < day - apart)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < calendar->seen_count && calendar->seen[low].day <= day + apart; low++) {
        if (calendar->seen[low].count <= most) continue;
        most = calendar->seen[low].count;
        best = calendar->seen[low].day;
    }
    return best;
}

/* ---- what the document covers ------------------------------------------------------------- */

static int read_iso(const char *s)
{
    int year = 0, month = 0, day = 0;
    if (!s || strlen(s) < 10) return 0;
    year = atoi(s), month = atoi(s + 5), day = atoi(s + 8);
    if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return 0;
    return gk_facts_day(year, month, day);
}

static int quarter_of(const char *fiscal_period)
{
    if (!fiscal_period) return 4;
    if (fiscal_period[0] == 'Q' && fiscal_period[1] >= '1' && fiscal_period[1] <= '4')
        return fiscal_period[1] - '0';
    return strcmp(fiscal_period, "H1") == 0 ? 2 : 4;
}

/* About when the quarter ends that is `quarters` after the end of fiscal year `year`. */
static int about_when(const gk_facts_calendar *calendar, int quarters)
{
    return months_on(calendar->year_end, 3 * quarters);
}

/* How often the document names a day. */
static int times_seen(const gk_facts_calendar *calendar, int day)
{
    for (size_t i = 0; i < calendar->seen_count; i++)
        if (calendar->seen[i].day == day) return calendar->seen[i].count;
    return 0;
}

/* Whether quarters or years end with the month: the end of the last year is a date that the
 * document names often. */
static void read_year_ends(gk_facts_calendar *calendar, bool weeks_known)
{
    int about = about_when(calendar, -4);
    int last = gk_facts_near(calendar, about, NEAR), often = times_seen(calendar, last);
    if (calendar->month_ends && weeks_known && last != about &&
        2 * times_seen(calendar, about) < often)
        calendar->month_ends = false;
    bool same_weekday = (last - calendar->end) % 7 == 0;
    calendar->year_month_ends = calendar->month_ends ||
                                (often && is_month_end(last) && !same_weekday);
}

bool gk_facts_is_year_end(const gk_facts_calendar *calendar, int day)
{
    int year = calendar->year + (int)lround((day - calendar->year_end) / 365.25);
    return gk_facts_quarter_end(calendar, year, 4) == day;
}

int gk_facts_quarter_end(const gk_facts_calendar *calendar, int year, int quarter)
{
    int quarters = 4 * (year - calendar->year) + quarter - 4;
    if (quarters == calendar->quarter - 4 && calendar->end) return calendar->end;
    int day = about_when(calendar, quarters);
    if (calendar->month_ends || (quarter == 4 && calendar->year_month_ends)) {
        /* Estimated from a day before the month's end, or on it. */
        int written = gk_facts_written(day + (is_month_end(day) ? 0 : 5));
        int before = gk_facts_day(written / 10000, written / 100 % 100, 1) - 1;
        int last = gk_facts_day(written / 10000, written / 100 % 100, 0);
        return day - before < last - day ? before : last;
    }
    int found = gk_facts_near(calendar, day, NEAR);
    if (found != day || !calendar->end) return found;
    /* By weeks from the document's own end, as long as that is near. */
    int apart = quarters - (calendar->quarter - 4);
    int weeks = calendar->end + QUARTER_DAYS * apart;
    while (weeks < day - 3) weeks += 7;
    while (weeks > day + 3) weeks -= 7;
    return weeks;
}

/* How many quarters after the end of fiscal year `year` the quarter's end nearest to a day is. */
static int nearest_quarter(const gk_facts_calendar *calendar, int day)
{
    double quarters = (day - calendar->year_end) / 91.3125;
    return (int)(quarters + (quarters < 0 ? -0.5 : 0.5));
}

static int divide_down(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

static int first_day(const gk_facts_calendar *calendar, int end, int months, int quarters, bool on)
{
    if (on && months % 3 == 0) {
        int at = quarters - months / 3 + 4;
        int year = calendar->year + divide_down(at - 1, 4);
        int quarter = at - 4 * (year - calendar->year);
        /* A quarter of weeks that does not begin the year has thirteen. */
        if (months == 3 && quarter != 4 && !is_month_end(end)) return end - QUARTER_DAYS + 1;
        return gk_facts_quarter_end(calendar, year, quarter) + 1;
    }
    return months_on(end, -months) + 1;
}

void gk_facts_place(const gk_facts_calendar *calendar, int end, gk_fact_time *time)
{
    int quarters = nearest_quarter(calendar, end);
    bool on = abs(about_when(calendar, quarters) - end) <= FAR;
    if (!on) quarters = divide_down((end - calendar->year_end) * 4 + 364, 365);
    int at = quarters + 4;
    time->year = calendar->year + divide_down(at - 1, 4);
    int quarter = at - 4 * (time->year - calendar->year);
    time->quarter = time->half = 0;
    if (on && (time->months == 3 || (time->months == 0 && quarter != 4))) time->quarter = quarter;
    if (on && time->months == 6 && quarter % 2 == 0) time->half = quarter / 2;
    time->end = gk_facts_written(end);
    time->start = 0;
    if (time->months > 0)
        time->start = gk_facts_written(first_day(calendar, end, time->months, quarters, on));
}

void gk_facts_calendar_read(const gk_document *document, const gk_facts_about *about,
                            gk_arena *arena, gk_facts_calendar *out)
{
    *out = (gk_facts_calendar){.quarter = quarter_of(about->fiscal_period)};
    read_seen(document, arena, out);
    out->end = read_iso(about->period_end);
    out->year = about->fiscal_year;
    if (!out->end && out->year) out->end = gk_facts_day(out->year, 12, 0);
    if (!out->end) {
        out->year = 2000;
        out->year_end = gk_facts_day(2000, 12, 0);
        out->month_ends = true;
        return;
    }
    out->known = true;
    out->month_ends = is_month_end(out->end);
    out->year_end = months_on(out->end, 3 * (4 - out->quarter));
    /* The week in which the year ends may lie in the next one. */
    if (!out->year) out->year = gk_facts_written(out->year_end - NEAR) / 10000;
    /* In China years end with December. */
    read_year_ends(out, !about->language || strcmp(about->language, "zh") != 0);
}
