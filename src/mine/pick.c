/* SPDX-License-Identifier: Apache-2.0
 *
 * Both lists of candidates are gone through from the best on, a turn each, until each has given its
 * share; where one runs out the other fills up. A candidate that repeats a negative is passed over,
 * so that one paragraph of ten years' filings does not take every place.
 */
#include "mine/mine.h"

#include <math.h>
#include <string.h>

/* Negatives of much the same words that a query may have: the year must be told apart, but not five
 * times over. */
enum { MOST_ALIKE = 2 };
static const double alike = 0.6;

/* A list of candidates and how far it was gone through. */
typedef struct source {
    const gk_found *found;
    size_t next, given, wanted;
} source;

typedef struct turn {
    const gk_mine_picking *picking;
    gk_mine_picked *picked;
    gk_terms *terms;
    gk_arena *arena;
    gk_mine_evidence evidence;
    double most;    /* the highest cosine that a negative may have */
    uint32_t *seen; /* candidates judged, in whatever list they stood */
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
    if (verdict == GK_NEGATIVE && cosine(t, passage) > t->most) verdict = GK_TOO_NEAR;
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
    while (from->next < t->picking->depth && from->found[from->next].passage != UINT32_MAX)
        if (take(t, from->found[from->next++].passage)) {
            from->given++;
            return true;
        }
    return false;
}

static void take_turns(turn *t, source *dense, source *lexical)
{
    bool more = true;
    while (more) {
        more = dense->given < dense->wanted && advance(t, dense);
        more |= lexical->given < lexical->wanted && advance(t, lexical);
    }
    while (t->picked->count < t->picking->negatives && advance(t, dense)) {
    }
    while (t->picked->count < t->picking->negatives && advance(t, lexical)) {
    }
}

void gk_mine_pick(const gk_mine_picking *picking, gk_terms *terms, gk_arena *arena,
                  gk_mine_picked *picked)
{
    turn t = {.picking = picking, .picked = picked, .terms = terms, .arena = arena};
    gk_mine_evidence_read(picked->query->query, &picking->corpus->passages[picked->positive], terms,
                          arena, &t.evidence);
    t.most = picking->margin * cosine(&t, picked->positive);
    t.seen = gk_arena_array(arena, 2 * picking->depth, sizeof *t.seen);
    t.shingles = gk_arena_array(arena, picking->negatives, sizeof *t.shingles);
    size_t by_lexical = (size_t)lround(picking->lexical * (double)picking->negatives);
    source dense = {.found = picked->dense, .wanted = picking->negatives - by_lexical};
    source lexical = {.found = picked->lexical, .wanted = by_lexical};
    take_turns(&t, &dense, &lexical);
    picked->by_lexical = lexical.given;
}
