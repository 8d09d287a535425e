/* SPDX-License-Identifier: Apache-2.0
 *
 * What headings, titles and labels say of a period, word by word, and the time that it comes to.
 */
#include "facts/parts.h"
#include "facts/said.h"

#include <string.h>

typedef struct reading {
    const char *s;
    size_t n;
    gk_facts_said *said;
    gk_string rest;
    bool skipped; /* something stands between the last word of the rest and the next one */
} reading;

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c & 0x80);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '-'; }

/* How many bytes of s[i, n) the words take; 0: they do not stand there. */
static size_t words_at(const char *s, size_t n, size_t i, const char *words)
{
    size_t start = i;
    for (; *words; words++) {
        if (*words == ' ') {
            if (i >= n || !is_blank(s[i])) return 0;
            while (i < n && is_blank(s[i])) i++;
            continue;
        }
        if (i >= n) return 0;
        char c = gk_facts_lower(s[i]);
        if (c != *words) return 0;
        i++;
    }
    if (i < n && is_letter_or_digit(s[i]) && is_letter_or_digit(s[i - 1])) return 0;
    return i - start;
}

static const gk_said_phrase *phrase_at(const reading *r, size_t i, size_t *length)
{
    for (size_t k = 0; k < gk_said_english_count; k++) {
        char first = gk_facts_lower(r->s[i]);
        if (first != gk_said_english[k].words[0]) continue;
        *length = words_at(r->s, r->n, i, gk_said_english[k].words);
        if (*length) return &gk_said_english[k];
    }
    return NULL;
}

static const gk_said_phrase *han_at(const reading *r, size_t i, size_t *length)
{
    for (size_t k = 0; k < gk_said_chinese_count; k++) {
        *length = strlen(gk_said_chinese[k].words);
        if (i + *length <= r->n && memcmp(r->s + i, gk_said_chinese[k].words, *length) == 0)
            return &gk_said_chinese[k];
    }
    return NULL;
}

static void note(gk_facts_said *said, const gk_said_phrase *p)
{
    switch (p->kind) {
    case SAID_MONTHS:
        if (!said->months) said->months = p->number;
        said->flow = true;
        break;
    case SAID_FLOW:
        said->flow = true;
        break;
    case SAID_TO_DATE:
        said->to_date = said->flow = true;
        break;
    case SAID_INSTANT:
        said->instant = true;
        break;
    case SAID_OPENING:
        said->opening = true;
        break;
    case SAID_CLOSING:
        said->closing = true;
        break;
    case SAID_QUARTER:
        if (!said->quarter) said->quarter = p->number;
        break;
    case SAID_HALF:
        if (!said->half) said->half = p->number;
        break;
    case SAID_BACK:
        if (!said->back) said->back = p->number;
        said->flow = true;
        break;
    case SAID_BACK_AT:
        if (!said->back) said->back = p->number;
        said->instant = true;
        break;
    case SAID_CHANGE:
        said->change = true;
        break;
    case SAID_TOTAL:
        said->total = true;
        break;
    case SAID_OTHER:
    case SAID_SKIP:
        break;
    }
}

static void note_period(reading *r, const gk_period *p)
{
    gk_facts_said *said = r->said;
    if (said->year != p->year || !said->years) said->years++;
    if (!said->year) {
        said->year = p->year;
        if (p->quarter) said->quarter = p->quarter;
        if (p->half) said->half = p->half;
        said->dated = p->day != 0;
    }
    if (!said->month && p->month) said->month = p->month, said->day = p->day;
    const char *text = r->s + p->span.start;
    size_t n = p->span.end - p->span.start;
    if (n >= 3 && memcmp(text + n - 3, "末", 3) == 0) said->instant = true;
    if (n >= 3 && memcmp(text + n - 3, "度", 3) == 0 && !p->quarter && !p->half) {
        said->flow = true;
        if (!said->months) said->months = 12;
    }
}

static void keep(reading *r, size_t i)
{
    size_t next = i;
    (void)gk_utf8_next(r->s, r->n, &next);
    if (r->skipped && r->rest.length) gk_string_add(&r->rest, " ");
    r->skipped = false;
    gk_string_append(&r->rest, r->s + i, next - i);
}

/* "'23": how many bytes; 0: it does not stand there. */
static size_t short_year(reading *r, size_t i, size_t end)
{
    size_t mark = r->s[i] == '\'' ? 1 : i + 3 <= end && memcmp(r->s + i, "’", 3) == 0 ? 3 : 0;
    if (!mark || i + mark + 2 > end) return 0;
    const char *d = r->s + i + mark;
    bool digits = d[0] >= '0' && d[0] <= '9' && d[1] >= '0' && d[1] <= '9';
    if (!digits || (i + mark + 2 < r->n && is_letter_or_digit(d[2]))) return 0;
    int year = 2000 + (d[0] - '0') * 10 + d[1] - '0';
    if (r->said->year != year || !r->said->years) r->said->years++;
    if (!r->said->year) r->said->year = year;
    return mark + 2;
}

