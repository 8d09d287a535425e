/* SPDX-License-Identifier: Apache-2.0 */
#include "concept/formula.h"

#include <string.h>

typedef struct printer {
    const gk_concepts *concepts;
    char *(*print)(void *ctx, const gk_node *term, gk_arena *arena);
    void *ctx;
    gk_arena *arena;
    gk_string out;
} printer;

static int binds(gk_node_kind kind)
{
    switch (kind) {
    case GK_NODE_ADD:
    case GK_NODE_SUBTRACT:
        return 1;
    case GK_NODE_MULTIPLY:
    case GK_NODE_DIVIDE:
        return 2;
    case GK_NODE_NEGATE:
    case GK_NODE_POWER:
        return 3;
    default:
        return 4;
    }
}

static void write(printer *p, const gk_node *node);

static void bracketed(printer *p, const gk_node *node, bool brackets)
{
    if (brackets) gk_string_add(&p->out, "(");
    write(p, node);
    if (brackets) gk_string_add(&p->out, ")");
}

static void when(printer *p, const gk_when *w)
{
    const gk_period *period = &w->period;
    if (period->year) {
        gk_string_add(&p->out, " ");
        if (period->month && period->day)
            gk_string_addf(&p->out, "%04d-%02d-%02d", period->year, period->month, period->day);
        else if (period->quarter)
            gk_string_addf(&p->out, "Q%d FY%d", period->quarter, period->year);
        else if (period->half)
            gk_string_addf(&p->out, "H%d FY%d", period->half, period->year);
        else
            gk_string_addf(&p->out, "FY%d", period->year);
    } else if (w->back == 1) {
        gk_string_add(&p->out, " of the year before");
    } else if (w->back > 1) {
        gk_string_addf(&p->out, " of %d years before", w->back);
    }
}

static void term(printer *p, const gk_node *node)
{
    if (p->print) {
        gk_string_add(&p->out, p->print(p->ctx, node, p->arena));
        return;
    }
    bool known = node->concept != SIZE_MAX;
    gk_string_add(&p->out, known ? gk_concepts_at(p->concepts, node->concept)->name : node->words);
    when(p, &node->when);
}

/* Opening and closing balance of one thing: named once. */
static bool opening_and_closing(const printer *p, const gk_node *node)
{
    if (p->print || node->part_count != 2) return false;
    const gk_node *a = node->parts[0], *b = node->parts[1];
    return a->kind == GK_NODE_TERM && b->kind == GK_NODE_TERM && a->concept == b->concept &&
           a->concept != SIZE_MAX && a->when.back == b->when.back + 1 && !a->when.period.year &&
           !b->when.period.year;
}

static void average(printer *p, const gk_node *node)
{
    gk_string_add(&p->out, "average(");
    for (size_t i = opening_and_closing(p, node); i < node->part_count; i++) {
        write(p, node->parts[i]);
        if (i + 1 < node->part_count) gk_string_add(&p->out, ", ");
    }
    gk_string_add(&p->out, ")");
}

static void two(printer *p, const gk_node *node)
{
    static const char *const signs[] = {[GK_NODE_ADD] = " + ",
                                        [GK_NODE_SUBTRACT] = " - ",
                                        [GK_NODE_MULTIPLY] = " × ",
                                        [GK_NODE_DIVIDE] = " / ",
                                        [GK_NODE_POWER] = " ^ "};
    int own = binds(node->kind), left = binds(node->parts[0]->kind),
        right = binds(node->parts[1]->kind);
    bool whole = node->kind == GK_NODE_ADD || node->kind == GK_NODE_MULTIPLY;
    bracketed(p, node->parts[0], left < own || (left == own && own == 3));
    gk_string_add(&p->out, signs[node->kind]);
    bracketed(p, node->parts[1], right < own || (right == own && !whole));
}

static void write(printer *p, const gk_node *node)
{
    switch (node->kind) {
    case GK_NODE_NUMBER:
        gk_string_addf(&p->out, "%.10g", node->number);
        break;
    case GK_NODE_TERM:
        term(p, node);
        break;
    case GK_NODE_NEGATE:
        gk_string_add(&p->out, "-");
        bracketed(p, node->parts[0], binds(node->parts[0]->kind) < 4);
        break;
    case GK_NODE_AVERAGE:
        average(p, node);
        break;
    default:
        two(p, node);
        break;
    }
}

char *gk_formula_text(const gk_concepts *concepts, const gk_node *formula,
                      char *(*print)(void *ctx, const gk_node *node, gk_arena *arena), void *ctx,
                      gk_arena *arena)
{
    printer p = {.concepts = concepts, .print = print, .ctx = ctx, .arena = arena};
    write(&p, formula);
    char *out = gk_arena_strndup(arena, p.out.data, p.out.length);
    gk_string_free(&p.out);
    return out;
}
