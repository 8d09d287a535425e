/* SPDX-License-Identifier: Apache-2.0
 *
 * Fiscal periods as people write them. At each place the forms are tried from the most telling to
 * the least, so that "Q2 of FY2024" is one period and not a quarter and a year.
 */
#include "text/text.h"

#include <string.h>

typedef struct cursor {
    const char *s;
    size_t n, i;
} cursor;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static void blanks(cursor *c)
{
    while (c->i < c->n && (c->s[c->i] == ' ' || c->s[c->i] == '\n' || c->s[c->i] == '\t')) c->i++;
}

/* Takes text (lower case ASCII, or any other bytes as they stand) where it follows. */
static bool take(cursor *c, const char *text)
{
    size_t i = c->i;
    for (; *text; text++, i++) {
        if (i >= c->n) return false;
        char a = c->s[i];
        if (a >= 'A' && a <= 'Z') a = (char)(a + 32);
        if (a != *text) return false;
    }
    c->i = i;
    return true;
}

/* The same, as a whole word. */
static bool take_word(cursor *c, const char *text)
{
    cursor was = *c;
    if (take(c, text) && (c->i >= c->n || !is_letter(c->s[c->i]))) return true;
    *c = was;
    return false;
}

static int take_number(cursor *c, int least, int most)
{
    size_t k = c->i;
    int value = 0, digits = 0;
    while (k < c->n && is_digit(c->s[k]) && digits <= most) {
        value = value * 10 + (c->s[k] - '0');
        digits++;
        k++;
    }
    if (digits < least || digits > most) return -1;
    c->i = k;
    return value;
}

static bool plausible(int year) { return year >= 1980 && year <= 2099; }

/* "Q2" or "H1" at the cursor, as a whole word: 2, or -1; 0 for neither. */
static int part_number(const cursor *c)
{
    if (c->i + 1 >= c->n) return 0;
    char first = (char)(c->s[c->i] | 32), digit = c->s[c->i + 1];
    int most = first == 'q' ? 4 : first == 'h' ? 2 : 0;
    if (digit < '1' || digit - '0' > most) return 0;
    if (c->i + 2 < c->n && (is_letter(c->s[c->i + 2]) || is_digit(c->s[c->i + 2]))) return 0;
    return first == 'q' ? digit - '0' : '0' - digit;
}

/* A year of four digits, or of two where short_form ("FY18", "2Q23"); 0 for none. */
static int take_year(cursor *c, bool short_form)
{
    cursor was = *c;
    int year = take_number(c, 4, 4);
    /* "2024Q2" names a year, too. */
    bool end = c->i >= c->n || !is_letter(c->s[c->i]) || part_number(c) != 0;
    if (plausible(year) && end &&
        !(c->i + 1 < c->n && c->s[c->i] == ',' && is_digit(c->s[c->i + 1]) && c->i + 3 < c->n &&
          is_digit(c->s[c->i + 2]) && is_digit(c->s[c->i + 3])))
        return year;
    *c = was;
    if (!short_form) return 0;
    if (!take(c, "'")) take(c, "’");
    year = take_number(c, 2, 2);
    if (year < 0 || (c->i < c->n && is_letter(c->s[c->i]))) {
        *c = was;
        return 0;
    }
    return year < 80 ? 2000 + year : 1900 + year;
}

/* "FY2018", "FY 18", "fiscal 2018", "fiscal year 2018", "2018": what may name the year. */
static int take_fiscal_year(cursor *c, bool bare)
{
    cursor was = *c;
    bool fiscal = false;
    if (take_word(c, "fiscal") || take_word(c, "financial")) {
        fiscal = true;
        blanks(c);
        if (take_word(c, "year")) blanks(c);
        if (take_word(c, "ended")) blanks(c);
    } else if (take(c, "fy")) {
        fiscal = true;
        blanks(c);
    } else if (take_word(c, "year")) {
        blanks(c);
        if (take_word(c, "ended") || take_word(c, "end")) blanks(c);
    }
    int year = take_year(c, fiscal);
    if (year && (fiscal || bare)) return year;
    *c = was;
    return 0;
}

/* What may stand between a quarter and its year. */
static void take_of(cursor *c)
{
    blanks(c);
    if (take(c, ",") || take(c, "-")) blanks(c);
    if (take_word(c, "of")) blanks(c);
    if (take_word(c, "the")) blanks(c);
}

static const char *const ordinals[] = {"first", "second", "third", "fourth"};
static const char *const short_ordinals[] = {"1st", "2nd", "3rd", "4th"};

