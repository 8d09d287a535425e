/* SPDX-License-Identifier: Apache-2.0
 *
 * What was found as hits. Passages that follow one another on a page become one hit, in the place
 * of the better one; a text that a better hit shows already, in whatever document, is left out.
 */
#include "search/search.h"

#include <string.h>

enum { MERGED_MOST = 3 /* passages in a hit */ };

/* The public struct with the arena that owns it. */
typedef struct owned_hits {
    gk_hits hits;
    gk_arena *arena;
} owned_hits;

void gk_hits_free(gk_hits *hits)
{
    if (!hits) return;
    owned_hits *owned = (owned_hits *)hits;
    gk_arena_free(owned->arena);
    gk_free(owned);
}

/* A hit as it is being made: it may grow. */
typedef struct making {
    int64_t content, first, last; /* passages */
    uint64_t said;                /* hash of its text */
} making;

typedef struct maker {
    gk_library *library;
    const gk_question *question;
    const gk_retrieved *retrieved;
    gk_terms *terms;
    owned_hits *owned;
    making *makings; /* one a hit; the arena's */
} maker;

/* ---- marks --------------------------------------------------------------------------------- */

typedef struct marker {
    const gk_question *question;
    gk_span *marks;
    size_t count, capacity;
} marker;

static bool mark(void *ctx, const gk_term *term)
{
    marker *m = ctx;
    for (size_t i = 0; i < m->question->term_count; i++) {
        const char *text = m->question->terms[i].text;
        if (strncmp(text, term->text, term->length) != 0 || text[term->length]) continue;
        /* Pairs of Han overlap: one mark for the run. */
        if (m->count && term->start <= m->marks[m->count - 1].end) {
            if (term->end > m->marks[m->count - 1].end) m->marks[m->count - 1].end = term->end;
        } else {
            m->marks = gk_grow(m->marks, m->count, &m->capacity, sizeof *m->marks);
            m->marks[m->count++] = (gk_span){term->start, term->end};
        }
        break;
    }
    return true;
}

static void mark_words(const maker *m, gk_hit *hit)
{
    marker marks = {.question = m->question};
    gk_terms_each(m->terms, hit->text, strlen(hit->text), mark, &marks);
    hit->marks = gk_arena_keep(m->owned->arena, marks.marks, marks.count, sizeof *marks.marks);
    hit->mark_count = marks.count;
}

/* ---- neighbours, and what was said ----------------------------------------------------------- */

static uint64_t hash_of(const char *text)
{
    uint64_t hash = GK_HASH_START;
    for (; *text; text++) {
        char c = *text;
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        bool counts = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
        if (counts) hash = gk_hash(hash, &c, 1);
    }
    return hash;
}

static bool was_said(const maker *m, uint64_t said)
{
    for (size_t i = 0; i < m->owned->hits.count; i++)
        if (m->makings[i].said == said) return true;
    return false;
}

/* The hit that p continues, or that continues p; NULL: none. */
static gk_hit *neighbour(const maker *m, const gk_store_passage *p, making **of)
{
    for (size_t i = 0; i < m->owned->hits.count; i++) {
        making *made = &m->makings[i];
        gk_hit *hit = &m->owned->hits.hits[i];
        bool near = p->id + 1 == made->first || p->id == made->last + 1;
        if (!near || made->content != p->content || hit->page != p->passage.page) continue;
        if (made->last - made->first + 1 >= MERGED_MOST) continue;
        *of = made;
        return hit;
    }
    return NULL;
}

static gk_status merge(const maker *m, gk_hit *hit, making *made, const gk_store_passage *p,
                       gk_error *err)
{
    gk_doc_page page;
    gk_status status = gk_store_page(m->library->store, p->content, p->passage.page,
                                     m->owned->arena, &page, err);
    if (status != GK_OK) return status;
    if (p->id < made->first) {
        made->first = p->id;
        hit->context = p->passage.context;
    } else {
        made->last = p->id;
    }
    if (p->passage.start < hit->start) hit->start = p->passage.start;
    if (p->passage.end > hit->end) hit->end = p->passage.end;
    if (p->passage.first_line < hit->first_line) hit->first_line = p->passage.first_line;
    if (p->passage.last_line > hit->last_line) hit->last_line = p->passage.last_line;
    hit->text = gk_arena_strndup(m->owned->arena, page.text + hit->start, hit->end - hit->start);
    made->said = hash_of(hit->text);
    return GK_OK;
}

/* ---- hits ---------------------------------------------------------------------------------- */

static gk_status add(maker *m, const gk_found_passage *found, bool merges, size_t k, gk_error *err)
{
    gk_store_passage p;
    gk_store_content content;
    gk_hits *hits = &m->owned->hits;
    gk_arena *arena = m->owned->arena;
    making *made;
    gk_status status = gk_store_passage_get(m->library->store, found->passage, arena, &p, err);
    if (status != GK_OK) return status;
    gk_hit *near = merges ? neighbour(m, &p, &made) : NULL;
    if (near) return merge(m, near, made, &p, err);
    uint64_t said = hash_of(p.text);
    if (hits->count == k || was_said(m, said)) return GK_OK;
    status = gk_store_content_by_id(m->library->store, p.content, arena, &content, err);
    if (status != GK_OK) return status;
    m->makings[hits->count] = (making){p.content, p.id, p.id, said};
    const char *as = m->retrieved->document;
    hits->hits[hits->count++] = (gk_hit){.document = as ? gk_arena_strdup(arena, as)
                                                        : content.document,
                                         .page = p.passage.page,
                                         .passage = p.id,
                                         .score = found->score,
                                         .context = p.passage.context,
                                         .text = p.text,
                                         .first_line = p.passage.first_line,
                                         .last_line = p.passage.last_line,
                                         .start = p.passage.start,
                                         .end = p.passage.end,
                                         .lexical_rank = found->lexical_rank,
                                         .dense_rank = found->dense_rank};
    return GK_OK;
}

gk_status gk_hits_make(gk_library *library, const gk_question *question,
                       const gk_retrieved *retrieved, size_t k, gk_hits **out, gk_error *err)
{
    owned_hits *owned = gk_alloc(sizeof *owned);
    owned->arena = gk_arena_new();
    if (k > retrieved->count) k = retrieved->count;
    maker m = {.library = library,
               .question = question,
               .retrieved = retrieved,
               .terms = gk_terms_new(),
               .owned = owned,
               .makings = gk_arena_array(owned->arena, k + 1, sizeof *m.makings)};
    owned->hits.query = gk_arena_strdup(owned->arena, question->text);
    owned->hits.notice = retrieved->notice ? gk_arena_strdup(owned->arena, retrieved->notice)
                                           : NULL;
    owned->hits.hits = gk_arena_array(owned->arena, k + 1, sizeof *owned->hits.hits);
    gk_status status = GK_OK;
    for (size_t i = 0; i < retrieved->count && status == GK_OK; i++)
        status = add(&m, &retrieved->found[i], i < GK_HITS_MERGED, k, err);
    for (size_t i = 0; i < owned->hits.count && status == GK_OK; i++)
        mark_words(&m, &owned->hits.hits[i]);
    gk_terms_free(m.terms);
    if (status != GK_OK) {
        gk_hits_free(&owned->hits);
        return status;
    }
    *out = &owned->hits;
    return GK_OK;
}
