/* SPDX-License-Identifier: Apache-2.0
 *
 * The value of a formula. A term is a printed figure, else another formula of the vocabulary; a
 * ratio is computed where its terms are printed, and read where they are not.
 */
#include "answer/compute.h"

#include <math.h>
#include <string.h>

enum { DEPTH_MOST = 6 };

/* A term's value as text, for the formula that is shown. */
typedef struct shown_term {
    const gk_node *node;
    gk_reckoned value;
} shown_term;

static gk_reckoned value_of(gk_reckoning *r, const gk_node *node, const gk_moment *moment,
                            int depth);

gk_node *gk_term_of(const gk_concepts *concepts, gk_terms *terms, const char *phrase,
                    gk_arena *arena)
{
    gk_concept_match match;
    if (!gk_concepts_asked(concepts, terms, phrase, &match, 1)) return NULL;
    gk_node *node = gk_arena_alloc(arena, sizeof *node);
    *node = (gk_node){.kind = GK_NODE_TERM, .concept = match.concept, .words = phrase};
    return node;
}

static const char *name_of(const gk_reckoning *r, const gk_node *node)
{
    if (node->concept == SIZE_MAX) return node->words;
    const gk_concept *c = gk_concepts_at(r->papers->concepts, node->concept);
    return r->asked->chinese && c->name_zh[0] ? c->name_zh : c->name;
}

static gk_moment moment_of_node(const gk_reckoning *r, const gk_node *node, const gk_moment *base)
{
    if (node->when.period.year) {
        gk_period p = node->when.period;
        return gk_moment_of(r->papers, &p);
    }
    return gk_moment_back(r->papers, base, node->when.back);
}

/* ---- facts ------------------------------------------------------------------------------------
 */

static size_t use(gk_reckoning *r, const gk_used *used)
{
    for (size_t i = 0; i < r->used_count; i++)
        if (r->used[i].pick.fact == used->pick.fact) return i;
    if (r->used_count == GK_USED_MOST) return SIZE_MAX;
    r->used[r->used_count] = *used;
    return r->used_count++;
}

static void rest_on(gk_reckoned *out, size_t used)
{
    for (size_t i = 0; i < out->used_count; i++)
        if (out->used[i] == used) return;
    if (used != SIZE_MAX && out->used_count < GK_USED_MOST) out->used[out->used_count++] = used;
}

static bool is_charge(gk_reckoning *r, const gk_picked *pick)
{
    const gk_facts *facts;
    r->status = gk_papers_facts(r->papers, pick->paper, &facts, r->err);
    return r->status == GK_OK && gk_fact_is_charge(r->papers->concepts, facts, pick->fact);
}

static gk_reckoned from_fact(gk_reckoning *r, const gk_node *node, const gk_moment *moment)
{
    const gk_asked *a = r->asked;
    gk_wanted wanted = {.concept = node->concept,
                        .words = node->words,
                        .moment = *moment,
                        .parent = a->parent,
                        .statement = a->statement,
                        .percent = a->percent,
                        .counts = a->counts && !a->formula,
                        .narrowing = a->narrowing,
                        .narrowing_count = a->narrowing_count};
    gk_picked pick;
    gk_reckoned out = {.name = name_of(r, node), .moment = *moment};
    r->status = gk_pick(r->papers, &wanted, &pick, r->err);
    if (r->status != GK_OK || !pick.fact) return out;
    const gk_fact *f = pick.fact;
    out.known = true;
    out.value = gk_fact_value(r->papers->concepts, f, node->concept, node->paid);
    out.measure = f->measure;
    if (node->concept != SIZE_MAX) {
        const gk_concept *c = gk_concepts_at(r->papers->concepts, node->concept);
        if (strcmp(c->id, "income_tax") == 0 && is_charge(r, &pick)) out.value = -out.value;
        if (f->measure == GK_MEASURE_NUMBER || c->nature == GK_NATURE_RATIO)
            out.measure = c->measure;
        /* A ratio that is printed without its sign. */
        if (c->measure == GK_MEASURE_PERCENT && f->measure == GK_MEASURE_NUMBER) out.value /= 100;
    }
    /* A paper that names no currency is in the one that the question names. */
    memcpy(out.currency, f->currency[0] ? f->currency : a->currency, sizeof out.currency);
    out.scale = f->scale > 0 ? f->scale : 1;
    out.decimals = f->decimals;
    gk_used used = {out.name, *moment, wanted, pick, out.value};
    rest_on(&out, use(r, &used));
    return out;
}

