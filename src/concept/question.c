/* SPDX-License-Identifier: Apache-2.0
 *
 * The formula that a question gives: definitions and bare expressions are collected, put into each
 * other, and averaged over the years that the question asks for.
 */
#include "concept/question.h"

#include <string.h>

enum { DEFINITIONS = 16, LOOK_BACK = 24, NODES_MOST = 600, USED_MOST = 8 };

typedef struct definition {
    size_t concept;    /* that is defined; SIZE_MAX: by words, or nothing */
    const char *words; /* NULL: a bare expression */
    gk_node *node;
    size_t start, end; /* tokens of the expression */
    size_t order;      /* the token where it is named */
} definition;

typedef struct question {
    gk_tokens t;
    definition definitions[DEFINITIONS];
    size_t count;
} question;

static gk_token_kind kind_at(const question *q, size_t i)
{
    return i < q->t.count ? q->t.tokens[i].kind : GK_TOKEN_END;
}

static bool inside(const question *q, size_t i)
{
    for (size_t k = 0; k < q->count; k++)
        if (i >= q->definitions[k].start && i < q->definitions[k].end) return true;
    return false;
}

static const char *words_between(const question *q, size_t first, size_t last)
{
    gk_span from = q->t.tokens[first].span, to = q->t.tokens[last].span;
    return gk_arena_strndup(q->t.arena, q->t.text + from.start, to.end - from.start);
}

/* What stands named before token i in its sentence: the nearest concept, else the nearest words. */
static void target_before(const question *q, size_t i, definition *d)
{
    for (size_t k = i; k-- > 0 && i - k < LOOK_BACK;) {
        const gk_token *t = &q->t.tokens[k];
        if (t->kind == GK_TOKEN_BREAK) break;
        if (t->kind != GK_TOKEN_TERM) continue;
        d->concept = t->concept;
        d->words = words_between(q, k, k);
        d->order = k;
        return;
    }
    size_t last = i;
    while (last > 0 && kind_at(q, last - 1) == GK_TOKEN_LIGHT) last--;
    size_t first = last;
    while (first > 0 && kind_at(q, first - 1) == GK_TOKEN_WORD) first--;
    if (first == last) return;
    d->words = words_between(q, first, last - 1);
    d->order = first;
}

static bool means(const definition *d, const gk_node *term)
{
    if (!d->words) return false;
    if (d->concept != SIZE_MAX) return d->concept == term->concept;
    return term->concept == SIZE_MAX && strcasecmp(d->words, term->words) == 0;
}

static bool uses(const gk_node *node, const definition *d)
{
    if (node->kind == GK_NODE_TERM) return means(d, node);
    for (size_t i = 0; i < node->part_count; i++)
        if (uses(node->parts[i], d)) return true;
    return false;
}

static bool add(question *q, definition d)
{
    if (d.node && uses(d.node, &d)) { /* "revenue (revenue / assets)" defines nothing */
        d.concept = SIZE_MAX;
        d.words = NULL;
    }
    if (q->count == DEFINITIONS || !d.node || gk_node_size(d.node) > NODES_MOST) return false;
    q->definitions[q->count++] = d;
    return true;
}

/* "X is defined as …", "X = …" with DEFINED at i. */
static size_t defined(question *q, size_t i)
{
    definition d = {.concept = SIZE_MAX, .start = i, .order = i};
    size_t at = i + 1, operations;
    d.node = gk_expression_read(&q->t, &at, true, &operations);
    d.end = at;
    bool sign = q->t.text[q->t.tokens[i].span.start] == '=';
    bool plain = d.node && d.node->kind == GK_NODE_TERM && d.node->concept != SIZE_MAX && !sign;
    if (!d.node || (operations == 0 && !plain)) return i + 1;
    target_before(q, i, &d);
    if (d.words) d.start = d.order;
    return add(q, d) ? at : i + 1;
}

/* "Define X as …" with DEFINE at i. */
static size_t define(question *q, size_t i)
{
    size_t as = i + 1;
    while (as < i + LOOK_BACK && kind_at(q, as) != GK_TOKEN_AS && kind_at(q, as) != GK_TOKEN_END &&
           kind_at(q, as) != GK_TOKEN_BREAK)
        as++;
    if (kind_at(q, as) != GK_TOKEN_AS) return i + 1;
    return defined(q, as);
}

/* The formula of a concept that rests on just these; one of them may stand in for another. */
static gk_node *fitting(const question *q, size_t concept, const size_t *used, size_t count)
{
    const gk_concept *c = gk_concepts_at(q->t.concepts, concept);
    for (const char *const *f = c->formulas; *f; f++) {
        gk_node *node;
        if (gk_formula_parse(q->t.concepts, *f, q->t.arena, &node, NULL) != GK_OK) continue;
        const gk_node **terms;
        size_t n = gk_formula_terms(node, q->t.arena, &terms), odd = SIZE_MAX, misses = 0;
        bool taken[USED_MOST] = {false};
        if (n != count) continue;
        for (size_t i = 0; i < n; i++) {
            size_t k = 0;
            while (k < count && (taken[k] || used[k] != terms[i]->concept)) k++;
            if (k < count) {
                taken[k] = true;
            } else {
                misses++;
                odd = i;
            }
        }
        if (misses > 1) continue;
        for (size_t k = 0; misses && k < count; k++) {
            if (taken[k]) continue;
            gk_node *term = (gk_node *)terms[odd]; /* of the tree that was just made */
            term->concept = used[k];
            term->paid = gk_concepts_at(q->t.concepts, used[k])->outflow;
        }
        return node;
    }
    return NULL;
}

