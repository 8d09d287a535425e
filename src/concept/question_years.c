/* SPDX-License-Identifier: Apache-2.0
 *
 * "FY2015 - FY2017 3 year average", "CAGR from FY2015 to FY2018".
 */
#include "concept/question.h"

#include <string.h>

enum { YEARS_MOST = 12 };

typedef struct years {
    const gk_tokens *t;
    const gk_span *taken; /* tokens of expressions */
    size_t taken_count;
    int first, last;
} years;

static bool taken(const years *y, size_t i)
{
    for (size_t k = 0; k < y->taken_count; k++)
        if (i >= y->taken[k].start && i < y->taken[k].end) return true;
    return false;
}

/* The first token of a kind that no expression holds; SIZE_MAX: none. */
static size_t free_token(const years *y, gk_token_kind kind)
{
    for (size_t i = 0; i < y->t->count; i++)
        if (y->t->tokens[i].kind == kind && !taken(y, i)) return i;
    return SIZE_MAX;
}

/* The numeral that a word begins with ("3", "three", "三"); 0: none. */
static int numeral(const char *s, size_t n)
{
    static const char *const english[] = {"two", "three", "four", "five", "six"};
    static const char *const han[] = {"两", "三", "四", "五", "六"};
    if (n && s[0] >= '2' && s[0] <= '9' && (n == 1 || s[1] < '0' || s[1] > '9')) return s[0] - '0';
    for (int k = 0; k < 5; k++) {
        size_t m = strlen(english[k]), h = strlen(han[k]);
        if (n >= m && strncasecmp(s, english[k], m) == 0) return k + 2;
        if (n >= h && memcmp(s, han[k], h) == 0) return k + 2;
    }
    return 0;
}

/* How many years the average at token `at` is over: "3 year average", "三年平均"; 0: it does not
 * say. */
static int years_named(const years *y, size_t at)
{
    const gk_tokens *t = y->t;
    for (size_t back = 1; back <= 3 && back <= at; back++) {
        const gk_token *one = &t->tokens[at - back];
        const char *s = t->text + one->span.start;
        int count = numeral(s, one->span.end - one->span.start);
        if (!count) continue;
        const char *end = t->text + t->tokens[at].span.start;
        gk_span between = {one->span.start, (size_t)(end - t->text)};
        char *words = gk_arena_strndup(t->arena, t->text + between.start,
                                       between.end - between.start);
        return strcasestr(words, "year") || strcasestr(words, "yr") || strstr(words, "年") ? count
                                                                                           : 0;
    }
    return 0;
}

/* The years that the question names outside expressions: the first range, else the last year. */
static void find_years(years *y)
{
    for (size_t i = 0; i < y->t->count; i++) {
        const gk_token *t = &y->t->tokens[i];
        if (t->kind != GK_TOKEN_PERIOD || taken(y, i)) continue;
        size_t next = i + 1;
        if (y->t->tokens[next].kind == GK_TOKEN_AND) next++;
        const gk_token *other = &y->t->tokens[next];
        if (next == i + 2 && other->kind == GK_TOKEN_PERIOD &&
            other->period.year > t->period.year) {
            y->first = t->period.year;
            y->last = other->period.year;
            return;
        }
        if (t->period.year > y->last) y->last = t->period.year;
    }
}

/* What is averaged or grows: the formula, else what is named next behind token at, else before. */
static const gk_node *base(const years *y, const gk_node *formula, size_t at)
{
    if (formula) return formula;
    const gk_tokens *t = y->t;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < t->count; i++) {
        if (t->tokens[i].kind != GK_TOKEN_TERM) continue;
        if (i < at || best == SIZE_MAX || best < at) best = i;
        if (i > at) break;
    }
    if (best == SIZE_MAX) return NULL;
    const gk_token *one = &t->tokens[best];
    const char *words = gk_arena_strndup(t->arena, t->text + one->span.start,
                                         one->span.end - one->span.start);
    return gk_node_term(t->arena, t->concepts, one->concept, words);
}

static gk_node *at_year(const years *y, const gk_node *node, int year)
{
    return gk_node_at(y->t->arena, node, &(gk_period){.year = year});
}

static gk_node *averaged(years *y, const gk_node *formula, size_t at)
{
    int named = years_named(y, at);
    find_years(y);
    if (!y->first && named && y->last) y->first = y->last - named + 1;
    int count = y->last - y->first + 1;
    if (!y->first || count > YEARS_MOST || (count < 3 && !named)) return NULL;
    const gk_node *of = base(y, formula, at);
    if (!of || gk_node_size(of) > 100) return NULL;
    gk_node *parts[YEARS_MOST];
    for (int i = 0; i < count; i++) parts[i] = at_year(y, of, y->first + i);
    return gk_node_many(y->t->arena, GK_NODE_AVERAGE, parts, (size_t)count);
}

static gk_node *grown(years *y, const gk_node *formula, size_t at)
{
    find_years(y);
    const gk_node *of = base(y, formula, at);
    if (!y->first || y->last <= y->first || !of) return NULL;
    gk_arena *arena = y->t->arena;
    gk_node *one = gk_node_number(arena, 1);
    gk_node *span = gk_node_number(arena, y->last - y->first);
    gk_node *times = gk_node_two(arena, GK_NODE_DIVIDE, at_year(y, of, y->last),
                                 at_year(y, of, y->first));
    gk_node *a_year = gk_node_two(arena, GK_NODE_POWER, times,
                                  gk_node_two(arena, GK_NODE_DIVIDE, one, span));
    return gk_node_two(arena, GK_NODE_SUBTRACT, a_year, one);
}

gk_node *gk_formula_over_years(const gk_tokens *tokens, gk_node *formula, const gk_span *held,
                               size_t held_count)
{
    years y = {.t = tokens, .taken = held, .taken_count = held_count};
    size_t growth = free_token(&y, GK_TOKEN_CAGR), average = free_token(&y, GK_TOKEN_AVERAGE);
    gk_node *out = NULL;
    if (growth != SIZE_MAX)
        out = grown(&y, formula, growth);
    else if (average != SIZE_MAX)
        out = averaged(&y, formula, average);
    return out ? out : formula;
}
