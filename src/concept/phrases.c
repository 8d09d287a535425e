/* SPDX-License-Identifier: Apache-2.0 */
#include "concept/core.h"
#include "concept/parts.h"

#include <string.h>

static gk_key term_key(const void *owner, uint32_t number)
{
    const char *term = ((const gk_lexicon *)owner)->terms[number];
    return (gk_key){term, strlen(term)};
}

static void lexicon_start(gk_lexicon *l)
{
    l->index = gk_index_new(4096, term_key, l);
    for (size_t i = 0; i < GK_CORE_COUNT; i++) gk_lexicon_add(l, gk_core_texts[i]);
    for (const char *const *word = gk_qualifiers; *word; word++) gk_lexicon_add(l, *word);
}

uint32_t gk_phrase_find(const gk_phrase_map *map, uint64_t key)
{
    if (!map->keys) return UINT32_MAX;
    for (size_t i = key & map->mask;; i = (i + 1) & map->mask) {
        if (map->phrases[i] == UINT32_MAX) return UINT32_MAX;
        if (map->keys[i] == key) return map->phrases[i];
    }
}

static void map_start(gk_phrase_map *map, size_t phrases)
{
    size_t room = 64;
    while (room < phrases * 2) room *= 2;
    map->keys = gk_alloc_array(room, sizeof *map->keys);
    map->phrases = gk_alloc_array(room, sizeof *map->phrases);
    memset(map->phrases, 0xFF, room * sizeof *map->phrases);
    map->mask = room - 1;
}

/* Puts phrase behind the others with its key: *next of the last of them. */
static void map_add(gk_concepts *c, gk_phrase_map *map, uint64_t key, uint32_t phrase,
                    size_t next_at)
{
    size_t i = key & map->mask;
    while (map->phrases[i] != UINT32_MAX && map->keys[i] != key) i = (i + 1) & map->mask;
    if (map->phrases[i] == UINT32_MAX) {
        map->keys[i] = key;
        map->phrases[i] = phrase;
        return;
    }
    uint32_t at = map->phrases[i];
    for (;;) {
        uint32_t *next = (uint32_t *)((char *)&c->phrases[at] + next_at);
        if (*next == UINT32_MAX) {
            *next = phrase;
            return;
        }
        at = *next;
    }
}

typedef struct adding {
    gk_concepts *concepts;
    gk_terms *terms;
} adding;

/* The words of a part of a phrase, kept; how many. */
static uint32_t keep_words(const adding *a, const char *text)
{
    gk_concepts *c = a->concepts;
    char clean[512];
    size_t n = gk_label_clean(text, clean, sizeof clean);
    gk_word words[GK_WORDS_MOST];
    size_t count = gk_words_read(&c->lexicon, true, a->terms, clean, n, words, GK_WORDS_MOST);
    if (count == GK_WORDS_MOST) return 0;
    for (size_t i = 0; i < count; i++) {
        c->words = gk_grow(c->words, c->word_count, &c->word_capacity, sizeof *c->words);
        c->words[c->word_count++] = words[i];
    }
    return (uint32_t)count;
}

/* A phrase; "section > label" holds only under a heading with the words of the section. */
static void add(const adding *a, uint32_t concept, gk_phrase_kind kind, uint32_t rank,
                const char *text)
{
    gk_concepts *c = a->concepts;
    gk_phrase p = {.concept = concept,
                   .over = (uint32_t)c->word_count,
                   .kind = kind,
                   .rank = rank,
                   .next = UINT32_MAX,
                   .core = UINT32_MAX};
    const char *under = strchr(text, '>');
    if (under) {
        char *section = gk_strndup(text, (size_t)(under - text));
        p.over_count = keep_words(a, section);
        gk_free(section);
        text = under + 1;
    }
    p.first = (uint32_t)c->word_count;
    p.count = keep_words(a, text);
    if (p.count == 0) return;
    c->phrases = gk_grow(c->phrases, c->phrase_count, &c->phrase_capacity, sizeof *c->phrases);
    c->phrases[c->phrase_count++] = p;
}

static void add_list(const adding *a, uint32_t concept, gk_phrase_kind kind,
                     const char *const *list)
{
    for (uint32_t i = 0; list[i]; i++) add(a, concept, kind, i, list[i]);
}