/* ---- formulas ---------------------------------------------------------------------------------
 */

typedef struct terms_seen {
    gk_reckoning *reckoning;
    const gk_moment *moment;
    gk_reckoned *out;
    int depth;
    gk_measure measure; /* of the terms so far */
    bool any;
    shown_term shown[GK_USED_MOST];
    size_t shown_count;
} terms_seen;

static void add_to(terms_seen *seen, const gk_reckoned *v)
{
    gk_reckoned *out = seen->out;
    for (size_t i = 0; i < v->used_count; i++) rest_on(out, v->used[i]);
    if (!seen->any) {
        out->scale = v->scale;
        out->decimals = v->decimals;
        memcpy(out->currency, v->currency, sizeof out->currency);
        seen->measure = v->measure;
    } else {
        if (v->scale < out->scale || out->scale == 0) out->scale = v->scale;
        if (v->decimals > out->decimals) out->decimals = v->decimals;
        if (!out->currency[0]) memcpy(out->currency, v->currency, sizeof out->currency);
    }
    seen->any = true;
}

static gk_term_value resolve(void *ctx, const gk_node *term)
{
    terms_seen *seen = ctx;
    gk_reckoned v = {0};
    for (size_t i = 0; i < seen->shown_count; i++)
        if (seen->shown[i].node == term) v = seen->shown[i].value;
    if (!v.known) {
        gk_moment m = moment_of_node(seen->reckoning, term, seen->moment);
        v = value_of(seen->reckoning, term, &m, seen->depth + 1);
        if (seen->shown_count < GK_USED_MOST)
            seen->shown[seen->shown_count++] = (shown_term){term, v};
    }
    if (v.known) add_to(seen, &v);
    return (gk_term_value){.known = v.known, .value = v.value};
}

static char *print_term(void *ctx, const gk_node *term, gk_arena *arena)
{
    terms_seen *seen = ctx;
    for (size_t i = 0; i < seen->shown_count; i++) {
        if (seen->shown[i].node != term) continue;
        gk_reckoned *v = &seen->shown[i].value;
        bool whole = v->measure == GK_MEASURE_AMOUNT || v->measure == GK_MEASURE_SHARES;
        double scale = whole && seen->out->scale > 0 ? seen->out->scale : 1;
        int decimals = v->formula && !whole ? 2 : v->decimals;
        return gk_word_plain(v->value, v->measure, scale, decimals, arena);
    }
    return gk_arena_strdup(arena, "?");
}

/* What the value of a formula measures: a quotient of like things is a number, one times 365 days.
 */
static gk_measure measure_of(const gk_node *node, gk_measure terms)
{
    switch (node->kind) {
    case GK_NODE_DIVIDE:
        return GK_MEASURE_TIMES;
    case GK_NODE_MULTIPLY:
        for (size_t i = 0; i < node->part_count; i++) {
            const gk_node *part = node->parts[i];
            if (part->kind == GK_NODE_NUMBER && (part->number == 365 || part->number == 360))
                return GK_MEASURE_DAYS;
            if (part->kind == GK_NODE_NUMBER && part->number == 100) return GK_MEASURE_NUMBER;
        }
        for (size_t i = 0; i < node->part_count; i++)
            if (measure_of(node->parts[i], terms) == GK_MEASURE_TIMES) return GK_MEASURE_TIMES;
        return terms;
    case GK_NODE_ADD:
    case GK_NODE_SUBTRACT:
    case GK_NODE_NEGATE:
    case GK_NODE_AVERAGE:
        for (size_t i = 0; i < node->part_count; i++) {
            gk_measure m = measure_of(node->parts[i], terms);
            if (m != terms) return m;
        }
        return terms;
    case GK_NODE_POWER:
        return GK_MEASURE_TIMES;
    case GK_NODE_TERM:
    case GK_NODE_NUMBER:
        break;
    }
    return terms;
}

