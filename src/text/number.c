/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers as finance prints them: "$ 1,577", "(1,577 )", "12.5 %", "-0.9", "US$2.3 billion",
 * "77,315.13万元". A figure inside a word ("10-K", "Q2", "COVID-19") is none.
 */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

static bool digit_at(const char *s, size_t n, size_t i)
{
    return i < n && s[i] >= '0' && s[i] <= '9';
}

static bool has(const char *s, size_t n, size_t i, const char *what)
{
    size_t m = strlen(what);
    return i + m <= n && memcmp(s + i, what, m) == 0;
}

static bool has_word(const char *s, size_t n, size_t i, const char *what)
{
    size_t m = strlen(what);
    if (i + m > n) return false;
    for (size_t k = 0; k < m; k++) {
        char c = s[i + k];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (c != what[k]) return false;
    }
    size_t next = i + m;
    return next >= n || !gk_is_word(gk_utf8_next(s, n, &next));
}

static size_t skip_blanks(const char *s, size_t n, size_t i, size_t most)
{
    for (size_t k = 0; k < most && i < n && s[i] == ' '; k++) i++;
    return i;
}

/* Currency signs that may stand before a figure, longest first. */
static const char *const currencies[] = {"US$", "HK$", "RMB", "USD", "EUR", "GBP",
                                         "$",   "€",   "£",   "¥",   "￥"};

/* Length of the currency sign that ends at i, blanks between it and i allowed; 0 for none. */
static size_t currency_before(const char *s, size_t i, size_t *start)
{
    size_t end = i;
    for (int k = 0; k < 16 && end > 0 && s[end - 1] == ' '; k++) end--;
    for (size_t k = 0; k < sizeof currencies / sizeof *currencies; k++) {
        size_t m = strlen(currencies[k]);
        if (end >= m && memcmp(s + end - m, currencies[k], m) == 0) {
            *start = end - m;
            return m;
        }
    }
    return 0;
}

typedef struct scale_word {
    const char *word;
    double scale;
    bool needs_currency; /* "3M" is a company, "$3M" a sum */
} scale_word;

static const scale_word scale_words[] = {
    {"thousand", 1e3, false},  {"thousands", 1e3, false}, {"million", 1e6, false},
    {"millions", 1e6, false},  {"billion", 1e9, false},   {"billions", 1e9, false},
    {"trillion", 1e12, false}, {"mn", 1e6, false},        {"mm", 1e6, false},
    {"bn", 1e9, false},        {"k", 1e3, true},          {"m", 1e6, true},
    {"b", 1e9, true},
};
static const scale_word han_scales[] = {
    {"万亿", 1e12, false}, {"百万", 1e6, false}, {"千万", 1e7, false},
    {"亿", 1e8, false},    {"万", 1e4, false},   {"千元", 1e3, false},
};

static double scale_after(const char *s, size_t n, size_t *at, bool currency)
{
    for (size_t k = 0; k < sizeof han_scales / sizeof *han_scales; k++) {
        if (has(s, n, *at, han_scales[k].word)) {
            *at += strlen(han_scales[k].word);
            return han_scales[k].scale;
        }
    }
    size_t i = skip_blanks(s, n, *at, 1);
    if (i > *at || currency || (i < n && (s[i] == 'm' || s[i] == 'b' || s[i] == 't'))) {
        for (size_t k = 0; k < sizeof scale_words / sizeof *scale_words; k++) {
            if (scale_words[k].needs_currency && (!currency || i > *at)) continue;
            if (has_word(s, n, i, scale_words[k].word)) {
                *at = i + strlen(scale_words[k].word);
                return scale_words[k].scale;
            }
        }
    }
    return 1;
}

/* Digits with thousands separators and a decimal part from i; returns their end, i for none. */
static size_t figure_end(const char *s, size_t n, size_t i, int *decimals)
{
    size_t start = i;
    *decimals = 0;
    while (i < n) {
        if (digit_at(s, n, i)) {
            i++;
        } else if (s[i] == ',' && digit_at(s, n, i + 1) && digit_at(s, n, i + 2) &&
                   digit_at(s, n, i + 3) && !digit_at(s, n, i + 4)) {
            i += 4;
        } else {
            break;
        }
    }
    bool whole = i > start;
    if (i < n && s[i] == '.' && digit_at(s, n, i + 1)) {
        size_t k = i + 1;
        while (digit_at(s, n, k)) k++;
        *decimals = (int)(k - i - 1);
        i = k;
    } else if (!whole) {
        return start;
    }
    return i;
}

