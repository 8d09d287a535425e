/* SPDX-License-Identifier: Apache-2.0 */
#include "concept/parts.h"

#include <string.h>

static gk_key id_key(const void *owner, uint32_t number)
{
    const char *id = ((const gk_concepts *)owner)->concepts[number].id;
    return (gk_key){id, strlen(id)};
}

static gk_key tag_key(const void *owner, uint32_t number)
{
    const char *tag = ((const gk_concepts *)owner)->tags[number].tag;
    return (gk_key){tag, strlen(tag)};
}

/* The first concept that names a tag has it. */
static void tags(gk_concepts *c)
{
    for (uint32_t i = 0; i < c->count; i++) {
        for (const char *const *tag = c->concepts[i].tags; *tag; tag++) {
            c->tags = gk_grow(c->tags, c->tag_count, &c->tag_capacity, sizeof *c->tags);
            c->tags[c->tag_count] = (gk_tag_entry){*tag, i};
            if (gk_index_add(&c->by_tag, (uint32_t)c->tag_count) == c->tag_count) c->tag_count++;
        }
    }
}

static gk_status wrong(const gk_concepts *c, const char *what, const char *field, const char *why,
                       gk_error *err)
{
    for (size_t i = 0; i < c->place_count; i++)
        if (c->places[i].what == what)
            return gk_fail(err, GK_INPUT, "%s:%d: %s: %s", c->places[i].path, c->places[i].line,
                           field, why);
    return gk_fail(err, GK_INPUT, "%s: %s", field, why);
}

/* What can be judged only once all is read. */
static gk_status check(const gk_concepts *c, gk_error *err)
{
    gk_status status = GK_OK;
    gk_arena *arena = gk_arena_new();
    for (size_t i = 0; i < c->count && status == GK_OK; i++) {
        const gk_concept *k = &c->concepts[i];
        if (!*k->name) status = wrong(c, k->id, "name", "it is missing", err);
        for (const char *const *f = k->formulas; *f && status == GK_OK; f++) {
            gk_node *node;
            gk_error why;
            if (gk_formula_parse(c, *f, arena, &node, &why) != GK_OK)
                status = wrong(c, *f, "formula", why.message, err);
        }
    }
    gk_arena_free(arena);
    return status;
}

static gk_status fill(gk_concepts *c, const char *path, const char *own, size_t size, bool alone,
                      gk_error *err)
{
    gk_status status = GK_OK;
    if (!alone)
        status = gk_concepts_read(c, "concepts.txt", (const char *)gk_concepts_text,
                                  gk_concepts_size, false, err);
    if (status == GK_OK && own) status = gk_concepts_read(c, path, own, size, true, err);
    if (status == GK_OK) status = gk_phrases_make(c, !alone, err);
    if (status == GK_OK) status = check(c, err);
    tags(c);
    return status;
}

gk_status gk_concepts_open_text(const char *path, const char *own, size_t size, bool alone,
                                gk_concepts **out, gk_error *err)
{
    gk_concepts *c = gk_alloc(sizeof *c);
    c->arena = gk_arena_new();
    c->by_id = gk_index_new(512, id_key, c);
    c->by_tag = gk_index_new(1024, tag_key, c);
    gk_status status = fill(c, path, own, size, alone, err);
    *out = status == GK_OK ? c : NULL;
    if (!*out) gk_concepts_free(c);
    return status;
}

gk_status gk_concepts_open(const char *own, gk_concepts **out, gk_error *err)
{
    *out = NULL;
    if (!own || !gk_path_exists(own)) return gk_concepts_open_text("", NULL, 0, false, out, err);
    char *text = NULL;
    size_t size = 0;
    gk_status status = gk_file_read(own, &text, &size, err);
    if (status == GK_OK) status = gk_concepts_open_text(own, text, size, false, out, err);
    gk_free(text);
    return status;
}

void gk_concepts_free(gk_concepts *c)
{
    if (!c) return;
    gk_phrases_free(c);
    gk_index_free(&c->by_id);
    gk_index_free(&c->by_tag);
    gk_free(c->tags);
    gk_free(c->places);
    gk_free(c->concepts);
    gk_arena_free(c->arena);
    gk_free(c);
}

size_t gk_concepts_count(const gk_concepts *c) { return c->count; }

const gk_concept *gk_concepts_at(const gk_concepts *c, size_t i) { return &c->concepts[i]; }

size_t gk_concepts_find(const gk_concepts *c, const char *id)
{
    uint32_t at = gk_index_find(&c->by_id, (gk_key){id, strlen(id)});
    return at == UINT32_MAX ? SIZE_MAX : at;
}

size_t gk_concepts_of_tag(const gk_concepts *c, const char *tag)
{
    uint32_t at = gk_index_find(&c->by_tag, (gk_key){tag, strlen(tag)});
    return at == UINT32_MAX ? SIZE_MAX : c->tags[at].concept;
}
