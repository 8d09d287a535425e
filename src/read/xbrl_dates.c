/* SPDX-License-Identifier: Apache-2.0
 *
 * xbrl_dates - dates and durations as XML Schema writes them. What a date transformation expects is
 * said by its name: "datedaymonthyearen" a day, a month and a year.
 */
#include "read/xbrl.h"
#include "text/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- dates --------------------------------------------------------------------------------- */

/* Months by how their names begin, in the languages of the registries that are written in Latin
 * letters; the longer beginning stands first. */
static const struct {
    const char *begins;
    int month;
} months[] = {
    {"jan", 1},  {"ene", 1},   {"gen", 1},         {"tammi", 1},  {"jaan", 1},    {"led", 1},
    {"sty", 1},  {"feb", 2},   {"fev", 2},         {"fév", 2},    {"helmi", 2},   {"veeb", 2},
    {"lut", 2},  {"mar", 3},   {"mär", 3},         {"maalis", 3}, {"maa", 3},     {"mrz", 3},
    {"mrt", 3},  {"apr", 4},   {"abr", 4},         {"avr", 4},    {"huhti", 4},   {"kwi", 4},
    {"may", 5},  {"mai", 5},   {"maj", 5},         {"mag", 5},    {"mei", 5},     {"touko", 5},
    {"juin", 6}, {"jun", 6},   {"giu", 6},         {"kesä", 6},   {"cze", 6},     {"juil", 7},
    {"jul", 7},  {"lug", 7},   {"heinä", 7},       {"juuli", 7},  {"lip", 7},     {"aug", 8},
    {"ago", 8},  {"aoû", 8},   {"aou", 8},         {"elo", 8},    {"sie", 8},     {"sep", 9},
    {"set", 9},  {"syys", 9},  {"wrz", 9},         {"oct", 10},   {"okt", 10},    {"out", 10},
    {"ott", 10}, {"loka", 10}, {"pa\xC5\xBA", 10}, {"nov", 11},   {"marras", 11}, {"lis", 11},
    {"dec", 12}, {"dez", 12},  {"dic", 12},        {"déc", 12},   {"joulu", 12},  {"dets", 12},
    {"gru", 12},
};

static int month_named(const char *word, size_t n)
{
    int month = 0;
    size_t longest = 0;
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        size_t m = strlen(months[i].begins);
        if (m <= n && m > longest && strncasecmp(word, months[i].begins, m) == 0) {
            month = months[i].month;
            longest = m;
        }
    }
    return month;
}

/* Years of Japanese eras count from the year after these. */
static const struct {
    const char *name;
    int before;
} eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"大正", 1911}, {"明治", 1867},
            {"R", 2018},    {"H", 1988},    {"S", 1925},    {"T", 1911},    {"M", 1867}};

typedef struct date_part {
    int value;  /* a number, or a month by its name */
    int digits; /* 0: a name */
} date_part;

enum { PARTS = 4 };

/* The numbers and the names of months in text; era is what years count from. */
static size_t take_parts(const char *text, date_part parts[PARTS], int *era)
{
    size_t count = 0, n = strlen(text);
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++)
        if (gk_starts_with(text, eras[i].name) && !*era) *era = eras[i].before;
    for (size_t i = 0; i < n && count < PARTS;) {
        size_t start = i;
        uint32_t c = gk_utf8_next(text, n, &i);
        if (c >= 0xFF10 && c <= 0xFF19) c = c - 0xFF10 + '0';
        if (c == 0x5143) { /* the first year of an era */
            parts[count++] = (date_part){1, 1};
        } else if (c >= '0' && c <= '9') {
            date_part part = {(int)c - '0', 1};
            while (i < n && isdigit((unsigned char)text[i]) && part.digits < 4) {
                part.value = part.value * 10 + text[i++] - '0';
                part.digits++;
            }
            parts[count++] = part;
        } else if (gk_is_word(c) && !gk_is_han(c)) {
            size_t end = i;
            while (end < n && gk_is_word(gk_utf8_next(text, n, &end))) i = end;
            int month = month_named(text + start, i - start);
            if (month) parts[count++] = (date_part){month, 0};
        }
    }
    return count;
}

/* What the name says stands in the text, in its order: "dmy", "my", ... */
static void order_of(const char *name, char order[4])
{
    static const char *const words[] = {"day", "month", "year"};
    size_t n = 0;
    for (const char *p = name; *p && n < 3; p++)
        for (size_t w = 0; w < 3; w++)
            if (gk_starts_with(p, words[w]) && !memchr(order, words[w][0], n))
                order[n++] = words[w][0];
    order[n] = '\0';
    if (n == 0) /* registry 1: "datelongus", "dateslasheu" */
        memcpy(order, gk_ends_with(name, "us") ? "mdy" : "dmy", 4);
}

