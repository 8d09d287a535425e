/* SPDX-License-Identifier: Apache-2.0
 *
 * Quarters and their years in English text.
 */
#include "about/quarter.h"

#include "about/year.h"

#include <string.h>

static const struct {
    const char *word;
    int quarter;
} ordinals[] = {{"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"rst", 1},
                {"1st", 1},   {"2nd", 2},    {"3rd", 3},   {"4th", 4}};

/* What may stand between a quarter and its year. */
static const char *const between[] = {
    "of", "the", "fiscal", "scal",  "year", "and",    "full",        "full-year", "year-to-date",
    "fy", "for", "in",     "ended", "our",  "annual", "full-fiscal", "full-scal"};

static bool joins(const flow *f, size_t start, size_t end)
{
    for (size_t i = 0; i < sizeof between / sizeof *between; i++)
        if (strlen(between[i]) == end - start &&
            memcmp(between[i], f->lower + start, end - start) == 0)
            return true;
    return false;
}

static bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/* The year that follows byte `at` over words that join; 0. Moves past it. */
static int year_after(const flow *f, size_t *at)
{
    size_t i = *at;
    for (int words = 0; words < 7 && i < f->n; words++) {
        while (i < f->n && strchr(" -,(\"", f->lower[i])) i++;
        bool fy = flow_at(f, i, "fy");
        size_t number = fy ? i + 2 : i;
        while (fy && number < f->n && f->lower[number] == ' ') number++;
        int year = year_number_at(f, &number, fy);
        if (year) {
            *at = number;
            return year;
        }
        size_t end = i;
        while (end < f->n && (is_letter(f->lower[end]) || (f->lower[end] == '-' && end > i))) end++;
        if (end == i || !joins(f, i, end)) return 0;
        i = end;
    }
    return 0;
}

/* The year that ends before byte `at`: "2022 ", "fiscal 2022 ", "FY23 "; 0. */
static int year_before(const flow *f, size_t at)
{
    size_t end = at;
    while (end && strchr(" -,", f->lower[end - 1])) end--;
    if (end && strchr("s'", f->lower[end - 1])) return 0;
    size_t start = end;
    while (start && f->lower[start - 1] >= '0' && f->lower[start - 1] <= '9') start--;
    bool fy = start >= 2 && f->lower[start - 1] == 'y' && f->lower[start - 2] == 'f';
    if (start == end || (start && flow_is_word(f->lower[start - 1]) && !fy)) return 0;
    if (end - start != 4 && !fy) return 0;
    size_t i = start;
    return year_number_at(f, &i, fy);
}

/* "first quarter", "first-quarter", "first fiscal quarter" at `at`. */
static int ordinal_at(const flow *f, size_t at, size_t *end)
{
    for (size_t k = 0; k < sizeof ordinals / sizeof *ordinals; k++) {
        if (!flow_at(f, at, ordinals[k].word)) continue;
        size_t i = at + strlen(ordinals[k].word);
        if (i < f->n && is_letter(f->lower[i])) return 0;
        while (i < f->n && strchr(" -", f->lower[i])) i++;
        if (flow_at(f, i, "fiscal ")) i += strlen("fiscal ");
        if (!flow_at(f, i, "quarter")) return 0;
        i += strlen("quarter");
        if (flow_at(f, i, "ly") || (i < f->n && f->lower[i] == 's')) return 0;
        *end = i;
        return ordinals[k].quarter;
    }
    return 0;
}

/* "q3", "3q", "3q23", "q3'23" at `at`. */
static int letter_at(const flow *f, size_t at, size_t *end)
{
    const char *s = f->lower + at; /* ends with a NUL */
    bool first = s[0] == 'q' && s[1] >= '1' && s[1] <= '4';
    bool last = s[0] >= '1' && s[0] <= '4' && s[1] == 'q';
    if ((!first && !last) || is_letter(s[2])) return 0;
    *end = at + 2;
    return s[first ? 1 : 0] - '0';
}

/* Two digits that follow "3q" at once are its year. */
static int year_glued(const flow *f, size_t *end)
{
    size_t i = *end;
    int year = year_number_at(f, &i, true);
    if (year) *end = i;
    return year;
}

bool quarter_next(const flow *f, size_t *at, size_t to, quarter *out)
{
    if (to > f->n) to = f->n;
    for (size_t i = *at; i < to; i++) {
        char c = f->lower[i];
        bool starts = c == 'f' || c == 's' || c == 't' || c == 'r' || c == 'q' ||
                      (c >= '1' && c <= '4');
        if (!starts || (i && flow_is_word(f->lower[i - 1]))) continue;
        size_t end = i;
        int found = ordinal_at(f, i, &end), year = 0;
        if (!found && (found = letter_at(f, i, &end)) != 0) year = year_glued(f, &end);
        if (!found) continue;
        if (!year) year = year_after(f, &end);
        if (!year) year = year_before(f, i);
        *out = (quarter){found, year, i};
        *at = end > i ? end : i + 1;
        return true;
    }
    *at = to;
    return false;
}

bool quarter_year_next(const flow *f, size_t *at, size_t to, quarter *out)
{
    static const char *const anchors[] = {"full-year", "full year", "fiscal", "scal",
                                          "annual",    "year-end",  "fy"};
    if (to > f->n) to = f->n;
    for (size_t i = *at; i < to; i++) {
        if (!is_letter(f->lower[i]) || (i && flow_is_word(f->lower[i - 1]))) continue;
        for (size_t k = 0; k < sizeof anchors / sizeof *anchors; k++) {
            if (!flow_at(f, i, anchors[k])) continue;
            size_t end = k + 1 == sizeof anchors / sizeof *anchors ? i : i + strlen(anchors[k]);
            int year = year_after(f, &end);
            if (!year) year = year_before(f, i);
            if (!year) continue;
            *out = (quarter){0, year, i};
            *at = end > i ? end : i + 1;
            return true;
        }
    }
    *at = to;
    return false;
}
