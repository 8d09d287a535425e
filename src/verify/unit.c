/* SPDX-License-Identifier: Apache-2.0 - what a figure counts, from the words around it */
#include "verify/reading.h"

#include <string.h>
#include <strings.h>

typedef struct unit_word {
    const char *word;
    gk_counted counted;
    const char *currency;
} unit_word;

/* Stands directly behind a figure (and its scale). Longest first where one begins another. */
static const unit_word behind[] = {
    {"percentage points", GK_COUNTED_POINTS, ""},
    {"percentage point", GK_COUNTED_POINTS, ""},
    {"percent points", GK_COUNTED_POINTS, ""},
    {"basis points", GK_COUNTED_BASIS_POINTS, ""},
    {"basis point", GK_COUNTED_BASIS_POINTS, ""},
    {"bps", GK_COUNTED_BASIS_POINTS, ""},
    {"bp", GK_COUNTED_BASIS_POINTS, ""},
    {"pp", GK_COUNTED_POINTS, ""},
    {"percent", GK_COUNTED_PERCENT, ""},
    {"per cent", GK_COUNTED_PERCENT, ""},
    {"个百分点", GK_COUNTED_POINTS, ""},
    {"百分点", GK_COUNTED_POINTS, ""},
    {"个基点", GK_COUNTED_BASIS_POINTS, ""},
    {"us dollars", GK_COUNTED_MONEY, "USD"},
    {"u.s. dollars", GK_COUNTED_MONEY, "USD"},
    {"dollars", GK_COUNTED_MONEY, "USD"},
    {"dollar", GK_COUNTED_MONEY, "USD"},
    {"usd", GK_COUNTED_MONEY, "USD"},
    {"euros", GK_COUNTED_MONEY, "EUR"},
    {"euro", GK_COUNTED_MONEY, "EUR"},
    {"eur", GK_COUNTED_MONEY, "EUR"},
    {"pounds", GK_COUNTED_MONEY, "GBP"},
    {"gbp", GK_COUNTED_MONEY, "GBP"},
    {"yen", GK_COUNTED_MONEY, "JPY"},
    {"jpy", GK_COUNTED_MONEY, "JPY"},
    {"yuan", GK_COUNTED_MONEY, "CNY"},
    {"renminbi", GK_COUNTED_MONEY, "CNY"},
    {"rmb", GK_COUNTED_MONEY, "CNY"},
    {"cny", GK_COUNTED_MONEY, "CNY"},
    {"hong kong dollars", GK_COUNTED_MONEY, "HKD"},
    {"美元", GK_COUNTED_MONEY, "USD"},
    {"欧元", GK_COUNTED_MONEY, "EUR"},
    {"英镑", GK_COUNTED_MONEY, "GBP"},
    {"日元", GK_COUNTED_MONEY, "JPY"},
    {"韩元", GK_COUNTED_MONEY, "KRW"},
    {"港元", GK_COUNTED_MONEY, "HKD"},
    {"港币", GK_COUNTED_MONEY, "HKD"},
    {"人民币", GK_COUNTED_MONEY, "CNY"},
    {"元", GK_COUNTED_MONEY, "CNY"},
    {"股", GK_COUNTED_SHARES, ""},
    {"shares", GK_COUNTED_SHARES, ""},
    {"倍", GK_COUNTED_TIMES, ""},
    {"times", GK_COUNTED_TIMES, ""},
    {"x", GK_COUNTED_TIMES, ""},
    {"天", GK_COUNTED_DAYS, ""},
    {"日", GK_COUNTED_DAYS, ""},
    {"days", GK_COUNTED_DAYS, ""},
    {"人", GK_COUNTED_PEOPLE, ""},
    {"名", GK_COUNTED_PEOPLE, ""},
    {"employees", GK_COUNTED_PEOPLE, ""},
    {"people", GK_COUNTED_PEOPLE, ""},
    {"吨", GK_COUNTED_OTHER, ""},
    {"tons", GK_COUNTED_OTHER, ""},
    {"tonnes", GK_COUNTED_OTHER, ""},
    {"barrels", GK_COUNTED_OTHER, ""},
    {"桶", GK_COUNTED_OTHER, ""},
    {"辆", GK_COUNTED_OTHER, ""},
    {"台", GK_COUNTED_OTHER, ""},
    {"units", GK_COUNTED_OTHER, ""},
    {"stores", GK_COUNTED_OTHER, ""},
    {"square feet", GK_COUNTED_OTHER, ""},
    {"平方米", GK_COUNTED_OTHER, ""},
};
enum { BEHIND = sizeof behind / sizeof *behind };

typedef struct sign_word {
    const char *sign, *currency;
} sign_word;

/* Currency signs before a figure, longest first. */
static const sign_word before[] = {
    {"US$", "USD"}, {"HK$", "HKD"}, {"RMB", "CNY"}, {"CNY", "CNY"},    {"USD", "USD"},
    {"EUR", "EUR"}, {"GBP", "GBP"}, {"JPY", "JPY"}, {"人民币", "CNY"}, {"$", "USD"},
    {"€", "EUR"},   {"£", "GBP"},   {"¥", "CNY"},   {"￥", "CNY"},
};
enum { BEFORE = sizeof before / sizeof *before };

