/* SPDX-License-Identifier: Apache-2.0
 *
 * What a library keeps in memory of its facts. The version of a content's facts has two halves: the
 * number of what makes them (GK_FACTS_VERSION), and 32 bits of a hash of the vocabulary, the
 * library's own LIB/concepts.txt included: whoever changes that sees that the facts are old.
 */
#include "library/figures.h"

#include <string.h>

/* Facts that are kept: of so many contents, and so many facts together. */
enum { CONTENTS_MOST = 64, FACTS_MOST = 400000 };

/* The facts of a content. */
typedef struct kept {
    int64_t content, version;
    gk_facts *facts;
    uint64_t used;  /* when: the highest was used last */
    uint64_t begun; /* the moment in which it was compared with the store */
} kept;

struct gk_figures {
    gk_concepts *concepts;
    int64_t version;
    kept *items;
    size_t count, capacity, facts;
    uint64_t clock, begun;
};

/* ---- the vocabulary ----------------------------------------------------------------------- */

static uint64_t hash_text(uint64_t hash, const char *text)
{
    return gk_hash(hash, text, strlen(text) + 1);
}

static uint64_t hash_list(uint64_t hash, const char *const *list)
{
    for (; *list; list++) hash = hash_text(hash, *list);
    return hash_text(hash, "");
}

/* Of all by which a row is given its line item; how a formula goes does not matter. */
static uint32_t vocabulary_half(const gk_concepts *concepts)
{
    uint64_t hash = GK_HASH_START;
    for (size_t i = 0; i < gk_concepts_count(concepts); i++) {
        const gk_concept *c = gk_concepts_at(concepts, i);
        const unsigned kinds[] = {c->statement, (unsigned)c->nature, (unsigned)c->measure};
        hash = hash_text(hash, c->id);
        hash = gk_hash(hash, kinds, sizeof kinds);
        hash = hash_list(hash, c->printed);
        hash = hash_list(hash, c->tags);
    }
    return (uint32_t)(hash ^ hash >> 32);
}

static gk_status open_concepts(gk_library *library, gk_error *err)
{
    gk_concepts *concepts;
    char *path = gk_path_join(gk_store_path(library->store), "concepts.txt");
    gk_status status = gk_concepts_open(path, &concepts, err);
    gk_free(path);
    if (status != GK_OK) return status;
    library->figures = gk_alloc(sizeof *library->figures);
    library->figures->concepts = concepts;
    library->figures->version = (int64_t)GK_FACTS_VERSION << 32 | vocabulary_half(concepts);
    return GK_OK;
}

gk_status gk_library_concepts(gk_library *library, const gk_concepts **out, gk_error *err)
{
    gk_status status = library->figures ? GK_OK : open_concepts(library, err);
    *out = status == GK_OK ? library->figures->concepts : NULL;
    return status;
}

gk_status gk_library_facts_version(gk_library *library, int64_t *version, gk_error *err)
{
    const gk_concepts *concepts;
    gk_status status = gk_library_concepts(library, &concepts, err);
    *version = status == GK_OK ? library->figures->version : 0;
    return status;
}

/* ---- facts in memory ---------------------------------------------------------------------- */

static void drop(gk_figures *figures, size_t i)
{
    figures->facts -= figures->items[i].facts->count;
    gk_facts_free(figures->items[i].facts);
    figures->items[i] = figures->items[--figures->count];
}

void gk_figures_free(gk_figures *figures)
{
    if (!figures) return;
    while (figures->count) drop(figures, figures->count - 1);
    gk_free(figures->items);
    gk_concepts_free(figures->concepts);
    gk_free(figures);
}

static size_t oldest(const gk_figures *figures)
{
    size_t least = 0;
    for (size_t i = 1; i < figures->count; i++)
        if (figures->items[i].used < figures->items[least].used) least = i;
    return least;
}

void gk_library_trim(gk_library *library)
{
    gk_figures *figures = library->figures;
    if (!figures) return;
    while (figures->count && (figures->count > CONTENTS_MOST || figures->facts > FACTS_MOST))
        drop(figures, oldest(figures));
}

void gk_figures_begin(gk_library *library)
{
    if (library->figures) library->figures->begun++;
    gk_library_trim(library);
}

static kept *find(const gk_figures *figures, int64_t content)
{
    for (size_t i = 0; i < figures->count; i++)
        if (figures->items[i].content == content) return &figures->items[i];
    return NULL;
}

/* Reads the facts of a content into a new place, whatever is kept of it. */
static gk_status load(gk_library *library, int64_t content, kept **out, gk_error *err)
{
    gk_figures *figures = library->figures;
    gk_arena *arena = gk_arena_new();
    gk_store_packed packed;
    kept item = {.content = content};
    gk_status status = gk_store_facts(library->store, content, arena, &packed, err);
    if (status == GK_OK && packed.size)
        status = gk_facts_unpack(packed.bytes, packed.size, figures->concepts, &item.facts, err);
    gk_arena_free(arena);
    if (status != GK_OK) return status;
    if (!item.facts) {
        item.facts = gk_alloc(sizeof *item.facts);
        item.facts->arena = gk_arena_new();
    }
    item.version = packed.version;
    figures->facts += item.facts->count;
    figures->items = gk_grow(figures->items, figures->count, &figures->capacity, sizeof item);
    figures->items[figures->count] = item;
    *out = &figures->items[figures->count++];
    return GK_OK;
}

/* Forgets what is kept of a content where the store has other facts of it by now. */
static gk_status renew(gk_library *library, kept **item, gk_error *err)
{
    gk_figures *figures = library->figures;
    int64_t version;
    if ((*item)->begun == figures->begun) return GK_OK;
    gk_status status = gk_store_facts_made_by(library->store, (*item)->content, &version, err);
    if (status != GK_OK || version == (*item)->version) return status;
    drop(figures, (size_t)(*item - figures->items));
    *item = NULL;
    return GK_OK;
}

gk_status gk_library_facts(gk_library *library, int64_t content, const gk_facts **out,
                           gk_error *err)
{
    const gk_concepts *concepts;
    *out = NULL;
    gk_status status = gk_library_concepts(library, &concepts, err);
    if (status != GK_OK) return status;
    kept *item = find(library->figures, content);
    if (item) status = renew(library, &item, err);
    if (status == GK_OK && !item) status = load(library, content, &item, err);
    if (status != GK_OK) return status;
    item->used = ++library->figures->clock;
    item->begun = library->figures->begun;
    *out = item->facts;
    return GK_OK;
}

gk_status gk_library_facts_notice(gk_library *library, char **out, gk_error *err)
{
    int64_t version;
    gk_store_facts_counts counts;
    char number[GK_DIGITS], all[GK_DIGITS];
    *out = NULL;
    gk_status status = gk_library_facts_version(library, &version, err);
    if (status == GK_OK) status = gk_store_facts_count(library->store, version, &counts, err);
    if (status != GK_OK || counts.missing + counts.old == 0) return status;
    *out = gk_format("facts of %s of %s documents %s: goshawk reindex %s --facts makes them%s",
                     gk_digits(number, counts.missing + counts.old),
                     gk_digits(all, counts.contents), counts.old ? "are old" : "are missing",
                     gk_store_path(library->store), counts.old ? " anew" : "");
    return GK_OK;
}
