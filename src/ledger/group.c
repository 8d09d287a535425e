/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts of one thing together. A line is a line item of one company, or of a part of it; a group is
 * a line in one period. Of each document the place with the best standing counts: a statement
 * before a note, a tag before none. Of the documents the newest one's word comes first; another one
 * is listed where it says something else, which is a restatement.
 */
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

/* An item on its way through the sorting. */
typedef struct placed {
    gk_ledger_item *item;
    const char *line; /* the same for one line; from the scratch arena */
    int64_t time;     /* the same for one period; more is later */
    int company;      /* order of companies */
    size_t place;     /* of the line, in the order of the list; of one place the first found */
    size_t first;
} placed;

typedef struct grouping {
    const gk_ledger_wanted *wanted;
    const gk_ledger_source *sources;
    gk_arena *arena;
    placed *items;
    size_t count;
} grouping;

/* What standing adds up to where a statement or a tag says it. */
static const double credible = 2;

/* ---- order --------------------------------------------------------------------------------- */

static int compare_size(size_t a, size_t b) { return (a > b) - (a < b); }

/* Line by line, the latest period first, the newest document first, its best place first. */
static int by_thing(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    int line = strcmp(x->line, y->line);
    if (line) return line;
    if (x->time != y->time) return x->time < y->time ? 1 : -1;
    int source = compare_size(x->item->source, y->item->source);
    if (source) return source;
    if (x->item->standing != y->item->standing)
        return x->item->standing < y->item->standing ? 1 : -1;
    return compare_size(x->item->order, y->item->order);
}

static int by_place(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->company != y->company) return x->company < y->company ? -1 : 1;
    int place = compare_size(x->place, y->place);
    if (!place) place = compare_size(x->first, y->first);
    if (place) return place;
    if (x->item->group != y->item->group) return x->item->group < y->item->group ? -1 : 1;
    if (x->item->differs != y->item->differs) return x->item->differs ? 1 : -1;
    return compare_size(x->item->order, y->item->order);
}

/* ---- one group ----------------------------------------------------------------------------- */

static bool is_unscaled(const placed *items, size_t count, size_t i)
{
    for (size_t k = 0; k < count; k++)
        if (items[k].item->standing >= credible &&
            gk_ledger_lacks_unit(&items[i].item->fact, &items[k].item->fact))
            return true;
    return false;
}

/* The newest document's word, of those that a statement or a tag says. */
static size_t head_of(const placed *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (items[i].item->standing >= credible && !is_unscaled(items, count, i)) return i;
    return 0;
}

/* Whether one that is listed says the same; counts it there. */
static bool said_already(const grouping *g, placed **listed, size_t count, const placed *one)
{
    for (size_t i = 0; i < count; i++) {
        const gk_fact *fact = &listed[i]->item->fact;
        if (!gk_ledger_agree(g->wanted, fact, &one->item->fact) &&
            !gk_ledger_lacks_unit(&one->item->fact, fact))
            continue;
        listed[i]->item->repeated++;
        return true;
    }
    return false;
}

/* A second place of the same document that says something else is no restatement: it is a part, or
 * was taken for what it is not. Nor is one without standing beside one that has it. */
static bool is_word(const placed *items, size_t i, size_t head)
{
    const gk_ledger_item *item = items[i].item;
    if (item->source == items[head].item->source) return false;
    if (i > 0 && items[i - 1].item->source == item->source) return false;
    return item->standing >= credible || items[head].item->standing < credible;
}

/* Of count items of one group, marks those that are left out by a line of NULL. */
static void settle(const grouping *g, placed *items, size_t count, size_t group)
{
    size_t head = head_of(items, count), listed_count = 0;
    placed **listed = gk_alloc_array(count, sizeof *listed);
    listed[listed_count++] = &items[head];
    for (size_t i = 0; i < count; i++) {
        gk_ledger_item *item = items[i].item;
        item->group = group;
        if (i == head) continue;
        item->differs = !gk_ledger_agree(g->wanted, &items[head].item->fact, &item->fact);
        if (g->wanted->all) continue;
        if (!said_already(g, listed, listed_count, &items[i]) && is_word(items, i, head))
            listed[listed_count++] = &items[i];
        else
            items[i].line = NULL;
    }
    if (g->wanted->all) /* the head comes first, whatever the order of the others */
        items[head].item->order = 0;
    gk_free(listed);
}

/* ---- the same under another heading -------------------------------------------------------- */

/* A row of no known line item that a document prints under another heading than a newer one does is
 * a line of its own. Where both say the same, the older one is left out. */
typedef struct twin {
    placed *of;
    const char *label; /* company, statement, label and part */
} twin;

static int by_label(const void *a, const void *b)
{
    const twin *x = a, *y = b;
    int label = strcmp(x->label, y->label);
    if (label) return label;
    if (x->of->time != y->of->time) return x->of->time < y->of->time ? 1 : -1;
    int source = compare_size(x->of->item->source, y->of->item->source);
    return source ? source : compare_size(x->of->item->order, y->of->item->order);
}