static bool quarter_then_year(cursor *c, gk_period *out)
{
    cursor was = *c;
    int quarter = 0, half = 0;
    if (c->i + 1 < c->n && (c->s[c->i] | 32) == 'q' && c->s[c->i + 1] >= '1' &&
        c->s[c->i + 1] <= '4') {
        quarter = c->s[c->i + 1] - '0';
        c->i += 2;
    } else if (c->i + 1 < c->n && (c->s[c->i] | 32) == 'h' &&
               (c->s[c->i + 1] == '1' || c->s[c->i + 1] == '2')) {
        half = c->s[c->i + 1] - '0';
        c->i += 2;
    } else if (c->i + 1 < c->n && c->s[c->i] >= '1' && c->s[c->i] <= '4' &&
               (c->s[c->i + 1] | 32) == 'q') {
        quarter = c->s[c->i] - '0';
        c->i += 2;
    } else if (c->i + 1 < c->n && (c->s[c->i] == '1' || c->s[c->i] == '2') &&
               (c->s[c->i + 1] | 32) == 'h') {
        half = c->s[c->i] - '0';
        c->i += 2;
    } else {
        for (int k = 0; k < 4 && !quarter && !half; k++) {
            if (!take_word(c, ordinals[k]) && !take(c, short_ordinals[k])) continue;
            blanks(c);
            if (take(c, "-")) blanks(c);
            if (take_word(c, "fiscal")) blanks(c);
            if (take_word(c, "quarter"))
                quarter = k + 1;
            else if (k < 2 && take_word(c, "half"))
                half = k + 1;
            else
                *c = was;
        }
    }
    if (!quarter && !half) {
        *c = was;
        return false;
    }
    if (c->i < c->n && is_letter(c->s[c->i]) && (c->s[c->i] | 32) != 'f') {
        *c = was;
        return false;
    }
    take_of(c);
    int year = take_fiscal_year(c, true);
    if (!year) year = take_year(c, true);
    if (!year) {
        *c = was;
        return false;
    }
    *out = (gk_period){.year = year, .quarter = quarter, .half = half};
    return true;
}

static const char *const months[] = {"january",   "february", "march",    "april",
                                     "may",       "june",     "july",     "august",
                                     "september", "october",  "november", "december"};

static int take_month(cursor *c)
{
    for (int k = 0; k < 12; k++) {
        cursor was = *c;
        if (take_word(c, months[k])) return k + 1;
        char shorter[4] = {months[k][0], months[k][1], months[k][2], 0};
        if (take_word(c, shorter)) {
            take(c, ".");
            return k + 1;
        }
        if (k == 8 && take_word(c, "sept")) {
            take(c, ".");
            return 9;
        }
        *c = was;
    }
    return 0;
}

static void take_ordinal_tail(cursor *c)
{
    if (!take_word(c, "st") && !take_word(c, "nd") && !take_word(c, "rd")) take_word(c, "th");
}

bool gk_period_day(const char *s, size_t n, size_t *at, gk_period *out)
{
    cursor c = {s, n, *at};
    int month = take_month(&c);
    if (!month) return false;
    blanks(&c);
    int day = take_number(&c, 1, 2);
    if (day < 1 || day > 31) return false;
    *out = (gk_period){.month = month, .day = day};
    *at = c.i;
    return true;
}

/* "December 31, 2018", "Dec. 31 2018", "31 December 2018", "December 2018". */
static bool date(cursor *c, gk_period *out)
{
    cursor was = *c;
    int day = 0, month = take_month(c);
    if (!month) {
        day = take_number(c, 1, 2);
        if (day < 1 || day > 31) {
            *c = was;
            return false;
        }
        take_ordinal_tail(c);
        blanks(c);
        if (take_word(c, "of")) blanks(c);
        month = take_month(c);
        if (!month) {
            *c = was;
            return false;
        }
    }
    blanks(c);
    if (!day) {
        cursor here = *c;
        day = take_number(c, 1, 2);
        if (day < 1 || day > 31) {
            *c = here;
            day = 0;
        } else {
            take_ordinal_tail(c);
            blanks(c);
        }
    }
    if (take(c, ",")) blanks(c);
    if (take_word(c, "of")) blanks(c);
    int year = take_year(c, false);
    if (!year) {
        *c = was;
        return false;
    }
    *out = (gk_period){.year = year, .month = month, .day = day};
    return true;
}

/* "12/31/2018", "2018/12/31" */
static bool slashed_date(cursor *c, gk_period *out)
{
    cursor was = *c;
    int first = take_number(c, 1, 4), second = 0, third = 0;
    if (first > 0 && take(c, "/")) second = take_number(c, 1, 2);
    if (second > 0 && take(c, "/")) third = take_number(c, 1, 4);
    bool behind = c->i < c->n && (is_digit(c->s[c->i]) || c->s[c->i] == '/');
    bool year_first = plausible(first);
    int year = year_first ? first : third, month = year_first ? second : first,
        day = year_first ? third : second;
    if (behind || !plausible(year) || month < 1 || month > 12 || day < 1 || day > 31) {
        *c = was;
        return false;
    }
    *out = (gk_period){.year = year, .month = month, .day = day};
    return true;
}

/* "2023-08-16" */
static bool iso_date(cursor *c, gk_period *out)
{
    cursor was = *c;
    int year = take_number(c, 4, 4), month = 0, day = 0;
    if (plausible(year) && take(c, "-")) month = take_number(c, 2, 2);
    if (month >= 1 && month <= 12 && take(c, "-")) day = take_number(c, 2, 2);
    if (day < 1 || day > 31) {
        *c = was;
        return false;
    }
    *out = (gk_period){.year = year, .month = month, .day = day};
    return true;
}

