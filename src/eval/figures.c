/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/measure.h"
#include "eval/retrieval.h"

#include <math.h>
#include <string.h>

static const uint32_t depths[] = {1, 5, 10, 20};
enum { DEPTHS = sizeof depths / sizeof *depths, GAIN_DEPTH = 10 };

/* The columns of a question's figures. */
enum { HIT = 0, RECALL = HIT + DEPTHS, MRR = RECALL + DEPTHS, NDCG, COLUMNS };

/* ---- one question --------------------------------------------------------------------------- */

static double gain(size_t rank) { return 1 / log2((double)rank + 1); }

/* Normalised discounted cumulative gain over the first ten (Järvelin and Kekäläinen 2002); every
 * piece of the evidence is worth the same. */
static double ndcg(const gk_eval_standing *s)
{
    double got = 0, best = 0;
    for (size_t i = 0; i < s->count; i++)
        if (s->ranks[i] && s->ranks[i] <= GAIN_DEPTH) got += gain(s->ranks[i]);
    for (size_t i = 1; i <= s->count && i <= GAIN_DEPTH; i++) best += gain(i);
    return got < best ? got / best : 1;
}

static void figures_of(const gk_eval_standing *s, double *out)
{
    for (size_t d = 0; d < DEPTHS; d++) {
        size_t found = 0;
        for (size_t i = 0; i < s->count; i++) found += s->ranks[i] && s->ranks[i] <= depths[d];
        out[HIT + d] = found > 0;
        out[RECALL + d] = (double)found / (double)s->count;
    }
    out[MRR] = s->first && s->first <= GK_MEASURE_DEPTH ? 1.0 / s->first : 0;
    out[NDCG] = ndcg(s);
}

/* ---- all of them ---------------------------------------------------------------------------- */

uint32_t *gk_eval_clusters(const gk_eval_set *set)
{
    uint32_t *clusters = gk_alloc_array(set->count, sizeof *clusters);
    for (size_t i = 0; i < set->count; i++) {
        const gk_evidence *e = &set->questions[i].evidence[0];
        size_t k = 0;
        for (; k < i; k++) {
            const gk_evidence *before = &set->questions[k].evidence[0];
            if (before->page == e->page && strcmp(before->document, e->document) == 0) break;
        }
        clusters[i] = (uint32_t)k;
    }
    return clusters;
}

static json_t *by_depth(const gk_eval_mean *means, bool intervals)
{
    json_t *object = json_object();
    for (size_t d = 0; d < DEPTHS; d++) {
        char key[12];
        snprintf(key, sizeof key, "%u", depths[d]);
        json_object_set_new(object, key,
                            intervals ? json_pack("[f, f]", means[d].low, means[d].high)
                                      : json_real(means[d].value));
    }
    return object;
}

static json_t *means_to_json(const gk_eval_mean *m, size_t questions)
{
    return json_pack("{sI so so sf sf s{so so s[ff] s[ff]}}", "questions", (json_int_t)questions,
                     "hit", by_depth(m + HIT, false), "recall", by_depth(m + RECALL, false), "mrr",
                     m[MRR].value, "ndcg", m[NDCG].value, "interval", "hit",
                     by_depth(m + HIT, true), "recall", by_depth(m + RECALL, true), "mrr",
                     m[MRR].low, m[MRR].high, "ndcg", m[NDCG].low, m[NDCG].high);
}

/* The figures of one level, or, where before is not NULL, how they differ from before's; NULL where
 * no question has evidence there. */
static json_t *level_to_json(const gk_eval_standings *standings, const gk_eval_standings *before,
                             const uint32_t *clusters, const bool *chosen, size_t count,
                             gk_eval_level level)
{
    double *values = gk_alloc_array(count, COLUMNS * sizeof *values), was[COLUMNS] = {0};
    uint32_t *of = gk_alloc_array(count, sizeof *of);
    gk_eval_mean means[COLUMNS];
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if ((chosen && !chosen[i]) || !standings[i][level].count) continue;
        double *row = values + n * COLUMNS;
        figures_of(&standings[i][level], row);
        if (before) figures_of(&before[i][level], was);
        for (size_t k = 0; k < COLUMNS; k++) row[k] -= was[k];
        of[n++] = clusters[i];
    }
    json_t *json = NULL;
    if (n) {
        size_t drawn = gk_eval_means(values, of, n, COLUMNS, means);
        for (size_t k = 0; k < COLUMNS && !before; k++) gk_eval_widen(&means[k], drawn);
        json = means_to_json(means, n);
    }
    gk_free(of);
    gk_free(values);
    return json;
}

static json_t *levels_to_json(const gk_eval_standings *standings, const gk_eval_standings *before,
                              const uint32_t *clusters, const bool *chosen, size_t count)
{
    json_t *object = json_object();
    for (int level = 0; level < GK_EVAL_LEVELS; level++) {
        json_t *figures = level_to_json(standings, before, clusters, chosen, count,
                                        (gk_eval_level)level);
        if (figures) json_object_set_new(object, gk_eval_levels[level], figures);
    }
    return object;
}

json_t *gk_eval_figures(const gk_eval_standings *standings, const uint32_t *clusters,
                        const bool *chosen, size_t count)
{
    return levels_to_json(standings, NULL, clusters, chosen, count);
}

json_t *gk_eval_figures_difference(const gk_eval_standings *standings,
                                   const gk_eval_standings *before, const uint32_t *clusters,
                                   size_t count)
{
    return levels_to_json(standings, before, clusters, NULL, count);
}