static void drop_if_twin(const grouping *g, twin *twins, size_t i)
{
    placed *one = twins[i].of;
    for (size_t k = i; k-- > 0;) {
        placed *newer = twins[k].of;
        if (newer->time != one->time || strcmp(twins[k].label, twins[i].label) != 0) return;
        if (!newer->line || newer->item->source == one->item->source) continue;
        if (strcmp(newer->line, one->line) == 0) continue; /* one group: that is settled */
        if (!gk_ledger_agree(g->wanted, &newer->item->fact, &one->item->fact)) continue;
        newer->item->repeated += 1 + one->item->repeated;
        one->line = NULL;
        return;
    }
}

static void drop_twins(const grouping *g)
{
    twin *twins = gk_alloc_array(g->count + 1, sizeof *twins);
    size_t count = 0;
    for (size_t i = 0; i < g->count; i++)
        if (g->items[i].line && g->items[i].item->fact.concept == SIZE_MAX)
            twins[count++] = (twin){&g->items[i],
                                    gk_ledger_label(&g->sources[g->items[i].item->source],
                                                    &g->items[i].item->fact, g->arena)};
    if (count) qsort(twins, count, sizeof *twins, by_label);
    for (size_t i = 0; i < count; i++) drop_if_twin(g, twins, i);
    gk_free(twins);
}

/* ---- all ----------------------------------------------------------------------------------- */

/* Where a line comes: by the newest document, there by page and line, statements first. */
static size_t place_of(const gk_ledger_item *item)
{
    const gk_fact *fact = &item->fact;
    size_t page = fact->page > 0 ? (size_t)fact->page : 9999, line = (size_t)fact->line % 10000;
    size_t weak = item->standing < credible;
    return ((weak * 10000 + item->source) * 10000 + page) * 10000 + line;
}

static void place_lines(const grouping *g)
{
    size_t number = 0;
    for (size_t i = 0, end; i < g->count; i = end) {
        size_t place = SIZE_MAX, first = SIZE_MAX;
        for (end = i; end < g->count && strcmp(g->items[end].line, g->items[i].line) == 0; end++) {
            size_t own = place_of(g->items[end].item);
            if (own < place) place = own;
            if (g->items[end].item->order < first) first = g->items[end].item->order;
        }
        for (size_t k = i; k < end; k++) {
            g->items[k].place = place;
            g->items[k].first = first;
            g->items[k].item->line = number;
        }
        number++;
    }
}

static void settle_groups(const grouping *g)
{
    size_t group = 0;
    for (size_t i = 0, end; i < g->count; i = end) {
        for (end = i + 1; end < g->count; end++)
            if (g->items[end].time != g->items[i].time ||
                strcmp(g->items[end].line, g->items[i].line) != 0)
                break;
        settle(g, g->items + i, end - i, group++);
    }
}

/* The company of whose documents the newest comes first is the first. */
static int company_order(const grouping *g, const gk_ledger_item *item)
{
    size_t i = 0;
    while (strcmp(g->sources[i].company, g->sources[item->source].company) != 0) i++;
    return (int)i;
}

/* Writes the items that are left in their order, groups and lines numbered anew. */
static void write_back(const grouping *g, gk_ledger_item *items, size_t *count)
{
    gk_ledger_item *out = gk_alloc_array(g->count + 1, sizeof *out);
    size_t kept = 0, line = 0, group = 0;
    for (size_t i = 0; i < g->count; i++) {
        out[kept] = *g->items[i].item;
        if (i && g->items[i].item->group != g->items[i - 1].item->group) group++;
        if (i && g->items[i].item->line != g->items[i - 1].item->line) line++;
        out[kept].group = group;
        out[kept++].line = line;
    }
    if (kept) memcpy(items, out, kept * sizeof *out);
    *count = kept;
    gk_free(out);
}

void gk_ledger_group(const gk_ledger_wanted *wanted, const gk_ledger_source *sources,
                     gk_ledger_item *items, size_t *count)
{
    grouping g = {.wanted = wanted, .sources = sources, .arena = gk_arena_new(), .count = *count};
    g.items = gk_alloc_array(g.count + 1, sizeof *g.items);
    for (size_t i = 0; i < g.count; i++) {
        items[i].order = i + 1;
        items[i].standing = gk_ledger_standing(wanted, &items[i].fact);
        g.items[i] = (placed){
            .item = &items[i],
            .line = gk_ledger_line(wanted, &sources[items[i].source], &items[i].fact, g.arena),
            .time = gk_ledger_time(wanted, &items[i].fact),
            .company = company_order(&g, &items[i])};
    }
    if (g.count) qsort(g.items, g.count, sizeof *g.items, by_thing);
    place_lines(&g);
    settle_groups(&g);
    if (!wanted->all) drop_twins(&g);
    size_t kept = 0;
    for (size_t i = 0; i < g.count; i++)
        if (g.items[i].line) g.items[kept++] = g.items[i];
    g.count = kept;
    if (kept) qsort(g.items, kept, sizeof *g.items, by_place);
    write_back(&g, items, count);
    gk_free(g.items);
    gk_arena_free(g.arena);
}
