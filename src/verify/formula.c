/* SPDX-License-Identifier: Apache-2.0
 *
 * Figures that follow from others. A formula that the answer writes out ("= 365 × $500 million /
 * $4,000 million = 45.6") is computed over the intervals that its terms' digits leave open; a
 * change, a difference, a share, a sum or an average that its words name is derive.c's. Terms must
 * be supported themselves, or be plain numbers of the arithmetic.
 */
#include "verify/interval.h"

#include <math.h>
#include <string.h>
#include <strings.h>

typedef struct parsing {
    const gk_check *check;
    const gk_claim *claim;
    size_t at, end;
    bool good;
    int depth, terms, operators;
    bool all_bare, all_known;
} parsing;

static size_t figure_at(const gk_claim *claim, size_t at)
{
    for (size_t i = 0; i < claim->figure_count; i++)
        if (claim->figures[i].number.span.start <= at && at < claim->figures[i].number.span.end)
            return i;
    return SIZE_MAX;
}

typedef struct sign_text {
    const char *text;
    char sign;
} sign_text;
static const sign_text signs[] = {{"+", '+'},
                                  {"-", '-'},
                                  {"−", '-'},
                                  {"–", '-'},
                                  {"×", '*'},
                                  {"*", '*'},
                                  {"÷", '/'},
                                  {"/", '/'},
                                  {"^", '^'},
                                  {"(", '('},
                                  {")", ')'},
                                  {"[", '('},
                                  {"]", ')'},
                                  {"（", '('},
                                  {"）", ')'},
                                  {" x ", '*'},
                                  {" minus ", '-'},
                                  {" plus ", '+'},
                                  {" divided by ", '/'},
                                  {" times ", '*'},
                                  {"加", '+'},
                                  {"减", '-'},
                                  {"乘以", '*'},
                                  {"除以", '/'}};

static char sign_at(const parsing *p, size_t at, size_t *length)
{
    const char *s = p->check->text;
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
        size_t m = strlen(signs[k].text);
        if (at + m <= p->end && strncasecmp(s + at, signs[k].text, m) == 0) {
            *length = m;
            return signs[k].sign;
        }
    }
    return 0;
}

/* Skips words up to the next sign or figure: labels between the terms. */
static char peek(parsing *p, size_t *length)
{
    while (p->at < p->end) {
        if (figure_at(p->claim, p->at) != SIZE_MAX) {
            *length = 0;
            return '0';
        }
        char sign = sign_at(p, p->at, length);
        if (sign) return sign;
        p->at++;
    }
    *length = 0;
    return 0;
}

static gk_interval expression(parsing *p);

static gk_interval primary(parsing *p)
{
    size_t length;
    char next = peek(p, &length);
    if (next == '0') {
        size_t i = figure_at(p->claim, p->at);
        const gk_figure *f = &p->claim->figures[i];
        /* The bracket of "(1,577)" was taken as a sign of the figure: it is one here, too. */
        p->at = f->number.span.end;
        p->terms++;
        bool plain = f->value == floor(f->value) && fabs(f->value) <= 365 && !f->scaled &&
                     f->counted == GK_COUNTED_UNKNOWN;
        if (f->number.scale > 1) p->all_bare = false;
        if (!gk_match_good(&p->claim->matches[i])) {
            if (plain) return (gk_interval){f->value, f->value};
            p->all_known = false;
        }
        return gk_interval_of(f);
    }
    if (next == '(' && p->depth < 20) {
        p->at += length;
        p->depth++;
        gk_interval v = expression(p);
        p->depth--;
        if (peek(p, &length) == ')') p->at += length;
        return v;
    }
    if (next == '-' && p->depth < 20) {
        p->at += length;
        p->depth++;
        gk_interval v = primary(p);
        p->depth--;
        return (gk_interval){-v.high, -v.low};
    }
    p->good = false;
    return (gk_interval){0, 0};
}

static gk_interval over(parsing *p, gk_interval a, gk_interval b)
{
    gk_interval out;
    if (!gk_interval_over(a, b, &out)) p->good = false;
    return out;
}

static gk_interval raised(parsing *p, gk_interval a, gk_interval b)
{
    if (a.low <= 0) {
        p->good = false;
        return a;
    }
    double v[] = {pow(a.low, b.low), pow(a.low, b.high), pow(a.high, b.low), pow(a.high, b.high)};
    gk_interval out = {v[0], v[0]};
    for (int i = 1; i < 4; i++) {
        if (v[i] < out.low) out.low = v[i];
        if (v[i] > out.high) out.high = v[i];
    }
    return out;
}

