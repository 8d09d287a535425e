/* SPDX-License-Identifier: Apache-2.0 */
#include "concept/question.h"

#include <string.h>

enum { PERIODS = 4, RUN_MOST = 48, COPIED_MOST = 200 };

static const double sure = 0.88; /* a label's score from which it is the concept */

typedef struct reader {
    const gk_tokens *t;
    size_t i, operations;
    bool words;
    int depth;
} reader;

/* What stands around a line item and says when and how it is meant. */
typedef struct around {
    gk_period periods[PERIODS];
    size_t count;
    bool average, change;
} around;

static gk_node *sum(reader *r);

static const gk_token *now(const reader *r) { return &r->t->tokens[r->i]; }

static gk_token_kind kind_at(const reader *r, size_t i)
{
    return i < r->t->count ? r->t->tokens[i].kind : GK_TOKEN_END;
}

/* "from FY2016 to FY2018": of the question as a whole, unless an average or a change is taken. */
static bool range(const reader *r)
{
    size_t i = r->i;
    while (kind_at(r, i) == GK_TOKEN_LIGHT || kind_at(r, i) == GK_TOKEN_BETWEEN) i++;
    return kind_at(r, i) == GK_TOKEN_PERIOD && kind_at(r, i + 1) == GK_TOKEN_AND &&
           kind_at(r, i + 2) == GK_TOKEN_PERIOD;
}

/* Takes the token where it says when or how; false where it does not. */
static bool gather_one(reader *r, around *a, bool behind)
{
    const gk_token *t = now(r);
    if (behind && !a->average && !a->change && range(r)) return false;
    switch (t->kind) {
    case GK_TOKEN_LIGHT:
        break;
    case GK_TOKEN_PERIOD:
        if (a->count < PERIODS) a->periods[a->count++] = t->period;
        break;
    case GK_TOKEN_AVERAGE:
        a->average = true;
        break;
    case GK_TOKEN_CHANGE:
        if (behind) return false;
        a->change = true;
        break;
    case GK_TOKEN_BETWEEN:
    case GK_TOKEN_AND:
        if (kind_at(r, r->i + 1) != GK_TOKEN_PERIOD) return false;
        break;
    default:
        return false;
    }
    r->i++;
    return true;
}

/* "(from the cash flow statement)", "(FY2019 and FY2020)" behind a line item. */
static bool remark(reader *r, around *a)
{
    if (now(r)->kind != GK_TOKEN_OPEN) return false;
    size_t end = r->i + 1;
    for (; kind_at(r, end) != GK_TOKEN_CLOSE; end++) {
        gk_token_kind kind = kind_at(r, end);
        if (kind == GK_TOKEN_END || kind == GK_TOKEN_OPERATOR || kind == GK_TOKEN_OPEN ||
            kind == GK_TOKEN_USING || end > r->i + RUN_MOST)
            return false;
    }
    for (r->i++; r->i < end;)
        if (!gather_one(r, a, true)) r->i++;
    r->i = end + 1;
    return true;
}

static void gather(reader *r, around *a, bool behind)
{
    while (gather_one(r, a, behind) || (behind && remark(r, a))) continue;
}

gk_node *gk_node_at(gk_arena *arena, const gk_node *node, const gk_period *period)
{
    gk_node *copy = gk_arena_alloc(arena, sizeof *copy);
    *copy = *node;
    if (node->kind == GK_NODE_TERM && !node->when.period.year) {
        copy->when.period = *period;
        copy->when.period.year -= node->when.back;
        copy->when.back = 0;
    }
    copy->parts = gk_arena_array(arena, node->part_count, sizeof *copy->parts);
    for (size_t i = 0; i < node->part_count; i++)
        copy->parts[i] = gk_node_at(arena, node->parts[i], period);
    return copy;
}

static gk_node *average(const reader *r, const gk_node *node, const around *a)
{
    gk_arena *arena = r->t->arena;
    gk_node *parts[PERIODS];
    size_t count = 0;
    if (a->count < 2) {
        const gk_node *last = a->count ? gk_node_at(arena, node, &a->periods[0]) : node;
        parts[count++] = gk_node_back(arena, last, 1);
        parts[count++] = gk_node_back(arena, last, 0);
    } else {
        for (size_t i = 0; i < a->count; i++)
            parts[count++] = gk_node_at(arena, node, &a->periods[i]);
    }
    return gk_node_many(arena, GK_NODE_AVERAGE, parts, count);
}