/* "retention ratio (using dividends paid and net income)" with USING at i. */
static size_t using(question *q, size_t i)
{
    definition d = {.concept = SIZE_MAX, .start = i, .end = i + 1, .order = i};
    size_t used[USED_MOST], count = 0;
    for (size_t k = i + 1; k < q->t.count && count < USED_MOST; k++) {
        gk_token_kind kind = kind_at(q, k);
        if (kind == GK_TOKEN_BREAK || kind == GK_TOKEN_STOP || kind == GK_TOKEN_CLOSE) break;
        if (kind == GK_TOKEN_OPEN) /* "(from the cash flow statement)" */
            while (kind_at(q, k + 1) != GK_TOKEN_CLOSE && kind_at(q, k + 1) != GK_TOKEN_END) k++;
        if (kind == GK_TOKEN_OPEN) k++;
        if (kind != GK_TOKEN_TERM) continue;
        used[count++] = q->t.tokens[k].concept;
        d.end = k + 1;
    }
    target_before(q, i, &d);
    if (d.concept == SIZE_MAX || count < 2) return i + 1;
    d.node = fitting(q, d.concept, used, count);
    d.start = d.order;
    return add(q, d) ? d.end : i + 1;
}

/* An expression in brackets, whole: "(income tax expense divided by total profit)". What is named
 * right before it is what it defines. */
static size_t in_brackets(question *q, size_t i)
{
    definition d = {.concept = SIZE_MAX, .start = i, .order = i};
    size_t at = i + 1, operations;
    d.node = gk_expression_read(&q->t, &at, true, &operations);
    if (!d.node || !operations || kind_at(q, at) != GK_TOKEN_CLOSE) return i + 1;
    d.end = at + 1;
    size_t k = i;
    while (k > 0 && (kind_at(q, k - 1) == GK_TOKEN_LIGHT || kind_at(q, k - 1) == GK_TOKEN_PERIOD))
        k--;
    if (k > 0 && kind_at(q, k - 1) == GK_TOKEN_TERM) target_before(q, k, &d);
    return add(q, d) ? d.end : i + 1;
}

/* An expression from i on: of concepts, or of any words behind "以". */
static size_t bare(question *q, size_t i, size_t start, bool words)
{
    definition d = {.concept = SIZE_MAX, .start = i, .order = i};
    size_t at = start, operations;
    d.node = gk_expression_read(&q->t, &at, words, &operations);
    d.end = at;
    bool computes = d.node && d.node->kind != GK_NODE_TERM && d.node->kind != GK_NODE_NUMBER &&
                    d.node->kind != GK_NODE_AVERAGE && operations > 0;
    return computes && add(q, d) ? at : i + 1;
}

static bool is_text(const question *q, size_t i, const char *text)
{
    gk_span span = q->t.tokens[i].span;
    size_t n = strlen(text);
    return span.end - span.start == n && strncasecmp(q->t.text + span.start, text, n) == 0;
}

static gk_node *term(const question *q, size_t i)
{
    return gk_node_term(q->t.arena, q->t.concepts, q->t.tokens[i].concept, words_between(q, i, i));
}

/* The next concept from i on in its sentence, outside brackets; 0: none. */
static size_t next_term(const question *q, size_t i)
{
    int depth = 0;
    for (; kind_at(q, i) != GK_TOKEN_BREAK && kind_at(q, i) != GK_TOKEN_END; i++) {
        if (kind_at(q, i) == GK_TOKEN_OPEN) depth++;
        if (kind_at(q, i) == GK_TOKEN_CLOSE) depth--;
        if (kind_at(q, i) == GK_TOKEN_TERM && depth <= 0) return i;
    }
    return 0;
}

/* "What share of Y came from X" with "share" at i: X / Y. */
static size_t share_of(question *q, size_t i)
{
    static const char *const shares[] = {"share",      "percentage", "percent",
                                         "proportion", "portion",    "fraction"};
    bool share = false;
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
        share = share || is_text(q, i, shares[k]);
    if (!share || kind_at(q, i + 1) != GK_TOKEN_LIGHT || !is_text(q, i + 1, "of")) return i + 1;
    size_t whole = next_term(q, i + 2), part = whole ? next_term(q, whole + 1) : 0;
    if (!part || whole > i + 2 + LOOK_BACK / 2) return i + 1;
    definition d = {.concept = SIZE_MAX, .start = i, .end = whole + 1, .order = i};
    d.node = gk_node_two(q->t.arena, GK_NODE_DIVIDE, term(q, part), term(q, whole));
    return add(q, d) ? whole + 1 : i + 1;
}

