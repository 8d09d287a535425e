/* SPDX-License-Identifier: Apache-2.0 */
#include "search/search.h"

#include <string.h>

enum { K_DEFAULT = 10 };

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

static gk_status make_hit(gk_library *library, const gk_question *question, gk_terms *terms,
                          const gk_found_passage *found, const char *as, gk_arena *arena,
                          gk_hit *hit, gk_error *err)
{
    gk_store_passage p;
    gk_store_content content;
    gk_status status = gk_store_passage_get(library->store, found->passage, arena, &p, err);
    if (status == GK_OK)
        status = gk_store_content_by_id(library->store, p.content, arena, &content, err);
    if (status != GK_OK) return status;
    marker m = {.question = question};
    gk_terms_each(terms, p.text, strlen(p.text), mark, &m);
    *hit = (gk_hit){.document = content.document,
                    .page = p.passage.page,
                    .passage = p.id,
                    .score = found->score,
                    .context = p.passage.context,
                    .text = p.text,
                    .first_line = p.passage.first_line,
                    .last_line = p.passage.last_line,
                    .start = p.passage.start,
                    .end = p.passage.end,
                    .marks = gk_arena_array(arena, m.count, sizeof *m.marks),
                    .mark_count = m.count,
                    .lexical_rank = found->lexical_rank,
                    .dense_rank = found->dense_rank};
    if (as) hit->document = gk_arena_strdup(arena, as);
    if (m.count) memcpy(hit->marks, m.marks, m.count * sizeof *m.marks);
    gk_free(m.marks);
    return GK_OK;
}

gk_status gk_hits_make(gk_library *library, const gk_question *question,
                       const gk_retrieved *retrieved, size_t k, gk_hits **out, gk_error *err)
{
    owned_hits *owned = gk_alloc(sizeof *owned);
    owned->arena = gk_arena_new();
    gk_terms *terms = gk_terms_new();
    size_t count = retrieved->count < k ? retrieved->count : k;
    owned->hits.query = gk_arena_strdup(owned->arena, question->text);
    owned->hits.notice = retrieved->notice ? gk_arena_strdup(owned->arena, retrieved->notice)
                                           : NULL;
    owned->hits.hits = gk_arena_array(owned->arena, count, sizeof *owned->hits.hits);
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        status = make_hit(library, question, terms, &retrieved->found[i], retrieved->document,
                          owned->arena, &owned->hits.hits[i], err);
        if (status == GK_OK) owned->hits.count++;
    }
    gk_terms_free(terms);
    if (status != GK_OK) {
        gk_hits_free(&owned->hits);
        return status;
    }
    *out = &owned->hits;
    return GK_OK;
}

gk_status gk_query_check(const char *query, gk_error *err)
{
    size_t n = strlen(query);
    if (!gk_utf8_valid(query, n, NULL))
        return gk_fail(err, GK_INVALID, "the query is not UTF-8 text");
    for (size_t i = 0; i < n;)
        if (gk_is_word(gk_utf8_next(query, n, &i))) return GK_OK;
    return gk_fail(err, GK_INVALID, "the query is blank: it needs a word");
}

gk_status gk_search(gk_library *library, const char *query, const gk_search_options *options,
                    gk_hits **out, gk_error *err)
{
    *out = NULL;
    size_t k = options && options->k ? options->k : K_DEFAULT;
    if (k > GK_SEARCH_MOST)
        return gk_fail(err, GK_INVALID, "k is %zu; at most %d hits can be had", k, GK_SEARCH_MOST);
    gk_status status = gk_query_check(query, err);
    if (status != GK_OK) return status;
    status = gk_library_begin(library, err);
    if (status != GK_OK) return status;
    gk_question *question;
    gk_question_read(query, &question);
    gk_retrieved retrieved;
    status = gk_retrieve(library, question, options, k, &retrieved, err);
    if (status == GK_OK) {
        status = gk_hits_make(library, question, &retrieved, k, out, err);
        gk_retrieved_free(&retrieved);
    }
    gk_question_free(question);
    gk_library_end(library);
    return status;
}
