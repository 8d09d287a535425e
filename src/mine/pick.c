/* SPDX-License-Identifier: Apache-2.0
 *
 * Three lists of candidates are gone through from the best on, a turn each, until each has given
 * its share: the nearest passages of all, those that BM25 finds, and the nearest of the positive's
 * own document. Where one runs out the others fill up. The third is there for what the first model
 * does not know yet: while it takes "KO" for any company, it finds other companies' pages, and the
 * pages of the right one, which are what a better model confuses, would be missing.
 *
 * A candidate that repeats negatives is passed over, so that one paragraph of ten years' filings
 * does not take every place.
 */
#include "mine/mine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Negatives of much the same words that a query may have: the year must be told apart, but not five
 * times over. */
enum { MOST_ALIKE = 2 };
static const double alike = 0.6;

/* The margin of the passages before and after the positive. The answer may run over the cut between
 * them: of those that are as near to the query as the positive, most answer in part. */
static const double neighbour_margin = 0.98;

/* A list of candidates and how far it was gone through. */
typedef struct source {
    const gk_found *found;
    size_t count, next, given, wanted;
} source;

typedef struct turn {
    const gk_mine_picking *picking;
    gk_mine_picked *picked;
    gk_terms *terms;
    gk_arena *arena;
    gk_mine_evidence evidence;
    double nearness; /* the positive's cosine */
    uint32_t *seen;  /* candidates judged, in whatever list they stood */
    size_t seen_count;
    gk_hash_set *shingles; /* of the negatives */
} turn;

static double cosine(const turn *t, uint32_t passage)
{
    const float *a = t->picked->vector;
    const float *b = t->picking->vectors + t->picking->rows[passage] * t->picking->dimensions;
    double sum = 0;
    for (size_t i = 0; i < t->picking->dimensions; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

static bool answers(const turn *t, uint32_t passage)
{
    const gk_corpus_passage *passages = t->picking->corpus->passages;
    for (size_t i = 0; i < t->picked->answer_count; i++)
        if (passages[t->picked->answers[i]].twin == passages[passage].twin) return true;
    return false;
}

static bool seen_before(turn *t, uint32_t passage)
{
    for (size_t i = 0; i < t->seen_count; i++)
        if (t->seen[i] == passage) return true;
    t->seen[t->seen_count++] = passage;
    return false;
}

static bool is_neighbour(const turn *t, uint32_t passage)
{
    const gk_corpus_passage *passages = t->picking->corpus->passages;
    uint32_t positive = t->picked->positive;
    bool beside = passage + 1 == positive || passage == positive + 1;
    return beside && strcmp(passages[passage].doc, passages[positive].doc) == 0;
}

static bool too_near(const turn *t, uint32_t passage)
{
    double margin = t->picking->margin;
    if (is_neighbour(t, passage) && margin > neighbour_margin) margin = neighbour_margin;
    return cosine(t, passage) > margin * t->nearness;
}

/* Whether as many negatives as may be say much the same. */
static bool repeats(const turn *t, const gk_hash_set *shingles)
{
    size_t count = 0;
    for (size_t i = 0; i < t->picked->count; i++) {
        const gk_hash_set *other = &t->shingles[i];
        size_t least = shingles->count < other->count ? shingles->count : other->count;
        count += (double)gk_set_shared(shingles, other) >= alike * (double)least;
    }
    return count >= MOST_ALIKE;
}

/* Makes the candidate a negative where it can be one. */
static bool take(turn *t, uint32_t passage)
{
    const gk_corpus_passage *candidate = &t->picking->corpus->passages[passage];
    if (t->picking->rows[passage] == UINT32_MAX || answers(t, passage) || seen_before(t, passage))
        return false;
    gk_traits traits;
    gk_traits_read(candidate, t->terms, t->arena, &traits);
    gk_mine_verdict verdict = gk_mine_judge(&t->evidence, candidate, &traits, t->arena);
    if (verdict == GK_NEGATIVE && too_near(t, passage)) verdict = GK_TOO_NEAR;
    if (verdict != GK_NEGATIVE) {
        t->picked->refused[verdict]++;
        return false;
    }
    if (repeats(t, &traits.shingles)) return false;
    t->shingles[t->picked->count] = traits.shingles;
    t->picked->negatives[t->picked->count++] = passage;
    return true;
}

/* The next negative of a list; false where it has none left. */
static bool advance(turn *t, source *from)
{
    while (from->next < from->count && from->found[from->next].passage != UINT32_MAX)
        if (take(t, from->found[from->next++].passage)) {
            from->given++;
            return true;
        }
    return false;
}

static void take_turns(turn *t, source *sources, size_t count)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < count; i++)
            more |= sources[i].given < sources[i].wanted && advance(t, &sources[i]);
    }
    for (size_t i = 0; i < count; i++)
        while (t->picked->count < t->picking->negatives && advance(t, &sources[i])) {
        }
}

static int nearest_first(const void *a, const void *b)
{
    const gk_found *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return (x->passage > y->passage) - (x->passage < y->passage);
}

/* The nearest passages of the positive's document: those that stand around it in the file. */
static source own_document(turn *t)
{
    const gk_corpus *corpus = t->picking->corpus;
    uint32_t first = t->picked->positive, end = first + 1;
    const char *doc = corpus->passages[first].doc;
    while (first > 0 && strcmp(corpus->passages[first - 1].doc, doc) == 0) first--;
    while (end < corpus->count && strcmp(corpus->passages[end].doc, doc) == 0) end++;
    gk_found *found = gk_arena_array(t->arena, end - first, sizeof *found);
    size_t count = 0;
    for (uint32_t i = first; i < end; i++)
        if (t->picking->rows[i] != UINT32_MAX)
            found[count++] = (gk_found){.passage = i, .score = (float)cosine(t, i)};
    if (count > 1) qsort(found, count, sizeof *found, nearest_first);
    size_t depth = t->picking->depth;
    return (source){.found = found, .count = count < depth ? count : depth};
}

void gk_mine_pick(const gk_mine_picking *picking, gk_terms *terms, gk_arena *arena,
                  gk_mine_picked *picked)
{
    turn t = {.picking = picking, .picked = picked, .terms = terms, .arena = arena};
    gk_mine_evidence_read(picked->query->query, &picking->corpus->passages[picked->positive], terms,
                          arena, &t.evidence);
    t.nearness = cosine(&t, picked->positive);
    t.seen = gk_arena_array(arena, 3 * picking->depth, sizeof *t.seen);
    t.shingles = gk_arena_array(arena, picking->negatives, sizeof *t.shingles);
    size_t depth = picking->depth, wanted = picking->negatives;
    size_t lexical = (size_t)lround(picking->lexical * (double)wanted);
    size_t own = (wanted - lexical) / 2;
    source sources[] = {{.found = picked->dense, .count = depth},
                        {.found = picked->lexical, .count = depth, .wanted = lexical},
                        own_document(&t)};
    sources[0].wanted = wanted - lexical - own;
    sources[2].wanted = own;
    take_turns(&t, sources, sizeof sources / sizeof *sources);
    picked->by_lexical = sources[1].given;
}