static gk_node *change(const reader *r, const gk_node *node, const around *a)
{
    gk_arena *arena = r->t->arena;
    gk_node *last, *first;
    if (a->count >= 2) {
        bool upwards = a->periods[0].year <= a->periods[1].year;
        first = gk_node_at(arena, node, &a->periods[upwards ? 0 : 1]);
        last = gk_node_at(arena, node, &a->periods[upwards ? 1 : 0]);
    } else {
        last = a->count ? gk_node_at(arena, node, &a->periods[0]) : gk_node_back(arena, node, 0);
        first = gk_node_back(arena, last, 1);
    }
    return gk_node_two(arena, GK_NODE_SUBTRACT, last, first);
}

static gk_node *with(reader *r, gk_node *node, const around *a)
{
    if (!node) return NULL;
    if (a->average || a->change) {
        r->operations++;
        if (gk_node_size(node) > COPIED_MOST) return NULL;
    }
    if (a->average) return average(r, node, a);
    if (a->change) return change(r, node, a);
    return a->count == 1 ? gk_node_at(r->t->arena, node, &a->periods[0]) : node;
}

static bool says(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcasestr(text, *words)) return true;
    return false;
}

/* The concept that people ask for, or statements print, by just these words; SIZE_MAX: none. */
static size_t named(const gk_tokens *t, const char *words)
{
    gk_concept_match m;
    if (gk_concepts_asked(t->concepts, t->terms, words, &m, 1) && m.span.start == 0 &&
        m.span.end == strlen(words))
    return m.concept;
    bool found = gk_concepts_of_label(t->concepts, t->terms, words, NULL, 0, 0, &m, 1);
    return found && m.score >= sure ? m.concept : SIZE_MAX;
}

/* A line item by its words: a concept where they are a label of one. */
static gk_node *by_words(const reader *r, gk_span span)
{
    static const char *const payments[] = {"paid", "payment", "purchases of", "支付", NULL};
    const gk_tokens *t = r->t;
    char *words = gk_arena_strndup(t->arena, t->text + span.start, span.end - span.start);
    size_t concept = named(t, words);
    gk_node *node = gk_node_term(t->arena, t->concepts, concept, words);
    node->paid = node->paid || says(words, payments);
    return node;
}

/* Words in a row, as far as they can be one line item's name. */
static gk_node *run(reader *r)
{
    size_t end = r->i, last = r->i;
    for (; end < r->i + RUN_MOST; end++) {
        gk_token_kind kind = kind_at(r, end);
        bool joins = kind == GK_TOKEN_LIGHT || kind == GK_TOKEN_AND;
        if (kind == GK_TOKEN_WORD || kind == GK_TOKEN_TERM)
            last = end;
        else if (!joins)
            break;
    }
    gk_span span = {now(r)->span.start, r->t->tokens[last].span.end};
    r->i = last + 1;
    return by_words(r, span);
}

static gk_node *bracketed(reader *r)
{
    r->i++;
    gk_node *inner = sum(r);
    around a = {0};
    if (inner) gather(r, &a, true);
    if (!inner || now(r)->kind != GK_TOKEN_CLOSE) return NULL;
    r->i++;
    return with(r, inner, &a);
}

static gk_node *term(const reader *r, const gk_token *t)
{
    const char *words = gk_arena_strndup(r->t->arena, r->t->text + t->span.start,
                                         t->span.end - t->span.start);
    return gk_node_term(r->t->arena, r->t->concepts, t->concept, words);
}

static bool days(const reader *r)
{
    const gk_token *t = now(r);
    size_t n = t->span.end - t->span.start;
    const char *s = r->t->text + t->span.start;
    return t->kind == GK_TOKEN_WORD &&
           ((n == 4 && strncasecmp(s, "days", n) == 0) || (n == 3 && strncmp(s, "天", n) == 0));
}