/* The text between two periods. */
static void read_words(reading *r, size_t i, size_t end)
{
    while (i < end) {
        char c = r->s[i];
        bool word_start = is_letter_or_digit(c) && !(c & 0x80) &&
                          (i == 0 || !is_letter_or_digit(r->s[i - 1]) || (r->s[i - 1] & 0x80));
        size_t length = 0, at = i;
        gk_period day;
        const gk_said_phrase *p = c & 0x80                             ? han_at(r, i, &length)
                                  : word_start || c == '(' || c == '%' ? phrase_at(r, i, &length)
                                                                       : NULL;
        if (!p && c >= '0' && c <= '9') p = han_at(r, i, &length);
        size_t year = p ? 0 : short_year(r, i, end);
        if (year) {
            r->skipped = true;
            i += year;
        } else if (p) {
            note(r->said, p);
            if (p->kind == SAID_TOTAL || p->kind == SAID_OTHER)
                for (size_t k = 0; k < length;) {
                    size_t next = i + k;
                    (void)gk_utf8_next(r->s, r->n, &next);
                    keep(r, i + k);
                    k = next - i;
                }
            r->skipped = true;
            i += length;
        } else if (word_start && gk_period_day(r->s, end, &at, &day) && at <= end) {
            if (!r->said->month) r->said->month = day.month, r->said->day = day.day;
            r->skipped = true;
            i = at;
        } else if (!is_letter_or_digit(c) && c != '%' && c != '&' && c != '\'' && c != '.') {
            r->skipped = true;
            i++;
        } else {
            size_t next = i;
            (void)gk_utf8_next(r->s, r->n, &next);
            keep(r, i);
            i = next;
        }
    }
}

void gk_facts_read_said(const char *text, gk_arena *arena, gk_facts_said *out)
{
    *out = (gk_facts_said){0};
    reading r = {.s = text, .n = strlen(text), .said = out};
    size_t at = 0, done = 0;
    gk_period period;
    while (gk_period_next(r.s, r.n, &at, &period)) {
        read_words(&r, done, period.span.start);
        note_period(&r, &period);
        r.skipped = true;
        done = period.span.end;
    }
    read_words(&r, done, r.n);
    if (strchr(text, '%') && !out->year) out->change = true;
    out->rest = r.rest.length ? gk_arena_strdup(arena, r.rest.data) : "";
    gk_string_free(&r.rest);
}

bool gk_facts_says_period(const gk_facts_said *said)
{
    return said->year || said->month || said->months || said->quarter || said->half || said->back ||
           said->to_date || said->opening;
}

gk_facts_said gk_facts_join(gk_facts_said first, const gk_facts_said *less)
{
    if (!first.year && !first.back && less->years == 1) {
        first.year = less->year;
        first.years = 1;
        if (!first.quarter) first.quarter = less->quarter;
        if (!first.half) first.half = less->half;
        if (!first.month) first.dated = less->dated;
    }
    if (!first.year && !first.back && !first.month && less->back) first.back = less->back;
    /* A full date of another year tells no day of this one. */
    bool other_date = less->dated && less->year != first.year;
    if (!first.month && !other_date && !first.quarter && !first.half)
        first.month = less->month, first.day = less->day;
    if (!first.months && !first.instant) first.months = less->months;
    if (!first.instant && !first.flow) first.instant = less->instant, first.flow = less->flow;
    if (!first.instant) first.to_date = first.to_date || less->to_date;
    if (first.months) first.flow = true;
    return first;
}

/* ---- the time that it comes to ------------------------------------------------------------- */

/* How many months the document's own period has, by its last quarter. */
static int own_months(const gk_facts_calendar *c) { return c->quarter == 4 ? 12 : 3; }

static int said_months(const gk_facts_calendar *c, const gk_facts_said *said)
{
    if (said->months) return said->months;
    if (said->quarter) return said->to_date ? 3 * said->quarter : 3;
    if (said->half) return 6;
    if (said->to_date) return 3 * c->quarter;
    if (said->back) return 3 * c->quarter;
    return said->year || said->month ? 12 : own_months(c);
}

/* The last day that is said; 0: none. */
static int said_end(const gk_facts_calendar *c, const gk_facts_said *said, int months)
{
    bool moment = months == 0;
    int own = c->end;
    if (said->year && said->month) {
        int day = gk_facts_day(said->year, said->month, said->day);
        int last = gk_facts_day(said->year, said->month, 0);
        if (said->day && day > last) day = last;
        return day;
    }
    if (said->year) {
        int quarter = said->quarter ? said->quarter : said->half ? 2 * said->half : 4;
        bool part = !said->quarter && !said->half && !moment && months < 12;
        /* In the middle of a year the year so far is meant: "as of June 29, 2025 and December 29,
         * 2024" over "2025" and "2024". */
        if (moment && !said->quarter && !said->half && said->year == c->year && own) return own;
        return gk_facts_quarter_end(c, said->year, part ? c->quarter : quarter);
    }
    if (!own) return 0;
    if (said->quarter) return gk_facts_quarter_end(c, c->year, said->quarter);
    if (said->half) return gk_facts_quarter_end(c, c->year, 2 * said->half);
    if (said->month) {
        int year = gk_facts_written(own) / 10000;
        int day = gk_facts_day(year, said->month, said->day);
        return day > own + 7 ? gk_facts_day(year - 1, said->month, said->day) : day;
    }
    if (said->back > 1) {
        return gk_facts_quarter_end(c, c->year - 1, moment ? 4 : c->quarter);
    }
    return own;
}

gk_fact_time gk_facts_time(const gk_facts_calendar *c, const gk_facts_said *said, bool moment)
{
    gk_fact_time time = {.months = -1};
    bool at_moment = moment && !said->opening;
    int months = at_moment ? 0 : said_months(c, said);
    int end = said_end(c, said, months);
    if (!end) return time;
    /* "Balance, January 1" is what the day before left. */
    if (months == 0 && said->month && said->day == 1 && gk_facts_is_year_end(c, end - 1)) end--;
    time.months = months;
    gk_facts_place(c, end, &time);
    if (said->opening) {
        int before = gk_facts_counted(time.start) - 1;
        time = (gk_fact_time){.months = 0};
        gk_facts_place(c, before, &time);
    }
    return time;
}
