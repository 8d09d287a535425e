/* SPDX-License-Identifier: Apache-2.0
 *
 * Figures as a judge reads them: each with its unit, and with the direction that the words around
 * it give it, since "a decrease of 5%" is -5%.
 */
#include "eval/judge.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool starts(const char *s, const char *with)
{
    return strncasecmp(s, with, strlen(with)) == 0;
}

/* ---- the text that is read ------------------------------------------------------------------ */

/* Length of the citation "[HALDEN_2024_10K p.6]" at s; 0: there is none. */
static size_t citation(const char *s)
{
    if (*s != '[') return 0;
    size_t end = strcspn(s, "]\n");
    if (s[end] != ']') return 0;
    for (size_t i = 1; i + 2 < end; i++)
        if (s[i] == 'p' && s[i + 1] == '.' && digit(s[i + 2])) return end + 1;
    return 0;
}

/* Length of the dash of a range at s[i]: "5%-7%", "$10–$12"; 0: none, or one of a date. */
static size_t range_dash(const char *s, size_t i)
{
    static const char *const dashes[] = {"-", "–", "—", "~", "～"};
    size_t n = 0;
    for (size_t k = 0; !n && k < sizeof dashes / sizeof *dashes; k++)
        if (strncmp(s + i, dashes[k], strlen(dashes[k])) == 0) n = strlen(dashes[k]);
    if (!n || i == 0 || !(digit(s[i - 1]) || s[i - 1] == '%')) return 0;
    const char *right = s + i + n;
    if (!digit(*right) && *right != '$') return 0;
    size_t run = 0, ahead = 0;
    while (run < i && digit(s[i - 1 - run])) run++;
    while (digit(right[ahead])) ahead++;
    bool chain = (run < i && run && s[i - 1 - run] == '-') || right[ahead] == '-';
    bool year = run == 4 && (s[i - 4] == '1' || s[i - 4] == '2');
    return chain || year ? 0 : n;
}

/* Without citations; ranges written with "to", "1.5x" as "1.5 x". */
static char *tidy(const char *s)
{
    gk_string out = {0};
    for (size_t i = 0; s[i];) {
        size_t skip = citation(s + i);
        if (skip) {
            i += skip;
            continue;
        }
        size_t dash = range_dash(s, i);
        if (dash) {
            gk_string_add(&out, " to ");
            i += dash;
            continue;
        }
        if ((s[i] | 32) == 'x' && i && digit(s[i - 1]) && !gk_judge_letter(s[i + 1]) &&
            !digit(s[i + 1]))
            gk_string_add(&out, " ");
        gk_string_append(&out, s + i++, 1);
    }
    return gk_string_take(&out);
}

/* ---- units ---------------------------------------------------------------------------------- */

static const struct unit_word {
    const char *word;
    gk_told_kind kind;
    double factor;
    char currency;
} unit_words[] = {
    {"percentage point", GK_TOLD_PERCENT, 1, 0},
    {"percent", GK_TOLD_PERCENT, 1, 0},
    {"per cent", GK_TOLD_PERCENT, 1, 0},
    {"pp", GK_TOLD_PERCENT, 1, 0},
    {"points", GK_TOLD_PERCENT, 1, 0},
    {"basis point", GK_TOLD_PERCENT, 0.01, 0},
    {"bps", GK_TOLD_PERCENT, 0.01, 0},
    {"bp", GK_TOLD_PERCENT, 0.01, 0},
    {"个百分点", GK_TOLD_PERCENT, 1, 0},
    {"百分点", GK_TOLD_PERCENT, 1, 0},
    {"个基点", GK_TOLD_PERCENT, 0.01, 0},
    {"基点", GK_TOLD_PERCENT, 0.01, 0},
    {"times", GK_TOLD_TIMES, 1, 0},
    {"x", GK_TOLD_TIMES, 1, 0},
    {"倍", GK_TOLD_TIMES, 1, 0},
    {"次", GK_TOLD_TIMES, 1, 0},
    {"days", GK_TOLD_DAYS, 1, 0},
    {"day", GK_TOLD_DAYS, 1, 0},
    {"天", GK_TOLD_DAYS, 1, 0},
    {"yuan", GK_TOLD_MONEY, 1, 'Y'},
    {"元", GK_TOLD_MONEY, 1, 'Y'},
    {"RMB", GK_TOLD_MONEY, 1, 'Y'},
    {"美元", GK_TOLD_MONEY, 1, 'D'},
    {"dollar", GK_TOLD_MONEY, 1, 'D'},
    {"USD", GK_TOLD_MONEY, 1, 'D'},
    {"euro", GK_TOLD_MONEY, 1, 'E'},
    {"欧元", GK_TOLD_MONEY, 1, 'E'},
    {"share", GK_TOLD_COUNT, 1, 0},
    {"股", GK_TOLD_COUNT, 1, 0},
    {"人", GK_TOLD_COUNT, 1, 0},
    {"名", GK_TOLD_COUNT, 1, 0},
    {"家", GK_TOLD_COUNT, 1, 0},
    {"户", GK_TOLD_COUNT, 1, 0},
    {"个", GK_TOLD_COUNT, 1, 0},
    {"employee", GK_TOLD_COUNT, 1, 0},
    {"store", GK_TOLD_COUNT, 1, 0},
};

static const struct currency_sign {
    const char *sign;
    char currency;
} currency_signs[] = {{"US$", 'D'}, {"HK$", 'H'}, {"USD", 'D'}, {"RMB", 'Y'},
                      {"EUR", 'E'}, {"GBP", 'P'}, {"$", 'D'},   {"€", 'E'},
                      {"£", 'P'},   {"¥", 'Y'},   {"￥", 'Y'}};

