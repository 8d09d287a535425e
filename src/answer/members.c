/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a company by a figure of theirs: columns or sections of a table that stand for
 * parts, or rows of a table whose title or heading names what is asked for.
 */
#include "answer/compute.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_MOST = 40, PAGES_FOUND = 12 };

/* A table of parts while its facts are gathered. */
typedef struct group {
    size_t paper;
    int table;
    const char *section, *heading;
    bool by_row;
    size_t count;
    gk_part_value parts[PARTS_MOST];
} group;

typedef struct gathering {
    gk_papers *papers;
    const gk_asked *asked;
    const gk_concept *concept;
    const gk_retrieved *retrieved;
    gk_moment moment;
    gk_arena *arena;
    char **named; /* phrases by which a table names the concept */
    size_t named_count;
    group *best;
    double best_score;
} gathering;

static bool sums_up(const char *label)
{
    static const char *const words[] = {
        "total", "Total", "TOTAL",   "onsolidated", "liminat",      "合计",
        "总计",  "小计",  "ubtotal", "Other",       "orporate",     "nallocated",
        "抵销",  "其他",  "Net ",    "Income",      "ncome before", "Unallocated"};
    if (!label[0]) return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(label, words[i])) return true;
    return false;
}

/* The place of a page among those that were found; SIZE_MAX: not among them. */
static size_t place_of(const gk_retrieved *r, int64_t content, int page)
{
    size_t place = 0;
    for (size_t i = 0; i < r->count && place < PAGES_FOUND; i++, place++)
        if (r->found[i].content == content && r->found[i].page == page) return place;
    return SIZE_MAX;
}

static bool names_it(const gathering *g, const gk_fact *f)
{
    const char *texts[] = {f->title, f->section, f->heading};
    bool found = false;
    for (size_t i = 0; i < 3 && !found; i++) {
        char *phrase = gk_terms_phrase(g->papers->terms, texts[i], strlen(texts[i]));
        for (size_t k = 0; k < g->named_count && !found; k++)
            found = strstr(phrase, g->named[k]) != NULL;
        gk_free(phrase);
    }
    return found;
}

static void add_named(gathering *g, const char *const *list)
{
    for (; list && *list && g->named_count < 24; list++)
        g->named[g->named_count++] = gk_terms_phrase(g->papers->terms, *list, strlen(*list));
}

static bool belongs(const group *in, size_t paper, const gk_fact *f, bool by_row)
{
    return in->count && in->paper == paper && in->table == f->table && in->by_row == by_row &&
           strcmp(in->heading, f->heading) == 0 &&
           (!by_row || strcmp(in->section, f->section) == 0);
}

/* Whether the table says that its rows are the parts that are asked for: "segment", "region". */
static bool names_part(const gathering *g, const gk_fact *f)
{
    const char *texts[] = {f->title, f->section, f->heading};
    if (!g->asked->part) return true;
    char *part = gk_terms_phrase(g->papers->terms, g->asked->part, strlen(g->asked->part));
    bool found = false;
    for (size_t i = 0; i < 3 && !found; i++) {
        char *phrase = gk_terms_phrase(g->papers->terms, texts[i], strlen(texts[i]));
        found = strstr(phrase, part) != NULL;
        gk_free(phrase);
    }
    gk_free(part);
    return found;
}

static void close_group(gathering *g, const group *in)
{
    if (in->count < 2 || (in->by_row && !names_part(g, in->parts[0].pick.fact))) return;
    const gk_fact *f = in->parts[0].pick.fact;
    size_t place = place_of(g->retrieved, g->papers->papers[in->paper].content, f->page);
    double score = (in->by_row ? 0 : 1) + (place == SIZE_MAX ? 0 : 2.0 - (double)place / 8);
    if (in->by_row && place == SIZE_MAX) return;
    if (score <= g->best_score) return;
    g->best_score = score;
    *g->best = *in;
}

static void add_part(group *in, size_t paper, const gk_fact *f, bool by_row)
{
    const char *name = by_row ? f->label : f->member;
    for (size_t i = 0; i < in->count; i++)
        if (strcmp(in->parts[i].name, name) == 0) return;
    if (in->count == PARTS_MOST) return;
    in->parts[in->count++] = (gk_part_value){name, {paper, f, 1, NULL}, f->value};
}

static void gather(gathering *g, size_t paper, const gk_facts *facts, bool by_row)
{
    group now = {0};
    size_t concept = g->asked->of[0]->concept;
    for (size_t i = 0; i < facts->count; i++) {
        const gk_fact *f = &facts->facts[i];
        if (f->table < 0 || !f->page || f->preliminary || f->statement) continue;
        if (by_row ? f->member[0] || f->concept != SIZE_MAX || sums_up(f->label)
                   : f->concept != concept || !f->member[0] || sums_up(f->member))
            continue;
        if (f->measure != g->concept->measure && f->measure != GK_MEASURE_NUMBER) continue;
        if (!gk_moment_fits(&g->moment, f, g->concept->nature)) continue;
        if (by_row && !names_it(g, f)) continue;
        if (by_row ? !belongs(&now, paper, f, by_row)
                   : !(now.count && now.table == f->table && now.paper == paper)) {
            close_group(g, &now);
            now = (group){.paper = paper,
                          .table = f->table,
                          .section = f->section,
                          .heading = f->heading,
                          .by_row = by_row};
        }
        add_part(&now, paper, f, by_row);
    }
    close_group(g, &now);
}

static int larger(const void *a, const void *b)
{
    const gk_part_value *x = a, *y = b;
    return x->value < y->value ? 1 : x->value > y->value ? -1 : strcmp(x->name, y->name);
}

static int smaller(const void *a, const void *b) { return -larger(a, b); }

gk_status gk_parts(gk_papers *papers, const gk_asked *asked, const gk_moment *moment,
                   const gk_retrieved *retrieved, gk_arena *arena, gk_part_value **out,
                   size_t *count, gk_error *err)
{
    *out = NULL;
    *count = 0;
    if (!asked->of_count || asked->of[0]->concept == SIZE_MAX || asked->growth) return GK_OK;
    gathering g = {.papers = papers,
                   .asked = asked,
                   .retrieved = retrieved,
                   .moment = *moment,
                   .arena = arena,
                   .concept = gk_concepts_at(papers->concepts, asked->of[0]->concept),
                   .named = gk_arena_array(arena, 24, sizeof(char *)),
                   .best = gk_arena_alloc(arena, sizeof(group))};
    add_named(&g, g.concept->asked);
    add_named(&g, g.concept->printed);
    size_t tried[2], tries = gk_papers_of(papers, moment, tried, 2);
    gk_status status = GK_OK;
    for (size_t i = 0; i < tries && status == GK_OK && !g.best->count; i++) {
        const gk_facts *facts;
        status = gk_papers_facts(papers, tried[i], &facts, err);
        if (status != GK_OK) break;
        gather(&g, tried[i], facts, false);
        gather(&g, tried[i], facts, true);
    }
    for (size_t i = 0; i < g.named_count; i++) gk_free(g.named[i]);
    *out = g.best->parts;
    *count = g.best->count;
    if (*count) qsort(*out, *count, sizeof **out, asked->direction < 0 ? smaller : larger);
    return status;
}