/* "Y中，X所占比重" with "所占" at i: X / Y. */
static size_t share_in(question *q, size_t i)
{
    if (!is_text(q, i, "所占") || i < 3 || kind_at(q, i - 1) != GK_TOKEN_TERM) return i + 1;
    size_t k = i - 2;
    if (kind_at(q, k) == GK_TOKEN_COMMA && k > 0) k--;
    if (!is_text(q, k, "中") || k == 0 || kind_at(q, k - 1) != GK_TOKEN_TERM) return i + 1;
    definition d = {.concept = SIZE_MAX, .start = k - 1, .end = i + 1, .order = k - 1};
    d.node = gk_node_two(q->t.arena, GK_NODE_DIVIDE, term(q, i - 1), term(q, k - 1));
    add(q, d);
    return i + 1;
}

static void collect(question *q)
{
    for (size_t i = 0; i < q->t.count;) {
        switch (q->t.tokens[i].kind) {
        case GK_TOKEN_DEFINED:
            i = defined(q, i);
            break;
        case GK_TOKEN_DEFINE:
            i = define(q, i);
            break;
        case GK_TOKEN_USING:
            i = using(q, i);
            break;
        case GK_TOKEN_OPEN: {
            size_t next = in_brackets(q, i);
            i = next > i + 1 ? next : bare(q, i, i, false);
            break;
        }
        case GK_TOKEN_START:
            i = bare(q, i, i + 1, true);
            break;
        case GK_TOKEN_WORD:
            i = share_of(q, i);
            break;
        case GK_TOKEN_STOP:
            i = share_in(q, i);
            break;
        case GK_TOKEN_TERM:
        case GK_TOKEN_QUOTED:
            i = bare(q, i, i, false);
            break;
        default:
            i++;
        }
    }
}

/* node with each defined term replaced by its definition; open is the set of those under way. */
static gk_node *filled(const question *q, const gk_node *node, unsigned open, size_t *budget)
{
    if (*budget == 0) return NULL;
    --*budget;
    for (size_t k = 0; node->kind == GK_NODE_TERM && k < q->count; k++) {
        const definition *d = &q->definitions[k];
        if (!means(d, node)) continue;
        if (open & 1U << k) return NULL; /* it rests on itself */
        gk_node *in = filled(q, d->node, open | 1U << k, budget);
        if (!in) return NULL;
        if (node->when.period.year) return gk_node_at(q->t.arena, in, &node->when.period);
        return gk_node_back(q->t.arena, in, node->when.back);
    }
    gk_node *copy = gk_node_back(q->t.arena, node, 0);
    for (size_t i = 0; i < node->part_count; i++) {
        copy->parts[i] = filled(q, node->parts[i], open, budget);
        if (!copy->parts[i]) return NULL;
    }
    return copy;
}

/* The definition that the others serve: the first that none of them uses. */
static const definition *root_of(const question *q)
{
    for (size_t i = 0; i < q->count; i++) {
        bool used = false;
        for (size_t k = 0; k < q->count; k++)
            used = used || (k != i && uses(q->definitions[k].node, &q->definitions[i]));
        if (!used) return &q->definitions[i];
    }
    return q->count ? &q->definitions[0] : NULL;
}

/* A formula of ours, of what the question names outside its definitions, that uses one of them:
 * "EBITDA margin" where EBITDA is defined. */
static gk_node *around_root(const question *q, const definition *root)
{
    for (size_t i = 0; i < q->t.count; i++) {
        const gk_token *t = &q->t.tokens[i];
        if (t->kind != GK_TOKEN_TERM || inside(q, i) || t->concept == root->concept) continue;
        const gk_concept *c = gk_concepts_at(q->t.concepts, t->concept);
        for (const char *const *f = c->formulas; *f; f++) {
            gk_node *node;
            if (gk_formula_parse(q->t.concepts, *f, q->t.arena, &node, NULL) == GK_OK &&
                uses(node, root))
                return node;
        }
    }
    return NULL;
}

static gk_node *put_together(const question *q)
{
    const definition *root = root_of(q);
    if (!root) return NULL;
    size_t budget = NODES_MOST;
    gk_node *outer = root->words ? around_root(q, root) : NULL;
    unsigned own = outer ? 0 : 1U << (root - q->definitions);
    return filled(q, outer ? outer : root->node, own, &budget);
}

gk_node *gk_formula_in_question(const gk_concepts *concepts, gk_terms *terms, const char *text,
                                gk_arena *arena)
{
    question q = {0};
    gk_tokens_read(concepts, terms, text, arena, &q.t);
    collect(&q);
    gk_span taken[DEFINITIONS];
    for (size_t i = 0; i < q.count; i++)
        taken[i] = (gk_span){q.definitions[i].start, q.definitions[i].end};
    return gk_formula_over_years(&q.t, put_together(&q), taken, q.count);
}
