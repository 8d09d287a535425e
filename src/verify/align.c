/* SPDX-License-Identifier: Apache-2.0
 *
 * A claim beside what it rests on: the sentence or row that fits best and holds its figures, and up
 * to two more that have what it lacks; then each word of the claim on the same word there, near the
 * one before.
 */
#include "verify/checks.h"

#include <string.h>

/* Another sentence is taken where it brings this share of the claim's weight. */
static const double least_gain = 0.1;

static const gk_said *said_of(const gk_check *check, gk_pick pick)
{
    return &check->sources[pick.source].said[pick.said];
}

const gk_said *gk_picked(const gk_check *check, const gk_alignment *alignment, size_t pick)
{
    return said_of(check, alignment->picks[pick]);
}

static size_t find_word(const gk_reading *r, uint64_t key, size_t near)
{
    size_t best = SIZE_MAX, best_gap = SIZE_MAX;
    for (size_t i = 0; i < r->count; i++) {
        if (r->words[i].key != key) continue;
        size_t gap = i >= near ? i - near : near - i + 2;
        if (gap < best_gap) best = i, best_gap = gap;
    }
    return best;
}

/* Puts words that are not aligned yet on those of the pick; returns the weight gained. */
static double take(const gk_claim *claim, const gk_said *said, size_t pick, gk_alignment *out,
                   bool keep)
{
    double gain = 0;
    size_t near = 0;
    for (size_t i = 0; i < claim->reading.count; i++) {
        if (out->aligned[i].pick != SIZE_MAX) continue;
        size_t w = find_word(&said->reading, claim->reading.words[i].key, near);
        bool around = w == SIZE_MAX &&
                      find_word(&said->around, claim->reading.words[i].key, 0) != SIZE_MAX;
        if (w == SIZE_MAX && !around) continue;
        gain += out->weights[i];
        if (w != SIZE_MAX) near = w + 1;
        if (keep) out->aligned[i] = (gk_aligned){pick, w};
    }
    return gain;
}

static double figures_in(const gk_claim *claim, size_t source, size_t said)
{
    double count = 0;
    for (size_t i = 0; i < claim->figure_count; i++)
        count += claim->matches[i].kind == GK_VERDICT_SUPPORTED &&
                 claim->matches[i].source == source && claim->matches[i].said == said;
    return count;
}

static bool picked(const gk_alignment *out, size_t source, size_t said)
{
    for (size_t i = 0; i < out->pick_count; i++)
        if (out->picks[i].source == source && out->picks[i].said == said) return true;
    return false;
}

static bool pick_next(const gk_check *check, const gk_claim *claim, const gk_fits *fits,
                      double total, gk_alignment *out)
{
    gk_pick best = {SIZE_MAX, SIZE_MAX};
    double best_score = 0;
    for (size_t s = 0; s < check->source_count; s++) {
        if (!claim->cited[s]) continue;
        for (size_t u = 0; u < check->sources[s].count; u++) {
            double figures = figures_in(claim, s, u);
            if (out->anchored && !out->pick_count && !figures) continue;
            if (picked(out, s, u) || (fits->fits[s][u] < 0.15 * fits->best && !figures)) continue;
            double gain = take(claim, &check->sources[s].said[u], 0, out, false) / total;
            double score = gain + (out->pick_count ? 0.1 : 0.2) * figures;
            if (out->pick_count && gain < least_gain && !figures) continue;
            if (score > best_score) best_score = score, best = (gk_pick){s, u};
        }
    }
    if (best.source == SIZE_MAX) return false;
    out->picks[out->pick_count] = best;
    take(claim, said_of(check, best), out->pick_count++, out, true);
    return true;
}

void gk_align(const gk_check *check, const gk_claim *claim, gk_alignment *out)
{
    *out = (gk_alignment){.weights = claim->weights};
    size_t n = claim->reading.count;
    out->aligned = gk_arena_array(check->arena, n + 1, sizeof *out->aligned);
    double total = 1e-9;
    for (size_t i = 0; i < n; i++) {
        out->aligned[i] = (gk_aligned){SIZE_MAX, SIZE_MAX};
        total += out->weights[i];
    }
    gk_fits fits;
    gk_fits_find(check, claim, SIZE_MAX, &fits);
    for (size_t i = 0; i < claim->figure_count; i++)
        out->anchored |= claim->matches[i].kind == GK_VERDICT_SUPPORTED;
    while (out->pick_count < GK_PICKS_MOST && pick_next(check, claim, &fits, total, out)) continue;
}