static const char *const han_numbers[] = {"一", "二", "三", "四"};

/* A year before "年": "2022", "二〇二二", or "22" where a part of the year or a report follows. */
static int han_year(cursor *c)
{
    static const char *const digits[] = {"〇", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    cursor was = *c;
    int year = take_number(c, 4, 4);
    if (year >= 0) return year;
    *c = was;
    year = take_number(c, 2, 2);
    if (year >= 0) {
        static const char *const parts[] = {"年第",   "年一季", "年二季",   "年三季",
                                            "年四季", "年上半", "年下半",   "年半年报",
                                            "年年报", "年报",   "年前三季", "年中报"};
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            cursor ahead = *c;
            if (take(&ahead, parts[i])) return year < 80 ? 2000 + year : 1900 + year;
        }
        *c = was;
        return -1;
    }
    year = 0;
    for (int i = 0; i < 4; i++) {
        int digit = take(c, "零") ? 0 : -1;
        for (int k = 0; k < 10 && digit < 0; k++)
            if (take(c, digits[k])) digit = k;
        if (digit < 0) {
            *c = was;
            return -1;
        }
        year = year * 10 + digit;
    }
    return year;
}

/* "2022年第三季度", "2022年三季报", "2020年12月31日", "2020年上半年", "2020年度", "2020年末",
 * "2020年". */
static bool han(cursor *c, gk_period *out)
{
    cursor was = *c;
    int year = han_year(c);
    blanks(c);
    if (!plausible(year) || !take(c, "年")) {
        *c = was;
        return false;
    }
    *out = (gk_period){.year = year};
    blanks(c);
    cursor here = *c;
    bool ordinal = take(c, "第");
    if (!ordinal && take(c, "前三季")) {
        take(c, "度");
        out->quarter = 3;
        return true;
    }
    for (int k = 0; k < 4; k++) {
        cursor start = *c;
        char digit[2] = {(char)('1' + k), 0};
        if ((take(c, han_numbers[k]) || take(c, digit)) &&
            (take(c, "季度") || take(c, "季报") || take(c, "季"))) {
            out->quarter = k + 1;
            return true;
        }
        *c = start;
    }
    if (ordinal) *c = here;
    if (take(c, "上半年") || take(c, "半年度") || take(c, "半年报") || take(c, "中报") ||
        take(c, "中期")) {
        out->half = 1;
    } else if (take(c, "下半年")) {
        out->half = 2;
    } else if (take(c, "度") || take(c, "末")) {
        return true;
    } else {
        int month = take_number(c, 1, 2);
        if (month >= 1 && month <= 12 && take(c, "月")) {
            out->month = month;
            here = *c;
            int day = take_number(c, 1, 2);
            if (day >= 1 && day <= 31 && take(c, "日"))
                out->day = day;
            else
                *c = here;
        } else {
            *c = here;
        }
    }
    return true;
}

/* Whether a period may start at i: not inside a word or a number. */
static bool may_start(const char *s, size_t i)
{
    if (i == 0) return true;
    char c = s[i - 1];
    if (is_letter(c) || is_digit(c)) return false;
    if ((c == '.' || c == ',') && i >= 2 && is_digit(s[i - 2])) return false;
    return c != '$';
}

bool gk_period_next(const char *s, size_t n, size_t *at, gk_period *out)
{
    for (size_t i = *at; i < n; i++) {
        unsigned char first = (unsigned char)s[i];
        bool numeral = first == 0xE4 || first == 0xE3; /* "一九…", "二〇…" */
        if (!is_digit(s[i]) && !is_letter((char)first) && !numeral) continue;
        if (!may_start(s, i)) continue;
        cursor c = {s, n, i};
        bool found = quarter_then_year(&c, out) || iso_date(&c, out) || han(&c, out) ||
                     date(&c, out) || slashed_date(&c, out);
        if (!found) {
            int year = take_fiscal_year(&c, true);
            if (year && !(c.i < n && (s[c.i] == '.' && c.i + 1 < n && is_digit(s[c.i + 1])))) {
                *out = (gk_period){.year = year};
                found = true;
                /* "2023 Q2", "FY2023 second quarter": the quarter may follow. */
                cursor behind = c;
                blanks(&behind);
                int part = part_number(&behind);
                if (part) {
                    cursor again = behind;
                    gk_period next;
                    /* … unless it has a year of its own: "FY2022 Q2 2023" is two periods. */
                    if (!quarter_then_year(&again, &next)) {
                        out->quarter = part > 0 ? part : 0;
                        out->half = part < 0 ? -part : 0;
                        c.i = behind.i + 2;
                    }
                }
            }
        }
        if (found) {
            out->span = (gk_span){i, c.i};
            *at = c.i;
            return true;
        }
        /* Go on behind this word or number. */
        while (i + 1 < n && (is_letter(s[i + 1]) || is_digit(s[i + 1]))) i++;
    }
    *at = n;
    return false;
}
