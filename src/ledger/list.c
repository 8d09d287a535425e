/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

#include "library/figures.h"

#include <string.h>

/* A list with what it owns. */
typedef struct owned {
    gk_fact_list list;
    gk_arena *arena;
} owned;

typedef struct collection {
    gk_ledger_item *items;
    size_t count, capacity;
    gk_arena *arena; /* of the items' strings */
} collection;

static const char *keep(gk_arena *arena, const char *text)
{
    return text && *text ? gk_arena_strdup(arena, text) : "";
}

static void take(collection *to, const gk_fact *fact, size_t source)
{
    to->items = gk_grow(to->items, to->count, &to->capacity, sizeof *to->items);
    gk_ledger_item *item = &to->items[to->count++];
    *item = (gk_ledger_item){.fact = *fact, .source = source};
    item->fact.label = keep(to->arena, fact->label);
    item->fact.section = keep(to->arena, fact->section);
    item->fact.heading = keep(to->arena, fact->heading);
    item->fact.title = keep(to->arena, fact->title);
    item->fact.member = keep(to->arena, fact->member);
}

static gk_status collect(gk_library *library, const gk_ledger_wanted *wanted,
                         const gk_ledger_source *sources, size_t source_count, collection *out,
                         gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < source_count && status == GK_OK; i++) {
        const gk_facts *facts;
        status = gk_library_facts(library, sources[i].content, &facts, err);
        if (status != GK_OK) break;
        for (size_t k = 0; k < facts->count; k++)
            if (gk_ledger_fits(wanted, &facts->facts[k])) take(out, &facts->facts[k], i);
        gk_library_trim(library);
    }
    return status;
}

/* Leaves off what is past the limit; a line that says so, or NULL. gk_free. */
static char *cut(const gk_fact_query *query, collection *found)
{
    char left[GK_DIGITS], most[GK_DIGITS];
    if (!query->most || found->count <= query->most) return NULL;
    size_t more = found->count - query->most;
    found->count = query->most;
    return gk_format("the first %s facts are given; %s more fit", gk_digits(most, query->most),
                     gk_digits(left, more));
}

static const char *join_notices(char *const *notices, size_t count, gk_arena *arena)
{
    const char *joined = NULL;
    for (size_t i = 0; i < count; i++) {
        if (notices[i])
            joined = gk_arena_format(arena, "%s%s%s", joined ? joined : "", joined ? "; " : "",
                                     notices[i]);
        gk_free(notices[i]);
    }
    return joined;
}

static void list_entries(owned *out, const gk_ledger_wanted *wanted,
                         const gk_ledger_source *sources, const collection *found)
{
    gk_fact_list *list = &out->list;
    list->entries = gk_arena_array(out->arena, found->count + 1, sizeof *list->entries);
    list->count = found->count;
    for (size_t i = 0; i < found->count; i++)
        list->entries[i] = gk_ledger_entry(&found->items[i], &sources[found->items[i].source],
                                           wanted->concepts, out->arena);
}

static gk_status fill(gk_library *library, const gk_fact_query *query,
                      const gk_ledger_wanted *wanted, owned *out, gk_error *err)
{
    gk_ledger_source *sources = NULL;
    size_t count;
    char *notices[3] = {NULL}; /* of the filter, the facts, the limit */
    collection found = {.arena = out->arena};
    gk_status status = gk_ledger_sources(library, query, out->arena, &sources, &count, &notices[0],
                                         err);
    if (status == GK_OK) status = collect(library, wanted, sources, count, &found, err);
    if (status == GK_OK) status = gk_library_facts_notice(library, &notices[1], err);
    if (status == GK_OK) {
        gk_ledger_group(wanted, sources, found.items, &found.count);
        notices[2] = cut(query, &found);
        list_entries(out, wanted, sources, &found);
    }
    out->list.notice = join_notices(notices, 3, out->arena);
    gk_free(found.items);
    return status;
}

static gk_status list_facts(gk_library *library, const gk_fact_query *query, owned *out,
                            gk_error *err)
{
    const gk_concepts *concepts;
    gk_ledger_wanted wanted = {0};
    gk_status status = gk_library_begin(library, err);
    if (status != GK_OK) return status;
    status = gk_library_concepts(library, &concepts, err);
    if (status == GK_OK) status = gk_ledger_read(query, concepts, out->arena, &wanted, err);
    if (status == GK_OK) status = fill(library, query, &wanted, out, err);
    gk_ledger_wanted_free(&wanted);
    gk_library_end(library);
    return status;
}

gk_status gk_facts_list(gk_library *library, const gk_fact_query *query, gk_fact_list **out,
                        gk_error *err)
{
    owned *made = gk_alloc(sizeof *made);
    made->arena = gk_arena_new();
    gk_status status = list_facts(library, query, made, err);
    *out = status == GK_OK ? &made->list : NULL;
    if (status != GK_OK) gk_fact_list_free(&made->list);
    return status;
}

void gk_fact_list_free(gk_fact_list *list)
{
    if (!list) return;
    owned *made = (owned *)list; /* its first member */
    gk_arena_free(made->arena);
    gk_free(made);
}