static gk_reckoned from_formula(gk_reckoning *r, const gk_node *formula, const char *name,
                                const gk_concept *of, const gk_moment *moment, int depth)
{
    gk_reckoned out = {.name = name, .moment = *moment};
    size_t used = r->used_count;
    terms_seen seen = {.reckoning = r, .moment = moment, .out = &out, .depth = depth};
    double value;
    if (!gk_formula_value(formula, resolve, &seen, &value) || r->status != GK_OK) {
        r->used_count = used;
        out.used_count = 0;
        return out;
    }
    out.known = isfinite(value);
    out.value = value;
    out.measure = of ? of->measure : measure_of(formula, seen.measure);
    /* Money a head, in the unit that is asked for. */
    if (!of && out.measure == GK_MEASURE_TIMES && r->asked->scale > 0)
        out.measure = GK_MEASURE_AMOUNT;
    out.formula = gk_formula_text(r->papers->concepts, formula, NULL, NULL, r->arena);
    out.filled = gk_formula_text(r->papers->concepts, formula, print_term, &seen, r->arena);
    return out;
}

static gk_reckoned computed(gk_reckoning *r, const gk_node *node, const gk_moment *moment,
                            int depth)
{
    const gk_concept *c = node->concept == SIZE_MAX
                              ? NULL
                              : gk_concepts_at(r->papers->concepts, node->concept);
    gk_reckoned out = {.name = name_of(r, node), .moment = *moment};
    if (!c || depth >= DEPTH_MOST) return out;
    for (const char *const *text = c->formulas; *text && !out.known && r->status == GK_OK; text++) {
        gk_node *formula;
        if (gk_formula_parse(r->papers->concepts, *text, r->arena, &formula, NULL) == GK_OK)
            out = from_formula(r, formula, name_of(r, node), c, moment, depth);
    }
    return out;
}

static void miss(gk_reckoning *r, const gk_node *node, const gk_moment *moment)
{
    if (r->missing || r->status != GK_OK) return;
    if (node->concept == SIZE_MAX && !r->asked->formula) return; /* words that name no item */
    char *when = gk_word_moment(r->asked, r->papers, moment, r->arena);
    r->missing = gk_arena_format(r->arena, r->asked->chinese ? "%s（%s）" : "%s (%s)",
                                 name_of(r, node), when);
}

/* A ratio that its paper prints once, or always the same, and finely enough, is read off. */
static bool printed_plainly(const gk_reckoning *r, const gk_reckoned *v)
{
    /* Differences of what is rounded already would be wrong in their last digit. */
    if (r->asked->operation != GK_OPERATION_VALUE) return false;
    if (v->measure != GK_MEASURE_PERCENT || !v->used_count) return false;
    const gk_picked *pick = &r->used[v->used[0]].pick;
    return !pick->other &&
           pick->fact->decimals >= (r->asked->decimals > 0 ? r->asked->decimals : 1);
}

static gk_reckoned value_of(gk_reckoning *r, const gk_node *node, const gk_moment *moment,
                            int depth)
{
    if (node->kind != GK_NODE_TERM) return from_formula(r, node, "", NULL, moment, depth);
    bool ratio = node->concept != SIZE_MAX &&
                 gk_concepts_at(r->papers->concepts, node->concept)->nature == GK_NATURE_RATIO;
    const char *missed = r->missing;
    gk_reckoned out = from_fact(r, node, moment);
    if (ratio && (!out.known || !printed_plainly(r, &out))) {
        gk_reckoned printed = out;
        out = computed(r, node, moment, depth);
        if (!out.known && r->status == GK_OK) out = printed;
    } else if (!out.known && r->status == GK_OK) {
        out = computed(r, node, moment, depth);
    }
    /* The other way worked; or what is missing is the line item itself, not what it might have been
     * computed of. */
    if (out.known || !ratio) r->missing = missed;
    if (!out.known) miss(r, node, moment);
    return out;
}

gk_reckoned gk_reckon(gk_reckoning *reckoning, const gk_node *node, const gk_moment *moment)
{
    gk_moment m = node->kind == GK_NODE_TERM ? moment_of_node(reckoning, node, moment) : *moment;
    return value_of(reckoning, node, &m, 0);
}
