/* SPDX-License-Identifier: Apache-2.0
 *
 *   sum     = product { ("+" | "-") product }
 *   product = power { ("*" | "/") power }
 *   power   = part [ "^" power ]
 *   part    = number | "-" part | "(" sum ")" | id [ "[-" digits "]" ]
 *           | "avg(" sum { "," sum } ")" | "change(" sum ")"
 */
#include "concept/formula.h"

#include <stdlib.h>
#include <string.h>

enum { CALLS_DEPTH = 4 };

typedef struct parser {
    const gk_concepts *concepts;
    const char *s;
    size_t i;
    int depth, calls;
    gk_arena *arena;
    gk_error *err;
} parser;

static gk_node *sum(parser *p);

static gk_node *wrong(parser *p, const char *what)
{
    if (p->err && !p->err->message[0])
        gk_fail(p->err, GK_INPUT, "%s, at \"%.40s\" of \"%.120s\"", what,
                p->s[p->i] ? p->s + p->i : "the end", p->s);
    return NULL;
}

static char peek(parser *p)
{
    while (p->s[p->i] == ' ' || p->s[p->i] == '\t') p->i++;
    return p->s[p->i];
}

static bool take(parser *p, char c)
{
    if (peek(p) != c) return false;
    p->i++;
    return true;
}

/* "[-1]" behind a term; false where it is broken. */
static bool back(parser *p, int *years)
{
    *years = 0;
    if (p->s[p->i] != '[') return true;
    p->i++;
    take(p, '-');
    size_t digits = 0;
    for (peek(p); p->s[p->i] >= '0' && p->s[p->i] <= '9' && digits < 2; p->i++, digits++)
        *years = *years * 10 + (p->s[p->i] - '0');
    return digits && take(p, ']');
}

static gk_node *average(parser *p)
{
    gk_node *parts[16];
    size_t count = 0;
    do {
        if (count == 16) return wrong(p, "an average of more than 16");
        parts[count] = sum(p);
        if (!parts[count++]) return NULL;
    } while (take(p, ','));
    if (count == 1) {
        parts[1] = parts[0];
        parts[0] = gk_node_back(p->arena, parts[1], 1);
        count = 2;
    }
    return gk_node_many(p->arena, GK_NODE_AVERAGE, parts, count);
}

static gk_node *call(parser *p, const char *name, size_t n)
{
    gk_node *out = NULL;
    p->i++;
    if (++p->calls > CALLS_DEPTH) return wrong(p, "too deep"); /* each may double what is in it */
    if (n == 3 && memcmp(name, "avg", n) == 0) {
        out = average(p);
    } else if (n == 6 && memcmp(name, "change", n) == 0) {
        gk_node *of = sum(p);
        if (of) out = gk_node_two(p->arena, GK_NODE_SUBTRACT, of, gk_node_back(p->arena, of, 1));
    } else {
        return wrong(p, "there is no such function (avg, change)");
    }
    p->calls--;
    if (out && !take(p, ')')) return wrong(p, "\")\" is missing");
    return out;
}

static gk_node *term(parser *p)
{
    const char *name = p->s + p->i;
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    p->i += n;
    if (peek(p) == '(') return call(p, name, n);
    char *id = gk_arena_strndup(p->arena, name, n);
    size_t concept = gk_concepts_find(p->concepts, id);
    if (concept == SIZE_MAX) {
        p->i = (size_t)(name - p->s);
        return wrong(p, "there is no such concept");
    }
    gk_node *out = gk_node_term(p->arena, p->concepts, concept, id);
    if (!back(p, &out->when.back)) return wrong(p, "[-1] is meant");
    return out;
}

static gk_node *number(parser *p)
{
    size_t n = strspn(p->s + p->i, "0123456789.");
    char digits[32], *end;
    if (n >= sizeof digits) return wrong(p, "a number too long");
    memcpy(digits, p->s + p->i, n);
    digits[n] = '\0';
    double value = strtod(digits, &end);
    if (*end) return wrong(p, "no number");
    p->i += n;
    return gk_node_number(p->arena, value);
}

static gk_node *part(parser *p)
{
    char c = peek(p);
    if (c >= '0' && c <= '9') return number(p);
    if (c >= 'a' && c <= 'z') return term(p);
    if (take(p, '-')) {
        if (++p->depth > GK_FORMULA_DEPTH) return wrong(p, "too deep");
        gk_node *of = part(p);
        p->depth--;
        return of ? gk_node_many(p->arena, GK_NODE_NEGATE, &of, 1) : NULL;
    }
    if (!take(p, '(')) return wrong(p, "a number, a concept or \"(\" is missing");
    gk_node *inner = sum(p);
    if (inner && !take(p, ')')) return wrong(p, "\")\" is missing");
    return inner;
}

static gk_node *power(parser *p)
{
    gk_node *base = part(p);
    if (!base || !take(p, '^')) return base;
    if (++p->depth > GK_FORMULA_DEPTH) return wrong(p, "too deep");
    gk_node *exponent = power(p);
    p->depth--;
    return exponent ? gk_node_two(p->arena, GK_NODE_POWER, base, exponent) : NULL;
}

/* Operands of `of`, joined from the left by either operator. A long chain is as deep as it is
 * long, so it counts against the depth as well. */
static gk_node *chain(parser *p, gk_node *(*of)(parser *), const char *operators,
                      const gk_node_kind kinds[2])
{
    gk_node *left = of(p);
    for (int links = 0; left; links++) {
        bool first = take(p, operators[0]);
        if (!first && !take(p, operators[1])) return left;
        if (links > GK_FORMULA_DEPTH) return wrong(p, "too many terms");
        gk_node *right = of(p);
        if (!right) return NULL;
        left = gk_node_two(p->arena, kinds[first ? 0 : 1], left, right);
    }
    return NULL;
}

static gk_node *product(parser *p)
{
    static const gk_node_kind kinds[2] = {GK_NODE_MULTIPLY, GK_NODE_DIVIDE};
    return chain(p, power, "*/", kinds);
}

static gk_node *sum(parser *p)
{
    static const gk_node_kind kinds[2] = {GK_NODE_ADD, GK_NODE_SUBTRACT};
    if (++p->depth > GK_FORMULA_DEPTH) return wrong(p, "too deep");
    gk_node *out = chain(p, product, "+-", kinds);
    p->depth--;
    return out;
}

gk_status gk_formula_parse(const gk_concepts *concepts, const char *formula, gk_arena *arena,
                           gk_node **out, gk_error *err)
{
    gk_error why = {0};
    parser p = {.concepts = concepts, .s = formula, .arena = arena, .err = &why};
    *out = sum(&p);
    if (*out && peek(&p)) *out = wrong(&p, "an operator is missing");
    if (*out) return GK_OK;
    return gk_fail(err, GK_INPUT, "%s", why.message);
}
