/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/measure.h"

#include <math.h>
#include <stdlib.h>

enum { DRAWS = 2000, DEPTHS = 3, FIGURES = DEPTHS + 1 /* recalls, then mrr */ };
static const uint32_t depths[DEPTHS] = {1, 5, 10};
static const double EDGE = 0.025; /* what an interval leaves out at each end */

/* What a query, or a cluster of them, adds to the figures. */
typedef struct share {
    uint32_t cluster, count;
    double sums[FIGURES];
} share;

static share share_of(gk_eval_rank query)
{
    share s = {.cluster = query.cluster, .count = 1};
    for (size_t i = 0; i < DEPTHS; i++) s.sums[i] = query.rank && query.rank <= depths[i];
    s.sums[DEPTHS] = query.rank ? 1.0 / query.rank : 0;
    return s;
}

static void add(share *to, const share *from)
{
    to->count += from->count;
    for (size_t i = 0; i < FIGURES; i++) to->sums[i] += from->sums[i];
}

static int by_cluster(const void *a, const void *b)
{
    const share *x = a, *y = b;
    return x->cluster < y->cluster ? -1 : x->cluster > y->cluster;
}

/* Queries of a cluster become one share; gives how many remain. */
static size_t join_clusters(share *shares, size_t count)
{
    size_t joined = 0;
    qsort(shares, count, sizeof *shares, by_cluster);
    for (size_t i = 0; i < count; i++) {
        if (joined && shares[joined - 1].cluster == shares[i].cluster)
            add(&shares[joined - 1], &shares[i]);
        else
            shares[joined++] = shares[i];
    }
    return joined;
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

typedef struct figures {
    double value[FIGURES], low[FIGURES], high[FIGURES];
} figures;

static figures figures_of(share *shares, size_t count)
{
    figures f;
    double(*drawn)[DRAWS] = gk_alloc_array(FIGURES, sizeof *drawn);
    count = join_clusters(shares, count);
    share all = {0};
    for (size_t i = 0; i < count; i++) add(&all, &shares[i]);
    gk_random random = gk_random_start(0);
    for (size_t draw = 0; draw < DRAWS; draw++) {
        share sum = {0};
        for (size_t i = 0; i < count; i++) add(&sum, &shares[gk_random_below(&random, count)]);
        for (size_t k = 0; k < FIGURES; k++) drawn[k][draw] = sum.sums[k] / sum.count;
    }
    for (size_t k = 0; k < FIGURES; k++) {
        qsort(drawn[k], DRAWS, sizeof *drawn[k], upwards);
        f.value[k] = all.sums[k] / all.count;
        f.low[k] = percentile(drawn[k], EDGE);
        f.high[k] = percentile(drawn[k], 1 - EDGE);
    }
    gk_free(drawn);
    return f;
}

static json_t *interval_of(const figures *f, size_t k)
{
    return json_pack("[f, f]", f->low[k], f->high[k]);
}

static json_t *figures_to_json(const figures *f)
{
    json_t *recall = json_object(), *between = json_object();
    for (size_t i = 0; i < DEPTHS; i++) {
        char key[12];
        snprintf(key, sizeof key, "%u", depths[i]);
        json_object_set_new(recall, key, json_real(f->value[i]));
        json_object_set_new(between, key, interval_of(f, i));
    }
    return json_pack("{so sf s{so so}}", "recall", recall, "mrr", f->value[DEPTHS], "interval",
                     "recall", between, "mrr", interval_of(f, DEPTHS));
}

json_t *gk_eval_measure(const gk_eval_rank *queries, size_t count)
{
    share *shares = gk_alloc_array(count, sizeof *shares);
    for (size_t i = 0; i < count; i++) shares[i] = share_of(queries[i]);
    figures f = figures_of(shares, count);
    gk_free(shares);
    json_t *object = json_pack("{sI}", "queries", (json_int_t)count), *of = figures_to_json(&f);
    json_object_update(object, of);
    json_decref(of);
    return object;
}

json_t *gk_eval_measure_difference(const gk_eval_rank *queries, const gk_eval_rank *before,
                                   size_t count)
{
    share *shares = gk_alloc_array(count, sizeof *shares);
    for (size_t i = 0; i < count; i++) {
        share was = share_of(before[i]);
        shares[i] = share_of(queries[i]);
        for (size_t k = 0; k < FIGURES; k++) shares[i].sums[k] -= was.sums[k];
    }
    figures f = figures_of(shares, count);
    gk_free(shares);
    return figures_to_json(&f);
}