static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static bool stands(const char *s, size_t end, size_t at, const char *word)
{
    size_t m = strlen(word);
    if (at + m > end || strncasecmp(s + at, word, m) != 0) return false;
    return !is_letter(word[m - 1]) || at + m == end || !is_letter(s[at + m]);
}

/* "%", "％" and the words behind a figure; moves *at past what it takes. */
static const unit_word *unit_behind(const char *s, size_t end, size_t *at)
{
    size_t i = *at;
    while (i < end && (s[i] == ' ' || s[i] == '\n' || s[i] == '-') && i - *at < 3) i++;
    if (stands(s, end, i, "of ")) i += 3;
    for (size_t k = 0; k < BEHIND; k++)
        if (stands(s, end, i, behind[k].word)) {
            *at = i + strlen(behind[k].word);
            return &behind[k];
        }
    return NULL;
}

static const char *currency_before(const char *s, size_t start, size_t at)
{
    size_t end = at;
    while (end > start && (s[end - 1] == ' ' || s[end - 1] == '(' || s[end - 1] == '-')) end--;
    for (size_t k = 0; k < BEFORE; k++) {
        size_t m = strlen(before[k].sign);
        if (end >= start + m && memcmp(s + end - m, before[k].sign, m) == 0)
            return before[k].currency;
    }
    return "";
}

static bool per_share(const char *s, size_t end, size_t at)
{
    static const char *const words[] = {
        " per share", " per diluted share", " per basic share", " per common share", "/股", "每股",
        " a share"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (stands(s, end, at, words[k])) return true;
    return false;
}

void gk_figure_unit(const char *s, gk_span span, gk_figure *figure)
{
    const gk_number *number = &figure->number;
    const char *currency = currency_before(s, span.start, number->digits.start);
    if (!*currency) {
        /* The sign may stand within the figure's parentheses: "($15)". */
        for (size_t i = number->span.start; i < number->digits.end && !*currency; i++)
            for (size_t k = 0; k < BEFORE; k++)
                if (stands(s, number->digits.end, i, before[k].sign)) {
                    currency = before[k].currency;
                    break;
                }
    }
    if (*currency || number->currency) figure->counted = GK_COUNTED_MONEY;
    strcpy(figure->currency, currency);
    size_t at = number->span.end;
    const unit_word *word = unit_behind(s, span.end, &at);
    if (number->percent) {
        figure->counted = GK_COUNTED_PERCENT;
        /* "(个)百分点" behind a percent sign is still percent. */
    } else if (word &&
               !(figure->counted == GK_COUNTED_MONEY && word->counted != GK_COUNTED_MONEY)) {
        figure->counted = word->counted;
        strcpy(figure->currency, word->currency);
    }
    figure->per_share = per_share(s, span.end, at);
}

/* The "元" of "美元". */
static bool foreign_yuan(const char *s, size_t at, const char *word)
{
    static const char *const heads[] = {"美", "欧", "港", "日", "韩"};
    if (strcmp(word, "元") != 0 || at < 3) return false;
    for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
        if (memcmp(s + at - 3, heads[k], 3) == 0) return true;
    return false;
}

void gk_currency_of(const char *s, size_t n, char out[4])
{
    static const unit_word words[] = {
        {"$", GK_COUNTED_MONEY, "USD"},        {"dollar", GK_COUNTED_MONEY, "USD"},
        {"€", GK_COUNTED_MONEY, "EUR"},        {"euro", GK_COUNTED_MONEY, "EUR"},
        {"£", GK_COUNTED_MONEY, "GBP"},        {"¥", GK_COUNTED_MONEY, "CNY"},
        {"RMB", GK_COUNTED_MONEY, "CNY"},      {"人民币", GK_COUNTED_MONEY, "CNY"},
        {"renminbi", GK_COUNTED_MONEY, "CNY"}, {"元", GK_COUNTED_MONEY, "CNY"},
        {"yen", GK_COUNTED_MONEY, "JPY"},
    };
    size_t counts[sizeof words / sizeof *words] = {0}, total = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            size_t m = strlen(words[k].word);
            if (i + m > n || strncasecmp(s + i, words[k].word, m) != 0) continue;
            if (is_letter(words[k].word[0]) && i > 0 && is_letter(s[i - 1])) continue;
            if (foreign_yuan(s, i, words[k].word)) continue;
            for (size_t first = 0; first <= k; first++)
                if (strcmp(words[first].currency, words[k].currency) == 0) {
                    counts[first]++;
                    break;
                }
            total++;
        }
    /* One that stands out: a page of dollars may name a sum in euros. */
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (counts[k] && counts[k] * 4 >= total * 3) strcpy(out, words[k].currency);
}