static double figure_value(const char *s, size_t start, size_t end)
{
    char plain[64];
    size_t m = 0;
    for (size_t i = start; i < end && m + 1 < sizeof plain; i++)
        if (s[i] != ',') plain[m++] = s[i];
    plain[m] = '\0';
    return strtod(plain, NULL);
}

/* Whether the figure at [start, end) is part of a word: a letter, or a hyphen that ends a letter,
 * before it, or a letter behind it that is no scale. */
static bool inside_word(const char *s, size_t start)
{
    if (start == 0) return false;
    size_t i = start - 1;
    if (s[i] == '-' && i > 0) {
        unsigned char c = (unsigned char)s[i - 1];
        return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
    }
    unsigned char c = (unsigned char)s[i];
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           (c == ',' && i > 0 && digit_at(s, start, i - 1));
}

static bool word_follows(const char *s, size_t n, size_t i)
{
    if (i >= n) return false;
    unsigned char c = (unsigned char)s[i];
    if (c == '_' || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9')) return true;
    if (c == '-' || c == '/') {
        if (i + 1 >= n) return false;
        unsigned char d = (unsigned char)s[i + 1];
        return ((d | 32) >= 'a' && (d | 32) <= 'z') || (d >= '0' && d <= '9');
    }
    return c == '.' && digit_at(s, n, i + 1);
}

bool gk_number_next(const char *s, size_t n, size_t *at, gk_number *out)
{
    for (size_t i = *at; i < n; i++) {
        if (!digit_at(s, n, i) && !(s[i] == '.' && digit_at(s, n, i + 1))) continue;
        int decimals;
        size_t end = figure_end(s, n, i, &decimals);
        if (end == i) continue;
        *out = (gk_number){.scale = 1, .decimals = decimals};
        size_t start = i, currency_start = i;
        bool currency = currency_before(s, start, &currency_start) > 0;
        if (!currency && inside_word(s, i)) {
            i = end - 1;
            continue;
        }
        size_t digits_start = start, digits_end = end;
        /* A sign before the figure or before its currency: "(1,577)", "$(15)", "($15)", "-$3". */
        size_t before = currency ? currency_start : start;
        size_t k = start;
        while (k > *at && s[k - 1] == ' ' && start - k < 2) k--;
        bool open = k > *at && s[k - 1] == '(';
        if (!open && before > *at && s[before - 1] == '(') open = true, k = before;
        if (open) {
            size_t close = skip_blanks(s, n, end, 2);
            bool inner_percent = close < n && s[close] == '%';
            if (inner_percent) close++;
            if (close < n && s[close] == ')') {
                out->negative = true;
                out->percent = inner_percent;
                digits_start = k - 1;
                digits_end = end = close + 1;
                size_t again;
                if (currency_before(s, digits_start, &again))
                    currency = true, currency_start = again;
                else if (currency_start > digits_start)
                    currency_start = digits_start;
            }
        } else if (k == start && start > *at && s[start - 1] == '-') {
            out->negative = true;
            digits_start = start - 1;
        } else if (k == start && start >= 3 && has(s, n, start - 3, "−")) {
            out->negative = true;
            digits_start = start - 3;
        }
        if (!out->negative || end != digits_end) {
            size_t again;
            if (!currency && currency_before(s, digits_start, &again))
                currency = true, currency_start = again;
        }
        out->currency = currency;
        out->value = figure_value(s, i, figure_end(s, n, i, &decimals));
        if (out->negative) out->value = -out->value;
        out->digits = (gk_span){digits_start, digits_end};
        size_t behind = skip_blanks(s, n, end, 1);
        if (behind < n && s[behind] == '%') {
            out->percent = true;
            end = behind + 1;
        } else if (has(s, n, behind, "％")) {
            out->percent = true;
            end = behind + strlen("％");
        } else if (!out->percent) {
            out->scale = scale_after(s, n, &end, currency);
        }
        if (out->scale == 1 && !out->percent && !out->negative && word_follows(s, n, end)) {
            i = end - 1;
            continue;
        }
        out->span = (gk_span){
            currency && currency_start < digits_start ? currency_start : digits_start, end};
        *at = end;
        return true;
    }
    *at = n;
    return false;
}