static gk_interval product(parsing *p)
{
    gk_interval v = primary(p);
    for (;;) {
        size_t length;
        char next = '\0';
        if (p->good) next = peek(p, &length);
        if (next != '*' && next != '/' && next != '^') return v;
        p->at += length;
        p->operators++;
        gk_interval b = primary(p);
        v = next == '*' ? gk_interval_times(v, b) : next == '/' ? over(p, v, b) : raised(p, v, b);
    }
}

static gk_interval expression(parsing *p)
{
    gk_interval v = product(p);
    for (;;) {
        size_t length;
        char next = '\0';
        if (p->good) next = peek(p, &length);
        if (next != '+' && next != '-') return v;
        p->at += length;
        p->operators++;
        gk_interval b = product(p);
        v = next == '+' ? (gk_interval){v.low + b.low, v.high + b.high}
                        : (gk_interval){v.low - b.high, v.high - b.low};
    }
}

static bool is_equals(const char *s, size_t end, size_t at, size_t *length)
{
    static const char *const marks[] = {"=", "≈", "＝", "等于", " equals "};
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        size_t m = strlen(marks[k]);
        if (at + m <= end && memcmp(s + at, marks[k], m) == 0) {
            *length = m;
            return true;
        }
    }
    return false;
}

/* Computes each "expression = result" of the claim. */
static bool written_out(gk_check *check, gk_claim *claim)
{
    bool changed = false;
    const char *s = check->text;
    size_t from = claim->span.start;
    for (size_t i = claim->span.start; i < claim->span.end; i++) {
        size_t length;
        if (!is_equals(s, claim->span.end, i, &length)) continue;
        size_t behind = i + length;
        while (behind < claim->span.end && figure_at(claim, behind) == SIZE_MAX &&
               (s[behind] == ' ' || (unsigned char)s[behind] >= 0x80 || s[behind] == '$'))
            behind++;
        size_t result = figure_at(claim, behind);
        size_t next;
        parsing p = {.check = check,
                     .claim = claim,
                     .at = from,
                     .end = i,
                     .good = true,
                     .all_bare = true,
                     .all_known = true};
        gk_interval v = expression(&p);
        peek(&p, &next);
        bool clean = p.good && p.operators > 0 && p.terms > 1;
        if (clean && result != SIZE_MAX && !gk_match_good(&claim->matches[result])) {
            gk_match *m = &claim->matches[result];
            bool right = gk_interval_shows(&claim->figures[result], v, p.all_bare);
            if (right && p.all_known) {
                *m = (gk_match){GK_VERDICT_COMPUTED, GK_WHY_NONE, SIZE_MAX, SIZE_MAX, SIZE_MAX, 1};
                changed = true;
            } else if (!right) {
                m->kind = GK_VERDICT_CONTRADICTED;
                m->why = GK_WHY_ARITHMETIC;
            }
        }
        from = behind;
    }
    return changed;
}

/* The plain numbers of a formula: 365, 100, 2. */
static bool constants(gk_check *check, gk_claim *claim)
{
    bool changed = false;
    const char *s = check->text;
    bool formula = false;
    size_t length;
    for (size_t i = claim->span.start; i < claim->span.end; i++)
        formula |= is_equals(s, claim->span.end, i, &length);
    for (size_t i = 0; i < claim->figure_count && formula; i++) {
        gk_figure *f = &claim->figures[i];
        gk_match *m = &claim->matches[i];
        bool plain = f->value == floor(f->value) && fabs(f->value) <= 365 && !f->scaled &&
                     f->counted == GK_COUNTED_UNKNOWN;
        if (gk_match_good(m) || !plain) continue;
        parsing p = {
            .check = check, .claim = claim, .at = f->number.span.end, .end = claim->span.end};
        size_t k = p.at;
        while (k < p.end && s[k] == ' ') k++;
        bool before = false;
        size_t b = f->number.span.start;
        while (b > claim->span.start && s[b - 1] == ' ') b--;
        for (size_t back = 1; back <= 3 && b >= claim->span.start + back; back++) {
            char sign = sign_at(&p, b - back, &length);
            before |= sign && sign != ')' && length == back;
        }
        char after = sign_at(&p, k, &length);
        char tight = sign_at(&p, p.at, &length);
        if (!before && !(after && after != '(' && after != ')') && !tight) continue;
        *m = (gk_match){GK_VERDICT_COMPUTED, GK_WHY_NONE, SIZE_MAX, SIZE_MAX, SIZE_MAX, 1};
        changed = true;
    }
    return changed;
}

void gk_figures_compute(gk_check *check)
{
    bool changed = true;
    for (size_t i = 0; i < check->claim_count; i++) constants(check, &check->claims[i]);
    for (int round = 0; round < 6 && changed; round++) {
        changed = false;
        for (size_t i = 0; i < check->claim_count; i++) {
            changed |= written_out(check, &check->claims[i]);
            changed |= gk_figures_derive(check, i);
        }
    }
}
