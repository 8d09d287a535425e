/* SPDX-License-Identifier: Apache-2.0 */
#include "concept/formula.h"

#include <math.h>
#include <string.h>

static gk_node *node_new(gk_arena *arena, gk_node_kind kind)
{
    gk_node *node = gk_arena_alloc(arena, sizeof *node);
    node->kind = kind;
    node->concept = SIZE_MAX;
    return node;
}

gk_node *gk_node_number(gk_arena *arena, double number)
{
    gk_node *node = node_new(arena, GK_NODE_NUMBER);
    node->number = number;
    return node;
}

gk_node *gk_node_term(gk_arena *arena, const gk_concepts *concepts, size_t concept,
                      const char *words)
{
    gk_node *node = node_new(arena, GK_NODE_TERM);
    node->concept = concept;
    node->words = words;
    node->paid = concept != SIZE_MAX && gk_concepts_at(concepts, concept)->outflow;
    return node;
}

gk_node *gk_node_many(gk_arena *arena, gk_node_kind kind, gk_node *const *parts, size_t count)
{
    gk_node *node = node_new(arena, kind);
    node->parts = gk_arena_array(arena, count, sizeof *node->parts);
    for (size_t i = 0; i < count; i++) node->parts[i] = parts[i];
    node->part_count = count;
    return node;
}

gk_node *gk_node_two(gk_arena *arena, gk_node_kind kind, gk_node *a, gk_node *b)
{
    return gk_node_many(arena, kind, (gk_node *[]){a, b}, 2);
}

gk_node *gk_node_back(gk_arena *arena, const gk_node *node, int years)
{
    gk_node *copy = gk_arena_alloc(arena, sizeof *copy);
    *copy = *node;
    copy->when.back += years;
    if (copy->when.period.year) copy->when.period.year -= years;
    copy->parts = gk_arena_array(arena, node->part_count, sizeof *copy->parts);
    for (size_t i = 0; i < node->part_count; i++)
        copy->parts[i] = gk_node_back(arena, node->parts[i], years);
    return copy;
}

size_t gk_node_size(const gk_node *node)
{
    size_t n = 1;
    for (size_t i = 0; i < node->part_count; i++) n += gk_node_size(node->parts[i]);
    return n;
}

static bool same_when(const gk_when *a, const gk_when *b)
{
    return a->back == b->back && a->period.year == b->period.year &&
           a->period.quarter == b->period.quarter && a->period.half == b->period.half &&
           a->period.month == b->period.month && a->period.day == b->period.day;
}

bool gk_nodes_same(const gk_node *a, const gk_node *b)
{
    if (a->kind != b->kind || a->part_count != b->part_count) return false;
    if (a->kind == GK_NODE_NUMBER) return a->number == b->number;
    if (a->kind == GK_NODE_TERM)
    return a->concept == b->concept && same_when(&a->when, &b->when) &&
           (a->concept != SIZE_MAX || strcmp(a->words, b->words) == 0);
    for (size_t i = 0; i < a->part_count; i++)
        if (!gk_nodes_same(a->parts[i], b->parts[i])) return false;
    return true;
}

/* What two parts come to. */
static bool combine(gk_node_kind kind, double a, double b, double *out)
{
    switch (kind) {
    case GK_NODE_ADD:
        *out = a + b;
        return true;
    case GK_NODE_SUBTRACT:
        *out = a - b;
        return true;
    case GK_NODE_MULTIPLY:
        *out = a * b;
        return true;
    case GK_NODE_DIVIDE:
        if (b == 0) return false;
        *out = a / b;
        return true;
    case GK_NODE_POWER:
        *out = pow(a, b);
        return true;
    default:
        return false;
    }
}

static bool average(const gk_node *node, gk_resolve resolve, void *ctx, double *out)
{
    double sum = 0, one;
    if (node->part_count == 0) return false;
    for (size_t i = 0; i < node->part_count; i++) {
        if (!gk_formula_value(node->parts[i], resolve, ctx, &one)) return false;
        sum += one;
    }
    *out = sum / (double)node->part_count;
    return true;
}

bool gk_formula_value(const gk_node *formula, gk_resolve resolve, void *ctx, double *out)
{
    double a, b;
    if (formula->kind == GK_NODE_NUMBER) {
        *out = formula->number;
    } else if (formula->kind == GK_NODE_TERM) {
        gk_term_value term = resolve(ctx, formula);
        if (!term.known) return false;
        *out = formula->paid ? fabs(term.value) : term.value;
    } else if (formula->kind == GK_NODE_AVERAGE) {
        if (!average(formula, resolve, ctx, out)) return false;
    } else if (formula->kind == GK_NODE_NEGATE) {
        if (!gk_formula_value(formula->parts[0], resolve, ctx, &a)) return false;
        *out = -a;
    } else {
        if (!gk_formula_value(formula->parts[0], resolve, ctx, &a) ||
            !gk_formula_value(formula->parts[1], resolve, ctx, &b) ||
            !combine(formula->kind, a, b, out))
            return false;
    }
    return isfinite(*out);
}

typedef struct terms {
    const gk_node **nodes;
    size_t count, capacity;
} terms;

static void collect(const gk_node *node, terms *t)
{
    for (size_t i = 0; i < node->part_count; i++) collect(node->parts[i], t);
    if (node->kind != GK_NODE_TERM) return;
    for (size_t i = 0; i < t->count; i++)
        if (gk_nodes_same(t->nodes[i], node)) return;
    t->nodes = gk_grow(t->nodes, t->count, &t->capacity, sizeof(gk_node *));
    t->nodes[t->count++] = node;
}

size_t gk_formula_terms(const gk_node *formula, gk_arena *arena, const gk_node ***out)
{
    terms t = {0};
    collect(formula, &t);
    *out = gk_arena_keep(arena, t.nodes, t.count, sizeof(gk_node *));
    return t.count;
}
