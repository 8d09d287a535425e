/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/retrieval.h"

#include <string.h>

const char *const gk_eval_levels[GK_EVAL_LEVELS] = {"page", "document", "passage"};

/* ---- the pieces of evidence ----------------------------------------------------------------- */

/* Two pieces of evidence are one at this level. */
static bool same_piece(const gk_evidence *a, const gk_evidence *b, gk_eval_level level)
{
    bool document = a->content || b->content ? a->content == b->content
                                             : strcmp(a->document, b->document) == 0;
    if (!document || level == GK_EVAL_DOCUMENT) return document;
    if (a->page != b->page || level == GK_EVAL_PAGE) return a->page == b->page;
    return strcmp(a->passage, b->passage) == 0;
}

/* The evidence at a level, each piece once: pieces (evidence_count). */
static size_t pieces_of(const gk_eval_question *q, gk_eval_level level, const gk_evidence **pieces)
{
    size_t count = 0;
    for (size_t i = 0; i < q->evidence_count; i++) {
        const gk_evidence *e = &q->evidence[i];
        if (level == GK_EVAL_PASSAGE && !e->passage) continue;
        size_t k = 0;
        while (k < count && !same_piece(pieces[k], e, level)) k++;
        if (k == count) pieces[count++] = e;
    }
    return count;
}

/* ---- passages ------------------------------------------------------------------------------- */

/* The words of a text, sorted. */
typedef struct words {
    gk_arena *arena;
    char **words;
    size_t count, capacity;
} words;

static bool add_word(void *ctx, const gk_term *term)
{
    words *w = ctx;
    w->words = gk_grow(w->words, w->count, &w->capacity, sizeof *w->words);
    w->words[w->count++] = gk_arena_strndup(w->arena, term->text, term->length);
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static words words_of(gk_arena *arena, const char *text)
{
    words w = {.arena = arena};
    gk_terms *terms = gk_terms_new();
    gk_terms_each(terms, text, strlen(text), add_word, &w);
    gk_terms_free(terms);
    if (w.count) qsort(w.words, w.count, sizeof *w.words, by_text);
    return w;
}

/* Libraries cut pages into other passages than whoever made the set: two texts are the same
 * passage's where they share at least half of the words of the shorter. */
static bool same_passage(const char *a, const char *b)
{
    gk_arena *arena = gk_arena_new();
    words x = words_of(arena, a), y = words_of(arena, b);
    size_t common = 0;
    for (size_t i = 0, k = 0; i < x.count && k < y.count;) {
        int order = strcmp(x.words[i], y.words[k]);
        common += order == 0;
        i += order <= 0;
        k += order >= 0;
    }
    size_t least = x.count < y.count ? x.count : y.count;
    gk_free(x.words);
    gk_free(y.words);
    gk_arena_free(arena);
    return common > 0 && 2 * common >= least;
}

static gk_status holds_passage(gk_library *library, const gk_found_passage *f,
                               const gk_evidence *piece, bool *holds, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    gk_store_passage passage;
    gk_status status = gk_store_passage_get(library->store, f->passage, arena, &passage, err);
    *holds = status == GK_OK && same_passage(passage.text, piece->passage);
    gk_arena_free(arena);
    return status;
}

/* ---- ranks ---------------------------------------------------------------------------------- */

/* Whether found[i] is the first of its document, page or passage. */
static bool first_of_its_kind(const gk_retrieved *r, size_t i, gk_eval_level level)
{
    if (level == GK_EVAL_PASSAGE) return true;
    for (size_t k = 0; k < i; k++)
        if (r->found[k].content == r->found[i].content &&
            (level == GK_EVAL_DOCUMENT || r->found[k].page == r->found[i].page))
            return false;
    return true;
}

static gk_status matches(gk_library *library, const gk_found_passage *f, const gk_evidence *piece,
                         gk_eval_level level, bool *match, gk_error *err)
{
    *match = piece->content == f->content && (level == GK_EVAL_DOCUMENT || piece->page == f->page);
    if (!*match || level != GK_EVAL_PASSAGE) return GK_OK;
    return holds_passage(library, f, piece, match, err);
}

static gk_status stand_at(gk_library *library, const gk_eval_question *q, const gk_retrieved *r,
                          gk_eval_level level, gk_eval_standing *out, gk_error *err)
{
    const gk_evidence **pieces = gk_alloc_array(q->evidence_count, sizeof *pieces);
    gk_status status = GK_OK;
    uint32_t rank = 0;
    out->count = pieces_of(q, level, pieces);
    out->ranks = gk_alloc_array(out->count, sizeof *out->ranks);
    size_t missing = out->count;
    for (size_t i = 0; i < r->count && missing && status == GK_OK; i++) {
        if (!first_of_its_kind(r, i, level)) continue;
        rank++;
        for (size_t k = 0; k < out->count && status == GK_OK; k++) {
            bool match = false;
            if (out->ranks[k]) continue;
            status = matches(library, &r->found[i], pieces[k], level, &match, err);
            if (!match) continue;
            out->ranks[k] = rank;
            if (!out->first) out->first = rank;
            missing--;
        }
    }
    gk_free(pieces);
    return status;
}

gk_status gk_eval_stand(gk_library *library, const gk_eval_question *question,
                        const gk_retrieved *found, gk_eval_standing out[GK_EVAL_LEVELS],
                        gk_error *err)
{
    gk_status status = GK_OK;
    memset(out, 0, GK_EVAL_LEVELS * sizeof *out);
    for (int level = 0; level < GK_EVAL_LEVELS && status == GK_OK; level++)
        status = stand_at(library, question, found, (gk_eval_level)level, &out[level], err);
    return status;
}

void gk_eval_standing_free(gk_eval_standing standing[GK_EVAL_LEVELS])
{
    for (int level = 0; level < GK_EVAL_LEVELS; level++) gk_free(standing[level].ranks);
}