/* The unit that begins at s: short English ones end there, too. */
static const struct unit_word *unit_at(const char *s)
{
    for (size_t i = 0; i < sizeof unit_words / sizeof *unit_words; i++) {
        const struct unit_word *u = &unit_words[i];
        size_t n = strlen(u->word);
        if (starts(s, u->word) && !(n <= 3 && gk_judge_letter(u->word[0]) && gk_judge_letter(s[n])))
            return u;
    }
    return NULL;
}

static void read_unit(const char *text, const gk_number *number, gk_told *f)
{
    for (size_t i = 0; number->currency && i < sizeof currency_signs / sizeof *currency_signs; i++)
        if (!f->currency && memmem(text + number->span.start, number->span.end - number->span.start,
                                   currency_signs[i].sign, strlen(currency_signs[i].sign)))
            f->currency = currency_signs[i].currency;
    if (number->currency) f->kind = GK_TOLD_MONEY;
    if (number->percent) f->kind = GK_TOLD_PERCENT;
    static const char hundredth[] = "百分之";
    size_t n = strlen(hundredth), start = number->span.start;
    if (start >= n && memcmp(text + start - n, hundredth, n) == 0) f->kind = GK_TOLD_PERCENT;
    const char *behind = text + number->span.end;
    while (*behind == ' ' || *behind == '(') behind++;
    bool bracket = starts(behind, "（");
    const struct unit_word *u = unit_at(behind + (bracket ? strlen("（") : 0));
    if (u && f->kind == GK_TOLD_NONE) {
        f->kind = u->kind;
        f->value *= u->factor;
        f->half_unit *= u->factor;
        f->unit_known = true;
    }
    if (u && !f->currency && f->kind == GK_TOLD_MONEY) f->currency = u->currency;
    f->unit_known |= number->scale != 1;
}

/* ---- signs ---------------------------------------------------------------------------------- */

/* Where the figure's unit ends. */
static size_t unit_end(const char *text, size_t end)
{
    while (text[end] == ' ' || text[end] == '%') end++;
    const struct unit_word *u = unit_at(text + end);
    if (u) {
        end += strlen(u->word);
        while (gk_judge_letter(text[end])) end++;
    }
    return end;
}

static void read_sign(const char *text, const gk_number *number, gk_told *f)
{
    bool open = text[number->digits.start] == '(' ||
                (number->digits.start && text[number->digits.start - 1] == '(');
    f->parentheses = number->negative && open;
    f->minus = number->negative && !open;
    size_t at = number->span.start;
    bool dash = at && text[at - 1] == '-' && (at == 1 || strchr(" (\n", text[at - 2]));
    bool sign = at >= 3 && strncmp(text + at - 3, "−", 3) == 0;
    bool negative = at >= 3 && strncmp(text + at - 3, "负", 3) == 0;
    f->minus |= dash || sign || negative;
    f->direction = gk_direction_near(text, number->span.start, unit_end(text, number->span.end));
}

/* ---- reading -------------------------------------------------------------------------------- */

static void read_precision(const char *text, const gk_number *number, gk_told *f)
{
    double unit = pow(10, -number->decimals);
    bool counting = false;
    int behind = number->decimals;
    for (size_t i = number->digits.start; i < number->digits.end; i++) {
        counting |= text[i] >= '1' && text[i] <= '9';
        f->significant += counting && digit(text[i]);
    }
    for (size_t i = number->digits.end; i > number->digits.start && behind; i--) {
        if (!digit(text[i - 1])) continue;
        if (text[i - 1] != '0') break;
        unit *= 10;
        behind--;
    }
    f->half_unit = unit / 2;
    f->decimals = number->decimals;
}

/* Parentheses that hold more than the figure only explain. */
static bool in_parentheses(const char *text, size_t start)
{
    int depth = 0;
    for (size_t i = 0; i < start; i++) {
        if (text[i] == '(' || strncmp(text + i, "（", 3) == 0) depth++;
        if (depth && (text[i] == ')' || strncmp(text + i, "）", 3) == 0)) depth--;
    }
    return depth > 0;
}

/* Whether what follows the figure makes it the first end of a range. */
static bool opens_range(const char *text, const gk_told *f)
{
    const char *s = text + f->end;
    while (*s == ' ' || *s == '%') s++;
    const struct unit_word *u = unit_at(s);
    if (u) s += strlen(u->word);
    while (*s == ' ') s++;
    bool to = starts(s, "to ") || starts(s, "至");
    bool between = f->start >= 8 && starts(text + f->start - 8, "between ") && starts(s, "and ");
    bool from = f->start >= 5 && starts(text + f->start - 5, "from ");
    if (!to && !between) return false;
    s += strcspn(s, " 0123456789");
    while (*s == ' ' || *s == '$') s++;
    return digit(*s) && !from;
}

void gk_told_read(const char *source, gk_told_list *out)
{
    gk_number numbers[GK_TOLD_MOST];
    *out = (gk_told_list){.text = tidy(source)};
    const char *text = out->text;
    out->count = gk_amounts(text, strlen(text), numbers, GK_TOLD_MOST);
    for (size_t i = 0; i < out->count; i++) {
        const gk_number *number = &numbers[i];
        gk_told *f = &out->figures[i];
        *f = (gk_told){.value = fabs(number->value),
                       .scale = number->scale,
                       .start = number->span.start,
                       .end = number->span.end};
        read_precision(text, number, f);
        read_unit(text, number, f);
        read_sign(text, number, f);
        f->range = opens_range(text, f);
        f->optional = in_parentheses(text, f->start);
    }
}

void gk_told_free(gk_told_list *list) { gk_free(list->text); }
