/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS = 2000, DEPTHS = 3, FIGURES = DEPTHS + 1 /* recalls, then mrr */ };
static const uint32_t depths[DEPTHS] = {1, 5, 10};
static const double EDGE = 0.025;     /* what an interval leaves out at each end */
static const double Z = 1.9599639845; /* the normal distribution's quantile for that */

/* ---- the bootstrap -------------------------------------------------------------------------- */

/* What the queries of a cluster add up to. */
typedef struct clusters {
    double *sums; /* (count, columns) */
    uint32_t *sizes;
    size_t count, columns;
} clusters;

typedef struct member {
    uint32_t cluster;
    size_t query;
} member;

static int by_cluster(const void *a, const void *b)
{
    const member *x = a, *y = b;
    if (x->cluster != y->cluster) return x->cluster < y->cluster ? -1 : 1;
    return x->query < y->query ? -1 : x->query > y->query;
}

static clusters join(const double *values, const uint32_t *of, size_t count, size_t columns)
{
    member *members = gk_alloc_array(count, sizeof *members);
    for (size_t i = 0; i < count; i++) members[i] = (member){of[i], i};
    qsort(members, count, sizeof *members, by_cluster);
    clusters c = {.sums = gk_alloc_array(count, columns * sizeof *c.sums),
                  .sizes = gk_alloc_array(count, sizeof *c.sizes),
                  .columns = columns};
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || members[i - 1].cluster != members[i].cluster) c.count++;
        c.sizes[c.count - 1]++;
        for (size_t k = 0; k < columns; k++)
            c.sums[(c.count - 1) * columns + k] += values[members[i].query * columns + k];
    }
    gk_free(members);
    return c;
}

static void free_clusters(clusters *c)
{
    gk_free(c->sums);
    gk_free(c->sizes);
}

/* Adds cluster i to sums; returns its size. */
static size_t add(const clusters *c, size_t i, double *sums)
{
    for (size_t k = 0; k < c->columns; k++) sums[k] += c->sums[i * c->columns + k];
    return c->sizes[i];
}

static int upwards(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile(const double *sorted, double at)
{
    double place = at * (DRAWS - 1), below = floor(place);
    size_t i = (size_t)below;
    return i + 1 < DRAWS ? sorted[i] + (place - below) * (sorted[i + 1] - sorted[i]) : sorted[i];
}

/* drawn (columns, DRAWS): the columns' means in each draw. */
static void draw_all(const clusters *c, double *drawn)
{
    double *sums = gk_alloc_array(c->columns, sizeof *sums);
    gk_random random = gk_random_start(0);
    for (size_t draw = 0; draw < DRAWS; draw++) {
        size_t size = 0;
        memset(sums, 0, c->columns * sizeof *sums);
        for (size_t i = 0; i < c->count; i++)
            size += add(c, gk_random_below(&random, c->count), sums);
        for (size_t k = 0; k < c->columns; k++) drawn[k * DRAWS + draw] = sums[k] / (double)size;
    }
    gk_free(sums);
}

size_t gk_eval_means(const double *values, const uint32_t *of, size_t count, size_t columns,
                     gk_eval_mean *means)
{
    clusters c = join(values, of, count, columns);
    double *drawn = gk_alloc_array(columns, DRAWS * sizeof *drawn);
    double *sums = gk_alloc_array(columns, sizeof *sums);
    for (size_t i = 0; i < c.count; i++) add(&c, i, sums);
    draw_all(&c, drawn);
    for (size_t k = 0; k < columns; k++) {
        qsort(drawn + k * DRAWS, DRAWS, sizeof *drawn, upwards);
        means[k] = (gk_eval_mean){.value = sums[k] / (double)count,
                                  .low = percentile(drawn + k * DRAWS, EDGE),
                                  .high = percentile(drawn + k * DRAWS, 1 - EDGE)};
    }
    size_t joined = c.count;
    gk_free(sums);
    gk_free(drawn);
    free_clusters(&c);
    return joined;
}

void gk_eval_widen(gk_eval_mean *mean, size_t count)
{
    double n = (double)count;
    if (mean->value <= 0) mean->high = Z * Z / (n + Z * Z);
    if (mean->value >= 1) mean->low = n / (n + Z * Z);
}

/* ---- ranks of embeddings -------------------------------------------------------------------- */

static void figures_of(gk_eval_rank query, double *figures)
{
    for (size_t i = 0; i < DEPTHS; i++) figures[i] = query.rank && query.rank <= depths[i];
    figures[DEPTHS] = query.rank ? 1.0 / query.rank : 0;
}

static json_t *interval_of(const gk_eval_mean *mean)
{
    return json_pack("[f, f]", mean->low, mean->high);
}

static json_t *means_to_json(const gk_eval_mean *means)
{
    json_t *recall = json_object(), *between = json_object();
    for (size_t i = 0; i < DEPTHS; i++) {
        char key[12];
        snprintf(key, sizeof key, "%u", depths[i]);
        json_object_set_new(recall, key, json_real(means[i].value));
        json_object_set_new(between, key, interval_of(&means[i]));
    }
    return json_pack("{so sf s{so so}}", "recall", recall, "mrr", means[DEPTHS].value, "interval",
                     "recall", between, "mrr", interval_of(&means[DEPTHS]));
}

/* before NULL: the figures; else how they differ from those of before. */
static json_t *measure(const gk_eval_rank *queries, const gk_eval_rank *before, size_t count)
{
    double *values = gk_alloc_array(count, FIGURES * sizeof *values), was[FIGURES] = {0};
    uint32_t *of = gk_alloc_array(count, sizeof *of);
    gk_eval_mean means[FIGURES];
    for (size_t i = 0; i < count; i++) {
        of[i] = queries[i].cluster;
        figures_of(queries[i], values + i * FIGURES);
        if (before) figures_of(before[i], was);
        for (size_t k = 0; k < FIGURES; k++) values[i * FIGURES + k] -= was[k];
    }
    gk_eval_means(values, of, count, FIGURES, means);
    gk_free(of);
    gk_free(values);
    return means_to_json(means);
}

json_t *gk_eval_measure(const gk_eval_rank *queries, size_t count)
{
    json_t *object = json_pack("{sI}", "queries", (json_int_t)count);
    json_t *of = measure(queries, NULL, count);
    json_object_update(object, of);
    json_decref(of);
    return object;
}

json_t *gk_eval_measure_difference(const gk_eval_rank *queries, const gk_eval_rank *before,
                                   size_t count)
{
    return measure(queries, before, count);
}