/* One line of learned.txt: "id = label | label". */
static gk_status learned_line(const adding *a, int number, char *s, gk_error *err)
{
    if (!*s || *s == '#') return GK_OK;
    size_t n = strcspn(s, " =");
    uint32_t at = gk_index_find(&a->concepts->by_id, (gk_key){s, n});
    char *rest = strchr(s, '=');
    if (at == UINT32_MAX || !rest)
        return gk_fail(err, GK_INPUT, "learned.txt:%d: id: \"%.*s\" is no concept", number, (int)n,
                       s);
    rest++;
    for (uint32_t rank = 0; rest; rank++) {
        const char *label = strsep(&rest, "|");
        add(a, at, GK_PHRASE_LEARNED, rank, label + strspn(label, " "));
    }
    return GK_OK;
}

static gk_status read_learned(const adding *a, gk_error *err)
{
    char *text = gk_strndup((const char *)gk_learned_text, gk_learned_size), *rest = text;
    gk_status status = GK_OK;
    for (int number = 1; rest && status == GK_OK; number++) {
        char *line = strsep(&rest, "\n");
        status = learned_line(a, number, line, err);
    }
    gk_free(text);
    return status;
}

static void index_phrase(gk_concepts *c, uint32_t i)
{
    const gk_phrase *p = &c->phrases[i];
    const gk_word *words = c->words + p->first;
    uint32_t core[GK_WORDS_MOST];
    size_t dropped, n = gk_words_core(words, p->count, core, &dropped);
    if (p->over_count) {
        if (n != SIZE_MAX)
            map_add(c, &c->under, gk_core_key(core, n), i, offsetof(gk_phrase, core));
        return;
    }
    map_add(c, &c->whole, gk_words_key(words, p->count), i, offsetof(gk_phrase, next));
    if (n && n != SIZE_MAX && p->kind != GK_PHRASE_ASKED)
        map_add(c, &c->core, gk_core_key(core, n), i, offsetof(gk_phrase, core));
    /* A question that says "total" or "basic" names nothing by it. */
    if (p->kind == GK_PHRASE_LEARNED || (p->kind == GK_PHRASE_PRINTED && p->count < 2)) return;
    uint32_t first = words[0].id;
    c->start_next[i] = c->starts[first];
    c->starts[first] = i;
}

gk_status gk_phrases_make(gk_concepts *c, bool learned, gk_error *err)
{
    lexicon_start(&c->lexicon);
    adding a = {c, gk_terms_new()};
    for (uint32_t i = 0; i < c->count; i++) {
        const gk_concept *k = &c->concepts[i];
        add_list(&a, i, GK_PHRASE_PRINTED, k->printed);
        add_list(&a, i, GK_PHRASE_ASKED, k->asked);
        add(&a, i, GK_PHRASE_ASKED, UINT32_MAX, k->name);
        add(&a, i, GK_PHRASE_ASKED, UINT32_MAX, k->name_zh);
    }
    gk_status status = learned ? read_learned(&a, err) : GK_OK;
    gk_terms_free(a.terms);
    if (status != GK_OK) return status;
    map_start(&c->whole, c->phrase_count);
    map_start(&c->core, c->phrase_count);
    map_start(&c->under, c->phrase_count);
    c->starts = gk_alloc_array(c->lexicon.count, sizeof *c->starts);
    memset(c->starts, 0xFF, c->lexicon.count * sizeof *c->starts);
    c->start_next = gk_alloc_array(c->phrase_count + 1, sizeof *c->start_next);
    for (uint32_t i = 0; i < c->phrase_count; i++) index_phrase(c, i);
    return GK_OK;
}

void gk_phrases_free(gk_concepts *c)
{
    for (size_t i = 0; i < c->lexicon.count; i++) gk_free(c->lexicon.terms[i]);
    gk_free(c->lexicon.terms);
    gk_free(c->lexicon.means);
    gk_index_free(&c->lexicon.index);
    gk_phrase_map *const maps[] = {&c->whole, &c->core, &c->under};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        gk_free(maps[i]->keys);
        gk_free(maps[i]->phrases);
    }
    gk_free(c->words);
    gk_free(c->phrases);
    gk_free(c->starts);
    gk_free(c->start_next);
}