static bool valid(int year, int month, int day)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

bool gk_xbrl_date(const char *name, const char *text, gk_string *out)
{
    char order[4] = {0};
    date_part parts[PARTS];
    int era = 0, values[128] = {0};
    order_of(name, order);
    size_t count = take_parts(text, parts, &era);
    if (!strstr(name, "era")) era = 0;
    if (count != strlen(order)) return false;
    for (size_t i = 0; i < count; i++) {
        if (order[i] != 'm' && parts[i].digits == 0) return false;
        if (order[i] == 'y' && parts[i].digits <= 2) parts[i].value += era ? era : 2000;
        values[(unsigned char)order[i]] = parts[i].value;
    }
    bool year = strchr(order, 'y'), month = strchr(order, 'm'), day = strchr(order, 'd');
    if (!month || !valid(values['y'], values['m'], day ? values['d'] : 1)) return false;
    if (year && day)
        gk_string_addf(out, "%04d-%02d-%02d", values['y'], values['m'], values['d']);
    else if (year)
        gk_string_addf(out, "%04d-%02d", values['y'], values['m']);
    else
        gk_string_addf(out, "--%02d-%02d", values['m'], values['d']);
    return year || day;
}

/* "the last day of the first quarter of 2024" */
bool gk_xbrl_quarter_end(const char *name, const char *text, gk_string *out)
{
    static const struct {
        const char *word;
        int quarter;
    } words[] = {{"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"last", 4}};
    static const char *const ends[] = {"03-31", "06-30", "09-30", "12-31"};
    (void)name;
    int year = 0, quarter = 0;
    for (const char *p = text; *p;) {
        size_t n = strspn(p, "0123456789");
        if (n == 4) year = atoi(p);
        if (n == 1 && *p >= '1' && *p <= '4') quarter = *p - '0';
        for (size_t w = 0; w < 5 && n == 0; w++)
            if (strncasecmp(p, words[w].word, strlen(words[w].word)) == 0)
                quarter = words[w].quarter;
        p += n ? n : 1;
    }
    if (!year || !quarter) return false;
    gk_string_addf(out, "%04d-%s", year, ends[quarter - 1]);
    return true;
}

/* ---- durations ----------------------------------------------------------------------------- */

static const double DAYS_OF_MONTH = 30.4375;

/* Years, months, days and hours as xs:duration has them; -1: not part of it. The first part is
 * written even where it is zero. */
static void put_duration(bool negative, const int parts[4], gk_string *out)
{
    static const char units[] = "YMDH";
    bool any = parts[0] > 0 || parts[1] > 0 || parts[2] > 0 || parts[3] > 0, written = false;
    gk_string_add(out, negative && any ? "-P" : "P");
    for (int i = 0; i < 4; i++) {
        bool first = true;
        for (int k = 0; k < i; k++) first &= parts[k] < 0;
        if (parts[i] < 0 || (parts[i] == 0 && !first)) continue;
        if (!any && written) continue;
        gk_string_addf(out, i == 3 ? "T%d%c" : "%d%c", parts[i], units[i]);
        written = true;
    }
}

/* "2.7" years are 2 years, 8 months and 12 days: what is left goes into the smaller units. */
bool gk_xbrl_duration(const char *name, const char *text, gk_string *out)
{
    char *end;
    if (strspn(text, "0123456789.+-") != strlen(text)) return false;
    double n = strtod(text, &end);
    if (end == text || *end || !(n > -100000 && n < 100000)) return false;
    bool negative = n < 0;
    if (negative) n = -n;
    int parts[4] = {-1, -1, -1, -1}, whole = (int)n;
    if (strcmp(name, "duryear") == 0) {
        double rest = (n - whole) * 12;
        parts[0] = whole;
        parts[1] = (int)rest;
        parts[2] = (int)((rest - (int)rest) * DAYS_OF_MONTH);
    } else if (strcmp(name, "durmonth") == 0) {
        parts[1] = whole;
        parts[2] = (int)((n - whole) * DAYS_OF_MONTH);
    } else if (strcmp(name, "durweek") == 0) {
        parts[2] = (int)(n * 7);
    } else if (strcmp(name, "durday") == 0) {
        parts[2] = whole;
        parts[3] = (int)((n - whole) * 24);
    } else {
        parts[3] = whole;
    }
    put_duration(negative, parts, out);
    return true;
}
