/* SPDX-License-Identifier: Apache-2.0
 *
 * Which sentences and rows of the sources a claim may rest on: those that hold most of its words,
 * rare ones before common ones. The words of the question count, too, so that an answer need not
 * repeat them.
 */
#include "verify/checks.h"

#include <math.h>
#include <string.h>

enum { SLOTS = 2048, NEAR_BYTES = 40 };

/* The claim's words by key. */
typedef struct wanted {
    uint64_t key;
    double weight;
    size_t stamp; /* the unit that counted it last */
} wanted;

typedef struct wanting {
    wanted slots[SLOTS];
    size_t count;
    double total;
} wanting;

static wanted *slot_of(wanting *w, uint64_t key)
{
    size_t i = key % SLOTS;
    while (w->slots[i].key && w->slots[i].key != key) i = (i + 1) % SLOTS;
    return &w->slots[i];
}

static void want(wanting *w, uint64_t key, double weight)
{
    if (w->count >= SLOTS / 2) return;
    wanted *slot = slot_of(w, key);
    if (!slot->key) {
        *slot = (wanted){key, 0, SIZE_MAX};
        w->count++;
    }
    if (weight > slot->weight) {
        w->total += weight - slot->weight;
        slot->weight = weight;
    }
}

static bool counts(const gk_read_word *word)
{
    return !word->figure &&
           (word->cue == GK_CUE_NONE || word->cue == GK_CUE_LOSS || word->cue == GK_CUE_GAIN);
}

void gk_claim_weigh(const gk_check *check, gk_claim *claim)
{
    size_t n = claim->reading.count;
    double *weights = gk_arena_array(check->arena, n + 1, sizeof *weights);
    wanting *w = gk_alloc(sizeof *w);
    for (size_t i = 0; i < n; i++) want(w, claim->reading.words[i].key, 0.001);
    size_t units = 0, *df = gk_alloc_array(SLOTS, sizeof *df);
    for (size_t s = 0; s < check->source_count; s++) {
        if (!claim->cited[s]) continue;
        for (size_t u = 0; u < check->sources[s].count; u++, units++) {
            const gk_reading *r = &check->sources[s].said[u].reading;
            for (size_t i = 0; i < r->count; i++) {
                wanted *slot = slot_of(w, r->words[i].key);
                if (!slot->key || slot->stamp == units) continue;
                slot->stamp = units;
                df[slot - w->slots]++;
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        size_t d = df[slot_of(w, claim->reading.words[i].key) - w->slots];
        double rarity = log(1 + (double)units) - log(1 + (double)d);
        /* What no source has may be another word for what it has: it counts, but not most. */
        weights[i] = 1 + (d ? rarity : 0.6 * rarity);
        if (!counts(&claim->reading.words[i])) weights[i] *= 0.25;
    }
    gk_free(df);
    gk_free(w);
    claim->weights = weights;
}

static double covered(wanting *w, const gk_reading *r, size_t stamp, double share)
{
    double sum = 0;
    for (size_t i = 0; i < r->count; i++) {
        wanted *slot = slot_of(w, r->words[i].key);
        if (!slot->key || slot->stamp == stamp) continue;
        slot->stamp = stamp;
        sum += slot->weight * share;
    }
    return sum;
}

void gk_fits_find(const gk_check *check, const gk_claim *claim, size_t at, gk_fits *out)
{
    *out = (gk_fits){
        .fits = gk_arena_array(check->arena, check->source_count + 1, sizeof *out->fits)};
    const double *weights = claim->weights;
    wanting *w = gk_alloc(sizeof *w);
    for (size_t i = 0; i < claim->reading.count; i++) {
        const gk_read_word *word = &claim->reading.words[i];
        double weight = weights[i];
        if (at != SIZE_MAX) {
            size_t gap = word->span.start > at ? word->span.start - at : at - word->span.start;
            weight /= 1 + (double)gap / NEAR_BYTES;
        }
        want(w, word->key, weight);
    }
    double words = w->total;
    for (size_t i = 0; i < check->asked.count; i++)
        if (counts(&check->asked.words[i]))
            want(w, check->asked.words[i].key, 0.3 * (words > 0 ? words / (double)w->count : 1));
    double total = w->total > 0 ? w->total : 1;
    size_t stamp = 0;
    for (size_t s = 0; s < check->source_count; s++) {
        if (!claim->cited[s]) continue;
        const gk_source_read *source = &check->sources[s];
        out->fits[s] = gk_arena_array(check->arena, source->count + 1, sizeof **out->fits);
        for (size_t u = 0; u < source->count; u++, stamp++) {
            double fit = covered(w, &source->said[u].reading, stamp, 1) +
                         covered(w, &source->said[u].around, stamp, 0.7);
            out->fits[s][u] = fit / total;
            if (out->fits[s][u] > out->best) out->best = out->fits[s][u];
        }
    }
    gk_free(w);
}