static gk_node *core(reader *r)
{
    const gk_token *t = now(r);
    gk_node *node = NULL;
    switch (t->kind) {
    case GK_TOKEN_OPEN:
        return bracketed(r);
    case GK_TOKEN_NUMBER:
        node = gk_node_number(r->t->arena, t->number);
        r->i++;
        if (days(r)) r->i++;
        return node;
    case GK_TOKEN_TERM:
        r->i++;
        return term(r, t);
    case GK_TOKEN_QUOTED:
        r->i++;
        return by_words(r, t->span);
    case GK_TOKEN_WORD:
        return r->words ? run(r) : NULL;
    default:
        return NULL;
    }
}

static gk_node *operand(reader *r)
{
    if (++r->depth > GK_FORMULA_DEPTH) return NULL;
    around a = {0};
    size_t start = r->i;
    gather(r, &a, false);
    gk_node *node = core(r);
    if (node && node->kind != GK_NODE_NUMBER) gather(r, &a, true);
    if (!node) r->i = start;
    r->depth--;
    return with(r, node, &a);
}

/* An operator, past a comma where it takes all that stands before ("…, divided by …"). */
static const gk_token *operator_at(const reader *r, size_t *behind, bool *whole)
{
    size_t i = r->i;
    bool comma = kind_at(r, i) == GK_TOKEN_COMMA;
    const gk_token *t = &r->t->tokens[i + comma];
    if (kind_at(r, i + comma) != GK_TOKEN_OPERATOR) return NULL;
    *whole = t->whole || (comma && t->operation == GK_NODE_DIVIDE);
    *behind = i + comma + 1;
    return t;
}

/* The operand behind an operator joined to left; NULL and nothing taken where none follows. */
static gk_node *joined(reader *r, gk_node *left, gk_node_kind kind, size_t behind,
                       gk_node *(*of)(reader *))
{
    size_t start = r->i;
    r->i = behind;
    gk_node *right = of(r);
    if (!right) {
        r->i = start;
        return NULL;
    }
    r->operations++;
    return gk_node_two(r->t->arena, kind, left, right);
}

static gk_node *product(reader *r)
{
    gk_node *left = operand(r);
    for (int links = 0; left && links < GK_FORMULA_DEPTH; links++) {
        size_t behind;
        bool whole;
        const gk_token *t = operator_at(r, &behind, &whole);
        bool binds = t && !whole &&
                     (t->operation == GK_NODE_MULTIPLY || t->operation == GK_NODE_DIVIDE);
        gk_node *next = binds ? joined(r, left, t->operation, behind, operand) : NULL;
        if (!next) return left;
        left = next;
    }
    return left;
}

static gk_node *sum(reader *r)
{
    if (++r->depth > GK_FORMULA_DEPTH) return NULL;
    gk_node *left = product(r);
    for (int links = 0; left && links < GK_FORMULA_DEPTH; links++) {
        size_t behind;
        bool whole;
        const gk_token *t = operator_at(r, &behind, &whole);
        gk_node *next = t ? joined(r, left, t->operation, behind, product) : NULL;
        if (!next) break;
        left = next;
    }
    r->depth--;
    return left;
}

/* The one period that node's terms name; false where they name none or several. */
static bool one_period(const gk_node *node, gk_period *out)
{
    const gk_period *p = &node->when.period;
    if (node->kind == GK_NODE_TERM && p->year) {
        if (out->year && (out->year != p->year || out->quarter != p->quarter ||
                          out->half != p->half || out->month != p->month || out->day != p->day))
            return false;
        *out = *p;
    }
    for (size_t i = 0; i < node->part_count; i++)
        if (!one_period(node->parts[i], out)) return false;
    return true;
}

gk_node *gk_expression_read(const gk_tokens *tokens, size_t *at, bool words, size_t *operations)
{
    reader r = {.t = tokens, .i = *at, .words = words};
    gk_node *out = sum(&r);
    if (out) *at = r.i;
    gk_period period = {0}; /* "operating income / revenue in FY2018" */
    if (out && one_period(out, &period) && period.year)
        out = gk_node_at(tokens->arena, out, &period);
    *operations = r.operations;
    return out;
}
